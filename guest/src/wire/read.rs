//! From the contract's records to the domain. Cleans what is cosmetic; what could send wrongly holds its document, or the
//! whole account where it reaches further (DOMAIN.md, "Data as it comes").

use std::collections::{BTreeMap, BTreeSet};

use super::bindings::exports::relance::reminders::types as wire;
use crate::{
    domain::{
        Account, Audience, Company, Contact, Coverage, Currency, Day, Document, Entry, Establishment, EventRecord,
        Fact, FactValue, File, Hold, HoldKind, Instalment, Kind, Link, Mailbox, Money, Origin, Payment, PaymentState,
        Person, Problem, Rejected, State, parse_day,
    },
    limits::NAME_CHARACTERS,
};

type Read<T> = Result<T, Problem>;

fn problem(field: &str, what: &str) -> Problem {
    Problem { field: field.to_owned(), what: what.to_owned() }
}

/// A value as it came, short enough to show.
fn shown(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { '\u{fffd}' } else { c }).take(40).collect()
}

/// A civil date of the contract.
pub(super) fn day(field: &str, text: &str) -> Read<Day> {
    parse_day(text).ok_or_else(|| problem(field, &format!("`{}` is no possible date", shown(text))))
}

fn optional_day(field: &str, text: Option<&str>) -> Read<Option<Day>> {
    text.map(|text| day(field, text)).transpose()
}

fn currency(field: &str, code: &str) -> Read<Currency> {
    Currency::from_code(code).ok_or_else(|| problem(field, &format!("`{}` is no known currency", shown(code))))
}

fn money(field: &str, amount: &wire::Amount) -> Read<Money> {
    Ok(Money::new(amount.minor, currency(field, &amount.currency)?))
}

fn identifier(field: &str, id: &str) -> Read<()> {
    if id.is_empty() { Err(problem(field, "an identifier is empty")) } else { Ok(()) }
}

/// Names: line breaks and control characters become spaces, length is capped.
fn clean(text: &str) -> String {
    let spaced: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    spaced.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(NAME_CHARACTERS).collect()
}

fn clean_option(text: Option<String>) -> Option<String> {
    text.map(|text| clean(&text)).filter(|text| !text.is_empty())
}

fn language(tag: &str) -> String {
    tag.split(['-', '_']).next().unwrap_or_default().to_lowercase()
}

fn language_option(tag: Option<String>) -> Option<String> {
    tag.map(|tag| language(&tag)).filter(|tag| !tag.is_empty())
}

/// The tenant as its customers see it.
pub(super) fn company(company: wire::Company) -> Company {
    Company {
        name: clean(&company.name),
        language: language(&company.language),
        email: company.email,
        phone: clean_option(company.phone),
        website: clean_option(company.website),
        legal_mentions: clean_option(company.legal_mentions),
        iban: clean_option(company.iban),
        bic: clean_option(company.bic),
    }
}

/// One account. Never fails: what is wrong is kept as what it holds.
pub(super) fn account(account: wire::Account) -> Account {
    let mut problems = Vec::new();
    let mut keep = |result: Read<()>| problems.extend(result.err());
    keep(identifier("account", &account.id));
    keep(unique("contacts", account.contacts.iter().map(|contact| contact.id.as_str())));
    keep(unique("establishments", account.establishments.iter().map(|place| place.id.as_str())));
    keep(unique("payments", account.payments.iter().map(|payment| payment.id.as_str())));
    keep(unique("holds", account.holds.iter().map(|hold| hold.id.as_str())));

    let mut collect = Collector { problems };
    let facts = collect.all(account.facts, fact);
    let holds = collect.all(account.holds, hold);
    let payments = collect.all(account.payments, payment);
    let events = collect.all(account.events, event);
    let contacts = collect.all(account.contacts, contact);
    let establishments = collect.all(account.establishments, establishment);
    let mailbox = collect.one(account.mailbox.map(mailbox).transpose()).flatten().flatten();
    let history = collect.all(account.history, entry);
    let (documents, rejected) = documents(account.documents, &mut collect);
    let currencies: BTreeMap<_, _> =
        documents.iter().map(|document| (document.id.as_str(), document.currency)).collect();
    for payment in &payments {
        let named = payment.document.as_deref().and_then(|id| currencies.get(id));
        if named.is_some_and(|currency| *currency != payment.amount.currency) {
            let field = format!("payment {}, currency", payment.id);
            collect.problems.push(problem(&field, "not the currency of the document it names"));
        }
    }

    let mut read = Account {
        id: account.id,
        revision: account.revision,
        name: clean(&account.name),
        alias: clean_option(account.alias),
        language: language_option(account.language),
        country: clean_option(account.country),
        vat_number: clean_option(account.vat_number),
        automatic: account.automatic,
        quote_scenario: account.quote_scenario,
        invoice_scenario: account.invoice_scenario,
        mailbox,
        establishments,
        contacts,
        salesperson: account.salesperson.map(person),
        facts,
        holds,
        payments,
        events,
        documents,
        rejected,
        history,
        problem: collect.problems.into_iter().next(),
    };
    read.contacts.sort_by(|a, b| a.id.cmp(&b.id));
    read.holds.sort_by(|a, b| a.id.cmp(&b.id));
    read.payments.sort_by(|a, b| a.id.cmp(&b.id));
    read.events.sort_by(|a, b| (a.day, &a.kind, &a.document).cmp(&(b.day, &b.kind, &b.document)));
    read.history.sort_by(|a, b| {
        (a.day, &a.coverage, &a.action, a.attempt, a.state).cmp(&(b.day, &b.coverage, &b.action, b.attempt, b.state))
    });
    read
}

