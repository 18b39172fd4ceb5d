//! Files that are on the disk, whole, before anybody is told that they are there.
//!
//! A file is written beside its place under another name, brought to the disk, then given its name, and then the folder is brought to
//! the disk. Cut off anywhere, there is the whole file or none. [`Batch`] does this for many files at once: one call brings them all to the
//! disk, which costs a tenth of one call each.
//!
//! What is made here holds names, addresses and debts: files are for their owner alone (0600), folders too (0700), whatever the umask.

use std::{
    collections::BTreeSet,
    fs::{self, DirBuilder, File, OpenOptions},
    io::{self, Write},
    path::{Path, PathBuf},
};

use crate::{
    error::{Error, Result},
    reading,
};

/// A new, empty file for its owner alone; one that was left behind under this name gives way, and a link is never followed.
///
/// # Errors
/// Whatever the system says.
pub fn private_file(path: &Path) -> io::Result<File> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        Ok(()) | Err(_) => {}
    }
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let file = options.open(path)?;
    #[cfg(unix)]
    file.set_permissions(std::os::unix::fs::PermissionsExt::from_mode(0o600))?;
    Ok(file)
}

/// A folder for its owner alone, and those above it; what is there already stays as it is.
///
/// # Errors
/// It cannot be made.
pub fn folder(path: &Path) -> Result<()> {
    if path.as_os_str().is_empty() || path.is_dir() {
        return Ok(());
    }
    if let Some(above) = path.parent() {
        folder(above)?;
    }
    let mut builder = DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    match builder.create(path) {
        // Made by somebody else meanwhile, or a file, a pipe.
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists || !path.is_dir() => {
            return Err(Error::file(path, &error));
        }
        Ok(()) | Err(_) => {}
    }
    sync_folder_of(path)
}

/// Brings the names in a folder to the disk.
///
/// # Errors
/// The disk.
pub fn sync_folder(path: &Path) -> Result<()> {
    let path = if path.as_os_str().is_empty() { Path::new(".") } else { path };
    #[cfg(unix)]
    {
        let mut options = OpenOptions::new();
        options.read(true);
        // Never waits: a pipe in its place is refused at once.
        let flags = rustix::fs::OFlags::DIRECTORY.bits().cast_signed();
        std::os::unix::fs::OpenOptionsExt::custom_flags(&mut options, flags);
        options.open(path).and_then(|folder| folder.sync_all()).map_err(|error| Error::file(path, &error))?;
    }
    Ok(())
}

/// Brings a file's name to the disk.
///
/// # Errors
/// The disk.
pub fn sync_folder_of(file: &Path) -> Result<()> {
    file.parent().map_or(Ok(()), sync_folder)
}

/// The name under which a file is written before it is given its own; programs that read the folder pass hidden files over.
#[must_use]
pub fn beside(path: &Path) -> PathBuf {
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    path.with_file_name(format!(".{name}{UNFINISHED}"))
}

/// As [`beside`], for one of several that write into a folder.
#[must_use]
pub fn beside_for(path: &Path, owner: &str) -> PathBuf {
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    path.with_file_name(format!(".{name}.{owner}{UNFINISHED}"))
}

/// How the name of a file ends that is being written.
pub const UNFINISHED: &str = ".unfinished";

/// Removes what programs left beside a file that were killed while they made it under a name with their number ([`beside_for`]), and what a
/// database has beside that. Only where it can be told that a program is gone.
pub fn remove_abandoned(path: &Path) {
    let Some(start) = path.file_stem().map(|stem| format!(".{}.", stem.to_string_lossy())) else { return };
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let ending = |rest: &str| matches!(rest, "" | "-wal" | "-shm" | "-journal");
        let owner = name.strip_prefix(&start).and_then(|rest| rest.split_once(UNFINISHED));
        let Some((owner, _)) = owner.filter(|(_, rest)| ending(rest)) else { continue };
        if owner.parse::<u32>().is_ok_and(is_gone) {
            let _ = fs::remove_file(entry.path());
        }
    }
}

/// Whether no program has this number any more. Where the system does not show its programs nobody knows.
fn is_gone(process: u32) -> bool {
    let shown = |process: u32| Path::new("/proc").join(process.to_string()).exists();
    shown(std::process::id()) && !shown(process)
}

