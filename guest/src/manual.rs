//! Reminders by hand (F62 to F66): the same guards and the same texts, but a person chooses documents, channel and text.
//!
//! Every guard that says no is answered. A person may put it aside with a reason, save where nobody can be reached, nothing is left or
//! open, or the law stands in the way.

mod objections;

pub use objections::can_be_overridden;

use std::collections::BTreeMap;

use crate::{
    decide::AccountDecider,
    domain::{Account, Audience, Channel, Coverage, Currency, Day, Document, Kind, Next, Reason, Run, plus_days},
    keys,
    plan::NextStep,
    rules::{self, CallContext, Case, Destination, Part, Recipient},
    settings::{Message, Scenario, Step},
    sort,
    wanted::{StepWork, Wanted, Work},
};

/// One document a person wants to remind of.
#[derive(Clone, Debug)]
pub struct Choice {
    /// The document.
    pub document: String,
    /// By which way; `None`: e-mail where there is an address, else a letter.
    pub channel: Option<Channel>,
    /// With which text; `None`: one is proposed.
    pub text: Option<String>,
    /// Why guards are put aside.
    pub override_reason: Option<String>,
}

/// How the chosen documents are reminded.
#[derive(Clone, Copy, Debug)]
pub struct How {
    /// One message for all documents of an account that go to one recipient with one text.
    pub together: bool,
    /// It counts as the next step of each document's scenario.
    pub advance: bool,
}

/// What became of one document.
#[derive(Debug)]
pub struct Composed<'a> {
    /// The document, or its instalment.
    pub case: Case<'a>,
    /// What speaks against it, and whether it was put aside.
    pub objections: Vec<(Reason, bool)>,
    /// By which way it goes, or would.
    pub channel: Option<Channel>,
    /// The text it has, or would have.
    pub text: Option<&'a str>,
    /// No reminder: the first send, which makes reminders possible (F13).
    pub first_send: bool,
    /// The key of the message that covers it.
    pub key: Option<String>,
    destination: Option<Destination<'a>>,
    /// The step it counts as, where the person says that it advances the scenario.
    counts_as: Option<StepByHand<'a>>,
    override_reason: Option<&'a str>,
}

/// A step of a scenario, and its repetition.
type StepByHand<'a> = (&'a Scenario, &'a Step, u32);

impl<'a> Composed<'a> {
    /// The step whose own text this is: only then its deadline and its claims are in the message, and a formal notice is one.
    fn own_step(&self) -> Option<&'a Step> {
        self.counts_as.map(|(_, step, _)| step).filter(|step| self.text.is_some_and(|text| writes(step, text)))
    }

    /// One more thing that speaks against it; whether it goes all the same.
    fn object(&mut self, reason: Reason) -> bool {
        let put_aside = objections::is_put_aside(&self.case, &reason, self.override_reason);
        self.objections.push((reason, put_aside));
        put_aside
    }
}

pub use relance_contract::FIRST_SEND;

/// The action under which a message by hand is recorded.
const ACTION: &str = "manual";

/// What messages by hand look like: nothing but the channel and the text is chosen.
#[derive(Debug)]
pub struct Messages(Vec<Message>);

impl Default for Messages {
    fn default() -> Self {
        Self(Channel::ALL.iter().map(|channel| Message::by(*channel)).collect())
    }
}

impl Messages {
    /// The message of a channel.
    #[must_use]
    pub fn by(&self, channel: Channel) -> Option<&Message> {
        self.0.iter().find(|message| message.channel == channel)
    }
}

/// Looks at the chosen documents of one account, and makes the messages of those that nothing speaks against.
#[must_use]
pub fn compose<'a>(
    context: &'a CallContext,
    account: &'a Account,
    decider: &'a AccountDecider<'a>,
    messages: &'a Messages,
    choices: &BTreeMap<&str, &'a Choice>,
    how: How,
) -> (Vec<Composed<'a>>, Vec<Wanted<'a>>) {
    let mut composed: Vec<_> = account
        .documents
        .iter()
        .filter_map(|document| Some((document, *choices.get(document.id.as_str())?)))
        .flat_map(|(document, choice)| decider.cases(document).into_iter().map(move |case| (case, choice)))
        .map(|(case, choice)| look_at(case, choice, messages, how, decider.refusal_of(case.document)))
        .collect();
    let mut groups = BTreeMap::<_, Vec<usize>>::new();
    for (at, one) in composed.iter().enumerate() {
        if let Some(group) = group_of(one, how) {
            groups.entry(group).or_default().push(at);
        }
    }
    let mut wanted = Vec::new();
    let mut room = composed.first().and_then(|one| objections::room(account, &one.case));
    for mut members in groups.into_values() {
        if room == Some(0) {
            members.retain(|at| composed.get_mut(*at).is_some_and(|one| one.object(Reason::LimitReached)));
        }
        let Some(message) = message(context, &composed, &members, messages) else { continue };
        for at in members {
            if let Some(one) = composed.get_mut(at) {
                one.key = Some(message.key.clone());
            }
        }
        room = room.map(|room| room.saturating_sub(1));
        wanted.push(message);
    }
    sort::by(&mut wanted, |a, b| a.key.cmp(&b.key));
    (composed, wanted)
}

