//! What must hold for any company: generated accounts, settings and days that use every rule at once.

use std::collections::{BTreeMap, BTreeSet};

use crate::generated::{any_account, any_settings, call, day, decide, live, record};
use proptest::{prelude::*, test_runner::RngSeed};
use relance_guest::domain::parse_day;
use relance_tests::{actions, context, list};
use serde_json::{Value, json};

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

/// What is recorded of a step, apart from how often it was tried.
fn step_of(entry: &Value) -> String {
    format!("{} {}", entry["coverage"], entry["simulated"])
}

fn scenario_of<'s>(settings: &'s Value, entry: &Value) -> Option<&'s Value> {
    list(&settings["scenarios"]).iter().find(|scenario| scenario["id"] == entry["coverage"]["scenario"])
}

/// The same companies every time, so that a change is judged by itself; `SEED=7 CASES=3000 cargo test properties` looks at others.
fn config() -> ProptestConfig {
    let number = |name: &str| std::env::var(name).ok().and_then(|text| text.parse::<u32>().ok());
    ProptestConfig {
        cases: number("CASES").unwrap_or(400),
        rng_seed: RngSeed::Fixed(number("SEED").unwrap_or(2_028).into()),
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn skipping_until_next_changes_nothing(settings in any_settings(), account in any_account(0)) {
        prop_assert_eq!(live(&settings, &account, 0..90, false), live(&settings, &account, 0..90, true));
    }

    #[test]
    fn no_coverage_twice_one_step_a_day_none_out_of_the_blue(settings in any_settings(), account in any_account(0), down in 0_i64..80) {
        let entries = live(&settings, &account, (0..90).filter(|day| !(down..down + 12).contains(day)), false);
        let (mut coverages, mut steps, mut milder) = (BTreeSet::new(), BTreeMap::new(), BTreeSet::new());
        for entry in &entries {
            prop_assert!(coverages.insert(format!("{} {} {}", step_of(entry), text(&entry["action"]), entry["attempt"])), "twice: {entry}");
            let rehearsed = entry["simulated"] == true;
            let part = format!("{} {} {rehearsed}", entry["coverage"]["document"], entry["coverage"]["instalment"]);
            if entry["state"] != "sent" || text(&entry["coverage"]["step"]).starts_with('@') {
                continue;
            }
            let today = text(&entry["day"]);
            let first = steps.entry((part.clone(), today.to_owned())).or_insert_with(|| entry["coverage"]["step"].clone());
            prop_assert_eq!(&*first, &entry["coverage"]["step"], "two steps on one day: {}", entry);
            prop_assert!(entry["severe"] == false || milder.iter().any(|(known, on)| *known == part && on < &today.to_owned()), "out of the blue: {entry}");
            if entry["audience"] == "customer" && entry["severe"] == false {
                milder.insert((part, today.to_owned()));
            }
            let closed = scenario_of(&settings, entry).is_some_and(|scenario| scenario["shift"] != "none");
            let weekday = chrono::Datelike::weekday(&parse_day(today).unwrap()).number_from_monday();
            let in_closure = ("2028-02-14"..="2028-02-20").contains(&today);
            let account_closed = list(&account["closed"]).iter().any(|period| (text(&period["first"])..=text(&period["last"])).contains(&today));
            prop_assert!(!closed || (weekday <= 5 && !in_closure && !account_closed), "on a closed day: {entry}");
        }
    }

    #[test]
    fn every_step_left_out_of_a_ladder_has_its_mark(settings in any_settings(), account in any_account(0)) {
        let entries = live(&settings, &account, 0..90, false);
        // Before its first send a document has no plan, and nothing of it is left out.
        let first_sends: BTreeMap<_, _> = list(&account["documents"]).iter().map(|document| (text(&document["id"]), text(&document["first_sent"]))).collect();
        let in_plan = |entry: &Value| first_sends.get(text(&entry["coverage"]["document"])).is_some_and(|day| !day.is_empty() && *day <= "2028-01-01");
        let mut steps = BTreeMap::<String, BTreeSet<usize>>::new();
        for entry in entries.iter().filter(|entry| in_plan(entry)) {
            if scenario_of(&settings, entry).is_some_and(|scenario| scenario["order"] == "as-listed") {
                let coverage = &entry["coverage"];
                // A task that leaves although the mail beside it is held does not make the step count.
                let step = scenario_of(&settings, entry).and_then(|scenario| list(&scenario["steps"]).iter().find(|step| step["id"] == coverage["step"]));
                let speaks = step.is_some_and(|step| list(&step["actions"]).iter().any(|action| ["email", "letter", "registered-letter", "sms"].contains(&text(&action["kind"]))));
                if speaks && entry["audience"] == "internal" && entry["state"] == "sent" {
                    continue;
                }
                let whose = format!("{} {} {} {}", coverage["document"], coverage["instalment"], coverage["scenario"], entry["simulated"]);
                steps.entry(whose).or_default().extend(text(&coverage["step"]).parse::<usize>());
            }
        }
        for (whose, steps) in steps {
            let last = steps.last().map_or(0, |last| last + 1);
            prop_assert_eq!(steps.len(), last, "{} of {:?}", whose, entries);
        }
    }

    #[test]
    fn the_order_of_what_comes_in_does_not_matter(settings in any_settings(), account in any_account(0), at in 0_i64..60) {
        let mut lived = account;
        for offset in 0..at {
            let answer = decide(&day(offset), &settings, &lived);
            record(&mut lived, &answer, &day(offset));
        }
        let mut turned = lived.clone();
        for name in ["documents", "payments", "holds", "events", "closed", "history"] {
            turned[name].as_array_mut().unwrap().reverse();
        }
        prop_assert_eq!(decide(&day(at), &settings, &lived), decide(&day(at), &settings, &turned));
    }

    #[test]
    fn pages_and_the_order_of_accounts_do_not_matter(settings in any_settings(), one in any_account(1), two in any_account(2), at in 0_i64..90) {
        let ask = |accounts: Value| call("reminders.decide", &json!({"context": context(&day(at), &settings), "accounts": accounts}));
        let both = ask(json!([one, two]));
        let turned = ask(json!([two, one]));
        prop_assert_eq!(&both[0], &turned[1]);
        prop_assert_eq!(&both[1], &turned[0]);
        prop_assert_eq!(&both[0], &ask(json!([one]))[0]);
        prop_assert_eq!(&both[1], &ask(json!([two]))[0]);
    }

    #[test]
    fn running_again_on_the_same_day_wants_nothing_more(settings in any_settings(), account in any_account(0)) {
        let mut account = account;
        for offset in 0..60 {
            let answer = decide(&day(offset), &settings, &account);
            record(&mut account, &answer, &day(offset));
            let again = decide(&day(offset), &settings, &account);
            prop_assert_eq!(&again["actions"], &json!([]), "on {}, after {}", day(offset), answer);
            prop_assert_eq!(&again["entries"], &json!([]), "on {}, after {}", day(offset), answer);
        }
    }

    #[test]
    fn a_forecast_is_what_daily_runs_then_do(settings in any_settings(), account in any_account(0), from in 0_i64..40) {
        let shown = |entry: &Value| format!("{} {} {} {} {} {} {}", text(&entry["day"]), entry["coverage"]["document"], entry["coverage"]["instalment"],
            text(&entry["coverage"]["step"]), entry["coverage"]["repetition"], text(&entry["state"]), entry["simulated"]);
        let lived: BTreeSet<_> = live(&settings, &account, from..from + 50, false).iter().map(shown).collect();
        let lines = call("reminders.forecast", &json!({"context": context(&day(from), &settings), "accounts": [account], "days": 50}));
        let told: BTreeSet<_> = list(&lines).iter().map(|line| format!("{} {} {} {} {} {} {}", text(&line["day"]), line["document"], line["instalment"],
            text(&line["step"]), line["repetition"], text(&line["state"]), line["simulated"])).collect();
        prop_assert_eq!(told, lived);
    }

    #[test]
    fn what_is_settled_signed_blocked_or_held_is_never_reminded(settings in any_settings(), account in any_account(0), at in 0_i64..90) {
        let answer = decide(&day(at), &settings, &account);
        let reminded = |id: &str| list(&answer["wanted"]).iter()
            .any(|wanted| wanted["audience"] == "customer" && list(&wanted["coverage"]).iter().any(|coverage| coverage["document"] == id));
        for document in list(&account["documents"]) {
            let id = text(&document["id"]);
            let named: i64 = list(&account["payments"]).iter()
                .filter(|payment| payment["document"] == id && payment["state"] == "settled" && text(&payment["day"]) <= day(at).as_str())
                .map(|payment| payment["amount"]["minor"].as_i64().unwrap()).sum();
            let held = list(&account["holds"]).iter().filter(|hold| hold["document"].is_null() || hold["document"] == id).any(|hold| {
                let kind = &hold["kind"];
                text(&kind["block"]["last_day"]) >= day(at).as_str() || *kind == "dispute" || kind.get("insolvency").is_some()
            });
            let open = matches!(text(&document["status"]), "validated" | "open");
            let unpaid = document["kind"] == "quote" || named < document["total"].as_i64().unwrap();
            let sent = document["first_sent"].as_str().is_some_and(|sent| sent <= day(at).as_str());
            prop_assert!((open && unpaid && sent && !held && document["kind"] != "credit-note") || !reminded(id), "{document}");
        }
    }

    #[test]
    fn every_document_and_instalment_has_exactly_one_decision(settings in any_settings(), account in any_account(0), at in 0_i64..90) {
        let decided = decide(&day(at), &settings, &account);
        let decisions: Vec<_> = list(&decided["decisions"]).iter().map(|one| (text(&one["document"]).to_owned(), text(&one["instalment"]).to_owned())).collect();
        let mut expected: Vec<_> = list(&account["documents"]).iter().flat_map(|document| {
            let id = text(&document["id"]).to_owned();
            let parts = list(&document["instalments"]);
            if parts.is_empty() { vec![(id, String::new())] } else { parts.iter().map(|part| (id.clone(), text(&part["id"]).to_owned())).collect() }
        }).collect();
        expected.sort();
        prop_assert_eq!(decisions, expected);
    }

    #[test]
    fn explained_or_not_the_decision_is_the_same(settings in any_settings(), account in any_account(0), at in 0_i64..90) {
        let decided = decide(&day(at), &settings, &account);
        for decision in list(&decided["decisions"]) {
            let request = json!({"context": context(&day(at), &settings), "account": account, "document": decision["document"], "language": "fr"});
            let explained = call("reminders.explain", &request);
            let same = list(&explained).iter().find(|one| one["instalment"] == decision["instalment"]).unwrap();
            prop_assert_eq!(&same["decision"], decision);
            let held: Vec<_> = list(&same["lines"]).iter().filter(|line| line["verdict"] == "held").collect();
            prop_assert_eq!(held.len(), usize::from(decision["code"] != "remind"), "{}", same);
        }
    }

    #[test]
    fn money_adds_up_by_currency(settings in any_settings(), account in any_account(0), at in 0_i64..90) {
        let page = call("reminders.run", &json!({"context": context(&day(at), &settings), "so_far": {"customer_messages": 0}, "accounts": [account]}));
        let total = |currency: &str, kind: &str| -> i64 { list(&account["documents"]).iter()
            .filter(|document| document["currency"] == currency && document["kind"] == kind && document["status"] == "validated")
            .map(|document| document["total"].as_i64().unwrap()).sum() };
        // A step with a letter and a mail claims the same twice: each bundle is counted once.
        let mut claimed = BTreeMap::<(String, String), i64>::new();
        for action in actions(&page) {
            if let Some(minor) = action["claimed"]["minor"].as_i64() {
                claimed.insert((text(&action["claimed"]["currency"]).to_owned(), text(&action["wanted"]["bundle"]).to_owned()), minor);
            }
        }
        for currency in ["EUR", "CHF"] {
            let asked: i64 = claimed.iter().filter(|((of, _), _)| of == currency).map(|(_, minor)| minor).sum();
            let paid: i64 = list(&account["payments"]).iter().filter(|payment| payment["amount"]["currency"] == currency && payment["document"].is_null()
                && payment["state"] == "settled" && text(&payment["day"]) <= day(at).as_str()).map(|payment| payment["amount"]["minor"].as_i64().unwrap()).sum();
            prop_assert!(asked <= (total(currency, "invoice") - paid).max(0), "{asked} {currency} claimed of {}", total(currency, "invoice"));
        }
    }

    #[test]
    fn what_is_composed_passes_the_guards(settings in any_settings(), account in any_account(0), at in 0_i64..60, together in prop::bool::ANY, advance in prop::bool::ANY, reason in prop::option::of(Just("because"))) {
        let reminders: Vec<_> = list(&account["documents"]).iter().map(|document| json!({"document": document["id"], "override_reason": reason})).collect();
        let manual = json!({"reminders": reminders, "together": together, "advance": advance, "note": ""});
        let made = call("reminders.compose", &json!({"context": context(&day(at), &settings), "accounts": [account], "manual": manual}));
        for one in list(&made["documents"]) {
            let open = list(&one["objections"]).iter().filter(|objection| objection["overridden"] == false).count();
            prop_assert!(one["key"].is_null() || open == 0, "{one}");
            prop_assert!(list(&one["objections"]).iter().all(|objection| objection["overridden"] == false || objection["code"] == "validity-ended" || (reason.is_some() && objection["can_be_overridden"] == true)), "{one}");
            prop_assert!(one["key"].is_null() || list(&made["actions"]).iter().any(|action| action["wanted"]["key"] == one["key"]), "{one}");
        }
    }

    #[test]
    fn no_text_makes_the_module_panic(text in ".{0,300}", function in prop::sample::select(vec!["reminders.decide", "reminders.compose", "reminders.forecast", "settings.check", "reminders.explain", "x"])) {
        let _ = relance_guest::wire::call(function, &text);
        let wrapped = json!({"settings": text, "language": text}).to_string();
        let _ = relance_guest::wire::call("settings.check", &wrapped);
        let template = json!({"version": 1, "texts": {"t": {"fr": {"subject": text, "body": text}}}, "segments": {"s": text}}).to_string();
        let _ = relance_guest::wire::call("settings.check", &json!({"settings": template, "language": "pl"}).to_string());
    }
}
