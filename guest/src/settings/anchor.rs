//! The date a step counts from.

use serde::Deserialize;

/// The date a step counts from.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub enum Anchor {
    /// A date of the document.
    On(DateOf),
    /// The last day of the month of that date (F29).
    EndOfMonth(DateOf),
    /// The last reminder that left, manual ones included.
    PreviousReminder,
    /// The latest event of that kind about the document or its account.
    Event(String),
}

/// A date of the document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DateOf {
    /// The document's date.
    Issued,
    /// The day it first reached the customer.
    FirstSent,
    /// An invoice's or instalment's due day.
    Due,
    /// A quote's last valid day.
    ValidUntil,
}

impl DateOf {
    const ALL: [Self; 4] = [Self::Issued, Self::FirstSent, Self::Due, Self::ValidUntil];

    const fn name(self) -> &'static str {
        match self {
            Self::Issued => "issued",
            Self::FirstSent => "first-sent",
            Self::Due => "due",
            Self::ValidUntil => "valid-until",
        }
    }

    fn read(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|date| date.name() == text)
    }
}

impl Anchor {
    /// As it is written in settings.
    #[must_use]
    pub fn name(&self) -> String {
        match self {
            Self::On(date) => date.name().to_owned(),
            Self::EndOfMonth(date) => format!("end-of-month:{}", date.name()),
            Self::PreviousReminder => "previous-reminder".to_owned(),
            Self::Event(kind) => format!("event:{kind}"),
        }
    }

    /// The date of the document it depends on.
    #[must_use]
    pub const fn date(&self) -> Option<DateOf> {
        match self {
            Self::On(date) | Self::EndOfMonth(date) => Some(*date),
            Self::PreviousReminder | Self::Event(_) => None,
        }
    }

    /// The event it depends on.
    #[must_use]
    pub fn event(&self) -> Option<&str> {
        match self {
            Self::Event(kind) => Some(kind),
            Self::On(_) | Self::EndOfMonth(_) | Self::PreviousReminder => None,
        }
    }
}

impl TryFrom<String> for Anchor {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let read = || {
            if let Some(date) = DateOf::read(&text) {
                return Some(Self::On(date));
            }
            match text.split_once(':') {
                None if text == "previous-reminder" => Some(Self::PreviousReminder),
                Some(("end-of-month", date)) => DateOf::read(date).map(Self::EndOfMonth),
                Some(("event", kind)) if !kind.is_empty() => Some(Self::Event(kind.to_owned())),
                _ => None,
            }
        };
        read().ok_or_else(|| {
            let shown: String = text.chars().take(40).collect();
            format!(
                "`{shown}` is not a date a step can count from: write `issued`, `first-sent`, `due`, `valid-until`, one of these as `end-of-month:due`, `previous-reminder` or `event:NAME`"
            )
        })
    }
}
