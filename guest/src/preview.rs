//! A text tried on a document: the same code as a real message, whatever the scenario says of it (F54).

use crate::{
    decide::AccountDecider,
    domain::{Account, Audience, Channel, Run, plus_days},
    keys,
    manual::Messages,
    offers,
    rules::{self, CallContext, Case, Part},
    settings::{Action, Step},
    wanted::{StepWork, Wanted, Work},
};

/// What is tried.
#[derive(Clone, Copy, Debug)]
pub struct Sample<'s> {
    /// A text of the settings.
    pub text: &'s str,
    /// By which way.
    pub channel: Channel,
    /// One document; `None`: all of the account in one message.
    pub document: Option<&'s str>,
}

/// The message, wanted today.
///
/// # Errors
/// Why it cannot be shown: no such document, no address for the channel.
pub fn wanted<'a>(
    context: &'a CallContext,
    account: &'a Account,
    decider: &'a AccountDecider<'a>,
    messages: &'a Messages,
    sample: Sample<'a>,
) -> Result<Wanted<'a>, String> {
    let documents =
        account.documents.iter().filter(|document| sample.document.is_none_or(|wished| *wished == document.id));
    let members: Vec<Case<'a>> = documents.flat_map(|document| decider.cases(document)).collect();
    let case = *members.first().ok_or("the account has no such document")?;
    let used = first_use(context, sample.text);
    let own = used.and_then(|(_, action)| action.message()).filter(|message| message.channel == sample.channel);
    let message = own.or_else(|| messages.by(sample.channel)).ok_or("a text is tried as a message to the customer")?;
    let destination =
        rules::address(&case, message).map_err(|channel| format!("the account has no address for {channel}"))?;
    let step = used.map(|(step, _)| step);
    let today = context.today;
    let offer = message.offer.filter(|_| offers::may_be_offered(&case, &destination));
    let offer = offer.and_then(|offer| offers::still_holds(&case, offer, today));
    let key = keys::action_key(&context.tenant, &[], "preview", 1);
    Ok(Wanted {
        bundle: key.clone(),
        key,
        attempt: 1,
        coverage: Vec::new(),
        audience: Audience::Customer,
        severe: step.is_some_and(Step::is_severe),
        run: Run::Rehearsal,
        days: Vec::new(),
        effective: today,
        deadline: step.and_then(|step| step.deadline).map(|days| plus_days(today, i64::from(days))),
        case,
        members,
        work: Work::Step(StepWork {
            step: step.map_or("", |step| if step.name.is_empty() { &step.id } else { &step.name }),
            id: "preview".to_owned(),
            part: Part::Message(message, destination),
            text: Some(sample.text),
            offer,
            claims: step.map_or(&[], |step| &step.claims),
        }),
    })
}

/// The first step that says it, and with which action.
fn first_use<'a>(context: &'a CallContext, text: &str) -> Option<(&'a Step, &'a Action)> {
    let steps = context.settings.scenarios.iter().flat_map(|scenario| &scenario.steps);
    let mut uses = steps.flat_map(|step| step.actions.iter().map(move |action| (step, action)));
    uses.find(|(_, action)| action.texts.iter().any(|name| name == text))
}
