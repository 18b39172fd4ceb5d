//! How far a message of the outbox got, and why, as the store keeps it.

use relance_contract::records::types::EntryState;
use rusqlite::{
    ToSql,
    types::{FromSql, FromSqlError, FromSqlResult, ToSqlOutput, ValueRef},
};
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

    /// What is recorded of a message in this state.
    pub(super) const fn entry(self) -> EntryState {
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

impl ToSql for OutboxState {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(self.name().into())
    }
}

impl FromSql for OutboxState {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        let name = value.as_str()?;
        Self::ALL.into_iter().find(|state| state.name() == name).ok_or(FromSqlError::InvalidType)
    }
}

/// A reason as the store keeps it: in both languages.
pub(super) fn kept(reason: &Words) -> String {
    use crate::text::Language::{English, French};
    let [english, french] = [English, French].map(|language| reason.say(language));
    if english == french {
        return english.to_owned();
    }
    serde_json::json!([english, french]).to_string()
}

/// A reason that the store keeps; a former version kept English alone.
pub(super) fn reason(kept: &str) -> Words {
    match serde_json::from_str::<[String; 2]>(kept) {
        Ok([english, french]) => Words::new(english, french),
        Err(_) => kept.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_comes_back_in_both_languages() {
        for words in [words!("no room", "plus de place"), "out/mail".into(), "".into()] {
            assert_eq!(reason(&kept(&words)), words);
        }
        assert_eq!(reason("no room"), "no room".into(), "as a former version kept it");
    }
}
