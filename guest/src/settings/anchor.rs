//! The date a step counts from.

use serde::Deserialize;

/// The date a step counts from.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub enum Anchor {
    /// The document's date.
    Issued,
    /// The day it first reached the customer.
    FirstSent,
    /// An invoice's or instalment's due day.
    Due,
    /// A quote's last valid day.
    ValidUntil,
    /// The last reminder that left, manual ones included.
    PreviousReminder,
    /// The latest event of that kind about the document or its account.
    Event(String),
}

impl Anchor {
    /// As it is written in settings.
    #[must_use]
    pub fn name(&self) -> String {
        match self {
            Self::Issued => "issued".to_owned(),
            Self::FirstSent => "first-sent".to_owned(),
            Self::Due => "due".to_owned(),
            Self::ValidUntil => "valid-until".to_owned(),
            Self::PreviousReminder => "previous-reminder".to_owned(),
            Self::Event(kind) => format!("event:{kind}"),
        }
    }
}

impl TryFrom<String> for Anchor {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        Ok(match text.as_str() {
            "issued" => Self::Issued,
            "first-sent" => Self::FirstSent,
            "due" => Self::Due,
            "valid-until" => Self::ValidUntil,
            "previous-reminder" => Self::PreviousReminder,
            other => match other.strip_prefix("event:").filter(|kind| !kind.is_empty()) {
                Some(kind) => Self::Event(kind.to_owned()),
                None => {
                    let shown: String = other.chars().take(40).collect();
                    return Err(format!(
                        "`{shown}` is no date a step can count from: write `issued`, `first-sent`, `due`, `valid-until`, `previous-reminder` or `event:NAME`"
                    ));
                }
            },
        })
    }
}
