//! What left, by its number, and what a store takes over of it from a journal after it was put back from a copy.

use relance_contract::records::types::{ActionBody, HistoryEntry};
use serde::{Deserialize, Serialize};

use super::{Bookkeeper, Life, OutboxState};
use crate::{error::Result, text::Words};

/// A message that left, as a journal has it.
#[derive(Debug)]
pub struct Left {
    /// The account.
    pub account: String,
    /// Under which number it left; nothing where another store let it go.
    pub number: Option<i64>,
    /// What left, and to whom.
    pub sent: Sent,
    /// In which start of the machine; empty where that is not known.
    pub started: String,
    /// Its documents as they were.
    pub lives: Vec<Life>,
    /// What is recorded of it.
    pub entries: Vec<HistoryEntry>,
    /// What became of its file.
    pub trail: Trail,
}

impl Left {
    /// Its key.
    #[must_use]
    pub fn key(&self) -> &str {
        self.entries.first().map_or("", |entry| &entry.key)
    }
}

/// What left, and to whom, as a journal has it: without any address.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Sent {
    /// `email`, `letter`…; empty in a journal of a former version.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub kind: String,
    /// Marks of the addresses of an e-mail ([`super::mark`]).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub to: Vec<String>,
    /// Marks of those who had a copy.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub copies: Vec<String>,
}

impl Sent {
    /// Whether it is of a line without a message.
    #[must_use]
    pub fn is_nothing(&self) -> bool {
        self.kind.is_empty()
    }
}

/// What became of the file of a message that a journal has.
#[derive(Debug)]
pub enum Trail {
    /// It was seen, or somebody has taken it.
    Seen,
    /// It is a letter that nobody has printed yet.
    Waits(Box<ActionBody>),
    /// A run was cut off before anybody could see it.
    NeverSeen,
    /// It was taken back before anybody had seen it, by the journal's own word; another action of its step left.
    TakenBack,
    /// Nobody knows; why.
    Uncertain(Words),
}

impl Left {
    /// How far it got.
    pub(crate) const fn state(&self) -> OutboxState {
        match self.trail {
            Trail::Seen | Trail::Waits(_) => OutboxState::Sent,
            Trail::NeverSeen | Trail::TakenBack => OutboxState::Cancelled,
            Trail::Uncertain(_) => OutboxState::Ambiguous,
        }
    }
}

/// What left, by its number, and what a store takes over from a journal.
pub trait Departures {
    /// Which store this is.
    ///
    /// # Errors
    /// [`crate::error::Kind::Store`].
    fn name(&self) -> Result<String>;

    /// How many messages of a tenant this store let go.
    ///
    /// # Errors
    /// [`crate::error::Kind::Store`].
    fn released(&self, tenant: &str) -> Result<i64>;

    /// The key and the day of the message that this store let go under a number, if it still has it.
    ///
    /// # Errors
    /// [`crate::error::Kind::Store`].
    fn departed(&self, tenant: &str, number: i64) -> Result<Option<(String, String)>>;

    /// Whether the history has this message as one that this store let go, under whatever number, or took over from a journal.
    ///
    /// # Errors
    /// [`crate::error::Kind::Store`].
    fn has_let_go(&self, tenant: &str, key: &str, entries: &[HistoryEntry]) -> Result<bool>;

    /// Whether this store has taken over the journal with this mark.
    ///
    /// # Errors
    /// [`crate::error::Kind::Store`].
    fn has_adopted(&self, tenant: &str, mark: &str) -> Result<bool>;

    /// Takes over what a journal says has left and this store does not know: its accounts are decided with it from now on, each document in the
    /// account where it is now, and in the cycle that the journal knows of. A letter whose file still waits is printed like any other. Answers a
    /// mark for the journal.
    ///
    /// # Errors
    /// [`crate::error::Kind::Store`]; then nothing is taken over.
    fn adopt(&mut self, tenant: &str, left: &[Left], number: i64, books: &dyn Bookkeeper) -> Result<String>;
}
