//! `relance letters`, `relance template`, and the files that go with messages, as somebody uses them.

use std::fs;

use relance_tests::{Ended, Office, action, company, customer, invoice, reminders, step};
use serde_json::{Value, json};

/// One invoice due on Tuesday 15 February 2028: a mail three days later, a registered letter a week later that encloses it.
fn office() -> Office {
    let steps = json!([
        step("mail", "+3 days").does([action("mail", "email")]),
        step("notice", "+10 days").severe().deadline(8).claiming(["interest", "indemnity"]).does([action(
            "letter",
            "registered-letter"
        )
        .with("attach", "required")])
    ]);
    let mut settings = reminders(&steps);
    settings["texts"]["t"]["fr"] =
        json!({"subject": "Facture {{ document.number }}", "body": "Il reste **{{ claim.total }}**."});
    settings["texts"]["t"]["en"] =
        json!({"subject": "Invoice {{ document.number }}", "body": "{{ claim.total }} is open."});
    settings["law"] = json!({"profile": "b2b-fr"});
    let invoice = invoice("F-1").with_file("F-1.pdf");
    Office::with(&settings, &[customer("A1").has([invoice]).addressed()])
}

/// A file of the ERP's: a letter printed by us is a PDF like any other.
fn keep_document(office: &Office) {
    fs::create_dir_all(office.at("files/D1")).unwrap();
    // A preview takes no other file's place.
    let _ = fs::remove_file(office.at("files/D1/F-1.pdf"));
    let (settings, out) = (office.name("S.json"), office.name("files/D1/F-1.pdf"));
    let preview = ["template", "preview", &settings, "t", "--channel", "letter", "--date", "2028-02-01", "--out", &out];
    office.done(&preview);
}

/// A letter that the store knows as sent.
fn left(office: &Office, key: &str, body: &Value) {
    office
        .db()
        .execute(
            "INSERT INTO outbox (tenant, account, key, simulated, day, kind, action, state)
             VALUES ('main', 'A', ?1, 0, '2028-02-25', 'letter', ?2, 'sent')",
            (key, json!({"body": body}).to_string()),
        )
        .unwrap();
}

#[test]
fn a_registered_letter_is_printed_once_with_its_document_and_a_manifest() {
    let office = office();
    keep_document(&office);
    let run = |day: &str| {
        office.done(&["run", "--date", day, "--out", &office.name("out"), "--files", &office.name("files")])
    };
    run("2028-02-18");
    run("2028-02-25");
    assert_eq!(office.files("out/letters").len(), 1);
    let letters = ["letters", "--in", &office.name("out"), "--files", &office.name("files"), "--date", "2028-02-25"];
    let report: Value = serde_json::from_str(&office.done(&[&letters[..], &["--json"]].concat())).unwrap();
    let letter = &report["letters"][0];
    assert_eq!(
        (&letter["pages"], &letter["batch"], &letter["batch_page"], &letter["registered"]),
        (&json!(2), &json!(null), &json!(null), &json!(true)),
        "{report:#}"
    );
    assert_eq!(letter["enclosed"], json!(["7"]));
    let printed = office.files("out/print/registered");
    assert_eq!(printed.len(), 2, "the letter and its manifest");
    let manifest: Value = serde_json::from_str(&fs::read_to_string(&printed[0]).unwrap()).unwrap();
    assert_eq!(
        (&manifest["recipient"], &manifest["address"]["city"], &manifest["pages"]),
        (&json!("Durand & Fils"), &json!("Lyon"), &json!(2))
    );
    assert_eq!(manifest["sha256"].as_str().unwrap().len(), 64);
    assert_eq!(office.files("out/letters").len(), 0, "moved aside");
    assert!(office.done(&letters).contains("No letter waits"), "printing twice posts nothing twice");
    assert_eq!(office.files("out/print"), [office.at("out/print/pages-2028-02-25.json")], "in no print file besides");
}

