//! A second, slow and plain implementation of the decision rules, written from the domain's page alone, one file for each of its paragraphs. It
//! shares nothing with the engine: its own structs (`world`), its own arithmetic of days, everything worked out from scratch on every day.
//! Where the page leaves something open, a comment says so and begins with "Open:".

pub mod calendar;
mod decide;
mod grouping;
mod holds;
mod ladder;
mod ledger;
mod points;
pub mod recipients;
mod scenario;
mod state;
mod step;
pub mod world;

pub use decide::{Answer, Decision, Mark, Message, decide};
pub use recipients::{emails_of, street_of};
