//! Accounts decided, admitted and written: answers that a host puts away as they are.

use std::collections::{BTreeMap, BTreeSet};

use relance_contract::{element, json::invalid_request};

use super::{
    read,
    records::{reminders as contract, types as wire},
    service::{accounts, call_context},
    write,
    writing::{Room, written},
};
use crate::{
    decide::{self, AccountDecider},
    domain::{Account, Audience, Found, Next, Reason, Run, State, format_iso},
    keys::seal,
    limits::{self, Candidate},
    rules::CallContext,
    sort,
    wanted::{Wanted, Work},
    wording,
};

/// Decides every document of these accounts.
///
/// # Errors
/// Settings or request refused.
pub fn decide(context: wire::Context, page: Vec<wire::Account>) -> Result<Vec<wire::AccountAnswer>, wire::Failure> {
    let context = call_context(context)?;
    let accounts = accounts(&context, page);
    let answers = accounts.iter().map(|account| {
        let decider = AccountDecider::new(&context, account);
        answer(&context, account, decider.decide(), None)
    });
    Ok(answers.collect())
}

/// Applies the tenant's limit of the day.
///
/// # Errors
/// Settings or request refused.
pub fn admit(
    context: wire::Context,
    so_far: contract::DaySoFar,
    wanted: Vec<wire::Wanted>,
) -> Result<Vec<contract::Ticket>, wire::Failure> {
    let context = call_context(context)?;
    let candidates = wanted.into_iter().enumerate().map(|(at, wanted)| {
        let effective = read::day(format_args!("wanted[{at}].effective"), &wanted.effective)
            .map_err(|problem| invalid_request(&problem.field, &problem.what))?;
        let audience = read::audience(wanted.audience);
        Ok(Candidate { effective, bundle: wanted.bundle, key: wanted.key, audience, run: Run::of(wanted.simulated) })
    });
    let candidates = candidates.collect::<Result<Vec<_>, wire::Failure>>()?;
    let limit = context.settings.limits.customer_messages_per_day;
    let day = format_iso(context.today);
    let ticket = |key: String| {
        let seal = seal(&context.tenant, context.today, &key);
        contract::Ticket { key, day: day.clone(), seal }
    };
    Ok(limits::admit(limit, so_far.customer_messages, candidates).into_iter().map(ticket).collect())
}

/// The keys of these tickets.
fn keys(context: &CallContext, tickets: Vec<contract::Ticket>) -> Result<BTreeSet<String>, wire::Failure> {
    let today = format_iso(context.today);
    let keys = tickets.into_iter().enumerate().map(|(at, ticket)| {
        if ticket.day != today {
            let problem = format!("is not today, {today}: a ticket is good for one day, ask `admit` again");
            return Err(invalid_request(&format!("tickets[{at}].day"), &problem));
        }
        if ticket.seal != seal(&context.tenant, context.today, &ticket.key) {
            let problem = "is not that of this tenant, day and key: `admit` gives tickets, hand them over as they are";
            return Err(invalid_request(&format!("tickets[{at}].seal"), problem));
        }
        Ok(ticket.key)
    });
    keys.collect::<Result<Vec<_>, _>>().map(sort::set)
}

/// Writes what has a ticket.
///
/// # Errors
/// Settings or request refused, a ticket of another day or of nothing.
pub fn render(
    context: wire::Context,
    page: Vec<wire::Account>,
    tickets: Vec<contract::Ticket>,
    max_bytes: Option<u32>,
) -> Result<contract::Page, wire::Failure> {
    let context = call_context(context)?;
    let admitted = keys(&context, tickets)?;
    let accounts = accounts(&context, page);
    let mut desk = Desk::new(&context, &admitted, max_bytes);
    for account in &accounts {
        let decider = AccountDecider::new(&context, account);
        desk.finish(account, decider.decide());
    }
    Ok(desk.page())
}

/// Decides, admits and writes one page.
///
/// # Errors
/// Settings or request refused.
pub fn run(
    context: wire::Context,
    so_far: contract::DaySoFar,
    page: Vec<wire::Account>,
    max_bytes: Option<u32>,
) -> Result<contract::Page, wire::Failure> {
    let context = call_context(context)?;
    let accounts = accounts(&context, page);
    let deciders: Vec<_> = accounts.iter().map(|account| AccountDecider::new(&context, account)).collect();
    let answers: Vec<_> = deciders.iter().map(AccountDecider::decide).collect();
    let candidates = answers.iter().flat_map(|answer| &answer.wanted).map(Candidate::from);
    let limit = context.settings.limits.customer_messages_per_day;
    let admitted = sort::set(limits::admit(limit, so_far.customer_messages, candidates.collect()));
    let mut desk = Desk::new(&context, &admitted, max_bytes);
    for (account, answer) in accounts.iter().zip(answers) {
        desk.finish(account, answer);
    }
    Ok(desk.page())
}

