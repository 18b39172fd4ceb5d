//! Letters that nobody has printed, or whose printing was cut off, when something else is about to be done: none is printed twice, none is lost, and
//! nothing that comes after one leaves beside it.

use std::{
    fs,
    io::Write,
    ops::Deref,
    os::unix::fs::{MetadataExt, symlink},
};

use relance_tests::{Ended, Office, customer, invoice, ladder, reminders};
use serde_json::json;

/// The day of the first letter, of the next, and one between them.
const FIRST: &str = "2028-02-18";
const BETWEEN: &str = "2028-02-21";
const NEXT: &str = "2028-02-25";

/// What `sha256sum` says of [`SHOWN`].
const DIGEST: &str = "941ef8a57ce63ca13a39372362ab1a828cfb5e561384c3a4d988e75d426c09da";
const SHOWN: &str = "of the call that was cut off";

struct Post(Office);

impl Deref for Post {
    type Target = Office;

    fn deref(&self) -> &Office {
        &self.0
    }
}

impl Post {
    /// Customers A and B without an e-mail address, of whom each has an invoice due on 15 February 2028: a letter three days later, another a week
    /// after that.
    fn new() -> Self {
        let mut steps = ladder("due", &["+3 days", "+10 days"]);
        steps[0]["actions"][0]["fallback"] = json!("letter");
        steps[1]["actions"][0]["fallback"] = json!("letter");
        let one = |id: &str| {
            let customer = customer(id).named(&format!("Customer {id}")).addressed().without_mail();
            customer.has([invoice(&format!("F-{id}"))])
        };
        Self(Office::with(&reminders(steps), &[one("A"), one("B")]))
    }

    /// The same on the day of the first letters, which a run has written.
    fn written() -> Self {
        let post = Self::new();
        assert_eq!(post.run(FIRST).0, 0);
        assert_eq!(post.letters_of("A").len() + post.letters_of("B").len(), 2);
        post
    }

    fn told(&self, words: &[&str]) -> (u8, String) {
        let Ended { code, said, .. } = self.relance(words);
        (code, said)
    }

    fn run(&self, day: &str) -> (u8, String) {
        self.told(&["run", "--date", day, "--out", &self.name("out")])
    }

    fn letters(&self, day: &str) -> (u8, String) {
        self.told(&["letters", "--in", &self.name("out"), "--date", day])
    }

    fn remind(&self, day: &str) -> (u8, String) {
        self.remind_into("out", day, &["--send"])
    }

    fn remind_into(&self, out: &str, day: &str, more: &[&str]) -> (u8, String) {
        let out = self.name(out);
        self.told(&[&["remind", "F-A", "--channel", "letter", "--date", day, "--out", &out], more].concat())
    }

    /// The days of the letters of a customer that wait in the folder.
    fn letters_of(&self, customer: &str) -> Vec<String> {
        let mut days = Vec::new();
        for entry in fs::read_dir(self.at("out/letters")).into_iter().flatten() {
            let path = entry.unwrap().path();
            if path.is_file() && fs::read_to_string(&path).unwrap().contains(&format!("Customer {customer}")) {
                let name = path.file_name().unwrap().to_string_lossy().into_owned();
                days.push(name.split('.').next().unwrap().to_owned());
            }
        }
        days.sort();
        days
    }

    fn count(&self, below: &str) -> usize {
        let entries = fs::read_dir(self.at(below)).into_iter().flatten();
        entries.filter(|entry| entry.as_ref().unwrap().path().is_file()).count()
    }

    /// The key of the letter of a customer.
    fn key(&self, customer: &str) -> String {
        let query = "SELECT key FROM outbox WHERE account = ?1 ORDER BY id";
        self.db().query_row(query, [customer], |row| row.get(0)).unwrap()
    }

