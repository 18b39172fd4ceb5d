//! The scheduled job: what an ERP's cron does once a day, or as often as it likes.
//!
//! Without a limit of the day, one pass over the accounts whose day has come: the module decides them and writes what leaves, and each answer is put
//! away in one transaction, page by page. With one, two passes, since the limit is about the whole tenant. The first asks what the module decides and
//! puts away what needs no action; the wanted actions of all pages are admitted together; the second has what was admitted written, and puts it away. So
//! the result depends neither on how accounts are paged nor on how often the job runs.
//!
//! `asking` is what the module is asked for a page, `report` what a run tells of itself, `unprinted` what today says of letters.

mod asking;
mod report;
mod unprinted;

pub use report::{FailedAccount, Report};

use std::collections::{BTreeMap, BTreeSet};

use relance_contract::records::types::{Account, AccountAnswer, Wanted};

use crate::{
    delivery::now,
    error::Result,
    module::Module,
    settings::Settings,
    store::{After, Committed, DecidedWith, Loaded, Outcome, PageSize, Retired, Store, Tenant},
    text::Words,
    words,
};
use asking::Leave;

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
            if self.is_limited() {
                let answers = self.decide(&context, &page.accounts, &mut report)?;
                report.decided += answers.iter().map(|(_, answer)| answer.decisions.len()).sum::<usize>();
                let (idle, acts): (Vec<_>, Vec<_>) =
                    answers.into_iter().partition(|(_, answer)| answer.wanted.is_empty());
                for (_, answer) in acts {
                    wanted.extend(answer.wanted.iter().map(to_admit));
                    acting.push((answer.account, keys_of(&answer.wanted)));
                }
                self.put_away(&decided_with, &idle, &mut report)?;
            } else {
                let finished = self.finish(&context, &page.accounts, &Leave::All, &mut report)?;
                report.decided += finished.iter().map(|(_, answer)| answer.decisions.len()).sum::<usize>();
                self.put_away(&decided_with, &finished, &mut report)?;
            }
            watch(&report);
        }
        if !acting.is_empty() {
            let tickets = self.admit(&context, wanted)?;
            for acting in acting.chunks(self.page.accounts.max(1)) {
                if report.has_stopped() {
                    break;
                }
                let page = self.load(acting.iter().map(|(account, _)| account), &mut report)?;
                let of_them = acting.iter().flat_map(|(_, keys)| keys).filter_map(|key| tickets.get(key));
                let leave = Leave::With(of_them.cloned().collect());
                let finished = self.finish(&context, &page, &leave, &mut report)?;
                self.put_away(&decided_with, &finished, &mut report)?;
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
            let leave = if self.is_limited() {
                let answers = self.decide(&context, &page, &mut report)?;
                let wanted = answers.iter().flat_map(|(_, answer)| answer.wanted.iter().map(to_admit)).collect();
                Leave::With(self.admit(&context, wanted)?.into_values().collect())
            } else {
                Leave::All
            };
            let finished = self.finish(&context, &page, &leave, &mut report)?;
            report.decided += finished.iter().map(|(_, answer)| answer.decisions.len()).sum::<usize>();
            self.put_away(&decided_with, &finished, &mut report)?;
            if report.has_stopped() {
                break;
            }
        }
        Ok(report)
    }

    /// Whether the tenant has a limit of the day.
    fn is_limited(&self) -> bool {
        Settings::of(&self.tenant.settings).customer_messages_per_day().is_some()
    }

    /// Accounts as they are known now; those that cannot be read are named.
    fn load<'i>(&self, accounts: impl IntoIterator<Item = &'i String>, report: &mut Report) -> Result<Vec<Loaded>> {
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

    /// Puts answers away, and tells of them.
    fn put_away(
        &mut self,
        decided_with: &DecidedWith,
        answers: &[(&Loaded, AccountAnswer)],
        report: &mut Report,
    ) -> Result<()> {
        let compared = Settings::of(&self.tenant.settings).compared_texts();
        let outcomes = answers.iter().map(|(loaded, answer)| Outcome {
            account: &loaded.account,
            answer,
            changes_on: loaded.changes_on.as_deref(),
        });
        let committed = self.store.commit(&self.tenant.id, self.today, decided_with, outcomes.collect())?;
        for (one, (loaded, answer)) in committed.iter().zip(answers) {
            report.found(&answer.findings);
            if answer.decisions.iter().any(|decision| decision.code == "account-too-large") {
                report.name(&answer.account, too_many_documents(loaded.account.documents.len()));
            }
            let limited = answer.decisions.iter().filter(|decision| decision.code == "limit-reached");
            let limited: BTreeSet<_> =
                limited.map(|decision| (&decision.document, decision.instalment.as_ref())).collect();
            let is_limited = |wanted: &&Wanted| {
                wanted.coverage.iter().any(|part| limited.contains(&(&part.document, part.instalment.as_ref())))
            };
            report.limited += answer.wanted.iter().filter(is_limited).count();
            for action in &answer.actions {
                report.remarks.extend(action.charges.iter().flat_map(|charges| charges.remarks.clone()));
            }
            let Committed::Yes { actions, refused } = one else { continue };
            report.actions += actions;
            let left = answer.actions.iter().filter(|action| !refused.contains(&action.wanted.key));
            for text in left.filter_map(|action| action.wanted.text.as_ref()).filter(|text| compared.contains(*text)) {
                *report.texts.entry(text.clone()).or_default() += 1;
            }
            if !refused.is_empty() {
                report.name(&answer.account, done_already(&loaded.account, answer, refused));
            }
        }
        Ok(())
    }
}

fn too_many_documents(documents: usize) -> Words {
    words!(
        "{documents} documents, more than the module decides at once (`relance call about.bounds`): none of them is reminded",
        "{documents} pièces, plus que le module n'en traite à la fois (`relance call about.bounds`) : aucune n'est relancée"
    )
}

/// Actions of these keys that the store knows as done, and does not do twice.
fn done_already(account: &Account, answer: &AccountAnswer, refused: &[String]) -> Words {
    let again = answer.actions.iter().filter(|action| refused.contains(&action.wanted.key));
    let covered: BTreeSet<_> =
        again.flat_map(|action| &action.wanted.coverage).map(|coverage| &coverage.document).collect();
    let numbers = account.documents.iter().filter(|document| covered.contains(&document.id));
    let numbers: BTreeSet<_> = numbers.map(|document| document.number.as_str()).collect();
    let documents = numbers.into_iter().collect::<Vec<_>>().join(", ");
    words!(
        "something was asked for that was done already ({documents}); it was not done again, and everything else was put away",
        "il a été demandé une chose déjà faite ({documents}) ; elle n'a pas été refaite, et tout le reste a été enregistré"
    )
}

fn keys_of(wanted: &[Wanted]) -> Vec<String> {
    wanted.iter().map(|wanted| wanted.key.clone()).collect()
}

/// What `admit` looks at: a whole tenant's actions are held at once, so the rest stays behind.
fn to_admit(wanted: &Wanted) -> Wanted {
    Wanted { coverage: Vec::new(), ..wanted.clone() }
}
