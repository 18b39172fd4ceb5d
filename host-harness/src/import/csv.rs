//! A CSV file, row by row: one document a row, accounts gathered from the rows that name them.

use std::collections::BTreeMap;

use relance_guest::contract::types::{
    Account, Amount, Document, DocumentKind, Hold, HoldKind, Mailbox, Payment, PaymentState,
};
use serde::Serialize;

use super::{
    mapping::{Mapping, Template},
    values,
};
use crate::{
    error::{Error, Kind, Result},
    store::Known,
    text::{Language, Words},
    words,
};

/// One cell that cannot be read.
#[derive(Clone, Debug, Serialize)]
pub struct BadRow {
    /// The line of the file, from 1, the header included.
    pub row: u64,
    /// The column, or what the mapping makes of several.
    pub column: String,
    /// What stands there.
    pub value: String,
    /// Why it cannot be used.
    pub reason: Words,
}

impl BadRow {
    /// On one line.
    #[must_use]
    pub fn words(&self) -> Words {
        let Self { row, column, value, reason } = self;
        Words::new(
            format!("row {row}, column {column}, value `{value}`: {}", reason.say(Language::English)),
            format!("ligne {row}, colonne {column}, valeur `{value}` : {}", reason.say(Language::French)),
        )
    }
}

/// What a file gave.
#[derive(Debug, Default)]
pub struct Imported {
    /// Accounts with their documents.
    pub accounts: Vec<Known>,
    /// Rows that were read well.
    pub rows: usize,
    /// Rows that were not, with the first thing wrong in each.
    pub bad: Vec<BadRow>,
    /// Those rows as they were, header first, to be mended and imported again.
    pub bad_rows: Vec<Vec<String>>,
}

/// Reads a whole CSV file.
///
/// # Errors
/// [`Kind::Input`] when it is no CSV file or lacks columns the mapping names. Bad rows are in the answer.
pub fn read(text: &str, mapping: &Mapping) -> Result<Imported> {
    let delimiter = u8::try_from(mapping.delimiter).unwrap_or(b',');
    let mut reader =
        csv::ReaderBuilder::new().delimiter(delimiter).from_reader(text.trim_start_matches('\u{feff}').as_bytes());
    let unreadable = |error: csv::Error| {
        Error::new(Kind::Input, words!("the file is no CSV: {error}", "le fichier n'est pas un CSV : {error}"))
    };
    let header = reader.headers().map_err(unreadable)?.clone();
    let missing: Vec<_> =
        mapping.columns().into_iter().filter(|column| header.iter().all(|has| has != *column)).collect();
    if !missing.is_empty() {
        return Err(Error::new(
            Kind::Input,
            words!("the file has no column {}", "le fichier n'a pas de colonne {}", missing.join(", ")),
        )
        .hint(words!("it has {}", "il a {}", header.iter().collect::<Vec<_>>().join(", "))));
    }
    let columns: BTreeMap<_, _> = header.iter().enumerate().map(|(at, name)| (name.to_owned(), at)).collect();
    let mut imported = Imported::default();
    let mut accounts = BTreeMap::<String, Known>::new();
    let mut seen = BTreeMap::<String, (u64, String)>::new();
    let mut record = csv::StringRecord::new();
    loop {
        match reader.read_record(&mut record) {
            Ok(false) => break,
            Ok(true) => {}
            Err(error) => {
                let row = error.position().map_or(0, csv::Position::line);
                imported.bad.push(BadRow {
                    row,
                    column: "-".to_owned(),
                    value: String::new(),
                    reason: error.to_string().into(),
                });
                continue;
            }
        }
        let number = record.position().map_or(0, csv::Position::line);
        let row = Row { mapping, record: &record, columns: &columns, number };
        match row.read().and_then(|read| once(&mut seen, number, read)) {
            Ok(read) => {
                imported.rows += 1;
                add(&mut accounts, read);
            }
            Err(bad) => {
                if imported.bad_rows.is_empty() {
                    imported.bad_rows.push(header.iter().map(str::to_owned).collect());
                }
                imported.bad.push(bad);
                imported.bad_rows.push(record.iter().map(str::to_owned).collect());
            }
        }
    }
    imported.accounts = accounts.into_values().collect();
    Ok(imported)
}

/// One row, read.
struct Read {
    account: Account,
    document: Document,
    settlement: Option<Payment>,
    dispute: Option<Hold>,
}

/// A document stands in one row, and so in one currency and account.
fn once(seen: &mut BTreeMap<String, (u64, String)>, row: u64, read: Read) -> std::result::Result<Read, BadRow> {
    let document = &read.document;
    if let Some((before, currency)) = seen.get(&document.id) {
        let reason = if *currency == document.currency {
            words!("the document stands in row {before} already", "la pièce figure déjà à la ligne {before}")
        } else {
            words!(
                "the document stands in row {before} already, in {currency}: one document, one currency",
                "la pièce figure déjà à la ligne {before}, en {currency} : une pièce, une devise"
            )
        };
        return Err(BadRow { row, column: "document.id".to_owned(), value: document.id.clone(), reason });
    }
    seen.insert(document.id.clone(), (row, document.currency.clone()));
    Ok(read)
}

