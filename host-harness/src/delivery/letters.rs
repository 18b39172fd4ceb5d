//! Letters that left and that nobody has printed yet, by their files: `relance letters` moves a letter aside once it is printed.

use std::path::{Path, PathBuf};

use relance_contract::records::types::{ActionBody, HistoryEntry};

use super::files::is_key;
use crate::{reading, store::LetterFile, text::Words, words};

/// Where a letter waits to be printed.
fn place(folder: &Path, entry: &HistoryEntry) -> PathBuf {
    folder.join("letters").join(format!("{}.{}.json", entry.day.replace('-', ""), entry.key))
}

/// The letter that this entry of a journal is about, if its file still waits to be printed.
pub(super) fn waiting(folder: &Path, entry: &HistoryEntry) -> Option<LetterFile> {
    let path = place(folder, entry);
    if !is_key(&entry.key) || entry.day.contains(std::path::is_separator) || path.symlink_metadata().is_err() {
        return None;
    }
    let text = match reading::file(&path, reading::RECORD) {
        Ok(text) => text,
        Err(error) => return Some(LetterFile::Unreadable(error.words())),
    };
    Some(match serde_json::from_slice(&text) {
        Ok(body @ (ActionBody::Letter(_) | ActionBody::RegisteredLetter(_))) => LetterFile::Waits(Box::new(body)),
        Ok(_) => LetterFile::Unreadable(said(&path, &words!("it is no letter", "ce n'est pas une lettre"))),
        Err(error) => LetterFile::Unreadable(said(
            &path,
            &words!("it cannot be read: {error}", "elle ne peut être lue : {error}"),
        )),
    })
}

fn said(path: &Path, why: &Words) -> Words {
    let path = path.display();
    Words::around(|reader| {
        let why = why.say(reader);
        words!("{path}: {why}", "{path} : {why}")
    })
}