/// A page while its accounts are finished.
struct Desk<'a> {
    context: &'a CallContext,
    admitted: &'a BTreeSet<String>,
    room: Room,
    page: contract::Page,
    texts: BTreeMap<String, u32>,
}

impl<'a> Desk<'a> {
    fn new(context: &'a CallContext, admitted: &'a BTreeSet<String>, max_bytes: Option<u32>) -> Self {
        let page = contract::Page { accounts: Vec::new(), postponed: Vec::new(), texts: Vec::new() };
        Self { context, admitted, room: Room::of(max_bytes), page, texts: BTreeMap::new() }
    }

    fn page(mut self) -> contract::Page {
        let count = |(text, messages)| contract::TextCount { text, messages };
        self.page.texts = self.texts.into_iter().map(count).collect();
        self.page
    }

    /// Writes what is admitted of an account, unless there is no room for more text.
    fn finish(&mut self, account: &Account, mut answer: decide::Answer<'_>) {
        // What leaves together leaves as a whole: one that lacks a ticket keeps the others back.
        let torn = answer.wanted.iter().filter(|wanted| !self.admitted.contains(&wanted.key));
        let torn = sort::set(torn.map(|wanted| wanted.bundle.clone()));
        let leaves = |wanted: &&Wanted<'_>| !torn.contains(&wanted.bundle);
        if self.room.is_full() && answer.wanted.iter().any(|wanted| leaves(&wanted)) {
            self.page.postponed.push(account.id.clone());
            return;
        }
        let mut done = Written::default();
        for wanted in answer.wanted.iter().filter(leaves) {
            match written(wanted) {
                Ok(action) => drop(done.actions.insert(wanted.key.clone(), action)),
                Err(finding) => done.findings.push(*finding),
            }
        }
        self.only_whole_bundles(account, answer.wanted.iter().filter(leaves), &mut done);
        self.keep_back(&mut answer, &torn);
        for action in done.actions.values() {
            self.room.take(action);
            if let Some(text) = &action.wanted.text {
                *self.texts.entry(text.clone()).or_default() += 1;
            }
        }
        self.page.accounts.push(self::answer(self.context, account, answer, Some(done)));
    }

    /// What leaves together with something that could not be written does not leave, either.
    fn only_whole_bundles<'w, 'c: 'w>(
        &self,
        account: &Account,
        admitted: impl Iterator<Item = &'w Wanted<'c>>,
        done: &mut Written,
    ) {
        let mut bundles = BTreeMap::<&str, Vec<&Wanted<'_>>>::new();
        for wanted in admitted {
            bundles.entry(&wanted.bundle).or_default().push(wanted);
        }
        for bundle in bundles.into_values() {
            let unwritten = bundle.iter().filter(|wanted| !done.actions.contains_key(&wanted.key)).count();
            // One alone is named by what is wrong with it.
            let Some(first) = bundle.first().filter(|_| unwritten > 0 && bundle.len() > 1) else { continue };
            for wanted in &bundle {
                done.actions.remove(&wanted.key);
            }
            let numbers = bundle.iter().flat_map(|wanted| &wanted.members).map(|case| case.document.number.as_str());
            let documents = sort::set(numbers).into_iter().collect::<Vec<_>>().join(", ");
            let found = Found::BundleUnwritten { documents, unwritten, all: bundle.len() };
            let about = (account.id.as_str(), Some(first.case.document.id.as_str()));
            let step = first.coverage.first().map(|covered| step_path(&covered.scenario, &covered.step));
            done.findings.push(write::found_of(&found, about, step.unwrap_or_default(), self.context.locale));
        }
    }

    /// What the limit of the day keeps back is told so, and by how much it is too large where it would wait for ever.
    fn keep_back(&self, answer: &mut decide::Answer<'_>, torn: &BTreeSet<String>) {
        let limit = self.context.settings.limits.customer_messages_per_day;
        let waits = |wanted: &&Wanted<'_>| torn.contains(&wanted.bundle);
        let counts = |wanted: &&Wanted<'_>| wanted.audience == Audience::Customer && !wanted.run.is_rehearsal();
        let mut messages = BTreeMap::<&str, usize>::new();
        for wanted in answer.wanted.iter().filter(waits).filter(counts) {
            *messages.entry(&wanted.bundle).or_default() += 1;
        }
        // Nothing at all is a decision of its own.
        let never = |messages: usize| {
            limit.filter(|limit| *limit > 0 && usize::try_from(*limit).is_ok_and(|limit| messages > limit))
        };
        let bundles =
            sort::map(answer.wanted.iter().filter(waits).map(|wanted| (wanted.key.as_str(), wanted.bundle.as_str())));
        for decision in &mut answer.decisions {
            let kept = decision.actions.iter().find_map(|key| bundles.get(key.as_str()));
            let Some(bundle) = kept else { continue };
            let messages = messages.get(bundle).copied().unwrap_or_default();
            if let (Some(limit), Some(step)) = (never(messages), &decision.step) {
                decision.larger = Some(Found::LargerThanLimit { step: step.clone(), messages, limit });
            }
            decision.reason = Reason::LimitReached;
        }
    }
}

