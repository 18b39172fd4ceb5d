//! Reminders by hand that were asked for on the same day already: a command that is said again after a full disk must not send twice.

use std::collections::BTreeSet;

use relance_contract::records::types::Action;
use rusqlite::params;

use super::{Message, Store, departures::message_with};
use crate::error::Result;

/// A message that is asked for by hand, and the one that was asked for like it before.
#[derive(Debug)]
pub struct Repeated {
    /// The key of the new one.
    pub key: String,
    /// The one that waits, left or may have left.
    pub before: Message,
}

impl Store {
    /// Which of these messages were asked for by hand on this day already: of the same kind, with the same text, about the same documents.
    ///
    /// # Errors
    /// [`crate::error::Kind::Store`].
    pub fn repeated_by_hand(&self, tenant: &str, today: &str, actions: &[Action]) -> Result<Vec<Repeated>> {
        let mut alike = self.db.prepare_cached(
            "SELECT id FROM outbox
             WHERE tenant = ?1 AND account = ?2 AND day = ?3 AND kind = ?4 AND simulated = ?5
                 AND state IN ('pending', 'leaving', 'sent', 'ambiguous')
                 AND iif(json_valid(action), action ->> '$.wanted.text', NULL) IS ?6
                 AND EXISTS (SELECT 1 FROM entry WHERE entry.outbox = outbox.id
                     AND iif(json_valid(data), data ->> '$.origin', NULL) = 'person')
             ORDER BY id",
        )?;
        let mut covers = self.db.prepare_cached("SELECT DISTINCT document, instalment FROM entry WHERE outbox = ?1")?;
        let mut repeated = Vec::new();
        for action in actions {
            let wanted = &action.wanted;
            let covered: BTreeSet<_> = wanted
                .coverage
                .iter()
                .map(|one| (one.document.clone(), one.instalment.clone().unwrap_or_default()))
                .collect();
            let found = params![tenant, wanted.account, today, wanted.kind, wanted.simulated, wanted.text];
            let ids = alike.query_map(found, |row| row.get::<_, i64>(0))?.collect::<rusqlite::Result<Vec<_>>>()?;
            for id in ids {
                let about = covers.query_map([id], |row| Ok((row.get(0)?, row.get(1)?)))?;
                if about.collect::<rusqlite::Result<BTreeSet<_>>>()? == covered
                    && let Some(before) = message_with(&self.db, tenant, id)?
                {
                    repeated.push(Repeated { key: wanted.key.clone(), before });
                    break;
                }
            }
        }
        Ok(repeated)
    }
}
