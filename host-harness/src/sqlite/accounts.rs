//! [`Accounts`](crate::store::Accounts) in the tables of this store.

use std::collections::BTreeSet;

use relance_contract::records::types::{Account, HistoryEntry, Payment};
use rusqlite::{Connection, OptionalExtension};

use super::{Sqlite, kept::word};
use crate::{
    error::Result,
    store::{Accounts, Loaded, json::from_json},
};

impl Accounts for Sqlite {
    fn account(&self, tenant: &str, id: &str, today: &str) -> Result<Option<Loaded>> {
        let found = self
            .db
            .prepare_cached("SELECT data, revision FROM account WHERE tenant = ?1 AND id = ?2")?
            .query_row((tenant, id), |row| Ok((row.get::<_, String>(0)?, row.get::<_, i64>(1)?)))
            .optional()?;
        let Some((data, revision)) = found else { return Ok(None) };
        let mut account: Account = from_json(&data)?;
        account.revision = revision.to_string();
        account.documents = self.known(tenant, id, today, "document INDEXED BY document_of_account")?;
        account.payments = self.payments(tenant, id, today)?;
        account.history = self.folded_history(tenant, id)?;
        self.add_said(tenant, &mut account)?;
        account.closed_documents = Some(self.closed_documents(tenant, &account, today)?);
        let mut changes = self.db.prepare_cached(
            "SELECT min(day) FROM (
                 SELECT min(known_from) AS day FROM document WHERE tenant = ?1 AND account = ?2 AND known_from > ?3
                 UNION ALL
                 SELECT min(known_from) FROM payment WHERE tenant = ?1 AND account = ?2 AND known_from > ?3)",
        )?;
        let changes_on = changes.query_row((tenant, id, today), |row| row.get(0))?;
        Ok(Some(Loaded { account, changes_on }))
    }

    fn find_document(&self, tenant: &str, number: &str) -> Result<Vec<(String, String)>> {
        let mut statement = self.db.prepare_cached(
            "SELECT account, id FROM document WHERE tenant = ?1 AND (number = ?2 OR id = ?2) ORDER BY account, id",
        )?;
        let found = statement.query_map((tenant, number), |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(found.collect::<rusqlite::Result<_>>()?)
    }
}

impl Sqlite {
    fn known<T: serde::de::DeserializeOwned>(
        &self,
        tenant: &str,
        account: &str,
        today: &str,
        table: &str,
    ) -> Result<Vec<T>> {
        let query =
            format!("SELECT data FROM {table} WHERE tenant = ?1 AND account = ?2 AND known_from <= ?3 ORDER BY id");
        let mut statement = self.db.prepare_cached(&query)?;
        let rows = statement.query_map((tenant, account, today), |row| row.get::<_, String>(0))?;
        rows.map(|data| from_json(&data?)).collect()
    }

    fn payments(&self, tenant: &str, account: &str, today: &str) -> Result<Vec<Payment>> {
        let mut statement = self.db.prepare_cached(
            "SELECT data, said FROM payment WHERE tenant = ?1 AND account = ?2 AND known_from <= ?3 ORDER BY id",
        )?;
        let rows = statement.query_map((tenant, account, today), |row| Ok((row.get::<_, String>(0)?, row.get(1)?)))?;
        let payment = |row: rusqlite::Result<(String, u8)>| {
            let (data, said) = row?;
            Ok(Payment { known_by: word(said), ..from_json(&data)? })
        };
        rows.map(payment).collect()
    }

    /// Documents that are not handed over and that something of the account names: those it had and has no more, and those of a later day.
    fn closed_documents(&self, tenant: &str, account: &Account, today: &str) -> Result<Vec<String>> {
        let of_holds = account.holds.iter().filter_map(|hold| hold.document.as_deref());
        let of_events = account.events.iter().filter_map(|event| event.document.as_deref());
        let of_payments = account.payments.iter().filter_map(|payment| payment.document.as_deref());
        let of_credits = account.documents.iter().filter_map(|document| document.applies_to.as_deref());
        let of_entries = account.history.iter().map(|entry| entry.coverage.document.as_str());
        let named = of_holds.chain(of_events).chain(of_payments).chain(of_credits).chain(of_entries);
        let open: BTreeSet<_> = account.documents.iter().map(|document| document.id.as_str()).collect();
        let named: BTreeSet<_> = named.filter(|id| !open.contains(id)).collect();
        let mut statement = self.db.prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM closed_document WHERE tenant = ?1 AND account = ?2 AND id = ?3)
                 OR EXISTS (SELECT 1 FROM document WHERE tenant = ?1 AND account = ?2 AND id = ?3 AND known_from > ?4)",
        )?;
        let mut closed = account.closed_documents.clone().unwrap_or_default();
        for id in named {
            if statement.query_row((tenant, &account.id, id, today), |row| row.get(0))? {
                closed.push(id.to_owned());
            }
        }
        closed.sort();
        closed.dedup();
        Ok(closed)
    }

    /// The newest attempt of every action and every mark.
    fn folded_history(&self, tenant: &str, account: &str) -> Result<Vec<HistoryEntry>> {
        let mut statement = self.db.prepare_cached(
            // As in `forget_the_rest`.
            "SELECT data, max(attempt) FROM entry INDEXED BY entry_of_account WHERE tenant = ?1 AND account = ?2
             GROUP BY document, instalment, scenario, cycle, step, repetition, action, simulated",
        )?;
        let rows = statement.query_map((tenant, account), |row| row.get::<_, String>(0))?;
        rows.map(|data| from_json(&data?)).collect()
    }
}

/// Remembers a document that something names and that the account does not have.
pub(super) fn close_unless_there(transaction: &Connection, tenant: &str, account: &str, document: &str) -> Result<()> {
    let there: bool = transaction
        .prepare_cached("SELECT EXISTS (SELECT 1 FROM document WHERE tenant = ?1 AND id = ?2 AND account = ?3)")?
        .query_row((tenant, document, account), |row| row.get(0))?;
    if there { Ok(()) } else { closed(transaction, tenant, account, document) }
}

/// Remembers a document that the account has no more, or never handed over. Of an account that is not there nothing is remembered.
pub(super) fn closed(transaction: &Connection, tenant: &str, account: &str, document: &str) -> Result<()> {
    transaction
        .prepare_cached(
            "INSERT OR IGNORE INTO closed_document (tenant, account, id)
             SELECT ?1, ?2, ?3 WHERE EXISTS (SELECT 1 FROM account WHERE tenant = ?1 AND id = ?2)",
        )?
        .execute((tenant, account, document))?;
    Ok(())
}

/// The account has changed: look at it again.
pub(super) fn touch(transaction: &Connection, tenant: &str, account: &str) -> Result<()> {
    transaction
        .prepare_cached("UPDATE account SET revision = revision + 1, wake = '' WHERE tenant = ?1 AND id = ?2")?
        .execute((tenant, account))?;
    Ok(())
}
