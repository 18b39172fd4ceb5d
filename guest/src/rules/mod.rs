//! The rules of a decision, one file for each step of docs/domain.md. Each looks at one case and lets it on or holds it.

mod destination;
mod first_send;
mod freshness;
mod holds;
mod limitation;
mod mode;
mod promises;
mod prospecting;
mod recipient;
mod scenario;
mod scope;
mod state;
mod step;
mod threshold;

pub use destination::{Destination, Mail, Phone, Post, Recipient};
pub use first_send::check as first_send;
pub use freshness::{bank as bank_freshness, check as freshness};
pub use holds::{all as all_holds, check as holds};
pub use limitation::{Limitation, is_consumer, of as limitation, profile};
pub use mode::{check as mode, of_step as subscription, switched_off};
pub use promises::Promises;
pub use recipient::{AddressedAction, ChannelChoice, Part, address, enclosed, language, mail, of_step as recipient};
pub use scenario::{by_hand as scenario_by_hand, choose as scenario, may_change_by_itself};
pub use scope::{all as all_of_scope, check as scope};
pub use state::check as state;
pub use step::{is_over, next as step, not_lost};
pub use threshold::{check as threshold, worth_it};

use std::collections::BTreeMap;

use crate::{
    calendar::Calendar,
    condition::{Condition, Values},
    domain::{
        Account, Channel, Company, Coverage, Day, Document, Entry, FactValue, Instalment, Money, Next, Person, Reason,
        Run, days_between, find_fact,
    },
    language::Locale,
    ledger::Ledger,
    plan::Past,
    settings::{Action, Fallback, KindSettings, ScenarioKind, Settings},
    template::Texts,
};

/// What holds for the whole call.
#[derive(Debug)]
pub struct CallContext {
    /// The tenant's identifier.
    pub tenant: String,
    /// The day.
    pub today: Day,
    /// The rules, already checked.
    pub settings: Settings,
    /// Who signs.
    pub company: Company,
    /// The features of the tenant's plan; `None`: all.
    pub plan: Option<Vec<String>>,
    /// The last day whose bank movements are recorded.
    pub bank_date: Option<Day>,
    /// Who reads what is found.
    pub locale: Locale,
    /// The texts compiled so far.
    pub texts: Texts,
}

impl CallContext {
    /// Whether the tenant's plan includes a feature.
    #[must_use]
    pub fn includes(&self, feature: &str) -> bool {
        self.plan.as_ref().is_none_or(|plan| plan.iter().any(|included| included == feature))
    }
}

/// One document, or one instalment of it, to be decided.
#[derive(Clone, Copy, Debug)]
pub struct Case<'a> {
    /// What holds for the whole call.
    pub context: &'a CallContext,
    /// Whose it is.
    pub account: &'a Account,
    /// What is left of everything the account owes.
    pub ledger: &'a Ledger<'a>,
    /// On which days reminders leave: the tenant's calendar, and the account's own closed periods. What counts working days counts the
    /// tenant's.
    pub calendar: &'a Calendar,
    /// The document.
    pub document: &'a Document,
    /// The part of it, when it is paid in parts.
    pub instalment: Option<&'a Instalment>,
    /// Its entries of the history.
    pub entries: &'a [&'a Entry],
    /// When the customer was last told of another part of the document.
    pub other_parts: OtherParts,
    /// The engine's own tasks (`@…`) that were asked for already in this account.
    pub own_tasks: &'a OwnTasks<'a>,
    /// The account's promises that were kept.
    pub promises: &'a Promises<'a>,
}

/// The engine's own tasks (`@…`) that an account's history has, rehearsals apart.
#[derive(Debug, Default)]
pub struct OwnTasks<'a>(BTreeMap<(&'a Coverage, Run), OwnTask>);

#[derive(Debug, Default)]
struct OwnTask {
    /// It was done, or is under way.
    counts: bool,
    /// The highest attempt.
    attempts: u32,
}

impl<'a> OwnTasks<'a> {
    /// Those of a history.
    #[must_use]
    pub fn of(history: &'a [Entry]) -> Self {
        let mut tasks = BTreeMap::<_, OwnTask>::new();
        for entry in history.iter().filter(|entry| entry.coverage.is_own_task()) {
            let task = tasks.entry((&entry.coverage, entry.run)).or_default();
            task.counts |= entry.state.counts();
            task.attempts = task.attempts.max(entry.attempt);
        }
        Self(tasks)
    }

    /// Whether it was asked for, and did not come to nothing.
    #[must_use]
    pub fn asked(&self, coverage: &Coverage, run: Run) -> bool {
        self.0.get(&(coverage, run)).is_some_and(|task| task.counts)
    }

    /// How often it was asked for.
    #[must_use]
    pub fn attempts(&self, coverage: &Coverage, run: Run) -> u32 {
        self.0.get(&(coverage, run)).map_or(0, |task| task.attempts)
    }
}

/// The last day on which a message about another part of the same document left.
#[derive(Clone, Copy, Debug, Default)]
pub struct OtherParts {
    live: Option<Day>,
    rehearsed: Option<Day>,
}

impl OtherParts {
    /// Of the entries of the other parts.
    pub fn of<'e>(entries: impl Iterator<Item = &'e Entry>) -> Self {
        let mut last = Self::default();
        for entry in entries.filter(|entry| entry.reached_customer()) {
            let day = match entry.run {
                Run::Live => &mut last.live,
                Run::Rehearsal => &mut last.rehearsed,
            };
            *day = (*day).max(Some(entry.day));
        }
        last
    }

    /// What counts for this run: a rehearsal sees both.
    #[must_use]
    pub fn last(self, run: Run) -> Option<Day> {
        match run {
            Run::Live => self.live,
            Run::Rehearsal => self.live.max(self.rehearsed),
        }
    }
}

