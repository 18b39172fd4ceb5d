//! The settings: one JSON document that people edit and keep in git. Read and checked as a whole, never half-applied.
//!
//! `model` is what can be written (`scenario`, `action` with `written`, and `guards` its larger parts), `offset`, `anchor` and `number` its small
//! languages, `check` what must hold between its parts.

mod action;
mod anchor;
mod calendar;
mod check;
mod guards;
mod letters;
mod library;
mod load;
mod model;
mod offset;
mod scenario;
mod written;

use crate::domain::Found;
pub use crate::domain::{Minimum, Percent};
pub use crate::law::{Charge, EuropeanTerms, LawSettings};
pub use action::{
    Action, Attach, CopyTo, Deed, Fallback, Internal, Measure, Message, Notification, NotifyBy, Offer, Other, Sender,
    Task, TaskKind,
};
pub use anchor::{Anchor, DateOf};
pub use guards::{BrokenPromise, Guards, Limitation, Member, Team, TeamRole, UnansweredReply};
pub use letters::{LetterSettings, PrintOrder, Window};
pub use library::{Ready, library};
pub use load::load;
pub use model::{CreditSettings, Grouping, KindSettings, LimitSettings, Mode, Scope, Settings, Text, Unallocated};
pub use offset::{Offset, Unit};
pub use scenario::{CatchUp, Order, Repeat, Scenario, ScenarioKind, Shift, Step};

/// The version of the settings this code reads.
pub const VERSION: u32 = 1;

/// Settings to start from, with everything off.
pub const EXAMPLE: &str = include_str!("example.json");

/// The JSON Schema of the settings, written by a test from `model`.
pub const SCHEMA: &str = include_str!("schema.json");

/// Something wrong in the settings, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// What.
    pub found: Found,
    /// `scenarios[0].steps[2].at`.
    pub path: String,
    /// Line and column in the text, from 1.
    pub at: Option<(u32, u32)>,
}
