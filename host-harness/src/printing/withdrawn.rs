//! Letters that are not printed although they left: what they were written from has changed since, or their file is gone.

use std::{collections::BTreeSet, fs, io};

use super::{Print, Report};
use crate::{
    delivery::Standing,
    durable,
    error::{Error, Result},
    store::{Message, Overtaken, Store},
    text::Words,
    words,
};

/// Takes back the letters of which something has changed since they were written: their customer may have paid. They have not left, and their
/// accounts are decided again.
pub(super) fn overtaken(store: &mut Store, print: &Print<'_>, report: &mut Report) -> Result<()> {
    let tenant = &print.context.tenant;
    let journal = print.journal.keys()?;
    let taken_back = |key: &str| journal.get(key) == Some(&Standing::TakenBack);
    let letters = store.overtaken_letters(tenant, (&print.context.today, print.decided_with), &taken_back)?;
    if letters.is_empty() {
        return Ok(());
    }
    // Cut off anywhere before the last of these, the next printing finds the same letters: those that the journal has as taken back.
    print.journal.take_back(letters.iter().map(|letter| (&*letter.message.key, &*letter.message.account)))?;
    for letter in &letters {
        let file = print.letters.join(file_name(&letter.message));
        match fs::remove_file(&file) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(Error::file(&file, &error)),
            Ok(()) | Err(_) => {}
        }
    }
    if print.letters.is_dir() {
        durable::sync_folder(print.letters)?;
    }
    store.withdraw_letters(tenant, &letters)?;
    report.left.extend(letters.iter().map(said_of));
    Ok(())
}

fn said_of(Overtaken { message, by_hand }: &Overtaken) -> Words {
    let label = message.label();
    Words::around(|reader| {
        let label = label.say(reader);
        if *by_hand {
            words!(
                "{label}: something changed for its customer since it was written; it is taken back, and `relance remind` asks for it again",
                "{label} : quelque chose a changé pour son client depuis qu'elle est écrite ; elle est reprise, et `relance remind` la redemande"
            )
        } else {
            words!(
                "{label}: something changed for its customer since it was written (a payment, a dispute, an import, the settings); it is taken \
                 back, and the next `relance run` decides it again",
                "{label} : quelque chose a changé pour son client depuis qu'elle est écrite (un paiement, un litige, un import, les réglages) ; \
                 elle est reprise, et le prochain `relance run` en décide de nouveau"
            )
        }
    })
}

/// Letters that wait and whose file is not among these keys: of those that left through this folder nobody knows what became of them.
pub(super) fn gone(store: &mut Store, print: &Print<'_>, there: &BTreeSet<String>, report: &mut Report) -> Result<()> {
    let mut missing = store.unprinted_letters(&print.context.tenant)?;
    missing.retain(|letter| !there.contains(&letter.key));
    if missing.is_empty() {
        return Ok(());
    }
    let left_here = print.journal.keys()?;
    let (gone, elsewhere): (Vec<_>, Vec<_>) =
        missing.into_iter().partition(|letter| left_here.contains_key(&letter.key));
    store.lose_letters(&print.context.tenant, &gone)?;
    for letter in gone {
        let label = letter.label();
        report.left.push(Words::around(|reader| {
            let label = label.say(reader);
            words!(
                "{label}: its file is gone and it is in no print file; `relance outbox settle` says whether it was posted (--sent) or not \
                 (--not-sent)",
                "{label} : son fichier a disparu et elle n'est dans aucun fichier d'impression ; `relance outbox settle` dit si elle a été postée \
                 (--sent) ou non (--not-sent)"
            )
        }));
    }
    let folder = print.letters.display();
    for letter in elsewhere {
        let label = letter.label();
        report.left.push(Words::around(|reader| {
            let label = label.say(reader);
            words!(
                "{label}: it waits in another folder than {folder}; --in names the one that `run` wrote to",
                "{label} : elle attend dans un autre dossier que {folder} ; --in désigne celui où `run` a écrit"
            )
        }));
    }
    Ok(())
}

/// The name of a letter's file.
fn file_name(letter: &Message) -> String {
    format!("{}.{}.json", letter.day.replace('-', ""), letter.key)
}
