//! The decision, in the order of docs/domain.md: each rule lets the document on or holds it.

use std::{borrow::Cow, collections::BTreeMap};

use crate::{
    alerts,
    calendar::Calendar,
    domain::{
        Account, Audience, Coverage, Day, Document, Entry, FactValue, Found, Instalment, Kind, Next, Origin, Problem,
        Reason, Rule, Run, plus_days,
    },
    group,
    ledger::Ledger,
    limits,
    plan::{Mark, NextStep, ScheduledStep, next_of_due},
    rules::{self, AddressedAction, CallContext, Case, Held, OtherParts, OwnTasks, Part, Promises},
    settings::Action,
    sort,
    trace::Trace,
    verdict::{Act, Verdict},
    wanted::Wanted,
};

/// Decides one document or instalment.
#[must_use]
pub fn decide<'a>(case: Case<'a>, trace: &mut Trace) -> Verdict<'a> {
    let mut verdict = Verdict {
        case,
        held: None,
        act: None,
        marks: Vec::new(),
        scenario: None,
        step: None,
        daily: false,
        limitation: None,
        larger: None,
    };
    let held = apply_rules(&mut verdict, trace).err();
    let tomorrow = verdict.daily.then(|| plus_days(case.context.today, 1));
    let asks = verdict.limitation.and_then(|limitation| alerts::limitation_asks_on(limitation, case.context.today));
    let matures = case.ledger.matures_on().filter(|_| case.document.kind == Kind::Invoice);
    let by_itself = tomorrow.into_iter().chain(asks).chain(matures).min();
    verdict.held =
        held.map(|held| Held { next: by_itself.map_or(held.next, |day| held.next.min(Next::On(day))), ..held });
    verdict
}

fn apply_rules(verdict: &mut Verdict<'_>, trace: &mut Trace) -> Result<(), Held> {
    let case = verdict.case;
    trace.passed(Rule::Data, "data-read", Vec::new);
    // 1. switched on?
    let run = rules::mode(&case)?;
    trace.passed(Rule::Mode, if run == Run::Live { "mode-live" } else { "mode-rehearsal" }, Vec::new);
    // 2. automatic?
    rules::scope(&case)?;
    trace.passed(Rule::Scope, "scope-automatic", || vec![("created", FactValue::Day(case.document.created))]);
    // 3. state
    let claim = rules::state(&case)?;
    match claim.left {
        Some(left) => trace.passed(Rule::State, "state-left", || vec![("left", FactValue::Amount(left))]),
        None if case.document.kind == Kind::Lead => trace.passed(Rule::State, "state-prospect", Vec::new),
        None => trace.passed(Rule::State, "state-open", Vec::new),
    }
    verdict.limitation = rules::limitation(&case);
    let ends = case.document.valid_until.filter(|_| case.document.kind == Kind::Quote);
    if let Some(held) = ends.filter(|last| *last < case.context.today).and_then(|_| ended(verdict, run)) {
        return Err(held);
    }
    // 4. holds
    let ends = ends.map(|last| plus_days(last, 1)).filter(|day| *day > case.context.today);
    rules::holds(&case)
        .map_err(|held| Held { next: ends.map_or(held.next, |day| held.next.min(Next::On(day))), ..held })?;
    trace.passed(Rule::Holds, "holds-none", Vec::new);
    // 5. scenario
    verdict.daily = rules::may_change_by_itself(&case, run);
    let (scenario, run) = rules::scenario(&case, run)?;
    verdict.scenario = Some((scenario, run));
    trace.passed(Rule::Scenario, "scenario-chosen", || vec![("scenario", FactValue::Text(scenario.id.clone()))]);
    // 6. next step
    let (next_step, marks) = rules::step(&case, scenario, run);
    let scheduled = match next_step {
        NextStep::Leaves(scheduled) => scheduled,
        NextStep::Held { reason, next, step } => {
            verdict.step = step;
            verdict.marks = marks;
            return Err(Held { reason, next });
        }
    };
    verdict.step = Some(scheduled.step);
    rules::not_lost(&case, scenario, &scheduled, run)?;
    trace.passed(Rule::Step, "step-due", || scheduled_details(&scheduled));
    let as_planned = next_of_due(scenario, scheduled.step, case.context.today);
    let due_but_held = |held: Held| Held { next: held.next.min(as_planned), ..held };
    // 7. first send
    rules::first_send(&case, scheduled.step).map_err(due_but_held)?;
    match case.document.first_sent {
        Some(day) => trace.passed(Rule::FirstSend, "first-send-on", || vec![("day", FactValue::Day(day))]),
        None => trace.passed(Rule::FirstSend, "first-send-waived", Vec::new),
    }
    // 8. freshness
    rules::freshness(&case, scheduled.step).map_err(due_but_held)?;
    trace.passed(Rule::Freshness, "bank-data-fresh", Vec::new);
    // 9. thresholds
    rules::threshold(&case, scenario, scheduled.step).map_err(due_but_held)?;
    trace.passed(Rule::Threshold, "threshold-reached", Vec::new);
    // 10. recipient and channel
    rules::subscription(&case, scheduled.step).map_err(due_but_held)?;
    let past = case.past(run);
    let open = |action: &Action| {
        let audience = if action.speaks_to_customer() { Audience::Customer } else { Audience::Internal };
        !past.is_under_way(scenario, scheduled.step, scheduled.repetition, (&action.id, audience))
    };
    let beside = past.messages_of(scenario, scheduled.step, scheduled.repetition);
    let (addressed, nobody) = match rules::recipient(&case, scheduled.step, open) {
        Ok(addressed) => (addressed, None),
        Err((held, internal)) => (internal, Some(due_but_held(held))),
    };
    if nobody.is_none() {
        trace.passed(Rule::Recipient, "recipient-found", || recipient_details(&addressed));
    }
    // Steps left out on the way are final once this one has left; until then they are found again every day.
    if nobody.is_none() {
        verdict.marks = marks;
    }
    verdict.act = Some(Act { scheduled, scenario, run, addressed, beside });
    nobody.map_or(Ok(()), Err)
}

