//! What a store that was put back from a copy must know again once it has taken over what left: bounces, customers' new codes, due dates that
//! moved, the limits of the day, and what a run had written and not shown when it was killed.

use std::fs;

use relance_tests::{Ended, Office, customer, invoice, ladder, reminders};
use serde_json::{Value, json};

use crate::{
    came_back::two_addresses,
    recoded::{DAY, Desk, F1},
};

impl Desk {
    /// How many messages about the invoice the history has as bounced.
    fn came_back(&self) -> usize {
        self.done(&["history", "--document", "F-1"]).matches("bounced").count()
    }

    /// The journal as a former version wrote it: without these members.
    fn journal_without(&self, members: &[&str]) {
        let journal = self.at("out/journal.jsonl");
        let line = |line: &str| {
            let mut line: Value = serde_json::from_str(line).unwrap();
            members.iter().for_each(|member| drop(line.as_object_mut().unwrap().remove(*member)));
            format!("{line}\n")
        };
        let former: String = fs::read_to_string(&journal).unwrap().lines().map(line).collect();
        fs::write(journal, former).unwrap();
    }
}

#[test]
fn a_bounce_of_a_message_that_was_taken_over_is_recorded_and_tried_again() {
    let desk = Desk::alone(F1);
    desk.copy_store();
    desk.run_on("2028-02-17");
    assert!(!fs::read_to_string(desk.at("out/journal.jsonl")).unwrap().contains("x.example"), "no address is in it");
    desk.put_copy_back();
    desk.adopt().well();
    for _ in 0..2 {
        desk.done(&["event", "F-1", "bounced", "--date", "2028-02-17"]);
        assert_eq!(desk.came_back(), 1);
    }
    desk.run_on("2028-02-18");
    assert_eq!(desk.mails(), 1, "its only address came back");
    desk.done(&["event", "F-1", "address-works"]);
    desk.run_on("2028-02-21");
    assert_eq!((desk.mails(), desk.last_mail_to()), (2, vec!["d@x.example".to_owned()]));
}

/// Two reminders, one before the copy was made and one after it: the bounce is of the last one.
#[test]
fn a_bounce_is_of_the_last_message_whether_it_was_taken_over_or_not() {
    let desk = Desk::with(F1, &["+3 days", "+10 days"]);
    desk.run_on("2028-02-17");
    desk.copy_store();
    desk.run_on("2028-02-24");
    desk.put_copy_back();
    desk.adopt().well();
    desk.done(&["event", "F-1", "bounced", "--date", "2028-02-24"]);
    let history = desk.done(&["history", "--document", "F-1"]);
    let bounced = history.lines().find(|line| line.contains("bounced"));
    assert!(bounced.is_some_and(|line| line.contains("2028-02-24")), "{history}");
    assert_eq!(desk.came_back(), 1);
}

#[test]
fn of_a_mail_to_two_that_was_taken_over_the_address_that_came_back_is_named() {
    // A journal of a former version does not say to whom: then it is one of the customer's.
    for former in [false, true] {
        let desk = two_addresses();
        desk.copy_store();
        desk.run_on("2028-02-17");
        desk.put_copy_back();
        if former {
            desk.journal_without(&["sent", "lives", "started"]);
        }
        desk.adopt().well();
        let Ended { code, said, .. } = desk.relance(&["event", "F-1", "bounced", "--date", "2028-02-17"]);
        assert!(code == 3 && said.contains("went to anne@x.example, bruno@x.example"), "{said}");
        assert_eq!(said.contains("durand@example.com"), former, "its customer has that one, too: {said}");
        assert!(said.contains("`relance event F-1 bounced --address anne@x.example`"), "{said}");
        let Ended { code, said, .. } = desk.relance(&["event", "F-1", "bounced", "--address", "carla@x.example"]);
        assert!(code == 3 && said.contains("nothing was recorded"), "{said}");
        desk.done(&["event", "F-1", "bounced", "--address", "Anne@x.example", "--date", "2028-02-17"]);
        assert_eq!(desk.came_back(), 0, "bruno has it");
        desk.run_on("2028-02-18");
        assert_eq!(desk.mails(), 1, "nobody gets it again");
        desk.done(&["event", "F-1", "bounced", "--address", "bruno@x.example", "--date", "2028-02-17"]);
        if former {
            assert_eq!(desk.came_back(), 0, "it may have gone to the third one");
            desk.done(&["event", "F-1", "bounced", "--address", "durand@example.com", "--date", "2028-02-17"]);
        }
        assert_eq!(desk.came_back(), 1, "nobody had it");
    }
}

