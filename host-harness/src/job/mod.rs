//! The scheduled job: what an ERP's cron does once a day, or as often as it likes.
//!
//! Two passes over the accounts whose day has come. The first asks the module what it decides and puts away everything
//! that needs no action; the wanted actions of all pages then go through the limit of the day together; the second
//! decides the accounts that act again, has their messages written, and puts decisions and outbox away in one
//! transaction. So the result depends neither on how accounts are paged nor on how often the job runs.
//!
//! `report` is what a run tells of itself, `kept` what becomes of what the limit of the day keeps back, `unprinted`
//! what today says of letters.

mod kept;
mod report;
mod unprinted;

pub use report::{FailedAccount, Report};

use std::{
    cell::Cell,
    collections::{BTreeMap, BTreeSet},
};

use relance_contract::{
    records::{
        reminders::{DaySoFar, RenderOutcome, Rendered},
        types::{AccountAnswer, Action, Context, Finding, Next, Wanted},
    },
    request,
};

use crate::{
    bisect,
    delivery::now,
    error::{Error, Kind, Result},
    module::{Budget, Module},
    settings::Settings,
    store::{After, Committed, DecidedWith, Loaded, Outcome, PageSize, Retired, Store, Tenant},
    text::Words,
    words,
};

/// Bytes of finished messages asked for at once.
const RENDER_BYTES: u32 = 8 * 1024 * 1024;

