//! Reminders by hand that were asked for on the same day already: a command that is said again after a full disk must not send twice.

use super::Message;

/// A message that is asked for by hand, and the one that was asked for like it before.
#[derive(Debug)]
pub struct Repeated {
    /// The key of the new one.
    pub key: String,
    /// The one that waits, left or may have left.
    pub before: Message,
}
