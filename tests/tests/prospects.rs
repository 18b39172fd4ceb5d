//! Prospects: each ready scenario day by day, as worked out by hand from its steps, the branches, what ends them, and who is never approached.

use relance_tests::{
    Answers, Customer, Days, action, actions, ask, customer, invoice, lead, list, settings, step, text,
};
use serde_json::{Value, json};

/// A ready scenario as it is, live for every prospect, with the public holidays of France.
fn ready(id: &str) -> Value {
    let library = ask("settings", "library", &json!({})).unwrap();
    let found = list(&library).iter().find(|one| one["id"] == id).unwrap_or_else(|| panic!("no {id}"));
    let mut settings: Value = serde_json::from_str(text(&found["settings"])).unwrap();
    settings["mode"] = json!("live");
    settings["calendar"] = json!({"holidays": ["fr"]});
    settings["leads"] = json!({"mode": "live", "scope": "all", "active_since": "2026-01-01"});
    settings
}

fn happened(kind: &str, day: &str) -> Value {
    json!({"kind": kind, "day": day, "document": "D1"})
}

/// A prospect of a French business to whom this happened.
fn prospect(events: &[Value]) -> Customer {
    customer("A1").with("profile", "b2b-fr").with("events", events).has([lead("F-1")])
}

/// What leaves in 2026 after one event, with what else happens.
fn year(id: &str, (kind, day): (&str, &str), later: &[(&str, &str)]) -> Vec<String> {
    let events: Vec<_> = later.iter().chain(&[(kind, day)]).map(|(kind, day)| happened(kind, day)).collect();
    Days { from: "2026-01-01", to: "2026-12-31", down: None }.sent(&ready(id), prospect(&events))
}

// 2026: Friday 1 May, Friday 8 May, Thursday 14 May (Ascension) and Monday 25 May are closed.

#[test]
fn a_white_paper_is_followed_two_days_later() {
    // Thursday 30 April and two days: Saturday, so Monday.
    assert_eq!(year("leads-download-2", ("download", "2026-04-30"), &[]), ["2026-05-04 content"]);
    assert_eq!(year("leads-download-2", ("download", "2026-05-04"), &[]), ["2026-05-06 content"]);
}

#[test]
fn a_webinar_is_followed_the_day_after() {
    // Friday 1 May is closed.
    assert_eq!(year("leads-webinar-1", ("webinar", "2026-04-30"), &[]), ["2026-05-04 recording"]);
}

#[test]
fn who_asked_for_a_quote_is_asked_back_three_times() {
    let days = |day| year("leads-quote-asked-3-7-14", ("quote-asked", day), &[]);
    assert_eq!(days("2026-05-04"), ["2026-05-07 first", "2026-05-11 second", "2026-05-18 last"]);
    // Friday 8 May goes to Monday 11; the next of Tuesday 12 keeps two days from it.
    assert_eq!(days("2026-05-05"), ["2026-05-11 first", "2026-05-13 second", "2026-05-19 last"]);
}

#[test]
fn an_appointment_is_followed_whether_it_was_held_or_missed() {
    let held = year("leads-appointment-1-7", ("appointment", "2026-05-05"), &[]);
    assert_eq!(held, ["2026-05-06 thanks", "2026-05-12 call"]);
    // The day after is Ascension.
    let missed = year("leads-appointment-missed-1-5", ("appointment-missed", "2026-05-13"), &[]);
    assert_eq!(missed, ["2026-05-15 another", "2026-05-18 call"]);
}

#[test]
fn who_is_dormant_hears_from_us_ninety_days_after_the_last_contact_or_order() {
    assert_eq!(year("leads-dormant-90", ("contact", "2026-01-30"), &[]), ["2026-04-30 dormant"]);
    // The ninetieth day is 1 May.
    assert_eq!(year("leads-dormant-90", ("contact", "2026-01-31"), &[]), ["2026-05-04 dormant"]);
    let again = year("leads-dormant-90", ("contact", "2026-01-31"), &[("contact", "2026-04-10")]);
    assert_eq!(again, ["2026-07-09 dormant"], "the last contact counts");
    // The ninetieth day is Ascension.
    assert_eq!(year("leads-customers-dormant-90", ("order", "2026-02-13"), &[]), ["2026-05-15 dormant"]);
}

