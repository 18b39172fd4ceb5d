//! Typed facts: the open door of an account or a document. Kinds are never mixed.

use super::{Day, Money};

/// What a fact is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FactValue {
    /// Any text.
    Text(String),
    /// A whole number.
    Integer(i64),
    /// An amount of one currency.
    Amount(Money),
    /// Yes or no.
    Flag(bool),
    /// A civil date.
    Day(Day),
}

/// The kind of a fact, as the settings declare it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FactKind {
    /// Any text.
    Text,
    /// A whole number.
    Integer,
    /// An amount of one currency.
    Amount,
    /// Yes or no.
    Flag,
    /// A civil date.
    Day,
}

impl FactKind {
    /// The kind's name in settings and messages.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Integer => "integer",
            Self::Amount => "amount",
            Self::Flag => "flag",
            Self::Day => "date",
        }
    }
}

impl FactValue {
    /// Which kind this value is of.
    #[must_use]
    pub const fn kind(&self) -> FactKind {
        match self {
            Self::Text(_) => FactKind::Text,
            Self::Integer(_) => FactKind::Integer,
            Self::Amount(_) => FactKind::Amount,
            Self::Flag(_) => FactKind::Flag,
            Self::Day(_) => FactKind::Day,
        }
    }
}

/// A named value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fact {
    /// Lower-case letters, digits and `_`.
    pub name: String,
    /// Its value.
    pub value: FactValue,
}

/// The value of the fact of that name, if it is there.
#[must_use]
pub fn find_fact<'a>(facts: &'a [Fact], name: &str) -> Option<&'a FactValue> {
    facts.iter().find(|fact| fact.name == name).map(|fact| &fact.value)
}
