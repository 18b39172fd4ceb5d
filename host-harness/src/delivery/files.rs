//! Files in a folder: `mail/` is a Maildir; the folders of the other sorts ([`Sort`]) have one JSON file for each action, as the contract
//! has it. What is only rehearsed goes to `rehearsal/` and `rehearsal-letters/`…
//!
//! Each file is named after its action's key, so it can be found again wherever a mail client has put it.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs, io,
    path::{Path, PathBuf},
};

use relance_contract::records::types::{ActionBody, Attachment};
use sha2::{Digest, Sha256};

use super::{
    Carrier, Journal, Ready,
    apart::{TENANTS, require_apart},
    bundles::{beside, bundle, keep_together},
    letters,
    mail::message,
    started,
};
use crate::{
    durable,
    enclosures::{Enclosed, Enclosures},
    error::{Error, Kind, Result},
    lock::{self, About},
    sort::Sort,
    store::{Departure, Leased, Left, Settled, Store, Trace, Trail},
    words,
};

/// The tenant whose files lie in the folder itself; those of others lie in `tenants/`.
const FIRST: &str = "main";

/// Where e-mails lie that are only rehearsed.
const REHEARSED_MAIL: &str = "rehearsal";

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
    out.join(TENANTS).join(name)
}

/// Files in a folder.
pub struct Files {
    out: PathBuf,
    folder: PathBuf,
    store: String,
    tenant: String,
    enclosures: Enclosures,
}

impl Files {
    /// Files of a tenant of this store below this folder, which is made when it is needed; nothing can be enclosed.
    ///
    /// # Errors
    /// [`Kind::Store`].
    pub fn in_folder(out: &Path, store: &dyn Store, tenant: &str) -> Result<Self> {
        let (store, folder, tenant) = (store.name()?, tenant_folder(out, tenant), tenant.to_owned());
        Ok(Self { out: out.to_owned(), folder, store, tenant, enclosures: Enclosures::none() })
    }

    /// The same, with the ERP's own files in a folder.
    #[must_use]
    pub fn enclosing(self, enclosures: Enclosures) -> Self {
        Self { enclosures, ..self }
    }

    /// Makes the folder where it is missing.
    ///
    /// # Errors
    /// It cannot be made, or as [`Files::require_apart`].
    pub fn make_folder(&self) -> Result<()> {
        self.require_apart()?;
        durable::folder(&self.folder)
    }

    /// Refuses a folder that lies in another one from which messages leave.
    ///
    /// # Errors
    /// [`Kind::Store`].
    pub fn require_apart(&self) -> Result<()> {
        require_apart(&self.out, &self.folder)
    }

    /// Waits until no other store lets anything go into this folder; `waiting` is told once that one does. Who holds it asks the journal
    /// whose folder it is. Nothing where there is no folder.
    ///
    /// # Errors
    /// [`Kind::Store`] when the other one does not end, [`Kind::System`] when there can be no lock; or as [`Files::require_apart`].
    pub fn hold(&self, waiting: &mut dyn FnMut()) -> Result<Option<fs::File>> {
        self.require_apart()?;
        if !self.folder.exists() {
            return Ok(None);
        }
        let about = About {
            busy: words!(
                "another relance has been letting messages go into this folder for half an hour",
                "un autre relance dépose des messages dans ce dossier depuis une demi-heure"
            ),
            hint: words!(
                "without this lock two stores could write into one folder, so nothing was done; the folder must be one that can be written and \
                 whose file system knows locks",
                "sans ce verrou deux bases pourraient écrire dans un même dossier, donc rien n'a été fait ; le dossier doit être accessible en \
                 écriture et son système de fichiers connaître les verrous"
            ),
        };
        lock::hold(&self.folder.join(".lock"), &about, waiting).map(Some)
    }

    /// What left from this folder.
    #[must_use]
    pub fn journal(&self) -> Journal {
        Journal::of(&self.folder, &self.tenant)
    }

