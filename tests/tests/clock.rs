//! A clock that was wrong, and months without a run (README, "The clock was wrong").

use std::sync::LazyLock;

use relance_contract::{format_iso, parse_day, plus_days};
use relance_tests::{Ended, Office, customer, invoice, ladder, reminders};

/// A day so many days from today, as the program has it.
fn in_days(days: i64) -> String {
    static TODAY: LazyLock<String> = LazyLock::new(|| {
        let office = Office::without_customers(&reminders(ladder("due", &[])));
        run(&office, &["--json"]).json()["report"]["day"].as_str().unwrap().to_owned()
    });
    format_iso(plus_days(parse_day(&TODAY).unwrap(), days))
}

/// One invoice that is reminded three, ten and forty days after it is due: eleven days ago.
fn office() -> Office {
    let office = Office::without_customers(&reminders(ladder("due", &["+3 days", "+20 days", "+40 days"])));
    let late = invoice("F-1").with("issued", in_days(-40)).with("first_sent", in_days(-40)).due(&in_days(-11));
    office.keep(&[customer("A1").has([late])]);
    office.done(&["import", &office.name("a.json")]);
    office
}

fn run(office: &Office, more: &[&str]) -> Ended {
    office.relance(&[&["run", "--out", &office.name("out")], more].concat())
}

#[test]
fn a_run_long_after_the_last_one_asks_for_the_day() {
    for (last, code) in [(-31, 0), (-32, 3)] {
        let office = office();
        office.run(&in_days(last)).well();
        let ended = run(&office, &[]);
        assert_eq!(ended.code, code, "{last}: {}", ended.said);
        if code == 0 {
            assert_eq!(office.mails(), 1);
            continue;
        }
        assert_eq!(office.mails(), 0);
        let day = in_days(0);
        let (db, out) = (office.name("t.db"), office.name("out"));
        let command = format!("`relance --db {db} --tenant main run --out {out} --date {day}`");
        assert!(ended.said.contains("32 days ago") && ended.said.contains(&command), "{}", ended.said);
        run(&office, &["--date", &day]).well();
        assert_eq!(office.mails(), 1);
        run(&office, &[]).well();
    }
}

#[test]
fn what_a_clock_that_was_ahead_has_left_is_told() {
    let office = office();
    let ahead = in_days(365);
    office.done(&["import", &office.name("a.json"), "--date", &ahead]);
    office.run(&ahead).well();
    assert_eq!(office.mails(), 1);
    office.done(&["import", &office.name("a.json")]);
    for _ in 0..2 {
        let said = run(&office, &[]).well();
        assert!(said.contains("1 message left on days to come") && said.contains("relance history --from"), "{said}");
    }
    assert_eq!(office.mails(), 1, "one message is not sent twice");
    let doctor = office.relance(&["doctor", "--out", &office.name("out")]).said;
    assert!(doctor.contains("1 message left on days to come"), "{doctor}");
    // A right clock has nothing to tell.
    let office = self::office();
    let said = run(&office, &[]).well();
    assert!(!said.contains("to come"), "{said}");
}

#[test]
fn money_of_a_day_to_come_is_not_there_yet() {
    let office = office();
    let pay =
        |day: &str, more: &[&str]| office.relance(&[&["pay", "F-1", "--amount", "10", "--date", day], more].concat());
    let Ended { code, said, .. } = pay(&in_days(1), &[]);
    assert!(
        code == 3 && said.contains("is still to come: nothing was recorded") && said.contains("--pending"),
        "{said}"
    );
    pay(&in_days(90), &["--pending"]).well();
    pay(&in_days(0), &[]).well();
}

#[test]
fn letters_let_nothing_go_either_and_doctor_says_why() {
    let office = office();
    office.run(&in_days(-40)).well();
    let ended = office.relance(&["letters", "--in", &office.name("out")]);
    assert_eq!(ended.code, 3, "{}", ended.said);
    assert!(ended.said.contains("40 days ago"), "{}", ended.said);
    let told = office.relance(&["doctor", "--out", &office.name("out")]).said;
    assert!(told.contains("40 days ago"), "{told}");
}
