//! Reminders by hand (F62 to F66): the same guards and the same texts, but a person chooses documents, channel and text.
//!
//! Every guard that says no is answered. A person may put it aside with a reason, save where nobody can be reached, nothing is left or
//! open, or the law stands in the way.

use std::collections::BTreeMap;

use crate::{
    decide::Desk,
    domain::{Account, Audience, Coverage, Day, Document, Kind, Next, Override, Reason, Run, plus_days},
    keys,
    plan::{Past, Turn},
    rules::{self, Case, Held, Reach, World},
    settings::{Action, ActionKind, Attach, NotifyBy, Scenario, Sender, Step},
    wanted::{StepWork, Wanted, Work},
};

/// One document a person wants to remind of.
#[derive(Clone, Debug)]
pub struct Choice {
    /// The document.
    pub document: String,
    /// By which way; `None`: e-mail where there is an address, else a letter.
    pub channel: Option<ActionKind>,
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
    pub channel: Option<ActionKind>,
    /// The text it has, or would have.
    pub text: Option<&'a str>,
    /// No reminder: the first send, which makes reminders possible (F13).
    pub first_send: bool,
    /// The key of the message that covers it.
    pub key: Option<String>,
    reach: Option<Reach<'a>>,
    next: Option<(&'a Scenario, &'a Step, u32)>,
}

pub use relance_contract::FIRST_SEND;

/// The action under which a message by hand is recorded.
const ACTION: &str = "manual";

/// What messages by hand look like: nothing but the channel and the text is chosen.
#[derive(Debug)]
pub struct Channels(Vec<Action>);

impl Default for Channels {
    fn default() -> Self {
        let kinds = [ActionKind::Email, ActionKind::Letter, ActionKind::RegisteredLetter, ActionKind::Sms];
        Self(kinds.into_iter().map(plain).collect())
    }
}

impl Channels {
    /// The message of a channel.
    #[must_use]
    pub fn of(&self, kind: ActionKind) -> Option<&Action> {
        self.0.iter().find(|action| action.kind == kind)
    }
}

fn plain(kind: ActionKind) -> Action {
    Action {
        id: ACTION.to_owned(),
        kind,
        text: None,
        texts: Vec::new(),
        optional: false,
        fallback: None,
        copies: Vec::new(),
        sender: Sender::Company,
        attach: Attach::All,
        offer: None,
        task: None,
        assignee: None,
        after: None,
        draft: None,
        role: None,
        channel: NotifyBy::Mail,
        recipient: None,
        name: None,
        parameters: BTreeMap::new(),
    }
}

/// Looks at the chosen documents of one account, and makes the messages of those that nothing speaks against.
#[must_use]
pub fn compose<'a>(
    world: &'a World,
    account: &'a Account,
    desk: &'a Desk<'a>,
    channels: &'a Channels,
    choices: &'a [Choice],
    how: How,
) -> (Vec<Composed<'a>>, Vec<Wanted<'a>>) {
    let mut composed: Vec<_> = account
        .documents
        .iter()
        .filter_map(|document| Some((document, choices.iter().find(|choice| choice.document == document.id)?)))
        .flat_map(|(document, choice)| desk.cases(document).into_iter().map(move |case| (case, choice)))
        .map(|(case, choice)| look_at(case, choice, channels, how, desk.refusal_of(case.document)))
        .collect();
    let mut groups = BTreeMap::<_, Vec<usize>>::new();
    for (at, one) in composed.iter().enumerate() {
        if let Some(group) = group_of(one, how) {
            groups.entry(group).or_default().push(at);
        }
    }
    let mut wanted = Vec::new();
    for members in groups.into_values() {
        let Some(message) = message(world, &composed, &members, channels, how) else { continue };
        for at in members {
            if let Some(one) = composed.get_mut(at) {
                one.key = Some(message.key.clone());
            }
        }
        wanted.push(message);
    }
    wanted.sort_by(|a, b| a.key.cmp(&b.key));
    (composed, wanted)
}

