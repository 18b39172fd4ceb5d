//! Whose print files are whose: tenants that share a folder, names that are taken, links and folders in the way, a job that was cut off; and
//! disks that are full at any moment of `relance letters`.

use std::{collections::BTreeSet, fs, ops::Deref, path::Path, process::Command};

use relance_tests::{Ended, Office, ladder, reminders};
use serde_json::{Value, json};

const DAY: &str = "2028-02-25";

/// An office whose outbox and print jobs are written by hand.
struct PrintRoom(Office);

impl Deref for PrintRoom {
    type Target = Office;

    fn deref(&self) -> &Office {
        &self.0
    }
}

impl PrintRoom {
    /// Two tenants, `main` and `two`, and no letters yet.
    fn new() -> Self {
        let office = Office::without_customers(&reminders(ladder("due", &["+3 days"])));
        office.add_tenant();
        Self(office)
    }

    /// A letter of a tenant that left and waits; its key is this letter, 32 times. Answers its number in the outbox.
    fn letter(&self, tenant: &str, key: char) -> i64 {
        let key = key.to_string().repeat(32);
        // Some pages of text, so that a print file is larger than what the store writes.
        let paragraph = |at: u32| json!({"paragraph": [{"text": format!("{key} {at} ").repeat(20), "bold": false}]});
        let paragraphs: Vec<_> = (0..30).map(paragraph).collect();
        let body = json!({"letter": {"name": format!("Customer {key}"),
            "address": {"lines": ["1"], "postcode": "69001", "city": "Lyon", "country": "FR"},
            "language": "fr", "day": DAY, "subject": key, "text": "", "attachments": [],
            "body": paragraphs}});
        let db = self.db();
        db.execute(
            "INSERT INTO outbox (tenant, account, key, simulated, day, kind, action, state)
             VALUES (?1, 'A', ?2, 0, ?3, 'letter', ?4, 'sent')",
            (tenant, &key, DAY, json!({ "body": body }).to_string()),
        )
        .unwrap();
        let folder = if tenant == "main" { "out/letters".to_owned() } else { format!("out/tenants/{tenant}/letters") };
        fs::create_dir_all(self.at(&folder)).unwrap();
        fs::write(self.at(&folder).join(format!("20280225.{key}.json")), body.to_string()).unwrap();
        db.last_insert_rowid()
    }

    /// A job of a tenant with this letter that was cut off before it had shown anything.
    fn begun(&self, tenant: &str, letter: i64) -> i64 {
        fs::create_dir_all(self.at("print")).unwrap();
        let folder = self.at("print").canonicalize().unwrap();
        let db = self.db();
        db.execute(
            "INSERT INTO print_job (tenant, folder, day, number) VALUES (?1, ?2, ?3, 1)",
            (tenant, folder.to_str().unwrap(), DAY),
        )
        .unwrap();
        let job = db.last_insert_rowid();
        db.execute("INSERT INTO print_letter (outbox, job) VALUES (?1, ?2)", (letter, job)).unwrap();
        job
    }

    /// The job has shown a file of this name, with the content of [`DIGEST`].
    fn shown(&self, job: i64, name: &str) {
        let path = self.at("print").canonicalize().unwrap().join(name);
        self.db()
            .execute(
                "INSERT INTO print_file (job, path, sha256) VALUES (?1, ?2, ?3)",
                (job, path.to_str().unwrap(), DIGEST),
            )
            .unwrap();
    }

    fn print(&self, tenant: &str) -> (u8, Value) {
        let (out, print) = (self.name("out"), self.name("print"));
        let Ended { code, said, .. } =
            self.relance(&["--tenant", tenant, "letters", "--in", &out, "--out", &print, "--date", DAY, "--json"]);
        (code, serde_json::from_str(&said).unwrap_or(Value::String(said)))
    }

    /// The names in the folder of print files.
    fn printed(&self) -> Vec<String> {
        let mut names: Vec<_> = fs::read_dir(self.at("print"))
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .filter(|name| name.starts_with("print") || name.starts_with("pages"))
            .collect();
        names.sort();
        names
    }
}

