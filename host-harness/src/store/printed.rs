//! Printing jobs: which letters are in which print file. A letter is in one job at most. One that was cut off is undone before its letters are
//! claimed again, so each is printed in one file only, whoever prints, however often, and wherever that is cut off.

use std::path::{Path, PathBuf};

use super::{Message, OutboxState};
use crate::error::Result;

/// A printing job. Its folder, day and number are the names of its files.
#[derive(Clone, Debug)]
pub struct PrintJob {
    /// The store's own number.
    pub id: i64,
    /// Where its files go.
    pub folder: PathBuf,
    /// Its day.
    pub day: String,
    /// From 1, for each folder and day; no two jobs of one folder and day share it.
    pub number: i64,
}

/// A file of a printing job.
#[derive(Clone, Debug)]
pub struct PrintFile {
    /// Where it is, or will be.
    pub path: PathBuf,
    /// Of its content.
    pub sha256: String,
}

/// What the store knows of a letter.
#[derive(Debug)]
pub enum LetterState {
    /// It left and waits to be printed.
    Waiting {
        /// The outbox's own number.
        id: i64,
        /// The day it was decided on.
        day: String,
        /// What is printed: the contract's `action`, JSON, of which only the body is asked for.
        action: String,
    },
    /// It is printed.
    Printed,
    /// It is in another state of the outbox: cancelled, ambiguous…
    Otherwise(OutboxState),
    /// The tenant has no such message.
    Unknown,
}

/// Which letters are in which print file.
pub trait Printing {
    /// What is known of the letter with this key.
    ///
    /// # Errors
    /// [`crate::error::Kind::Store`].
    fn letter(&self, tenant: &str, key: &str) -> Result<LetterState>;

    /// A new job for letters that are in none yet. Its number is one that no job of this folder and day has, of whatever tenant, and that
    /// `is_free`.
    ///
    /// # Errors
    /// [`crate::error::Kind::Store`]; one of the letters is in a job already: nothing is claimed.
    fn claim_letters(
        &mut self,
        tenant: &str,
        place: (&Path, &str),
        letters: &[i64],
        is_free: &dyn Fn(i64) -> bool,
    ) -> Result<PrintJob>;

    /// The files that a job which is not finished was about to show, or has shown.
    ///
    /// # Errors
    /// [`crate::error::Kind::Store`].
    fn print_files(&self, job: &PrintJob) -> Result<Vec<PrintFile>>;

    /// The letters that a job which is not finished has claimed.
    ///
    /// # Errors
    /// [`crate::error::Kind::Store`].
    fn letters_of_print_job(&self, tenant: &str, job: &PrintJob) -> Result<Vec<Message>>;

    /// Records the files that a job is about to show: what has such a name and such a content is the job's own.
    ///
    /// # Errors
    /// [`crate::error::Kind::Store`].
    fn record_print_files(&mut self, job: &PrintJob, files: &[PrintFile]) -> Result<()>;

    /// A job that was cut off is undone: its letters wait again. Those of which `is_taken` says, by key and kind, that somebody took a file of
    /// theirs may have been posted: they are in question, and answered.
    ///
    /// # Errors
    /// [`crate::error::Kind::Store`].
    fn undo_print_job(
        &mut self,
        tenant: &str,
        job: &PrintJob,
        is_taken: &dyn Fn(&str, &str) -> bool,
    ) -> Result<Vec<Message>>;

    /// Jobs that were begun and not finished, oldest first.
    ///
    /// # Errors
    /// [`crate::error::Kind::Store`].
    fn open_print_jobs(&self, tenant: &str) -> Result<Vec<PrintJob>>;

    /// The job is printed: these letters stand in its files. The others wait for another job; a job without letters is forgotten.
    ///
    /// # Errors
    /// [`crate::error::Kind::Store`].
    fn finish_print_job(&mut self, job: &PrintJob, printed: &[i64]) -> Result<()>;

    /// These letters are printed, in files of which this store does not know.
    ///
    /// # Errors
    /// [`crate::error::Kind::Store`].
    fn letters_are_printed(&mut self, tenant: &str, letters: &[Message]) -> Result<()>;
}
