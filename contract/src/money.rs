//! Money is an integer of minor units plus a currency; never a float, never two currencies added.

use super::Currency;

/// An amount in minor units of one currency.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Money {
    /// Minor units: cents, yen, millimes.
    pub minor: i64,
    /// The currency they are units of.
    pub currency: Currency,
}

/// A sum that does not fit in 64 bits, or of two currencies: the data are wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Overflow;

impl Money {
    /// `minor` units of `currency`.
    #[must_use]
    pub const fn new(minor: i64, currency: Currency) -> Self {
        Self { minor, currency }
    }

    /// The sum of two amounts of one currency.
    ///
    /// # Errors
    /// [`Overflow`] when the currencies differ or the sum does not fit.
    ///
    /// ```
    /// use relance_contract::{Currency, Money, Overflow};
    ///
    /// let amount = |minor, code| Money::new(minor, Currency::from_code(code).unwrap());
    /// assert_eq!(amount(120_000, "EUR").plus(amount(-20_000, "EUR")), Ok(amount(100_000, "EUR")));
    /// assert_eq!(amount(120_000, "EUR").plus(amount(20_000, "CHF")), Err(Overflow));
    /// ```
    pub fn plus(self, other: Self) -> Result<Self, Overflow> {
        if self.currency != other.currency {
            return Err(Overflow);
        }
        self.minor.checked_add(other.minor).map(|minor| Self { minor, ..self }).ok_or(Overflow)
    }
}

/// A number with at most `places` digits after its point or comma, times ten to that power; `None` for anything else, signs included.
///
/// ```
/// use relance_contract::decimal;
///
/// assert_eq!(decimal("1250,5", 2), Some(125_050));
/// assert_eq!(decimal("1250.505", 2), None);
/// assert_eq!(decimal("-3", 2), None);
/// ```
#[must_use]
pub fn decimal(text: &str, places: usize) -> Option<i64> {
    let (whole, fraction) = text.split_once(['.', ',']).unwrap_or((text, ""));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || !digits(whole) || !digits(fraction) || fraction.len() > places {
        return None;
    }
    format!("{whole}{fraction:0<places$}").parse().ok()
}
