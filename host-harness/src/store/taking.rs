//! What the ERP knows, taken in account by account.

use std::fmt;

use relance_contract::records::types::Account;

use super::{Bookkeeper, Missing, Moved, Named, Unreadable};
use crate::error::Result;

/// An account to take in, with the day from which each document and payment is known ('' always).
#[derive(Clone, Debug)]
pub struct Known {
    /// The account; its documents, payments and history are taken from here, too.
    pub account: Account,
    /// For each document, in the same order.
    pub documents_from: Vec<String>,
    /// For each payment, in the same order.
    pub payments_from: Vec<String>,
    /// Whether this is all there is of the account: what it no longer has is forgotten, its history excepted.
    pub complete: bool,
    /// Whether it says who wants offers; where it does not, what is known of that stays.
    pub tells_offers: bool,
}

impl Known {
    /// A whole account, of which everything is known already.
    #[must_use]
    pub fn already(account: Account) -> Self {
        let (documents, payments) = (account.documents.len(), account.payments.len());
        Self {
            account,
            documents_from: vec![String::new(); documents],
            payments_from: vec![String::new(); payments],
            complete: true,
            tells_offers: true,
        }
    }

    /// The account with what the ERP said before of who wants offers, where it does not say it now.
    #[must_use]
    pub fn with_offers_of(&self, before: &Account) -> Account {
        let mut account = self.account.clone();
        if let (false, Some(mailbox), Some(known)) = (self.tells_offers, &mut account.mailbox, &before.mailbox)
            && mailbox.address.to_lowercase() == known.address.to_lowercase()
        {
            (mailbox.opted_out, mailbox.opted_in) = (known.opted_out, known.opted_in);
        }
        account
    }
}

/// What an import changed.
#[derive(Debug, Default)]
pub struct Taken {
    /// Documents that were not there.
    pub new: usize,
    /// Documents that were otherwise.
    pub changed: usize,
    /// Accounts that stayed as they were, since what the store knows of them cannot be read.
    pub unreadable: Vec<Unreadable>,
    /// Documents that went to another account.
    pub moved: Vec<Moved>,
}

/// Accounts that come one after the other, since together they may be more than fits into memory.
pub trait Arrivals: fmt::Debug {
    /// Hands over each of them, until one is not taken.
    ///
    /// # Errors
    /// What `take` says, and [`crate::error::Kind::Store`] where they cannot be read.
    fn each(&self, take: &mut dyn FnMut(Known) -> Result<()>) -> Result<()>;

    /// The account in which a document comes, if it does.
    ///
    /// # Errors
    /// [`crate::error::Kind::Store`] where they cannot be read.
    fn account_of(&self, document: &str) -> Result<Option<String>>;
}

impl Arrivals for &[Known] {
    fn each(&self, take: &mut dyn FnMut(Known) -> Result<()>) -> Result<()> {
        self.iter().cloned().try_for_each(take)
    }

    fn account_of(&self, document: &str) -> Result<Option<String>> {
        let has = |known: &&Known| known.account.documents.iter().any(|known| known.id == document);
        Ok(self.iter().rfind(has).map(|known| known.account.id.clone()))
    }
}

/// A document in a row that could not be read and was left out. Nobody knows what it would have said: its customer is held until a file names the
/// document readably, or closes it, or a person lifts that.
#[derive(Clone, Debug)]
pub struct Unread {
    /// The document.
    pub document: String,
    /// The customer that the row names, where it does.
    pub account: Option<String>,
    /// The line of the file.
    pub row: u64,
}

/// What an ERP hands over at once.
#[derive(Clone, Copy, Debug)]
pub struct Export<'a> {
    /// The accounts that come.
    pub accounts: &'a dyn Arrivals,
    /// Open documents that it no longer names, and that are closed for that.
    pub closed: &'a [Missing],
    /// Documents in rows that were left out.
    pub unread: &'a [Unread],
    /// What day it is.
    pub today: &'a str,
    /// Says what each new state means.
    pub books: &'a dyn Bookkeeper,
}

/// What the ERP knows, taken in.
pub trait Imports {
    /// Takes accounts in; as [`Imports::take_in`], where nothing is closed and every block counts as one that still holds.
    ///
    /// # Errors
    /// [`crate::error::Kind::Store`].
    fn import(&mut self, tenant: &str, accounts: &[Known], books: &dyn Bookkeeper) -> Result<Taken>;

    /// Takes accounts in, all or none; one whose records cannot be read or do not fit together stays as it is, alone. A complete account is replaced; of another
    /// one only the documents that come are, each with its payments. What people recorded goes with a document that comes in another account.
    ///
    /// # Errors
    /// [`crate::error::Kind::Store`].
    fn take_in(&mut self, tenant: &str, export: Export<'_>) -> Result<Taken>;

    /// The open documents of a tenant that a file could have named and does not, by number. One whose record cannot be read is not among them.
    ///
    /// # Errors
    /// [`crate::error::Kind::Store`].
    fn missing(&self, tenant: &str, named: &Named) -> Result<Vec<Missing>>;

    /// The open documents of a tenant of which a file says nothing, since it has none of their kinds, by number.
    ///
    /// # Errors
    /// [`crate::error::Kind::Store`].
    fn unlisted(&self, tenant: &str, named: &Named) -> Result<Vec<Missing>>;
}
