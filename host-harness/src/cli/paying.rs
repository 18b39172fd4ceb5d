//! `pay`: money that came in, or is on its way, before the ERP knows of it.

use std::collections::BTreeSet;

use relance_contract::records::types::{Account, Amount, Document, DocumentKind, Payment, PaymentState, Word};

use super::{
    End,
    arguments::{Arguments, Pay},
    happenings::{Found, account_of, amount, find},
    modules,
    reminders::{day, last_day},
    screen::Screen,
};
use crate::{
    error::{Error, Kind, Result},
    store::Tenant,
    text::{Words, date},
    words,
};

/// Payments and promises are about invoices: of another document they would count for nothing.
pub(super) fn require_invoice(document: &Document) -> Result<()> {
    if document.kind == DocumentKind::Invoice {
        return Ok(());
    }
    let number = &document.number;
    Err(Error::new(
        Kind::Input,
        words!(
            "{number} is not an invoice: nothing was recorded",
            "{number} n'est pas une facture : rien n'a été enregistré"
        ),
    ))
}

/// Something is left to pay of it, and it is asked for.
pub(super) fn require_open(found: &Found) -> Result<()> {
    let document = &found.document;
    let number = &document.number;
    // What the ERP says is left counts what it lists, and knows nothing of what people recorded since.
    let counts = |payment: &&Payment| {
        payment.document.as_ref() == Some(&document.id)
            && payment.state == PaymentState::Settled
            && match payment.known_by.unwrap_or(Word::Listed) {
                Word::Listed => document.left.is_none(),
                Word::Recorded => payment.day <= day(None),
                Word::InFigure => false,
            }
    };
    let paid = found.account.payments.iter().filter(counts);
    let paid = paid.fold(0_i64, |sum, payment| sum.saturating_add(payment.amount.minor));
    let left = document.left.unwrap_or(document.total).saturating_sub(paid);
    let why = match document.status.as_str() {
        "draft" => words!("{number} is a draft", "{number} est un brouillon"),
        "cancelled" | "abandoned" => words!("{number} was cancelled", "{number} est annulée"),
        "settled" => words!("{number} is settled", "{number} est réglée"),
        _ if left <= 0 => words!("nothing is left of {number}", "il ne reste rien de {number}"),
        _ => return Ok(()),
    };
    Err(Error::new(
        Kind::Input,
        Words::around(|reader| {
            let why = why.say(reader);
            words!("{why}: nothing was recorded", "{why} : rien n'a été enregistré")
        }),
    )
    .hint(words!(
        "money that came in all the same is recorded with `relance pay --account {account}`",
        "un règlement reçu malgré tout se note avec `relance pay --account {account}`",
        account = found.account.id
    )))
}

/// More cannot be paid, or promised, of a document than it was for.
pub(super) fn more_than_whole(amount: &Amount, document: &Document) -> Error {
    let Document { number, currency, total, .. } = document;
    let (given, total) = (crate::text::amount(amount.minor, currency), crate::text::amount(*total, currency));
    Error::new(
        Kind::Input,
        Words::around(|reader| {
            words!(
                "{} is more than the whole of {number}, {}: nothing was recorded",
                "{} dépasse le total de {number}, {} : rien n'a été enregistré",
                given.say(reader),
                total.say(reader)
            )
        }),
    )
}

/// That the payments recorded of a document are no more than the whole of it: what is over would count for nothing.
fn require_within(document: Option<&Document>, paid: &Amount, account: &str) -> Result<()> {
    let Some(document) = document.filter(|document| paid.minor > document.total) else { return Ok(()) };
    Err(more_than_whole(paid, document).hint(words!(
        "record what it pays of this one, and the rest with --account {account}",
        "enregistrez ce qu'il paie de celle-ci, et le reste avec --account {account}"
    )))
}

