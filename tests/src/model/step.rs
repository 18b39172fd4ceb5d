//! Paragraph 6, what ladders and plans of points have in common: what was done, a step's due, planned and effective day, and what of it
//! is still to be done.

use std::collections::BTreeMap;

use super::{
    calendar::{between, end_of_month, first_open, is_open, next_working, plus, plus_working, previous_working},
    ledger::Ledger,
    recipients, scenario,
    world::{Account, Action, Anchor, CatchUp, Day, Entry, Kind, Part, Scenario, Shift, State, Step, Today},
};

/// A step that is left out for good, and why.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Out {
    pub step: String,
    pub repetition: u32,
    pub state: State,
    pub reason: &'static str,
}

/// What the order of steps says of a part on a day.
#[derive(Clone, Debug)]
pub struct Choice<'a> {
    /// Steps left out today. "Skipped steps wait for their step": where one's turn has come they are recorded when it leaves.
    pub out: Vec<Out>,
    /// A step's turn has come, though it may be kept back.
    pub turn: bool,
    /// Steps left out when the chosen one leaves.
    pub out_with_it: Vec<Out>,
    /// All that can be said of steps that are out: the page does not say on which day a step is recorded that is out for good, nor
    /// which of several reasons is told.
    pub possible: Vec<Out>,
    pub verdict: Chosen<'a>,
}

impl Choice<'_> {
    pub fn finished() -> Self {
        let verdict = Chosen::Hold("finished", None);
        Choice { out: Vec::new(), turn: false, out_with_it: Vec::new(), possible: Vec::new(), verdict }
    }
}

#[derive(Clone, Debug)]
pub enum Chosen<'a> {
    /// Held, with a code and the step it is about.
    Hold(&'static str, Option<String>),
    /// This step could leave today.
    Step(Candidate<'a>),
}

/// What failed beside something that was sent.
pub enum Retry<'a> {
    /// Whether its turn has come, be the day closed.
    Again(Chosen<'a>, bool),
    /// Its time is over; whether for good, or only because it could leave on no day that is left. Open: whether that is recorded.
    Over(Out, bool),
}

#[derive(Clone, Debug)]
pub struct Candidate<'a> {
    pub step: &'a Step,
    pub repetition: u32,
    pub due: Day,
    pub planned: Day,
    pub effective: Day,
    /// The actions to be done, with their attempts.
    pub actions: Vec<(&'a Action, u32)>,
}

/// How many times an action is tried.
const TRIES: usize = 3;

/// Why a step has no day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoDay {
    AnchorMissing,
    AwaitingEvent,
    /// "Drop": its day is closed.
    ClosedDay,
}

/// One part in one scenario on one day.
pub struct Plan<'a> {
    pub today: &'a Today<'a>,
    pub account: &'a Account,
    pub ledger: &'a Ledger,
    pub part: Part<'a>,
    pub scenario: &'a Scenario,
    /// All that counts in the mode in which the part is decided, and what failed.
    pub history: Vec<&'a Entry>,
    /// What left of the other instalments of the document.
    pub siblings: Vec<&'a Entry>,
    /// What the customer was told in former cycles.
    pub former: Vec<&'a Entry>,
}

