//! How version 0.2 answers: calls, and the answers to them, byte for byte. A later version of the module gives the same, or its changelog says why not;
//! whoever builds a component of this world can hold it against them.

use serde::{Deserialize, Serialize};

/// One JSON object a line.
pub const RECORDED: &str = include_str!("../recorded/0.2.jsonl");

/// A call by name with text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RecordedCall {
    /// `reminders.run`.
    pub function: String,
    /// What is handed over.
    pub request: String,
    /// Whether it is answered, or refused with a failure.
    pub accepted: bool,
    /// The answer, or the failure.
    pub answer: String,
}

/// Every recorded call.
///
/// # Errors
/// A line that is none.
pub fn recorded() -> Result<Vec<RecordedCall>, serde_json::Error> {
    RECORDED.lines().map(serde_json::from_str).collect()
}