/// The currency of a payment: that of its invoice, or the one in which its account owes.
fn paid_in(given: Option<&String>, account: &Account, document: Option<&Document>) -> Result<String> {
    let owed: BTreeSet<_> = match document {
        Some(document) => BTreeSet::from([document.currency.as_str()]),
        None => account.documents.iter().map(|document| document.currency.as_str()).collect(),
    };
    let listed = owed.iter().copied().collect::<Vec<_>>().join(", ");
    let name = document.map_or(account.id.as_str(), |document| document.number.as_str());
    match (given, owed.iter().collect::<Vec<_>>().as_slice()) {
        (Some(given), _) if owed.is_empty() || owed.contains(given.as_str()) => Ok(given.clone()),
        (None, [only]) => Ok((**only).to_owned()),
        (None, []) => Ok("EUR".to_owned()),
        (Some(given), _) => Err(Error::new(
            Kind::Input,
            words!(
                "{name} is in {listed}, not in {given}: nothing was recorded",
                "{name} est en {listed}, pas en {given} : rien n'a été enregistré"
            ),
        )
        .hint(words!(
            "write what it comes to in the document's own currency",
            "écrivez ce que cela fait dans la devise de la pièce"
        ))),
        (None, _) => Err(Error::new(
            Kind::Input,
            words!(
                "account {name} owes in {listed}: nothing was recorded",
                "le compte {name} doit en {listed} : rien n'a été enregistré"
            ),
        )
        .hint(words!("say which with --currency", "dites laquelle avec --currency"))),
    }
}

pub(super) fn pay(arguments: &Arguments, command: &Pay, screen: &mut Screen<'_>) -> Result<End> {
    let mut store = arguments.store()?;
    let Tenant { id: tenant, bank_date, .. } = store.tenant(&arguments.tenant)?;
    let last_day = last_day(bank_date.as_deref());
    let paid_on = day(command.date);
    let state = match (command.pending, command.rejected) {
        (true, _) => PaymentState::Pending,
        (_, true) => PaymentState::Rejected,
        _ => PaymentState::Settled,
    };
    if state == PaymentState::Settled && paid_on > last_day {
        return Err(to_come(&paid_on));
    }
    let (account, document) = match (&command.number, &command.account) {
        (Some(number), _) => {
            let found = find(&*store, &tenant, number, "9999-12-31")?;
            require_invoice(&found.document)?;
            if state != PaymentState::Rejected && !matches!(found.document.status.as_str(), "validated" | "settled") {
                require_open(&found)?;
            }
            (found.account, Some(found.document))
        }
        (None, id) => (account_of(&*store, &tenant, id.as_deref().unwrap_or_default(), "9999-12-31")?, None),
    };
    let currency = paid_in(command.currency.as_ref(), &account, document.as_ref())?;
    let amount = amount(&command.amount, &currency)?;
    let name = document.as_ref().map_or_else(|| account.id.clone(), |document| document.number.clone());
    let date = paid_on;
    let meant = Payment {
        id: format!("by hand {} {date} {}", document.as_ref().map_or("", |document| &document.id), amount.minor),
        document: document.as_ref().map(|document| document.id.clone()),
        instalment: None,
        amount: amount.clone(),
        day: date,
        state,
        known_by: None,
    };
    let module = modules::open(arguments, screen)?;
    let choose = |said: &[Payment]| {
        let id = payment_meant(&meant, said, command.again)?;
        let others = said.iter().filter(|one| one.id != id && one.document == meant.document);
        let others = others.filter(|one| one.state != PaymentState::Rejected).map(|one| one.amount.minor);
        let all = Amount { minor: others.fold(amount.minor, i64::saturating_add), ..amount.clone() };
        // What was never paid can be taken back also where the total was corrected since.
        if state != PaymentState::Rejected {
            require_within(document.as_ref(), &all, &account.id)?;
        }
        Ok(Payment { id, ..meant.clone() })
    };
    let payment = store.put_payment(&tenant, &account.id, &last_day, &choose, &module)?;
    screen.line(recorded(&name, &payment));
    Ok(End::Done)
}

