//! Steps that left for documents that are still open: what settings must not lose.

use super::{Store, missing::OPEN};
use crate::error::Result;

/// A step that left for open documents in the life they are in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BegunStep {
    /// Its scenario.
    pub scenario: String,
    /// Its identifier.
    pub step: String,
    /// For how many documents it left.
    pub documents: usize,
}

impl Store {
    /// The steps that left for open documents of a tenant, by scenario and step.
    ///
    /// # Errors
    /// [`crate::error::Kind::Store`].
    pub fn begun_steps(&self, tenant: &str) -> Result<Vec<BegunStep>> {
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
}
