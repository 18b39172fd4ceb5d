//! The contract: no imports, strict requests, words with a meaning, generated parts up to date.

#[path = "../../examples/host.rs"]
#[expect(dead_code, reason = "the example's own `main`")]
mod host;

use relance_guest::domain::{Found, Reason, Rule};
use relance_tests::{
    Answers, Component, Customer, action, actions, ask, context, customer, invoice, ladder, leaves, list, recorded,
    reminders, settings,
};
use serde_json::{Value, json};

fn three() -> Value {
    reminders(ladder("due", &["+3 days", "+7 days"]))
}

#[test]
fn the_component_imports_nothing_and_exports_the_contract() {
    let engine = wasmtime::Engine::default();
    let component = wasmtime::component::Component::new(&engine, relance::module::EMBEDDED).unwrap();
    let shape = component.component_type();
    assert_eq!(shape.imports(&engine).count(), 0);
    let exports: Vec<_> = shape.exports(&engine).map(|(name, _)| name.to_owned()).collect();
    for interface in ["types", "about", "settings", "reminders", "letters", "templates", "bookkeeping", "json"] {
        assert!(exports.contains(&format!("relance:reminders/{interface}@0.2.0")), "{exports:?}");
    }
}

#[test]
fn every_record_refuses_unknown_members() {
    let bindings = include_str!("../../contract/src/bindings.rs");
    for file in [
        include_str!("../../wit/types.wit"),
        include_str!("../../wit/about.wit"),
        include_str!("../../wit/reminders.wit"),
        include_str!("../../wit/templates.wit"),
        include_str!("../../wit/bookkeeping.wit"),
    ] {
        let interface = file.lines().find_map(|line| line.strip_prefix("interface ")).unwrap().trim_end_matches(" {");
        for line in file.lines() {
            let mut words = line.split_whitespace();
            let attribute = match words.next() {
                Some("record") => "deny_unknown_fields",
                Some("variant" | "enum") => "rename_all",
                _ => continue,
            };
            let name = words.next().unwrap();
            let selector = format!("\"relance:reminders/{interface}@0.2.0/{name}\": [#[serde({attribute}");
            assert!(bindings.contains(&selector), "{selector}");
        }
    }
}

/// Functions of the files in `wit/`, as `interface.function(parameter, …)` with the names that JSON has.
fn functions_of_the_wit() -> Vec<String> {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../wit");
    let mut found = Vec::new();
    for file in std::fs::read_dir(folder).unwrap() {
        let text = std::fs::read_to_string(file.unwrap().path()).unwrap();
        let Some(interface) = text.lines().find_map(|line| line.strip_prefix("interface ")) else { continue };
        let interface = interface.trim_end_matches(" {");
        for line in text.lines() {
            let Some((name, rest)) = line.trim().split_once(": func(") else { continue };
            let (parameters, _) = rest.split_once(')').unwrap();
            let names = parameters.split(", ").map(|one| one.split(':').next().unwrap().replace('-', "_"));
            found.push(format!("{interface}.{name}({})", names.collect::<Vec<_>>().join(", ")));
        }
    }
    found.retain(|function| !function.starts_with("json."));
    found.sort();
    found
}

#[test]
fn the_table_of_functions_is_that_of_the_wit() {
    let signature = |function: &relance_contract::Signature| {
        let names: Vec<_> = function.parameters.iter().map(|one| one.name).collect();
        format!("{}({})", function.name, names.join(", "))
    };
    let mut table: Vec<_> = relance_contract::functions::FUNCTIONS.iter().map(signature).collect();
    table.sort();
    assert_eq!(table, functions_of_the_wit());
}

#[test]
fn the_settings_say_to_a_host_what_it_needs_to_know() {
    let mut settings = three();
    settings["limits"] = json!({"customer_messages_per_day": 40});
    settings["calendar"] = json!({"holidays": ["fr"], "closed": ["2028-08-01/2028-08-24", "2028-05-26"]});
    settings["quotes"]["manual_text"] = json!("t");
    settings["texts"]["nobodys"] = settings["texts"]["t"].clone();
    // Asked for by a step, a condition of one, and a segment.
    settings["scenarios"][0]["steps"][1]["from"] = json!("event:opened");
    settings["scenarios"][0]["steps"][0]["when"] = json!("not happened('clicked')");
    settings["segments"] = json!({"warm": "happened('called')"});
    let outline = ask("settings", "describe", &json!({"settings": settings.to_string(), "language": "en"})).unwrap();
    assert_eq!(
        outline,
        json!({
            "mode": "live", "customer_messages_per_day": 40, "holidays": true, "closed_until": "2028-08-24",
            "texts": [
                {"text": "nobodys", "quotes": false, "invoices": false},
                {"text": "t", "quotes": true, "invoices": true},
            ],
            "events": ["called", "clicked", "opened"],
            "scenarios": [{"id": "s", "steps": ["+3 days", "+7 days"]}],
        })
    );
    let failure = ask("settings", "describe", &json!({"settings": "{}", "language": "en"})).unwrap_err();
    assert_eq!(failure["code"], "invalid-settings");
}

