//! Where every document stands: its last decision, for people who ask.

use relance_contract::records::types::{Decision, Document, DocumentKind};
use serde::Serialize;

use super::{Store, from_json};
use crate::error::Result;

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

/// How much waits in the outbox, and how much went wrong there.
#[derive(Clone, Copy, Debug, Default, Serialize)]
pub struct Outgoing {
    /// To be carried out.
    pub pending: u32,
    /// Could not leave.
    pub failed: u32,
    /// Nobody knows whether it left.
    pub ambiguous: u32,
}

impl Store {
    /// Where every document of the tenant stands, by account and number. What was never decided is not there, nor what cannot be read: the
    /// job and the doctor name it.
    ///
    /// # Errors
    /// [`crate::error::Kind::Store`].
    pub fn standings(&self, tenant: &str) -> Result<Vec<Standing>> {
        let mut statement = self.db.prepare_cached(
            "SELECT decision.account, coalesce(iif(json_valid(account.data), account.data ->> '$.name', NULL), account.id), document.number, document.data, decision.since,
                    decision.data
             FROM decision
             JOIN document ON document.tenant = decision.tenant AND document.id = decision.document
             JOIN account ON account.tenant = decision.tenant AND account.id = decision.account
             WHERE decision.tenant = ?1
             ORDER BY decision.account, document.number, decision.instalment",
        )?;
        let text = |row: &rusqlite::Row<'_>, at| row.get::<_, String>(at);
        let rows = statement.query_map([tenant], |row| {
            Ok((text(row, 0)?, text(row, 1)?, text(row, 2)?, text(row, 3)?, text(row, 4)?, text(row, 5)?))
        })?;
        let mut standings = Vec::new();
        for row in rows {
            let (account, name, number, document, since, decision) = row?;
            let read = from_json::<Document>(&document).and_then(|document| Ok((document.kind, from_json(&decision)?)));
            match read {
                Ok((kind, decision)) => standings.push(Standing { account, name, number, kind, since, decision }),
                Err(error) if error.is_unreadable() => {}
                Err(error) => return Err(error),
            }
        }
        Ok(standings)
    }

    /// The outbox in figures.
    ///
    /// # Errors
    /// [`crate::error::Kind::Store`].
    pub fn outgoing(&self, tenant: &str) -> Result<Outgoing> {
        let mut statement =
            self.db.prepare_cached("SELECT state, count(*) FROM outbox WHERE tenant = ?1 GROUP BY state")?;
        let rows = statement.query_map([tenant], |row| Ok((row.get::<_, String>(0)?, row.get::<_, u32>(1)?)))?;
        let mut outgoing = Outgoing::default();
        for row in rows {
            let (state, count) = row?;
            match state.as_str() {
                "pending" => outgoing.pending = count,
                "failed" => outgoing.failed = count,
                "ambiguous" => outgoing.ambiguous = count,
                _ => {}
            }
        }
        Ok(outgoing)
    }

    /// What is wrong with the file itself; nothing when it is sound.
    ///
    /// # Errors
    /// [`crate::error::Kind::Store`] when it cannot even be asked.
    pub fn integrity(&self) -> Result<Vec<String>> {
        let mut statement = self.db.prepare("PRAGMA quick_check(5)")?;
        let lines = statement.query_map([], |row| row.get::<_, String>(0))?.collect::<rusqlite::Result<Vec<_>>>()?;
        Ok(lines.into_iter().filter(|line| line != "ok").collect())
    }
}
