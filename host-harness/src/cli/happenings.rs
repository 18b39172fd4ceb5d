//! `block`, `promise`, `pay`, `event`, `bank`: what an ERP would learn between two imports.

use relance_guest::{
    contract::types::{
        self as contract, Account, Amount, Document, DocumentKind, Hold, HoldKind, Payment, PaymentState,
    },
    domain::{Currency, format_iso},
    settings::decimal,
};

use super::{
    End,
    arguments::{Arguments, Bank, Block, Event, Pay, Promise},
    reminders::day,
    screen::Screen,
};
use crate::{
    error::{Error, Kind, Result},
    store::{Address, Store},
    words,
};

/// A document of the store, with its account.
pub(super) struct Found {
    pub(super) account: Account,
    pub(super) document: Document,
}

/// The one document of this number or identifier.
pub(super) fn find(store: &Store, tenant: &str, number: &str, today: &str) -> Result<Found> {
    let found = store.find_document(tenant, number)?;
    let (account, id) = match found.as_slice() {
        [one] => one,
        [] => {
            return Err(Error::new(
                Kind::Input,
                words!("there is no document `{number}`", "il n'y a pas de pièce `{number}`"),
            )
            .hint(words!(
                "its number stands as it was imported, leading zeros included; `relance status --all` lists them",
                "son numéro est tel qu'il a été importé, zéros compris ; `relance status --all` les liste"
            )));
        }
        several => {
            let (count, ids) =
                (several.len(), several.iter().map(|(_, id)| id.as_str()).collect::<Vec<_>>().join(", "));
            return Err(Error::new(
                Kind::Input,
                words!("{count} documents have the number `{number}`", "{count} pièces ont le numéro `{number}`"),
            )
            .hint(words!("name one by its identifier: {ids}", "désignez-en une par son identifiant : {ids}")));
        }
    };
    let loaded = account_of(store, tenant, account, today)?;
    let document = loaded.documents.iter().find(|document| document.id == *id).cloned();
    let document = document.ok_or_else(|| {
        Error::new(
            Kind::Input,
            words!(
                "on {today} the document `{number}` is not known yet",
                "le {today}, la pièce `{number}` n'est pas encore connue"
            ),
        )
    })?;
    Ok(Found { account: loaded, document })
}

pub(super) fn account_of(store: &Store, tenant: &str, id: &str, today: &str) -> Result<Account> {
    let loaded = store.account(tenant, id, today)?.ok_or_else(|| {
        Error::new(Kind::Input, words!("there is no account `{id}`", "il n'y a pas de compte `{id}`"))
            .hint(words!("`relance status --all --json` names them", "`relance status --all --json` les nomme"))
    })?;
    Ok(loaded.account)
}

/// An amount of a currency as people write it: `1250`, `1250.50`, `1250,50`.
fn amount(text: &str, currency: &str) -> Result<Amount> {
    let known = Currency::from_code(currency).ok_or_else(|| {
        Error::new(Kind::Input, words!("`{currency}` is no known currency", "`{currency}` n'est pas une devise connue"))
            .hint(words!("write three capitals: EUR", "écrivez trois capitales : EUR"))
    })?;
    let plain = text.replace([' ', '\u{a0}', '\u{202f}'], "");
    let minor = decimal(&plain, usize::from(known.digits())).filter(|minor| *minor > 0).ok_or_else(|| {
        Error::new(
            Kind::Input,
            words!("`{text}` is no amount of {currency}", "`{text}` n'est pas un montant en {currency}"),
        )
        .hint(words!("write 1250 or 1250.50", "écrivez 1250 ou 1250,50"))
    })?;
    Ok(Amount { minor, currency: currency.to_owned() })
}

/// Where a hold is recorded: its account, its document if it is about one, and what it is called for people.
fn place(
    store: &Store,
    tenant: &str,
    number: Option<&String>,
    account: Option<&String>,
) -> Result<(String, Option<String>, String)> {
    let today = day(None);
    match (number, account) {
        (Some(number), _) => {
            let found = find(store, tenant, number, "9999-12-31")?;
            Ok((found.account.id, Some(found.document.id), found.document.number))
        }
        (None, Some(id)) => Ok((account_of(store, tenant, id, &today)?.id, None, id.clone())),
        (None, None) => {
            Err(Error::new(Kind::Input, words!("name a document or an account", "désignez une pièce ou un compte")))
        }
    }
}

/// One hold of a kind for a document or an account: recording it again replaces it.
fn hold_id(kind: &str, document: Option<&String>) -> String {
    format!("{kind} {}", document.map_or("account", String::as_str))
}

