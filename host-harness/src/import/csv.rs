//! A CSV file, row by row: one document a row, accounts gathered from the rows that name them.

use std::collections::BTreeMap;

use relance_contract::records::types::{Account, FactValue};
use serde::Serialize;

use super::{
    gathered::{Come, Gathered, OfRow},
    mapping::Mapping,
    row::{Cell, Read, Row},
    text::Encoding,
};
use crate::{
    error::{Error, Kind, Result},
    store::{Unread, json::to_json},
    text::{Language, Words, agreed},
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
#[derive(Debug)]
pub struct Imported {
    /// Accounts with their documents.
    pub accounts: Gathered,
    /// Rows that were read well.
    pub rows: usize,
    /// Rows that were not, with the first thing wrong in each.
    pub bad: Vec<BadRow>,
    /// Those rows as they stood in the file, header first, to be mended and imported with the same mapping; empty when all are good.
    pub left_out: String,
    /// The documents of bad rows, where those tell them.
    pub unread: Vec<Unread>,
    /// The lines of bad rows that do not tell which document they have.
    pub nameless_rows: Vec<u64>,
    /// What was taken in and may not be meant: a second address of a customer.
    pub doubts: Vec<Words>,
    /// Open documents of which the file should say what is left, and does not: number and line.
    pub without_left: Vec<String>,
    /// How the file was written.
    pub encoding: Encoding,
}

impl Imported {
    pub(super) fn of(accounts: Gathered) -> Self {
        Self {
            rows: accounts.documents(),
            accounts,
            bad: Vec::new(),
            left_out: String::new(),
            unread: Vec::new(),
            nameless_rows: Vec::new(),
            doubts: Vec::new(),
            without_left: Vec::new(),
            encoding: Encoding::default(),
        }
    }
}

/// Reads a whole CSV file.
///
/// # Errors
/// [`Kind::Input`] when it is no CSV file or lacks columns the mapping names. Bad rows are in the answer.
pub fn read(text: &str, mapping: &Mapping) -> Result<Imported> {
    let delimiter = u8::try_from(mapping.delimiter).unwrap_or(b',');
    let text = text.trim_start_matches('\u{feff}');
    // Rows with too few or too many cells are told like any other bad row.
    let mut reader = csv::ReaderBuilder::new().delimiter(delimiter).flexible(true).from_reader(text.as_bytes());
    let unreadable = |error: csv::Error| {
        Error::new(Kind::Input, words!("the file is not a CSV file: {error}", "le fichier n'est pas un CSV : {error}"))
    };
    let header = reader.headers().map_err(unreadable)?.clone();
    check_columns(&header, mapping)?;
    let columns: BTreeMap<_, _> = header.iter().enumerate().map(|(at, name)| (name.to_owned(), at)).collect();
    let mut rows = Rows { text, line: 1, counted: 0 };
    let first = rows.between(0, reader.position().byte()).1;
    let end = if text.contains("\r\n") { "\r\n" } else { "\n" };
    let mut imported = Imported::of(Gathered::new(Come::InRows { tells_offers: mapping.tells_offers() })?);
    let mut record = csv::StringRecord::new();
    loop {
        let start = reader.position().byte();
        if !reader.read_record(&mut record).map_err(unreadable)? {
            break;
        }
        let (number, raw) = rows.between(start, reader.position().byte());
        let row = Row { mapping, record: &record, columns: &columns, number };
        let read = same_width(&record, &header, number).and_then(|()| row.read());
        let read = match read {
            Ok(read) => once(&imported.accounts, number, read)?,
            Err(bad) => Err(bad),
        };
        match read {
            Ok(read) => {
                imported.rows += 1;
                if read.without_left {
                    imported.without_left.push(format!("{} ({number})", read.document.number));
                }
                add(&mut imported.accounts, read, number, &mut imported.doubts)?;
            }
            Err(bad) => {
                if imported.left_out.is_empty() {
                    imported.left_out = format!("{first}{end}");
                }
                imported.bad.push(bad);
                match row.document_id().filter(|_| record.len() == header.len()) {
                    Some(document) => imported.unread.push(Unread { document, account: row.account_id(), row: number }),
                    None => imported.nameless_rows.push(number),
                }
                imported.left_out.push_str(raw);
                imported.left_out.push_str(end);
            }
        }
    }
    imported.doubts.splice(0..0, left_assumed(&imported.without_left));
    Ok(imported)
}

/// That an empty cell in the column of what is left was taken as nothing paid, and of which documents.
fn left_assumed(documents: &[String]) -> Option<Words> {
    const NAMED: usize = 5;
    if documents.is_empty() {
        return None;
    }
    let (count, more) = (documents.len(), if documents.len() > NAMED { ", …" } else { "" });
    let named = documents.iter().take(NAMED).map(String::as_str).collect::<Vec<_>>().join(", ");
    Some(agreed(
        count,
        words!(
            "{count} row does not say what is left (document and row: {named}): the whole total is taken as left to pay; where nothing is \
             left, write 0",
            "{count} ligne ne dit pas ce qui reste dû (pièce et ligne : {named}) : tout le total est supposé dû ; s'il ne reste rien, écrivez 0"
        ),
        words!(
            "{count} rows do not say what is left (document and row: {named}{more}): the whole total is taken as left to pay; where nothing \
             is left, write 0",
            "{count} lignes ne disent pas ce qui reste dû (pièce et ligne : {named}{more}) : tout le total est supposé dû ; s'il ne reste \
             rien, écrivez 0"
        ),
    ))
}

/// Every column that the mapping names is there, and once.
fn check_columns(header: &csv::StringRecord, mapping: &Mapping) -> Result<()> {
    if header.is_empty() {
        return Err(Error::new(
            Kind::Input,
            words!("the file is empty: it has not even a header", "le fichier est vide : il n'a pas même d'en-tête"),
        )
        .hint(words!(
            "export it again; its first line names the columns",
            "exportez-le de nouveau ; sa première ligne nomme les colonnes"
        )));
    }
    let named = mapping.columns();
    let count = |column: &str| header.iter().filter(|has| *has == column).count();
    let missing: Vec<_> = named.iter().copied().filter(|column| count(column) == 0).collect();
    if !missing.is_empty() {
        return Err(Error::new(
            Kind::Input,
            words!("the file has no column {}", "le fichier n'a pas de colonne {}", missing.join(", ")),
        )
        .hint(words!("it has {}", "il a {}", header.iter().collect::<Vec<_>>().join(", "))));
    }
    let double: Vec<_> = named.into_iter().filter(|column| count(column) > 1).collect();
    if !double.is_empty() {
        return Err(Error::new(
            Kind::Input,
            words!(
                "several columns are called {}: nobody can tell which one is meant",
                "plusieurs colonnes s'appellent {} : impossible de savoir laquelle est la bonne",
                double.join(", ")
            ),
        )
        .hint(words!("give each its own name in the file", "donnez à chacune son nom dans le fichier")));
    }
    Ok(())
}

/// The rows of a file as they stand in it.
struct Rows<'t> {
    text: &'t str,
    /// The line, from 1, of the byte up to which lines are counted.
    line: u64,
    counted: usize,
}

