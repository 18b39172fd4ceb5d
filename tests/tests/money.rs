//! Step 3, what is left: partial payments, credit notes, deposits, instalments, money on its way (F19).

use relance_tests::{Answers, Document, actions, ask, context, credit_note, customer, invoice, ladder, reminders};
use serde_json::{Value, json};

const DAY: &str = "2028-03-20";

/// One step, and a message for each document.
fn three() -> Value {
    let mut settings = reminders(ladder("due", &["+3 days"]));
    settings["invoices"]["grouping"] = json!("document");
    settings
}

/// An invoice over so many euros, due on that day.
fn owed(id: &str, euros: i64, due: &str) -> Document {
    invoice(id).known_as(id).with("total", euros * 100).due(due)
}

fn payment(id: &str, document: Option<&str>, euros: i64, given: &Value) -> Value {
    let mut payment = json!({
        "id": id, "document": document, "amount": {"minor": euros * 100, "currency": "EUR"}, "day": "2028-03-01",
        "state": "settled",
    });
    for (name, value) in given.as_object().unwrap() {
        payment[name] = value.clone();
    }
    payment
}

fn asked(documents: &[Document], payments: &[Value]) -> Answers {
    Answers::of(DAY, &three(), &customer("A1").has(documents).paid(payments))
}

/// What the message about a document claims, in minor units.
fn claimed(documents: &[Document], payments: &[Value], document: &str) -> Option<i64> {
    let settings = three();
    let account = customer("A1").has(documents).paid(payments);
    let so_far = json!({"customer_messages": 0});
    let request = json!({"context": context(DAY, &settings), "so_far": so_far, "accounts": [account]});
    let page = ask("reminders", "run", &request).unwrap();
    let covers = |action: &&Value| action["wanted"]["coverage"][0]["document"] == document;
    actions(&page).into_iter().find(covers)?["claimed"]["minor"].as_i64()
}

#[test]
fn payments_that_name_a_document_lower_it() {
    let invoices = [owed("D1", 1000, "2028-02-15")];
    assert_eq!(claimed(&invoices, &[payment("P", Some("D1"), 400, &json!({}))], "D1"), Some(60_000));
    assert_eq!(asked(&invoices, &[payment("P", Some("D1"), 1000, &json!({}))]).code(), "settled");
    assert_eq!(
        claimed(&invoices, &[payment("P", Some("D1"), 400, &json!({"state": "rejected"}))], "D1"),
        Some(100_000)
    );
}

#[test]
fn what_the_erp_says_is_left_already_counts_what_names_the_document() {
    let mut left = owed("D1", 1000, "2028-02-15");
    left["left"] = json!(25_000);
    assert_eq!(claimed(&[left.clone()], &[payment("P", Some("D1"), 750, &json!({}))], "D1"), Some(25_000));
    left["left"] = json!(0);
    assert_eq!(asked(&[left], &[]).code(), "settled");
}

#[test]
fn unallocated_money_lowers_the_oldest_due_first() {
    let invoices = [owed("new", 300, "2028-02-20"), owed("old", 500, "2028-02-10")];
    let paid = [payment("P", None, 600, &json!({}))];
    assert_eq!(asked(&invoices, &paid).code_of("old"), "covered-by-credit");
    assert_eq!(claimed(&invoices, &paid, "new"), Some(20_000));
}

#[test]
fn a_credit_note_lowers_the_invoice_it_names_or_the_oldest() {
    let credit = |applies_to: Value, given: Value| {
        let credit = credit_note("A-1").known_as("C").of("200.00").with("applies_to", applies_to).due("2028-02-15");
        credit.with_all(&given)
    };
    let two = |credit: Document| [owed("D1", 500, "2028-02-20"), owed("D2", 500, "2028-02-10"), credit];
    assert_eq!(claimed(&two(credit(json!("D1"), json!({}))), &[], "D1"), Some(30_000));
    assert_eq!(claimed(&two(credit(json!("D1"), json!({}))), &[], "D2"), Some(50_000));
    assert_eq!(claimed(&two(credit(Value::Null, json!({}))), &[], "D2"), Some(30_000));
    assert_eq!(claimed(&two(credit(Value::Null, json!({"left": 5_000}))), &[], "D2"), Some(45_000));
    assert_eq!(claimed(&two(credit(Value::Null, json!({"status": "draft"}))), &[], "D2"), Some(50_000));
    // Settled: used up. What it names was lowered by it; nothing is left for others.
    assert_eq!(claimed(&two(credit(json!("D1"), json!({"status": "settled"}))), &[], "D1"), Some(30_000));
    assert_eq!(claimed(&two(credit(Value::Null, json!({"status": "settled"}))), &[], "D2"), Some(50_000));
}

