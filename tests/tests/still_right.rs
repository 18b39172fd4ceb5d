//! What nobody has seen yet is looked at again before it leaves or is printed: its customer may have paid since. And what was asked for once
//! leaves once.

use std::fs;

use relance_tests::{Ended, Office, customer, invoice};
use serde_json::{Value, json};

const DAY: &str = "2028-02-18";

fn letters(office: &Office, day: &str) -> (u8, Value) {
    let ended = office.letters(day);
    (ended.code, ended.json())
}

/// Names of those whose letters were printed, and what is said of the others.
fn printed(office: &Office, day: &str) -> (Vec<String>, String) {
    let (_, report) = letters(office, day);
    let names = report["letters"].as_array().unwrap().iter().map(|one| one["name"].as_str().unwrap().to_owned());
    (names.collect(), report["left"].to_string())
}

/// The customer who is written letters, with this changed in his data.
fn import(office: &Office, change: impl Fn(&mut Value)) {
    let mut data: Value = serde_json::from_slice(&fs::read(office.at("a.json")).unwrap()).unwrap();
    change(&mut data["accounts"][1]);
    fs::write(office.at("b.json"), data.to_string()).unwrap();
    office.done(&["import", &office.name("b.json"), "--date", "2028-12-31"]);
}

/// What happens, and how.
type Change<'c> = (&'c str, &'c dyn Fn(&Office));

#[test]
fn a_letter_is_not_printed_once_something_changed_for_its_customer() {
    let changes: [Change<'_>; 6] = [
        ("paid", &|office| drop(office.done(&["pay", "F-letter", "--amount", "2500.00", "--date", DAY]))),
        ("a part paid", &|office| drop(office.done(&["pay", "F-letter", "--amount", "100.00", "--date", DAY]))),
        ("disputed", &|office| drop(office.done(&["event", "F-letter", "dispute", "--date", DAY]))),
        ("blocked", &|office| drop(office.done(&["block", "F-letter", "--reason", "asked"]))),
        ("moved", &|office| import(office, |account| account["address"]["city"] = json!("Paris"))),
        ("settled in the ERP", &|office| import(office, |account| account["documents"] = json!([]))),
    ];
    for (what, change) in changes {
        let office = Office::new();
        office.set(|settings| settings["texts"]["t"]["fr"]["body"] = json!("{{ document.left }}"));
        assert_eq!(office.run(DAY).code, 0);
        change(&office);
        // What is decided of it now, at once: nothing, or the same letter with what is true now.
        let still_due = ["a part paid", "moved"].contains(&what);
        let (names, left) = printed(&office, DAY);
        assert_eq!(names, ["Customer letter"][..usize::from(still_due)], "{what}");
        assert!(left.contains("Customer letter") && left.contains("something changed"), "{what}: {left}");
        assert_eq!(printed(&office, DAY), (Vec::new(), "[]".to_owned()), "{what}: once");
        if still_due {
            let text = fs::read_to_string(office.files("out/letters/printed").remove(0)).unwrap();
            let (now, before) =
                if what == "moved" { ("Paris", "Lyon") } else { ("2\u{202f}400,00", "2\u{202f}500,00") };
            assert!(text.contains(now) && !text.contains(before), "{what}: {text}");
        }
        assert_eq!(office.run(DAY).code, 0);
        assert_eq!(office.files("out/letters").len(), 0, "{what}");
    }
}

/// An export of every night says something else of the customer, and letters are printed on the day after.
#[test]
fn a_letter_of_yesterday_is_printed_although_an_export_changes_its_customer_every_night() {
    let office = Office::new();
    assert_eq!(office.run(DAY).code, 0);
    import(&office, |account| account["facts"] = json!([{"name": "turnover", "value": {"integer": 7}}]));
    let Ended { code, said, .. } = office.relance(&["letters", "--in", &office.name("out"), "--date", "2028-02-21"]);
    assert!(code == 6 && said.contains("it is taken back and decided again"), "{code} {said}");
    assert!(
        said.contains("1 account looked at, 1 document decided.") && said.contains("1 letter is printed"),
        "{said}"
    );
    let letter = fs::read_to_string(office.files("out/letters/printed").remove(0)).unwrap();
    assert!(letter.contains("2028-02-21"), "it is a letter of that day: {letter}");
    assert_eq!(office.run("2028-02-21").code, 0);
    assert_eq!(office.files("out/letters").len(), 0, "once");
}

