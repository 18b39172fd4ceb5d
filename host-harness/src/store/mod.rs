//! The store: what the ERP knows, what was decided, what is to be carried out, what was done.
//!
//! [`Store`] is the door to it. It is made of use cases, not of tables, each in a file here with the types that it takes and gives;
//! nothing here knows how anything is kept. [`crate::sqlite`] keeps all of it in one file. Another store implements the same traits and
//! must pass the same suite (`tests/src/any_store`).

mod accounts;
mod alone;
pub(crate) mod basis;
mod begun;
mod bookkeeper;
mod commit;
mod departures;
mod fate;
mod history;
pub(crate) mod json;
mod last_run;
pub(crate) mod life;
mod messages;
pub(crate) mod missing;
mod moved;
mod outbox;
mod overtaken;
mod overview;
mod pages;
mod printed;
pub(crate) mod recipient;
mod repeated;
mod retire;
pub(crate) mod said;
mod since;
mod standing;
mod state;
mod taking;
mod tenant;

pub(crate) use fate::InOutbox;

pub use accounts::{Accounts, Loaded, Unreadable};
pub use alone::Alone;
pub use begun::BegunStep;
pub use bookkeeper::Bookkeeper;
pub use commit::{Commits, Committed, Outcome};
pub use departures::{Departures, Left, Sent, Trail};
pub use fate::{Fate, Fates};
pub use history::{HistoryFilter, HistoryLine};
pub use last_run::{Ahead, LastRun};
pub use life::Life;
pub use messages::{Message, Messages, Wanting};
pub use missing::{Missing, Named};
pub use moved::{Moved, MovedDocument};
pub use outbox::{Departure, Going, Lease, Leased, Outbox, Settled, Trace};
pub use overtaken::{Before, Overtaken, Why};
pub use overview::Overview;
pub use pages::{After, Page, PageSize, Pages};
pub use printed::{LetterState, PrintFile, PrintJob, Printing};
pub use recipient::mark;
pub use repeated::Repeated;
pub use retire::{Retired, Unseen};
pub use said::{Address, CameBack, Said, hold_id};
pub use since::Since;
pub use standing::{OVER, Outgoing, Standing, Standings};
pub use state::OutboxState;
pub use taking::{Arrivals, Export, Imports, Known, Taken, Unread};
pub use tenant::{DecidedWith, Tenant, Tenants};

use crate::{error::Result, text::Words};

/// A store with all its use cases.
pub trait Store:
    Tenants
    + Imports
    + Accounts
    + Said
    + Pages
    + Commits
    + Outbox
    + Unseen
    + Printing
    + Departures
    + Messages
    + Overview
    + LastRun
{
    /// Waits until nobody else carries out, prints or settles; `waiting` is told once that somebody does.
    ///
    /// # Errors
    /// [`Kind::Store`](crate::error::Kind::Store) when the other one does not end, [`Kind::System`](crate::error::Kind::System) when there can be no lock.
    fn alone(&self, waiting: &mut dyn FnMut()) -> Result<Alone>;

    /// That what was opened is still the store.
    ///
    /// # Errors
    /// [`Kind::Store`](crate::error::Kind::Store): it was deleted or replaced, so what is recorded now is lost.
    fn still_there(&self) -> Result<()>;

    /// A copy in memory, for trying things out.
    ///
    /// # Errors
    /// [`Kind::Store`](crate::error::Kind::Store) when it cannot be read.
    fn copy_in_memory(&self) -> Result<Box<dyn Store>>;

    /// What is wrong with the store itself, such as broken pages, tables and indexes that are not there; nothing when it is sound.
    ///
    /// # Errors
    /// [`Kind::Store`](crate::error::Kind::Store) when it cannot even be asked.
    fn integrity(&self) -> Result<Vec<Words>>;
}
