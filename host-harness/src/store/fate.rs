//! What became of the messages that decisions asked for.

use std::collections::BTreeMap;

use relance_contract::records::types::Decision;

use super::OutboxState;

/// What became of what a decision asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fate {
    /// All of it left for the customer, on this day.
    Left(String),
    /// Something of it is a letter that nobody has printed yet.
    Unprinted,
    /// All of it is for the team, which was asked on this day: a task, a notification.
    Asked(String),
    /// All of it was shown to the team only, on this day: a rehearsal.
    Rehearsed(String),
    /// Something of it waits in the outbox.
    Waits,
    /// Something of it may or may not have left.
    Uncertain,
    /// Something of it could not leave.
    Failed,
}

/// A message as far as its fate goes.
#[derive(Debug)]
pub(crate) struct InOutbox {
    pub(crate) state: OutboxState,
    pub(crate) day: String,
    pub(crate) simulated: bool,
    pub(crate) for_the_customer: bool,
}

/// The messages by their key; one that was rehearsed and then left is the one that left.
#[derive(Debug, Default)]
pub struct Fates(pub(crate) BTreeMap<String, InOutbox>);

impl Fates {
    /// What became of a decision's messages; nothing where it asked for none, or none is in the outbox.
    #[must_use]
    pub fn of(&self, decision: &Decision) -> Option<Fate> {
        let messages: Vec<_> = decision.actions.iter().filter_map(|key| self.0.get(key)).collect();
        let day = &messages.first()?.day;
        let has = |states: &[OutboxState]| messages.iter().any(|message| states.contains(&message.state));
        Some(if has(&[OutboxState::Ambiguous, OutboxState::Leaving]) {
            Fate::Uncertain
        } else if has(&[OutboxState::Failed, OutboxState::Cancelled]) {
            Fate::Failed
        } else if has(&[OutboxState::Pending]) {
            Fate::Waits
        } else if has(&[OutboxState::Unprinted]) {
            Fate::Unprinted
        } else if messages.iter().all(|message| message.simulated) {
            Fate::Rehearsed(day.clone())
        } else if messages.iter().any(|message| message.for_the_customer) {
            Fate::Left(day.clone())
        } else {
            Fate::Asked(day.clone())
        })
    }
}
