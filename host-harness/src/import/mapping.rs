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
    /// The country of addresses without one: that of the company, which no mapping says.
    #[serde(skip, default = "france")]
    pub home: String,
    /// What the words of `kind` mean: `Facture = "invoice"`. Words that are not listed stay as they are.
    #[serde(default)]
    pub kinds: BTreeMap<String, String>,
    /// What the words of `status` mean: `Payée = "settled"`. Words that are not listed stay as they are.
    #[serde(default)]
    pub statuses: BTreeMap<String, String>,
    /// What they mean of a quote, where that is not what they mean of the others: `"En cours" = "open"`.
    #[serde(default)]
    pub quote_statuses: BTreeMap<String, String>,
    /// What they mean of a prospect: `"Gagné" = "converted"`.
    #[serde(default)]
    pub lead_statuses: BTreeMap<String, String>,
    /// What the words of `means-of-payment` mean: `LCR = "bill"`. Words that are not listed stay as they are.
    #[serde(default)]
    pub means_of_payment: BTreeMap<String, String>,
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
    /// Where it is called, and its short messages go.
    pub phone: Option<Template>,
    /// Where its letters go: street, postcode and city; the country is `country`, else the company's.
    pub street: Option<Template>,
    /// With `street`.
    pub postcode: Option<Template>,
    /// With `street`.
    pub city: Option<Template>,
    /// Which law applies: `b2b-fr`, `consumer-fr`, `public-fr`…
    pub profile: Option<Template>,
    /// Whether it is reminded automatically: yes or no; empty is not touched.
    pub automatic: Option<Template>,
    /// Whether whoever reads its mail agreed to receive offers: yes or no, or the day; empty is no.
    pub opted_in: Option<Template>,
    /// Whether they objected to them: yes or no, or the day; empty is no.
    pub opted_out: Option<Template>,
    /// Who looks after it: a name.
    pub salesperson: Option<Template>,
    /// Their e-mail.
    pub salesperson_email: Option<Template>,
    /// What conditions and texts may use besides: `turnover = { kind = "amount", value = "{CA}" }`.
    #[serde(default)]
    pub facts: BTreeMap<String, FactMapping>,
}

/// A fact of the customer.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct FactMapping {
    /// As the settings declare it.
    pub kind: FactKind,
    /// Its value; empty: it has none. An amount is in the document's currency.
    pub value: Template,
}

/// The kind of a fact.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FactKind {
    /// Any text.
    Text,
    /// A whole number.
    Integer,
    /// An amount.
    Amount,
    /// Yes or no.
    Flag,
    /// A date.
    Date,
}

/// The document of a row.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct DocumentMapping {
    /// `invoice`, `quote`, `credit-note` or `lead`.
    pub kind: Template,
    /// Its number.
    pub number: Template,
    /// Its identifier; the number when left out.
    pub id: Option<Template>,
    /// `validated` for an invoice and `open` for a quote when left out.
    pub status: Option<Template>,
    /// ISO 4217.
    pub currency: Template,
    /// All taxes included; empty for a prospect.
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
    /// Why reminders of it are off; empty while they are not.
    pub blocked: Option<Template>,
    /// The last day of that.
    pub blocked_until: Option<Template>,
    /// The day the customer promised to pay; empty without a promise.
    pub promised_for: Option<Template>,
    /// The day the promise was made; needed where there is one.
    pub promised_on: Option<Template>,
    /// How much was promised; everything that is left when empty.
    pub promised: Option<Template>,
    /// The day the customer answered, while nobody has dealt with it.
    pub replied_on: Option<Template>,
    /// Whether it is reminded automatically: yes or no; empty is not touched.
    pub automatic: Option<Template>,
    /// The scenario set on it.
    pub scenario: Option<Template>,
    /// The day of delivery.
    pub delivered: Option<Template>,
    /// The status of the electronic invoice, as the contract names it.
    pub e_invoice_status: Option<Template>,
    /// Since when it has that status.
    pub e_invoice_since: Option<Template>,
    /// Where it can be paid: an `https` address.
    pub payment_link: Option<Template>,
    /// The name of its file, to be attached.
    pub file: Option<Template>,
    /// The account that it is to be paid on, where that is not the company's.
    pub iban: Option<Template>,
    /// With `iban`.
    pub bic: Option<Template>,
    /// With `iban`: whose account it is, where that is not the company's.
    pub beneficiary: Option<Template>,
    /// How it is paid.
    pub means_of_payment: Option<Template>,
    /// The customer's own order number.
    pub customer_order: Option<Template>,
    /// Who looks after it, where that is not who looks after the customer: a name.
    pub salesperson: Option<Template>,
    /// Their e-mail.
    pub salesperson_email: Option<Template>,
    /// Why it was given up.
    pub abandoned_because: Option<Template>,
    /// What it comes from or belongs to, by number: `linked.order = "{Commande}"`.
    #[serde(default)]
    pub linked: BTreeMap<LinkedKind, Template>,
    /// On which day something happened, by the name that steps count from: `events.download = "{Livre blanc}"`. Empty: it did not.
    #[serde(default)]
    pub events: BTreeMap<String, Template>,
}

/// What a document comes from or belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LinkedKind {
    Quote,
    Order,
    Contract,
    Delivery,
    Invoice,
    CreditNote,
    Other,
}

impl LinkedKind {
    /// Its code in the contract.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Quote => "quote",
            Self::Order => "order",
            Self::Contract => "contract",
            Self::Delivery => "delivery",
            Self::Invoice => "invoice",
            Self::CreditNote => "credit-note",
            Self::Other => "other",
        }
    }
}

fn france() -> String {
    "FR".to_owned()
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

/// A line of the file may be of any length; what is said of it is not.
fn shortened(told: &str) -> String {
    const LONGEST: usize = 160;
    let line = |line: &str| {
        let line = line.trim_end();
        if line.chars().count() <= LONGEST {
            return line.to_owned();
        }
        line.chars().take(LONGEST).chain(['…']).collect()
    };
    told.trim_end().lines().map(line).collect::<Vec<_>>().join("\n")
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
                    shortened(&error.to_string())
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

    /// Whether its file says who wants offers.
    #[must_use]
    pub const fn tells_offers(&self) -> bool {
        self.account.opted_in.is_some() || self.account.opted_out.is_some()
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
            &account.phone,
            &account.street,
            &account.postcode,
            &account.city,
            &account.profile,
            &account.automatic,
            &account.opted_in,
            &account.opted_out,
            &account.salesperson,
            &account.salesperson_email,
            &document.id,
            &document.status,
            &document.left,
            &document.opened,
            &document.first_sent,
            &document.due,
            &document.valid_until,
            &document.settled_on,
            &document.disputed,
            &document.blocked,
            &document.blocked_until,
            &document.promised_for,
            &document.promised_on,
            &document.promised,
            &document.replied_on,
            &document.automatic,
            &document.scenario,
            &document.delivered,
            &document.e_invoice_status,
            &document.e_invoice_since,
            &document.payment_link,
            &document.file,
            &document.iban,
            &document.bic,
            &document.beneficiary,
            &document.means_of_payment,
            &document.customer_order,
            &document.salesperson,
            &document.salesperson_email,
            &document.abandoned_because,
        ];
        let facts = account.facts.values().map(|fact| Some(&fact.value));
        let facts = facts.chain(document.linked.values().chain(document.events.values()).map(Some));
        given
            .into_iter()
            .chain(facts)
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