impl<'t> Rows<'t> {
    /// The row that was read between two places of the file: its first line, and the row without its line end.
    fn between(&mut self, start: u64, end: u64) -> (u64, &'t str) {
        let at = |place: u64| usize::try_from(place).unwrap_or(usize::MAX);
        // The reader leaves a line feed after a carriage return, and empty lines, to the next row.
        let whole = self.text.get(at(start)..at(end)).unwrap_or_default();
        let raw = whole.trim_start_matches(['\r', '\n']);
        let begin = at(end).saturating_sub(raw.len());
        let before = self.text.as_bytes().get(self.counted..begin).unwrap_or_default();
        let after = self.text.as_bytes().get(self.counted + 1..).unwrap_or_default();
        let ends = before.iter().enumerate().filter(|(place, byte)| match byte {
            b'\n' => true,
            b'\r' => after.get(*place) != Some(&b'\n'),
            _ => false,
        });
        self.line += u64::try_from(ends.count()).unwrap_or_default();
        self.counted = begin.max(self.counted);
        (self.line, raw.trim_end_matches(['\r', '\n']))
    }
}

fn same_width(record: &csv::StringRecord, header: &csv::StringRecord, row: u64) -> std::result::Result<(), BadRow> {
    let (cells, wanted) = (record.len(), header.len());
    if cells == wanted {
        return Ok(());
    }
    let reason = words!(
        "it has {cells} cells and the header {wanted}: a separator inside a cell, or a quotation mark that is never closed?",
        "elle a {cells} cellules et l'en-tête {wanted} : un séparateur dans une cellule, ou un guillemet jamais fermé ?"
    );
    let value = record.iter().next().unwrap_or_default().chars().take(60).collect();
    Err(BadRow { row, column: "-".to_owned(), value, reason })
}

