//! The "fixtures to hold on to" of the domain's page: days worked out there by hand, lived through day by day natively
//! and through the component.

use relance_tests::{Customer, Days, action, customer, invoice, ladder, quote, reminders, settings, step};
use serde_json::{Value, json};

const TWENTY: [&str; 4] = ["+3 days", "+7 days", "+15 days", "+20 days"];

/// An invoice of 2,500.00 issued on 15 January, due on 15 February of that year.
fn due_in_february(year: &str) -> Customer {
    customer("A1").has([invoice("F-1")
        .issued(&format!("{year}-01-15"))
        .sent(&format!("{year}-01-15"))
        .due(&format!("{year}-02-15"))])
}

fn february_to_march(year: &str, scenario: &Value) -> Vec<String> {
    let (from, to) = (format!("{year}-01-15"), format!("{year}-03-31"));
    Days { from: &from, to: &to, down: None }.sent(&settings("invoice", scenario), due_in_february(year))
}

#[test]
fn calendar_days_in_a_leap_year() {
    let days = february_to_march("2028", &json!({"steps": ladder("due", &TWENTY)}));
    assert_eq!(days, ["2028-02-18 +3 days", "2028-02-22 +7 days", "2028-03-01 +15 days", "2028-03-06 +20 days"]);
}

#[test]
fn next_working_day() {
    for (year, expected) in [
        ("2025", ["2025-02-18", "2025-02-24", "2025-03-03", "2025-03-07"]),
        ("2026", ["2026-02-18", "2026-02-23", "2026-03-02", "2026-03-09"]),
        ("2027", ["2027-02-18", "2027-02-22", "2027-03-02", "2027-03-08"]),
    ] {
        let days = february_to_march(year, &json!({"shift": "next-working-day", "steps": ladder("due", &TWENTY)}));
        let expected: Vec<_> = expected.iter().zip(TWENTY).map(|(day, step)| format!("{day} {step}")).collect();
        assert_eq!(days, expected);
    }
}

/// Sent on Monday 2 March 2026 (day 0) and valid through that many days later.
fn offer(valid_until: &str) -> Customer {
    customer("A1").has([quote("F-1").issued("2026-03-02").sent("2026-03-02").valid_until(valid_until)])
}

fn quote_plan() -> Value {
    let points = [("week", "+7 days", "first-sent"), ("end", "-2 days", "valid-until")]
        .map(|(id, at, from)| step(id, at).from(from).does([action("mail", "email")]));
    settings("quote", &json!({"steps": points}))
}

#[test]
fn a_quote_valid_five_days_is_reminded_on_day_three_only() {
    let days = Days { from: "2026-03-02", to: "2026-03-20", down: None };
    assert_eq!(days.sent(&quote_plan(), offer("2026-03-07")), ["2026-03-05 end"]);
}

#[test]
fn a_quote_valid_eight_days_is_reminded_on_day_six_and_the_other_point_is_dropped() {
    let days = Days { from: "2026-03-02", to: "2026-03-20", down: None };
    let left = days.live(&quote_plan(), offer("2026-03-10"), |_, _| {});
    let told: Vec<_> = left.iter().map(|left| (left.day.as_str(), left.step.as_str(), left.state.as_str())).collect();
    assert_eq!(told, [("2026-03-08", "end", "sent"), ("2026-03-09", "week", "dropped")]);
}

#[test]
fn a_late_week_point_does_not_take_the_place_of_the_one_before_expiry() {
    // Day 17 is 19 March, day 28 is 30 March, day 30 is 1 April.
    let days = Days { from: "2026-03-02", to: "2026-04-15", down: Some(("2026-03-08", "2026-03-18")) };
    assert_eq!(days.sent(&quote_plan(), offer("2026-04-01")), ["2026-03-19 week", "2026-03-30 end"]);
}

