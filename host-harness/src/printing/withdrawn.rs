//! Letters that are not printed although they left: what they were written from has changed since, or their file is gone.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs, io,
    path::Path,
};

use super::{Print, Report, Unprinted, waiting::PRINTED};
use crate::{
    delivery::Standing,
    durable,
    error::{Error, Result},
    store::{Before, Message, Overtaken, Store, Why},
    text::Words,
    words,
};

/// Keys of the letters whose files are in the folder, and what the folder's journal says.
type Here<'h> = (&'h BTreeSet<String>, &'h BTreeMap<String, Standing>);

/// Takes back the letters of this folder that are not right any more: their customer may have paid. They have not left, and their accounts are
/// decided again; a letter that a person asked for is not.
pub(super) fn overtaken(
    store: &mut dyn Store,
    unprinted: &Unprinted<'_>,
    (there, journal): Here<'_>,
    before: Before<'_>,
) -> Result<Vec<Overtaken>> {
    let Unprinted { tenant, today, decided_with, .. } = *unprinted;
    let taken_back = |key: &str| journal.get(key) == Some(&Standing::TakenBack);
    let mut letters = store.overtaken_letters(tenant, (today, decided_with), &taken_back, before)?;
    let file = |letter: &Overtaken| unprinted.folder.join(file_name(&letter.message));
    // A folder of its name is named by who reads it.
    letters.retain(|letter| {
        let key = &letter.message.key;
        (there.contains(key) || taken_back(key)) && !file(letter).is_dir()
    });
    if letters.is_empty() {
        return Ok(letters);
    }
    // Cut off anywhere before the last of these, the next printing finds the same letters: those that the journal has as taken back.
    unprinted.journal.take_back(letters.iter().map(|letter| (&*letter.message.key, &*letter.message.account)))?;
    for file in letters.iter().map(file) {
        match fs::remove_file(&file) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(Error::file(&file, &error)),
            Ok(()) | Err(_) => {}
        }
    }
    if unprinted.folder.is_dir() {
        durable::sync_folder(unprinted.folder)?;
    }
    store.withdraw_letters(tenant, &letters)?;
    Ok(letters)
}

pub(super) fn said_of(Overtaken { message, why, by_hand }: &Overtaken) -> Words {
    let (label, days) = (message.label(), Why::DAYS);
    let why = match why {
        Why::Changed | Why::TakenBack => words!(
            "something changed for its customer since it was written (a payment, a dispute, an import, the settings)",
            "quelque chose a changé pour son client depuis qu'elle est écrite (un paiement, un litige, un import, les réglages)"
        ),
        Why::TakenOver => words!(
            "it was taken over from the journal, and whether its customer has paid since nobody knows",
            "elle a été reprise du journal, et personne ne sait si son client a payé depuis"
        ),
        Why::Shorter => words!(
            "it gives a deadline and was written before yesterday",
            "elle donne un délai et elle date d'avant-hier ou de plus tôt"
        ),
        Why::NotPrinted => words!("nobody had printed it", "personne ne l'avait imprimée"),
        Why::Held(why) => Words::around(|reader| {
            let why = why.say(reader);
            words!("today it would be held: {why}", "aujourd'hui elle serait retenue : {why}")
        }),
        Why::Old => words!("it was written more than {days} days ago", "elle est écrite depuis plus de {days} jours"),
    };
    Words::around(|reader| {
        let [label, why] = [&label, &why].map(|part| part.say(reader));
        if *by_hand {
            words!(
                "{label}: {why}; it is taken back, and `relance remind` asks for it again",
                "{label} : {why} ; elle est reprise, et `relance remind` la redemande"
            )
        } else {
            words!(
                "{label}: {why}; it is taken back and decided again",
                "{label} : {why} ; elle est reprise, et il en est décidé de nouveau"
            )
        }
    })
}

/// Letters that wait and whose file is not there. One that lies with the printed ones is printed: the store was put back from a copy since. Of
/// the others that left through this folder nobody knows what became of them.
pub(super) fn gone(
    store: &mut dyn Store,
    print: &Print<'_>,
    (there, journal): Here<'_>,
    report: &mut Report,
) -> Result<()> {
    let mut missing = store.unprinted_letters(&print.context.tenant)?;
    missing.retain(|letter| !there.contains(&letter.key) && journal.get(&letter.key) != Some(&Standing::TakenBack));
    let (printed, missing): (Vec<_>, Vec<_>) = missing.into_iter().partition(|letter| is_aside(print.letters, letter));
    store.letters_are_printed(&print.context.tenant, &printed)?;
    let (gone, elsewhere): (Vec<_>, Vec<_>) = missing.into_iter().partition(|letter| journal.contains_key(&letter.key));
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

/// Whether the file of a letter lies with the printed ones.
pub(super) fn is_aside(letters: &Path, letter: &Message) -> bool {
    letters.join(PRINTED).join(file_name(letter)).is_file()
}

/// The name of a letter's file.
pub(super) fn file_name(letter: &Message) -> String {
    format!("{}.{}.json", letter.day.replace('-', ""), letter.key)
}
