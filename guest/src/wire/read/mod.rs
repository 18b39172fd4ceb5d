//! From the contract's records to the domain. Cleans what is cosmetic; what could send wrongly holds its document, or the
//! whole account where it reaches further (docs/domain.md, "Data as it comes").

mod documents;
mod history;
mod references;

pub(super) use history::audience;

use std::{collections::BTreeSet, fmt};

use relance_contract::element;

use super::records::types as wire;
use crate::{
    domain::{
        Account, Channel, Company, Contact, Currency, Day, Doubt, Establishment, EventRecord, Fact, FactValue, Hold,
        HoldKind, Mailbox, Money, Payment, PaymentState, Person, PostalAddress, Problem, Word, by_id, parse_day,
    },
    limits::NAME_CHARACTERS,
    settings::Settings,
    sort,
};

type Read<T> = Result<T, Problem>;

fn problem(field: impl fmt::Display, what: &str) -> Problem {
    Problem { field: field.to_string(), what: what.to_owned() }
}

/// Where a value stands, written out only when there is something to say of it: `payments["P-1"]`.
#[derive(Clone, Copy)]
struct Named<'a>(&'static str, &'a str);

impl fmt::Display for Named<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&element(self.0, &shown(self.1)))
    }
}

/// A value as it came, short enough to show.
fn shown(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { '\u{fffd}' } else { c }).take(40).collect()
}

/// A civil date of the contract.
pub(super) fn day(field: impl fmt::Display, text: &str) -> Read<Day> {
    parse_day(text).ok_or_else(|| problem(field, &format!("`{}` is no possible date", shown(text))))
}

fn optional_day(field: impl fmt::Display, text: Option<&str>) -> Read<Option<Day>> {
    text.map(|text| day(field, text)).transpose()
}

fn currency(field: impl fmt::Display, code: &str) -> Read<Currency> {
    Currency::from_code(code).ok_or_else(|| problem(field, &format!("`{}` is no known currency", shown(code))))
}

pub(super) fn money(field: impl fmt::Display, amount: &wire::Amount) -> Read<Money> {
    Ok(Money::new(amount.minor, currency(field, &amount.currency)?))
}

/// The path of a problem from the account or the document it was found in.
fn within(whole: &str, problem: Problem) -> Problem {
    Problem { field: format!("{whole}.{}", problem.field), ..problem }
}

fn identifier(field: impl fmt::Display, id: &str) -> Read<()> {
    if id.is_empty() { Err(problem(field, "an identifier is empty")) } else { Ok(()) }
}

/// Names: line breaks and control characters become spaces, what no script has is left out, length is capped.
fn clean(text: String) -> String {
    let plain = text.len() <= NAME_CHARACTERS && text.bytes().all(|byte| byte.is_ascii_graphic() || byte == b' ');
    if plain && !text.starts_with(' ') && !text.ends_with(' ') && !text.contains("  ") {
        return text;
    }
    let private = |c: &char| ('\u{f0000}'..='\u{10ffff}').contains(c);
    let written = text.chars().filter(|c| !private(c));
    let spaced: String = written.map(|c| if c.is_control() { ' ' } else { c }).collect();
    spaced.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(NAME_CHARACTERS).collect()
}

fn clean_option(text: Option<String>) -> Option<String> {
    text.map(clean).filter(|text| !text.is_empty())
}

pub(super) fn language(tag: &str) -> String {
    tag.split(['-', '_']).next().unwrap_or_default().to_lowercase()
}

fn language_option(tag: Option<String>) -> Option<String> {
    tag.map(|tag| language(&tag)).filter(|tag| !tag.is_empty())
}

/// The tenant as its customers see it.
pub(super) fn company(company: wire::Company) -> Company {
    Company {
        name: clean(company.name),
        language: language(&company.language),
        email: company.email,
        phone: clean_option(company.phone),
        website: clean_option(company.website),
        legal_mentions: clean_option(company.legal_mentions),
        iban: clean_option(company.iban),
        bic: clean_option(company.bic),
        address: company.address.map(address),
        colour: company.colour,
    }
}

