//! Dates and amounts as files write them.

use relance_contract::{Currency, Day, MAX_YEAR, MIN_YEAR};

use crate::{text::Words, words};

/// A date written after `format`, as `YYYY-MM-DD`.
pub(super) fn date(text: &str, format: &str) -> Result<String, Words> {
    use chrono::Datelike;
    Day::parse_from_str(text, format)
        .ok()
        .filter(|day| (MIN_YEAR..=MAX_YEAR).contains(&day.year()))
        .map(relance_contract::format_iso)
        .ok_or_else(|| words!("not a possible date written as `{format}`", "pas une date possible écrite `{format}`"))
}

/// Currencies whose symbol may stand beside an amount.
pub(super) const SYMBOLS: &[(&str, &str)] = &[("EUR", "€"), ("GBP", "£"), ("USD", "$")];

/// A currency as its code, where a sign says it alone.
pub(super) fn currency(text: String) -> Result<String, Words> {
    match text.as_str() {
        "€" => Ok("EUR".to_owned()),
        "£" => Ok("GBP".to_owned()),
        "$" => Err(words!(
            "several currencies have this sign: write the one it is in the mapping, `currency = \"USD\"`",
            "plusieurs monnaies ont ce signe : écrivez laquelle dans la correspondance, `currency = \"USD\"`"
        )),
        _ => Ok(text),
    }
}

/// An amount in minor units, read digit by digit: money never passes through a fraction. Its own currency may stand beside
/// it, as a code or a symbol.
pub(super) fn amount(text: &str, decimal_point: char, currency: &str) -> Result<i64, Words> {
    let known = Currency::from_code(currency)
        .ok_or_else(|| words!("`{currency}` is not a known currency", "`{currency}` n'est pas une devise connue"))?;
    let digits_after = usize::from(known.digits());
    let symbol = SYMBOLS.iter().find(|(code, _)| *code == currency).map_or(currency, |(_, symbol)| symbol);
    let text = [currency, symbol].iter().fold(text.trim(), |text, name| {
        text.strip_suffix(name).or_else(|| text.strip_prefix(name)).unwrap_or(text).trim()
    });
    let (negative, unsigned) = text.strip_prefix('-').map_or((false, text), |rest| (true, rest));
    let (whole, fraction) = unsigned.split_once(decimal_point).unwrap_or((unsigned, ""));
    let whole = ungrouped(whole, if decimal_point == ',' { '.' } else { ',' });
    let fraction = fraction.trim_end_matches('0');
    let only_digits = |text: &str| text.chars().all(|c| c.is_ascii_digit());
    if whole.is_empty() || !only_digits(&whole) || !only_digits(fraction) {
        return Err(words!(
            "not an amount written with `{decimal_point}` before the cents",
            "pas un montant écrit avec `{decimal_point}` avant les centimes"
        ));
    }
    if fraction.len() > digits_after {
        return Err(words!(
            "more digits after the `{decimal_point}` than {currency} has ({digits_after})",
            "plus de chiffres après `{decimal_point}` que n'en a {currency} ({digits_after})"
        ));
    }
    let minor: i64 =
        format!("{whole}{fraction:0<digits_after$}").parse().map_err(|_| words!("too large", "trop grand"))?;
    Ok(if negative { -minor } else { minor })
}

/// A cell that says yes or no; empty is no.
pub(super) fn yes_or_no(text: &str) -> Result<bool, Words> {
    match text.to_lowercase().as_str() {
        "yes" | "oui" | "true" | "vrai" | "y" | "o" | "x" | "1" => Ok(true),
        "" | "no" | "non" | "false" | "faux" | "n" | "0" | "-" => Ok(false),
        _ => Err(words!("neither yes nor no", "ni oui ni non")),
    }
}

/// Digits without what stands between groups of three; `1,5` is no thousand and stays as it is.
fn ungrouped(whole: &str, group: char) -> String {
    let separator = |c: char| c == group || matches!(c, ' ' | '\u{a0}' | '\u{202f}' | '\'');
    let mut groups = whole.split(separator);
    let first = groups.next().unwrap_or_default();
    let grouped = (1..=3).contains(&first.len()) && groups.clone().all(|digits| digits.len() == 3);
    if grouped { groups.fold(first.to_owned(), |all, digits| all + digits) } else { whole.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_keep_every_cent() {
        assert_eq!(amount("55.94", '.', "USD"), Ok(5_594));
        assert_eq!(amount("1 234,5", ',', "EUR"), Ok(123_450));
        assert_eq!(amount("1.234,56", ',', "EUR"), Ok(123_456));
        assert_eq!(amount("1\u{202f}234,56", ',', "EUR"), Ok(123_456));
        assert_eq!(amount("-3", '.', "EUR"), Ok(-300));
        assert_eq!(amount("300.47000000", '.', "EUR"), Ok(30_047));
        assert_eq!(amount("1000", '.', "JPY"), Ok(1_000));
        assert_eq!(amount("1 234,56 €", ',', "EUR"), Ok(123_456));
        assert_eq!(amount("USD 12.50", '.', "USD"), Ok(1_250));
        for wrong in ["", "abc", "1.2.3", "1,5", "0.005", "12€", "99999999999999999999"] {
            assert!(amount(wrong, '.', "USD").is_err(), "{wrong}");
        }
    }

    #[test]
    fn yes_is_yes_in_both_languages() {
        assert_eq!(["Oui", "YES", "x", "1"].map(yes_or_no), [Ok(true), Ok(true), Ok(true), Ok(true)]);
        assert_eq!(["", "Non", "false"].map(yes_or_no), [Ok(false), Ok(false), Ok(false)]);
        assert!(yes_or_no("peut-être").is_err());
    }

    #[test]
    fn dates_must_be_possible() {
        assert_eq!(date("1/2/2013", "%m/%d/%Y").as_deref(), Ok("2013-01-02"));
        assert_eq!(date("31/12/2026", "%d/%m/%Y").as_deref(), Ok("2026-12-31"));
        for wrong in ["2/30/2013", "13/1/2013", "1/2/13", ""] {
            assert!(date(wrong, "%m/%d/%Y").is_err(), "{wrong}");
        }
    }
}
