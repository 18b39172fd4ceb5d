//! Undoes a printing job that was cut off before it was marked as printed: what it has shown is put out of sight, and its letters wait again.
//!
//! Each step is on the disk before the next, and the same may be done again after any of them: first the files have the names again under which
//! they were written, then the store forgets the job, then the files are removed.

use super::{
    Print, Report, files,
    waiting::{Post, aside},
    withdrawn::file_name,
};
use crate::{
    error::Result,
    store::{Message, PrintJob, Store},
    text::Words,
    words,
};

/// Undoes a job. Letters whose files somebody took may have been posted: nobody knows, and they are named.
pub(super) fn undo(store: &mut Store, print: &Print<'_>, job: &PrintJob, report: &mut Report) -> Result<()> {
    let owner = store.name()?;
    let taken = files::hide(&store.print_files(job)?, &owner)?;
    let is_taken = |key: &str, kind: &str| {
        let post = if kind == "registered-letter" { Post::Registered } else { Post::Ordinary };
        files::stands_in(job, (key, post), &taken)
    };
    let in_question = store.undo_print_job(&print.context.tenant, job, &is_taken)?;
    for letter in &in_question {
        let file = print.letters.join(file_name(letter));
        if file.is_file() {
            aside(print.letters, &[&file])?;
        }
    }
    report.left.extend(in_question.iter().map(said_of));
    files::remove_unfinished(&job.folder, &owner)
}

fn said_of(letter: &Message) -> Words {
    let label = letter.label();
    Words::around(|reader| {
        let label = label.say(reader);
        words!(
            "{label}: printing was cut off, and its file was taken away; `relance outbox settle` says whether it was posted (--sent) or not \
             (--not-sent)",
            "{label} : l'impression a été coupée, et son fichier a été emporté ; `relance outbox settle` dit si elle a été postée (--sent) ou non \
             (--not-sent)"
        )
    })
}
