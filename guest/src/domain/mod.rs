//! What the rules speak of: civil dates, money, an account with its documents and history, and the reasons of a
//! decision. Nothing here knows of WIT, JSON or texts; `wire` converts at the border.

mod account;
mod channel;
mod facts;
mod finding;
mod history;
mod number;
mod reason;
mod status;

pub use account::{
    Account, BankAccount, Charged, Company, Contact, Document, Doubt, Establishment, EventRecord, File, Hold, HoldKind,
    Instalment, Kind, Link, Mailbox, PaidOn, Payment, PaymentState, Person, PostalAddress, Problem, ROLES, Rejected,
    Word, by_id,
};
pub use channel::{Channel, Consent, Descriptor, Feature, Length, Line, PhoneChannel, PostChannel};
pub use facts::{Fact, FactKind, FactValue, find_fact};
pub use finding::{Detail, Found, Severity};
pub use history::{Audience, Coverage, Entry, MarkReason, Origin, Run, State};
pub use number::{Minimum, Percent};
pub use reason::{Next, Override, Reason, Rule, Switch};
pub use relance_contract::{
    Currency, Day, MAX_YEAR, MIN_YEAR, Money, Overflow, days_between, format_iso, parse_day, plus_days, plus_months,
};
pub use status::{EInvoiceStatus, LinkedKind, MeansOfPayment, Status};
