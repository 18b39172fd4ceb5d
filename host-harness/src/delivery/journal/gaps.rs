//! What is missing in a journal: each line says which message left before it.

use std::collections::BTreeMap;

use super::line::Line;
use crate::{
    text::{Words, agreed},
    words,
};

/// Messages that a journal should have and does not, by their numbers.
#[derive(Debug, Default)]
pub struct Gaps {
    /// Of each store, the highest number so far.
    highest: BTreeMap<String, i64>,
    /// The first and the last one.
    missing: Vec<(i64, i64)>,
}

impl Gaps {
    /// A store knows its messages up to this number, whatever the journal has.
    pub(super) fn known(store: String, released: i64) -> Self {
        Self { highest: BTreeMap::from([(store, released)]), missing: Vec::new() }
    }

    /// Looks at the next line. A line of a former version does not say what left before it.
    pub(super) fn look(&mut self, line: &Line) {
        let highest = self.highest.entry(line.store.clone()).or_default();
        if let Some(after) = line.after.filter(|after| after > highest) {
            self.missing.push((highest.saturating_add(1), after));
        }
        *highest = line.number.max(*highest);
    }

    /// All that was above is taken over.
    pub(super) fn forget(&mut self) {
        self.missing.clear();
    }

    /// Which messages are missing in this journal; nothing where it is whole.
    #[must_use]
    pub fn words(&self, journal: &str) -> Option<Words> {
        let one = |(first, last): &(i64, i64)| {
            if first == last { words!("{first}", "{first}") } else { words!("{first} to {last}", "{first} à {last}") }
        };
        let count = self.missing.iter().map(|(first, last)| last - first + 1).sum::<i64>();
        (count > 0).then(|| {
            Words::around(|reader| {
                let numbers: Vec<_> = self.missing.iter().map(|part| one(part).say(reader).to_owned()).collect();
                let numbers = numbers.join(", ");
                agreed(
                    usize::try_from(count).unwrap_or(usize::MAX),
                    words!(
                        "{journal} is not whole: of what left from this store, the message with number {numbers} is missing",
                        "{journal} n'est pas entier : de ce qui est parti de cette base, le message numéro {numbers} manque"
                    ),
                    words!(
                        "{journal} is not whole: of what left from this store, the messages with numbers {numbers} are missing",
                        "{journal} n'est pas entier : de ce qui est parti de cette base, les messages numéros {numbers} manquent"
                    ),
                )
            })
        })
    }
}
