//! Prints the letters that wait: print files with all that are posted as usual, one file for each, and for a registered letter what a postal
//! service needs besides.
//!
//! A letter waits when the store says that it left and its file is still in the folder of letters. What is printed is what the store has;
//! the file is its sign, and taking it away takes the letter out. Letters are claimed for a job in the store, its files are written and
//! brought to the disk, the job is marked as printed, and the letters are moved aside. Cut off before the mark, the job is undone: what it has
//! shown is put out of sight, its letters wait again, and those whose files somebody has taken meanwhile are in question. Cut off after it, the
//! letters are only moved aside.
//!
//! A letter of which something has changed since it was written is not printed: it is taken back, and its account is to be decided again.
//!
//! `cut_off` undoes a job, `withdrawn` takes letters back, `waiting` finds those to print, `job` prints them, `files` knows which names are free and which files are a job's own, `manifest` is what
//! lies beside a registered letter.

mod cut_off;
mod files;
mod job;
mod manifest;
mod waiting;
mod withdrawn;

use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Path, PathBuf},
};

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
    store::{Before, DecidedWith, Message, Overtaken, Store},
    text::{Words, quoted},
    words,
};
use job::Job;
use waiting::{PRINTED, aside, key_of, letter_files, waiting};

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
    /// Letters that today would be held, by key, and why ([`crate::job::Job::held_letters`]).
    pub held: &'a BTreeMap<String, Words>,
}

/// Letters that left and that nobody has printed yet.
#[derive(Clone, Copy)]
pub struct Unprinted<'a> {
    /// The folder with the letters, one JSON file each.
    pub folder: &'a Path,
    /// Whose they are.
    pub tenant: &'a str,
    /// What day it is.
    pub today: &'a str,
    /// What everything is decided with.
    pub decided_with: &'a DecidedWith,
    /// What left from the folder of which `folder` is a part.
    pub journal: &'a Journal,
}

impl Print<'_> {
    const fn unprinted(&self) -> Unprinted<'_> {
        Unprinted {
            folder: self.letters,
            tenant: self.context.tenant.as_str(),
            today: self.context.today.as_str(),
            decided_with: self.decided_with,
            journal: &self.journal,
        }
    }
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
    /// Letters that are printed and whose files could not be moved aside, and why.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub not_moved: Vec<Words>,
}

impl Report {
    /// Moves the files of letters aside that are printed. What cannot be moved is printed all the same; the next call moves it.
    fn move_aside(&mut self, folder: &Path, files: &[&Path]) {
        for error in aside(folder, files) {
            self.not_moved.push(Words::around(|reader| {
                let why = error.say(reader);
                words!(
                    "{why}; this letter is printed, and its file could not be moved aside: it is not printed again, and the next `relance letters` \
                     moves it once that is mended",
                    "{why} ; cette lettre est imprimée, et son fichier n'a pas pu être rangé : elle n'est pas réimprimée, et le prochain \
                     `relance letters` le range une fois cela corrigé"
                )
            }));
        }
    }
}

/// Undoes what an earlier call began and did not finish, then takes back the letters that wait and are not right any more, and names them. Answers
/// the accounts that are to be decided again. What is in `report` was done, also where this fails.
///
/// # Errors
/// Files that cannot be read or written; the store.
pub fn take_back(store: &mut dyn Store, print: &Print<'_>, report: &mut Report) -> Result<Vec<String>> {
    require_place_aside(print.letters)?;
    let in_question = undo_cut_off(store, &print.unprinted())?;
    report.left.extend(in_question.iter().map(cut_off::said_of));
    let keys = letter_files(print.letters)?.iter().map(|file| key_of(file)).collect();
    let journal = print.journal.keys()?;
    withdrawn::gone(store, print, (&keys, &journal), report)?;
    let letters = withdrawn::overtaken(store, &print.unprinted(), (&keys, &journal), Before::Printing(print.held))?;
    report.left.extend(letters.iter().map(withdrawn::said_of));
    let again = letters.into_iter().filter(|letter| !letter.by_hand).map(|letter| letter.message.account);
    Ok(again.collect::<BTreeSet<_>>().into_iter().collect())
}

/// Undoes printing that was cut off: its files are put out of sight, and its letters wait again. Answers those whose files somebody has taken
/// meanwhile: nobody knows whether they were posted.
///
/// # Errors
/// Files that cannot be read or written; the store.
pub fn undo_cut_off(store: &mut dyn Store, unprinted: &Unprinted<'_>) -> Result<Vec<Message>> {
    let mut in_question = Vec::new();
    for job in store.open_print_jobs(unprinted.tenant)? {
        in_question.extend(cut_off::undo(store, unprinted, &job)?);
    }
    Ok(in_question)
}

/// Takes back the letters of earlier days that nobody has printed, of accounts for which something more is to be done: what comes after them must
/// not leave before they do. Answers what was taken back. Only after [`undo_cut_off`].
///
/// # Errors
/// Files that cannot be read or written; the store.
pub fn take_back_before_more(
    store: &mut dyn Store,
    unprinted: &Unprinted<'_>,
    accounts: &BTreeSet<String>,
) -> Result<Vec<Overtaken>> {
    if accounts.is_empty() {
        return Ok(Vec::new());
    }
    let keys = letter_files(unprinted.folder)?.iter().map(|file| key_of(file)).collect();
    let journal = unprinted.journal.keys()?;
    withdrawn::overtaken(store, unprinted, (&keys, &journal), Before::More(accounts))
}