    /// A printing job of the first day had shown its files when it was cut off.
    fn cut_off(&self) {
        let folder = self.at("out/print");
        fs::create_dir_all(folder.join("single")).unwrap();
        let folder = folder.canonicalize().unwrap();
        let db = self.db();
        let path = folder.to_str().unwrap();
        db.execute("INSERT INTO print_job (tenant, folder, day, number) VALUES ('main', ?1, ?2, 1)", (path, FIRST))
            .unwrap();
        db.execute("INSERT INTO print_letter (outbox, job) SELECT id, 1 FROM outbox", ()).unwrap();
        self.shown();
    }

    /// What it had shown.
    fn shown(&self) {
        let folder = self.at("out/print").canonicalize().unwrap();
        let [a, b] = ["A", "B"].map(|customer| format!("single/{}.pdf", self.key(customer)));
        for name in ["print-2028-02-18.pdf", &a, &b] {
            let path = folder.join(name);
            fs::write(&path, SHOWN).unwrap();
            self.db()
                .execute(
                    "INSERT INTO print_file (job, path, sha256) VALUES (1, ?1, ?2)",
                    (path.to_str().unwrap(), DIGEST),
                )
                .unwrap();
        }
    }
}

#[test]
fn a_run_undoes_printing_that_was_cut_off_before_it_takes_letters_back() {
    let post = Post::written();
    post.cut_off();
    let (code, said) = post.run(NEXT);
    assert_eq!(code, 0, "{said}");
    assert!(said.contains("2 letters that nobody had printed were decided again"), "{said}");
    assert_eq!((post.count("out/print"), post.count("out/print/single")), (0, 0), "out of sight");
    assert_eq!(post.letters_of("A"), ["20280225"]);
}

#[test]
fn a_letter_whose_print_file_was_taken_from_a_job_that_was_cut_off_is_not_decided_again_by_a_run() {
    let post = Post::written();
    post.cut_off();
    fs::remove_file(post.at("out/print/print-2028-02-18.pdf")).unwrap();
    let (code, said) = post.run(NEXT);
    assert_eq!(code, 6, "{said}");
    assert!(said.contains("Customer A, F-A (letter of 2028-02-18)"), "{said}");
    assert!(said.contains("outbox settle"), "{said}");
    assert!(!said.contains("decided again"), "{said}");
    let list = post.done(&["outbox", "list", "--json"]);
    assert_eq!(list.matches("\"ambiguous\"").count(), 2, "{list}");
    // So does a reminder by hand.
    let post = Post::written();
    post.cut_off();
    fs::remove_file(post.at("out/print/print-2028-02-18.pdf")).unwrap();
    assert_eq!(post.remind(BETWEEN).0, 6);
    let list = post.done(&["outbox", "list", "--json"]);
    assert_eq!(list.matches("\"ambiguous\"").count(), 2, "{list}");
}

#[test]
fn letters_are_moved_to_another_disk_once_they_are_printed() {
    let post = Post::written();
    let other = tempfile::tempdir_in("/dev/shm").unwrap();
    let device = |path: &std::path::Path| path.metadata().unwrap().dev();
    if device(other.path()) == device(post.path()) {
        let _ = writeln!(std::io::stderr(), "SKIPPED: /dev/shm is on the same disk");
        return;
    }
    symlink(other.path(), post.at("out/letters/printed")).unwrap();
    let (code, said) = post.letters(FIRST);
    assert_eq!(code, 0, "{said}");
    assert_eq!((post.count("out/letters"), fs::read_dir(other.path()).unwrap().count()), (0, 2));
    assert!(post.letters(FIRST).1.contains("No letter waits"));
}

#[test]
fn a_printed_letter_that_cannot_be_moved_aside_is_told_and_keeps_no_other_from_being_printed() {
    let post = Post::written();
    let in_the_way = post.at(&format!("out/letters/printed/20280218.{}.json", post.key("A")));
    fs::create_dir_all(in_the_way.join("of somebody")).unwrap();
    for (day, printed) in [(FIRST, "2 letters are printed"), (NEXT, "2 letters are printed")] {
        let (code, said) = post.letters(day);
        assert_eq!(code, 6, "{said}");
        assert!(said.contains(printed) && said.contains("is printed, and its file could not be moved"), "{said}");
        assert!(post.letters_of("A").contains(&"20280218".to_owned()), "the file");
        assert_eq!(post.letters_of("B"), Vec::<String>::new(), "is moved");
        if day == FIRST {
            assert_eq!(post.run(NEXT).0, 0);
        }
    }
    fs::remove_dir_all(&in_the_way).unwrap();
    let (code, said) = post.letters(NEXT);
    assert!(code == 0 && said.contains("No letter waits"), "{code} {said}");
    assert_eq!((post.count("out/letters"), post.count("out/letters/printed")), (0, 4));
}

