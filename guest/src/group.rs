//! Step 11: Grouping, and the account's part of step 12.
//!
//! What shares a message is the tenant's choice: the parts of one document, the documents of an account at one step, or all of an
//! account's documents whose turn it is. Never two currencies, languages or recipients in one message. A formal notice is one for the debtor:
//! all documents at that step, no friendlier one, whatever the choice; until its deadline nothing friendly goes to that account (F47).

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    alerts,
    domain::{Account, Audience, Coverage, Currency, Day, Entry, Found, Kind, Next, Reason, Run, plus_days},
    keys::{self, Keys},
    limits::{self, Candidate},
    offers,
    plan::next_of_due,
    rules::{AddressedAction, Case, Destination, Held, Recipient},
    settings::{self, Grouping, KindSettings, ScenarioKind, Step},
    sharing::{self, Members, place},
    sort,
    verdict::{Act, Verdict},
    wanted::{StepWork, Wanted, Work},
};

/// The actions wanted of one account today, by key. Verdicts that grouping or limits keep back are held.
#[must_use]
pub fn wanted<'a>(verdicts: &mut [Verdict<'a>], account: &'a Account) -> Vec<Wanted<'a>> {
    for run in Run::BOTH {
        silence(verdicts, account, run);
        keep_gap(verdicts, run);
        one_a_day(verdicts, run);
    }
    let mut all: Vec<_> = groups(verdicts).iter().flat_map(of_group).collect();
    for run in Run::BOTH {
        limit(verdicts, account, &mut all, run);
    }
    let mut asked = BTreeSet::new();
    all.extend(verdicts.iter().flat_map(alerts::of_verdict).filter(|alert| asked.insert(alert.key.clone())));
    sort::by(&mut all, |a, b| a.key.cmp(&b.key));
    all
}

/// What a message has in common: one with another value of any of these is another message.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Group<'a> {
    run: Run,
    internal: bool,
    /// The document, unless documents of the account share messages.
    document: Option<&'a str>,
    /// The step, where only documents at one step share a message.
    step: Option<(&'a str, &'a str, u32)>,
    /// What of the step left already: the rest is tried again alone.
    beside: BTreeSet<&'a str>,
    kind: Option<Kind>,
    currency: Option<Currency>,
    /// Whom a step's messages reach: one text, one language, one set of addresses.
    reached: Vec<Recipient<'a>>,
}

fn groups<'v, 'a>(verdicts: &'v [Verdict<'a>]) -> Vec<Members<'v, 'a>> {
    let acting = || verdicts.iter().filter_map(|verdict| Some((verdict, verdict.act.as_ref()?)));
    // The parts of one document that leave on one day make one message: that of the severest, furthest of their steps.
    let mut leads = BTreeMap::<_, (&Verdict<'a>, &Act<'a>)>::new();
    for (verdict, act) in acting().filter(|(_, act)| act.speaks() && act.beside.is_empty()) {
        let lead = leads.entry(part_of(verdict, act)).or_insert((verdict, act));
        if place(verdict, act) > place(lead.0, lead.1) {
            *lead = (verdict, act);
        }
    }
    let mut groups = BTreeMap::<_, Members<'v, 'a>>::new();
    for (verdict, act) in acting() {
        let lead = leads.get(&part_of(verdict, act)).filter(|_| act.speaks() && act.beside.is_empty());
        groups.entry(group_of(verdict, act, lead.map_or(act, |(_, lead)| lead))).or_default().push((verdict, act));
    }
    groups.into_values().flat_map(sharing::by_recipient).collect()
}

/// The document, live or rehearsed, and whether it is at a severe step.
fn part_of<'a>(verdict: &Verdict<'a>, act: &Act<'a>) -> (&'a str, Run, bool) {
    (verdict.case.document.id.as_str(), act.run, act.scheduled.step.is_severe())
}