/// One account. Never fails: what is wrong is kept as what it holds.
pub(super) fn account(account: wire::Account, settings: &Settings) -> Account {
    let mut problems = Vec::new();
    let mut keep = |result: Read<()>| problems.extend(result.err());
    keep(identifier("id", &account.id));
    keep(unique("contacts", account.contacts.iter().map(|contact| contact.id.as_str())));
    keep(unique("establishments", account.establishments.iter().map(|place| place.id.as_str())));
    keep(unique("payments", account.payments.iter().map(|payment| payment.id.as_str())));
    keep(unique("holds", account.holds.iter().map(|hold| hold.id.as_str())));
    keep(facts_once(&account.facts));
    if account.establishments.iter().filter(|place| place.is_default).count() > 1 {
        keep(Err(problem("establishments", "several are the default one")));
    }

    let mut collect = Collector { problems, doubts: Vec::new() };
    let facts = collect.all(account.facts, fact);
    let holds = collect.all(account.holds, hold);
    let payments = collect.all(account.payments, payment);
    let events = collect.all(account.events, event);
    let contacts = collect.all(account.contacts, contact);
    let establishments = collect.all(account.establishments, establishment);
    let mailbox = collect.one(account.mailbox.map(mailbox).transpose()).flatten().flatten();
    let closed = collect.all(account.closed, period);
    let history = collect.all(account.history, history::entry);
    let (documents, rejected) = documents::documents(account.documents, &mut collect);
    for payment in &payments {
        let named = payment.document.as_deref().and_then(|id| by_id(&documents, id));
        if named.is_some_and(|document| document.currency != payment.amount.currency) {
            let field = format!("{}.amount.currency", Named("payments", &payment.id));
            collect.problems.push(problem(field, "not the currency of the document it names"));
        }
    }

    let mut read = Account {
        id: account.id,
        revision: account.revision,
        name: clean(account.name),
        alias: clean_option(account.alias),
        language: language_option(account.language),
        country: clean_option(account.country),
        vat_number: clean_option(account.vat_number),
        profile: account.profile.filter(|profile| !profile.is_empty()),
        automatic: account.automatic,
        quote_scenario: account.quote_scenario,
        invoice_scenario: account.invoice_scenario,
        mailbox,
        bounced_addresses: 0,
        phone: clean_option(account.phone),
        address: account.address.map(address),
        establishments,
        contacts,
        salesperson: account.salesperson.map(person),
        closed,
        facts,
        holds,
        payments,
        events,
        documents,
        rejected,
        history,
        closed_documents: account.closed_documents,
        problem: collect.problems.into_iter().next().map(|problem| within("account", problem)),
        doubts: collect.doubts,
    };
    references::check(&mut read, settings);
    spread_bounces(&mut read);
    sort::by(&mut read.contacts, |a, b| a.id.cmp(&b.id));
    sort::by(&mut read.holds, |a, b| a.id.cmp(&b.id));
    sort::by(&mut read.payments, |a, b| a.id.cmp(&b.id));
    sort::by(&mut read.events, |a, b| (a.day, &a.kind, &a.document).cmp(&(b.day, &b.kind, &b.document)));
    read.sort_history();
    history::count_first_sends(&mut read.documents, &read.history);
    read
}

/// What bounced for one bounces for whoever else has the address, however it is written: each counts once.
fn spread_bounces(account: &mut Account) {
    let bounced = |mailbox: &&mut Mailbox| mailbox.bounced;
    let dead = sort::set(mailboxes(account).filter(bounced).map(|mailbox| mailbox.address.to_lowercase()));
    account.bounced_addresses = u32::try_from(dead.len()).unwrap_or(u32::MAX);
    if dead.is_empty() {
        return;
    }
    for mailbox in mailboxes(account) {
        mailbox.bounced = dead.contains(&mailbox.address.to_lowercase());
    }
}