/// A quote whose validity has ended and of which nothing can leave any more: that comes before whatever holds it.
fn ended(verdict: &mut Verdict<'_>, run: Run) -> Option<Held> {
    let case = verdict.case;
    let (scenario, run) =
        rules::scenario(&case, run).ok().filter(|(scenario, run)| rules::is_over(&case, scenario, *run))?;
    match rules::step(&case, scenario, run) {
        (NextStep::Held { reason, next, step: None }, marks) => {
            verdict.scenario = Some((scenario, run));
            verdict.marks = marks;
            Some(Held { reason, next })
        }
        _ => None,
    }
}

fn scheduled_details(scheduled: &ScheduledStep<'_>) -> Vec<(&'static str, FactValue)> {
    vec![
        ("step", FactValue::Text(scheduled.step.id.clone())),
        ("due", FactValue::Day(scheduled.due)),
        ("planned", FactValue::Day(scheduled.planned)),
        ("effective", FactValue::Day(scheduled.effective)),
    ]
}

fn recipient_details(addressed: &[AddressedAction<'_>]) -> Vec<(&'static str, FactValue)> {
    let shown = addressed.iter().map(|addressed| match &addressed.part {
        Part::Message(_, destination) => {
            format!("{} → {} ({})", addressed.part.kind(), destination.shown(), destination.language())
        }
        Part::Internal(internal) => internal.name().to_owned(),
    });
    vec![("to", FactValue::Text(shown.collect::<Vec<_>>().join("; ")))]
}

/// The decision told to the host.
#[derive(Debug)]
pub struct Decision {
    /// The document.
    pub document: String,
    /// The part of it.
    pub instalment: Option<String>,
    /// Why.
    pub reason: Reason,
    /// What comes next.
    pub next: Next,
    /// The scenario, once it was chosen.
    pub scenario: Option<String>,
    /// The step, once one was considered.
    pub step: Option<String>,
    /// The keys of the actions that cover it today.
    pub actions: Vec<String>,
    /// How many documents the message that covers it speaks of; 0 without one.
    pub together: u32,
    /// What its step is more than, where it could leave on no day.
    pub larger: Option<Found>,
}

/// Everything decided for one account.
#[derive(Debug, Default)]
pub struct Answer<'a> {
    /// By document, then instalment.
    pub decisions: Vec<Decision>,
    /// By key.
    pub wanted: Vec<Wanted<'a>>,
    /// Steps left out, to be recorded.
    pub marks: Vec<Entry>,
}

