//! The scheduled job: what an ERP's cron does once a day, or as often as it likes.
//!
//! Two passes over the accounts whose day has come. The first asks the module what it decides and puts away everything
//! that needs no action; the wanted actions of all pages then go through the limit of the day together; the second
//! decides the accounts that act again, has their messages written, and puts decisions and outbox away in one
//! transaction. So the result depends neither on how accounts are paged nor on how often the job runs.

use std::collections::{BTreeMap, BTreeSet};

use relance_guest::contract::{
    reminders::{DaySoFar, RenderOutcome, Rendered},
    types::{Account, AccountAnswer, Action, Context, Finding, Next, Wanted},
};
use serde::Serialize;
use serde_json::Value;

use crate::{
    delivery::now,
    error::{Error, Kind, Result},
    module::{Budget, Module},
    store::{Committed, Loaded, Outcome, PageSize, Store, Tenant},
    words,
};

/// What one run did.
#[derive(Debug, Default, Serialize)]
pub struct Report {
    /// The day.
    pub day: String,
    /// Accounts looked at.
    pub accounts: usize,
    /// Documents and instalments decided.
    pub decided: usize,
    /// Actions put into the outbox.
    pub actions: usize,
    /// How often each text was used, where several are compared (F80).
    pub texts: BTreeMap<String, usize>,
    /// Actions for which today has no room.
    pub limited: usize,
    /// Keys of actions that an earlier run took and never settled: nobody knows whether they left.
    pub ambiguous: Vec<String>,
    /// Texts that could not be written, data that could not be trusted.
    pub findings: Vec<Finding>,
    /// What messages did not ask for, and why: a rate that nobody gave, what a profile forbids.
    pub remarks: Vec<Finding>,
    /// Accounts on which the module failed; they were left alone.
    pub failed_accounts: Vec<FailedAccount>,
}

/// An account on which the module failed.
#[derive(Debug, Serialize)]
pub struct FailedAccount {
    /// The account.
    pub account: String,
    /// What the module did.
    pub problem: String,
}

/// After so many accounts on which the module failed the run stops: the fault is not in the accounts.
const MAX_FAILED_ACCOUNTS: usize = 20;

/// Bytes of finished messages asked for at once.
const RENDER_BYTES: u32 = 8 * 1024 * 1024;

#[derive(Serialize)]
struct Decide<'a> {
    context: &'a Context,
    accounts: Vec<&'a Account>,
}

#[derive(Serialize)]
struct Admit<'a> {
    context: &'a Context,
    so_far: DaySoFar,
    wanted: Vec<Wanted>,
}

#[derive(Serialize)]
struct Render<'a> {
    context: &'a Context,
    accounts: Vec<&'a Account>,
    keys: Vec<&'a str>,
    max_bytes: u32,
}

/// The job of one tenant on one day.
pub struct Job<'a> {
    /// Where everything is kept.
    pub store: &'a mut Store,
    /// Who decides.
    pub module: &'a Module,
    /// For whom.
    pub tenant: &'a Tenant,
    /// `YYYY-MM-DD`.
    pub today: &'a str,
    /// How much goes into one call.
    pub page: PageSize,
}