/// What happens to a desk.
#[derive(Clone, Copy)]
enum Event {
    /// The ERP's data: code, and the rest of the row.
    Import(&'static [(&'static str, &'static str)]),
    Run(&'static str),
}

use Event::{Import, Run};

impl Desk {
    fn live(&self, events: &[Event]) {
        for event in events {
            match event {
                Import(rows) => drop(self.import(rows, &[])),
                Run(day) => self.run_on(day),
            }
        }
    }

    /// What was done: day, document, step, state.
    fn told(&self) -> Vec<String> {
        let history: Value = serde_json::from_str(&self.done(&["history", "--json"])).unwrap();
        let line = |line: &Value| {
            let word = |at: &str| line.pointer(at).unwrap().as_str().unwrap().to_owned();
            ["/day", "/number", "/entry/coverage/step", "/entry/state"].map(word).join(" ")
        };
        let mut told: Vec<_> = history.as_array().unwrap().iter().map(line).collect();
        told.sort();
        told
    }
}

const F2: &str = "F-2;2028-01-15;2028-02-15;1000.00;1000.00";
const F1_DUE_21: &str = "F-1;2028-01-15;2028-02-21;2500.00;2500.00";
const F1_DUE_28: &str = "F-1;2028-01-15;2028-02-28;2500.00;2500.00";
const F1_DUE_EARLIER: &str = "F-1;2028-01-15;2028-02-25;2500.00;2500.00";

/// After each of these the store is put back from a copy of the beginning, and goes on as if it never had been.
const LIVES: &[(&str, &[Event])] = &[
    ("a new code, reminded before", &[Run(DAY), Import(&[("C2", F1), ("C2", F2)])]),
    ("a new code, reminded after", &[Import(&[("C2", F1), ("C2", F2)]), Run(DAY)]),
    (
        "two new codes, reminded between",
        &[Import(&[("C2", F1), ("C2", F2)]), Run(DAY), Import(&[("C3", F1), ("C3", F2)])],
    ),
    ("to another customer, reminded before", &[Run(DAY), Import(&[("C2", F1), ("C1", F2)])]),
    ("to another customer, reminded after", &[Import(&[("C2", F1), ("C1", F2)]), Run(DAY)]),
    (
        "to another customer, reminded twice",
        &[Run(DAY), Import(&[("C2", F1), ("C1", F2)]), Run("2028-02-21"), Run("2028-02-22")],
    ),
    ("due later, reminded before", &[Run(DAY), Import(&[("C1", F1_DUE_21), ("C1", F2)])]),
    ("due later, reminded after", &[Import(&[("C1", F1_DUE_21), ("C1", F2)]), Run("2028-02-24")]),
    (
        "due later twice, reminded before",
        &[Run(DAY), Import(&[("C1", F1_DUE_21), ("C1", F2)]), Import(&[("C1", F1_DUE_28), ("C1", F2)])],
    ),
    (
        "due later twice, reminded between",
        &[Import(&[("C1", F1_DUE_21), ("C1", F2)]), Run("2028-02-24"), Import(&[("C1", F1_DUE_28), ("C1", F2)])],
    ),
    (
        "due later twice, reminded each time",
        &[
            Run(DAY),
            Import(&[("C1", F1_DUE_21), ("C1", F2)]),
            Run("2028-02-24"),
            Import(&[("C1", F1_DUE_28), ("C1", F2)]),
            Run("2028-03-02"),
        ],
    ),
    (
        "due later twice, then earlier",
        &[
            Import(&[("C1", F1_DUE_21), ("C1", F2)]),
            Import(&[("C1", F1_DUE_28), ("C1", F2)]),
            Import(&[("C1", F1_DUE_EARLIER), ("C1", F2)]),
            Run("2028-02-28"),
        ],
    ),
    (
        "due later at another customer",
        &[Import(&[("C2", F1), ("C1", F2)]), Run(DAY), Import(&[("C2", F1_DUE_21), ("C1", F2)]), Run("2028-02-24")],
    ),
    (
        "a new invoice of a new code",
        &[Import(&[("C1", F1), ("C1", F2), ("C1", NEW)]), Run(DAY), Import(&[("C2", F1), ("C2", F2), ("C2", NEW)])],
    ),
    (
        "a new invoice that is due later",
        &[
            Import(&[("C1", F1), ("C1", F2), ("C1", NEW)]),
            Run(DAY),
            Import(&[("C1", F1), ("C1", F2), ("C1", NEW_DUE_21)]),
            Run("2028-02-24"),
        ],
    ),
];

const NEW: &str = "F-3;2028-01-20;2028-02-14;700.00;700.00";
const NEW_DUE_21: &str = "F-3;2028-01-20;2028-02-21;700.00;700.00";

#[test]
fn a_store_that_was_put_back_goes_on_as_if_it_had_not_been() {
    let days: Vec<_> =
        (18..=29).map(|day| format!("2028-02-{day}")).chain((1..=9).map(|day| format!("2028-03-0{day}"))).collect();
    let go_on = |desk: &Desk, last: &str| {
        days.iter().filter(|day| day.as_str() >= last).for_each(|day| desk.run_on(day));
        desk.told()
    };
    let mut wrong = Vec::new();
    for (what, events) in LIVES {
        let last_day =
            events.iter().rev().find_map(|event| if let Run(day) = event { Some(*day) } else { None }).unwrap();
        let last_rows = events.iter().rev().find_map(|event| if let Import(rows) = event { Some(*rows) } else { None });
        let rows = last_rows.unwrap_or(&[("C1", F1), ("C1", F2)]);
        let begun = || {
            let desk = Desk::with_both(&["+3 days", "+10 days"]);
            desk.copy_store();
            desk.live(events);
            desk
        };
        let straight = go_on(&begun(), last_day);
        // As the README says; with the journal first; with an import of the next night besides.
        for order in [["import", "adopt", ""], ["adopt", "import", ""], ["import", "adopt", "import"]] {
            let desk = begun();
            desk.put_copy_back();
            for step in order {
                match step {
                    "import" => drop(desk.import(rows, &[])),
                    "adopt" => drop(desk.adopt().well()),
                    _ => {}
                }
            }
            let told = go_on(&desk, last_day);
            if told != straight {
                wrong.push(format!("{what}, {order:?}:\n  {}\nis not\n  {}", told.join("\n  "), straight.join("\n  ")));
            }
        }
    }
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), 3 * LIVES.len(), wrong.join("\n"));
}