fn group_of<'a>(verdict: &Verdict<'a>, act: &Act<'a>, lead: &Act<'a>) -> Group<'a> {
    let case = verdict.case;
    let speaks = act.speaks();
    let grouping = match grouping(&case) {
        _ if !speaks => Grouping::Document,
        // One formal notice for the debtor, of all documents whose turn it is at that step, and of no other.
        _ if act.scheduled.step.is_severe() => Grouping::AccountAndStep,
        grouping => grouping,
    };
    let shared = grouping != Grouping::Document;
    let one_step = grouping == Grouping::AccountAndStep || !speaks || !act.beside.is_empty();
    // What another part of the document has to say goes where the message of its furthest part goes.
    let destinations = lead.addressed.iter().filter_map(|addressed| addressed.part.destination());
    Group {
        run: act.run,
        internal: !speaks,
        document: (!shared).then_some(case.document.id.as_str()),
        step: one_step.then(|| step_of(lead)),
        beside: if speaks { act.beside.clone() } else { BTreeSet::new() },
        kind: shared.then_some(case.document.kind),
        currency: shared.then_some(case.document.currency),
        reached: if shared && one_step { destinations.map(Destination::recipient).collect() } else { Vec::new() },
    }
}

const fn step_of<'a>(act: &Act<'a>) -> (&'a str, &'a str, u32) {
    (act.scenario.id.as_str(), act.scheduled.step.id.as_str(), act.scheduled.repetition)
}

fn grouping(case: &Case<'_>) -> Grouping {
    case.kind_settings().map_or(Grouping::Document, |kind| kind.grouping)
}

/// Whether a message of the history counts in this mode, and is one.
fn counts(entry: &Entry, run: Run) -> bool {
    entry.reached_customer() && run.sees(entry.run)
}

/// The acts of live verdicts, or those of the rehearsal, that speak to the customer.
fn speaking<'v, 'a>(verdicts: &'v mut [Verdict<'a>], run: Run) -> impl Iterator<Item = &'v mut Verdict<'a>> {
    let same = move |verdict: &&mut Verdict<'a>| verdict.act.as_ref().is_some_and(|act| act.speaks() && act.run == run);
    verdicts.iter_mut().filter(same)
}

/// The day until which a formal notice that left silences friendly messages to an account, if it does.
#[must_use]
pub fn silenced_until(account: &Account, today: Day) -> Option<Day> {
    notices(account, today, Run::Live).max()
}

fn notices(account: &Account, today: Day, run: Run) -> impl Iterator<Item = Day> {
    let notices = account.history.iter().filter(move |entry| entry.severe && counts(entry, run));
    notices.map(|entry| entry.deadline.unwrap_or(entry.day)).filter(move |until| *until >= today)
}