#[test]
fn a_wrong_request_is_refused_with_its_place() {
    let call = |request: &Value| {
        let failure = relance_guest::wire::call("reminders.decide", &request.to_string()).unwrap_err();
        assert_eq!(Err(failure.clone()), Component::load().json("reminders.decide", &request.to_string()));
        serde_json::from_str::<Value>(&failure).unwrap()
    };
    let good = json!({"context": context("2028-02-18", &three()), "accounts": [customer("A1").has([invoice("F-1")])]});
    let mut unknown = good.clone();
    unknown["accounts"][0]["documents"][0]["embargo"] = json!(true);
    let failure = call(&unknown);
    assert_eq!(
        (&failure["code"], &failure["findings"][0]["path"]),
        (&json!("invalid-request"), &json!("accounts[0].documents[0].embargo"))
    );
    let mut forgotten = good.clone();
    forgotten["accounts"][0].as_object_mut().unwrap().remove("holds");
    assert!(call(&forgotten)["message"].as_str().unwrap().contains("missing field `holds`"));
    let mut fraction = good.clone();
    fraction["accounts"][0]["documents"][0]["total"] = json!(2500.0);
    let failure = call(&fraction);
    assert_eq!(failure["findings"][0]["path"], "accounts[0].documents[0].total");
    assert!(!failure["message"].as_str().unwrap().contains("column"), "{failure}");
    let mut day = good.clone();
    day["context"]["today"] = json!("2028-02-30");
    assert_eq!(call(&day)["findings"][0]["path"], "context.today");
    let mut settings = good;
    settings["context"]["settings"] = json!("{\"version\": 2}");
    let failure = call(&settings);
    assert_eq!(
        (&failure["code"], &failure["findings"][0]["path"], &failure["findings"][0]["line"]),
        (&json!("invalid-settings"), &json!("version"), &json!(1))
    );
}

#[test]
fn a_function_that_is_not_there_is_said() {
    let failure = relance_guest::wire::call("reminders.remind", "{}").unwrap_err();
    assert!(failure.contains("there is about.describe, about.codes"), "{failure}");
    for text in ["", "null", "[]", "{\"a\": 1}", "{} {}"] {
        assert!(relance_guest::wire::call("about.describe", text).is_err(), "{text}");
    }
}

#[test]
fn every_reason_has_its_words() {
    let codes = ask("about", "codes", &json!({})).unwrap();
    let known: Vec<_> = codes
        .as_array()
        .unwrap()
        .iter()
        .filter(|entry| entry["table"] == "reason")
        .map(|entry| entry["code"].as_str().unwrap())
        .collect();
    let mut given: Vec<_> = Reason::ALL.iter().map(|(code, _)| *code).collect();
    given.sort_unstable();
    assert_eq!(known, given);
}

#[test]
fn every_finding_and_reason_is_in_the_tables() {
    let codes = ask("about", "codes", &json!({})).unwrap();
    let tables: Vec<_> =
        list(&codes).iter().map(|entry| (entry["table"].as_str().unwrap(), entry["code"].as_str().unwrap())).collect();
    assert!(tables.is_sorted(), "by table, then code");
    let findings = Found::CODES.iter().map(|(code, _)| ("finding", *code));
    let reasons = Reason::ALL.iter().map(|(code, _)| ("reason", *code));
    for entry in findings.chain(reasons) {
        assert!(tables.contains(&entry), "{entry:?}");
    }
}

