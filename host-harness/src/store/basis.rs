//! What a message was written from. As long as nobody has seen it, it is compared with what is known now.

use std::collections::BTreeSet;

use relance_contract::records::types::{Account, Action, DocumentKind};
use sha2::{Digest, Sha256};

use super::to_json;
use crate::error::Result;

/// A digest of all that a message about some documents of an account says or rests on: the documents, credit notes and deposits, payments, holds,
/// replies, addresses, and what everything is decided with. Other documents and the history are no part of it.
pub(super) fn basis(account: &Account, decided_with: &str, action: &Action) -> Result<String> {
    let covered: BTreeSet<_> = action.wanted.coverage.iter().map(|coverage| coverage.document.as_str()).collect();
    let matters =
        |id: &str, kind| covered.contains(id) || matches!(kind, DocumentKind::CreditNote | DocumentKind::Deposit);
    let documents = account.documents.iter().filter(|document| matters(&document.id, document.kind)).cloned();
    let account = Account {
        // A first send that leaves beside it is recorded there.
        documents: documents
            .map(|mut document| {
                document.first_sent = None;
                document
            })
            .collect(),
        revision: String::new(),
        history: Vec::new(),
        closed_documents: None,
        ..account.clone()
    };
    let mut digest = Sha256::new();
    for part in [decided_with, &to_json(&account)?] {
        digest.update(u64::try_from(part.len()).unwrap_or(u64::MAX).to_le_bytes());
        digest.update(part);
    }
    Ok(digest.finalize().iter().take(16).map(|byte| format!("{byte:02x}")).collect())
}
