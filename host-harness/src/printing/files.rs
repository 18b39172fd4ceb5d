//! The files of a printing job: how they are called, which names are free, and which files are a job's own.
//!
//! Before any file of a job is seen, the store has its name and its digest. Only what still has both is the job's own, and may be removed;
//! links, folders and other people's files of such a name are left alone, and nothing ever takes their place.

use std::{
    collections::BTreeSet,
    ffi::OsString,
    fs, io,
    path::{Path, PathBuf},
};

use sha2::{Digest, Sha256};

use super::waiting::{Post, Waiting};
use crate::{
    durable,
    error::{Error, Result},
    store::{PrintFile, PrintJob},
};

/// How the names of a job's files begin.
fn stem(day: &str, number: i64) -> String {
    if number == 1 { format!("print-{day}") } else { format!("print-{day}-{number}") }
}

/// A job's print file: the first, or a further one.
pub(super) fn print_file(job: &PrintJob, part: usize) -> PathBuf {
    let stem = stem(&job.day, job.number);
    job.folder.join(if part <= 1 { format!("{stem}.pdf") } else { format!("{stem}-part-{part}.pdf") })
}

fn map_name(day: &str, number: i64) -> String {
    format!("{}.json", stem(day, number).replacen("print", "pages", 1))
}

/// Where each letter of a job stands in its print files.
pub(super) fn map(job: &PrintJob) -> PathBuf {
    job.folder.join(map_name(&job.day, job.number))
}

/// A letter's own file.
pub(super) fn letter(job: &PrintJob, one: &Waiting) -> PathBuf {
    own_file(job, &one.key, one.post)
}

fn own_file(job: &PrintJob, key: &str, post: Post) -> PathBuf {
    let folder = match post {
        Post::Ordinary => "single",
        Post::Registered => "registered",
    };
    job.folder.join(folder).join(format!("{key}.pdf"))
}

/// A letter's own file, and what lies beside it.
fn own_files(job: &PrintJob, key: &str, post: Post) -> Vec<PathBuf> {
    let own = own_file(job, key, post);
    match post {
        Post::Ordinary => vec![own],
        Post::Registered => vec![own.with_extension("json"), own],
    }
}

/// What a postal service needs besides a registered letter's own file.
pub(super) fn manifest(job: &PrintJob, one: &Waiting) -> PathBuf {
    letter(job, one).with_extension("json")
}

/// What stands already where a letter's own files would go.
pub(super) fn in_the_way(job: &PrintJob, one: &Waiting) -> Option<PathBuf> {
    own_files(job, &one.key, one.post).into_iter().rev().find(|path| path.symlink_metadata().is_ok())
}

/// The names that there are in a folder; none where there is no folder.
pub(super) fn names_in(folder: &Path) -> Result<BTreeSet<OsString>> {
    let read = match fs::read_dir(folder) {
        Ok(entries) => entries.map(|entry| Ok(entry?.file_name())).collect::<io::Result<_>>(),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(BTreeSet::new()),
        Err(error) => Err(error),
    };
    read.map_err(|error| Error::file(folder, &error))
}

/// Whether nothing has any of the names that a job of this number may give.
pub(super) fn is_free(names: &BTreeSet<OsString>, day: &str, number: i64) -> bool {
    let (stem, map) = (stem(day, number), map_name(day, number));
    let (whole, part) = (format!("{stem}.pdf"), format!("{stem}-part-"));
    !names.iter().map(|name| name.to_string_lossy()).any(|name| name == whole || name == map || name.starts_with(&part))
}

/// The digest of a file's content.
pub(super) fn sha256(content: &[u8]) -> String {
    Sha256::digest(content).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Puts what a job that was cut off has shown out of sight again, under the names it had before; answers what is not there any more: it was shown,
/// and somebody has taken it.
pub(super) fn hide(files: &[PrintFile], owner: &str) -> Result<Vec<PathBuf>> {
    let (mut taken, mut folders) = (Vec::new(), BTreeSet::new());
    for file in files {
        let path = &file.path;
        let unfinished = durable::beside_for(path, owner);
        if unfinished.symlink_metadata().is_ok() {
            continue;
        }
        if is_in_sight(file)? {
            fs::rename(path, &unfinished).map_err(|error| Error::file(path, &error))?;
            folders.extend(path.parent());
        } else {
            taken.push(path.clone());
        }
    }
    folders.into_iter().try_for_each(durable::sync_folder)?;
    Ok(taken)
}

/// Whether one of a job's files is where it was shown, and is still the job's own.
pub(super) fn any_in_sight(files: &[PrintFile]) -> Result<bool> {
    for file in files {
        if is_in_sight(file)? {
            return Ok(true);
        }
    }
    Ok(false)
}

fn is_in_sight(PrintFile { path, sha256: known }: &PrintFile) -> Result<bool> {
    if !path.symlink_metadata().is_ok_and(|about| about.is_file()) {
        return Ok(false);
    }
    let content = fs::read(path).map_err(|error| Error::file(path, &error))?;
    Ok(sha256(&content) == *known)
}

/// Whether one of these files has the letter with this key in it: a print file of its job, or its own.
pub(super) fn stands_in(job: &PrintJob, (key, post): (&str, Post), files: &[PathBuf]) -> bool {
    let own = own_files(job, key, post);
    let print = format!("{}.", stem(&job.day, job.number));
    let part = format!("{}-part-", stem(&job.day, job.number));
    files.iter().any(|file| {
        let name = file.file_name().map(|name| name.to_string_lossy()).unwrap_or_default();
        own.contains(file) || (post == Post::Ordinary && (name.starts_with(&print) || name.starts_with(&part)))
    })
}

/// Whether the own file of the letter with this key is one of these.
pub(super) fn has_own(job: &PrintJob, (key, post): (&str, Post), files: &[PathBuf]) -> bool {
    files.contains(&own_file(job, key, post))
}

/// Removes what this store was still writing when a job was cut off.
pub(super) fn remove_unfinished(folder: &Path, owner: &str) -> Result<()> {
    let ending = format!(".{owner}{}", durable::UNFINISHED);
    for folder in [folder.to_owned(), folder.join("single"), folder.join("registered")] {
        for name in names_in(&folder)? {
            let path = folder.join(&name);
            let text = name.to_string_lossy();
            let is_file = path.symlink_metadata().is_ok_and(|about| about.is_file());
            if is_file && text.starts_with('.') && text.ends_with(&ending) {
                fs::remove_file(&path).map_err(|error| Error::file(&path, &error))?;
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_free_when_none_of_its_names_is_taken() {
        let day = "2028-02-25";
        let taken = |names: &[&str]| {
            let names = names.iter().map(OsString::from).collect();
            (1..=12).filter(|number| !is_free(&names, day, *number)).collect::<Vec<_>>()
        };
        assert_eq!(taken(&[]), Vec::<i64>::new());
        assert_eq!(taken(&["print-2028-02-25.pdf", "print-2028-02-24.pdf"]), [1]);
        assert_eq!(taken(&["pages-2028-02-25-3.json"]), [3], "a map alone");
        assert_eq!(taken(&["print-2028-02-25-part-2.pdf", "print-2028-02-25-4-part-2.pdf"]), [1, 4], "a part alone");
        assert_eq!(taken(&["print-2028-02-25-11.pdf"]), [11], "11 is neither 1 nor 12");
    }
}
