//! [`LastRun`](crate::store::LastRun) in the tables of this store.

use rusqlite::OptionalExtension;

use super::Sqlite;
use crate::{
    error::Result,
    store::{Ahead, LastRun},
};

impl LastRun for Sqlite {
    fn last_run(&self, tenant: &str) -> Result<Option<String>> {
        let day = self
            .db
            .prepare_cached("SELECT last_run FROM tenant WHERE id = ?1")?
            .query_row([tenant], |row| row.get::<_, String>(0))
            .optional()?;
        Ok(day.filter(|day| !day.is_empty()))
    }

    fn set_last_run(&self, tenant: &str, day: &str) -> Result<()> {
        self.db
            .prepare_cached("UPDATE tenant SET last_run = ?2 WHERE id = ?1 AND last_run <> ?2")?
            .execute((tenant, day))?;
        Ok(())
    }

    fn without_history(&self, tenant: &str) -> Result<usize> {
        let count: i64 = self
            .db
            .prepare_cached(
                "SELECT count(*) FROM outbox WHERE tenant = ?1 AND state IN ('sent', 'leaving', 'ambiguous')
                     AND NOT EXISTS (SELECT 1 FROM entry WHERE entry.outbox = outbox.id)",
            )?
            .query_row([tenant], |row| row.get(0))?;
        Ok(usize::try_from(count).unwrap_or_default())
    }

    fn ahead_of(&self, tenant: &str, day: &str) -> Result<Option<Ahead>> {
        let (until, messages): (Option<String>, i64) = self
            .db
            .prepare_cached(
                "SELECT max(day), count(DISTINCT outbox) FROM entry
                 WHERE tenant = ?1 AND day > ?2 AND state = 'sent' AND audience = 'customer' AND simulated = 0",
            )?
            .query_row((tenant, day), |row| Ok((row.get(0)?, row.get(1)?)))?;
        let last_run = self.last_run(tenant)?.filter(|last| last.as_str() > day);
        Ok(until.max(last_run).map(|until| Ahead { until, messages }))
    }
}
