//! The border: the only place that sees the contract's records. `read` turns them into the domain, `write` back; `engine` is the functions of
//! the contract, whose bodies are in `service`, `bookkeeping`, `settings`, `manual`, `letters` and `templates`.

mod bookkeeping;
mod engine;
mod json_form;
mod letters;
mod manual;
mod page;
mod read;
mod service;
mod settings;
mod tables;
mod templates;
mod write;
mod writing;

use relance_contract::records;

pub use bookkeeping::{count, note, take};
pub use engine::{Engine, call};
pub use letters::print;
pub use manual::{compose, forecast};
pub use page::{admit, decide, render, run};
pub use service::{bounds, check as check_actions, codes, describe, explain, phrase};
pub use settings::{check, example, library, outline, schema};
pub use templates::{check as check_templates, convert, preview, variables};
