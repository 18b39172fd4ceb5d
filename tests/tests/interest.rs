//! Which money lowers the base of interest from which day, and which rate and indemnity are asked for. Worked out by hand.

use relance_tests::{actions, ask, company, customer, entry, invoice, ladder, list, reminders};
use serde_json::{Value, json};

/// The lines of the interest on one invoice over 1,000.00 EUR, as (first, last, base, rate, interest).
fn interest(today: &str, profile: &str, given: &Value, payments: &Value) -> Vec<(String, String, i64, i64, i64)> {
    let mut steps = ladder("due", &["+1 days"]);
    steps[0]["claims"] = json!(["interest", "indemnity"]);
    let settings = reminders(&steps);
    let full = invoice("F-1").of("1000.00").issued("2022-12-01").sent("2022-12-01").with_all(given);
    let account = customer("A1").with("profile", profile).has([full]).paid(payments);
    let context = json!({"contract": "0.2", "tenant": "t", "today": today, "settings": settings.to_string(), "company": company(), "bank_date": today});
    let request = json!({"context": context, "so_far": {"customer_messages": 0}, "accounts": [account]});
    let page = ask("reminders", "run", &request).unwrap();
    let lines = list(&page["accounts"][0]["actions"][0]["charges"]["lines"]);
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let number = |value: &Value| value.as_i64().unwrap();
    lines
        .iter()
        .map(|line| {
            let interest = number(&line["interest"]["minor"]);
            (text(&line["first"]), text(&line["last"]), number(&line["base"]["minor"]), number(&line["rate"]), interest)
        })
        .collect()
}

fn line(first: &str, last: &str, base: i64, rate: i64, interest: i64) -> (String, String, i64, i64, i64) {
    (first.to_owned(), last.to_owned(), base, rate, interest)
}

#[test]
fn money_that_names_nothing_lowers_the_base_from_the_day_after_its_own() {
    // 1,000.00 at 14.50 % for the 60 days from 1 February to 31 March 2024: 23.84; then 500.00 for 30 days: 5.96.
    let paid =
        json!([{"id": "P", "amount": {"minor": 50_000, "currency": "EUR"}, "day": "2024-03-31", "state": "settled"}]);
    let lines = interest("2024-04-30", "b2b-fr", &json!({"due": "2024-01-31"}), &paid);
    let expected =
        [line("2024-02-01", "2024-03-31", 100_000, 1_450, 2_384), line("2024-04-01", "2024-04-30", 50_000, 1_450, 596)];
    assert_eq!(lines, expected);
}

#[test]
fn money_that_names_no_part_goes_to_the_oldest_from_the_day_after_its_own() {
    // 600.00 for 60 days: 14.30; then 100.00 for 30 days: 1.19. The second part is not due yet.
    let parts = json!([{"id": "E0", "due": "2024-01-31", "amount": 60_000, "retention": false},
        {"id": "E1", "due": "2024-12-31", "amount": 40_000, "retention": false}]);
    let paid = json!([{"id": "P", "document": "D1", "amount": {"minor": 50_000, "currency": "EUR"}, "day": "2024-03-31", "state": "settled"}]);
    let lines = interest("2024-04-30", "b2b-fr", &json!({"due": "2024-01-31", "instalments": parts}), &paid);
    let expected =
        [line("2024-02-01", "2024-03-31", 60_000, 1_450, 1_430), line("2024-04-01", "2024-04-30", 10_000, 1_450, 119)];
    assert_eq!(lines, expected);
}

#[test]
fn a_public_buyers_rate_is_that_of_the_half_year_in_which_interest_began() {
    // Due on 5 January 2023: 2.50 + 8 points for the whole delay, also for the 7 days not charged yet. 1,000.00 × 10.50 % × 7 / 365 = 2.01.
    let invoice = json!({"due": "2023-01-05", "charged": {"indemnity": true, "interest_to": "2023-10-29"}});
    let lines = interest("2023-11-05", "public-fr", &invoice, &json!([]));
    assert_eq!(lines, [line("2023-10-30", "2023-11-05", 100_000, 1_050, 201)]);
}

#[test]
fn the_indemnity_is_asked_for_with_one_part_of_an_invoice() {
    // Two parts: the notice about the first left on 14 March and asked for 40 EUR. That about the second asks for nothing of the kind, and a later
    // one about the first still does (C. com. D441-5: once for each invoice).
    let parts = json!([{"id": "E0", "due": "2024-02-10", "amount": 60_000, "retention": false},
        {"id": "E1", "due": "2024-03-10", "amount": 40_000, "retention": false}]);
    let mut steps = ladder("due", &["+30 days", "+60 days"]);
    steps[0]["claims"] = json!(["indemnity"]);
    steps[1]["claims"] = json!(["indemnity"]);
    let settings = reminders(&steps);
    let invoice =
        invoice("F-1").of("1000.00").issued("2024-01-10").sent("2024-01-10").due("2024-02-10").in_parts(&parts);
    let sent = entry("2024-03-14", "+30 days").covering("instalment", "E0");
    let indemnity = |today: &str, history: Value| {
        let account = customer("A1").with("profile", "b2b-fr").has([&invoice]).history(&history);
        let context = json!({"contract": "0.2", "tenant": "t", "today": today, "settings": settings.to_string(), "company": company(), "bank_date": today});
        let request = json!({"context": context, "so_far": {"customer_messages": 0}, "accounts": [account]});
        let page = ask("reminders", "run", &request).unwrap();
        let asked = actions(&page).into_iter().map(|action| {
            let part = action["wanted"]["coverage"][0]["instalment"].as_str().unwrap().to_owned();
            (part, action["charges"]["indemnity"]["minor"].as_i64())
        });
        asked.collect::<Vec<_>>()
    };
    assert_eq!(indemnity("2024-03-14", json!([])), [("E0".to_owned(), Some(4_000))]);
    assert_eq!(indemnity("2024-04-09", json!([sent])), [("E1".to_owned(), None)]);
    assert_eq!(indemnity("2024-04-15", json!([sent])).first(), Some(&("E0".to_owned(), Some(4_000))));
}
