//! Printing jobs: which letters are in which print file. A letter is in one job at most. One that was cut off is undone before its letters are
//! claimed again, so each is printed in one file only, whoever prints, however often, and wherever that is cut off.

use std::path::{Path, PathBuf};

use rusqlite::{OptionalExtension, Transaction, params};

use super::{Message, OutboxState, Store, departures::message_with, outbox, shown};
use crate::{error::Result, words};

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

/// Whether a row of `outbox` is a letter that left and stands in no print file that anybody could have seen.
pub(super) const UNPRINTED: &str =
    "(outbox.kind IN ('letter', 'registered-letter') AND outbox.state = 'sent' AND outbox.simulated = 0
    AND NOT EXISTS (SELECT 1 FROM print_letter JOIN print_job ON print_job.id = print_letter.job
        WHERE print_letter.outbox = outbox.id AND print_job.state <> 'open'))";

impl Store {
    /// What is known of the letter with this key.
    ///
    /// # Errors
    /// [`crate::error::Kind::Store`].
    pub fn letter(&self, tenant: &str, key: &str) -> Result<LetterState> {
        let found = self
            .db
            .prepare_cached(
                "SELECT outbox.id, outbox.state, outbox.action, coalesce(print_job.state, ''), outbox.day
                 FROM outbox
                 LEFT JOIN print_letter ON print_letter.outbox = outbox.id
                 LEFT JOIN print_job ON print_job.id = print_letter.job
                 WHERE outbox.tenant = ?1 AND outbox.key = ?2 AND outbox.simulated = 0",
            )?
            .query_row((tenant, key), |row| {
                let job: String = row.get(3)?;
                Ok((row.get(0)?, row.get::<_, OutboxState>(1)?, shown(row, 2)?, job, shown(row, 4)?))
            })
            .optional()?;
        let Some((id, state, action, job, day)) = found else { return Ok(LetterState::Unknown) };
        Ok(match (job.as_str(), state) {
            ("printed", _) => LetterState::Printed,
            (_, OutboxState::Sent) => LetterState::Waiting { id, day, action },
            _ => LetterState::Otherwise(state),
        })
    }

    /// A new job for letters that are in none yet. Its number is one that no job of this folder and day has, of whatever tenant, and that
    /// `is_free`.
    ///
    /// # Errors
    /// [`crate::error::Kind::Store`]; one of the letters is in a job already: nothing is claimed.
    pub fn claim_letters(
        &mut self,
        tenant: &str,
        (folder, day): (&Path, &str),
        letters: &[i64],
        is_free: &dyn Fn(i64) -> bool,
    ) -> Result<PrintJob> {
        let transaction = self.db.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
        let number = free_number(&transaction, (folder, day), is_free)?;
        transaction.execute(
            "INSERT INTO print_job (tenant, folder, day, number) VALUES (?1, ?2, ?3, ?4)",
            params![tenant, folder.to_string_lossy(), day, number],
        )?;
        let id = transaction.last_insert_rowid();
        for letter in letters {
            transaction
                .prepare_cached("INSERT INTO print_letter (outbox, job) VALUES (?1, ?2)")?
                .execute((letter, id))?;
        }
        transaction.commit()?;
        Ok(PrintJob { id, folder: folder.to_owned(), day: day.to_owned(), number })
    }

    /// The files that a job which is not finished was about to show, or has shown.
    ///
    /// # Errors
    /// [`crate::error::Kind::Store`].
    pub fn print_files(&self, job: &PrintJob) -> Result<Vec<PrintFile>> {
        let mut statement = self.db.prepare_cached("SELECT path, sha256 FROM print_file WHERE job = ?1")?;
        let files = statement
            .query_map([job.id], |row| {
                let path: String = row.get(0)?;
                Ok(PrintFile { path: path.into(), sha256: row.get(1)? })
            })?
            .collect::<rusqlite::Result<_>>()?;
        Ok(files)
    }

    /// The letters that a job which is not finished has claimed.
    ///
    /// # Errors
    /// [`crate::error::Kind::Store`].
    pub fn letters_of_print_job(&self, tenant: &str, job: &PrintJob) -> Result<Vec<Message>> {
        let mut statement = self.db.prepare_cached("SELECT outbox FROM print_letter WHERE job = ?1 ORDER BY outbox")?;
        let ids = statement.query_map([job.id], |row| row.get(0))?.collect::<rusqlite::Result<Vec<_>>>()?;
        let letters = ids.into_iter().map(|id| message_with(&self.db, tenant, id));
        Ok(letters.collect::<Result<Vec<_>>>()?.into_iter().flatten().collect())
    }

    /// Records the files that a job is about to show: what has such a name and such a content is the job's own.
    ///
    /// # Errors
    /// [`crate::error::Kind::Store`].
    pub fn record_print_files(&mut self, job: &PrintJob, files: &[PrintFile]) -> Result<()> {
        let transaction = self.db.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
        transaction.execute("DELETE FROM print_file WHERE job = ?1", [job.id])?;
        for file in files {
            transaction.prepare_cached("INSERT INTO print_file (job, path, sha256) VALUES (?1, ?2, ?3)")?.execute((
                job.id,
                file.path.to_string_lossy(),
                &file.sha256,
            ))?;
        }
        transaction.commit()?;
        Ok(())
    }

