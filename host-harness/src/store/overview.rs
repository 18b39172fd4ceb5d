//! What people ask for: where every document stands, what became of messages, what was done.

use std::collections::BTreeSet;

use relance_contract::records::types::Action;

use super::{BegunStep, Fates, HistoryFilter, HistoryLine, Outgoing, Repeated, Standing, Standings};
use crate::error::Result;

/// What people ask for.
pub trait Overview {
    /// How many documents are held since nobody knows what came in at the bank lately.
    ///
    /// # Errors
    /// [`crate::error::Kind::Store`].
    fn held_for_bank_data(&self, tenant: &str) -> Result<usize>;

    /// Where every document of the tenant stands, by account and number. What was never decided is not there, nor what cannot be read.
    ///
    /// # Errors
    /// [`crate::error::Kind::Store`].
    fn standings(&self, tenant: &str) -> Result<Vec<Standing>>;

    /// As [`Overview::standings`], with what cannot be read by its name.
    ///
    /// # Errors
    /// [`crate::error::Kind::Store`].
    fn all_standings(&self, tenant: &str) -> Result<Standings>;

    /// The numbers of the documents of which nothing was decided yet, in their order.
    ///
    /// # Errors
    /// [`crate::error::Kind::Store`].
    fn undecided(&self, tenant: &str) -> Result<Vec<String>>;

    /// The accounts of which something changed since they were decided: their data, what was said of them, or what everything is decided
    /// with.
    ///
    /// # Errors
    /// [`crate::error::Kind::Store`].
    fn changed_accounts(&self, tenant: &str, decided_with: &str) -> Result<BTreeSet<String>>;

    /// The outbox in figures.
    ///
    /// # Errors
    /// [`crate::error::Kind::Store`].
    fn outgoing(&self, tenant: &str) -> Result<Outgoing>;

    /// What became of the messages that the present decisions of a tenant asked for.
    ///
    /// # Errors
    /// [`crate::error::Kind::Store`].
    fn fates(&self, tenant: &str) -> Result<Fates>;

    /// The history, oldest first.
    ///
    /// # Errors
    /// [`crate::error::Kind::Store`].
    fn history(&self, tenant: &str, filter: &HistoryFilter) -> Result<Vec<HistoryLine>>;

    /// The steps that left for open documents of a tenant, by scenario and step.
    ///
    /// # Errors
    /// [`crate::error::Kind::Store`].
    fn begun_steps(&self, tenant: &str) -> Result<Vec<BegunStep>>;

    /// Which of these messages were asked for by hand on this day already: of the same kind, with the same text, about the same documents.
    ///
    /// # Errors
    /// [`crate::error::Kind::Store`].
    fn repeated_by_hand(&self, tenant: &str, today: &str, actions: &[Action]) -> Result<Vec<Repeated>>;
}
