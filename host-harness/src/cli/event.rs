//! `event`: what happens to a document or a customer between two imports, by the names that have a meaning.

use relance_contract::{
    records::{
        bookkeeping::{Act, Becoming, NewStatus},
        types::{self as contract, Account, Document, DocumentKind, Hold, HoldKind},
    },
    request,
};

use super::{
    End,
    arguments::{Arguments, Event},
    happenings::{find, lift},
    modules,
    reminders::{day, last_day},
    screen::Screen,
};
use crate::{
    error::{Error, Kind, Result},
    module::Budget,
    store::{Address, CameBack, Tenant, hold_id},
    text::{self, Words},
    words,
};

pub(super) fn event(arguments: &Arguments, command: &Event, screen: &mut Screen<'_>) -> Result<End> {
    let mut store = arguments.store()?;
    let Tenant { id: tenant, settings, bank_date, .. } = store.tenant(&arguments.tenant)?;
    let found = find(&*store, &tenant, &command.number, "9999-12-31")?;
    let date = day(command.date);
    refuse_to_come(&date, bank_date.as_deref())?;
    let (account, document, number) = (found.account.id.as_str(), found.document.id.clone(), &found.document.number);
    let kind = command.kind.as_str();
    if command.address.is_some() {
        refuse_address(kind)?;
    }
    let hold = |kind: &str| match kind {
        "reply" => Some(HoldKind::Reply(date.clone())),
        "dispute" => Some(HoldKind::Dispute),
        "insolvency" => Some(HoldKind::Insolvency(Some(date.clone()))),
        "over-indebtedness" => Some(HoldKind::OverIndebtedness),
        "handed-over" => Some(HoldKind::HandedOver),
        "factored" => Some(HoldKind::Factored),
        "limitation-passed" => Some(HoldKind::LimitationPassed),
        _ => None,
    };
    // Proceedings are the customer's, not one document's.
    let about = |kind: &str| (!matches!(kind, "insolvency" | "over-indebtedness")).then_some(document.clone());
    let ended = kind.strip_suffix("-over").or_else(|| kind.strip_suffix("-done")).filter(|kind| hold(kind).is_some());
    if let Some(kind) = ended {
        // What held a former account may hold the document alone since it went to another one.
        let narrowed = hold_id(kind, Some(&document));
        let id = hold_id(kind, about(kind).as_ref());
        if id != narrowed && store.remove_hold(&tenant, account, &narrowed)? {
            store.remove_hold(&tenant, account, &id)?;
            screen.line(words!("Taken back.", "Retiré."));
            return Ok(End::Done);
        }
        return lift(&mut *store, &tenant, account, &id, screen);
    }
    if let Some(kind_of_hold) = hold(kind) {
        let document = about(kind);
        let id = hold_id(kind, document.as_ref());
        store.put_hold(&tenant, account, &Hold { id, document, kind: kind_of_hold })?;
        if kind == "reply" && found.document.kind == DocumentKind::Lead {
            // It is remembered once somebody has dealt with it: what comes after a silence leaves no more.
            let document = Some(found.document.id.clone());
            store.add_event(
                &tenant,
                account,
                &contract::Event { kind: kind.to_owned(), day: date.clone(), document },
            )?;
        }
    } else if let Some(becoming) = becoming(kind, &found.document)? {
        let module = modules::open(arguments, screen)?;
        let becoming = Becoming { document: document.clone(), what: becoming };
        store.note(&tenant, account, &Act::Becomes(becoming), &module)?;
    } else if kind == "bounced" {
        require_noted(&store.bounce(&tenant, account, &document, command.address.as_deref())?, number)?;
    } else if let Some(known) =
        [("opted-out", Address::OptedOut), ("opted-in", Address::OptedIn), ("address-works", Address::Works)]
            .iter()
            .find(|(name, _)| *name == kind)
    {
        for address in addresses(&found.account, command.address.as_deref())? {
            store.mark_address(&tenant, account, &address, known.1)?;
        }
    } else if is_code(kind) {
        if !FREE.contains(&kind) {
            let module = modules::open(arguments, screen)?;
            let asked = request::DescribeSettings::of(&settings, screen.language().code());
            if !module.call(&asked, Budget::NONE)?.events.iter().any(|known| known == kind) {
                return Err(unknown_event(kind));
            }
        }
        let event = contract::Event { kind: kind.to_owned(), day: date.clone(), document: Some(document) };
        store.add_event(&tenant, account, &event)?;
    } else {
        return Err(Error::new(
            Kind::Input,
            words!("`{kind}` is not a kind of event", "`{kind}` n'est pas une sorte d'événement"),
        )
        .hint(words!(
            "small letters, digits and hyphens: opened, clicked; `relance event --help` lists those with a meaning",
            "minuscules, chiffres et tirets : opened, clicked ; `relance event --help` liste ceux qui ont un sens"
        )));
    }
    let on = text::date(&date);
    screen.line(Words::around(|reader| {
        let on = on.say(reader);
        words!("{number}: {kind} on {on}.", "{number} : {kind} le {on}.")
    }));
    Ok(End::Done)
}