const DOWNLOAD: &str = "leads-download-1-3-5-7-14-30-90";

#[test]
fn a_white_paper_branches_on_what_the_prospect_does() {
    let days = |later: &[(&str, &str)]| year(DOWNLOAD, ("download", "2026-05-04"), later);
    // Nothing opened, nothing clicked: no example and no demonstration. Day 7 is Monday 11, day 30 Wednesday 3 June, day 90 Sunday 2 August.
    let silent = ["2026-05-05 content", "2026-05-11 call", "2026-06-03 on-hold", "2026-08-03 reactivation"];
    assert_eq!(days(&[]), silent);
    // Clicked after the example of Thursday 7: day 5 is Saturday, so Monday 11, and the call keeps two days from it.
    let all = [
        "2026-05-05 content",
        "2026-05-07 example",
        "2026-05-11 demonstration",
        "2026-05-13 call",
        "2026-05-18 after-demonstration",
        "2026-06-03 on-hold",
        "2026-08-03 reactivation",
    ];
    assert_eq!(days(&[("opened", "2026-05-06"), ("clicked", "2026-05-08"), ("demonstration", "2026-05-15")]), all);
    assert_eq!(days(&[("opened", "2026-05-06")])[1..3], ["2026-05-07 example", "2026-05-11 call"]);
    // Opened too late for the example: its day has gone.
    assert_eq!(days(&[("opened", "2026-05-08")]), silent);
    // Who saw a demonstration and answered hears of the demonstration alone.
    let answered = days(&[("demonstration", "2026-05-12"), ("reply", "2026-05-12")]);
    assert_eq!(answered, ["2026-05-05 content", "2026-05-11 call", "2026-05-18 after-demonstration"]);
}

#[test]
fn an_outage_leaves_what_is_not_too_late() {
    // Day 30, Wednesday 3 June, is three days late on Saturday 6 June, and leaves on the Monday; what came before is more than ten days late.
    let days = Days { from: "2026-05-04", to: "2026-12-31", down: Some(("2026-05-05", "2026-06-05")) };
    let left = days.sent(&ready(DOWNLOAD), prospect(&[happened("download", "2026-05-04")]));
    assert_eq!(left, ["2026-06-08 on-hold", "2026-08-03 reactivation"]);
}

#[test]
fn a_reply_holds_and_what_needs_silence_leaves_no_more() {
    let days = Days { from: "2026-05-04", to: "2026-12-31", down: None };
    let left =
        days.live(&ready(DOWNLOAD), prospect(&[happened("download", "2026-05-04")]), |today, account| match today {
            "2026-05-06" => {
                account["holds"] = json!([{"id": "H", "document": "D1", "kind": {"reply": "2026-05-06"}}]);
                account["events"].as_array_mut().unwrap().push(happened("reply", "2026-05-06"));
            }
            "2026-05-07" => {
                let held = Answers::of(today, &ready(DOWNLOAD), account);
                assert_eq!(held.code(), "replied");
            }
            "2026-05-12" => account["holds"] = json!([]),
            "2026-12-31" => {
                let over = Answers::of(today, &ready(DOWNLOAD), account);
                assert_eq!(over.code(), "finished");
            }
            _ => {}
        });
    let sent: Vec<_> = left.iter().filter(|left| left.state == "sent").map(|left| left.step.as_str()).collect();
    assert_eq!(sent, ["content"]);
}

fn plain() -> Value {
    let mail = step("hello", "+1 days").from("event:download").does([action("mail", "email")]);
    let call = step("call", "+9 days").from("event:download").does([action("call", "task")]);
    settings("lead", &json!({"steps": [mail, call]}))
}

fn code(account: &Value) -> String {
    let answers = Answers::of("2026-05-05", &plain(), account);
    let leaves = !list(&answers.0["wanted"]).is_empty();
    assert_eq!(leaves, answers.code() == "remind", "{}", answers.0);
    answers.code().to_owned()
}

