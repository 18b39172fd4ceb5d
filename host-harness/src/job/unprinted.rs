//! Letters of an earlier day that nobody has printed: what today says of them.

use std::{collections::BTreeMap, slice};

use relance_contract::{
    records::types::{Account, AccountAnswer, Coverage, Decision, Origin},
    request,
};

use super::{Job, Report};
use crate::{
    error::Result,
    module::Budget,
    text::{Language, Words},
    words,
};

/// Codes that hold nothing back which was written already: the day is a closed one, something else comes first or is full, or the step is over
/// for today.
const STILL_RIGHT: [&str; 13] = [
    "remind",
    "waiting",
    "anchor-missing",
    "awaiting-event",
    "milder-first",
    "attempts-exhausted",
    "finished",
    "all-expired",
    "reminded-today",
    "too-soon",
    "silenced",
    "account-gap",
    "limit-reached",
];

impl Job<'_> {
    /// Letters of an earlier day that nobody has printed and that today would be held, by key, and why: bank data that are too old since, above
    /// all. Each is decided as if its step had not left yet. Only a person asks again for one by hand: it is not looked at.
    ///
    /// # Errors
    /// As [`Job::run`].
    pub fn held_letters(&self) -> Result<BTreeMap<String, Words>> {
        let context = self.tenant.context(self.today);
        let (mut report, mut held) = (Report::default(), BTreeMap::new());
        for letter in self.store.unprinted_letters(&self.tenant.id)? {
            if letter.day.as_str() >= self.today {
                continue;
            }
            // One that cannot be read has changed: the store says so.
            let mut page = self.load(slice::from_ref(&letter.account), &mut report)?;
            let Some(loaded) = page.first_mut() else { continue };
            let steps = take_out(&mut loaded.account, &letter.key);
            if steps.is_empty() {
                continue;
            }
            let answers = self.decide(&context, &page, &mut report)?;
            let why = match answers.first() {
                Some((_, answer)) => held_one(answer, &steps).map(|decision| self.sentence(decision)).transpose()?,
                None => Some(words!("its account cannot be decided", "son compte ne peut être décidé")),
            };
            held.extend(why.map(|why| (letter.key, why)));
        }
        Ok(held)
    }

    /// The module's own sentence, to stand inside another.
    fn sentence(&self, decision: &Decision) -> Result<Words> {
        let say = |language: Language| -> Result<String> {
            let phrase = request::Phrase::of(language.code(), slice::from_ref(decision));
            let sentence = self.module.call(&phrase, Budget::documents(1))?.pop().unwrap_or_default();
            Ok(sentence.trim_end_matches('.').to_owned())
        };
        Ok(Words::new(say(Language::English)?, say(Language::French)?))
    }
}

/// Takes the steps that left by this letter out of an account's history, with whatever else left for them; none where a person asked for it.
fn take_out(account: &mut Account, key: &str) -> Vec<Coverage> {
    let of_letter = account.history.iter().filter(|entry| entry.key == key);
    if of_letter.clone().any(|entry| entry.origin == Origin::Person) {
        return Vec::new();
    }
    let steps: Vec<_> = of_letter.map(|entry| entry.coverage.clone()).collect();
    account.history.retain(|entry| !steps.contains(&entry.coverage));
    steps
}

/// The first decision on what these steps are of that holds it.
fn held_one<'a>(answer: &'a AccountAnswer, steps: &[Coverage]) -> Option<&'a Decision> {
    answer.decisions.iter().find(|decision| {
        let is_covered = |step: &Coverage| step.document == decision.document && step.instalment == decision.instalment;
        steps.iter().any(is_covered) && !STILL_RIGHT.contains(&decision.code.as_str())
    })
}
