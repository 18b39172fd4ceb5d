//! Documents that an export puts into another account: a customer was given a new code, two customers became one, or a document stood under the
//! wrong one. What was recorded for a document goes with it. What was recorded for its former account as a whole goes along where that account has
//! nothing open any more and all that left went to one other account. Else nobody can tell whom it is about: it stays, and each document that moved is
//! held as it was before, until a person settles it.

use relance_contract::records::types::{DocumentKind, Hold, Payment};
use serde::Serialize;

/// A document that went to another account.
#[derive(Clone, Debug, Serialize)]
pub struct MovedDocument {
    /// Its identifier.
    pub document: String,
    /// Its number.
    pub number: String,
    /// The account it is in now.
    pub to: String,
    #[serde(skip)]
    pub(crate) kind: DocumentKind,
    /// Its cycle in the former account.
    #[serde(skip)]
    pub(crate) cycle: u32,
    /// Whether a journal knows the life that it has there.
    #[serde(skip)]
    pub(crate) known_there: bool,
}

/// The documents that left one account, and what was recorded for that account as a whole.
#[derive(Clone, Debug, Serialize)]
pub struct Moved {
    /// The account they were in.
    pub from: String,
    /// The documents.
    pub documents: Vec<MovedDocument>,
    /// The account to which everything went, what was recorded for the former one as a whole included. `None`: that stays, and holds
    /// the documents that moved.
    pub followed_to: Option<String>,
    /// Blocks and proceedings that somebody recorded for the former account.
    pub holds: Vec<Hold>,
    /// Payments that somebody recorded for it.
    pub payments: Vec<Payment>,
}
