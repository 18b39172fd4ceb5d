//! Letters that left and that nobody has printed yet, by their files: `relance letters` moves a letter aside once it is printed.

use std::path::Path;

use relance_contract::records::types::ActionBody;

use crate::{reading, store::Trail, text::Words, words};

/// What a letter tells whose file waits to be printed.
pub(super) fn waiting(path: &Path) -> Trail {
    let text = match reading::file(path, reading::RECORD) {
        Ok(text) => text,
        Err(error) => return Trail::Uncertain(error.words()),
    };
    match serde_json::from_slice(&text) {
        Ok(body @ (ActionBody::Letter(_) | ActionBody::RegisteredLetter(_))) => Trail::Waits(Box::new(body)),
        Ok(_) => Trail::Uncertain(said(path, &words!("it is not a letter", "ce n'est pas une lettre"))),
        Err(error) => {
            Trail::Uncertain(said(path, &words!("it cannot be read: {error}", "elle ne peut être lue : {error}")))
        }
    }
}

fn said(path: &Path, why: &Words) -> Words {
    let path = path.display();
    Words::around(|reader| {
        let why = why.say(reader);
        words!("{path}: {why}", "{path} : {why}")
    })
}