/// The job of one tenant on one day.
pub struct Job<'a> {
    /// Where everything is kept.
    pub store: &'a mut dyn Store,
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
        let retired = self.retire()?;
        self.run_watched(retired, &BTreeMap::new(), &mut |_| {})
    }

    /// Retires what another day left behind, and what waits although it is not right any more. Nothing must be let go before this was done.
    ///
    /// # Errors
    /// The store.
    pub fn retire(&mut self) -> Result<Retired> {
        let decided_with = self.tenant.decided_with(self.module.digest())?;
        self.store.retire_leftovers(&self.tenant.id, self.today, &decided_with, now())
    }

    /// As [`Job::run`] after [`Job::retire`]; nothing is done for the accounts `left_alone`, and why is told of each. `watch` sees the report grow,
    /// page by page.
    ///
    /// # Errors
    /// As [`Job::run`].
    pub fn run_watched(
        &mut self,
        retired: Retired,
        left_alone: &BTreeMap<String, Words>,
        watch: &mut dyn FnMut(&Report),
    ) -> Result<Report> {
        let context = self.tenant.context(self.today);
        let decided_with = self.tenant.decided_with(self.module.digest())?;
        let mut report = Report::after(self.today, retired);
        for (account, why) in left_alone {
            report.name(account, why.clone());
        }
        let (mut acting, mut wanted) = (Vec::new(), Vec::new());
        let mut after = After::default();
        while !report.has_stopped() {
            let mut page = self.store.page(&self.tenant.id, self.today, &decided_with.digest, &after, self.page)?;
            let Some(last) = page.last else { break };
            after = last;
            // Nothing of it is recorded: the next run looks at it again.
            page.accounts.retain(|loaded| !left_alone.contains_key(&loaded.account.id));
            for account in page.unreadable {
                report.name(&account.account, account.problem);
            }
            report.accounts += page.accounts.len();
            let answers = self.decide(&context, &page.accounts, &mut report)?;
            let mut idle = Vec::new();
            for (loaded, answer) in &answers {
                report.decided += answer.decisions.len();
                report.found(&answer.findings);
                if answer.decisions.iter().any(|decision| decision.code == "account-too-large") {
                    let documents = loaded.account.documents.len();
                    report.name(&answer.account, too_many_documents(documents));
                }
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
                if report.has_stopped() {
                    break;
                }
                self.act(&context, &decided_with, accounts, &admitted, &mut report)?;
            }
        }
        self.store.notice_bank_date(self.tenant)?;
        Ok(report)
    }

    /// Those of these accounts for which something is to be done today.
    ///
    /// # Errors
    /// As [`Job::run`].
    pub fn acting(&self, accounts: &[String]) -> Result<BTreeSet<String>> {
        let context = self.tenant.context(self.today);
        let (mut report, mut acting) = (Report::default(), BTreeSet::new());
        for accounts in accounts.chunks(self.page.accounts.max(1)) {
            let page = self.load(accounts, &mut report)?;
            let answers = self.decide(&context, &page, &mut report)?;
            let wanting = answers.into_iter().filter(|(_, answer)| !answer.wanted.is_empty());
            acting.extend(wanting.map(|(_, answer)| answer.account));
        }
        Ok(acting)
    }

    /// Decides these accounts again, as a run of the day would; after [`Job::retire`].
    ///
    /// # Errors
    /// As [`Job::run`].
    pub fn again(&mut self, retired: Retired, accounts: &[String]) -> Result<Report> {
        let context = self.tenant.context(self.today);
        let decided_with = self.tenant.decided_with(self.module.digest())?;
        let mut report = Report { accounts: accounts.len(), ..Report::after(self.today, retired) };
        for accounts in accounts.chunks(self.page.accounts.max(1)) {
            let page = self.load(accounts, &mut report)?;
            let answers = self.decide(&context, &page, &mut report)?;
            report.decided += answers.iter().map(|(_, answer)| answer.decisions.len()).sum::<usize>();
            answers.iter().for_each(|(_, answer)| report.found(&answer.findings));
            let wanted = answers.iter().flat_map(|(_, answer)| answer.wanted.iter().map(to_admit)).collect();
            let admitted = self.admit(&context, wanted)?;
            self.act(&context, &decided_with, accounts, &admitted, &mut report)?;
            if report.has_stopped() {
                break;
            }
        }
        Ok(report)
    }

    /// Accounts as they are known now; those that cannot be read are named.
    fn load(&self, accounts: &[String], report: &mut Report) -> Result<Vec<Loaded>> {
        let mut loaded = Vec::new();
        for id in accounts {
            match self.store.account(&self.tenant.id, id, self.today) {
                Ok(account) => loaded.extend(account),
                Err(error) if error.is_unreadable() => report.name(id, error.words()),
                Err(error) => return Err(error),
            }
        }
        Ok(loaded)
    }

    /// The second pass over accounts that act today.
    fn act(
        &mut self,
        context: &Context,
        decided_with: &DecidedWith,
        accounts: &[String],
        admitted: &BTreeSet<String>,
        report: &mut Report,
    ) -> Result<()> {
        let page = self.load(accounts, report)?;
        let answers = self.decide(context, &page, report)?;
        let mut written = self.render(context, &answers, admitted, report)?;
        let tomorrow = tomorrow(self.today)?;
        let settings = Settings::of(&self.tenant.settings);
        let limit = settings.customer_messages_per_day();
        let mut acted = Vec::new();
        for (loaded, answer) in &answers {
            // What the module failed on while it wrote is decided and written again by the next run.
            let Some(mut actions) = written.remove(&answer.account) else { continue };
            let mut answer = answer.clone();
            for problem in kept::only_whole_bundles(&loaded.account, &answer, admitted, &mut actions) {
                report.name(&answer.account, problem);
            }
            let actions: Vec<_> = answer.wanted.iter().filter_map(|wanted| actions.remove(&wanted.key)).collect();
            kept::keep_back(&mut answer, admitted, &actions);
            report.limited += answer.wanted.iter().filter(|wanted| !admitted.contains(&wanted.key)).count();
            for (documents, messages) in kept::larger_than(limit, &loaded.account, &answer, admitted) {
                report.name(&answer.account, kept::larger_than_a_day(&documents, messages, limit));
            }
            // What could not be written or had no room is tried again tomorrow.
            let next = if answer.wanted.is_empty() { answer.next.clone() } else { Next::On(tomorrow.clone()) };
            acted.push((*loaded, answer, actions, next));
        }
        let compared = settings.compared_texts();
        let texts: Vec<Vec<(String, String)>> = acted
            .iter()
            .map(|(_, _, actions, _)| {
                let used = actions.iter().filter_map(|action| Some((&action.wanted.key, action.wanted.text.as_ref()?)));
                let used = used.filter(|(_, text)| compared.contains(*text));
                used.map(|(key, text)| (key.clone(), text.clone())).collect()
            })
            .collect();
        let outcomes = acted
            .iter_mut()
            .map(|(loaded, answer, actions, next)| outcome(loaded, answer, std::mem::take(actions), next))
            .collect();
        let committed = self.store.commit(&self.tenant.id, self.today, decided_with, outcomes)?;
        for ((one, texts), (loaded, answer, ..)) in committed.iter().zip(texts).zip(&acted) {
            let Committed::Yes { actions, refused } = one else { continue };
            report.actions += actions;
            for (_, text) in texts.into_iter().filter(|(key, _)| !refused.contains(key)) {
                *report.texts.entry(text).or_default() += 1;
            }
            if !refused.is_empty() {
                report.name(&answer.account, kept::done_already(&loaded.account, answer, refused));
            }
        }
        Ok(())
    }

    /// Decides a page. Accounts on which the module fails are named, and the others go on.
    fn decide<'p>(
        &self,
        context: &Context,
        page: &'p [Loaded],
        report: &mut Report,
    ) -> Result<Vec<(&'p Loaded, AccountAnswer)>> {
        let in_a_row = Cell::new(report.failures_in_a_row);
        let call = |part: &'p [Loaded]| {
            if part.is_empty() {
                return Ok(Vec::new());
            }
            let accounts: Vec<_> = part.iter().map(|loaded| &loaded.account).collect();
            let budget = Budget::of(accounts.iter().copied());
            let answers = self.module.call(&request::Decide::of(context, accounts), budget)?;
            let mut by_account: BTreeMap<_, _> =
                answers.into_iter().map(|answer| (answer.account.clone(), answer)).collect();
            let answer = |loaded: &'p Loaded| (loaded, by_account.remove(&loaded.account.id));
            in_a_row.set(0);
            Ok(part.iter().map(answer).collect())
        };
        let answered = bisect::each(page, call, |loaded, error| {
            in_a_row.set(in_a_row.get() + usize::from(!error.is_too_large()));
            report.failed(&loaded.account.id, error, in_a_row.get())
        })?;
        report.failures_in_a_row = in_a_row.get();
        let mut paired = Vec::new();
        for (loaded, answer) in answered {
            match answer {
                Some(answer) if answer.revision == loaded.account.revision => paired.push((loaded, answer)),
                _ => report.name(
                    &loaded.account.id,
                    words!("the module gave no answer for it", "le module n'en a rien répondu"),
                ),
            }
        }
        Ok(paired)
    }

    fn admit(&self, context: &Context, wanted: Vec<Wanted>) -> Result<BTreeSet<String>> {
        let so_far = DaySoFar { customer_messages: self.store.customer_messages(&self.tenant.id, self.today)? };
        let budget = Budget::documents(wanted.len());
        let keys = self.module.call(&request::Admit::of(context, &so_far, wanted), budget)?;
        Ok(keys.into_iter().collect())
    }

    /// Has the admitted messages written, by account and key. Accounts on which the module fails are named and not in the answer.
    fn render<'p>(
        &self,
        context: &Context,
        answers: &[(&'p Loaded, AccountAnswer)],
        admitted: &BTreeSet<String>,
        report: &mut Report,
    ) -> Result<BTreeMap<String, BTreeMap<String, Action>>> {
        let (mut findings, mut remarks) = (Vec::new(), Vec::new());
        let in_a_row = Cell::new(report.failures_in_a_row);
        let call = |part: &[(&'p Loaded, AccountAnswer)]| {
            let wanted = part.iter().flat_map(|(_, answer)| &answer.wanted);
            let keys: Vec<_> =
                wanted.map(|wanted| &wanted.key).filter(|key| admitted.contains(*key)).cloned().collect();
            let asked = !keys.is_empty();
            let (written, failed) = self.write(context, part, keys)?;
            findings.extend(failed);
            let mut by_account: BTreeMap<_, BTreeMap<_, _>> =
                part.iter().map(|(_, answer)| (answer.account.clone(), BTreeMap::new())).collect();
            for action in written {
                remarks.extend(action.charges.iter().flat_map(|charges| charges.remarks.clone()));
                if let Some(actions) = by_account.get_mut(&action.wanted.account) {
                    actions.insert(action.wanted.key.clone(), action);
                }
            }
            if asked {
                in_a_row.set(0);
            }
            Ok(by_account.into_iter().collect())
        };
        let written = bisect::each(answers, call, |(loaded, _), error| {
            in_a_row.set(in_a_row.get() + usize::from(!error.is_too_large()));
            report.failed(&loaded.account.id, error, in_a_row.get())
        })?;
        report.failures_in_a_row = in_a_row.get();
        report.findings.extend(findings);
        report.remarks.extend(remarks);
        Ok(written.into_iter().collect())
    }

    /// The messages of these keys, in as many calls as their size needs, and what could not be written.
    fn write(
        &self,
        context: &Context,
        part: &[(&Loaded, AccountAnswer)],
        mut keys: Vec<String>,
    ) -> Result<(Vec<Action>, Vec<Finding>)> {
        let (mut written, mut failed) = (Vec::new(), Vec::new());
        while !keys.is_empty() {
            let accounts: Vec<_> = part.iter().map(|(loaded, _)| &loaded.account).collect();
            let budget = Budget::of(accounts.iter().copied());
            let request = request::Render::of(context, accounts, &keys, RENDER_BYTES);
            let rendered = self.module.call(&request, budget)?;
            let before = keys.len();
            for Rendered { key, outcome } in rendered {
                match outcome {
                    RenderOutcome::Postponed => continue,
                    RenderOutcome::Stale => {}
                    RenderOutcome::Failed(finding) => failed.push(finding),
                    RenderOutcome::Action(action) if action.wanted.key == key => written.push(action),
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
        Ok((written, failed))
    }
}

fn outcome<'a>(loaded: &'a Loaded, answer: &'a AccountAnswer, actions: Vec<Action>, next: &'a Next) -> Outcome<'a> {
    Outcome {
        account: &loaded.account,
        decisions: &answer.decisions,
        marks: &answer.marks,
        actions,
        next,
        changes_on: loaded.changes_on.as_deref(),
    }
}

fn too_many_documents(documents: usize) -> Words {
    words!(
        "{documents} documents, more than the module decides at once (`relance call about.bounds`): none of them is reminded",
        "{documents} pièces, plus que le module n'en traite à la fois (`relance call about.bounds`) : aucune n'est relancée"
    )
}

/// What `admit` looks at: a whole tenant's actions are held at once, so the rest stays behind.
fn to_admit(wanted: &Wanted) -> Wanted {
    Wanted { coverage: Vec::new(), ..wanted.clone() }
}

fn tomorrow(today: &str) -> Result<String> {
    use relance_contract::{format_iso, parse_day, plus_days};
    let day = parse_day(today).ok_or_else(|| {
        Error::new(
            Kind::Input,
            words!("`{today}` is not a day: write YYYY-MM-DD", "`{today}` n'est pas un jour : écrivez AAAA-MM-JJ"),
        )
    })?;
    Ok(format_iso(plus_days(day, 1)))
}
