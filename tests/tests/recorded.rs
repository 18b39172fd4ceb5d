//! "A folder of requests and answers of 0.2 that a later version must answer the same."

use std::{collections::BTreeSet, fs};

use relance_contract::{RecordedCall, functions::FUNCTIONS, recorded};
use relance_guest::domain::Reason;
use relance_tests::recorded::{answered, calls, words};

const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../contract/recorded/0.2.jsonl");

/// With `UPDATE` calls that are new are added; an answer that is there is never written again: who changes it takes its line out by hand, and says in
/// the changelog why.
#[test]
fn what_was_answered_once_is_answered_the_same() {
    let mut known = recorded().unwrap();
    if std::env::var_os("UPDATE").is_some() {
        let asked: BTreeSet<_> = known.iter().map(|call| (call.function.clone(), call.request.clone())).collect();
        let is_new = |(function, request): &(&str, String)| !asked.contains(&((*function).to_owned(), request.clone()));
        known.extend(calls().iter().filter(|call| is_new(call)).map(|(function, request)| answered(function, request)));
        let lines: String = known.iter().map(|call| serde_json::to_string(call).unwrap() + "\n").collect();
        fs::write(FILE, lines).unwrap();
    }
    for (at, call) in known.iter().enumerate() {
        assert!(
            *call == answered(&call.function, &call.request),
            "line {}: {} answers otherwise",
            at + 1,
            call.function
        );
    }
}

#[test]
fn every_function_and_every_reason_is_recorded() {
    let known = recorded().unwrap();
    let functions: BTreeSet<_> = known.iter().map(|call| call.function.as_str()).collect();
    let describes = |name: &str| name.starts_with("about.") || name == "settings.schema";
    let missing: Vec<_> =
        FUNCTIONS.iter().map(|one| one.name).filter(|name| !functions.contains(name) && !describes(name)).collect();
    assert_eq!(missing, [""; 0]);
    let decides = |call: &&RecordedCall| ["reminders.run", "reminders.compose"].contains(&call.function.as_str());
    let answers = known.iter().filter(|call| call.accepted).filter(decides);
    let said: BTreeSet<_> = answers.flat_map(|call| words(&serde_json::from_str(&call.answer).unwrap())).collect();
    // Its request has 30,001 documents: `culprits` asks it.
    let recorded = |code: &&str| said.contains(*code) || *code == "account-too-large";
    let missing: Vec<_> = Reason::ALL.iter().map(|(code, _)| *code).filter(|code| !recorded(code)).collect();
    assert_eq!(missing, [""; 0]);
}
