//! What may be asked for besides the debt (F56): the profile, the rates, a contractual rate.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::{Percent, Settings, check::Wrong};
use crate::{law, wording};
use relance_contract::{Path, decimal};

#[cfg(feature = "schema")]
use schemars::JsonSchema;

/// What the law lets the tenant ask for. Rates the module does not know yet are added here, dated by half-year.
#[derive(Debug, Default, Deserialize)]
#[cfg_attr(feature = "schema", derive(JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct LawSettings {
    /// The profile of accounts that have none: `b2b-fr`, `consumer-fr`, `public-fr`, `transport-fr`, `b2b-eu`. Absent: nothing is
    /// claimed from them besides the debt, and their debts are not watched.
    pub profile: Option<String>,
    /// The yearly rate that the tenant's contracts set (France: not below three times the legal interest rate, C. com. L441-10). Absent:
    /// the rate of the law.
    #[cfg_attr(feature = "schema", schemars(with = "Option<String>"))]
    pub contractual_rate: Option<Percent>,
    /// Reference rates by name, then by the first day of their half-year: `{"ecb-main": {"2026-07-01": "2.15 %"}}`. Over the module's
    /// own.
    #[cfg_attr(feature = "schema", schemars(with = "BTreeMap<String, BTreeMap<String, String>>"))]
    pub rates: BTreeMap<String, BTreeMap<String, Percent>>,
    /// What the profile `b2b-eu` uses: the law that governs the contract decides.
    pub eu: EuropeanTerms,
}

/// What a contract under the law of another country of the EU lets the creditor ask for (directive 2011/7/EU).
#[derive(Debug, Default, Deserialize)]
#[cfg_attr(feature = "schema", derive(JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct EuropeanTerms {
    /// The name of the reference rate; absent: `ecb-main`.
    pub reference: Option<String>,
    /// Points added to it; absent: 8, the least of the directive.
    #[cfg_attr(feature = "schema", schemars(with = "Option<String>"))]
    pub points: Option<Percent>,
    /// The fixed indemnity in euros; absent: 40, the least of the directive.
    pub indemnity: Option<String>,
}

/// Something that a message can claim besides what is left to pay.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Charge {
    /// Late interest until the day of the message.
    Interest,
    /// The fixed indemnity for recovery costs, once for each invoice.
    Indemnity,
}

/// What makes the section unusable.
pub(super) fn check(settings: &Settings, wrong: &mut Vec<Wrong>) {
    let path = Path::default().key("law");
    if let Some(profile) = &settings.law.profile
        && settings.limitation.years(profile).is_none()
        && law::profile(&settings.law, profile).is_none()
    {
        let hint = "write `b2b-fr`, `consumer-fr`, `public-fr`, `transport-fr` or `b2b-eu`".to_owned();
        wrong.push((path.key("profile"), format!("there is no profile `{profile}`"), hint));
    }
    for (name, rates) in &settings.law.rates {
        for day in rates.keys().filter(|day| !law::is_reference_day(day)) {
            let shown: String = day.chars().take(40).collect();
            let message = format!("`{shown}` is not the first day of a half-year");
            let hint = "rates are dated 1 January and 1 July: `2026-07-01`".to_owned();
            wrong.push((path.key("rates").key(name), message, hint));
        }
    }
    if settings.law.eu.indemnity.as_ref().is_some_and(|euros| decimal(euros, 2).is_none()) {
        let message = "the indemnity is an amount of euros: write `\"40\"` or `\"40.00\"`".to_owned();
        wrong.push((path.key("eu").key("indemnity"), message, String::new()));
    }
}

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
