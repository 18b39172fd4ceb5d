//! `relance status` when something changed since the last run, and when a row of the store cannot be read.

use std::{fs, path::PathBuf};

use relance::cli::Terminal;
use relance_tests::{account, company, document, ladder, settings};
use serde_json::{Value, json};

struct Office {
    folder: tempfile::TempDir,
}

impl Office {
    /// Two customers with an invoice each, decided on a day before anything leaves.
    fn new() -> Self {
        let office = Self { folder: tempfile::tempdir().unwrap() };
        let settings = settings("invoice", &json!({"steps": ladder("due", &["+3 days"])}));
        let one = |id: &str| {
            let documents = [document(&json!({"id": format!("D{id}"), "number": format!("F-{id}")}))];
            account(&json!({"id": id, "name": format!("Customer {id}"), "documents": documents}))
        };
        let accounts = json!({"accounts": [one("A"), one("B")]});
        for (name, value) in [("S.json", &settings), ("a.json", &accounts), ("c.json", &company())] {
            fs::write(office.at(name), value.to_string()).unwrap();
        }
        office.done(&["init", "--settings", &office.name("S.json"), "--company", &office.name("c.json")]);
        office.done(&["import", &office.name("a.json"), "--date", "2028-12-31"]);
        office.run();
        office
    }

    fn at(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn name(&self, name: &str) -> String {
        self.at(name).to_string_lossy().into_owned()
    }

    fn relance(&self, arguments: &[&str]) -> (u8, String, String) {
        let mut all = vec!["relance".into(), "--db".into(), self.at("t.db").into_os_string()];
        all.extend(arguments.iter().map(Into::into));
        let (mut out, mut err) = (Vec::new(), Vec::new());
        let code = relance::cli::execute(all, &mut std::io::empty(), &mut out, &mut err, Terminal::NONE);
        (code, String::from_utf8(out).unwrap(), String::from_utf8(err).unwrap())
    }

    fn done(&self, arguments: &[&str]) {
        let (code, out, err) = self.relance(arguments);
        assert_eq!(code, 0, "{arguments:?}: {out}{err}");
    }

    fn run(&self) -> (u8, String, String) {
        self.relance(&["run", "--date", "2028-02-16", "--out", &self.name("out")])
    }

    fn sql(&self, sql: &str) {
        let db = rusqlite::Connection::open(self.at("t.db")).unwrap();
        db.pragma_update(None, "foreign_keys", false).unwrap();
        db.execute_batch(sql).unwrap();
    }

    /// The ages of the decisions on F-A and F-B, and what is said beside the table.
    fn ages(&self) -> ([String; 2], String) {
        let (code, out, _) = self.relance(&["status", "--json"]);
        assert_eq!(code, 0, "{out}");
        let told: Value = serde_json::from_str(&out).unwrap();
        let age = |at: usize| told["documents"][at]["age"].as_str().unwrap().to_owned();
        ([age(0), age(1)], self.relance(&["status"]).2)
    }
}

const PRESENT: &str = "present";
const OLDER: &str = "before-a-change";

#[test]
fn a_decision_that_is_older_than_a_change_says_so_until_the_next_run() {
    let office = Office::new();
    assert_eq!(office.ages(), ([PRESENT.to_owned(), PRESENT.to_owned()], String::new()));
    for change in [
        &["block", "F-A", "--reason", "dispute"][..],
        &["block", "F-A", "--lift"],
        &["promise", "F-A", "--for", "2099-01-01"],
        &["event", "F-A", "reply"],
        &["pay", "F-A", "--amount", "1"],
    ] {
        office.done(change);
        let (ages, said) = office.ages();
        assert_eq!(ages, [OLDER, PRESENT], "{change:?}");
        assert!(said.contains("something changed since the decision"), "{change:?}: {said}");
        let (_, table, _) = office.relance(&["status"]);
        let line = table.lines().find(|line| line.starts_with(" F-A")).unwrap_or_else(|| panic!("{change:?}: {table}"));
        assert!(line.contains("(before a change)") && line.contains("the next run"), "{change:?}: {line}");
        assert!(!table.lines().find(|line| line.starts_with(" F-B")).unwrap().contains("change"), "{table}");
        office.run();
        assert_eq!(office.ages(), ([PRESENT.to_owned(), PRESENT.to_owned()], String::new()), "{change:?}");
    }
}

#[test]
fn documents_that_no_run_has_decided_are_named() {
    let office = Office::new();
    office.sql("DELETE FROM decision WHERE document = 'DB'");
    let (_, said, _) = office.relance(&["status", "--all"]);
    assert!(said.contains("1 document was not decided yet: F-B; the next `relance run` decides it"), "{said}");
    office.sql("DELETE FROM decision");
    let (_, said, _) = office.relance(&["--lang", "fr", "status", "--all"]);
    assert!(said.contains("2 pièces n'ont pas encore été décidées : F-A, F-B"), "{said}");
    assert!(!said.contains("Aucune pièce à montrer"), "{said}");
}

#[test]
fn a_switch_makes_every_decision_older() {
    let office = Office::new();
    let settings = fs::read_to_string(office.at("S.json")).unwrap();
    fs::write(
        office.at("off.json"),
        settings.replace("\"mode\":\"live\",\"scenarios\"", "\"mode\":\"off\",\"scenarios\""),
    )
    .unwrap();
    office.done(&["settings", "set", &office.name("off.json")]);
    assert_eq!(office.ages().0, [OLDER, OLDER]);
    office.run();
    assert_eq!(office.ages().0, [PRESENT, PRESENT]);
    office.done(&["company", "set", "--name", "Another"]);
    assert_eq!(office.ages().0, [OLDER, OLDER]);
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
        let office = Office::new();
        office.sql(broken);
        let (code, out, err) = office.relance(&["status"]);
        assert_eq!(code, 6, "{broken}: {out}{err}");
        assert!(err.contains(&format!("account A: {said}")), "{broken}: {err}");
        assert!(out.contains("F-B") && !out.contains("F-A"), "{broken}: {out}");
        let (code, out, _) = office.relance(&["status", "--json"]);
        let told: Value = serde_json::from_str(&out).unwrap();
        assert_eq!((code, told["documents"].as_array().unwrap().len()), (6, 1));
        assert_eq!(told["unreadable"][0]["account"], "A");
    }
}

