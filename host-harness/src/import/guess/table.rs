//! A CSV file as columns: its separator, its header, and the rows that are looked at.

use std::collections::BTreeSet;

use crate::import::names::{NAMES, squeeze};

/// Rows that are looked at.
const ROWS: usize = 2_000;

/// The file as columns.
pub(super) struct Table {
    pub(super) delimiter: char,
    pub(super) header: Vec<String>,
    pub(super) rows: Vec<Vec<String>>,
}

impl Table {
    pub(super) fn of(text: &str) -> Self {
        let read = |delimiter: char| {
            let byte = u8::try_from(delimiter).unwrap_or(b',');
            let mut reader = csv::ReaderBuilder::new().delimiter(byte).flexible(true).from_reader(text.as_bytes());
            let cells = |record: &csv::StringRecord| record.iter().map(|cell| cell.trim().to_owned()).collect();
            // As it stands there: an import finds a column by its whole name.
            let names = |record: &csv::StringRecord| record.iter().map(str::to_owned).collect();
            let header = reader.headers().map(names).unwrap_or_default();
            let rows = reader.records().filter_map(Result::ok).take(ROWS).map(|record| cells(&record)).collect();
            Self { delimiter, header, rows }
        };
        // The separator that makes most columns, with as many cells in every row.
        let tables = [';', ',', '\t', '|'].map(read);
        let score = |table: &Self| {
            let even = table.rows.iter().filter(|row| row.len() == table.header.len()).count();
            (even * 10 >= table.rows.len() * 9, table.header.len())
        };
        let best = tables.into_iter().rev().max_by_key(score);
        best.unwrap_or_else(|| read(','))
    }

    pub(super) fn column(&self, name: &str) -> Option<usize> {
        let (_, names) = NAMES.iter().find(|(field, _)| *field == name)?;
        let squeezed: Vec<_> = self.header.iter().map(|header| squeeze(header)).collect();
        names.iter().find_map(|name| squeezed.iter().position(|header| header == name))
    }

    pub(super) fn values(&self, column: usize) -> impl Iterator<Item = &str> {
        self.rows.iter().filter_map(move |row| row.get(column)).map(String::as_str).filter(|value| !value.is_empty())
    }

    pub(super) fn distinct(&self, column: usize) -> BTreeSet<&str> {
        self.values(column).collect()
    }
}
