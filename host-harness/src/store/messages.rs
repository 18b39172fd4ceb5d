//! Messages of the outbox by the names that people know.

use serde::Serialize;

use super::OutboxState;
use crate::{error::Result, sort, text::Words, words};

/// A message of the outbox as people know it.
#[derive(Clone, Debug, Serialize)]
pub struct Message {
    /// The outbox's own number.
    #[serde(skip)]
    pub id: i64,
    /// Its key.
    pub key: String,
    /// The account.
    pub account: String,
    /// The account's name.
    pub name: String,
    /// The numbers of the documents it covers.
    pub numbers: Vec<String>,
    /// The day it was decided on.
    pub day: String,
    /// `email`, `letter`…
    pub kind: String,
    /// How far it got.
    pub state: OutboxState,
    /// Why.
    pub problem: Words,
}

impl Message {
    /// Who, what for, how, when.
    #[must_use]
    pub fn label(&self) -> Words {
        let name = if self.name.is_empty() { &self.account } else { &self.name };
        let (numbers, kind, sorte, day) = (self.numbers.join(", "), &self.kind, sort::in_french(&self.kind), &self.day);
        words!("{name}, {numbers} ({kind} of {day})", "{name}, {numbers} ({sorte} du {day})")
    }
}

/// Which messages are asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wanting {
    /// Not carried out yet.
    Open,
    /// Nobody knows whether they left.
    Uncertain,
    /// Asked for by hand, taken back before anybody saw them, and not asked for again since: only a person asks for them again. Not of
    /// documents of which nothing is expected any more.
    TakenBack,
    /// All that was not simply sent: open, uncertain, failed and not asked for again since, taken back, a letter that nobody has printed.
    All,
}

/// Messages by the names that people know.
pub trait Messages {
    /// Messages of a tenant that are not simply sent, oldest first.
    ///
    /// # Errors
    /// [`crate::error::Kind::Store`].
    fn messages(&self, tenant: &str, wanting: Wanting) -> Result<Vec<Message>>;

    /// One message by its key, whatever became of it.
    ///
    /// # Errors
    /// [`crate::error::Kind::Store`].
    fn message(&self, tenant: &str, key: &str) -> Result<Option<Message>>;

    /// One message by its number in the outbox.
    ///
    /// # Errors
    /// [`crate::error::Kind::Store`].
    fn message_at(&self, tenant: &str, id: i64) -> Result<Option<Message>>;

    /// The last message of a tenant that left, rehearsals not counted.
    ///
    /// # Errors
    /// [`crate::error::Kind::Store`].
    fn last_sent(&self, tenant: &str) -> Result<Option<Message>>;

    /// The tenants whose message has this key.
    ///
    /// # Errors
    /// [`crate::error::Kind::Store`].
    fn owners(&self, key: &str) -> Result<Vec<String>>;
}