/// The keys that a page map has.
fn keys(map: &Path) -> Vec<String> {
    let map: Value = serde_json::from_slice(&fs::read(map).unwrap()).unwrap();
    map["letters"].as_array().unwrap().iter().map(|letter| letter["key"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn tenants_that_share_a_folder_neither_overwrite_nor_take_over_each_others_files() {
    let office = PrintRoom::new();
    office.letter("main", 'a');
    let of_two = office.letter("two", 'b');
    // The second tenant's job was cut off before it had shown anything: its number is taken all the same.
    office.begun("two", of_two);
    assert_eq!(office.print("main").0, 0);
    assert_eq!(office.printed(), ["pages-2028-02-25-2.json", "print-2028-02-25-2.pdf"]);
    let of_main = fs::read(office.at("print/print-2028-02-25-2.pdf")).unwrap();
    assert_eq!(office.print("two").0, 0);
    assert_eq!(
        office.printed(),
        ["pages-2028-02-25-2.json", "pages-2028-02-25-3.json", "print-2028-02-25-2.pdf", "print-2028-02-25-3.pdf"]
    );
    assert_eq!(fs::read(office.at("print/print-2028-02-25-2.pdf")).unwrap(), of_main);
    assert_eq!(keys(&office.at("print/pages-2028-02-25-2.json")), ["a".repeat(32)]);
    assert_eq!(keys(&office.at("print/pages-2028-02-25-3.json")), ["b".repeat(32)]);
}

#[test]
fn a_job_that_was_cut_off_leaves_other_peoples_files_alone() {
    let office = PrintRoom::new();
    let letter = office.letter("main", 'a');
    let job = office.begun("main", letter);
    // It had shown its print file, which was taken away; meanwhile another store has printed into the folder.
    office.shown(job, "print-2028-02-25.pdf");
    for name in ["print-2028-02-25.pdf", "print-2028-02-25-part-2.pdf", "pages-2028-02-25.json"] {
        fs::write(office.at("print").join(name), "somebody else's").unwrap();
    }
    office.letter("main", 'b');
    let (code, report) = office.print("main");
    assert_eq!(code, 6, "who took it may have posted it: {report}");
    assert!(report["left"].to_string().contains("its file was taken away"), "{report}");
    for name in ["print-2028-02-25.pdf", "print-2028-02-25-part-2.pdf", "pages-2028-02-25.json"] {
        assert_eq!(fs::read_to_string(office.at("print").join(name)).unwrap(), "somebody else's");
    }
    assert_eq!(keys(&office.at("print/pages-2028-02-25-2.json")), ["b".repeat(32)]);
}

/// What `sha256sum` says of "of the call that was cut off".
const DIGEST: &str = "941ef8a57ce63ca13a39372362ab1a828cfb5e561384c3a4d988e75d426c09da";

#[test]
fn what_a_job_has_shown_itself_is_written_again_under_the_same_names() {
    let office = PrintRoom::new();
    let letter = office.letter("main", 'a');
    let job = office.begun("main", letter);
    let own = ["print-2028-02-25.pdf".to_owned(), format!("single/{}.pdf", "a".repeat(32))];
    fs::create_dir_all(office.at("print/single")).unwrap();
    for name in &own {
        fs::write(office.at("print").join(name), "of the call that was cut off").unwrap();
        office.shown(job, name);
    }
    let (code, report) = office.print("main");
    assert_eq!(code, 0, "{report}");
    assert_eq!(office.printed(), ["pages-2028-02-25.json", "print-2028-02-25.pdf"]);
    for name in &own {
        assert!(fs::read(office.at("print").join(name)).unwrap().starts_with(b"%PDF-"), "{name}");
    }
}

#[cfg(unix)]
#[test]
fn links_and_folders_where_a_file_would_go_are_neither_removed_nor_followed() {
    let office = PrintRoom::new();
    let letter = office.letter("main", 'a');
    office.begun("main", letter);
    office.letter("main", 'b');
    office.letter("main", 'c');
    let single = office.at("print/single");
    fs::create_dir_all(single.join(format!("{}.pdf", "b".repeat(32)))).unwrap();
    fs::write(office.at("precious"), "precious").unwrap();
    let link = single.join(format!("{}.pdf", "a".repeat(32)));
    std::os::unix::fs::symlink(office.at("precious"), &link).unwrap();
    std::os::unix::fs::symlink(office.at("nowhere"), office.at("print/print-2028-02-25.pdf")).unwrap();
    let (code, report) = office.print("main");
    assert_eq!(code, 6, "{report}");
    let left: Vec<_> = report["left"].as_array().unwrap().iter().map(|left| left.as_str().unwrap()).collect();
    assert_eq!(left.len(), 2, "{left:?}");
    for (letter, said) in [("a", left[0]), ("b", left[1])] {
        let key = letter.repeat(32);
        assert!(said.starts_with(&format!("Customer {key}: ")), "{said}");
        assert!(said.contains(&format!("{key}.pdf is there and was not written by this job")), "{said}");
    }
    assert!(link.is_symlink());
    assert_eq!(fs::read_to_string(office.at("precious")).unwrap(), "precious");
    assert!(!office.at("nowhere").exists());
    let third: BTreeSet<_> = office.printed().into_iter().collect();
    assert!(third.contains("print-2028-02-25-2.pdf"), "{third:?}");
    // Out of the way, both are printed.
    fs::remove_file(&link).unwrap();
    fs::remove_dir(single.join(format!("{}.pdf", "b".repeat(32)))).unwrap();
    let (code, report) = office.print("main");
    assert_eq!((code, report["letters"].as_array().unwrap().len()), (0, 2), "{report}");
}

/// A limit for the size of files stands for a disk that is full: it is met at another moment for each number of kilobytes.
#[cfg(unix)]
#[test]
fn cut_off_by_a_limit_at_any_moment_the_next_call_finishes() {
    let mut codes = BTreeSet::new();
    for kilobytes in [1, 8, 32, 40, 48, 64, 128] {
        let office = PrintRoom::new();
        for key in ['a', 'b', 'c', 'd', 'e', 'f'] {
            office.letter("main", key);
        }
        let script = format!("ulimit -f {}; exec \"$@\"", kilobytes * 2);
        let output = Command::new("sh")
            .args(["-c", &script, "sh", env!("CARGO_BIN_EXE_relance-under-test"), "--db", "t.db"])
            .args(["letters", "--in", "out", "--out", "print", "--date", DAY])
            .current_dir(office.path())
            .output()
            .unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        if !output.status.success() {
            codes.insert(output.status.code());
            assert!(matches!(output.status.code(), Some(1 | 4)), "{kilobytes} kB: {:?} {said}", output.status);
            assert!(said.contains("run the same command again"), "{kilobytes} kB: {said}");
        }
        let (code, report) = office.print("main");
        assert_eq!(code, 0, "{kilobytes} kB: {report}");
        assert_eq!(fs::read_dir(office.at("out/letters/printed")).unwrap().count(), 6);
        let maps: Vec<_> = office.printed().into_iter().filter(|name| name.starts_with("pages")).collect();
        let printed: Vec<_> = maps.iter().flat_map(|map| keys(&office.at("print").join(map))).collect();
        let once: BTreeSet<_> = printed.iter().collect();
        assert_eq!((printed.len(), once.len()), (6, 6), "{kilobytes} kB: each once");
        assert_eq!(maps.len(), 1, "{kilobytes} kB");
        let hidden = fs::read_dir(office.at("print")).unwrap().chain(fs::read_dir(office.at("print/single")).unwrap());
        assert!(!hidden.flatten().any(|entry| entry.file_name().to_string_lossy().starts_with('.')), "nothing half");
    }
    assert_eq!(codes, BTreeSet::from([Some(1), Some(4)]), "the files and the store each met it");
}
