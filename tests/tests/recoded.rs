//! Exports that put documents into another account, and money that was recorded for an account before the ERP knew of it.

use std::{fs, ops::Deref};

use relance_tests::{Customer, Document, Ended, Office, credit_note, customer, invoice, ladder, settings};
use serde_json::{Value, json};

/// Two invoices due on 14 and 15 February 2028: their reminders leave on the 17th and the 18th.
pub(super) const F1: &str = "F-1;2028-01-15;2028-02-14;2500.00;2500.00";
const F2: &str = "F-2;2028-01-15;2028-02-15;1000.00;1000.00";
pub(super) const DAY: &str = "2028-02-18";
const MAPPING: &str = "[account]\nid = \"{Code}\"\nemail = \"{Mail}\"\n[document]\nkind = \"invoice\"\nnumber = \"{N}\"\ncurrency = \"EUR\"\n\
    issued = \"{Date}\"\nfirst-sent = \"{Date}\"\ndue = \"{Due}\"\ntotal = \"{Total}\"\nleft = \"{Left}\"\n";

/// An office whose ERP exports rows: each a customer's code and what it has of an invoice.
pub(super) struct Desk(Office);

impl Deref for Desk {
    type Target = Office;

    fn deref(&self) -> &Office {
        &self.0
    }
}

impl Desk {
    fn new() -> Self {
        Self::reminding(&["+3 days"])
    }

    /// A desk whose export has one invoice.
    pub(super) fn alone(row: &str) -> Self {
        Self::with(row, &["+3 days"])
    }

    /// The same with other steps.
    pub(super) fn with(row: &str, steps: &[&str]) -> Self {
        let desk = Self::reminding(steps);
        desk.import(&[("C1", row)], &[]);
        desk
    }

    pub(super) fn reminding(steps: &[&str]) -> Self {
        let office = Office::without_customers(&settings("invoice", &json!({"steps": ladder("due", steps)})));
        office.put("M.toml", format!("delimiter = \";\"\n{MAPPING}"));
        Self(office)
    }

    /// A desk whose export has both invoices under the code C1, with these steps.
    pub(super) fn with_both(steps: &[&str]) -> Self {
        let desk = Self::reminding(steps);
        desk.import(&[("C1", F1), ("C1", F2)], &[]);
        desk
    }

    /// A desk whose export has both invoices under the code C1.
    fn open() -> Self {
        Self::with_both(&["+3 days"])
    }

    pub(super) fn import(&self, rows: &[(&str, &str)], more: &[&str]) -> String {
        let rows = rows.iter().map(|(code, rest)| format!("{code};d@x.example;{rest}\n")).collect::<String>();
        self.put("i.csv", format!("Code;Mail;N;Date;Due;Total;Left\n{rows}"));
        let (file, mapping) = (self.name("i.csv"), self.name("M.toml"));
        self.done(&[&["import", &file, "--mapping", &mapping, "--date", "2028-12-31"], more].concat())
    }

    pub(super) fn import_json(&self, accounts: &[Customer]) -> String {
        self.keep(accounts);
        self.0.import().well()
    }

    fn explained(&self, number: &str) -> Value {
        let said = self.done(&["explain", number, "--date", DAY, "--json"]);
        serde_json::from_str::<Value>(&said).unwrap()[0].clone()
    }

    pub(super) fn code(&self, number: &str) -> String {
        self.explained(number)["explanation"]["decision"]["code"].as_str().unwrap().to_owned()
    }

    fn left(&self, number: &str, amount: &str) {
        let explained = self.explained(number).to_string();
        assert!(explained.contains(&format!("{amount} is left")), "{amount} of {number}: {explained}");
    }

    fn run(&self) {
        self.run_on(DAY);
    }

    pub(super) fn run_on(&self, day: &str) {
        self.0.run(day).well();
    }

    /// To whom the mail of the last day went.
    pub(super) fn last_mail_to(&self) -> Vec<String> {
        let last = fs::read_dir(self.at("out/mail/new")).unwrap().map(|entry| entry.unwrap().path()).max().unwrap();
        let mail = fs::read_to_string(last).unwrap().replace("\r\n", "\n").replace("\n\t", " ").replace("\n ", " ");
        let to = mail.lines().find_map(|line| line.strip_prefix("To:")).unwrap();
        let words = to.split([' ', ',', '<', '>']).filter(|word| word.contains('@'));
        words.map(str::to_owned).collect()
    }
}

