//! What the module is asked for a page of accounts. Accounts on which it fails are named, and the others go on.

use std::{
    cell::Cell,
    collections::{BTreeMap, BTreeSet},
};

use relance_contract::{
    records::{
        reminders::{DaySoFar, Page, Ticket},
        types::{Account, AccountAnswer, Context, Wanted},
    },
    request,
};

use super::{Job, Report};
use crate::{
    bisect,
    error::{Error, Kind, Result},
    module::Budget,
    store::Loaded,
    words,
};

/// Bytes of finished messages asked for at once.
const PAGE_BYTES: Option<u32> = Some(8 * 1024 * 1024);

/// What may leave of a page.
pub(super) enum Leave {
    /// There is no limit of the day.
    All,
    /// What has a ticket.
    With(Vec<Ticket>),
}

impl Job<'_> {
    /// Decides a page.
    pub(super) fn decide<'p>(
        &self,
        context: &Context,
        page: &'p [Loaded],
        report: &mut Report,
    ) -> Result<Vec<(&'p Loaded, AccountAnswer)>> {
        each(page, report, |part| {
            let accounts: Vec<_> = part.iter().map(|loaded| &loaded.account).collect();
            let budget = Budget::of(accounts.iter().copied());
            self.module.call(&request::Decide::of(context, accounts), budget)
        })
    }

    /// Decides a page, and has what may leave written.
    pub(super) fn finish<'p>(
        &self,
        context: &Context,
        page: &'p [Loaded],
        leave: &Leave,
        report: &mut Report,
    ) -> Result<Vec<(&'p Loaded, AccountAnswer)>> {
        each(page, report, |part| {
            let mut accounts: Vec<_> = part.iter().map(|loaded| &loaded.account).collect();
            let mut answers = Vec::new();
            while !accounts.is_empty() {
                let page = self.written(context, &accounts, leave)?;
                let postponed: BTreeSet<_> = page.postponed.into_iter().collect();
                let before = accounts.len();
                accounts.retain(|account| postponed.contains(&account.id));
                if accounts.len() == before {
                    return Err(Error::new(
                        Kind::Module,
                        words!(
                            "the module postponed every account it was asked to finish",
                            "le module a remis à plus tard tous les comptes demandés"
                        ),
                    ));
                }
                answers.extend(page.accounts);
            }
            answers.iter().try_for_each(has_its_entries)?;
            Ok(answers)
        })
    }

    fn written(&self, context: &Context, accounts: &[&Account], leave: &Leave) -> Result<Page> {
        let budget = Budget::of(accounts.iter().copied());
        let accounts = accounts.to_vec();
        match leave {
            Leave::All => {
                let so_far = DaySoFar { customer_messages: 0 };
                self.module.call(&request::Run::of(context, &so_far, accounts, &PAGE_BYTES), budget)
            }
            Leave::With(tickets) => {
                self.module.call(&request::Render::of(context, accounts, tickets.as_slice(), &PAGE_BYTES), budget)
            }
        }
    }

    /// Tickets of what may leave today, by key.
    pub(super) fn admit(&self, context: &Context, wanted: Vec<Wanted>) -> Result<BTreeMap<String, Ticket>> {
        let so_far = DaySoFar { customer_messages: self.store.customer_messages(&self.tenant.id, self.today)? };
        let budget = Budget::documents(wanted.len());
        let tickets = self.module.call(&request::Admit::of(context, &so_far, wanted), budget)?;
        Ok(tickets.into_iter().map(|ticket| (ticket.key.clone(), ticket)).collect())
    }
}

/// Asks for a page; where the module fails, for parts of it.
fn each<'p>(
    page: &'p [Loaded],
    report: &mut Report,
    mut ask: impl FnMut(&[Loaded]) -> Result<Vec<AccountAnswer>>,
) -> Result<Vec<(&'p Loaded, AccountAnswer)>> {
    let in_a_row = Cell::new(report.failures_in_a_row);
    let call = |part: &'p [Loaded]| {
        if part.is_empty() {
            return Ok(Vec::new());
        }
        let answers = ask(part)?;
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
            _ => report
                .name(&loaded.account.id, words!("the module gave no answer for it", "le module n'en a rien répondu")),
        }
    }
    Ok(paired)
}

/// Without its entries an action would leave again tomorrow.
fn has_its_entries(answer: &AccountAnswer) -> Result<()> {
    let keys: BTreeSet<_> = answer.entries.iter().map(|entry| entry.key.as_str()).collect();
    match answer.actions.iter().find(|action| !keys.contains(action.wanted.key.as_str())) {
        None => Ok(()),
        Some(action) => {
            let key = &action.wanted.key;
            Err(Error::new(
                Kind::Module,
                words!(
                    "the module wrote the action {key} without an entry for the history",
                    "le module a rédigé l'action {key} sans la ligne d'historique"
                ),
            ))
        }
    }
}