#[test]
fn what_left_today_by_the_journal_counts_in_the_limits_of_the_day() {
    let documents =
        |ids: &[&str]| -> Value { ids.iter().map(|id| invoice(id).known_as(id).due("2028-02-14")).collect() };
    let customers = [("A", &["F-1", "F-2"][..]), ("B", &["F-3"]), ("C", &["F-4"])];
    for (limit, leave) in [("customer_messages_per_day", 1), ("customer_messages_per_account_per_day", 3)] {
        let desk = Desk::reminding(&["+3 days"]);
        let mut settings = reminders(ladder("due", &["+3 days"]));
        settings["invoices"]["grouping"] = json!("document");
        settings["limits"] = json!({limit: 1});
        fs::write(desk.at("S.json"), settings.to_string()).unwrap();
        desk.done(&["settings", "set", &desk.name("S.json")]);
        let accounts = customers.map(|(id, ids)| {
            customer(id).has(documents(ids)).with(
                "mailbox",
                json!({"address": format!("{id}@x.example"), "bounced": false, "opted_out": false, "opted_in": false}),
            )
        });
        desk.import_json(&accounts);
        desk.copy_store();
        desk.run_on(DAY);
        assert_eq!(desk.mails(), leave, "{limit}");
        desk.put_copy_back();
        desk.adopt().well();
        desk.run_on(DAY);
        assert_eq!(desk.mails(), leave, "{limit}: the day is full");
        desk.run_on("2028-02-21");
        assert_eq!(desk.mails(), if leave == 1 { 2 } else { 4 }, "{limit}: the next day");
    }
}

/// A run was killed right after it had written into the journal, before anybody could see its messages; and the store was put back before the next one.
fn killed_and_put_back() -> Office {
    let office = Office::new();
    fs::copy(office.at("t.db"), office.at("copy.db")).unwrap();
    assert_eq!(office.run("2028-02-18").code, 0);
    let mail = office.files("out/mail/new").remove(0);
    fs::rename(&mail, office.at("out/mail/tmp").join(mail.file_name().unwrap())).unwrap();
    let letter = office.files("out/letters").remove(0);
    let name = letter.file_name().unwrap().to_string_lossy().into_owned();
    fs::rename(&letter, letter.with_file_name(format!(".{name}.unfinished"))).unwrap();
    for name in ["t.db-wal", "t.db-shm"] {
        let _ = fs::remove_file(office.at(name));
    }
    fs::copy(office.at("copy.db"), office.at("t.db")).unwrap();
    office
}

