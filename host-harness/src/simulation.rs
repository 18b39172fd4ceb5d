//! Many days in one go, on a copy of the store in memory: the same job, the same module, nothing leaves.

use std::collections::{BTreeMap, BTreeSet};

use relance_contract::{
    Day, format_iso, plus_days,
    records::types::{Audience, EntryState},
};
use serde::Serialize;

use crate::{
    delivery::{Nowhere, deliver},
    error::Result,
    job::{FailedAccount, Job},
    module::Module,
    store::{HistoryFilter, PageSize, Store, Tenant},
    text::{Words, finding},
    words,
};

/// What to simulate.
#[derive(Clone, Debug)]
pub struct Plan {
    /// The first day.
    pub from: Day,
    /// The last day.
    pub to: Day,
    /// Runs a day: more than one must change nothing.
    pub runs_per_day: u32,
    /// Days without any run, both ends included.
    pub outages: Vec<(Day, Day)>,
    /// How much goes into one call.
    pub page: PageSize,
}

/// What would have been done.
#[derive(Debug, Serialize)]
pub struct Simulated {
    /// The first day.
    pub from: String,
    /// The last day.
    pub to: String,
    /// Days with at least one run.
    pub days: usize,
    /// Messages to customers.
    pub reminders: usize,
    /// The same by step, as `scenario/step`.
    pub reminders_by_step: BTreeMap<String, usize>,
    /// Documents and instalments reminded, by step: more than messages where several share one.
    pub covered_by_step: BTreeMap<String, usize>,
    /// Tasks for the team.
    pub tasks: usize,
    /// Documents by the reason for which nothing leaves on the last day.
    pub left_alone: BTreeMap<String, usize>,
    /// Accounts on which the module failed, and findings, over all days.
    pub problems: Vec<Words>,
    /// Each message, oldest first.
    pub messages: Vec<Message>,
}

/// One message.
#[derive(Debug, Serialize)]
pub struct Message {
    /// The day.
    pub day: String,
    /// The account.
    pub account: String,
    /// The document's number.
    pub number: String,
    /// The step.
    pub step: String,
    /// The action's key.
    pub key: String,
}

/// Simulates on a copy of `store`. What the store did before is not counted.
///
/// `watch` is told each day before it is lived.
///
/// # Errors
/// The store, or settings the module refuses.
pub fn simulate(
    store: &dyn Store,
    module: &Module,
    tenant: &Tenant,
    plan: &Plan,
    watch: &mut dyn FnMut(Day),
) -> Result<Simulated> {
    let mut copy = store.copy_in_memory()?;
    let history = |store: &dyn Store| store.history(&tenant.id, &HistoryFilter::default());
    let before: BTreeSet<String> = history(&*copy)?.into_iter().map(|line| line.key).collect();
    let mut seen = BTreeSet::new();
    let mut simulated = Simulated {
        from: format_iso(plan.from),
        to: format_iso(plan.to),
        days: 0,
        reminders: 0,
        reminders_by_step: BTreeMap::new(),
        covered_by_step: BTreeMap::new(),
        tasks: 0,
        left_alone: BTreeMap::new(),
        problems: Vec::new(),
        messages: Vec::new(),
    };
    let mut day = plan.from;
    while day <= plan.to {
        watch(day);
        if !plan.outages.iter().any(|(first, last)| (*first..=*last).contains(&day)) {
            simulated.days += 1;
            for _ in 0..plan.runs_per_day.max(1) {
                let today = format_iso(day);
                // Bank data as fresh as on any good day: what is asked is what the settings do.
                let tenant = Tenant { bank_date: Some(today.clone()), ..tenant.clone() };
                let report =
                    Job { store: &mut *copy, module, tenant: &tenant, today: &today, page: plan.page }.run()?;
                deliver(&mut *copy, &tenant.id, &Nowhere, None)?;
                report.require_finished()?;
                let failed = report.failed_accounts.into_iter().map(|FailedAccount { account, problem }| {
                    Words::around(|reader| {
                        let problem = problem.say(reader);
                        words!("{today}: account {account}: {problem}", "{today} : compte {account} : {problem}")
                    })
                });
                simulated.problems.extend(failed);
                let findings = report.findings.iter().map(finding);
                simulated.problems.extend(
                    findings
                        .map(|found| Words::around(|reader| words!("{today}: {}", "{today} : {}", found.say(reader)))),
                );
            }
        }
        day = plus_days(day, 1);
    }
    simulated.problems.sort();
    simulated.problems.dedup();
    for line in history(&*copy)? {
        if before.contains(&line.key) {
            continue;
        }
        let left = matches!(line.entry.state, EntryState::Sent | EntryState::Pending | EntryState::Ambiguous);
        if left && line.entry.audience == Audience::Customer {
            let coverage = &line.entry.coverage;
            *simulated.covered_by_step.entry(format!("{}/{}", coverage.scenario, coverage.step)).or_default() += 1;
        }
        // One message may cover several documents and instalments: it stands in the history once for each.
        if !seen.insert(line.key.clone()) {
            continue;
        }
        match line.entry.audience {
            Audience::Customer if left => {
                let coverage = line.entry.coverage;
                *simulated.reminders_by_step.entry(format!("{}/{}", coverage.scenario, coverage.step)).or_default() +=
                    1;
                simulated.messages.push(Message {
                    day: line.day,
                    account: line.account,
                    number: line.number,
                    step: coverage.step,
                    key: line.key,
                });
            }
            Audience::Internal if left => simulated.tasks += 1,
            Audience::Customer | Audience::Internal => {}
        }
    }
    simulated.reminders = simulated.messages.len();
    for standing in copy.standings(&tenant.id)? {
        *simulated.left_alone.entry(standing.decision.code).or_default() += 1;
    }
    Ok(simulated)
}
