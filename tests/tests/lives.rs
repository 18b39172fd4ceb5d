//! Generated companies, lived day by day by the engine and by the model of the rules, which were written apart (`relance_tests::model`).

use std::collections::BTreeSet;

use relance_tests::lives::{Count, live};

/// How many lives: less than a minute of one core.
const LIVES: u64 = 2_000;

/// Every answer that generated companies can get.
const CODES: [&str; 52] = [
    "account-gap",
    "account-in-credit",
    "all-expired",
    "anchor-missing",
    "attachment-missing",
    "attempts-exhausted",
    "awaiting-event",
    "bank-data-stale",
    "below-threshold",
    "blocked",
    "cancelled",
    "condition-failed",
    "covered-by-credit",
    "created-before",
    "disputed",
    "draft",
    "e-invoice-held",
    "factored",
    "finished",
    "handed-over",
    "held-by-host",
    "in-signature",
    "insolvency",
    "invalid-data",
    "invoiced",
    "limit-reached",
    "limitation-passed",
    "milder-first",
    "never-sent",
    "no-address",
    "not-in-plan",
    "not-reminded",
    "not-selected",
    "over-indebtedness",
    "payment-pending",
    "payment-unconfirmed",
    "promised",
    "refused",
    "remind",
    "replied",
    "reply-unanswered",
    "retention",
    "settled",
    "signed",
    "silenced",
    "switched-off",
    "switched-off-on-account",
    "switched-off-on-document",
    "unknown-scenario",
    "unknown-status",
    "validity-ended",
    "waiting",
];

/// Every reason for which a step is left out.
const MARKS: [&str; 13] = [
    "after-validity",
    "anchor-missing",
    "before-first-send",
    "closed-day",
    "condition-false",
    "day-come",
    "inserted-later",
    "later-point-due",
    "latest-only",
    "promise-broken",
    "scenario-changed",
    "too-close",
    "too-late",
];

#[test]
fn engine_and_model_decide_alike_and_reach_every_rule() {
    let mut count = Count::default();
    let found: Vec<_> = (0..LIVES).filter_map(|seed| live(seed, &mut count).err()).collect();
    let told: Vec<_> = found
        .iter()
        .map(|one| {
            format!(
                "seed {}, {}: {}\n  engine {}\n  model  {}\n  {}",
                one.seed, one.day, one.kind, one.engine, one.model, one.request
            )
        })
        .collect();
    assert!(told.is_empty(), "{} of {LIVES} lives end in a disagreement:\n{}", told.len(), told.join("\n"));
    let reached = |of: &std::collections::BTreeMap<String, u64>| of.keys().cloned().collect::<BTreeSet<_>>();
    let missing = |all: &[&str], reached: BTreeSet<String>| {
        all.iter().filter(|code| !reached.contains(**code)).map(|code| (*code).to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(missing(&CODES, reached(&count.decisions)), Vec::<String>::new(), "codes that no life reached");
    assert_eq!(missing(&MARKS, reached(&count.marks)), Vec::<String>::new(), "reasons that no life reached");
}

#[test]
fn the_same_seed_lives_the_same_life() {
    let (mut one, mut other) = (Count::default(), Count::default());
    let ends =
        |count: &mut Count| (0..10).map(|seed| live(seed, count).err().map(|found| found.kind)).collect::<Vec<_>>();
    assert_eq!(ends(&mut one), ends(&mut other));
    assert_eq!(one.decisions, other.decisions);
}
