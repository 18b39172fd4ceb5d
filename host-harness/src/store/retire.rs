//! What nobody has seen yet. What an earlier day left behind in the outbox never left: it is no attempt, so it is forgotten and decided again.

use super::{Before, DecidedWith, Message, Overtaken};
use crate::error::Result;

/// What an earlier day left behind and does not leave any more by itself.
#[derive(Debug, Default)]
pub struct Retired {
    /// Keys of messages of which nobody knows whether they left.
    pub ambiguous: Vec<String>,
    /// Reminders by hand that could not leave on their day, or of which something changed since: only a person asks for them again.
    pub by_hand: Vec<Message>,
}

/// What nobody has seen yet: it can be taken back, and is decided again.
pub trait Unseen {
    /// Retires what another day left behind, and what waits although something it was written from has changed since (a payment, a hold, an
    /// import, the settings, bank data that are set back): its customer may have paid. What never left is decided again, as if it had not been asked for; what was leaving
    /// is ambiguous and stays so. A reminder by hand is not decided again.
    ///
    /// # Errors
    /// [`crate::error::Kind::Store`].
    fn retire_leftovers(&mut self, tenant: &str, today: &str, decided_with: &DecidedWith, now: i64) -> Result<Retired>;

    /// Letters that left, that nobody has printed, and that are not to be printed any more. `taken_back`: those whose taking back was cut off.
    ///
    /// # Errors
    /// [`crate::error::Kind::Store`].
    fn overtaken_letters(
        &self,
        tenant: &str,
        decided: (&str, &DecidedWith),
        taken_back: &dyn Fn(&str) -> bool,
        before: Before<'_>,
    ) -> Result<Vec<Overtaken>>;

    /// Letters that left and stand in no print file that anybody could have seen.
    ///
    /// # Errors
    /// [`crate::error::Kind::Store`].
    fn unprinted_letters(&self, tenant: &str) -> Result<Vec<Message>>;

    /// Of these letters nobody knows what became of them: their files are gone, and they stand in no print file.
    ///
    /// # Errors
    /// [`crate::error::Kind::Store`].
    fn lose_letters(&mut self, tenant: &str, letters: &[Message]) -> Result<()>;

    /// Takes letters back that nobody has printed: they have not left. Their accounts are decided again; a reminder by hand is not.
    ///
    /// # Errors
    /// [`crate::error::Kind::Store`].
    fn withdraw_letters(&mut self, tenant: &str, letters: &[Overtaken]) -> Result<()>;
}
