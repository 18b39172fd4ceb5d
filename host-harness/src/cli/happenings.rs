//! `block`, `promise`, `bank`: what an ERP would learn between two imports.

use relance_contract::{
    Currency, Day, decimal, format_iso,
    records::types::{self as contract, Account, Amount, Document, Hold, HoldKind},
};

use super::{
    End,
    arguments::{Arguments, Bank, Block, Promise},
    paying::{more_than_whole, require_invoice, require_open},
    reminders::day,
    screen::Screen,
};
use crate::{
    error::{Error, Kind, Result},
    store::{Store, hold_id, said::UNREAD},
    text::{Words, date},
    words,
};

/// A document of the store, with its account.
pub(super) struct Found {
    pub(super) account: Account,
    pub(super) document: Document,
}

/// The one document of this number or identifier.
pub(super) fn find(store: &dyn Store, tenant: &str, number: &str, today: &str) -> Result<Found> {
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

pub(super) fn account_of(store: &dyn Store, tenant: &str, id: &str, today: &str) -> Result<Account> {
    let loaded = store.account(tenant, id, today)?.ok_or_else(|| {
        Error::new(Kind::Input, words!("there is no account `{id}`", "il n'y a pas de compte `{id}`"))
            .hint(words!("`relance status --all --json` names them", "`relance status --all --json` les nomme"))
    })?;
    Ok(loaded.account)
}

/// An amount of a currency as people write it: `1250`, `1250.50`, `1250,50`.
pub(super) fn amount(text: &str, currency: &str) -> Result<Amount> {
    let known = Currency::from_code(currency).ok_or_else(|| {
        Error::new(
            Kind::Input,
            words!("`{currency}` is not a known currency", "`{currency}` n'est pas une devise connue"),
        )
        .hint(words!("write three capitals: EUR", "écrivez trois capitales : EUR"))
    })?;
    let plain = text.replace([' ', '\u{a0}', '\u{202f}'], "");
    let minor = decimal(&plain, usize::from(known.digits())).filter(|minor| *minor > 0).ok_or_else(|| {
        Error::new(
            Kind::Input,
            words!("`{text}` is not an amount of {currency}", "`{text}` n'est pas un montant en {currency}"),
        )
        .hint(words!("write 1250 or 1250.50", "écrivez 1250 ou 1250,50"))
    })?;
    Ok(Amount { minor, currency: currency.to_owned() })
}

/// Where a hold is recorded: its account, its document if it is about one, and what it is called for people.
fn place(
    store: &dyn Store,
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

pub(super) fn lift(
    store: &mut dyn Store,
    tenant: &str,
    account: &str,
    id: &str,
    screen: &mut Screen<'_>,
) -> Result<End> {
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

/// Whether an account was held for rows that could not be read, and is no more.
fn lift_unread(store: &mut dyn Store, tenant: &str, account: &str) -> Result<bool> {
    let known = account_of(store, tenant, account, "9999-12-31")?;
    let unread: Vec<_> = known.holds.into_iter().filter(|hold| hold.id.starts_with(UNREAD)).collect();
    for hold in &unread {
        store.remove_hold(tenant, account, &hold.id)?;
    }
    Ok(!unread.is_empty())
}

pub(super) fn block(arguments: &Arguments, command: &Block, screen: &mut Screen<'_>) -> Result<End> {
    let mut store = arguments.store()?;
    let tenant = store.tenant(&arguments.tenant)?.id;
    let (account, document, name) = place(&*store, &tenant, command.number.as_ref(), command.account.as_ref())?;
    let id = hold_id("block", document.as_ref());
    if command.lift && document.is_none() && lift_unread(&mut *store, &tenant, &account)? {
        store.remove_hold(&tenant, &account, &id)?;
        screen.line(words!("Taken back.", "Retiré."));
        return Ok(End::Done);
    }
    if command.lift {
        return lift(&mut *store, &tenant, &account, &id, screen);
    }
    let last_day = command.until.map(format_iso);
    let today = day(command.date);
    if let Some(last) = last_day.as_ref().filter(|last| **last < today) {
        return Err(Error::new(
            Kind::Input,
            words!(
                "a block until {last} would have ended already: it is {today}; nothing was recorded",
                "un blocage jusqu'au {last} serait déjà terminé : nous sommes le {today} ; rien n'a été enregistré"
            ),
        )
        .hint(words!("give a day to come, or leave `--until` out", "donnez un jour à venir, ou omettez `--until`")));
    }
    let kind = HoldKind::Block(contract::Block {
        reason: command.reason.clone().unwrap_or_default(),
        last_day: last_day.clone(),
    });
    store.put_hold(&tenant, &account, &Hold { id, document, kind })?;
    match last_day {
        Some(last) => {
            let last = date(&last);
            screen.line(Words::around(|reader| {
                let last = last.say(reader);
                words!("{name} is blocked until {last}.", "{name} est bloqué jusqu'au {last}.")
            }));
        }
        None => {
            screen.line(words!("{name} is blocked until it is lifted.", "{name} est bloqué jusqu'à ce qu'on le lève."))
        }
    }
    Ok(End::Done)
}

pub(super) fn promise(arguments: &Arguments, command: &Promise, screen: &mut Screen<'_>) -> Result<End> {
    let mut store = arguments.store()?;
    let tenant = store.tenant(&arguments.tenant)?.id;
    let found = find(&*store, &tenant, &command.number, "9999-12-31")?;
    let id = hold_id("promise", Some(&found.document.id));
    let (number, account) = (&found.document.number, &found.account.id);
    if command.lift {
        return lift(&mut *store, &tenant, account, &id, screen);
    }
    require_invoice(&found.document)?;
    require_open(&found)?;
    let amount = command.amount.as_ref().map(|text| amount(text, &found.document.currency)).transpose()?;
    if let Some(amount) = amount.as_ref().filter(|amount| amount.minor > found.document.total) {
        return Err(more_than_whole(amount, &found.document));
    }
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
    let before = found.account.holds.iter().find(|hold| hold.id == id).and_then(|hold| match &hold.kind {
        HoldKind::Promise(before) if before.promised_for != promised_for => Some(date(&before.promised_for)),
        _ => None,
    });
    let kind = HoldKind::Promise(contract::Promise { amount, promised_for: promised_for.clone(), made_on });
    store.put_hold(&tenant, account, &Hold { id, document: Some(found.document.id.clone()), kind })?;
    let promised_for = date(&promised_for);
    screen.line(Words::around(|reader| {
        let promised_for = promised_for.say(reader);
        words!("{number}: promised for {promised_for}.", "{number} : promis pour le {promised_for}.")
    }));
    if let Some(before) = before {
        screen.note(Words::around(|reader| {
            let before = before.say(reader);
            words!(
                "it takes the place of the one for {before}: a document has one promise here; several come with the ERP's own data",
                "elle remplace celle du {before} : une pièce n'a ici qu'une promesse ; plusieurs viennent avec les données de l'ERP"
            )
        }));
    }
    Ok(End::Done)
}

/// The last day whose bank movements are known. One to come would say of nobody that he has not paid yet, and switch that guard off.
pub(super) fn bank_day(until: Day, today: &str) -> Result<String> {
    let until = format_iso(until);
    if until.as_str() <= today {
        return Ok(until);
    }
    Err(Error::new(
        Kind::Input,
        words!(
            "bank movements cannot be known until {until}: it is {today}; nothing was recorded",
            "les mouvements bancaires ne peuvent être connus jusqu'au {until} : nous sommes le {today} ; rien n'a été enregistré"
        ),
    )
    .hint(words!(
        "give the last day whose movements you have; `--date` says what day it is",
        "donnez le dernier jour dont vous avez les mouvements ; `--date` dit quel jour on est"
    )))
}

/// That bank movements cannot be known yet until the day that the store says, such as after an import under a clock that was set forward: nothing
/// is held by old bank data until then. Neither on the day that is lived nor here has it come; a rehearsal of a past day is none of that.
pub(super) fn bank_to_come(bank_date: Option<&str>, today: &str) -> Option<(Words, Words)> {
    let until = bank_date.filter(|until| *until > today && *until > day(None).as_str())?.to_owned();
    let told = {
        let until = date(&until);
        Words::around(|reader| {
            let until = until.say(reader);
            words!(
                "The store says that bank movements are known until {until}, a day to come: nothing is held for want of bank data",
                "La base dit que les mouvements bancaires sont connus jusqu'au {until}, un jour à venir : rien n'est retenu faute de données bancaires"
            )
        })
    };
    let hint = words!(
        "import again, or say with `relance bank DAY` until when they are known",
        "importez de nouveau, ou dites avec `relance bank JOUR` jusqu'à quand ils sont connus"
    );
    Some((told, hint))
}

pub(super) fn bank(arguments: &Arguments, command: &Bank, screen: &mut Screen<'_>) -> Result<End> {
    let mut store = arguments.store()?;
    let tenant = store.tenant(&arguments.tenant)?;
    if let Some(until) = command.until {
        let until = bank_day(until, &day(command.date))?;
        store.set_bank_date(&tenant.id, &until)?;
        screen.line(known_until(&until));
        return Ok(End::Done);
    }
    match tenant.bank_date {
        Some(until) => screen.line(known_until(&until)),
        None => screen.line(words!(
            "Nobody said until when bank movements are recorded: reminders of invoices are held.",
            "Personne n'a dit jusqu'à quand les mouvements bancaires sont connus : les relances de factures sont retenues."
        )),
    }
    Ok(End::Done)
}

fn known_until(until: &str) -> Words {
    let until = date(until);
    Words::around(|reader| {
        let until = until.say(reader);
        words!("Bank movements are recorded until {until}.", "Les mouvements bancaires sont connus jusqu'au {until}.")
    })
}
