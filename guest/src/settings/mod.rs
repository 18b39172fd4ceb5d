//! The settings: one JSON document that people edit and keep in git. Read and checked as a whole, never half-applied.
//!
//! `model` is what can be written, `offset` and `anchor` its small languages, `check` what must hold between its parts,
//! `locate` where in the text something stands.

mod anchor;
mod calendar;
mod check;
mod load;
mod locate;
mod model;
mod offset;

pub use anchor::Anchor;
pub use check::check_texts;
pub use load::load;
pub use model::{
    Action, ActionKind, CatchUp, KindSettings, LimitSettings, Mode, Order, Repeat, Scenario, ScenarioKind, Scope,
    Settings, Shift, Step, Text,
};
pub use offset::{Offset, Unit};

/// The version of the settings this code reads.
pub const VERSION: u32 = 1;

/// Settings to start from, with everything off.
pub const EXAMPLE: &str = include_str!("example.json");

/// The JSON Schema of the settings, written by a test from `model`.
pub const SCHEMA: &str = include_str!("schema.json");

/// How much a finding matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Severity {
    /// The settings are refused.
    Error,
    /// They work, and probably not as meant.
    Warning,
}

/// Something wrong in the settings: where, what, and what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// How much it matters.
    pub severity: Severity,
    /// A code of the contract's table `finding`.
    pub code: &'static str,
    /// `scenarios[0].steps[2].at`.
    pub path: String,
    /// Line and column in the text, from 1.
    pub at: Option<(u32, u32)>,
    /// What is wrong.
    pub message: String,
    /// What to do; may be empty.
    pub hint: String,
}
