//! A line of the journal: a message that was about to be seen, one that was taken back, or how far the journal is known.

use relance_contract::records::types::HistoryEntry;
use serde::{Deserialize, Serialize};

use crate::{error::Result, store::Store};

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Line {
    /// Which store.
    pub(super) store: String,
    /// How many messages it had let go with this one.
    pub(super) number: i64,
    pub(super) key: String,
    pub(super) account: String,
    /// Empty: it turned out not to have left.
    pub(super) entries: Vec<HistoryEntry>,
    /// The lines up to this one's number are not here any more.
    #[serde(default, skip_serializing_if = "Reach::is_whole")]
    pub(super) reach: Reach,
}

/// How far back a journal reaches.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Reach {
    /// To whatever stands before this line.
    #[default]
    Whole,
    /// To this line: what was before it is forgotten.
    Here,
}

impl Reach {
    fn is_whole(&self) -> bool {
        *self == Self::Whole
    }
}

impl Line {
    /// Whether it says that the store knows all that is above it: it was taken over.
    pub(super) fn is_known_from_here(&self, ours: &str, released: i64) -> bool {
        self.key.is_empty() && self.store == ours && self.number <= released && self.reach == Reach::Whole
    }

    /// Whether this store let another message go under its number, or the same on another day.
    pub(super) fn is_of_another_branch(&self, store: &Store) -> Result<bool> {
        // Of what was taken back the number is that of the line before it.
        let Some(entry) = self.entries.first() else { return Ok(false) };
        let Some((key, day)) = store.departed(self.number)? else { return Ok(false) };
        Ok(key != self.key || day != entry.day)
    }

    /// Which store, and up to where.
    pub(super) fn without_message(store: String, number: i64, reach: Reach) -> Self {
        Self { store, number, key: String::new(), account: String::new(), entries: Vec::new(), reach }
    }
}
