//! What the ERP knows, handed out account by account as it was known on a day.

use relance_contract::records::types::Account;
use serde::Serialize;

use crate::{error::Result, text::Words};

/// One account of a page.
#[derive(Clone, Debug)]
pub struct Loaded {
    /// As it was known on the day.
    pub account: Account,
    /// The next day on which more will be known of it.
    pub changes_on: Option<String>,
}

/// An account with a record that cannot be read.
#[derive(Clone, Debug, Serialize)]
pub struct Unreadable {
    /// The account.
    pub account: String,
    /// What is wrong.
    pub problem: Words,
}

/// What the ERP knows, handed out.
pub trait Accounts {
    /// One account as it was known on `today`.
    ///
    /// # Errors
    /// [`crate::error::Kind::Store`].
    fn account(&self, tenant: &str, id: &str, today: &str) -> Result<Option<Loaded>>;

    /// The accounts that have a document of this number or identifier.
    ///
    /// # Errors
    /// [`crate::error::Kind::Store`].
    fn find_document(&self, tenant: &str, number: &str) -> Result<Vec<(String, String)>>;
}
