//! The border: the only place that sees the contract's records and JSON. `read` turns them into the domain, `write` back,
//! `service` is the functions of the contract, `json` the same by name, `export` the component's entry points.

pub mod bindings;
#[cfg(target_arch = "wasm32")]
mod export;
mod json;
mod letters;
mod manual;
mod read;
mod service;
mod tables;
mod templates;
mod write;

pub use json::call;
pub use letters::print;
pub use manual::{compose, forecast};
pub use service::{
    admit, bounds, check, codes, decide, describe, example, explain, library, phrase, render, run, schema,
};
pub use templates::{check as check_templates, convert, preview, variables};
