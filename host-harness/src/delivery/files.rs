//! Files in a folder: `mail/` is a Maildir; `letters/`, `sms/`, `tasks/` and `measures/` have one JSON file for each action, as the contract
//! has it. What is only rehearsed goes to `rehearsal/` and `rehearsal-letters/`…
//!
//! Each file is named after its action's key, so it can be found again wherever a mail client has put it.

use std::{
    collections::BTreeSet,
    fs, io,
    path::{Path, PathBuf},
};

use relance_contract::records::types::ActionBody;
use sha2::{Digest, Sha256};

use super::{Carrier, Journal, mail::message};
use crate::{
    durable,
    enclosures::Enclosures,
    error::{Error, Kind, Result},
    store::{Departure, Leased, Settled, Store, Trace},
    text::Words,
    words,
};

/// The tenant whose files lie in the folder itself; those of others lie in `tenants/`.
const FIRST: &str = "main";

/// Where a tenant's files are in a folder of outgoing files. A tenant's identifier is any text; its folder's name has only characters that
/// every file system keeps apart, and no two identifiers share one.
#[must_use]
pub fn tenant_folder(out: &Path, tenant: &str) -> PathBuf {
    const LONGEST: usize = 100;
    if tenant == FIRST {
        return out.to_owned();
    }
    let mut name = String::new();
    for byte in tenant.bytes() {
        match byte {
            b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' => name.push(char::from(byte)),
            _ => name.push_str(&format!("%{byte:02x}")),
        }
    }
    if name.is_empty() {
        name.push('%');
    }
    if name.len() > LONGEST {
        // `~` stands in no shorter name.
        let digest: String = Sha256::digest(tenant).iter().take(16).map(|byte| format!("{byte:02x}")).collect();
        name = format!("{}~{digest}", name.get(..40).unwrap_or_default());
    }
    out.join("tenants").join(name)
}

/// Files in a folder.
pub struct Files {
    folder: PathBuf,
    store: String,
    enclosures: Enclosures,
}

impl Files {
    /// Files of a tenant of this store below this folder, which is made when it is needed; nothing can be enclosed.
    ///
    /// # Errors
    /// [`Kind::Store`].
    pub fn in_folder(out: &Path, store: &Store, tenant: &str) -> Result<Self> {
        let (store, _) = store.departures()?;
        Ok(Self { folder: tenant_folder(out, tenant), store, enclosures: Enclosures::none() })
    }

    /// The same, with the ERP's own files in a folder.
    #[must_use]
    pub fn enclosing(self, enclosures: Enclosures) -> Self {
        Self { enclosures, ..self }
    }

    /// What left from this folder.
    #[must_use]
    pub fn journal(&self) -> Journal {
        Journal::of(&self.folder)
    }

    /// Removes files that were being written when a program ended. Only for who is alone with the store.
    ///
    /// # Errors
    /// A folder that is there and cannot be read.
    pub fn tidy(&self) -> Result<()> {
        for kind in ["mail", "rehearsal", "letters", "sms", "tasks", "measures"] {
            for folder in [self.folder.join(kind), self.folder.join(format!("rehearsal-{kind}"))] {
                let hidden = |name: &str| name.starts_with('.') && name.ends_with(durable::UNFINISHED);
                remove(&folder, &hidden)?;
                remove(&folder.join("tmp"), &|name| name.ends_with(".relance"))?;
            }
        }
        Ok(())
    }

    /// Writes one action where nobody looks.
    fn prepare(&self, work: &Leased) -> Result<Paths> {
        let action = &work.action;
        let key = &action.wanted.key;
        if !is_key(key) {
            return Err(Error::new(
                Kind::Module,
                words!("the module gave it a key that is none", "le module lui a donné une clé qui n'en est pas une"),
            ));
        }
        let paths = Paths::of(&self.folder, work);
        let content = match &action.body {
            ActionBody::Email(email) => {
                for part in ["tmp", "new", "cur"] {
                    durable::folder(&paths.folder.join(part))?;
                }
                message(email, action, &work.day, self.enclosures.of(&email.attachments)?)?
            }
            body => {
                durable::folder(&paths.folder)?;
                serde_json::to_vec_pretty(body).unwrap_or_default()
            }
        };
        durable::write_unsynced(&paths.unfinished, &content)?;
        Ok(paths)
    }
}

