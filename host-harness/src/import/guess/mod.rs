//! The mapping a CSV file seems to need: from the names of its columns, in French and in English, and from what stands in
//! them. It is written as a mapping file for a person to look at; nothing is ever imported on a guess alone.

mod formats;
mod meanings;
mod table;

use std::collections::BTreeSet;

use meanings::{HELD, OTHER_MEANS, REFUSED};
use table::Table;

use super::{
    names::{HOLDS, MEANS, OF_QUOTES, STATUSES, STATUSES_OF_LEADS, kind_of, meaning, squeeze},
    values,
};
use crate::{text::Words, words};

/// A guessed mapping file, and what a person should look at in it.
#[derive(Debug)]
pub struct Guess {
    /// The mapping file, with its comments.
    pub mapping: String,
    /// What was assumed, or could not be found.
    pub doubts: Vec<Words>,
    /// Whether everything a mapping must have was found.
    pub complete: bool,
}

/// Guesses the mapping of a CSV file.
#[must_use]
pub fn guess(text: &str) -> Guess {
    let table = Table::of(text);
    let mut writer =
        Writer { table: &table, lines: Vec::new(), doubts: Vec::new(), used: BTreeSet::new(), complete: true };
    writer.write();
    let Writer { lines, doubts, complete, .. } = writer;
    Guess { mapping: lines.join("\n") + "\n", doubts, complete }
}

struct Writer<'t> {
    table: &'t Table,
    lines: Vec<String>,
    doubts: Vec<Words>,
    used: BTreeSet<usize>,
    complete: bool,
}

impl<'t> Writer<'t> {
    fn find(&mut self, name: &str) -> Option<(usize, &'t str)> {
        let column = self.table.column(name).filter(|column| !self.used.contains(column))?;
        let header = self.table.header.get(column)?;
        if header.contains(['{', '}']) {
            self.doubts.push(words!(
                "the column `{header}` cannot be named in a mapping: rename it in the file, without braces",
                "la colonne `{header}` ne peut être nommée dans une correspondance : renommez-la dans le fichier, sans accolades"
            ));
            return None;
        }
        self.used.insert(column);
        Some((column, header))
    }

    fn line(&mut self, name: &str, value: &str, comment: &str) {
        let comment = if comment.is_empty() { String::new() } else { format!("  # {comment}") };
        self.lines.push(format!("{name} = {}{comment}", quoted(value)));
    }

    fn optional(&mut self, section: &str, name: &str) -> Option<usize> {
        let (column, header) = self.find(&format!("{section}.{name}"))?;
        self.line(name, &format!("{{{header}}}"), "");
        Some(column)
    }

    fn missing(&mut self, name: &str, example: &str) {
        self.lines.push(format!("# {name} = \"{{{example}}}\"  # NOT FOUND: which column is it?"));
        self.doubts.push(words!("no column for `{name}` was found", "aucune colonne trouvée pour `{name}`"));
        self.complete = false;
    }

    fn write(&mut self) {
        let table = self.table;
        self.lines.push("# Guessed; look at every line. `{Column}` is what that column has in the row.".to_owned());
        let leads = self.are_leads();
        let dates = self.dates(leads);
        self.line("dates", dates, "");
        if table.delimiter != ',' {
            self.line("delimiter", &table.delimiter.to_string(), "");
        }
        let total = table.column("document.total");
        let symbol = total.and_then(|total| table.values(total).find_map(symbol));
        let point = self.decimal_point(total);
        if point != '.' {
            self.line("decimal-point", &point.to_string(), "");
        }
        self.account(leads);
        self.document(symbol, leads);
        let unused: Vec<_> = table
            .header
            .iter()
            .enumerate()
            .filter(|(at, _)| !self.used.contains(at))
            .map(|(_, name)| name.trim())
            .collect();
        for name in unused.iter().filter(|name| HOLDS.contains(&squeeze(name).as_str())) {
            self.doubts.push(words!(
                "`{name}` may say who must not be reminded: this import does not read it",
                "`{name}` dit peut-être qui ne doit pas être relancé : cet import ne le lit pas"
            ));
        }
        if !unused.is_empty() {
            self.lines.push(String::new());
            let listed = unused.join(", ").replace(char::is_control, " ");
            self.doubts.push(words!("columns without a use: {listed}", "colonnes sans usage : {listed}"));
            self.lines.push(format!("# Columns without a use: {listed}"));
        }
    }

    /// Whether every row is a prospect: its kind says so, or nothing has an amount and something happened to them.
    fn are_leads(&mut self) -> bool {
        let table = self.table;
        let used = self.used.clone();
        let doubts = self.doubts.len();
        let by_kind = self.kind().map(|(column, _)| self.all_are("lead", column));
        self.used = used;
        self.doubts.truncate(doubts);
        let happened = EVENTS.iter().any(|name| table.column(&format!("document.events.{name}")).is_some());
        by_kind.unwrap_or_else(|| happened && table.column("document.total").is_none())
    }

