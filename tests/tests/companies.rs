//! Who signs: an invented company never reaches a customer, and how it is replaced.

use relance_tests::{Ended, Office, customer, invoice, ladder, reminders};
use serde_json::{Value, json};

/// A store made by `init` without a company: one invoice due on Tuesday 15 February 2028, reminded three days later.
fn store(mode: &str) -> Office {
    let office = Office::empty();
    let at = |name: &str| office.name(name);
    let mut settings = reminders(ladder("due", &["+3 days"]));
    settings["mode"] = json!(mode);
    let accounts = json!({"accounts": [customer("A1").has([invoice("F-1")])]});
    office.put("S.json", settings.to_string());
    office.put("a.json", accounts.to_string());
    office.done(&["init", "--settings", &at("S.json")]);
    office.done(&["import", &at("a.json"), "--date", "2028-12-31"]);
    office
}

#[test]
fn nothing_leaves_in_the_name_of_the_invented_company() {
    let office = store("live");
    let out = office.name("out");
    for arguments in [
        vec!["run", "--date", "2028-02-18", "--out", &out],
        vec!["remind", "F-1", "--date", "2028-02-18", "--send", "--out", &out],
    ] {
        let Ended { code, err, .. } = office.relance(&arguments);
        assert_eq!(code, 3, "{arguments:?}: {err}");
        assert!(err.contains("still the invented one of `init` (Example Company"), "{err}");
        assert!(err.contains("relance company set --name NAME --email ADDRESS"), "{err}");
    }
    assert!(!office.at("out").exists());
    assert_eq!(office.done(&["history", "--json"]).trim(), "[]");
    // Half replaced is not replaced: a customer would answer to an address that does not exist.
    office.done(&["company", "set", "--name", "Atelier du Lac"]);
    assert_eq!(office.relance(&["run", "--date", "2028-02-18", "--out", &out]).code, 3);

    office.done(&["company", "set", "--email", "compta@atelier.example"]);
    office.done(&["run", "--date", "2028-02-18", "--out", &out]);
    assert_eq!(office.mails(), 1);
}

#[test]
fn a_rehearsal_needs_no_company() {
    let office = store("notify-only");
    let out = office.name("out");
    office.done(&["run", "--date", "2028-02-18", "--out", &out]);
    assert_eq!(office.mails(), 0);
    assert_eq!(office.done(&["history", "--json"]).matches("\"simulated\": true").count(), 1);
}

#[test]
fn it_is_shown_as_it_is_set_and_read_back() {
    let office = store("off");
    assert!(office.relance(&["doctor", "--date", "2028-02-18"]).out.contains("The company is the invented one"));
    assert!(office.done(&["company", "show"]).contains("This company is invented"));
    office.done(&[
        "--lang",
        "fr",
        "company",
        "set",
        "--name",
        "Menuiserie du Lac",
        "--email",
        "compta@lac.example",
        "--street",
        "14 quai des Brumes",
        "--street",
        "Bâtiment B",
        "--postcode",
        "74000",
        "--city",
        "Annecy",
        "--country",
        "FR",
        "--iban",
        "FR76 3000 6000 0112 3456 7890 189",
        "--legal-mentions",
        "SARL",
    ]);
    let shown: Value = serde_json::from_str(&office.done(&["company", "show", "--json"])).unwrap();
    let expected = json!({
        "name": "Menuiserie du Lac", "language": "fr", "email": "compta@lac.example", "phone": null, "website": null,
        "address": {"lines": ["14 quai des Brumes", "Bâtiment B"], "postcode": "74000", "city": "Annecy", "country": "FR"},
        "legal_mentions": "SARL", "iban": "FR76 3000 6000 0112 3456 7890 189", "bic": null, "colour": null,
    });
    assert_eq!(shown, expected);
    // One part of the address leaves the others; an empty value takes a member away.
    office.done(&["company", "set", "--city", "Seynod", "--legal-mentions", ""]);
    let shown: Value = serde_json::from_str(&office.done(&["company", "show", "--json"])).unwrap();
    assert_eq!((&shown["address"]["city"], &shown["address"]["postcode"]), (&json!("Seynod"), &json!("74000")));
    assert_eq!(shown["legal_mentions"], Value::Null);
    // What `show --json` prints is what `set FILE` reads.
    let file = office.name("c.json");
    std::fs::write(&file, expected.to_string()).unwrap();
    let said = office.done(&["company", "set", &file]);
    assert!(said.contains("14 quai des Brumes, Bâtiment B, 74000 Annecy, FR"), "{said}");
    assert!(office.relance(&["doctor", "--date", "2028-02-18"]).out.contains("The company: Menuiserie du Lac."));
}

#[test]
fn what_would_print_wrongly_is_refused_and_changes_nothing() {
    let office = store("off");
    let file = office.name("c.json");
    std::fs::write(&file, json!({"name": "A", "language": "fr", "email": "a@a.example", "ibann": "x"}).to_string())
        .unwrap();
    let before = office.done(&["company", "show", "--json"]);
    for (arguments, said) in [
        (vec!["company", "set", "--iban", "FR76 3000 6000 0112 3456 7890 188"], "is not an IBAN"),
        (vec!["company", "set", "--email", "compta"], "is not an e-mail address"),
        (vec!["company", "set", "--name", " "], "has no name"),
        (vec!["company", "set", "--name", "A\u{1b}[31m"], "control character"),
        (vec!["company", "set", "--language", "French"], "two small letters"),
        (vec!["company", "set", "--street", "1 rue"], "an address needs street, postcode, city and country"),
        (
            vec!["company", "set", "--street", "1 rue", "--postcode", "1", "--city", "A", "--country", "France"],
            "two capitals",
        ),
        (vec!["company", "set", &file], "unknown field `ibann`"),
    ] {
        let Ended { code, err, .. } = office.relance(&arguments);
        assert_eq!(code, 3, "{arguments:?}: {err}");
        assert!(err.contains(said), "{said} in {err}");
    }
    assert_eq!(office.relance(&["company", "set"]).code, 2);
    assert_eq!(office.relance(&["company", "set", &file, "--name", "B"]).code, 2);
    assert_eq!(office.done(&["company", "show", "--json"]), before);
}
