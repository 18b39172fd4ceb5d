//! What became of the messages that decisions asked for.

use std::collections::BTreeMap;

use relance_contract::records::types::Decision;

use super::Store;
use crate::error::Result;

/// What became of what a decision asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fate {
    /// All of it left, on this day.
    Left(String),
    /// Something of it waits in the outbox.
    Waits,
    /// Something of it may or may not have left.
    Uncertain,
    /// Something of it could not leave.
    Failed,
}

/// The state and the day of each message, by its key.
#[derive(Debug, Default)]
pub struct Fates(BTreeMap<String, (String, String)>);

impl Fates {
    /// What became of a decision's messages; nothing where it asked for none, or none is in the outbox.
    #[must_use]
    pub fn of(&self, decision: &Decision) -> Option<Fate> {
        let messages: Vec<_> = decision.actions.iter().filter_map(|key| self.0.get(key)).collect();
        let (_, day) = messages.first()?;
        let has = |states: &[&str]| messages.iter().any(|(state, _)| states.contains(&state.as_str()));
        Some(if has(&["ambiguous", "leaving"]) {
            Fate::Uncertain
        } else if has(&["failed", "cancelled"]) {
            Fate::Failed
        } else if has(&["pending"]) {
            Fate::Waits
        } else {
            Fate::Left(day.clone())
        })
    }
}

impl Store {
    /// What became of the messages that the present decisions of a tenant asked for.
    ///
    /// # Errors
    /// [`crate::error::Kind::Store`].
    pub fn fates(&self, tenant: &str) -> Result<Fates> {
        let mut statement = self.db.prepare_cached(
            "SELECT outbox.key, outbox.state, outbox.day
             FROM decision, json_each(iif(json_valid(decision.data), decision.data, '{}'), '$.actions') AS action
             JOIN outbox ON outbox.tenant = decision.tenant AND outbox.key = action.value
             WHERE decision.tenant = ?1 ORDER BY outbox.id",
        )?;
        let rows = statement.query_map([tenant], |row| Ok((row.get(0)?, (row.get(1)?, row.get(2)?))))?;
        Ok(Fates(rows.collect::<rusqlite::Result<_>>()?))
    }
}
