//! What the law wants to see of the sender (F54): their mentions, their address, an account number that can exist.

use crate::domain::Company;

/// Something missing: its code, the member of the company, what, and what to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Missing {
    /// A code of the contract's table `finding`.
    pub code: &'static str,
    /// The member of `company`.
    pub member: &'static str,
    /// What.
    pub message: &'static str,
    /// What to do.
    pub hint: &'static str,
}

/// What is missing of the sender's own mentions.
#[must_use]
pub fn missing(company: &Company) -> Vec<Missing> {
    let mut missing = Vec::new();
    let mut doubt = |code, member, message, hint| missing.push(Missing { code, member, message, hint });
    let french = company.address.as_ref().is_none_or(|address| address.country == "FR");
    match &company.legal_mentions {
        None => doubt(
            "sender-mentions-missing",
            "legal_mentions",
            "the sender's mentions are missing from messages and letters (France: C. com. R123-237, R123-238)",
            "write form, capital, seat, SIREN and the register's town in one line",
        ),
        Some(mentions) if french => {
            let digits = mentions.chars().filter(char::is_ascii_digit).count();
            if digits < 9 || !mentions.to_uppercase().contains("RCS") && !mentions.to_uppercase().contains("SIREN") {
                doubt(
                    "sender-mentions-missing",
                    "legal_mentions",
                    "the mentions do not show the SIREN and the register's town (C. com. R123-237)",
                    "write `RCS Lyon 123 456 789`",
                );
            }
        }
        Some(_) => {}
    }
    if company.address.is_none() {
        doubt("sender-address-missing", "address", "letters have no sender's address", "give the company's address");
    }
    let iban = company.iban.as_deref().map(|iban| iban.chars().filter(|c| !c.is_whitespace()).collect::<String>());
    if iban.is_some_and(|iban| !relance_contract::is_iban(&iban)) {
        doubt(
            "iban-invalid",
            "iban",
            "the account number cannot exist (ISO 13616)",
            "look at its digits; no QR code is printed until then",
        );
    }
    missing
}
