//! The outbox: work given out with a lease, so that a crash loses nothing and two workers never carry out the same.
//!
//! A message is `pending` until it is ready, then `leaving`, then `sent`, `failed`, `ambiguous` or `cancelled`. `leaving` is committed
//! before anybody can see the message: what a crash left `pending` has never left, and only what it left `leaving` is in question. What this
//! machine could not let go (a full disk) is `pending` again, with the reason.

use relance_contract::records::types::{Action, HistoryEntry};

use super::{Life, Overtaken, Since};
use crate::{error::Result, text::Words};

/// Work that is ours until the lease ends.
#[derive(Debug)]
pub struct Leased {
    /// The outbox's own number.
    pub id: i64,
    /// Only its holder may settle.
    pub lease: i64,
    /// The day it was decided on.
    pub day: String,
    /// What is to be done.
    pub action: Action,
}

/// Work that is about to be seen, as the journal keeps it.
#[derive(Debug)]
pub struct Departure {
    /// How many messages this store had let go with this one, rehearsals not counted.
    pub number: i64,
    /// The number of the message that had left before it; 0 none.
    pub after: i64,
    /// In which start of the machine.
    pub started: String,
    /// Its documents as they are.
    pub lives: Vec<Life>,
    /// What is recorded of it once it has left.
    pub entries: Vec<HistoryEntry>,
}

/// Whether work may be seen.
#[derive(Debug)]
pub enum Going {
    /// It is leaving.
    Now(Departure),
    /// Its lease was lost: somebody else has it.
    Lost,
    /// Something changed for its customer since it was written, so it was taken back.
    Overtaken(Box<Overtaken>),
}

/// How it ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Settled {
    /// It left.
    Sent,
    /// It could not leave by its own fault; the reason.
    Failed(Words),
    /// It did not leave by a fault of this machine (a full disk, a folder that cannot be written, a file that is to be enclosed and is not
    /// there yet); the reason. That is no attempt: it is tried again by the next run.
    Waits(Words),
    /// Nobody can know: never again by itself.
    Ambiguous(Words),
}

/// Whether work was still ours when it was settled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lease {
    /// It was, and is settled.
    Ours,
    /// Somebody else has it now: nothing was recorded.
    Lost,
}

/// What is known of work that a program was letting go when it ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Trace {
    /// It left.
    Left,
    /// It never left, and can no longer: it is taken up again.
    NeverLeft,
    /// Nobody can know.
    Unknown,
}

/// Work given out and settled.
pub trait Outbox {
    /// Takes up to `count` pieces of work that nobody holds, oldest first, and the rest of what leaves together with the last of them. `now`
    /// in seconds since 1970. What cannot be read fails alone.
    ///
    /// # Errors
    /// [`crate::error::Kind::Store`].
    fn lease(&mut self, tenant: &str, now: i64, count: u32) -> Result<Vec<Leased>>;

    /// Records that work is about to be seen. `started` tells this start of the machine from others. What another program changed since
    /// the work was decided is looked at here, where nobody else can write any more: its customer may have paid. `None`: there is no other.
    ///
    /// # Errors
    /// [`crate::error::Kind::Store`].
    fn leaving(&mut self, tenant: &str, work: &[&Leased], started: &str, since: Option<&Since>) -> Result<Vec<Going>>;

    /// Work that a program was letting go when it ended, and whether that was in this start of the machine.
    ///
    /// # Errors
    /// [`crate::error::Kind::Store`].
    fn left_leaving(&self, tenant: &str, started: &str) -> Result<Vec<(Leased, bool)>>;

    /// Takes back all leases, and records what was found out about work that was leaving. Only for who is alone with the store: nobody
    /// else holds anything then, whatever the clock says.
    ///
    /// # Errors
    /// [`crate::error::Kind::Store`].
    fn take_back(&mut self, tenant: &str, traces: &[(&Leased, Trace)]) -> Result<()>;

    /// Records how work ended, in the outbox and in the history of everything it covers.
    ///
    /// # Errors
    /// [`crate::error::Kind::Store`].
    fn settle(&mut self, tenant: &str, work: &[(&Leased, Settled)]) -> Result<Vec<Lease>>;

    /// What a person found out about messages of which nobody knew whether they left: they did, or they did not and are decided again.
    ///
    /// # Errors
    /// [`crate::error::Kind::Store`].
    fn settle_by_hand(&mut self, tenant: &str, messages: &[i64], sent: bool) -> Result<()>;
}