/// What is to come has not happened.
fn refuse_to_come(date: &str, bank_date: Option<&str>) -> Result<()> {
    if date <= last_day(bank_date).as_str() {
        return Ok(());
    }
    Err(Error::new(
        Kind::Input,
        words!(
            "{date} is still to come: nothing was recorded",
            "le {date} est encore à venir : rien n'a été enregistré"
        ),
    )
    .hint(words!(
        "an event is recorded when it has happened; `relance block` and `relance promise` are for days to come",
        "un événement s'enregistre une fois arrivé ; `relance block` et `relance promise` sont pour les jours à venir"
    )))
}

/// Events without a meaning of their own that everybody knows.
const FREE: &[&str] = &["opened", "clicked"];

/// Events with one.
const KNOWN: &[&str] = &[
    "reply",
    "reply-done",
    "dispute",
    "dispute-over",
    "bounced",
    "opted-out",
    "opted-in",
    "address-works",
    "insolvency",
    "insolvency-over",
    "over-indebtedness",
    "over-indebtedness-over",
    "handed-over",
    "handed-over-over",
    "factored",
    "factored-over",
    "limitation-passed",
    "limitation-passed-over",
    "signed",
    "refused",
    "invoiced",
    "settled",
    "cancelled",
    "reopened",
    "converted",
    "lost",
];

/// What people also call them.
const OTHER_WORDS: &[(&[&str], &str)] = &[
    (&["answer", "answered", "called", "replied", "reponse"], "reply"),
    (&["disputed", "contestation", "litige"], "dispute"),
    (&["bounce", "npai", "rebond", "rejet"], "bounced"),
    (&["accepted", "signature", "signe"], "signed"),
    (&["closed", "paid", "paye", "payee", "payment", "regle", "reglee", "reglement"], "settled"),
    (&["annule", "annulee", "canceled"], "cancelled"),
    (&["client", "converti", "gagne", "won"], "converted"),
    (&["perdu", "sans-suite"], "lost"),
    (&["desabonne", "desinscrit", "objected", "opposition", "stop", "unsubscribed"], "opted-out"),
];

/// An event that nothing asks for changes nothing: more likely a reply or a dispute was meant.
fn unknown_event(kind: &str) -> Error {
    let like = |known: &&str| strsim::jaro_winkler(kind, known);
    let other_word = OTHER_WORDS.iter().find(|(words, _)| words.contains(&kind)).map(|(_, known)| known);
    let closest = || KNOWN.iter().max_by(|a, b| like(a).total_cmp(&like(b))).filter(|known| like(known) > 0.7);
    let near = other_word.or_else(closest);
    let error = Error::new(
        Kind::Input,
        words!(
            "`{kind}` is not an event with a meaning, and nothing in the settings asks for it: nothing was recorded",
            "`{kind}` n'est pas un événement qui ait un sens, et rien dans les réglages ne le demande : rien n'a été enregistré"
        ),
    );
    match near {
        Some(near) => error.hint(words!("did you mean `{near}`?", "vouliez-vous dire `{near}` ?")),
        None => error.hint(words!("`relance event --help` lists the kinds", "`relance event --help` liste les sortes")),
    }
}

fn is_code(kind: &str) -> bool {
    !kind.is_empty()
        && kind.len() <= 64
        && kind.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
}

