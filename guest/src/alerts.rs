//! The tasks the engine asks for by itself (`@…`): a held document that needs a person says so once, never in silence.

use crate::{
    domain::{Audience, Coverage, Day, EInvoiceStatus, Reason, Run, plus_days},
    keys,
    rules::Limitation,
    settings::{Mode, TeamRole},
    verdict::Verdict,
    wanted::{Cause, Wanted, Work},
};

/// The tasks that a document asks for and that were not asked for before.
pub fn of_verdict<'a>(verdict: &Verdict<'a>) -> impl Iterator<Item = Wanted<'a>> {
    let held = verdict.held.as_ref().map(|held| Cause::Held(held.reason.clone()));
    let near = limitation_near(verdict).map(Cause::LimitationNear);
    let tasks: Vec<_> = held.into_iter().chain(near).filter_map(|cause| task(verdict, cause)).collect();
    tasks.into_iter()
}

/// The last day to claim it, once it is near and still to be reminded.
fn limitation_near(verdict: &Verdict<'_>) -> Option<Day> {
    let today = verdict.case.context.today;
    let limitation = verdict.limitation?;
    (limitation.warn_from <= today && today <= limitation.last_day).then_some(limitation.last_day)
}

/// Whether a cause that asks for somebody elsewhere asks for nobody here (docs/domain.md, 3 and 4).
fn is_for_nobody(cause: &Cause) -> bool {
    match cause {
        // Of the states that hold, only those that nobody else will end: nobody received it; "payment sent", and nobody knows since when.
        Cause::Held(Reason::EInvoiceHeld { status }) => {
            !matches!(status, EInvoiceStatus::NotMadeAvailable | EInvoiceStatus::PaymentSent)
        }
        // A quote is no claim to be declared.
        Cause::Held(Reason::Insolvency { claim, .. }) => claim.is_none(),
        Cause::Held(_) | Cause::LimitationNear(_) => false,
    }
}

fn task<'a>(verdict: &Verdict<'a>, cause: Cause) -> Option<Wanted<'a>> {
    let case = verdict.case;
    if is_for_nobody(&cause) {
        return None;
    }
    let step = cause.step()?;
    let of_account = cause.is_about_the_account();
    // One for each reply and each payment: a later one waits for itself.
    let of_day = match cause {
        Cause::Held(Reason::ReplyUnanswered { day } | Reason::PaymentUnconfirmed { day, .. }) => Some(day),
        _ => None,
    };
    let coverage = Coverage {
        document: if of_account { case.account.id.clone() } else { case.document.id.clone() },
        instalment: if of_account { None } else { case.instalment_id().map(str::to_owned) },
        scenario: of_day.map(|day| day.to_string()).unwrap_or_default(),
        cycle: if of_account { 1 } else { case.document.cycle },
        step: step.to_owned(),
        repetition: 0,
    };
    let of_tenant = if case.context.settings.mode == Mode::Live { Run::Live } else { Run::Rehearsal };
    let run = verdict.scenario.map_or(of_tenant, |(_, run)| run);
    let asked = |other| run.sees(other) && case.own_tasks.asked(&coverage, other);
    if Run::BOTH.into_iter().any(asked) {
        return None;
    }
    let attempt = case.own_tasks.attempts(&coverage, run).saturating_add(1);
    let today = case.context.today;
    let (assignee, day) = match &cause {
        Cause::Held(Reason::ReplyUnanswered { .. }) => (Some(case.context.settings.guards.replies_to), today),
        Cause::Held(Reason::Insolvency { declare_by, .. }) => {
            (Some(TeamRole::Finance), declare_by.unwrap_or(today).max(today))
        }
        Cause::Held(Reason::OverIndebtedness | Reason::LimitationPassed { .. } | Reason::PaymentUnconfirmed { .. }) => {
            (Some(TeamRole::Finance), today)
        }
        Cause::LimitationNear(last_day) => (Some(TeamRole::Finance), *last_day),
        Cause::Held(_) => (None, today),
    };
    let key = keys::action_key(&case.context.tenant, core::slice::from_ref(&coverage), "task", attempt);
    Some(Wanted {
        bundle: key.clone(),
        key,
        attempt,
        coverage: vec![coverage],
        audience: Audience::Internal,
        severe: false,
        run,
        days: vec![(today, today)],
        effective: today,
        deadline: None,
        case,
        members: vec![case],
        work: Work::Alert { cause, assignee, day },
    })
}

/// The day on which the limitation period asks for somebody by itself: the warning, then its end.
#[must_use]
pub fn limitation_asks_on(limitation: Limitation, today: Day) -> Option<Day> {
    let ended = plus_days(limitation.last_day, 1);
    [limitation.warn_from, ended].into_iter().find(|day| *day > today)
}
