//! [`Printing`](crate::store::Printing) in the tables of this store.

use std::path::Path;

use rusqlite::{OptionalExtension, Transaction, params};

use super::{Sqlite, messages::message_with, outbox, shown};
use crate::{
    error::Result,
    store::{LetterState, Message, OutboxState, PrintFile, PrintJob, Printing},
    words,
};

impl Printing for Sqlite {
    fn letter(&self, tenant: &str, key: &str) -> Result<LetterState> {
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

    fn claim_letters(
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

    fn print_files(&self, job: &PrintJob) -> Result<Vec<PrintFile>> {
        let mut statement = self.db.prepare_cached("SELECT path, sha256 FROM print_file WHERE job = ?1")?;
        let files = statement
            .query_map([job.id], |row| {
                let path: String = row.get(0)?;
                Ok(PrintFile { path: path.into(), sha256: row.get(1)? })
            })?
            .collect::<rusqlite::Result<_>>()?;
        Ok(files)
    }

    fn letters_of_print_job(&self, tenant: &str, job: &PrintJob) -> Result<Vec<Message>> {
        let mut statement = self.db.prepare_cached("SELECT outbox FROM print_letter WHERE job = ?1 ORDER BY outbox")?;
        let ids = statement.query_map([job.id], |row| row.get(0))?.collect::<rusqlite::Result<Vec<_>>>()?;
        let letters = ids.into_iter().map(|id| message_with(&self.db, tenant, id));
        Ok(letters.collect::<Result<Vec<_>>>()?.into_iter().flatten().collect())
    }

    fn record_print_files(&mut self, job: &PrintJob, files: &[PrintFile]) -> Result<()> {
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

    fn undo_print_job(
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

    fn open_print_jobs(&self, tenant: &str) -> Result<Vec<PrintJob>> {
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

    fn finish_print_job(&mut self, job: &PrintJob, printed: &[i64]) -> Result<()> {
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

    fn letters_are_printed(&mut self, tenant: &str, letters: &[Message]) -> Result<()> {
        let transaction = self.db.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
        for letter in letters {
            posted_elsewhere(&transaction, tenant, letter.id)?;
        }
        transaction.commit()?;
        Ok(())
    }
}

/// Whether a row of `outbox` is a letter that left and stands in no print file that anybody could have seen.
pub(super) const UNPRINTED: &str =
    "(outbox.kind IN ('letter', 'registered-letter') AND outbox.state = 'sent' AND outbox.simulated = 0
    AND NOT EXISTS (SELECT 1 FROM print_letter JOIN print_job ON print_job.id = print_letter.job
        WHERE print_letter.outbox = outbox.id AND print_job.state <> 'open'))";

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
