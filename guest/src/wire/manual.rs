//! The functions of the contract that look ahead or act by hand: `compose` and `forecast`.

use std::collections::BTreeSet;

use relance_contract::json::invalid_request;

use super::{
    records::{reminders as contract, types as wire},
    service::{accounts, call_context},
    write,
    writing::written,
};
use crate::{
    decide::AccountDecider,
    domain::{Channel, Entry, Found, Origin, State, format_iso, parse_day},
    forecast::{self, Line},
    language::Locale,
    limits::FORECAST_DAYS,
    manual::{self, Choice, Composed, How, Messages},
    sort,
};

/// Writes reminders by hand.
///
/// # Errors
/// Settings or request refused.
pub fn compose(
    context: wire::Context,
    page: Vec<wire::Account>,
    manual: contract::Manual,
) -> Result<contract::Composition, wire::Failure> {
    let context = call_context(context)?;
    let accounts = accounts(&context, page);
    let next_reminder = manual
        .next_reminder
        .as_deref()
        .map(|day| parse_day(day).ok_or_else(|| invalid_request("manual.next_reminder", "is no possible date")));
    let next_reminder = next_reminder.transpose()?;
    let choices = manual.reminders.into_iter().enumerate().map(choice).collect::<Result<Vec<_>, _>>()?;
    let how = How { together: manual.together, advance: manual.advance };
    let messages = Messages::default();
    // Of a document that is named twice the first wish counts.
    let by_document = sort::map(choices.iter().rev().map(|choice| (choice.document.as_str(), choice)));
    let mut composition = contract::Composition {
        documents: Vec::new(),
        actions: Vec::new(),
        entries: Vec::new(),
        findings: Vec::new(),
        note: manual.note,
        next_reminder: String::new(),
    };
    let (mut found, mut next) = (BTreeSet::new(), None);
    for account in &accounts {
        let decider = AccountDecider::new(&context, account);
        let (composed, wanted) = manual::compose(&context, account, &decider, &messages, &by_document, how);
        found.extend(composed.iter().map(|one| one.case.document.id.clone()));
        if !composed.is_empty() {
            next = next.max(Some(manual::next_reminder(&context, &composed)));
        }
        let mut failed = BTreeSet::new();
        for wanted in &wanted {
            match written(wanted) {
                Ok(action) => {
                    let pending = wanted.recorded(State::Pending, context.today);
                    let by_hand = pending.map(|entry| write::entry(&Entry { origin: Origin::Person, ..entry }));
                    composition.entries.extend(by_hand);
                    composition.actions.push(action);
                }
                Err(finding) => {
                    failed.insert(wanted.key.clone());
                    composition.findings.push(*finding);
                }
            }
        }
        for one in &composed {
            if one.text.is_none() && one.objections.iter().all(|(_, put_aside)| *put_aside) {
                composition.findings.push(no_text(one, context.locale));
            }
            composition.documents.push(self::composed(one, &failed));
        }
    }
    let missing = choices.iter().enumerate().filter(|(_, choice)| !found.contains(&choice.document));
    composition.findings.extend(missing.map(|(at, choice)| not_there(at, choice, context.locale)));
    sort::by(&mut composition.actions, |a, b| a.wanted.key.cmp(&b.wanted.key));
    sort::by(&mut composition.entries, |a, b| a.key.cmp(&b.key));
    sort::by(&mut composition.documents, |a, b| {
        (&a.account, &a.document, &a.instalment).cmp(&(&b.account, &b.document, &b.instalment))
    });
    let next = next_reminder.or(next).unwrap_or_else(|| manual::next_reminder(&context, &[]));
    composition.next_reminder = format_iso(next);
    Ok(composition)
}

fn choice((at, reminder): (usize, contract::ManualReminder)) -> Result<Choice, wire::Failure> {
    let channel = reminder.channel.map(|name| {
        Channel::named(&name).ok_or_else(|| {
            let problem = format!("is not a channel: write {}, or leave it out", Channel::names());
            invalid_request(&format!("manual.reminders[{at}].channel"), &problem)
        })
    });
    Ok(Choice {
        document: reminder.document,
        channel: channel.transpose()?,
        text: reminder.text,
        override_reason: reminder.override_reason,
    })
}

fn composed(one: &Composed<'_>, failed: &BTreeSet<String>) -> contract::Composed {
    let objection = |(reason, overridden): &(crate::domain::Reason, bool)| contract::Objection {
        code: reason.code().to_owned(),
        details: write::details(reason.details()),
        can_be_overridden: manual::can_be_overridden(&one.case, reason),
        overridden: *overridden,
    };
    contract::Composed {
        account: one.case.account.id.clone(),
        document: one.case.document.id.clone(),
        instalment: one.case.instalment_id().map(str::to_owned),
        objections: one.objections.iter().map(objection).collect(),
        channel: one.channel.map(|channel| channel.name().to_owned()),
        text: one.text.map(str::to_owned),
        first_send: one.first_send,
        key: one.key.clone().filter(|key| !failed.contains(key)),
    }
}

fn no_text(one: &Composed<'_>, locale: Locale) -> wire::Finding {
    let section = if one.case.document.kind == crate::domain::Kind::Quote { "quotes" } else { "invoices" };
    let member = if one.first_send { "first_send_text" } else { "manual_text" };
    let ready = if one.case.document.kind == crate::domain::Kind::Quote { "quote" } else { "invoice" };
    let ready = format!("{ready}-{}", if one.first_send { "first-send" } else { "manual" });
    let of = (one.case.account.id.as_str(), Some(one.case.document.id.as_str()));
    write::found_of(&Found::NoTextNamed { section, member, ready }, of, format!("{section}.{member}"), locale)
}

fn not_there(at: usize, choice: &Choice, locale: Locale) -> wire::Finding {
    let path = format!("manual.reminders[{at}].document");
    wire::Finding { document: Some(choice.document.clone()), ..write::found(&Found::DocumentUnknown, path, locale) }
}

/// What will happen if nothing new happens.
///
/// # Errors
/// Settings or request refused.
pub fn forecast(
    context: wire::Context,
    page: Vec<wire::Account>,
    days: u32,
) -> Result<Vec<contract::ForecastLine>, wire::Failure> {
    let context = call_context(context)?;
    if days > FORECAST_DAYS {
        return Err(invalid_request("days", &format!("is more than {FORECAST_DAYS}")));
    }
    let accounts = accounts(&context, page);
    Ok(forecast::forecast(context, accounts, days).into_iter().map(line).collect())
}

fn line(line: Line) -> contract::ForecastLine {
    let of_scenario = !line.coverage.scenario.is_empty() && !line.coverage.is_own_task();
    let coverage = line.coverage;
    let scenario = of_scenario.then_some(coverage.scenario);
    contract::ForecastLine {
        day: format_iso(line.day),
        account: line.account,
        document: coverage.document,
        instalment: coverage.instalment,
        scenario,
        step: coverage.step,
        repetition: coverage.repetition,
        actions: line.actions.into_iter().map(str::to_owned).collect(),
        state: write::state_name(line.state).to_owned(),
        severe: line.severe,
        simulated: line.run.is_rehearsal(),
    }
}
