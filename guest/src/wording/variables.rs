//! The values of one text, as its reader writes them (F50). Only what the text prints or asks for is made.

use std::collections::BTreeMap;

use minijinja::Value;

use super::{
    Locale, format_date, format_money, format_percent,
    payment::{self, Payee},
};
use crate::{
    charges::{self, Charges},
    domain::{
        Audience, Contact, Day, Document, EInvoiceStatus, FactValue, HoldKind, Instalment, Kind, LinkedKind, Money,
        Status, days_between,
    },
    rules::Case,
    sort,
    template::{Variables, markup::Place},
    wanted::{StepWork, Wanted},
};

/// The values of a message for its reader.
pub(super) struct Message<'m, 'a> {
    pub(super) wanted: &'m Wanted<'a>,
    pub(super) work: &'m StepWork<'a>,
    pub(super) contact: Option<&'m Contact>,
    pub(super) locale: Locale,
    /// What its step claims besides what is left.
    pub(super) charges: Option<&'m Charges>,
}

impl Message<'_, '_> {
    /// What the customer is asked for.
    pub(super) fn claimed(&self) -> Option<Money> {
        charges::total(left(self.wanted)?, self.charges)
    }

    /// The same for some of what the message covers.
    pub(super) fn claimed_for(&self, members: &[Case<'_>]) -> Option<Money> {
        if members.len() == self.wanted.members.len() {
            return self.claimed();
        }
        let lefts: Option<Vec<_>> = members.iter().map(Case::left).collect();
        let charges = charges::charges_of(self.wanted, members, self.work.claims);
        charges::total(sum(lefts?.into_iter())?, charges.as_ref())
    }

    /// The bank account, or the bank, that the message is to be paid on; of several each with the documents that are paid there.
    fn bank(&self, member: impl Fn(&Payee<'_>) -> Option<String>) -> Value {
        let documents = documents(self.wanted);
        let accounts = payment::accounts(&documents);
        let covered: usize = accounts.iter().map(|(_, paid)| paid.len()).sum();
        if let ([(payee, _)], true) = (accounts.as_slice(), covered == documents.len()) {
            return owned(member(payee));
        }
        let texts = accounts.iter().filter_map(|(payee, paid)| {
            let numbers: Vec<_> = paid.iter().map(|case| case.document.number.as_str()).collect();
            Some(format!("{} ({})", member(payee)?, numbers.join(", ")))
        });
        owned(Some(texts.collect::<Vec<_>>().join("; ")).filter(|text| !text.is_empty()))
    }

    fn claim(&self, member: &str) -> Value {
        let charges = self.charges;
        match member {
            "principal" => self.money(left(self.wanted)),
            "interest" => self.money(charges.and_then(|charges| charges.interest)),
            "indemnity" => self.money(charges.and_then(|charges| charges.indemnity)),
            "total" => self.money(self.claimed()),
            "interest_law" => {
                owned(charges.filter(|charges| charges.interest.is_some()).map(|c| c.interest_law.clone()))
            }
            "indemnity_law" => {
                owned(charges.filter(|charges| charges.indemnity.is_some()).map(|c| c.indemnity_law.clone()))
            }
            _ => Value::UNDEFINED,
        }
    }

    fn day(&self, day: Option<Day>) -> Value {
        // A day is not torn from its month.
        owned(day.map(|day| format_date(day, self.locale).replacen(' ', "\u{a0}", 1)))
    }

    fn money(&self, money: Option<Money>) -> Value {
        owned(money.map(|money| format_money(money, self.locale)))
    }

    fn document(&self, case: &Case<'_>, member: &str) -> Value {
        let document = case.document;
        let money = |minor| self.money(Some(Money::new(minor, document.currency)));
        let same = |member: &&Case<'_>| member.document.id == document.id;
        let due = || self.wanted.members.iter().filter(same).filter_map(Case::due).min();
        match member {
            "currency" => Value::from(document.currency.code()),
            "customer_order" => optional(document.customer_order.as_ref()),
            "days_late" => {
                due().map_or_else(|| Value::from(()), |due| Value::from(days_between(due, case.context.today)))
            }
            "due" => self.day(due()),
            "delivered" => self.day(document.delivered),
            "first_sent" => self.day(document.first_sent),
            "issued" => self.day(Some(document.issued)),
            "left" => self.money(left_of(self.wanted, document)),
            "linked" => owned(linked(document, self.locale)),
            "means_of_payment" => owned(document.means_of_payment.as_ref().map(|means| means.code().to_owned())),
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
            "full_name" => {
                let parts = [&contact.first_name, &contact.last_name];
                let full: Vec<_> = parts.into_iter().flatten().map(String::as_str).collect();
                owned((!full.is_empty()).then(|| full.join(" ")))
            }
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

    /// A line of a list of documents.
    fn row(&self, document: &Document, due: Option<Day>, left: Option<Money>) -> Value {
        let late = due.map(|due| days_between(due, self.wanted.case.context.today));
        Value::from_pairs([
            ("number", Value::from(document.number.as_str())),
            ("customer_order", optional(document.customer_order.as_ref())),
            ("issued", self.day(Some(document.issued))),
            ("due", self.day(due)),
            ("days_late", late.map_or_else(|| Value::from(()), Value::from)),
            ("left", self.money(left)),
            ("total", self.money(Some(Money::new(document.total, document.currency)))),
        ])
    }

    fn fact(&self, case: &Case<'_>, name: &str) -> Value {
        let declared = case.context.settings.facts.get(name);
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

impl Variables for Message<'_, '_> {
    fn plain(&self, name: &str) -> Value {
        match name {
            "today" => self.day(Some(self.wanted.case.context.today)),
            "parts" => {
                let amount = |part: &InvoicePart<'_>| {
                    self.money(Some(Money::new(part.instalment.amount, part.case.document.currency)))
                };
                Value::from_iter(parts(self.wanted).into_iter().map(|part| {
                    Value::from_pairs([
                        ("amount", amount(&part)),
                        ("due", self.day(Some(part.instalment.due))),
                        ("left", self.money(part.case.left())),
                        ("rank", Value::from(part.rank)),
                    ])
                }))
            }
            "documents" => Value::from_iter(documents(self.wanted).into_iter().map(|case| {
                let left = left_of(self.wanted, case.document);
                self.row(case.document, case.due(), left)
            })),
            "others" => Value::from_iter(
                others(self.wanted).into_iter().map(|other| self.row(other.document, other.document.due, other.left)),
            ),
            _ => Value::UNDEFINED,
        }
    }

    fn member(&self, record: &str, member: &str) -> Value {
        let case = &self.wanted.case;
        if let Some(place) = Place::named(record, member) {
            return Value::from_safe_string(place.mark().to_string());
        }
        match record {
            "document" => self.document(case, member),
            "claim" => self.claim(member),
            "account" => account(case, member),
            "contact" => self.contact(member),
            "salesperson" => salesperson(case, member),
            "company" if member == "iban" => self.bank(|payee| Some(payee.iban.clone())),
            "company" if member == "bic" => self.bank(|payee| payee.bic.map(str::to_owned)),
            "company" => company(case, member),
            "link" => optional(case.document.links.iter().find(|link| link.kind == member).map(|link| &link.url)),
            "reminder" => match member {
                "deadline" => {
                    // To the customer, that of the message itself; to a person of the tenant, the one that runs.
                    let running = || case.past(self.wanted.run).running_deadline(case.context.today);
                    let internal = self.wanted.audience == Audience::Internal;
                    self.day(if internal { running() } else { self.wanted.deadline })
                }
                "step" => Value::from(self.work.step),
                _ => Value::UNDEFINED,
            },
            "offer" => match (member, self.work.offer) {
                (_, None) => Value::from(()),
                ("discount", Some(terms)) => Value::from(format_percent(terms.discount.0, self.locale)),
                ("last_day", Some(terms)) => self.day(Some(terms.last_day)),
                ("days_left", Some(terms)) => Value::from(terms.days_left),
                _ => Value::UNDEFINED,
            },
            "statement" => match member {
                "count" => Value::from(documents(self.wanted).len()),
                "left" => self.money(left(self.wanted)),
                "others_left" => {
                    let lefts: Vec<_> = others(self.wanted).into_iter().filter_map(|other| other.left).collect();
                    self.money(sum(lefts.into_iter()))
                }
                _ => Value::UNDEFINED,
            },
            "facts" => self.fact(case, member),
            _ => Value::UNDEFINED,
        }
    }
}

/// What a document comes from or belongs to, in words; `None` for nothing.
fn linked(document: &Document, locale: Locale) -> Option<String> {
    let words = locale.words();
    let [order, contract, delivery, credit_note] = words.linked;
    let told = document.linked.iter().map(|(kind, number)| {
        let name = match kind {
            LinkedKind::Quote => words.quote.0,
            LinkedKind::Invoice => words.invoice.0,
            LinkedKind::Order => order,
            LinkedKind::Contract => contract,
            LinkedKind::Delivery => delivery,
            LinkedKind::CreditNote => credit_note,
            LinkedKind::Other | LinkedKind::Unknown(_) => return number.clone(),
        };
        format!("{name} {number}")
    });
    Some(told.collect::<Vec<_>>().join(", ")).filter(|text| !text.is_empty())
}

/// A part of an invoice that a message is about.
pub(super) struct InvoicePart<'a> {
    /// The invoice, as far as that part goes.
    pub(super) case: Case<'a>,
    /// The part.
    pub(super) instalment: &'a Instalment,
    /// Which of the invoice's parts it is, by due day: `2/3`.
    pub(super) rank: String,
}

/// The parts of invoices paid in parts that the message is about, by invoice, then due day.
pub(super) fn parts<'a>(wanted: &Wanted<'a>) -> Vec<InvoicePart<'a>> {
    let mut members: Vec<_> =
        wanted.members.iter().filter_map(|case| Some((case.document, case.instalment?, *case))).collect();
    let in_order = |part: &'a Instalment| (part.due, &part.id);
    sort::by(&mut members, |(a, of_a, _), (b, of_b, _)| {
        (&a.number, &a.id, in_order(of_a)).cmp(&(&b.number, &b.id, in_order(of_b)))
    });
    let mut ranks = BTreeMap::<&str, BTreeMap<(Day, &String), usize>>::new();
    for (document, ..) in &members {
        ranks.entry(&document.id).or_insert_with(|| {
            let mut all: Vec<_> = document.instalments.iter().map(in_order).collect();
            sort::ascending(&mut all);
            sort::map(all.into_iter().zip(1..))
        });
    }
    let rank = |document: &Document, part| Some(*ranks.get(document.id.as_str())?.get(&in_order(part))?);
    let of_part = |(document, instalment, case): (&'a Document, &'a Instalment, Case<'a>)| {
        let rank = format!("{}/{}", rank(document, instalment).unwrap_or_default(), document.instalments.len());
        InvoicePart { case, instalment, rank }
    };
    members.into_iter().map(of_part).collect()
}

/// What is left of all that the message covers; `None` for a quote.
pub(super) fn left(wanted: &Wanted<'_>) -> Option<Money> {
    let lefts: Option<Vec<_>> = wanted.members.iter().map(Case::left).collect();
    sum(lefts?.into_iter())
}

/// What is left of one of the documents the message covers.
pub(super) fn left_of(wanted: &Wanted<'_>, document: &Document) -> Option<Money> {
    let parts = wanted.members.iter().filter(|member| member.document.id == document.id);
    let lefts: Option<Vec<_>> = parts.map(Case::left).collect();
    sum(lefts?.into_iter())
}

/// The totals of all documents the message covers.
pub(super) fn total(wanted: &Wanted<'_>) -> Money {
    let totals = documents(wanted).into_iter().map(|case| Money::new(case.document.total, case.document.currency));
    sum(totals).unwrap_or_else(|| Money::new(wanted.case.document.total, wanted.case.document.currency))
}

/// `None` for nothing, and for what does not fit in 64 bits.
fn sum(mut amounts: impl Iterator<Item = Money>) -> Option<Money> {
    let first = amounts.next()?;
    amounts.try_fold(first, |sum, amount| sum.plus(amount).ok())
}

/// The documents a message covers, each with its earliest part, by due day, then number.
pub(super) fn documents<'a>(wanted: &Wanted<'a>) -> Vec<Case<'a>> {
    let mut documents: Vec<Case<'a>> = Vec::new();
    for member in &wanted.members {
        match documents.iter_mut().find(|known| known.document.id == member.document.id) {
            Some(known) if member.due() < known.due() => *known = *member,
            Some(_) => {}
            None => documents.push(*member),
        }
    }
    sort::by(&mut documents, |a, b| {
        (a.due(), &a.document.number, &a.document.id).cmp(&(b.due(), &b.document.number, &b.document.id))
    });
    documents
}