#[test]
fn an_outage_does_not_end_in_a_burst() {
    // Due on Thursday 5 June 2025; Whit Monday is 9 June, 14 July is closed too.
    let mut settings = settings(
        "invoice",
        &json!({"shift": "next-working-day", "steps": ladder("due", &["+3 days", "+7 days", "+15 days"])}),
    );
    settings["calendar"] = json!({"closed": ["2025-06-09", "2025-07-14"]});
    let invoice = customer("A1").has([invoice("F-1").issued("2025-05-05").sent("2025-05-05").due("2025-06-05")]);
    let days = Days { from: "2025-06-01", to: "2025-07-31", down: Some(("2025-06-10", "2025-06-21")) };
    assert_eq!(days.sent(&settings, invoice), ["2025-06-23 +3 days", "2025-06-25 +7 days", "2025-07-03 +15 days"]);
}

#[test]
fn a_long_closure_does_not_end_in_a_burst() {
    let mut settings = settings(
        "invoice",
        &json!({"shift": "next-working-day", "steps": ladder("due", &["+3 days", "+7 days", "+15 days"])}),
    );
    settings["calendar"] = json!({"closed": ["2025-08-01/2025-08-24"]});
    let invoice = customer("A1").has([invoice("F-1").issued("2025-07-01").sent("2025-07-01").due("2025-08-01")]);
    let days = Days { from: "2025-08-01", to: "2025-09-30", down: None };
    assert_eq!(days.sent(&settings, invoice), ["2025-08-25 +3 days", "2025-08-27 +7 days", "2025-09-01 +15 days"]);
}

#[test]
fn switched_on_by_hand_ninety_days_late() {
    // Due on 1 February 2026; 90 days later is 2 May; 30 and 60 days after that, 1 June and 1 July.
    let mut settings = reminders(ladder("due", &["0", "+30 days", "+60 days"]));
    settings["invoices"]["active_since"] = json!("2026-03-01");
    let invoice = customer("A1").has([invoice("F-1").issued("2026-01-02").sent("2026-01-02").due("2026-02-01")]);
    let days = Days { from: "2026-03-01", to: "2026-07-31", down: None };
    let left = days.live(&settings, invoice, |today, account| {
        if today == "2026-05-02" {
            account["documents"][0]["automatic"] = json!(true);
        }
    });
    let told: Vec<_> = left.iter().map(|left| (left.day.as_str(), left.step.as_str())).collect();
    assert_eq!(told, [("2026-05-02", "0"), ("2026-06-01", "+30 days"), ("2026-07-01", "+60 days")]);
}

#[test]
fn what_counts_forward_never_goes_back_to_its_day_or_before_it() {
    let planned = |due: &str, at: &str| {
        let steps = json!({"steps": ladder("due", &[at]), "shift": "previous-working-day"});
        let account = customer("A1").has([invoice("F-1").due(due)]);
        Days { from: "2028-02-01", to: "2028-03-01", down: None }.sent(&settings("invoice", &steps), account)
    };
    // Due on Saturday 19 February 2028: the day itself and the day after are closed, and Friday would be before it.
    assert_eq!(planned("2028-02-19", "+0 days"), ["2028-02-21 +0 days"]);
    assert_eq!(planned("2028-02-19", "+1 days"), ["2028-02-21 +1 days"]);
    // Due on Friday the 18th: the day after is not told on the very day.
    assert_eq!(planned("2028-02-18", "+1 days"), ["2028-02-21 +1 days"]);
    // Further away, and before the day, it goes back: Saturday 26 to Friday the 25th, Sunday 20 to Friday the 18th.
    assert_eq!(planned("2028-02-19", "+7 days"), ["2028-02-25 +7 days"]);
    assert_eq!(planned("2028-02-22", "-2 days"), ["2028-02-18 -2 days"]);
}

#[test]
fn an_ended_quote_is_told_so_after_its_end() {
    // Valid through Saturday 19 February 2028: the day after is a Sunday, and on Friday the 18th the quote is still valid.
    let step = step("ended", "+1 days").from("valid-until").does([action("mail", "email")]);
    let quote = quote("F-1").valid_until("2028-02-19");
    for order in ["as-listed", "by-date"] {
        let scenario = json!({"steps": [step], "shift": "previous-working-day", "order": order});
        let account = customer("A1").has([&quote]);
        let sent =
            Days { from: "2028-02-01", to: "2028-03-01", down: None }.sent(&settings("quote", &scenario), account);
        assert_eq!(sent, ["2028-02-21 ended"], "{order}");
    }
}