/// The history by document and instalment.
type EntriesByPart<'a> = BTreeMap<(&'a str, Option<&'a str>), Vec<&'a Entry>>;

/// An account made ready for deciding: its history sorted out by document.
#[derive(Debug)]
pub struct AccountDecider<'a> {
    context: &'a CallContext,
    account: &'a Account,
    ledger: Ledger<'a>,
    calendar: Cow<'a, Calendar>,
    entries: EntriesByPart<'a>,
    own_tasks: OwnTasks<'a>,
    promises: Promises<'a>,
    problem: Option<Problem>,
}

impl<'a> AccountDecider<'a> {
    /// Counts what is left and sorts out the history.
    #[must_use]
    pub fn new(context: &'a CallContext, account: &'a Account) -> Self {
        let mut entries = EntriesByPart::new();
        for entry in &account.history {
            let part = (entry.coverage.document.as_str(), entry.coverage.instalment.as_deref());
            entries.entry(part).or_default().push(entry);
        }
        let own_tasks = OwnTasks::of(&account.history);
        let promises = Promises::of(context, account);
        let (ledger, problem) = match Ledger::of(account, context.today, context.settings.credits.unallocated) {
            Ok(ledger) => (ledger, None),
            Err(problem) => (Ledger::default(), Some(problem)),
        };
        let problem = account.problem.clone().or(problem);
        let calendar = if account.closed.is_empty() {
            Cow::Borrowed(&context.settings.calendar)
        } else {
            Cow::Owned(context.settings.calendar.closed_also(&account.closed))
        };
        Self { context, account, ledger, calendar, entries, own_tasks, promises, problem }
    }

