//! Letters that nobody has printed yet: they are told as such, wait for their own day, and are not lost or printed twice where something stands in
//! the way.

use std::{collections::BTreeMap, fs, os::unix::fs::symlink};

use relance::{
    delivery::Files,
    enclosures::Enclosures,
    module::Module,
    printing::{self, Print},
    sqlite,
};
use serde_json::Value;

use relance_tests::{Ended, Office};

const DAY: &str = "2028-02-18";

fn letters(office: &Office, day: &str) -> Ended {
    office.relance(&["letters", "--in", &office.name("out"), "--date", day])
}

/// The print files.
fn print_files(office: &Office) -> Vec<String> {
    let names =
        office.files("out/print").into_iter().map(|file| file.file_name().unwrap().to_string_lossy().into_owned());
    names.filter(|name| name.starts_with("print-")).collect()
}

/// A table breaks its cells into lines.
fn has_words(said: &str, words: &str) -> bool {
    words.split(' ').all(|word| said.contains(word))
}

#[test]
fn a_reminder_by_hand_that_is_only_looked_at_says_which_letters_are_not_printed() {
    let office = Office::new();
    let (out, label) = (office.name("out"), "Customer letter, F-letter (letter of 2028-02-18)");
    let remind = |day: &str, more: &[&str]| {
        let words = ["remind", "F-letter", "--text", "t", "--override", "asked for", "--date", day, "--out", &out];
        office.relance(&[&words, more].concat()).said
    };
    remind(DAY, &["--send"]);
    let said = remind(DAY, &[]);
    let words = format!("{label}: was asked for today already and waits to be printed; --again writes it once more");
    assert!(said.contains(&words), "{said}");
    let said = remind("2028-02-21", &[]);
    let words =
        format!("{label}: nobody has printed it, and it counts here as one that left; --send takes it back first");
    assert!(said.contains(&words), "{said}");
    assert!(!remind("2028-02-21", &["--send"]).contains("counts here as one that left"));
}

#[test]
fn a_letter_that_nobody_has_printed_is_told_as_one_that_waits() {
    let office = Office::new();
    assert_eq!(office.run(DAY).code, 0);
    let list = office.done(&["outbox", "list"]);
    let line = list.lines().find(|line| line.contains("F-letter")).unwrap_or_else(|| panic!("{list}"));
    assert!(line.contains("F-letter") && has_words(&list, "waits to be printed `relance letters`"), "{list}");
    assert!(!list.contains("F-mail"), "it has left: {list}");
    let french = office.done(&["--lang", "fr", "outbox", "list"]);
    assert!(has_words(&french, "attend d'être imprimée"), "{french}");
    let listed: Value = serde_json::from_str(&office.done(&["outbox", "list", "--json"])).unwrap();
    assert_eq!(listed[0]["state"], "unprinted", "{listed}");
    let history = office.done(&["history", "--document", "F-letter"]);
    assert!(has_words(&history, "waits to be printed") && !history.contains("sent"), "{history}");
    assert!(office.done(&["history", "--document", "F-mail"]).contains("sent"));
    let status = office.done(&["status"]);
    assert!(has_words(&status, "is a letter that waits to be printed."), "{status}");
    // The ERP has it as sent: its day is counted from when it left the outbox.
    let history: Value = serde_json::from_str(&office.done(&["history", "--document", "F-letter", "--json"])).unwrap();
    assert_eq!(
        (&history[0]["entry"]["state"], &history[0]["message"]),
        (&"sent".into(), &"unprinted".into()),
        "{history}"
    );

    assert_eq!(letters(&office, DAY).code, 0);
    assert!(office.done(&["outbox", "list"]).contains("Every message has left."));
    let history = office.done(&["history", "--document", "F-letter"]);
    assert!(history.contains("sent") && !history.contains("printed"), "{history}");
    let status = office.done(&["status"]);
    assert!(!status.contains("printed"), "{status}");
}

#[test]
fn no_letter_is_printed_before_its_own_day() {
    let office = Office::new();
    assert_eq!(office.run(DAY).code, 0);
    // Also where something changed for its customer: on that day it is looked at again.
    office.done(&["pay", "F-letter", "--amount", "100.00", "--date", "2028-02-17"]);
    let Ended { code, said, .. } = letters(&office, "2028-02-17");
    assert!(
        code == 6 && said.contains("not printed: Customer letter, F-letter (letter of 2028-02-18)"),
        "{code} {said}"
    );
    assert!(said.contains("it waits for its own day, 18 February 2028"), "{said}");
    assert_eq!((print_files(&office).len(), office.files("out/letters").len()), (0, 1));
    let Ended { code, said, .. } = letters(&office, DAY);
    assert!(code == 6 && said.contains("something changed"), "{code} {said}");
    assert_eq!((print_files(&office).len(), office.files("out/letters").len()), (1, 0));
}

