//! What must hold for any company: generated accounts, scenarios and days.

use proptest::prelude::*;
use relance_guest::domain::{format_iso, parse_day, plus_days};
use relance_tests::{account, context, document, settings};
use serde_json::{Value, json};

/// Decides natively; the component gives the same bytes (`ask` holds that elsewhere).
fn decide(today: &str, settings: &Value, account: &Value) -> Value {
    let request = json!({"context": context(today, settings), "accounts": [account]});
    let answers: Value =
        serde_json::from_str(&relance_guest::wire::call("reminders.decide", &request.to_string()).unwrap()).unwrap();
    answers[0].clone()
}

fn day(offset: i64) -> String {
    format_iso(plus_days(parse_day("2028-01-01").unwrap(), offset))
}

fn step(at: i64, anchor: usize, severe: bool, internal: bool, when: bool) -> Value {
    let from = ["due", "issued", "first-sent", "previous-reminder", "due"][anchor];
    json!({
        "at": format!("{at} days"), "from": from, "severe": severe,
        "when": when.then_some("left > 100"),
        "actions": [{"id": "a", "kind": if internal { "task" } else { "email" }, "text": "t"}],
    })
}

prop_compose! {
    fn any_scenario()(
        steps in prop::collection::vec((-10_i64..30, 0_usize..5, prop::bool::weighted(0.1), prop::bool::weighted(0.2), prop::bool::weighted(0.3)), 1..5),
        shift in prop::sample::select(vec!["none", "next-working-day", "previous-working-day", "drop"]),
        catch_up in prop::sample::select(vec![json!("next"), json!("latest"), json!({"expire": 4})]),
        by_date in prop::bool::weighted(0.3),
        min_gap in prop::option::of(0_u32..6),
    ) -> Value {
        let steps: Vec<_> = steps.iter().enumerate().map(|(at, (days, anchor, severe, internal, when))| {
            let mut step = step(*days, *anchor, *severe, *internal, *when);
            step["id"] = json!(at.to_string());
            step
        }).collect();
        let mut scenario = json!({"steps": steps, "shift": shift, "catch_up": catch_up, "order": if by_date { "by-date" } else { "as-listed" }});
        if let Some(gap) = min_gap {
            scenario["min_gap"] = json!(gap);
        }
        settings("invoice", &scenario)
    }
}

prop_compose! {
    fn any_invoice(id: usize)(
        issued in 0_i64..20,
        sent in prop::option::weighted(0.9, 0_i64..15),
        due in prop::option::weighted(0.95, 0_i64..40),
        euros in 1_i64..500,
        status in prop::sample::select(vec!["validated", "validated", "validated", "settled", "draft"]),
    ) -> Value {
        document(&json!({
            "id": format!("D{id}"), "number": format!("F{id}"), "issued": day(issued), "total": euros * 100, "status": status,
            "first_sent": sent.map(|after| day(issued + after)), "due": due.map(|after| day(issued + after)),
        }))
    }
}

prop_compose! {
    fn any_account()(
        documents in (any_invoice(0), any_invoice(1), any_invoice(2)),
        paid in prop::collection::vec((0_usize..4, 1_i64..400, prop::bool::weighted(0.3)), 0..3),
        blocked in prop::option::weighted(0.2, 0_i64..60),
        reachable in prop::bool::weighted(0.85),
    ) -> Value {
        let payments: Vec<_> = paid.iter().enumerate().map(|(at, (document, euros, pending))| json!({
            "id": at.to_string(), "document": (*document < 3).then(|| format!("D{document}")),
            "amount": {"minor": euros * 100, "currency": "EUR"}, "day": "2028-01-01",
            "state": if *pending { "pending" } else { "settled" },
        })).collect();
        let holds: Vec<_> = blocked.iter().map(|last| json!({
            "id": "H", "kind": {"block": {"reason": "r", "last_day": day(*last)}},
        })).collect();
        let mut account = account(&json!({"documents": [documents.0, documents.1, documents.2], "payments": payments, "holds": holds}));
        if !reachable {
            account["mailbox"] = Value::Null;
        }
        account
    }
}

/// Records what a day gave; answers what left, as coverage with the day.
fn record(account: &mut Value, answer: &Value, today: &str) -> Vec<Value> {
    let mut entries = answer["marks"].as_array().unwrap().clone();
    for wanted in answer["wanted"].as_array().unwrap() {
        let list = |name: &str| wanted[name].as_array().unwrap().clone();
        for (coverage, days) in list("coverage").iter().zip(list("days")) {
            entries.push(json!({
                "coverage": coverage, "action": wanted["action"], "attempt": wanted["attempt"], "state": "sent",
                "origin": "engine", "audience": wanted["audience"], "severe": wanted["severe"], "simulated": false,
                "day": today, "due": days["due"], "planned": days["planned"], "deadline": wanted["deadline"], "reason": "", "key": wanted["key"],
            }));
        }
    }
    account["history"].as_array_mut().unwrap().extend(entries.iter().cloned());
    entries
}

