//! `import --missing`: what it means that a file does not name an open document of the store.

use std::collections::BTreeSet;

use super::{arguments::Missing, screen::Screen};
use crate::{
    error::{Error, Kind, Result},
    import::{BadRow, Come, Imported},
    store::{self, Named, Store},
    text::{Language, Words, agreed},
    words,
};

/// Numbers that are named; of the others how many.
const SHOWN: usize = 10;

/// What is done with the documents that a file does not name.
#[derive(Debug, Default)]
pub(super) struct Left {
    /// They are closed.
    pub(super) closed: Vec<store::Missing>,
    /// They stay as they are.
    pub(super) kept: Vec<store::Missing>,
}

/// The open documents that the file could have named and does not, as `--missing` says what becomes of them. Nothing is written.
pub(super) fn look(
    store: &dyn Store,
    tenant: &str,
    imported: &Imported,
    wanted: Option<Missing>,
    screen: &mut Screen<'_>,
) -> Result<Left> {
    if wanted == Some(Missing::Keep) {
        return Ok(Left::default());
    }
    let named = named(imported)?;
    // Of a document that came last with its whole account, in a JSON file, a file of rows says nothing.
    let rows = matches!(imported.accounts.come(), Come::InRows { .. });
    let (whole, missing): (Vec<_>, Vec<_>) =
        store.missing(tenant, &named)?.into_iter().partition(|one| rows && one.came_whole);
    tell_whole(&whole, screen);
    if wanted == Some(Missing::Closed) {
        let mut kept = store.unlisted(tenant, &named)?;
        tell_other_kinds(&kept, screen);
        kept.extend(whole);
        return Ok(Left { closed: missing, kept });
    }
    if missing.is_empty() {
        return Ok(Left::default());
    }
    let why = words!(
        "they are still reminded; where the file lists open items only, `--missing closed` closes them, and `--missing keep` leaves them unsaid",
        "elles restent relancées ; si le fichier ne liste que les pièces ouvertes, `--missing closed` les clôt, et `--missing keep` les laisse sans le dire"
    );
    look_at(&missing, screen, |count, numbers, reader| {
        let why = why.say(reader);
        [
            words!(
                "look: {count} open document of the store is not in this file ({numbers}): {why}",
                "à voir : {count} pièce ouverte de la base n'est pas dans ce fichier ({numbers}) : {why}"
            ),
            words!(
                "look: {count} open documents of the store are not in this file ({numbers}): {why}",
                "à voir : {count} pièces ouvertes de la base ne sont pas dans ce fichier ({numbers}) : {why}"
            ),
        ]
    });
    Ok(Left { closed: Vec::new(), kept: missing })
}

/// Open documents that came with their whole accounts stay as they are: a file of rows does not list them.
fn tell_whole(whole: &[store::Missing], screen: &mut Screen<'_>) {
    look_at(whole, screen, |count, numbers, _| {
        [
            words!(
                "look: {count} open document came in a JSON file and stays open ({numbers}): only such a file says that it is closed",
                "à voir : {count} pièce ouverte est venue d'un fichier JSON et reste ouverte ({numbers}) : seul un tel fichier dit qu'elle est close"
            ),
            words!(
                "look: {count} open documents came in a JSON file and stay open ({numbers}): only such a file says that they are closed",
                "à voir : {count} pièces ouvertes sont venues d'un fichier JSON et restent ouvertes ({numbers}) : seul un tel fichier dit qu'elles sont closes"
            ),
        ]
    });
}

/// Open documents of kinds that the file does not list stay as they are, although it lists all that is open.
fn tell_other_kinds(kept: &[store::Missing], screen: &mut Screen<'_>) {
    look_at(kept, screen, |count, numbers, _| {
        [
            words!(
                "look: {count} open document of a kind that this file does not list stays open ({numbers}): a file of invoices says nothing about quotes, nor the other way round",
                "à voir : {count} pièce ouverte d'un type que ce fichier ne liste pas reste ouverte ({numbers}) : un fichier de factures ne dit rien des devis, ni l'inverse"
            ),
            words!(
                "look: {count} open documents of kinds that this file does not list stay open ({numbers}): a file of invoices says nothing about quotes, nor the other way round",
                "à voir : {count} pièces ouvertes de types que ce fichier ne liste pas restent ouvertes ({numbers}) : un fichier de factures ne dit rien des devis, ni l'inverse"
            ),
        ]
    });
}

/// What somebody should look at, of one document or of several; nothing of none.
fn look_at(documents: &[store::Missing], screen: &mut Screen<'_>, said: impl Fn(usize, &str, Language) -> [Words; 2]) {
    if documents.is_empty() {
        return;
    }
    let (count, numbers) = (documents.len(), numbers(documents));
    screen.note(Words::around(|reader| {
        let [one, several] = said(count, numbers.say(reader), reader);
        agreed(count, one, several)
    }));
}

/// Nobody can tell what a file does not name while a row of it does not tell its document: closing could close that one, and not closing
/// reminds those who paid.
pub(super) fn require_names(wanted: Option<Missing>, imported: &Imported) -> Result<()> {
    let Some(row) = imported.nameless_rows.first().filter(|_| wanted == Some(Missing::Closed)) else { return Ok(()) };
    Err(Error::new(
        Kind::Input,
        words!(
            "row {row} does not tell which document it has, so nobody can tell which ones the file does not name; nothing was imported",
            "la ligne {row} ne dit pas quelle pièce elle porte, donc impossible de dire lesquelles manquent au fichier ; rien n'a été importé"
        ),
    )
    .details(imported.bad.iter().filter(|bad| imported.nameless_rows.contains(&bad.row)).take(SHOWN).map(BadRow::words).collect())
    .hint(words!(
        "mend that row, or import with --missing keep: then those who paid may be reminded",
        "corrigez cette ligne, ou importez avec --missing keep : ceux qui ont payé peuvent alors être relancés"
    )))
}

/// How many are closed, and which.
pub(super) fn tell(closed: &[store::Missing], screen: &mut Screen<'_>) {
    let (count, numbers) = (closed.len(), numbers(closed));
    if count == 0 {
        return;
    }
    screen.line(Words::around(|reader| {
        let numbers = numbers.say(reader);
        agreed(
            count,
            words!(
                "{count} open document is not in this file and is closed: {numbers}.",
                "{count} pièce ouverte n'est pas dans ce fichier et est close : {numbers}."
            ),
            words!(
                "{count} open documents are not in this file and are closed: {numbers}.",
                "{count} pièces ouvertes ne sont pas dans ce fichier et sont closes : {numbers}."
            ),
        )
    }));
}

fn numbers(missing: &[store::Missing]) -> Words {
    let first = missing.iter().take(SHOWN).map(|one| one.number.as_str()).collect::<Vec<_>>().join(", ");
    match missing.len().saturating_sub(SHOWN) {
        0 => first.into(),
        more => words!("{first} and {more} more", "{first} et {more} de plus"),
    }
}

fn named(imported: &Imported) -> Result<Named> {
    let accounts = &imported.accounts;
    let mut documents: BTreeSet<_> = accounts.document_ids()?;
    documents.extend(imported.unread.iter().map(|unread| unread.document.clone()));
    let whole = if accounts.come() == Come::Whole { accounts.account_ids()? } else { BTreeSet::new() };
    Ok(Named { documents, kinds: accounts.kinds().to_vec(), whole })
}