    /// The cases of one document: itself, or each of its instalments.
    pub fn cases(&'a self, document: &'a Document) -> Vec<Case<'a>> {
        let case = |instalment: Option<&'a Instalment>| Case {
            context: self.context,
            account: self.account,
            ledger: &self.ledger,
            calendar: &self.calendar,
            document,
            instalment,
            entries: self.entries_of(&document.id, instalment.map(|part| part.id.as_str())),
            other_parts: self.other_parts(document, instalment),
            own_tasks: &self.own_tasks,
            promises: &self.promises,
        };
        if document.instalments.is_empty() {
            vec![case(None)]
        } else {
            document.instalments.iter().map(|part| case(Some(part))).collect()
        }
    }

    /// What was recorded of one document or instalment.
    #[must_use]
    pub fn entries_of(&'a self, document: &'a str, instalment: Option<&'a str>) -> &'a [&'a Entry] {
        self.entries.get(&(document, instalment)).map_or(&[], Vec::as_slice)
    }

    fn other_parts(&self, document: &Document, instalment: Option<&Instalment>) -> OtherParts {
        let own = instalment.map(|part| part.id.as_str());
        let of_document = self.entries.range((document.id.as_str(), None)..);
        let of_document = of_document.take_while(|((id, _), _)| *id == document.id);
        let others = of_document.filter(|((_, part), _)| *part != own);
        OtherParts::of(others.flat_map(|(_, entries)| entries.iter().copied()))
    }

    /// Why nothing of this document can be decided, if so.
    #[must_use]
    pub fn refusal_of(&self, document: &Document) -> Option<Reason> {
        self.refusal().or_else(|| document.problem.as_ref().map(invalid))
    }

    /// Why nothing of this account can be decided, if so.
    #[must_use]
    pub fn refusal(&self) -> Option<Reason> {
        if self.account.documents.len() > limits::DOCUMENTS_PER_ACCOUNT {
            let documents = i64::try_from(self.account.documents.len()).unwrap_or(i64::MAX);
            return Some(Reason::AccountTooLarge { documents });
        }
        self.problem.as_ref().map(invalid)
    }

    /// Decides the whole account.
    #[must_use]
    pub fn decide(&'a self) -> Answer<'a> {
        let mut answer = Answer::default();
        let mut verdicts = Vec::new();
        for document in &self.account.documents {
            match self.refusal_of(document) {
                Some(reason) => {
                    let part = |case: Case<'_>| not_looked_at(&document.id, case.instalment_id(), reason.clone());
                    answer.decisions.extend(self.cases(document).into_iter().map(part));
                }
                None => verdicts.extend(self.cases(document).into_iter().map(|case| decide(case, &mut Trace::off()))),
            }
        }
        answer.wanted = group::wanted(&mut verdicts, self.account);
        let tomorrow = plus_days(self.context.today, 1);
        let mut keys = BTreeMap::<_, (Vec<String>, u32)>::new();
        for wanted in &answer.wanted {
            let documents = sort::set(wanted.coverage.iter().map(|part| &part.document));
            let documents = u32::try_from(documents.len()).unwrap_or(u32::MAX);
            for part in &wanted.coverage {
                let covered = keys.entry((part.document.clone(), part.instalment.clone())).or_default();
                covered.0.push(wanted.key.clone());
                covered.1 = covered.1.max(documents);
            }
        }
        for verdict in &verdicts {
            answer.marks.extend(verdict.marks.iter().map(|mark| recorded(verdict, mark, self.context.today)));
            let case = verdict.case;
            let part = (case.document.id.clone(), case.instalment_id().map(str::to_owned));
            answer.decisions.push(told(verdict, keys.remove(&part).unwrap_or_default(), tomorrow));
        }
        let rejected = self.account.rejected.iter();
        let rejected = rejected.map(|rejected| not_looked_at(&rejected.id, None, invalid(&rejected.problem)));
        answer.decisions.extend(rejected);
        sort::by(&mut answer.decisions, |a, b| (&a.document, &a.instalment).cmp(&(&b.document, &b.instalment)));
        answer
    }
}

fn invalid(problem: &Problem) -> Reason {
    Reason::InvalidData { field: problem.field.clone(), problem: problem.what.clone() }
}

/// A document whose data forbid to decide anything.
fn not_looked_at(document: &str, instalment: Option<&str>, reason: Reason) -> Decision {
    Decision {
        document: document.to_owned(),
        instalment: instalment.map(str::to_owned),
        reason,
        next: Next::WhenChanged,
        scenario: None,
        step: None,
        actions: Vec::new(),
        together: 0,
        larger: None,
    }
}

/// A verdict as the host sees it, with the keys of the actions that cover it.
fn told(verdict: &Verdict<'_>, (actions, together): (Vec<String>, u32), tomorrow: Day) -> Decision {
    let case = verdict.case;
    let (reason, next) = match (&verdict.held, &verdict.act) {
        (Some(held), _) => (held.reason.clone(), held.next),
        (None, Some(act)) => {
            (Reason::Remind { step: act.scheduled.step.id.clone(), planned: act.scheduled.planned }, Next::On(tomorrow))
        }
        (None, None) => (Reason::Finished, Next::WhenChanged),
    };
    // Something that leaves today changes what comes next.
    let next = if actions.is_empty() { next } else { next.min(Next::On(tomorrow)) };
    Decision {
        document: case.document.id.clone(),
        instalment: case.instalment_id().map(str::to_owned),
        reason,
        next,
        scenario: verdict.scenario.map(|(scenario, _)| scenario.id.clone()),
        step: verdict.step.map(|step| step.id.clone()),
        actions,
        together,
        larger: verdict.larger.clone(),
    }
}

fn recorded(verdict: &Verdict<'_>, mark: &Mark<'_>, today: Day) -> Entry {
    let case = verdict.case;
    let (scenario, run) = match verdict.scenario {
        Some((scenario, run)) => (scenario.id.clone(), run),
        None => (String::new(), Run::Rehearsal),
    };
    Entry {
        coverage: Coverage {
            document: case.document.id.clone(),
            instalment: case.instalment_id().map(str::to_owned),
            scenario,
            cycle: case.document.cycle,
            step: mark.step.id.clone(),
            repetition: mark.repetition,
        },
        action: String::new(),
        attempt: 0,
        state: mark.state,
        origin: Origin::Engine,
        audience: if mark.step.is_internal() { Audience::Internal } else { Audience::Customer },
        severe: mark.step.is_severe(),
        run,
        day: today,
        due: mark.days.map(|(due, _)| due),
        planned: mark.days.map(|(_, planned)| planned),
        deadline: None,
        reason: mark.reason.code().to_owned(),
        key: String::new(),
    }
}