fn with(change: impl FnOnce(&mut Value)) -> String {
    let mut account = Value::from(prospect(&[happened("download", "2026-05-04")]));
    change(&mut account);
    code(&account)
}

#[test]
fn a_prospect_is_followed_up_while_open() {
    for (status, expected) in [
        ("open", "remind"),
        ("draft", "draft"),
        ("converted", "converted"),
        ("lost", "lost"),
        ("cancelled", "cancelled"),
        ("validated", "unknown-status"),
        ("signed", "unknown-status"),
        ("chaud", "unknown-status"),
    ] {
        assert_eq!(with(|account| account["documents"][0]["status"] = json!(status)), expected, "{status}");
    }
    assert_eq!(with(|account| account["events"] = json!([])), "awaiting-event");
    let blocked = json!([{"id": "B", "kind": {"block": {"reason": "fair", "last_day": null}}}]);
    assert_eq!(with(|account| account["holds"] = blocked), "blocked");
}

/// A quote or an invoice never has a prospect's status.
#[test]
fn other_documents_do_not_become_prospects() {
    for status in ["converted", "lost"] {
        let account = customer("A1").has([invoice("F-1").status(status)]);
        let steps = [step("+3 days", "+3 days").does([action("mail", "email")])];
        let answers = Answers::of("2028-02-18", &settings("invoice", &json!({"steps": steps})), &account);
        assert_eq!(answers.code(), "unknown-status");
    }
}

#[test]
fn prospects_have_switches_of_their_own() {
    let account = prospect(&[happened("download", "2026-05-04")]);
    let code = |change: fn(&mut Value)| {
        let mut settings = plain();
        change(&mut settings);
        Answers::of("2026-05-05", &settings, &account).code().to_owned()
    };
    assert_eq!(code(|_| {}), "remind");
    assert_eq!(code(|settings| settings["leads"]["mode"] = json!("off")), "switched-off");
    assert_eq!(code(|settings| drop(settings.as_object_mut().unwrap().remove("leads"))), "switched-off");
    assert_eq!(code(|settings| settings["leads"]["scope"] = json!("selected")), "not-selected");
    assert_eq!(code(|settings| settings["leads"]["active_since"] = json!("2026-02-01")), "created-before");
    // Without a scenario for prospects nobody has said anything of them, whatever the switches say.
    for mode in ["off", "live"] {
        let settings = json!({"version": 1, "mode": "live", "leads": {"mode": mode}});
        assert_eq!(Answers::of("2026-05-05", &settings, &account).code(), "no-scenario", "{mode}");
    }
    let mut context = relance_tests::context("2026-05-05", &plain());
    context["plan"] = json!(["automatic-quotes"]);
    let answer = ask("reminders", "decide", &json!({"context": context, "accounts": [account]})).unwrap();
    assert_eq!(answer[0]["decisions"][0]["code"], "not-in-plan");
}

#[test]
fn nobody_who_objected_is_approached() {
    assert_eq!(with(|account| account["mailbox"]["opted_out"] = json!(true)), "objected");
    // Agreement and objection together: the objection counts.
    let both = with(|account| {
        account["mailbox"]["opted_in"] = json!(true);
        account["mailbox"]["opted_out"] = json!(true);
    });
    assert_eq!(both, "objected");
    // The same address stands elsewhere in the account, in capitals.
    let elsewhere = with(|account| {
        account["contacts"] = json!([{"id": "C", "roles": ["billing"],
            "mailbox": {"address": "DURAND@example.com", "bounced": false, "opted_out": true, "opted_in": false}}]);
    });
    assert_eq!(elsewhere, "objected");
    // Somebody else's objection is theirs; nobody is written to in the place of who objected.
    let other = |objects: bool, role: &'static str| {
        with(move |account| {
            account["contacts"] = json!([{"id": "C", "roles": [role],
                "mailbox": {"address": "c@example.com", "bounced": false, "opted_out": objects, "opted_in": false}}]);
        })
    };
    assert_eq!(other(true, "billing"), "remind");
    assert_eq!(other(true, "quote-follow-up"), "objected");
    assert_eq!(other(false, "quote-follow-up"), "remind");
    // Nor where the address of who objected does not work any more.
    let gone = with(|account| {
        account["contacts"] = json!([{"id": "C", "roles": ["quote-follow-up"],
            "mailbox": {"address": "c@example.com", "bounced": true, "opted_out": true, "opted_in": false}}]);
    });
    assert_eq!(gone, "objected");
    // Nobody is called either: the task of day 9.
    let mut account = Value::from(prospect(&[happened("download", "2026-05-04")]));
    account["mailbox"]["opted_out"] = json!(true);
    let days = Days { from: "2026-05-04", to: "2026-12-31", down: None };
    assert_eq!(days.live(&plain(), account, |_, _| {}), []);
}

