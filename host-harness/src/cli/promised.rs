//! Messages that say that something is enclosed, and enclose nothing.

use relance_contract::{
    Message,
    records::{
        reminders::Composition,
        types::{Account, Action, Document},
    },
};

use super::screen::Screen;
use crate::{enclosures::Enclosures, words};

/// How texts say it, in the languages of the ready ones.
const SAID: &[&str] = &[
    "ci-joint",
    "pièce jointe",
    "pièces jointes",
    "en annexe",
    "enclosed",
    "attached",
    "im anhang",
    "anbei",
    "beigefügt",
    "adjunt",
    "in allegato",
    "allegat",
    "bijlage",
    "bijgevoegd",
    "w załącz",
    "em anexo",
];

/// Takes out what says that something is enclosed and encloses nothing, and names it; answers how many.
pub(super) fn keep_promises(
    composition: &mut Composition,
    accounts: &[Account],
    enclosures: &Enclosures,
    screen: &mut Screen<'_>,
) -> usize {
    let before = composition.actions.len();
    composition.actions.retain(|action| {
        if !promises_in_vain(action, enclosures) {
            return true;
        }
        let documents = accounts.iter().flat_map(|account| &account.documents);
        let covered = |document: &&Document| action.wanted.coverage.iter().any(|one| one.document == document.id);
        let numbers = documents.filter(covered).map(|document| document.number.as_str()).collect::<Vec<_>>().join(", ");
        screen.note(words!(
            "{numbers}: its text says that something is enclosed, and there is no file: it is not sent. Name the folder of your documents' \
             files by --files, or another text by --text",
            "{numbers} : son texte dit que quelque chose est joint, et il n'y a pas de fichier : il ne part pas. Indiquez le dossier des \
             fichiers de vos pièces par --files, ou un autre texte par --text"
        ));
        false
    });
    before - composition.actions.len()
}

/// Whether a message promises files and has none. Files of a letter are looked for when it is printed.
fn promises_in_vain(action: &Action, enclosures: &Enclosures) -> bool {
    let (text, has_none) = match action.body.message() {
        Some(Message::Email(email)) => {
            (&email.text, enclosures.of(&email.attachments).is_ok_and(|enclosed| enclosed.is_empty()))
        }
        Some(Message::Letter(letter)) => (&letter.text, letter.attachments.is_empty()),
        Some(Message::Short(_)) | None => return false,
    };
    let text = text.to_lowercase();
    has_none && SAID.iter().any(|said| text.contains(said))
}
