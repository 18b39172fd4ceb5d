//! What was done, as people ask for it: of one document, of one account, of everything.

use relance_contract::records::types::HistoryEntry;
use rusqlite::params;
use serde::Serialize;

use super::{OutboxState, Store, from_json, printed::UNPRINTED, shown};
use crate::error::Result;

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

impl Store {
    /// The history, oldest first.
    ///
    /// # Errors
    /// [`crate::error::Kind::Store`].
    pub fn history(&self, tenant: &str, filter: &HistoryFilter) -> Result<Vec<HistoryLine>> {
        let mut statement = self.db.prepare_cached(&format!(
            "SELECT entry.day, entry.account, coalesce(document.number, entry.document), coalesce(outbox.key, ''), entry.data,
                    coalesce(outbox.note, ''), coalesce(outbox.next_reminder, ''), coalesce(outbox.kind, ''),
                    iif({UNPRINTED}, 'unprinted', outbox.state)
             FROM entry
             LEFT JOIN document ON document.tenant = entry.tenant AND document.id = entry.document
             LEFT JOIN outbox ON outbox.id = entry.outbox
             WHERE entry.tenant = ?1
               AND (?2 IS NULL OR document.number = ?2 OR entry.document = ?2)
               AND (?3 IS NULL OR entry.account = ?3)
               AND (?4 IS NULL OR entry.day >= ?4)
               AND (?5 OR entry.action <> '')
             ORDER BY entry.day, entry.account, entry.document, entry.instalment, entry.step, entry.repetition,
                 entry.action, entry.attempt"
        ))?;
        let rows = statement.query_map(
            params![tenant, filter.document, filter.account, filter.from, filter.marks],
            |row| {
                let data: String = row.get(4)?;
                Ok((
                    row.get(0)?,
                    shown(row, 1)?,
                    shown(row, 2)?,
                    row.get(3)?,
                    data,
                    row.get(5)?,
                    row.get(6)?,
                    row.get(7)?,
                    row.get(8)?,
                ))
            },
        )?;
        rows.map(|row| {
            let (day, account, number, key, data, note, next_reminder, kind, message) = row?;
            let entry = from_json(&data)?;
            Ok(HistoryLine { day, account, number, key, kind, entry, message, note, next_reminder })
        })
        .collect()
    }
}
