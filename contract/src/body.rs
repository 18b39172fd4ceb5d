//! What actions have in common, whatever their kind.

use crate::records::types::{
    AccountMeasure, ActionBody, Email, HandOver, Letter, Notification, OtherAction, ShortMessage, Task,
};

/// What an action consists of.
#[derive(Clone, Copy, Debug)]
pub enum Content<'a> {
    /// The customer is told something.
    Message(Message<'a>),
    /// A person of the tenant has something to do.
    Task(&'a Task),
    /// A person of the tenant is told something.
    Notification(&'a Notification),
    /// Orders are blocked, or the service suspended.
    Measure(&'a AccountMeasure),
    /// Documents go to a lawyer or an agency.
    HandOver(&'a HandOver),
    /// The tenant's own.
    Other(&'a OtherAction),
}

/// A message to a customer, by what it can carry.
#[derive(Clone, Copy, Debug)]
pub enum Message<'a> {
    /// A page for a mailbox.
    Email(&'a Email),
    /// A page to be printed.
    Letter(&'a Letter),
    /// One line for a telephone.
    Short(&'a ShortMessage),
}

impl ActionBody {
    /// What it consists of.
    #[must_use]
    pub const fn content(&self) -> Content<'_> {
        match self {
            Self::Email(email) => Content::Message(Message::Email(email)),
            Self::Letter(letter) | Self::RegisteredLetter(letter) => Content::Message(Message::Letter(letter)),
            Self::Sms(short) | Self::Whatsapp(short) => Content::Message(Message::Short(short)),
            Self::Task(task) => Content::Task(task),
            Self::Notification(notification) => Content::Notification(notification),
            Self::BlockOrders(measure) | Self::Suspend(measure) => Content::Measure(measure),
            Self::HandOver(hand_over) => Content::HandOver(hand_over),
            Self::Other(other) => Content::Other(other),
        }
    }

    /// What the customer is told; `None`: nothing.
    #[must_use]
    pub const fn message(&self) -> Option<Message<'_>> {
        if let Content::Message(message) = self.content() { Some(message) } else { None }
    }
}