#[test]
fn what_must_be_enclosed_and_is_missing_keeps_its_message() {
    let office = office();
    let run = |day: &str| office.run(day);
    assert_eq!(run("2028-02-18").code, 0, "the mail does not need it");
    assert_eq!(run("2028-02-25").code, 0, "the letter is written");
    let Ended { code, err: said, .. } =
        office.relance(&["letters", "--in", &office.name("out"), "--date", "2028-02-25"]);
    assert_eq!(code, 6);
    assert!(said.contains("not printed: Durand & Fils: `F-1.pdf` must be enclosed"), "{said}");
    assert_eq!(office.files("out/letters").len(), 1, "it waits");
}

#[test]
fn a_notice_whose_document_is_damaged_waits() {
    let office = office();
    fs::create_dir_all(office.at("files/D1")).unwrap();
    fs::write(office.at("files/D1/F-1.pdf"), "no pdf").unwrap();
    for day in ["2028-02-18", "2028-02-25"] {
        office.done(&["run", "--date", day, "--out", &office.name("out"), "--files", &office.name("files")]);
    }
    let letters = ["letters", "--in", &office.name("out"), "--files", &office.name("files"), "--date", "2028-02-25"];
    let Ended { code, err: said, .. } = office.relance(&letters);
    assert_eq!(code, 6, "{said}");
    assert_eq!(said.matches("must be enclosed and cannot be").count(), 1, "once: {said}");
    assert_eq!(office.files("out/letters").len(), 1, "it waits");
    assert_eq!(office.files("out/print").len(), 0, "nothing is printed");
    keep_document(&office);
    office.done(&letters);
    assert_eq!(office.files("out/letters").len(), 0, "mended, it is printed");
}

/// A file that exhausts the module (nested more deeply than it can bear, and hidden from its count in texts): the call fails, and only the
/// letter with this file stays.
#[test]
fn what_the_module_fails_on_is_left_and_named_and_the_others_are_printed_in_one_file() {
    let office = office();
    let nested = format!("{}{}", "[(])".repeat(200_000), "]".repeat(200_000));
    let bomb = format!(
        "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n\
         3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Resources<</Font<</F {nested}>>>>>>endobj\ntrailer<</Root 1 0 R>>\n"
    );
    fs::create_dir_all(office.at("files")).unwrap();
    fs::write(office.at("files/bomb.pdf"), bomb).unwrap();
    fs::create_dir_all(office.at("out/letters")).unwrap();
    let letter = json!({"letter": {"name": "Durand", "address": {"lines": ["1"], "postcode": "69001", "city": "Lyon", "country": "FR"},
        "language": "fr", "day": "2028-02-25", "subject": "S", "text": "", "attachments": [],
        "body": [{"paragraph": [{"text": "Bonjour", "bold": false}]}]}});
    for key in ["a", "b", "c", "d", "e"] {
        let mut letter = letter.clone();
        let name = key.repeat(32);
        if key == "c" {
            letter["letter"]["name"] = json!("Culprit");
            letter["letter"]["attachments"] =
                json!([{"document": "D9", "file": "bomb.pdf", "name": "bomb.pdf", "required": false}]);
        }
        left(&office, &name, &letter);
        fs::write(office.at(&format!("out/letters/20280225.{name}.json")), letter.to_string()).unwrap();
    }
    let letters = ["letters", "--in", &office.name("out"), "--files", &office.name("files"), "--date", "2028-02-25"];
    let Ended { code, err: said, .. } = office.relance(&letters);
    assert_eq!(code, 6, "{said}");
    assert!(said.contains("not printed: Culprit: "), "{said}");
    assert_eq!(
        office.files("out/letters"),
        [office.at(&format!("out/letters/20280225.{}.json", "c".repeat(32)))],
        "it waits"
    );
    let print = office.files("out/print");
    assert_eq!(print.iter().filter(|file| file.extension().unwrap() == "pdf").count(), 1, "one print file");
    assert_eq!(office.files("out/print/single").len(), 4);
}

