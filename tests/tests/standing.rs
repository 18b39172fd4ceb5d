//! `relance status` when something changed since the last run, and when a row of the store cannot be read.

use std::fs;

use relance_tests::{Ended, Office, customer, invoice, ladder, reminders};
use serde_json::Value;

/// Two customers with an invoice each, decided on a day before anything leaves.
fn decided() -> Office {
    let one = |id: &str| {
        let documents = [invoice(&format!("F-{id}"))];
        customer(id).named(&format!("Customer {id}")).has(&documents)
    };
    let settings = reminders(ladder("due", &["+3 days"]));
    let office = Office::with(&settings, &[one("A"), one("B")]);
    office.run(DAY);
    office
}

fn sql(office: &Office, sql: &str) {
    let db = office.db();
    db.pragma_update(None, "foreign_keys", false).unwrap();
    db.execute_batch(sql).unwrap();
}

/// The ages of the decisions on F-A and F-B, and what is said beside the table.
fn ages(office: &Office) -> ([String; 2], String) {
    let told = office.relance(&["status", "--json"]);
    assert_eq!(told.code, 0, "{}", told.said);
    let told = told.json();
    let age = |at: usize| told["documents"][at]["age"].as_str().unwrap().to_owned();
    ([age(0), age(1)], office.relance(&["status"]).err)
}

const DAY: &str = "2028-02-16";
const PRESENT: &str = "present";
const OLDER: &str = "before-a-change";

#[test]
fn a_decision_that_is_older_than_a_change_says_so_until_the_next_run() {
    let office = decided();
    assert_eq!(ages(&office), ([PRESENT.to_owned(), PRESENT.to_owned()], String::new()));
    for change in [
        &["block", "F-A", "--reason", "dispute"][..],
        &["block", "F-A", "--lift"],
        &["promise", "F-A", "--for", "2099-01-01"],
        &["event", "F-A", "reply"],
        &["pay", "F-A", "--amount", "1"],
    ] {
        office.done(change);
        let (both, said) = ages(&office);
        assert_eq!(both, [OLDER, PRESENT], "{change:?}");
        assert!(said.contains("something changed since the decision"), "{change:?}: {said}");
        let Ended { out: table, .. } = office.relance(&["status"]);
        let line = table.lines().find(|line| line.starts_with(" F-A")).unwrap_or_else(|| panic!("{change:?}: {table}"));
        assert!(line.contains("(before a change)") && line.contains("the next run"), "{change:?}: {line}");
        assert!(!table.lines().find(|line| line.starts_with(" F-B")).unwrap().contains("change"), "{table}");
        office.run(DAY);
        assert_eq!(ages(&office), ([PRESENT.to_owned(), PRESENT.to_owned()], String::new()), "{change:?}");
    }
}

#[test]
fn documents_that_no_run_has_decided_are_named() {
    let office = decided();
    sql(&office, "DELETE FROM decision WHERE document = 'DB'");
    let Ended { out: said, .. } = office.relance(&["status", "--all"]);
    assert!(said.contains("1 document was not decided yet: F-B; the next `relance run` decides it"), "{said}");
    sql(&office, "DELETE FROM decision");
    let Ended { out: said, .. } = office.relance(&["--lang", "fr", "status", "--all"]);
    assert!(said.contains("2 pièces n'ont pas encore été décidées : F-A, F-B"), "{said}");
    assert!(!said.contains("Aucune pièce à montrer"), "{said}");
}

#[test]
fn a_switch_makes_every_decision_older() {
    let office = decided();
    let settings = fs::read_to_string(office.at("S.json")).unwrap();
    fs::write(
        office.at("off.json"),
        settings.replace("\"mode\":\"live\",\"scenarios\"", "\"mode\":\"off\",\"scenarios\""),
    )
    .unwrap();
    office.done(&["settings", "set", &office.name("off.json")]);
    assert_eq!(ages(&office).0, [OLDER, OLDER]);
    office.run(DAY);
    assert_eq!(ages(&office).0, [PRESENT, PRESENT]);
    office.done(&["company", "set", "--name", "Another"]);
    assert_eq!(ages(&office).0, [OLDER, OLDER]);
}

#[test]
fn a_row_that_is_no_text_is_named_and_the_others_are_shown() {
    for (broken, said) in [
        (
            "UPDATE document SET number = CAST(x'46ff' AS TEXT) WHERE id = 'DA'",
            "document F\u{fffd}: a text of the store",
        ),
        ("UPDATE decision SET since = CAST(x'ff' AS TEXT) WHERE document = 'DA'", "document F-A: a text of the store"),
        ("UPDATE decision SET data = '{' WHERE document = 'DA'", "document F-A: a record of the store"),
    ] {
        let office = decided();
        sql(&office, broken);
        let Ended { code, out, err, .. } = office.relance(&["status"]);
        assert_eq!(code, 6, "{broken}: {out}{err}");
        assert!(err.contains(&format!("account A: {said}")), "{broken}: {err}");
        assert!(out.contains("F-B") && !out.contains("F-A"), "{broken}: {out}");
        let Ended { code, out, .. } = office.relance(&["status", "--json"]);
        let told: Value = serde_json::from_str(&out).unwrap();
        assert_eq!((code, told["documents"].as_array().unwrap().len()), (6, 1));
        assert_eq!(told["unreadable"][0]["account"], "A");
    }
}

#[test]
fn an_account_whose_identifier_is_no_text_stops_no_run() {
    let office = decided();
    sql(&office, "INSERT INTO account (tenant, id, data) SELECT tenant, CAST(x'00ff' AS TEXT), data FROM account WHERE id = 'A';
         INSERT INTO account (tenant, id, data) SELECT tenant, CAST(x'4161ff' AS TEXT), data FROM account WHERE id = 'A';
         UPDATE account SET wake = '';",
    );
    // One account a page: the broken ones fill pages of their own.
    let Ended { code, out, err, .. } =
        office.relance(&["run", "--date", "2028-02-18", "--out", &office.name("out"), "--page", "1"]);
    assert_eq!(code, 6, "{out}{err}");
    assert_eq!(err.matches("its identifier is not UTF-8").count(), 2, "{err}");
    assert!(out.contains("2 accounts looked at"), "{out}");
    assert_eq!(office.mails(), 2, "both customers are reminded");
    for command in [&["doctor", "--date", "2028-02-18"][..], &["upcoming", "--date", "2028-02-18"], &["status"]] {
        let Ended { out, err, .. } = office.relance(command);
        assert!(!(out + &err).contains("the store answered"), "{command:?}: {err}");
    }
}

#[test]
fn a_document_of_an_account_that_is_missing_stops_no_import() {
    let office = decided();
    sql(&office, "UPDATE document SET account = 'nobody' WHERE id = 'DA'");
    let Ended { code, out, err, .. } = office.import();
    assert_eq!(code, 0, "{out}{err}");
    assert!(out.contains("1 changed, 1 as they were"), "{out}");
    let db = office.db();
    let account: String = db.query_row("SELECT account FROM document WHERE id = 'DA'", [], |row| row.get(0)).unwrap();
    assert_eq!(account, "A", "it is the account's again");
}
