//! Step 11: Grouping, per document: the instalments of one document whose turn comes on one day share a message; the step
//! furthest along gives the text, and every instalment's own step advances.
//!
//! The tasks the engine asks for by itself (`@…`) are made here too: one for each cycle, never repeated.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    decide::{Act, Verdict},
    domain::{Audience, Coverage, Day, Reason, plus_days},
    keys,
    plan::Past,
    rules::{Case, Run},
    settings::{self, ActionKind},
};

/// An action that should happen today, with what is needed to write it.
#[derive(Debug)]
pub struct Wanted<'a> {
    /// [`keys::action_key`].
    pub key: String,
    /// From 1.
    pub attempt: u32,
    /// Sorted.
    pub coverage: Vec<Coverage>,
    /// Whom it speaks to.
    pub audience: Audience,
    /// Formal notice or worse.
    pub severe: bool,
    /// Rehearsal.
    pub simulated: bool,
    /// The step's day before and after closed days, and its earliest day.
    pub days: (Day, Day, Day),
    /// The last day the message gives the customer.
    pub deadline: Option<Day>,
    /// The document it is about; of several instalments, the one whose step gives the text.
    pub case: Case<'a>,
    /// All it covers.
    pub members: Vec<Case<'a>>,
    /// What it does.
    pub work: Work<'a>,
}

/// What a wanted action does.
#[derive(Clone, Debug)]
pub enum Work<'a> {
    /// An action of a step.
    Step(Act<'a>, &'a settings::Action),
    /// A task the engine asks for by itself, because of this.
    Alert(&'static str, Reason),
}

impl Wanted<'_> {
    /// The action's identifier in its step.
    #[must_use]
    pub fn action(&self) -> &str {
        match &self.work {
            Work::Step(_, action) => &action.id,
            Work::Alert(..) => "task",
        }
    }
}

/// The actions wanted of one account today, by key.
#[must_use]
pub fn wanted<'a>(verdicts: &[Verdict<'a>]) -> Vec<Wanted<'a>> {
    let mut groups = BTreeMap::<_, Vec<(&Verdict<'a>, &Act<'a>)>>::new();
    for verdict in verdicts {
        if let Some(act) = &verdict.act {
            let group = (verdict.case.document.id.as_str(), act.run == Run::Rehearsal, act.slot.step.is_internal());
            groups.entry(group).or_default().push((verdict, act));
        }
    }
    let mut all: Vec<_> = groups.into_values().flat_map(|members| of_group(&members)).collect();
    let mut asked = BTreeSet::new();
    all.extend(verdicts.iter().filter_map(alert).filter(|alert| asked.insert(alert.key.clone())));
    all.sort_by(|a, b| a.key.cmp(&b.key));
    all
}

fn of_group<'a>(members: &[(&Verdict<'a>, &Act<'a>)]) -> Vec<Wanted<'a>> {
    let furthest = members.iter().max_by_key(|(verdict, act)| {
        let place = act.scenario.steps.iter().position(|step| step.id == act.slot.step.id);
        (act.slot.step.severe, place, act.slot.repetition, verdict.case.instalment_id())
    });
    let Some((lead, act)) = furthest else { return Vec::new() };
    let mut coverage: Vec<_> = members.iter().map(|(verdict, act)| coverage_of(&verdict.case, act)).collect();
    coverage.sort();
    let attempt = members.iter().map(|(verdict, act)| attempt(&verdict.case, act)).max().unwrap_or(1);
    let case = lead.case;
    let actions = act.slot.step.actions.iter().filter(|action| {
        // Nobody can receive the message; the tenant's own people can.
        act.recipient.is_some() || action.kind == ActionKind::Task
    });
    let actions = actions.filter(|action| {
        // A task that left beside a message that could not is not asked for again with it.
        let past = Past::new(case.entries.iter().copied(), case.document.cycle, act.run == Run::Rehearsal);
        action.kind != ActionKind::Task
            || !past.is_under_way(act.scenario, act.slot.step, act.slot.repetition, &action.id)
    });
    actions
        .map(|action| {
            let customer = action.kind != ActionKind::Task;
            Wanted {
                key: keys::action_key(&case.world.tenant, &coverage, &action.id, attempt),
                attempt,
                coverage: coverage.clone(),
                audience: if customer { Audience::Customer } else { Audience::Internal },
                severe: act.slot.step.severe,
                simulated: act.run == Run::Rehearsal,
                days: (act.slot.due, act.slot.planned, act.slot.effective),
                deadline: act
                    .slot
                    .step
                    .deadline
                    .filter(|_| customer)
                    .map(|days| plus_days(case.world.today, i64::from(days))),
                case,
                members: members.iter().map(|(verdict, _)| verdict.case).collect(),
                work: Work::Step((*act).clone(), action),
            }
        })
        .collect()
}

fn coverage_of(case: &Case<'_>, act: &Act<'_>) -> Coverage {
    Coverage {
        document: case.document.id.clone(),
        instalment: case.instalment_id().map(str::to_owned),
        scenario: act.scenario.id.clone(),
        cycle: case.document.cycle,
        step: act.slot.step.id.clone(),
        repetition: act.slot.repetition,
    }
}

fn attempt(case: &Case<'_>, act: &Act<'_>) -> u32 {
    let past = Past::new(case.entries.iter().copied(), case.document.cycle, act.run == Run::Rehearsal);
    let before = past.attempts(act.scenario, act.slot.step, act.slot.repetition);
    before.map_or(1, |(attempt, _)| attempt.saturating_add(1))
}

/// The task a held document asks for: somebody must know, once.
fn alert<'a>(verdict: &Verdict<'a>) -> Option<Wanted<'a>> {
    let held = verdict.held.as_ref()?;
    let case = verdict.case;
    let step = match held.reason {
        Reason::AccountInCredit { .. } => "@account-in-credit",
        Reason::AllExpired => "@all-expired",
        Reason::MilderFirst { .. } => "@milder-first",
        Reason::AttemptsExhausted { .. } => "@attempts-exhausted",
        Reason::NoAddress => "@no-address",
        _ => return None,
    };
    let of_account = matches!(held.reason, Reason::AccountInCredit { .. });
    let rehearsal =
        verdict.scenario.map_or(case.world.settings.mode != settings::Mode::Live, |(_, run)| run == Run::Rehearsal);
    let coverage = Coverage {
        document: if of_account { case.account.id.clone() } else { case.document.id.clone() },
        instalment: if of_account { None } else { case.instalment_id().map(str::to_owned) },
        scenario: String::new(),
        cycle: if of_account { 1 } else { case.document.cycle },
        step: step.to_owned(),
        repetition: 0,
    };
    let asked = |simulated| case.own_tasks.contains(&(&coverage, simulated));
    let already = asked(false) || (rehearsal && asked(true));
    let today = case.world.today;
    (!already).then(|| Wanted {
        key: keys::action_key(&case.world.tenant, core::slice::from_ref(&coverage), "task", 1),
        attempt: 1,
        coverage: vec![coverage],
        audience: Audience::Internal,
        severe: false,
        simulated: rehearsal,
        days: (today, today, today),
        deadline: None,
        case,
        members: vec![case],
        work: Work::Alert(step, held.reason.clone()),
    })
}
