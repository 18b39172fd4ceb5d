//! Generated companies that use every rule at once: what the properties and the fuzz targets are fed with.

use proptest::prelude::*;
use relance_guest::domain::{format_iso, parse_day, plus_days};
use relance_tests::{context, credit_note, customer, invoice, list};
use serde_json::{Value, json};

/// The first day of every generated story.
pub fn day(offset: i64) -> String {
    format_iso(plus_days(parse_day("2028-01-01").unwrap(), offset))
}

fn action(kind: usize, id: usize) -> Value {
    let id = format!("a{id}");
    match kind {
        0 => json!({"id": id, "kind": "email", "text": "t", "fallback": "letter"}),
        1 => json!({"id": id, "kind": "letter", "text": "t", "optional": true}),
        2 => json!({"id": id, "kind": "sms", "texts": ["t", "u"], "optional": true}),
        3 => json!({"id": id, "kind": "task", "text": "t", "draft": "t", "after": "+1 working days"}),
        4 => json!({"id": id, "kind": "notification", "role": "finance", "text": "t"}),
        5 => json!({"id": id, "kind": "block-orders", "text": "t"}),
        6 => json!({"id": id, "kind": "hand-over", "recipient": "x"}),
        7 => json!({"id": id, "kind": "registered-letter", "text": "t", "attach": "required"}),
        _ => json!({"id": id, "kind": "email", "text": "t", "offer": {"discount": "5 %", "days": 7}}),
    }
}

prop_compose! {
    fn any_step()(
        at in -10_i64..30,
        anchor in prop::sample::select(vec!["due", "due", "due", "issued", "first-sent", "previous-reminder", "end-of-month:due", "event:opened"]),
        severe in prop::bool::weighted(0.15),
        deadline in prop::option::weighted(0.2, 0_u32..12),
        working in prop::bool::weighted(0.2),
        when in prop::option::weighted(0.3, prop::sample::select(vec!["left > 100", "in_segment('large')", "not happened('opened')", "reminders < 2", "days_late > 4 or total > 300", "account_left > 200"])),
        minimum in prop::option::weighted(0.2, prop::sample::select(vec!["50.00", "150"])),
        fresh in prop::option::weighted(0.2, prop::bool::ANY),
        kinds in prop::collection::vec(prop::sample::select(vec![0, 0, 0, 1, 2, 3, 3, 4, 5, 6, 7, 8]), 1..4),
    ) -> Value {
        let actions: Vec<_> = kinds.iter().enumerate().map(|(id, kind)| action(*kind, id)).collect();
        let mut step = json!({"at": format!("{at}{}", if working { " working days" } else { " days" }), "from": anchor, "severe": severe, "when": when, "actions": actions});
        for (name, value) in [("deadline", json!(deadline)), ("needs_fresh_bank", json!(fresh))] {
            if !value.is_null() {
                step[name] = value;
            }
        }
        if let Some(minimum) = minimum {
            step["minimum"] = json!({"EUR": minimum});
        }
        step
    }
}

prop_compose! {
    fn any_scenario(id: &'static str, kind: &'static str)(
        steps in prop::collection::vec(any_step(), 1..5),
        shift in prop::sample::select(vec!["none", "next-working-day", "previous-working-day", "drop"]),
        catch_up in prop::sample::select(vec![json!("next"), json!("next"), json!("latest"), json!({"expire": 4})]),
        by_date in prop::bool::weighted(0.2),
        min_gap in prop::option::weighted(0.3, 0_u32..6),
        mode in prop::sample::select(vec!["live", "live", "live", "notify-only"]),
        repeat in prop::option::weighted(0.2, 1_u32..15),
    ) -> Value {
        let mut steps = steps;
        for (at, step) in steps.iter_mut().enumerate() {
            step["id"] = json!(at.to_string());
            if kind == "quote" {
                let from = step["from"].as_str().unwrap().replace("due", "valid-until");
                step["from"] = json!(from);
            }
        }
        let mut scenario = json!({"id": id, "kind": kind, "steps": steps, "shift": shift, "catch_up": catch_up, "mode": mode,
            "order": if by_date { "by-date" } else { "as-listed" }});
        if let Some(gap) = min_gap {
            scenario["min_gap"] = json!(gap);
        }
        if let Some(every) = repeat.filter(|_| !by_date) {
            scenario["repeat_last"] = json!({"every": every, "at_most": 3});
        }
        scenario
    }
}