/// Writes one file, and its folder where that is missing; what was there before gives way.
///
/// # Errors
/// It cannot be written; then nothing is there, or what was there before.
pub fn write(path: &Path, content: &[u8]) -> Result<()> {
    let unfinished = beside(path);
    if let Some(place) = path.parent() {
        folder(place)?;
    }
    write_unsynced(&unfinished, content)?;
    let synced = sync(&[&unfinished]).into_iter().collect::<Result<()>>();
    let named = synced.and_then(|()| fs::rename(&unfinished, path).map_err(|error| Error::file(path, &error)));
    if named.is_err() {
        let _ = fs::remove_file(&unfinished);
    }
    named?;
    sync_folder_of(path)
}

/// Writes one file that the user named, in a folder that is there. What has the name already is not replaced, whatever it is; a file with just
/// this content is what was asked for.
///
/// # Errors
/// It cannot be written, or the name is taken.
pub fn write_new(path: &Path, content: &[u8]) -> Result<()> {
    let unfinished = beside_for(path, &std::process::id().to_string());
    write_unsynced(&unfinished, content)?;
    let synced = sync(&[&unfinished]).into_iter().collect::<Result<()>>();
    let named = synced.and_then(|()| match name(&unfinished, path) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists && holds(path, content) => Ok(false),
        Err(error) => Err(Error::file(path, &error)),
        Ok(()) => Ok(true),
    });
    if !matches!(named, Ok(true)) {
        let _ = fs::remove_file(&unfinished);
    }
    named?;
    sync_folder_of(path)
}

/// Writes a file anew that is somebody's own: where a link leads, with the rights it has.
///
/// # Errors
/// It is not there, or cannot be written; then it is what it was.
pub fn rewrite(path: &Path, content: &[u8]) -> Result<()> {
    let broken = |error: io::Error| Error::file(path, &error);
    let place = path.canonicalize().map_err(broken)?;
    let rights = place.metadata().map_err(broken)?.permissions();
    write(&place, content)?;
    fs::set_permissions(&place, rights).map_err(broken)
}

/// Moves a file into a folder, which may be on another disk; what has its name there gives way. The names are not on the disk yet.
///
/// # Errors
/// It cannot be; then it is where it was.
pub fn move_to(file: &Path, folder: &Path) -> Result<()> {
    let place = folder.join(file.file_name().unwrap_or_default());
    match fs::rename(file, &place) {
        Err(error) if error.kind() == io::ErrorKind::CrossesDevices => {
            let content = fs::read(file).map_err(|error| Error::file(file, &error))?;
            write(&place, &content)?;
            fs::remove_file(file).map_err(|error| Error::file(file, &error))
        }
        done => done.map_err(|error| Error::file(file, &error)),
    }
}

/// Whether a file has this content.
fn holds(path: &Path, content: &[u8]) -> bool {
    let size = u64::try_from(content.len()).unwrap_or(u64::MAX);
    reading::file(path, size).is_ok_and(|there| there == content)
}

/// New files that are given their names together. None takes the place of what is there already.
#[derive(Debug)]
pub struct Batch {
    /// Whose files these are: it stands in the names they have until they are finished, so that nobody else writes into them.
    owner: String,
    files: Vec<(PathBuf, PathBuf)>,
}

impl Batch {
    /// No file yet, of this owner.
    #[must_use]
    pub fn of(owner: &str) -> Self {
        Self { owner: owner.to_owned(), files: Vec::new() }
    }

    /// Writes one file beside its place.
    ///
    /// # Errors
    /// It cannot be written; then nothing of it is there.
    pub fn add(&mut self, path: &Path, content: &[u8]) -> Result<()> {
        let unfinished = beside_for(path, &self.owner);
        if let Some(place) = path.parent() {
            folder(place)?;
        }
        write_unsynced(&unfinished, content)?;
        self.files.push((unfinished, path.to_owned()));
        Ok(())
    }

    /// Brings all files to the disk, under the names that they have until they are finished.
    ///
    /// # Errors
    /// The first that could not be.
    pub fn sync(&self) -> Result<()> {
        let unfinished: Vec<_> = self.files.iter().map(|(unfinished, _)| unfinished.as_path()).collect();
        sync(&unfinished).into_iter().collect::<Result<()>>()?;
        self.sync_folders()
    }

    /// Gives all files their names, and brings those to the disk.
    ///
    /// # Errors
    /// The first whose name is taken, or could not be given. Some may have their names; the others are kept under those they had.
    pub fn finish(mut self) -> Result<()> {
        let done = self
            .files
            .iter()
            .try_for_each(|(unfinished, path)| name(unfinished, path).map_err(|error| Error::file(path, &error)));
        let done = done.and_then(|()| self.sync_folders());
        self.files.clear();
        done
    }