fn mailboxes(account: &mut Account) -> impl Iterator<Item = &mut Mailbox> {
    let of_places = account.establishments.iter_mut().flat_map(|place| &mut place.recipients);
    let of_contacts = account.contacts.iter_mut().chain(of_places).filter_map(|contact| contact.mailbox.as_mut());
    of_contacts.chain(account.mailbox.as_mut())
}

/// Keeps what could be read, the problems of the rest, and what is doubtful and holds nothing: each in its place.
struct Collector {
    problems: Vec<Problem>,
    doubts: Vec<Doubt>,
}

impl Collector {
    fn one<T>(&mut self, result: Read<T>) -> Option<T> {
        result.map_err(|problem| self.problems.push(problem)).ok()
    }

    fn all<T, U>(&mut self, items: Vec<T>, read: fn(T) -> Read<U>) -> Vec<U> {
        items.into_iter().filter_map(|item| self.one(read(item))).collect()
    }
}

/// The identifiers that stand there more than once, sorted.
pub(super) fn repeated<'a>(ids: impl Iterator<Item = &'a str>) -> Vec<String> {
    let mut ids: Vec<_> = ids.collect();
    sort::ascending(&mut ids);
    ids.array_windows().filter(|[one, next]| one == next).map(|[one, _]| (*one).to_owned()).collect()
}

fn unique<'a>(field: impl fmt::Display + Copy, ids: impl Iterator<Item = &'a str>) -> Read<()> {
    let mut seen = BTreeSet::new();
    for id in ids {
        identifier(field, id)?;
        if !seen.insert(id) {
            return Err(problem(field, &format!("the identifier `{}` is used twice", shown(id))));
        }
    }
    Ok(())
}

/// A fact has one value: the order of a list says nothing.
fn facts_once(facts: &[wire::Fact]) -> Read<()> {
    let mut seen = BTreeSet::new();
    match facts.iter().find(|fact| !seen.insert(fact.name.as_str())) {
        Some(fact) => Err(problem(Named("facts", &fact.name), "given twice")),
        None => Ok(()),
    }
}

fn fact(fact: wire::Fact) -> Read<Fact> {
    let wire::Fact { name, value } = fact;
    let field = Named("facts", &name);
    let value = match value {
        wire::FactValue::Text(text) => FactValue::Text(clean(text)),
        wire::FactValue::Integer(number) => FactValue::Integer(number),
        wire::FactValue::Amount(amount) => FactValue::Amount(money(field, &amount)?),
        wire::FactValue::Flag(flag) => FactValue::Flag(flag),
        wire::FactValue::Day(text) => FactValue::Day(day(field, &text)?),
    };
    Ok(Fact { name, value })
}

fn hold(hold: wire::Hold) -> Read<Hold> {
    let field = Named("holds", &hold.id);
    let kind = match hold.kind {
        wire::HoldKind::Block(block) => {
            HoldKind::Block { reason: clean(block.reason), last_day: optional_day(field, block.last_day.as_deref())? }
        }
        wire::HoldKind::Dispute => HoldKind::Dispute,
        wire::HoldKind::Promise(promise) => {
            let amount = promise.amount.as_ref().map(|amount| money(field, amount)).transpose()?;
            if amount.is_some_and(|amount| amount.minor <= 0) {
                return Err(problem(field, "a promise of nothing; leave the amount out for everything that is left"));
            }
            let (made_on, promised_for) = (day(field, &promise.made_on)?, day(field, &promise.promised_for)?);
            if promised_for < made_on {
                return Err(problem(field, "promised for a day before it was made"));
            }
            HoldKind::Promise { amount, promised_for, made_on }
        }
        wire::HoldKind::Reply(text) => HoldKind::Reply(day(field, &text)?),
        wire::HoldKind::Insolvency(text) => HoldKind::Insolvency(optional_day(field, text.as_deref())?),
        wire::HoldKind::OverIndebtedness => HoldKind::OverIndebtedness,
        wire::HoldKind::HandedOver => HoldKind::HandedOver,
        wire::HoldKind::Factored => HoldKind::Factored,
        wire::HoldKind::LimitationPassed => HoldKind::LimitationPassed,
        wire::HoldKind::Other(code) => HoldKind::Other(clean(code)),
    };
    Ok(Hold { id: hold.id, document: hold.document, kind })
}

