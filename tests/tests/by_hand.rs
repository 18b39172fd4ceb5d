//! What a person says and does at the command line, and what comes of it.

use relance_tests::{Document, Ended, Office, action, customer, invoice, ladder, reminders, settings, step};
use serde_json::{Value, json};

/// Two invoices of one customer, due on Tuesday 15 February 2028, three steps; bank data until the end of the year.
fn shop() -> Office {
    with(&reminders(ladder("due", &["+3 days", "+7 days", "+15 days"])))
}

fn with(settings: &Value) -> Office {
    let documents = [invoice("F-1"), invoice("F-2").never_sent()];
    Office::with(settings, &[customer("A1").has(&documents)])
}

/// Why the first invoice is or is not reminded on that day.
fn decided(shop: &Office, day: &str) -> String {
    let explained: Value = serde_json::from_str(&shop.done(&["explain", "F-1", "--date", day, "--json"])).unwrap();
    explained[0]["explanation"]["decision"]["code"].as_str().unwrap().to_owned()
}

#[test]
fn what_a_person_says_holds_and_is_taken_back() {
    let shop = shop();
    let day = "2028-02-18";
    assert_eq!(decided(&shop, day), "remind");
    for (say, code, take_back) in [
        (&["block", "F-1", "--reason", "x", "--until", "2028-02-20"][..], "blocked", &["block", "F-1", "--lift"][..]),
        (&["block", "--account", "A1", "--reason", "x"], "blocked", &["block", "--account", "A1", "--lift"]),
        (&["promise", "F-1", "--for", "2028-02-21", "--made", "2028-02-16"], "promised", &["promise", "F-1", "--lift"]),
        (&["event", "F-1", "reply", "--date", "2028-02-17"], "replied", &["event", "F-1", "reply-done"]),
        (&["event", "F-1", "dispute"], "disputed", &["event", "F-1", "dispute-over"]),
        (&["event", "F-1", "insolvency", "--date", "2028-02-10"], "insolvency", &["event", "F-1", "insolvency-over"]),
        (&["event", "F-1", "factored"], "factored", &["event", "F-1", "factored-over"]),
        (&["event", "F-1", "cancelled"], "cancelled", &["event", "F-1", "reopened"]),
        (
            &["pay", "F-1", "--amount", "2500", "--date", "2028-03-10", "--pending"],
            "payment-pending",
            &["pay", "F-1", "--amount", "2500,00", "--date", "2028-03-10", "--rejected"],
        ),
        (
            &["bank", "2028-02-01", "--date", "2028-02-18"],
            "bank-data-stale",
            &["bank", "2028-12-31", "--date", "2028-12-31"],
        ),
    ] {
        shop.done(say);
        assert_eq!(decided(&shop, day), code, "{say:?}");
        shop.done(take_back);
        assert_eq!(decided(&shop, day), "remind", "{take_back:?}");
    }
    // Proceedings concern the customer: its other documents are held too.
    shop.done(&["event", "F-1", "insolvency", "--date", "2028-02-10"]);
    assert!(shop.done(&["explain", "F-2", "--date", day]).contains("(insolvency)"));
    shop.done(&["event", "F-2", "insolvency-over"]);
    // The ERP's data come again, the same: what was said stays.
    shop.done(&["block", "F-1", "--reason", "x"]);
    shop.done(&["pay", "F-1", "--amount", "2500", "--date", "2028-02-17"]);
    assert_eq!(decided(&shop, day), "settled");
    shop.import().well();
    assert_eq!(decided(&shop, day), "settled");
    // A total that is corrected is no money: what was paid by hand is paid, until a person takes it back.
    let anew = std::fs::read_to_string(shop.at("a.json")).unwrap().replace("250000", "240000");
    std::fs::write(shop.at("a.json"), anew).unwrap();
    shop.import().well();
    assert_eq!(decided(&shop, day), "settled");
    shop.done(&["pay", "F-1", "--amount", "2500", "--date", "2028-02-17", "--rejected"]);
    assert_eq!(decided(&shop, day), "blocked");
}