    fn account(&mut self, leads: bool) {
        self.lines.extend([String::new(), "[account]".to_owned()]);
        let (id, mut name) = (self.find("account.id"), self.find("account.name"));
        if leads {
            name = name.or_else(|| self.find("lead.name"));
        }
        match (id, name) {
            (None, None) => self.missing("id", "Customer"),
            (Some((_, id)), name) => {
                self.line("id", &format!("{{{id}}}"), "");
                if let Some((_, name)) = name {
                    self.line("name", &format!("{{{name}}}"), "");
                }
            }
            (None, Some((_, name))) => {
                self.line("id", &format!("{{{name}}}"), "assumed: one customer for each name");
                self.doubts
                    .push(words!("customers are told apart by `{name}`", "les clients sont distingués par `{name}`"));
            }
        }
        if self.optional("account", "email").is_none() {
            self.doubts.push(words!(
                "no column has e-mail addresses: nobody can be written to",
                "aucune colonne n'a d'adresses e-mail : on ne peut écrire à personne"
            ));
        }
        self.optional("account", "language");
        self.optional("account", "country");
        self.optional("account", "phone");
        self.optional("account", "opted-in");
        self.optional("account", "opted-out");
        self.address();
    }

    /// What happened to a prospect, and when.
    fn events(&mut self) {
        for name in EVENTS {
            self.optional("document", &format!("events.{name}"));
        }
    }

    /// A prospect: somebody, known since a day, to whom something happened. Nothing is owed.
    fn lead(&mut self) {
        let table = self.table;
        self.lines.extend([String::new(), "[document]".to_owned()]);
        let kind = self.kind();
        match kind {
            Some((_, header)) => self.line("kind", &format!("{{{header}}}"), ""),
            None => self.line("kind", "lead", "assumed: nothing has an amount"),
        }
        let of_account = ["account.id", "account.name", "lead.name"].iter().find_map(|name| table.column(name));
        match self.find("lead.number").or_else(|| self.find("document.number")) {
            Some((_, header)) => self.line("number", &format!("{{{header}}}"), ""),
            None => match of_account.and_then(|column| table.header.get(column)) {
                Some(header) => {
                    self.line("number", &format!("P-{{{header}}}"), "assumed: one prospect for each customer")
                }
                None => self.missing("number", "Number"),
            },
        }
        let status = self.optional("document", "status");
        self.line("currency", "EUR", "a prospect owes nothing");
        self.line("total", "0", "");
        match self.find("lead.issued").or_else(|| self.find("document.issued")) {
            Some((_, header)) => self.line("issued", &format!("{{{header}}}"), ""),
            None => self.line("issued", "", "assumed: known since the first thing that happened"),
        }
        self.events();
        if self.optional("document", "blocked").is_some() {
            self.optional("document", "blocked-until");
        }
        self.optional("document", "replied-on");
        self.optional("document", "scenario");
        if self.optional("document", "salesperson").is_some() {
            self.optional("document", "salesperson-email");
        }
        if let Some((column, _)) = kind {
            let words = table.distinct(column);
            self.words("kinds", words, REFUSED, |word| kind_of(word, false));
        }
        if let Some(column) = status {
            let words = table.distinct(column);
            self.words("statuses", words, HELD, |word| meaning(STATUSES_OF_LEADS, word));
        }
    }

    /// Where letters go, where a street and a city are there and the street is not an e-mail address.
    fn address(&mut self) {
        let table = self.table;
        let street =
            table.column("account.street").filter(|street| !table.values(*street).any(|value| value.contains('@')));
        if street.is_some() && table.column("account.city").is_some() {
            self.optional("account", "street");
            self.optional("account", "postcode");
            self.optional("account", "city");
        }
    }

    /// A promise, where the file says on which day it was made: payments since then count for it. Without that day it is reported.
    fn promise(&mut self) {
        let table = self.table;
        if table.column("document.promised-on").is_some() {
            if self.optional("document", "promised-for").is_some() {
                self.optional("document", "promised-on");
                self.optional("document", "promised");
            }
        } else if let Some((column, header)) = self.find("document.promised-for") {
            self.used.remove(&column);
            self.lines.push(format!(
                "# promised-for = {}  # and promised-on: on which day was it promised?",
                quoted(&format!("{{{header}}}"))
            ));
            self.doubts.push(words!(
                "`{header}` has promises, and no column says on which day they were made: they are not read; a day in `promised-on` makes them count",
                "`{header}` a des promesses, et aucune colonne ne dit quel jour elles ont été faites : elles ne sont pas lues ; un jour dans `promised-on` les fait compter"
            ));
        }
    }

    /// What decides nothing, and stands in messages; the column of means of payment.
    fn known_besides(&mut self) -> Option<usize> {
        if self.optional("document", "iban").is_some() {
            self.optional("document", "bic");
            self.optional("document", "beneficiary");
        }
        self.optional("document", "abandoned-because");
        self.optional("document", "customer-order");
        for kind in ["quote", "order", "contract", "delivery"] {
            self.optional("document", &format!("linked.{kind}"));
        }
        if self.optional("document", "salesperson").is_some() {
            self.optional("document", "salesperson-email");
        }
        self.optional("document", "means-of-payment")
    }

