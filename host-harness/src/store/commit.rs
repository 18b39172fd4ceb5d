//! Puts an answer of the module away in one transaction: decisions, outbox and history together, or nothing.

use relance_contract::records::{
    reminders::Composition,
    types::{Account, AccountAnswer},
};

use super::DecidedWith;
use crate::error::Result;

/// What the module decided of one account, and the actions to carry out.
#[derive(Debug)]
pub struct Outcome<'a> {
    /// The account as it was decided.
    pub account: &'a Account,
    /// What the module answered for it.
    pub answer: &'a AccountAnswer,
    /// The next day on which more will be known of it.
    pub changes_on: Option<&'a str>,
}

/// What became of one account.
#[derive(Debug, PartialEq, Eq)]
pub enum Committed {
    /// It is put away; so many actions are in the outbox.
    Yes {
        /// How many.
        actions: usize,
        /// Keys of actions that were done already, and of those that leave together with one: nothing of these was put away.
        refused: Vec<String>,
    },
    /// The account changed meanwhile: nothing was put away, it is looked at again.
    Changed,
}

/// Decisions and messages, put away in one transaction.
pub trait Commits {
    /// Puts away what was decided on `today`.
    ///
    /// # Errors
    /// [`crate::error::Kind::Store`]. An action whose coverage left already is refused with those that leave together with it; the rest of
    /// its account is put away.
    fn commit(
        &mut self,
        tenant: &str,
        today: &str,
        decided_with: &DecidedWith,
        outcomes: Vec<Outcome<'_>>,
    ) -> Result<Vec<Committed>>;

    /// Puts the messages of a reminder by hand into the outbox, each account's only if it has not changed since it was `known`. Answers the
    /// accounts that have.
    ///
    /// # Errors
    /// [`crate::error::Kind::Store`]; then nothing is put away.
    fn put_by_hand(
        &mut self,
        tenant: &str,
        decided: (&str, &DecidedWith),
        known: &[Account],
        composition: &Composition,
    ) -> Result<Vec<String>>;

    /// Messages to customers that the history has for that day, rehearsals not counted.
    ///
    /// # Errors
    /// [`crate::error::Kind::Store`].
    fn customer_messages(&self, tenant: &str, day: &str) -> Result<u32>;
}