#[test]
fn a_message_that_came_back_goes_elsewhere_or_to_a_person() {
    let shop = shop();
    shop.run("2028-02-18").well();
    assert_eq!((shop.mails(), shop.count("out/tasks")), (1, 0));
    shop.done(&["event", "F-1", "bounced", "--date", "2028-02-18"]);
    assert_eq!(decided(&shop, "2028-02-19"), "no-address");
    shop.run("2028-02-19").well();
    assert_eq!((shop.mails(), shop.count("out/tasks")), (1, 1));
    // Known of the address, not of the import.
    shop.import().well();
    assert_eq!(decided(&shop, "2028-02-21"), "no-address");
    shop.done(&["event", "F-1", "address-works"]);
    assert_eq!(decided(&shop, "2028-02-21"), "remind");
    shop.run("2028-02-21").well();
    assert_eq!(shop.mails(), 2);
}

#[test]
fn reminders_by_hand_are_shown_then_sent() {
    let shop = shop();
    let remind = |day: &str, more: &[&str]| {
        let out = shop.name("out");
        shop.relance(&[&["remind"], more, &["--date", day, "--out", &out]].concat())
    };
    let Ended { code, said: shown, .. } = remind("2028-02-16", &["F-1"]);
    assert!(code == 0 && shown.contains("Nothing was sent; --send sends it."), "{shown}");
    assert!(
        shown.contains("durand@example.com: F-1") && shown.contains("To be looked at again on 2028-03-02."),
        "{shown}"
    );
    assert_eq!(shop.mails(), 0);
    let Ended { code, said: sent, .. } =
        remind("2028-02-16", &["F-1", "--send", "--note", "on the phone", "--next", "2028-02-25"]);
    assert!(code == 0 && sent.contains(": 1 e-mail."), "{sent}");
    assert_eq!(shop.mails(), 1);
    let history: Value = serde_json::from_str(&shop.done(&["history", "--json"])).unwrap();
    assert_eq!(
        (&history[0]["entry"]["origin"], &history[0]["note"], &history[0]["next_reminder"]),
        (&json!("person"), &json!("on the phone"), &json!("2028-02-25"))
    );
    // It advanced nothing: the first step leaves on its day.
    shop.run("2028-02-18").well();
    assert_eq!(shop.mails(), 2);
    // Blocked: said, and put aside only with a reason; settled: never.
    shop.done(&["block", "F-1", "--reason", "hands off"]);
    let Ended { code, said: refused, .. } = remind("2028-02-19", &["F-1", "--send"]);
    assert!(code == 6 && refused.contains("Blocked: hands off. no (--override REASON puts it aside)"), "{refused}");
    let Ended { code, said: sent, .. } = remind("2028-02-19", &["F-1", "--send", "--override", "agreed"]);
    assert!(code == 0 && sent.contains("put aside"), "{sent}");
    assert_eq!(shop.mails(), 3);
    shop.done(&["event", "F-1", "settled"]);
    let Ended { code, said: refused, .. } = remind("2028-02-19", &["F-1", "--send", "--override", "agreed"]);
    assert!(code == 6 && refused.contains("no, for good"), "{refused}");
    assert_eq!(shop.mails(), 3);
}

#[test]
fn one_message_a_day_about_a_document_unless_a_person_says_why() {
    let shop = shop();
    let remind = |day: &str, more: &[&str]| {
        let out = shop.name("out");
        shop.relance(&[&["remind", "F-1", "--date", day, "--send", "--out", &out], more].concat())
    };
    assert_eq!(remind("2028-02-16", &[]).code, 0);
    let Ended { code, said, .. } = remind("2028-02-16", &[]);
    assert!(code == 6 && said.contains("A message about it left today already. no (--override REASON"), "{said}");
    assert_eq!(shop.mails(), 1);
    assert_eq!(remind("2028-02-16", &["--override", "they lost it", "--again"]).code, 0);
    assert_eq!(shop.mails(), 2);
    // What the daily job sent counts as well; the day after it is over.
    shop.run("2028-02-18").well();
    assert_eq!((shop.mails(), remind("2028-02-18", &[]).code), (3, 6));
    assert_eq!((remind("2028-02-19", &[]).code, shop.mails()), (0, 4));
    let Ended { code, said, .. } = shop.relance(&["remind", "F-1", "--date", "2028-02-19", "--lang", "fr"]);
    assert!(code == 0 && said.contains("Un message à son sujet est déjà parti aujourd'hui."), "{said}");
}

