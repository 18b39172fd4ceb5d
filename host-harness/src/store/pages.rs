//! Accounts handed out page by page: those whose day has come, that changed, or that were decided with something else.

use super::{Loaded, Since, Unreadable};
use crate::error::Result;

/// Accounts to look at together.
#[derive(Clone, Debug, Default)]
pub struct Page {
    /// Those that can be read.
    pub accounts: Vec<Loaded>,
    /// Those that cannot: nothing is decided on half of what is known.
    pub unreadable: Vec<Unreadable>,
    /// The last one of all, where the next page begins; none: there is no further page.
    pub last: Option<After>,
}

/// The account that a page begins after: by the bytes that the store has, so that an identifier which is not a text has its place, too.
#[derive(Clone, Debug, Default)]
pub struct After(pub(crate) Vec<u8>);

/// How much goes into one call of the module.
#[derive(Clone, Copy, Debug)]
pub struct PageSize {
    /// Accounts at most.
    pub accounts: usize,
    /// No further account is added once the page has so many documents and instalments.
    pub documents: usize,
    /// Nor once it has so many further records: history, payments, events, holds. Some 500 bytes of JSON each.
    pub records: usize,
}

impl Default for PageSize {
    fn default() -> Self {
        Self { accounts: 200, documents: 2_000, records: 20_000 }
    }
}

/// Accounts to look at, page by page.
pub trait Pages {
    /// The next page of accounts to look at on `today`: those whose day has come, whose data changed, or that were
    /// decided with something else than `decided_with`, or on a later day (a clock that was ahead). `after` is the last account of the page before; by default it is the first page.
    ///
    /// # Errors
    /// [`crate::error::Kind::Store`](crate::error::Kind::Store).
    fn page(&self, tenant: &str, today: &str, decided_with: &str, after: &After, size: PageSize) -> Result<Page>;

    /// Now: to be asked before anything is read that is decided on.
    ///
    /// # Errors
    /// [`crate::error::Kind::Store`].
    fn since_now(&self, today: &str, module: &str) -> Result<Since>;
}
