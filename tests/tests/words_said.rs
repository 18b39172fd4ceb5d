//! What the program says: singular and plural, the reader's language, nothing that is not so, and no name that passes for a line of ours.

use std::fs;

use relance_tests::{Customer, Ended, Office, customer, invoice, ladder, reminders, settings};
use serde_json::{Value, json};

/// An office whose ERP exports these customers; nothing is imported yet.
fn exporting(settings: &Value, accounts: &[Customer]) -> Office {
    let office = Office::without_customers(settings);
    office.keep(accounts);
    office
}

#[test]
fn one_of_a_thing_is_said_in_the_singular() {
    // One customer without an e-mail address: a letter.
    let mut steps = ladder("due", &["+3 days"]);
    steps[0]["actions"][0]["fallback"] = json!("letter");
    let one = customer("A1").addressed().has([invoice("F-1")]).without_mail();
    let office = exporting(&reminders(&steps), &[one]);
    let (accounts, out) = (office.name("a.json"), office.name("out"));
    let import = ["import", &accounts, "--date", "2028-12-31"];
    assert!(office.done(&import).contains("1 document of 1 account: 1 invoice, 0 quotes, 0 others"));
    let french = office.done(&[&import[..], &["--lang", "fr"]].concat());
    assert!(french.contains("1 pièce de 1 compte : 1 facture, 0 devis, 0 autre"), "{french}");
    let run = office.done(&["run", "--date", "2028-02-18", "--out", &out]);
    assert!(run.contains("1 account looked at, 1 document decided."), "{run}");
    assert!(run.contains("\n  Left: 1 letter.\n"), "{run}");
    let letters = ["letters", "--in", &out, "--date", "2028-02-18"];
    let printed = office.done(&letters);
    assert!(printed.contains("1 letter is printed to"), "{printed}");
    let again = office.done(&["run", "--date", "2028-02-18", "--out", &out, "--lang", "fr"]);
    assert!(again.contains("0 compte examiné, 0 pièce décidée."), "{again}");
}

#[test]
fn what_the_module_finds_is_said_in_french_to_a_french_reader() {
    let mut doubtful = reminders(ladder("due", &["+3 days", "+3 days"]));
    doubtful["scenarios"][0]["steps"][1]["id"] = json!("again");
    let office = exporting(&doubtful, &[]);
    let Ended { said: english, .. } = office.relance(&["settings", "check", &office.name("S.json")]);
    assert!(english.contains("warning: "), "{english}");
    let Ended { said: french, .. } = office.relance(&["settings", "check", &office.name("S.json"), "--lang", "fr"]);
    assert!(french.contains("avertissement : ") && !french.contains("warning"), "{french}");
    assert!(french.contains("`again` est prévue le même jour que `"), "{french}");
    assert!(french.contains("une seule étape part par jour"), "{french}");
}

#[test]
fn no_message_by_hand_says_that_a_file_is_enclosed_where_there_is_none() {
    let mut settings = reminders(ladder("due", &["+3 days"]));
    settings["texts"]["first"] = json!({"fr": {"subject": "{{ document.number }}", "body": "Veuillez trouver ci-joint {{ document.number }}."},
        "en": {"subject": "{{ document.number }}", "body": "Please find enclosed {{ document.number }}."}});
    settings["invoices"]["first_send_text"] = json!("first");
    let never_sent = invoice("F-1").never_sent().with_file("F-1.pdf");
    let sent = invoice("F-2");
    let office = exporting(&settings, &[customer("A1").has([never_sent, sent])]);
    office.import().well();
    let (out, files) = (office.name("out"), office.name("files"));
    let remind = ["remind", "--late", "--date", "2028-02-18", "--out", &out, "--lang", "fr", "--send"];
    let Ended { code, said, .. } = office.relance(&remind);
    assert_eq!(code, 6, "{said}");
    assert!(said.contains("F-1 : son texte dit que quelque chose est joint, et il n'y a pas de fichier"), "{said}");
    assert!(!said.contains("F-2 : son texte"), "{said}");
    assert_eq!(office.mails(), 1, "the other one left");
    fs::create_dir(office.at("files")).unwrap();
    fs::write(office.at("files/F-1.pdf"), "%PDF-1.4").unwrap();
    let Ended { code, said, .. } =
        office.relance(&["remind", "F-1", "--date", "2028-02-18", "--out", &out, "--files", &files, "--send"]);
    assert_eq!(code, 0, "{said}");
    assert!(said.contains(": 1 e-mail."), "{said}");
    assert_eq!(office.mails(), 2);
}