#[test]
fn what_was_recorded_for_a_document_goes_with_it_to_another_account() {
    let said: [(&[&str], &str); 6] = [
        (&["event", "F-1", "dispute", "--date", DAY], "disputed"),
        (&["event", "F-1", "reply", "--date", DAY], "replied"),
        (&["event", "F-1", "cancelled", "--date", DAY], "cancelled"),
        (&["block", "F-1", "--reason", "x"], "blocked"),
        (&["promise", "F-1", "--for", "2028-02-21", "--made", "2028-02-16"], "promised"),
        (&["pay", "F-1", "--amount", "2500.00", "--date", "2028-02-16"], "settled"),
    ];
    for (said, code) in said {
        // The whole customer has a new code; one document of it stands under another one.
        for other in ["C2", "C1"] {
            let desk = Desk::open();
            desk.done(said);
            assert_eq!(desk.code("F-1"), code);
            let told = desk.import(&[("C2", F1), (other, F2)], &[]);
            assert!(told.contains("left account C1 (F-1 → C2"), "{told}");
            assert_eq!(desk.code("F-1"), code, "{said:?}, F-2 in {other}");
            assert_eq!(desk.code("F-2"), "remind", "{said:?}, F-2 in {other}");
            // And it stays from one import to the next.
            desk.import(&[("C2", F1), (other, F2)], &[]);
            assert_eq!(desk.code("F-1"), code, "{said:?}, F-2 in {other}, again");
        }
    }
}

#[test]
fn a_file_of_whole_accounts_moves_documents_as_well() {
    let file = |first: &[&str], second: &[&str]| {
        let documents = |ids: &[&str]| ids.iter().map(|id| invoice(id).known_as(id)).collect::<Value>();
        [customer("C1").has(documents(first)), customer("C2").has(documents(second))]
    };
    let desk = Desk::new();
    desk.import_json(&file(&["F-1", "F-2"], &[]));
    desk.done(&["event", "F-1", "dispute", "--date", DAY]);
    desk.done(&["pay", "F-2", "--amount", "2500.00", "--date", "2028-02-16"]);
    desk.import_json(&file(&["F-2"], &["F-1"]));
    assert_eq!((desk.code("F-1"), desk.code("F-2")), ("disputed".into(), "settled".into()));
    // The account that takes over comes first in the file.
    desk.import_json(&file(&["F-2", "F-1"], &[]));
    assert_eq!((desk.code("F-1"), desk.code("F-2")), ("disputed".into(), "settled".into()));
    desk.import_json(&file(&[], &["F-1", "F-2"]));
    assert_eq!((desk.code("F-1"), desk.code("F-2")), ("disputed".into(), "settled".into()));
}

#[test]
fn what_was_recorded_for_a_customer_goes_along_with_all_its_documents() {
    let desk = Desk::open();
    desk.done(&["block", "--account", "C1", "--reason", "director on it"]);
    desk.done(&["pay", "--account", "C1", "--amount", "300.00", "--date", "2028-02-16"]);
    let told = desk.import(&[("C2", F1), ("C2", F2)], &[]);
    assert!(
        told.contains(
            "look: what was recorded for account C1 as a whole now counts for account C2: blocked until it is lifted (director on it); \
             €300.00 paid on 16 February 2028"
        ),
        "{told}"
    );
    assert_eq!((desk.code("F-1"), desk.code("F-2")), ("blocked".into(), "blocked".into()));
    desk.done(&["block", "--account", "C2", "--lift"]);
    assert_eq!((desk.code("F-1"), desk.code("F-2")), ("remind".into(), "remind".into()));
    // The oldest due first, once.
    desk.left("F-1", "€2,200.00");
    desk.left("F-2", "€1,000.00");
    // It comes back on the day: the command finds it where it is now.
    desk.done(&["pay", "--account", "C2", "--amount", "300.00", "--date", "2028-02-16", "--rejected"]);
    desk.left("F-1", "€2,500.00");
}

