//! The sentences of decisions, marks and explanations, in English and French: a code, what it means, and a sentence with
//! `{detail}` places.

use super::{Reader, format::typography, format_date, format_money};
use crate::domain::FactValue;

/// One code with its words.
pub struct Phrase {
    /// The code.
    pub code: &'static str,
    /// The sentence in English.
    pub english: &'static str,
    /// The sentence in French.
    pub french: &'static str,
}

const fn say(code: &'static str, english: &'static str, french: &'static str) -> Phrase {
    Phrase { code, english, french }
}

/// A part in square brackets is said only when all its details are there.
///
/// All of them: first the reasons of decisions, in the order of the rules, then what `explain` says of rules passed.
#[rustfmt::skip]
pub static ENTRIES: &[Phrase] = &[
    say("remind", "The reminder \"{step}\", planned for {planned}, leaves today.", "La relance « {step} », prévue le {planned}, part aujourd'hui."),
    say("invalid-data", "The data cannot be trusted: {field}: {problem}.", "Les données ne sont pas sûres : {field} : {problem}."),
    say("account-too-large", "The account has {documents} documents, more than the module decides at once.", "Le compte a {documents} pièces, plus que le module n'en traite à la fois."),
    say("switched-off", "Reminders are switched off ({switch}).", "Les relances sont désactivées ({switch})."),
    say("not-in-plan", "The subscription does not include {feature}.", "L'abonnement ne comprend pas {feature}."),
    say("switched-off-on-document", "Automatic reminders are switched off on this document.", "La relance automatique est désactivée sur cette pièce."),
    say("switched-off-on-account", "Automatic reminders are switched off on this account.", "La relance automatique est désactivée sur ce compte."),
    say("not-selected", "Only documents switched on are reminded, and this one is not.", "Seules les pièces activées sont relancées, et celle-ci ne l'est pas."),
    say("created-before", "Created on {created}, before reminders were switched on ({active_since}).", "Créée le {created}, avant l'activation des relances ({active_since})."),
    say("not-reminded", "A {kind} is never reminded; what it has to give lowers what is owed.", "Une pièce de type {kind} n'est jamais relancée ; ce qu'elle a à donner diminue ce qui est dû."),
    say("unknown-status", "The status \"{status}\" is not known, so nothing is sent.", "Le statut « {status} » est inconnu : rien ne part."),
    say("draft", "It is a draft.", "C'est un brouillon."),
    say("in-signature", "It is in electronic signature.", "Elle est en cours de signature électronique."),
    say("signed", "It is signed.", "Elle est signée."),
    say("refused", "It was refused.", "Elle a été refusée."),
    say("invoiced", "It has been invoiced.", "Elle est facturée."),
    say("cancelled", "It is cancelled or abandoned.", "Elle est annulée ou abandonnée."),
    say("settled", "It is settled.", "Elle est réglée."),
    say("covered-by-credit", "Credit of {credit} on the account covers it.", "Un avoir de {credit} sur le compte la couvre."),
    say("account-in-credit", "The account is in credit by {balance}: a person must look at it.", "Le compte est créditeur de {balance} : à voir par une personne."),
    say("payment-pending", "A payment of {amount} dated {day} is on its way.", "Un règlement de {amount} daté du {day} est en cours."),
    say("retention", "It is a guarantee kept back, not due.", "C'est une retenue de garantie, non exigible."),
    say("e-invoice-held", "The electronic invoice's status is \"{status}\".", "Le statut de la facture électronique est « {status} »."),
    say("blocked", "Blocked[ until {last_day}]: {reason}.", "Bloquée[ jusqu'au {last_day}] : {reason}."),
    say("disputed", "The customer disputes it.", "Le client la conteste."),
    say("promised", "The customer promised {amount} for {promised_for}.", "Le client a promis {amount} pour le {promised_for}."),
    say("replied", "The customer replied on {day}, and nobody has closed the task yet.", "Le client a répondu le {day} ; la tâche n'est pas encore close."),
    say("reply-unanswered", "The customer replied on {day}, and nobody has dealt with it in time: a person must.", "Le client a répondu le {day} et personne n'a traité sa réponse à temps : à traiter par une personne."),
    say("insolvency", "Insolvency proceedings are open: the claim must be declared[ by {declare_by}].", "Une procédure collective est ouverte : la créance doit être déclarée[ avant le {declare_by} inclus]."),
    say("over-indebtedness", "The customer is in over-indebtedness proceedings.", "Le client est en procédure de surendettement."),
    say("handed-over", "It was handed over to litigation.", "Elle a été transmise au contentieux."),
    say("factored", "It was sold to a factor.", "Elle a été cédée à un affactureur."),
    say("limitation-passed", "The limitation period has passed[: it ended on {last_day}].", "La prescription est acquise[ : le délai a pris fin le {last_day}]."),
    say("held-by-host", "The ERP holds it back: {hold}.", "L'ERP la retient : {hold}."),
    say("no-scenario", "No scenario applies to it.", "Aucun scénario ne s'applique."),
    say("unknown-scenario", "Its scenario \"{scenario}\" is not in the settings.", "Son scénario « {scenario} » n'est pas dans les réglages."),
    say("condition-failed", "The condition of {place} has no answer: {problem}.", "La condition de {place} est sans réponse : {problem}."),
    say("waiting", "The next step, \"{step}\", leaves on {leaves}.", "La prochaine étape, « {step} », part le {leaves}."),
    say("anchor-missing", "The step \"{step}\" counts from {anchor}, which the document does not have.", "L'étape « {step} » part de {anchor}, que la pièce n'a pas."),
    say("awaiting-event", "The step \"{step}\" waits for {event}.", "L'étape « {step} » attend {event}."),
    say("milder-first", "The step \"{step}\" is severe, and no milder reminder has left before it: a person must look at it.", "L'étape « {step} » est sévère et aucune relance plus douce n'est partie avant : à voir par une personne."),
    say("attempts-exhausted", "The step \"{step}\" failed too often: a person must look at it.", "L'étape « {step} » a échoué trop souvent : à voir par une personne."),
    say("validity-ended", "Its validity ended on {valid_until}.", "Sa validité a pris fin le {valid_until}."),
    say("finished", "Every step of its scenario is done.", "Toutes les étapes de son scénario sont passées."),
    say("all-expired", "Every step came too late and none left: a person must look at it.", "Toutes les étapes sont arrivées trop tard et aucune n'est partie : à voir par une personne."),
    say("reminded-today", "A message about it left today already.", "Un message à son sujet est déjà parti aujourd'hui."),
    say("too-soon", "A message about it left lately: the next one is not before {until}.", "Un message à son sujet est parti récemment : le suivant pas avant le {until}."),
    say("not-due", "It is not due before {due}.", "Elle n'est pas échue avant le {due}."),
    say("never-sent", "It was never sent to its customer: the first send comes first.", "Elle n'a jamais été envoyée au client : le premier envoi d'abord."),
    say("bank-data-stale", "The bank data are not fresh enough to know who has paid[ (last: {bank_date})].", "Les données bancaires ne sont pas assez récentes pour savoir qui a payé[ (dernières : {bank_date})]."),
    say("below-threshold", "{left} is left, and less than {least} is not reminded.", "Il reste {left} ; en dessous de {least}, rien n'est relancé."),
    say("no-address", "No usable address was found for it ({channel}).", "Aucune adresse utilisable n'a été trouvée ({channel})."),
    say("attachment-missing", "The step \"{step}\" encloses the document, and its file is missing: a person must look at it.", "L'étape « {step} » joint la pièce, et son fichier manque : à voir par une personne."),
    say("silenced", "A formal notice is running until {until}: nothing friendly goes to this account before.", "Une mise en demeure court jusqu'au {until} : rien d'amical ne part à ce compte avant."),
    say("account-gap", "Another message went to this account: the next one leaves on {until}, with all that is due by then.", "Un autre message est parti à ce compte : le suivant part le {until}, avec tout ce qui sera dû d'ici là."),
    say("limit-reached", "The limit of messages for today is reached; the next ones leave tomorrow.", "Le nombre de messages du jour est atteint ; les suivants partent demain."),
    // Tasks that no decision asks for.
    say("limitation-near", "It can be claimed until {last_day} only: have it paid, acknowledged or taken to court before.", "Elle ne peut être réclamée que jusqu'au {last_day} : à faire payer, reconnaître ou porter en justice avant."),
    // Rules passed.
    say("data-read", "Its data can be trusted.", "Ses données sont sûres."),
    say("mode-live", "Reminders are switched on.", "Les relances sont activées."),
    say("mode-rehearsal", "Rehearsal: decided and written, shown to the team only.", "Répétition : décidée et rédigée, montrée à l'équipe seulement."),
    say("scope-automatic", "It is reminded automatically (created on {created}).", "Elle est relancée automatiquement (créée le {created})."),
    say("state-open", "The quote is open.", "Le devis est ouvert."),
    say("state-left", "{left} is left to pay.", "Il reste {left} à payer."),
    say("holds-none", "Nothing holds it back.", "Rien ne la retient."),
    say("scenario-chosen", "Its scenario is \"{scenario}\".", "Son scénario est « {scenario} »."),
    say("step-due", "The step \"{step}\", due on {due}, planned for {planned}, may leave since {effective}.", "L'étape « {step} », due le {due}, prévue le {planned}, peut partir depuis le {effective}."),
    say("first-send-on", "It was first sent on {day}.", "Elle a été envoyée une première fois le {day}."),
    say("first-send-waived", "It needs no first send.", "Elle n'a pas besoin d'un premier envoi."),
    say("bank-data-fresh", "The bank data are fresh enough for this step, or it needs none.", "Les données bancaires sont assez récentes pour cette étape, ou elle n'en a pas besoin."),
    say("threshold-reached", "Enough is left to be worth it.", "Le montant restant en vaut la peine."),
    say("recipient-found", "What it does: {to}.", "Ce qu'elle fait : {to}."),
    say("grouping-passed", "It leaves in a message that covers {documents} document(s).", "Elle part dans un message qui couvre {documents} pièce(s)."),
    say("limits-passed", "The day has room for it.", "La journée a de la place pour elle."),
];

