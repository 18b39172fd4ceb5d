//! The contract between the module and its hosts. The module implements it, a host in Rust calls it; neither needs the other.
//!
//! The records are generated from `wit/` ([`bindings`]). [`functions`] is the one table of the functions; [`json`] calls them by name, with
//! and for text. What both sides must read and write alike stands beside it: days, currencies, amounts ([`Day`], [`Currency`], [`Money`], [`Format`]),
//! account numbers ([`is_iban`]) and e-mail addresses ([`is_address`]). How the module answers is recorded for ever ([`recorded()`]).

mod address;
pub mod bindings;
mod body;
mod currency;
mod date;
mod format;
pub mod functions;
mod iban;
pub mod json;
mod letters;
mod list;
mod money;
mod path;
mod recorded;

pub use address::is_address;
pub use body::{Content, Message};
pub use currency::Currency;
pub use date::{Day, MAX_YEAR, MIN_YEAR, days_between, format_iso, parse_day, plus_days, plus_months};
pub use format::{ENGLISH, FRENCH, Format, Place};
pub use functions::{Function, Parameter, Signature, request};
pub use iban::is_iban;
pub use letters::{TextJob, TextLetter, TextPrinted, TextPrintedLetter, TextSource};
pub use list::List;
pub use money::{Money, Overflow, decimal};
pub use path::{Path, element};
pub use recorded::{RECORDED, RecordedCall, recorded};

/// The contract's records as Rust types, one module for each interface.
pub use bindings::exports::relance::reminders as records;

/// The version of the contract.
pub const VERSION: &str = "relance:reminders@0.2.0";

/// The same, as the context of a call says it: the version a host was written for.
pub const CONTRACT: &str = "0.2";

/// The step under which the first send of a document is recorded.
pub const FIRST_SEND: &str = "@first-send";
