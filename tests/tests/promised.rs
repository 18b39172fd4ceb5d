//! Money keeps promises once (docs/domain.md, 4 and "Settled beside the second implementation").

use relance_tests::{Answers, customer, invoice, ladder, list, reminders};
use serde_json::{Value, json};

/// 500.00 promised on 10 February 2028 for a day, about a document or (null) the account.
fn promise(id: &str, document: &Value, promised_for: &str) -> Value {
    let amount = json!({"minor": 50_000, "currency": "EUR"});
    json!({"id": id, "document": document, "kind": {"promise": {"amount": amount, "promised_for": promised_for, "made_on": "2028-02-10"}}})
}

/// 500.00 that came on Thursday 17 February.
fn paid(document: &Value) -> Value {
    json!([{"id": "P1", "document": document, "amount": {"minor": 50_000, "currency": "EUR"}, "day": "2028-02-17", "state": "settled"}])
}

/// Code and next look at each of two invoices due on 15 February, reminded three days after.
fn on(day: &str, holds: &[Value], payments: &Value) -> Vec<(String, Value)> {
    let settings = reminders(ladder("due", &["+3 days"]));
    let documents = [invoice("F-1"), invoice("F-2")];
    let account = customer("A1").has(&documents).held(holds).paid(payments);
    let answers = Answers::of(day, &settings, &account);
    let told = |decision: &Value| (decision["code"].as_str().unwrap().to_owned(), decision["next"].clone());
    list(&answers.0["decisions"]).iter().map(told).collect()
}

fn promised_until(day: &str) -> (String, Value) {
    ("promised".to_owned(), json!({"on": day}))
}

fn reminded(day: &str) -> (String, Value) {
    ("remind".to_owned(), json!({"on": day}))
}

#[test]
fn money_without_a_name_keeps_the_promise_of_the_first_day_only() {
    // Listed the other way round. The promise of Monday 21 February has three working days of grace: to Thursday the 24th.
    let holds = [promise("H2", &json!("D2"), "2028-02-21"), promise("H1", &json!("D1"), "2028-02-18")];
    assert_eq!(on("2028-02-18", &holds, &paid(&Value::Null)), [reminded("2028-02-19"), promised_until("2028-02-25")]);
    assert_eq!(on("2028-02-25", &holds, &paid(&Value::Null))[1], reminded("2028-02-26"));
    // Of one day: by document.
    let holds = [promise("H2", &json!("D2"), "2028-02-18"), promise("H1", &json!("D1"), "2028-02-18")];
    // Grace from Friday the 18th: to Wednesday the 23rd.
    assert_eq!(on("2028-02-18", &holds, &paid(&Value::Null)), [reminded("2028-02-19"), promised_until("2028-02-24")]);
}

#[test]
fn a_debt_promised_in_two_parts_waits_for_the_second() {
    // 500 on the 18th and 500 on Friday the 25th, grace to Wednesday 1 March. The first part came.
    let holds = [promise("H1", &json!("D1"), "2028-02-18"), promise("H2", &json!("D1"), "2028-02-25")];
    assert_eq!(on("2028-02-18", &holds, &paid(&json!("D1")))[0], promised_until("2028-03-02"));
}

#[test]
fn money_that_names_a_document_is_first_put_to_the_promise_about_it() {
    // The account's promise is of an earlier day, Wednesday the 16th, grace to Monday the 21st; the money names the first invoice.
    let holds = [promise("H1", &Value::Null, "2028-02-16"), promise("H2", &json!("D1"), "2028-02-25")];
    assert_eq!(
        on("2028-02-18", &holds, &paid(&json!("D1"))),
        [promised_until("2028-02-22"), promised_until("2028-02-22")]
    );
    // Once that one is broken the first invoice, whose own promise was kept, and the second are reminded.
    assert_eq!(on("2028-02-22", &holds, &paid(&json!("D1"))), [reminded("2028-02-23"), reminded("2028-02-23")]);
    // Money without a name goes to the earlier day: the first invoice waits for its own.
    assert_eq!(on("2028-02-18", &holds, &paid(&Value::Null)), [promised_until("2028-03-02"), reminded("2028-02-19")]);
}