/// Money of a day to come is not there.
fn to_come(date: &str) -> Error {
    Error::new(
        Kind::Input,
        words!(
            "{date} is still to come: nothing was recorded",
            "le {date} est encore à venir : rien n'a été enregistré"
        ),
    )
    .hint(words!(
        "a payment on its way (a bill, a cheque in hand, a direct debit) is recorded with `--pending`; without it, `--date` is a day on which it was \
         in the bank",
        "un règlement en route (traite, chèque en main, prélèvement) se note avec `--pending` ; sans elle, `--date` est un jour où il était en banque"
    ))
}

/// What was recorded: paid, on its way, or come back.
fn recorded(name: &str, payment: &Payment) -> Words {
    let (given, on) = (crate::text::amount(payment.amount.minor, &payment.amount.currency), date(&payment.day));
    let to_come = payment.day > day(None);
    Words::around(|reader| {
        let (given, on) = (given.say(reader), on.say(reader));
        match payment.state {
            PaymentState::Pending => {
                words!("{name}: {given} on its way, {on}.", "{name} : {given} en route, {on}.")
            }
            PaymentState::Rejected => words!(
                "{name}: {given} of {on} came back and counts no more.",
                "{name} : {given} du {on} sont revenus et ne comptent plus."
            ),
            PaymentState::Settled if to_come => words!(
                "{name}: {given} on its way: counted as paid from {on} on.",
                "{name} : {given} en route : comptés comme payés à partir du {on}."
            ),
            PaymentState::Settled => words!("{name}: {given} paid on {on}.", "{name} : {given} payés le {on}."),
        }
    })
}

/// The identifier of the payment meant, of those of one document, day and amount: a new one, or the one whose state changes.
fn payment_meant(meant: &Payment, said: &[Payment], again: bool) -> Result<String> {
    let Payment { id: alike, state, .. } = meant;
    // The identifier has the amount that was written, the payment what the ERP has not answered of it.
    let same = |payment: &&Payment| {
        let called = payment.id == *alike || payment.id.starts_with(&format!("{alike} "));
        payment.amount.currency == meant.amount.currency
            && (called
                || (&payment.document, &payment.day, &payment.amount) == (&meant.document, &meant.day, &meant.amount))
    };
    let same: Vec<_> = said.iter().filter(same).collect();
    let of = |wanted: PaymentState| same.iter().rfind(|payment| payment.state == wanted);
    let known = match state {
        _ if again => None,
        PaymentState::Rejected => of(PaymentState::Settled).or(of(PaymentState::Pending)),
        // What was on its way has come.
        PaymentState::Settled => of(PaymentState::Pending),
        PaymentState::Pending => None,
    };
    if let Some(known) = known.or(of(PaymentState::Rejected).filter(|_| same.len() == 1 && !again)) {
        return Ok(known.id.clone());
    }
    if *state == PaymentState::Rejected {
        return Err(Error::new(
            Kind::Input,
            words!(
                "no payment of that amount on that day was recorded here: nothing was recorded",
                "aucun règlement de ce montant à cette date n'a été noté ici : rien n'a été enregistré"
            ),
        )
        .hint(words!(
            "give its amount and its day with --date; what the ERP knows as paid is taken back there",
            "donnez son montant, et son jour avec --date ; ce que l'ERP tient pour payé s'y annule"
        )));
    }
    if !same.is_empty() && !again {
        return Err(Error::new(
            Kind::Input,
            words!(
                "a payment of that amount on that day is recorded already: nothing was recorded",
                "un règlement de ce montant à cette date est déjà enregistré : rien n'a été enregistré"
            ),
        )
        .hint(words!("if it is a second one, say so with --again", "si c'en est un second, dites-le avec --again")));
    }
    let free = |id: &String| said.iter().all(|payment| payment.id != *id);
    let numbered = (2..).map(|number| format!("{alike} #{number}"));
    Ok(std::iter::once(alike.clone()).chain(numbered).find(free).unwrap_or_default())
}