#[test]
fn who_must_agree_first_is_left_alone_until_then() {
    let of = |profile: Value, agreed: bool| {
        with(move |account| {
            account["profile"] = profile;
            account["mailbox"]["opted_in"] = json!(agreed);
        })
    };
    for business in ["b2b-fr", "public-fr", "transport-fr"] {
        assert_eq!(of(json!(business), false), "remind", "{business}");
    }
    for profile in [json!("consumer-fr"), json!("b2b-eu"), json!(null), json!("other")] {
        assert_eq!(of(profile.clone(), false), "consent-missing", "{profile}");
        assert_eq!(of(profile.clone(), true), "remind", "{profile}");
    }
    // Without an address nobody agreed to anything.
    let nobody = with(|account| {
        account["profile"] = json!("consumer-fr");
        account["mailbox"] = json!(null);
    });
    assert_eq!(nobody, "consent-missing");
    // A business without one: a person is asked for it, as for any document.
    let nowhere = prospect(&[happened("download", "2026-05-04")]).without_mail();
    let answers = Answers::of("2026-05-05", &plain(), &nowhere);
    assert_eq!((answers.code(), answers.kinds()), ("no-address", vec!["task"]));
    // The tenant's choice stands for accounts without a profile.
    let mut settings = plain();
    settings["law"] = json!({"profile": "b2b-fr"});
    let mut account = Value::from(prospect(&[happened("download", "2026-05-04")]));
    account["profile"] = json!(null);
    assert_eq!(Answers::of("2026-05-05", &settings, &account).code(), "remind");
}

/// What leaves on that day, finished.
fn written(today: &str, settings: &Value, account: &Value) -> Vec<Value> {
    let mut context = relance_tests::context(today, settings);
    context["company"]["legal_mentions"] = json!("SAS au capital de 10 000 EUR, RCS Annecy 123 456 789");
    let request = json!({"context": context, "so_far": {"customer_messages": 0}, "accounts": [account]});
    let page = ask("reminders", "run", &request).unwrap();
    actions(&page).into_iter().map(|action| action["body"].clone()).collect()
}

#[test]
fn every_message_says_who_writes_why_and_how_to_object() {
    let library = ask("settings", "library", &json!({})).unwrap();
    let of_leads: Vec<_> = list(&library).iter().filter(|one| one["kind"] == "lead").collect();
    assert_eq!(of_leads.len(), 8);
    let (mut mails, mut names) = (0, std::collections::BTreeSet::new());
    for one in of_leads {
        let settings = ready(text(&one["id"]));
        for (language, why, how) in [
            ("fr", "Vous recevez ce message parce que", "Pour ne plus recevoir d’offres de notre part, répondez"),
            ("en", "You receive this message because", "To receive no more offers from us, reply \"STOP\""),
        ] {
            for name in settings["texts"].as_object().unwrap().keys().filter(|name| *name != "lead-call") {
                // The text alone, as one that leaves the day after.
                let first = step("one", "+1 days").from("event:download").does([action("mail", "email").saying(name)]);
                let mut alone = relance_tests::settings("lead", &json!({"steps": [first]}));
                alone["texts"] = settings["texts"].clone();
                let mut account = Value::from(prospect(&[happened("download", "2026-05-04")]));
                account["language"] = json!(language);
                account["documents"][0]["links"] = json!([{"kind": "view", "url": "https://a.example/v"}]);
                let bodies = written("2026-05-05", &alone, &account);
                let [body] = bodies.as_slice() else { panic!("{name}: {bodies:?}") };
                let email = &body["email"];
                let said = text(&email["text"]);
                for part in [why, how, "Atelier du Lac", "RCS Annecy 123 456 789"] {
                    assert!(said.contains(part), "{name} in {language}: {part} in {said}");
                }
                let page = text(&email["html"]);
                for money in ["0,00", "€0.00", "IBAN", "F-1"] {
                    assert!(!said.contains(money) && !page.contains(money), "{name}: {money} in {said}");
                }
                let headers = list(&email["headers"]);
                assert!(headers.iter().any(|header| header["name"] == "List-Unsubscribe"), "{headers:?}");
                mails += 1;
                names.insert(name.clone());
            }
        }
    }
    assert!(names.len() == 14 && mails >= 28, "{names:?}");
}

