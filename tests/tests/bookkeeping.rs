//! `bookkeeping`: in which life a document is, and what came in of its money. "Cycle starts at 1 and rises when the due date moves later, the
//! document goes to another account, a settled invoice reopens, a quote is issued again or extended."

use relance_tests::{Answers, Document, ask, customer, entry, invoice, ladder, quote, reminders};
use serde_json::{Value, json};

/// A payment of `F-1` that is in the bank on 10 February 2028.
fn paid(minor: i64) -> Value {
    payment("P1", minor, "settled")
}

fn payment(id: &str, minor: i64, state: &str) -> Value {
    json!({"id": id, "document": "D1", "amount": {"minor": minor, "currency": "EUR"}, "day": "2028-02-10", "state": state})
}

/// A document as its host keeps it: as the ERP told it, with nothing paid.
fn kept(document: &Document) -> Value {
    json!({"document": document, "told": document, "money": {"listed": [], "recorded": [], "confirmed": []}})
}

/// The same, with payments known by this word: `listed`, `recorded`, `confirmed`.
fn kept_with(document: &Document, word: &str, payments: &Value) -> Value {
    let mut kept = kept(document);
    kept["money"][word] = payments.clone();
    kept
}

/// What is to be kept when the ERP tells `now`, and lists these payments of it.
fn told(kept: &Value, now: &Document, listed: &Value) -> Value {
    keep(&json!({"kept": kept, "document": now, "listed": listed})).unwrap()
}

fn keep(document: &Value) -> Result<Value, Value> {
    let mut taken = ask("bookkeeping", "keep", &json!({"documents": [document]}))?;
    Ok(taken[0].take())
}

fn cycle(taken: &Value) -> u64 {
    taken["document"]["cycle"].as_u64().unwrap()
}

#[test]
fn a_document_begins_a_new_life_when_it_is_due_later_or_valid_for_longer() {
    let due = |day: &str| invoice("F-1").due(day);
    let until = |day: &str| quote("F-1").valid_until(day);
    for (before, now, expected) in [
        (due("2028-02-15"), due("2028-02-15"), 1),
        (due("2028-02-15"), due("2028-02-16"), 2),
        (due("2028-02-15"), due("2028-02-14"), 1),
        (due("2028-02-15").in_cycle(4), due("2028-02-16"), 5),
        (until("2028-03-31"), until("2028-04-30"), 2),
        (until("2028-03-31"), until("2028-03-01"), 1),
        // A day that cannot be is neither earlier nor later.
        (due("2028-02-15"), due("2028-99-99"), 1),
    ] {
        assert_eq!(cycle(&told(&kept(&before), &now, &json!([]))), expected, "{before:?} {now:?}");
    }
}

#[test]
fn a_document_begins_a_new_life_when_it_was_over_and_is_not_any_more() {
    let over = ["settled", "cancelled", "abandoned"];
    for status in over {
        assert_eq!(cycle(&told(&kept(&invoice("F-1").status(status)), &invoice("F-1"), &json!([]))), 2, "{status}");
        assert_eq!(cycle(&told(&kept(&invoice("F-1")), &invoice("F-1").status(status), &json!([]))), 1, "{status}");
    }
    assert_eq!(cycle(&told(&kept(&quote("F-1").status("refused")), &quote("F-1"), &json!([]))), 2);
    assert_eq!(cycle(&told(&kept(&invoice("F-1").status("draft")), &invoice("F-1"), &json!([]))), 1);
    // The cheque bounced: the ERP lists its payment no more, or as come back.
    let was_paid = kept_with(&invoice("F-1"), "listed", &json!([paid(250_000)]));
    assert_eq!(cycle(&told(&was_paid, &invoice("F-1"), &json!([]))), 2);
    assert_eq!(cycle(&told(&was_paid, &invoice("F-1"), &json!([payment("P1", 250_000, "rejected")]))), 2);
    // Where only its figure says so.
    let left = |amount: &str| invoice("F-1").left(amount);
    assert_eq!(cycle(&told(&kept(&left("0.00")), &left("2500.00"), &json!([]))), 2);
    assert_eq!(
        cycle(&told(&kept(&left("0.00")), &left("100.00").of("2600.00"), &json!([]))),
        1,
        "its total was corrected"
    );
    assert_eq!(cycle(&told(&kept(&left("100.00")), &left("2500.00"), &json!([]))), 1, "it never was paid");
    let parts = |left: i64| {
        let part =
            |id: &str| json!({"id": id, "due": "2028-02-15", "amount": 125_000, "left": left, "retention": false});
        invoice("F-1").in_parts([part("1"), part("2")])
    };
    assert_eq!(cycle(&told(&kept(&parts(0)), &parts(125_000), &json!([]))), 2);
    let part = kept_with(&invoice("F-1"), "listed", &json!([paid(100_000)]));
    assert_eq!(cycle(&told(&part, &invoice("F-1"), &json!([]))), 1, "it never was paid");
    let corrected = invoice("F-1").of("1000.00");
    assert_eq!(cycle(&told(&part, &corrected, &json!([paid(90_000)]))), 1, "nor when its total was corrected");
    let mut dollars = paid(250_000);
    dollars["amount"]["currency"] = json!("USD");
    let strange = kept_with(&invoice("F-1"), "listed", &json!([dollars]));
    assert_eq!(cycle(&told(&strange, &invoice("F-1"), &json!([]))), 1, "dollars pay no euros");
}