#[test]
fn a_deposit_gives_once_it_is_paid() {
    let deposit = |status: &str, left: Option<i64>| {
        invoice("AC-1")
            .known_as("C")
            .of("200.00")
            .status(status)
            .with("left", left)
            .with("applies_to", "D1")
            .with("kind", "deposit")
    };
    let owes = |deposit: Document| claimed(&[owed("D1", 500, "2028-02-20"), deposit], &[], "D1");
    assert_eq!(owes(deposit("settled", None)), Some(30_000));
    // Used up by the invoice that it names.
    assert_eq!(owes(deposit("settled", Some(0))), Some(30_000));
    assert_eq!(owes(deposit("validated", None)), Some(50_000));
    // Not paid: what is said to be left of it is what its customer still owes for it.
    assert_eq!(owes(deposit("validated", Some(20_000))), Some(50_000));
}

#[test]
fn an_account_in_credit_is_held_with_one_task() {
    let answers =
        asked(&[owed("D1", 500, "2028-02-10"), owed("D2", 100, "2028-02-10")], &[payment("P", None, 700, &json!({}))]);
    assert_eq!((answers.code_of("D1"), answers.code_of("D2")), ("account-in-credit", "account-in-credit"));
    let wanted: Vec<_> =
        answers.0["wanted"].as_array().unwrap().iter().map(|wanted| &wanted["coverage"][0]["step"]).collect();
    assert_eq!(wanted, ["@account-in-credit"]);
}

#[test]
fn money_on_its_way_holds() {
    let invoices = [owed("D1", 500, "2028-02-10"), owed("D2", 500, "2028-02-15")];
    let cheque = |document, euros| [payment("P", document, euros, &json!({"state": "pending"}))];
    let named = asked(&invoices, &cheque(Some("D2"), 100));
    assert_eq!((named.code_of("D1"), named.code_of("D2")), ("remind", "payment-pending"));
    let unallocated = asked(&invoices, &cheque(None, 300));
    assert_eq!((unallocated.code_of("D1"), unallocated.code_of("D2")), ("payment-pending", "remind"));
    let [one, mut other] = [cheque(None, 500), cheque(None, 100)].map(|[cheque]| cheque);
    other["id"] = json!("Q");
    let two = asked(&invoices, &[one, other]);
    assert_eq!(
        (two.code_of("D1"), two.code_of("D2")),
        ("payment-pending", "payment-pending"),
        "the second goes on where the first ends"
    );
    // What names an invoice is put to it; the transfer is for the other one.
    let [named, mut transfer] = [cheque(Some("D1"), 500), cheque(None, 500)].map(|[one]| one);
    transfer["id"] = json!("Q");
    let beside = asked(&invoices, &[named, transfer]);
    assert_eq!((beside.code_of("D1"), beside.code_of("D2")), ("payment-pending", "payment-pending"));
    let more_than_it = asked(&invoices, &cheque(Some("D1"), 1_000));
    assert_eq!((more_than_it.code_of("D1"), more_than_it.code_of("D2")), ("payment-pending", "payment-pending"));
    let for_both = asked(&invoices, &cheque(None, 600));
    assert_eq!((for_both.code_of("D1"), for_both.code_of("D2")), ("payment-pending", "payment-pending"));
    // Dated in the future it has not matured; it does on its day, by itself.
    let dated = asked(&invoices, &[payment("P", Some("D1"), 500, &json!({"day": "2028-03-25"}))]);
    assert_eq!((dated.code_of("D1"), &dated.decision()["next"]), ("payment-pending", &json!({"on": "2028-03-25"})));
}

#[test]
fn never_two_currencies_added() {
    let mut dollars = owed("D1", 500, "2028-02-10");
    dollars["currency"] = json!("USD");
    let invoices = [dollars, owed("D2", 500, "2028-02-15")];
    let paid = [payment("P", None, 500, &json!({}))];
    let answers = asked(&invoices, &paid);
    assert_eq!((answers.code_of("D1"), answers.code_of("D2")), ("remind", "covered-by-credit"));
    // A payment in another currency than the document it names is nothing anybody can trust.
    let crossed = asked(&invoices, &[payment("P", Some("D1"), 500, &json!({}))]);
    assert_eq!((crossed.code_of("D1"), crossed.code_of("D2")), ("invalid-data", "invalid-data"));
}

