//! Steps 1 to 5, 7 and 10: each rule lets a document on or holds it, with its reason and what comes next.

use relance_tests::{Answers, Customer, ask, customer, entry, invoice, ladder, list, quote, reminders, settings, text};
use serde_json::{Value, json};

const DAY: &str = "2028-02-18";

fn three() -> Value {
    reminders(ladder("due", &["+3 days", "+7 days", "+15 days"]))
}

fn with(document_given: &Value, account_given: &Value) -> Customer {
    let mut account = customer("A1").with_all(account_given);
    account["documents"] = json!([invoice("F-1").with_all(document_given)]);
    account
}

fn code(settings: &Value, document: &Value, account: &Value) -> String {
    Answers::of(DAY, settings, &with(document, account)).code().to_owned()
}

#[test]
fn nothing_is_sent_before_somebody_switches_it_on() {
    let changed = |change: fn(&mut Value)| {
        let mut settings = three();
        change(&mut settings);
        code(&settings, &json!({}), &json!({}))
    };
    assert_eq!(changed(|_| {}), "remind");
    assert_eq!(changed(|settings| settings["mode"] = json!("off")), "switched-off");
    assert_eq!(changed(|settings| drop(settings.as_object_mut().unwrap().remove("mode"))), "switched-off");
    assert_eq!(changed(|settings| settings["invoices"]["mode"] = json!("off")), "switched-off");
    assert_eq!(changed(|settings| settings["scenarios"][0]["mode"] = json!("off")), "switched-off");
    assert_eq!(changed(|settings| settings["invoices"]["scope"] = json!("selected")), "not-selected");
}

#[test]
fn the_strictest_mode_wins() {
    for place in ["", "invoices", "scenario"] {
        let mut settings = three();
        let mode = match place {
            "" => &mut settings["mode"],
            "invoices" => &mut settings["invoices"]["mode"],
            _ => &mut settings["scenarios"][0]["mode"],
        };
        *mode = json!("notify-only");
        let answers = Answers::of(DAY, &settings, &with(&json!({}), &json!({})));
        assert_eq!((answers.code(), &answers.0["wanted"][0]["simulated"]), ("remind", &json!(true)), "{place}");
    }
}

#[test]
fn the_tenants_plan_has_the_first_word() {
    let request = |plan: Value| {
        let mut context = relance_tests::context(DAY, &three());
        context["plan"] = plan;
        json!({"context": context, "accounts": [with(&json!({}), &json!({}))]})
    };
    let code = |plan| ask("reminders", "decide", &request(plan)).unwrap()[0]["decisions"][0]["code"].clone();
    assert_eq!(code(json!(["automatic-quotes"])), "not-in-plan");
    assert_eq!(code(json!(["automatic-invoices"])), "remind");
    assert_eq!(code(Value::Null), "remind");
}

#[test]
fn the_documents_switch_beats_the_accounts_beats_the_scope() {
    let (all, mut selected) = (three(), three());
    selected["invoices"]["scope"] = json!("selected");
    let mut older = three();
    older["invoices"]["active_since"] = json!("2028-02-01");
    for (settings, document, account, expected) in [
        (&all, Value::Null, Value::Null, "remind"),
        (&all, json!(false), Value::Null, "switched-off-on-document"),
        (&all, Value::Null, json!(false), "switched-off-on-account"),
        (&all, json!(true), json!(false), "remind"),
        (&selected, Value::Null, Value::Null, "not-selected"),
        (&selected, Value::Null, json!(true), "remind"),
        (&selected, json!(true), Value::Null, "remind"),
        (&selected, json!(false), json!(true), "switched-off-on-document"),
        (&older, Value::Null, Value::Null, "created-before"),
        // An account's switch never brings back older documents; the document's own does.
        (&older, Value::Null, json!(true), "created-before"),
        (&older, json!(true), Value::Null, "remind"),
    ] {
        let found = code(settings, &json!({"automatic": document}), &json!({"automatic": account}));
        assert_eq!(found, expected, "document {document}, account {account}");
    }
}

#[test]
fn a_document_is_created_when_it_is_validated() {
    let mut settings = three();
    settings["invoices"]["active_since"] = json!("2028-01-20");
    assert_eq!(code(&settings, &json!({"opened": "2028-01-20"}), &json!({})), "remind");
    assert_eq!(code(&settings, &json!({"opened": "2028-01-19"}), &json!({})), "created-before");
}

