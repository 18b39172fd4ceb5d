//! How far a message of the outbox got, and why, as the store keeps it.

use relance_contract::records::types::EntryState;
use serde::Serialize;

use crate::{text::Words, words};

/// How far a message of the outbox got.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum OutboxState {
    /// It waits.
    Pending,
    /// It may be seen from now on.
    Leaving,
    /// It left.
    Sent,
    /// It is a letter that left the outbox and stands in no print file yet. The store keeps it as [`Self::Sent`].
    Unprinted,
    /// It could not leave.
    Failed,
    /// Nobody knows whether it left.
    Ambiguous,
    /// It does not leave any more.
    Cancelled,
}

impl OutboxState {
    const ALL: [Self; 7] =
        [Self::Pending, Self::Leaving, Self::Sent, Self::Unprinted, Self::Failed, Self::Ambiguous, Self::Cancelled];

    /// Its name in the store.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Leaving => "leaving",
            Self::Sent => "sent",
            Self::Unprinted => "unprinted",
            Self::Failed => "failed",
            Self::Ambiguous => "ambiguous",
            Self::Cancelled => "cancelled",
        }
    }

    /// The state of this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.name() == name)
    }

    /// What is recorded of a message in this state.
    pub(crate) const fn entry(self) -> EntryState {
        match self {
            Self::Pending | Self::Leaving => EntryState::Pending,
            Self::Sent | Self::Unprinted => EntryState::Sent,
            Self::Failed => EntryState::Failed,
            Self::Ambiguous => EntryState::Ambiguous,
            Self::Cancelled => EntryState::Cancelled,
        }
    }

    /// For people.
    #[must_use]
    pub fn words(self) -> Words {
        match self {
            Self::Pending => words!("waits", "en attente"),
            Self::Leaving => words!("leaving or left", "en partance ou partie"),
            Self::Sent => words!("sent", "partie"),
            Self::Unprinted => words!("waits to be printed", "attend d'être imprimée"),
            Self::Failed => words!("failed", "échouée"),
            Self::Ambiguous => words!("uncertain", "incertaine"),
            Self::Cancelled => words!("cancelled", "annulée"),
        }
    }
}