/// The sentence of a code with its details; the code itself when it is not known.
#[must_use]
pub fn phrase<'a>(
    code: &str,
    details: impl Iterator<Item = (&'a str, &'a FactValue)> + Clone,
    reader: Reader,
) -> String {
    let Some(entry) = ENTRIES.iter().find(|entry| entry.code == code) else { return code.to_owned() };
    // Decisions are for the tenant's people: in English or French.
    let (template, reader) = match reader {
        Reader::French => (entry.french, reader),
        _ => (entry.english, Reader::English),
    };
    let mut sentence = String::new();
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('[') {
        sentence.push_str(&fill(before, &details, reader).0);
        let Some((part, after)) = after.split_once(']') else { break };
        let (part, complete) = fill(part, &details, reader);
        if complete {
            sentence.push_str(&part);
        }
        rest = after;
    }
    sentence.push_str(&fill(rest, &details, reader).0);
    typography(&sentence, reader)
}

/// A piece of a sentence with its details, and whether all of them were there.
fn fill<'a>(
    piece: &str,
    details: &(impl Iterator<Item = (&'a str, &'a FactValue)> + Clone),
    reader: Reader,
) -> (String, bool) {
    let (mut filled, mut complete, mut rest) = (String::new(), true, piece);
    while let Some((before, after)) = rest.split_once('{') {
        filled.push_str(before);
        let Some((name, after)) = after.split_once('}') else { break };
        match details.clone().find(|(detail, _)| *detail == name) {
            Some((_, value)) => filled.push_str(&written(value, reader)),
            None => complete = false,
        }
        rest = after;
    }
    filled.push_str(rest);
    (filled, complete)
}

fn written(value: &FactValue, reader: Reader) -> String {
    match value {
        FactValue::Text(text) => text.clone(),
        FactValue::Integer(number) => number.to_string(),
        FactValue::Amount(amount) => format_money(*amount, reader),
        FactValue::Flag(flag) => flag.to_string(),
        FactValue::Day(day) => format_date(*day, reader),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::parse_day;

    #[test]
    fn details_are_written_as_the_reader_writes_them() {
        let step = FactValue::Text("first".to_owned());
        let leaves = FactValue::Day(parse_day("2025-08-01").unwrap());
        let details = [("step", &step), ("leaves", &leaves)];
        assert_eq!(
            phrase("waiting", details.into_iter(), Reader::French),
            "La prochaine étape, «\u{a0}first\u{a0}», part le 1er août 2025."
        );
        assert_eq!(
            phrase("waiting", details.into_iter(), Reader::English),
            "The next step, \"first\", leaves on 1 August 2025."
        );
        assert_eq!(phrase("from-elsewhere", [].into_iter(), Reader::English), "from-elsewhere");
    }
}
