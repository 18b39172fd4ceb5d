//! How the columns of a CSV file read as accounts and documents: a TOML file.
//!
//! Every value is a text in which `{Column}` stands for what that column has in the row; without braces it is the same for
//! every row. `email = "{customerID}@example.com"`, `currency = "USD"`.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use crate::{
    error::{Error, Kind, Result},
    words,
};

/// A mapping file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Mapping {
    /// How dates are written: `%d/%m/%Y`, `%m/%d/%Y`, `%Y-%m-%d`…
    #[serde(default = "iso")]
    pub dates: String,
    /// What separates the columns: one character.
    #[serde(default = "comma")]
    pub delimiter: char,
    /// What stands before the cents: one character. Spaces and the other of `.` and `,` between digits are skipped.
    #[serde(default = "point")]
    pub decimal_point: char,
    /// The customer.
    pub account: AccountMapping,
    /// The document of each row.
    pub document: DocumentMapping,
    /// What the words of `kind` mean: `Facture = "invoice"`. Words that are not listed stay as they are.
    #[serde(default)]
    pub kinds: BTreeMap<String, String>,
    /// What the words of `status` mean: `Payée = "settled"`. Words that are not listed stay as they are.
    #[serde(default)]
    pub statuses: BTreeMap<String, String>,
}

/// The customer of a row.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct AccountMapping {
    /// Its identifier.
    pub id: Template,
    /// Its name; the identifier when left out.
    pub name: Option<Template>,
    /// `fr`, `en`.
    pub language: Option<Template>,
    /// Two letters.
    pub country: Option<Template>,
    /// Where its mail goes.
    pub email: Option<Template>,
}

/// The document of a row.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct DocumentMapping {
    /// `invoice`, `quote` or `credit-note`.
    pub kind: Template,
    /// Its number.
    pub number: Template,
    /// Its identifier; the number when left out.
    pub id: Option<Template>,
    /// `validated` for an invoice and `open` for a quote when left out.
    pub status: Option<Template>,
    /// ISO 4217.
    pub currency: Template,
    /// All taxes included.
    pub total: Template,
    /// What is left to pay, where the file knows it.
    pub left: Option<Template>,
    /// Its date, from which it is known.
    pub issued: Template,
    /// The day it was validated or opened.
    pub opened: Option<Template>,
    /// The day it first reached the customer.
    pub first_sent: Option<Template>,
    /// An invoice's due day.
    pub due: Option<Template>,
    /// A quote's last valid day.
    pub valid_until: Option<Template>,
    /// The day on which it was paid in full; empty while it was not.
    pub settled_on: Option<Template>,
    /// Whether the customer disputes it: yes or no, in French or English. Empty is no.
    pub disputed: Option<Template>,
}

fn iso() -> String {
    "%Y-%m-%d".to_owned()
}

const fn comma() -> char {
    ','
}

const fn point() -> char {
    '.'
}

impl Mapping {
    /// Reads a mapping file.
    ///
    /// # Errors
    /// [`Kind::Input`], with line and column.
    pub fn parse(text: &str) -> Result<Self> {
        let mapping: Self = toml::from_str(text).map_err(|error| {
            Error::new(
                Kind::Input,
                words!(
                    "the mapping cannot be read: {}",
                    "la correspondance ne peut être lue : {}",
                    error.to_string().trim_end()
                ),
            )
            .hint(words!(
                "docs/import.md shows every line a mapping may have; `relance import FILE --guess` writes one",
                "docs/import.md montre chaque ligne possible ; `relance import FICHIER --guess` en écrit une"
            ))
        })?;
        if !mapping.delimiter.is_ascii() {
            return Err(Error::new(
                Kind::Input,
                words!(
                    "the mapping's `delimiter` is one ASCII character, such as `,` or `;`",
                    "le `delimiter` de la correspondance est un caractère ASCII, comme `,` ou `;`"
                ),
            ));
        }
        Ok(mapping)
    }

    /// The columns it names.
    #[must_use]
    pub fn columns(&self) -> BTreeSet<&str> {
        let (account, document) = (&self.account, &self.document);
        let given = [
            Some(&account.id),
            Some(&document.kind),
            Some(&document.number),
            Some(&document.currency),
            Some(&document.total),
            Some(&document.issued),
        ];
        let optional = [
            &account.name,
            &account.language,
            &account.country,
            &account.email,
            &document.id,
            &document.status,
            &document.left,
            &document.opened,
            &document.first_sent,
            &document.due,
            &document.valid_until,
            &document.settled_on,
            &document.disputed,
        ];
        given
            .into_iter()
            .chain(optional.into_iter().map(Option::as_ref))
            .flatten()
            .flat_map(Template::columns)
            .collect()
    }
}

/// Text with `{Column}` places.
#[derive(Debug, Deserialize)]
#[serde(try_from = "String")]
pub struct Template(Vec<Piece>);

#[derive(Debug)]
enum Piece {
    Text(String),
    Column(String),
}

impl TryFrom<String> for Template {
    type Error = String;

    fn try_from(text: String) -> std::result::Result<Self, String> {
        let mut pieces = Vec::new();
        let mut rest = text.as_str();
        while let Some((before, after)) = rest.split_once('{') {
            let Some((column, after)) = after.split_once('}') else {
                return Err(format!("`{text}`: a `{{` without its `}}`"));
            };
            pieces.push(Piece::Text(before.to_owned()));
            pieces.push(Piece::Column(column.to_owned()));
            rest = after;
        }
        pieces.push(Piece::Text(rest.to_owned()));
        Ok(Self(pieces))
    }
}

impl Template {
    /// The columns it names.
    pub fn columns(&self) -> impl Iterator<Item = &str> {
        self.0.iter().filter_map(|piece| match piece {
            Piece::Column(column) => Some(column.as_str()),
            Piece::Text(_) => None,
        })
    }

    /// The text for one row.
    pub fn fill<'a>(&self, value: impl Fn(&str) -> Option<&'a str>) -> String {
        let piece = |piece: &Piece| match piece {
            Piece::Text(text) => text.clone(),
            Piece::Column(column) => value(column).unwrap_or_default().to_owned(),
        };
        self.0.iter().map(piece).collect::<String>().trim().to_owned()
    }
}
