//! Numbers of bank accounts.

/// Whether an account number can exist: two letters, two digits that check the rest (ISO 13616). Capital letters, no spaces.
///
/// ```
/// use relance_contract::is_iban;
///
/// assert!(is_iban("DE89370400440532013000"));
/// assert!(!is_iban("DE88370400440532013000"));
/// ```
#[must_use]
pub fn is_iban(iban: &str) -> bool {
    let (head, rest) = iban.split_at_checked(4).unwrap_or_default();
    let shape = (15..=34).contains(&iban.len())
        && iban.bytes().all(|byte| byte.is_ascii_digit() || byte.is_ascii_uppercase())
        && head.bytes().take(2).all(|byte| byte.is_ascii_uppercase())
        && head.bytes().skip(2).all(|byte| byte.is_ascii_digit());
    let remainder = rest.chars().chain(head.chars()).filter_map(|c| c.to_digit(36)).fold(0_u32, |sum, digit| {
        let shift = if digit > 9 { 100 } else { 10 };
        (sum * shift + digit) % 97
    });
    shape && remainder == 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_account_number_is_checked() {
        assert!(is_iban("FR7630006000011234567890189"));
        assert!(is_iban("DE89370400440532013000"));
        for wrong in
            ["FR7630006000011234567890188", "FR76", "", "fr7630006000011234567890189", "76FR30006000011234567890189"]
        {
            assert!(!is_iban(wrong), "{wrong}");
        }
    }
}
