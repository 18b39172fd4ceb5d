//! A second tenant of a store: it is made by `init`, and its journal is nobody else's.

use std::{
    fs,
    path::{Path, PathBuf},
};

use relance_tests::{Ended, Office};

#[test]
fn init_adds_a_tenant_to_a_store_that_is_there() {
    let office = Office::new();
    let init = |tenant: &str| {
        let (settings, company) = (office.name("S.json"), office.name("c.json"));
        office.relance(&["--tenant", tenant, "init", "--settings", &settings, "--company", &company])
    };
    let Ended { code, said, .. } = init("two");
    assert!(code == 0 && said.contains("tenant `two`"), "{said}");
    let Ended { code, said, .. } = init("two");
    assert!(code == 4 && said.contains("has a tenant `two` already"), "{code} {said}");
    assert_eq!(init("main").code, 4);
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
    let Ended { code, said, .. } = office.relance_on("other.db", &["--tenant", "two", "init"]);
    assert!(code == 4 && said.contains("is not a store of Relance"), "{code} {said}");
    assert_eq!(fs::read_to_string(office.at("other.db")).unwrap(), "notes");
}

/// All files below a folder.
fn below(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).into_iter().flatten() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(below(&path));
        }
        files.push(path);
    }
    files.sort();
    files
}

#[test]
fn a_folder_inside_the_one_of_others_is_refused() {
    let (office, other, rehearsing) = (Office::new(), Office::new(), Office::new());
    assert_eq!(other.run("2028-02-18").code, 0);
    other.done(&["letters", "--in", &other.name("out"), "--date", "2028-02-18"]);
    let settings = fs::read_to_string(rehearsing.at("S.json")).unwrap().replace("\"live\"", "\"notify-only\"");
    fs::write(rehearsing.at("S.json"), settings).unwrap();
    rehearsing.done(&["settings", "set", &rehearsing.name("S.json")]);
    assert_eq!(rehearsing.run("2028-02-18").code, 0);
    for (theirs, inside) in [
        (&other, "out/tenants"),
        (&other, "out/tenants/b"),
        (&other, "out/mail"),
        (&other, "out/mail/new"),
        (&other, "out/letters"),
        (&other, "out/print"),
        (&rehearsing, "out/rehearsal"),
        (&rehearsing, "out/tenants/b"),
    ] {
        let before = below(&theirs.at("out"));
        let out = theirs.name(inside);
        let commands =
            [vec!["run", "--date", "2028-02-18"], vec!["remind", "--late", "--date", "2028-02-18", "--send"]];
        for command in &commands {
            let Ended { code, said, .. } = office.relance(&[command.as_slice(), &["--out", &out]].concat());
            assert!(code == 4 && said.contains("lies inside") && said.contains("--out"), "{inside}: {code} {said}");
        }
        let Ended { code, said, .. } = office.relance(&["doctor", "--date", "2028-02-18", "--out", &out]);
        assert!(code != 0 && said.contains("lies inside"), "{inside}: {said}");
        assert_eq!(below(&theirs.at("out")), before, "{inside}: nothing was written there");
    }
    // The other way round: their folder is where this one's mails would go.
    assert_eq!(office.relance(&["run", "--date", "2028-02-18", "--out", &office.name("new/mail")]).code, 0);
    let Ended { code, said, .. } = other.relance(&["run", "--date", "2028-02-25", "--out", &office.name("new")]);
    assert!(code == 4 && said.contains("messages leave already"), "{code} {said}");
    // A folder beside is nobody else's, and a tenant has its place.
    office.add_second();
    assert_eq!(
        office.relance(&["--tenant", "two", "run", "--date", "2028-02-18", "--out", &office.name("new/mail")]).code,
        0
    );
    assert_eq!(other.relance(&["run", "--date", "2028-02-25", "--out", &office.name("new/beside")]).code, 0);
}

/// Only another tenant has used the folder so far.
#[test]
fn the_place_of_a_tenant_is_refused_before_its_own_first_message() {
    let office = Office::new();
    office.add_second();
    office.done(&["--tenant", "two", "run", "--date", "2028-02-18", "--out", &office.name("out")]);
    let Ended { code, said, .. } =
        office.relance(&["run", "--date", "2028-02-18", "--out", &office.name("out/tenants/three")]);
    assert!(code == 4 && said.contains("lies inside"), "{code} {said}");
    assert!(!office.at("out/tenants/three").exists());
}

#[test]
fn the_journal_of_another_tenant_is_neither_written_nor_taken_over() {
    let office = Office::new();
    office.add_second();
    let (out, of_two) = (office.name("out"), office.name("out/tenants/two"));
    office.done(&["--tenant", "two", "run", "--date", "2028-02-18", "--out", &out]);
    let commands = [vec!["run", "--date", "2028-02-18"], vec!["outbox", "adopt"]];
    for command in &commands {
        let Ended { code, said, .. } = office.relance(&[command.as_slice(), &["--out", &of_two]].concat());
        assert!(code == 4 && said.contains("what left for tenant `two`, not for `main`"), "{code} {said}");
    }
    assert_eq!(office.done(&["history"]).matches("F-mail").count(), 0);
    // A journal of a former version does not say whose it is: it is taken as it was.
    let journal = office.at("out/tenants/two/journal.jsonl");
    let text = fs::read_to_string(&journal).unwrap().replace("\"tenant\":\"two\",", "");
    assert!(!text.contains("\"two\""), "{text}");
    fs::write(&journal, text).unwrap();
    assert_eq!(office.relance(&["outbox", "adopt", "--out", &of_two]).code, 0);
}