    fn sync_folders(&self) -> Result<()> {
        let folders: BTreeSet<_> = self.files.iter().filter_map(|(_, path)| path.parent()).collect();
        folders.into_iter().try_for_each(sync_folder)
    }
}

/// What was never about to be given its name is of no use.
impl Drop for Batch {
    fn drop(&mut self) {
        for (unfinished, _) in &self.files {
            let _ = fs::remove_file(unfinished);
        }
    }
}

/// Gives a file its name, unless something has that name already.
///
/// # Errors
/// Whatever the system says; [`io::ErrorKind::AlreadyExists`] for a name that is taken.
pub fn name(unfinished: &Path, path: &Path) -> io::Result<()> {
    #[cfg(target_os = "linux")]
    {
        use rustix::{
            fs::{CWD, RenameFlags, renameat_with},
            io::Errno,
        };
        match renameat_with(CWD, unfinished, CWD, path, RenameFlags::NOREPLACE) {
            // This file system cannot.
            Err(Errno::INVAL | Errno::NOSYS) => {}
            done => return Ok(done?),
        }
    }
    fs::hard_link(unfinished, path)?;
    fs::remove_file(unfinished)
}

/// Writes a file that is not yet on the disk; [`sync`] brings it there.
///
/// # Errors
/// It cannot be written; then nothing of it is there.
pub fn write_unsynced(path: &Path, content: &[u8]) -> Result<()> {
    let written = private_file(path).and_then(|mut file| file.write_all(content));
    written.map_err(|error| {
        let _ = fs::remove_file(path);
        Error::file(path, &error)
    })
}

/// Brings the contents of files to the disk; what became of each.
///
/// On Linux one call for the file system of several files: for 100 files of 12 kB it took 0.2 ms a file, one call for each file 1.9 to 3.9
/// ms (`docs/performance.md`). It also waits for what other programs wrote there.
#[must_use]
pub fn sync(files: &[&Path]) -> Vec<Result<()>> {
    #[cfg(target_os = "linux")]
    if let [first, _, ..] = files {
        let folders: BTreeSet<_> = files.iter().filter_map(|file| file.parent()).collect();
        let one = |folder: &Path| Ok::<_, io::Error>(rustix::fs::syncfs(File::open(folder)?)?);
        let systems: BTreeSet<_> = folders.iter().filter_map(|folder| Some((device(folder)?, *folder))).collect();
        let mut seen = BTreeSet::new();
        let each = systems.into_iter().filter(|(device, _)| seen.insert(*device)).collect::<Vec<_>>();
        if first.parent().is_some() && each.iter().all(|(_, folder)| one(folder).is_ok()) {
            return files.iter().map(|_| Ok(())).collect();
        }
    }
    let one = |file: &&Path| File::open(file)?.sync_all();
    files.iter().map(|file| one(file).map_err(|error| Error::file(file, &error))).collect()
}

#[cfg(target_os = "linux")]
fn device(path: &Path) -> Option<u64> {
    Some(std::os::unix::fs::MetadataExt::dev(&path.metadata().ok()?))
}

/// A file as it was at one moment: whether its name still means the same.
#[derive(Debug)]
pub struct Place {
    path: PathBuf,
    #[cfg(unix)]
    identity: (u64, u64),
}

impl Place {
    /// The file that a path names now.
    ///
    /// # Errors
    /// There is none, or it cannot be looked at.
    pub fn of(path: &Path) -> io::Result<Self> {
        let path = path.canonicalize()?;
        Ok(Self {
            #[cfg(unix)]
            identity: identity(&path.metadata()?),
            path,
        })
    }

    /// Whether this file is the one that was opened.
    ///
    /// # Errors
    /// It cannot be looked at.
    pub fn is(&self, opened: &File) -> io::Result<bool> {
        #[cfg(unix)]
        let same = identity(&opened.metadata()?) == self.identity;
        #[cfg(not(unix))]
        let same = opened.metadata()?.is_file();
        Ok(same)
    }

    /// Where it is, links resolved.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Whether the same file is still there.
    #[must_use]
    pub fn is_same(&self) -> bool {
        #[cfg(unix)]
        let same = self.path.metadata().is_ok_and(|about| identity(&about) == self.identity);
        #[cfg(not(unix))]
        let same = self.path.is_file();
        same
    }
}

#[cfg(unix)]
fn identity(about: &fs::Metadata) -> (u64, u64) {
    use std::os::unix::fs::MetadataExt;
    (about.dev(), about.ino())
}