fn look_at<'a>(
    case: Case<'a>,
    choice: &'a Choice,
    channels: &'a Channels,
    how: How,
    refusal: Option<Reason>,
) -> Composed<'a> {
    let next = next_step(&case);
    let first_send = case.document.first_sent.is_none_or(|day| day > case.world.today);
    let text = choice.text.as_deref().or_else(|| proposed_text(&case, next, first_send));
    let (channel, reach) = match choice.channel {
        Some(kind) => (Some(kind), channels.of(kind).map(|action| rules::address(&case, action))),
        None => proposed_channel(&case, channels),
    };
    let mut reasons: Vec<Reason> = refusal.into_iter().collect();
    if reasons.is_empty() {
        reasons = objections(&case, next.filter(|_| how.advance));
    }
    let feature = channel.and_then(ActionKind::feature).filter(|feature| !case.world.includes(feature));
    reasons.extend(feature.map(|feature| Reason::NotInPlan { feature }));
    let reach = match reach {
        Some(Ok(reach)) => Some(reach),
        Some(Err(channel)) => {
            reasons.push(Reason::NoAddress { channel });
            None
        }
        None => None,
    };
    let put_aside = choice.override_reason.as_deref().is_some_and(|reason| !reason.trim().is_empty());
    let objections = reasons
        .into_iter()
        // That a quote has ended is shown, and needs no reason: a person who reminds of it knows.
        .map(|reason| {
            let shown_only = matches!(reason, Reason::ValidityEnded { .. });
            (shown_only || (put_aside && can_be_overridden(&case, &reason)), reason)
        })
        .map(|(aside, reason)| (reason, aside));
    let objections = objections.collect();
    Composed { case, objections, channel, text, first_send, key: None, reach, next }
}

/// Every rule that says no, in the order of the rules. Being switched off or not selected is no objection: a person decides.
fn objections(case: &Case<'_>, step: Option<(&Scenario, &Step, u32)>) -> Vec<Reason> {
    let world = case.world;
    let mut held = Vec::new();
    if !world.includes("manual-reminders") {
        held.push(Reason::NotInPlan { feature: "manual-reminders" });
    }
    if case.kind_settings().is_none() {
        held.push(Reason::NotReminded { kind: case.document.kind });
        return held;
    }
    held.extend(rules::state(case).err().map(|held| held.reason));
    held.extend(rules::all_holds(case).into_iter().map(|held| held.reason));
    if let Some(valid_until) =
        case.document.valid_until.filter(|day| case.document.kind == Kind::Quote && *day < world.today)
    {
        held.push(Reason::ValidityEnded { valid_until });
    }
    let past = Past::new(case.entries.iter().copied(), case.document.cycle, Run::Live);
    if let Some((_, step, _)) = step.filter(|(_, step, _)| step.is_severe() && !past.milder_left_before(world.today)) {
        held.push(Reason::MilderFirst { step: step.id.clone() });
    }
    if told_today(case) {
        held.push(Reason::RemindedToday);
    }
    if case.document.kind == Kind::Invoice {
        held.extend(rules::bank_freshness(case).err().map(|held: Held| held.reason));
    }
    if let Some(until) = crate::group::silenced_until(case.account, world.today) {
        held.push(Reason::Silenced { until });
    }
    held
}

/// Whether a message about the document left today, whichever of its parts it was about and whoever sent it.
fn told_today(case: &Case<'_>) -> bool {
    let (today, cycle) = (case.world.today, case.document.cycle);
    let mine = case.entries.iter().filter(|entry| entry.coverage.cycle == cycle && entry.run == Run::Live);
    let told = mine.filter(|entry| entry.reached_customer()).any(|entry| entry.day == today);
    told || case.other_parts.last(Run::Live) == Some(today)
}

/// Whether a person may put this reason aside here.
#[must_use]
pub fn can_be_overridden(case: &Case<'_>, reason: &Reason) -> bool {
    match reason.by_hand() {
        Override::No => false,
        Override::Yes => true,
        Override::UnlessConsumer => !rules::is_consumer(case),
    }
}

/// The step a reminder by hand stands for when it advances the scenario: the one whose turn is next.
fn next_step<'a>(case: &Case<'a>) -> Option<(&'a Scenario, &'a Step, u32)> {
    let (scenario, _) = rules::scenario(case, Run::Live).ok()?;
    match rules::step(case, scenario, Run::Live).0 {
        Turn::Leaves(slot) => Some((scenario, slot.step, slot.repetition)),
        Turn::Held { step, next: Next::On(_) | Next::WhenChanged, .. } => step.map(|step| (scenario, step, 0)),
        Turn::Held { .. } => None,
    }
}

/// The text of a first send, of reminders by hand, of the next step that writes, or of the first one that does.
fn proposed_text<'a>(
    case: &Case<'a>,
    next: Option<(&'a Scenario, &'a Step, u32)>,
    first_send: bool,
) -> Option<&'a str> {
    let kind = case.kind_settings()?;
    let of_kind = if first_send { &kind.first_send_text } else { &kind.manual_text };
    let of_step = |step: &'a Step| {
        let mut messages = step.actions.iter().filter(|action| action.kind.speaks_to_customer());
        messages.find_map(|action| action.text_names().first().map(String::as_str))
    };
    let of_kind = of_kind.as_deref();
    let scenario = rules::scenario(case, Run::Live).ok().map(|(scenario, _)| scenario);
    let of_next = next.and_then(|(_, step, _)| of_step(step)).filter(|_| !first_send);
    of_kind.or(of_next).or_else(|| scenario?.steps.iter().filter(|_| !first_send).find_map(of_step))
}

