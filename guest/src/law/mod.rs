//! What may be asked for besides the debt (F56, F57): `profile` is what the law says, as data; `interest` the arithmetic of one debt; `settings`
//! what the tenant says of it.

mod interest;
mod profile;
mod settings;

pub use interest::{Debt, Segment, interest};
pub use profile::{From, Profile, below_floor, is_reference_day, profile};
pub use settings::{Charge, EuropeanTerms, LawSettings};
