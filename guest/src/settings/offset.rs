//! Offsets as people write them: `+10 days`, `-5 days`, `J+3`, `D+3`, `+2 working days`, `J+2 ouvrés` (F25, F28).

use serde::Deserialize;

/// What an offset counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// Every day.
    Calendar,
    /// Days on which the tenant works.
    Working,
}

/// A number of days after (or, negative, before) an anchor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct Offset {
    /// How many; at most [`MAX_DAYS`] either way.
    pub days: i64,
    /// Of which days.
    pub unit: Unit,
}

/// Ten years: more is a typing error.
pub const MAX_DAYS: i64 = 3660;

const ALLOWED: &str = "write `+10 days`, `-5 days`, `J+3`, `D+3` or `+2 working days`";

impl TryFrom<String> for Offset {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        Self::parse(&text).ok_or_else(|| {
            let shown: String = text.chars().take(40).collect();
            format!("`{shown}` is not a number of days (at most {MAX_DAYS}): {ALLOWED}")
        })
    }
}

impl Offset {
    fn parse(text: &str) -> Option<Self> {
        let text = text.trim().to_lowercase().replace('−', "-");
        let rest = text.strip_prefix(['j', 'd']).unwrap_or(&text).trim_start();
        let (negative, rest) = match rest.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, rest.strip_prefix('+').unwrap_or(rest)),
        };
        let rest = rest.trim_start();
        let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
        let days = digits.parse::<i64>().ok().filter(|days| *days <= MAX_DAYS)?;
        let unit = match rest.strip_prefix(digits.as_str())?.trim() {
            "" | "day" | "days" | "jour" | "jours" | "calendar days" => Unit::Calendar,
            "working day" | "working days" | "business days" | "ouvré" | "ouvrés" | "jour ouvré" | "jours ouvrés" => {
                Unit::Working
            }
            _ => return None,
        };
        Some(Self { days: if negative { -days } else { days }, unit })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_people_write() {
        let calendar = |days| Ok(Offset { days, unit: Unit::Calendar });
        let working = |days| Ok(Offset { days, unit: Unit::Working });
        for (text, expected) in [
            ("+10 days", calendar(10)),
            ("-5 days", calendar(-5)),
            ("J+3", calendar(3)),
            ("D+3", calendar(3)),
            ("j - 2", calendar(-2)),
            ("0", calendar(0)),
            ("+ 1 day", calendar(1)),
            ("+2 working days", working(2)),
            ("J+2 ouvrés", working(2)),
        ] {
            assert_eq!(Offset::try_from(text.to_owned()), expected, "{text}");
        }
    }

    #[test]
    fn refuses_the_rest_and_says_what_is_allowed() {
        for wrong in ["", "soon", "3.5 days", "+10 weeks", "J+", "99999 days", "--3", "J+3 J+4"] {
            let error = Offset::try_from(wrong.to_owned());
            assert!(error.is_err_and(|message| message.contains("`J+3`")), "{wrong}");
        }
    }
}
