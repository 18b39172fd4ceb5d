//! Words: amounts and dates as the reader writes them, the sentences of decisions, texts from templates, finished actions.
//!
//! `template` fills a text in, `forms` says what it may contain, `variables` what it may print; `message` is what every channel shares,
//! `email` and `sms` what is theirs, `action` makes a finished action of a wanted one.

mod action;
mod email;
mod format;
mod forms;
mod message;
mod phrases;
mod sms;
mod template;
mod variables;

pub use action::{Action, Body, Enclosed, Letter, Task, write};
pub use email::{Addressee, Email};
pub use format::{Reader, date as format_date, money as format_money, percent as format_percent};
pub use forms::check_template;
pub use message::Written;
pub use phrases::{ENTRIES as PHRASES, Phrase, phrase};
pub use template::{Failure, Texts};
