//! What a message was written from. As long as nobody has seen it, it is compared with what is known now.

use relance_contract::records::types::Account;
use sha2::{Digest, Sha256};

use super::json::to_json;
use crate::error::Result;

/// Stands for the digest of a letter that was taken over from a journal: nobody knows what it was written from.
pub(crate) const TAKEN_OVER: &str = "taken over";

/// A digest of all that a message of this day to an account says or rests on: everything that is known of the account, since a payment or another
/// document may move money to the one it is about, and what everything is decided with. The history is no part of it.
pub(crate) fn basis(account: &Account, decided_with: &str) -> Result<String> {
    let account = Account { revision: String::new(), history: Vec::new(), closed_documents: None, ..account.clone() };
    let mut digest = Sha256::new();
    for part in [decided_with, &to_json(&account)?] {
        digest.update(u64::try_from(part.len()).unwrap_or(u64::MAX).to_le_bytes());
        digest.update(part);
    }
    Ok(digest.finalize().iter().take(16).map(|byte| format!("{byte:02x}")).collect())
}
