//! What the harness says, in English and in French: every message is written in both where it is made, and said in the
//! reader's language where it is shown.

mod counted;
mod finding;
mod rule;

use std::fmt;

pub use counted::{agreed, counted};
pub use finding::finding;
pub use rule::rule;

use chrono::Datelike;
use relance_contract::{Currency, Day, ENGLISH, FRENCH, Money, parse_day, records::types::Next};
use serde::{Serialize, Serializer};

/// The reader's language.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum Language {
    /// English.
    #[default]
    #[value(name = "en")]
    English,
    /// French.
    #[value(name = "fr")]
    French,
}

impl Language {
    /// Its code in the contract.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::French => "fr",
        }
    }

    /// The language of a locale such as `fr_FR.UTF-8`: French, or else English.
    #[must_use]
    pub fn of_locale(locale: &str) -> Self {
        if locale.to_lowercase().starts_with("fr") { Self::French } else { Self::English }
    }
}

/// A word as a shell takes it.
#[must_use]
pub fn quoted(text: &str) -> String {
    if text.chars().all(|c| c.is_ascii_alphanumeric() || "-_./@".contains(c)) {
        text.to_owned()
    } else {
        format!("'{}'", text.replace('\'', "'\\''"))
    }
}

/// One thing said in both languages; see [`words!`](crate::words).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Words {
    english: String,
    french: String,
}

impl Words {
    /// The same in English and in French.
    #[must_use]
    pub const fn new(english: String, french: String) -> Self {
        Self { english, french }
    }

    /// Words around other words: `words` is asked once for each reader, and gives what that reader reads.
    pub fn around(words: impl Fn(Language) -> Self) -> Self {
        let said = |language| words(language).say(language).to_owned();
        Self { english: said(Language::English), french: said(Language::French) }
    }

    /// As this reader reads it.
    #[must_use]
    pub fn say(&self, language: Language) -> &str {
        match language {
            Language::English => &self.english,
            Language::French => &self.french,
        }
    }
}

/// A name, a figure, or what somebody else said: the same in both.
impl From<String> for Words {
    fn from(text: String) -> Self {
        Self { french: text.clone(), english: text }
    }
}

impl From<&str> for Words {
    fn from(text: &str) -> Self {
        Self::from(text.to_owned())
    }
}

/// In English: for logs and for other programs.
impl fmt::Display for Words {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.english)
    }
}

/// In English: for other programs.
impl Serialize for Words {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.english)
    }
}

/// [`Words`] from an English and a French format string over the same values.
#[macro_export]
macro_rules! words {
    ($english:literal, $french:literal $(, $($value:tt)*)?) => {
        $crate::text::Words::new(format!($english $(, $($value)*)?), format!($french $(, $($value)*)?))
    };
}

/// What comes next, as a sentence.
#[must_use]
pub fn next(next: &Next) -> Words {
    match next {
        Next::On(day) => words!(
            "looked at again on {day}, or sooner if something changes",
            "réexaminée le {day}, ou plus tôt si quelque chose change"
        ),
        Next::WhenChanged => {
            words!("looked at again when something changes", "réexaminée quand quelque chose change")
        }
        Next::Never => words!("never looked at again", "plus jamais réexaminée"),
    }
}

/// A day as people read it in a list: `Mon 5 July 2027`, `lun. 5 juillet 2027`.
#[must_use]
pub fn weekday(day: Day) -> Words {
    const EN: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
    const FR: [&str; 7] = ["lun.", "mar.", "mer.", "jeu.", "ven.", "sam.", "dim."];
    let at = usize::try_from(day.weekday().num_days_from_monday()).unwrap_or_default();
    let name = |names: [&'static str; 7]| names.get(at).copied().unwrap_or_default();
    Words::new(format!("{} {}", name(EN), ENGLISH.date(day)), format!("{} {}", name(FR), FRENCH.date(day)))
}

/// A day of the contract as people read it in a sentence: `5 July 2027`, `5 juillet 2027`.
#[must_use]
pub fn date(day: &str) -> Words {
    parse_day(day).map_or_else(|| day.into(), |day| Words::new(ENGLISH.date(day), FRENCH.date(day)))
}

/// An amount as people read it: `€1,250.00`, `1 250,00 €`.
#[must_use]
pub fn amount(minor: i64, currency: &str) -> Words {
    let Some(currency) = Currency::from_code(currency) else { return format!("{minor} {currency}").into() };
    let amount = Money::new(minor, currency);
    Words::new(ENGLISH.money(amount), FRENCH.money(amount))
}