#[test]
fn explain_goes_through_the_rules_in_their_order() {
    let explain = |change: &Value, today: &str| {
        let account = customer("A1").has([invoice("F-1").with_all(change)]);
        let request =
            json!({"context": context(today, &three()), "account": account, "document": "D1", "language": "fr"});
        ask("reminders", "explain", &request).unwrap()[0].clone()
    };
    let lines = |explanation: &Value| -> Vec<(String, String)> {
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        explanation["lines"]
            .as_array()
            .unwrap()
            .iter()
            .map(|line| (text(&line["rule"]), text(&line["verdict"])))
            .collect()
    };
    let all = explain(&json!({}), "2028-02-18");
    assert_eq!(
        lines(&all).iter().map(|(rule, _)| rule.as_str()).collect::<Vec<_>>(),
        Rule::ALL.iter().map(|rule| rule.name()).collect::<Vec<_>>()
    );
    assert_eq!(all["sentence"], "La relance «\u{a0}+3 days\u{a0}», prévue le 18 février 2028, part aujourd'hui.");
    for (change, today, rule) in [
        (json!({"automatic": false}), "2028-02-18", "scope"),
        (json!({"status": "draft"}), "2028-02-18", "state"),
        (json!({}), "2028-02-17", "step"),
        (json!({"first_sent": null}), "2028-02-18", "first-send"),
    ] {
        let explanation = explain(&change, today);
        assert_eq!(lines(&explanation).last(), Some(&(rule.to_owned(), "held".to_owned())), "{change}");
        assert_eq!(lines(&explanation).iter().filter(|(_, verdict)| verdict == "held").count(), 1);
    }
}

#[test]
fn decisions_are_told_in_words() {
    let answers = Answers::of("2028-02-17", &three(), &customer("A1").has([invoice("F-1")]));
    let say = |language: &str| {
        ask("reminders", "phrase", &json!({"language": language, "decisions": [answers.decision()]})).unwrap()[0]
            .clone()
    };
    assert_eq!(say("fr"), "La prochaine étape, «\u{a0}+3 days\u{a0}», part le 18 février 2028.");
    assert_eq!(say("xx"), "The next step, \"+3 days\", leaves on 18 February 2028.");
}

#[test]
fn the_limit_of_the_day_takes_the_oldest_first_and_says_so() {
    let mut settings = three();
    settings["limits"] = json!({"customer_messages_per_day": 2});
    let accounts: Vec<_> = [("A1", "2028-02-15"), ("A2", "2028-02-14"), ("A3", "2028-02-13")]
        .iter()
        .map(|(id, due)| customer(id).has([invoice("F-1").known_as(&format!("of-{id}")).due(due)]))
        .collect();
    let run = |so_far: u32| {
        let request = json!({"context": context("2028-02-18", &settings), "so_far": {"customer_messages": so_far}, "accounts": accounts});
        let page = ask("reminders", "run", &request).unwrap();
        let codes: Vec<_> = page["accounts"]
            .as_array()
            .unwrap()
            .iter()
            .map(|answer| answer["decisions"][0]["code"].as_str().unwrap().to_owned())
            .collect();
        (codes, actions(&page).len())
    };
    assert_eq!(run(0), (vec!["limit-reached".to_owned(), "remind".to_owned(), "remind".to_owned()], 2));
    assert_eq!(run(1), (vec!["limit-reached".to_owned(), "limit-reached".to_owned(), "remind".to_owned()], 1));
    assert_eq!(run(7).1, 0);
    let answers =
        ask("reminders", "decide", &json!({"context": context("2028-02-18", &settings), "accounts": accounts}))
            .unwrap();
    let wanted: Vec<_> =
        answers.as_array().unwrap().iter().flat_map(|answer| answer["wanted"].as_array().unwrap().clone()).collect();
    let request =
        json!({"context": context("2028-02-18", &settings), "so_far": {"customer_messages": 1}, "wanted": wanted});
    let tickets = ask("reminders", "admit", &request).unwrap();
    let of: Vec<_> = tickets.as_array().unwrap().iter().map(|ticket| (&ticket["key"], &ticket["day"])).collect();
    assert_eq!(of, [(&wanted[2]["key"], &json!("2028-02-18"))]);
}

/// Three accounts that are reminded on a day, and tickets of that day for all.
fn three_with_tickets() -> (Vec<Customer>, Value) {
    let accounts: Vec<_> =
        ["A1", "A2", "A3"].iter().map(|id| customer(id).has([invoice("F-1").known_as(id)])).collect();
    let mut request = json!({"context": context("2028-02-18", &three()), "accounts": accounts});
    let answers = ask("reminders", "decide", &request).unwrap();
    let wanted: Vec<_> = answers.as_array().unwrap().iter().map(|answer| answer["wanted"][0].clone()).collect();
    request.as_object_mut().unwrap().remove("accounts");
    request["so_far"] = json!({"customer_messages": 0});
    request["wanted"] = json!(wanted);
    let tickets = ask("reminders", "admit", &request).unwrap();
    (accounts, tickets)
}

