//! Messages and money that came back.

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
    let (code, said) = nobody.relance(&["event", "F-1", "bounced"]);
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
