//! A store that was put back from a copy takes over what left since: letters among it that nobody has printed yet are decided again.

use std::fs;

use relance_tests::{Ended, Office};
use serde_json::Value;

/// A mail and a letter left, and then the store was put back from a copy of the day before.
fn put_back() -> Office {
    let office = Office::new();
    office.copy_store();
    assert_eq!(office.run("2028-02-18").code, 0);
    office.put_copy_back();
    office
}

fn letters(office: &Office) -> (u8, Value) {
    let Ended { code, said, .. } = office.letters("2028-02-18");
    (code, serde_json::from_str(&said).unwrap())
}

#[test]
fn a_letter_that_nobody_had_printed_is_decided_again_after_adopting() {
    let office = put_back();
    // He paid since, and it is recorded again before the journal is taken over.
    let paid = put_back();
    paid.done(&["pay", "F-letter", "--amount", "2500.00", "--date", "2028-02-18"]);
    for (office, left) in [(&office, 1), (&paid, 0)] {
        let Ended { code, said, .. } = office.adopt();
        assert!(
            code == 0 && said.contains("1 letter among them is not printed yet: `relance letters` takes it back"),
            "{said}"
        );
        let (code, report) = letters(office);
        assert_eq!((code, report["letters"].as_array().unwrap().len()), (6, left), "{report}");
        assert!(report["left"].to_string().contains("it was taken over from the journal"), "{report}");
        assert_eq!(office.files("out/letters").len(), 0);
        assert_eq!(office.run("2028-02-18").code, 0);
        assert_eq!(office.files("out/mail/new").len(), 1, "the mail is not sent again");
        assert_eq!(letters(office).1["letters"].as_array().unwrap().len(), 0, "once");
    }
}

#[test]
fn of_a_letter_by_hand_it_is_said_that_only_a_person_asks_for_it_again() {
    let office = Office::new();
    office.copy_store();
    office.done(&["remind", "F-letter", "--text", "t", "--send", "--date", "2028-02-18", "--out", &office.name("out")]);
    office.put_copy_back();
    let said = office.adopt().well();
    let words = "1 letter by hand among them is not printed yet: `relance letters` takes it back, and only `relance remind` asks for it again.";
    assert!(said.contains(words) && !said.contains("decides it again"), "{said}");
}

#[test]
fn a_letter_that_was_printed_before_the_store_was_put_back_is_not_printed_again() {
    let office = Office::new();
    office.copy_store();
    assert_eq!(office.run("2028-02-18").code, 0);
    assert_eq!(letters(&office).1["letters"].as_array().unwrap().len(), 1);
    office.put_copy_back();
    let Ended { code, said, .. } = office.adopt();
    assert!(code == 0 && !said.contains("not printed yet"), "{said}");
    assert_eq!(letters(&office).1["letters"].as_array().unwrap().len(), 0);
}

#[test]
fn what_the_store_put_back_had_decided_and_not_let_go_gives_way_to_the_letter_that_left() {
    let office = put_back();
    // It decides the same once more, and cannot write into the folder.
    fs::rename(office.at("out"), office.at("kept")).unwrap();
    fs::write(office.at("out"), "in the way").unwrap();
    assert_ne!(office.run("2028-02-18").code, 0);
    fs::remove_file(office.at("out")).unwrap();
    fs::rename(office.at("kept"), office.at("out")).unwrap();
    assert_eq!(office.adopt().code, 0);
    let (code, report) = letters(&office);
    assert_eq!((code, report["letters"].as_array().unwrap().len()), (6, 1), "taken back, and written again: {report}");
    assert_eq!(office.run("2028-02-18").code, 0);
    assert_eq!(letters(&office).1["letters"].as_array().unwrap().len(), 0);
}

#[test]
fn a_letter_whose_file_is_broken_is_named_and_settled_by_customer_and_document() {
    let office = put_back();
    let file = office.files("out/letters").remove(0);
    fs::write(&file, "{").unwrap();
    let Ended { code, said, .. } = office.adopt();
    assert!(code == 6 && said.contains("Customer letter, F-letter (letter of 2028-02-18): may or may not"), "{said}");
    fs::remove_file(file).unwrap();
    office.done(&["outbox", "settle", "F-letter", "--not-sent"]);
    assert_eq!(office.run("2028-02-19").code, 0);
    assert_eq!(office.files("out/letters").len(), 1, "decided and written again");
}