#[test]
fn only_open_documents_are_reminded() {
    for (status, expected) in [
        ("validated", "remind"),
        ("draft", "draft"),
        ("settled", "settled"),
        ("cancelled", "cancelled"),
        ("abandoned", "cancelled"),
        ("paid?", "unknown-status"),
        ("", "unknown-status"),
    ] {
        assert_eq!(code(&three(), &json!({"status": status}), &json!({})), expected, "{status}");
    }
    let plan = settings("quote", &json!({"steps": ladder("first-sent", &["+7 days"])}));
    for (status, expected) in [
        ("open", "remind"),
        ("draft", "draft"),
        ("in-signature", "in-signature"),
        ("signed", "signed"),
        ("refused", "refused"),
        ("invoiced", "invoiced"),
        ("cancelled", "cancelled"),
        ("validated", "unknown-status"),
    ] {
        let quote = json!({"kind": "quote", "status": status, "first_sent": "2028-02-11", "valid_until": "2028-03-31"});
        assert_eq!(code(&plan, &quote, &json!({})), expected, "{status}");
    }
}

#[test]
fn a_quote_is_valid_through_the_end_of_its_last_day() {
    let plan = settings("quote", &json!({"steps": ladder("first-sent", &["+7 days"])}));
    let quote = |valid_until: &str| json!({"kind": "quote", "status": "open", "first_sent": "2028-02-11", "valid_until": valid_until});
    assert_eq!(code(&plan, &quote("2028-02-18"), &json!({})), "remind");
    assert_eq!(code(&plan, &quote("2028-02-17"), &json!({})), "validity-ended");
}

#[test]
fn other_kinds_are_never_reminded() {
    assert_eq!(code(&three(), &json!({"kind": "credit-note"}), &json!({})), "not-reminded");
    assert_eq!(code(&three(), &json!({"kind": "deposit"}), &json!({})), "not-reminded");
    let credit_note = Answers::of(DAY, &three(), &with(&json!({"kind": "credit-note"}), &json!({})));
    assert_eq!(credit_note.0["next"], "never");
    assert_eq!(code(&three(), &json!({"kind": "lead"}), &json!({})), "no-scenario");
}

#[test]
fn the_electronic_invoice_holds_when_something_is_wrong_with_it() {
    for (status, expected) in [
        (json!(null), "remind"),
        (json!("collected"), "remind"),
        (json!("made-available"), "remind"),
        (json!("approved"), "remind"),
        (json!("refused"), "e-invoice-held"),
        (json!("rejected"), "e-invoice-held"),
        (json!("disputed"), "e-invoice-held"),
        (json!("suspended"), "e-invoice-held"),
        (json!("not-made-available"), "e-invoice-held"),
        (json!("something new"), "e-invoice-held"),
    ] {
        assert_eq!(code(&three(), &json!({"e_invoice_status": status}), &json!({})), expected, "{status}");
    }
}

#[test]
fn every_hold_holds() {
    let amount = json!({"minor": 1000, "currency": "EUR"});
    for (kind, expected) in [
        (json!({"block": {"reason": "agreed by phone", "last_day": "2028-02-18"}}), "blocked"),
        (json!({"block": {"reason": "agreed by phone", "last_day": "2028-02-17"}}), "remind"),
        (json!({"block": {"reason": "for good", "last_day": null}}), "blocked"),
        (json!("dispute"), "disputed"),
        (json!({"promise": {"amount": amount, "promised_for": "2028-02-20", "made_on": "2028-02-10"}}), "promised"),
        (json!({"reply": "2028-02-16"}), "replied"),
        (json!({"insolvency": "2028-01-31"}), "insolvency"),
        (json!("over-indebtedness"), "over-indebtedness"),
        (json!("handed-over"), "handed-over"),
        (json!("factored"), "factored"),
        (json!("limitation-passed"), "limitation-passed"),
        (json!({"other": "whatever the ERP says"}), "held-by-host"),
    ] {
        for document in [json!("D1"), Value::Null] {
            let holds = json!({"holds": [{"id": "H", "document": document, "kind": kind}]});
            assert_eq!(code(&three(), &json!({}), &holds), expected, "{kind}");
        }
        let elsewhere = json!({"holds": [{"id": "H", "document": "D2", "kind": kind}], "closed_documents": ["D2"]});
        assert_eq!(code(&three(), &json!({}), &elsewhere), "remind", "{kind} of another document");
    }
}