    /// What became of the files of messages that a journal has and a store does not know: a run may have been cut off between the two.
    #[must_use]
    pub fn look_back(&self, left: Vec<Left>) -> Vec<Left> {
        left.into_iter().map(|left| Left { trail: self.trail(&left), ..left }).collect()
    }

    fn trail(&self, left: &Left) -> Trail {
        if matches!(left.trail, Trail::TakenBack) {
            return Trail::TakenBack;
        }
        let Some(entry) = left.entries.first() else { return Trail::Seen };
        if !is_key(&entry.key) || entry.day.contains(std::path::is_separator) {
            return Trail::Seen;
        }
        // A journal of a former version does not say what it was.
        let of_kind = Sort::of_kind(&left.sent.kind);
        let gone = || match of_kind {
            // `relance letters` would have moved it to the printed ones.
            Some(Sort::Letter) => Trail::Uncertain(words!(
                "its file is neither among the letters that wait nor among the printed ones",
                "son fichier n'est ni parmi les lettres qui attendent ni parmi les imprimées"
            )),
            _ => Trail::Seen,
        };
        for sort in Sort::ALL.into_iter().filter(|sort| of_kind.is_none_or(|kind| kind == *sort)) {
            let paths = Paths::named(&self.folder, (sort, false), (&entry.day, &entry.key));
            if sort == Sort::Letter && paths.seen.symlink_metadata().is_ok() {
                return letters::waiting(&paths.seen);
            }
            if paths.is_seen() {
                return Trail::Seen;
            }
            if paths.unfinished.symlink_metadata().is_ok() || paths.withdrawn().symlink_metadata().is_ok() {
                let same_start = !left.started.is_empty() && left.started == started();
                return match paths.look(same_start) {
                    Trace::Left => Trail::Seen,
                    Trace::NeverLeft => Trail::NeverSeen,
                    Trace::Unknown => Trail::Uncertain(words!(
                        "a run was cut off while it left, and the machine was started again since: its file may have been seen for a moment",
                        "un passage a été coupé pendant son départ, et la machine a redémarré depuis : son fichier a pu être vu un instant"
                    )),
                };
            }
        }
        gone()
    }

    /// Removes files that were being written when a program ended, and those that were withdrawn since. Only after [`super::recover`], and
    /// only for who is alone with the store.
    ///
    /// # Errors
    /// A folder that is there and cannot be read.
    pub fn tidy(&self) -> Result<()> {
        for folder in Self::folders(&self.folder) {
            let hidden = |name: &str| name.starts_with('.') && name.ends_with(durable::UNFINISHED);
            remove(&folder, &hidden)?;
            remove(&folder.join("tmp"), &|name| name.ends_with(".relance"))?;
        }
        Ok(())
    }

    /// The folders into which messages go below a tenant's folder, those of rehearsals included.
    #[must_use]
    pub fn folders(folder: &Path) -> Vec<PathBuf> {
        let of = |sort: Sort| [false, true].map(|simulated| folder.join(folder_name(sort, simulated)));
        Sort::ALL.into_iter().flat_map(of).collect()
    }

    /// Writes one action where nobody looks.
    fn prepare(&self, work: &Leased) -> Result<(Paths, Ready)> {
        let action = &work.action;
        let key = &action.wanted.key;
        if !is_key(key) {
            return Err(Error::new(
                Kind::Module,
                words!("the module gave it a key that is none", "le module lui a donné une clé qui n'en est pas une"),
            ));
        }
        let paths = Paths::of(&self.folder, work);
        let mut ready = Ready::default();
        let content = match &action.body {
            ActionBody::Email(email) => {
                for part in ["tmp", "new", "cur"] {
                    durable::folder(&paths.folder.join(part))?;
                }
                let enclosed = self.enclosures.of(&email.attachments)?;
                ready.without = without(&email.attachments, &enclosed);
                message(email, action, &work.day, enclosed)?
            }
            body => {
                durable::folder(&paths.folder)?;
                serde_json::to_vec_pretty(body).unwrap_or_default()
            }
        };
        // Nothing that has its name is replaced; known now, what leaves together with it waits, too.
        if paths.seen.symlink_metadata().is_ok() {
            return Err(Error::file(&paths.seen, &io::ErrorKind::AlreadyExists.into()));
        }
        paths.forget_withdrawal()?;
        durable::write_unsynced(&paths.unfinished, &content)?;
        Ok((paths, ready))
    }
}

