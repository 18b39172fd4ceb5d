//! How long a debt can be claimed (F79): warned of in time, and held once it is too late. Part of step 4.
//!
//! Counted from the earliest of delivery, issue and due day, or from what interrupted it last; against a public body from the 1 January
//! after it, and again from a written claim (law 68-1250).

use chrono::Datelike;

use super::Case;
use crate::domain::{Day, Kind, Run, plus_months};

/// The limitation period of one invoice or instalment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limitation {
    /// The last day on which it can be claimed.
    pub last_day: Day,
    /// The first day on which a person is warned.
    pub warn_from: Day,
}

/// The period of this case; `None` for a quote, and where no profile says how long it is.
#[must_use]
pub fn of(case: &Case<'_>) -> Option<Limitation> {
    if case.document.kind != Kind::Invoice {
        return None;
    }
    let settings = &case.context.settings.limitation;
    let profile = profile(case)?;
    let years = i32::from(settings.years(profile)?);
    let document = case.document;
    let earliest = [document.delivered, Some(document.issued), case.due()].into_iter().flatten().min()?;
    let from = document.limitation_from.unwrap_or(earliest);
    let last_day = if profile.starts_with("public") {
        let written = case
            .entries
            .iter()
            .filter(|entry| entry.reached_customer() && entry.run == Run::Live)
            .map(|entry| entry.day);
        let from = written.chain([from]).max()?;
        Day::from_ymd_opt(from.year().checked_add(years)?, 12, 31)?
    } else {
        plus_months(from, years * 12)
    };
    Some(Limitation { last_day, warn_from: plus_months(last_day, -i32::from(settings.warn_months)) })
}

/// The law that applies to the account: its own, else the tenant's choice.
#[must_use]
pub fn profile<'a>(case: &Case<'a>) -> Option<&'a str> {
    case.account.profile.as_deref().or(case.context.settings.law.profile.as_deref())
}

/// Whether the customer is a consumer.
#[must_use]
pub fn is_consumer(case: &Case<'_>) -> bool {
    profile(case).is_some_and(|profile| profile.starts_with("consumer"))
}