#[test]
fn a_customer_of_whom_the_rest_was_paid_has_moved_as_a_whole() {
    let desk = Desk::open();
    desk.done(&["block", "--account", "C1", "--reason", "x"]);
    let told = desk.import(&[("C2", F1)], &["--missing", "closed"]);
    assert!(told.contains("now counts for account C2: blocked until it is lifted (x)"), "{told}");
    assert_eq!(desk.code("F-1"), "blocked");
}

#[test]
fn what_was_recorded_for_a_customer_holds_the_documents_that_left_it_until_somebody_says_so() {
    let desk = Desk::open();
    desk.done(&["block", "--account", "C1", "--reason", "director on it"]);
    desk.done(&["event", "F-2", "insolvency", "--date", "2028-02-10"]);
    let told = desk.import(&[("C2", F1), ("C1", F2)], &[]);
    assert!(told.contains("each of them is held until somebody says so"), "{told}");
    assert!(told.contains("`relance block F-1 --lift`, `relance event F-1 insolvency-over`"), "{told}");
    desk.done(&["block", "F-1", "--lift"]);
    assert_eq!(desk.code("F-1"), "insolvency");
    desk.done(&["event", "F-1", "insolvency-over"]);
    assert_eq!(desk.code("F-1"), "remind");
    desk.done(&["event", "F-2", "insolvency-over"]);
    assert_eq!(desk.code("F-2"), "blocked", "the former account's own is still there");
}

#[test]
fn money_of_a_customer_holds_the_invoices_that_left_it_until_somebody_says_so() {
    let desk = Desk::open();
    desk.done(&["pay", "--account", "C1", "--amount", "2500.00", "--date", "2028-02-16"]);
    let told = desk.import(&[("C2", F1), ("C1", F2)], &[]);
    assert!(told.contains("€2,500.00 paid on 16 February 2028"), "{told}");
    let typed = [
        "relance pay F-1 --amount 2500.00 --date 2028-02-16",
        "relance pay --account C1 --amount 2500.00 --currency EUR --date 2028-02-16 --rejected",
        "relance block F-1 --lift",
    ];
    assert_eq!(desk.code("F-1"), "blocked");
    for typed in typed {
        assert!(told.contains(&format!("`{typed}`")), "{typed}: {told}");
        desk.done(&typed.split(' ').skip(1).collect::<Vec<_>>());
    }
    assert_eq!((desk.code("F-1"), desk.code("F-2")), ("settled".into(), "remind".into()));
    desk.left("F-2", "€1,000.00");
}

#[test]
fn a_customer_who_was_written_to_today_is_not_written_to_again_under_another_code() {
    let desk = Desk::open();
    desk.run();
    let before = desk.mails();
    assert!(before > 0);
    desk.import(&[("C2", F1), ("C2", F2)], &[]);
    desk.run();
    assert_eq!(desk.mails(), before);
}

/// A merge, or a new code: the same customer has had "+3 days" already. One document that goes to another customer begins anew there.
#[test]
fn a_document_begins_a_new_cycle_at_another_customer_and_not_where_all_went_along() {
    for (rows, mails) in [([("C2", F1), ("C2", F2)], 2), ([("C2", F1), ("C1", F2)], 3)] {
        let desk = Desk::open();
        desk.run();
        desk.run_on("2028-02-19");
        // One message of two invoices, or two: by how the ladder groups.
        let before = desk.mails();
        desk.import(&rows, &[]);
        for day in ["2028-02-21", "2028-02-22", "2028-02-23"] {
            desk.run_on(day);
        }
        assert_eq!(desk.mails() - before, mails - 2, "{rows:?}");
    }
}

#[test]
fn proceedings_of_a_former_customer_and_of_the_present_one_are_lifted_together() {
    let desk = Desk::open();
    desk.done(&["event", "F-1", "insolvency", "--date", DAY]);
    desk.import(&[("C2", F1), ("C1", F2)], &[]);
    desk.done(&["event", "F-1", "insolvency", "--date", DAY]);
    assert!(desk.done(&["event", "F-1", "insolvency-over"]).contains("Taken back."));
    assert_eq!(desk.code("F-1"), "remind");
    let Ended { code, said, .. } = desk.relance(&["event", "F-1", "insolvency-over"]);
    assert!(code == 3 && said.contains("nothing of the kind"), "{said}");
}