#[test]
fn letters_that_wait_to_be_printed_are_told_with_their_day() {
    let office = Office::new();
    assert_eq!(office.run(DAY).code, 0);
    let told = || {
        let doctor = ["doctor", "--date", "2028-02-19", "--out", &office.name("out")];
        [&["status"][..], &doctor, &["--lang", "fr", "status"]].map(|command| office.relance(command).said)
    };
    let sentence = "1 letter waits to be printed since 18 February 2028: `relance letters` prints it.";
    let french = "1 lettre attend d'être imprimée depuis le 18 février 2028 : `relance letters` l'imprime.";
    for (said, sentence) in told().iter().zip([sentence, sentence, french]) {
        assert!(said.contains(sentence), "{said}");
    }
    assert_eq!(printed(&office, DAY).0, ["Customer letter"]);
    assert!(told().iter().all(|said| !said.contains("to be printed") && !said.contains("imprimée")));
}

#[test]
fn a_letter_is_printed_when_nothing_changed_for_its_customer() {
    let office = Office::new();
    assert_eq!(office.run(DAY).code, 0);
    office.done(&["pay", "F-mail", "--amount", "2500.00", "--date", DAY]);
    import(&office, |_| ());
    assert_eq!(printed(&office, "2028-02-19").0, ["Customer letter"]);
}

/// More was paid of another invoice than it was: the rest covers this one.
#[test]
fn a_letter_is_not_printed_once_another_document_of_its_customer_covers_it() {
    let office = Office::new();
    assert_eq!(office.run(DAY).code, 0);
    import(&office, |account| {
        let overpaid = invoice("F-o").known_as("D-o").left("-2500.00");
        account["documents"].as_array_mut().unwrap().push(overpaid.into());
    });
    let (names, left) = printed(&office, DAY);
    assert!(names.is_empty() && left.contains("something changed"), "{names:?} {left}");
    assert_eq!(office.run(DAY).code, 0);
    assert_eq!(office.files("out/letters").len(), 0);
}

