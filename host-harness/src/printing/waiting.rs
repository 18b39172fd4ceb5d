//! Which letters wait: those whose file lies in the folder of letters and that the store knows as sent and not printed.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

use relance_contract::records::types::{ActionBody, Letter};
use serde_json::Value;

use super::{Print, Report};
use crate::{
    durable,
    error::{Error, Result},
    reading,
    store::{LetterState, Store},
    text::{Language, Words, date},
    words,
};

/// The folder, in that of the letters, for those that are printed.
pub(super) const PRINTED: &str = "printed";

/// How a letter is posted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Post {
    /// From a print file, with the others.
    Ordinary,
    /// By a postal service, from its own file.
    Registered,
}

impl Post {
    /// Of a letter of this kind.
    pub(super) fn of(kind: &str) -> Self {
        if kind == "registered-letter" { Self::Registered } else { Self::Ordinary }
    }
}

/// A letter that waits.
pub(super) struct Waiting {
    pub(super) file: PathBuf,
    /// The outbox's own number.
    pub(super) id: i64,
    pub(super) key: String,
    pub(super) letter: Letter,
    pub(super) post: Post,
}

impl Waiting {
    /// To whom, on one line.
    pub(super) fn name(&self) -> &str {
        self.letter.name.lines().next().unwrap_or_default()
    }

    /// What is said of a letter that is not printed.
    pub(super) fn left(&self, why: &dyn Fn(Language) -> String) -> Words {
        let name = self.name();
        Words::around(|reader| {
            let why = why(reader);
            words!("{name}: {why}", "{name} : {why}")
        })
    }
}

/// Letters of the folder that the store knows as waiting. What is printed already is moved aside; everything else in the folder is named and left.
pub(super) fn waiting(store: &mut dyn Store, print: &Print<'_>, report: &mut Report) -> Result<Vec<Waiting>> {
    let folder = print.letters;
    let files = letter_files(folder)?;
    let (mut found, mut printed, mut taken_once) = (Vec::new(), Vec::new(), BTreeSet::new());
    for file in &files {
        let key = &key_of(file);
        let (id, action) = match store.letter(&print.context.tenant, key)? {
            LetterState::Waiting { day, .. } if day > print.context.today => {
                if let Some(message) = store.message(&print.context.tenant, key)? {
                    report.left.push(to_come(&message.label(), &day));
                }
                continue;
            }
            LetterState::Waiting { id, action, .. } => (id, action),
            LetterState::Printed => {
                printed.push(file.as_path());
                continue;
            }
            LetterState::Otherwise(state) => {
                let state = state.words();
                let why = Words::around(|reader| {
                    let state = state.say(reader);
                    words!("the store has it as \"{state}\"", "la base l'a comme « {state} »")
                });
                report.left.push(named(file, &why));
                continue;
            }
            LetterState::Unknown => {
                report.left.push(named(file, &stranger(store, key, &print.context.tenant)?));
                continue;
            }
        };
        if taken_once.contains(&id) {
            let why = words!(
                "another file is the same letter; delete one of them",
                "un autre fichier est la même lettre ; supprimez l'un d'eux"
            );
            report.left.push(named(file, &why));
            continue;
        }
        match taken(file, id, key, &action) {
            Ok(one) => {
                taken_once.insert(id);
                found.push(one);
            }
            Err(why) => {
                let label = store.message(&print.context.tenant, key)?.map(|message| message.label());
                report.left.push(label.map_or_else(|| named(file, &why), |label| labelled(&label, file, &why)));
            }
        }
    }
    report.move_aside(folder, &printed);
    Ok(found)
}

/// The files of a folder of letters.
pub(super) fn letter_files(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut files: Vec<PathBuf> = match fs::read_dir(folder) {
        Ok(entries) => entries.filter_map(|entry| Some(entry.ok()?.path())).collect(),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Vec::new(),
        Err(error) => return Err(Error::file(folder, &error)),
    };
    let hidden = |file: &Path| file.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'));
    files.retain(|file| file.extension().is_some_and(|extension| extension == "json") && !hidden(file));
    files.sort();
    Ok(files)
}

