//! `bookkeeping`: in which life a document is, and what came in of its money. "Cycle starts at 1 and rises when the due date moves later, the
//! document goes to another account, a settled invoice reopens, a quote is issued again or extended."

use relance_tests::{Answers, Document, ask, context, credit_note, customer, entry, invoice, ladder, quote, reminders};
use serde_json::{Value, json};

/// A payment of `F-1` that is in the bank on 10 February 2028.
fn paid(minor: i64) -> Value {
    payment("P1", minor, "settled")
}

fn payment(id: &str, minor: i64, state: &str) -> Value {
    json!({"id": id, "document": "D1", "amount": {"minor": minor, "currency": "EUR"}, "day": "2028-02-10", "state": state})
}

/// An account as its host keeps it: one document as the ERP told it, with nothing paid.
fn kept(document: &Document) -> Value {
    kept_with(document, "listed", &json!([]))
}

/// The same, with payments known by this word: `listed`, `recorded`, `in-figure`.
fn kept_with(document: &Document, word: &str, payments: &Value) -> Value {
    let mut account = json!(customer("A1").has([document]));
    let mut told = account.clone();
    account["payments"] = payments.clone();
    for payment in account["payments"].as_array_mut().unwrap() {
        if word == "listed" {
            told["payments"].as_array_mut().unwrap().push(payment.clone());
        } else {
            payment["known_by"] = json!(word);
        }
    }
    json!({"account": account, "told": told})
}

/// What is kept when the ERP tells `now`, and lists these payments of it.
fn told(kept: &Value, now: &Document, listed: &Value) -> Value {
    take(&json!({"kept": kept, "told": customer("A1").has([now]).paid(listed), "unnamed": "stays", "others": [], "former": []})).unwrap()
}

/// What is kept, by the 16th of February 2028, of an account that the ERP tells.
fn take(account: &Value) -> Result<Value, Value> {
    let days = json!({"bank_date": "2028-02-09", "today": "2028-02-16"});
    let mut taken = ask("bookkeeping", "take", &json!({"account": account, "days": days}))?;
    Ok(taken["kept"].take())
}

/// The document as it is handed over.
fn document(kept: &Value) -> &Value {
    &kept["account"]["documents"][0]
}

fn cycle(kept: &Value) -> u64 {
    document(kept)["cycle"].as_u64().unwrap()
}

/// The payments known by this word, as identifier or day, and amount.
fn payments<'a>(kept: &'a Value, word: &str, name: &str) -> Vec<(&'a str, i64)> {
    let all = kept["account"]["payments"].as_array().unwrap();
    let of_word = all.iter().filter(|one| one["known_by"] == *word);
    of_word.map(|one| (one[name].as_str().unwrap(), one["amount"]["minor"].as_i64().unwrap())).collect()
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
    kept["account"]["documents"][0]["status"] = json!("settled");
    let same = told(&kept, &invoice("F-1"), &json!([]));
    assert_eq!((&document(&same)["status"], cycle(&same)), (&json!("settled"), 1));
    let corrected = told(&kept, &invoice("F-1").due("2028-02-14"), &json!([]));
    assert_eq!(
        (&document(&corrected)["status"], cycle(&corrected)),
        (&json!("settled"), 1),
        "it says the same of its money"
    );
    let other = told(&kept, &invoice("F-1").left("2400.00"), &json!([]));
    assert_eq!((&document(&other)["status"], cycle(&other)), (&json!("validated"), 1), "the ERP never closed it");
}