impl Job<'_> {
    /// Runs the job: decides, admits, writes, and fills the outbox. Nothing has left yet.
    ///
    /// # Errors
    /// The store, or settings the module refuses; failures on single accounts are in the report.
    pub fn run(&mut self) -> Result<Report> {
        self.run_watched(&mut |_| {})
    }

    /// As [`Job::run`]; `watch` sees the report grow, page by page.
    ///
    /// # Errors
    /// As [`Job::run`].
    pub fn run_watched(&mut self, watch: &mut dyn FnMut(&Report)) -> Result<Report> {
        let context = self.tenant.context(self.today);
        let decided_with = self.tenant.digest(self.module.digest())?;
        let mut report = Report { day: self.today.to_owned(), ..Report::default() };
        report.ambiguous = self.store.retire_leftovers(&self.tenant.id, self.today, now())?;

        let (mut acting, mut wanted) = (Vec::new(), Vec::new());
        let mut after = String::new();
        loop {
            let page = self.store.page(&self.tenant.id, self.today, &decided_with, &after, self.page)?;
            let Some(last) = page.last() else { break };
            after.clone_from(&last.account.id);
            report.accounts += page.len();
            let answers = self.decide(&context, &page, &mut report)?;
            let mut idle = Vec::new();
            for (loaded, answer) in &answers {
                report.decided += answer.decisions.len();
                report.findings.extend(answer.findings.iter().cloned());
                if answer.wanted.is_empty() {
                    idle.push(outcome(loaded, answer, Vec::new(), &answer.next));
                } else {
                    acting.push(answer.account.clone());
                    wanted.extend(answer.wanted.iter().map(to_admit));
                }
            }
            self.store.commit(&self.tenant.id, self.today, &decided_with, idle)?;
            watch(&report);
        }
        if !acting.is_empty() {
            let admitted = self.admit(&context, wanted)?;
            for accounts in acting.chunks(self.page.accounts.max(1)) {
                self.act(&context, &decided_with, accounts, &admitted, &mut report)?;
            }
        }
        Ok(report)
    }

    /// The second pass over accounts that act today.
    fn act(
        &mut self,
        context: &Context,
        decided_with: &str,
        accounts: &[String],
        admitted: &BTreeSet<String>,
        report: &mut Report,
    ) -> Result<()> {
        let mut page = Vec::new();
        for id in accounts {
            page.extend(self.store.account(&self.tenant.id, id, self.today)?);
        }
        let answers = self.decide(context, &page, report)?;
        let keys: Vec<&str> = answers
            .iter()
            .flat_map(|(_, answer)| &answer.wanted)
            .map(|wanted| wanted.key.as_str())
            .filter(|key| admitted.contains(*key))
            .collect();
        let mut written = self.render(context, &page, keys, report)?;
        let tomorrow = tomorrow(self.today)?;
        let mut limited = Vec::new();
        for (loaded, answer) in &answers {
            let mut answer = answer.clone();
            let actions: Vec<_> = answer.wanted.iter().filter_map(|wanted| written.remove(&wanted.key)).collect();
            let left: BTreeSet<_> = actions.iter().map(|action| action.wanted.key.clone()).collect();
            for decision in &mut answer.decisions {
                if decision.actions.iter().any(|key| !admitted.contains(key)) {
                    "limit-reached".clone_into(&mut decision.code);
                    decision.details.clear();
                }
                decision.actions.retain(|key| left.contains(key));
            }
            report.limited += answer.wanted.iter().filter(|wanted| !admitted.contains(&wanted.key)).count();
            // What could not be written or had no room is tried again tomorrow.
            let next = if answer.wanted.is_empty() { answer.next.clone() } else { Next::On(tomorrow.clone()) };
            limited.push((loaded, answer, actions, next));
        }
        let compared = compared_texts(&self.tenant.settings);
        let texts: Vec<Vec<String>> = limited
            .iter()
            .map(|(_, _, actions, _)| {
                let texts = actions.iter().filter_map(|action| action.wanted.text.clone());
                texts.filter(|text| compared.contains(text)).collect()
            })
            .collect();
        let outcomes = limited
            .iter_mut()
            .map(|(loaded, answer, actions, next)| outcome(loaded, answer, std::mem::take(actions), next))
            .collect();
        let committed = self.store.commit(&self.tenant.id, self.today, decided_with, outcomes)?;
        for ((loaded, ..), one) in limited.iter().zip(&committed) {
            if *one == Committed::Refused {
                self.failed(
                    loaded,
                    "it asked for something that was done already; nothing of it was put away",
                    report,
                )?;
            }
        }
        for (one, texts) in committed.iter().zip(texts) {
            let Committed::Yes { actions } = one else { continue };
            report.actions += actions;
            for text in texts {
                *report.texts.entry(text).or_default() += 1;
            }
        }
        Ok(())
    }

    /// Decides a page. When the module fails on it, the page is halved until the culprit is alone, and the rest goes on.
    fn decide<'p>(
        &self,
        context: &Context,
        page: &'p [Loaded],
        report: &mut Report,
    ) -> Result<Vec<(&'p Loaded, AccountAnswer)>> {
        if page.is_empty() {
            return Ok(Vec::new());
        }
        let accounts: Vec<_> = page.iter().map(|loaded| &loaded.account).collect();
        let request = Decide { context, accounts };
        match self.module.call::<_, Vec<AccountAnswer>>("reminders.decide", &request, budget(page)) {
            Ok(answers) => {
                let mut by_account: BTreeMap<_, _> =
                    answers.into_iter().map(|answer| (answer.account.clone(), answer)).collect();
                let mut paired = Vec::new();
                for loaded in page {
                    match by_account.remove(&loaded.account.id) {
                        Some(answer) if answer.revision == loaded.account.revision => paired.push((loaded, answer)),
                        _ => self.failed(loaded, "the module gave no answer for it", report)?,
                    }
                }
                Ok(paired)
            }
            Err(error) if error.kind() == Kind::Module => match page {
                [alone] => {
                    self.failed(alone, &error.to_string(), report)?;
                    Ok(Vec::new())
                }
                _ => {
                    let (first, second) = page.split_at_checked(page.len() / 2).unwrap_or((page, &[]));
                    let mut answers = self.decide(context, first, report)?;
                    answers.extend(self.decide(context, second, report)?);
                    Ok(answers)
                }
            },
            Err(error) => Err(error),
        }
    }

    fn failed(&self, loaded: &Loaded, problem: &str, report: &mut Report) -> Result<()> {
        report.failed_accounts.push(FailedAccount { account: loaded.account.id.clone(), problem: problem.to_owned() });
        if report.failed_accounts.len() >= MAX_FAILED_ACCOUNTS {
            return Err(Error::new(
                Kind::Module,
                words!(
                    "the module failed on {MAX_FAILED_ACCOUNTS} accounts; the run was stopped ({problem})",
                    "le module a échoué sur {MAX_FAILED_ACCOUNTS} comptes ; le passage a été arrêté ({problem})"
                ),
            )
            .hint(words!(
                "everything decided before is put away; look at the module with `relance doctor`",
                "tout ce qui a été décidé avant est enregistré ; examinez le module avec `relance doctor`"
            )));
        }
        Ok(())
    }

    fn admit(&self, context: &Context, wanted: Vec<Wanted>) -> Result<BTreeSet<String>> {
        let so_far = DaySoFar { customer_messages: self.store.customer_messages(&self.tenant.id, self.today)? };
        let budget = Budget::documents(wanted.len());
        let keys: Vec<String> = self.module.call("reminders.admit", &Admit { context, so_far, wanted }, budget)?;
        Ok(keys.into_iter().collect())
    }

    /// Has the messages written, in as many calls as their size needs.
    fn render(
        &self,
        context: &Context,
        page: &[Loaded],
        mut keys: Vec<&str>,
        report: &mut Report,
    ) -> Result<BTreeMap<String, Action>> {
        let mut written = BTreeMap::new();
        while !keys.is_empty() {
            let accounts = page.iter().map(|loaded| &loaded.account).collect();
            let request = Render { context, accounts, keys: keys.clone(), max_bytes: RENDER_BYTES };
            let rendered: Vec<Rendered> = self.module.call("reminders.render", &request, budget(page))?;
            let before = keys.len();
            for Rendered { key, outcome } in rendered {
                match outcome {
                    RenderOutcome::Postponed => continue,
                    RenderOutcome::Stale => {}
                    RenderOutcome::Failed(finding) => report.findings.push(finding),
                    RenderOutcome::Action(action) if action.wanted.key == key => {
                        report.remarks.extend(action.charges.iter().flat_map(|charges| charges.remarks.clone()));
                        written.insert(key.clone(), action);
                    }
                    RenderOutcome::Action(_) => {
                        return Err(Error::new(
                            Kind::Module,
                            words!(
                                "the module wrote another action than {key}",
                                "le module a rédigé une autre action que {key}"
                            ),
                        ));
                    }
                }
                keys.retain(|wished| *wished != key);
            }
            if keys.len() == before {
                return Err(Error::new(
                    Kind::Module,
                    words!(
                        "the module postponed every action it was asked to write",
                        "le module a remis à plus tard toutes les actions demandées"
                    ),
                ));
            }
        }
        Ok(written)
    }
}

