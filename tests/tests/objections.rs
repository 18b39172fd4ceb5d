//! What speaks against a reminder by hand (docs/domain.md, "Manual reminders"): shown, and put aside with a reason where that is allowed.

use relance_tests::{Answers, ask, context, customer, entry, invoice, ladder, list, settings, text};
use serde_json::{Value, json};

/// On 18 February 2028, three days after the due day: one document of that account reminded by hand.
fn composed(settings: &Value, account: &Value, reason: Option<&str>) -> Value {
    let reminders: Vec<_> = list(&account["documents"])
        .iter()
        .map(|document| json!({"document": document["id"], "override_reason": reason}))
        .collect();
    let manual = json!({"reminders": reminders, "together": false, "advance": false, "note": ""});
    let request = json!({"context": context("2028-02-18", settings), "accounts": [account], "manual": manual});
    ask("reminders", "compose", &request).unwrap()
}

fn codes(one: &Value) -> Vec<&str> {
    list(&one["objections"]).iter().map(|objection| text(&objection["code"])).collect()
}

fn three_steps(scenario: &Value) -> Value {
    let mut whole = scenario.clone();
    whole["steps"] = ladder("due", &["+3 days", "+7 days", "+15 days"]);
    settings("invoice", &whole)
}

fn merged(mut value: Value, members: &Value) -> Value {
    for (name, member) in members.as_object().unwrap() {
        value[name] = member.clone();
    }
    value
}

#[test]
fn every_guard_is_shown_and_asks_for_a_reason() {
    let plain = || three_steps(&json!({}));
    let invoices = |members: Value| {
        let mut settings = plain();
        settings["invoices"] = merged(settings["invoices"].clone(), &members);
        settings
    };
    let of = |given: Value| customer("A1").has([invoice("F-1").with_all(&given)]);
    let and = |members: Value| of(json!({})).with_all(&members);
    let limited = merged(plain(), &json!({"limits": {"customer_messages_per_account_per_day": 1}}));
    let cases = [
        ("switched-off-on-document", plain(), of(json!({"automatic": false}))),
        ("switched-off-on-account", plain(), and(json!({"automatic": false}))),
        ("created-before", invoices(json!({"active_since": "2028-02-01"})), of(json!({"opened": "2028-01-15"}))),
        ("below-threshold", three_steps(&json!({"minimum": {"EUR": "3000.00"}})), of(json!({}))),
        ("not-due", plain(), of(json!({"due": "2028-02-19"}))),
        // `min_gap` follows every message about the document: three days after the 16th is the 19th.
        ("too-soon", three_steps(&json!({"min_gap": 3})), and(json!({"history": [entry("2028-02-16", "+3 days")]}))),
        // Of a former life of the document, too.
        (
            "too-soon",
            three_steps(&json!({"min_gap": 3})),
            of(json!({"cycle": 2})).with_all(&json!({"history": [entry("2028-02-16", "+3 days")]})),
        ),
        (
            "reminded-today",
            plain(),
            of(json!({"cycle": 2})).with_all(&json!({"history": [entry("2028-02-18", "+3 days")]})),
        ),
        // A message gave the customer until today.
        ("too-soon", plain(), and(json!({"history": [entry("2028-02-10", "+3 days").with("deadline", "2028-02-18")]}))),
        // A formal notice runs until its deadline.
        (
            "silenced",
            plain(),
            and(
                json!({"closed_documents": ["D9"], "history": [entry("2028-02-10", "+3 days").about("D9").with("severe", true).with("deadline", "2028-02-18")]}),
            ),
        ),
        // Something went to the account on the 15th, and a message of the account follows after seven days.
        (
            "account-gap",
            invoices(json!({"grouping": "account"})),
            and(json!({"closed_documents": ["D9"], "history": [entry("2028-02-15", "+3 days").about("D9")]})),
        ),
        (
            "limit-reached",
            limited,
            and(json!({"closed_documents": ["D9"], "history": [entry("2028-02-18", "+3 days").about("D9")]})),
        ),
    ];
    for (code, settings, account) in cases {
        let made = composed(&settings, &account, None);
        let one = &made["documents"][0];
        assert_eq!(codes(one), [code], "{one:#}");
        assert_eq!(
            (&one["objections"][0]["can_be_overridden"], &one["objections"][0]["overridden"], &one["key"]),
            (&json!(true), &json!(false), &Value::Null),
            "{code}"
        );
        let made = composed(&settings, &account, Some("he asked for it"));
        assert_eq!(made["documents"][0]["objections"][0]["overridden"], true, "{code}");
        assert_eq!(list(&made["actions"]).len(), 1, "{code}: {made:#}");
    }
}

