//! WhatsApp from the settings to the folder the host leaves it in: what a channel to telephones that asks for consent does end to end.
//! Whom it reaches is in the case folder `whatsapp`.

use std::{fs, path::Path};

use relance::cli::Terminal;
use relance_tests::{account, ask, company, context, document, settings};
use serde_json::{Value, json};

/// One step, three days after the due day (15 February 2028).
fn one_step() -> Value {
    let actions = json!([{"id": "wa", "kind": "whatsapp", "text": "t"}]);
    settings("invoice", &json!({"steps": [{"id": "friendly", "at": "+3 days", "from": "due", "actions": actions}]}))
}

fn customer(agreed: &Value) -> Value {
    let contact = json!({"id": "c1", "roles": ["billing"], "phone": "+33 6 11 11 11 11", "agreed": agreed});
    account(&json!({"contacts": [contact], "documents": [document(&json!({}))]}))
}

#[test]
fn it_goes_to_who_agreed_and_lies_in_its_folder() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name).to_string_lossy().into_owned();
    let relance = |arguments: &[&str]| {
        let mut all = vec!["relance".into(), "--db".into(), folder.path().join("t.db").into_os_string()];
        all.extend(arguments.iter().map(Into::into));
        let (mut out, mut err) = (Vec::new(), Vec::new());
        let code = relance::cli::execute(all, &mut std::io::empty(), &mut out, &mut err, Terminal::NONE);
        (code, String::from_utf8([out, err].concat()).unwrap())
    };
    let done = |arguments: &[&str]| {
        let (code, said) = relance(arguments);
        assert_eq!(code, 0, "{arguments:?}: {said}");
        said
    };
    let files = |below: &str| fs::read_dir(Path::new(&at("out")).join(below)).map_or(0, Iterator::count);
    let import = |agreed: &Value| {
        fs::write(at("a.json"), json!({"accounts": [customer(agreed)]}).to_string()).unwrap();
        done(&["import", &at("a.json"), "--date", "2028-12-31"]);
    };
    fs::write(at("S.json"), one_step().to_string()).unwrap();
    fs::write(at("c.json"), company().to_string()).unwrap();
    done(&["init", "--settings", &at("S.json"), "--company", &at("c.json")]);

    // Nobody agreed: neither the run nor a person, whatever the reason, writes there. Somebody is asked.
    import(&Value::Null);
    done(&["run", "--date", "2028-02-18", "--out", &at("out")]);
    assert_eq!((files("whatsapp"), files("tasks")), (0, 1));
    let by_hand = ["remind", "F-1", "--channel", "whatsapp", "--text", "t", "--date", "2028-02-18", "--send"];
    let out = at("out");
    let by_hand = [&by_hand[..], &["--out", &out, "--override", "they asked for it"]].concat();
    let (code, said) = relance(&by_hand);
    assert!(code == 6 && said.contains("No usable address was found for it (whatsapp)."), "{code} {said}");
    assert_eq!(files("whatsapp"), 0);

    // They agree, and the next run writes.
    import(&json!(["whatsapp"]));
    let said = done(&["run", "--date", "2028-02-21", "--out", &at("out")]);
    assert!(said.contains("  Left: 1 WhatsApp message.\n"), "{said}");
    let file = fs::read_dir(Path::new(&at("out")).join("whatsapp")).unwrap().next().unwrap().unwrap().path();
    let written: Value = serde_json::from_slice(&fs::read(file).unwrap()).unwrap();
    let message = json!({"to": "+33 6 11 11 11 11", "text": "F-1", "language": "fr", "parts": 1, "payment_link": null,
        "offer": null});
    assert_eq!(written, json!({"whatsapp": message}));

    // It counts: nothing is left to say the day after.
    let said = done(&["run", "--date", "2028-02-22", "--out", &at("out"), "--json"]);
    let run: Value = serde_json::from_str(&said).unwrap();
    assert_eq!(run["delivered"]["whatsapp"], json!(0));
    assert_eq!(files("whatsapp"), 1);
}

#[test]
fn a_text_too_long_for_it_fails_and_is_not_called_sent() {
    let mut settings = one_step();
    let outcome = |settings: &Value| {
        let accounts = [customer(&json!(["whatsapp"]))];
        let context = context("2028-02-18", settings);
        let request = json!({"context": context, "so_far": {"customer_messages": 0}, "accounts": accounts});
        ask("reminders", "run", &request).unwrap()["rendered"][0]["outcome"].clone()
    };
    settings["texts"]["t"] = json!({"fr": {"body": "a".repeat(1024)}, "en": {"body": "a"}});
    assert_eq!(outcome(&settings)["action"]["body"]["whatsapp"]["parts"], json!(1));
    settings["texts"]["t"] = json!({"fr": {"body": "a".repeat(1025)}, "en": {"body": "a"}});
    assert_eq!(outcome(&settings)["failed"]["code"], json!("message-too-long"));
}