fn budget(page: &[Loaded]) -> Budget {
    Budget::documents(page.iter().map(|loaded| loaded.account.documents.len()).sum())
}

fn outcome<'a>(loaded: &'a Loaded, answer: &'a AccountAnswer, actions: Vec<Action>, next: &'a Next) -> Outcome<'a> {
    Outcome {
        account: &answer.account,
        revision: &answer.revision,
        decisions: &answer.decisions,
        marks: &answer.marks,
        actions,
        next,
        changes_on: loaded.changes_on.as_deref(),
    }
}

/// The texts that the settings compare with each other.
fn compared_texts(settings: &str) -> BTreeSet<String> {
    let settings: Value = serde_json::from_str(settings).unwrap_or_default();
    let list = |value: &Value, name: &str| value.get(name).and_then(Value::as_array).cloned().unwrap_or_default();
    let steps = list(&settings, "scenarios").into_iter().flat_map(|scenario| list(&scenario, "steps"));
    let texts = steps.flat_map(|step| list(&step, "actions")).flat_map(|action| list(&action, "texts"));
    texts.filter_map(|text| text.as_str().map(str::to_owned)).collect()
}

/// What `admit` looks at: a whole tenant's actions are held at once, so the rest stays behind.
fn to_admit(wanted: &Wanted) -> Wanted {
    Wanted { coverage: Vec::new(), ..wanted.clone() }
}

fn tomorrow(today: &str) -> Result<String> {
    use relance_guest::domain::{format_iso, parse_day, plus_days};
    let day = parse_day(today).ok_or_else(|| {
        Error::new(
            Kind::Input,
            words!("`{today}` is no day: write YYYY-MM-DD", "`{today}` n'est pas un jour : écrivez AAAA-MM-JJ"),
        )
    })?;
    Ok(format_iso(plus_days(day, 1)))
}
