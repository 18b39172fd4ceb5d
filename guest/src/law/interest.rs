//! Late interest on one debt, in segments that anybody can recompute: amount = base × rate × days / 365, half up to the minor unit.
//!
//! A segment ends where a half-year or what was owed changes. A payment lowers the base from the day after it. Where a rate is missing
//! there is a segment without an amount: nothing is claimed for it, and that is reported.

use super::{
    LawSettings,
    profile::{Profile, half_year, next_half_year, rate},
};
use crate::domain::{Day, days_between, plus_days};

/// What was owed, and since when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Debt {
    /// The first day that bore interest: where one rate holds for the whole delay, that of its half-year.
    pub began: Day,
    /// The first day whose interest was not charged yet.
    pub start: Day,
    /// What is left today, in minor units.
    pub left: i64,
    /// What was paid since the start, with the day: owed until that day, that day included.
    pub paid: Vec<(Day, i64)>,
}

/// One stretch of days with one base and one rate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Segment {
    /// The first day.
    pub from: Day,
    /// The last day, included.
    pub to: Day,
    /// What was owed, in minor units.
    pub base: i64,
    /// Yearly, in hundredths of a percent; `None` when nobody gave the reference rate of that half-year.
    pub rate: Option<u32>,
    /// How many days.
    pub days: i64,
    /// In minor units; 0 without a rate.
    pub amount: i64,
}

/// The interest on a debt until `last`, that day included. `None` for amounts that do not fit.
#[must_use]
pub fn interest(
    settings: &LawSettings,
    profile: &Profile,
    contractual: Option<u32>,
    debt: &Debt,
    last: Day,
) -> Option<Vec<Segment>> {
    let mut segments = Vec::new();
    let mut from = debt.start;
    let began = half_year(debt.began);
    while from <= last {
        let ends = debt.paid.iter().map(|(day, _)| *day).filter(|day| *day >= from);
        // With one rate for the whole delay a half-year changes nothing.
        let changes = (contractual.is_none() && !profile.fixed).then(|| plus_days(next_half_year(from), -1));
        let to = ends.chain(changes).chain([last]).min()?;
        let owed = debt.paid.iter().filter(|(day, _)| *day >= from).map(|(_, minor)| *minor);
        let base = owed.chain([debt.left]).try_fold(0_i64, i64::checked_add)?;
        let days = days_between(from, to).checked_add(1)?;
        let reference = if profile.fixed { began } else { from };
        let rate = contractual.or_else(|| rate(settings, &profile.reference, reference)?.checked_add(profile.points.0));
        if base > 0 {
            let amount = rate.map_or(Some(0), |rate| simple(base, rate, days))?;
            segments.push(Segment { from, to, base, rate, days, amount });
        }
        from = to.succ_opt()?;
    }
    Some(segments)
}

/// base × rate × days / 365, half up.
fn simple(base: i64, rate: u32, days: i64) -> Option<i64> {
    const YEAR: i128 = 365 * 10_000;
    let product = i128::from(base).checked_mul(i128::from(rate))?.checked_mul(i128::from(days))?;
    i64::try_from(product.checked_add(YEAR / 2)?.checked_div(YEAR)?).ok()
}