#[test]
fn an_account_whose_identifier_is_no_text_stops_no_run() {
    let office = Office::new();
    office.sql(
        "INSERT INTO account (tenant, id, data) SELECT tenant, CAST(x'00ff' AS TEXT), data FROM account WHERE id = 'A';
         INSERT INTO account (tenant, id, data) SELECT tenant, CAST(x'4161ff' AS TEXT), data FROM account WHERE id = 'A';
         UPDATE account SET wake = '';",
    );
    // One account a page: the broken ones fill pages of their own.
    let (code, out, err) =
        office.relance(&["run", "--date", "2028-02-18", "--out", &office.name("out"), "--page", "1"]);
    assert_eq!(code, 6, "{out}{err}");
    assert_eq!(err.matches("its identifier is not UTF-8").count(), 2, "{err}");
    assert!(out.contains("2 accounts looked at"), "{out}");
    assert_eq!(fs::read_dir(office.at("out/mail/new")).unwrap().count(), 2, "both customers are reminded");
    for command in [&["doctor", "--date", "2028-02-18"][..], &["upcoming", "--date", "2028-02-18"], &["status"]] {
        let (_, out, err) = office.relance(command);
        assert!(!(out + &err).contains("the store answered"), "{command:?}: {err}");
    }
}

#[test]
fn a_document_of_an_account_that_is_missing_stops_no_import() {
    let office = Office::new();
    office.sql("UPDATE document SET account = 'nobody' WHERE id = 'DA'");
    let (code, out, err) = office.relance(&["import", &office.name("a.json"), "--date", "2028-12-31"]);
    assert_eq!(code, 0, "{out}{err}");
    assert!(out.contains("1 changed, 1 as they were"), "{out}");
    let db = rusqlite::Connection::open(office.at("t.db")).unwrap();
    let account: String = db.query_row("SELECT account FROM document WHERE id = 'DA'", [], |row| row.get(0)).unwrap();
    assert_eq!(account, "A", "it is the account's again");
}
