//! From the domain to the contract's records.

use super::bindings::exports::relance::reminders::types as wire;
use crate::{
    decide::Decision,
    domain::{Audience, Coverage, Day, Entry, FactValue, Money, Next, Origin, Person, State, format_iso},
    group::{Wanted, Work},
    rules::Recipient,
    settings::{ActionKind, Finding, Severity},
    wording::{self, Failure},
};

pub(super) fn amount(money: Money) -> wire::Amount {
    wire::Amount { minor: money.minor, currency: money.currency.code().to_owned() }
}

pub(super) fn details(details: Vec<(&'static str, FactValue)>) -> Vec<wire::Fact> {
    details.into_iter().map(|(name, value)| wire::Fact { name: name.to_owned(), value: fact_value(value) }).collect()
}

fn fact_value(value: FactValue) -> wire::FactValue {
    match value {
        FactValue::Text(text) => wire::FactValue::Text(text),
        FactValue::Integer(number) => wire::FactValue::Integer(number),
        FactValue::Amount(money) => wire::FactValue::Amount(amount(money)),
        FactValue::Flag(flag) => wire::FactValue::Flag(flag),
        FactValue::Day(day) => wire::FactValue::Day(format_iso(day)),
    }
}

pub(super) fn next(next: Next) -> wire::Next {
    match next {
        Next::On(day) => wire::Next::On(format_iso(day)),
        Next::WhenChanged => wire::Next::WhenChanged,
        Next::Never => wire::Next::Never,
    }
}

pub(super) fn decision(decision: Decision) -> wire::Decision {
    wire::Decision {
        code: decision.reason.code().to_owned(),
        details: details(decision.reason.details()),
        document: decision.document,
        instalment: decision.instalment,
        next: next(decision.next),
        scenario: decision.scenario,
        step: decision.step,
        actions: decision.actions,
    }
}

fn coverage(coverage: &Coverage) -> wire::Coverage {
    wire::Coverage {
        document: coverage.document.clone(),
        instalment: coverage.instalment.clone(),
        scenario: coverage.scenario.clone(),
        cycle: coverage.cycle,
        step: coverage.step.clone(),
        repetition: coverage.repetition,
    }
}

const fn audience(audience: Audience) -> wire::Audience {
    match audience {
        Audience::Customer => wire::Audience::Customer,
        Audience::Internal => wire::Audience::Internal,
    }
}

pub(super) fn wanted(wanted: &Wanted<'_>) -> wire::Wanted {
    let (due, planned, effective) = wanted.days;
    wire::Wanted {
        key: wanted.key.clone(),
        account: wanted.case.account.id.clone(),
        action: wanted.action().to_owned(),
        attempt: wanted.attempt,
        kind: match &wanted.work {
            Work::Step(_, action) if action.kind == ActionKind::Email => "email",
            Work::Step(..) | Work::Alert(..) => "task",
        }
        .to_owned(),
        coverage: wanted.coverage.iter().map(coverage).collect(),
        audience: audience(wanted.audience),
        severe: wanted.severe,
        simulated: wanted.simulated,
        due: format_iso(due),
        planned: format_iso(planned),
        effective: format_iso(effective),
        deadline: wanted.deadline.map(format_iso),
    }
}

pub(super) fn entry(entry: &Entry) -> wire::HistoryEntry {
    let day = |day: Option<Day>| day.map(format_iso);
    wire::HistoryEntry {
        coverage: coverage(&entry.coverage),
        action: entry.action.clone(),
        attempt: entry.attempt,
        state: state(entry.state),
        origin: match entry.origin {
            Origin::Engine => wire::Origin::Engine,
            Origin::Person => wire::Origin::Person,
        },
        audience: audience(entry.audience),
        severe: entry.severe,
        simulated: entry.simulated,
        day: format_iso(entry.day),
        due: day(entry.due),
        planned: day(entry.planned),
        deadline: day(entry.deadline),
        reason: entry.reason.clone(),
    }
}

const fn state(state: State) -> wire::EntryState {
    match state {
        State::Sent => wire::EntryState::Sent,
        State::Pending => wire::EntryState::Pending,
        State::Ambiguous => wire::EntryState::Ambiguous,
        State::Skipped => wire::EntryState::Skipped,
        State::PassedOver => wire::EntryState::PassedOver,
        State::Dropped => wire::EntryState::Dropped,
        State::Expired => wire::EntryState::Expired,
        State::Jumped => wire::EntryState::Jumped,
        State::InsertedLater => wire::EntryState::InsertedLater,
        State::Failed => wire::EntryState::Failed,
        State::Cancelled => wire::EntryState::Cancelled,
        State::Bounced => wire::EntryState::Bounced,
    }
}

pub(super) fn finding(finding: Finding) -> wire::Finding {
    wire::Finding {
        severity: match finding.severity {
            Severity::Error => wire::Severity::Error,
            Severity::Warning => wire::Severity::Warning,
        },
        code: finding.code.to_owned(),
        path: finding.path,
        line: finding.at.map(|(line, _)| line),
        column: finding.at.map(|(_, column)| column),
        message: finding.message,
        hint: finding.hint,
    }
}

/// An error in the data, or in a text applied to them.
pub(super) fn data_finding(code: &str, path: String, message: String, hint: &str) -> wire::Finding {
    wire::Finding {
        severity: wire::Severity::Error,
        code: code.to_owned(),
        path,
        line: None,
        column: None,
        message,
        hint: hint.to_owned(),
    }
}

/// The finished action, written out.
pub(super) fn action(wanted: &Wanted<'_>) -> Result<wire::Action, Failure> {
    let (claimed, body) = match &wanted.work {
        Work::Step(act, action) => {
            let step = if act.slot.step.name.is_empty() { &act.slot.step.id } else { &act.slot.step.name };
            match (action.kind, &act.recipient) {
                (ActionKind::Email, Some(recipient)) => email(wanted, step, &action.text, recipient)?,
                (ActionKind::Email, None) => {
                    let message = "nobody can receive it".to_owned();
                    return Err(Failure { code: "text-failed", message });
                }
                (ActionKind::Task, _) => {
                    let task = wording::task(wanted, step, &action.text, action.task.as_deref())?;
                    (None, wire::ActionBody::Task(task_body(wanted, task)))
                }
            }
        }
        Work::Alert(_, reason) => (None, wire::ActionBody::Task(task_body(wanted, wording::alert(wanted, reason)))),
    };
    Ok(wire::Action { wanted: self::wanted(wanted), claimed, body })
}

fn email(
    wanted: &Wanted<'_>,
    step: &str,
    text: &str,
    recipient: &Recipient<'_>,
) -> Result<(Option<wire::Amount>, wire::ActionBody), Failure> {
    let email = wording::email(wanted, step, text, recipient)?;
    let company = &wanted.case.world.company;
    let document = wanted.case.document;
    let attachments = document.files.iter().map(|file| wire::Attachment {
        document: document.id.clone(),
        file: file.id.clone(),
        name: file.name.clone(),
        required: false,
    });
    let body = wire::Email {
        sender: wire::Addressee { name: Some(company.name.clone()), address: company.email.clone() },
        reply_to: None,
        to: email.to.into_iter().map(|(name, address)| wire::Addressee { name, address }).collect(),
        cc: Vec::new(),
        language: email.language,
        subject: email.subject,
        text: email.text,
        html: email.html,
        attachments: attachments.collect(),
        payment_link: email.payment_link,
        offer: None,
    };
    Ok((email.claimed.map(amount), wire::ActionBody::Email(body)))
}

fn task_body(wanted: &Wanted<'_>, task: wording::Task) -> wire::Task {
    let person = |person: &Person| wire::Person {
        id: person.id.clone(),
        name: person.name.clone(),
        email: person.email.clone(),
        phone: person.phone.clone(),
    };
    wire::Task {
        kind: task.kind,
        assignee: wanted.case.account.salesperson.as_ref().map(person),
        day: format_iso(wanted.case.world.today),
        title: task.title,
        note: task.note,
        draft: None,
    }
}
