//! `bookkeeping.take`: "A payment that people recorded gives way to the money that came in for its document, or for the instalment that it names, by the
//! ERP's figures or by payments that it lists, up to that amount, and wholly once the document is settled."

use relance_tests::{Answers, Customer, Document, ask, credit_note, customer, invoice, ladder, reminders};
use serde_json::{Value, json};

/// A payment of 10 February 2028.
fn payment(id: &str, document: Option<&str>, minor: i64) -> Value {
    json!({"id": id, "document": document, "amount": {"minor": minor, "currency": "EUR"}, "day": "2028-02-10", "state": "settled"})
}

fn take(kept: &Value, told: &Customer, unnamed: &str) -> Value {
    let account = json!({"kept": kept, "told": told, "unnamed": unnamed, "others": [], "former": []});
    let days = json!({"bank_date": "2028-02-09", "today": "2028-02-16"});
    ask("bookkeeping", "take", &json!({"account": account, "days": days})).unwrap()["kept"].take()
}

/// An account as its ERP told it, and what people recorded since.
fn kept(told: &Customer, recorded: &[Value]) -> Value {
    recorded.iter().fold(take(&Value::Null, told, "leaves"), |kept, payment| {
        let act = json!({"pays": {"payment": payment, "today": "2028-02-16"}});
        ask("bookkeeping", "note", &json!({"kept": kept, "act": act})).unwrap()
    })
}

/// Identifier and amount of what still counts of it.
fn still(kept: &Value) -> Vec<(String, i64)> {
    let all = kept["account"]["payments"].as_array().unwrap();
    let recorded = all.iter().filter(|one| one["known_by"] == "recorded");
    recorded.map(|one| (one["id"].as_str().unwrap().to_owned(), one["amount"]["minor"].as_i64().unwrap())).collect()
}

fn one(id: &str, minor: i64) -> Vec<(String, i64)> {
    vec![(id.to_owned(), minor)]
}

/// What is decided on 18 February 2028, the day of the first reminder.
fn codes(kept: &Value) -> Vec<String> {
    let answers = Answers::of("2028-02-18", &reminders(ladder("due", &["+3 days"])), &kept["account"]);
    let decisions = answers.0["decisions"].as_array().unwrap();
    decisions.iter().map(|decision| decision["code"].as_str().unwrap().to_owned()).collect()
}

/// 100.00, of which people recorded 60.00 (PA) and 40.00 (PB).
fn of_two(left: Option<&str>) -> Value {
    let document = invoice("F-1").of("100.00");
    let document = left.map_or(document.clone(), |left| document.left(left));
    kept(&customer("A1").has([document]), &[payment("PA", Some("D1"), 6_000), payment("PB", Some("D1"), 4_000)])
}

#[test]
fn a_line_under_the_identifier_of_a_recorded_payment_is_that_payment_and_no_other() {
    let lists = [payment("PA", Some("D1"), 6_000)];
    let by_lines = take(&of_two(None), &customer("A1").has([invoice("F-1").of("100.00")]).paid(&lists), "stays");
    assert_eq!(still(&by_lines), one("PB", 4_000));
    assert_eq!(codes(&by_lines), ["settled"]);
    let told = customer("A1").has([invoice("F-1").of("100.00").left("40.00")]).paid(&lists);
    let by_both = take(&of_two(Some("100.00")), &told, "stays");
    assert_eq!(still(&by_both), one("PB", 4_000));
    assert_eq!(codes(&by_both), ["settled"]);
    // Of the account as a whole likewise.
    let of_account = [payment("PA", None, 6_000), payment("PB", None, 4_000)];
    let before = kept(&customer("A1").has([invoice("F-1").of("100.00")]), &of_account);
    let told = customer("A1").has([invoice("F-1").of("100.00")]).paid(&[payment("PA", None, 6_000)]);
    assert_eq!(still(&take(&before, &told, "stays")), one("PB", 4_000));
}

/// Two parts of 50.00; of the first, 50.00 were recorded.
fn in_parts(left: [Option<i64>; 2]) -> Document {
    let part = |id: &str, left: Option<i64>| json!({"id": id, "amount": 5_000, "due": "2028-02-15", "left": left, "retention": false});
    invoice("F-1").of("100.00").in_parts(&[part("E1", left[0]), part("E2", left[1])])
}

#[test]
fn money_for_one_instalment_does_not_answer_what_was_recorded_for_another() {
    let of_part = |id: &str, part: &str, minor: i64| {
        let mut payment = payment(id, Some("D1"), minor);
        payment["instalment"] = json!(part);
        payment
    };
    let recorded = [of_part("PA", "E1", 5_000)];
    let full = [Some(5_000), Some(5_000)];
    let second = [Some(5_000), Some(0)];
    let before = |document: Document| kept(&customer("A1").has([document]), &recorded);
    // By the figures of the parts, beside one of the whole or not; by a line that names the other part.
    let told = customer("A1").has([in_parts(second)]);
    assert_eq!(still(&take(&before(in_parts(full)), &told, "stays")), one("PA", 5_000));
    let told = customer("A1").has([in_parts(second).left("50.00")]);
    assert_eq!(still(&take(&before(in_parts(full).left("100.00")), &told, "stays")), one("PA", 5_000));
    let told = customer("A1").has([in_parts([None, None])]).paid(&[of_part("E9", "E2", 5_000)]);
    assert_eq!(still(&take(&before(in_parts([None, None])), &told, "stays")), one("PA", 5_000));
    // Its own part, and a line that names none, do.
    let told = customer("A1").has([in_parts([Some(0), Some(5_000)]).left("50.00")]);
    assert_eq!(still(&take(&before(in_parts(full).left("100.00")), &told, "stays")), []);
    let told = customer("A1").has([in_parts([None, None])]).paid(&[payment("E9", Some("D1"), 5_000)]);
    assert_eq!(still(&take(&before(in_parts([None, None])), &told, "stays")), []);
}