/// Another document of the account, and what is left of it.
pub(super) struct Other<'a> {
    /// The document.
    pub(super) document: &'a Document,
    /// What is left of it; `None` for a quote.
    pub(super) left: Option<Money>,
}

/// The account's other open documents of the same kind and currency, disputed ones left out (F47).
pub(super) fn others<'a>(wanted: &Wanted<'a>) -> Vec<Other<'a>> {
    let case = wanted.case;
    let disputed = |document: &Document| {
        let holds = case.account.holds.iter().filter(|hold| matches!(hold.kind, HoldKind::Dispute));
        let mut about = holds.filter(|hold| hold.document.as_ref().is_none_or(|id| *id == document.id));
        about.next().is_some()
            || matches!(
                document.e_invoice_status,
                Some(EInvoiceStatus::Refused | EInvoiceStatus::Disputed | EInvoiceStatus::Rejected)
            )
    };
    let covered = |document: &Document| wanted.members.iter().any(|member| member.document.id == document.id);
    let open = case.account.documents.iter().filter(|document| {
        document.kind == case.document.kind
            && document.currency == case.document.currency
            && !covered(document)
            && !disputed(document)
    });
    let mut others: Vec<_> = open
        .filter_map(|document| match document.kind {
            Kind::Quote => (document.status == Status::Open).then_some(Other { document, left: None }),
            _ => {
                let parts =
                    document.instalments.iter().filter(|part| !part.retention).map(|part| Some(part.id.as_str()));
                let parts: Vec<_> = if document.instalments.is_empty() { vec![None] } else { parts.collect() };
                let lefts = parts.into_iter().filter_map(|part| case.ledger.balance(&document.id, part));
                let left = sum(lefts.map(|balance| Money::new(balance.left, document.currency)))?;
                (left.minor > 0).then_some(Other { document, left: Some(left) })
            }
        })
        .collect();
    sort::by(&mut others, |a, b| (a.document.due, &a.document.number).cmp(&(b.document.due, &b.document.number)));
    others
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
    let person = case.salesperson();
    match member {
        "email" => optional(person.and_then(|person| person.email.as_ref())),
        "name" => optional(person.map(|person| &person.name)),
        "phone" => optional(person.and_then(|person| person.phone.as_ref())),
        _ => Value::UNDEFINED,
    }
}

fn company(case: &Case<'_>, member: &str) -> Value {
    let company = &case.context.company;
    match member {
        "email" => Value::from(company.email.as_str()),
        "legal_mentions" => optional(company.legal_mentions.as_ref()),
        "name" => Value::from(company.name.as_str()),
        "phone" => optional(company.phone.as_ref()),
        "website" => optional(company.website.as_ref()),
        _ => Value::UNDEFINED,
    }
}
