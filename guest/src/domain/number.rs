//! Amounts and percentages as people write them: exact, never a fraction of the machine's.

use std::collections::BTreeMap;

use relance_contract::decimal;
use serde::Deserialize;

use super::{Currency, Money};

/// A percentage, in hundredths of a percent: `"5 %"`, `"7.5"`, `"7,5 %"`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct Percent(pub u32);

impl TryFrom<String> for Percent {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let digits = text.trim().trim_end_matches('%').trim();
        decimal(digits, 2)
            .and_then(|hundredths| u32::try_from(hundredths).ok())
            .filter(|value| *value <= 10_000)
            .map(Self)
            .ok_or_else(|| {
                let shown: String = text.chars().take(40).collect();
                format!("`{shown}` is no percentage: write `5 %` or `7.5 %`, at most 100 %")
            })
    }
}

/// The least that is worth a reminder, by currency.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(try_from = "BTreeMap<String, String>")]
pub struct Minimum(Vec<Money>);

impl Minimum {
    /// Whether there is none in any currency.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The least amount of that currency; `None` where there is none.
    #[must_use]
    pub fn of(&self, currency: Currency) -> Option<Money> {
        self.0.iter().copied().find(|money| money.currency == currency)
    }
}

impl TryFrom<BTreeMap<String, String>> for Minimum {
    type Error = String;

    fn try_from(by_currency: BTreeMap<String, String>) -> Result<Self, String> {
        let read = |(code, text): (&String, &String)| {
            let currency = Currency::from_code(code).ok_or_else(|| {
                format!(
                    "`{}` is no known currency: write three capitals, `EUR`",
                    code.chars().take(40).collect::<String>()
                )
            })?;
            let minor = decimal(text.trim(), usize::from(currency.digits())).ok_or_else(|| {
                format!(
                    "`{}` is not an amount of {code}: write `\"15\"` or `\"15.00\"`",
                    text.chars().take(40).collect::<String>()
                )
            })?;
            Ok(Money::new(minor, currency))
        };
        by_currency.iter().map(read).collect::<Result<_, String>>().map(Self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_and_percentages_are_exact() {
        let percent = |text: &str| Percent::try_from(text.to_owned()).ok().map(|percent| percent.0);
        assert_eq!(percent("5 %"), Some(500));
        assert_eq!(percent("7,5"), Some(750));
        assert_eq!(percent("100%"), Some(10_000));
        for wrong in ["", "%", "5.555", "101", "-1", "five"] {
            assert_eq!(percent(wrong), None, "{wrong}");
        }
        let minimum = |code: &str, text: &str| {
            Minimum::try_from(BTreeMap::from([(code.to_owned(), text.to_owned())]))
                .ok()
                .and_then(|minimum| minimum.of(Currency::from_code(code)?))
                .map(|money| money.minor)
        };
        assert_eq!(minimum("EUR", "15"), Some(1_500));
        assert_eq!(minimum("EUR", "15,5"), Some(1_550));
        assert_eq!(minimum("JPY", "500"), Some(500));
        for (code, wrong) in [("EUR", "15.001"), ("JPY", "5.5"), ("EUR", ""), ("EURO", "5"), ("EUR", "-1")] {
            assert_eq!(minimum(code, wrong), None, "{code} {wrong}");
        }
    }
}