/// Each tenant has its own journal: what one took over says nothing of another.
#[test]
fn what_one_tenant_took_over_makes_no_other_tenant_send_again() {
    let office = Office::new();
    office.add_second();
    office.copy_store();
    let out = office.name("out");
    let run = |tenant| office.relance(&["--tenant", tenant, "run", "--date", "2028-02-18", "--out", &out]);
    // The second one first, so that its numbers are the smaller ones in a count that both would share.
    assert_eq!((run("two").code, run("main").code), (0, 0));
    office.put_copy_back();
    assert_eq!(office.adopt().code, 0);
    let Ended { code, said, .. } = run("two");
    assert!(code == 4 && said.contains("2 messages"), "{code} {said}");
    let said = office.done(&["--tenant", "two", "outbox", "adopt", "--out", &out]);
    assert!(said.contains("2 messages that left"), "{said}");
    assert_eq!(run("two").code, 0);
    assert_eq!(office.files("out/tenants/two/mail/new").len(), 1, "not again");
}

#[test]
fn a_copy_from_before_the_journal_was_taken_over_is_older() {
    let office = Office::new();
    assert_eq!(office.run("2028-02-18").code, 0);
    // The store is lost, made anew, copied, and takes over what left; then the copy comes back.
    office.lose_store();
    office.init("t.db").well();
    office.import().well();
    office.copy_store();
    assert_eq!(office.adopt().code, 0);
    office.put_copy_back();
    assert_eq!(office.run("2028-02-18").code, 4);
    assert_eq!(office.adopt().code, 0);
    assert_eq!(office.run("2028-02-18").code, 0);
    assert_eq!(office.files("out/mail/new").len(), 1, "not again");
}

/// The numbers of the messages that a journal has.
fn numbers(journal: &str) -> Vec<i64> {
    let line = |line: &str| serde_json::from_str::<Value>(line).unwrap()["number"].as_i64().unwrap();
    journal.lines().map(line).collect()
}

#[test]
fn a_journal_whose_beginning_is_missing_is_taken_over_only_when_asked_for() {
    let office = Office::new();
    office.copy_store();
    assert_eq!(office.run("2028-02-18").code, 0);
    let journal = office.at("out/journal.jsonl");
    let text = fs::read_to_string(&journal).unwrap();
    assert_eq!(numbers(&text), [1, 2]);
    fs::write(&journal, text.split_once('\n').unwrap().1).unwrap();
    office.put_copy_back();
    // The mail was taken by a mail program, the letter is printed.
    for file in [office.files("out/mail/new"), office.files("out/letters")].concat() {
        fs::remove_file(file).unwrap();
    }
    let missing = "the message with number 1 is missing";
    let Ended { code, said, .. } = office.run("2028-02-18");
    assert!(code == 4 && said.contains(missing), "{code} {said}");
    let Ended { code, said, .. } = office.adopt();
    assert!(code == 4 && said.contains(missing) && said.contains("--without-missing"), "{code} {said}");
    assert_eq!(office.run("2028-02-18").code, 4, "nothing was taken over");
    let said = office.done(&["outbox", "adopt", "--without-missing", "--out", &office.name("out")]);
    assert!(said.contains("1 message that left"), "{said}");
    assert_eq!(office.run("2028-02-18").code, 0);
}

#[test]
fn a_journal_that_was_begun_anew_lacks_what_left_before() {
    let office = Office::new();
    office.copy_store();
    assert_eq!(office.run("2028-02-18").code, 0);
    assert_eq!(office.letters("2028-02-18").code, 0);
    fs::rename(office.at("out"), office.at("former")).unwrap();
    assert_eq!(office.run("2028-02-25").code, 0);
    office.put_copy_back();
    let Ended { code, said, .. } = office.adopt();
    assert!(code == 4 && said.contains("the messages with numbers 1 to 2 are missing"), "{code} {said}");
    // They are in another folder: it is taken over first.
    office.done(&["outbox", "adopt", "--out", &office.name("former")]);
    assert_eq!(office.adopt().code, 0);
    assert_eq!(office.run("2028-02-25").code, 0);
    assert_eq!(office.files("out/mail/new").len(), 1, "not again");
}

