//! What proves that a promise of a part was kept where the ERP says what is left and lists no payments (docs/domain.md, 4; docs/import.md).

use relance_tests::{Document, Office, credit_note, customer, invoice, ladder, reminders};
use serde_json::{Value, json};

/// 400.00 were promised on Wednesday 16 February 2028 until Friday the 18th; the grace ends on Wednesday the 23rd.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Promised {
    /// Of the invoice, as somebody recorded here.
    OfInvoice,
    /// Of everything the account owes, as the ERP says.
    OfAccount,
}

/// An account `A1` with three steps; after a broken promise the one after the next leaves.
struct Desk {
    office: Office,
    promised: Promised,
}

impl Desk {
    /// By these figures of the evening of the 16th.
    fn new(promised: Promised, documents: &[Document]) -> Self {
        let mut settings = reminders(ladder("due", &["+3 days", "+10 days", "+20 days"]));
        settings["guards"]["broken_promise"] = json!("one-further");
        let desk = Self { office: Office::without_customers(&settings), promised };
        desk.import("2028-02-16", documents);
        if promised == Promised::OfInvoice {
            desk.promise();
        }
        desk
    }

    fn promise(&self) {
        self.office.done(&["promise", "F-1", "--for", "2028-02-18", "--amount", "400", "--made", "2028-02-16"]);
    }

    fn import(&self, day: &str, documents: &[Document]) {
        self.import_with(day, documents, &json!([]));
    }

    fn import_with(&self, day: &str, documents: &[Document], payments: &Value) {
        let amount = json!({"minor": 40_000, "currency": "EUR"});
        let promise = json!({"amount": amount, "promised_for": "2028-02-18", "made_on": "2028-02-16"});
        let holds = match self.promised {
            Promised::OfAccount => json!([{"id": "H1", "document": null, "kind": {"promise": promise}}]),
            Promised::OfInvoice => json!([]),
        };
        self.office.keep(&[customer("A1").has(documents).paid(payments).held(holds)]);
        self.office.done(&["import", &self.office.name("a.json"), "--date", day]);
    }

    /// On Thursday the 17th, before the ERP knows of it.
    fn pay(&self, of: &[&str], documents: &[Document]) {
        self.import("2028-02-17", documents);
        self.office.done(&[&["pay", "--amount", "400", "--date", "2028-02-17"], of].concat());
    }

    /// What left of the invoice after a run on that day.
    fn left_on(&self, day: &str) -> String {
        self.office.run(day).well();
        let steps =
            "SELECT coalesce(group_concat(DISTINCT step), '') FROM entry WHERE state = 'sent' AND document = 'D1'";
        self.office.db().query_row(steps, [], |row| row.get(0)).unwrap()
    }

    /// The step that left on Thursday the 24th, the first day after the grace.
    fn step(&self) -> String {
        self.left_on("2028-02-24")
    }

    fn owes(&self, amount: &str) {
        let told = self.office.relance(&["explain", "F-1", "--date", "2028-02-24"]).well();
        assert!(told.contains(amount), "{told}");
    }
}

/// An invoice of 2,500.00, due on Tuesday 15 February 2028, of which so much is left.
fn left(euros: i64) -> [Document; 1] {
    [invoice("F-1").with("left", euros * 100)]
}

const BOTH: [Promised; 2] = [Promised::OfInvoice, Promised::OfAccount];
const KEPT: &str = "+3 days";
const BROKEN: &str = "+10 days";

#[test]
fn what_is_left_coming_down_keeps_a_promise_of_a_part() {
    for promised in BOTH {
        let desk = Desk::new(promised, &left(2_500));
        desk.import("2028-02-18", &left(2_100));
        // The same figure again is no more money.
        desk.import("2028-02-22", &left(2_100));
        assert_eq!(desk.step(), KEPT, "{promised:?}");
        desk.owes("€2,100.00");
        let desk = Desk::new(promised, &left(2_500));
        desk.import("2028-02-18", &left(2_101));
        desk.import("2028-02-22", &left(2_101));
        let step = desk.step();
        assert_eq!(step, BROKEN, "{promised:?}: one euro is missing");
    }
}

#[test]
fn a_promise_that_was_kept_early_holds_no_longer() {
    for promised in BOTH {
        let desk = Desk::new(promised, &left(2_500));
        desk.import("2028-02-18", &left(2_100));
        assert_eq!(desk.left_on("2028-02-18"), KEPT, "{promised:?}");
    }
}

