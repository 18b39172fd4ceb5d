//! What a message may ask for besides the debt (F56, F57): interest worked out by hand from the rates of the law, half-year by half-year, for
//! each profile; what was claimed already; what a profile forbids; what is not known.
//!
//! Every amount here is base × rate × days / 365, half up, worked out on paper; the rates are those of the sources named in `guest/src/law`.

use relance_tests::{action, ask, company, customer, entry, invoice, reminders, step};
use serde_json::{Value, json};

/// One message about one invoice, whose step claims interest and indemnity.
struct Claim<'a> {
    profile: &'a str,
    /// Members of the invoice; of 1,000.00 EUR due on 31 May 2024 unless they say otherwise.
    invoice: Value,
    /// Payments that name it: day and amount.
    paid: &'a [(&'a str, i64)],
    /// The settings' section `law`.
    law: Value,
    history: Value,
    today: &'a str,
    /// The customer's, and that of the text.
    language: &'a str,
}

impl Default for Claim<'_> {
    fn default() -> Self {
        let (invoice, law, history) = (json!({}), json!({}), json!([]));
        Self { profile: "b2b-fr", invoice, paid: &[], law, history, today: "2024-08-15", language: "fr" }
    }
}

/// First day, last day, base, rate in hundredths of a percent, days, interest.
type Line<'a> = (&'a str, &'a str, i64, Option<i64>, i64, i64);

impl Claim<'_> {
    fn run(&self, body: &Value) -> Value {
        let steps = json!([
            step("+1 days", "+1 days").claiming(["interest", "indemnity"]).does([action("mail", "email")]),
            step("+2 days", "+2 days").claiming(["interest", "indemnity"]).does([action("mail", "email")])
        ]);
        let mut settings = reminders(&steps);
        settings["law"] = self.law.clone();
        settings["texts"]["t"] = json!({self.language: {"subject": "{{ document.number }}", "body": body}});
        let mut invoice = invoice("F-1").of("1000.00").issued("2022-12-01").sent("2022-12-01").due("2024-05-31");
        for (name, value) in self.invoice.as_object().unwrap() {
            invoice[name] = value.clone();
        }
        let currency = invoice["currency"].clone();
        let payments = self.paid.iter().enumerate().map(|(at, (day, minor))| {
            json!({"id": format!("p{at}"), "document": "D1", "amount": {"minor": minor, "currency": currency}, "day": day, "state": "settled"})
        });
        let account = customer("A1")
            .with("profile", self.profile)
            .speaking(self.language)
            .has([invoice])
            .history(&self.history)
            .paid(payments.collect::<Vec<_>>());
        let context = json!({"contract": "0.2", "tenant": "t", "today": self.today, "settings": settings.to_string(), "company": company(),
            "bank_date": self.today});
        let request = json!({"context": context, "so_far": {"customer_messages": 0}, "accounts": [account]});
        ask("reminders", "run", &request).unwrap()
    }

    fn charges(&self) -> Value {
        let mut page = self.run(&json!("{{ document.number }}"));
        let action = page["accounts"][0]["actions"][0].take();
        assert!(!action.is_null(), "{page:#}");
        let charges = &action["charges"];
        // What the message claims is the debt and the charges, once each.
        let left =
            action["claimed"]["minor"].as_i64().unwrap() - minor(&charges["interest"]) - minor(&charges["indemnity"]);
        let paid: i64 = self.paid.iter().map(|(_, minor)| minor).sum();
        assert_eq!(left, self.invoice["total"].as_i64().unwrap_or(100_000) - paid);
        charges.clone()
    }

    fn gives(&self, lines: &[Line<'_>], indemnity: i64) {
        let charges = self.charges();
        let found: Vec<_> = charges["lines"]
            .as_array()
            .unwrap()
            .iter()
            .map(|line| {
                let text = |name: &str| line[name].as_str().unwrap();
                let number = |name: &str| line[name].as_i64().unwrap();
                (
                    text("first"),
                    text("last"),
                    minor(&line["base"]),
                    line["rate"].as_i64(),
                    number("days"),
                    minor(&line["interest"]),
                )
            })
            .collect();
        assert_eq!(found, lines);
        assert_eq!(minor(&charges["interest"]), lines.iter().map(|line| line.5).sum::<i64>());
        assert_eq!(minor(&charges["indemnity"]), indemnity);
    }

    fn remarks(&self) -> Vec<(String, String)> {
        let charges = self.charges();
        let remark = |remark: &Value| {
            (
                remark["code"].as_str().unwrap().to_owned(),
                format!("{} ({})", remark["message"].as_str().unwrap(), remark["hint"].as_str().unwrap()),
            )
        };
        charges["remarks"].as_array().unwrap().iter().map(remark).collect()
    }
}

fn minor(amount: &Value) -> i64 {
    amount["minor"].as_i64().unwrap_or_default()
}

