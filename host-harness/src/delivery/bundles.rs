//! Actions that leave together, a mail and its letter: where this machine cannot let one of them go, none of them leaves.

use std::collections::BTreeMap;

use super::Ready;
use crate::{
    store::{Leased, Settled},
    text::Words,
    words,
};

/// What leaves together.
pub(super) fn bundle(work: &Leased) -> (&str, bool) {
    let wanted = &work.action.wanted;
    (&wanted.bundle, wanted.simulated)
}

/// Keeps back what is ready beside an action of its bundle that waits.
pub(super) fn keep_together(work: &[Leased], answers: &mut [Result<Ready, Settled>]) {
    let mut waiting = BTreeMap::new();
    for (work, answer) in work.iter().zip(answers.iter()) {
        if let Err(Settled::Waits(problem)) = answer {
            waiting.entry(bundle(work)).or_insert_with(|| beside(problem));
        }
    }
    for (work, answer) in work.iter().zip(answers) {
        if let (Ok(_), Some(problem)) = (&*answer, waiting.get(&bundle(work))) {
            *answer = Err(Settled::Waits(problem.clone()));
        }
    }
}

/// Why an action waits that leaves together with one that could not leave for this reason.
pub(super) fn beside(problem: &Words) -> Words {
    Words::around(|reader| {
        let problem = problem.say(reader);
        words!("it leaves together with another message; {problem}", "il part avec un autre message ; {problem}")
    })
}