/// Keeps what could be read, and the problems of the rest.
struct Collector {
    problems: Vec<Problem>,
}

impl Collector {
    fn one<T>(&mut self, result: Read<T>) -> Option<T> {
        result.map_err(|problem| self.problems.push(problem)).ok()
    }

    fn all<T, U>(&mut self, items: Vec<T>, read: fn(T) -> Read<U>) -> Vec<U> {
        items.into_iter().filter_map(|item| self.one(read(item))).collect()
    }
}

fn unique<'a>(field: &str, ids: impl Iterator<Item = &'a str>) -> Read<()> {
    let mut seen = BTreeSet::new();
    for id in ids {
        identifier(field, id)?;
        if !seen.insert(id) {
            return Err(problem(field, &format!("the identifier `{}` is used twice", shown(id))));
        }
    }
    Ok(())
}

fn documents(items: Vec<wire::Document>, collect: &mut Collector) -> (Vec<Document>, Vec<Rejected>) {
    let mut count = BTreeMap::<String, usize>::new();
    for item in &items {
        *count.entry(item.id.clone()).or_default() += 1;
    }
    let (mut documents, mut rejected) = (Vec::new(), Vec::<Rejected>::new());
    for item in items {
        let (id, credit) =
            (item.id.clone(), matches!(item.kind, wire::DocumentKind::CreditNote | wire::DocumentKind::Deposit));
        let read = if count.get(&id).copied().unwrap_or_default() > 1 {
            Err(problem("id", "the identifier is used twice"))
        } else {
            document(item)
        };
        match read {
            Ok(document) => documents.push(document),
            Err(problem) => {
                // A credit that cannot be read could have lowered any invoice of the account.
                if credit {
                    let field = format!("document {}, {}", shown(&id), problem.field);
                    collect.problems.push(Problem { field, what: problem.what.clone() });
                }
                if rejected.iter().all(|other| other.id != id) {
                    rejected.push(Rejected { id, problem });
                }
            }
        }
    }
    documents.sort_by(|a, b| a.id.cmp(&b.id));
    rejected.sort_by(|a, b| a.id.cmp(&b.id));
    (documents, rejected)
}

