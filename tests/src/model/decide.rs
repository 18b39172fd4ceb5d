//! The decision for every part of an account, in the order of the page.

use std::collections::BTreeMap;

use super::{
    grouping::{self, Bundle},
    holds::{broken_promise, could_concern, holds},
    ladder,
    ledger::Ledger,
    points,
    recipients::{Way, deliverable},
    scenario::scenario,
    state,
    step::{Choice, Chosen, Out, Plan},
    world::{
        Account, Day, Document, DocumentKind, Entry, HoldKind, Kind, Mode, Part, PartId, PaymentState, Scenario, Step,
        Today,
    },
};

/// The answer for one part.
#[derive(Clone, Debug)]
pub struct Decision {
    pub part: PartId,
    /// The codes that may be told: more than one only where the page leaves it open.
    pub codes: Vec<&'static str>,
    pub step: Option<String>,
}

/// A step left out for good.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Mark {
    pub part: PartId,
    pub out: Out,
}

/// One thing that leaves.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Message {
    /// Document, instalment, step, repetition, attempt of each; sorted.
    pub covers: Vec<(PartId, String, u32)>,
    pub action: String,
    pub way: Way,
    pub kind: &'static str,
    pub attempt: u32,
    pub severe: bool,
    pub simulated: bool,
    pub deadline: Option<Day>,
    pub effective: Day,
}

/// The answer for an account.
#[derive(Clone, Debug, Default)]
pub struct Answer {
    pub decisions: Vec<Decision>,
    pub marks: Vec<Mark>,
    /// All that may be recorded today.
    pub possible: Vec<Mark>,
    pub messages: Vec<Message>,
    /// What the tenant's limit is still to look at.
    pub bundles: Vec<Bundle>,
}

/// A part that has something to leave today.
#[derive(Clone, Debug)]
pub struct Leaving<'a> {
    pub part: Part<'a>,
    pub scenario: &'a Scenario,
    pub step: &'a Step,
    pub repetition: u32,
    pub effective: Day,
    pub actions: Vec<(&'a super::world::Action, u32, Way)>,
    /// Why its message does not leave with the internal actions.
    pub held: Option<&'static str>,
    pub lacks_both: bool,
    /// What failed beside something that was sent.
    pub alone: bool,
    /// The last attempt of each action that is recorded.
    pub attempts: BTreeMap<String, u32>,
    pub with_it: Vec<Out>,
    pub simulated: bool,
}

impl Leaving<'_> {
    pub fn tells_customer(&self) -> bool {
        self.actions.iter().any(|(action, ..)| action.kind.to_customer())
    }
}

pub fn word(kind: Kind, way: &Way) -> &'static str {
    match (kind, way) {
        (Kind::Email, Way::Letter(..)) | (Kind::Letter, _) => "letter",
        (Kind::Email, _) => "email",
        (Kind::Registered, _) => "registered-letter",
        (Kind::Sms, _) => "sms",
        (Kind::Whatsapp, _) => "whatsapp",
        (Kind::Task, _) => "task",
        (Kind::Notification, _) => "notification",
        (Kind::BlockOrders, _) => "block-orders",
    }
}

