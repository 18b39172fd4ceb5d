//! What will happen if nothing new happens (F33): the same decisions, day after day, on a history that grows as a host's would.

use std::collections::BTreeMap;

use crate::{
    decide::{AccountDecider, Answer},
    domain::{Account, Coverage, Day, Entry, Next, Run, State, days_between, plus_days},
    rules::CallContext,
    sort,
};

/// What will happen to one document on one day.
#[derive(Clone, Debug)]
pub struct Line {
    /// The day.
    pub day: Day,
    /// The account.
    pub account: String,
    /// The step it is about.
    pub coverage: Coverage,
    /// The kinds of its actions, sorted; none for a mark.
    pub actions: Vec<&'static str>,
    /// `Sent`, or how it will be left out.
    pub state: State,
    /// Formal notice or worse.
    pub severe: bool,
    /// Whether it would really leave.
    pub run: Run,
}

/// Lives through `days` days from the context's own, account by account. The bank data stay as fresh as they are.
#[must_use]
pub fn forecast(mut context: CallContext, accounts: Vec<Account>, days: u32) -> Vec<Line> {
    let first = context.today;
    let bank_age = context.bank_date.map(|day| days_between(day, first));
    let end = plus_days(first, i64::from(days));
    let mut lines = Vec::new();
    for mut account in accounts {
        let mut day = first;
        while day < end {
            context.today = day;
            context.bank_date = bank_age.map(|age| plus_days(day, -age));
            let (entries, next) = {
                let decider = AccountDecider::new(&context, &account);
                if decider.refusal().is_some() {
                    break;
                }
                let answer = decider.decide();
                lines.extend(lines_of(&answer, &account.id, day));
                (entries_of(&answer, day), answer.decisions.iter().map(|decision| decision.next).min())
            };
            let tomorrow = plus_days(day, 1);
            day = match next {
                _ if !entries.is_empty() => tomorrow,
                Some(Next::On(on)) => on.max(tomorrow),
                _ => break,
            };
            account.history.extend(entries);
            account.sort_history();
        }
    }
    sort::by(&mut lines, |a, b| (a.day, &a.account, &a.coverage).cmp(&(b.day, &b.account, &b.coverage)));
    lines
}

/// What a host records when everything that was wanted has left.
fn entries_of(answer: &Answer<'_>, day: Day) -> Vec<Entry> {
    let left = answer.wanted.iter().flat_map(|wanted| wanted.recorded(State::Sent, day));
    answer.marks.iter().cloned().chain(left).collect()
}

fn lines_of(answer: &Answer<'_>, account: &str, day: Day) -> Vec<Line> {
    let mut steps = BTreeMap::<(&Coverage, Run), (Vec<&'static str>, bool)>::new();
    for wanted in &answer.wanted {
        for coverage in &wanted.coverage {
            let (actions, severe) = steps.entry((coverage, wanted.run)).or_default();
            actions.push(wanted.kind());
            *severe |= wanted.severe;
        }
    }
    let left = steps.into_iter().map(|((coverage, run), (mut actions, severe))| {
        sort::ascending(&mut actions);
        Line { day, account: account.to_owned(), coverage: coverage.clone(), actions, state: State::Sent, severe, run }
    });
    let marks = answer.marks.iter().map(|mark| Line {
        day,
        account: account.to_owned(),
        coverage: mark.coverage.clone(),
        actions: Vec::new(),
        state: mark.state,
        severe: mark.severe,
        run: mark.run,
    });
    marks.chain(left).collect()
}