#[test]
fn rehearsals_leave_no_gap_in_a_journal() {
    let office = Office::new();
    let settings = fs::read_to_string(office.at("S.json")).unwrap();
    let rehearsal = settings.replace("\"live\"", "\"notify-only\"");
    assert_ne!(settings, rehearsal);
    fs::write(office.at("R.json"), rehearsal).unwrap();
    office.copy_store();
    office.done(&["settings", "set", &office.name("R.json")]);
    assert_eq!(office.run("2028-02-18").code, 0);
    office.done(&["settings", "set", &office.name("S.json")]);
    assert_eq!(office.run("2028-02-25").code, 0);
    assert!(!fs::read_to_string(office.at("out/journal.jsonl")).unwrap().is_empty());
    office.put_copy_back();
    let Ended { code, said, .. } = office.adopt();
    assert_eq!(code, 0, "{said}");
}

fn adopt_from(office: &Office, out: &str) -> Ended {
    office.relance(&["outbox", "adopt", "--out", &office.name(out)])
}

fn run_to(office: &Office, day: &str, out: &str) -> Ended {
    office.relance(&["run", "--date", day, "--out", &office.name(out)])
}

#[test]
fn what_was_taken_over_counts_as_the_last_that_left() {
    let office = Office::new();
    office.copy_store();
    assert_eq!(office.run("2028-02-18").code, 0);
    assert_eq!(office.letters("2028-02-18").code, 0);
    office.put_copy_back();
    assert_eq!(office.adopt().code, 0);
    // The journal is lost, and begun anew.
    let journal = office.at("out/journal.jsonl");
    fs::remove_file(&journal).unwrap();
    let Ended { code, said, .. } = office.run("2028-02-25");
    assert!(code == 0 && said.contains("does not have the last message that left"), "{code} {said}");
    let again = office.run("2028-02-25");
    assert!(!again.said.contains("does not have the last message that left"), "it is begun anew: {}", again.said);
    assert_eq!(numbers(&fs::read_to_string(&journal).unwrap()), [3, 4]);
    office.put_copy_back();
    let Ended { code, said, .. } = office.adopt();
    assert!(code == 4 && said.contains("the messages with numbers 1 to 2 are missing"), "{code} {said}");
}

#[test]
fn what_one_folder_lacks_is_taken_over_from_the_other_one_afterwards() {
    let office = Office::new();
    office.copy_store();
    assert_eq!(run_to(&office, "2028-02-18", "other").code, 0);
    office.done(&["letters", "--in", &office.name("other"), "--date", "2028-02-18"]);
    let elsewhere = office.run("2028-02-25");
    assert!(elsewhere.code == 0 && !elsewhere.said.contains("does not have"), "a new folder: {}", elsewhere.said);
    office.put_copy_back();
    office.done(&["outbox", "adopt", "--without-missing", "--out", &office.name("out")]);
    let Ended { code, said, .. } = run_to(&office, "2028-02-25", "other");
    assert!(code == 4 && said.contains("the store is older than what left"), "{code} {said}");
    let Ended { code, said, .. } = adopt_from(&office, "other");
    assert!(said.contains("2 messages that left"), "{code} {said}");
    assert_eq!(run_to(&office, "2028-02-25", "other").code, 0, "and it is known from then on");
    assert_eq!(adopt_from(&office, "other").said.matches("knows everything").count(), 1);
}

#[test]
fn messages_that_left_under_one_number_are_told_apart_by_their_keys() {
    let office = Office::new();
    office.copy_store();
    for (out, blocked) in [("out", "F-letter"), ("other", "F-mail")] {
        office.done(&["block", blocked, "--reason", "asked for"]);
        assert_eq!(run_to(&office, "2028-02-18", out).code, 0);
        let journal = fs::read_to_string(office.at(out).join("journal.jsonl")).unwrap();
        assert_eq!(numbers(&journal), [1]);
        office.put_copy_back();
    }
    // It is printed.
    let letter = office.files("other/letters").remove(0);
    fs::create_dir_all(office.at("other/letters/printed")).unwrap();
    fs::rename(&letter, office.at("other/letters/printed").join(letter.file_name().unwrap())).unwrap();
    assert_eq!(office.adopt().code, 0);
    let Ended { code, said, .. } = run_to(&office, "2028-02-18", "other");
    assert!(code == 4 && said.contains("the store is older than what left"), "{code} {said}");
    let Ended { code, said, .. } = adopt_from(&office, "other");
    assert!(code == 0 && said.contains("1 message that left"), "{code} {said}");
    for out in ["out", "other"] {
        assert_eq!(run_to(&office, "2028-02-18", out).code, 0);
    }
    assert_eq!((office.files("out/mail/new").len(), office.files("out/letters").len()), (1, 0), "not again");
    assert_eq!((office.files("other/mail/new").len(), office.files("other/letters").len()), (0, 0), "not again");
}
