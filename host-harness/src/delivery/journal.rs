//! The journal beside what leaves: one line for each message, written before it is seen. A store that was put back from a copy finds in it
//! what left since, although it knows nothing of it; so nothing is sent twice.
//!
//! It has no names, addresses or words: keys, and the history's own entries. It does not grow for ever: of one that is too long the newer
//! half stays, under a line that says how far back it reaches.

mod gaps;
mod line;
mod unknown;

use std::{
    collections::BTreeMap,
    fs::{self, OpenOptions},
    io::{Read, Seek, SeekFrom, Write},
    path::{Path, PathBuf},
};

use relance_contract::records::types::{Action, ActionBody, Addressee};

use line::{Line, Reach};

pub use unknown::Unknown;

use crate::{
    durable,
    error::{Error, Kind, Result},
    reading,
    store::{Departure, Leased, Sent, mark},
    text, words,
};

/// The journal of one tenant's folder.
#[derive(Debug)]
pub struct Journal {
    file: PathBuf,
    tenant: String,
    /// Bytes.
    most: u64,
}

/// The name of its file.
const NAME: &str = "journal.jsonl";

/// A journal has so many bytes at most: some 200,000 messages, of which the newer half is always there.
const MOST: u64 = 128 * 1024 * 1024;

/// What the journal says of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It left.
    Left,
    /// Nobody has seen it after all.
    TakenBack,
}

impl Journal {
    pub(super) fn of(folder: &Path, tenant: &str) -> Self {
        Self { file: folder.join(NAME), tenant: tenant.to_owned(), most: MOST }
    }

    /// Whether a folder has one.
    pub(super) fn is_in(folder: &Path) -> bool {
        folder.join(NAME).is_file()
    }

    /// The tenant of the journal of a folder; nothing where there is none, or none that can be read.
    pub(super) fn tenant_of(folder: &Path) -> Option<String> {
        Self::of(folder, "").last().ok().flatten().map(|last| last.tenant)
    }