fn lift(store: &mut Store, tenant: &str, account: &str, id: &str, screen: &mut Screen<'_>) -> Result<End> {
    if store.remove_hold(tenant, account, id)? {
        screen.line(words!("Taken back.", "Retiré."));
        return Ok(End::Done);
    }
    Err(Error::new(Kind::Input, words!("there is nothing of the kind to take back", "il n'y a rien de tel à retirer"))
        .hint(words!(
            "what the ERP's own data say is changed there; `relance explain` shows what holds a document",
            "ce que disent les données de l'ERP se change là-bas ; `relance explain` montre ce qui retient une pièce"
        )))
}

pub(super) fn block(arguments: &Arguments, command: &Block, screen: &mut Screen<'_>) -> Result<End> {
    let mut store = Store::open(&arguments.db)?;
    let tenant = store.tenant(&arguments.tenant)?.id;
    let (account, document, name) = place(&store, &tenant, command.number.as_ref(), command.account.as_ref())?;
    let id = hold_id("block", document.as_ref());
    if command.lift {
        return lift(&mut store, &tenant, &account, &id, screen);
    }
    let last_day = command.until.map(format_iso);
    let kind = HoldKind::Block(contract::Block {
        reason: command.reason.clone().unwrap_or_default(),
        last_day: last_day.clone(),
    });
    store.put_hold(&tenant, &account, &Hold { id, document, kind })?;
    match last_day {
        Some(last) => screen.line(words!("{name} is blocked until {last}.", "{name} est bloqué jusqu'au {last}.")),
        None => {
            screen.line(words!("{name} is blocked until it is lifted.", "{name} est bloqué jusqu'à ce qu'on le lève."))
        }
    }
    Ok(End::Done)
}

pub(super) fn promise(arguments: &Arguments, command: &Promise, screen: &mut Screen<'_>) -> Result<End> {
    let mut store = Store::open(&arguments.db)?;
    let tenant = store.tenant(&arguments.tenant)?.id;
    let found = find(&store, &tenant, &command.number, "9999-12-31")?;
    let id = hold_id("promise", Some(&found.document.id));
    let (number, account) = (&found.document.number, &found.account.id);
    if command.lift {
        return lift(&mut store, &tenant, account, &id, screen);
    }
    if found.document.kind != DocumentKind::Invoice {
        return Err(Error::new(Kind::Input, words!("{number} is no invoice", "{number} n'est pas une facture")));
    }
    let amount = command.amount.as_ref().map(|text| amount(text, &found.document.currency)).transpose()?;
    let (made_on, promised_for) = (day(command.made), day(command.promised_for));
    if promised_for < made_on {
        return Err(Error::new(
            Kind::Input,
            words!(
                "the promised day {promised_for} is before the day it was made, {made_on}",
                "le jour promis {promised_for} précède celui de la promesse, {made_on}"
            ),
        )
        .hint(words!("say with --made when it was made", "dites avec --made quand elle a été faite")));
    }
    let kind = HoldKind::Promise(contract::Promise { amount, promised_for: promised_for.clone(), made_on });
    store.put_hold(&tenant, account, &Hold { id, document: Some(found.document.id.clone()), kind })?;
    screen.line(words!("{number}: promised for {promised_for}.", "{number} : promis pour le {promised_for}."));
    Ok(End::Done)
}

pub(super) fn pay(arguments: &Arguments, command: &Pay, screen: &mut Screen<'_>) -> Result<End> {
    let mut store = Store::open(&arguments.db)?;
    let tenant = store.tenant(&arguments.tenant)?.id;
    let (account, document, currency, name) = match (&command.number, &command.account) {
        (Some(number), _) => {
            let found = find(&store, &tenant, number, "9999-12-31")?;
            (found.account.id, Some(found.document.id), found.document.currency, found.document.number)
        }
        (None, id) => {
            let id = id.clone().unwrap_or_default();
            (account_of(&store, &tenant, &id, &day(None))?.id, None, command.currency.clone(), id)
        }
    };
    let amount = amount(&command.amount, &currency)?;
    let date = day(command.date);
    let state = match (command.pending, command.rejected) {
        (true, _) => PaymentState::Pending,
        (_, true) => PaymentState::Rejected,
        _ => PaymentState::Settled,
    };
    let id = format!("by hand {} {date} {}", document.as_deref().unwrap_or_default(), amount.minor);
    let payment = Payment { id, document, instalment: None, amount, day: date.clone(), state };
    store.put_payment(&tenant, &account, &payment)?;
    let shown = &command.amount;
    screen.line(words!("{name}: {shown} {currency} on {date}.", "{name} : {shown} {currency} le {date}."));
    Ok(End::Done)
}

