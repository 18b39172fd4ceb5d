//! What several people record at the same moment is all there afterwards.

use std::thread;

use relance_tests::{Ended, Office, customer, invoice, ladder, reminders};

fn office() -> Office {
    let accounts = [customer("A1").has([invoice("F-1")])];
    Office::with(&reminders(ladder("due", &["+3 days"])), &accounts)
}

/// Says all of this at the same moment.
fn at_once(office: &Office, said: &[Vec<&str>]) {
    thread::scope(|scope| {
        let all: Vec<_> = said.iter().map(|arguments| scope.spawn(|| office.relance(arguments))).collect();
        for one in all {
            let Ended { code, said, .. } = one.join().unwrap();
            assert_eq!(code, 0, "{said}");
        }
    });
}

#[test]
fn payments_that_are_recorded_at_the_same_moment_all_count() {
    let office = office();
    let pay = vec!["pay", "F-1", "--amount", "50", "--again", "--date", "2028-02-18"];
    at_once(&office, &vec![pay; 8]);
    // 2500.00 less eight times 50.00.
    let Ended { said, .. } = office.relance(&["explain", "F-1", "--date", "2028-02-18"]);
    assert!(said.contains("2,100.00"), "{said}");
}

#[test]
fn what_is_said_of_a_company_at_the_same_moment_all_stays() {
    let office = office();
    for _ in 0..8 {
        at_once(&office, &[vec!["company", "set", "--phone", ""], vec!["company", "set", "--website", ""]]);
        let said = [vec!["company", "set", "--phone", "+33 1"], vec!["company", "set", "--website", "w.example"]];
        at_once(&office, &said);
        let Ended { said, .. } = office.relance(&["company", "show"]);
        assert!(said.contains("+33 1") && said.contains("w.example"), "{said}");
    }
}