/// Insolvency proceedings ask for the declaration of a claim, which a quote is not.
#[test]
fn only_an_invoice_of_an_insolvent_customer_is_a_claim_to_declare() {
    let quote = quote("F-1").known_as("Q1");
    let holds = json!([{"id": "H", "document": null, "kind": {"insolvency": "2028-01-31"}}]);
    let account = customer("A1").has([quote, invoice("F-1")]).held(&holds);
    let mut settings = three();
    settings["quotes"] = json!({"mode": "live", "scope": "all", "active_since": "2000-01-01"});
    let answers = Answers::of(DAY, &settings, &account);
    let said = |language: &str, document: &str| {
        let decisions = list(&answers.0["decisions"]);
        let decision = decisions.iter().find(|decision| decision["document"] == document).unwrap();
        assert_eq!(decision["code"], "insolvency");
        let sentences = ask("reminders", "phrase", &json!({"language": language, "decisions": [decision]})).unwrap();
        text(&sentences[0]).to_owned()
    };
    for (language, word) in [
        ("de", "Forderung"),
        ("en", "claim"),
        ("es", "crédito"),
        ("fr", "créance"),
        ("it", "credito"),
        ("nl", "vordering"),
        ("pl", "wierzytelność"),
        ("pt", "crédito"),
    ] {
        let (invoice, quote) = (said(language, "D1"), said(language, "Q1"));
        assert!(invoice.contains(word) && invoice.contains("2028"), "{language}: {invoice}");
        assert!(!quote.contains(word) && !quote.contains("2028") && quote.ends_with('.'), "{language}: {quote}");
    }
}

#[test]
fn a_block_says_when_it_ends() {
    let holds = json!({"holds": [{"id": "H", "kind": {"block": {"reason": "r", "last_day": "2028-02-20"}}}]});
    let answers = Answers::of(DAY, &three(), &with(&json!({}), &holds));
    assert_eq!(answers.decision()["next"], json!({"on": "2028-02-21"}));
}

#[test]
fn the_scenario_is_the_documents_the_accounts_the_first_that_fits_the_default() {
    let mut settings = three();
    settings["facts"] = json!({"segment": "text"});
    for (id, when) in
        [("big", Some("total > 5000")), ("gold", Some("segment is defined and segment == 'gold'")), ("byhand", None)]
    {
        let mut scenario = json!({"id": id, "kind": "invoice", "steps": ladder("due", &["+3 days"])});
        scenario["when"] = json!(when);
        settings["scenarios"].as_array_mut().unwrap().push(scenario);
    }
    let chosen = |document: &Value, account: &Value| {
        Answers::of(DAY, &settings, &with(document, account)).decision()["scenario"].clone()
    };
    let gold = json!({"facts": [{"name": "segment", "value": {"text": "gold"}}]});
    assert_eq!(chosen(&json!({}), &json!({})), "s");
    assert_eq!(chosen(&json!({"total": 600_000}), &json!({})), "big");
    assert_eq!(chosen(&json!({}), &gold), "gold");
    assert_eq!(chosen(&json!({"total": 600_000}), &gold), "big", "the first one listed");
    assert_eq!(chosen(&json!({}), &json!({"invoice_scenario": "byhand", "facts": gold["facts"]})), "byhand");
    assert_eq!(chosen(&json!({"scenario": "gold"}), &json!({"invoice_scenario": "byhand"})), "gold");
    assert_eq!(code(&settings, &json!({"scenario": "gone"}), &json!({})), "unknown-scenario");
    settings["invoices"].as_object_mut().unwrap().remove("default_scenario");
    assert_eq!(code(&settings, &json!({}), &json!({})), "no-scenario");
}

#[test]
fn a_scenario_chosen_by_the_passing_of_days_is_looked_at_every_day() {
    let mut settings = three();
    settings["scenarios"].as_array_mut().unwrap().push(json!({
        "id": "old", "kind": "invoice", "when": "days_late > 30", "steps": ladder("due", &["+31 days"]),
    }));
    settings["invoices"].as_object_mut().unwrap().remove("default_scenario");
    let answers = Answers::of("2028-02-20", &settings, &with(&json!({}), &json!({})));
    assert_eq!((answers.code(), &answers.decision()["next"]), ("no-scenario", &json!({"on": "2028-02-21"})));
}

