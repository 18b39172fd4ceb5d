//! What the module finds, on one line. Its own sentences are English; a French reader is told first what such a finding means.

use relance_contract::records::types::{Finding, Severity};

use super::Words;
use crate::words;

/// One finding on one line: where, what, and what to do.
#[must_use]
pub fn finding(finding: &Finding) -> Words {
    let place = match (finding.line, finding.column) {
        (Some(line), Some(column)) => words!("line {line}, column {column}: ", "ligne {line}, colonne {column} : "),
        _ => "".into(),
    };
    let severity = match finding.severity {
        Severity::Error => "".into(),
        Severity::Warning => words!("warning: ", "avertissement : "),
    };
    let path = match finding.path.as_str() {
        "" | "." => "".into(),
        path => words!("{path}: ", "{path} : "),
    };
    let hint = if finding.hint.is_empty() { String::new() } else { format!(" ({})", finding.hint) };
    let (code, message) = (finding.code.as_str(), &finding.message);
    let told = match meaning_in_french(code) {
        Some(meaning) => words!("{message}", "{meaning} — {message}"),
        None => message.as_str().into(),
    };
    Words::around(|reader| {
        let [place, severity, path, told] = [&place, &severity, &path, &told].map(|part| part.say(reader));
        format!("{place}{severity}{path}{told}{hint}").into()
    })
}

/// What a finding means, in French.
#[must_use]
pub fn meaning_in_french(code: &str) -> Option<&'static str> {
    FINDINGS_IN_FRENCH.iter().find(|(known, _)| *known == code).map(|(_, meaning)| *meaning)
}

/// Every finding of `about.codes`, in French.
pub const FINDINGS_IN_FRENCH: &[(&str, &str)] = &[
    ("amount-missing", "un texte sur une facture ne dit aucun montant"),
    (
        "character-missing",
        "la police des lettres imprimées n'a pas un caractère ; un point d'interrogation est imprimé",
    ),
    ("condition-always-false", "une condition qu'aucune pièce ne peut remplir"),
    ("condition-failed", "une condition n'a pas de réponse pour une pièce, qui est retenue"),
    ("deadline-longer-than-gap", "un texte donne plus de jours que n'en laisse l'étape suivante"),
    ("document-unknown", "une pièce à relancer à la main n'est dans aucun des comptes"),
    (
        "fresh-bank-of-quote",
        "une étape de devis attend des données bancaires, qui ne disent rien des devis : elle n'attend pas",
    ),
    ("harsh-first-step", "le premier message a les mots du dernier"),
    ("iban-invalid", "l'IBAN de l'expéditeur est faux : personne ne pourrait payer avec"),
    ("invalid-data", "une valeur pourrait faire partir à tort ; sa pièce est retenue"),
    ("language-missing", "un texte n'est pas écrit dans une langue où d'autres le sont"),
    ("larger-than-limit", "une étape a plus de messages qu'un jour n'en permet : elle ne part jamais"),
    ("letter-not-printed", "une lettre ne doit pas partir sans ce qui ne peut être joint"),
    ("not-archived", "une lettre n'a pu être imprimée en PDF/A ; c'est un PDF ordinaire"),
    ("number-missing", "un texte ne nomme pas sa pièce"),
    ("offset-after-expiry", "une étape part quand ce dont elle parle est fini"),
    ("offset-sign", "des jours avant l'échéance, là où des jours après semblent voulus"),
    ("picture-unreadable", "le logo ou la signature n'est pas une image lisible ; les lettres sont imprimées sans"),
    ("reference-unknown", "quelque chose désigne ce qui n'existe pas, et reste sans effet"),
    ("repeat-endless", "une dernière étape qui se répète pendant des années"),
    ("request-invalid", "la demande n'est pas celle que veut le contrat"),
    ("sender-address-missing", "une lettre imprimée n'a pas d'adresse de réponse"),
    ("sender-mentions-missing", "les mentions légales de l'expéditeur manquent"),
    ("sender-unusable", "l'adresse électronique de la société ne peut rien envoyer"),
    ("settings-inconsistent", "des parties des réglages se contredisent"),
    ("settings-too-large", "les réglages ont trop d'octets"),
    ("settings-unreadable", "les réglages ne sont pas ceux que permet le schéma"),
    ("several-things-asked", "un texte a deux boutons, alors que son lecteur doit faire une seule chose"),
    ("source-unreadable", "un fichier de l'ERP ne peut être imprimé ; sa lettre part sans lui"),
    ("step-never-reached", "une étape qui ne peut jamais partir"),
    ("subject-long", "un objet de plus de huit mots"),
    ("suspension-unannounced", "un compte est suspendu avant qu'un texte ne l'ait annoncé"),
    ("text-broken", "un texte emploie une forme ou un nom qu'il ne peut employer"),
    ("text-failed", "un texte n'a pu être rédigé"),
    ("text-long", "un texte de plus de 200 mots"),
    ("text-missing", "un texte n'est écrit dans aucune langue que son lecteur pourrait lire"),
    ("two-steps-one-day", "deux étapes prévues le même jour"),
    ("value-missing", "un texte affiche une valeur que cette pièce n'a pas"),
];
