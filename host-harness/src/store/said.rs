//! What people and customers say between two imports: holds, events, payments, addresses that do not work. Holds, events and addresses
//! stay until somebody takes them back; a payment stays until the ERP says something new about the money of its document, or of its account; what the
//! ERP's figure has of it then only proves that it came.

use relance_contract::records::{
    bookkeeping::Act,
    types::{Event, Hold, Payment},
};

use super::Bookkeeper;
use crate::error::Result;

/// What is known of an address, whoever has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Address {
    /// A message to it came back for good.
    Bounced,
    /// Its owner wants no offers.
    OptedOut,
    /// Its owner agreed to receive offers.
    OptedIn,
    /// It works again.
    Works,
}

/// What became of the news that a message came back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CameBack {
    /// It is recorded.
    Noted,
    /// No e-mail about the document was sent.
    NoMail,
    /// Nothing is recorded, since it is not said which of these addresses of the last e-mail it was, or none of any e-mail was named.
    ItWentTo(Vec<String>),
}

/// What stands in the identifier of a hold that is about an account as a whole.
pub(crate) const OF_ACCOUNT: &str = "account";

/// What the identifier of a hold begins with that an import made, since a row of that document could not be read.
pub(crate) const UNREAD: &str = "unread ";

/// The identifier of the one hold of a kind for a document or an account: recording it again replaces it.
#[must_use]
pub fn hold_id(kind: &str, document: Option<&String>) -> String {
    format!("{kind} {}", document.map_or(OF_ACCOUNT, String::as_str))
}

/// What people and customers say between two imports.
pub trait Said {
    /// Records a hold of an account; one of the same identifier is replaced.
    ///
    /// # Errors
    /// [`crate::error::Kind::Store`].
    fn put_hold(&mut self, tenant: &str, account: &str, hold: &Hold) -> Result<()>;

    /// Takes a hold back that was recorded here. `false`: there is none of that identifier.
    ///
    /// # Errors
    /// [`crate::error::Kind::Store`].
    fn remove_hold(&mut self, tenant: &str, account: &str, id: &str) -> Result<bool>;

    /// Records an event.
    ///
    /// # Errors
    /// [`crate::error::Kind::Store`].
    fn add_event(&mut self, tenant: &str, account: &str, event: &Event) -> Result<()>;

    /// Records the payment that is meant by `today`; one of the same identifier is replaced. It is chosen with what people recorded so far before the
    /// eyes, and nobody records another one meanwhile.
    ///
    /// # Errors
    /// [`crate::error::Kind::Store`], what the bookkeeper says, or why none is meant.
    fn put_payment(
        &mut self,
        tenant: &str,
        account: &str,
        today: &str,
        meant: &dyn Fn(&[Payment]) -> Result<Payment>,
        books: &dyn Bookkeeper,
    ) -> Result<Payment>;

    /// Keeps what a person or the customer did of an account, where it is there.
    ///
    /// # Errors
    /// [`crate::error::Kind::Store`], and what the bookkeeper says.
    fn note(&mut self, tenant: &str, account: &str, act: &Act, books: &dyn Bookkeeper) -> Result<()>;

    /// Records what is known of an address.
    ///
    /// # Errors
    /// [`crate::error::Kind::Store`].
    fn mark_address(&mut self, tenant: &str, account: &str, address: &str, known: Address) -> Result<()>;

    /// The last e-mail about a document came back, or the last one that went to this address. Said again it changes nothing: the message
    /// before it is not meant. Where others had it, only the address is marked, and the message stays sent.
    ///
    /// # Errors
    /// [`crate::error::Kind::Store`].
    fn bounce(&mut self, tenant: &str, account: &str, document: &str, address: Option<&str>) -> Result<CameBack>;
}