fn letters(office: &Office) -> usize {
    let files = office.files("out/letters");
    files.iter().filter(|file| !file.file_name().unwrap().to_string_lossy().starts_with('.')).count()
}

#[test]
fn what_was_in_the_journal_and_never_seen_is_not_taken_over() {
    let office = killed_and_put_back();
    let said = office.done(&["outbox", "adopt", "--out", &office.name("out")]);
    assert!(said.contains("2 messages of the journal had not left"), "{said}");
    assert!(!office.done(&["history"]).contains("sent"));
    assert_eq!(office.run("2028-02-18").code, 0);
    assert_eq!((office.files("out/mail/new").len(), letters(&office)), (1, 1), "they leave now");
    assert_eq!(office.run("2028-02-18").code, 0);
    assert_eq!((office.files("out/mail/new").len(), letters(&office)), (1, 1), "once");
}

/// Since then the machine was started again: their names may have been seen for a moment.
#[test]
fn what_may_have_been_seen_before_a_power_cut_is_uncertain_and_named() {
    let office = killed_and_put_back();
    let journal = office.at("out/journal.jsonl");
    let line = |line: &str| {
        let mut line: Value = serde_json::from_str(line).unwrap();
        line["started"] = json!("another start");
        format!("{line}\n")
    };
    let other: String = fs::read_to_string(&journal).unwrap().lines().map(line).collect();
    fs::write(&journal, other).unwrap();
    let Ended { code, said, .. } = office.relance(&["outbox", "adopt", "--out", &office.name("out")]);
    assert!(code == 6 && said.matches("may or may not have left").count() == 2, "{code} {said}");
    assert!(said.contains("Customer mail, F-mail") && said.contains("Customer letter, F-letter"), "{said}");
    assert_eq!(office.run("2028-02-18").code, 6);
    assert_eq!((office.files("out/mail/new").len(), letters(&office)), (0, 0), "not by itself");
    office.done(&["outbox", "settle", "F-mail", "F-letter", "--not-sent"]);
    assert_eq!(office.run("2028-02-21").code, 0);
    assert_eq!((office.files("out/mail/new").len(), letters(&office)), (1, 1));
}

/// A step by mail and by letter. The letter was taken back; put back again before it is written anew, it is still what is tried again alone.
#[test]
fn a_letter_that_was_taken_back_beside_its_mail_is_still_to_be_sent() {
    let letter = json!({"id": "letter", "kind": "letter", "text": "t"});
    let mut steps = serde_json::to_value(ladder("due", &["+3 days"])).unwrap();
    steps[0]["actions"].as_array_mut().unwrap().push(letter);
    let office = Office::with(&reminders(steps), &[customer("A").addressed().has([invoice("F-1")])]);
    office.copy_store();
    office.run("2028-02-18").well();
    assert_eq!((office.mails(), office.files("out/letters").len()), (1, 1));
    for _ in 0..2 {
        office.put_copy_back();
        office.import().well();
        office.adopt();
        office.letters("2028-02-18");
    }
    for day in ["2028-02-21", "2028-02-22", "2028-02-23"] {
        office.run(day);
        office.letters(day);
    }
    assert_eq!(office.mails(), 1, "the mail left once");
    let maps = office.files("out/print").into_iter().filter(|file| file.to_string_lossy().contains("pages-")).count();
    assert_eq!(maps, 1, "the letter is printed, once");
}

/// A letter that nobody had printed was written anew the next day, since more was to be done for its customer. The copy has it as it was first.
#[test]
fn a_letter_that_was_written_anew_since_the_copy_is_decided_again_and_printed() {
    let mut steps = serde_json::to_value(ladder("due", &["+3 days"])).unwrap();
    steps[0]["actions"][0]["fallback"] = json!("letter");
    let francs = invoice("F-2").due("2028-02-18").with("currency", "CHF");
    let one = customer("A").addressed().without_mail().has([invoice("F-1"), francs]);
    let office = Office::with(&reminders(steps), &[one]);
    office.run("2028-02-18").well();
    office.copy_store();
    office.run("2028-02-21").well();
    let waiting = office.files("out/letters");
    assert!(
        waiting.iter().all(|file| file.to_string_lossy().contains("20280221.")) && waiting.len() == 2,
        "{waiting:?}"
    );
    office.put_copy_back();
    office.import().well();
    office.adopt().well();
    // Both are named as taken back, and written anew.
    let said = office.letters("2028-02-21").said;
    assert_eq!((office.files("out/letters").len(), office.files("out/print/single").len()), (0, 2), "{said}");
}