#[test]
fn a_credit_note_that_the_erp_uses_is_no_money() {
    // 100.00 and a credit of 30.00; 70.00 were paid, which the ERP does not know yet.
    let credit = |left: &str| credit_note("AV-1").known_as("AV").of("30.00").left(left);
    let recorded = [payment("PA", Some("D1"), 7_000)];
    let before = kept(&customer("A1").has([invoice("F-1").of("100.00").left("100.00"), credit("30.00")]), &recorded);
    assert_eq!(codes(&before).last().unwrap(), "covered-by-credit");
    let used = invoice("F-1").of("100.00").left("70.00");
    for (what, told, unnamed) in [
        ("it has nothing left", customer("A1").has([used.clone(), credit("30.00").left("0.00")]), "stays"),
        ("it is not named any more", customer("A1").has([used.clone()]), "is-over"),
        ("it is gone", customer("A1").has([used.clone()]), "leaves"),
    ] {
        let after = take(&before, &told, unnamed);
        assert_eq!(still(&after), one("PA", 7_000), "{what}");
        assert_eq!(codes(&after).last().unwrap(), "settled", "{what}");
    }
    // 20.00 of money came in beside it: as much gives way.
    let told = customer("A1").has([invoice("F-1").of("100.00").left("50.00")]);
    let after = take(&before, &told, "leaves");
    assert_eq!((still(&after), codes(&after)), (one("PA", 5_000), vec!["settled".to_owned()]));
}

#[test]
fn money_that_came_in_is_no_cheque_whose_day_is_still_to_come() {
    let mut cheque = payment("CH", Some("D1"), 4_000);
    cheque["day"] = json!("2028-02-25");
    cheque["state"] = json!("pending");
    let before = kept(&customer("A1").has([invoice("F-1").of("100.00").left("100.00")]), &[cheque]);
    let told = |left: &str| customer("A1").has([invoice("F-1").of("100.00").left(left)]);
    assert_eq!(still(&take(&before, &told("40.00"), "stays")), one("CH", 4_000), "60.00 came in, and it waits");
    assert_eq!(still(&take(&before, &told("60.00"), "stays")), [], "just that much came in");
}

#[test]
fn what_is_recorded_beyond_what_is_left_lowers_the_next_invoice() {
    let second = invoice("F-2").known_as("D2").of("50.00").left("50.00");
    let told = customer("A1").has([invoice("F-1").of("100.00").left("40.00"), second]);
    let kept = kept(&told, &[payment("PA", Some("D1"), 9_000)]);
    assert_eq!(codes(&kept), ["settled", "covered-by-credit"]);
}

/// "A status stays as long as the file says the same of status and money", whatever else it corrects.
#[test]
fn a_status_that_people_gave_outlives_what_is_corrected_beside_it() {
    let before = kept(&customer("A1").has([invoice("F-1").of("100.00").left("100.00")]), &[]);
    let act = json!({"becomes": {"document": "D1", "what": "settled"}});
    let settled = ask("bookkeeping", "note", &json!({"kept": before, "act": act})).unwrap();
    let told = |document: Document| codes(&take(&settled, &customer("A1").has([document]), "stays"))[0].clone();
    let same = || invoice("F-1").of("100.00").left("100.00");
    assert_eq!(told(same().with("customer_order", "PO-7")), "settled");
    assert_eq!(told(same().with("means_of_payment", "cheque")), "settled");
    assert_eq!(told(same().left("90.00")), "remind", "the ERP says something new of its money");
}

/// Money recorded for an account gives way to "the money that came in for the account": a draft, or an invoice that is cancelled, was never paid.
#[test]
fn what_was_never_owed_is_no_money_when_it_goes() {
    let second = || invoice("F-2").known_as("D2").of("50.00").left("50.00");
    for status in ["draft", "cancelled", "abandoned", "something-else"] {
        let first = invoice("F-1").of("40.00").left("40.00").status(status);
        let before = kept(&customer("A1").has([first, second()]), &[payment("PA", None, 5_000)]);
        for unnamed in ["leaves", "is-over"] {
            assert_eq!(still(&take(&before, &customer("A1").has([second()]), unnamed)), one("PA", 5_000), "{status}");
        }
    }
}

#[test]
fn a_listed_payment_that_names_a_document_later_is_there_once() {
    let told = |payment: Value| customer("A1").has([invoice("F-1").of("100.00")]).paid(&[payment]);
    for unnamed in ["stays", "is-over", "leaves"] {
        let before = take(&Value::Null, &told(payment("E", None, 6_000)), "leaves");
        let after = take(&before, &told(payment("E", Some("D1"), 6_000)), unnamed);
        let payments = after["account"]["payments"].as_array().unwrap();
        assert_eq!((payments.len(), &payments[0]["document"]), (1, &json!("D1")), "{unnamed}");
    }
}

#[test]
fn entries_about_another_account_are_refused() {
    let kept = kept(&customer("A1").has([invoice("F-1")]), &[]);
    let entry = relance_tests::entry("2028-02-18", "a").about("D9").with("state", "pending").with("key", "K");
    let records = json!({"records": {"revision": kept["account"]["revision"], "entries": [entry]}});
    let refused = ask("bookkeeping", "note", &json!({"kept": kept, "act": records})).unwrap_err();
    assert_eq!(refused["message"], "act.records.entries is about document `D9`, which is not in the account");
}