enum PartAnswer<'a> {
    No(Vec<&'static str>, Option<String>),
    Leaves(Leaving<'a>),
}

/// Which messages have the smaller key, of those with one effective day.
pub type ChosenByKey<'a> = &'a dyn Fn(&Message) -> bool;

/// Decides all accounts on a day, of which `so_far` messages have left already. Ties of the limits are broken by keys, which the model does not make:
/// `in_account` says what was chosen by the limit of the account, `in_tenant` by that of the tenant.
#[must_use]
pub fn decide(
    today: &Today,
    accounts: &[Account],
    so_far: i64,
    (in_account, in_tenant): (ChosenByKey<'_>, ChosenByKey<'_>),
) -> Vec<Answer> {
    let mut answers: Vec<_> = accounts.iter().map(|account| account_alone(today, account, in_account)).collect();
    grouping::admit(today, &mut answers, so_far, in_tenant);
    for answer in &mut answers {
        answer.decisions.sort_by(|a, b| a.part.cmp(&b.part));
        answer.marks.sort();
        answer.messages.sort();
    }
    answers
}

fn account_alone(today: &Today, account: &Account, chosen_by_key: &dyn Fn(&Message) -> bool) -> Answer {
    let ledger = Ledger::of(account, today.day, today.settings.ignores_credits);
    let mut answer = Answer::default();
    let mut leaving = Vec::new();
    for part in Part::all(account) {
        let (mut marks, mut possible) = (Vec::new(), Vec::new());
        match one(today, account, &ledger, part, &mut marks, &mut possible) {
            PartAnswer::No(codes, step) => answer.decisions.push(Decision { part: part.id(), codes, step }),
            PartAnswer::Leaves(one) => leaving.push(one),
        }
        answer.marks.extend(marks.into_iter().map(|out| Mark { part: part.id(), out }));
        answer.possible.extend(possible.into_iter().map(|out| Mark { part: part.id(), out }));
    }
    grouping::group(today, account, leaving, chosen_by_key, &mut answer);
    answer.possible.extend(answer.marks.iter().cloned());
    answer
}

fn one<'a>(
    today: &'a Today<'a>,
    account: &'a Account,
    ledger: &'a Ledger,
    part: Part<'a>,
    marks: &mut Vec<Out>,
    possible: &mut Vec<Out>,
) -> PartAnswer<'a> {
    let no = |code: &'static str| PartAnswer::No(vec![code], None);
    let document: &Document = part.document;
    if matches!(document.kind, DocumentKind::CreditNote | DocumentKind::Deposit) {
        return no("not-reminded");
    }
    if names_nothing(today, account, &part) {
        return no("invalid-data");
    }
    // 1 and 2.
    let off = state::mode(today, &part, None) == Mode::Off;
    let missing = today.plan.as_ref().is_some_and(|plan| {
        let feature = if part.is_quote() { "automatic-quotes" } else { "automatic-invoices" };
        !plan.iter().any(|one| one == feature)
    });
    match (off, missing) {
        // Open: which is told.
        (true, true) => return PartAnswer::No(vec!["switched-off", "not-in-plan"], None),
        (true, false) => return no("switched-off"),
        (false, true) => return no("not-in-plan"),
        (false, false) => {}
    }
    if let Some(code) = state::scope(today, account, document) {
        return no(code);
    }
    // 3.
    if let Some(code) = state::state(today, ledger, &part) {
        // Open: a part that is kept back as a guarantee and has nothing left can be told as either.
        let retention = part.instalment.is_some_and(|one| one.retention)
            && ["settled", "covered-by-credit", "account-in-credit"].contains(&code);
        return PartAnswer::No(if retention { vec![code, "retention"] } else { vec![code] }, None);
    }
    let scenario = scenario(today, account, ledger, &part);
    let plan = scenario.as_ref().ok().map(|scenario| plan(today, account, ledger, part, scenario));
    let held_back = holds(today, account, ledger, &part);
    let mut choice = plan.as_ref().map(|plan| choose(plan, broken_promise(today, account, ledger, &part)));
    if let (Some(plan), Some(choice)) = (&plan, &mut choice)
        && let Some(code) = ended(plan, choice)
    {
        // Open: which is told of a scenario that is switched off and a hold, both true, on a quote that has ended.
        let off = state::mode(today, &part, Some(plan.scenario)) == Mode::Off;
        // "Whether what is still open of a step that counts from the end has come too late meanwhile is looked at once nothing holds any more."
        let repeats = plan.scenario.repeat_last.is_some();
        let is_open = |step: &Step| !plan.counts(step, 0) || plan.has_failed(step);
        let to_come = |step: &&Step| !step.retired && plan.is_after_expiry(step) && (repeats || is_open(step));
        let to_come = plan.scenario.steps.iter().any(|step| to_come(&step));
        // Open: whether what had no day left is recorded of a quote that has ended.
        possible.extend(choice.out.iter().chain(&choice.out_with_it).chain(&choice.possible).cloned());
        let codes = if off {
            held_back.into_iter().chain(["switched-off", code]).collect()
        } else if to_come && !held_back.is_empty() {
            held_back.into_iter().chain([code]).collect()
        } else {
            told(plan, code)
        };
        return PartAnswer::No(codes, None);
    }
    // 4.
    if !held_back.is_empty() {
        return PartAnswer::No(held_back, None);
    }
    // 5.
    let (scenario, plan, mut choice) = match (scenario, plan, choice) {
        (Ok(scenario), Some(plan), Some(choice)) => (scenario, plan, choice),
        (Err(code), ..) => return no(code),
        _ => return no("no-scenario"),
    };
    let mode = state::mode(today, &part, Some(scenario));
    if mode == Mode::Off {
        return no("switched-off");
    }
    // 6 and 7.
    record(&plan, &mut choice, marks, possible);
    let candidate = match choice.verdict {
        Chosen::Hold(code, step) => {
            let codes = told(&plan, code);
            let step = step.filter(|_| codes.len() == 1);
            return PartAnswer::No(codes, step);
        }
        Chosen::Step(candidate) => candidate,
    };
    let hold = |code: &'static str| PartAnswer::No(vec![code], Some(candidate.step.id.clone()));
    if ladder::never_sent(&plan) && candidate.step.is_for_customer() {
        return hold("never-sent");
    }
    // 8.
    if needs_fresh_bank(&part, candidate.step) && bank_is_old(today) {
        return hold("bank-data-stale");
    }
    // 9.
    if is_below(ledger, &part, scenario, candidate.step) {
        return hold("below-threshold");
    }
    // 10.
    let deliverable = deliverable(today, account, &part, &candidate);
    if deliverable.actions.is_empty() {
        // Open: which is told of a message that has no address and lacks its file.
        let codes = if deliverable.lacks_both {
            vec!["no-address", "attachment-missing"]
        } else {
            vec![deliverable.held.unwrap_or("no-address")]
        };
        return PartAnswer::No(codes, Some(candidate.step.id.clone()));
    }
    PartAnswer::Leaves(Leaving {
        part,
        scenario,
        step: candidate.step,
        repetition: candidate.repetition,
        effective: candidate.effective,
        actions: deliverable.actions,
        held: deliverable.held,
        lacks_both: deliverable.lacks_both,
        alone: plan.counts(candidate.step, candidate.repetition),
        attempts: plan.attempts(candidate.step, candidate.repetition),
        with_it: choice.out_with_it,
        simulated: mode == Mode::NotifyOnly,
    })
}