#[test]
fn what_is_put_aside_and_what_is_only_shown_are_told_apart_in_both_languages() {
    let mut off = settings("invoice", &json!({"steps": ladder("due", &["+3 days"]), "min_gap": 5}));
    off["mode"] = json!("off");
    let shop = with(&off);
    let remind = |day: &str, more: &[&str]| {
        let out = shop.name("out");
        shop.relance(&[&["remind", "F-1", "--date", day, "--out", &out], more].concat())
    };
    let Ended { code, said, .. } = remind("2028-02-16", &["--send"]);
    assert!(code == 0 && said.contains("Reminders are switched off (mode). goes all the same"), "{said}");
    // Five days after the 16th is the 21st.
    let Ended { code, said, .. } = remind("2028-02-18", &["--send"]);
    let too_soon = "A message about it left lately: the next one is not before 21 February 2028. no (--override REASON";
    assert!(code == 6 && said.contains(too_soon), "{said}");
    let Ended { said, .. } = remind("2028-02-18", &["--lang", "fr"]);
    assert!(said.contains("Les relances sont désactivées (mode). part quand même"), "{said}");
    assert!(said.contains("le suivant pas avant le 21 février 2028. non (--override MOTIF l'écarte)"), "{said}");
    let Ended { code, said, .. } = remind("2028-02-18", &["--send", "--override", "he lost it"]);
    assert!(code == 0 && said.contains("put aside"), "{said}");
    assert_eq!(shop.mails(), 2);
}

#[test]
fn bank_movements_of_a_day_to_come_are_not_known() {
    let shop = shop();
    for say in [
        &["bank", "2099-01-01"][..],
        &["bank", "2028-02-19", "--date", "2028-02-18"],
        &["import", &shop.name("a.json"), "--bank-date", "2099-01-01"],
        &["import", &shop.name("a.json"), "--bank-date", "2028-02-19", "--date", "2028-02-18"],
    ] {
        let Ended { code, said, .. } = shop.relance(say);
        assert_eq!(code, 3, "{say:?}: {said}");
        let expected = ["bank movements cannot be known until", "nothing was recorded"];
        assert!(expected.iter().all(|part| said.contains(part)), "{said}");
    }
    assert!(shop.done(&["bank"]).contains("until 31 December 2028"), "nothing was changed");
    shop.done(&["bank", "2028-02-18", "--date", "2028-02-18"]);
    shop.done(&["import", &shop.name("a.json"), "--bank-date", "2028-02-17", "--date", "2028-02-18"]);
    assert!(shop.done(&["bank"]).contains("until 17 February 2028"));
}

#[test]
fn a_block_says_why() {
    let shop = shop();
    for reason in ["", "  "] {
        let Ended { code, said, .. } = shop.relance(&["block", "F-1", "--reason", reason]);
        assert!(code == 2 && said.contains("write something"), "{said}");
    }
    assert_eq!(decided(&shop, "2028-02-18"), "remind");
    assert_eq!(shop.relance(&["--tenant", "", "init"]).code, 2, "a tenant has a name");
}

#[test]
fn a_first_send_by_hand_makes_reminders_possible() {
    let mut settings = reminders(ladder("due", &["+3 days"]));
    settings["invoices"]["first_send_text"] = json!("t");
    settings["invoices"]["grouping"] = json!("document");
    let shop = with(&settings);
    let sent = shop.done(&["remind", "F-2", "--date", "2028-02-16", "--send", "--out", &shop.name("out")]);
    assert!(sent.contains("first send"), "{sent}");
    shop.run("2028-02-18").well();
    // F-1, F-2 and the first send of F-2.
    assert_eq!(shop.mails(), 3);
    // The ERP, which knows of no first send, does not take it back; a bounce does.
    shop.import().well();
    let why = |day: &str| shop.done(&["explain", "F-2", "--date", day]);
    assert!(why("2028-02-19").contains("finished"), "{}", why("2028-02-19"));
}

