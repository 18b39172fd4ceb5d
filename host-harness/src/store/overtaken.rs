//! Messages that nobody has seen and nobody is to see.

use std::collections::{BTreeMap, BTreeSet};

use super::Message;
use crate::text::Words;

/// A message that nobody has seen and nobody is to see: a letter that is not printed, or what was about to leave.
#[derive(Debug)]
pub struct Overtaken {
    /// Customer and documents.
    pub message: Message,
    /// Why.
    pub why: Why,
    /// Whether a person asked for it: only a person asks for it again.
    pub by_hand: bool,
}

/// Why.
#[derive(Clone, Debug)]
pub enum Why {
    /// What it was written from has changed.
    Changed,
    /// What it was written from is not known: it was taken over from a journal.
    TakenOver,
    /// It was written more than [`Why::DAYS`] days ago: its day and what was known of payments are not of today.
    Old,
    /// It gives its customer a deadline and was written before yesterday: what it gives is less each day.
    Shorter,
    /// Something more is to be done for its account, and nobody has printed it: what comes after it must not leave before it does.
    NotPrinted,
    /// It was being taken back when that was cut off.
    TakenBack,
    /// It is of an earlier day, and today it would not be written: the sentence says why.
    Held(Words),
}

impl Why {
    /// For so many days a letter may wait to be printed. A habit, not law.
    pub const DAYS: i64 = 7;
}

/// What letters that nobody has printed are looked at for.
#[derive(Clone, Copy, Debug)]
pub enum Before<'a> {
    /// Something more that is to be done for these accounts: a run, a reminder by hand.
    More(&'a BTreeSet<String>),
    /// Printing, with those that today would be held, by key, and why.
    Printing(&'a BTreeMap<String, Words>),
}
