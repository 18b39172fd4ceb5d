//! Words: amounts and dates as the reader writes them, the sentences of decisions, texts from templates, finished
//! e-mails and tasks.

mod email;
mod format;
mod forms;
mod phrases;
mod task;
mod template;
mod variables;

pub use email::{Email, write as email};
pub use format::{Reader, date as format_date, money as format_money};
pub use forms::check_template;
pub use phrases::{ENTRIES as PHRASES, Phrase, phrase};
pub use task::{Task, alert, write as task};
pub use template::{Failure, Texts};
