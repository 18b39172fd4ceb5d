//! What other programs record while messages are on their way: each message is looked at once more right before it may be seen.

use std::{cell::Cell, fs};

use relance::{
    delivery::{Carrier, Delivered, Files, Ready, deliver},
    job::Job,
    module::Module,
    sqlite,
    store::{Departure, Leased, PageSize, Settled, Trace},
};
use relance_tests::{Ended, Office, invoice};
use serde_json::{Value, json};

const DAY: &str = "2028-02-18";

/// Files in a folder; something happens elsewhere once the first messages are written and not yet seen.
struct Meanwhile<'m> {
    files: Files,
    happens: Cell<Option<&'m dyn Fn()>>,
}

impl Carrier for Meanwhile<'_> {
    fn ready(&self, work: &[Leased]) -> Vec<Result<Ready, Settled>> {
        let answers = self.files.ready(work);
        if let Some(happens) = self.happens.take() {
            happens();
        }
        answers
    }

    fn discard(&self, work: &[&Leased]) {
        self.files.discard(work);
    }

    fn release(&self, work: &[(&Leased, Departure)]) -> Vec<Settled> {
        self.files.release(work)
    }

    fn look(&self, work: &[(Leased, bool)]) -> Vec<Trace> {
        self.files.look(work)
    }
}

/// A run during which something happens.
fn run(office: &Office, happens: &dyn Fn()) -> Delivered {
    let module = Module::embedded(None).unwrap();
    let mut store = sqlite::open(&office.at("t.db")).unwrap();
    let since = store.since_now(DAY, module.digest()).unwrap();
    let tenant = store.tenant("main").unwrap();
    let page = PageSize::default();
    Job { store: &mut *store, module: &module, tenant: &tenant, today: DAY, page }.run().unwrap();
    let files = Files::in_folder(&office.at("out"), &*store, "main").unwrap();
    let carrier = Meanwhile { files, happens: Cell::new(Some(happens)) };
    deliver(&mut *store, "main", &carrier, Some(&since)).unwrap()
}

/// How many mails and letters left.
fn left(office: &Office) -> (usize, usize) {
    (office.files("out/mail/new").len(), office.files("out/letters").len())
}

/// What happens, what leaves all the same, and what has left after the next run of the day.
type Case<'c> = (&'c dyn Fn(&Office), (usize, usize), (usize, usize));

#[test]
fn what_is_recorded_while_a_run_writes_stops_what_has_not_left() {
    let pay = |amount: &'static str| {
        move |office: &Office| drop(office.done(&["pay", "F-mail", "--amount", amount, "--date", DAY]))
    };
    let settings = |office: &Office| office.set(|settings| settings["texts"]["t"]["fr"]["body"] = json!("now"));
    let block = |office: &Office| drop(office.done(&["block", "F-letter", "--reason", "asked"]));
    let cases: [Case<'_>; 5] = [
        (&|_| (), (1, 1), (1, 1)),
        (&pay("2500.00"), (0, 1), (0, 1)),
        (&pay("100.00"), (0, 1), (1, 1)),
        (&block, (1, 0), (1, 0)),
        (&settings, (0, 0), (1, 1)),
    ];
    for (at, (happens, at_once, later)) in cases.into_iter().enumerate() {
        let office = Office::new();
        run(&office, &|| happens(&office));
        assert_eq!(left(&office), at_once, "{at}");
        office.run(DAY).well();
        assert_eq!(left(&office), later, "{at}: the next run decides it again");
    }
}

/// Besides what each has, both customers have an older invoice; the second step is a formal notice with a text of its own. The first step of
/// the older invoice has left, and its notice is to come on the 11th.
fn with_a_notice_to_come() -> Office {
    let office = Office::new();
    office.set(|settings| {
        let notice = &mut settings["scenarios"][0]["steps"][1];
        notice["severe"] = json!(true);
        notice["deadline"] = json!(8);
        notice["actions"][0]["text"] = json!("notice");
        settings["texts"]["notice"] = settings["texts"]["t"].clone();
    });
    office.change("a.json", |data| {
        for account in data["accounts"].as_array_mut().unwrap() {
            account["documents"][0]["due"] = json!("2028-02-07");
            let number = format!("F-old-{}", account["id"].as_str().unwrap());
            let old = invoice(&number).known_as(&number).due("2028-02-01");
            account["documents"].as_array_mut().unwrap().push(old.into());
        }
    });
    office.import().well();
    assert_eq!(office.run("2028-02-04").code, 0);
    office.done(&["letters", "--in", &office.name("out"), "--date", "2028-02-04"]);
    office
}

