//! In which cycle a document goes on after its store was put back from a copy. The import that follows compares it with the copy, and finds one
//! change at most; a journal knows the cycle of each message that left, and what its document was like by then.

use relance_contract::records::{
    bookkeeping::{FormerLife, FormerPlace, JournalDays},
    types::Document,
};
use serde::{Deserialize, Serialize};

/// A document when a message about it left.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Life {
    /// Its identifier.
    pub document: String,
    /// Its cycle.
    pub cycle: u32,
    /// The day it was due.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<String>,
    /// The last day it was valid.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_until: Option<String>,
}

impl Life {
    /// Whether it knows something newer than the store: the document was not imported since.
    pub(crate) fn is_newer_than(&self, document: &Document) -> bool {
        self.cycle > document.cycle
            || is_later(document.due.as_ref(), self.due.as_ref())
            || is_later(document.valid_until.as_ref(), self.valid_until.as_ref())
    }

    /// As the module reads it.
    pub(crate) fn former(&self) -> FormerLife {
        let days = JournalDays { due: self.due.clone(), valid_until: self.valid_until.clone() };
        FormerLife { document: self.document.clone(), cycle: self.cycle, place: FormerPlace::Journal(days) }
    }
}

fn is_later(before: Option<&String>, now: Option<&String>) -> bool {
    matches!((before, now), (Some(before), Some(now)) if now > before)
}

/// What a journal says of a document that no import has been compared with yet.
#[derive(Clone, Debug)]
pub(crate) struct Remembered {
    pub(crate) life: Life,
    /// The account it was in.
    pub(crate) account: String,
}