#[test]
fn a_recorded_payment_counts_until_the_erp_says_something_of_the_money() {
    let left = |amount: &str| invoice("F-1").left(amount);
    let kept = kept_with(&left("2500.00"), "recorded", &json!([paid(100_000)]));
    let same = told(&kept, &left("2500.00").due("2028-02-14"), &json!([]));
    assert_eq!(payments(&same, "recorded", "id"), [("P1", 100_000)], "only its due date was corrected");
    assert_eq!(payments(&same, "in-figure", "id"), []);
    // 1,500.00 came in: 1,000.00 of them are what was recorded, on its day; of the rest nobody knows the day, and nobody asks.
    let known = told(&kept, &left("1000.00"), &json!([]));
    assert_eq!(payments(&known, "recorded", "id"), []);
    assert_eq!(payments(&known, "in-figure", "day"), [("2028-02-10", 100_000)]);
    // Where the ERP lists its payments they prove themselves.
    let listed = told(&kept, &left("1500.00"), &json!([payment("E7", 100_000, "settled")]));
    assert_eq!((payments(&listed, "recorded", "id"), payments(&listed, "in-figure", "id")), (vec![], vec![]));
    // What was in the figure goes when the money goes back.
    let in_figure = kept_with(&left("1500.00"), "in-figure", &json!([paid(100_000)]));
    assert_eq!(payments(&told(&in_figure, &left("2000.00"), &json!([])), "in-figure", "id"), [("P1", 50_000)]);
    assert_eq!(payments(&told(&in_figure, &left("2500.00"), &json!([])), "in-figure", "id"), []);
    // Also where the whole was settled, and the parts are told again.
    let parts = |left: i64| {
        let part = |id: &str, left: i64| json!({"id": id, "due": "2028-02-15", "amount": 125_000, "left": left, "retention": false});
        invoice("F-1").in_parts([part("1", left), part("2", 0)])
    };
    let mut of_part = paid(100_000);
    of_part["instalment"] = json!("1");
    let was_settled = kept_with(&parts(0).status("settled"), "in-figure", &json!([of_part]));
    assert_eq!(payments(&told(&was_settled, &parts(100_000), &json!([])), "in-figure", "id"), []);
}

