//! What the law wants to see of the sender (F54): their mentions, their address, an account number that can exist.

use crate::domain::{Company, Found};

/// What is missing of the sender's own mentions: the member of `company`, and what.
#[must_use]
pub fn missing(company: &Company) -> Vec<(&'static str, Found)> {
    let mut missing = Vec::new();
    let french = company.address.as_ref().is_none_or(|address| address.country == "FR");
    match &company.legal_mentions {
        None => missing.push(("legal_mentions", Found::MentionsMissing)),
        Some(mentions) if french => {
            let digits = mentions.chars().filter(char::is_ascii_digit).count();
            if digits < 9 || !mentions.to_uppercase().contains("RCS") && !mentions.to_uppercase().contains("SIREN") {
                missing.push(("legal_mentions", Found::MentionsWithoutRegister));
            }
        }
        Some(_) => {}
    }
    if company.address.is_none() {
        missing.push(("address", Found::SenderAddressMissing));
    }
    let iban = company.iban.as_deref().map(|iban| iban.chars().filter(|c| !c.is_whitespace()).collect::<String>());
    if iban.is_some_and(|iban| !relance_contract::is_iban(&iban)) {
        missing.push(("iban", Found::IbanInvalid));
    }
    missing
}
