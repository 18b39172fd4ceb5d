//! The words of data that the module must understand: profiles and languages. One that nobody knows is no fault, and changes what leaves: it
//! is said.

use std::collections::{BTreeMap, BTreeSet};

use relance_contract::{records::types::Account, request};

use crate::{
    error::Result,
    module::{Budget, Module},
    settings::Settings,
    text::{Words, agreed},
    words,
};

/// What the module knows, and the languages in which the tenant's texts are written.
pub(super) struct Vocabulary {
    profiles: BTreeSet<String>,
    languages: BTreeSet<String>,
}

impl Vocabulary {
    pub(super) fn of(module: &Module, settings: &str) -> Result<Self> {
        let codes = module.call(&request::Codes::of(), Budget::NONE)?;
        let table =
            |name: &str| codes.iter().filter(|entry| entry.table == name).map(|entry| entry.code.clone()).collect();
        let (profiles, mut languages): (_, BTreeSet<String>) = (table("profile"), table("language"));
        languages.extend(Settings::of(settings).languages());
        Ok(Self { profiles, languages })
    }

    /// Whether a language is known, by what stands before its first hyphen.
    pub(super) fn has_language(&self, tag: &str) -> bool {
        let primary = tag.split(['-', '_']).next().unwrap_or_default().to_lowercase();
        primary.is_empty() || self.languages.contains(&primary)
    }
}

/// Whether an account has any such word.
pub(super) fn has_words(account: &Account) -> bool {
    account.profile.is_some() || languages(account).next().is_some()
}

fn languages(account: &Account) -> impl Iterator<Item = &str> {
    let recipients = account.establishments.iter().flat_map(|place| &place.recipients);
    let of_contacts = account.contacts.iter().chain(recipients).filter_map(|contact| contact.language.as_deref());
    let of_documents = account.documents.iter().filter_map(|document| document.language.as_deref());
    account.language.as_deref().into_iter().chain(of_contacts).chain(of_documents)
}

/// Words that nobody knows, each with the accounts that have it.
#[derive(Default)]
pub(super) struct Strange {
    profiles: BTreeMap<String, BTreeSet<String>>,
    languages: BTreeMap<String, BTreeSet<String>>,
}

impl Strange {
    pub(super) fn add(&mut self, account: &Account, known: &Vocabulary) {
        if let Some(profile) =
            account.profile.as_ref().filter(|profile| !profile.is_empty() && !known.profiles.contains(*profile))
        {
            self.profiles.entry(profile.clone()).or_default().insert(account.id.clone());
        }
        for language in languages(account).filter(|language| !known.has_language(language)) {
            self.languages.entry(language.to_owned()).or_default().insert(account.id.clone());
        }
    }

    /// Each word with how many accounts have it, the first of them, and what comes of it.
    pub(super) fn lines(&self) -> Vec<Words> {
        let profiles = self.profiles.iter().map(|(word, accounts)| {
            said(accounts, |count, named| {
                agreed(
                    count,
                    words!(
                        "{count} account ({named}) has the profile `{word}`, which is none: nothing is claimed besides the debt",
                        "{count} compte ({named}) a le profil `{word}`, qui n'existe pas : rien n'est réclamé en plus de la dette"
                    ),
                    words!(
                        "{count} accounts ({named}) have the profile `{word}`, which is none: nothing is claimed besides the debt",
                        "{count} comptes ({named}) ont le profil `{word}`, qui n'existe pas : rien n'est réclamé en plus de la dette"
                    ),
                )
            })
        });
        let languages = self.languages.iter().map(|(word, accounts)| {
            said(accounts, |count, named| {
                agreed(
                    count,
                    words!(
                        "{count} account ({named}) has the language `{word}`, in which nothing is written: the company's is used",
                        "{count} compte ({named}) a la langue `{word}`, dans laquelle rien n'est écrit : celle de la société sert"
                    ),
                    words!(
                        "{count} accounts ({named}) have the language `{word}`, in which nothing is written: the company's is used",
                        "{count} comptes ({named}) ont la langue `{word}`, dans laquelle rien n'est écrit : celle de la société sert"
                    ),
                )
            })
        });
        profiles.chain(languages).collect()
    }
}

fn said(accounts: &BTreeSet<String>, sentence: impl Fn(usize, &str) -> Words) -> Words {
    const NAMED: usize = 5;
    let more = if accounts.len() > NAMED { ", …" } else { "" };
    let named = accounts.iter().take(NAMED).map(String::as_str).collect::<Vec<_>>().join(", ");
    sentence(accounts.len(), &format!("{named}{more}"))
}