prop_compose! {
    /// Settings with a ladder for invoices, a plan for quotes, and every rule set somehow.
    pub fn any_settings()(
        invoices in any_scenario("s", "invoice"),
        large in any_scenario("l", "invoice"),
        quotes in any_scenario("q", "quote"),
        groupings in (prop::sample::select(vec!["document", "account-and-step", "account"]), prop::sample::select(vec!["document", "account"])),
        per_day in prop::option::weighted(0.2, 1_u32..3),
        guards in (1_u16..5, 0_u16..4, prop::sample::select(vec!["next", "one-further"]), prop::sample::select(vec!["hold", "resume"])),
    ) -> Value {
        let text = json!({"subject": "{{ document.number }}", "body": "{{ statement.count }} {% for d in documents %}{{ d.number }} {% endfor %}"});
        let other = json!({"subject": "u", "body": "{{ document.total }}{% if offer.discount %} {{ offer.discount }}{% endif %}"});
        let mut large = large;
        large["when"] = json!("in_segment('large')");
        let mut settings = json!({
            "version": 1, "mode": "live", "scenarios": [large, invoices, quotes], "texts": {"t": {"fr": text}, "u": {"fr": other}},
            "segments": {"large": "total > 400"}, "calendar": {"holidays": ["fr"], "closed": ["2028-02-14/2028-02-20"]},
            "invoices": {"mode": "live", "scope": "all", "active_since": "2000-01-01", "default_scenario": "s", "grouping": groupings.0, "account_gap": 5, "first_send_text": "t"},
            "quotes": {"mode": "live", "scope": "all", "active_since": "2000-01-01", "default_scenario": "q", "grouping": groupings.1},
            "guards": {"max_bank_age": guards.0, "promise_grace": guards.1, "broken_promise": guards.2, "unanswered_reply": guards.3, "reply_pause": 5},
            "law": {"profile": "b2b-fr"}, "team": {"finance": {"id": "1", "name": "Anne"}},
        });
        if let Some(per_day) = per_day {
            settings["limits"] = json!({"customer_messages_per_account_per_day": per_day});
        }
        settings
    }
}

prop_compose! {
    fn any_document(id: usize)(
        quote in prop::bool::weighted(0.25),
        issued in 0_i64..20,
        sent in prop::option::weighted(0.9, 0_i64..15),
        due in prop::option::weighted(0.95, 0_i64..40),
        euros in 1_i64..500,
        status in prop::sample::select(vec!["", "", "", "", "", "settled", "draft"]),
        currency in prop::sample::select(vec!["EUR", "EUR", "EUR", "CHF"]),
        parts in prop::bool::weighted(0.15),
        e_invoice in prop::option::weighted(0.15, prop::sample::select(vec!["collected", "refused", "payment-sent", "not-made-available"])),
        file in prop::bool::ANY,
    ) -> Value {
        let mut document = invoice(&format!("F{id}"))
            .known_as(&format!("D{id}"))
            .issued(&day(issued))
            .with("total", euros * 100)
            .with("currency", currency)
            .with("first_sent", sent.map(|after| day(issued + after)))
            .status(match (status, quote) { ("", true) => "open", ("", false) => "validated", ("settled", true) => "signed", (status, _) => status })
            .with("kind", if quote { "quote" } else { "invoice" });
        let end = due.map(|after| day(issued + after));
        document[if quote { "valid_until" } else { "due" }] = json!(end);
        if quote {
            document["due"] = Value::Null;
        } else {
            document["e_invoice_status"] = json!(e_invoice);
            document["e_invoice_since"] = json!(e_invoice.map(|_| day(issued)));
            if parts && let Some(after) = due {
                document["instalments"] = json!([
                    {"id": "a", "due": day(issued + after), "amount": euros * 40, "retention": false},
                    {"id": "b", "due": day(issued + after + 9), "amount": euros * 60, "retention": false}]);
            }
        }
        if file {
            document["files"] = json!([{"id": "f", "name": "f.pdf", "is_document": true}]);
        }
        document.into()
    }
}

