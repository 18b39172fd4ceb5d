//! Where every document stands: its last decision, for people who ask.

use relance_contract::records::types::{Decision, DocumentKind};
use serde::Serialize;

use super::Unreadable;

/// Nothing is expected of documents any more that are decided so.
pub const OVER: &[&str] = &["settled", "signed", "refused", "invoiced", "cancelled", "not-reminded", "validity-ended"];

/// The last decision on one document or instalment.
#[derive(Clone, Debug, Serialize)]
pub struct Standing {
    /// The account.
    pub account: String,
    /// The account's name.
    pub name: String,
    /// The document's number.
    pub number: String,
    /// What it is.
    pub kind: DocumentKind,
    /// The day on which it became so.
    pub since: String,
    /// The decision.
    pub decision: Decision,
}

/// Where all documents of a tenant stand.
#[derive(Debug, Default)]
pub struct Standings {
    /// By account and number.
    pub known: Vec<Standing>,
    /// Those that cannot be read.
    pub unreadable: Vec<Unreadable>,
}

/// How much waits in the outbox, and how much went wrong there.
#[derive(Clone, Copy, Debug, Default, Serialize)]
pub struct Outgoing {
    /// To be carried out.
    pub pending: u32,
    /// Could not leave, and was not asked for again since.
    pub failed: u32,
    /// Nobody knows whether it left.
    pub ambiguous: u32,
}