/// A formal notice silences friendly messages to its account until its deadline, those of its own day included; a live one those of the
/// rehearsal as well.
fn silence(verdicts: &mut [Verdict<'_>], account: &Account, run: Run) {
    let Some(today) = verdicts.first().map(|verdict| verdict.case.context.today) else { return };
    let leaving = verdicts.iter().filter_map(|verdict| {
        let act = verdict.act.as_ref().filter(|act| act.speaks() && run.sees(act.run))?;
        act.scheduled.step.is_severe().then(|| deadline(act.scheduled.step, today).unwrap_or(today))
    });
    let Some(until) = notices(account, today, run).chain(leaving).max() else { return };
    for verdict in speaking(verdicts, run) {
        if verdict.act.as_ref().is_some_and(|act| !act.scheduled.step.is_severe()) {
            hold(verdict, Reason::Silenced { until }, Next::On(plus_days(until, 1)));
        }
    }
}

/// With one message for the whole account: the next one is not before `account_gap` days after the last. What failed beside something that
/// was sent does not wait, nor does a formal notice.
fn keep_gap(verdicts: &mut [Verdict<'_>], run: Run) {
    let mut last = None;
    for verdict in speaking(verdicts, run) {
        let case = verdict.case;
        let Some(act) = verdict.act.as_ref().filter(|act| !act.scheduled.step.is_severe() && act.beside.is_empty())
        else {
            continue;
        };
        let Some(kind) = case.kind_settings().filter(|kind| kind.grouping == Grouping::Account) else { continue };
        let last = last.get_or_insert_with(|| LastMessages::of(&case, run)).about(case.document.kind);
        let Some(mut until) = last.map(|last| after_gap(last, kind)) else { continue };
        if act.scenario.shift != settings::Shift::None {
            until = case.calendar.next_open(until);
        }
        if case.context.today < until {
            hold(verdict, Reason::AccountGap { until }, Next::On(until));
        }
    }
}

/// With one message for the whole account: the first day after the last of them on which the next may leave.
#[must_use]
pub fn account_gap(case: &Case<'_>, run: Run) -> Option<Day> {
    let kind = case.kind_settings().filter(|kind| kind.grouping == Grouping::Account)?;
    let last = LastMessages::of(case, run).about(case.document.kind);
    last.map(|last| after_gap(last, kind))
}

fn after_gap(last: Day, kind: &KindSettings) -> Day {
    plus_days(last, i64::from(kind.account_gap.max(1)))
}

/// The days of an account's last messages. What one was about that is no longer there, its scenario tells; where nothing does, it counts for all.
#[derive(Clone, Copy, Default)]
struct LastMessages {
    of_quotes: Option<Day>,
    of_invoices: Option<Day>,
    of_leads: Option<Day>,
}

impl LastMessages {
    fn of(case: &Case<'_>, run: Run) -> Self {
        let account = case.account;
        let kind_of = |kind: Kind| ScenarioKind::of(kind).unwrap_or(ScenarioKind::Invoice);
        let documents =
            sort::map(account.documents.iter().map(|document| (document.id.as_str(), kind_of(document.kind))));
        let of_scenario = |id: &str| {
            let mut scenarios = case.context.settings.scenarios.iter();
            scenarios.find(|scenario| scenario.id == id).map(|scenario| scenario.kind)
        };
        let mut last = Self::default();
        for entry in account.history.iter().filter(|entry| counts(entry, run)) {
            let known = documents.get(entry.coverage.document.as_str()).copied();
            let kind = known.or_else(|| of_scenario(&entry.coverage.scenario));
            for (of, day) in [
                (ScenarioKind::Quote, &mut last.of_quotes),
                (ScenarioKind::Invoice, &mut last.of_invoices),
                (ScenarioKind::Lead, &mut last.of_leads),
            ] {
                if kind.is_none_or(|kind| kind == of) {
                    *day = (*day).max(Some(entry.day));
                }
            }
        }
        last
    }

    fn about(self, kind: Kind) -> Option<Day> {
        match kind {
            Kind::Quote => self.of_quotes,
            Kind::Lead => self.of_leads,
            Kind::Invoice | Kind::CreditNote | Kind::Deposit => self.of_invoices,
        }
    }
}

/// What failed of one part of a document waits for tomorrow where another part has its message today; of several that failed, the furthest step
/// goes first.
fn one_a_day(verdicts: &mut [Verdict<'_>], run: Run) {
    let mut first = BTreeMap::new();
    for verdict in speaking(verdicts, run) {
        let Some(act) = &verdict.act else { continue };
        let told = (act.beside.is_empty(), place(verdict, act), step_of(act));
        let known = first.entry(part_of(verdict, act)).or_insert(told);
        *known = (*known).max(told);
    }
    for verdict in speaking(verdicts, run) {
        let Some(act) = verdict.act.as_ref().filter(|act| !act.beside.is_empty()) else { continue };
        let goes_first =
            first.get(&part_of(verdict, act)).is_none_or(|(fresh, _, step)| !fresh && *step == step_of(act));
        if !goes_first {
            let tomorrow = plus_days(verdict.case.context.today, 1);
            let reason = Reason::Waiting {
                step: act.scheduled.step.id.clone(),
                planned: act.scheduled.planned,
                leaves: tomorrow,
            };
            hold(verdict, reason, Next::On(tomorrow));
        }
    }
}

/// No more messages to one account a day than the settings allow: by effective day, then key, a step's messages together or not at all.
fn limit<'a>(verdicts: &mut [Verdict<'a>], account: &Account, all: &mut Vec<Wanted<'a>>, run: Run) {
    let Some(context) = verdicts.first().map(|verdict| verdict.case.context) else { return };
    let Some(most) = context.settings.limits.customer_messages_per_account_per_day else { return };
    let already = tried_today(account, context.today, run);
    // A rehearsal counts what really leaves beside it, as it counts what left.
    let seen = |wanted: &&Wanted<'a>| run.sees(wanted.run);
    let candidates = all.iter().filter(seen).map(|wanted| Candidate { run: Run::Live, ..Candidate::from(wanted) });
    let admitted = limits::admit(Some(most), already, candidates.collect());
    let waits = |wanted: &Wanted<'a>| wanted.run == run && admitted.binary_search(&wanted.key).is_err();
    let mut messages = BTreeMap::<&str, usize>::new();
    for wanted in all.iter().filter(|wanted| waits(wanted) && wanted.audience == Audience::Customer) {
        *messages.entry(&wanted.bundle).or_default() += 1;
    }
    let waiting = sort::map(all.iter().filter(|wanted| waits(wanted)).flat_map(|wanted| {
        let messages = messages.get(wanted.bundle.as_str()).copied().unwrap_or_default();
        wanted.coverage.iter().map(move |covered| (covered.clone(), messages))
    }));
    all.retain(|wanted| !waits(wanted));
    for verdict in speaking(verdicts, run) {
        let Some(act) = &verdict.act else { continue };
        if let Some(messages) = waiting.get(&coverage_of(&verdict.case, act)).copied() {
            // Nothing at all is a decision of its own.
            let never = most > 0 && usize::try_from(most).is_ok_and(|most| messages > most);
            verdict.larger =
                never.then(|| Found::LargerThanLimit { step: act.scheduled.step.id.clone(), messages, limit: most });
            hold(verdict, Reason::LimitReached, Next::On(plus_days(context.today, 1)));
        }
    }
}

/// How many messages the day has recorded for the account, whatever became of them: how often the job runs changes nothing.
#[must_use]
pub fn tried_today(account: &Account, today: Day, run: Run) -> u32 {
    let tried = |entry: &&Entry| entry.audience == Audience::Customer && !entry.is_mark();
    let today = account.history.iter().filter(|entry| entry.day == today && run.sees(entry.run));
    let mut sent = BTreeSet::new();
    // What the host sent itself has no key: each counts.
    let tried = today.filter(tried).filter(|entry| entry.key.is_empty() || sent.insert(&entry.key));
    u32::try_from(tried.count()).unwrap_or(u32::MAX)
}

/// Keeps a step back that could have left: nothing of it happens, and nothing it would have left out is recorded.
fn hold(verdict: &mut Verdict<'_>, reason: Reason, next: Next) {
    let Some(act) = verdict.act.take() else { return };
    let by_plan = next_of_due(act.scenario, act.scheduled.step, verdict.case.context.today);
    verdict.held = Some(Held { reason, next: next.min(by_plan) });
    verdict.marks.clear();
}

/// The actions of one group: the severest, furthest step gives the messages; every document has the internal actions of its own step.
fn of_group<'a>(members: &Members<'_, 'a>) -> Vec<Wanted<'a>> {
    let furthest = members.iter().max_by_key(|(verdict, act)| place(verdict, act));
    let Some(lead) = furthest else { return Vec::new() };
    let covered = Covered::by(members);
    let bundle = covered.keys.of_action("", 0);
    let messages = lead.1.addressed.iter().filter(|addressed| addressed.part.destination().is_some());
    let mut all: Vec<_> = messages.map(|addressed| action(*lead, addressed, members, (&covered, &bundle))).collect();
    let mut of_steps = BTreeMap::<_, Members<'_, 'a>>::new();
    for member in members {
        of_steps.entry((&member.0.case.document.id, step_of(member.1))).or_default().push(*member);
    }
    for members in of_steps.into_values() {
        let Some(first) = members.first() else { continue };
        let own = first.1.scheduled.step.actions.iter().filter(|action| !action.speaks_to_customer());
        for own in own {
            // What one part of the document did already is not asked for again with another.
            let open = |(_, act): &&(&Verdict<'_>, &Act<'_>)| act.addressed.iter().any(|one| one.action.id == own.id);
            let members: Members<'_, 'a> = members.iter().filter(open).copied().collect();
            let asks = members.first().and_then(|(_, act)| act.addressed.iter().find(|one| one.action.id == own.id));
            if let Some((lead, addressed)) = members.first().zip(asks) {
                all.push(action(*lead, addressed, &members, (&Covered::by(&members), &bundle)));
            }
        }
    }
    all
}

/// What members cover, sorted.
struct Covered {
    coverage: Vec<Coverage>,
    /// The due and planned day of each.
    days: Vec<(Day, Day)>,
    keys: Keys,
}

impl Covered {
    fn by(members: &Members<'_, '_>) -> Self {
        let mut covered: Vec<_> = members
            .iter()
            .map(|(verdict, act)| (coverage_of(&verdict.case, act), (act.scheduled.due, act.scheduled.planned)))
            .collect();
        sort::ascending(&mut covered);
        let (coverage, days): (Vec<_>, _) = covered.into_iter().unzip();
        let tenant = members.first().map_or("", |(verdict, _)| &verdict.case.context.tenant);
        Self { keys: Keys::of(tenant, &coverage), coverage, days }
    }
}

/// One action for these members; `lead` gives the text. Recorded under its own identifier, whatever steps share it.
fn action<'a>(
    (lead, act): (&Verdict<'a>, &Act<'a>),
    addressed: &AddressedAction<'a>,
    members: &Members<'_, 'a>,
    (covered, bundle): (&Covered, &str),
) -> Wanted<'a> {
    let case = lead.case;
    let (step, today) = (act.scheduled.step, case.context.today);
    let id = &addressed.action.id;
    let before = members.iter().map(|(verdict, act)| attempts(&verdict.case, act, id)).max();
    let attempt = before.unwrap_or_default().saturating_add(1);
    let message = addressed.part.destination().is_some();
    Wanted {
        key: covered.keys.of_action(id, attempt),
        bundle: bundle.to_owned(),
        attempt,
        audience: if message { Audience::Customer } else { Audience::Internal },
        severe: step.is_severe(),
        run: act.run,
        effective: members.iter().map(|(_, act)| act.scheduled.effective).min().unwrap_or(today),
        deadline: if message { deadline(step, today) } else { None },
        case,
        members: members.iter().map(|(verdict, _)| verdict.case).collect(),
        work: Work::Step(StepWork {
            step: if step.name.is_empty() { &step.id } else { &step.name },
            id: id.clone(),
            part: addressed.part.clone(),
            text: keys::pick(&case.context.tenant, &covered.coverage, &addressed.action.texts),
            offer: offers::terms(&case, act, addressed),
            claims: &step.claims,
        }),
        coverage: covered.coverage.clone(),
        days: covered.days.clone(),
    }
}

/// The last day a message of this step gives the customer when it leaves on that day.
fn deadline(step: &Step, day: Day) -> Option<Day> {
    step.deadline.map(|days| plus_days(day, i64::from(days)))
}

fn coverage_of(case: &Case<'_>, act: &Act<'_>) -> Coverage {
    Coverage {
        document: case.document.id.clone(),
        instalment: case.instalment_id().map(str::to_owned),
        scenario: act.scenario.id.clone(),
        cycle: case.document.cycle,
        step: act.scheduled.step.id.clone(),
        repetition: act.scheduled.repetition,
    }
}

fn attempts(case: &Case<'_>, act: &Act<'_>, action: &str) -> u32 {
    case.past(act.run).attempts_of(act.scenario, act.scheduled.step, act.scheduled.repetition, action)
}