prop_compose! {
    /// An account with documents of every sort, payments, holds, events, and more or fewer ways to reach it.
    pub fn any_account(id: usize)(
        documents in (any_document(0), any_document(1), any_document(2), any_document(3)),
        paid in prop::collection::vec((0_usize..5, 1_i64..400, prop::bool::weighted(0.2), 0_i64..60), 0..3),
        held in prop::collection::vec((0_usize..8, 0_usize..5, 0_i64..60), 0..3),
        credit in prop::option::weighted(0.2, 1_i64..300),
        opened in prop::option::weighted(0.3, 0_i64..50),
        reach in (prop::bool::weighted(0.85), prop::bool::weighted(0.7), prop::bool::ANY),
        closed in prop::option::weighted(0.2, 0_i64..60),
    ) -> Value {
        let named = |at: usize| (at < 4).then(|| format!("D{at}-{id}"));
        let mut documents = vec![documents.0, documents.1, documents.2, documents.3];
        for document in &mut documents {
            document["id"] = json!(format!("{}-{id}", document["id"].as_str().unwrap()));
        }
        documents.extend(credit.map(|euros| Value::from(credit_note("F-1").known_as(&format!("C-{id}")).with("total", euros * 100))));
        let currency_of = |at: usize| documents.get(at).filter(|_| at < 4).map_or("EUR", |document| document["currency"].as_str().unwrap()).to_owned();
        let payments: Vec<_> = paid.iter().enumerate().map(|(at, (document, euros, pending, on))| json!({
            "id": at.to_string(), "document": named(*document), "amount": {"minor": euros * 100, "currency": currency_of(*document)}, "day": day(*on),
            "state": if *pending { "pending" } else { "settled" },
        })).collect();
        let holds: Vec<_> = held.iter().enumerate().map(|(at, (kind, document, on))| {
            let kind = match kind {
                0 => json!({"block": {"reason": "r", "last_day": day(*on)}}),
                1 => json!("dispute"),
                2 => json!({"promise": {"amount": {"minor": 10_000, "currency": "EUR"}, "promised_for": day(on + 5), "made_on": day(*on)}}),
                3 => json!({"promise": {"amount": null, "promised_for": day(on + 5), "made_on": day(*on)}}),
                4 => json!({"reply": day(*on)}),
                5 => json!({"insolvency": day(*on)}),
                6 => json!({"block": {"reason": "r"}}),
                _ => json!({"block": {"reason": "r", "last_day": day(on + 10)}}),
            };
            json!({"id": at.to_string(), "document": named(*document), "kind": kind})
        }).collect();
        let mut account = customer(&format!("A{id}"))
            .has(&documents)
            .paid(&payments)
            .held(&holds)
            .with("events", opened.iter().map(|on| json!({"kind": "opened", "day": day(*on)})).collect::<Vec<_>>())
            .with("closed", closed.iter().map(|on| json!({"first": day(*on), "last": day(on + 3)})).collect::<Vec<_>>());
        if !reach.0 {
            account["mailbox"] = Value::Null;
        }
        if reach.1 {
            account["address"] = json!({"lines": ["1 rue"], "postcode": "74000", "city": "Annecy", "country": "FR"});
        }
        if reach.2 {
            account["phone"] = json!("+33 6 12 34 56 78");
        }
        account.into()
    }
}

/// Calls natively; the component gives the same bytes (`ask` holds that elsewhere).
pub fn call(function: &str, request: &Value) -> Value {
    let answer = relance_guest::wire::call(function, &request.to_string());
    assert!(answer.is_ok(), "{function}: {answer:?}");
    serde_json::from_str(&answer.unwrap()).unwrap()
}

/// Decides one account.
pub fn decide(today: &str, settings: &Value, account: &Value) -> Value {
    let request =
        json!({"context": context(today, settings), "so_far": {"customer_messages": 0}, "accounts": [account]});
    call("reminders.run", &request)["accounts"][0].clone()
}

/// What a host records of an answer.
pub fn record(account: &mut Value, answer: &Value, today: &str) -> Vec<Value> {
    let mut entries = list(&answer["entries"]).to_vec();
    for entry in entries.iter_mut().filter(|entry| entry["state"] == "pending") {
        assert_eq!(entry["day"], today);
        entry["state"] = json!("sent");
    }
    account["history"].as_array_mut().unwrap().extend(entries.iter().cloned());
    entries
}

/// Lives through days; with `skip` the account is looked at only when its `next` says so.
pub fn live(settings: &Value, account: &Value, days: impl Iterator<Item = i64>, skip: bool) -> Vec<Value> {
    let mut account = account.clone();
    let mut all = Vec::new();
    let mut wake = String::new();
    for offset in days {
        let today = day(offset);
        if skip && today < wake {
            continue;
        }
        let answer = decide(&today, settings, &account);
        let entries = record(&mut account, &answer, &today);
        wake = match &answer["next"] {
            _ if !entries.is_empty() => String::new(),
            Value::Object(on) => on["on"].as_str().unwrap().to_owned(),
            _ => "9999".to_owned(),
        };
        all.extend(entries);
    }
    all
}