    /// A job that was cut off is undone: its letters wait again. Those of which `is_taken` says, by key and kind, that somebody took a file of
    /// theirs may have been posted: they are in question, and answered.
    ///
    /// # Errors
    /// [`crate::error::Kind::Store`].
    pub fn undo_print_job(
        &mut self,
        tenant: &str,
        job: &PrintJob,
        is_taken: &dyn Fn(&str, &str) -> bool,
    ) -> Result<Vec<Message>> {
        let transaction = self.db.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
        let letters: Vec<(i64, String, String)> = transaction
            .prepare_cached(
                "SELECT outbox.id, outbox.key, outbox.kind FROM print_letter JOIN outbox ON outbox.id = print_letter.outbox
                 WHERE print_letter.job = ?1 AND outbox.state = 'sent' ORDER BY outbox.id",
            )?
            .query_map([job.id], |row| Ok((row.get(0)?, shown(row, 1)?, shown(row, 2)?)))?
            .collect::<rusqlite::Result<_>>()?;
        let mut taken = Vec::new();
        for (id, ..) in letters.iter().filter(|(_, key, kind)| is_taken(key, kind)) {
            let why = words!(
                "printing was cut off, and its file was taken away",
                "l'impression a été coupée, et son fichier a été emporté"
            );
            outbox::end(&transaction, tenant, *id, OutboxState::Ambiguous, &why)?;
            taken.extend(message_with(&transaction, tenant, *id)?);
        }
        for table in ["print_letter", "print_file"] {
            transaction.execute(&format!("DELETE FROM {table} WHERE job = ?1"), [job.id])?;
        }
        transaction.execute("DELETE FROM print_job WHERE id = ?1", [job.id])?;
        transaction.commit()?;
        Ok(taken)
    }

    /// Jobs that were begun and not finished, oldest first.
    ///
    /// # Errors
    /// [`crate::error::Kind::Store`].
    pub fn open_print_jobs(&self, tenant: &str) -> Result<Vec<PrintJob>> {
        let mut statement = self.db.prepare_cached(
            "SELECT id, folder, day, number FROM print_job WHERE tenant = ?1 AND state = 'open' ORDER BY id",
        )?;
        let jobs = statement
            .query_map([tenant], |row| {
                let folder: String = row.get(1)?;
                Ok(PrintJob { id: row.get(0)?, folder: folder.into(), day: row.get(2)?, number: row.get(3)? })
            })?
            .collect::<rusqlite::Result<_>>()?;
        Ok(jobs)
    }

    /// The job is printed: these letters stand in its files. The others wait for another job; a job without letters is forgotten.
    ///
    /// # Errors
    /// [`crate::error::Kind::Store`].
    pub fn finish_print_job(&mut self, job: &PrintJob, printed: &[i64]) -> Result<()> {
        let transaction = self.db.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
        transaction.execute("DELETE FROM print_letter WHERE job = ?1", [job.id])?;
        // Finished files are nobody's to remove.
        transaction.execute("DELETE FROM print_file WHERE job = ?1", [job.id])?;
        for letter in printed {
            transaction
                .prepare_cached("INSERT INTO print_letter (outbox, job) VALUES (?1, ?2)")?
                .execute((letter, job.id))?;
        }
        let done = if printed.is_empty() {
            "DELETE FROM print_job WHERE id = ?1"
        } else {
            "UPDATE print_job SET state = 'printed' WHERE id = ?1"
        };
        transaction.execute(done, [job.id])?;
        transaction.commit()?;
        Ok(())
    }

    /// These letters are printed, in files of which this store does not know.
    ///
    /// # Errors
    /// [`crate::error::Kind::Store`].
    pub fn letters_are_printed(&mut self, tenant: &str, letters: &[Message]) -> Result<()> {
        let transaction = self.db.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
        for letter in letters {
            posted_elsewhere(&transaction, tenant, letter.id)?;
        }
        transaction.commit()?;
        Ok(())
    }
}

/// A letter that was posted or printed without this store is not printed any more; other messages are not concerned.
pub(super) fn posted_elsewhere(transaction: &Transaction<'_>, tenant: &str, outbox: i64) -> Result<()> {
    let (kind, day): (String, String) =
        transaction
            .query_row("SELECT kind, day FROM outbox WHERE id = ?1", [outbox], |row| Ok((row.get(0)?, row.get(1)?)))?;
    if !matches!(&*kind, "letter" | "registered-letter") {
        return Ok(());
    }
    let nowhere = Path::new("");
    let number = free_number(transaction, (nowhere, &day), &|_| true)?;
    transaction.execute(
        "INSERT INTO print_job (tenant, folder, day, number, state) VALUES (?1, '', ?2, ?3, 'printed')",
        params![tenant, day, number],
    )?;
    let job = transaction.last_insert_rowid();
    transaction.execute("INSERT OR REPLACE INTO print_letter (outbox, job) VALUES (?1, ?2)", (outbox, job))?;
    Ok(())
}

/// The first number that is free in the store, whatever tenant is asked for, and for `is_free`.
fn free_number(
    transaction: &Transaction<'_>,
    (folder, day): (&Path, &str),
    is_free: &dyn Fn(i64) -> bool,
) -> Result<i64> {
    let last: i64 = transaction.query_row(
        "SELECT coalesce(max(number), 0) FROM print_job WHERE folder = ?1 AND day = ?2",
        params![folder.to_string_lossy(), day],
        |row| row.get(0),
    )?;
    Ok((last.saturating_add(1)..).find(|number| is_free(*number)).unwrap_or(i64::MAX))
}
