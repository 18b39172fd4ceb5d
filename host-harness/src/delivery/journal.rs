//! The journal beside what leaves: one line for each message, written before it is seen. A store that was put back from a copy finds in it
//! what left since, although it knows nothing of it; so nothing is sent twice.
//!
//! It has no names, addresses or words: keys, and the history's own entries.

use std::{
    collections::BTreeMap,
    fs::{self, OpenOptions},
    io::{Read, Seek, SeekFrom, Write},
    path::{Path, PathBuf},
};

use relance_contract::records::types::HistoryEntry;
use serde::{Deserialize, Serialize};

use crate::{
    durable,
    error::{Error, Kind, Result},
    reading,
    store::{Departure, Leased, Store},
    words,
};

/// The journal of one tenant's folder.
#[derive(Debug)]
pub struct Journal {
    file: PathBuf,
}

#[derive(Debug, Serialize, Deserialize)]
struct Line {
    /// Which store.
    store: String,
    /// How many messages it had let go with this one.
    number: i64,
    key: String,
    account: String,
    /// Empty: it turned out not to have left.
    entries: Vec<HistoryEntry>,
}

/// What left and the store does not know.
#[derive(Debug)]
pub struct Unknown {
    /// Account and history of each message, oldest first.
    pub left: Vec<(String, Vec<HistoryEntry>)>,
    /// The last number.
    number: i64,
    /// Whether it was this store that let them go.
    pub same_store: bool,
}

impl Journal {
    pub(super) fn of(folder: &Path) -> Self {
        Self { file: folder.join("journal.jsonl") }
    }

    /// Writes lines and brings them to the disk.
    pub(super) fn add(&self, store: &str, work: &[(&Leased, &Departure)]) -> Result<()> {
        let line = |(work, departure): &(&Leased, &Departure)| Line {
            store: store.to_owned(),
            number: departure.number,
            key: work.action.wanted.key.clone(),
            account: work.action.wanted.account.clone(),
            entries: departure.entries.clone(),
        };
        self.append(&work.iter().map(line).collect::<Vec<_>>())
    }

    /// A message that was about to be seen and never was.
    pub(super) fn take_back(&self, work: &[&Leased]) -> Result<()> {
        let Some(last) = self.last()? else { return Ok(()) };
        let line = |work: &&Leased| Line {
            store: last.store.clone(),
            number: last.number,
            key: work.action.wanted.key.clone(),
            account: work.action.wanted.account.clone(),
            entries: Vec::new(),
        };
        self.append(&work.iter().map(line).collect::<Vec<_>>())
    }

