//! What is named must be there, or be listed as closed. What points nowhere holds the documents that it could concern: a dispute about a
//! document that nobody knows may be about any of its account's. So does what says something of a document that cannot be true of it.

use std::collections::{BTreeMap, BTreeSet};

use super::{Named, problem, shown};
use crate::{
    domain::{
        Account, Currency, Document, Doubt, Entry, Found, Hold, HoldKind, Kind, PaymentState, Problem, Status, by_id,
    },
    settings::{Settings, Unallocated},
    sort,
};

/// Finds what points nowhere, and holds what it could concern.
pub(super) fn check(account: &mut Account, settings: &Settings) {
    let mut found = Vec::new();
    let known = Known::of(account);
    let nowhere = |field: String, id: &str| problem(field, &format!("there is no document `{}`", shown(id)));
    for hold in &account.holds {
        if let Some(id) = hold.document.as_ref().filter(|id| !known.has(id)) {
            let concerns = match &hold.kind {
                HoldKind::Promise { amount: Some(amount), .. } => Concerns::Invoices(amount.currency),
                _ => Concerns::All,
            };
            found.push((concerns, nowhere(format!("account.{}.document", Named("holds", &hold.id)), id)));
        }
        found.extend(promise_in_another_currency(account, hold));
    }
    for event in &account.events {
        if let Some(id) = event.document.as_ref().filter(|id| !known.has(id)) {
            found.push((Concerns::All, nowhere(format!("account.{}.document", Named("events", &event.kind)), id)));
        }
    }
    for payment in account.payments.iter().filter(|payment| payment.state != PaymentState::Rejected) {
        let field = |member: &str| format!("account.{}.{member}", Named("payments", &payment.id));
        let Some(id) = &payment.document else { continue };
        let Some(document) = by_id(&account.documents, id) else {
            if !known.has(id) {
                found.push((Concerns::Invoices(payment.amount.currency), nowhere(field("document"), id)));
            }
            continue;
        };
        let missing = |part: &&String| document.instalments.iter().all(|instalment| instalment.id != **part);
        if let Some(part) = payment.instalment.as_ref().filter(missing) {
            let what = format!("document `{}` has no instalment `{}`", shown(id), shown(part));
            found.push((Concerns::One(id.clone()), problem(field("instalment"), &what)));
        }
    }
    let credits = |document: &&Document| matches!(document.kind, Kind::CreditNote | Kind::Deposit);
    for credit in account.documents.iter().filter(credits).filter(|credit| credit.left != Some(0)) {
        if let Some(id) = credit.applies_to.as_ref().filter(|id| !known.has(id)) {
            let field = format!("account.{}.applies_to", Named("documents", &credit.id));
            found.push((Concerns::Invoices(credit.currency), nowhere(field, id)));
        }
    }
    for credit in account.documents.iter().filter(credits).filter(|credit| !is_known_of_credits(&credit.status)) {
        let status = shown(credit.status.code());
        let what = format!("`{status}` is no known status of a credit, and it may lower what is owed");
        let concerns = match &credit.applies_to {
            Some(id) if by_id(&account.documents, id).is_some_and(|named| named.status == Status::Validated) => {
                Concerns::One(id.clone())
            }
            _ if settings.credits.unallocated == Unallocated::Ignore => continue,
            _ => Concerns::Invoices(credit.currency),
        };
        found.push((concerns, problem(format!("account.{}.status", Named("documents", &credit.id)), &what)));
    }
    if account.closed_documents.is_some() {
        for entry in account.history.iter().filter(|entry| !known.has(&entry.coverage.document)) {
            let id = &entry.coverage.document;
            if *id != account.id {
                found.push((Concerns::All, nowhere("account.history".to_owned(), id)));
            }
        }
    }
    found.extend(two_states(account).map(|entry| {
        let attempt = entry.attempt;
        let what = format!("attempt {attempt} of step `{}` has two states", shown(&entry.coverage.step));
        (
            Concerns::One(entry.coverage.document.clone()),
            problem(format!("account.{}", Named("history", &entry.coverage.document)), &what),
        )
    }));
    for document in account.documents.iter().filter(|document| known.closed.contains(document.id.as_str())) {
        let what = format!("`{}` is listed as closed, and is handed over", shown(&document.id));
        found.push((Concerns::One(document.id.clone()), problem("account.closed_documents", &what)));
    }
    for document in &account.documents {
        found.extend(
            own_references(account, document, settings).map(|problem| (Concerns::One(document.id.clone()), problem)),
        );
    }
    let roles = unknown_roles(account, settings);
    account.doubts.extend(roles);
    let mut of_documents = BTreeMap::new();
    let mut of_many = Vec::new();
    for (concerns, problem) in found {
        match concerns {
            Concerns::One(id) => {
                of_documents.entry(id).or_insert(problem);
            }
            // The first of a sort is told.
            many if of_many.iter().all(|(known, _)| *known != many) => of_many.push((many, problem)),
            _ => {}
        }
    }
    for document in &mut account.documents {
        let of_all =
            of_many.iter().find(|(concerns, _)| concerns.includes(document)).map(|(_, problem)| problem.clone());
        document.problem = of_documents.remove(&document.id).or(of_all);
    }
}