/// What was written for an account.
#[derive(Default)]
struct Written {
    /// By key.
    actions: BTreeMap<String, wire::Action>,
    findings: Vec<wire::Finding>,
}

/// The answer for an account, of whose wanted actions these were `written`; absent: nothing was to be written yet.
fn answer(
    context: &CallContext,
    account: &Account,
    mut answer: decide::Answer<'_>,
    written: Option<Written>,
) -> wire::AccountAnswer {
    let findings = findings(context, account, &answer);
    if let Some(written) = &written {
        for decision in &mut answer.decisions {
            decision.actions.retain(|key| written.actions.contains_key(key));
        }
    }
    let Written { actions, findings: unwritten } = written.unwrap_or_default();
    let (left, waiting): (Vec<_>, Vec<_>) = answer.wanted.iter().partition(|wanted| actions.contains_key(&wanted.key));
    // What a step would have left out is recorded once it leaves.
    let steps = waiting.iter().filter(|wanted| matches!(wanted.work, Work::Step(_)));
    let kept_back = sort::set(steps.flat_map(|wanted| &wanted.coverage).map(|part| (&part.document, &part.instalment)));
    let marks = answer.marks.iter();
    let marks = marks.filter(|mark| !kept_back.contains(&(&mark.coverage.document, &mark.coverage.instalment)));
    let pending = left.iter().flat_map(|wanted| wanted.recorded(State::Pending, context.today));
    let entries = marks.cloned().chain(pending).map(|entry| write::entry(&entry)).collect();
    let next = answer.decisions.iter().map(|decision| decision.next).min();
    wire::AccountAnswer {
        account: account.id.clone(),
        revision: account.revision.clone(),
        findings: findings.into_iter().chain(unwritten).collect(),
        wanted: waiting.into_iter().map(write::wanted).collect(),
        entries,
        decisions: answer.decisions.into_iter().map(write::decision).collect(),
        actions: actions.into_values().collect(),
        next: write::next(next.unwrap_or(Next::WhenChanged)),
    }
}

/// What is wrong or doubtful in an account, and in the settings for it.
fn findings(context: &CallContext, account: &Account, answer: &decide::Answer<'_>) -> Vec<wire::Finding> {
    let locale = context.locale;
    let about = |decision: &decide::Decision, path: String, found: &Found| {
        write::found_of(found, (&account.id, Some(&decision.document)), path, locale)
    };
    let of_decisions = answer.decisions.iter().filter_map(|decision| match &decision.reason {
        Reason::InvalidData { field, problem } => {
            Some(about(decision, field.clone(), &Found::InvalidData { problem: problem.clone() }))
        }
        Reason::ConditionFailed { problem, .. } => {
            Some(about(decision, in_settings(decision, "when"), &Found::ConditionFailed { problem: problem.clone() }))
        }
        _ => decision.larger.as_ref().map(|found| about(decision, in_settings(decision, "actions"), found)),
    });
    // Once for each text and language, whatever it is about.
    let languages = sort::set(answer.wanted.iter().filter_map(wording::other_language));
    let languages = languages.into_iter().map(|(text, language, used)| {
        let (path, [text, language, used]) = (format!("texts.{text}"), [text, language, used].map(str::to_owned));
        write::found(&Found::LanguageReplaced { text, language, used }, path, locale)
    });
    let doubts = account.doubts.iter().map(|doubt| {
        let about = (account.id.as_str(), doubt.document.as_deref());
        write::found_of(&doubt.found, about, doubt.field.clone(), locale)
    });
    of_decisions.chain(languages).chain(doubts).collect()
}

/// A member of the step, or the scenario, that a decision looked at.
fn in_settings(decision: &decide::Decision, member: &str) -> String {
    let scenario = decision.scenario.as_deref().map(|id| element("scenarios", id));
    let step = decision.step.as_deref().map(|id| element("steps", id));
    scenario.into_iter().chain(step).chain([member.to_owned()]).collect::<Vec<_>>().join(".")
}

fn step_path(scenario: &str, step: &str) -> String {
    format!("{}.{}", element("scenarios", scenario), element("steps", step))
}
