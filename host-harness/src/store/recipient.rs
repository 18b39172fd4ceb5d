//! To whom a message went: by address where this store wrote it, by a mark of the address where it was taken over from a journal. A journal has no
//! addresses; a mark tells the few of one customer apart and shows none of them, though who guesses an address can test it.

use sha2::{Digest, Sha256};

/// The mark of an address in the message with this key.
#[must_use]
pub fn mark(key: &str, address: &str) -> String {
    let digest = Sha256::new().chain_update(key).chain_update(address.to_lowercase()).finalize();
    digest.iter().take(4).map(|byte| format!("{byte:02x}")).collect()
}

/// Somebody to whom a message went.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Recipient {
    /// At this address.
    Address(String),
    /// At the address with this mark.
    Mark(String),
}

impl Recipient {
    /// Whether the message with this key went to him at this address.
    pub(crate) fn is_at(&self, key: &str, address: &str) -> bool {
        match self {
            Self::Address(known) => known.to_lowercase() == address.to_lowercase(),
            Self::Mark(known) => *known == mark(key, address),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_is_of_an_address_in_one_message_however_it_is_written() {
        let key = "0".repeat(32);
        let marked = Recipient::Mark(mark(&key, "Anne@x.example"));
        assert!(marked.is_at(&key, "anne@X.example"));
        assert!(!marked.is_at(&key, "bruno@x.example"));
        assert!(!marked.is_at(&"1".repeat(32), "anne@x.example"));
    }
}
