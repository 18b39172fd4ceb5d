//! One row of a CSV file, read as the mapping says: an account, a document, what keeps it back, what paid it.

use std::collections::BTreeMap;

use relance_contract::records::types::{
    Account, Amount, BankAccount, Block, Document, DocumentKind, Event, Fact, FactValue, File, Hold, HoldKind, Link,
    LinkedDocument, Mailbox, Payment, PaymentState, Person, PostalAddress, Promise,
};

use super::{
    csv::BadRow,
    mapping::{FactKind, FactMapping, Mapping, Template},
    names::DISPUTED,
    values,
};
use crate::{text::Words, words};

/// One row, read.
pub(super) struct Read {
    pub(super) account: Account,
    pub(super) document: Document,
    pub(super) settlement: Option<Payment>,
    pub(super) holds: Vec<Hold>,
    pub(super) events: Vec<Event>,
    pub(super) doubts: Vec<Words>,
    /// Whether the file should say what is left of the open document, and its cell is empty.
    pub(super) without_left: bool,
}

/// What a word of the file means in the contract; itself when the mapping does not say.
fn meaning(words: &BTreeMap<String, String>, word: String) -> String {
    words.get(&word).cloned().unwrap_or(word)
}

pub(super) struct Row<'a> {
    pub(super) mapping: &'a Mapping,
    pub(super) record: &'a csv::StringRecord,
    pub(super) columns: &'a BTreeMap<String, usize>,
    pub(super) number: u64,
}

pub(super) type Cell<T> = Result<T, BadRow>;

