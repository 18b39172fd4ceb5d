//! What speaks against a reminder by hand: every rule that says no, in the order of the rules (docs/domain.md, "Manual reminders").
//!
//! A first send is no reminder: what only keeps reminders back says nothing of it.

use crate::{
    domain::{Account, Day, Kind, Override, Reason, Run, Switch, plus_days},
    group,
    plan::{self, Past},
    rules::{self, Case, Held},
    settings::{Mode, Scenario, Step},
};

/// Every rule that says no, apart from the limit of the day, which depends on what else leaves. `advances`: the step it counts as, if any.
pub(super) fn of(case: &Case<'_>, advances: Option<&Step>, first_send: bool) -> Vec<Reason> {
    let context = case.context;
    let mut held = Vec::new();
    if !context.includes("manual-reminders") {
        held.push(Reason::NotInPlan { feature: "manual-reminders" });
    }
    if case.kind_settings().is_none() {
        held.push(Reason::NotReminded { kind: case.document.kind });
        return held;
    }
    if case.document.kind == Kind::Lead {
        held.push(Reason::NotByHand { kind: case.document.kind });
    }
    // None is needed.
    let scenario = rules::scenario_by_hand(case);
    if !first_send {
        held.extend(rules::switched_off(case));
        held.extend(rules::all_of_scope(case));
    }
    held.extend(rules::state(case).err().map(|held| held.reason));
    held.extend(rules::all_holds(case).into_iter().map(|held| held.reason));
    if scenario.is_some_and(|scenario| scenario.mode == Mode::Off) && !first_send {
        held.push(Reason::SwitchedOff { switch: Switch::Scenario });
    }
    if let Some(valid_until) =
        case.document.valid_until.filter(|day| case.document.kind == Kind::Quote && *day < context.today)
    {
        held.push(Reason::ValidityEnded { valid_until });
    }
    let past = case.past(Run::Live);
    if let Some(step) = advances.filter(|step| step.is_severe() && !past.milder_left_before(context.today)) {
        held.push(Reason::MilderFirst { step: step.id.clone() });
    }
    let told_today = told_today(case);
    if told_today {
        held.push(Reason::RemindedToday);
    }
    // What was told today leaves no room before tomorrow: that is said already.
    let said = plus_days(context.today, i64::from(told_today));
    if let Some(until) = told_lately(case, &past, scenario).filter(|until| !first_send && *until > said) {
        held.push(Reason::TooSoon { until });
    }
    if let Some(due) = case.due().filter(|due| *due > context.today && case.document.kind == Kind::Invoice)
        && !first_send
        && !advances.is_some_and(Step::announces)
    {
        held.push(Reason::NotDue { due });
    }
    if case.document.kind == Kind::Invoice {
        held.extend(rules::bank_freshness(case).err().map(|held: Held| held.reason));
    }
    if let Some(scenario) = scenario.filter(|_| !first_send) {
        held.extend(rules::worth_it(case, scenario, advances).err().map(|held| held.reason));
    }
    if let Some(until) = group::silenced_until(case.account, context.today) {
        held.push(Reason::Silenced { until });
    }
    let gap = group::account_gap(case, Run::Live).filter(|until| context.today < *until && !first_send);
    held.extend(gap.map(|until| Reason::AccountGap { until }));
    held
}

/// Whether a message about the document left today, whichever of its parts and lives it was about and whoever sent it.
fn told_today(case: &Case<'_>) -> bool {
    let today = case.context.today;
    let mut mine = case.entries.iter().filter(|entry| entry.run == Run::Live && entry.reached_customer());
    mine.any(|entry| entry.day == today) || case.other_parts.last(Run::Live) == Some(today)
}

/// The first day on which the last message about the document leaves room for another: after the scenario's `min_gap`, and after the day until
/// which a message gave the customer time, in former lives too. A formal notice's own day is told of the whole account.
fn told_lately(case: &Case<'_>, past: &Past<'_>, scenario: Option<&Scenario>) -> Option<Day> {
    let gap = scenario.and_then(plan::min_gap).map_or(1, |days| i64::from(days.max(1)));
    let last = past.last_reminder().map(|last| last.day).max(past.last_of_former_cycles());
    let given = past.last_deadline_given().max(past.deadline_of_former_cycles());
    let after_gap = last.map(|day| plus_days(day, gap));
    after_gap.max(given.map(|deadline| plus_days(deadline, 1))).filter(|until| *until > case.context.today)
}

/// How many more messages may leave to the account today; `None`: any number.
pub(super) fn room(account: &Account, case: &Case<'_>) -> Option<u32> {
    let most = case.context.settings.limits.customer_messages_per_account_per_day?;
    Some(most.saturating_sub(group::tried_today(account, case.context.today, Run::Live)))
}

/// Whether a person may put this reason aside here.
#[must_use]
pub fn can_be_overridden(case: &Case<'_>, reason: &Reason) -> bool {
    match reason.by_hand() {
        Override::No => false,
        Override::ShownOnly | Override::Yes => true,
        Override::UnlessConsumer => !rules::is_consumer(case),
    }
}

/// Whether this reason is put aside: by the person's own reason, or because it needs none.
pub(super) fn is_put_aside(case: &Case<'_>, reason: &Reason, override_reason: Option<&str>) -> bool {
    let said = override_reason.is_some_and(|said| !said.trim().is_empty());
    reason.by_hand() == Override::ShownOnly || (said && can_be_overridden(case, reason))
}