#[test]
fn a_reminder_by_hand_takes_the_place_of_a_letter_of_an_earlier_day_that_nobody_has_printed() {
    let post = Post::written();
    let (code, said) = post.remind(BETWEEN);
    assert_eq!(code, 0, "{said}");
    assert!(said.contains("1 letter of an earlier day that nobody had printed was taken back"), "{said}");
    assert_eq!(post.letters_of("A"), ["20280221"], "the one by hand");
    assert_eq!(post.letters_of("B"), ["20280218"], "nobody wrote to this one");
    // What a person sees first is what would leave.
    let post = Post::written();
    assert_eq!(post.remind_into("out", BETWEEN, &[]).0, 0);
    assert_eq!(post.letters_of("A"), ["20280218"], "nothing was sent");
    // One by hand that nobody has printed, too: it is named.
    assert_eq!(post.remind(BETWEEN).0, 0);
    let (code, said) = post.remind("2028-02-22");
    assert_eq!(code, 6, "{said}");
    assert!(said.contains("Customer A, F-A (letter of 2028-02-21): asked for by hand"), "{said}");
    assert_eq!(post.letters_of("A"), ["20280222"]);
    // Of the same day nothing is taken back.
    let (_, said) = post.remind_into("out", "2028-02-22", &["--send", "--again", "--override", "asked for"]);
    assert_eq!(post.letters_of("A").len(), 2, "{said}");
}

#[test]
fn a_run_takes_back_a_letter_by_hand_that_nobody_has_printed_and_names_it() {
    let post = Post::written();
    assert_eq!(post.letters(FIRST).0, 0);
    assert_eq!(post.remind(BETWEEN).0, 0);
    let (code, said) = post.run("2028-02-22");
    assert_eq!(code, 0, "nothing is to be done: {said}");
    assert_eq!(post.letters_of("A"), ["20280221"]);
    let (code, said) = post.run(NEXT);
    assert_eq!(code, 6, "{said}");
    assert!(said.contains("Customer A, F-A (letter of 2028-02-21): asked for by hand"), "{said}");
    assert!(said.contains("`relance remind` asks for it again") && !said.contains("decided again"), "{said}");
    assert_eq!(post.letters_of("A"), ["20280225"]);
}

/// The copy was taken while `letters` showed its files: it has the job as one that is not finished.
#[test]
fn a_store_put_back_from_a_copy_of_its_printing_keeps_what_is_printed() {
    for part in [false, true] {
        let post = Post::written();
        assert_eq!(post.letters(FIRST).0, 0);
        post.db().execute("UPDATE print_job SET state = 'open'", ()).unwrap();
        post.shown();
        if part {
            // Killed while it moved them.
            let name = format!("20280218.{}.json", post.key("B"));
            fs::rename(post.at("out/letters/printed").join(&name), post.at("out/letters").join(&name)).unwrap();
        }
        let (code, said) = post.letters(BETWEEN);
        assert!(code == 0 && said.contains("No letter waits"), "{code} {said}");
        assert_eq!(fs::read_to_string(post.at("out/print/print-2028-02-18.pdf")).unwrap(), SHOWN, "stays");
        assert_eq!(post.count("out/print/single"), 2);
        assert_eq!((post.count("out/letters"), post.count("out/letters/printed")), (0, 2));
        assert!(post.done(&["outbox", "list"]).contains("Every message has left."));
    }
}