    fn append(&self, lines: &[Line]) -> Result<()> {
        if lines.is_empty() {
            return Ok(());
        }
        let mut text = Vec::new();
        for line in lines {
            text.extend(serde_json::to_vec(line).unwrap_or_default());
            text.push(b'\n');
        }
        let new = !self.file.exists();
        if let (true, Some(folder)) = (new, self.file.parent()) {
            durable::folder(folder)?;
        }
        let mut options = OpenOptions::new();
        options.read(true).append(true).create(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let written = options.open(&self.file).and_then(|mut file| {
            let length = file.metadata()?.len();
            let done = whole(&mut file, length).and_then(|whole| {
                // A line that was cut off is not a message that left: what it tells of was never seen.
                file.set_len(whole)?;
                file.write_all(&text)?;
                file.sync_data()
            });
            if done.is_err() {
                let _ = file.set_len(length);
            }
            done
        });
        written.map_err(|error| Error::file(&self.file, &error))?;
        if new { durable::sync_folder_of(&self.file) } else { Ok(()) }
    }

    fn last(&self) -> Result<Option<Line>> {
        let Some(mut file) = reading::opened(&self.file)? else { return Ok(None) };
        let mut read = || {
            let length = file.metadata()?.len();
            let whole = whole(&mut file, length)?;
            let from = whole.saturating_sub(reading::RECORD);
            file.seek(SeekFrom::Start(from))?;
            let mut text = Vec::new();
            (&file).take(whole.saturating_sub(from)).read_to_end(&mut text)?;
            Ok::<_, std::io::Error>(text)
        };
        let text = read().map_err(|error| Error::file(&self.file, &error))?;
        let last = text.split(|byte| *byte == b'\n').rfind(|line| !line.is_empty());
        last.map(|line| self.parsed(line)).transpose()
    }

    fn parsed(&self, line: &[u8]) -> Result<Line> {
        serde_json::from_slice(line).map_err(|error| {
            let file = self.file.display();
            Error::new(Kind::System, words!("{file} cannot be read: {error}", "{file} ne peut être lu : {error}")).hint(
                words!(
                    "it tells what left; put it back from a copy, or name another folder with --out",
                    "il dit ce qui est parti ; remettez-le depuis une copie, ou nommez un autre dossier avec --out"
                ),
            )
        })
    }

    /// Refuses a store that is older than what left, or that is another one.
    ///
    /// # Errors
    /// [`Kind::Store`], with what to do; the journal cannot be read.
    pub fn check(&self, store: &Store) -> Result<()> {
        let (ours, released) = store.departures()?;
        let Some(last) = self.last()? else { return Ok(()) };
        if last.store == ours && last.number <= released {
            return Ok(());
        }
        let file = self.file.display();
        let told = if last.store == ours {
            let count = last.number.saturating_sub(released);
            words!(
                "the store is older than what left: {count} messages of {file} are not in it",
                "la base est plus ancienne que ce qui est parti : {count} messages de {file} n'y sont pas"
            )
        } else {
            words!("{file} was written from another store", "{file} vient d'une autre base")
        };
        Err(Error::new(Kind::Store, told).hint(words!(
            "was it put back from a copy? Import again, record again what was recorded by hand since, then `relance outbox adopt` takes over \
             what left. If it is a new beginning, name another folder with --out",
            "a-t-elle été remise depuis une copie ? Importez de nouveau, notez de nouveau ce qui l'avait été à la main, puis `relance outbox \
             adopt` reprend ce qui est parti. Si c'est un nouveau départ, nommez un autre dossier avec --out"
        )))
    }

    /// What left and this store does not know.
    ///
    /// # Errors
    /// The journal cannot be read.
    pub fn unknown_to(&self, store: &Store) -> Result<Option<Unknown>> {
        let (ours, released) = store.departures()?;
        let Some(last) = self.last()? else { return Ok(None) };
        if last.store == ours && last.number <= released {
            return Ok(None);
        }
        let text = fs::read(&self.file).map_err(|error| Error::file(&self.file, &error))?;
        let end = text.iter().rposition(|byte| *byte == b'\n').unwrap_or_default();
        let mut left = BTreeMap::new();
        let mut number = released;
        let lines = text.get(..end).unwrap_or_default().split(|byte| *byte == b'\n');
        for (at, line) in lines.filter(|line| !line.is_empty()).enumerate() {
            let line = self.parsed(line)?;
            if line.store == ours && line.number <= released {
                continue;
            }
            if line.store == ours {
                number = number.max(line.number);
            }
            left.insert(line.key, (at, line.account, line.entries));
        }
        let mut left: Vec<_> = left.into_values().filter(|(_, _, entries)| !entries.is_empty()).collect();
        left.sort_by_key(|(at, ..)| *at);
        let left = left.into_iter().map(|(_, account, entries)| (account, entries)).collect();
        Ok(Some(Unknown { left, number, same_store: last.store == ours }))
    }

    /// Takes over what left and the store does not know.
    ///
    /// # Errors
    /// The store, or the journal; then nothing is taken over.
    pub fn adopt(&self, store: &mut Store, tenant: &str, unknown: &Unknown) -> Result<()> {
        store.adopt(tenant, &unknown.left, unknown.number)?;
        let (ours, number) = store.departures()?;
        // From here on the folder is this store's.
        self.append(&[Line { store: ours, number, key: String::new(), account: String::new(), entries: Vec::new() }])
    }
}

/// The length up to the last whole line.
fn whole(file: &mut fs::File, length: u64) -> std::io::Result<u64> {
    const STEP: u64 = 64 * 1024;
    let mut end = length;
    while end > 0 {
        let from = end.saturating_sub(STEP);
        file.seek(SeekFrom::Start(from))?;
        let mut text = Vec::new();
        (&*file).take(end.saturating_sub(from)).read_to_end(&mut text)?;
        if let Some(at) = text.iter().rposition(|byte| *byte == b'\n') {
            return Ok(from + u64::try_from(at).unwrap_or_default() + 1);
        }
        end = from;
    }
    Ok(0)
}