fn look_at<'a>(
    case: Case<'a>,
    choice: &'a Choice,
    messages: &'a Messages,
    how: How,
    refusal: Option<Reason>,
) -> Composed<'a> {
    let next = next_step(&case);
    let first_send = case.document.first_sent.is_none_or(|day| day > case.context.today);
    let text = choice.text.as_deref().or_else(|| proposed_text(&case, next, first_send));
    let counts_as = next.filter(|(_, step, _)| how.advance && !first_send && stands_for(step, text));
    let (channel, destination) = match choice.channel {
        Some(channel) => (Some(channel), messages.by(channel).map(|message| rules::address(&case, message))),
        None => proposed_channel(&case, messages),
    };
    let mut reasons: Vec<Reason> = refusal.into_iter().collect();
    if reasons.is_empty() {
        reasons = objections::of(&case, counts_as.map(|(_, step, _)| step), first_send);
    }
    let feature = channel.and_then(|channel| channel.descriptor().feature).map(|feature| feature.code);
    let feature = feature.filter(|feature| !case.context.includes(feature));
    reasons.extend(feature.map(|feature| Reason::NotInPlan { feature }));
    let destination = match destination {
        Some(Ok(destination)) => Some(destination),
        Some(Err(channel)) => {
            reasons.push(Reason::NoAddress { channel });
            None
        }
        None => None,
    };
    let override_reason = choice.override_reason.as_deref();
    let mut one = Composed {
        case,
        objections: Vec::new(),
        channel,
        text,
        first_send,
        key: None,
        destination,
        counts_as,
        override_reason,
    };
    for reason in reasons {
        one.object(reason);
    }
    one
}

/// The first text of a step's messages.
fn text_of(step: &Step) -> Option<&str> {
    let mut messages = step.actions.iter().filter(|action| action.speaks_to_customer());
    messages.find_map(|action| action.texts.first().map(String::as_str))
}

/// Whether a message of the step has that text.
fn writes(step: &Step, text: &str) -> bool {
    let mut messages = step.actions.iter().filter(|action| action.speaks_to_customer());
    messages.any(|action| action.texts.iter().any(|name| name == text))
}

/// Whether a message by hand with that text can stand for the step. What was sent decides: no message is a task or a measure, and none but its own
/// text is a formal notice.
fn stands_for(step: &Step, text: Option<&str>) -> bool {
    !step.is_internal() && (!step.is_severe() || text.is_some_and(|text| writes(step, text)))
}

/// The step a reminder by hand may stand for when it advances the scenario: the one whose turn is next.
fn next_step<'a>(case: &Case<'a>) -> Option<StepByHand<'a>> {
    let scenario = rules::scenario_by_hand(case)?;
    match rules::step(case, scenario, Run::Live).0 {
        NextStep::Leaves(scheduled) => Some((scenario, scheduled.step, scheduled.repetition)),
        NextStep::Held { step, next: Next::On(_) | Next::WhenChanged, .. } => step.map(|step| (scenario, step, 0)),
        NextStep::Held { .. } => None,
    }
}

/// The text of a first send, of reminders by hand, of the next step that writes, or of the first one that does.
fn proposed_text<'a>(case: &Case<'a>, next: Option<StepByHand<'a>>, first_send: bool) -> Option<&'a str> {
    let kind = case.kind_settings()?;
    let of_kind = if first_send { &kind.first_send_text } else { &kind.manual_text };
    let of_kind = of_kind.as_deref();
    let scenario = rules::scenario_by_hand(case);
    let of_next = next.and_then(|(_, step, _)| text_of(step)).filter(|_| !first_send);
    of_kind.or(of_next).or_else(|| scenario?.steps.iter().filter(|_| !first_send).find_map(text_of))
}

fn proposed_channel<'a>(
    case: &Case<'a>,
    messages: &'a Messages,
) -> (Option<Channel>, Option<Result<Destination<'a>, &'static str>>) {
    let mut missing = None;
    for channel in [Channel::Email, Channel::LETTER] {
        match messages.by(channel).map(|message| rules::address(case, message)) {
            Some(Ok(destination)) => return (Some(channel), Some(Ok(destination))),
            refused => missing = missing.or(refused),
        }
    }
    (None, missing)
}

