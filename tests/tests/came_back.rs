//! Messages and money that came back.

use relance_tests::{Ended, customer, invoice};
use serde_json::json;

use crate::recoded::{DAY, Desk, F1};

/// A desk whose customer has one invoice, reminded once.
fn reminded() -> Desk {
    let desk = Desk::alone(F1);
    desk.run_on(DAY);
    assert_eq!(desk.mails(), 1);
    desk
}

/// How many messages about the invoice the history has as bounced.
fn came_back(desk: &Desk) -> usize {
    desk.done(&["history", "--document", "F-1"]).matches("bounced").count()
}

/// The first reminder came back, and the second attempt went to an address that works. Said twice the bounce is still about the last message.
#[test]
fn a_bounce_said_twice_is_one() {
    let desk = reminded();
    desk.done(&["event", "F-1", "bounced", "--date", DAY]);
    desk.done(&["event", "F-1", "address-works"]);
    desk.run_on("2028-02-21");
    assert_eq!((desk.mails(), came_back(&desk)), (2, 1));
    for _ in 0..2 {
        desk.done(&["event", "F-1", "bounced", "--date", "2028-02-21"]);
        assert_eq!(came_back(&desk), 2);
    }
    let nobody = Desk::alone(F1);
    let Ended { code, said, .. } = nobody.relance(&["event", "F-1", "bounced"]);
    assert!(code == 3 && said.contains("no e-mail about F-1 was sent from here"), "{said}");
}

/// Two reminders went out: the second one came back, said twice. The first one stays sent, so nothing leaves again but the second.
#[test]
fn a_bounce_said_twice_leaves_the_message_before_it_alone() {
    let desk = Desk::with(F1, &["+3 days", "+10 days"]);
    desk.run_on("2028-02-17");
    desk.run_on("2028-02-24");
    assert_eq!(desk.mails(), 2);
    for _ in 0..2 {
        desk.done(&["event", "F-1", "bounced", "--date", "2028-02-24"]);
    }
    assert_eq!(came_back(&desk), 1);
}

/// A cheque that bounced: the invoice was settled, reopens, and its ladder restarts. Money that never was there reopens nothing.
#[test]
fn an_invoice_that_a_rejected_payment_reopens_begins_a_new_cycle() {
    let pay = |desk: &Desk, amount: &str, more: &[&str]| {
        desk.done(&[&["pay", "F-1", "--amount", amount, "--date", DAY], more].concat());
    };
    // Paid in full: a new cycle, and the reminder again. In part, or only on its way: it had it already.
    for (amount, state, mails) in [("2500.00", &[][..], 2), ("1000.00", &[][..], 1), ("2500.00", &["--pending"][..], 1)]
    {
        let desk = reminded();
        pay(&desk, amount, state);
        desk.run_on("2028-02-21");
        pay(&desk, amount, &["--rejected"]);
        pay(&desk, amount, &["--rejected"]);
        for day in ["2028-02-22", "2028-02-23", "2028-02-24"] {
            desk.run_on(day);
        }
        assert_eq!(desk.mails(), mails, "{amount} {state:?}");
    }
}

/// A customer with two contacts who are both written to.
pub(super) fn two_addresses() -> Desk {
    let desk = Desk::reminding(&["+3 days", "+10 days"]);
    let mailbox = |address: &str| json!({"address": address, "bounced": false, "opted_out": false, "opted_in": false});
    let contact = |id: &str| json!({"id": id, "roles": ["billing"], "mailbox": mailbox(&format!("{id}@x.example"))});
    let invoice = invoice("F-1").known_as("F-1").due("2028-02-14");
    let contacts = [contact("anne"), contact("bruno")];
    desk.import_json(&[customer("C1").has([invoice]).with("contacts", &contacts)]);
    desk
}

/// A mail to both contacts of the customer.
fn reminded_at_two_addresses() -> Desk {
    let desk = two_addresses();
    desk.run_on("2028-02-17");
    assert_eq!(desk.last_mail_to(), ["anne@x.example", "bruno@x.example"]);
    desk
}

/// One of two addresses came back: the other one had the message, so the step counts as sent and is not sent again; the next one goes to it alone.
#[test]
fn of_a_mail_to_two_the_address_that_came_back_is_named() {
    let desk = reminded_at_two_addresses();
    let Ended { code, said, .. } = desk.relance(&["event", "F-1", "bounced", "--date", "2028-02-17"]);
    assert!(code == 3 && said.contains("went to anne@x.example, bruno@x.example: nothing was recorded"), "{said}");
    let Ended { code, said, .. } = desk.relance(&["event", "F-1", "bounced", "--address", "carla@x.example"]);
    assert!(code == 3 && said.contains("nothing was recorded"), "{said}");
    for _ in 0..2 {
        desk.done(&["event", "F-1", "bounced", "--address", "Anne@x.example", "--date", "2028-02-17"]);
        assert_eq!(came_back(&desk), 0, "bruno has it");
    }
    desk.run_on("2028-02-18");
    assert_eq!(desk.mails(), 1, "nobody gets it again");
    desk.run_on("2028-02-24");
    assert_eq!((desk.mails(), desk.last_mail_to()), (2, vec!["bruno@x.example".to_owned()]));
}

/// Both came back, one after the other: nobody had the message.
#[test]
fn a_mail_that_came_back_from_each_of_its_addresses_came_back() {
    let desk = reminded_at_two_addresses();
    desk.done(&["event", "F-1", "bounced", "--address", "anne@x.example", "--date", "2028-02-17"]);
    desk.done(&["event", "F-1", "bounced", "--address", "bruno@x.example", "--date", "2028-02-17"]);
    assert_eq!(came_back(&desk), 1);
    desk.done(&["event", "F-1", "address-works", "--address", "anne@x.example"]);
    desk.run_on("2028-02-18");
    assert_eq!((desk.mails(), desk.last_mail_to()), (2, vec!["anne@x.example".to_owned()]));
    let Ended { code, said, .. } = desk.relance(&["event", "F-1", "reply", "--address", "anne@x.example"]);
    assert!(code == 3 && said.contains("does not happen to an address"), "{said}");
}