impl Row<'_> {
    fn text(&self, template: &Template) -> String {
        template.fill(|column| self.columns.get(column).and_then(|at| self.record.get(*at)))
    }

    fn optional(&self, template: Option<&Template>) -> Option<String> {
        template.map(|template| self.text(template)).filter(|text| !text.is_empty())
    }

    fn bad(&self, field: &str, template: &Template, reason: impl Into<Words>) -> BadRow {
        let named: Vec<_> = template.columns().collect();
        let column = if named.is_empty() { format!("({field} of the mapping)") } else { named.join(", ") };
        let value = self.text(template).chars().take(60).collect();
        BadRow { row: self.number, column, value, reason: reason.into() }
    }

    fn required(&self, field: &str, template: &Template) -> Cell<String> {
        let text = self.text(template);
        if text.is_empty() {
            Err(self.bad(field, template, words!("empty; {field} is needed", "vide ; {field} est nécessaire")))
        } else {
            Ok(text)
        }
    }

    fn date(&self, field: &str, template: &Template) -> Cell<String> {
        let text = self.required(field, template)?;
        values::date(&text, &self.mapping.dates).map_err(|reason| self.bad(field, template, reason))
    }

    fn optional_date(&self, field: &str, template: Option<&Template>) -> Cell<Option<String>> {
        match template {
            Some(template) if !self.text(template).is_empty() => self.date(field, template).map(Some),
            _ => Ok(None),
        }
    }

    /// Its document, even where the rest cannot be read.
    pub(super) fn document_id(&self) -> Option<String> {
        let document = &self.mapping.document;
        self.optional(document.id.as_ref()).or_else(|| self.optional(Some(&document.number)))
    }

    /// Its customer, even where the rest cannot be read.
    pub(super) fn account_id(&self) -> Option<String> {
        self.optional(Some(&self.mapping.account.id))
    }

    pub(super) fn read(&self) -> Cell<Read> {
        let mut document = self.document()?;
        let events = self.events(&document)?;
        known_since(&mut document, &events);
        let settled_on = self.optional_date("settled-on", self.mapping.document.settled_on.as_ref())?;
        let settlement = settled_on.map(|day| Payment {
            id: format!("{} settled", document.id),
            document: Some(document.id.clone()),
            instalment: None,
            amount: Amount { minor: document.total, currency: document.currency.clone() },
            day,
            state: PaymentState::Settled,
            known_by: None,
        });
        let holds = self.holds(&document)?;
        let (account, doubts) = (self.account(&document.currency)?, self.address().1);
        let without_left = self.mapping.document.left.is_some()
            && document.left.is_none()
            && settlement.is_none()
            && !matches!(document.kind, DocumentKind::Quote | DocumentKind::Lead)
            && matches!(document.status.as_str(), "validated" | "open");
        Ok(Read { account, document, settlement, holds, events, doubts: doubts.into_iter().collect(), without_left })
    }

    /// What happened. That a prospect answered is remembered once somebody has dealt with it.
    fn events(&self, document: &Document) -> Cell<Vec<Event>> {
        let mapping = &self.mapping.document;
        let mut events = Vec::new();
        let mut add = |kind: &str, day: Option<String>| {
            let document = Some(document.id.clone());
            events.extend(day.map(|day| Event { kind: kind.to_owned(), day, document }));
        };
        for (kind, template) in &mapping.events {
            add(kind, self.optional_date(&format!("document.events.{kind}"), Some(template))?);
        }
        if document.kind == DocumentKind::Lead {
            add("reply", self.optional_date("document.replied-on", mapping.replied_on.as_ref())?);
        }
        Ok(events)
    }

    /// What keeps the document back: a dispute, a block, a promise, a reply.
    fn holds(&self, document: &Document) -> Cell<Vec<Hold>> {
        let mapping = &self.mapping.document;
        let mut holds: Vec<Hold> = self.dispute(&document.id)?.into_iter().collect();
        let mut add = |what: &str, kind| {
            holds.push(Hold { id: format!("{} {what}", document.id), document: Some(document.id.clone()), kind });
        };
        if let Some(reason) = self.block() {
            let last_day = self.optional_date("document.blocked-until", mapping.blocked_until.as_ref())?;
            add("blocked", HoldKind::Block(Block { reason, last_day }));
        }
        if let Some(promised_for) = self.optional_date("document.promised-for", mapping.promised_for.as_ref())? {
            let made_on = match &mapping.promised_on {
                Some(template) => self.date("document.promised-on", template)?,
                None => {
                    let template = mapping.promised_for.as_ref().unwrap_or(&mapping.number);
                    let reason = words!(
                        "a promise needs `promised-on`, the day it was made",
                        "une promesse demande `promised-on`, le jour où elle a été faite"
                    );
                    return Err(self.bad("document.promised-for", template, reason));
                }
            };
            let amount = self.optional_amount("document.promised", mapping.promised.as_ref(), &document.currency)?;
            let amount = amount.map(|minor| Amount { minor, currency: document.currency.clone() });
            add("promised", HoldKind::Promise(Promise { amount, promised_for, made_on }));
        }
        if let Some(day) = self.optional_date("document.replied-on", mapping.replied_on.as_ref())? {
            add("replied", HoldKind::Reply(day));
        }
        Ok(holds)
    }

    fn optional_amount(&self, field: &str, template: Option<&Template>, currency: &str) -> Cell<Option<i64>> {
        let Some(template) = template.filter(|template| !self.text(template).is_empty()) else { return Ok(None) };
        let read = values::amount(&self.text(template), self.mapping.decimal_point, currency);
        read.map(Some).map_err(|reason| self.bad(field, template, reason))
    }

    fn optional_flag(&self, field: &str, template: Option<&Template>) -> Cell<Option<bool>> {
        let Some(template) = template.filter(|template| !self.text(template).is_empty()) else { return Ok(None) };
        values::yes_or_no(&self.text(template)).map(Some).map_err(|reason| self.bad(field, template, reason))
    }

    /// Yes or no, or the day since which it is so; empty is no.
    fn yes_or_day(&self, field: &str, template: Option<&Template>) -> Cell<bool> {
        let is_day = template.is_some_and(|template| self.date(field, template).is_ok());
        if is_day { Ok(true) } else { Ok(self.optional_flag(field, template)?.unwrap_or_default()) }
    }

    fn fact(&self, name: &str, fact: &FactMapping, currency: &str) -> Cell<Option<Fact>> {
        let text = self.text(&fact.value);
        if text.is_empty() {
            return Ok(None);
        }
        let field = format!("account.facts.{name}");
        let value =
            match fact.kind {
                FactKind::Text => FactValue::Text(text),
                FactKind::Integer => {
                    let number = text.replace([' ', '\u{a0}', '\u{202f}'], "").parse();
                    FactValue::Integer(number.map_err(|_| {
                        self.bad(&field, &fact.value, words!("no whole number", "pas un nombre entier"))
                    })?)
                }
                FactKind::Amount => {
                    let minor = self.optional_amount(&field, Some(&fact.value), currency)?.unwrap_or_default();
                    FactValue::Amount(Amount { minor, currency: currency.to_owned() })
                }
                FactKind::Flag => FactValue::Flag(self.optional_flag(&field, Some(&fact.value))?.unwrap_or_default()),
                FactKind::Date => FactValue::Day(self.date(&field, &fact.value)?),
            };
        Ok(Some(Fact { name: name.to_owned(), value }))
    }

    /// Why reminders are off: what the cell says, or the name of its column where it only says yes. No is no block.
    fn block(&self) -> Option<String> {
        let template = self.mapping.document.blocked.as_ref()?;
        let text = self.text(template);
        match values::yes_or_no(&text) {
            Ok(false) => None,
            Ok(true) => {
                Some(template.columns().collect::<Vec<_>>().join(", ")).filter(|name| !name.is_empty()).or(Some(text))
            }
            Err(_) => Some(text),
        }
    }

    /// What the mapping makes of the row's status.
    fn status(&self) -> Option<String> {
        let word = self.optional(self.mapping.document.status.as_ref())?;
        let kind = self.optional(Some(&self.mapping.document.kind)).map(|kind| meaning(&self.mapping.kinds, kind));
        let of_kind = match kind.as_deref() {
            Some("quote") => self.mapping.quote_statuses.get(&word),
            Some("lead") => self.mapping.lead_statuses.get(&word),
            _ => None,
        };
        Some(of_kind.cloned().unwrap_or_else(|| meaning(&self.mapping.statuses, word)))
    }

    fn dispute(&self, document: &str) -> Cell<Option<Hold>> {
        let by_status = self.status().as_deref() == Some(DISPUTED);
        let by_flag = self.optional_flag("document.disputed", self.mapping.document.disputed.as_ref())?;
        Ok((by_status || by_flag.unwrap_or_default()).then(|| Hold {
            id: format!("{document} disputed"),
            document: Some(document.to_owned()),
            kind: HoldKind::Dispute,
        }))
    }

    fn account(&self, currency: &str) -> Cell<Account> {
        let mapping = &self.mapping.account;
        let id = self.required("account.id", &mapping.id)?;
        let facts = mapping.facts.iter().map(|(name, fact)| self.fact(name, fact, currency));
        let facts = facts.collect::<Cell<Vec<_>>>()?.into_iter().flatten().collect();
        let country = self.optional(mapping.country.as_ref());
        let address = self.optional(mapping.street.as_ref()).map(|street| PostalAddress {
            lines: vec![street],
            postcode: self.optional(mapping.postcode.as_ref()).unwrap_or_default(),
            city: self.optional(mapping.city.as_ref()).unwrap_or_default(),
            country: country.clone().unwrap_or_else(|| self.mapping.home.clone()),
        });
        let salesperson = self.person(mapping.salesperson.as_ref(), mapping.salesperson_email.as_ref());
        let opted_out = self.yes_or_day("account.opted-out", mapping.opted_out.as_ref())?;
        let opted_in = self.yes_or_day("account.opted-in", mapping.opted_in.as_ref())?;
        Ok(Account {
            revision: String::new(),
            name: self.optional(mapping.name.as_ref()).unwrap_or_else(|| id.clone()),
            alias: None,
            language: self.optional(mapping.language.as_ref()),
            country,
            vat_number: None,
            profile: self.optional(mapping.profile.as_ref()),
            automatic: self.optional_flag("account.automatic", mapping.automatic.as_ref())?,
            quote_scenario: None,
            invoice_scenario: None,
            mailbox: self.address().0.map(|address| Mailbox {
                address,
                bounced: false,
                opted_out,
                opted_in: opted_in && !opted_out,
            }),
            phone: self.optional(mapping.phone.as_ref()),
            address,
            establishments: Vec::new(),
            contacts: Vec::new(),
            salesperson,
            closed: Vec::new(),
            facts,
            holds: Vec::new(),
            payments: Vec::new(),
            events: Vec::new(),
            documents: Vec::new(),
            history: Vec::new(),
            closed_documents: None,
            id,
        })
    }

    /// Somebody of the tenant's, by name.
    fn person(&self, name: Option<&Template>, email: Option<&Template>) -> Option<Person> {
        let name = self.optional(name)?;
        Some(Person { id: name.clone(), name, email: self.optional(email), phone: None })
    }

    /// The address of the row; of several in one cell the first, which is reported.
    fn address(&self) -> (Option<String>, Option<Words>) {
        let Some(text) = self.optional(self.mapping.account.email.as_ref()) else { return (None, None) };
        let parts: Vec<_> = text.split([';', ',', ' ']).filter(|part| part.contains('@')).collect();
        match parts.as_slice() {
            [first, _, ..] if parts.iter().all(|part| !part.contains(['<', '"'])) => {
                let row = self.number;
                let doubt = words!(
                    "row {row}: several addresses, `{text}`; {first} is written to",
                    "ligne {row} : plusieurs adresses, `{text}` ; c'est à {first} qu'on écrit"
                );
                (Some((*first).to_owned()), Some(doubt))
            }
            _ => (Some(text), None),
        }
    }

    /// Nothing is due, and nothing ends, before it was issued: days and months, or two columns, changed places.
    fn after_issue(&self, field: &str, template: Option<&Template>, issued: &str) -> Cell<Option<String>> {
        let day = self.optional_date(field, template)?;
        match (&day, template) {
            (Some(early), Some(template)) if early.as_str() < issued => Err(self.bad(
                field,
                template,
                words!("before the day it was issued, {issued}", "avant le jour de son émission, {issued}"),
            )),
            _ => Ok(day),
        }
    }

    /// The first day on which something happened, where the day since when a prospect is known is empty.
    fn first_event(&self) -> Cell<String> {
        let mapping = &self.mapping.document;
        let days = mapping
            .events
            .iter()
            .map(|(kind, template)| self.optional_date(&format!("document.events.{kind}"), Some(template)));
        let days = days.collect::<Cell<Vec<_>>>()?;
        days.into_iter().flatten().min().map_or_else(|| self.date("document.issued", &mapping.issued), Ok)
    }

    /// What the document comes from or belongs to.
    fn linked(&self) -> Option<Vec<LinkedDocument>> {
        let named = self.mapping.document.linked.iter();
        let linked = named.filter_map(|(kind, number)| {
            let number = self.optional(Some(number))?;
            Some(LinkedDocument { kind: kind.code().to_owned(), number, id: None })
        });
        Some(linked.collect()).filter(|linked: &Vec<_>| !linked.is_empty())
    }

    fn document(&self) -> Cell<Document> {
        let mapping = &self.mapping.document;
        let kind = meaning(&self.mapping.kinds, self.required("document.kind", &mapping.kind)?);
        let kind = match kind.as_str() {
            "invoice" => DocumentKind::Invoice,
            "quote" => DocumentKind::Quote,
            "credit-note" => DocumentKind::CreditNote,
            "lead" => DocumentKind::Lead,
            _ => {
                return Err(self.bad(
                    "document.kind",
                    &mapping.kind,
                    words!(
                        "not `invoice`, `quote`, `credit-note` or `lead`",
                        "ni `invoice`, ni `quote`, ni `credit-note`, ni `lead`"
                    ),
                ));
            }
        };
        let number = self.required("document.number", &mapping.number)?;
        let currency = self.required("document.currency", &mapping.currency)?;
        let currency =
            values::currency(currency).map_err(|reason| self.bad("document.currency", &mapping.currency, reason))?;
        let lead = kind == DocumentKind::Lead;
        let total = if lead && self.text(&mapping.total).is_empty() {
            "0".to_owned()
        } else {
            self.required("document.total", &mapping.total)?
        };
        let total = values::amount(&total, self.mapping.decimal_point, &currency)
            .map_err(|reason| self.bad("document.total", &mapping.total, reason))?;
        // Most programs write what a credit note gives as a negative amount; its kind says it already.
        let total = if kind == DocumentKind::CreditNote { total.saturating_abs() } else { total };
        if total < 0 {
            return Err(self.bad(
                "document.total",
                &mapping.total,
                words!("negative; a credit note is one by its kind", "négatif ; un avoir l'est par son type"),
            ));
        }
        let left = self.optional_amount("document.left", mapping.left.as_ref(), &currency)?;
        let links = self.optional(mapping.payment_link.as_ref()).map(|url| Link { kind: "pay".to_owned(), url });
        let files = self.optional(mapping.file.as_ref()).map(|name| File { id: name.clone(), name, is_document: true });
        let issued = match mapping.events.values().find(|_| lead && self.text(&mapping.issued).is_empty()) {
            // Known since the first thing that happened.
            Some(_) => self.first_event()?,
            None => self.date("document.issued", &mapping.issued)?,
        };
        let status = if matches!(kind, DocumentKind::Quote | DocumentKind::Lead) { "open" } else { "validated" };
        Ok(Document {
            id: self.document_id().unwrap_or_else(|| number.clone()),
            kind,
            number,
            status: self.status().filter(|word| word != DISPUTED).unwrap_or_else(|| status.to_owned()),
            currency,
            total,
            total_excluding_tax: None,
            left,
            due: self.after_issue("document.due", mapping.due.as_ref(), &issued)?,
            valid_until: self.after_issue("document.valid-until", mapping.valid_until.as_ref(), &issued)?,
            issued,
            opened: self.optional_date("document.opened", mapping.opened.as_ref())?,
            first_sent: self.optional_date("document.first-sent", mapping.first_sent.as_ref())?,
            automatic: self.optional_flag("document.automatic", mapping.automatic.as_ref())?,
            scenario: self.optional(mapping.scenario.as_ref()),
            cycle: 1,
            language: None,
            establishment: None,
            contacts: Vec::new(),
            applies_to: None,
            instalments: Vec::new(),
            e_invoice_status: self.optional(mapping.e_invoice_status.as_ref()),
            e_invoice_since: self.optional_date("document.e-invoice-since", mapping.e_invoice_since.as_ref())?,
            delivered: self.optional_date("document.delivered", mapping.delivered.as_ref())?,
            limitation_from: None,
            charged: None,
            bank_account: self.optional(mapping.iban.as_ref()).map(|iban| BankAccount {
                iban,
                bic: self.optional(mapping.bic.as_ref()),
                beneficiary: self.optional(mapping.beneficiary.as_ref()),
            }),
            means_of_payment: self
                .optional(mapping.means_of_payment.as_ref())
                .map(|word| meaning(&self.mapping.means_of_payment, word)),
            customer_order: self.optional(mapping.customer_order.as_ref()),
            salesperson: self.person(mapping.salesperson.as_ref(), mapping.salesperson_email.as_ref()),
            abandoned_because: self.optional(mapping.abandoned_because.as_ref()),
            linked: self.linked(),
            facts: Vec::new(),
            links: links.into_iter().collect(),
            files: files.into_iter().collect(),
        })
    }
}

/// What happened to a prospect before the ERP wrote them down counts, too: they are known since then, and were created on their own day.
fn known_since(document: &mut Document, events: &[Event]) {
    if document.kind != DocumentKind::Lead {
        return;
    }
    if let Some(first) = events.iter().map(|event| &event.day).min().filter(|first| **first < document.issued) {
        let issued = std::mem::replace(&mut document.issued, first.clone());
        document.opened.get_or_insert(issued);
    }
}
