//! A second tenant of a store: it is made by `init`, and its journal is nobody else's.

use std::fs;

use crate::leaving::Office;

#[test]
fn init_adds_a_tenant_to_a_store_that_is_there() {
    let office = Office::new();
    let init = |tenant: &str| {
        let (settings, company) = (office.name("S.json"), office.name("c.json"));
        office.relance(&["--tenant", tenant, "init", "--settings", &settings, "--company", &company])
    };
    let (code, said) = init("two");
    assert!(code == 0 && said.contains("tenant `two`"), "{said}");
    let (code, said) = init("two");
    assert!(code == 4 && said.contains("has a tenant `two` already"), "{code} {said}");
    assert_eq!(init("main").0, 4);
    // It has its own documents, and the first one keeps its own.
    office.done(&["--tenant", "two", "import", &office.name("a.json"), "--date", "2028-12-31"]);
    for tenant in ["two", "main"] {
        office.done(&["--tenant", tenant, "run", "--date", "2028-02-18", "--out", &office.name("out")]);
    }
    assert_eq!(office.files("out/tenants/two/mail/new").len(), 1);
    assert_eq!(office.files("out/mail/new").len(), 1);
}

#[test]
fn init_touches_no_file_that_is_no_store() {
    let office = Office::new();
    fs::write(office.at("other.db"), "notes").unwrap();
    let (code, said) = office.relance(&["--db", &office.name("other.db"), "--tenant", "two", "init"]);
    assert_ne!(code, 0, "{said}");
    assert_eq!(fs::read_to_string(office.at("other.db")).unwrap(), "notes");
}

#[test]
fn the_journal_of_another_tenant_is_neither_written_nor_taken_over() {
    let office = Office::new();
    office.add_second();
    let (out, of_two) = (office.name("out"), office.name("out/tenants/two"));
    office.done(&["--tenant", "two", "run", "--date", "2028-02-18", "--out", &out]);
    let commands = [vec!["run", "--date", "2028-02-18"], vec!["outbox", "adopt"]];
    for command in &commands {
        let (code, said) = office.relance(&[command.as_slice(), &["--out", &of_two]].concat());
        assert!(code == 4 && said.contains("what left for tenant `two`, not for `main`"), "{code} {said}");
    }
    assert_eq!(office.done(&["history"]).matches("F-mail").count(), 0);
    // A journal of a former version does not say whose it is: it is taken as it was.
    let journal = office.at("out/tenants/two/journal.jsonl");
    let text = fs::read_to_string(&journal).unwrap().replace("\"tenant\":\"two\",", "");
    assert!(!text.contains("\"two\""), "{text}");
    fs::write(&journal, text).unwrap();
    assert_eq!(office.relance(&["outbox", "adopt", "--out", &of_two]).0, 0);
}