fn payment(payment: wire::Payment) -> Read<Payment> {
    let field = Named("payments", &payment.id);
    let amount = money(field, &payment.amount)?;
    if amount.minor < 0 {
        return Err(problem(field, "a negative amount; a payment that came back is `rejected`"));
    }
    let day = day(field, &payment.day)?;
    Ok(Payment {
        day,
        id: payment.id,
        document: payment.document,
        instalment: payment.instalment,
        amount,
        state: match payment.state {
            wire::PaymentState::Settled => PaymentState::Settled,
            wire::PaymentState::Pending => PaymentState::Pending,
            wire::PaymentState::Rejected => PaymentState::Rejected,
        },
        known_by: match payment.known_by {
            None | Some(wire::Word::Listed) => Word::Listed,
            Some(wire::Word::Recorded) => Word::Recorded,
            Some(wire::Word::InFigure) => Word::InFigure,
        },
    })
}

fn event(event: wire::Event) -> Read<EventRecord> {
    let field = Named("events", &event.kind);
    let day = day(field, &event.day)?;
    Ok(EventRecord { day, kind: event.kind, document: event.document })
}

fn mailbox(mailbox: wire::Mailbox) -> Read<Option<Mailbox>> {
    if mailbox.address.chars().any(char::is_control) {
        return Err(problem("mailbox", &format!("the address `{}` has control characters", shown(&mailbox.address))));
    }
    let address = mailbox.address.trim().to_owned();
    Ok((!address.is_empty()).then_some(Mailbox {
        address,
        bounced: mailbox.bounced,
        opted_out: mailbox.opted_out,
        opted_in: mailbox.opted_in,
    }))
}

pub(super) fn address(address: wire::PostalAddress) -> PostalAddress {
    PostalAddress {
        lines: address.lines.into_iter().map(clean).filter(|line| !line.is_empty()).collect(),
        postcode: clean(address.postcode),
        city: clean(address.city),
        country: clean(address.country),
    }
}

fn period(period: wire::Period) -> Read<(Day, Day)> {
    let (first, last) = (day("closed", &period.first)?, day("closed", &period.last)?);
    if last < first {
        return Err(problem("closed", "a period that ends before it begins"));
    }
    Ok((first, last))
}

fn contact(contact: wire::Contact) -> Read<Contact> {
    Ok(Contact {
        id: contact.id,
        roles: contact.roles,
        civility: clean_option(contact.civility),
        first_name: clean_option(contact.first_name),
        last_name: clean_option(contact.last_name),
        mailbox: contact.mailbox.map(mailbox).transpose()?.flatten(),
        phone: clean_option(contact.phone),
        agreed: contact.agreed.unwrap_or_default().iter().filter_map(|name| Channel::named(name)).collect(),
        language: language_option(contact.language),
    })
}

fn establishment(place: wire::Establishment) -> Read<Establishment> {
    let mut recipients = place.recipients.into_iter().map(contact).collect::<Read<Vec<_>>>()?;
    sort::by(&mut recipients, |a, b| a.id.cmp(&b.id));
    Ok(Establishment { id: place.id, is_default: place.is_default, recipients, address: place.address.map(address) })
}

fn person(person: wire::Person) -> Person {
    Person {
        id: person.id,
        name: clean(person.name),
        email: clean_option(person.email),
        phone: clean_option(person.phone),
    }
}

/// A detail of a decision that comes back to be told; `None` when it cannot be read.
pub(super) fn detail(detail: wire::Fact) -> Option<Fact> {
    fact(detail).ok()
}
