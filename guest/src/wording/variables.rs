//! The values of one text, as its reader writes them (F50).

use minijinja::Value;

use super::{Reader, format_date, format_money, template::Variables};
use crate::{
    domain::{Contact, Day, FactValue, Money, days_between},
    group::Wanted,
    rules::{Case, Recipient},
};

/// The values of a message about `wanted`, read by `reader`.
pub(super) fn of(wanted: &Wanted<'_>, step: &str, recipient: Option<&Recipient<'_>>, reader: Reader) -> Variables {
    let case = wanted.case;
    let contact = recipient.and_then(|recipient| recipient.to.iter().find_map(|(contact, _)| *contact));
    let day = |day: Option<Day>| optional(day.map(|day| format_date(day, reader)));
    let reminder = [("deadline", day(wanted.deadline)), ("step", Value::from(step))];
    let parts = wanted.members.iter().filter(|member| member.instalment.is_some()).map(|member| {
        let left = member.left().map(|left| format_money(left, reader));
        Value::from_pairs([("due", day(member.due())), ("left", optional(left))])
    });
    [
        ("document", document(wanted, reader)),
        ("account", account(&case)),
        ("contact", person(contact)),
        ("salesperson", salesperson(&case)),
        ("company", company(&case)),
        ("link", links(&case)),
        ("reminder", Value::from_pairs(reminder)),
        ("facts", facts(&case, reader)),
        ("parts", Value::from_iter(parts)),
        ("today", Value::from(format_date(case.world.today, reader))),
    ]
    .into_iter()
    .collect()
}

fn optional(text: Option<String>) -> Value {
    text.map_or_else(|| Value::from(()), Value::from)
}

fn document(wanted: &Wanted<'_>, reader: Reader) -> Value {
    let case = wanted.case;
    let document = case.document;
    let money = |minor| Value::from(format_money(Money::new(minor, document.currency), reader));
    let day = |day: Option<Day>| optional(day.map(|day| format_date(day, reader)));
    let due = wanted.members.iter().filter_map(Case::due).min();
    let days_late = due.map_or_else(|| Value::from(()), |due| Value::from(days_between(due, case.world.today)));
    Value::from_pairs([
        ("currency", Value::from(document.currency.code())),
        ("days_late", days_late),
        ("due", day(due)),
        ("first_sent", day(document.first_sent)),
        ("issued", day(Some(document.issued))),
        ("left", optional(left(wanted).map(|left| format_money(left, reader)))),
        ("number", Value::from(document.number.as_str())),
        ("total", money(document.total)),
        ("total_excluding_tax", document.total_excluding_tax.map_or_else(|| Value::from(()), money)),
        ("valid_until", day(document.valid_until)),
    ])
}

/// What is left of all that the message covers; `None` for a quote.
pub(super) fn left(wanted: &Wanted<'_>) -> Option<Money> {
    let mut parts = wanted.members.iter().map(Case::left);
    let first = parts.next()??;
    parts.try_fold(first, |sum, part| sum.plus(part?).ok())
}

fn account(case: &Case<'_>) -> Value {
    let account = case.account;
    Value::from_pairs([
        ("alias", optional(account.alias.clone())),
        ("country", optional(account.country.clone())),
        ("id", Value::from(account.id.as_str())),
        ("name", Value::from(account.name.as_str())),
        ("vat_number", optional(account.vat_number.clone())),
    ])
}

/// The contact; without one, all its members are there and empty.
fn person(contact: Option<&Contact>) -> Value {
    let part = |get: fn(&Contact) -> Option<&String>| contact.and_then(get).cloned();
    let civility = part(|contact| contact.civility.as_ref());
    let last_name = part(|contact| contact.last_name.as_ref());
    let first_name = part(|contact| contact.first_name.as_ref());
    let full = [&civility, &first_name, &last_name].into_iter().flatten().cloned().collect::<Vec<_>>().join(" ");
    Value::from_pairs([
        ("name", optional(last_name.is_some().then_some(full))),
        ("civility", optional(civility)),
        ("first_name", optional(first_name)),
        ("last_name", optional(last_name)),
    ])
}

fn salesperson(case: &Case<'_>) -> Value {
    let person = case.account.salesperson.as_ref();
    Value::from_pairs([
        ("email", optional(person.and_then(|person| person.email.clone()))),
        ("name", optional(person.map(|person| person.name.clone()))),
        ("phone", optional(person.and_then(|person| person.phone.clone()))),
    ])
}

fn company(case: &Case<'_>) -> Value {
    let company = &case.world.company;
    Value::from_pairs([
        ("bic", optional(company.bic.clone())),
        ("email", Value::from(company.email.as_str())),
        ("iban", optional(company.iban.clone())),
        ("legal_mentions", optional(company.legal_mentions.clone())),
        ("name", Value::from(company.name.as_str())),
        ("phone", optional(company.phone.clone())),
        ("website", optional(company.website.clone())),
    ])
}

fn links(case: &Case<'_>) -> Value {
    let link = |kind: &'static str| {
        let url = case.document.links.iter().find(|link| link.kind == kind).map(|link| link.url.clone());
        (kind, optional(url))
    };
    Value::from_pairs(["accept", "appointment", "pay", "sign", "view"].map(link))
}

fn facts(case: &Case<'_>, reader: Reader) -> Value {
    let written = |value: &FactValue| match value {
        FactValue::Text(text) => Value::from(text.as_str()),
        FactValue::Integer(number) => Value::from(*number),
        FactValue::Amount(amount) => Value::from(format_money(*amount, reader)),
        FactValue::Flag(flag) => Value::from(*flag),
        FactValue::Day(day) => Value::from(format_date(*day, reader)),
    };
    let declared = case.world.settings.facts.iter();
    Value::from_pairs(declared.map(|(name, kind)| {
        let value = case.fact(name).filter(|value| value.kind() == *kind);
        (name.clone(), value.map_or_else(|| Value::from(()), written))
    }))
}