#[test]
fn a_letter_taken_over_whose_file_is_gone_is_named_and_can_be_settled() {
    let post = Post::new();
    fs::copy(post.at("t.db"), post.at("copy.db")).unwrap();
    assert_eq!(post.run(FIRST).0, 0);
    let file = post.at(&format!("out/letters/20280218.{}.json", post.key("A")));
    fs::remove_file(file).unwrap();
    assert_eq!(post.letters(FIRST).0, 6);
    post.done(&["outbox", "settle", "F-A", "--not-sent"]);
    for name in ["t.db-wal", "t.db-shm"] {
        let _ = fs::remove_file(post.at(name));
    }
    fs::copy(post.at("copy.db"), post.at("t.db")).unwrap();
    let (code, said) = post.told(&["outbox", "adopt", "--out", &post.name("out")]);
    assert_eq!(code, 6, "{said}");
    assert!(said.contains("Customer A, F-A (letter of 2028-02-18)") && !said.contains("F-B"), "{said}");
    assert!(post.done(&["outbox", "list"]).contains("file"), "says why");
    assert_eq!(post.run(BETWEEN).0, 6);
    assert_eq!(post.letters_of("A"), Vec::<String>::new(), "may have been posted");
    post.done(&["outbox", "settle", "F-A", "--not-sent"]);
    assert_eq!(post.run("2028-02-22").0, 0);
    assert_eq!(post.letters_of("A"), ["20280222"]);
}

#[test]
fn a_run_into_another_folder_does_nothing_for_who_has_a_letter_in_the_former_one() {
    let post = Post::written();
    let next = |day: &str| post.told(&["run", "--date", day, "--out", &post.name("next")]);
    // One of them is printed: for this customer the next step leaves.
    let aside = post.at(&format!("out/letters/20280218.{}.json", post.key("A")));
    fs::rename(&aside, post.at("kept.json")).unwrap();
    assert_eq!(post.letters(FIRST).0, 6, "A is gone");
    post.done(&["outbox", "settle", "F-A", "--not-sent"]);
    assert_eq!(post.run(BETWEEN).0, 0);
    assert_eq!((post.letters_of("A"), post.letters_of("B")), (vec!["20280221".to_owned()], Vec::new()));
    let (code, said) = next("2028-03-06");
    assert_eq!(code, 6, "{said}");
    assert!(said.contains("Customer A, F-A (letter of 2028-02-21)"), "{said}");
    assert!(said.contains("`relance letters --in FOLDER`") && said.contains("--out FOLDER"), "{said}");
    assert_eq!(post.count("next/letters"), 1, "for B alone");
    // Nor does a reminder by hand.
    let (code, said) = post.remind_into("next", "2028-03-06", &["--send"]);
    assert_eq!(code, 4, "{said}");
    assert!(said.contains("Customer A, F-A (letter of 2028-02-21)") && said.contains("--in FOLDER"), "{said}");
    // The folder is gone, and a person says that it was posted.
    fs::remove_dir_all(post.at("out")).unwrap();
    post.done(&["outbox", "settle", "F-A", "--sent"]);
    let (code, said) = next("2028-03-07");
    assert_eq!((code, post.count("next/letters")), (0, 2), "{said}");
}

#[test]
fn an_import_says_when_a_document_that_went_to_another_account_begins_a_new_cycle() {
    use crate::recoded::{Desk, F1};
    const F2: &str = "F-2;2028-01-15;2028-02-15;1000.00;1000.00";
    // The whole customer has a new code.
    let told = Desk::with_both(&["+3 days"]).import(&[("C2", F1), ("C2", F2)], &[]);
    assert!(told.contains("left account C1 (F-1 → C2, F-2 → C2)"), "{told}");
    assert!(told.contains("no new cycle"), "{told}");
    // One of its documents stands under another customer.
    let told = Desk::with_both(&["+3 days"]).import(&[("C2", F1), ("C1", F2)], &[]);
    assert!(told.contains("left account C1 (F-1 → C2)") && told.contains("it begins a new cycle"), "{told}");
    assert!(told.contains("for another customer"), "{told}");
}
