//! Prints the letters that wait: print files with all that are posted as usual, one file for each, and for a registered letter what a postal
//! service needs besides.
//!
//! A letter waits when the store says that it left and its file is still in the folder of letters. What is printed is what the store has;
//! the file is its sign, and taking it away takes the letter out. Letters are claimed for a job in the store, its files are written and
//! brought to the disk, the job is marked as printed, and the letters are moved aside. Cut off before the mark, the same job is printed again
//! under the same names; cut off after it, the letters are only moved aside.
//!
//! A letter of which something has changed since it was written is not printed: it is taken back, and its account is to be decided again.
//!
//! `withdrawn` takes letters back, `waiting` finds those to print, `job` prints them, `files` knows which names are free and which files are a job's own, `manifest` is what
//! lies beside a registered letter.

mod files;
mod job;
mod manifest;
mod waiting;
mod withdrawn;

use std::path::{Path, PathBuf};

use base64::{Engine, prelude::BASE64_STANDARD as BASE64};
use relance_contract::records::types::{Context, Finding};
use serde::Serialize;

use crate::{
    delivery::Journal,
    durable,
    enclosures::Enclosures,
    error::{Error, Kind, Result},
    module::Module,
    reading,
    store::{DecidedWith, Store},
    text::Words,
    words,
};
use job::Job;
use waiting::{Found, key_of, letter_files, waiting};

/// What is printed, and where it goes.
pub struct Print<'a> {
    /// The folder with the letters, one JSON file each.
    pub letters: &'a Path,
    /// Where the PDF files go.
    pub out: &'a Path,
    /// PNG or JPEG.
    pub logo: Option<&'a Path>,
    /// PNG or JPEG.
    pub signature: Option<&'a Path>,
    /// The ERP's own files.
    pub enclosures: &'a Enclosures,
    /// The day, settings and sender.
    pub context: Context,
    /// What everything is decided with.
    pub decided_with: &'a DecidedWith,
    /// What left from the folder of which `letters` is a part.
    pub journal: Journal,
}

/// A letter that was printed.
#[derive(Clone, Debug, Serialize)]
pub struct Printed {
    /// The key of its action.
    pub key: String,
    /// To whom.
    pub name: String,
    /// Where the files of its job are.
    #[serde(skip)]
    pub folder: PathBuf,
    /// Its own file.
    pub file: PathBuf,
    /// Its pages, those behind it included.
    pub pages: u32,
    /// The print file it stands in; a registered letter stands in none, since it is posted from its own file.
    pub batch: Option<PathBuf>,
    /// Its first page there, from 1; the next one begins after its pages, and a blank one where it ends on a front side.
    pub batch_page: Option<u32>,
    /// Whether it is registered.
    pub registered: bool,
    /// What went with it.
    pub enclosed: Vec<String>,
}

/// What became of all letters.
#[derive(Debug, Default, Serialize)]
pub struct Report {
    /// In the order of the print files, then those that stand in none.
    pub letters: Vec<Printed>,
    /// What could not be printed as wished.
    pub findings: Vec<Finding>,
    /// Letters that were not printed, and why.
    pub left: Vec<Words>,
}

/// Takes back the letters that wait and are not right any more, and names them. Answers the accounts that are to be decided again.
///
/// # Errors
/// Files that cannot be read or written; the store.
pub fn take_back(store: &mut Store, print: &Print<'_>, report: &mut Report) -> Result<Vec<String>> {
    let keys = letter_files(print.letters)?.iter().map(|file| key_of(file)).collect();
    let journal = print.journal.keys()?;
    withdrawn::gone(store, print, (&keys, &journal), report)?;
    withdrawn::overtaken(store, print, (&keys, &journal), report)
}

/// Prints every letter that waits and is still right, and first what an earlier call began and did not finish. Only for who is alone with the store.
///
/// # Errors
/// Files that cannot be read or written, and the module's refusal. A letter that cannot be printed is in the report.
pub fn print(store: &mut Store, module: &Module, print: &Print<'_>) -> Result<Report> {
    let mut report = Report::default();
    let picture = |path: Option<&Path>| path.map(|path| reading::file(path, reading::PICTURE)).transpose();
    let (logo, signature) = (picture(print.logo)?, picture(print.signature)?);
    let pictures = [logo, signature].map(|bytes| bytes.map(|bytes| BASE64.encode(bytes)));
    let owner = store.name()?;
    for job in store.open_print_jobs(&print.context.tenant)? {
        if files::nothing_was_shown(&store.print_files(&job)?, &owner) {
            store.forget_print_files(&job)?;
        }
    }
    take_back(store, print, &mut report)?;
    let Found { mut begun, fresh } = waiting(store, print, &mut report)?;
    for job in store.open_print_jobs(&print.context.tenant)? {
        let letters = begun.remove(&job.id).unwrap_or_default();
        // What the earlier call may have shown already is written again, under the same names unless somebody else has taken them.
        files::remove_own(&store.print_files(&job)?)?;
        files::remove_unfinished(&job.folder, &owner)?;
        let names = files::names_in(&job.folder)?;
        let is_free = |number| files::is_free(&names, &job.day, number);
        let job = if is_free(job.number) { job.clone() } else { store.renumber_print_job(job.clone(), &is_free)? };
        Job { module, print, job: &job, pictures: &pictures, owner: &owner }.run(store, letters, &mut report)?;
    }
    if !fresh.is_empty() {
        let out = place(print.out)?;
        let names = files::names_in(&out)?;
        let day = &print.context.today;
        let letters: Vec<_> = fresh.iter().map(|letter| letter.id).collect();
        let is_free = |number| files::is_free(&names, day, number);
        let job = store.claim_letters(&print.context.tenant, (&out, day), &letters, &is_free)?;
        Job { module, print, job: &job, pictures: &pictures, owner: &owner }.run(store, fresh, &mut report)?;
    }
    Ok(report)
}

/// The folder for the files, made where it is missing, by the one name under which the store finds it again.
fn place(out: &Path) -> Result<PathBuf> {
    durable::folder(out)?;
    let place = out.canonicalize().map_err(|error| Error::file(out, &error))?;
    if place.to_str().is_some() {
        return Ok(place);
    }
    let out = place.display();
    Err(Error::new(
        Kind::Input,
        words!("{out}: the name of this folder is not UTF-8", "{out} : le nom de ce dossier n'est pas en UTF-8"),
    )
    .hint(words!("name another folder with --out", "nommez un autre dossier avec --out")))
}