#[test]
fn instalments_are_decided_one_by_one() {
    let mut document = owed("D1", 900, "2028-02-15");
    document["instalments"] = json!([
        {"id": "a", "due": "2028-02-15", "amount": 30_000, "retention": false},
        {"id": "b", "due": "2028-03-15", "amount": 30_000, "retention": false},
        {"id": "c", "due": "2028-04-15", "amount": 20_000, "retention": false},
        {"id": "r", "due": "2028-02-15", "amount": 10_000, "retention": true},
    ]);
    let codes = |payments: &[Value]| {
        let answers = asked(std::slice::from_ref(&document), payments);
        answers.0["decisions"]
            .as_array()
            .unwrap()
            .iter()
            .map(|decision| decision["code"].as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(codes(&[]), ["remind", "remind", "waiting", "retention"]);
    // Paid on the document: the oldest instalment first. Paid on an instalment: that one.
    assert_eq!(codes(&[payment("P", Some("D1"), 300, &json!({}))]), ["settled", "remind", "waiting", "retention"]);
    assert_eq!(
        codes(&[payment("P", Some("D1"), 300, &json!({"instalment": "b"}))]),
        ["remind", "settled", "waiting", "retention"]
    );
    assert_eq!(codes(&[payment("P", Some("D1"), 450, &json!({}))]), ["settled", "remind", "waiting", "retention"]);
    assert_eq!(claimed(&[document.clone()], &[payment("P", Some("D1"), 450, &json!({}))], "D1"), Some(15_000));
    document["left"] = json!(60_000);
    assert_eq!(claimed(&[document], &[], "D1"), Some(30_000), "a is covered by what the ERP no longer counts as left");
}

#[test]
fn what_was_paid_too_much_on_one_invoice_lowers_the_next() {
    let invoices = [owed("D1", 500, "2028-02-10"), owed("D2", 500, "2028-02-15")];
    assert_eq!(claimed(&invoices, &[payment("P", Some("D1"), 600, &json!({}))], "D2"), Some(40_000));
}

#[test]
fn amounts_that_do_not_fit_hold_the_account_and_nothing_else() {
    let mut huge = owed("D1", 500, "2028-02-10");
    huge["total"] = json!(i64::MAX);
    // Together what is owed does not fit in 64 bits.
    assert_eq!(asked(&[huge.clone(), owed("D2", 5, "2028-02-10")], &[]).code_of("D2"), "invalid-data");
    // Two payments of the largest amount do not either, and what they leave over is all the same known.
    let all = |id: &str| payment(id, None, 1, &json!({"amount": {"minor": i64::MAX, "currency": "EUR"}}));
    assert_eq!(asked(&[huge], &[all("P"), all("Q")]).code_of("D1"), "account-in-credit");
}

#[test]
fn money_for_an_invoice_that_was_cancelled_is_the_accounts() {
    // 200 euros were paid on an invoice that was cancelled since: the customer owes 100 less on the other one, not 300.
    let other = |status: &str| {
        let mut other = owed("OTHER", 200, "2028-01-10");
        other["status"] = json!(status);
        other
    };
    let open = owed("OPEN", 300, "2028-02-10");
    for (status, left) in
        [("cancelled", Some(10_000)), ("draft", Some(10_000)), ("settled", Some(30_000)), ("odd", Some(10_000))]
    {
        let paid = payment("P", Some("OTHER"), 200, &json!({}));
        assert_eq!(claimed(&[other(status), open.clone()], &[paid], "OPEN"), left, "{status}");
    }
    let awaited = payment("P", Some("OTHER"), 300, &json!({"state": "pending"}));
    assert_eq!(asked(&[other("cancelled"), open], &[awaited]).code_of("OPEN"), "payment-pending");
}

#[test]
fn a_credit_note_gives_what_it_has_left_whatever_its_sign() {
    let settings = reminders(ladder("due", &["+3 days"]));
    for left in [json!(-100_000), json!(100_000)] {
        let credit = credit_note("A-1").known_as("A1").of("1000.00").with("left", &left);
        let account = customer("A1").has([invoice("F-1"), credit]);
        let answers = Answers::of("2028-02-18", &settings, &account);
        let request = json!({"context": context("2028-02-18", &settings), "account": account, "document": "D1", "language": "en"});
        let explained = ask("reminders", "explain", &request).unwrap();
        // 2,500.00 less 1,000.00.
        assert!(explained.to_string().contains("1,500.00"), "{left}: {explained}");
        assert_eq!(answers.code_of("D1"), "remind", "{left}");
    }
}