#[test]
fn two_half_years_have_two_rates() {
    // 4.50 + 10, then 4.25 + 10: 11.917 and 17.959.
    Claim::default().gives(
        &[
            ("2024-06-01", "2024-06-30", 100_000, Some(1_450), 30, 1_192),
            ("2024-07-01", "2024-08-15", 100_000, Some(1_425), 46, 1_796),
        ],
        4_000,
    );
}

#[test]
fn three_half_years_and_two_partial_payments() {
    // 2,500.00 due on 30 November 2023; 500.00 on 15 February (a leap year), 700.00 on 20 July 2024.
    let claim = Claim {
        invoice: json!({"total": 250_000, "due": "2023-11-30"}),
        paid: &[("2024-02-15", 50_000), ("2024-07-20", 70_000)],
        today: "2024-09-10",
        ..Claim::default()
    };
    claim.gives(
        &[
            ("2023-12-01", "2023-12-31", 250_000, Some(1_400), 31, 2_973),
            ("2024-01-01", "2024-02-15", 250_000, Some(1_450), 46, 4_568),
            ("2024-02-16", "2024-06-30", 200_000, Some(1_450), 136, 10_805),
            ("2024-07-01", "2024-07-20", 200_000, Some(1_425), 20, 1_562),
            ("2024-07-21", "2024-09-10", 130_000, Some(1_425), 52, 2_639),
        ],
        4_000,
    );
}

#[test]
fn a_public_buyer_pays_the_rate_of_the_day_the_delay_began() {
    let claim = Claim { profile: "public-fr", ..Claim::default() };
    claim.gives(&[("2024-06-01", "2024-08-15", 100_000, Some(1_250), 76, 2_603)], 4_000);
}

#[test]
fn a_delay_that_begins_on_the_last_day_of_a_year() {
    let claim = Claim { invoice: json!({"due": "2024-12-30"}), today: "2025-01-10", ..Claim::default() };
    claim.gives(
        &[
            ("2024-12-31", "2024-12-31", 100_000, Some(1_425), 1, 39),
            ("2025-01-01", "2025-01-10", 100_000, Some(1_315), 10, 360),
        ],
        4_000,
    );
}

#[test]
fn a_payment_on_the_due_day_never_bore_interest() {
    let claim = Claim {
        invoice: json!({"due": "2024-03-31"}),
        paid: &[("2024-03-31", 40_000)],
        today: "2024-04-10",
        ..Claim::default()
    };
    claim.gives(&[("2024-04-01", "2024-04-10", 60_000, Some(1_450), 10, 238)], 4_000);
}

#[test]
fn a_rate_that_is_missing_is_said_and_never_guessed() {
    let claim = Claim { invoice: json!({"due": "2026-06-20"}), today: "2026-07-15", ..Claim::default() };
    claim.gives(
        &[
            ("2026-06-21", "2026-06-30", 100_000, Some(1_215), 10, 333),
            ("2026-07-01", "2026-07-15", 100_000, None, 15, 0),
        ],
        4_000,
    );
    let remarks = claim.remarks();
    assert_eq!(remarks.len(), 1);
    assert_eq!(remarks[0].0, "rate-missing");
    assert!(
        remarks[0].1.contains("1er juillet 2026 au 15 juillet 2026") && remarks[0].1.contains("law.rates"),
        "{remarks:?}"
    );
    // Added by the settings: 2.40 + 10, 15 days: 5.0959.
    let law = json!({"rates": {"ecb-main": {"2026-07-01": "2.40 %"}}});
    let claim = Claim { law, ..claim };
    claim.gives(
        &[
            ("2026-06-21", "2026-06-30", 100_000, Some(1_215), 10, 333),
            ("2026-07-01", "2026-07-15", 100_000, Some(1_240), 15, 510),
        ],
        4_000,
    );
    assert_eq!(claim.remarks(), []);
}

#[test]
fn no_statement_of_interest_is_printed_where_no_rate_is_known() {
    let body = |claim: &Claim<'_>| {
        let page = claim.run(&json!("{{ document.number }} {{ document.left }}\n\n{{ block.interest }}"));
        page["accounts"][0]["actions"][0]["body"]["email"]["text"].as_str().unwrap_or_default().to_owned()
    };
    // Due in June: ten days of the first half-year, whose rate is known, and fifteen of the second, whose rate is not.
    let claim = Claim { invoice: json!({"due": "2026-06-20"}), today: "2026-07-15", ..Claim::default() };
    let printed = body(&claim);
    assert!(printed.contains("30/06/2026") && !printed.contains("15/07/2026"), "{printed}");
    // Due in July: nothing is claimed, and no table says so.
    let claim = Claim { invoice: json!({"due": "2026-07-01"}), ..claim };
    let printed = body(&claim);
    assert!(printed.contains("F-1") && !printed.contains("Décompte"), "{printed}");
}

