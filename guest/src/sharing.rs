//! Which documents of an account share messages where each may be at a step of its own: those whom the messages of the furthest reach where they
//! reach its own (docs/domain.md, paragraph 11).

use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet},
};

use crate::{
    rules::{self, ChannelChoice, Recipient},
    settings::Attach,
    sort,
    verdict::{Act, Verdict},
};

/// What leaves together, or may.
pub(crate) type Members<'v, 'a> = Vec<(&'v Verdict<'a>, &'v Act<'a>)>;

/// Which of several gives the text: the severest, then the furthest.
pub(crate) fn place<'a>(verdict: &Verdict<'a>, act: &Act<'a>) -> (bool, Option<usize>, u32, &'a str, Option<&'a str>) {
    let place = act.scenario.steps.iter().position(|step| step.id == act.scheduled.step.id);
    let case = verdict.case;
    (act.scheduled.step.is_severe(), place, act.scheduled.repetition, case.document.id.as_str(), case.instalment_id())
}

/// The furthest leads, with all whom its messages reach where they reach its own; then the furthest of the others, and so on.
///
/// The members are sorted by recipient once for each set of ways, however many recipients there are.
pub(crate) fn by_recipient<'v, 'a>(members: Members<'v, 'a>) -> Vec<Members<'v, 'a>> {
    if members.len() == 1 {
        return vec![members];
    }
    let mut of_documents = BTreeMap::<_, Vec<usize>>::new();
    for (at, (verdict, _)) in members.iter().enumerate() {
        of_documents.entry(verdict.case.document.id.as_str()).or_default().push(at);
    }
    let places = members.iter().map(|(verdict, act)| Reverse(place(verdict, act)));
    let mut furthest_first: Vec<_> = places.zip(members.iter().enumerate()).collect();
    sort::by_key(&mut furthest_first, |(place, _)| *place);
    let mut left = sort::set(0..members.len());
    let mut sorted = BTreeMap::new();
    let mut groups = Vec::new();
    for (_, (lead, (verdict, act))) in furthest_first {
        if !left.contains(&lead) {
            continue;
        }
        let messages = || act.addressed.iter().filter_map(|addressed| addressed.action.message());
        let choices = sort::set(messages().map(ChannelChoice::of));
        let file = messages().any(|message| message.attach == Attach::Required);
        let same = recipients(verdict, &choices, file).and_then(|own| {
            sorted.entry((choices.clone(), file)).or_insert_with(|| sort(&members, &choices, file)).remove(&own)
        });
        let of_document = of_documents.get(verdict.case.document.id.as_str()).into_iter().flatten().copied();
        let with = sort::set(same.into_iter().flatten().chain(of_document).filter(|at| left.remove(at)));
        groups.push(with.into_iter().filter_map(|at| members.get(at).copied()).collect());
    }
    groups
}

/// The members by whom these ways reach for each, those apart for whom one reaches nobody, or who lack the `file` that must be enclosed.
fn sort<'a>(
    members: &Members<'_, 'a>,
    choices: &BTreeSet<ChannelChoice<'_>>,
    file: bool,
) -> BTreeMap<Vec<Recipient<'a>>, Vec<usize>> {
    let mut sorted = BTreeMap::<_, Vec<usize>>::new();
    for (at, (verdict, _)) in members.iter().enumerate() {
        if let Some(recipients) = recipients(verdict, choices, file) {
            sorted.entry(recipients).or_default().push(at);
        }
    }
    sorted
}

fn recipients<'a>(
    verdict: &Verdict<'a>,
    choices: &BTreeSet<ChannelChoice<'_>>,
    file: bool,
) -> Option<Vec<Recipient<'a>>> {
    if file && !rules::enclosed(&verdict.case) {
        return None;
    }
    choices
        .iter()
        .map(|choice| choice.destination(&verdict.case).ok().map(|destination| destination.recipient()))
        .collect()
}