#[test]
fn a_bounced_first_send_is_none() {
    let mut settings = reminders(ladder("due", &["+3 days"]));
    settings["invoices"]["first_send_text"] = json!("t");
    let shop = with(&settings);
    shop.done(&["remind", "F-2", "--date", "2028-02-16", "--send", "--out", &shop.name("out")]);
    shop.done(&["event", "F-2", "bounced"]);
    shop.done(&["event", "F-2", "address-works"]);
    assert!(shop.done(&["explain", "F-2", "--date", "2028-02-18"]).contains("never-sent"));
}

/// The customer has it: it is reminded in the life that follows, by a person's word or by the ERP's.
#[test]
fn a_first_send_by_hand_counts_in_the_next_life_too() {
    for by_erp in [true, false] {
        let mut settings = reminders(ladder("due", &["+3 days"]));
        settings["invoices"]["first_send_text"] = json!("t");
        let shop = with(&settings);
        shop.done(&["remind", "F-2", "--date", "2028-02-16", "--send", "--out", &shop.name("out")]);
        if by_erp {
            shop.keep(&[customer("A1").has([invoice("F-2").never_sent().due("2028-02-20")])]);
            shop.import().well();
        } else {
            shop.done(&["event", "F-2", "settled", "--date", "2028-02-17"]);
            shop.done(&["event", "F-2", "reopened", "--date", "2028-02-18"]);
        }
        let explained = shop.done(&["explain", "F-2", "--date", "2028-02-23"]);
        assert!(explained.contains("(remind)"), "{by_erp}: {explained}");
    }
}

#[test]
fn what_is_to_come_is_listed_and_then_comes() {
    let shop = shop();
    let shown = shop.done(&["upcoming", "--days", "20", "--date", "2028-02-16"]);
    let days: Vec<_> =
        shown.lines().filter(|line| line.contains("F-1")).map(|line| line.split_whitespace().next().unwrap()).collect();
    assert_eq!(days, ["2028-02-18", "2028-02-22", "2028-03-01"], "{shown}");
    assert!(
        shop.done(&["upcoming", "--document", "F-2", "--date", "2028-02-16"])
            .contains("Nothing will leave in the next 30 days")
    );
    let one: Value = serde_json::from_str(&shop.done(&[
        "upcoming",
        "--account",
        "A1",
        "--days",
        "3",
        "--date",
        "2028-02-16",
        "--json",
    ]))
    .unwrap();
    assert_eq!((one.as_array().unwrap().len(), &one[0]["actions"]), (1, &json!(["email"])));
}

#[test]
fn a_ready_scenario_is_copied_and_edited() {
    let shop = shop();
    let list = shop.done(&["scenario", "list"]);
    assert!(list.contains("invoices-3-7-15-20") && list.contains("quotes-2-5-10-15"), "{list}");
    let file = shop.name("S.json");
    shop.done(&["scenario", "add", "subscription-1-5-10", "--as", "mine", "--default", "--to", &file]);
    let Ended { code, said: again, .. } =
        shop.relance(&["scenario", "add", "subscription-1-5-10", "--as", "mine", "--to", &file]);
    assert!(code == 3 && again.contains("the settings have a scenario `mine` already"), "{again}");
    shop.done(&["settings", "set", &file]);
    shop.run("2028-02-16").well();
    assert_eq!(shop.mails(), 1);
    let shown = shop.done(&["scenario", "show", "subscription-1-5-10"]);
    assert_eq!(
        shop.relance(&["settings", "check", &{
            std::fs::write(shop.at("one.json"), shown).unwrap();
            shop.name("one.json")
        }])
        .code,
        0
    );
}

