//! What each profile lets a creditor ask for, and the reference rates: data with their sources, in `profiles.json` and `rates.json`.
//!
//! A rate is never a constant of the code: the settings add later ones, and what is not there is not guessed.

use relance_contract::decimal;
use std::{collections::BTreeMap, sync::LazyLock};

use chrono::Datelike;
use serde::Deserialize;

use super::LawSettings;
use crate::{
    domain::{Day, Percent, parse_day},
    sort,
};

/// What interest counts from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum From {
    /// The day after the due day, without any reminder.
    Due,
    /// The day after the first formal notice.
    Notice,
}

/// What the law lets a creditor ask for.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Profile {
    /// The rate that the points are added to, by its name in the table of rates.
    pub reference: String,
    /// Points added to it.
    pub points: Percent,
    /// What interest counts from.
    pub from: From,
    /// The rate of the half-year in which interest began, for the whole delay.
    #[serde(default)]
    pub fixed: bool,
    /// For each invoice paid late, in euros; `None`: it may not be asked for.
    indemnity: Option<String>,
    /// The rates below which a contractual rate may not be.
    pub floor: Option<String>,
    /// The article that interest rests on; `{EU}` stands for the Union's abbreviation in the language of the letter.
    pub interest_law: String,
    /// The article that the indemnity rests on, or that forbids it; `{EU}` as above.
    pub indemnity_law: String,
}

impl Profile {
    /// What an invoice paid late costs besides interest, in cents of euro.
    #[must_use]
    pub fn indemnity(&self) -> Option<i64> {
        decimal(self.indemnity.as_deref()?, 2)
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Series {
    #[expect(dead_code, reason = "for whoever reads the file")]
    what: String,
    #[expect(dead_code, reason = "for whoever reads the file")]
    source: String,
    rates: BTreeMap<String, Percent>,
}

/// Both files are ours, and a test reads them.
static PROFILES: LazyLock<BTreeMap<String, Profile>> =
    LazyLock::new(|| serde_json::from_str(include_str!("profiles.json")).unwrap_or_default());
static RATES: LazyLock<BTreeMap<String, Series>> =
    LazyLock::new(|| serde_json::from_str(include_str!("rates.json")).unwrap_or_default());

/// A profile by its name, with what the settings say of business customers in the EU; `None` when it says nothing about interest.
#[must_use]
pub fn profile(settings: &LawSettings, name: &str) -> Option<Profile> {
    let mut profile = PROFILES.get(name)?.clone();
    if name == "b2b-eu" {
        let eu = &settings.eu;
        profile.reference = eu.reference.clone().unwrap_or(profile.reference);
        profile.points = eu.points.unwrap_or(profile.points);
        profile.indemnity = eu.indemnity.clone().or(profile.indemnity);
    }
    Some(profile)
}

/// The reference rate of the half-year of `day`, in hundredths of a percent; `None` when nobody gave it.
#[must_use]
pub fn rate(settings: &LawSettings, reference: &str, day: Day) -> Option<u32> {
    let key = half_year(day).to_string();
    let own = settings.rates.get(reference).and_then(|rates| rates.get(&key));
    own.or_else(|| RATES.get(reference)?.rates.get(&key)).map(|percent| percent.0)
}

/// The first day of the half-year a day lies in.
#[must_use]
pub fn half_year(day: Day) -> Day {
    let month = if day.month() < 7 { 1 } else { 7 };
    Day::from_ymd_opt(day.year(), month, 1).unwrap_or(day)
}

/// The first day of the half-year after.
#[must_use]
pub fn next_half_year(day: Day) -> Day {
    crate::domain::plus_months(half_year(day), 6)
}

/// Every half-year of the floor of a contractual rate at which `rate` lies below it, with the floor.
#[must_use]
pub fn below_floor(settings: &LawSettings, name: &str, rate: Percent) -> Vec<(Day, Percent)> {
    let Some(floor) = profile(settings, name).and_then(|profile| profile.floor) else { return Vec::new() };
    let shipped = RATES.get(&floor).into_iter().flat_map(|series| &series.rates);
    let own = settings.rates.get(&floor).into_iter().flatten();
    let all = sort::map(shipped.chain(own).map(|(day, percent)| (day.as_str(), *percent)));
    let below = all.into_iter().filter(|(_, floor)| rate.0 < floor.0);
    below.filter_map(|(day, floor)| Some((parse_day(day)?, floor))).collect()
}

/// Whether a text is the first day of a half-year: what rates are dated by.
#[must_use]
pub fn is_reference_day(text: &str) -> bool {
    parse_day(text).is_some_and(|day| half_year(day) == day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_data_can_be_read() {
        let law = LawSettings::default();
        assert_eq!(PROFILES.len(), 5);
        for (name, read) in PROFILES.iter() {
            assert_eq!(read.indemnity(), (name != "consumer-fr").then_some(4_000), "{name}");
        }
        assert!(RATES.values().flat_map(|series| series.rates.keys()).all(|day| is_reference_day(day)));
        let day = |text: &str| parse_day(text).unwrap();
        assert_eq!(rate(&law, "ecb-main", day("2024-06-30")), Some(450));
        assert_eq!(rate(&law, "ecb-main", day("2024-07-01")), Some(425));
        assert_eq!(rate(&law, "ecb-main", day("2026-07-01")), None, "not known: never guessed");
        assert_eq!(rate(&law, "fr-legal-consumer", day("2025-03-01")), None, "only the host gives it");
    }

    #[test]
    fn a_contractual_rate_has_a_floor() {
        let law = LawSettings::default();
        let days: Vec<_> = below_floor(&law, "b2b-fr", Percent(1_200)).iter().map(|(day, _)| day.to_string()).collect();
        assert_eq!(days, ["2023-07-01", "2024-01-01", "2024-07-01"]);
        assert_eq!(below_floor(&law, "public-fr", Percent(100)), []);
    }
}