/// Names of the files that would be enclosed and are not there.
fn without(attachments: &[Attachment], enclosed: &[Enclosed]) -> Vec<String> {
    let is_there = |attachment: &Attachment| {
        enclosed.iter().any(|one| one.document == attachment.document && one.file == attachment.file)
    };
    attachments.iter().filter(|one| !is_there(one)).map(|one| one.name.clone()).collect()
}

/// What a program here cannot write is this machine's fault and waits; what is wrong with the message itself has failed.
fn not_ready(error: &Error) -> Settled {
    match error.kind() {
        Kind::Module => Settled::Failed(error.words()),
        Kind::System | Kind::Input | Kind::Store => Settled::Waits(error.words()),
    }
}

/// 32 hexadecimal digits: it becomes the name of a file.
pub(super) fn is_key(key: &str) -> bool {
    key.len() == 32 && key.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

/// Where the file of an action is, before and after it is seen.
struct Paths {
    /// Of its kind.
    folder: PathBuf,
    unfinished: PathBuf,
    seen: PathBuf,
}

/// The name of the folder of a sort.
fn folder_name(sort: Sort, simulated: bool) -> String {
    let name = sort.descriptor().folder;
    match (simulated, sort) {
        (true, Sort::Email) => REHEARSED_MAIL.to_owned(),
        (true, _) => format!("rehearsal-{name}"),
        (false, _) => name.to_owned(),
    }
}

impl Paths {
    fn of(folder: &Path, work: &Leased) -> Self {
        let wanted = &work.action.wanted;
        let sort = Sort::of(&work.action.body);
        Self::named(folder, (sort, wanted.simulated), (&work.day, &wanted.key))
    }

    fn named(folder: &Path, (sort, simulated): (Sort, bool), (day, key): (&str, &str)) -> Self {
        let day = day.replace('-', "");
        let folder = folder.join(folder_name(sort, simulated));
        if sort == Sort::Email {
            let name = format!("{day}.{key}.relance");
            let (unfinished, seen) = (folder.join("tmp").join(&name), folder.join("new").join(name));
            return Self { folder, unfinished, seen };
        }
        let seen = folder.join(format!("{day}.{key}.json"));
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

    /// Where an unfinished file is put, so that whoever still held it can no longer let it be seen, until what is known of it is recorded.
    fn withdrawn(&self) -> PathBuf {
        let name = self.unfinished.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        self.unfinished.with_file_name(format!(".withdrawn.{name}"))
    }

    /// That it was withdrawn once says nothing of the next time.
    fn forget_withdrawal(&self) -> Result<()> {
        let withdrawn = self.withdrawn();
        match fs::remove_file(&withdrawn) {
            // The file itself is of no name that anybody knows.
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(Error::file(&self.folder, &error)),
            Ok(()) | Err(_) => Ok(()),
        }
    }

    /// Changes nothing that a second look would not find: who is cut off before the answer is recorded looks again.
    fn look(&self, same_start: bool) -> Trace {
        if self.is_seen() {
            return Trace::Left;
        }
        let withdrawn = self.withdrawn();
        if (same_start && fs::rename(&self.unfinished, &withdrawn).is_ok()) || withdrawn.exists() {
            return Trace::NeverLeft;
        }
        // It may have been seen between the two looks.
        if self.is_seen() { Trace::Left } else { Trace::Unknown }
    }

    /// Gives it its name; nothing that has that name is replaced. What could not be stays unfinished: it never left, also when this program
    /// ends before it is recorded.
    fn release(&self) -> Settled {
        match durable::name(&self.unfinished, &self.seen) {
            Ok(()) => Settled::Sent,
            Err(error) if self.unfinished.exists() => Settled::Waits(Error::file(&self.seen, &error).words()),
            Err(error) => Settled::Ambiguous(Error::file(&self.unfinished, &error).words()),
        }
    }
}

impl Carrier for Files {
    fn ready(&self, work: &[Leased]) -> Vec<std::result::Result<Ready, Settled>> {
        let written: Vec<_> = work.iter().map(|work| self.prepare(work)).collect();
        let files: Vec<_> = written.iter().flatten().map(|(paths, _)| paths.unfinished.as_path()).collect();
        let mut synced = durable::sync(&files).into_iter();
        let answer = |prepared: &Result<(Paths, Ready)>| match prepared {
            Err(error) => Err(not_ready(error)),
            Ok((_, ready)) => {
                synced.next().unwrap_or(Ok(())).map_err(|error| not_ready(&error)).map(|()| ready.clone())
            }
        };
        let mut answers: Vec<_> = written.iter().map(answer).collect();
        keep_together(work, &mut answers);
        for (prepared, _) in written.iter().zip(&answers).filter(|(_, answer)| answer.is_err()) {
            if let Ok((paths, _)) = prepared {
                let _ = fs::remove_file(&paths.unfinished);
            }
        }
        answers
    }

    fn discard(&self, work: &[&Leased]) {
        for work in work {
            // What cannot be removed now is by `tidy`.
            let _ = fs::remove_file(Paths::of(&self.folder, work).unfinished);
        }
    }

    fn release(&self, work: &[(&Leased, Departure)]) -> Vec<Settled> {
        let paths: Vec<_> = work.iter().map(|(work, _)| Paths::of(&self.folder, work)).collect();
        let real: Vec<_> = work.iter().filter(|(work, _)| !work.action.wanted.simulated).collect();
        let real: Vec<_> = real.into_iter().map(|(work, departure)| (*work, departure)).collect();
        if let Err(error) = self.journal().add(&self.store, &real) {
            // Nothing was seen: all of it is known not to have left, and lies there still, should this program end before that is recorded.
            return work.iter().map(|_| Settled::Waits(error.words())).collect();
        }
        let mut kept_back = BTreeMap::new();
        let mut settled = Vec::new();
        for ((work, _), paths) in work.iter().zip(&paths) {
            let how = match kept_back.get(&bundle(work)) {
                Some(problem) => Settled::Waits(beside(problem)),
                None => paths.release(),
            };
            if let Settled::Waits(problem) = &how {
                kept_back.entry(bundle(work)).or_insert_with(|| problem.clone());
            }
            settled.push(how);
        }
        let waiting = work.iter().zip(&settled).filter(|(_, settled)| matches!(settled, Settled::Waits(_)));
        let waiting: Vec<_> = waiting.map(|((work, _), _)| *work).collect();
        // As below: a journal that says too much makes nobody send twice.
        let _ = self.journal().take_back(waiting.iter().map(|work| named(work)));
        let folders: BTreeSet<_> = paths.iter().filter_map(|paths| paths.seen.parent()).collect();
        for folder in folders {
            if let Err(error) = durable::sync_folder(folder) {
                let inside = settled.iter_mut().zip(&paths).filter(|(_, paths)| paths.seen.parent() == Some(folder));
                for (settled, _) in inside.filter(|(settled, _)| **settled == Settled::Sent) {
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
        let _ = self.journal().take_back(never.iter().map(|work| named(work)));
        traces
    }
}

/// Its key and account.
fn named(work: &Leased) -> (&str, &str) {
    (&work.action.wanted.key, &work.action.wanted.account)
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
