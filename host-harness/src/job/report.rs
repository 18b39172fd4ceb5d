//! What a run tells of itself: how much it did, what it could not do, and which accounts it left alone.

use std::{collections::BTreeMap, ops::ControlFlow};

use relance_contract::records::types::Finding;
use serde::Serialize;

use crate::{
    error::{Error, Kind, Result},
    store::{Message, Retired},
    text::Words,
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
    /// Letters of earlier days that nobody had printed, and that were decided again.
    pub not_printed: usize,
    /// Actions for which today has no room.
    pub limited: usize,
    /// Keys of actions that an earlier run took and never settled: nobody knows whether they left.
    pub ambiguous: Vec<String>,
    /// Reminders by hand that could not leave on their day (customer, documents): only a person asks for them again.
    pub not_sent_by_hand: Vec<Words>,
    /// Texts that could not be written, data that could not be trusted.
    pub findings: Vec<Finding>,
    /// What messages did not ask for, and why: a rate that nobody gave, what a profile forbids.
    pub remarks: Vec<Finding>,
    /// Accounts that were left alone, and why: the module failed on them, a record of the store cannot be read, they are larger than a
    /// call or than the limit of the day.
    pub failed_accounts: Vec<FailedAccount>,
    /// On so many of them, one after the other and up to the end, the module failed.
    #[serde(skip)]
    pub failures_in_a_row: usize,
}

/// An account that was left alone.
#[derive(Debug, Serialize)]
pub struct FailedAccount {
    /// The account.
    pub account: String,
    /// Why.
    pub problem: Words,
}

impl Report {
    /// What the module found in an account. That a text lacks a customer's language keeps nothing back, and is told once.
    pub(super) fn found(&mut self, findings: &[Finding]) {
        for finding in findings {
            if finding.code != "language-missing" {
                self.findings.push(finding.clone());
            } else if !self.remarks.contains(finding) {
                self.remarks.push(finding.clone());
            }
        }
    }

    /// Of a run that has retired this and nothing else yet.
    pub(super) fn after(day: &str, retired: Retired) -> Self {
        let not_sent_by_hand = retired.by_hand.iter().map(Message::label).collect();
        Self { day: day.to_owned(), ambiguous: retired.ambiguous, not_sent_by_hand, ..Self::default() }
    }

    /// Adds what another run of the same day did.
    pub fn append(&mut self, other: Self) {
        self.accounts += other.accounts;
        self.decided += other.decided;
        self.actions += other.actions;
        for (text, count) in other.texts {
            *self.texts.entry(text).or_default() += count;
        }
        self.not_printed += other.not_printed;
        self.limited += other.limited;
        self.ambiguous.extend(other.ambiguous);
        self.not_sent_by_hand.extend(other.not_sent_by_hand);
        self.findings.extend(other.findings);
        self.remarks.extend(other.remarks);
        self.failed_accounts.extend(other.failed_accounts);
    }

    pub(super) fn name(&mut self, account: &str, problem: Words) {
        self.failed_accounts.push(FailedAccount { account: account.to_owned(), problem });
    }

    /// An account that one call cannot take, or on which the module failed: after `in_a_row` of those the fault is not in the accounts, and
    /// nothing more is asked.
    pub(super) fn failed(&mut self, account: &str, error: &Error, in_a_row: usize) -> ControlFlow<()> {
        self.name(account, error.words());
        if in_a_row >= MAX_FAILED_ACCOUNTS { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    }

    pub(super) fn has_stopped(&self) -> bool {
        self.failures_in_a_row >= MAX_FAILED_ACCOUNTS
    }

    /// Whether every account was looked at. What was put away until then stays, and leaves.
    ///
    /// # Errors
    /// [`Kind::Module`] when the module failed so often that the run was stopped.
    pub fn require_finished(&self) -> Result<()> {
        let Some(last) = self.failed_accounts.last().filter(|_| self.has_stopped()) else { return Ok(()) };
        let problem = &last.problem;
        Err(Error::new(
            Kind::Module,
            Words::around(|reader| {
                words!(
                    "the module failed on {MAX_FAILED_ACCOUNTS} accounts one after the other; the run was stopped ({})",
                    "le module a échoué sur {MAX_FAILED_ACCOUNTS} comptes de suite ; le passage a été arrêté ({})",
                    problem.say(reader)
                )
            }),
        )
        .hint(words!(
            "everything decided before is put away; look at the module with `relance doctor`",
            "tout ce qui a été décidé avant est enregistré ; examinez le module avec `relance doctor`"
        )))
    }
}

/// After so many accounts in a row on which the module failed the run stops: the fault is not in the accounts.
const MAX_FAILED_ACCOUNTS: usize = 20;