#[test]
fn a_mail_has_its_page_its_picture_and_its_files() {
    let office = office();
    keep_document(&office);
    let mut company = company();
    company["iban"] = json!("FR7630006000011234567890189");
    fs::write(office.at("c.json"), company.to_string()).unwrap();
    office.init("second.db").well();
    let (accounts, out, files) = (office.name("a.json"), office.name("out"), office.name("files"));
    office.relance_on("second.db", &["import", &accounts, "--date", "2028-12-31"]).well();
    office.relance_on("second.db", &["run", "--date", "2028-02-18", "--out", &out, "--files", &files]).well();
    let mail = fs::read(&office.files("out/mail/new")[0]).unwrap();
    let mail = mailparse::parse_mail(&mail).unwrap();
    let kinds = |part: &mailparse::ParsedMail<'_>| {
        part.subparts.iter().map(|part| part.ctype.mimetype.clone()).collect::<Vec<_>>()
    };
    assert_eq!(
        (mail.ctype.mimetype.as_str(), kinds(&mail)),
        ("multipart/mixed", vec!["multipart/alternative".to_owned(), "application/pdf".to_owned()])
    );
    let both = &mail.subparts[0];
    assert_eq!(kinds(both), ["text/plain", "multipart/related"]);
    assert_eq!(kinds(&both.subparts[1]), ["text/html", "image/png"]);
    assert!(both.subparts[1].subparts[0].get_body().unwrap().contains("cid:payment"));
    assert!(both.subparts[1].subparts[1].get_body_raw().unwrap().starts_with(b"\x89PNG"));
    assert!(mail.subparts[1].get_body_raw().unwrap().starts_with(b"%PDF-"));
    assert_eq!(mail.subparts[1].get_content_disposition().params["filename"], "F-1.pdf");
    let header =
        |name: &str| mail.headers.iter().find(|header| header.get_key() == name).map(mailparse::MailHeader::get_value);
    assert_eq!(header("Auto-Submitted").as_deref(), Some("auto-generated"));
}

#[test]
fn texts_are_checked_tried_and_converted_from_the_command_line() {
    let office = office();
    let settings = office.name("S.json");
    assert!(office.done(&["template", "check", &settings]).contains("nothing to say"));
    let checked = office.done(&["template", "check", &settings, "--company", &office.name("c.json")]);
    assert!(checked.contains("R123-237"), "{checked}");
    let shown = office.done(&["template", "preview", &settings, "t", "--language", "fr", "--date", "2028-03-01"]);
    // 1,215.50, 8.85 of interest would need the step; the first use of the text is the mail, which claims nothing.
    assert!(shown.starts_with("Facture F-2028-0001\n\nIl reste 1\u{202f}215,50\u{a0}€."), "{shown}");
    let page = office.name("a.html");
    office.done(&["template", "preview", &settings, "t", "--out", &page]);
    assert!(fs::read_to_string(&page).unwrap().contains("</html>"));
    let Ended { code, err: said, .. } =
        office.relance(&["template", "preview", &settings, "t", "--out", &office.name("a.doc")]);
    assert!(code == 3 && said.contains("`.html` for a mail"), "{code} {said}");
    let Ended { code, err: said, .. } = office.relance(&["template", "preview", &settings, "nobody"]);
    assert!(code == 3 && said.contains("names no text of the settings; there is t"), "{code} {said}");
    let mut text = "[Référence du devis] {x.y}".as_bytes();
    let Ended { code, out, err: said, .. } = office.relance_reading(&mut text, "t.db", &["template", "convert", "-"]);
    assert_eq!((code, out.trim()), (0, "{{ document.number }} {x.y}"));
    assert!(said.contains("line 1: `{x.y}` is not known"), "{said}");
    assert!(office.done(&["template", "variables"]).contains("document.number"));
}