impl<'a> Plan<'a> {
    /// All entries of one step.
    pub fn entries(&self, step: &str, repetition: u32) -> Vec<&'a Entry> {
        let mine = |entry: &&&Entry| {
            entry.scenario == self.scenario.id && entry.step == step && entry.repetition == repetition
        };
        self.history.iter().filter(mine).copied().collect()
    }

    /// Whether a step counts. A task alone does not make a step with a message count: "tasks and notifications of the step leave all
    /// the same", and the message is still to come.
    pub fn counts(&self, step: &Step, repetition: u32) -> bool {
        // A step that was repeated since is done, whatever came back of it later.
        let mine = |entry: &&&Entry| entry.scenario == self.scenario.id && entry.step == step.id;
        let repeated = self.history.iter().filter(mine).any(|entry| entry.repetition > 0 && entry.state.counts());
        if repetition == 0 && repeated {
            return true;
        }
        self.entries(&step.id, repetition).iter().any(|entry| {
            entry.state.counts() && (entry.action.is_empty() || entry.to_customer || !step.is_for_customer())
        })
    }

    /// Whether an action of a step came to nothing.
    pub fn has_failed(&self, step: &Step) -> bool {
        self.entries(&step.id, 0).iter().any(|entry| !entry.state.counts())
    }

    /// Whether a step's message (or, of an internal step, its task) left.
    pub fn has_left(&self, step: &Step, repetition: u32) -> bool {
        let entries = self.entries(&step.id, repetition);
        entries.iter().any(|entry| entry.state.left() && (entry.to_customer || !step.is_for_customer()))
    }

    /// The last attempt of each action that is recorded, whatever it did then.
    pub fn attempts(&self, step: &Step, repetition: u32) -> BTreeMap<String, u32> {
        let mut attempts = BTreeMap::new();
        for entry in self.entries(&step.id, repetition) {
            let last: &mut u32 = attempts.entry(entry.action.clone()).or_default();
            *last = entry.attempt.max(*last);
        }
        attempts
    }

    /// The actions still to be done. Of a step that counts: what failed, alone.
    pub fn to_do(&self, step: &'a Step, repetition: u32) -> Vec<(&'a Action, u32)> {
        let entries = self.entries(&step.id, repetition);
        let whole = !self.counts(step, repetition);
        let one = |action: &'a Action| {
            let mine: Vec<_> = entries.iter().filter(|entry| entry.action == action.id).collect();
            let Some(last) = mine.iter().max_by_key(|entry| entry.attempt) else { return whole.then_some((action, 1)) };
            let done = mine.iter().any(|entry| entry.state.counts());
            (!done).then_some((action, last.attempt + 1))
        };
        step.actions.iter().filter_map(one).collect()
    }

    /// "Tried again the next day": the first day after the last failure.
    pub fn not_before_retry(&self, step: &Step, repetition: u32) -> Option<Day> {
        let entries = self.entries(&step.id, repetition);
        entries.iter().filter(|entry| !entry.state.counts()).map(|entry| plus(entry.day, 1)).max()
    }

    /// "What failed beside something that was sent is tried again alone the next day": of a step that counts.
    pub fn retry(&self, step: &'a Step, repetition: u32) -> Option<Retry<'a>> {
        // "An optional action that was tried three times in vain, or reaches nobody any more, is given up"; any other waits for a person.
        let given_up = |one: &(&Action, u32)| {
            let reaches = || recipients::way(self.today, self.account, &self.part, one.0).is_some();
            one.0.optional && (self.has_no_try_left(step, repetition, *one) || !reaches())
        };
        let actions: Vec<_> = self.to_do(step, repetition).into_iter().filter(|one| !given_up(one)).collect();
        if step.retired || !self.has_left(step, repetition) || actions.is_empty() {
            return None;
        }
        // "After validity only points anchored after expiry are left."
        if self.ends_before(step, self.today.day) {
            // "Expires when that day comes, under any policy": also where the quote has ended as well.
            let (state, reason) = match self.day_has_come(step) {
                true => (State::Expired, "day-come"),
                false => (State::Dropped, "after-validity"),
            };
            return Some(Retry::Over(Out { step: step.id.clone(), repetition, state, reason }, true));
        }
        let day = self.not_before_retry(step, repetition)?;
        let entries = self.entries(&step.id, repetition);
        // What is recorded as left out is not tried again.
        if entries.iter().any(|entry| entry.action.is_empty() && entry.state.counts()) {
            return None;
        }
        let first = entries.iter().find(|entry| entry.planned.is_some())?;
        let expired = |reason| Out { step: step.id.clone(), repetition, state: State::Expired, reason };
        if self.day_has_come(step) {
            return Some(Retry::Over(expired("day-come"), true));
        }
        // "After validity only points anchored after expiry are left."
        if self.ends_before(step, self.first_day(day)) {
            let for_good = self.ends_before(step, self.today.day);
            let over = Out { step: step.id.clone(), repetition, state: State::Dropped, reason: "after-validity" };
            return Some(Retry::Over(over, for_good));
        }
        let (due, planned) = (first.due.unwrap_or(first.day), first.planned.unwrap_or(first.day));
        // "One message a day about a document, whichever of its instalments it is about", its first send included.
        let others = self.siblings.iter().filter(|entry| entry.state.left() && entry.to_customer);
        let others = others.map(|entry| plus(entry.day, 1));
        let first_sent = self.part.document.first_sent.filter(|_| step.is_for_customer()).map(|day| plus(day, 1));
        // "One step a day, tasks included."
        let steps = self.others(step, repetition).into_iter().map(|entry| plus(entry.day, 1));
        // "The gap also follows any manual reminder."
        let by_hand = self.history.iter().filter(|entry| entry.by_person && entry.to_customer && entry.state.left());
        let by_hand = by_hand.map(|entry| plus(entry.day, self.gap_by_hand()));
        let day_after = others.chain(first_sent).chain(steps).chain(by_hand).chain(self.after_former());
        let day = day_after.fold(planned.max(day), Day::max);
        let day = first_open(self.today.settings, self.account, self.scenario.shift, day);
        if self.is_too_late(day, self.first_day(day)) {
            return Some(Retry::Over(expired("too-late"), self.is_too_late(day, self.today.day)));
        }
        if self.announces_before(step, self.first_day(day)) {
            return None;
        }
        if !self.is_today(day) {
            let turn = day <= self.today.day;
            return Some(Retry::Again(Chosen::Hold("waiting", Some(step.id.clone())), turn));
        }
        // "What was tried three times in vain is told on a day on which it could leave."
        if self.is_exhausted(step, repetition, &actions) {
            return Some(Retry::Again(Chosen::Hold("attempts-exhausted", Some(step.id.clone())), false));
        }
        let candidate = Candidate { step, repetition, due, planned, effective: day, actions };
        Some(Retry::Again(Chosen::Step(candidate), true))
    }

    /// Whether some step left and one of its actions was tried too often.
    pub fn has_exhausted(&self) -> bool {
        let exhausted = |step: &&'a Step| self.has_left(step, 0) && self.is_exhausted(step, 0, &self.to_do(step, 0));
        self.scenario.steps.iter().any(|step| exhausted(&step))
    }

    /// Whether one of the actions was tried too often.
    pub fn is_exhausted(&self, step: &Step, repetition: u32, actions: &[(&Action, u32)]) -> bool {
        actions.iter().any(|one| self.has_no_try_left(step, repetition, *one))
    }

    /// "By the number of the attempt, less those of a mail that bounced, as far as the account has as many addresses that bounced."
    fn has_no_try_left(&self, step: &Step, repetition: u32, (action, next): (&Action, u32)) -> bool {
        let entries = self.entries(&step.id, repetition);
        let bounced = entries.iter().filter(|entry| entry.action == action.id && entry.state == State::Bounced).count();
        let by_mail = action.kind == Kind::Email;
        next as usize - 1 - if by_mail { bounced.min(self.account.bounced_addresses()) } else { 0 } >= TRIES
    }

    /// Whether a first send is asked for at all.
    pub fn needs_first_send(&self) -> bool {
        self.today.settings.rules(self.part.is_quote()).first_send_required
    }

    /// Whether an internal step was done or skipped before the first send, or that day. What a retired step did nobody knows any more.
    pub fn counts_for_itself(&self, step: &Step) -> bool {
        let first_sent = self.part.document.first_sent.filter(|_| self.needs_first_send());
        // A repetition that left since stands in the plan.
        let mine = |entry: &&&Entry| entry.scenario == self.scenario.id && entry.step == step.id;
        (step.retired || !step.is_for_customer())
            && first_sent.is_some_and(|sent| self.history.iter().filter(mine).all(|entry| entry.day <= sent))
    }

    /// What left of other steps than this one.
    fn others(&self, step: &Step, repetition: u32) -> Vec<&'a Entry> {
        let own = |entry: &&&Entry| {
            entry.scenario == self.scenario.id && entry.step == step.id && entry.repetition == repetition
        };
        self.history.iter().filter(|entry| entry.state.left() && !own(entry)).copied().collect()
    }

    /// The last reminder before this step. A message by hand that advances nothing is none.
    pub fn previous_reminder(&self, step: &Step, repetition: u32) -> Option<&'a Entry> {
        let reminders = self.others(step, repetition).into_iter();
        reminders
            .filter(|entry| entry.to_customer && !entry.scenario.is_empty())
            .max_by_key(|entry| (entry.day, entry.planned))
    }

    /// "A severe step never leaves unless a milder reminder of the same document left earlier in this cycle."
    pub fn has_milder(&self) -> bool {
        let milder =
            |entry: &Entry| entry.state.left() && entry.to_customer && !entry.severe && entry.day < self.today.day;
        // Open: whether a reminder of another instalment is one of the same document. An instalment is decided like a document of its own.
        self.history.iter().any(|entry| milder(entry))
    }

    /// The day a step counts from.
    fn anchor(&self, step: &Step) -> Result<Day, NoDay> {
        let document = self.part.document;
        let day = match &step.from {
            Anchor::Issued => Some(document.issued),
            Anchor::FirstSent => document.first_sent,
            Anchor::Due => self.part.due(),
            Anchor::ValidUntil => document.valid_until,
            Anchor::EndOfMonthOfIssued => Some(end_of_month(document.issued)),
            Anchor::EndOfMonthOfValidUntil => document.valid_until.map(end_of_month),
            Anchor::EndOfMonthOfDue => self.part.due().map(end_of_month),
            // Open: a reminder by hand that advances nothing; a step that counts from the last reminder counts from it.
            Anchor::PreviousReminder => {
                let reminders = self.others(step, 0).into_iter().filter(|entry| entry.to_customer);
                reminders.map(|entry| entry.day).max()
            }
            Anchor::Event(kind) => {
                // Open: of several events of one kind the last one counts. "An event counts since the document was issued."
                let days = document.issued..=self.today.day;
                let events =
                    self.account.events.iter().filter(|event| event.kind == *kind && days.contains(&event.day));
                let mine = events.filter(|event| event.document.as_ref().is_none_or(|id| *id == document.id));
                return mine.map(|event| event.day).max().ok_or(NoDay::AwaitingEvent);
            }
        };
        day.ok_or(NoDay::AnchorMissing)
    }

    /// "Only a person's change on the document moves it, and it then resumes at the first step planned after the last reminder": whether the
    /// step was planned on or before the last reminder of a former scenario.
    pub fn is_before_the_change(&self, planned: Day) -> bool {
        let former =
            self.history.iter().filter(|entry| entry.scenario != self.scenario.id && !entry.scenario.is_empty());
        let last = former.filter(|entry| entry.state.left() && entry.to_customer).map(|entry| entry.day).max();
        last.is_some_and(|last| planned <= last)
    }

    /// Whether planned and effective day are one.
    pub fn is_relative(step: &Step) -> bool {
        matches!(step.from, Anchor::PreviousReminder | Anchor::Event(_))
    }

    /// Its anchor and offset.
    pub fn due(&self, step: &Step) -> Result<Day, NoDay> {
        let anchor = self.anchor(step)?;
        Ok(if step.working_days {
            plus_working(self.today.settings, anchor, step.offset)
        } else {
            plus(anchor, step.offset)
        })
    }

    /// Due and planned day.
    pub fn days(&self, step: &Step) -> Result<(Day, Day), NoDay> {
        let due = self.due(step)?;
        Ok((due, self.shifted(step, self.anchor(step)?, due)?))
    }

    /// The due day moved by the shift rule.
    pub fn shifted(&self, step: &Step, anchor: Day, due: Day) -> Result<Day, NoDay> {
        let settings = self.today.settings;
        if self.scenario.shift == Shift::None {
            return Ok(due);
        }
        // "Points anchored on the expiry itself always go to the previous one", under `drop` too.
        let by_points = self.part.is_quote() && self.scenario.by_date;
        let valid = self.part.document.valid_until;
        if by_points && step.from == Anchor::ValidUntil && step.offset <= 0 {
            return Ok(previous_working(settings, due));
        }
        let moved = match self.scenario.shift {
            // "What counts forward from its anchor never goes back before it, nor to its very day where it comes after."
            Shift::Previous => {
                let back = previous_working(settings, due);
                let forward = next_working(settings, due);
                let early = back < anchor || (back == anchor && step.offset > 0);
                let past_the_end = self.validity().is_some_and(|last| due <= last && last < forward);
                if step.offset >= 0 && early && !past_the_end { forward } else { back }
            }
            Shift::Drop => {
                let open = is_working(self, due);
                return if open { Ok(due) } else { Err(NoDay::ClosedDay) };
            }
            _ => next_working(settings, due),
        };
        // "Only where that would carry it past the last day of validity it goes to the previous working day."
        match valid {
            Some(valid) if by_points && due <= valid && moved > valid => Ok(previous_working(settings, due)),
            _ => Ok(moved),
        }
    }

    /// "An event whose step could leave only after validity is not waited for."
    pub fn is_too_late_for_an_event(&self, step: &Step) -> bool {
        let settings = self.today.settings;
        let due = if step.working_days {
            plus_working(settings, self.today.day, step.offset)
        } else {
            plus(self.today.day, step.offset)
        };
        let day = self.shifted(step, self.today.day, due).unwrap_or(due);
        self.validity().is_some_and(|last| last < day)
    }

    /// "`min_gap` also follows any manual reminder"; "2 days by default" of a plan of points.
    fn gap_by_hand(&self) -> i64 {
        self.scenario.min_gap.unwrap_or(if self.scenario.by_date { 2 } else { 1 }).max(1)
    }

    /// "A new cycle keeps the gap and the deadline of what was told in the former ones."
    fn after_former(&self) -> impl Iterator<Item = Day> + '_ {
        self.former.iter().map(move |entry| plus(entry.day, self.gap_by_hand())).chain(self.former_deadlines())
    }

    fn former_deadlines(&self) -> impl Iterator<Item = Day> + '_ {
        self.former.iter().filter_map(|entry| entry.deadline).map(|deadline| plus(deadline, 1))
    }

    /// The day from which a step can leave: shift (the later of its planned day and what keeps it away from others).
    pub fn effective(&self, step: &Step, repetition: u32, due: Day, planned: Day) -> Day {
        let mut day = planned;
        let others = self.others(step, repetition);
        if let Some(last) = self.previous_reminder(step, repetition) {
            day = day.max(plus(last.day, self.gap(step, repetition, due, planned, last)));
        }
        for entry in &others {
            // One step a day, whatever it does.
            day = day.max(plus(entry.day, 1));
            if entry.by_person && entry.to_customer {
                day = day.max(plus(entry.day, self.gap_by_hand()));
            }
            let felt = step.is_for_customer() || step.is_severe();
            if let (true, true, Some(deadline)) = (felt, entry.to_customer, entry.deadline) {
                day = day.max(plus(deadline, 1));
            }
        }
        if step.is_for_customer() {
            // "At most one customer step per document and day": of the other instalments as well.
            for entry in self.siblings.iter().filter(|entry| entry.state.left() && entry.to_customer) {
                day = day.max(plus(entry.day, 1));
            }
            day = self.after_former().fold(day, Day::max);
            if let Some(first) = self.part.document.first_sent {
                day = day.max(plus(first, 1));
            }
        }
        if step.is_severe() {
            day = self.former_deadlines().fold(day, Day::max);
        }
        if let Some(retry) = self.not_before_retry(step, repetition) {
            day = day.max(retry);
        }
        first_open(self.today.settings, self.account, self.scenario.shift, day)
    }

    fn gap(&self, step: &Step, repetition: u32, due: Day, planned: Day, last: &Entry) -> i64 {
        if let Some(gap) = self.scenario.min_gap {
            return gap.max(1);
        }
        if self.scenario.by_date {
            return 2;
        }
        // "A repetition is due N days after the last one left; nothing is added." "Anchored on the previous reminder or an event:
        // planned = effective."
        if repetition > 0 || Self::is_relative(step) {
            return 1;
        }
        let by_plan = between(last.planned.unwrap_or(last.day), planned);
        let before_shift = between(last.due.unwrap_or(last.day), due);
        by_plan.max((before_shift + 1).div_euclid(2)).max(1)
    }

    /// Whether the step's day has come and today is a day on which something may leave.
    pub fn is_today(&self, effective: Day) -> bool {
        effective <= self.today.day && is_open(self.today.settings, self.account, self.scenario.shift, self.today.day)
    }

    /// The day that a step's text speaks of as still to come.
    fn announced(&self, step: &Step) -> Option<Day> {
        let before_an_end = step.offset < 0 && matches!(step.from, Anchor::Due | Anchor::ValidUntil);
        let announces = step.announces.unwrap_or(before_an_end);
        let end = if self.part.is_quote() { self.part.document.valid_until } else { self.part.due() };
        end.filter(|_| announces)
    }

    /// "A step that speaks of a day to come expires when that day comes."
    pub fn day_has_come(&self, step: &Step) -> bool {
        self.announces_before(step, self.today.day)
    }

    /// The first day from today on which a step with that effective day can leave.
    pub fn first_day(&self, effective: Day) -> Day {
        first_open(self.today.settings, self.account, self.scenario.shift, effective.max(self.today.day))
    }

    /// Whether a step speaks of a day that has come on `day`.
    pub fn announces_before(&self, step: &Step, day: Day) -> bool {
        self.announced(step).is_some_and(|announced| announced <= day)
    }

    /// "`expire N`: a step more than N days late is dropped": late by the day on which it could leave.
    pub fn is_too_late(&self, effective: Day, day: Day) -> bool {
        matches!(self.scenario.catch_up, CatchUp::Expire(days) if between(effective, day) > days)
    }

    /// Whether the quote's validity has ended on `day` and the step is none that counts from after it.
    pub fn ends_before(&self, step: &Step, day: Day) -> bool {
        self.validity().is_some_and(|last| last < day) && !self.is_after_expiry(step)
    }

    /// "A step's `when` is checked on its effective day."
    pub fn condition(&self, step: &Step) -> Option<bool> {
        let Some(when) = &step.when else { return Some(true) };
        scenario::holds(when, self.today, self.account, self.ledger, &self.part)
    }

    /// The last day of validity of a quote.
    pub fn validity(&self) -> Option<Day> {
        if self.part.is_quote() { self.part.document.valid_until } else { None }
    }

    /// "After validity only points anchored after expiry (Dolibarr's `+10 days`) are left": asked of a step's own anchor and due day.
    pub fn is_after_expiry(&self, step: &Step) -> bool {
        let at_end = matches!(step.from, Anchor::ValidUntil | Anchor::EndOfMonthOfValidUntil);
        let (Some(last), Ok(due)) = (self.validity(), self.due(step)) else { return false };
        at_end && due > last
    }
}

fn is_working(plan: &Plan, day: Day) -> bool {
    super::calendar::is_working(plan.today.settings, day)
}