#[test]
fn what_people_said_stays_until_the_erp_says_something_else() {
    let mut kept = kept(&invoice("F-1"));
    kept["document"]["status"] = json!("settled");
    let same = told(&kept, &invoice("F-1"), &json!([]));
    assert_eq!((&same["document"]["status"], cycle(&same)), (&json!("settled"), 1));
    let other = told(&kept, &invoice("F-1").due("2028-02-14"), &json!([]));
    assert_eq!((&other["document"]["status"], cycle(&other)), (&json!("validated"), 1), "the ERP never closed it");
}

#[test]
fn a_recorded_payment_counts_until_the_erp_says_something_of_the_money() {
    let left = |amount: &str| invoice("F-1").left(amount);
    let kept = kept_with(&left("2500.00"), "recorded", &json!([paid(100_000)]));
    let same = told(&kept, &left("2500.00").due("2028-02-14"), &json!([]));
    assert_eq!(
        (&same["recorded_counts"], &same["confirmed"]),
        (&json!(true), &json!([])),
        "only its due date was corrected"
    );
    // 1,500.00 came in: 1,000.00 of them are what was recorded, on its day; of the rest nobody knows the day.
    let known = told(&kept, &left("1000.00"), &json!([]));
    assert_eq!(known["recorded_counts"], json!(false));
    let confirmed = &known["confirmed"][0];
    assert_eq!((&confirmed["amount"]["minor"], &confirmed["day"]), (&json!(100_000), &json!("2028-02-10")));
    assert_eq!(known["arrivals"], json!([{"instalment": null, "amount": {"minor": 50_000, "currency": "EUR"}}]));
    // Where the ERP lists its payments they prove themselves.
    let listed = told(&kept, &left("1500.00"), &json!([payment("E7", 100_000, "settled")]));
    assert_eq!((&listed["recorded_counts"], &listed["confirmed"]), (&json!(false), &json!([])));
    // What was in the figure goes when the money goes back.
    let in_figure = kept_with(&left("1500.00"), "confirmed", &json!([paid(100_000)]));
    assert_eq!(told(&in_figure, &left("2000.00"), &json!([]))["confirmed"][0]["amount"]["minor"], json!(50_000));
    assert_eq!(told(&in_figure, &left("2500.00"), &json!([]))["confirmed"], json!([]));
    // Also where the whole was settled, and the parts are told again.
    let parts = |left: i64| {
        let part = |id: &str, left: i64| json!({"id": id, "due": "2028-02-15", "amount": 125_000, "left": left, "retention": false});
        invoice("F-1").in_parts([part("1", left), part("2", 0)])
    };
    let mut of_part = paid(100_000);
    of_part["instalment"] = json!("1");
    let was_settled = kept_with(&parts(0).status("settled"), "confirmed", &json!([of_part]));
    assert_eq!(told(&was_settled, &parts(100_000), &json!([]))["confirmed"], json!([]));
    // A corrected total is no money.
    let corrected = told(&self::kept(&left("2500.00")), &left("2000.00").of("2000.00"), &json!([]));
    assert_eq!(corrected["arrivals"], json!([]));
}

#[test]
fn a_document_goes_on_where_a_trace_of_it_ends() {
    let new = |trace: Value| cycle(&keep(&json!({"document": invoice("F-1"), "listed": [], "trace": trace})).unwrap());
    assert_eq!(new(Value::Null), 1);
    assert_eq!(new(json!({"elsewhere": 2})), 3, "it was another customer's");
    assert_eq!(new(json!({"journal": {"cycle": 2, "due": "2028-02-15"}})), 2, "the life that the journal knows");
    assert_eq!(new(json!({"journal": {"cycle": 2, "due": "2028-02-01"}})), 3, "due later than the journal knows");
    // What left later than the host knows is the newer word: the document that it has as settled was open then.
    let settled = kept(&invoice("F-1").status("settled"));
    let with = |cycle: u32| {
        let trace = json!({"journal": {"cycle": cycle, "due": "2028-02-15"}});
        keep(&json!({"kept": settled, "document": invoice("F-1"), "listed": [], "trace": trace})).unwrap()
    };
    assert_eq!(cycle(&with(1)), 1);
    assert_eq!(cycle(&with(2)), 2);
}

#[test]
fn nobody_counts_more_lives_than_there_are() {
    let last = kept(&invoice("F-1").in_cycle(u32::MAX));
    let failure = keep(&json!({"kept": last, "document": invoice("F-1").due("2028-03-01"), "listed": []})).unwrap_err();
    assert_eq!(failure["message"], "document D1 has had too many lives");
}