/// A cheque in hand is on its way whatever else came in, until as much did.
#[test]
fn a_cheque_in_hand_stays_until_as_much_came_in() {
    let left = |amount: &str| invoice("F-1").left(amount);
    let kept = kept_with(&left("2500.00"), "recorded", &json!([payment("C1", 50_000, "pending")]));
    let recorded = |kept: &Value, now: &Document, listed: Value| {
        let told = told(kept, now, &listed);
        payments(&told, "recorded", "id").iter().map(|(id, _)| (*id).to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(recorded(&kept, &left("2200.00"), json!([])), ["C1"], "300.00 are not the cheque of 500.00");
    assert_eq!(recorded(&kept, &left("2000.00"), json!([])), [""; 0]);
    assert_eq!(recorded(&kept, &left("2200.00"), json!([payment("E7", 30_000, "settled")])), ["C1"]);
    assert_eq!(recorded(&kept, &left("2000.00"), json!([payment("E7", 50_000, "settled")])), [""; 0]);
    assert_eq!(recorded(&kept, &left("0.00").status("settled"), json!([])), [""; 0], "all of it came");
}

/// "A payment lowers what the ERP says is left, from its day on"; what is in its figure lowers nothing.
#[test]
fn what_a_payment_lowers_depends_on_who_says_so() {
    let steps = reminders(ladder("due", &["+3 days"]));
    let mail = |document: Document, payment: Value, word: &str| {
        let kept = kept_with(&document, word, &json!([payment]));
        let request = json!({"context": context("2028-02-18", &steps), "so_far": {"customer_messages": 0}, "accounts": [kept["account"]]});
        let page = ask("reminders", "run", &request).unwrap();
        page["accounts"][0]["actions"][0]["claimed"]["minor"].as_i64()
    };
    let of = |amount: &str| invoice("F-1").left(amount);
    assert_eq!(mail(of("2000.00"), paid(50_000), "listed"), Some(200_000));
    assert_eq!(mail(of("2000.00"), paid(50_000), "recorded"), Some(150_000));
    assert_eq!(mail(of("2000.00"), paid(50_000), "in-figure"), Some(200_000));
    assert_eq!(mail(invoice("F-1"), paid(50_000), "recorded"), Some(200_000), "the ERP says nothing of what is left");
    assert_eq!(mail(invoice("F-1"), paid(50_000), "in-figure"), Some(250_000));
    let part =
        |id: &str, due: &str| json!({"id": id, "due": due, "amount": 125_000, "left": 125_000, "retention": false});
    let parts = invoice("F-1").in_parts([part("1", "2028-02-15"), part("2", "2028-03-15")]);
    let mut of_second = paid(125_000);
    of_second["instalment"] = json!("2");
    assert_eq!(mail(parts.clone(), paid(25_000), "recorded"), Some(100_000), "the oldest due first");
    assert_eq!(mail(parts, of_second, "recorded"), Some(125_000), "it names the other part");
}

fn promise(amount: i64) -> Value {
    let promise =
        json!({"amount": {"minor": amount, "currency": "EUR"}, "promised_for": "2028-02-15", "made_on": "2028-02-12"});
    json!([{"id": "p", "document": null, "kind": {"promise": promise}}])
}

/// Money of which nobody knows the day proves a promise: it came after the last day in the bank that the figures before had, and after the promise.
#[test]
fn what_came_in_proves_a_promise() {
    let left = |amount: &str| invoice("F-1").left(amount);
    let mut kept = kept(&left("2500.00"));
    kept["account"]["holds"] = promise(50_000);
    let now = told(&kept, &left("2000.00"), &json!([]));
    assert_eq!(payments(&now, "in-figure", "day"), [("2028-02-13", 50_000)]);
    assert_eq!(now["account"]["holds"], kept["account"]["holds"], "what people said stays");
    // A corrected total is no money, and a credit note that was used is none.
    assert_eq!(payments(&told(&kept, &left("2000.00").of("2000.00"), &json!([])), "in-figure", "day"), []);
    let credit = |left: &str| credit_note("G-1").known_as("G1").of("500.00").left(left);
    for account in ["account", "told"] {
        kept[account]["documents"].as_array_mut().unwrap().push(json!(credit("500.00")));
    }
    let used = customer("A1").has([left("2000.00"), credit("0.00")]);
    let used = take(&json!({"kept": kept, "told": used, "unnamed": "stays", "others": [], "former": []})).unwrap();
    assert_eq!(payments(&used, "in-figure", "day"), []);
}

/// What people recorded for the account as a whole is what came in by the ERP's figures, up to its amount.
#[test]
fn money_on_account_gives_way_to_the_figures() {
    let left = |amount: &str| invoice("F-1").left(amount);
    let mut on_account = paid(100_000);
    on_account["document"] = Value::Null;
    let kept = kept_with(&left("2500.00"), "recorded", &json!([on_account]));
    assert_eq!(payments(&told(&kept, &left("2500.00"), &json!([])), "recorded", "id"), [("P1", 100_000)]);
    assert_eq!(payments(&told(&kept, &left("2200.00"), &json!([])), "recorded", "id"), [("P1", 70_000)]);
    assert_eq!(payments(&told(&kept, &left("0.00").status("settled"), &json!([])), "recorded", "id"), []);
    assert_eq!(
        payments(&told(&kept, &invoice("F-1").status("cancelled"), &json!([])), "recorded", "id"),
        [("P1", 100_000)]
    );
}

/// What it means that the ERP tells a document no more is the host's to say.
#[test]
fn what_the_erp_does_not_name_stays_is_over_or_leaves() {
    let mut kept = kept_with(&invoice("F-1"), "recorded", &json!([paid(100_000)]));
    kept["account"]["documents"].as_array_mut().unwrap().push(json!(quote("Q-1")));
    let take = |unnamed: &str, others: Value| {
        let told = json!(customer("A1").has([quote("Q-1")]));
        take(&json!({"kept": kept, "told": told, "unnamed": unnamed, "others": others, "former": []})).unwrap()
    };
    let statuses = |kept: &Value| {
        let documents = kept["account"]["documents"].as_array().unwrap();
        documents
            .iter()
            .map(|one| format!("{} {}", one["id"].as_str().unwrap(), one["status"].as_str().unwrap()))
            .collect::<Vec<_>>()
    };
    let stays = take("stays", json!([]));
    assert_eq!(statuses(&stays), ["Q-1 open", "D1 validated"]);
    assert_eq!(payments(&stays, "recorded", "id"), [("P1", 100_000)]);
    let over = take("is-over", json!([]));
    assert_eq!(statuses(&over), ["Q-1 open", "D1 settled"]);
    assert_eq!(over["told"]["documents"].as_array().unwrap().len(), 1, "told again as open it begins a new life");
    let leaves = take("leaves", json!([]));
    assert_eq!(statuses(&leaves), ["Q-1 open"]);
    assert_eq!((&leaves["account"]["closed_documents"], payments(&leaves, "recorded", "id")), (&json!(["D1"]), vec![]));
    assert_eq!(
        statuses(&take("leaves", json!(["D1"]))),
        ["Q-1 open", "D1 validated"],
        "another account of the export has it"
    );
}

#[test]
fn another_account_is_not_taken_for_this_one() {
    let told = json!(customer("A2").has([invoice("F-1")]));
    let request = json!({"kept": kept(&invoice("F-1")), "told": told, "unnamed": "stays", "others": [], "former": []});
    assert_eq!(take(&request).unwrap_err()["message"], "kept is of account `A1`, not of `A2`");
    let days = json!({"bank_date": "yesterday"});
    let request = json!({"told": customer("A1"), "unnamed": "stays", "others": [], "former": []});
    let refused = ask("bookkeeping", "take", &json!({"account": request, "days": days})).unwrap_err();
    assert_eq!(refused["message"], "days.bank_date is no possible date");
}

#[test]
fn a_document_goes_on_where_a_trace_of_it_ends() {
    let told = |kept: &Value, former: Value| {
        let told = customer("A1").has([invoice("F-1")]);
        cycle(&take(&json!({"kept": kept, "told": told, "unnamed": "stays", "others": [], "former": former})).unwrap())
    };
    let journal =
        |cycle: u32, due: &str| json!([{"document": "D1", "cycle": cycle, "place": {"journal": {"due": due}}}]);
    assert_eq!(told(&Value::Null, json!([])), 1);
    let elsewhere = json!([{"document": "D1", "cycle": 2, "place": "elsewhere"}]);
    assert_eq!(told(&Value::Null, elsewhere), 3, "it was another customer's");
    assert_eq!(told(&Value::Null, journal(2, "2028-02-15")), 2, "the life that the journal knows");
    assert_eq!(told(&Value::Null, journal(2, "2028-02-01")), 3, "due later than the journal knows");
    // What left later than the host knows is the newer word: the document that it has as settled was open then.
    let settled = kept(&invoice("F-1").status("settled"));
    assert_eq!(told(&settled, journal(1, "2028-02-15")), 1);
    assert_eq!(told(&settled, journal(2, "2028-02-15")), 2);
    // One that comes to light without an import.
    let remembered = note(&kept(&invoice("F-1")), &json!({"is-remembered": journal(2, "2028-02-01")[0]})).unwrap();
    assert_eq!(cycle(&remembered), 3);
}

#[test]
fn nobody_counts_more_lives_than_there_are() {
    let last = kept(&invoice("F-1").in_cycle(u32::MAX));
    let now = customer("A1").has([invoice("F-1").due("2028-03-01")]);
    let request = json!({"kept": last, "told": now, "unnamed": "stays", "others": [], "former": []});
    assert_eq!(take(&request).unwrap_err()["message"], "documents[\"D1\"] has had too many lives");
}

fn note(kept: &Value, act: &Value) -> Result<Value, Value> {
    ask("bookkeeping", "note", &json!({"kept": kept, "act": act}))
}

#[test]
fn what_a_person_does_is_kept_of_the_document() {
    let becoming = |what: &str| json!({"becomes": {"document": "D1", "what": what}});
    let becomes = |document: Document, what: &str| {
        let noted = note(&kept(&document), &becoming(what)).unwrap();
        (self::document(&noted)["status"].clone(), cycle(&noted))
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
        let failure = note(&kept(&document), &becoming(what)).unwrap_err();
        assert_eq!(failure["code"], "invalid-request", "{what}");
    }
    let strange = note(&kept(&invoice("F-1")), &json!({"becomes": {"document": "D2", "what": "settled"}})).unwrap_err();
    assert_eq!(strange["message"], "act is about document `D2`, which is not in the account");
}

#[test]
fn what_a_person_says_holds_until_it_is_lifted() {
    let hold = json!({"id": "b", "document": "D1", "kind": "dispute"});
    let held = note(&kept(&invoice("F-1")), &json!({"holds": hold})).unwrap();
    assert_eq!(held["account"]["holds"][0]["id"], "b");
    let told = told(&held, &invoice("F-1").due("2028-02-14"), &json!([]));
    assert_eq!(told["account"]["holds"], held["account"]["holds"], "an import does not lift it");
    assert_eq!(note(&told, &json!({"lifts": "b"})).unwrap()["account"]["holds"], json!([]));
    assert_eq!(
        note(&told, &json!({"lifts": "c"})).unwrap_err()["message"],
        "act lifts hold `c`, which nobody recorded"
    );
    let strange = json!({"id": "b", "document": "D2", "kind": "dispute"});
    assert!(note(&told, &json!({"holds": strange})).unwrap_err()["message"].as_str().unwrap().contains("`D2`"));
    let event = json!({"kind": "opened", "day": "2028-02-12", "document": "D1"});
    let happened = note(&told, &json!({"happens": event})).unwrap();
    let later = self::told(&happened, &invoice("F-1"), &json!([]));
    assert_eq!(later["account"]["events"].as_array().unwrap().len(), 1);
}

#[test]
fn an_invoice_whose_payment_comes_back_begins_a_new_life() {
    let pays = |kept: &Value, state: &str| {
        let recorded = json!({"payment": payment("P1", 250_000, state), "today": "2028-02-12"});
        let noted = note(kept, &json!({"pays": recorded})).unwrap();
        assert_eq!(payments(&noted, "recorded", "id"), [("P1", 250_000)]);
        cycle(&noted)
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
    let quote = note(&kept(&quote("F-1")), &json!({"goes-unnamed": "D1"})).unwrap();
    assert_eq!(document(&quote)["status"], "cancelled");
    let gone = note(&kept(&invoice("F-1").left("100.00")), &json!({"goes-unnamed": "D1"})).unwrap();
    assert_eq!((&document(&gone)["status"], &document(&gone)["left"]), (&json!("settled"), &json!(0)));
    assert_eq!(cycle(&told(&gone, &invoice("F-1").left("100.00"), &json!([]))), 2, "told again it begins a new life");
}

/// What was decided becomes the history, and what became of it is reported: nothing is done twice.
#[test]
fn what_is_put_in_the_outbox_is_recorded_once_and_reported() {
    let first = json!(entry("2028-02-18", "a").with("state", "pending").with("key", "K"));
    let records =
        |kept: &Value, revision: &str| note(kept, &json!({"records": {"revision": revision, "entries": [first]}}));
    let kept = kept(&invoice("F-1"));
    assert_eq!(kept["account"]["revision"], "1");
    let recorded = records(&kept, "1").unwrap();
    assert_eq!(recorded["account"]["revision"], "2");
    let twice = records(&recorded, "2").unwrap_err();
    assert_eq!(
        twice["message"],
        "act.records.entries is recorded already, attempt 1 of step `a` of document `D1`: it is not to be done again"
    );
    // Somebody paid meanwhile: what was decided before that is not put away.
    let paid = json!({"payment": paid(250_000), "today": "2028-02-18"});
    let late = records(&note(&kept, &json!({"pays": paid})).unwrap(), "1").unwrap_err();
    assert_eq!(late["message"], "act.records.revision is `1`, and the account is `2` by now: decide it again");
    let report = |kept: &Value, key: &str, state: &str| {
        note(kept, &json!({"reports": {"key": key, "state": state, "day": "2028-02-19"}}))
    };
    let state = |kept: &Value| {
        let entry = &kept["account"]["history"][0];
        format!("{} {}", entry["state"].as_str().unwrap(), entry["day"].as_str().unwrap())
    };
    let sent = report(&recorded, "K", "sent").unwrap();
    assert_eq!(state(&sent), "sent 2028-02-19");
    assert_eq!(state(&report(&sent, "K", "sent").unwrap()), "sent 2028-02-19", "said again");
    assert_eq!(state(&report(&sent, "K", "bounced").unwrap()), "bounced 2028-02-19");
    assert_eq!(state(&report(&recorded, "K", "cancelled").unwrap()), "cancelled 2028-02-18");
    for (kept, state) in [(&sent, "failed"), (&sent, "pending"), (&recorded, "bounced"), (&recorded, "jumped")] {
        let refused = report(kept, "K", state).unwrap_err();
        assert_eq!(
            refused["message"], "act.reports.key `K` cannot become that after what is recorded of it",
            "{state}"
        );
    }
    assert_eq!(report(&sent, "L", "sent").unwrap_err()["message"], "act.reports.key `L` is of nothing in the history");
}

#[test]
fn what_left_today_is_counted_by_message() {
    let of = |document: &str, key: &str| json!(entry("2028-02-18", "a").about(document).with("key", key));
    let entries = json!([
        of("D1", "K"),
        of("D2", "K"),
        of("D3", "L"),
        entry("2028-02-17", "a").with("key", "M"),
        entry("2028-02-18", "a").with("key", "N").internal(),
        entry("2028-02-18", "a").with("key", "O").with("simulated", true),
    ]);
    let counted = ask("bookkeeping", "count", &json!({"entries": entries, "today": "2028-02-18"})).unwrap();
    assert_eq!(counted, json!({"customer_messages": 2}));
}

/// "Just before sending": its own place in the outbox is no reason against it.
#[test]
fn what_is_about_to_leave_is_looked_at_once_more() {
    let steps = reminders(ladder("due", &["+3 days"]));
    let context = context("2028-02-18", &steps);
    let request = json!({"context": context, "so_far": {"customer_messages": 0}, "accounts": [customer("A1").has([invoice("F-1")])]});
    let page = ask("reminders", "run", &request).unwrap();
    let wanted = &page["accounts"][0]["actions"][0]["wanted"];
    let key = wanted["key"].as_str().unwrap();
    let pending: Vec<_> = relance_tests::recorded("2028-02-18", wanted, "engine")
        .into_iter()
        .map(|mut entry| {
            entry["state"] = json!("pending");
            entry
        })
        .collect();
    let check = |document: Document, history: &Value| {
        let account = customer("A1").has([document]).history(history);
        let checked =
            ask("reminders", "check", &json!({"context": context, "accounts": [account], "keys": [key, "x"]})).unwrap();
        let of = |at: usize| match &checked[at]["outcome"] {
            Value::String(case) => case.clone(),
            case => case.as_object().unwrap().keys().next().unwrap().clone(),
        };
        assert_eq!((checked[1]["key"].as_str(), of(1).as_str()), (Some("x"), "unknown"));
        assert_eq!(checked[0]["key"], key);
        of(0)
    };
    assert_eq!(check(invoice("F-1"), &json!(pending)), "wanted");
    assert_eq!(check(invoice("F-1"), &json!([])), "wanted");
    assert_eq!(check(invoice("F-1").left("0.00"), &json!(pending)), "stale", "it was paid meanwhile");
    assert_eq!(
        check(invoice("F-1"), &json!(relance_tests::recorded("2028-02-18", wanted, "engine"))),
        "stale",
        "it was sent"
    );
    // A rehearsal's place is no place of what leaves.
    let mut shown = pending.clone();
    shown[0]["simulated"] = json!(true);
    assert_eq!(check(invoice("F-1"), &json!(shown)), "stale", "it was to be shown to the team");
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
    kept["account"]["history"] = json!([entry("2028-01-20", "@first-send").covering("scenario", "")]);
    let later = told(&kept, &invoice("F-1").never_sent().due("2028-03-01"), &json!([]));
    assert_eq!((cycle(&later), &document(&later)["first_sent"]), (2, &json!("2028-01-20")));
    let mut settled = kept.clone();
    settled["account"]["documents"][0]["status"] = json!("settled");
    let again = note(&settled, &json!({"becomes": {"document": "D1", "what": "reopened"}})).unwrap();
    assert_eq!((cycle(&again), &document(&again)["first_sent"]), (2, &json!("2028-01-20")));
    // It went to another customer, who never had it.
    let elsewhere = json!({"document": "D1", "cycle": 2, "place": "elsewhere"});
    let moved = note(&later, &json!({"is-remembered": elsewhere})).unwrap();
    assert_eq!((cycle(&moved), &document(&moved)["first_sent"]), (3, &Value::Null));
    // What the ERP said it sent, and says no more, was not sent.
    let withdrawn = told(&self::kept(&invoice("F-1")), &invoice("F-1").never_sent(), &json!([]));
    assert_eq!(document(&withdrawn)["first_sent"], Value::Null);
}
