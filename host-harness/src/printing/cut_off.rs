//! Undoes a printing job that was cut off before it was marked as printed: what it has shown is put out of sight, and its letters wait again.
//!
//! Each step is on the disk before the next, and the same may be done again after any of them: first the files have the names again under which
//! they were written, then the store forgets the job, then the files are removed.
//!
//! Letters are moved aside only once their job is finished. Where one of its letters lies there, and its files are in sight, the job is one that
//! was finished, and the store was put back from a copy that is older than that: its files are not touched.

use std::path::PathBuf;

use super::{
    Unprinted, files,
    waiting::{Post, aside},
    withdrawn::{file_name, is_aside},
};
use crate::{
    error::Result,
    store::{Message, PrintFile, PrintJob, Store},
    text::Words,
    words,
};

/// Undoes a job. Answers the letters whose files somebody took: they may have been posted, and nobody knows.
pub(super) fn undo(store: &mut dyn Store, unprinted: &Unprinted<'_>, job: &PrintJob) -> Result<Vec<Message>> {
    let owner = store.name()?;
    let shown = store.print_files(job)?;
    if let Some(printed) = finished(store, unprinted, job, &shown)? {
        store.finish_print_job(job, &printed)?;
        return Ok(Vec::new());
    }
    let taken = files::hide(&shown, &owner)?;
    let is_taken = |key: &str, kind: &str| files::stands_in(job, (key, Post::of(kind)), &taken);
    let in_question = store.undo_print_job(unprinted.tenant, job, &is_taken)?;
    let their_files: Vec<_> = in_question.iter().map(|letter| unprinted.folder.join(file_name(letter))).collect();
    let there: Vec<_> = their_files.iter().filter(|file| file.is_file()).map(PathBuf::as_path).collect();
    // What stays there is named as a letter that may have been posted.
    let _ = aside(unprinted.folder, &there);
    files::remove_unfinished(&job.folder, &owner)?;
    Ok(in_question)
}

/// The letters that a job has printed, by their numbers in the outbox, where the folder tells that it was finished.
fn finished(
    store: &dyn Store,
    unprinted: &Unprinted<'_>,
    job: &PrintJob,
    shown: &[PrintFile],
) -> Result<Option<Vec<i64>>> {
    let is_aside = |letter: &Message| is_aside(unprinted.folder, letter);
    let letters = store.letters_of_print_job(unprinted.tenant, job)?;
    // Those of a job that was undone lie there, too: of its files none is in sight.
    if !letters.iter().any(is_aside) || !files::any_in_sight(shown)? {
        return Ok(None);
    }
    let shown: Vec<_> = shown.iter().map(|file| file.path.clone()).collect();
    let has_own_file = |letter: &Message| files::has_own(job, (&letter.key, Post::of(&letter.kind)), &shown);
    let printed = letters.iter().filter(|letter| is_aside(letter) || has_own_file(letter));
    Ok(Some(printed.map(|letter| letter.id).collect()))
}

pub(super) fn said_of(letter: &Message) -> Words {
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
