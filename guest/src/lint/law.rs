//! What is doubtful about the section `law`: rates below what the law leaves free, claims without a profile.

use relance_contract::{Path, decimal};

use super::Doubt;
use crate::{domain::Found, law, settings::Settings};

/// What is allowed and probably not meant.
pub(super) fn doubts(settings: &Settings) -> Vec<Doubt> {
    let path = Path::default().key("law");
    let mut doubts = Vec::new();
    let profile = settings.law.profile.as_deref().unwrap_or("b2b-fr");
    if let Some(rate) = settings.law.contractual_rate {
        let below = law::below_floor(&settings.law, profile, rate);
        if let Some((day, floor)) = below.last() {
            let found = Found::RateBelowFloor { rate, half_years: below.len(), day: *day, floor: *floor };
            doubts.push(Doubt { found, path: path.key("contractual_rate") });
        }
    }
    if settings.law.eu.points.is_some_and(|points| points.0 < 800) {
        doubts.push(Doubt { found: Found::EuropeanPointsLow, path: path.key("eu").key("points") });
    }
    if settings.law.eu.indemnity.as_ref().and_then(|euros| decimal(euros, 2)).is_some_and(|cents| cents < 4_000) {
        doubts.push(Doubt { found: Found::EuropeanIndemnityLow, path: path.key("eu").key("indemnity") });
    }
    let claims = settings.scenarios.iter().flat_map(|scenario| &scenario.steps).any(|step| !step.claims.is_empty());
    if claims && settings.law.profile.is_none() {
        doubts.push(Doubt { found: Found::ProfileMissing, path: path.key("profile") });
    }
    doubts
}