/// A document held back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Held {
    /// Why.
    pub reason: Reason,
    /// What comes next.
    pub next: Next,
}

impl Held {
    /// Held until the data change.
    #[must_use]
    pub const fn until_changed(reason: Reason) -> Self {
        Self { reason, next: Next::WhenChanged }
    }
}

impl<'a> Case<'a> {
    /// What was done for it in its present cycle, as far as that run sees it.
    #[must_use]
    pub fn past(&self, run: Run) -> Past<'a> {
        let addresses = (self.account.bounced_addresses, self.closed_ways());
        Past::new(self.entries.iter().copied(), self.document.cycle, run, addresses)
    }

    /// The ways of messages that may be left out, and by which nobody is reached; asked only where something came to nothing.
    fn closed_ways(&self) -> Vec<(Channel, Option<Fallback>, Option<&'a str>)> {
        if self.entries.iter().all(|entry| entry.state.counts()) {
            return Vec::new();
        }
        let steps = self.context.settings.scenarios.iter().flat_map(|scenario| &scenario.steps);
        let messages = steps.flat_map(|step| &step.actions).filter_map(Action::message);
        let lost = messages.filter(|message| message.optional && address(self, message).is_err());
        lost.map(|message| (message.channel, message.fallback, message.to.as_deref())).collect()
    }

    /// The settings of the document's kind; `None` for kinds that are never reminded.
    #[must_use]
    pub fn kind_settings(&self) -> Option<&'a KindSettings> {
        ScenarioKind::of(self.document.kind).map(|kind| self.context.settings.of_kind(kind))
    }

    /// The tenant's working days: what is counted in working days counts these, whenever the customer is closed.
    #[must_use]
    pub const fn working_days(&self) -> &'a Calendar {
        &self.context.settings.calendar
    }

    /// The instalment's identifier.
    #[must_use]
    pub fn instalment_id(&self) -> Option<&'a str> {
        self.instalment.map(|instalment| instalment.id.as_str())
    }

    /// Who looks after it on the tenant's side: the document's own salesperson, else the account's.
    #[must_use]
    pub fn salesperson(&self) -> Option<&'a Person> {
        self.document.salesperson.as_ref().or(self.account.salesperson.as_ref())
    }

    /// What is left of the invoice or instalment.
    #[must_use]
    pub fn left(&self) -> Option<Money> {
        let balance = self.ledger.balance(&self.document.id, self.instalment_id())?;
        Some(Money::new(balance.left, self.document.currency))
    }

    /// The due day of the instalment, else of the document.
    #[must_use]
    pub fn due(&self) -> Option<Day> {
        self.instalment.map_or(self.document.due, |instalment| Some(instalment.due))
    }

    /// A declared fact: the document's own, else the account's.
    #[must_use]
    pub fn fact(&self, name: &str) -> Option<&'a FactValue> {
        find_fact(&self.document.facts, name).or_else(|| find_fact(&self.account.facts, name))
    }
}

/// What a condition sees of a case: the rehearsal's history counts in a rehearsal only.
pub struct Facts<'c, 'a> {
    /// The case.
    pub case: &'c Case<'a>,
    /// Live or rehearsal.
    pub run: Run,
}

impl Facts<'_, '_> {
    fn past(&self) -> Past<'_> {
        self.case.past(self.run)
    }
}

impl Values for Facts<'_, '_> {
    fn value(&self, name: &str) -> Option<FactValue> {
        let case = self.case;
        let document = case.document;
        let text = |value: &str| Some(FactValue::Text(value.to_owned()));
        match name {
            "total" => Some(FactValue::Amount(Money::new(document.total, document.currency))),
            "left" => case.left().map(FactValue::Amount),
            "account_left" => Some(FactValue::Amount(case.ledger.owed(document.currency))),
            "currency" => text(document.currency.code()),
            "number" => text(&document.number),
            "issued" => Some(FactValue::Day(document.issued)),
            "due" => case.due().map(FactValue::Day),
            "valid_until" => document.valid_until.map(FactValue::Day),
            "first_sent" => document.first_sent.map(FactValue::Day),
            "days_late" => case.due().map(|due| FactValue::Integer(days_between(due, case.context.today))),
            "today" => Some(FactValue::Day(case.context.today)),
            "account" => text(&case.account.id),
            "country" => case.account.country.as_deref().and_then(text),
            "profile" => case.account.profile.as_deref().and_then(text),
            "language" => text(language(case, None)),
            "reminders" => i64::try_from(self.past().reminders()).ok().map(FactValue::Integer),
            "last_reminder" => self.past().last_reminder().map(|entry| FactValue::Day(entry.day)),
            _ => {
                let declared = *case.context.settings.facts.get(name)?;
                case.fact(name).filter(|value| value.kind() == declared).cloned()
            }
        }
    }

    fn happened(&self, event: &str) -> bool {
        let case = self.case;
        case.account.events.iter().any(|happened| {
            happened.kind == event
                && (case.document.issued..=case.context.today).contains(&happened.day)
                && happened.document.as_ref().is_none_or(|id| *id == case.document.id)
        })
    }

    fn segment(&self, name: &str) -> Option<&Condition> {
        self.case.context.settings.segments.get(name)
    }
}