fn proposed_channel<'a>(
    case: &Case<'a>,
    channels: &'a Channels,
) -> (Option<ActionKind>, Option<Result<Reach<'a>, &'static str>>) {
    let mut missing = None;
    for kind in [ActionKind::Email, ActionKind::Letter] {
        match channels.of(kind).map(|action| rules::address(case, action)) {
            Some(Ok(reach)) => return (Some(kind), Some(Ok(reach))),
            refused => missing = missing.or(refused),
        }
    }
    (None, missing)
}

/// What one message has in common; `None` when nothing can leave.
fn group_of<'a>(one: &Composed<'a>, how: How) -> Option<(&'a str, &'static str, Vec<String>)> {
    let (reach, text, channel) = (one.reach.as_ref()?, one.text?, one.channel?);
    if one.objections.iter().any(|(_, put_aside)| !put_aside) {
        return None;
    }
    let document = one.case.document;
    let mut shared = vec![reach.language().to_owned(), reach.shown(), document.currency.code().to_owned()];
    shared.push(format!("{} {}", document.kind.code(), one.first_send));
    // A formal notice is one for the debtor, of all documents at that step and of no other.
    let severe = one.next.filter(|(_, step, _)| how.advance && step.is_severe());
    if let Some((scenario, step, _)) = severe {
        shared.extend([scenario.id.clone(), step.id.clone()]);
    }
    if !how.together || one.first_send {
        shared.push(document.id.clone());
    }
    Some((text, channel.name(), shared))
}

fn message<'a>(
    world: &'a World,
    composed: &[Composed<'a>],
    members: &[usize],
    channels: &'a Channels,
    how: How,
) -> Option<Wanted<'a>> {
    let members: Vec<_> = members.iter().filter_map(|at| composed.get(*at)).collect();
    let lead = members.first()?;
    let today = world.today;
    let mut coverage: Vec<_> = members.iter().map(|one| coverage_of(one, how)).collect();
    coverage.sort();
    let tried = members.iter().map(|one| attempts(one, how)).max().unwrap_or_default();
    let attempt = tried.saturating_add(1);
    let step = lead.next.filter(|_| how.advance && !lead.first_send).map(|(_, step, _)| step);
    let key = keys::action_key(&world.tenant, &coverage, ACTION, attempt);
    Some(Wanted {
        bundle: key.clone(),
        key,
        attempt,
        coverage,
        audience: Audience::Customer,
        severe: step.is_some_and(Step::is_severe),
        run: Run::Live,
        days: members.iter().map(|_| (today, today)).collect(),
        effective: today,
        deadline: step.and_then(|step| step.deadline).map(|days| plus_days(today, i64::from(days))),
        case: lead.case,
        members: members.iter().map(|one| one.case).collect(),
        work: Work::Step(StepWork {
            step: step.map_or("", |step| if step.name.is_empty() { &step.id } else { &step.name }),
            id: ACTION.to_owned(),
            action: channels.of(lead.channel?)?,
            reach: lead.reach.clone(),
            text: lead.text,
            offer: None,
            claims: step.map_or(&[], |step| &step.claims),
        }),
    })
}

/// A first send is recorded as such; a reminder as the next step if the person says so, else as one more that advances nothing.
fn coverage_of(one: &Composed<'_>, how: How) -> Coverage {
    let document = one.case.document;
    let (scenario, step, repetition) = match one.next.filter(|_| how.advance) {
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

fn attempts(one: &Composed<'_>, how: How) -> u32 {
    let coverage = coverage_of(one, how);
    let tried = one.case.entries.iter().filter(|entry| entry.coverage == coverage && entry.action == ACTION);
    tried.map(|entry| entry.attempt).max().unwrap_or_default()
}

/// The day a document reminded by hand is to be looked at again, unless the person says another (F30).
#[must_use]
pub fn next_reminder(world: &World, documents: &[Composed<'_>]) -> Day {
    let days = documents.iter().filter_map(|one| one.case.kind_settings()).map(|kind| kind.next_reminder_days).min();
    plus_days(world.today, i64::from(days.unwrap_or(world.settings.invoices.next_reminder_days)))
}
