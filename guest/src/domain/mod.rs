//! What the rules speak of: civil dates, money, an account with its documents and history, and the reasons of a
//! decision. Nothing here knows of WIT, JSON or texts; `wire` converts at the border.

mod account;
mod currency;
mod date;
mod facts;
mod history;
mod money;
mod reason;

pub use account::{
    Account, Charged, Company, Contact, Document, Establishment, EventRecord, File, Hold, HoldKind, Instalment, Kind,
    Link, Mailbox, Payment, PaymentState, Person, PostalAddress, Problem, Rejected,
};
pub use currency::Currency;
pub use date::{Day, MAX_YEAR, MIN_YEAR, days_between, format_iso, parse_day, plus_days, plus_months};
pub use facts::{Fact, FactKind, FactValue, find_fact};
pub use history::{Audience, Coverage, Entry, MarkReason, Origin, State};
pub use money::{Money, Overflow};
pub use reason::{Next, Reason, Switch};