/// A document stands in one row, and so in one currency and account.
fn once(accounts: &Gathered, row: u64, read: Read) -> Result<Cell<Read>> {
    let document = &read.document;
    let Some((before, currency)) = accounts.row_of(&document.id)? else { return Ok(Ok(read)) };
    let reason = if currency == document.currency {
        words!("the document stands in row {before} already", "la pièce figure déjà à la ligne {before}")
    } else {
        words!(
            "the document stands in row {before} already, in {currency}: one document, one currency",
            "la pièce figure déjà à la ligne {before}, en {currency} : une pièce, une devise"
        )
    };
    Ok(Err(BadRow { row, column: "document.id".to_owned(), value: document.id.clone(), reason }))
}

fn add(accounts: &mut Gathered, read: Read, row: u64, doubts: &mut Vec<Words>) -> Result<()> {
    let Read { account, document, settlement, holds, events, doubts: of_row, .. } = read;
    doubts.extend(of_row);
    if !accounts.add_account(&account)?
        && let Some(first) = accounts.first_of(&account)?
    {
        doubts.extend(otherwise(&first, &account, row));
        accounts.object(first, &account)?;
    }
    let of_row = OfRow { document, holds, settlement, events };
    accounts.add_document(&account.id, &of_row.document, (row, &to_json(&of_row)?))
}

/// What a later row of an account says otherwise than its first: the first holds, and the order of rows must not decide unsaid.
fn otherwise(first: &Account, later: &Account, row: u64) -> Vec<Words> {
    let id = &first.id;
    let mut doubts = Vec::new();
    let address = |account: &Account| account.mailbox.as_ref().map(|mailbox| mailbox.address.clone());
    if let (Some(first), Some(given)) = (address(first), address(later))
        && !first.eq_ignore_ascii_case(&given)
    {
        doubts.push(words!(
            "row {row}: account {id} has another address, {given}; {first} is written to",
            "ligne {row} : le compte {id} a une autre adresse, {given} ; c'est à {first} qu'on écrit"
        ));
    }
    let mut differ = |what: &str, first: Option<String>, later: Option<String>| {
        if let (Some(first), Some(later)) = (first, later)
            && first != later
        {
            doubts.push(words!(
                "row {row}: account {id} has another `{what}`, {later}; its first one, {first}, is taken",
                "ligne {row} : le compte {id} a un autre `{what}`, {later} ; le premier, {first}, est retenu"
            ));
        }
    };
    let yes_or_no = |flag: Option<bool>| flag.map(|flag| if flag { "yes" } else { "no" }.to_owned());
    differ("language", first.language.clone(), later.language.clone());
    differ("country", first.country.clone(), later.country.clone());
    differ("profile", first.profile.clone(), later.profile.clone());
    differ("automatic", yes_or_no(first.automatic), yes_or_no(later.automatic));
    for fact in &later.facts {
        let known = first.facts.iter().find(|known| known.name == fact.name);
        differ(&format!("facts.{}", fact.name), known.map(|known| shown(&known.value)), Some(shown(&fact.value)));
    }
    doubts
}

fn shown(value: &FactValue) -> String {
    match value {
        FactValue::Text(text) | FactValue::Day(text) => text.clone(),
        FactValue::Integer(number) => number.to_string(),
        FactValue::Amount(amount) => format!("{} {}", amount.minor, amount.currency),
        FactValue::Flag(flag) => flag.to_string(),
    }
}