#[test]
fn what_stands_in_the_place_of_printed_letters_is_named_and_no_letter_is_printed_twice() {
    for link in [false, true] {
        let office = Office::new();
        assert_eq!(office.run(DAY).code, 0);
        let place = office.at("out/letters/printed");
        if link {
            symlink(office.at("nowhere"), &place).unwrap();
        } else {
            fs::write(&place, "a list of what was printed").unwrap();
        }
        let Ended { code, said, .. } = letters(&office, DAY);
        assert!(
            code == 1 && said.contains("out/letters/printed") && said.contains("nothing was printed"),
            "{code} {said}"
        );
        let typed = said.split('`').nth(1).unwrap_or_else(|| panic!("{said}"));
        assert_eq!(print_files(&office), Vec::<String>::new(), "{said}");
        let words: Vec<_> = typed.split(' ').collect();
        assert_eq!(words[0], "mv", "{said}");
        fs::rename(words[1], words[2]).unwrap();
        assert_eq!(letters(&office, DAY).code, 0);
        assert_eq!((print_files(&office).len(), office.files("out/letters/printed").len()), (1, 1), "once");
        assert!(letters(&office, DAY).said.contains("No letter waits"));
    }
}

/// The folder is there when printing begins, and its file cannot be moved there: it is printed all the same.
#[test]
fn a_printed_letter_whose_file_cannot_be_moved_aside_is_not_printed_again() {
    let office = Office::new();
    assert_eq!(office.run(DAY).code, 0);
    let name = office.files("out/letters").remove(0).file_name().unwrap().to_owned();
    let in_the_way = office.at("out/letters/printed").join(name);
    fs::create_dir_all(in_the_way.join("of somebody")).unwrap();
    let Ended { code, said, .. } = letters(&office, DAY);
    assert_eq!(code, 6, "{said}");
    assert_eq!(print_files(&office).len(), 1, "{said}");
    fs::remove_dir_all(&in_the_way).unwrap();
    assert_eq!(letters(&office, DAY).code, 0);
    assert_eq!((print_files(&office).len(), office.files("out/letters/printed").len()), (1, 1), "once");
}

#[test]
fn letters_that_were_taken_back_are_named_also_where_printing_fails() {
    let office = Office::new();
    assert_eq!(office.run(DAY).code, 0);
    office.done(&["pay", "F-letter", "--amount", "100.00", "--date", DAY]);
    fs::write(office.at("print"), "no folder").unwrap();
    let Ended { code, said, .. } =
        office.relance(&["letters", "--in", &office.name("out"), "--out", &office.name("print"), "--date", DAY]);
    assert!(code == 1 && said.contains("print"), "{code} {said}");
    assert!(
        said.contains("not printed: Customer letter, F-letter (letter of 2028-02-18): something changed"),
        "{said}"
    );
}

/// Something changed for its customer after letters were looked at, and before they were printed: who prints is told whose account is to be decided.
#[test]
fn an_account_whose_letter_is_taken_back_right_before_printing_is_decided_again() {
    let office = Office::new();
    assert_eq!(office.run(DAY).code, 0);
    office.done(&["pay", "F-letter", "--amount", "100.00", "--date", DAY]);
    let mut store = sqlite::open(&office.at("t.db")).unwrap();
    let tenant = store.tenant("main").unwrap();
    let module = Module::embedded(None).unwrap();
    let print = Print {
        letters: &office.at("out/letters"),
        out: &office.at("out/print"),
        logo: None,
        signature: None,
        enclosures: &Enclosures::none(),
        context: tenant.context(DAY),
        decided_with: &tenant.decided_with(module.digest()).unwrap(),
        journal: Files::in_folder(&office.at("out"), &*store, "main").unwrap().journal(),
        held: &BTreeMap::new(),
    };
    let mut report = printing::Report::default();
    let again = printing::print(&mut *store, &module, &print, &mut report).unwrap();
    assert_eq!(again, ["letter"]);
    assert_eq!((report.letters.len(), report.left.len()), (0, 1));
}