#[test]
fn every_kind_of_action_has_its_folder() {
    let actions = json!([
        action("sms", "sms"),
        action("letter", "letter"),
        action("told", "notification").with("role", "finance"),
        action("block", "block-orders"),
    ]);
    let steps = json!([step("mail", "+1 days").does([action("m", "email")]), step("all", "+3 days").does(&actions)]);
    let shop = with(&reminders(&steps));
    let mut account = customer("A1").with("phone", "+33 6 12 34 56 78").has([invoice("F-1")]).addressed();
    account["holds"] = json!([]);
    std::fs::write(shop.at("b.json"), json!({"accounts": [account]}).to_string()).unwrap();
    shop.done(&["import", &shop.name("b.json"), "--date", "2028-12-31"]);
    shop.run("2028-02-16").well();
    shop.run("2028-02-18").well();
    let found = ["mail/new", "sms", "letters", "tasks", "measures"].map(|below| shop.count(&format!("out/{below}")));
    assert_eq!(found, [1, 1, 1, 1, 1]);
}

#[test]
fn what_people_said_stays_while_the_erp_says_the_same() {
    let say: [&[&str]; 2] = [
        &["pay", "F-1", "--amount", "2500.00", "--date", "2028-02-19"],
        &["event", "F-1", "settled", "--date", "2028-02-19"],
    ];
    for said in say {
        let shop = shop();
        let import = |left: i64| {
            let documents = json!([invoice("F-1").with("left", left)]);
            shop.keep(&[customer("A1").has(&documents)]);
            shop.import().well();
        };
        // The ERP says what is left; the first reminder leaves, and then it is paid.
        import(250_000);
        shop.run("2028-02-18").well();
        assert_eq!(shop.mails(), 1, "{said:?}");
        shop.done(said);
        assert_eq!(decided(&shop, "2028-02-22"), "settled", "{said:?}");
        // The nightly export does not know it yet.
        import(250_000);
        assert_eq!(decided(&shop, "2028-02-22"), "settled", "{said:?}");
        shop.run("2028-02-22").well();
        assert_eq!(shop.mails(), 1, "{said:?}");
        // It says that 1,500.00 came in. A status is the ERP's from then on; of a payment 1,000.00 are on their way, until a person takes them back.
        import(100_000);
        if said[0] == "pay" {
            assert_eq!(decided(&shop, "2028-02-22"), "settled");
            shop.done(&["pay", "F-1", "--amount", "1000.00", "--date", "2028-02-19", "--rejected"]);
        }
        // It was settled by what a person recorded, and is not any more: it begins a new life. Where only a status was said the ladder goes on where it
        // was.
        let next = if said[0] == "pay" { "+3 days" } else { "+7 days" };
        let explained = shop.done(&["explain", "F-1", "--date", "2028-02-22", "--json"]);
        let explained: Value = serde_json::from_str(&explained).unwrap();
        let decision = &explained[0]["explanation"]["decision"];
        assert_eq!((&decision["code"], &decision["step"]), (&json!("remind"), &json!(next)), "{said:?}");
    }
}

#[test]
fn the_doctor_names_money_that_the_erp_does_not_know_after_thirty_days() {
    let shop = shop();
    shop.done(&["pay", "F-1", "--amount", "500.00", "--date", "2028-02-16"]);
    let doctor = |day: &str| shop.relance(&["doctor", "--date", day, "--out", &shop.name("out")]).said;
    assert!(!doctor("2028-03-17").contains("recorded by hand"), "thirty days");
    let told = doctor("2028-03-18");
    assert!(told.contains("1 payment was recorded by hand more than 30 days ago") && told.contains("(F-1)"), "{told}");
}

#[test]
fn a_part_that_is_paid_lowers_what_the_erp_says_is_left() {
    let shop = shop();
    let documents = json!([invoice("F-1").left("2000.00")]);
    shop.keep(&[customer("A1").has(&documents)]);
    shop.import().well();
    shop.done(&["pay", "F-1", "--amount", "500.00", "--date", "2028-02-16"]);
    let explained = shop.done(&["explain", "F-1", "--date", "2028-02-18", "--json"]);
    assert!(explained.contains("1,500.00"), "2,000.00 less 500.00: {explained}");
}