fn render(day: &str, accounts: &[Customer], tickets: &Value, max_bytes: Option<u32>) -> Result<Value, Value> {
    let mut request = json!({"context": context(day, &three()), "accounts": accounts, "tickets": tickets});
    if let Some(bytes) = max_bytes {
        request["max_bytes"] = json!(bytes);
    }
    ask("reminders", "render", &request)
}

#[test]
fn a_page_stops_at_the_size_asked_for_and_names_the_accounts_that_are_left() {
    let (accounts, tickets) = three_with_tickets();
    let page = render("2028-02-18", &accounts, &tickets, Some(1)).unwrap();
    assert_eq!((actions(&page).len(), &page["postponed"]), (1, &json!(["A2", "A3"])));
    assert_eq!(page["accounts"].as_array().unwrap().len(), 1, "nothing of the others is there");
    let rest = render("2028-02-18", &accounts[1..], &tickets, None).unwrap();
    assert_eq!((actions(&rest).len(), &rest["postponed"]), (2, &json!([])));
    // By `run` in one call.
    let request = json!({"context": context("2028-02-18", &three()), "so_far": {"customer_messages": 0}, "accounts": accounts, "max_bytes": 1});
    assert_eq!(ask("reminders", "run", &request).unwrap(), page);
}

/// "The history entries, ready to be stored as they are": one for everything an action covers, `pending`, by its key; a host adds nothing.
#[test]
fn an_answer_has_the_entries_that_a_host_would_have_made() {
    let settings = settings("invoice", &json!({"steps": ladder("due", &["+1 day", "+3 days"]), "catch_up": "latest"}));
    let account = customer("A1").has([invoice("F-1"), invoice("F-2")]);
    let request =
        json!({"context": context("2028-02-18", &settings), "so_far": {"customer_messages": 0}, "accounts": [account]});
    let page = ask("reminders", "run", &request).unwrap();
    let answer = &page["accounts"][0];
    let entries = answer["entries"].as_array().unwrap();
    let mut made: Vec<_> = entries.iter().filter(|entry| entry["key"] != "").cloned().collect();
    for entry in &mut made {
        assert_eq!(entry["state"].take(), "pending");
        entry["state"] = json!("sent");
    }
    let by_hand: Vec<_> = leaves(answer).flat_map(|wanted| recorded("2028-02-18", wanted, "engine")).collect();
    assert_eq!((made.len(), &made), (2, &by_hand), "one message about both");
    // The first step of each was jumped.
    let states: Vec<_> = entries.iter().filter(|entry| entry["key"] == "").map(|entry| &entry["state"]).collect();
    assert_eq!(states, ["jumped", "jumped"]);
    // Before anything was admitted nothing of it is to be recorded.
    let asked = json!({"context": context("2028-02-18", &settings), "accounts": [account]});
    let decided = &ask("reminders", "decide", &asked).unwrap()[0];
    assert_eq!((&decided["entries"], &decided["actions"]), (&json!([]), &json!([])));
    assert_eq!(decided["wanted"].as_array().unwrap().len(), 1);
}

#[test]
fn what_has_no_ticket_of_today_does_not_leave() {
    let (accounts, tickets) = three_with_tickets();
    let none = render("2028-02-18", &accounts, &json!([tickets[0]]), None).unwrap();
    let codes: Vec<_> = list(&none["accounts"]).iter().map(|answer| &answer["decisions"][0]["code"]).collect();
    assert_eq!(codes.iter().filter(|code| **code == "remind").count(), 1, "{codes:?}");
    assert_eq!(codes.iter().filter(|code| **code == "limit-reached").count(), 2, "{codes:?}");
    assert_eq!(actions(&none).len(), 1);
    let late = render("2028-02-21", &accounts, &tickets, None).unwrap_err();
    assert_eq!(
        late["message"],
        "tickets[0].day is not today, 2028-02-21: a ticket is good for one day, ask `admit` again"
    );
    let mut forged = tickets.clone();
    forged[1]["key"] = tickets[0]["key"].clone();
    let forged = render("2028-02-18", &accounts, &forged, None).unwrap_err();
    assert!(forged["message"].as_str().unwrap().starts_with("tickets[1].seal is not that of this tenant"), "{forged}");
}

