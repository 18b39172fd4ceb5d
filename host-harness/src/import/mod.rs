//! Takes in what an ERP exports: any CSV by a mapping file, or the contract's own JSON.
//!
//! Nothing is imported unless everything is good, or the good rows when that is asked for; every bad one is told with its
//! row, column, value and reason.

mod csv;
mod gathered;
mod guess;
mod json;
mod mapping;
mod names;
mod row;
mod summary;
mod text;
mod values;

pub use csv::{BadRow, Imported, read as read_csv};
pub use gathered::{Come, Gathered};
pub use guess::{Guess, guess};
pub use json::read as read_json;
pub use mapping::Mapping;
pub use summary::Summary;
pub use text::{Encoding, decode, encode};