#[test]
fn a_consumer_owes_legal_interest_from_a_formal_notice_and_no_fee() {
    let none = Claim {
        profile: "consumer-fr",
        invoice: json!({"issued": "2024-12-01", "due": "2024-12-31"}),
        today: "2025-03-12",
        ..Claim::default()
    };
    none.gives(&[], 0);
    let remarks = none.remarks();
    assert_eq!(remarks.iter().map(|(code, _)| code.as_str()).collect::<Vec<_>>(), ["charge-refused"]);
    assert!(remarks[0].1.contains("CPCE L111-8"), "{remarks:?}");
    // A formal notice on 10 February, and the rate that the host gives: 30 days at 7.21.
    let notice = || json!([entry("2025-02-10", "+1 days").with("severe", true)]);
    let law = json!({"rates": {"fr-legal-consumer": {"2025-01-01": "7.21 %"}}, "contractual_rate": "18 %"});
    let claim = Claim { law, history: notice(), ..none };
    claim.gives(&[("2025-02-11", "2025-03-12", 100_000, Some(721), 30, 593)], 0);
    // The due day moved after that notice: it demands nothing of the new cycle.
    let moved = json!({"issued": "2024-12-01", "due": "2025-02-20", "cycle": 2});
    let claim = Claim { history: notice(), invoice: moved, ..claim };
    claim.gives(&[], 0);
    // The same without the rate: nothing is claimed, and that is reported.
    let invoice = json!({"issued": "2024-12-01", "due": "2024-12-31"});
    let claim = Claim { law: json!({}), history: notice(), invoice, ..claim };
    claim.gives(&[("2025-02-11", "2025-03-12", 100_000, None, 30, 0)], 0);
    assert_eq!(
        claim.remarks().iter().map(|(code, _)| code.as_str()).collect::<Vec<_>>(),
        ["rate-missing", "charge-refused"]
    );
}

#[test]
fn a_contract_sets_one_rate_for_the_whole_delay() {
    let claim = Claim { law: json!({"contractual_rate": "12 %"}), ..Claim::default() };
    claim.gives(&[("2024-06-01", "2024-08-15", 100_000, Some(1_200), 76, 2_499)], 4_000);
}

#[test]
fn what_was_claimed_already_is_not_claimed_twice() {
    let claim =
        Claim { invoice: json!({"charged": {"indemnity": true, "interest_to": "2024-06-30"}}), ..Claim::default() };
    claim.gives(&[("2024-07-01", "2024-08-15", 100_000, Some(1_425), 46, 1_796)], 0);
}

#[test]
fn the_indemnity_is_in_euros_and_not_claimed_in_dollars() {
    let claim = Claim { invoice: json!({"currency": "USD"}), ..Claim::default() };
    claim.gives(
        &[
            ("2024-06-01", "2024-06-30", 100_000, Some(1_450), 30, 1_192),
            ("2024-07-01", "2024-08-15", 100_000, Some(1_425), 46, 1_796),
        ],
        0,
    );
    assert_eq!(claim.remarks()[0].0, "indemnity-currency");
}

#[test]
fn another_country_of_the_union_has_its_own_points() {
    let claim =
        Claim { profile: "b2b-eu", law: json!({"eu": {"points": "9 %", "indemnity": "50"}}), ..Claim::default() };
    claim.gives(
        &[
            ("2024-06-01", "2024-06-30", 100_000, Some(1_350), 30, 1_110),
            ("2024-07-01", "2024-08-15", 100_000, Some(1_325), 46, 1_670),
        ],
        5_000,
    );
}

#[test]
fn without_a_profile_nothing_is_claimed_besides_the_debt() {
    for profile in ["", "somebody"] {
        let claim = Claim { profile, ..Claim::default() };
        claim.gives(&[], 0);
        assert_eq!(claim.remarks()[0].0, "profile-missing");
    }
    let claim = Claim { profile: "", law: json!({"profile": "b2b-fr"}), ..Claim::default() };
    assert_eq!(minor(&claim.charges()["interest"]), 1_192 + 1_796);
}

/// The Union has another abbreviation in each language.
#[test]
fn the_directive_is_named_in_the_language_of_the_letter() {
    for (language, directive) in [
        ("de", "2011/7/EU"),
        ("en", "2011/7/EU"),
        ("es", "2011/7/UE"),
        ("fr", "2011/7/UE"),
        ("it", "2011/7/UE"),
        ("nl", "2011/7/EU"),
        ("pl", "2011/7/UE"),
        ("pt", "2011/7/UE"),
    ] {
        let page = Claim { profile: "b2b-eu", language, ..Claim::default() }.run(&json!("{{ claim.indemnity_law }}"));
        let email = &page["accounts"][0]["actions"][0]["body"]["email"];
        let (text, html) = (email["text"].as_str().unwrap(), email["html"].as_str().unwrap());
        assert!(
            text.contains(&format!("{directive}, art. 3")) && text.contains(&format!("{directive}, art. 6")),
            "{text}"
        );
        let other = if directive == "2011/7/EU" { "2011/7/UE" } else { "2011/7/EU" };
        assert!(!text.contains(other) && !html.contains(other), "{language}: {text}");
    }
}
