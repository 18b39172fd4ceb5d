//! Words: amounts and dates as the reader writes them, the sentences of decisions, texts from templates, finished actions.
//!
//! `template` fills a text in, `forms` says what it may contain, `variables` what it may print; `markup` reads its light markup, `blocks`
//! makes what it places. `message` is what every channel shares, `email` (with `html`) and `short` what is theirs, `action` makes a finished
//! action of a wanted one.

mod action;
mod blocks;
mod convert;
mod email;
mod format;
mod html;
mod message;
mod payment;
mod phrases;
mod sender;
mod short;
mod variables;

pub use crate::language::Locale;
pub use crate::template::{Texts, VARIABLES, check_template, markup::Span};
pub use action::{Body, Enclosed, Letter, Short, write};
pub use blocks::{Block, Table};
pub use convert::{Placeholder, convert};
pub use email::{Addressee, Email, Picture};
pub use format::{date as format_date, money as format_money, percent as format_percent};
pub use message::other_language;
pub use payment::PaymentDetails;
pub use phrases::{finding, phrase};
pub use sender::missing as missing_of_sender;

pub(crate) use blocks::rows_of_payment;
pub(crate) use html::colour;
