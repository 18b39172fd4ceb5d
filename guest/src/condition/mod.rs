//! Conditions: Jinja expressions over *typed* facts (F15, F27). `left > 1000 and segment == "public"`.
//!
//! Jinja itself finds `none < 1000` and `"500" > 100000` true, which would remind the wrong people. So only Jinja's
//! grammar is taken; kinds are checked when the settings are read, and a value that is missing for one document is an
//! error there, never a guess. A number compared with an amount is in whole units: `left > 1000.50`.

mod contradiction;
mod evaluate;
mod parse;

pub use evaluate::{BUILT_IN, Values};

use serde::Deserialize;

use crate::domain::Day;

/// Longer conditions are refused: they bound how deep an expression can nest.
pub const MAX_CHARACTERS: usize = 2_000;

/// One condition, parsed.
#[derive(Clone, Debug, Deserialize)]
#[serde(try_from = "String")]
pub struct Condition {
    root: Expr,
}

impl TryFrom<String> for Condition {
    type Error = String;

    fn try_from(source: String) -> Result<Self, String> {
        parse::parse(&source).map(|root| Self { root })
    }
}

impl Condition {
    /// Whether the answer can change by the mere passing of days.
    #[must_use]
    pub fn depends_on_today(&self) -> bool {
        self.root.names(&|name| matches!(name, "today" | "days_late" | "account_left" | HAPPENED | SEGMENT))
    }

    /// The segments it asks for, by name.
    #[must_use]
    pub fn segments(&self) -> Vec<&str> {
        self.root
            .parts()
            .into_iter()
            .filter_map(|part| if let Expr::Segment(name) = part { Some(name.as_str()) } else { None })
            .collect()
    }

    /// The events it asks for, by name.
    #[must_use]
    pub fn events(&self) -> Vec<&str> {
        self.root
            .parts()
            .into_iter()
            .filter_map(|part| if let Expr::Happened(name) = part { Some(name.as_str()) } else { None })
            .collect()
    }
}

#[derive(Clone, Debug, PartialEq)]
enum Expr {
    Name(String),
    Literal(Literal),
    Defined(String),
    Not(Box<Self>),
    All(Box<Self>, Box<Self>),
    Any(Box<Self>, Box<Self>),
    Compare(Comparison, Box<Self>, Box<Self>),
    OneOf(Box<Self>, Vec<Literal>),
    If(Box<Self>, Box<Self>, Box<Self>),
    /// `happened("clicked")`.
    Happened(String),
    /// `in_segment("key accounts")`.
    Segment(String),
}

/// What [`Expr::names`] calls an event and a segment: both may change by the mere passing of days.
const HAPPENED: &str = "happened()";
const SEGMENT: &str = "in_segment()";

impl Expr {
    fn names(&self, wanted: &dyn Fn(&str) -> bool) -> bool {
        self.parts().into_iter().any(|part| match part {
            Self::Name(name) | Self::Defined(name) => wanted(name),
            Self::Happened(_) => wanted(HAPPENED),
            Self::Segment(_) => wanted(SEGMENT),
            _ => false,
        })
    }

    /// Itself and all it consists of.
    fn parts(&self) -> Vec<&Self> {
        let mut parts = vec![self];
        match self {
            Self::Name(_) | Self::Literal(_) | Self::Defined(_) | Self::Happened(_) | Self::Segment(_) => {}
            Self::Not(inner) | Self::OneOf(inner, _) => parts.extend(inner.parts()),
            Self::All(left, right) | Self::Any(left, right) | Self::Compare(_, left, right) => {
                parts.extend(left.parts().into_iter().chain(right.parts()));
            }
            Self::If(test, yes, no) => {
                parts.extend([test, yes, no].into_iter().flat_map(|part| part.parts()));
            }
        }
        parts
    }
}

#[derive(Clone, Debug, PartialEq)]
enum Literal {
    Integer(i64),
    /// Digits and how many of them stand after the point.
    Decimal(i64, u32),
    Text(String),
    Flag(bool),
    Day(Day),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Comparison {
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}
