//! Documents of the store that an export no longer names: an ERP that lists open items only leaves out what was paid.

use std::collections::BTreeSet;

use relance_contract::records::types::DocumentKind;
use serde::Serialize;

/// What a file names, and so what it could have named.
#[derive(Debug, Default)]
pub struct Named {
    /// Its documents by identifier, with those of rows that cannot be read.
    pub documents: BTreeSet<String>,
    /// The kinds of its documents.
    pub kinds: Vec<DocumentKind>,
    /// Accounts that come whole: what they no longer have is forgotten already.
    pub whole: BTreeSet<String>,
}

/// Kinds that are listed together: a file that has one of them lists all of them. On the day its last invoice was paid a file of invoices may have a
/// credit note alone, and one whose credit notes are used up has invoices alone.
pub(crate) const LISTED_TOGETHER: [&[DocumentKind]; 2] = [
    &[DocumentKind::Invoice, DocumentKind::CreditNote, DocumentKind::Deposit],
    &[DocumentKind::Quote, DocumentKind::Lead],
];

/// An open document of the store that a file does not name.
#[derive(Clone, Debug, Serialize)]
pub struct Missing {
    /// Its account.
    #[serde(skip)]
    pub account: String,
    /// Its identifier.
    pub document: String,
    /// Its number.
    pub number: String,
    /// It came last with its whole account.
    #[serde(skip)]
    pub came_whole: bool,
}
