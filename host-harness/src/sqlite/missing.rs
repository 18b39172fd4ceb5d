//! Documents that an export does not name.

use std::collections::BTreeSet;

use relance_contract::records::types::DocumentKind;

use super::Sqlite;
use crate::{
    error::Result,
    store::{
        Missing, Named,
        json::{to_json, word},
        missing::LISTED_TOGETHER,
    },
};

impl Sqlite {
    /// As [`crate::store::Imports::missing`].
    pub(super) fn not_in(&self, tenant: &str, named: &Named) -> Result<Vec<Missing>> {
        self.not_named(tenant, named, |has_one| has_one)
    }

    /// As [`crate::store::Imports::unlisted`].
    pub(super) fn not_listed(&self, tenant: &str, named: &Named) -> Result<Vec<Missing>> {
        self.not_named(tenant, named, |has_one| !has_one)
    }
}

impl Sqlite {
    /// The open documents that a file does not name, of the kinds that are wanted: it has one of those listed together, or has none.
    fn not_named(&self, tenant: &str, named: &Named, wanted: impl Fn(bool) -> bool) -> Result<Vec<Missing>> {
        let has_one = |together: &&[DocumentKind]| together.iter().any(|kind| named.kinds.contains(kind));
        let kinds = LISTED_TOGETHER.into_iter().filter(|together| wanted(has_one(together))).flatten();
        let kinds = kinds.map(word).collect::<Result<BTreeSet<_>>>()?;
        let mut statement = self.db.prepare_cached(&format!(
            "SELECT account, id, number, whole FROM document
             WHERE tenant = ?1
               AND id NOT IN (SELECT value FROM json_each(?2))
               AND account NOT IN (SELECT value FROM json_each(?3))
               AND iif(json_valid(data), data ->> '$.kind', '') IN (SELECT value FROM json_each(?4))
               AND ({GIVING} OR {OPEN} OR {OPEN_BY_ERP})
             ORDER BY number, id"
        ))?;
        let lists = (to_json(&named.documents)?, to_json(&named.whole)?, to_json(&kinds)?);
        let rows = statement.query_map((tenant, lists.0, lists.1, lists.2), |row| {
            Ok(Missing { account: row.get(0)?, document: row.get(1)?, number: row.get(2)?, came_whole: row.get(3)? })
        })?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }
}

/// Whether a row of `document` is a deposit that still has something to give: paid, and so `settled`.
const GIVING: &str = "iif(json_valid(data), data ->> '$.kind' = 'deposit' AND data ->> '$.status' = 'settled'
           AND coalesce(data ->> '$.left', 1) <> 0, 0)";

/// Whether a row of `document` is open: its status does not end it, and something is left of it. One that cannot be read is not.
pub(super) const OPEN: &str = "iif(json_valid(data), data ->> '$.status', '') NOT IN
           ('settled', 'cancelled', 'abandoned', 'draft', 'signed', 'refused', 'invoiced')
       AND coalesce(iif(json_valid(data), data ->> '$.left', 0), 1) <> 0
       AND iif(json_valid(data), data ->> '$.total', 0) > coalesce(
           (SELECT sum(iif(json_valid(payment.data), iif(payment.data ->> '$.document' = document.id
                           AND payment.data ->> '$.state' = 'settled', payment.data ->> '$.amount.minor', 0), 0))
            FROM payment WHERE payment.tenant = document.tenant AND payment.account = document.account), 0)";

/// Whether a row of `document`, no quote, that people settled here is still open by the ERP's last word. Once its export names it no more that is
/// over: open again later, it begins a new life.
const OPEN_BY_ERP: &str = "iif(json_valid(data), data ->> '$.kind', 'quote') <> 'quote' AND iif(json_valid(imported), imported ->> '$.status', 'settled') NOT IN
           ('settled', 'cancelled', 'abandoned', 'draft', 'signed', 'refused', 'invoiced')
       AND coalesce(iif(json_valid(imported), imported ->> '$.left', 0), 1) <> 0
       AND iif(json_valid(data), data ->> '$.total', 0) > coalesce(
           (SELECT sum(iif(json_valid(payment.data), iif(payment.data ->> '$.document' = document.id
                           AND payment.data ->> '$.state' = 'settled', payment.data ->> '$.amount.minor', 0), 0))
            FROM payment WHERE payment.tenant = document.tenant AND payment.account = document.account AND payment.said = 0), 0)";