#[test]
fn a_condition_without_an_answer_holds_and_says_why() {
    let mut settings = three();
    settings["facts"] = json!({"turnover": "amount"});
    settings["scenarios"][0]["steps"][0]["when"] = json!("turnover > 1000");
    let missing = Answers::of(DAY, &settings, &with(&json!({}), &json!({})));
    assert_eq!(missing.code(), "condition-failed");
    let finding = &missing.0["findings"][0];
    let of = [&finding["account"], &finding["document"], &finding["path"]];
    assert_eq!(of, ["A1", "D1", "scenarios[\"s\"].steps[\"+3 days\"].when"]);
    // Given as another kind than declared, it is as good as missing.
    let text = json!({"facts": [{"name": "turnover", "value": {"text": "50000"}}]});
    assert_eq!(Answers::of(DAY, &settings, &with(&json!({}), &text)).code(), "condition-failed");
    let amount = json!({"facts": [{"name": "turnover", "value": {"amount": {"minor": 5_000_000, "currency": "EUR"}}}]});
    assert_eq!(Answers::of(DAY, &settings, &with(&json!({}), &amount)).code(), "remind");
}

#[test]
fn a_send_is_a_reminder_only_after_a_first_send() {
    assert_eq!(code(&three(), &json!({"first_sent": null}), &json!({})), "never-sent");
    assert_eq!(code(&three(), &json!({"first_sent": "2028-02-19"}), &json!({})), "never-sent");
    let mut waived = three();
    waived["invoices"]["first_send_required"] = json!(false);
    assert_eq!(code(&waived, &json!({"first_sent": null}), &json!({})), "remind");
    // Nothing of a document that was never sent is recorded as left out.
    let mut steps = three();
    steps["scenarios"][0]["steps"] = ladder("due", &["-3 days", "+3 days"]);
    let answers = Answers::of(DAY, &steps, &with(&json!({"first_sent": null}), &json!({})));
    assert_eq!((answers.code(), &answers.0["marks"]), ("never-sent", &json!([])));
}

#[test]
fn the_first_usable_address_of_the_chain() {
    let mailbox = |address: &str| json!({"address": address, "bounced": false, "opted_out": false, "opted_in": false});
    let contact =
        |id: &str, roles: &[&str]| json!({"id": id, "roles": roles, "mailbox": mailbox(&format!("{id}@example.com"))});
    let place = |id: &str, is_default: bool| json!({"id": id, "name": id, "is_default": is_default, "recipients": [contact(&format!("at-{id}"), &[])]});
    let full = json!({
        "mailbox": mailbox("own@example.com"),
        "contacts": [contact("chosen", &[]), contact("billing-b", &["billing"]), contact("billing-a", &["billing"]), contact("sales", &["quote-follow-up"])],
        "establishments": [place("first", false), place("default", true), place("mine", false)],
    });
    let document = json!({"establishment": "mine", "contacts": [{"contact": "chosen", "role": "billing"}]});
    let to = |document: &Value, account: &Value| {
        let settings = three();
        let account = with(document, account);
        let so_far = json!({"customer_messages": 0});
        let request =
            json!({"context": relance_tests::context(DAY, &settings), "so_far": so_far, "accounts": [account]});
        let page = ask("reminders", "run", &request).unwrap();
        let to = page["accounts"][0]["actions"][0]["body"]["email"]["to"].as_array().unwrap().clone();
        to.iter()
            .map(|to| to["address"].as_str().unwrap().trim_end_matches("@example.com").to_owned())
            .collect::<Vec<_>>()
    };
    let mut account = full;
    assert_eq!(to(&document, &account), ["chosen"]);
    account["contacts"][0]["mailbox"]["bounced"] = json!(true);
    assert_eq!(to(&document, &account), ["billing-a", "billing-b"], "several of one role: all, by id");
    account["contacts"] = json!([account["contacts"][0], contact("billing-x", &["billing"])]);
    account["contacts"][1]["mailbox"]["address"] = json!("not an address");
    assert_eq!(to(&document, &account), ["at-mine"]);
    account["establishments"][2]["recipients"] = json!([]);
    assert_eq!(to(&document, &account), ["at-default"]);
    account["establishments"][1]["recipients"][0]["mailbox"] = Value::Null;
    assert_eq!(to(&document, &account), ["at-first"]);
    account["establishments"] = json!([]);
    assert_eq!(code(&three(), &document, &account), "invalid-data", "its establishment is not there");
    let document = json!({});
    assert_eq!(to(&document, &account), ["own"]);
    account["mailbox"] = Value::Null;
    assert_eq!(code(&three(), &document, &account), "no-address");
}

#[test]
fn running_again_with_the_recorded_history_gives_nothing() {
    let account = with(&json!({}), &json!({"history": [entry(DAY, "+3 days").state("pending")]}));
    let answers = Answers::of(DAY, &three(), &account);
    assert_eq!((&answers.0["wanted"], answers.code()), (&json!([]), "waiting"));
    assert_eq!(answers.decision()["next"], json!({"on": "2028-02-22"}));
}