fn note(kept: &Value, act: &Value) -> Result<Value, Value> {
    ask("bookkeeping", "note", &json!({"kept": kept, "act": act, "today": "2028-02-12"}))
}

#[test]
fn what_a_person_does_is_kept_of_the_document() {
    let becomes = |document: Document, what: &str| {
        let noted = note(&kept(&document), &json!({"becomes": what})).unwrap();
        (noted["status"].clone(), noted["cycle"].as_u64().unwrap())
    };
    for (what, status) in
        [("signed", "signed"), ("refused", "refused"), ("invoiced", "invoiced"), ("cancelled", "cancelled")]
    {
        assert_eq!(becomes(quote("F-1"), what), (json!(status), 1));
    }
    assert_eq!(becomes(invoice("F-1"), "settled"), (json!("settled"), 1));
    assert_eq!(becomes(invoice("F-1").status("settled"), "reopened"), (json!("validated"), 2));
    assert_eq!(becomes(quote("F-1").status("refused"), "reopened"), (json!("open"), 2));
    assert_eq!(becomes(invoice("F-1"), "reopened"), (json!("validated"), 1), "it was open");
    for (document, what) in [(invoice("F-1"), "signed"), (invoice("F-1"), "invoiced"), (quote("F-1"), "settled")] {
        let failure = note(&kept(&document), &json!({"becomes": what})).unwrap_err();
        assert_eq!(failure["code"], "invalid-request", "{what}");
    }
    let request = json!({"kept": kept(&invoice("F-1")), "act": {"becomes": "settled"}, "today": "yesterday"});
    assert_eq!(ask("bookkeeping", "note", &request).unwrap_err()["message"], "today is no possible date");
}

#[test]
fn an_invoice_whose_payment_comes_back_begins_a_new_life() {
    let pays = |kept: &Value, state: &str| {
        let noted = note(kept, &json!({"pays": payment("P1", 250_000, state)})).unwrap();
        noted["cycle"].as_u64().unwrap()
    };
    let was_paid = kept_with(&invoice("F-1"), "recorded", &json!([paid(250_000)]));
    assert_eq!(pays(&was_paid, "rejected"), 2);
    assert_eq!(pays(&was_paid, "settled"), 1, "nothing changed");
    assert_eq!(pays(&kept(&invoice("F-1")), "settled"), 1);
    let part = kept_with(&invoice("F-1").left("2600.00").of("2600.00"), "recorded", &json!([paid(250_000)]));
    assert_eq!(pays(&part, "rejected"), 1, "it never was paid");
}

#[test]
fn what_an_export_names_no_more_is_over() {
    let quote = note(&kept(&quote("F-1")), &json!("goes-unnamed")).unwrap();
    assert_eq!(quote["status"], "cancelled");
    let invoice = note(&kept(&invoice("F-1").left("100.00")), &json!("goes-unnamed")).unwrap();
    assert_eq!((&invoice["status"], &invoice["left"]), (&json!("settled"), &json!(0)));
}

/// "One that the history has as sent in this cycle counts whatever the document says; one that came back is none, also where the ERP has noted its
/// day."
#[test]
fn a_first_send_by_hand_counts_from_the_history() {
    let steps = reminders(ladder("due", &["+3 days"]));
    let code = |document: Document, state: &str| {
        let first = entry("2028-01-20", "@first-send").covering("scenario", "").state(state);
        let customer = customer("A1").has([document]).history([first]);
        Answers::of("2028-02-18", &steps, &serde_json::to_value(customer).unwrap()).code().to_owned()
    };
    let never = || invoice("F-1").never_sent();
    assert_eq!(code(never(), "sent"), "remind");
    for state in ["pending", "bounced", "failed", "cancelled", "ambiguous"] {
        assert_eq!(code(never(), state), "never-sent", "{state}");
    }
    assert_eq!(code(never().in_cycle(2), "sent"), "never-sent");
    assert_eq!(code(invoice("F-1").sent("2028-01-20"), "bounced"), "never-sent");
    assert_eq!(code(invoice("F-1").sent("2028-01-25"), "bounced"), "remind", "sent again");
}

/// "The same customer need not have it again in a new cycle."
#[test]
fn a_first_send_from_here_is_kept_in_the_next_life() {
    let mut kept = kept(&invoice("F-1").never_sent());
    kept["document"]["first_sent"] = json!("2028-01-20");
    let later = told(&kept, &invoice("F-1").never_sent().due("2028-03-01"), &json!([]));
    assert_eq!((cycle(&later), &later["document"]["first_sent"]), (2, &json!("2028-01-20")));
    kept["document"]["status"] = json!("settled");
    let again = note(&kept, &json!({"becomes": "reopened"})).unwrap();
    assert_eq!((&again["cycle"], &again["first_sent"]), (&json!(2), &json!("2028-01-20")));
    // What the ERP said it sent, and says no more, was not sent.
    let withdrawn = told(&self::kept(&invoice("F-1")), &invoice("F-1").never_sent(), &json!([]));
    assert_eq!(withdrawn["document"]["first_sent"], Value::Null);
}
