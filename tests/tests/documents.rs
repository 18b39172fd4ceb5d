//! "Data as it comes": what is cosmetic is cleaned, what could send wrongly holds its document and no other.

use relance_tests::{Answers, credit_note, customer, invoice, ladder, reminders};
use serde_json::{Value, json};

const DAY: &str = "2028-02-18";

fn three() -> Value {
    reminders(ladder("due", &["+3 days"]))
}

fn two(given: &Value) -> Answers {
    let mut other = invoice("F-1").with_all(given);
    if given["id"].is_null() {
        other["id"] = json!("D2");
    }
    Answers::of(DAY, &three(), &customer("A1").has([invoice("F-1"), other]))
}

#[test]
fn a_document_that_cannot_be_trusted_is_held_and_the_others_are_not_touched() {
    for (given, field) in [
        (json!({"due": "2028-02-30"}), "due"),
        (json!({"issued": "yesterday"}), "issued"),
        (json!({"first_sent": "0000-00-00"}), "first_sent"),
        (json!({"currency": "EURO"}), "currency"),
        (json!({"currency": "eur"}), "currency"),
        (json!({"total": -100}), "total"),
        (json!({"cycle": 0}), "cycle"),
        (json!({"links": [{"kind": "pay", "url": "javascript:alert(1)"}]}), "links"),
        (json!({"instalments": [{"id": "", "due": "2028-01-01", "amount": 1, "retention": false}]}), "instalments"),
        (json!({"facts": [{"name": "x", "value": {"day": "2028-13-01"}}]}), "facts[\"x\"]"),
        (json!({"id": ""}), "id"),
    ] {
        let answers = two(&given);
        let held = given["id"].as_str().unwrap_or("D2");
        assert_eq!((answers.code_of("D1"), answers.code_of(held)), ("remind", "invalid-data"), "{given}");
        let finding = &answers.0["findings"][0];
        let of = (&finding["account"], &finding["document"], &finding["path"]);
        assert_eq!(of, (&json!("A1"), &json!(held), &json!(format!("document.{field}"))), "{given}");
    }
}

#[test]
fn an_identifier_used_twice_holds_both() {
    let answers = two(&json!({"id": "D1"}));
    let decisions = answers.0["decisions"].as_array().unwrap();
    assert_eq!((decisions.len(), answers.code()), (1, "invalid-data"));
    let request = json!({
        "context": relance_tests::context(DAY, &three()),
        "accounts": [customer("A1").has([invoice("F-1")]), customer("A1").has([invoice("F-1").known_as("D2")])],
    });
    let answers = relance_tests::ask("reminders", "decide", &request).unwrap();
    for answer in answers.as_array().unwrap() {
        assert_eq!(answer["decisions"][0]["code"], "invalid-data");
    }
}

#[test]
fn what_reaches_over_the_account_holds_the_account() {
    let amount = json!({"minor": 100, "currency": "EUR"});
    for (given, member) in [
        (
            json!({"mailbox": {"address": "a@b.example\nBcc: c@d.example", "bounced": false, "opted_out": false, "opted_in": false}}),
            "mailbox",
        ),
        (
            json!({"payments": [{"id": "P", "amount": {"minor": 100, "currency": "?"}, "day": DAY, "state": "settled"}]}),
            "payments[\"P\"]",
        ),
        (
            json!({"payments": [{"id": "P", "amount": amount, "day": "2028-02-31", "state": "settled"}]}),
            "payments[\"P\"]",
        ),
        (
            json!({"payments": [{"id": "P", "amount": {"minor": -100, "currency": "EUR"}, "day": DAY, "state": "settled"}]}),
            "payments[\"P\"]",
        ),
        (json!({"holds": [{"id": "H", "kind": {"reply": "soon"}}]}), "holds[\"H\"]"),
        (json!({"holds": [{"id": "H", "kind": "dispute"}, {"id": "H", "kind": "factored"}]}), "holds"),
        (json!({"id": ""}), "id"),
        (json!({"history": [relance_tests::entry("2028-02-99", "+3 days")]}), "history[\"D1\"]"),
        (json!({"events": [{"kind": "demo", "day": ""}]}), "events[\"demo\"]"),
    ] {
        let mut account = customer("A1").with_all(&given);
        account["documents"] = json!([invoice("F-1")]);
        let answers = Answers::of(DAY, &three(), &account);
        assert_eq!(answers.code(), "invalid-data", "{given}");
        let finding = &answers.0["findings"][0];
        let of = (&finding["account"], &finding["document"], &finding["path"]);
        assert_eq!(of, (&account["id"], &json!("D1"), &json!(format!("account.{member}"))), "{given}");
    }
    // A credit note that cannot be read could have lowered any invoice.
    let credit = credit_note("F-1").known_as("C").issued("?").due("2028-02-15");
    let answers = Answers::of(DAY, &three(), &customer("A1").has([invoice("F-1"), credit]));
    assert_eq!((answers.code_of("D1"), answers.code_of("C")), ("invalid-data", "invalid-data"));
}

#[test]
fn an_account_that_is_too_large_is_said_and_the_next_one_decided() {
    let many: Vec<_> = (0..30_001).map(|at| invoice("F-1").known_as(&format!("D{at}"))).collect();
    let small = customer("A2").has([invoice("F-1").known_as("small")]);
    let request =
        json!({"context": relance_tests::context(DAY, &three()), "accounts": [customer("A1").has(&many), small]});
    let answers = relance_guest::wire::call("reminders.decide", &request.to_string()).unwrap();
    let answers: Value = serde_json::from_str(&answers).unwrap();
    assert_eq!(answers[0]["decisions"][0]["code"], "account-too-large");
    assert_eq!(answers[1]["decisions"][0]["code"], "remind");
}