fn add(accounts: &mut BTreeMap<String, Known>, read: Read) {
    let known = accounts
        .entry(read.account.id.clone())
        .or_insert_with(|| Known { complete: false, ..Known::already(read.account) });
    known.documents_from.push(read.document.issued.clone());
    known.account.documents.push(read.document);
    known.account.holds.extend(read.dispute);
    if let Some(payment) = read.settlement {
        known.payments_from.push(payment.day.clone());
        known.account.payments.push(payment);
    }
}

/// What a word of the file means in the contract; itself when the mapping does not say.
fn meaning(words: &BTreeMap<String, String>, word: String) -> String {
    words.get(&word).cloned().unwrap_or(word)
}

struct Row<'a> {
    mapping: &'a Mapping,
    record: &'a csv::StringRecord,
    columns: &'a BTreeMap<String, usize>,
    number: u64,
}

type Cell<T> = std::result::Result<T, BadRow>;

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

    fn read(&self) -> Cell<Read> {
        let document = self.document()?;
        let settled_on = self.optional_date("settled-on", self.mapping.document.settled_on.as_ref())?;
        let settlement = settled_on.map(|day| Payment {
            id: format!("{} settled", document.id),
            document: Some(document.id.clone()),
            instalment: None,
            amount: Amount { minor: document.total, currency: document.currency.clone() },
            day,
            state: PaymentState::Settled,
        });
        let dispute = self.dispute(&document.id)?;
        Ok(Read { account: self.account()?, document, settlement, dispute })
    }

    fn dispute(&self, document: &str) -> Cell<Option<Hold>> {
        let Some(template) = &self.mapping.document.disputed else { return Ok(None) };
        let disputed = values::yes_or_no(&self.text(template))
            .map_err(|reason| self.bad("document.disputed", template, reason))?;
        Ok(disputed.then(|| Hold {
            id: format!("{document} disputed"),
            document: Some(document.to_owned()),
            kind: HoldKind::Dispute,
        }))
    }

    fn account(&self) -> Cell<Account> {
        let mapping = &self.mapping.account;
        let id = self.required("account.id", &mapping.id)?;
        Ok(Account {
            revision: String::new(),
            name: self.optional(mapping.name.as_ref()).unwrap_or_else(|| id.clone()),
            alias: None,
            language: self.optional(mapping.language.as_ref()),
            country: self.optional(mapping.country.as_ref()),
            vat_number: None,
            profile: None,
            automatic: None,
            quote_scenario: None,
            invoice_scenario: None,
            mailbox: self.optional(mapping.email.as_ref()).map(|address| Mailbox {
                address,
                bounced: false,
                opted_out: false,
                opted_in: false,
            }),
            phone: None,
            address: None,
            establishments: Vec::new(),
            contacts: Vec::new(),
            salesperson: None,
            closed: Vec::new(),
            facts: Vec::new(),
            holds: Vec::new(),
            payments: Vec::new(),
            events: Vec::new(),
            documents: Vec::new(),
            history: Vec::new(),
            id,
        })
    }

    fn document(&self) -> Cell<Document> {
        let mapping = &self.mapping.document;
        let kind = meaning(&self.mapping.kinds, self.required("document.kind", &mapping.kind)?);
        let kind = match kind.as_str() {
            "invoice" => DocumentKind::Invoice,
            "quote" => DocumentKind::Quote,
            "credit-note" => DocumentKind::CreditNote,
            _ => {
                return Err(self.bad(
                    "document.kind",
                    &mapping.kind,
                    words!("not `invoice`, `quote` or `credit-note`", "ni `invoice`, ni `quote`, ni `credit-note`"),
                ));
            }
        };
        let number = self.required("document.number", &mapping.number)?;
        let currency = self.required("document.currency", &mapping.currency)?;
        let total = self.required("document.total", &mapping.total)?;
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
        let left = match mapping.left.as_ref().filter(|template| !self.text(template).is_empty()) {
            None => None,
            Some(template) => {
                let read = values::amount(&self.text(template), self.mapping.decimal_point, &currency);
                Some(read.map_err(|reason| self.bad("document.left", template, reason))?)
            }
        };
        let status = if kind == DocumentKind::Quote { "open" } else { "validated" };
        Ok(Document {
            id: self.optional(mapping.id.as_ref()).unwrap_or_else(|| number.clone()),
            kind,
            number,
            status: match self.optional(mapping.status.as_ref()) {
                Some(word) => meaning(&self.mapping.statuses, word),
                None => status.to_owned(),
            },
            currency,
            total,
            total_excluding_tax: None,
            left,
            issued: self.date("document.issued", &mapping.issued)?,
            opened: self.optional_date("document.opened", mapping.opened.as_ref())?,
            first_sent: self.optional_date("document.first-sent", mapping.first_sent.as_ref())?,
            due: self.optional_date("document.due", mapping.due.as_ref())?,
            valid_until: self.optional_date("document.valid-until", mapping.valid_until.as_ref())?,
            automatic: None,
            scenario: None,
            cycle: 1,
            language: None,
            establishment: None,
            contacts: Vec::new(),
            applies_to: None,
            instalments: Vec::new(),
            e_invoice_status: None,
            e_invoice_since: None,
            delivered: None,
            limitation_from: None,
            facts: Vec::new(),
            links: Vec::new(),
            files: Vec::new(),
        })
    }
}