    fn document(&mut self, symbol: Option<&'static str>, leads: bool) {
        if leads {
            return self.lead();
        }
        let table = self.table;
        self.lines.extend([String::new(), "[document]".to_owned()]);
        let kind = self.kind();
        let quotes = kind.is_some_and(|(column, _)| self.all_are("quote", column))
            || (table.column("document.valid-until").is_some() && table.column("document.due").is_none());
        match kind {
            Some((_, header)) => self.line("kind", &format!("{{{header}}}"), ""),
            None => self.line("kind", if quotes { "quote" } else { "invoice" }, ""),
        }
        if self.optional("document", "number").is_none() {
            self.missing("number", "Number");
        }
        let status = self.optional("document", "status");
        if self.optional("document", "currency").is_none() {
            let currency = symbol.unwrap_or("EUR");
            self.line("currency", currency, "assumed");
            self.doubts.push(words!(
                "every amount is taken to be in {currency}",
                "tous les montants sont supposés en {currency}"
            ));
        }
        if self.optional("document", "total").is_none() {
            self.missing("total", "Amount");
        }
        if self.optional("document", "left").is_none() && !quotes {
            self.doubts.push(words!(
                "no column says what is left to pay: every document without a day of payment or a status of its own counts as unpaid",
                "aucune colonne ne dit ce qui reste à payer : toute pièce sans date de règlement ni statut qui la clôt compte comme impayée"
            ));
        }
        let issued = self.find("document.issued").map(|(_, header)| header);
        match issued {
            Some(header) => self.line("issued", &format!("{{{header}}}"), ""),
            None => self.missing("issued", "Date"),
        }
        if self.optional("document", "first-sent").is_none()
            && let Some(header) = issued
        {
            self.line("first-sent", &format!("{{{header}}}"), "assumed: sent on its date");
            self.doubts.push(words!(
                "every document is taken to have been sent to the customer on its date",
                "chaque pièce est supposée envoyée au client à sa date"
            ));
        }
        if self.optional("document", "due").is_none() && !quotes {
            self.doubts.push(words!(
                "no column has due dates: steps counted from them cannot leave",
                "aucune colonne n'a d'échéances : les étapes qui en partent ne peuvent partir"
            ));
        }
        self.optional("document", "valid-until");
        self.optional("document", "settled-on");
        self.optional("document", "disputed");
        if self.optional("document", "blocked").is_some() {
            self.optional("document", "blocked-until");
        }
        self.promise();
        self.optional("document", "replied-on");
        self.optional("document", "scenario");
        if kind.is_some_and(|(column, _)| self.some_are("lead", column)) {
            self.events();
        }
        let means = self.known_besides();
        if let Some((column, _)) = kind {
            let letters = self.letters_are_kinds(column);
            let words = self.table.distinct(column);
            self.words("kinds", words, REFUSED, |word| kind_of(word, letters));
        }
        if let Some(column) = status {
            let words = match kind {
                Some((kind, _)) if !quotes => self.words_of(column, kind, |kind| kind != Some("quote")),
                _ => self.table.distinct(column),
            };
            self.words("statuses", words, HELD, |word| {
                let squeezed = squeeze(word);
                let found = STATUSES.iter().find(|(of, ..)| *of == squeezed)?;
                Some(if quotes { found.2 } else { found.1 }).filter(|code| *code != OF_QUOTES)
            });
            if let Some((kind, _)) = kind.filter(|_| !quotes) {
                self.statuses_of_quotes(column, kind);
                self.statuses_of_leads(column, kind);
            }
        }
        if let Some(column) = means {
            let words = self.table.distinct(column);
            self.words("means-of-payment", words, OTHER_MEANS, |word| meaning(MEANS, word));
        }
    }
}

/// What happens to prospects, by the names that the ready scenarios count from.
const EVENTS: &[&str] = &[
    "download",
    "webinar",
    "quote-asked",
    "appointment",
    "appointment-missed",
    "demonstration",
    "opened",
    "clicked",
    "contact",
    "order",
];

/// A text as TOML has it on one line, as a value and as a key.
fn quoted(text: &str) -> String {
    let mut said = String::from("\"");
    for letter in text.chars() {
        match letter {
            '"' | '\\' => said.extend(['\\', letter]),
            letter if letter.is_control() => said.push_str(&format!("\\u{:04X}", u32::from(letter))),
            letter => said.push(letter),
        }
    }
    said.push('"');
    said
}

/// The currency whose symbol stands in an amount.
fn symbol(text: &str) -> Option<&'static str> {
    values::SYMBOLS.iter().find(|(_, symbol)| text.contains(symbol)).map(|(code, _)| *code)
}