const NOTICE: &str = "2028-02-10";

fn notice_by_hand(office: &Office, number: &str) -> String {
    let out = office.name("out");
    office.done(&["remind", number, "--text", "notice", "--advance", "--date", NOTICE, "--out", &out, "--send"])
}

#[test]
fn a_formal_notice_by_hand_stops_a_friendly_mail_that_waits() {
    let office = with_a_notice_to_come();
    fs::rename(office.at("out/mail"), office.at("kept")).unwrap();
    office.block("out/mail");
    let Ended { code, said, .. } = office.run(NOTICE);
    assert!(code == 6 && said.contains("could not be put into"), "{code} {said}");
    office.unblock("out/mail");
    fs::rename(office.at("kept"), office.at("out/mail")).unwrap();
    assert_eq!(left(&office).0, 1, "the friendly reminder of the older invoice");
    notice_by_hand(&office, "F-old-mail");
    assert_eq!(left(&office).0, 2, "the notice alone");
    assert_eq!(office.run("2028-02-18").code, 0);
    assert_eq!(left(&office).0, 2, "until its deadline, the 18th");
    assert!(office.done(&["explain", "F-mail", "--date", "2028-02-18"]).contains("silenced"));
    office.run("2028-02-21");
    assert_eq!(left(&office).0, 3, "then the friendly reminder");
}

#[test]
fn a_formal_notice_by_hand_stops_a_friendly_letter_that_is_not_printed() {
    let office = with_a_notice_to_come();
    assert_eq!(office.run(NOTICE).code, 0);
    assert_eq!(left(&office).1, 1);
    notice_by_hand(&office, "F-old-letter");
    let Ended { said, .. } = office.letters(NOTICE);
    let report: Value = serde_json::from_str(&said).unwrap();
    assert_eq!(report["letters"].as_array().unwrap().len(), 1, "the notice: {report}");
    assert!(report["left"].to_string().contains("Customer letter, F-letter (letter"), "{report}");
    assert_eq!(office.run(NOTICE).code, 0);
    assert_eq!(left(&office).1, 0);
}

/// Movements that were thought to be known are not: what was decided with them is held as any other until they are.
#[test]
fn bank_data_that_are_set_back_stop_what_waits() {
    let bank = |office: &Office, day: &str| drop(office.done(&["bank", day, "--date", DAY]));
    let waiting = || {
        let office = Office::new();
        office.block("out/mail");
        assert_eq!(office.run(DAY).code, 6);
        office.unblock("out/mail");
        assert_eq!(left(&office), (0, 1));
        office
    };
    let printed = |office: &Office| {
        let Ended { said, .. } = office.letters(DAY);
        let report: Value = serde_json::from_str(&said).unwrap();
        report["letters"].as_array().unwrap().len()
    };
    let office = waiting();
    bank(&office, "2028-02-01");
    assert_eq!(printed(&office), 0);
    assert_eq!(office.run(DAY).code, 0);
    assert_eq!(left(&office), (0, 0));
    assert!(office.done(&["explain", "F-mail", "--date", DAY]).contains("bank-data-stale"));
    bank(&office, DAY);
    assert_eq!(office.run(DAY).code, 0);
    assert_eq!((left(&office), printed(&office)), ((1, 1), 1));
    // Set back and known again, or known for longer: nothing is in doubt.
    for days in [["2028-02-01", "2028-12-31"], ["2028-12-31", "2029-01-01"]] {
        let office = waiting();
        for day in days {
            office.done(&["bank", day, "--date", "2029-01-01"]);
        }
        assert_eq!(printed(&office), 1, "{days:?}");
        assert_eq!(office.run(DAY).code, 0);
        assert_eq!(left(&office).0, 1, "{days:?}");
    }
    // While a run writes, too.
    let office = Office::new();
    run(&office, &|| bank(&office, "2028-02-01"));
    assert_eq!(left(&office), (0, 0));
}