/// "What leaves together is here as a whole or not at all": a mail and its letter, of which one has no ticket.
#[test]
fn what_leaves_together_needs_all_its_tickets() {
    let mut settings = three();
    settings["scenarios"][0]["steps"][0]["actions"] = json!([action("mail", "email"), action("paper", "letter")]);
    let accounts = [customer("A1").addressed().has([invoice("F-1")])];
    let mut request = json!({"context": context("2028-02-18", &settings), "accounts": accounts});
    let wanted = ask("reminders", "decide", &request).unwrap()[0]["wanted"].take();
    assert_eq!(wanted.as_array().unwrap().len(), 2);
    let admit = json!({"context": request["context"], "so_far": {"customer_messages": 0}, "wanted": wanted});
    let tickets = ask("reminders", "admit", &admit).unwrap();
    request["tickets"] = json!([tickets[0]]);
    let page = ask("reminders", "render", &request).unwrap();
    let answer = &page["accounts"][0];
    assert_eq!((actions(&page).len(), &answer["entries"]), (0, &json!([])));
    assert_eq!(
        (answer["wanted"].as_array().unwrap().len(), &answer["decisions"][0]["code"]),
        (2, &json!("limit-reached"))
    );
    request["tickets"] = tickets;
    assert_eq!(actions(&ask("reminders", "render", &request).unwrap()).len(), 2);
}

#[test]
fn settings_are_checked_with_place_and_hint() {
    let check = |settings: &Value| {
        ask("settings", "check", &json!({"settings": settings.to_string(), "language": "en"})).unwrap()
    };
    assert_eq!(check(&three()), json!([]));
    let mut wrong = three();
    wrong["facts"] = json!({"turnover": "amount"});
    wrong["scenarios"][0]["when"] = json!("turnover > 'a lot'");
    wrong["scenarios"][0]["steps"][0]["actions"][0]["text"] = json!("gone");
    wrong["invoices"]["default_scenario"] = json!("x");
    let findings = check(&wrong);
    let paths: Vec<_> = findings.as_array().unwrap().iter().map(|finding| finding["path"].as_str().unwrap()).collect();
    assert_eq!(paths, ["invoices.default_scenario", "scenarios[0].when", "scenarios[0].steps[0].actions[0].text"]);
    assert!(findings.as_array().unwrap().iter().all(|finding| finding["line"] == 1 && finding["severity"] == "error"));
    let mut text = three();
    text["texts"]["t"]["fr"]["body"] = json!("{{ document.numbre }}");
    assert_eq!(check(&text)[0]["path"], "texts.t.fr.body");
    assert_eq!(check(&text)[0]["code"], "text-broken");
    let mut region = three();
    region["texts"]["t"]["fr-FR"] = region["texts"]["t"]["fr"].clone();
    assert_eq!(check(&region)[0]["path"], "texts.t.fr-FR");
    let mut language = three();
    language["texts"]["t"].as_object_mut().unwrap().remove("en");
    language["texts"]["u"] = json!({"en": {"subject": "s", "body": "b"}});
    let severities: Vec<_> =
        check(&language).as_array().unwrap().iter().map(|finding| finding["severity"].clone()).collect();
    assert_eq!(severities, ["warning", "warning"]);
}

#[test]
fn the_schema_of_the_settings_is_up_to_date() {
    let schema = schemars::schema_for!(relance_guest::settings::Settings);
    let text = serde_json::to_string_pretty(&schema).unwrap() + "\n";
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../guest/src/settings/schema.json");
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(path, &text).unwrap();
    }
    assert!(
        std::fs::read_to_string(path).unwrap() == text,
        "the settings changed: write the schema again with UPDATE=1 cargo test"
    );
}

#[test]
fn what_the_module_says_of_itself() {
    let identity = ask("about", "describe", &json!({})).unwrap();
    assert_eq!((&identity["contract"], &identity["settings_version"]), (&json!("relance:reminders@0.2.0"), &json!(1)));
    assert_eq!(ask("about", "bounds", &json!({})).unwrap()["documents_per_account"], 30_000);
    assert_eq!(ask("settings", "example", &json!({})).unwrap().as_str(), Some(relance_guest::settings::EXAMPLE));
}

#[test]
fn the_example_of_a_host_gets_the_answer_of_the_page_that_explains_the_contract() {
    let request = include_str!("../../docs/contract/request.json");
    let answer = host::call(relance::module::EMBEDDED, "reminders.run", request).unwrap();
    let expected: Value = serde_json::from_str(include_str!("../../docs/contract/answer.json")).unwrap();
    assert_eq!(serde_json::from_str::<Value>(&answer).unwrap(), expected);
    let refused = host::call(relance::module::EMBEDDED, "reminders.run", "{}").unwrap_err().to_string();
    let failure: Value = serde_json::from_str(&refused).unwrap();
    assert_eq!(failure["code"], "invalid-request");
}
