//! [`Messages`](crate::store::Messages) in the tables of this store.

use rusqlite::Connection;

use super::{Sqlite, printed::UNPRINTED, shown, state};
use crate::{
    error::Result,
    store::{Message, Messages, OVER, Wanting},
};

impl Messages for Sqlite {
    fn messages(&self, tenant: &str, wanting: Wanting) -> Result<Vec<Message>> {
        let over = OVER.iter().map(|code| format!("'{code}'")).collect::<Vec<_>>().join(", ");
        let taken_back = format!(
            "outbox.state = 'cancelled' AND outbox.simulated = 0 AND EXISTS (
                 SELECT 1 FROM entry WHERE entry.outbox = outbox.id AND entry.state = 'cancelled'
                     AND iif(json_valid(entry.data), entry.data ->> '$.origin', NULL) = 'person'
                     AND NOT EXISTS (SELECT 1 FROM entry AS later JOIN outbox AS newer ON newer.id = later.outbox
                         WHERE later.tenant = entry.tenant AND later.document = entry.document AND later.outbox > outbox.id
                             AND later.audience = 'customer' AND later.simulated = 0 AND newer.state <> 'cancelled')
                     AND NOT EXISTS (SELECT 1 FROM decision WHERE decision.tenant = entry.tenant
                         AND decision.document = entry.document AND decision.code IN ({over})))"
        );
        let which = match wanting {
            Wanting::Open => "outbox.state IN ('pending')".to_owned(),
            Wanting::Uncertain => "outbox.state IN ('leaving', 'ambiguous')".to_owned(),
            Wanting::TakenBack => taken_back,
            Wanting::All => {
                format!(
                    "(outbox.state IN ('pending', 'leaving', 'ambiguous', 'failed') OR ({taken_back}) OR {UNPRINTED})"
                )
            }
        };
        let mut statement =
            self.db.prepare(&format!("{} AND {which} AND {NOT_SUPERSEDED} ORDER BY outbox.id", select()))?;
        let rows = statement.query_map([tenant], message)?.collect::<rusqlite::Result<_>>()?;
        Ok(rows)
    }

    fn message(&self, tenant: &str, key: &str) -> Result<Option<Message>> {
        let mut statement = self.db.prepare_cached(&format!("{} AND outbox.key = ?2 AND simulated = 0", select()))?;
        Ok(statement.query_map((tenant, key), message)?.next().transpose()?)
    }

    fn message_at(&self, tenant: &str, id: i64) -> Result<Option<Message>> {
        message_with(&self.db, tenant, id)
    }

    fn last_sent(&self, tenant: &str) -> Result<Option<Message>> {
        let mut statement = self.db.prepare_cached(&format!(
            "{} AND outbox.id = (SELECT max(id) FROM outbox AS last
                 WHERE last.tenant = ?1 AND last.state = 'sent' AND last.simulated = 0)",
            select()
        ))?;
        Ok(statement.query_map([tenant], message)?.next().transpose()?)
    }

    fn owners(&self, key: &str) -> Result<Vec<String>> {
        let mut statement = self.db.prepare_cached("SELECT DISTINCT tenant FROM outbox WHERE key = ?1")?;
        Ok(statement.query_map([key], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?)
    }
}

/// What failed and was asked for again since is told by what became of that.
pub(super) const NOT_SUPERSEDED: &str = "(outbox.state <> 'failed' OR EXISTS (
    SELECT 1 FROM entry WHERE entry.outbox = outbox.id AND NOT EXISTS (
        SELECT 1 FROM entry AS later
        WHERE later.tenant = entry.tenant AND later.document = entry.document AND later.instalment = entry.instalment
            AND later.scenario = entry.scenario AND later.cycle = entry.cycle AND later.step = entry.step
            AND later.repetition = entry.repetition AND later.action = entry.action
            AND later.simulated = entry.simulated AND later.attempt > entry.attempt)))";

/// One message by its number in the outbox.
pub(super) fn message_with(db: &Connection, tenant: &str, id: i64) -> Result<Option<Message>> {
    let mut statement = db.prepare_cached(&format!("{} AND outbox.id = ?2", select()))?;
    Ok(statement.query_map((tenant, id), message)?.next().transpose()?)
}

/// Messages of a tenant; a condition for which of them follows.
fn select() -> String {
    format!(
        "SELECT outbox.id, outbox.key, outbox.account, coalesce(iif(json_valid(account.data), account.data ->> '$.name', NULL), ''), outbox.day, outbox.kind,
        iif({UNPRINTED}, 'unprinted', outbox.state), outbox.problem,
        (SELECT group_concat(number, char(10)) FROM
            (SELECT DISTINCT coalesce(document.number, entry.document) AS number FROM entry
             LEFT JOIN document ON document.tenant = entry.tenant AND document.id = entry.document
             WHERE entry.outbox = outbox.id ORDER BY 1))
    FROM outbox LEFT JOIN account ON account.tenant = outbox.tenant AND account.id = outbox.account
    WHERE outbox.tenant = ?1"
    )
}

fn message(row: &rusqlite::Row<'_>) -> rusqlite::Result<Message> {
    // For people to read: one name that is not a text must not hide the others.
    let numbers = if row.get_ref(8)?.as_bytes_or_null()?.is_some() { shown(row, 8)? } else { String::new() };
    Ok(Message {
        id: row.get(0)?,
        key: row.get(1)?,
        account: shown(row, 2)?,
        name: shown(row, 3)?,
        day: row.get(4)?,
        kind: row.get(5)?,
        state: row.get(6)?,
        problem: state::reason(&shown(row, 7)?),
        numbers: numbers.lines().map(str::to_owned).collect(),
    })
}