fn live(settings: &Value, account: &Value, days: impl Iterator<Item = i64>, skip: bool) -> Vec<Value> {
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

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn skipping_until_next_changes_nothing(settings in any_scenario(), account in any_account()) {
        prop_assert_eq!(live(&settings, &account, 0..100, false), live(&settings, &account, 0..100, true));
    }

    #[test]
    fn no_coverage_twice_one_message_a_day_none_out_of_the_blue(settings in any_scenario(), account in any_account(), down in 0_i64..80) {
        let entries = live(&settings, &account, (0..100).filter(|day| !(down..down + 12).contains(day)), false);
        let mut coverages = std::collections::BTreeSet::new();
        let mut days = std::collections::BTreeSet::new();
        let mut milder = std::collections::BTreeSet::new();
        let closed = settings["scenarios"][0]["shift"] != "none";
        for entry in &entries {
            prop_assert!(coverages.insert(format!("{} {}", entry["coverage"], entry["action"])), "twice: {entry}");
            if entry["state"] == "sent" && entry["audience"] == "customer" {
                let (document, today) = (entry["coverage"]["document"].as_str().unwrap(), entry["day"].as_str().unwrap());
                prop_assert!(days.insert((document, today)), "two on one day: {entry}");
                prop_assert!(entry["severe"] == false || milder.contains(document), "out of the blue: {entry}");
                if entry["severe"] == false {
                    milder.insert(document);
                }
                let weekday = chrono::Datelike::weekday(&parse_day(today).unwrap()).number_from_monday();
                prop_assert!(!closed || weekday <= 5, "on a closed day: {entry}");
            }
        }
    }

    #[test]
    fn every_step_left_out_of_a_ladder_has_its_mark(settings in any_scenario(), account in any_account()) {
        prop_assume!(settings["scenarios"][0]["order"] == "as-listed");
        let entries = live(&settings, &account, 0..100, false);
        for id in ["D0", "D1", "D2"] {
            let steps: std::collections::BTreeSet<usize> = entries.iter()
                .filter(|entry| entry["coverage"]["document"] == id)
                .filter_map(|entry| entry["coverage"]["step"].as_str().unwrap().parse().ok())
                .collect();
            let last = steps.last().map_or(0, |last| last + 1);
            prop_assert_eq!(steps.len(), last, "{} of {:?}", id, entries);
        }
    }

    #[test]
    fn the_order_of_what_comes_in_does_not_matter(settings in any_scenario(), account in any_account(), at in 0_i64..60) {
        let mut turned = account.clone();
        for list in ["documents", "payments", "holds"] {
            turned[list].as_array_mut().unwrap().reverse();
        }
        prop_assert_eq!(decide(&day(at), &settings, &account), decide(&day(at), &settings, &turned));
    }

    #[test]
    fn what_is_settled_blocked_or_switched_off_is_never_reminded(settings in any_scenario(), account in any_account(), at in 0_i64..90) {
        let answer = decide(&day(at), &settings, &account);
        let wanted_for = |document: &str| answer["wanted"].as_array().unwrap().iter()
            .any(|wanted| wanted["audience"] == "customer" && wanted["coverage"][0]["document"] == document);
        let blocked = account["holds"].as_array().unwrap().iter().any(|hold| hold["kind"]["block"]["last_day"].as_str().unwrap() >= day(at).as_str());
        for document in account["documents"].as_array().unwrap() {
            let id = document["id"].as_str().unwrap();
            let named: i64 = account["payments"].as_array().unwrap().iter()
                .filter(|payment| payment["document"] == id && payment["state"] == "settled")
                .map(|payment| payment["amount"]["minor"].as_i64().unwrap()).sum();
            let closed = document["status"] != "validated" || document["first_sent"].is_null()
                || named >= document["total"].as_i64().unwrap() || blocked;
            prop_assert!(!closed || !wanted_for(id), "{document}");
        }
    }

    #[test]
    fn no_text_makes_the_module_panic(text in ".{0,300}", function in prop::sample::select(vec!["reminders.decide", "settings.check", "reminders.explain", "x"])) {
        let _ = relance_guest::wire::call(function, &text);
        let wrapped = json!({"settings": text}).to_string();
        let _ = relance_guest::wire::call("settings.check", &wrapped);
        let template = json!({"version": 1, "texts": {"t": {"fr": {"subject": text, "body": text}}}}).to_string();
        let _ = relance_guest::wire::call("settings.check", &json!({"settings": template}).to_string());
    }
}