/// 32 hexadecimal digits: it becomes the name of a file.
fn is_key(key: &str) -> bool {
    key.len() == 32 && key.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

/// Where the file of an action is, before and after it is seen.
struct Paths {
    /// Of its kind.
    folder: PathBuf,
    unfinished: PathBuf,
    seen: PathBuf,
}

impl Paths {
    fn of(folder: &Path, work: &Leased) -> Self {
        let wanted = &work.action.wanted;
        let day = work.day.replace('-', "");
        let kind =
            |name: &str| folder.join(if wanted.simulated { format!("rehearsal-{name}") } else { name.to_owned() });
        let name = match &work.action.body {
            ActionBody::Email(_) => {
                let folder = folder.join(if wanted.simulated { "rehearsal" } else { "mail" });
                let name = format!("{day}.{}.relance", wanted.key);
                let (unfinished, seen) = (folder.join("tmp").join(&name), folder.join("new").join(name));
                return Self { folder, unfinished, seen };
            }
            ActionBody::Letter(_) | ActionBody::RegisteredLetter(_) => "letters",
            ActionBody::Sms(_) => "sms",
            ActionBody::Task(_) | ActionBody::Notification(_) => "tasks",
            ActionBody::BlockOrders(_) | ActionBody::Suspend(_) | ActionBody::HandOver(_) | ActionBody::Other(_) => {
                "measures"
            }
        };
        let folder = kind(name);
        let seen = folder.join(format!("{day}.{}.json", wanted.key));
        Self { folder, unfinished: durable::beside(&seen), seen }
    }

    /// Whether its file is where it was put, or where a mail client or `relance letters` has put it since.
    fn is_seen(&self) -> bool {
        let Some(name) = self.seen.file_name() else { return false };
        let name = name.to_string_lossy();
        // A mail client moves it to `cur` and adds `:2,` with flags.
        let in_cur = || {
            let entries = fs::read_dir(self.folder.join("cur")).into_iter().flatten().flatten();
            entries.into_iter().any(|entry| entry.file_name().to_string_lossy().starts_with(&*name))
        };
        self.seen.exists() || self.folder.join("printed").join(&*name).exists() || in_cur()
    }

    fn look(&self, same_start: bool) -> Trace {
        if self.is_seen() {
            return Trace::Left;
        }
        // Taken away, so that whoever still held it can no longer let it be seen.
        if same_start && fs::remove_file(&self.unfinished).is_ok() {
            return Trace::NeverLeft;
        }
        // It may have been seen between the two looks.
        if self.is_seen() { Trace::Left } else { Trace::Unknown }
    }
}

impl Carrier for Files {
    fn ready(&self, work: &[Leased]) -> Vec<std::result::Result<(), Words>> {
        let written: Vec<_> = work.iter().map(|work| self.prepare(work)).collect();
        let files: Vec<_> = written.iter().flatten().map(|paths| paths.unfinished.as_path()).collect();
        let mut synced = durable::sync(&files).into_iter();
        let answer = |paths: &Result<Paths>| match paths {
            Err(error) => Err(error.words()),
            Ok(paths) => synced.next().unwrap_or(Ok(())).map_err(|error| {
                let _ = fs::remove_file(&paths.unfinished);
                error.words()
            }),
        };
        written.iter().map(answer).collect()
    }

    fn release(&self, work: &[(&Leased, Departure)]) -> Vec<Settled> {
        let paths: Vec<_> = work.iter().map(|(work, _)| Paths::of(&self.folder, work)).collect();
        let real: Vec<_> = work.iter().filter(|(work, _)| !work.action.wanted.simulated).collect();
        let real: Vec<_> = real.into_iter().map(|(work, departure)| (*work, departure)).collect();
        if let Err(error) = self.journal().add(&self.store, &real) {
            // Nothing was seen: all of it is known not to have left.
            for path in &paths {
                let _ = fs::remove_file(&path.unfinished);
            }
            return work.iter().map(|_| Settled::Failed(error.words())).collect();
        }
        let mut settled: Vec<_> = paths.iter().map(Paths::release).collect();
        let folders: BTreeSet<_> = paths.iter().filter_map(|paths| paths.seen.parent()).collect();
        for folder in folders {
            if let Err(error) = durable::sync_folder(folder) {
                for (settled, _) in
                    settled.iter_mut().zip(&paths).filter(|(_, paths)| paths.seen.parent() == Some(folder))
                {
                    *settled = Settled::Ambiguous(error.words());
                }
            }
        }
        settled
    }

    fn look(&self, work: &[(Leased, bool)]) -> Vec<Trace> {
        let traces: Vec<_> = work.iter().map(|(work, same)| Paths::of(&self.folder, work).look(*same)).collect();
        let never = work.iter().zip(&traces).filter(|(_, trace)| **trace == Trace::NeverLeft);
        let never: Vec<_> = never.map(|((work, _), _)| work).collect();
        // Should the journal not say so, a store put back later waits longer than it must; it never sends twice.
        let _ = self.journal().take_back(&never);
        traces
    }
}

impl Paths {
    fn release(&self) -> Settled {
        match fs::rename(&self.unfinished, &self.seen) {
            Ok(()) => Settled::Sent,
            Err(error) => match fs::remove_file(&self.unfinished) {
                Ok(()) => Settled::Failed(Error::file(&self.seen, &error).words()),
                Err(_) => Settled::Ambiguous(Error::file(&self.unfinished, &error).words()),
            },
        }
    }
}

fn remove(folder: &Path, which: &dyn Fn(&str) -> bool) -> Result<()> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => return Ok(()),
        Err(error) => return Err(Error::file(folder, &error)),
    };
    for entry in entries.flatten() {
        if which(&entry.file_name().to_string_lossy()) {
            let path = entry.path();
            fs::remove_file(&path).map_err(|error| Error::file(&path, &error))?;
        }
    }
    Ok(())
}