/// The key in the name of a letter's file.
pub(super) fn key_of(file: &Path) -> String {
    let stem = file.file_stem().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    stem.rsplit('.').next().unwrap_or_default().to_owned()
}

/// A letter as the store has it, if its file still says the same.
fn taken(file: &Path, id: i64, key: &str, action: &str) -> std::result::Result<Waiting, Words> {
    let error = |error: Error| Words::around(|reader| error.say(reader).into());
    let text = reading::file(file, reading::RECORD).map_err(error)?;
    let spoilt = |error: serde_json::Error| {
        words!(
            "what the store has of it cannot be read ({error}); go back to a copy of the store",
            "ce que la base en a ne peut être lu ({error}) ; revenez à une copie de la base"
        )
    };
    let known = serde_json::from_str::<Value>(action).map_err(spoilt)?;
    let known = known.get("body").cloned().unwrap_or_default();
    if serde_json::from_slice::<Value>(&text).ok().as_ref() != Some(&known) {
        return Err(words!(
            "its file is not what `run` wrote; put it back, or delete it if the letter is not to be printed: the next `relance letters` asks then \
             what became of it",
            "son fichier n'est pas ce que `run` a écrit ; remettez-le, ou supprimez-le si la lettre ne doit pas être imprimée : le prochain \
             `relance letters` demande alors ce qu'elle est devenue"
        ));
    }
    let (letter, post) = match serde_json::from_value(known).map_err(spoilt)? {
        ActionBody::Letter(letter) => (letter, Post::Ordinary),
        ActionBody::RegisteredLetter(letter) => (letter, Post::Registered),
        _ => return Err(words!("it is not a letter", "ce n'est pas une lettre")),
    };
    Ok(Waiting { file: file.to_owned(), id, key: key.to_owned(), letter, post })
}

fn labelled(label: &Words, file: &Path, why: &Words) -> Words {
    let file = file.display();
    Words::around(|reader| {
        let [label, why] = [label, why].map(|part| part.say(reader));
        words!("{label}, {file}: {why}", "{label}, {file} : {why}")
    })
}

fn named(file: &Path, why: &Words) -> Words {
    let file = file.display();
    Words::around(|reader| {
        let why = why.say(reader);
        words!("{file}: {why}", "{file} : {why}")
    })
}

/// Why a letter that is not this tenant's is not printed.
fn stranger(store: &dyn Store, key: &str, tenant: &str) -> Result<Words> {
    Ok(match store.owners(key)?.first() {
        Some(owner) => words!(
            "it is a letter of tenant `{owner}`, not of `{tenant}`; it belongs into that tenant's folder",
            "c'est une lettre de la société `{owner}`, pas de `{tenant}` ; sa place est dans le dossier de cette société"
        ),
        None => words!(
            "the store knows nothing of it, so it may be printed already; look, and delete it",
            "la base n'en sait rien, elle est peut-être déjà imprimée ; vérifiez, et supprimez-la"
        ),
    })
}

/// A letter of a day that has not come on the day of this printing.
fn to_come(label: &Words, day: &str) -> Words {
    let day = date(day);
    Words::around(|reader| {
        let [label, day] = [label, &day].map(|part| part.say(reader));
        words!("{label}: it waits for its own day, {day}", "{label} : elle attend son propre jour, le {day}")
    })
}

/// Moves letters that are printed to a folder of their own; answers why some could not be. It is only tidying: what is printed the store knows.
pub(super) fn aside(folder: &Path, files: &[&Path]) -> Vec<Error> {
    if files.is_empty() {
        return Vec::new();
    }
    let printed = folder.join(PRINTED);
    if let Err(error) = durable::folder(&printed) {
        return vec![error];
    }
    let problems = files.iter().filter_map(|file| durable::move_to(file, &printed).err()).collect();
    // What comes back after a power cut is moved again.
    let _ = durable::sync_folder(&printed).and_then(|()| durable::sync_folder(folder));
    problems
}
