//! End to end: the module natively and as a component, the harness, its store, its command line.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::string_slice,
    reason = "a panic of a test is its answer"
)]

mod by_hand;
mod cases;
mod command_line;
mod contract;
mod days_of_the_domain;
mod demo;
mod documentation;
mod documents;
mod enclosures;
mod generated;
mod importing;
mod ladders;
mod law;
mod letters;
mod lives;
mod mails;
mod modules;
mod money;
mod points;
mod printed;
mod printing;
mod properties;
mod rules;
mod store;
mod texts;
