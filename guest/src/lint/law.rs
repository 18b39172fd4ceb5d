//! What is doubtful about the section `law`: rates below what the law leaves free, claims without a profile.

use relance_contract::{Path, decimal};

use crate::{law, number::Percent, settings::Settings, wording};

/// What is allowed and probably not meant: the path, what, and what to do.
pub(super) fn doubts(settings: &Settings) -> Vec<(&'static str, Path, String, &'static str)> {
    let path = Path::default().key("law");
    let mut doubts = Vec::new();
    let profile = settings.law.profile.as_deref().unwrap_or("b2b-fr");
    if let Some(rate) = settings.law.contractual_rate {
        let below = law::below_floor(&settings.law, profile, rate);
        if let Some((day, floor)) = below.last() {
            let shown = |percent: Percent| wording::format_percent(percent.0, wording::Reader::English);
            let message = format!(
                "{} is below three times the legal interest rate in {} half-years, the last from {day} ({}): C. com. L441-10",
                shown(rate),
                below.len(),
                shown(*floor)
            );
            doubts.push((
                "rate-below-floor",
                path.key("contractual_rate"),
                message,
                "write a higher rate, or leave it out: then the law's own applies",
            ));
        }
    }
    if settings.law.eu.points.is_some_and(|points| points.0 < 800) {
        let message = "the directive 2011/7/EU (art. 2) gives the creditor at least 8 points".to_owned();
        doubts.push((
            "rate-below-floor",
            path.key("eu").key("points"),
            message,
            "less may be asked for; probably more was meant",
        ));
    }
    if settings.law.eu.indemnity.as_ref().and_then(|euros| decimal(euros, 2)).is_some_and(|cents| cents < 4_000) {
        let message = "the directive 2011/7/EU (art. 6) gives the creditor at least 40 EUR".to_owned();
        doubts.push((
            "rate-below-floor",
            path.key("eu").key("indemnity"),
            message,
            "less may be asked for; probably more was meant",
        ));
    }
    let claims = settings.scenarios.iter().flat_map(|scenario| &scenario.steps).any(|step| !step.claims.is_empty());
    if claims && settings.law.profile.is_none() {
        let message =
            "a step claims late charges, and accounts without a profile of their own are asked for none".to_owned();
        doubts.push((
            "profile-missing",
            path.key("profile"),
            message,
            "set it to the profile of most of your customers; consumers need their own",
        ));
    }
    doubts
}