#[test]
fn a_customers_invoice_and_their_prospect_share_no_message() {
    let mut settings = plain();
    settings["invoices"] =
        json!({"mode": "live", "scope": "all", "active_since": "2026-01-01", "default_scenario": "i"});
    let steps = [step("late", "+1 days").does([action("mail", "email")])];
    settings["scenarios"].as_array_mut().unwrap().push(json!({"id": "i", "kind": "invoice", "steps": steps}));
    for grouping in ["document", "account-and-step", "account"] {
        settings["invoices"]["grouping"] = json!(grouping);
        settings["leads"]["grouping"] = json!(grouping);
        let due = invoice("F-2").issued("2026-04-04").sent("2026-04-04").due("2026-05-04");
        let account = prospect(&[happened("download", "2026-05-04")]).has([json!(lead("F-1")), json!(due)]);
        let answers = Answers::of("2026-05-05", &settings, &account);
        assert_eq!(answers.kinds(), ["email", "email"], "{grouping}");
    }
}

#[test]
fn what_makes_no_sense_of_a_prospect_is_refused() {
    let found = |change: &dyn Fn(&mut Value)| {
        let mut settings = plain();
        change(&mut settings["scenarios"][0]["steps"][0]);
        let findings = ask("settings", "check", &json!({"settings": settings.to_string(), "language": "fr"})).unwrap();
        let errors = list(&findings).iter().filter(|finding| finding["severity"] == "error");
        errors.map(|finding| format!("{} {}", text(&finding["code"]), text(&finding["path"]))).collect::<Vec<_>>()
    };
    let at = |rest: &str| format!("settings-inconsistent scenarios[0].steps[0].{rest}");
    assert_eq!(found(&|_| {}), Vec::<String>::new());
    for anchor in ["due", "valid-until", "first-sent"] {
        assert_eq!(found(&|step| step["from"] = json!(anchor)), [at("from")], "{anchor}");
    }
    for (member, value) in [
        ("severe", json!(true)),
        ("deadline", json!(8)),
        ("claims", json!(["interest"])),
        ("minimum", json!({"EUR": "10"})),
        ("minimum_percent", json!(5)),
        ("needs_fresh_bank", json!(true)),
    ] {
        assert_eq!(found(&|step| step[member] = value.clone()), [at(member)], "{member}");
    }
    let mut whole = plain();
    whole["scenarios"][0]["minimum"] = json!({"EUR": "10"});
    whole["scenarios"][0]["minimum_percent"] = json!(5);
    let findings = ask("settings", "check", &json!({"settings": whole.to_string(), "language": "fr"})).unwrap();
    let paths: Vec<_> = list(&findings).iter().map(|finding| text(&finding["path"])).collect();
    assert_eq!(paths, ["scenarios[0].minimum", "scenarios[0].minimum_percent"]);
    for kind in ["letter", "registered-letter", "sms", "whatsapp", "block-orders", "suspend"] {
        let action = json!({"id": "a", "kind": kind, "text": "t"});
        assert_eq!(found(&|step| step["actions"] = json!([action])), [at("actions[0].kind")], "{kind}");
    }
    for (member, value) in
        [("fallback", json!("letter")), ("to", json!("billing")), ("copies", json!(["customer-finance"]))]
    {
        assert_eq!(found(&|step| step["actions"][0][member] = value.clone()), [at(&format!("actions[0].{member}"))]);
    }
}
