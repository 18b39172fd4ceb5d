//! A line of the journal: a message that was about to be seen, one that was taken back, or how far the journal is known.

use relance_contract::records::types::HistoryEntry;
use serde::{Deserialize, Serialize};

use crate::{
    error::Result,
    store::{Life, Sent, Store},
};

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Line {
    /// Which store.
    pub(super) store: String,
    /// Which tenant of it; empty in a former version.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub(super) tenant: String,
    /// How many messages it had let go with this one.
    pub(super) number: i64,
    pub(super) key: String,
    pub(super) account: String,
    /// The number of the message of its tenant that had left before it; nothing where it has no message, or in a former version.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) after: Option<i64>,
    /// What left, and to whom; nothing where it has no message, or in a former version.
    #[serde(default, skip_serializing_if = "Sent::is_nothing")]
    pub(super) sent: Sent,
    /// In which start of the machine; empty where it has no message, or in a former version.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub(super) started: String,
    /// Its documents as they were; none where it has no message, or in a former version.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) lives: Vec<Life>,
    /// Empty: it turned out not to have left.
    pub(super) entries: Vec<HistoryEntry>,
    /// The lines up to this one's number are not here any more.
    #[serde(default, skip_serializing_if = "Reach::is_whole")]
    pub(super) reach: Reach,
    /// The store that has this mark has taken over all that is above the line; empty for lines with a message, and of a former version.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub(super) adopted: String,
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
    /// Whether it says that a store has taken over all that is above it.
    pub(super) fn is_a_mark(&self) -> bool {
        self.key.is_empty() && self.reach == Reach::Whole
    }

    /// Whether it is a mark, and this store has taken over what is above it.
    pub(super) fn is_known_from_here(&self, store: &dyn Store, tenant: &str) -> Result<bool> {
        Ok(self.is_a_mark()
            && self.store == store.name()?
            && self.number <= store.released(tenant)?
            && (self.adopted.is_empty() || store.has_adopted(tenant, &self.adopted)?))
    }

    /// Whether this store let another message go under its number, or the same on another day, or none and does not know this one; or was put
    /// back from before it took over what is above the line.
    pub(super) fn is_of_another_branch(&self, store: &dyn Store, tenant: &str) -> Result<bool> {
        if self.is_a_mark() {
            return Ok(!self.is_known_from_here(store, tenant)?);
        }
        // Of what was taken back the number is that of the line before it.
        let Some(entry) = self.entries.first() else { return Ok(false) };
        match store.departed(tenant, self.number)? {
            Some((key, day)) => Ok(key != self.key || day != entry.day),
            // Taken over, taken back since, or left elsewhere: its number says nothing.
            None => Ok(!store.has_let_go(tenant, &self.key, &self.entries)?),
        }
    }

    /// A message that turned out not to have left, behind the last line of its journal.
    pub(super) fn taken_back(last: &Self, tenant: &str, (key, account): (&str, &str)) -> Self {
        let whose = (last.store.clone(), tenant.to_owned());
        let line = Self::without_message(whose, last.number, Reach::Whole);
        Self { key: key.to_owned(), account: account.to_owned(), ..line }
    }

    /// Whose, and up to where.
    pub(super) fn without_message((store, tenant): (String, String), number: i64, reach: Reach) -> Self {
        Self {
            store,
            tenant,
            number,
            key: String::new(),
            account: String::new(),
            after: None,
            sent: Sent::default(),
            started: String::new(),
            lives: Vec::new(),
            entries: Vec::new(),
            reach,
            adopted: String::new(),
        }
    }
}
