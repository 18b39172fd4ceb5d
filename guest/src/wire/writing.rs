//! Writing wanted actions out, and how much of them goes into one answer.

use relance_contract::{Content, Message, element};

use super::{records::types as wire, write};
use crate::wanted::Wanted;

/// How much may still be written.
pub(super) struct Room {
    /// `None`: all.
    left: Option<usize>,
    any: bool,
}

impl Room {
    /// Up to about so many bytes.
    pub(super) fn of(bytes: Option<u32>) -> Self {
        Self { left: bytes.map(|bytes| usize::try_from(bytes).unwrap_or(usize::MAX)), any: false }
    }

    /// Whether something was written, and nothing more fits.
    pub(super) fn is_full(&self) -> bool {
        self.any && self.left == Some(0)
    }

    pub(super) fn take(&mut self, action: &wire::Action) {
        self.any = true;
        self.left = self.left.map(|left| left.saturating_sub(size(action)));
    }
}

fn size(action: &wire::Action) -> usize {
    let of_email = |email: &wire::Email| email.subject.len() + email.text.len() + email.html.len();
    match action.body.content() {
        Content::Message(Message::Email(email)) => of_email(email),
        Content::Message(Message::Letter(letter)) => letter.subject.len() + letter.text.len(),
        Content::Message(Message::Short(short)) => short.text.len(),
        Content::Task(task) => task.title.len() + task.note.len() + task.draft.as_ref().map_or(0, of_email),
        Content::Notification(notification) => notification.title.len() + notification.text.len(),
        Content::Measure(measure) => measure.reason.len(),
        Content::HandOver(hand_over) => hand_over.note.len(),
        Content::Other(other) => other.name.len(),
    }
}

/// The finished action.
///
/// # Errors
/// What kept it from being written.
pub(super) fn written(wanted: &Wanted<'_>) -> Result<wire::Action, Box<wire::Finding>> {
    write::action(wanted).map_err(|found| {
        let case = wanted.case;
        let of = (case.account.id.as_str(), Some(case.document.id.as_str()));
        // What is sent by hand has no step.
        let step = wanted.coverage.first().filter(|coverage| !coverage.scenario.is_empty());
        let step = step.map(|coverage| {
            format!("{}.{}.", element("scenarios", &coverage.scenario), element("steps", &coverage.step))
        });
        let path = format!("{}{}", step.unwrap_or_default(), element("actions", wanted.action()));
        Box::new(write::found_of(&found, of, path, case.context.locale))
    })
}
