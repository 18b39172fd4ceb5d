//! A CSV file, row by row: one document a row, accounts gathered from the rows that name them.

use std::collections::BTreeMap;

use serde::Serialize;

use super::{
    mapping::Mapping,
    row::{Read, Row},
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
    known.account.holds.extend(read.holds);
    if let Some(payment) = read.settlement {
        known.payments_from.push(payment.day.clone());
        known.account.payments.push(payment);
    }
}