/// What a document becomes by that, if it is about its status.
///
/// # Errors
/// It does not happen to documents of its kind.
fn becoming(kind: &str, document: &Document) -> Result<Option<NewStatus>> {
    let quotes = (document.kind == DocumentKind::Quote, words!("quotes", "des devis"));
    let leads = (document.kind == DocumentKind::Lead, words!("prospects", "des prospects"));
    let invoices = (!quotes.0 && !leads.0, words!("invoices", "des factures"));
    let (becoming, only) = match kind {
        "signed" => (NewStatus::Signed, Some(quotes)),
        "refused" => (NewStatus::Refused, Some(quotes)),
        "invoiced" => (NewStatus::Invoiced, Some(quotes)),
        "settled" => (NewStatus::Settled, Some(invoices)),
        "converted" => (NewStatus::Converted, Some(leads)),
        "lost" => (NewStatus::Lost, Some(leads)),
        "cancelled" => (NewStatus::Cancelled, None),
        "reopened" => (NewStatus::Reopened, None),
        _ => return Ok(None),
    };
    match only {
        Some((false, which)) => {
            let number = document.number.clone();
            Err(Error::new(
                Kind::Input,
                Words::around(|reader| {
                    let which = which.say(reader);
                    words!(
                        "`{kind}` happens to {which}, and {number} is none",
                        "`{kind}` arrive à {which}, et {number} n'en est pas"
                    )
                }),
            )
            .hint(words!("`relance event --help` lists the kinds", "`relance event --help` liste les sortes")))
        }
        _ => Ok(Some(becoming)),
    }
}

/// The addresses of an account, or the one of them that is named.
fn addresses(account: &Account, named: Option<&str>) -> Result<Vec<String>> {
    let of_places = account.establishments.iter().flat_map(|place| &place.recipients);
    let of_contacts = account.contacts.iter().chain(of_places).filter_map(|contact| contact.mailbox.as_ref());
    let all: Vec<_> = of_contacts.chain(&account.mailbox).map(|mailbox| mailbox.address.clone()).collect();
    let Some(named) = named else { return Ok(all) };
    let known = all.join(", ");
    let one: Vec<_> = all.into_iter().filter(|address| address.to_lowercase() == named.to_lowercase()).collect();
    if one.is_empty() {
        return Err(Error::new(
            Kind::Input,
            words!(
                "its customer has no address `{named}`: nothing was recorded",
                "son client n'a pas d'adresse `{named}` : rien n'a été enregistré"
            ),
        )
        .hint(words!("it has {known}", "il a {known}")));
    }
    Ok(one)
}

/// Only what happens to an address has one.
fn refuse_address(kind: &str) -> Result<()> {
    const OF_ADDRESSES: &[&str] = &["bounced", "opted-out", "opted-in", "address-works"];
    if OF_ADDRESSES.contains(&kind) {
        return Ok(());
    }
    let kinds = OF_ADDRESSES.join(", ");
    Err(Error::new(
        Kind::Input,
        words!(
            "`{kind}` does not happen to an address: nothing was recorded",
            "`{kind}` n'arrive pas à une adresse : rien n'a été enregistré"
        ),
    )
    .hint(words!("`--address` goes with {kinds}", "`--address` va avec {kinds}")))
}

/// A message that came back went somewhere.
fn require_noted(came_back: &CameBack, number: &str) -> Result<()> {
    match came_back {
        CameBack::Noted => Ok(()),
        CameBack::NoMail => Err(Error::new(
            Kind::Input,
            words!(
                "no e-mail about {number} was sent from here",
                "aucun courriel au sujet de {number} n'est parti d'ici"
            ),
        )
        .hint(words!(
            "`relance history --document {number}` shows what was done; of a store that was put back from a copy `relance outbox adopt` takes over \
             first what left",
            "`relance history --document {number}` montre ce qui a été fait ; pour une base remise depuis une copie, `relance outbox adopt` reprend \
             d'abord ce qui est parti"
        ))),
        CameBack::ItWentTo(addresses) => {
            let typed = text::quoted(number);
            let first = text::quoted(addresses.first().map_or("ADDRESS", String::as_str));
            let addresses = if addresses.is_empty() {
                words!("addresses that its customer has no more", "des adresses que son client n'a plus")
            } else {
                addresses.join(", ").into()
            };
            Err(Error::new(
                Kind::Input,
                Words::around(|reader| {
                    let addresses = addresses.say(reader);
                    words!(
                        "the last e-mail about {number} went to {addresses}: nothing was recorded",
                        "le dernier courriel au sujet de {number} est allé à {addresses} : rien n'a été enregistré"
                    )
                }),
            )
            .hint(words!(
                "`relance event {typed} bounced --address {first}` says from which of them it came back",
                "`relance event {typed} bounced --address {first}` dit de laquelle il est revenu"
            )))
        }
    }
}
