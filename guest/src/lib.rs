//! Relance: who must be reminded today of a quote or an invoice, how, and with what words.
//!
//! One native library and, from the same code, one WebAssembly component without imports: the same input gives the same
//! bytes on any host. The contract is in `wit/`; [`wire`] is the only place that sees it.
//!
//! Data flows one way: an account comes in through [`wire`] as [`domain`] records, [`decide`] applies [`rules`] in the
//! order of the domain (the arithmetic of days is in [`plan`], what is left to pay in [`ledger`]), [`group`] makes the
//! wanted actions, [`wording`] writes them out. [`settings`] is what the tenant decides, [`condition`] its conditions.
//! From outside one sees [`wire`], and what its functions take and give.

#![deny(clippy::float_arithmetic, clippy::float_cmp)]

mod alerts;
mod calendar;
mod charges;
mod condition;
mod decide;
pub mod domain;
mod forecast;
mod group;
mod keys;
mod language;
mod law;
mod ledger;
mod letters;
mod limits;
mod lint;
mod manual;
mod offers;
mod plan;
mod preview;
mod qr;
mod rules;
pub mod settings;
mod sharing;
mod sort;
mod template;
mod trace;
mod verdict;
mod wanted;
pub mod wire;
mod wording;

/// The contract's records as Rust types: what crosses the border, generated from `wit/`.
pub use relance_contract::records as contract;