/// What one message has in common.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Group<'a> {
    text: &'a str,
    channel: &'static str,
    recipient: Recipient<'a>,
    currency: Currency,
    kind: Kind,
    first_send: bool,
    /// The step whose own text this is: its deadline and its claims are in the message, and a formal notice is one for the debtor, of all
    /// documents at that step and of no other.
    own_step: Option<(&'a str, &'a str)>,
    /// The document, unless several share a message.
    document: Option<&'a str>,
}

/// The group of one document; `None` when nothing can leave.
fn group_of<'a>(one: &Composed<'a>, how: How) -> Option<Group<'a>> {
    let (destination, text, channel) = (one.destination.as_ref()?, one.text?, one.channel?);
    if one.objections.iter().any(|(_, put_aside)| !put_aside) {
        return None;
    }
    let document = one.case.document;
    let own_step = one.counts_as.filter(|_| one.own_step().is_some());
    Some(Group {
        text,
        channel: channel.name(),
        recipient: destination.recipient(),
        currency: document.currency,
        kind: document.kind,
        first_send: one.first_send,
        own_step: own_step.map(|(scenario, step, _)| (scenario.id.as_str(), step.id.as_str())),
        document: (!how.together || one.first_send).then_some(document.id.as_str()),
    })
}

fn message<'a>(
    context: &'a CallContext,
    composed: &[Composed<'a>],
    members: &[usize],
    messages: &'a Messages,
) -> Option<Wanted<'a>> {
    let members: Vec<_> = members.iter().filter_map(|at| composed.get(*at)).collect();
    let lead = members.first()?;
    let today = context.today;
    let mut coverage: Vec<_> = members.iter().map(|one| coverage_of(one)).collect();
    sort::ascending(&mut coverage);
    let tried = members.iter().map(|one| attempts(one)).max().unwrap_or_default();
    let attempt = tried.saturating_add(1);
    let step = lead.counts_as.map(|(_, step, _)| step);
    let own_step = lead.own_step();
    let key = keys::action_key(&context.tenant, &coverage, ACTION, attempt);
    Some(Wanted {
        bundle: key.clone(),
        key,
        attempt,
        coverage,
        audience: Audience::Customer,
        severe: own_step.is_some_and(Step::is_severe),
        run: Run::Live,
        days: members.iter().map(|_| (today, today)).collect(),
        effective: today,
        deadline: own_step.and_then(|step| step.deadline).map(|days| plus_days(today, i64::from(days))),
        case: lead.case,
        members: members.iter().map(|one| one.case).collect(),
        work: Work::Step(StepWork {
            step: step.map_or("", |step| if step.name.is_empty() { &step.id } else { &step.name }),
            id: ACTION.to_owned(),
            part: Part::Message(messages.by(lead.channel?)?, lead.destination.clone()?),
            text: lead.text,
            offer: None,
            claims: own_step.map_or(&[], |step| &step.claims),
        }),
    })
}

/// A first send is recorded as such; a reminder as the next step if the person says so, else as one more that advances nothing.
fn coverage_of(one: &Composed<'_>) -> Coverage {
    let document = one.case.document;
    let (scenario, step, repetition) = match one.counts_as {
        _ if one.first_send => (String::new(), FIRST_SEND.to_owned(), 0),
        Some((scenario, step, repetition)) => (scenario.id.clone(), step.id.clone(), repetition),
        None => (String::new(), String::new(), earlier_by_hand(&one.case, document)),
    };
    Coverage {
        document: document.id.clone(),
        instalment: one.case.instalment_id().map(str::to_owned),
        scenario,
        cycle: document.cycle,
        step,
        repetition,
    }
}

/// How many reminders by hand that advanced nothing the document has had: the next one has that number.
fn earlier_by_hand(case: &Case<'_>, document: &Document) -> u32 {
    let earlier =
        case.entries.iter().filter(|entry| entry.coverage.step.is_empty() && entry.coverage.cycle == document.cycle);
    let numbers = earlier.filter(|entry| entry.state.counts()).map(|entry| entry.coverage.repetition.saturating_add(1));
    numbers.max().unwrap_or_default()
}

fn attempts(one: &Composed<'_>) -> u32 {
    let coverage = coverage_of(one);
    let tried = one.case.entries.iter().filter(|entry| entry.coverage == coverage && entry.action == ACTION);
    tried.map(|entry| entry.attempt).max().unwrap_or_default()
}

/// The day a document reminded by hand is to be looked at again, unless the person says another (F30).
#[must_use]
pub fn next_reminder(context: &CallContext, documents: &[Composed<'_>]) -> Day {
    let days = documents.iter().filter_map(|one| one.case.kind_settings()).map(|kind| kind.next_reminder_days).min();
    plus_days(context.today, i64::from(days.unwrap_or(context.settings.invoices.next_reminder_days)))
}
