//! The tenant's calendar as it is written: its working week and its closed days, one by one or as periods.

use serde::{Deserialize, Deserializer};

use crate::{
    calendar::{Calendar, Holidays},
    domain::{Day, parse_day},
};

#[cfg(feature = "schema")]
use schemars::JsonSchema;

/// On which days the tenant works.
#[derive(Deserialize)]
#[cfg_attr(feature = "schema", derive(JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct CalendarText {
    /// The working days of a week; Monday to Friday when absent.
    working_week: Vec<Weekday>,
    /// Public holidays that the module computes: `fr`, `fr-alsace-moselle`, `fr-guadeloupe`, `fr-guyane`, `fr-martinique`, `fr-mayotte`,
    /// `fr-reunion`, `fr-saint-barthelemy`. Those of another country are listed under `closed` (F28).
    #[cfg_attr(feature = "schema", schemars(with = "Vec<String>"))]
    holidays: Vec<HolidaysName>,
    /// Days without reminders: `2025-06-09`, or a period with both its ends, `2025-08-01/2025-08-24` (F28).
    #[cfg_attr(feature = "schema", schemars(with = "Vec<String>"))]
    closed: Vec<Period>,
}

impl Default for CalendarText {
    fn default() -> Self {
        use Weekday::{Friday, Monday, Thursday, Tuesday, Wednesday};
        Self {
            working_week: vec![Monday, Tuesday, Wednesday, Thursday, Friday],
            holidays: Vec::new(),
            closed: Vec::new(),
        }
    }
}

#[derive(Clone, Copy, Deserialize)]
#[cfg_attr(feature = "schema", derive(JsonSchema))]
#[serde(rename_all = "kebab-case")]
enum Weekday {
    Monday,
    Tuesday,
    Wednesday,
    Thursday,
    Friday,
    Saturday,
    Sunday,
}

#[derive(Deserialize)]
#[serde(try_from = "String")]
struct HolidaysName(Holidays);

impl TryFrom<String> for HolidaysName {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        Holidays::of(&text).map(Self).ok_or_else(|| {
            let shown: String = text.chars().take(40).collect();
            let known: Vec<_> = Holidays::ALL.iter().map(|(name, _)| format!("`{name}`")).collect();
            format!(
                "there are no holidays `{shown}`: there is {}; write those of another country under `closed`",
                known.join(", ")
            )
        })
    }
}

#[derive(Deserialize)]
#[serde(try_from = "String")]
struct Period(Day, Day);

impl TryFrom<String> for Period {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let (first, last) = text.split_once('/').unwrap_or((&text, &text));
        match (parse_day(first), parse_day(last)) {
            (Some(first), Some(last)) if first <= last => Ok(Self(first, last)),
            _ => Err(format!(
                "`{}` is neither a day nor a period: write `2025-06-09`, or `2025-08-01/2025-08-24` with the first day first",
                text.chars().take(40).collect::<String>()
            )),
        }
    }
}

/// Reads the calendar.
///
/// # Errors
/// What is wrong with it, for the reader.
pub fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Calendar, D::Error> {
    let text = CalendarText::deserialize(deserializer)?;
    let week = text.working_week.iter().map(|day| *day as u8);
    let holidays = text.holidays.into_iter().map(|name| name.0);
    Calendar::new(week, holidays, text.closed.into_iter().map(|period| (period.0, period.1)))
        .ok_or_else(|| serde::de::Error::custom("`working_week` has no day: name at least one working day"))
}
