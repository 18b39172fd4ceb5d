//! The contract's own JSON: `{"accounts": [...]}`, each account as `reminders.decide` takes it.

use std::{collections::BTreeSet, fmt, io};

use relance_contract::records::types::{Account, Document, Fact};
use serde::{
    Deserialize, Deserializer,
    de::{SeqAccess, Visitor},
};

use super::{
    Imported,
    gathered::{Come, Gathered},
};
use crate::{
    error::{Error, Kind, Result, json},
    store::Arrivals,
    text::Words,
    words,
};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    accounts: Accounts,
}

/// Accounts, each put away when it is read; or the first thing wrong with them, which is told once all of the file could be read.
struct Accounts(Result<Gathered>);

impl<'de> Deserialize<'de> for Accounts {
    fn deserialize<D: Deserializer<'de>>(reader: D) -> std::result::Result<Self, D::Error> {
        reader.deserialize_seq(OneByOne)
    }
}

struct OneByOne;

impl<'de> Visitor<'de> for OneByOne {
    type Value = Accounts;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a sequence")
    }

    fn visit_seq<S: SeqAccess<'de>>(self, mut accounts: S) -> std::result::Result<Accounts, S::Error> {
        let mut gathered = Gathered::new(Come::Whole);
        while let Some(account) = accounts.next_element()? {
            gathered = gathered.and_then(|gathered| with(gathered, &account));
        }
        Ok(Accounts(gathered))
    }
}

/// Reads a JSON file of accounts.
///
/// # Errors
/// [`Kind::Input`], with line and column, or naming what stands twice.
pub fn read(text: impl io::Read) -> Result<Imported> {
    let mut reader = serde_json::Deserializer::from_reader(text);
    let file: File = serde_path_to_error::deserialize(&mut reader).map_err(|error| {
        let (path, what) = (error.path(), json(error.inner()));
        let told = Words::around(|reader| {
            let what = what.say(reader);
            words!("{path}: {what}", "{path} : {what}")
        });
        Error::new(Kind::Input, told).hint(words!(
            "the file is `{{\"accounts\": [...]}}`, each account as the contract in wit/types.wit has it",
            "le fichier est `{{\"accounts\": [...]}}`, chaque compte comme dans le contrat wit/types.wit"
        ))
    })?;
    reader.end().map_err(|error| {
        Error::new(
            Kind::Input,
            words!(
                "something stands after the end of the JSON object: {error}",
                "il y a quelque chose après la fin de l'objet JSON : {error}"
            ),
        )
        .hint(words!(
            "the file is one object; two exports in one file are two imports",
            "le fichier est un seul objet ; deux exports dans un fichier sont deux imports"
        ))
    })?;
    file.accounts.0.map(Imported::of)
}

/// With one account more, if it and its documents stand there for the first time.
fn with(mut gathered: Gathered, account: &Account) -> Result<Gathered> {
    let id = &account.id;
    if !gathered.add_account(account)? {
        return Err(Error::new(
            Kind::Input,
            words!("account `{id}` stands twice", "le compte `{id}` figure deux fois"),
        ));
    }
    if id.is_empty() {
        return Err(Error::new(Kind::Input, words!("an account has an empty `id`", "un compte a un `id` vide")));
    }
    once(account)?;
    for document in &account.documents {
        if let Some(other) = gathered.account_of(&document.id)? {
            let message = words!(
                "document `{}` stands twice, in account `{other}` and in account `{id}`",
                "la pièce `{}` figure deux fois, dans le compte `{other}` et dans le compte `{id}`",
                document.id
            );
            return Err(Error::new(Kind::Input, message));
        }
        gathered.add_document(id, document, (0, ""))?;
    }
    Ok(gathered)
}

/// What may stand in an account once: the order of a list says nothing.
fn once(account: &Account) -> Result<()> {
    let twice = |facts: &[Fact]| {
        let mut seen = BTreeSet::new();
        facts.iter().find(|fact| !seen.insert(fact.name.clone())).map(|fact| fact.name.clone())
    };
    let id = &account.id;
    if let Some(fact) = twice(&account.facts) {
        return Err(Error::new(
            Kind::Input,
            words!("account `{id}` has the fact `{fact}` twice", "le compte `{id}` a deux fois la donnée `{fact}`"),
        ));
    }
    if account.establishments.iter().filter(|place| place.is_default).count() > 1 {
        return Err(Error::new(
            Kind::Input,
            words!(
                "account `{id}` has several default establishments",
                "le compte `{id}` a plusieurs établissements par défaut"
            ),
        ));
    }
    let of_document = |document: &Document| Some((document.number.clone(), twice(&document.facts)?));
    if let Some((number, fact)) = account.documents.iter().find_map(of_document) {
        return Err(Error::new(
            Kind::Input,
            words!(
                "document `{number}` has the fact `{fact}` twice",
                "la pièce `{number}` a deux fois la donnée `{fact}`"
            ),
        ));
    }
    Ok(())
}
