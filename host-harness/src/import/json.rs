//! The contract's own JSON: `{"accounts": [...]}`, each account as `reminders.decide` takes it.

use std::collections::{BTreeMap, BTreeSet};

use relance_contract::records::types::{Account, Document, Fact};
use serde::Deserialize;

use crate::{
    error::{Error, Kind, Result, json},
    store::Known,
    text::Words,
    words,
};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    accounts: Vec<Account>,
}

/// Reads a JSON file of accounts.
///
/// # Errors
/// [`Kind::Input`], with line and column, or naming what stands twice.
pub fn read(text: &str) -> Result<Vec<Known>> {
    let mut reader = serde_json::Deserializer::from_str(text.trim_start_matches('\u{feff}'));
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
    let (mut owners, mut ids) = (BTreeMap::new(), BTreeSet::new());
    for account in &file.accounts {
        if !ids.insert(&account.id) {
            return Err(Error::new(
                Kind::Input,
                words!("account `{}` stands twice", "le compte `{}` figure deux fois", account.id),
            ));
        }
        if account.id.is_empty() {
            return Err(Error::new(Kind::Input, words!("an account has an empty `id`", "un compte a un `id` vide")));
        }
        once(account)?;
        for document in &account.documents {
            if let Some(other) = owners.insert(&document.id, &account.id) {
                let message = words!(
                    "document `{}` stands twice, in account `{other}` and in account `{}`",
                    "la pièce `{}` figure deux fois, dans le compte `{other}` et dans le compte `{}`",
                    document.id,
                    account.id
                );
                return Err(Error::new(Kind::Input, message));
            }
        }
    }
    Ok(file.accounts.into_iter().map(Known::already).collect())
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