fn document(item: wire::Document) -> Read<Document> {
    identifier("id", &item.id)?;
    let currency = currency("currency", &item.currency)?;
    if item.total < 0 {
        return Err(problem("total", "negative; a credit note is one by its kind"));
    }
    if item.cycle == 0 {
        return Err(problem("cycle", "cycles count from 1"));
    }
    let issued = day("issued", &item.issued)?;
    unique("instalments", item.instalments.iter().map(|instalment| instalment.id.as_str()))?;
    let mut instalments = Vec::new();
    for part in item.instalments {
        if part.amount < 0 {
            return Err(problem("instalments", "a negative amount"));
        }
        instalments.push(Instalment {
            due: day("instalments", &part.due)?,
            id: part.id,
            amount: part.amount,
            left: part.left,
            retention: part.retention,
        });
    }
    instalments.sort_by(|a, b| a.id.cmp(&b.id));
    let facts = item.facts.into_iter().map(fact).collect::<Read<Vec<_>>>()?;
    Ok(Document {
        kind: kind(item.kind),
        number: clean(&item.number),
        status: item.status,
        currency,
        total: item.total,
        total_excluding_tax: item.total_excluding_tax,
        left: item.left,
        issued,
        created: optional_day("opened", item.opened.as_deref())?.unwrap_or(issued),
        first_sent: optional_day("first-sent", item.first_sent.as_deref())?,
        due: optional_day("due", item.due.as_deref())?,
        valid_until: optional_day("valid-until", item.valid_until.as_deref())?,
        automatic: item.automatic,
        scenario: item.scenario,
        cycle: item.cycle,
        language: language_option(item.language),
        establishment: item.establishment,
        contacts: item.contacts.into_iter().map(|contact| (contact.contact, contact.role)).collect(),
        applies_to: item.applies_to,
        instalments,
        e_invoice_status: item.e_invoice_status,
        facts,
        links: item.links.into_iter().map(link).collect::<Read<Vec<_>>>()?,
        files: item.files.into_iter().map(file).collect(),
        id: item.id,
    })
}

const fn kind(kind: wire::DocumentKind) -> Kind {
    match kind {
        wire::DocumentKind::Quote => Kind::Quote,
        wire::DocumentKind::Invoice => Kind::Invoice,
        wire::DocumentKind::CreditNote => Kind::CreditNote,
        wire::DocumentKind::Deposit => Kind::Deposit,
        wire::DocumentKind::Lead => Kind::Lead,
    }
}

fn link(link: wire::Link) -> Read<Link> {
    if !link.url.starts_with("https://") || link.url.chars().any(|c| c.is_control() || c.is_whitespace()) {
        return Err(problem("links", "only `https` addresses without spaces are sent"));
    }
    Ok(Link { kind: link.kind, url: link.url })
}

fn file(file: wire::File) -> File {
    File { id: file.id, name: clean(&file.name), is_document: file.is_document }
}

fn fact(fact: wire::Fact) -> Read<Fact> {
    let field = format!("fact {}", shown(&fact.name));
    let value = match fact.value {
        wire::FactValue::Text(text) => FactValue::Text(clean(&text)),
        wire::FactValue::Integer(number) => FactValue::Integer(number),
        wire::FactValue::Amount(amount) => FactValue::Amount(money(&field, &amount)?),
        wire::FactValue::Flag(flag) => FactValue::Flag(flag),
        wire::FactValue::Day(text) => FactValue::Day(day(&field, &text)?),
    };
    Ok(Fact { name: fact.name, value })
}

fn hold(hold: wire::Hold) -> Read<Hold> {
    let field = format!("hold {}", shown(&hold.id));
    let kind = match hold.kind {
        wire::HoldKind::Block(block) => {
            HoldKind::Block { reason: clean(&block.reason), last_day: optional_day(&field, block.last_day.as_deref())? }
        }
        wire::HoldKind::Dispute => HoldKind::Dispute,
        wire::HoldKind::Promise(promise) => {
            day(&field, &promise.made_on)?;
            HoldKind::Promise {
                amount: money(&field, &promise.amount)?,
                promised_for: day(&field, &promise.promised_for)?,
            }
        }
        wire::HoldKind::Reply(text) => HoldKind::Reply(day(&field, &text)?),
        wire::HoldKind::Insolvency(text) => HoldKind::Insolvency(optional_day(&field, text.as_deref())?),
        wire::HoldKind::OverIndebtedness => HoldKind::OverIndebtedness,
        wire::HoldKind::HandedOver => HoldKind::HandedOver,
        wire::HoldKind::Factored => HoldKind::Factored,
        wire::HoldKind::LimitationPassed => HoldKind::LimitationPassed,
        wire::HoldKind::Other(code) => HoldKind::Other(clean(&code)),
    };
    Ok(Hold { id: hold.id, document: hold.document, kind })
}

