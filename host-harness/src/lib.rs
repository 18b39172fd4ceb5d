//! Plays the ERP around the Relance module: a store, a daily job, an outbox, mail files and a command line.
//!
//! Data flows one way: [`import`] fills the [`store`]; [`job`] hands its accounts to the [`module`] page by page and
//! puts what comes back into the outbox; [`delivery`] carries the outbox out and records what was done, which is the next
//! job's only memory. [`printing`] prints the letters it left. [`simulation`] is the same job over many days on a copy of the store.
//! All of them know the store by its use cases; [`sqlite`] is the one that there is.

pub mod bisect;
pub mod cli;
pub mod delivery;
pub mod demo;
pub mod durable;
pub mod enclosures;
pub mod error;
pub mod import;
pub mod job;
pub mod lock;
pub mod module;
pub mod printing;
pub mod reading;
pub mod settings;
pub mod simulation;
pub mod sort;
pub mod sqlite;
pub mod store;
pub mod text;