/// What can become of a credit note or a deposit. One of any other status may lower what is owed, or not.
const fn is_known_of_credits(status: &Status) -> bool {
    match status {
        Status::Draft | Status::Validated | Status::Settled | Status::Cancelled | Status::Abandoned => true,
        Status::Open
        | Status::InSignature
        | Status::Signed
        | Status::Refused
        | Status::Invoiced
        | Status::Converted
        | Status::Lost
        | Status::Unknown(_) => false,
    }
}

/// A promise of an amount in another currency than the invoice it names.
fn promise_in_another_currency(account: &Account, hold: &Hold) -> Option<(Concerns, Problem)> {
    let HoldKind::Promise { amount: Some(amount), .. } = &hold.kind else { return None };
    let named = account.documents.iter().find(|document| Some(&document.id) == hold.document.as_ref())?;
    let differs = named.kind == Kind::Invoice && named.currency != amount.currency;
    let what = format!("the invoice `{}` is in {}", shown(&named.id), named.currency.code());
    let field = format!("account.{}.amount", Named("holds", &hold.id));
    differs.then(|| (Concerns::One(named.id.clone()), problem(field, &what)))
}

/// The documents that can be named.
struct Known<'a> {
    account: &'a Account,
    closed: BTreeSet<&'a str>,
}

impl<'a> Known<'a> {
    fn of(account: &'a Account) -> Self {
        Self { account, closed: sort::set(account.closed_documents.iter().flatten().map(String::as_str)) }
    }

    fn has(&self, id: &str) -> bool {
        let Account { documents, rejected, .. } = self.account;
        by_id(documents, id).is_some()
            || rejected.binary_search_by(|rejected| rejected.id.as_str().cmp(id)).is_ok()
            || self.closed.contains(id)
    }
}

/// The documents that something could concern.
#[derive(PartialEq, Eq)]
enum Concerns {
    All,
    Invoices(Currency),
    One(String),
}

impl Concerns {
    fn includes(&self, document: &Document) -> bool {
        let reminded = matches!(document.kind, Kind::Quote | Kind::Invoice | Kind::Lead);
        match self {
            Self::All => reminded,
            Self::Invoices(currency) => document.kind == Kind::Invoice && document.currency == *currency,
            Self::One(id) => document.id == *id,
        }
    }
}

/// What a document names of its account and does not find there.
fn own_references(account: &Account, document: &Document, settings: &Settings) -> Option<Problem> {
    for (id, role) in &document.contacts {
        if account.contacts.iter().all(|contact| contact.id != *id) {
            return Some(problem("document.contacts", &format!("the account has no contact `{}`", shown(id))));
        }
        if !settings.has_role(role) {
            let what = format!("`{}` is no known role: {}", shown(role), known_roles(settings));
            return Some(problem("document.contacts", &what));
        }
    }
    let place = document.establishment.as_ref()?;
    let missing = account.establishments.iter().all(|one| one.id != *place);
    missing.then(|| problem("document.establishment", &format!("the account has no establishment `{}`", shown(place))))
}

fn known_roles(settings: &Settings) -> String {
    settings.roles().collect::<Vec<_>>().join(", ")
}

/// Roles of the account's own contacts that mean nothing here, each once, in the place of the first contact who has it. They may be the host's own
/// words, or misspelt.
fn unknown_roles(account: &Account, settings: &Settings) -> Vec<Doubt> {
    let mut unknown = BTreeMap::<&str, &str>::new();
    for contact in &account.contacts {
        for role in contact.roles.iter().filter(|role| !settings.has_role(role)) {
            let first = unknown.entry(role).or_insert(&contact.id);
            *first = (*first).min(&contact.id);
        }
    }
    unknown
        .into_iter()
        .map(|(role, contact)| {
            let found = Found::RoleUnknown { role: shown(role).to_string(), known: known_roles(settings) };
            Doubt { document: None, field: format!("account.{}.roles", Named("contacts", contact)), found }
        })
        .collect()
}

/// Entries that say of one attempt what another entry says otherwise: nobody knows whether it left.
fn two_states(account: &Account) -> impl Iterator<Item = &Entry> {
    let mut states = BTreeMap::new();
    account.history.iter().filter(move |entry| {
        let attempt = (&entry.coverage, &entry.action, entry.attempt, entry.run.is_rehearsal());
        *states.entry(attempt).or_insert(entry.state) != entry.state
    })
}
