//! Relance: who must be reminded today of a quote or an invoice, how, and with what words.
//!
//! One native library and, from the same code, one WebAssembly component without imports: the same input gives the same
//! bytes on any host. The contract is in `wit/`; [`wire`] is the only place that sees it.
//!
//! Data flows one way: an account comes in through [`wire`] as [`domain`] records, [`decide`] applies [`rules`] in the
//! order of the domain (the arithmetic of days is in [`plan`], what is left to pay in [`ledger`]), [`group`] makes the
//! wanted actions, [`wording`] writes them out. [`settings`] is what the tenant decides, [`condition`] its conditions.

#![deny(clippy::float_arithmetic, clippy::float_cmp)]

pub mod alerts;
pub mod calendar;
pub mod charges;
pub mod condition;
pub mod decide;
pub mod domain;
pub mod forecast;
pub mod group;
pub mod keys;
pub mod language;
pub mod law;
pub mod ledger;
pub mod letters;
pub mod limits;
pub mod lint;
pub mod manual;
pub mod offers;
pub mod plan;
pub mod preview;
pub mod qr;
pub mod rules;
pub mod settings;
mod sharing;
pub mod template;
pub mod trace;
pub mod verdict;
pub mod wanted;
pub mod wire;
pub mod wording;

/// The contract's records as Rust types: what crosses the border, generated from `wit/`.
pub use relance_contract::records as contract;
