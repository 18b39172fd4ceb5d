//! [`Overview`](crate::store::Overview) in the tables of this store.

use std::collections::BTreeSet;

use relance_contract::records::types::{Action, Document};
use rusqlite::params;

use super::{
    Sqlite, bytes,
    messages::{NOT_SUPERSEDED, message_with},
    missing::OPEN,
    printed::UNPRINTED,
    shown,
};
use crate::{
    error::{Cause, Error, Kind, Result},
    store::{
        BegunStep, Fates, HistoryFilter, HistoryLine, InOutbox, OutboxState, Outgoing, Overview, Repeated, Standing,
        Standings, Unreadable, json::from_json,
    },
    text::Words,
    words,
};

impl Overview for Sqlite {
    fn held_for_bank_data(&self, tenant: &str) -> Result<usize> {
        let mut statement = self.db.prepare_cached(
            "SELECT count(DISTINCT document) FROM decision WHERE tenant = ?1 AND code = 'bank-data-stale'",
        )?;
        let held: u32 = statement.query_row([tenant], |row| row.get(0))?;
        Ok(usize::try_from(held).unwrap_or(usize::MAX))
    }

    fn standings(&self, tenant: &str) -> Result<Vec<Standing>> {
        Ok(self.all_standings(tenant)?.known)
    }

    fn all_standings(&self, tenant: &str) -> Result<Standings> {
        let mut statement = self.db.prepare_cached(
            "SELECT decision.account, coalesce(iif(json_valid(account.data), account.data ->> '$.name', NULL), account.id), document.number, document.data, decision.since,
                    decision.data
             FROM decision
             JOIN document ON document.tenant = decision.tenant AND document.id = decision.document
             JOIN account ON account.tenant = decision.tenant AND account.id = decision.account
             WHERE decision.tenant = ?1
             ORDER BY decision.account, document.number, decision.instalment",
        )?;
        let rows = statement.query_map([tenant], |row| {
            let [account, name, number] = [shown(row, 0)?, shown(row, 1)?, shown(row, 2)?];
            Ok((
                account,
                name,
                number,
                [bytes(row, 0)?, bytes(row, 2)?, bytes(row, 3)?, bytes(row, 4)?, bytes(row, 5)?],
            ))
        })?;
        let mut standings = Standings::default();
        for row in rows {
            let (account, name, number, [id, own_number, document, since, decision]) = row?;
            let read = || {
                // What is shown in its place is not what is there.
                text(id)?;
                text(own_number)?;
                let kind = from_json::<Document>(&text(document)?)?.kind;
                Ok::<_, Error>((kind, text(since)?, from_json(&text(decision)?)?))
            };
            match read() {
                Ok((kind, since, decision)) => {
                    standings.known.push(Standing { account, name, number, kind, since, decision });
                }
                Err(error) => standings.unreadable.push(Unreadable {
                    account,
                    problem: Words::around(|reader| {
                        let why = error.say(reader);
                        words!("document {number}: {why}", "pièce {number} : {why}")
                    }),
                }),
            }
        }
        Ok(standings)
    }

    fn undecided(&self, tenant: &str) -> Result<Vec<String>> {
        let mut statement = self.db.prepare_cached(
            "SELECT number FROM document WHERE tenant = ?1 AND NOT EXISTS
                 (SELECT 1 FROM decision WHERE decision.tenant = document.tenant AND decision.document = document.id)
             ORDER BY number, id",
        )?;
        let numbers = statement.query_map([tenant], |row| shown(row, 0))?;
        Ok(numbers.collect::<rusqlite::Result<_>>()?)
    }

    fn changed_accounts(&self, tenant: &str, decided_with: &str) -> Result<BTreeSet<String>> {
        let mut statement =
            self.db.prepare_cached("SELECT id FROM account WHERE tenant = ?1 AND (wake = '' OR decided_with <> ?2)")?;
        let accounts = statement.query_map((tenant, decided_with), |row| shown(row, 0))?;
        Ok(accounts.collect::<rusqlite::Result<_>>()?)
    }

    fn outgoing(&self, tenant: &str) -> Result<Outgoing> {
        let mut statement = self.db.prepare_cached(&format!(
            "SELECT state, count(*) FROM outbox WHERE tenant = ?1 AND state <> 'failed' GROUP BY state
             UNION ALL
             SELECT state, count(*) FROM outbox WHERE tenant = ?1 AND state = 'failed' AND {NOT_SUPERSEDED} GROUP BY state"
        ))?;
        let rows = statement.query_map([tenant], |row| Ok((row.get::<_, OutboxState>(0)?, row.get::<_, u32>(1)?)))?;
        let mut outgoing = Outgoing::default();
        for row in rows {
            let (state, count) = row?;
            match state {
                OutboxState::Pending => outgoing.pending = count,
                OutboxState::Failed => outgoing.failed = count,
                OutboxState::Ambiguous => outgoing.ambiguous = count,
                OutboxState::Leaving | OutboxState::Sent | OutboxState::Unprinted | OutboxState::Cancelled => {}
            }
        }
        Ok(outgoing)
    }

    fn fates(&self, tenant: &str) -> Result<Fates> {
        let mut statement = self.db.prepare_cached(&format!(
            "SELECT outbox.key, iif({UNPRINTED}, 'unprinted', outbox.state), outbox.day, outbox.simulated,
                 EXISTS (SELECT 1 FROM entry WHERE entry.outbox = outbox.id AND entry.audience = 'customer')
             FROM decision, json_each(iif(json_valid(decision.data), decision.data, '{{}}'), '$.actions') AS action
             JOIN outbox ON outbox.tenant = decision.tenant AND outbox.key = action.value
             WHERE decision.tenant = ?1 ORDER BY outbox.simulated DESC, outbox.id"
        ))?;
        let rows = statement.query_map([tenant], |row| {
            let (state, day) = (row.get(1)?, row.get(2)?);
            Ok((row.get(0)?, InOutbox { state, day, simulated: row.get(3)?, for_the_customer: row.get(4)? }))
        })?;
        Ok(Fates(rows.collect::<rusqlite::Result<_>>()?))
    }

    fn history(&self, tenant: &str, filter: &HistoryFilter) -> Result<Vec<HistoryLine>> {
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

    fn begun_steps(&self, tenant: &str) -> Result<Vec<BegunStep>> {
        let mut statement = self.db.prepare_cached(&format!(
            "WITH life AS (
                 SELECT id, iif(json_valid(data), data ->> '$.cycle', -1) AS cycle FROM document WHERE tenant = ?1 AND {OPEN})
             SELECT scenario, step, count(DISTINCT life.id) FROM life
             JOIN entry ON tenant = ?1 AND document = life.id AND entry.cycle = life.cycle
             WHERE scenario <> '' AND step NOT LIKE '@%' AND action <> '' AND simulated = 0
                 AND state IN ('sent', 'pending', 'ambiguous')
             GROUP BY scenario, step ORDER BY scenario, step"
        ))?;
        let rows = statement.query_map([tenant], |row| {
            Ok(BegunStep { scenario: row.get(0)?, step: row.get(1)?, documents: row.get::<_, u32>(2)? as usize })
        })?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    fn repeated_by_hand(&self, tenant: &str, today: &str, actions: &[Action]) -> Result<Vec<Repeated>> {
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

fn text(bytes: Vec<u8>) -> Result<String> {
    String::from_utf8(bytes).map_err(|_| {
        Error::new(Kind::Store, words!("a text of the store is not UTF-8", "un texte de la base n'est pas en UTF-8"))
            .because(Cause::Record)
    })
}