/// A letter that is not printed has not left: it is decided with what comes after it, which keeps its distance.
#[test]
fn no_step_leaves_before_the_letter_of_the_one_before_it_is_printed() {
    let office = Office::new();
    let letters = || {
        let files = office.files("out/letters");
        files.iter().map(|file| file.file_name().unwrap().to_string_lossy()[..8].to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(office.run(DAY).code, 0);
    assert_eq!(office.run("2028-02-21").code, 0);
    assert_eq!(letters(), ["20280218"], "nothing is to be decided on the 21st");
    // The second step is of 25 February.
    let Ended { code, said, .. } = office.run("2028-02-25");
    assert!(code == 0 && said.contains("1 letter that nobody had printed was decided again."), "{code} {said}");
    assert_eq!(letters(), ["20280225"]);
    assert!(!office.done(&["history", "--document", "F-letter"]).contains("+10 days"));
    assert_eq!(printed(&office, "2028-02-25").0, ["Customer letter"]);
    // Seven days lie between the planned days: 25 February and seven is 3 March.
    assert_eq!(office.run("2028-03-02").code, 0);
    assert_eq!(letters(), Vec::<String>::new());
    assert_eq!(office.run("2028-03-03").code, 0);
    assert_eq!(letters(), ["20280303"]);
    assert!(office.done(&["history", "--document", "F-letter"]).contains("+10 days"));
}

#[test]
fn a_letter_that_gives_a_deadline_is_printed_by_the_day_after_or_decided_again() {
    let with_a_deadline = |settings: &mut Value| settings["scenarios"][0]["steps"][0]["deadline"] = json!(8);
    let office = Office::new();
    office.set(with_a_deadline);
    assert_eq!(office.run(DAY).code, 0);
    let (names, left) = printed(&office, "2028-02-21");
    assert!(names == ["Customer letter"] && left.contains("gives a deadline"), "{names:?} {left}");
    let letter = fs::read_to_string(office.files("out/letters/printed").remove(0)).unwrap();
    assert!(letter.contains("2028-02-21"), "of that day: {letter}");
    let office = Office::new();
    office.set(with_a_deadline);
    assert_eq!(office.run(DAY).code, 0);
    assert_eq!(printed(&office, "2028-02-19"), (vec!["Customer letter".to_owned()], "[]".to_owned()));
}

/// Printing was cut off after its files were shown, and a customer paid before the next printing.
#[test]
fn letters_of_a_job_that_was_cut_off_are_looked_at_again() {
    for (is_there, is_paid) in [(true, true), (true, false), (false, true)] {
        let office = Office::new();
        assert_eq!(office.run(DAY).code, 0);
        let print = office.at("out/print");
        fs::create_dir_all(&print).unwrap();
        let shown = print.canonicalize().unwrap().join("print-2028-02-18.pdf");
        let db = office.db();
        db.execute(
            "INSERT INTO print_job (tenant, folder, day, number) VALUES ('main', ?1, ?2, 1)",
            (shown.parent().unwrap().to_str().unwrap(), DAY),
        )
        .unwrap();
        let job = db.last_insert_rowid();
        db.execute("INSERT INTO print_letter (outbox, job) SELECT id, ?1 FROM outbox WHERE kind = 'letter'", [job])
            .unwrap();
        // What `sha256sum` says of "shown".
        let digest = "baaf53622a51d975235f276287bdc1b64aa4640c77142cbca076877d9eac6815";
        db.execute(
            "INSERT INTO print_file (job, path, sha256) VALUES (?1, ?2, ?3)",
            (job, shown.to_str().unwrap(), digest),
        )
        .unwrap();
        drop(db);
        if is_there {
            fs::write(&shown, "shown").unwrap();
        }
        if is_paid {
            office.done(&["pay", "F-letter", "--amount", "2500.00", "--date", DAY]);
        }
        let (names, left) = printed(&office, DAY);
        match (is_there, is_paid) {
            (true, true) => {
                assert!(names.is_empty() && left.contains("something changed") && !shown.exists(), "{left}")
            }
            (true, false) => assert!(names == ["Customer letter"] && left == "[]", "{names:?} {left}"),
            // Whoever took the file may have posted it.
            (false, _) => {
                assert!(names.is_empty() && left.contains("its file was taken away"), "{names:?} {left}");
                assert!(office.relance(&["outbox", "list"]).said.contains("Customer letter"));
                assert_eq!(printed(&office, DAY), (Vec::new(), "[]".to_owned()), "and nobody prints it again");
            }
        }
    }
}

/// Nobody who has paid is chased because the accountant was away: not by a letter of a day on which the bank data still were fresh either.
#[test]
fn a_letter_of_an_earlier_day_is_not_printed_while_today_it_would_be_held() {
    let office = Office::new();
    let bank = |day| drop(office.done(&["bank", day, "--date", day]));
    bank(DAY);
    assert_eq!(office.run(DAY).code, 0);
    assert_eq!(office.files("out/letters").len(), 1);
    let (names, left) = printed(&office, "2028-02-24");
    assert!(names.is_empty() && left.contains("Customer letter") && left.contains("bank data"), "{names:?} {left}");
    assert!(office.done(&["explain", "F-letter", "--date", "2028-02-24"]).contains("bank-data-stale"));
    assert_eq!(printed(&office, "2028-02-24"), (Vec::new(), "[]".to_owned()), "named once");
    bank("2028-02-24");
    assert_eq!(office.run("2028-02-24").code, 0);
    assert_eq!(printed(&office, "2028-02-24"), (vec!["Customer letter".to_owned()], "[]".to_owned()));
}

/// On a closed day nothing is written; what was written on the day before is printed.
#[test]
fn a_letter_of_friday_is_printed_on_saturday() {
    let office = Office::new();
    office.done(&["bank", DAY, "--date", DAY]);
    assert_eq!(office.run(DAY).code, 0);
    assert_eq!(printed(&office, "2028-02-19"), (vec!["Customer letter".to_owned()], "[]".to_owned()));
}

/// The store is put back from a copy that was made after the letter left and before it was printed.
#[test]
fn a_letter_that_lies_with_the_printed_ones_is_printed() {
    let office = Office::new();
    assert_eq!(office.run(DAY).code, 0);
    let job = "DELETE FROM print_letter; DELETE FROM print_job;";
    assert_eq!(printed(&office, DAY).0, ["Customer letter"]);
    office.db().execute_batch(job).unwrap();
    assert_eq!(letters(&office, DAY), (0, json!({"letters": [], "findings": [], "left": []})));
    assert!(!office.relance(&["outbox", "list"]).said.contains("uncertain"));
    assert!(!office.relance(&["status"]).said.contains("to be printed"), "the store knows it, too");
    assert_eq!(office.run("2028-02-19").code, 0);
    assert_eq!(office.files("out/letters").len(), 0, "not written again");
}

#[test]
fn a_letter_that_waited_for_more_than_a_week_is_decided_again() {
    let office = Office::new();
    assert_eq!(office.run(DAY).code, 0);
    let (names, left) = printed(&office, "2028-02-26");
    assert!(names == ["Customer letter"] && left.contains("more than 7 days ago"), "anew: {names:?} {left}");
    let office = Office::new();
    assert_eq!(office.run(DAY).code, 0);
    assert_eq!(printed(&office, "2028-02-25").0, ["Customer letter"], "seven days");
}

#[test]
fn a_letter_that_somebody_took_away_is_asked_about_whatever_changed_since() {
    let office = Office::new();
    assert_eq!(office.run(DAY).code, 0);
    fs::rename(office.files("out/letters").remove(0), office.at("posted elsewhere")).unwrap();
    import(&office, |account| account["name"] = json!("Customer letter and sons"));
    let (names, left) = printed(&office, DAY);
    assert!(names.is_empty() && left.contains("its file is gone"), "{names:?} {left}");
    assert_eq!(office.run(DAY).code, 6, "named");
    assert_eq!(office.files("out/letters").len(), 0, "not written again by itself");
}

#[test]
fn a_second_file_of_one_letter_is_named_and_stops_nothing() {
    let office = Office::new();
    assert_eq!(office.run(DAY).code, 0);
    let file = office.files("out/letters").remove(0);
    let key = file.file_name().unwrap().to_str().unwrap().to_owned();
    fs::copy(&file, file.with_file_name(format!("copy of {key}"))).unwrap();
    let (names, left) = printed(&office, DAY);
    assert_eq!(names, ["Customer letter"]);
    assert!(left.contains("another file is the same letter"), "{left}");
}

/// Nothing leaves that was not looked at again, whatever stops the run before that.
#[test]
fn an_entry_that_cannot_be_read_lets_nothing_leave_unseen() {
    let office = Office::new();
    office.block("out/mail");
    assert_eq!(office.run(DAY).code, 6);
    office.done(&["pay", "F-mail", "--amount", "2500.00", "--date", DAY]);
    office.db().execute("UPDATE entry SET data = '{' WHERE account = 'letter'", []).unwrap();
    office.unblock("out/mail");
    office.run("2028-02-19");
    assert_eq!(office.files("out/mail/new").len(), 0, "he has paid");
}

#[test]
fn a_first_send_that_did_not_leave_is_none() {
    let office = Office::new();
    import(&office, |account| account["documents"][0]["first_sent"] = Value::Null);
    let out = office.name("out");
    let first =
        ["remind", "F-letter", "--text", "t", "--channel", "letter", "--date", "2028-02-01", "--out", &out, "--send"];
    office.done(&first);
    fs::remove_file(office.files("out/letters").remove(0)).unwrap();
    assert_eq!(letters(&office, "2028-02-01").0, 6);
    office.done(&["outbox", "settle", "F-letter", "--not-sent"]);
    assert_eq!(office.run(DAY).code, 0);
    assert_eq!(office.files("out/letters").len(), 0, "no reminder before a first send");
    assert!(office.done(&["explain", "F-letter", "--date", DAY]).contains("never-sent"));
}

#[test]
fn switched_off_reminders_leave_no_letter_to_print() {
    let office = Office::new();
    assert_eq!(office.run(DAY).code, 0);
    office.set(|settings| settings["mode"] = json!("off"));
    assert_eq!(printed(&office, DAY).0, Vec::<String>::new());
}

#[test]
fn a_letter_asked_for_by_hand_is_taken_back_and_asked_for_again_by_a_person() {
    let office = Office::new();
    let out = office.name("out");
    let remind = ["remind", "F-letter", "--channel", "letter", "--date", "2028-02-16", "--out", &out, "--send"];
    office.done(&remind);
    office.done(&["pay", "F-letter", "--amount", "100.00", "--date", "2028-02-16"]);
    let (names, left) = printed(&office, "2028-02-16");
    assert!(names.is_empty() && left.contains("`relance remind` asks for it again"), "{names:?} {left}");
    assert_eq!(office.run("2028-02-16").code, 0);
    assert_eq!(office.files("out/letters").len(), 0, "nobody asked again");
    office.done(&remind);
    assert_eq!(printed(&office, "2028-02-16").0, ["Customer letter"]);
}

#[test]
fn a_letter_whose_file_is_gone_is_asked_about_until_somebody_says_what_became_of_it() {
    for (answer, written) in [("--sent", 0), ("--not-sent", 1)] {
        let office = Office::new();
        assert_eq!(office.run(DAY).code, 0);
        fs::remove_file(office.files("out/letters").remove(0)).unwrap();
        let (code, report) = letters(&office, DAY);
        assert!(code == 6 && report["left"].to_string().contains("Customer letter, F-letter"), "{report}");
        let Ended { said: list, .. } = office.relance(&["outbox", "list"]);
        assert!(list.contains("F-letter") && list.contains("uncertain"), "{list}");
        office.done(&["outbox", "settle", "F-letter", answer]);
        assert_eq!(office.run("2028-02-19").code, 0);
        assert_eq!(office.files("out/letters").len(), written, "{answer}");
        let (code, report) = letters(&office, "2028-02-19");
        assert_eq!((code, report["letters"].as_array().unwrap().len()), (0, written), "{answer}: {report}");
    }
}

#[test]
fn letters_of_another_folder_are_told_and_not_asked_about() {
    let office = Office::new();
    assert_eq!(office.run(DAY).code, 0);
    fs::create_dir(office.at("elsewhere")).unwrap();
    let Ended { code, said, .. } = office.relance(&["letters", "--in", &office.name("elsewhere"), "--date", DAY]);
    assert!(code == 6 && said.contains("waits in another folder"), "{code} {said}");
    assert_eq!(printed(&office, DAY).0, ["Customer letter"], "nothing happened to it");
}

#[test]
fn a_record_that_cannot_be_read_keeps_only_its_own_letter_from_being_printed() {
    let office = Office::new();
    let mut data: Value = serde_json::from_slice(&fs::read(office.at("a.json")).unwrap()).unwrap();
    let mut second = data["accounts"][1].clone();
    second["id"] = json!("B");
    second["name"] = json!("Second");
    second["documents"][0]["id"] = json!("D-b");
    second["documents"][0]["number"] = json!("F-b");
    data["accounts"].as_array_mut().unwrap().push(second);
    fs::write(office.at("b.json"), data.to_string()).unwrap();
    office.done(&["import", &office.name("b.json"), "--date", "2028-12-31"]);
    assert_eq!(office.run(DAY).code, 0);
    office.db().execute("UPDATE outbox SET action = '{' WHERE account = 'letter'", []).unwrap();
    let (names, left) = printed(&office, DAY);
    assert_eq!(names, ["Second"]);
    assert!(left.contains("Customer letter, F-letter"), "{left}");
}

#[test]
fn a_reminder_by_hand_that_waits_does_not_leave_once_its_customer_has_paid() {
    let office = Office::new();
    let out = office.name("out");
    let remind = |number| ["remind", number, "--date", "2028-02-16", "--out", &out, "--send"];
    office.block("out/mail");
    assert_eq!(office.relance(&remind("F-mail")).code, 6);
    office.done(&["pay", "F-mail", "--amount", "100.00", "--date", "2028-02-16"]);
    office.unblock("out/mail");
    let Ended { code, said, .. } = office.run("2028-02-16");
    assert!(code == 6 && said.contains("F-mail") && said.contains("asked for by hand"), "{code} {said}");
    assert_eq!(office.files("out/mail/new").len(), 0);
    // A person asks again, and it is right.
    office.done(&remind("F-mail"));
    let mail = fs::read_to_string(office.files("out/mail/new").remove(0)).unwrap();
    assert!(mail.contains("=80=AF400,00"), "{mail}");
}

#[test]
fn a_reminder_asked_for_twice_because_it_could_not_leave_leaves_once() {
    let office = Office::new();
    let out = office.name("out");
    // Already reminded on that day, so that only a reason lets it go.
    assert_eq!(office.run(DAY).code, 0);
    assert_eq!(office.files("out/mail/new").len(), 1);
    let remind = ["remind", "F-mail", "--override", "he asks for it", "--date", DAY, "--out", &out, "--send"];
    fs::rename(office.at("out/mail"), office.at("kept")).unwrap();
    office.block("out/mail");
    assert_eq!(office.relance(&remind).code, 6);
    let Ended { code, said, .. } = office.relance(&remind);
    assert!(code == 6 && said.contains("was asked for today already and waits"), "{code} {said}");
    office.unblock("out/mail");
    fs::rename(office.at("kept"), office.at("out/mail")).unwrap();
    office.done(&remind);
    assert_eq!(office.files("out/mail/new").len(), 2, "the automatic one, and one by hand");
    let said = office.done(&remind);
    assert!(said.contains("left today already, sent by hand; --again"), "{said}");
    assert_eq!(office.files("out/mail/new").len(), 2);
    let again = [&remind[..], &["--again"]].concat();
    office.done(&again);
    assert_eq!(office.files("out/mail/new").len(), 3, "said so");
}

#[test]
fn what_waits_from_a_day_to_come_does_not_leave_once_the_clock_is_right_again() {
    let office = Office::new();
    fs::create_dir_all(office.at("out")).unwrap();
    for kind in ["mail", "letters"] {
        fs::write(office.at(&format!("out/{kind}")), "").unwrap();
    }
    assert_eq!(office.run("2028-02-25").code, 6, "a clock that is a week ahead");
    for kind in ["mail", "letters"] {
        fs::remove_file(office.at(&format!("out/{kind}"))).unwrap();
    }
    assert_eq!(office.run("2028-02-17").code, 0);
    assert_eq!((office.files("out/mail/new").len(), office.files("out/letters").len()), (0, 0), "none is due");
    assert_eq!(office.run(DAY).code, 0);
    assert_eq!((office.files("out/mail/new").len(), office.files("out/letters").len()), (1, 1));
}

/// A copy of the store is put back, lets as many messages go elsewhere, and comes home.
#[test]
fn a_copy_that_let_as_many_messages_go_elsewhere_is_older_all_the_same() {
    let office = Office::new();
    office.copy_store();
    assert_eq!(office.run(DAY).code, 0);
    office.put_copy_back();
    let other = |id: &str| {
        let documents = [invoice(&format!("F-{id}")).known_as(&format!("D-{id}"))];
        customer(id).named("Other").has(&documents)
    };
    fs::write(office.at("c.json"), json!({"accounts": [other("C"), other("D")]}).to_string()).unwrap();
    for account in ["mail", "letter"] {
        office.done(&["block", "--account", account, "--reason", "not now"]);
    }
    office.done(&["import", &office.name("c.json"), "--date", "2028-12-31"]);
    office.done(&["run", "--date", DAY, "--out", &office.name("elsewhere")]);
    assert_eq!(office.db().query_row("SELECT released FROM departed", [], |row| row.get::<_, i64>(0)).unwrap(), 2);
    let Ended { code, said, .. } = office.run("2028-02-19");
    assert!(code == 4 && said.contains("others left from it elsewhere"), "{code} {said}");
    let adopted = office.adopt().well();
    assert!(adopted.contains("2 messages that left"), "{adopted}");
    assert_eq!(office.run("2028-02-19").code, 0);
    assert_eq!(office.files("out/mail/new").len(), 1, "not again");
}

#[test]
fn a_count_of_what_left_that_cannot_be_is_an_error_and_nothing_leaves() {
    let office = Office::new();
    office.db().execute("INSERT INTO departed (tenant, released) VALUES ('main', ?1)", [i64::MAX]).unwrap();
    let Ended { code, said, .. } = office.run(DAY);
    assert!(code == 4 && said.contains("cannot be; nothing left"), "{code} {said}");
    assert_eq!(office.files("out/mail/new").len(), 0);
}
