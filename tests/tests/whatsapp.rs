//! WhatsApp from the settings to the folder the host leaves it in: what a channel to telephones that asks for consent does end to end.
//! Whom it reaches is in the case folder `whatsapp`.

use std::fs;

use relance_tests::{Customer, Ended, Office, action, ask, context, customer, invoice, settings, step};
use serde_json::{Value, json};

/// One step, three days after the due day (15 February 2028).
fn one_step() -> Value {
    let actions = json!([action("wa", "whatsapp")]);
    settings("invoice", &json!({"steps": [step("friendly", "+3 days").does(&actions)]}))
}

fn agreeing(agreed: &Value) -> Customer {
    let contact = json!({"id": "c1", "roles": ["billing"], "phone": "+33 6 11 11 11 11", "agreed": agreed});
    customer("A1").with("contacts", [contact]).has([invoice("F-1")])
}

#[test]
fn it_goes_to_who_agreed_and_lies_in_its_folder() {
    let office = Office::without_customers(&one_step());
    let files = |below: &str| office.count(&format!("out/{below}"));
    let import = |agreed: &Value| {
        office.keep(&[agreeing(agreed)]);
        office.import().well();
    };

    // Nobody agreed: neither the run nor a person, whatever the reason, writes there. Somebody is asked.
    import(&Value::Null);
    office.run("2028-02-18").well();
    assert_eq!((files("whatsapp"), files("tasks")), (0, 1));
    let by_hand = ["remind", "F-1", "--channel", "whatsapp", "--text", "t", "--date", "2028-02-18", "--send"];
    let out = office.name("out");
    let by_hand = [&by_hand[..], &["--out", &out, "--override", "they asked for it"]].concat();
    let Ended { code, said, .. } = office.relance(&by_hand);
    assert!(code == 6 && said.contains("No usable address was found for it (whatsapp)."), "{code} {said}");
    assert_eq!(files("whatsapp"), 0);

    // They agree, and the next run writes.
    import(&json!(["whatsapp"]));
    let said = office.run("2028-02-21").well();
    assert!(said.contains("  Left: 1 WhatsApp message.\n"), "{said}");
    let file = office.files("out/whatsapp").remove(0);
    let written: Value = serde_json::from_slice(&fs::read(file).unwrap()).unwrap();
    let message = json!({"to": "+33 6 11 11 11 11", "text": "F-1", "language": "fr", "parts": 1, "payment_link": null,
        "offer": null});
    assert_eq!(written, json!({"whatsapp": message}));

    // It counts: nothing is left to say the day after.
    let said = office.done(&["run", "--date", "2028-02-22", "--out", &office.name("out"), "--json"]);
    let run: Value = serde_json::from_str(&said).unwrap();
    assert_eq!(run["delivered"]["whatsapp"], json!(0));
    assert_eq!(files("whatsapp"), 1);
}

#[test]
fn a_text_too_long_for_it_fails_and_is_not_called_sent() {
    let mut settings = one_step();
    let outcome = |settings: &Value| {
        let accounts = [agreeing(&json!(["whatsapp"]))];
        let context = context("2028-02-18", settings);
        let request = json!({"context": context, "so_far": {"customer_messages": 0}, "accounts": accounts});
        let answer = ask("reminders", "run", &request).unwrap()["accounts"][0].take();
        answer["actions"].get(0).unwrap_or(&answer["findings"][0]).clone()
    };
    settings["texts"]["t"] = json!({"fr": {"body": "a".repeat(1024)}, "en": {"body": "a"}});
    assert_eq!(outcome(&settings)["body"]["whatsapp"]["parts"], json!(1));
    settings["texts"]["t"] = json!({"fr": {"body": "a".repeat(1025)}, "en": {"body": "a"}});
    assert_eq!(outcome(&settings)["code"], json!("message-too-long"));
}