#[test]
fn money_that_may_have_come_in_time_did() {
    // Nothing was heard of the bank from the 16th to the 28th.
    let desk = Desk::new(Promised::OfInvoice, &left(2_500));
    desk.import("2028-02-28", &left(2_100));
    assert_eq!(desk.left_on("2028-02-28"), KEPT);
    // On the 23rd nothing had come: what came after came too late.
    let desk = Desk::new(Promised::OfInvoice, &left(2_500));
    desk.import("2028-02-23", &left(2_500));
    desk.import("2028-02-24", &left(2_100));
    assert_eq!(desk.step(), BROKEN);
}

#[test]
fn a_payment_recorded_by_hand_proves_it_also_once_the_erp_has_it() {
    for promised in BOTH {
        for of in [&["F-1"][..], &["--account", "A1"]] {
            let desk = Desk::new(promised, &left(2_500));
            desk.pay(of, &left(2_500));
            // The bookkeeper was slow.
            desk.import("2028-02-23", &left(2_500));
            desk.import("2028-02-24", &left(2_100));
            assert_eq!(desk.step(), KEPT, "{promised:?} {of:?}");
            desk.owes("€2,100.00");
        }
    }
    // The ERP has 300 of 400 in time, the rest is still what was recorded.
    let desk = Desk::new(Promised::OfInvoice, &left(2_500));
    desk.pay(&["F-1"], &left(2_500));
    desk.import("2028-02-22", &left(2_200));
    assert_eq!(desk.step(), KEPT);
    desk.owes("€2,100.00");
}

#[test]
fn money_that_went_back_keeps_nothing() {
    for by_hand in [true, false] {
        let desk = Desk::new(Promised::OfInvoice, &left(2_500));
        if by_hand {
            desk.pay(&["F-1"], &left(2_500));
        }
        desk.import("2028-02-18", &left(2_100));
        desk.import("2028-02-22", &left(2_500));
        assert_eq!(desk.step(), BROKEN, "by hand: {by_hand}");
    }
}

#[test]
fn a_credit_note_that_was_used_is_no_payment() {
    let with_credit = |euros: i64, of_credit: i64| {
        let credit = credit_note("A-1").with("total", 40_000).with("left", of_credit * 100);
        [left(euros).to_vec(), vec![credit]].concat()
    };
    for before in [left(2_500).to_vec(), with_credit(2_500, 400)] {
        let desk = Desk::new(Promised::OfInvoice, &before);
        desk.import("2028-02-22", &with_credit(2_100, 0));
        assert_eq!(desk.step(), BROKEN);
    }
}

#[test]
fn money_that_the_erp_lists_counts_once() {
    // Two promises of 400.00, one payment: told by what is left, then by its line.
    let desk = Desk::new(Promised::OfAccount, &left(2_500));
    desk.promise();
    desk.import("2028-02-18", &left(2_100));
    let amount = json!({"minor": 40_000, "currency": "EUR"});
    let line = json!([{"id": "P1", "document": "D1", "amount": amount, "day": "2028-02-17", "state": "settled"}]);
    desk.import_with("2028-02-22", &left(2_100), &line);
    assert_eq!(desk.step(), BROKEN, "the account's");
}

#[test]
fn parts_prove_it_like_the_whole() {
    let parts = |first: i64| {
        let part = |id: &str, left: i64| json!({"id": id, "due": "2028-02-15", "amount": 125_000, "left": left * 100, "retention": false});
        [invoice("F-1").with("instalments", json!([part("1", first), part("2", 1_250)]))]
    };
    for by_hand in [true, false] {
        let desk = Desk::new(Promised::OfInvoice, &parts(1_250));
        if by_hand {
            desk.pay(&["F-1"], &parts(1_250));
        }
        desk.import("2028-02-18", &parts(850));
        desk.import("2028-02-22", &parts(850));
        assert_eq!(desk.step(), KEPT, "by hand: {by_hand}");
        desk.owes("€850.00");
        desk.owes("€1,250.00");
    }
}

#[test]
fn an_invoice_that_is_corrected_is_no_payment() {
    let corrected = |total: i64, left: i64| [invoice("F-1").with("total", total * 100).with("left", left * 100)];
    for promised in BOTH {
        let desk = Desk::new(promised, &left(2_500));
        desk.import("2028-02-18", &corrected(2_100, 2_100));
        desk.import("2028-02-22", &corrected(2_100, 2_100));
        assert_eq!(desk.step(), BROKEN, "{promised:?}: nobody paid");
        let desk = Desk::new(promised, &left(2_500));
        desk.import("2028-02-18", &corrected(2_900, 2_500));
        desk.import("2028-02-22", &corrected(2_900, 2_500));
        assert_eq!(desk.step(), KEPT, "{promised:?}: of 400 more 400 were paid");
    }
}