#[test]
fn two_payments_of_one_amount_on_one_day_are_two_and_somebody_says_so() {
    let shop = shop();
    let pay =
        |more: &[&str]| shop.relance(&[&["pay", "F-1", "--amount", "1000.00", "--date", "2028-02-16"], more].concat());
    let left = |expected: &str| {
        let explained = shop.done(&["explain", "F-1", "--date", "2028-02-18", "--json"]);
        assert!(explained.contains(expected), "{expected}: {explained}");
    };
    // 2,500.00 less 1,000.00.
    assert_eq!(pay(&[]).code, 0);
    left("€1,500.00 is left");
    let Ended { code, said, .. } = pay(&[]);
    assert!(code == 3 && said.contains("is recorded already") && said.contains("--again"), "{said}");
    left("€1,500.00 is left");
    assert_eq!(pay(&["--again"]).code, 0);
    left("€500.00 is left");
    let Ended { code, said, .. } = pay(&["--lang", "fr"]);
    assert!(code == 3 && said.contains("est déjà enregistré") && said.contains("--again"), "{said}");
    // One of them comes back, then the other.
    assert_eq!(pay(&["--rejected"]).code, 0);
    left("€1,500.00 is left");
    assert_eq!(pay(&["--rejected"]).code, 0);
    left("€2,500.00 is left");
}

#[test]
fn a_payment_says_what_was_recorded_of_it() {
    let shop = shop();
    let pay = |more: &[&str]| shop.done(&[&["pay", "F-1", "--amount", "1000", "--date", "2020-02-16"], more].concat());
    assert!(pay(&["--pending"]).contains("F-1: €1,000.00 on its way, 16 February 2020."));
    assert!(pay(&[]).contains("F-1: €1,000.00 paid on 16 February 2020."));
    assert!(pay(&["--rejected"]).contains("F-1: €1,000.00 of 16 February 2020 came back and counts no more."));
    let Ended { code, said, .. } =
        shop.relance(&["pay", "F-1", "--amount", "999", "--date", "2020-02-16", "--rejected"]);
    assert!(code == 3 && said.contains("no payment of that amount on that day was recorded here"), "{code} {said}");
    let Ended { code, said, .. } =
        shop.relance(&["pay", "--account", "A1", "--amount", "1000", "--date", "2020-02-16", "--rejected"]);
    assert!(code == 3 && said.contains("no payment of that amount"), "that of F-1 is not the account's: {code} {said}");
}

#[test]
fn a_payment_of_a_day_to_come_counts_from_that_day_on() {
    let shop = shop();
    let documents = json!([invoice("F-1").left("2500.00")]);
    shop.keep(&[customer("A1").has(&documents)]);
    shop.import().well();
    let said = shop.done(&["pay", "F-1", "--amount", "2500", "--date", "2028-02-21"]);
    assert!(said.contains("on its way: counted as paid from 21 February 2028 on"), "{said}");
    assert_eq!(decided(&shop, "2028-02-18"), "payment-pending");
    assert_eq!(decided(&shop, "2028-02-21"), "settled");
}

#[test]
fn money_is_of_the_currency_of_what_it_pays() {
    let shop = shop();
    let of = |id: &str, currency: &str| invoice(id).known_as(id).with("currency", currency);
    let import = |documents: &[Document]| {
        shop.keep(&[customer("A1").has(documents)]);
        shop.import().well();
    };
    import(&[of("CH", "CHF")]);
    let Ended { code, said, .. } = shop.relance(&["pay", "CH", "--amount", "10", "--currency", "EUR"]);
    assert!(code == 3 && said.contains("CH is in CHF, not in EUR: nothing was recorded"), "{code} {said}");
    let Ended { code, said, .. } = shop.relance(&["pay", "--account", "A1", "--amount", "10", "--currency", "EUR"]);
    assert!(code == 3 && said.contains("A1 is in CHF, not in EUR"), "{code} {said}");
    assert!(shop.done(&["pay", "--account", "A1", "--amount", "10"]).contains("CHF"), "the only one it owes in");
    import(&[of("CH", "CHF"), of("FR", "EUR")]);
    let Ended { code, said, .. } = shop.relance(&["pay", "--account", "A1", "--amount", "10"]);
    assert!(code == 3 && said.contains("account A1 owes in CHF, EUR") && said.contains("--currency"), "{code} {said}");
    shop.done(&["pay", "--account", "A1", "--amount", "10", "--currency", "EUR"]);
}