fn payment(payment: wire::Payment) -> Read<Payment> {
    let field = format!("payment {}", shown(&payment.id));
    let amount = money(&field, &payment.amount)?;
    if amount.minor < 0 {
        return Err(problem(&field, "a negative amount; a payment that came back is `rejected`"));
    }
    Ok(Payment {
        day: day(&field, &payment.day)?,
        id: payment.id,
        document: payment.document,
        instalment: payment.instalment,
        amount,
        state: match payment.state {
            wire::PaymentState::Settled => PaymentState::Settled,
            wire::PaymentState::Pending => PaymentState::Pending,
            wire::PaymentState::Rejected => PaymentState::Rejected,
        },
    })
}

fn event(event: wire::Event) -> Read<EventRecord> {
    let field = format!("event {}", shown(&event.kind));
    Ok(EventRecord { day: day(&field, &event.day)?, kind: event.kind, document: event.document })
}

fn mailbox(mailbox: wire::Mailbox) -> Read<Option<Mailbox>> {
    if mailbox.address.chars().any(char::is_control) {
        return Err(problem("mailbox", &format!("the address `{}` has control characters", shown(&mailbox.address))));
    }
    let address = mailbox.address.trim().to_owned();
    Ok((!address.is_empty()).then_some(Mailbox { address, bounced: mailbox.bounced }))
}

fn contact(contact: wire::Contact) -> Read<Contact> {
    Ok(Contact {
        id: contact.id,
        roles: contact.roles,
        civility: clean_option(contact.civility),
        first_name: clean_option(contact.first_name),
        last_name: clean_option(contact.last_name),
        mailbox: contact.mailbox.map(mailbox).transpose()?.flatten(),
        language: language_option(contact.language),
    })
}

fn establishment(place: wire::Establishment) -> Read<Establishment> {
    let mut recipients = place.recipients.into_iter().map(contact).collect::<Read<Vec<_>>>()?;
    recipients.sort_by(|a, b| a.id.cmp(&b.id));
    Ok(Establishment { id: place.id, is_default: place.is_default, recipients })
}

fn person(person: wire::Person) -> Person {
    Person {
        id: person.id,
        name: clean(&person.name),
        email: clean_option(person.email),
        phone: clean_option(person.phone),
    }
}

/// What a coverage says.
pub(super) fn coverage(coverage: wire::Coverage) -> Coverage {
    Coverage {
        document: coverage.document,
        instalment: coverage.instalment,
        scenario: coverage.scenario,
        cycle: coverage.cycle,
        step: coverage.step,
        repetition: coverage.repetition,
    }
}

fn entry(entry: wire::HistoryEntry) -> Read<Entry> {
    let field = format!("history of document {}", shown(&entry.coverage.document));
    Ok(Entry {
        coverage: coverage(entry.coverage),
        action: entry.action,
        attempt: entry.attempt,
        state: state(entry.state),
        origin: match entry.origin {
            wire::Origin::Engine => Origin::Engine,
            wire::Origin::Person => Origin::Person,
        },
        audience: audience(entry.audience),
        severe: entry.severe,
        simulated: entry.simulated,
        day: day(&field, &entry.day)?,
        due: optional_day(&field, entry.due.as_deref())?,
        planned: optional_day(&field, entry.planned.as_deref())?,
        deadline: optional_day(&field, entry.deadline.as_deref())?,
        reason: entry.reason,
    })
}

/// Whom an action speaks to.
pub(super) const fn audience(audience: wire::Audience) -> Audience {
    match audience {
        wire::Audience::Customer => Audience::Customer,
        wire::Audience::Internal => Audience::Internal,
    }
}

const fn state(state: wire::EntryState) -> State {
    match state {
        wire::EntryState::Sent => State::Sent,
        wire::EntryState::Pending => State::Pending,
        wire::EntryState::Ambiguous => State::Ambiguous,
        wire::EntryState::Skipped => State::Skipped,
        wire::EntryState::PassedOver => State::PassedOver,
        wire::EntryState::Dropped => State::Dropped,
        wire::EntryState::Expired => State::Expired,
        wire::EntryState::Jumped => State::Jumped,
        wire::EntryState::InsertedLater => State::InsertedLater,
        wire::EntryState::Failed => State::Failed,
        wire::EntryState::Cancelled => State::Cancelled,
        wire::EntryState::Bounced => State::Bounced,
    }
}

/// A detail of a decision that comes back to be told; `None` when it cannot be read.
pub(super) fn detail(detail: wire::Fact) -> Option<Fact> {
    fact(detail).ok()
}
