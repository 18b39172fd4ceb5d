//! Who signs: an invented company never reaches a customer, and how it is replaced.

use std::path::Path;

use relance::cli::Terminal;
use relance_tests::{account, document, ladder, settings};
use serde_json::{Value, json};

fn relance(folder: &Path, arguments: &[&str]) -> (u8, String, String) {
    let mut all = vec!["relance".into(), "--db".into(), folder.join("t.db").into_os_string()];
    all.extend(arguments.iter().map(Into::into));
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let code = relance::cli::execute(all, &mut std::io::empty(), &mut out, &mut err, Terminal::NONE);
    (code, String::from_utf8(out).unwrap(), String::from_utf8(err).unwrap())
}

fn done(folder: &Path, arguments: &[&str]) -> String {
    let (code, out, err) = relance(folder, arguments);
    assert_eq!(code, 0, "{arguments:?}: {err}");
    out + &err
}

/// A store made by `init` without a company: one invoice due on Tuesday 15 February 2028, reminded three days later.
fn store(mode: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name).to_string_lossy().into_owned();
    let mut settings = settings("invoice", &json!({"steps": ladder("due", &["+3 days"])}));
    settings["mode"] = json!(mode);
    let accounts = json!({"accounts": [account(&json!({"documents": [document(&json!({}))]}))]});
    std::fs::write(at("S.json"), settings.to_string()).unwrap();
    std::fs::write(at("a.json"), accounts.to_string()).unwrap();
    done(folder.path(), &["init", "--settings", &at("S.json")]);
    done(folder.path(), &["import", &at("a.json"), "--date", "2028-12-31"]);
    folder
}

fn files(folder: &Path, below: &str) -> usize {
    std::fs::read_dir(folder.join(below)).map_or(0, Iterator::count)
}

#[test]
fn nothing_leaves_in_the_name_of_the_invented_company() {
    let folder = store("live");
    let out = folder.path().join("out").to_string_lossy().into_owned();
    for arguments in [
        vec!["run", "--date", "2028-02-18", "--out", &out],
        vec!["remind", "F-1", "--date", "2028-02-18", "--send", "--out", &out],
    ] {
        let (code, _, err) = relance(folder.path(), &arguments);
        assert_eq!(code, 3, "{arguments:?}: {err}");
        assert!(err.contains("still the invented one of `init` (Example Company"), "{err}");
        assert!(err.contains("relance company set --name NAME --email ADDRESS"), "{err}");
    }
    assert!(!folder.path().join("out").exists());
    assert_eq!(done(folder.path(), &["history", "--json"]).trim(), "[]");
    // Half replaced is not replaced: a customer would answer to an address that does not exist.
    done(folder.path(), &["company", "set", "--name", "Atelier du Lac"]);
    assert_eq!(relance(folder.path(), &["run", "--date", "2028-02-18", "--out", &out]).0, 3);

    done(folder.path(), &["company", "set", "--email", "compta@atelier.example"]);
    done(folder.path(), &["run", "--date", "2028-02-18", "--out", &out]);
    assert_eq!(files(folder.path(), "out/mail/new"), 1);
}

#[test]
fn a_rehearsal_needs_no_company() {
    let folder = store("notify-only");
    let out = folder.path().join("out").to_string_lossy().into_owned();
    done(folder.path(), &["run", "--date", "2028-02-18", "--out", &out]);
    assert_eq!(files(folder.path(), "out/mail/new"), 0);
    assert_eq!(done(folder.path(), &["history", "--json"]).matches("\"simulated\": true").count(), 1);
}

#[test]
fn it_is_shown_as_it_is_set_and_read_back() {
    let folder = store("off");
    assert!(relance(folder.path(), &["doctor", "--date", "2028-02-18"]).1.contains("The company is the invented one"));
    assert!(done(folder.path(), &["company", "show"]).contains("This company is invented"));
    done(
        folder.path(),
        &[
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
        ],
    );
    let shown: Value = serde_json::from_str(&done(folder.path(), &["company", "show", "--json"])).unwrap();
    let expected = json!({
        "name": "Menuiserie du Lac", "language": "fr", "email": "compta@lac.example", "phone": null, "website": null,
        "address": {"lines": ["14 quai des Brumes", "Bâtiment B"], "postcode": "74000", "city": "Annecy", "country": "FR"},
        "legal_mentions": "SARL", "iban": "FR76 3000 6000 0112 3456 7890 189", "bic": null, "colour": null,
    });
    assert_eq!(shown, expected);
    // One part of the address leaves the others; an empty value takes a member away.
    done(folder.path(), &["company", "set", "--city", "Seynod", "--legal-mentions", ""]);
    let shown: Value = serde_json::from_str(&done(folder.path(), &["company", "show", "--json"])).unwrap();
    assert_eq!((&shown["address"]["city"], &shown["address"]["postcode"]), (&json!("Seynod"), &json!("74000")));
    assert_eq!(shown["legal_mentions"], Value::Null);
    // What `show --json` prints is what `set FILE` reads.
    let file = folder.path().join("c.json").to_string_lossy().into_owned();
    std::fs::write(&file, expected.to_string()).unwrap();
    let said = done(folder.path(), &["company", "set", &file]);
    assert!(said.contains("14 quai des Brumes, Bâtiment B, 74000 Annecy, FR"), "{said}");
    assert!(relance(folder.path(), &["doctor", "--date", "2028-02-18"]).1.contains("The company: Menuiserie du Lac."));
}

#[test]
fn what_would_print_wrongly_is_refused_and_changes_nothing() {
    let folder = store("off");
    let file = folder.path().join("c.json").to_string_lossy().into_owned();
    std::fs::write(&file, json!({"name": "A", "language": "fr", "email": "a@a.example", "ibann": "x"}).to_string())
        .unwrap();
    let before = done(folder.path(), &["company", "show", "--json"]);
    for (arguments, said) in [
        (vec!["company", "set", "--iban", "FR76 3000 6000 0112 3456 7890 188"], "is no IBAN"),
        (vec!["company", "set", "--email", "compta"], "is no e-mail address"),
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
        let (code, _, err) = relance(folder.path(), &arguments);
        assert_eq!(code, 3, "{arguments:?}: {err}");
        assert!(err.contains(said), "{said} in {err}");
    }
    assert_eq!(relance(folder.path(), &["company", "set"]).0, 2);
    assert_eq!(relance(folder.path(), &["company", "set", &file, "--name", "B"]).0, 2);
    assert_eq!(done(folder.path(), &["company", "show", "--json"]), before);
}
