//! The values of one text, as its reader writes them (F50). Only what the text prints or asks for is made.

use minijinja::Value;

use super::{Reader, format_date, format_money, template::Variables};
use crate::{
    domain::{Contact, Day, FactValue, Money, days_between},
    group::Wanted,
    rules::{Case, Recipient},
};

/// The values of a message for its reader.
pub(super) struct Message<'m> {
    wanted: &'m Wanted<'m>,
    step: &'m str,
    contact: Option<&'m Contact>,
    reader: Reader,
}

impl<'m> Message<'m> {
    /// The values of a message about `wanted`, read by `reader`.
    pub(super) fn of(
        wanted: &'m Wanted<'m>,
        step: &'m str,
        recipient: Option<&'m Recipient<'m>>,
        reader: Reader,
    ) -> Self {
        let contact = recipient.and_then(|recipient| recipient.to.iter().find_map(|(contact, _)| *contact));
        Self { wanted, step, contact, reader }
    }

    fn day(&self, day: Option<Day>) -> Value {
        owned(day.map(|day| format_date(day, self.reader)))
    }

    fn money(&self, money: Option<Money>) -> Value {
        owned(money.map(|money| format_money(money, self.reader)))
    }

    fn document(&self, case: &Case<'_>, member: &str) -> Value {
        let document = case.document;
        let money = |minor| self.money(Some(Money::new(minor, document.currency)));
        let due = || self.wanted.members.iter().filter_map(Case::due).min();
        match member {
            "currency" => Value::from(document.currency.code()),
            "days_late" => {
                due().map_or_else(|| Value::from(()), |due| Value::from(days_between(due, case.world.today)))
            }
            "due" => self.day(due()),
            "first_sent" => self.day(document.first_sent),
            "issued" => self.day(Some(document.issued)),
            "left" => self.money(left(self.wanted)),
            "number" => Value::from(document.number.as_str()),
            "total" => money(document.total),
            "total_excluding_tax" => document.total_excluding_tax.map_or_else(|| Value::from(()), money),
            "valid_until" => self.day(document.valid_until),
            _ => Value::UNDEFINED,
        }
    }

    /// The contact; without one, all its members are there and empty.
    fn contact(&self, member: &str) -> Value {
        let Some(contact) = self.contact else { return Value::from(()) };
        match member {
            "name" => {
                let parts = [&contact.civility, &contact.first_name, &contact.last_name];
                let full: Vec<_> = parts.into_iter().flatten().map(String::as_str).collect();
                owned(contact.last_name.is_some().then(|| full.join(" ")))
            }
            "civility" => optional(contact.civility.as_ref()),
            "first_name" => optional(contact.first_name.as_ref()),
            "last_name" => optional(contact.last_name.as_ref()),
            _ => Value::UNDEFINED,
        }
    }

    fn fact(&self, case: &Case<'_>, name: &str) -> Value {
        let declared = case.world.settings.facts.get(name);
        match case.fact(name).filter(|value| Some(&value.kind()) == declared) {
            None => Value::from(()),
            Some(FactValue::Text(text)) => Value::from(text.as_str()),
            Some(FactValue::Integer(number)) => Value::from(*number),
            Some(FactValue::Amount(amount)) => self.money(Some(*amount)),
            Some(FactValue::Flag(flag)) => Value::from(*flag),
            Some(FactValue::Day(day)) => self.day(Some(*day)),
        }
    }
}

impl Variables for Message<'_> {
    fn plain(&self, name: &str) -> Value {
        match name {
            "today" => self.day(Some(self.wanted.case.world.today)),
            "parts" => {
                let parts = self.wanted.members.iter().filter(|member| member.instalment.is_some());
                Value::from_iter(parts.map(|member| {
                    Value::from_pairs([("due", self.day(member.due())), ("left", self.money(member.left()))])
                }))
            }
            _ => Value::UNDEFINED,
        }
    }

    fn member(&self, record: &str, member: &str) -> Value {
        let case = &self.wanted.case;
        match record {
            "document" => self.document(case, member),
            "account" => account(case, member),
            "contact" => self.contact(member),
            "salesperson" => salesperson(case, member),
            "company" => company(case, member),
            "link" => optional(case.document.links.iter().find(|link| link.kind == member).map(|link| &link.url)),
            "reminder" => match member {
                "deadline" => self.day(self.wanted.deadline),
                "step" => Value::from(self.step),
                _ => Value::UNDEFINED,
            },
            "facts" => self.fact(case, member),
            _ => Value::UNDEFINED,
        }
    }
}

/// What is left of all that the message covers; `None` for a quote.
pub(super) fn left(wanted: &Wanted<'_>) -> Option<Money> {
    let mut parts = wanted.members.iter().map(Case::left);
    let first = parts.next()??;
    parts.try_fold(first, |sum, part| sum.plus(part?).ok())
}

fn owned(text: Option<String>) -> Value {
    text.map_or_else(|| Value::from(()), Value::from)
}

fn optional(text: Option<&String>) -> Value {
    text.map_or_else(|| Value::from(()), |text| Value::from(text.as_str()))
}

fn account(case: &Case<'_>, member: &str) -> Value {
    let account = case.account;
    match member {
        "alias" => optional(account.alias.as_ref()),
        "country" => optional(account.country.as_ref()),
        "id" => Value::from(account.id.as_str()),
        "name" => Value::from(account.name.as_str()),
        "vat_number" => optional(account.vat_number.as_ref()),
        _ => Value::UNDEFINED,
    }
}

fn salesperson(case: &Case<'_>, member: &str) -> Value {
    let person = case.account.salesperson.as_ref();
    match member {
        "email" => optional(person.and_then(|person| person.email.as_ref())),
        "name" => optional(person.map(|person| &person.name)),
        "phone" => optional(person.and_then(|person| person.phone.as_ref())),
        _ => Value::UNDEFINED,
    }
}

fn company(case: &Case<'_>, member: &str) -> Value {
    let company = &case.world.company;
    match member {
        "bic" => optional(company.bic.as_ref()),
        "email" => Value::from(company.email.as_str()),
        "iban" => optional(company.iban.as_ref()),
        "legal_mentions" => optional(company.legal_mentions.as_ref()),
        "name" => Value::from(company.name.as_str()),
        "phone" => optional(company.phone.as_ref()),
        "website" => optional(company.website.as_ref()),
        _ => Value::UNDEFINED,
    }
}
