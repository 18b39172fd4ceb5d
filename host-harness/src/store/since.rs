//! What other programs wrote into the store since messages were decided: without any of it nothing need be looked at again.

use super::Store;
use crate::error::Result;

/// When the messages of a day were decided.
#[derive(Clone, Debug)]
pub struct Since {
    pub(super) today: String,
    /// The digest of the module.
    pub(super) module: String,
    /// The store's own count of what others had written by then.
    written: i64,
}

impl Store {
    /// Now: to be asked before anything is read that is decided on.
    ///
    /// # Errors
    /// [`crate::error::Kind::Store`].
    pub fn since_now(&self, today: &str, module: &str) -> Result<Since> {
        Ok(Since { today: today.to_owned(), module: module.to_owned(), written: self.written_by_others()? })
    }

    /// Whether another program has written anything since then.
    pub(super) fn is_otherwise(&self, since: &Since) -> Result<bool> {
        Ok(self.written_by_others()? != since.written)
    }

    /// Differs from one time to the next where another connection has changed the store in between.
    fn written_by_others(&self) -> Result<i64> {
        Ok(self.db.pragma_query_value(None, "data_version", |row| row.get(0))?)
    }
}
