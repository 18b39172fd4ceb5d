//! The accounts of a file, gathered on the disk: together they may be more than fits into memory, and the rows of one may stand anywhere in
//! the file.

use relance_contract::records::types::{Account, Document, DocumentKind, Event, Hold, Payment};
use rusqlite::{Connection, OptionalExtension};
use serde::{Deserialize, Serialize};

use crate::{
    error::Result,
    store::{
        Arrivals, Known,
        json::{from_json, to_json},
    },
};

/// How accounts stand in a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Come {
    /// Each with all that there is of it.
    Whole,
    /// By rows, one document each.
    InRows {
        /// Whether the rows say who wants offers.
        tells_offers: bool,
    },
}

/// The accounts of a file.
#[derive(Debug)]
pub struct Gathered {
    /// In a file without a name, which is gone when it is closed.
    db: Connection,
    come: Come,
    accounts: usize,
    documents: usize,
    kinds: Vec<DocumentKind>,
}

impl Gathered {
    /// None yet.
    ///
    /// # Errors
    /// [`crate::error::Kind::Store`] when there is no place for it, as all others here.
    pub fn new(come: Come) -> Result<Self> {
        let db = Connection::open("")?;
        db.execute_batch(
            "PRAGMA journal_mode = OFF;
             BEGIN;
             CREATE TABLE account (place INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, data TEXT NOT NULL);
             CREATE TABLE document (place INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, account INTEGER NOT NULL, row INTEGER NOT NULL,
                 currency TEXT NOT NULL, data TEXT NOT NULL);
             CREATE INDEX document_of_account ON document (account);",
        )?;
        Ok(Self { db, come, accounts: 0, documents: 0, kinds: Vec::new() })
    }

    /// How many accounts.
    #[must_use]
    pub fn accounts(&self) -> usize {
        self.accounts
    }

    /// How many documents.
    #[must_use]
    pub fn documents(&self) -> usize {
        self.documents
    }

    /// The kinds of documents.
    #[must_use]
    pub fn kinds(&self) -> &[DocumentKind] {
        &self.kinds
    }

    /// How they come.
    #[must_use]
    pub fn come(&self) -> Come {
        self.come
    }

    /// The identifiers of all documents.
    ///
    /// # Errors
    /// See [`Gathered::new`].
    pub fn document_ids<C: FromIterator<String>>(&self) -> Result<C> {
        self.column("SELECT id FROM document")
    }

    /// The identifiers of all accounts.
    ///
    /// # Errors
    /// See [`Gathered::new`].
    pub fn account_ids<C: FromIterator<String>>(&self) -> Result<C> {
        self.column("SELECT id FROM account")
    }

    fn column<C: FromIterator<String>>(&self, query: &str) -> Result<C> {
        let mut statement = self.db.prepare(query)?;
        let rows = statement.query_map([], |row| row.get(0))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// All of them, where they are few.
    ///
    /// # Errors
    /// See [`Gathered::new`].
    pub fn all(&self) -> Result<Vec<Known>> {
        let mut all = Vec::new();
        self.each(&mut |known| {
            all.push(known);
            Ok(())
        })?;
        Ok(all)
    }

    /// The row in which a document stands already, and its currency there.
    pub(super) fn row_of(&self, document: &str) -> Result<Option<(u64, String)>> {
        let mut statement = self.db.prepare_cached("SELECT row, currency FROM document WHERE id = ?1")?;
        let found = statement.query_row([document], |row| Ok((row.get::<_, i64>(0)?.cast_unsigned(), row.get(1)?)));
        Ok(found.optional()?)
    }

    /// Adds an account; `false` where one with its identifier is there already, which stays.
    pub(super) fn add_account(&mut self, account: &Account) -> Result<bool> {
        let mut statement = self.db.prepare_cached("INSERT OR IGNORE INTO account (id, data) VALUES (?1, ?2)")?;
        let added = statement.execute((&account.id, to_json(account)?))?;
        self.accounts += added;
        Ok(added > 0)
    }

    /// An account as it came first, where it says anything else now.
    pub(super) fn first_of(&self, account: &Account) -> Result<Option<Account>> {
        let mut statement = self.db.prepare_cached("SELECT data FROM account WHERE id = ?1 AND data <> ?2")?;
        let first = statement.query_row((&account.id, to_json(account)?), |row| row.get::<_, String>(0)).optional()?;
        first.map(|first| from_json(&first)).transpose()
    }

    /// Takes from a later row of an account what it says of offers: one that has an objection is enough, and one without consent.
    pub(super) fn object(&mut self, mut first: Account, later: &Account) -> Result<()> {
        let (Some(mailbox), Some(said)) = (&mut first.mailbox, &later.mailbox) else { return Ok(()) };
        mailbox.opted_out |= said.opted_out;
        mailbox.opted_in &= said.opted_in;
        let mut statement = self.db.prepare_cached("UPDATE account SET data = ?2 WHERE id = ?1")?;
        statement.execute((&first.id, to_json(&first)?))?;
        Ok(())
    }

    /// Adds a document to an account that is there. `row` is its row and all that this says, empty where the account came whole.
    pub(super) fn add_document(&mut self, account: &str, document: &Document, row: (u64, &str)) -> Result<()> {
        self.db
            .prepare_cached(
                "INSERT INTO document (id, account, row, currency, data)
                 SELECT ?1, place, ?3, ?4, ?5 FROM account WHERE id = ?2",
            )?
            .execute((&document.id, account, row.0.cast_signed(), &document.currency, row.1))?;
        self.documents += 1;
        if !self.kinds.contains(&document.kind) {
            self.kinds.push(document.kind);
        }
        Ok(())
    }
}

/// What a row says besides its account.
#[derive(Serialize, Deserialize)]
pub(super) struct OfRow {
    pub(super) document: Document,
    pub(super) holds: Vec<Hold>,
    pub(super) settlement: Option<Payment>,
    pub(super) events: Vec<Event>,
}

impl Arrivals for Gathered {
    fn each(&self, take: &mut dyn FnMut(Known) -> Result<()>) -> Result<()> {
        // Rows come in any order, so their accounts come by identifier.
        let order = if self.come == Come::Whole { "place" } else { "id" };
        let mut accounts = self.db.prepare(&format!("SELECT place, data FROM account ORDER BY {order}"))?;
        let mut documents = self.db.prepare("SELECT data FROM document WHERE account = ?1 ORDER BY place")?;
        let mut rows = accounts.query([])?;
        while let Some(row) = rows.next()? {
            let mut known = Known::already(from_json(&row.get::<_, String>(1)?)?);
            if let Come::InRows { tells_offers } = self.come {
                (known.complete, known.tells_offers) = (false, tells_offers);
                for row in documents.query_map([row.get::<_, i64>(0)?], |row| row.get::<_, String>(0))? {
                    add(&mut known, from_json(&row?)?);
                }
            }
            take(known)?;
        }
        Ok(())
    }

    fn account_of(&self, document: &str) -> Result<Option<String>> {
        let mut statement = self.db.prepare_cached(
            "SELECT account.id FROM document JOIN account ON account.place = document.account WHERE document.id = ?1",
        )?;
        Ok(statement.query_row([document], |row| row.get(0)).optional()?)
    }
}

fn add(known: &mut Known, row: OfRow) {
    known.documents_from.push(row.document.issued.clone());
    known.account.documents.push(row.document);
    known.account.holds.extend(row.holds);
    known.account.events.extend(row.events);
    if let Some(payment) = row.settlement {
        known.payments_from.push(payment.day.clone());
        known.account.payments.push(payment);
    }
}