/// "What names a document that is not there holds what it could concern: a hold or an event all documents of the account, money and credits its
/// invoices in their currency", unless it is listed as closed.
fn names_nothing(today: &Today, account: &Account, part: &Part) -> bool {
    let closed = account.closed_documents.clone().unwrap_or_default();
    let there = |id: &String| closed.contains(id) || account.documents.iter().any(|one| one.id == *id);
    let nowhere = |id: &Option<String>| id.as_ref().is_some_and(|id| !there(id));
    let money = |currency: &String| !part.is_quote() && *currency == part.document.currency;
    let credits = |one: &&Document| matches!(one.kind, DocumentKind::CreditNote | DocumentKind::Deposit);
    // "What contradicts itself": handed over, and listed as closed.
    closed.contains(&part.document.id)
        || account.holds.iter().any(|hold| nowhere(&hold.document) && could_concern(hold, part))
        || account.events.iter().any(|event| nowhere(&event.document))
        || account.payments.iter().any(|payment| {
            payment.state != PaymentState::Rejected && nowhere(&payment.document) && money(&payment.currency)
        })
        || account.documents.iter().filter(credits).any(|one| nowhere(&one.applies_to) && money(&one.currency))
        || (!part.is_quote() && credit_of_no_known_status(today, account, part))
        || (!part.is_quote() && promise_of_another_currency(account, part))
        // "With this list so does an entry of the history."
        || (account.closed_documents.is_some() && account.history.iter().filter(|entry| !entry.step.starts_with('@')).any(|entry| !there(&entry.document)))
}

/// "A credit whose status nobody knows holds the open invoice it names, else the account's invoices in its currency", unless it could lower none.
fn credit_of_no_known_status(today: &Today, account: &Account, part: &Part) -> bool {
    account.documents.iter().any(|credit| {
        let known = ["draft", "validated", "settled", "cancelled", "abandoned"].contains(&credit.status.as_str());
        let named = credit.applies_to.as_ref();
        let open = named.filter(|id| account.documents.iter().any(|one| one.id == **id && one.status == "validated"));
        matches!(credit.kind, DocumentKind::CreditNote | DocumentKind::Deposit)
            && !known
            && open.map_or(!today.settings.ignores_credits && credit.currency == part.document.currency, |id| {
                *id == part.document.id
            })
    })
}

/// "A promise of another currency than the invoice it names holds that one."
fn promise_of_another_currency(account: &Account, part: &Part) -> bool {
    account.holds.iter().any(|hold| {
        let other = matches!(&hold.kind, HoldKind::Promise { amount: Some((_, currency)), .. } if *currency != part.document.currency);
        other && hold.document.as_ref() == Some(&part.document.id)
    })
}