pub(super) fn event(arguments: &Arguments, command: &Event, screen: &mut Screen<'_>) -> Result<End> {
    let mut store = Store::open(&arguments.db)?;
    let tenant = store.tenant(&arguments.tenant)?.id;
    let found = find(&store, &tenant, &command.number, "9999-12-31")?;
    let date = day(command.date);
    let (account, document, number) = (found.account.id.as_str(), found.document.id.clone(), &found.document.number);
    let kind = command.kind.as_str();
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
        return lift(&mut store, &tenant, account, &hold_id(kind, about(kind).as_ref()), screen);
    }
    if let Some(kind_of_hold) = hold(kind) {
        let document = about(kind);
        let id = hold_id(kind, document.as_ref());
        store.put_hold(&tenant, account, &Hold { id, document, kind: kind_of_hold })?;
    } else if let Some(status) = status(kind, found.document.kind) {
        store.change_document(&tenant, account, &document, |known| {
            let closed = matches!(known.status.as_str(), "settled" | "cancelled" | "abandoned" | "refused");
            // What is open again begins a new life.
            known.cycle = known.cycle.saturating_add(u32::from(kind == "reopened" && closed));
            status.clone_into(&mut known.status);
        })?;
    } else if kind == "bounced" {
        let Some(addresses) = store.bounce(&tenant, account, &document)? else {
            return Err(Error::new(
                Kind::Input,
                words!(
                    "no e-mail about {number} was sent from here",
                    "aucun courriel au sujet de {number} n'est parti d'ici"
                ),
            )
            .hint(words!(
                "`relance history --document {number}` shows what was done",
                "`relance history --document {number}` montre ce qui a été fait"
            )));
        };
        for address in &addresses {
            store.mark_address(&tenant, account, address, Address::Bounced)?;
        }
    } else if let Some(known) =
        [("opted-out", Address::OptedOut), ("opted-in", Address::OptedIn), ("address-works", Address::Works)]
            .iter()
            .find(|(name, _)| *name == kind)
    {
        for address in addresses(&found.account) {
            store.mark_address(&tenant, account, &address, known.1)?;
        }
    } else if is_code(kind) {
        let event = contract::Event { kind: kind.to_owned(), day: date.clone(), document: Some(document) };
        store.add_event(&tenant, account, &event)?;
    } else {
        return Err(Error::new(
            Kind::Input,
            words!("`{kind}` is no kind of event", "`{kind}` n'est pas une sorte d'événement"),
        )
        .hint(words!(
            "small letters, digits and hyphens: opened, clicked; `relance event --help` lists those with a meaning",
            "minuscules, chiffres et tirets : opened, clicked ; `relance event --help` liste ceux qui ont un sens"
        )));
    }
    screen.line(words!("{number}: {kind} on {date}.", "{number} : {kind} le {date}."));
    Ok(End::Done)
}

fn is_code(kind: &str) -> bool {
    !kind.is_empty()
        && kind.len() <= 64
        && kind.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
}

/// The status a document has after that.
fn status(kind: &str, document: DocumentKind) -> Option<&'static str> {
    let quote = document == DocumentKind::Quote;
    match kind {
        "signed" if quote => Some("signed"),
        "refused" if quote => Some("refused"),
        "invoiced" if quote => Some("invoiced"),
        "settled" if !quote => Some("settled"),
        "cancelled" => Some("cancelled"),
        "reopened" => Some(if quote { "open" } else { "validated" }),
        _ => None,
    }
}

fn addresses(account: &Account) -> Vec<String> {
    let of_places = account.establishments.iter().flat_map(|place| &place.recipients);
    let of_contacts = account.contacts.iter().chain(of_places).filter_map(|contact| contact.mailbox.as_ref());
    of_contacts.chain(&account.mailbox).map(|mailbox| mailbox.address.clone()).collect()
}

pub(super) fn bank(arguments: &Arguments, command: &Bank, screen: &mut Screen<'_>) -> Result<End> {
    let store = Store::open(&arguments.db)?;
    let tenant = store.tenant(&arguments.tenant)?;
    if let Some(date) = command.date {
        let date = format_iso(date);
        store.set_bank_date(&tenant.id, &date)?;
        screen.line(words!(
            "Bank movements are recorded until {date}.",
            "Les mouvements bancaires sont connus jusqu'au {date}."
        ));
        return Ok(End::Done);
    }
    match tenant.bank_date {
        Some(date) => screen.line(words!("Bank movements are recorded until {date}.", "Les mouvements bancaires sont connus jusqu'au {date}.")),
        None => screen.line(words!(
            "Nobody said until when bank movements are recorded: reminders of invoices are held.",
            "Personne n'a dit jusqu'à quand les mouvements bancaires sont connus : les relances de factures sont retenues."
        )),
    }
    Ok(End::Done)
}