/// "Every guard that says no is shown": one does not hide another.
#[test]
fn every_guard_that_says_no_is_shown_beside_the_others() {
    let mut since = three_steps(&json!({}));
    since["invoices"]["active_since"] = json!("2028-02-01");
    let old = |members: Value| {
        customer("A1").has([invoice("F-1").with_all(&merged(json!({"opened": "2028-01-15"}), &members))])
    };
    let made = |settings: &Value, account: &Value| composed(settings, account, None)["documents"][0].clone();
    let off = made(&since, &old(json!({"automatic": false})));
    assert_eq!(codes(&off), ["switched-off-on-document", "created-before"]);
    let off = made(&since, &old(json!({})).with_all(&json!({"automatic": false})));
    assert_eq!(codes(&off), ["switched-off-on-account", "created-before"]);
    assert_eq!(codes(&made(&since, &old(json!({"automatic": true})))), Vec::<&str>::new());
    // Told today: tomorrow is the day after a message, and with a gap of three days the 21st is too soon, too.
    let told = old(json!({})).with_all(&json!({"history": [entry("2028-02-18", "+3 days")]}));
    let twice = made(&three_steps(&json!({"min_gap": 3})), &told);
    assert_eq!(codes(&twice), ["reminded-today", "too-soon"]);
    assert_eq!(codes(&made(&three_steps(&json!({})), &told)), ["reminded-today"]);
}

#[test]
fn what_is_only_not_automatic_is_shown_and_asks_for_nothing() {
    let plain = three_steps(&json!({}));
    let mut selected = plain.clone();
    selected["invoices"]["scope"] = json!("selected");
    let mut kind_off = plain.clone();
    kind_off["invoices"]["mode"] = json!("off");
    let cases = [
        ("switched-off", merged(plain, &json!({"mode": "off"}))),
        ("switched-off", kind_off),
        ("switched-off", three_steps(&json!({"mode": "off"}))),
        ("not-selected", selected),
    ];
    let account = customer("A1").has([invoice("F-1")]);
    for (code, settings) in cases {
        let made = composed(&settings, &account, None);
        assert_eq!(codes(&made["documents"][0]), [code], "{settings:#}");
        assert_eq!(list(&made["actions"]).len(), 1, "{settings:#}");
    }
}

#[test]
fn of_an_invoice_in_parts_only_what_is_due_is_reminded() {
    let parts = json!([
        {"id": "1", "due": "2028-02-15", "amount": 100_000, "left": 100_000, "retention": false},
        {"id": "2", "due": "2028-03-15", "amount": 150_000, "left": 150_000, "retention": false},
    ]);
    let account = customer("A1").has([invoice("F-1").in_parts(&parts)]);
    let made = composed(&three_steps(&json!({})), &account, None);
    let [first, second] = list(&made["documents"]) else { panic!("{made:#}") };
    assert_eq!((codes(first), codes(second)), (vec![], vec!["not-due"]));
    assert_eq!((first["key"].is_null(), second["key"].is_null()), (false, true));
    let covered = &made["actions"][0]["wanted"]["coverage"];
    assert_eq!((list(covered).len(), &covered[0]["instalment"]), (1, &json!("1")));
}

#[test]
fn messages_by_hand_keep_the_limit_of_the_day_among_themselves() {
    let settings = merged(three_steps(&json!({})), &json!({"limits": {"customer_messages_per_account_per_day": 1}}));
    let second = invoice("F-2");
    let account = customer("A1").has([invoice("F-1"), second]);
    let made = composed(&settings, &account, None);
    let waiting = list(&made["documents"]).iter().filter(|one| codes(one) == ["limit-reached"]).count();
    assert_eq!((list(&made["actions"]).len(), waiting), (1, 1), "{made:#}");
    let made = composed(&settings, &account, Some("both are urgent"));
    assert_eq!(list(&made["actions"]).len(), 2, "{made:#}");
}

#[test]
fn a_first_send_is_no_reminder_and_waits_for_no_due_day() {
    let mut settings = three_steps(&json!({"minimum": {"EUR": "3000.00"}}));
    settings["invoices"]["first_send_text"] = json!("t");
    let given = json!({"first_sent": null, "due": "2028-03-15", "automatic": false});
    let account = customer("A1").has([invoice("F-1").with_all(&given)]);
    let made = composed(&settings, &account, None);
    assert_eq!(codes(&made["documents"][0]), Vec::<&str>::new());
    assert_eq!((list(&made["actions"]).len(), &made["documents"][0]["first_send"]), (1, &json!(true)));
}

#[test]
fn a_document_listed_as_closed_and_handed_over_is_held_for_everybody() {
    let settings = three_steps(&json!({}));
    let tried = entry("2028-02-17", "@no-address").internal().action("task");
    let has = json!({"closed_documents": ["D1"], "documents": [invoice("F-1")], "history": [tried]});
    let account = customer("A1").with_all(&has);
    let made = composed(&settings, &account, Some("he asked for it"));
    let one = &made["documents"][0];
    assert_eq!((codes(one), &one["objections"][0]["can_be_overridden"]), (vec!["invalid-data"], &json!(false)));
    let answers = Answers::of("2028-02-18", &settings, &account);
    assert_eq!((answers.code(), &answers.0["wanted"]), ("invalid-data", &json!([])));
}

#[test]
fn a_first_send_without_a_text_says_what_to_set() {
    let mut settings = three_steps(&json!({}));
    settings["mode"] = json!("off");
    let account = customer("A1").has([invoice("F-1").never_sent()]);
    let made = composed(&settings, &account, None);
    let finding = &made["findings"][0];
    assert_eq!(finding["code"], "text-missing", "{made:#}");
    assert!(
        text(&finding["hint"]).contains("`invoices.first_send_text`")
            && text(&finding["hint"]).contains("`invoice-first-send`"),
        "{finding}"
    );
}
