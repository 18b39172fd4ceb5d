//! Reads files that somebody else wrote: regular files only, and never more of them than a limit. A pipe, a device, a folder or an endless
//! file is refused before anything of it is read, so that no command waits for ever or takes all memory.
//!
//! [`file()`] is for a file that the user names, [`inside`] for a name that comes from data: no link leads out of its folder.

use std::{
    fs::{File, OpenOptions},
    io::{self, BufRead, BufReader, Read, Seek},
    path::Path,
};

use crate::{
    error::{Error, Kind, Result},
    words,
};

/// All files that go with one message, in bytes. Many mail servers refuse a message of more than 25 MB; a letter has no reason to be longer.
pub const ENCLOSED: u64 = 25 * 1024 * 1024;

/// A logo or a signature, in bytes: a photograph at printing size stays well below.
pub const PICTURE: u64 = 10 * 1024 * 1024;

/// A file of this program's own making, in bytes: a letter as JSON, a journal's line.
pub const RECORD: u64 = 16 * 1024 * 1024;

/// The whole of a file that the user named. A link is followed: the user chose it.
///
/// # Errors
/// [`Kind::Input`] for what is no regular file or has more than `limit` bytes, [`Kind::System`] when it cannot be read.
pub fn file(path: &Path, limit: u64) -> Result<Vec<u8>> {
    bounded(open(path, false).map_err(|error| Error::file(path, &error))?, path, limit)
}

/// The whole of a file in `folder`, by a name that comes from data; nothing when there is none.
///
/// # Errors
/// As [`file()`], and [`Kind::Input`] when the name or a link behind it leads out of the folder.
pub fn inside(folder: &Path, name: &Path, limit: u64) -> Result<Option<Vec<u8>>> {
    let wished = folder.join(name);
    // A name that no file can have is the name of none.
    let missing = |error: &io::Error| {
        matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory | io::ErrorKind::InvalidFilename)
    };
    let real = match wished.canonicalize() {
        Ok(real) => real,
        Err(error) if missing(&error) => return Ok(None),
        Err(error) => return Err(Error::file(&wished, &error)),
    };
    let home = folder.canonicalize().map_err(|error| Error::file(folder, &error))?;
    if !real.starts_with(&home) {
        let (wished, folder) = (wished.display(), folder.display());
        return Err(Error::new(
            Kind::Input,
            words!(
                "{wished} leads out of {folder}; it is not read",
                "{wished} mène hors de {folder} ; il n'est pas lu"
            ),
        )
        .hint(words!("put the file itself into the folder", "mettez le fichier lui-même dans le dossier")));
    }
    // All links are resolved: one that appears now was put there meanwhile, and is not followed.
    match open(&real, true) {
        Ok(file) => bounded(file, &wished, limit).map(Some),
        Err(error) if missing(&error) => Ok(None),
        Err(error) => Err(Error::file(&wished, &error)),
    }
}

/// Never waits: a pipe without a writer opens at once, and is then refused by what it is.
fn open(path: &Path, no_link: bool) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true);
    #[cfg(unix)]
    {
        use rustix::fs::OFlags;
        let mut flags = OFlags::NONBLOCK | OFlags::NOCTTY;
        flags.set(OFlags::NOFOLLOW, no_link);
        std::os::unix::fs::OpenOptionsExt::custom_flags(&mut options, flags.bits().cast_signed());
    }
    #[cfg(not(unix))]
    let _ = no_link;
    options.open(path)
}

/// A regular file, opened to be read in parts; nothing when there is none.
///
/// # Errors
/// [`Kind::Input`] for what is no regular file, [`Kind::System`] when it cannot be opened.
pub fn opened(path: &Path) -> Result<Option<File>> {
    match open(path, false) {
        Ok(file) => regular(&file, path).map(|_| Some(file)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(Error::file(path, &error)),
    }
}

/// A file of UTF-8 that the user named, to be read in parts, without its byte-order mark.
///
/// # Errors
/// As [`file()`], and [`Kind::Input`] where it is not UTF-8.
pub fn text(path: &Path, limit: u64) -> Result<impl Read> {
    let broken = |error: io::Error| Error::file(path, &error);
    let mut file = open(path, false).map_err(broken)?;
    require_size(regular(&file, path)?.len(), path, limit)?;
    let (mut part, mut begun, mut before) = (vec![0; 64 * 1024], 0, 0);
    loop {
        let read = file.read(part.get_mut(begun..).unwrap_or_default()).map_err(broken)?;
        let (had, all) = (begun, begun + read);
        let bytes = part.get(..all).unwrap_or_default();
        begun = match std::str::from_utf8(bytes) {
            Ok(_) => 0,
            // A character that goes on in the next part.
            Err(error) if error.error_len().is_none() && read > 0 => all - error.valid_up_to(),
            Err(error) => return Err(not_utf8(path, before - had + error.valid_up_to())),
        };
        before += read;
        if read == 0 {
            break;
        }
        part.copy_within(all - begun..all, 0);
    }
    file.rewind().map_err(broken)?;
    let mut file = BufReader::with_capacity(64 * 1024, file.take(limit));
    if file.fill_buf().map_err(broken)?.starts_with("\u{feff}".as_bytes()) {
        file.consume("\u{feff}".len());
    }
    Ok(file)
}

/// That a file is not UTF-8, and from which byte on.
pub fn not_utf8(path: &Path, at: usize) -> Error {
    let path = path.display();
    Error::new(Kind::Input, words!("{path} is not UTF-8 (byte {at})", "{path} n'est pas en UTF-8 (octet {at})")).hint(
        words!(
            "save it as UTF-8, or convert it with `iconv -f ISO-8859-1 -t UTF-8`",
            "enregistrez-le en UTF-8, ou convertissez-le avec `iconv -f ISO-8859-1 -t UTF-8`"
        ),
    )
}

/// Of the opened file itself, so that nothing can take its place in between.
fn regular(file: &File, path: &Path) -> Result<std::fs::Metadata> {
    let about = file.metadata().map_err(|error| Error::file(path, &error))?;
    if !about.is_file() {
        let path = path.display();
        return Err(Error::new(
            Kind::Input,
            words!("{path} is not a regular file", "{path} n'est pas un fichier ordinaire"),
        )
        .hint(words!(
            "a folder, a pipe or a device cannot be read here: copy what it gives into a file",
            "un dossier, un tube ou un périphérique ne se lit pas ici : copiez-en le contenu dans un fichier"
        )));
    }
    Ok(about)
}

fn bounded(file: File, path: &Path, limit: u64) -> Result<Vec<u8>> {
    let broken = |error: io::Error| Error::file(path, &error);
    let about = regular(&file, path)?;
    let mut content = Vec::new();
    if about.len() <= limit {
        // It may grow while it is read.
        file.take(limit.saturating_add(1)).read_to_end(&mut content).map_err(broken)?;
    }
    let size = about.len().max(u64::try_from(content.len()).unwrap_or(u64::MAX));
    require_size(size, path, limit)?;
    Ok(content)
}

fn require_size(size: u64, path: &Path, limit: u64) -> Result<()> {
    if size <= limit {
        return Ok(());
    }
    let path = path.display();
    Err(Error::new(
        Kind::Input,
        words!(
            "{path} has {size} bytes; at most {limit} are read",
            "{path} a {size} octets ; {limit} au plus sont lus"
        ),
    ))
}
