//! What may be asked for besides the debt (F56): the profile, the rates, a contractual rate.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::domain::Percent;

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
