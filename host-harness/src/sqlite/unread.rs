//! Documents in rows that an import left out. What such a row would have said may be that its document is paid, or that a credit note lowers
//! another one: its customer is held until a file names the document readably, or a person lifts it.

use std::collections::BTreeSet;

use relance_contract::records::types::{Block, Hold, HoldKind};
use rusqlite::{Connection, params};

use super::{accounts::touch, life::owner};
use crate::{
    error::Result,
    store::{Export, Unread, json::to_json, said::UNREAD},
};

/// Lifts the holds of documents that come readably now, or that are closed since the file does not name them.
pub(super) fn lift(transaction: &Connection, tenant: &str, export: &Export<'_>) -> Result<()> {
    let held: Vec<(String, String)> = transaction
        .prepare_cached("SELECT account, id FROM hold WHERE tenant = ?1 AND id GLOB ?2 || '*'")?
        .query_map((tenant, UNREAD), |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<rusqlite::Result<_>>()?;
    for (account, id) in held {
        let document = id.strip_prefix(UNREAD).unwrap_or_default();
        let is_closed = export.closed.iter().any(|closed| closed.document == document);
        if is_closed || export.accounts.account_of(document)?.is_some() {
            transaction
                .prepare_cached("DELETE FROM hold WHERE tenant = ?1 AND account = ?2 AND id = ?3")?
                .execute((tenant, &account, &id))?;
            touch(transaction, tenant, &account)?;
        }
    }
    Ok(())
}

/// Holds the customers of documents whose rows were left out: the one that has the document, and the one that the row names.
pub(super) fn hold(transaction: &Connection, tenant: &str, unread: &[Unread]) -> Result<()> {
    for Unread { document, account, row } in unread {
        let id = format!("{UNREAD}{document}");
        let reason = format!("row {row} could not be read ({document}) / ligne {row} illisible ({document})");
        let kind = HoldKind::Block(Block { reason, last_day: None });
        let hold = to_json(&Hold { id: id.clone(), document: None, kind })?;
        let accounts: BTreeSet<_> = owner(transaction, tenant, document)?.into_iter().chain(account.clone()).collect();
        for account in accounts {
            transaction
                .prepare_cached(
                    "INSERT OR REPLACE INTO hold (tenant, account, id, data)
                     SELECT ?1, ?2, ?3, ?4 WHERE EXISTS (SELECT 1 FROM account WHERE tenant = ?1 AND id = ?2)",
                )?
                .execute(params![tenant, account, id, hold])?;
            touch(transaction, tenant, &account)?;
        }
    }
    Ok(())
}
