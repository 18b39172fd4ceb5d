//! How a file writes its dates and amounts.

use std::collections::BTreeSet;

use super::{EVENTS, Writer, symbol};
use crate::{import::names::DATES, import::values, text::agreed, words};

impl Writer<'_> {
    /// The way of writing dates that fits most dates of the file: a single impossible one is a bad row, and no reason to read the others otherwise.
    pub(super) fn dates(&mut self, leads: bool) -> &'static str {
        const FIELDS: &[&str] = &[
            "document.issued",
            "document.due",
            "document.valid-until",
            "document.settled-on",
            "document.first-sent",
            "document.blocked-until",
            "document.promised-for",
            "document.promised-on",
            "document.replied-on",
        ];
        let table = self.table;
        let happened = EVENTS.iter().filter(|_| leads).map(|name| format!("document.events.{name}"));
        let known = leads.then(|| "lead.issued".to_owned());
        let fields = FIELDS.iter().map(|field| (*field).to_owned()).chain(happened).chain(known);
        let columns: BTreeSet<_> = fields.filter_map(|field| table.column(&field)).collect();
        let all: Vec<_> = columns.iter().flat_map(|column| table.values(*column)).collect();
        let fitting = |format: &str| all.iter().filter(|value| values::date(value, format).is_ok()).count();
        let counts: Vec<_> = DATES.iter().map(|format| (*format, fitting(format))).collect();
        let most = counts.iter().map(|(_, count)| *count).max().unwrap_or_default();
        let count = |wanted: &str| counts.iter().find(|(format, _)| *format == wanted).map_or(0, |(_, count)| *count);
        // The likelier first, of those that fit as many.
        let format = counts.iter().find(|(_, count)| *count == most).map_or("%Y-%m-%d", |(format, _)| *format);
        if most > 0 && count("%d/%m/%Y") == most && count("%m/%d/%Y") == most {
            self.doubts.push(words!(
                "no date tells whether the day or the month comes first: the day is assumed",
                "aucune date ne dit si le jour ou le mois vient d'abord : le jour est supposé"
            ));
        }
        let odd = all.len().saturating_sub(most);
        if odd * 2 > all.len() {
            self.doubts.push(words!(
                "the dates are not all written in one known way",
                "les dates ne sont pas toutes écrites d'une même manière connue"
            ));
        } else if let Some(first) = all.iter().find(|value| values::date(value, format).is_err()) {
            self.doubts.push(agreed(
                odd,
                words!(
                    "{odd} date is not possible as the others are written (`{first}`): its row is refused",
                    "{odd} date n'est pas possible, écrite comme les autres (`{first}`) : sa ligne est refusée"
                ),
                words!(
                    "{odd} dates are not possible as the others are written (first `{first}`): their rows are refused",
                    "{odd} dates ne sont pas possibles, écrites comme les autres (d'abord `{first}`) : leurs lignes sont refusées"
                ),
            ));
        }
        format
    }

    pub(super) fn decimal_point(&mut self, total: Option<usize>) -> char {
        let Some(total) = total else { return '.' };
        let fits = |point: char| {
            let mut values = self.table.values(total);
            values.all(|value| values::amount(value, point, symbol(value).unwrap_or("EUR")).is_ok())
        };
        match (fits('.'), fits(',')) {
            (true, true) if self.table.values(total).any(|value| value.contains(['.', ','])) => {
                self.doubts.push(words!(
                    "no amount tells whether `.` or `,` stands before the cents: look at `decimal-point`",
                    "aucun montant ne dit si `.` ou `,` précède les centimes : vérifiez `decimal-point`"
                ));
                if self.table.delimiter == ';' { ',' } else { '.' }
            }
            (false, true) => ',',
            _ => '.',
        }
    }
}