/// Names that go on after a line break with what a program might say.
const FORGED: &str = "A\nerror: everything is lost\r\nLeft: nothing";

#[test]
fn no_name_passes_for_a_line_of_ours() {
    let steps = json!({"steps": ladder("due", &["+3 days", "+7 days"])});
    let documents = json!([invoice(&format!("F-1{FORGED}")).known_as("D1")]);
    let accounts = [customer(FORGED).named(FORGED).has(&documents)];
    let office = exporting(&settings("invoice", &steps), &accounts);
    let (accounts, out) = (office.name("a.json"), office.name("out"));
    for command in [
        &["import", &accounts, "--date", "2028-12-31"][..],
        &["run", "--date", "2028-02-17", "--out", &out],
        &["status", "--all"],
        &["explain", "D1", "--date", "2028-02-18"],
        &["upcoming", "--date", "2028-02-17"],
        &["remind", "D1", "--date", "2028-02-18"],
        &["block", "D1", "--reason", FORGED],
        &["status"],
        &["block", "D1", "--lift"],
        &["pay", "D1", "--amount", "99999999"],
        &["pay", "D1", "--amount", "1"],
        &["promise", "D1", "--for", "2099-01-01"],
        &["event", "D1", "bounced"],
        &["event", "D1", "reply"],
        &["run", "--date", "2028-02-25", "--out", &out],
        &["history"],
        &["outbox", "list"],
        &["doctor", "--date", "2028-02-25"],
    ] {
        let Ended { said, .. } = office.relance(command);
        let forged = |line: &str| line.starts_with("error: everything") || line.starts_with("Left: nothing");
        assert!(!said.lines().any(forged), "{command:?}: {said}");
        assert!(!said.contains('\r'), "{command:?}: {}", said.escape_debug());
    }
}

#[test]
fn files_of_documents_with_hostile_names_lead_nowhere_and_stop_nothing() {
    let long = "x".repeat(300);
    let names =
        ["../../precious", "/etc/passwd", "..", ".", "a/b", "a\\b", "a\0b", "a\nb.pdf", "\u{202e}fdp.exe", &long];
    let files = names
        .iter()
        .enumerate()
        .map(|(at, name)| json!({"id": format!("{at}{name}"), "name": name, "is_document": true}));
    let documents = json!([invoice(&format!("F-1/../{long}"))
        .known_as("../../precious")
        .with("files", files.collect::<Vec<_>>()),]);
    let mut steps = ladder("due", &["+3 days"]);
    steps[0]["actions"][0]["attach"] = json!("all");
    let name = format!("Durand \u{202e}{long}");
    let accounts = [customer("A1").named(&name).has(&documents)];
    let office = exporting(&reminders(&steps), &accounts);
    fs::write(office.at("precious"), "precious").unwrap();
    fs::create_dir_all(office.at("in/files")).unwrap();
    office.import().well();
    let (out, files) = (office.name("out"), office.name("in/files"));
    let run = office.done(&["run", "--date", "2028-02-18", "--out", &out, "--files", &files]);
    assert!(run.contains("  Left: 1 e-mail.\n"), "{run}");
    let mail = fs::read_dir(office.at("out/mail/new")).unwrap().next().unwrap().unwrap().path();
    assert_eq!(mail.file_name().unwrap().to_str().unwrap().len(), "20280218.".len() + 32 + ".relance".len());
    let bytes = fs::read(mail).unwrap();
    assert!(!String::from_utf8_lossy(&bytes).contains("precious"), "nothing of another folder");
    // RFC 5322: no line has more than 998 characters.
    assert!(bytes.split(|byte| *byte == b'\n').all(|line| line.len() <= 999));
}

#[test]
fn what_kept_a_message_from_leaving_is_said_in_the_readers_language() {
    let one = customer("A1").has([invoice("F-1").with_file("F-1.pdf")]);
    let mut steps = ladder("due", &["+3 days"]);
    steps[0]["actions"][0]["attach"] = json!("required");
    let office = exporting(&reminders(&steps), &[one]);
    office.import().well();
    // No folder of files is named.
    let Ended { code, said, .. } =
        office.relance(&["run", "--date", "2028-02-18", "--out", &office.name("out"), "--lang", "fr"]);
    assert_eq!(code, 6, "{said}");
    assert!(said.contains("`F-1.pdf` doit être joint et n'est pas là"), "{said}");
    assert!(said.contains("conseil : ") && !said.contains("hint:"), "{said}");
}