#[test]
fn money_of_an_account_gives_way_to_what_the_erp_says_came_in() {
    let left = |left: &str| F1.replace(";2500.00;2500.00", &format!(";2500.00;{left}"));
    let desk = Desk::open();
    desk.done(&["pay", "--account", "C1", "--amount", "300.00", "--date", "2028-02-16"]);
    desk.left("F-1", "€2,200.00");
    // The export does not know it yet.
    desk.import(&[("C1", F1), ("C1", F2)], &[]);
    desk.left("F-1", "€2,200.00");
    // It knows a third of it, then all: never more than was paid is taken off.
    desk.import(&[("C1", &left("2400.00")), ("C1", F2)], &[]);
    desk.left("F-1", "€2,200.00");
    desk.import(&[("C1", &left("2200.00")), ("C1", F2)], &[]);
    desk.left("F-1", "€2,200.00");
    desk.left("F-2", "€1,000.00");
}

#[test]
fn money_of_an_account_gives_way_where_the_invoice_it_paid_is_not_named_any_more() {
    let desk = Desk::open();
    desk.done(&["pay", "--account", "C1", "--amount", "2500.00", "--date", "2028-02-16"]);
    desk.import(&[("C1", F2)], &["--missing", "closed"]);
    assert_eq!(desk.code("F-2"), "remind");
    desk.left("F-2", "€1,000.00");
}

#[test]
fn money_recorded_for_a_document_is_not_taken_for_that_of_its_account() {
    let desk = Desk::open();
    desk.done(&["pay", "F-1", "--amount", "100.00", "--date", "2028-02-16"]);
    desk.done(&["pay", "--account", "C1", "--amount", "300.00", "--date", "2028-02-16"]);
    desk.left("F-1", "€2,100.00");
    desk.import(&[("C1", &F1.replace(";2500.00;2500.00", ";2500.00;2400.00")), ("C1", F2)], &[]);
    desk.left("F-1", "€2,100.00");
}

#[test]
fn what_is_no_money_leaves_that_of_an_account_as_it_was() {
    let invoice = |id: &str, left: i64| invoice(id).known_as(id).with("left", left);
    let credit = |left: i64| credit_note("A-1").of("500.00").with("left", left);
    let file = |documents: &[Document], payments: Value| customer("C1").has(documents).paid(&payments);
    let desk = Desk::new();
    desk.import_json(&[file(&[invoice("F-1", 250_000)], json!([]))]);
    desk.done(&["pay", "--account", "C1", "--amount", "300.00", "--date", "2028-02-16"]);
    desk.left("F-1", "€2,200.00");
    // A new invoice.
    desk.import_json(&[file(&[invoice("F-1", 250_000), invoice("F-2", 250_000)], json!([]))]);
    desk.left("F-1", "€2,200.00");
    // A credit note that is used up: 2,500.00 less 500.00, less 300.00.
    desk.import_json(&[file(&[invoice("F-1", 200_000), invoice("F-2", 250_000), credit(0)], json!([]))]);
    desk.left("F-1", "€1,700.00");
    // The ERP has it, as a payment that names nothing; then it puts it to the invoice.
    let payment =
        json!([{"id": "P", "amount": {"minor": 30_000, "currency": "EUR"}, "day": "2028-02-16", "state": "settled"}]);
    desk.import_json(&[file(&[invoice("F-1", 200_000), invoice("F-2", 250_000), credit(0)], payment)]);
    desk.left("F-1", "€1,700.00");
    desk.import_json(&[file(&[invoice("F-1", 170_000), invoice("F-2", 250_000), credit(0)], json!([]))]);
    desk.left("F-1", "€1,700.00");
}

#[test]
fn money_of_a_customer_gives_way_also_to_what_came_in_for_an_invoice_that_goes_to_another_one() {
    let desk = Desk::open();
    desk.done(&["pay", "--account", "C1", "--amount", "1000", "--date", DAY]);
    // The 1,000 were paid for F-1, which goes to C2 in the same export: nothing of them is left for F-2.
    desk.import(&[("C2", "F-1;2028-01-15;2028-02-14;2500.00;1500.00"), ("C1", F2)], &[]);
    desk.left("F-2", "€1,000.00");
    desk.left("F-1", "€1,500.00");
}