#[test]
fn money_and_promises_are_about_open_invoices() {
    let shop = shop();
    let of = |id: &str, more: Value| invoice(id).known_as(id).with_all(&more);
    let documents = [
        of("OPEN", json!({})),
        of("DRAFT", json!({"status": "draft"})),
        of("GONE", json!({"status": "cancelled"})),
        of("PAID", json!({"status": "settled"})),
        of("ZERO", json!({"left": 0})),
        of("CREDIT", json!({"kind": "credit-note"})),
    ];
    shop.keep(&[customer("A1").has(&documents)]);
    shop.import().well();
    let refused = |arguments: &[&str], why: &str| {
        let Ended { code, said, .. } = shop.relance(arguments);
        assert!(
            code == 3 && said.contains(why) && said.contains("nothing was recorded"),
            "{arguments:?}: {code} {said}"
        );
    };
    let promise = |number: &'static str| ["promise", number, "--for", "2099-01-01"];
    refused(
        &[&promise("OPEN")[..], &["--amount", "2500.01"]].concat(),
        "€2,500.01 is more than the whole of OPEN, €2,500.00",
    );
    refused(&promise("DRAFT"), "DRAFT is a draft");
    refused(&promise("GONE"), "GONE was cancelled");
    refused(&promise("PAID"), "PAID is settled");
    refused(&promise("ZERO"), "nothing is left of ZERO");
    refused(&promise("CREDIT"), "CREDIT is not an invoice");
    shop.done(&[&promise("OPEN")[..], &["--amount", "2500"]].concat());
    let postponed = shop.done(&["promise", "OPEN", "--for", "2099-02-01"]);
    assert!(postponed.contains("it takes the place of the one for"), "{postponed}");
    let paying = ["pay", "OPEN", "--amount", "2000", "--date", "2028-02-16"];
    shop.done(&paying);
    refused(&[&paying[..], &["--again"]].concat(), "€4,000.00 is more than the whole of OPEN, €2,500.00");
    shop.done(&[&paying[..], &["--rejected"]].concat());
    for (number, why) in [("DRAFT", "a draft"), ("GONE", "was cancelled"), ("CREDIT", "is not an invoice")] {
        refused(&["pay", number, "--amount", "1"], why);
    }
}

#[test]
fn a_cheque_in_hand_that_is_paid_in_is_one_payment() {
    let shop = shop();
    for more in [&["--pending"][..], &[]] {
        shop.done(&[&["pay", "F-1", "--amount", "1000.00", "--date", "2028-02-16"], more].concat());
    }
    let explained = shop.done(&["explain", "F-1", "--date", "2028-02-18", "--json"]);
    assert!(explained.contains("1,500.00"), "2,500.00 less 1,000.00, once: {explained}");
}

#[test]
fn a_block_that_would_have_ended_already_is_refused() {
    let shop = shop();
    let Ended { code, said, .. } = shop.relance(&["block", "F-1", "--reason", "x", "--until", "2020-01-01"]);
    assert_eq!(code, 3, "{said}");
    assert!(said.contains("would have ended already"), "{said}");
    assert_eq!(decided(&shop, "2028-02-18"), "remind");
}

#[test]
fn a_run_with_the_clock_ahead_puts_nobody_to_sleep() {
    let shop = shop();
    // Three years ahead by mistake: the bank data are too old, and everybody waits for the next day.
    shop.run("2031-02-18").well();
    assert_eq!(shop.mails(), 0);
    shop.run("2028-02-18").well();
    assert_eq!(shop.mails(), 1, "the first reminder, on its day");
}
