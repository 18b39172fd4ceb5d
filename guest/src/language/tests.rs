//! What every language must have, whatever the registers ask for.

use std::collections::BTreeSet;

use super::{Locale, plural::Form, sentence::places};
use crate::{
    domain::{Found, Reason},
    trace,
};

/// What each sentence of decisions and explanations may name.
fn sentences() -> Vec<(&'static str, &'static [&'static str])> {
    let near: (&str, &[&str]) = ("limitation-near", &["last_day"]);
    Reason::ALL.iter().copied().chain([near]).chain(trace::SENTENCES.iter().copied()).collect()
}

/// The details of a sentence; its counted words have all the forms of the language, but for that of whole millions where it has no use.
fn details(template: &'static str, locale: Locale) -> BTreeSet<&'static str> {
    let forms = locale.pack().plural.forms();
    let needed = forms.iter().take_while(|form| !(forms.contains(&Form::Other) && **form == Form::Many)).count();
    for (detail, counted) in places(template) {
        assert!([0, needed, forms.len()].contains(&counted), "{locale:?}: {detail} in {template}");
    }
    places(template).into_iter().map(|(detail, _)| detail).collect()
}

#[test]
fn every_language_says_every_code_and_names_what_english_names() {
    for (tag, locale) in Locale::ALL {
        let known: Vec<_> = locale.pack().sentences.iter().map(|(code, _)| *code).collect();
        let wanted: Vec<_> = sentences().iter().map(|(code, _)| *code).collect();
        assert_eq!(known, wanted, "the codes of {tag}, in their order");
        for (code, members) in sentences() {
            let of = |locale: Locale| details(locale.sentence(code).unwrap(), locale);
            assert_eq!(of(*locale), of(Locale::English), "{code} in {tag}");
            assert!(of(*locale).iter().all(|detail| members.contains(detail)), "{code} in {tag}");
        }
    }
}

#[test]
fn every_language_says_every_finding_and_names_what_english_names() {
    for (tag, locale) in Locale::ALL {
        let known: Vec<_> = locale.pack().findings.iter().map(|(code, ..)| *code).collect();
        let wanted: Vec<_> = Found::SENTENCES.iter().map(|(code, _)| *code).collect();
        assert_eq!(known, wanted, "the findings of {tag}, in their order");
        for (code, members) in Found::SENTENCES {
            let of = |locale: Locale| {
                let (message, hint) = locale.finding(code).unwrap();
                (details(message, locale), details(hint, locale), hint.is_empty())
            };
            assert_eq!(of(*locale), of(Locale::English), "{code} in {tag}");
            let (message, hint, _) = of(*locale);
            let named: BTreeSet<_> = message.union(&hint).copied().collect();
            assert_eq!(named, members.iter().copied().collect(), "{code} in {tag} names all its details");
        }
    }
}

#[test]
fn no_sentence_is_left_in_english() {
    for (tag, locale) in Locale::ALL.iter().filter(|(_, locale)| *locale != Locale::English) {
        for (code, sentence) in locale.pack().sentences {
            assert_ne!(Some(*sentence), Locale::English.sentence(code), "{code} in {tag}");
        }
        for (code, message, _) in locale.pack().findings {
            assert_ne!(Some(*message), Locale::English.finding(code).map(|(message, _)| message), "{code} in {tag}");
        }
    }
}
