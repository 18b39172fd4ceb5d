//! What the end-to-end tests share: accounts and settings to decide on, three ways of asking the module (natively, through the component with
//! text, through the component with records), which must agree, and a folder with a store on which the program is run.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "what only tests use says by a panic what went wrong"
)]

mod ask;
mod build;
mod case;
mod customers;
mod days;
mod ladders;
mod office;
mod typed;

pub use ask::{Answers, actions, ask, leaves, marks};
pub use case::{Case, Lived, list, text};
pub use customers::{Customer, Document, Entry, credit_note, customer, entry, invoice, lead, quote, recorded};
pub use days::{Days, Left};
pub use ladders::{Action, Step, action, company, context, ladder, reminders, settings, step};
pub use office::{Ended, Office, execute};
pub use typed::Component;

pub mod any_store;
pub mod books;
pub mod lives;
#[expect(missing_docs, reason = "the words of the contract, where they are documented")]
pub mod model;
pub mod modules;
pub mod recorded;
pub mod release;
pub mod schema;
