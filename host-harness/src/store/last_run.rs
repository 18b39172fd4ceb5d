//! The day of the last run, and what lies ahead of a day: a clock that was wrong once leaves both.

use crate::error::Result;

/// What the store has of days after one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ahead {
    /// The last of these days.
    pub until: String,
    /// Messages to customers that left on one of them.
    pub messages: i64,
}

/// When runs were, and what does not fit to it.
pub trait LastRun {
    /// The day of the last run of a tenant, where one is recorded.
    ///
    /// # Errors
    /// [`crate::error::Kind::Store`].
    fn last_run(&self, tenant: &str) -> Result<Option<String>>;

    /// Records that there was a run of this day.
    ///
    /// # Errors
    /// [`crate::error::Kind::Store`].
    fn set_last_run(&self, tenant: &str, day: &str) -> Result<()>;

    /// How many messages left of which the history says nothing: records that somebody took out of the store.
    ///
    /// # Errors
    /// [`crate::error::Kind::Store`].
    fn without_history(&self, tenant: &str) -> Result<usize>;

    /// What left, or was run, on days after this one.
    ///
    /// # Errors
    /// [`crate::error::Kind::Store`].
    fn ahead_of(&self, tenant: &str, day: &str) -> Result<Option<Ahead>>;
}