/// Letters of earlier days of these accounts that nobody has printed and that wait in another folder: they cannot be taken back from here.
///
/// # Errors
/// Files that cannot be read; the store.
pub fn in_another_folder(
    store: &dyn Store,
    unprinted: &Unprinted<'_>,
    accounts: &BTreeSet<String>,
) -> Result<Vec<Message>> {
    let mut letters = store.unprinted_letters(unprinted.tenant)?;
    letters.retain(|letter| accounts.contains(&letter.account) && letter.day.as_str() < unprinted.today);
    if letters.is_empty() {
        return Ok(letters);
    }
    let keys: BTreeSet<_> = letter_files(unprinted.folder)?.iter().map(|file| key_of(file)).collect();
    letters.retain(|letter| !keys.contains(&letter.key) && !withdrawn::is_aside(unprinted.folder, letter));
    if !letters.is_empty() {
        let journal = unprinted.journal.keys()?;
        letters.retain(|letter| !journal.contains_key(&letter.key));
    }
    Ok(letters)
}

/// Why nothing more is done for the customer of a letter in another folder, and what to type.
#[must_use]
pub fn said_of_another_folder(letter: &Message) -> Words {
    let label = letter.label();
    Words::around(|reader| {
        let label = label.say(reader);
        words!(
            "{label} waits to be printed in another folder, and nothing may leave before it: `relance letters --in FOLDER` prints it, or \
             `--out FOLDER` names that folder here; was it posted, or is the folder gone, `relance outbox settle` says so (--sent, --not-sent)",
            "{label} attend d'être imprimée dans un autre dossier, et rien ne doit partir avant elle : `relance letters --in DOSSIER` l'imprime, ou \
             `--out DOSSIER` désigne ce dossier ici ; a-t-elle été postée, ou le dossier a-t-il disparu, `relance outbox settle` le dit (--sent, --not-sent)"
        )
    })
}

/// Prints every letter that waits and is still right. Only for who is alone with the store. Answers the accounts that are to be decided again, since
/// something changed for them after the last [`take_back`]. What is in `report` was done, also where this fails.
///
/// # Errors
/// Files that cannot be read or written, and the module's refusal. A letter that cannot be printed is in the report.
pub fn print(store: &mut dyn Store, module: &Module, print: &Print<'_>, report: &mut Report) -> Result<Vec<String>> {
    let picture = |path: Option<&Path>| path.map(|path| reading::file(path, reading::PICTURE)).transpose();
    let (logo, signature) = (picture(print.logo)?, picture(print.signature)?);
    let pictures = [logo, signature].map(|bytes| bytes.map(|bytes| BASE64.encode(bytes)));
    let owner = store.name()?;
    let again = take_back(store, print, report)?;
    let letters = waiting(store, print, report)?;
    if letters.is_empty() {
        return Ok(again);
    }
    durable::folder(&print.letters.join(PRINTED))?;
    let out = place(print.out)?;
    files::remove_unfinished(&out, &owner)?;
    let names = files::names_in(&out)?;
    let day = &print.context.today;
    let ids: Vec<_> = letters.iter().map(|letter| letter.id).collect();
    let is_free = |number| files::is_free(&names, day, number);
    let job = store.claim_letters(&print.context.tenant, (&out, day), &ids, &is_free)?;
    match (Job { module, print, job: &job, pictures: &pictures, owner: &owner }).run(store, letters, report) {
        // From here on they are printed, whatever becomes of their files.
        Ok(files) => report.move_aside(print.letters, &files.iter().map(PathBuf::as_path).collect::<Vec<_>>()),
        Err(error) => {
            // What stopped it may stop this, too: the next call does it then.
            let in_question = cut_off::undo(store, &print.unprinted(), &job).unwrap_or_default();
            report.left.extend(in_question.iter().map(cut_off::said_of));
            return Err(error);
        }
    }
    Ok(again)
}

/// Refuses what stands in the place of the folder for letters that are printed, before anything is done.
fn require_place_aside(letters: &Path) -> Result<()> {
    let place = letters.join(PRINTED);
    if place.is_dir() || place.symlink_metadata().is_err() {
        return Ok(());
    }
    let (is_link, typed) = (place.is_symlink(), quoted(&place.to_string_lossy()));
    let place = place.display();
    let told = if is_link {
        words!(
            "{place} is a link that leads to no folder: letters that are printed are moved there, so nothing was printed",
            "{place} est un lien qui ne mène à aucun dossier : les lettres imprimées y sont rangées, donc rien n'a été imprimé"
        )
    } else {
        words!(
            "{place} is not a folder: letters that are printed are moved there, so nothing was printed",
            "{place} n'est pas un dossier : les lettres imprimées y sont rangées, donc rien n'a été imprimé"
        )
    };
    Err(Error::new(Kind::System, told).hint(words!(
        "bring the folder back that it stands for, or move it elsewhere (`mv {typed} {typed}-before`); then run the same command again",
        "remettez le dossier qu'il désigne, ou déplacez-le (`mv {typed} {typed}-avant`) ; puis relancez la même commande"
    )))
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