/// The step whose turn it is.
fn choose<'a>(plan: &Plan<'a>, broken: Option<Day>) -> Choice<'a> {
    if plan.scenario.by_date { points::choose(plan) } else { ladder::choose(plan, broken) }
}

/// What is recorded by itself, and what may be. "Steps left out on the way are recorded when the next one has left, not while a limit, a
/// threshold or a closed day keeps that one back."
fn record(plan: &Plan, choice: &mut Choice, marks: &mut Vec<Out>, possible: &mut Vec<Out>) {
    // "Running again on the same day gives nothing": what stands behind the step that left is looked at tomorrow.
    let left_today = |entry: &&Entry| entry.day == plan.today.day && entry.state.left() && !entry.scenario.is_empty();
    if plan.history.iter().any(left_today) {
        return;
    }
    possible.append(&mut choice.possible);
    if choice.turn || matches!(choice.verdict, Chosen::Step(_)) {
        choice.out_with_it.append(&mut choice.out);
    }
    marks.append(&mut choice.out);
}

fn plan<'a>(
    today: &'a Today<'a>,
    account: &'a Account,
    ledger: &'a Ledger,
    part: Part<'a>,
    scenario: &'a Scenario,
) -> Plan<'a> {
    // "History gets `simulated` entries that advance the rehearsal only."
    let rehearsal = state::mode(today, &part, Some(scenario)) == Mode::NotifyOnly;
    let history = part.history(account).into_iter().filter(|entry| rehearsal || !entry.simulated).collect();
    let of_document = account.history.iter().filter(|entry| {
        entry.document == part.document.id && (rehearsal || !entry.simulated) && !entry.step.starts_with('@')
    });
    let own = |entry: &&Entry| entry.instalment == part.instalment.map(|one| one.id.clone());
    let (own, siblings): (Vec<_>, Vec<_>) = of_document.partition(own);
    let former = own.into_iter().filter(|entry| entry.cycle != part.document.cycle);
    let former = former.filter(|entry| entry.to_customer && entry.state.left()).collect();
    Plan { today, account, ledger, part, scenario, history, siblings, former }
}

/// The codes that may be told instead of one. Open: on a day on which something left, whether a second run already tells that all the others expired.
fn told(plan: &Plan, code: &'static str) -> Vec<&'static str> {
    let left_today = plan.history.iter().any(|entry| {
        entry.day == plan.today.day && entry.state.left() && !entry.action.is_empty() && !entry.scenario.is_empty()
    });
    match code {
        // Open: of a step that is done but for an action that failed too often.
        "finished" if plan.has_exhausted() => vec![code, "attempts-exhausted"],
        "all-expired" if left_today => vec![code, "finished"],
        _ => vec![code],
    }
}

/// "A quote that has ended and of which nothing can leave any more is told so before whatever holds it."
fn ended(plan: &Plan, choice: &Choice) -> Option<&'static str> {
    let has_ended = plan.validity().is_some_and(|last| last < plan.today.day);
    match &choice.verdict {
        _ if !has_ended => None,
        Chosen::Hold("all-expired", _) => Some("all-expired"),
        Chosen::Hold("finished", _) => Some("validity-ended"),
        _ => None,
    }
}

/// "Fresh bank data are needed by customer messages about invoices and by severe steps about invoices; a quote never needs them."
fn needs_fresh_bank(part: &Part, step: &Step) -> bool {
    !part.is_quote() && step.needs_fresh_bank.unwrap_or(step.is_for_customer() || step.is_severe())
}

fn bank_is_old(today: &Today) -> bool {
    // Open: on a closed day; the day after the last fresh working day they are old.
    let fresh_until = |day| super::calendar::plus_working(today.settings, day, today.settings.max_bank_age);
    today.bank_date.is_none_or(|day| fresh_until(day) < today.day)
}

fn is_below(ledger: &Ledger, part: &Part, scenario: &Scenario, step: &Step) -> bool {
    let left = ledger.left(part);
    let least = step.minimum.or(scenario.minimum).filter(|_| part.document.currency == "EUR");
    let percent = step.minimum_percent.or(scenario.minimum_percent).unwrap_or(0);
    least.is_some_and(|least| left < least) || left * 100 < percent * part.amount()
}
