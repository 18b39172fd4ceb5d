//! What was done, as people ask for it: of one document, of one account, of everything.

use relance_contract::records::types::HistoryEntry;
use serde::Serialize;

use super::OutboxState;

/// Which part of the history.
#[derive(Clone, Debug, Default)]
pub struct HistoryFilter {
    /// A document, by number or identifier.
    pub document: Option<String>,
    /// An account, by identifier.
    pub account: Option<String>,
    /// Only this day and later.
    pub from: Option<String>,
    /// Marks too: steps that were left out.
    pub marks: bool,
}

/// One line of it.
#[derive(Clone, Debug, Serialize)]
pub struct HistoryLine {
    /// The day.
    pub day: String,
    /// The account.
    pub account: String,
    /// The document's number; the account's identifier for what concerns all of it.
    pub number: String,
    /// The key of the action; empty for a mark.
    pub key: String,
    /// What left, or was to: an e-mail may be a letter where there is no address. Empty for a mark, and for what the ERP's own history says.
    pub kind: String,
    /// What was recorded.
    pub entry: HistoryEntry,
    /// How far its message got; nothing for a mark, and for what the ERP's own history says.
    pub message: Option<OutboxState>,
    /// What a person noted beside a reminder by hand; never sent.
    pub note: String,
    /// When a document reminded by hand is to be looked at again, for information; empty otherwise.
    pub next_reminder: String,
}