    /// Removes the journal of a folder whose store and messages are made anew.
    pub(crate) fn remove(folder: &Path) -> Result<()> {
        let file = folder.join(NAME);
        match fs::remove_file(&file) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(Error::file(&file, &error)),
            _ => Ok(()),
        }
    }

    /// Writes lines and brings them to the disk.
    pub(super) fn add(&self, store: &str, work: &[(&Leased, &Departure)]) -> Result<()> {
        let line = |(work, departure): &(&Leased, &Departure)| Line {
            key: work.action.wanted.key.clone(),
            account: work.action.wanted.account.clone(),
            after: Some(departure.after),
            sent: sent(&work.action),
            started: departure.started.clone(),
            lives: departure.lives.clone(),
            entries: departure.entries.clone(),
            ..Line::without_message((store.to_owned(), self.tenant.clone()), departure.number, Reach::Whole)
        };
        self.append(&work.iter().map(line).collect::<Vec<_>>())
    }

    /// Messages that nobody has seen after all, by key and account.
    ///
    /// # Errors
    /// The journal cannot be read or written.
    pub fn take_back<'m>(&self, messages: impl IntoIterator<Item = (&'m str, &'m str)>) -> Result<()> {
        let Some(last) = self.last()? else { return Ok(()) };
        let line = |message| Line::taken_back(&last, &self.tenant, message);
        self.append(&messages.into_iter().map(line).collect::<Vec<_>>())
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
        self.shorten(u64::try_from(text.len()).unwrap_or(u64::MAX))?;
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

    /// Makes room for so many bytes.
    fn shorten(&self, more: u64) -> Result<()> {
        let length = self.file.metadata().map_or(0, |about| about.len());
        if length.saturating_add(more) <= self.most {
            return Ok(());
        }
        let text = fs::read(&self.file).map_err(|error| Error::file(&self.file, &error))?;
        let half = usize::try_from(self.most / 2).unwrap_or(usize::MAX);
        let after = |from: usize| {
            let rest = text.get(from..).unwrap_or_default();
            rest.iter().position(|byte| *byte == b'\n').map_or(text.len(), |at| from + at + 1)
        };
        let (forgotten, kept) = text.split_at(after(text.len().saturating_sub(half)));
        let Some(last) = forgotten.split(|byte| *byte == b'\n').rfind(|line| !line.is_empty()) else { return Ok(()) };
        let last = self.parsed(last)?;
        let mut shorter =
            serde_json::to_vec(&Line::without_message((last.store, last.tenant), last.number, Reach::Here))
                .unwrap_or_default();
        shorter.push(b'\n');
        shorter.extend(kept);
        durable::write(&self.file, &shorter)
    }

    fn last(&self) -> Result<Option<Line>> {
        let text = self.end()?;
        let last = text.split(|byte| *byte == b'\n').rfind(|line| !line.is_empty());
        last.map(|line| self.parsed(line)).transpose()
    }

    /// Its last lines; nothing where there is no journal.
    fn end(&self) -> Result<Vec<u8>> {
        let Some(mut file) = reading::opened(&self.file)? else { return Ok(Vec::new()) };
        let mut read = || {
            let length = file.metadata()?.len();
            let whole = whole(&mut file, length)?;
            let from = whole.saturating_sub(reading::RECORD);
            file.seek(SeekFrom::Start(from))?;
            let mut text = Vec::new();
            (&file).take(whole.saturating_sub(from)).read_to_end(&mut text)?;
            Ok::<_, std::io::Error>(text)
        };
        read().map_err(|error| Error::file(&self.file, &error))
    }

    fn parsed(&self, line: &[u8]) -> Result<Line> {
        serde_json::from_slice(line).map_err(|error| {
            let file = self.file.display();
            let typed = text::quoted(&file.to_string());
            Error::new(Kind::System, words!("{file} cannot be read: {error}", "{file} ne peut être lu : {error}")).hint(
                words!(
                    "it tells what left; put it back from a copy of its own. There is none, and the store was not put back from a copy? Then the store \
                     knows what left: `mv {typed} {typed}.spoilt`, and the next `relance run` begins a new journal",
                    "il dit ce qui est parti ; remettez-le depuis une sauvegarde du journal lui-même. Il n'y en a pas, et la base n'a pas été remise depuis une \
                     copie ? Alors la base sait ce qui est parti : `mv {typed} {typed}.abime`, et le prochain `relance run` en commence un nouveau"
                ),
            )
        })
    }

    /// Refuses the journal of another tenant.
    fn require_ours(&self, last: &Line) -> Result<()> {
        let (file, ours, theirs) = (self.file.display(), &self.tenant, &last.tenant);
        if theirs.is_empty() || theirs == ours {
            return Ok(());
        }
        Err(Error::new(
            Kind::Store,
            words!(
                "{file} tells what left for tenant `{theirs}`, not for `{ours}`",
                "{file} dit ce qui est parti pour la société `{theirs}`, pas pour `{ours}`"
            ),
        )
        .hint(words!(
            "name the other tenant with --tenant, or another folder with --out: it is the one above `tenants`, and every tenant has its place in it",
            "nommez l'autre société avec --tenant, ou un autre dossier avec --out : c'est celui au-dessus de `tenants`, où chaque société a sa place"
        )))
    }

    /// The keys of all that left from here, as far back as it reaches, and of what was taken back since.
    ///
    /// # Errors
    /// The journal cannot be read.
    pub fn keys(&self) -> Result<BTreeMap<String, Standing>> {
        let text = match fs::read(&self.file) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Vec::new(),
            Err(error) => return Err(Error::file(&self.file, &error)),
        };
        let mut keys = BTreeMap::new();
        for line in text.split(|byte| *byte == b'\n') {
            // The last one may be cut off.
            let Ok(line) = serde_json::from_slice::<Line>(line) else { continue };
            keys.insert(line.key, if line.entries.is_empty() { Standing::TakenBack } else { Standing::Left });
        }
        Ok(keys)
    }

    /// Whether the end of the journal has this message. Without the last one that left, the journal was lost or cut, or is another folder's.
    ///
    /// # Errors
    /// The journal cannot be read.
    pub fn has(&self, key: &str) -> Result<bool> {
        let text = self.end()?;
        let quoted = format!("\"{key}\"");
        Ok(text.windows(quoted.len()).any(|part| part == quoted.as_bytes()))
    }

    /// Its file.
    #[must_use]
    pub fn file(&self) -> &Path {
        &self.file
    }
}

/// What leaves, and to whom.
fn sent(action: &Action) -> Sent {
    let kind = action.wanted.kind.clone();
    let marks = |people: &[Addressee]| people.iter().map(|one| mark(&action.wanted.key, &one.address)).collect();
    match &action.body {
        ActionBody::Email(email) => Sent { kind, to: marks(&email.to), copies: marks(&email.cc) },
        _ => Sent { kind, ..Sent::default() },
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_stays_within_its_bytes_and_says_how_far_back_it_reaches() {
        let folder = std::env::temp_dir().join(format!("relance-journal-{}", std::process::id()));
        let journal = Journal { file: folder.join("journal.jsonl"), tenant: "main".to_owned(), most: 4_000 };
        for number in 1..=1_000 {
            let line = Line {
                key: format!("{number:032}"),
                ..Line::without_message(("this store".to_owned(), "main".to_owned()), number, Reach::Whole)
            };
            journal.append(&[line]).unwrap();
            assert!(journal.file.metadata().unwrap().len() <= 4_000);
        }
        let text = fs::read(&journal.file).unwrap();
        let lines: Vec<_> = text.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()).collect();
        let lines: Vec<_> = lines.into_iter().map(|line| journal.parsed(line).unwrap()).collect();
        assert_eq!(lines[0].reach, Reach::Here);
        assert!(lines[1..].iter().all(|line| line.reach == Reach::Whole));
        let numbers: Vec<_> = lines.iter().map(|line| line.number).collect();
        assert_eq!(numbers, (numbers[0]..=1_000).collect::<Vec<_>>(), "none is missing since the first");
        fs::remove_dir_all(folder).unwrap();
    }
}
