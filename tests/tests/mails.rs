//! Finished e-mails and tasks: the shipped texts in both languages, and data that would like to be more than data.

use relance_tests::{Customer, action, actions, ask, customer, invoice, list, quote, step};
use serde_json::{Value, json};

/// The shipped settings, switched on.
fn shipped() -> Value {
    let mut settings: Value = serde_json::from_str(&relance_guest::wire::example()).unwrap();
    settings["mode"] = json!("live");
    settings
}

fn written(today: &str, account: &Value, company: &Value) -> Value {
    let mut context = relance_tests::context(today, &shipped());
    for (name, value) in company.as_object().unwrap() {
        context["company"][name] = value.clone();
    }
    let request = json!({"context": context, "so_far": {"customer_messages": 0}, "accounts": [account]});
    let page = ask("reminders", "run", &request).unwrap();
    let answer = &page["accounts"][0];
    answer["actions"].get(0).unwrap_or(&answer["findings"][0]).clone()
}

fn email(today: &str, account: &Value) -> Value {
    written(today, account, &json!({}))["body"]["email"].clone()
}

fn owing(language: &str) -> Customer {
    let contact = json!({
        "id": "C", "roles": ["billing"], "civility": "Mme", "first_name": "Claire", "last_name": "Durand",
        "mailbox": {"address": "claire@durand.example", "bounced": false, "opted_out": false, "opted_in": false},
    });
    customer("A1").speaking(language).with("contacts", [contact]).has([invoice("F-2028-0042")
        .known_as("D1")
        .of("1250.00")
        .issued("2028-01-31")
        .sent("2028-01-31")
        .due("2028-03-01")])
}

#[test]
fn a_french_reminder_reads_as_a_french_reader_writes() {
    // Due on Wednesday 1 March 2028; three days later is Saturday, so Monday 6 March.
    let email = email("2028-03-06", &owing("fr"));
    assert_eq!(email["language"], "fr");
    assert_eq!(email["subject"], "Facture F-2028-0042\u{a0}: petit rappel");
    assert_eq!(email["to"], json!([{"name": "Claire Durand", "address": "claire@durand.example"}]));
    let text = email["text"].as_str().unwrap();
    assert!(text.starts_with("Bonjour Mme\u{a0}Claire Durand,\n"), "{text}");
    for expected in [
        "du 31\u{a0}janvier 2028, échue le 1er\u{a0}mars 2028",
        "Il reste 1\u{202f}250,00\u{a0}€ à payer",
        "-- \nAtelier du Lac\n",
    ] {
        assert!(text.contains(expected), "{expected} in {text}");
    }
}

/// An invoice of 3,000 in three parts, one a month from 15 February 2028: the first is paid, of the second 800 of 1,000 are left.
fn in_parts(language: &str) -> Customer {
    let part = |id: &str, due: &str, left: i64| json!({"id": id, "due": due, "amount": 100_000, "left": left, "retention": false});
    let parts = [part("b", "2028-03-15", 80_000), part("a", "2028-02-15", 0), part("c", "2028-04-15", 100_000)];
    customer("A1").speaking(language).has([invoice("F-1").of("3000.00").in_parts(&parts)])
}

/// The e-mail of the first step, in lower case and with ordinary spaces: its text and its page.
fn about_a_part(language: &str, text: &Value) -> (String, String) {
    let ladder = relance_tests::ladder("due", &["+3 days"]);
    let mut settings = relance_tests::reminders(&ladder);
    settings["texts"] = json!({"t": {language: text}});
    let request = json!({"context": relance_tests::context("2028-03-18", &settings), "so_far": {"customer_messages": 0},
        "accounts": [in_parts(language)]});
    let page = ask("reminders", "run", &request).unwrap();
    let email = &page["accounts"][0]["actions"][0]["body"]["email"];
    let read = |member: &str| {
        let text = email[member].as_str().unwrap_or_else(|| panic!("{language}: {page:#}"));
        text.to_lowercase().replace(['\u{a0}', '\u{202f}'], " ")
    };
    (read("text"), read("html"))
}

#[test]
fn a_message_about_an_instalment_says_which_one_of_what_in_every_language() {
    let library = ask("settings", "library", &json!({})).unwrap();
    let fragments = library.as_array().unwrap().iter();
    let fragments = fragments.map(|ready| serde_json::from_str::<Value>(ready["settings"].as_str().unwrap()).unwrap());
    let ready =
        fragments.map(|settings| settings["texts"]["invoice-friendly"].clone()).find(|text| text["pl"].is_object());
    let ready = ready.unwrap();
    for (language, row) in [
        (
            "de",
            "- f-1, rate 2/3, fällig am 15.03.2028, betrag 1.000,00 €, offener betrag 800,00 €, rechnungsbetrag 3.000,00 €",
        ),
        (
            "en",
            "- f-1, instalment 2/3, due date 2028-03-15, amount €1,000.00, amount due €800.00, invoice total €3,000.00",
        ),
        (
            "es",
            "- f-1, plazo 2/3, vencimiento 15/03/2028, importe 1000,00 €, importe pendiente 800,00 €, total de la factura 3000,00 €",
        ),
        (
            "fr",
            "- f-1, versement 2/3, échéance 15/03/2028, montant 1 000,00 €, reste à payer 800,00 €, total de la facture 3 000,00 €",
        ),
        (
            "it",
            "- f-1, rata 2/3, scadenza 15/03/2028, importo 1000,00 €, importo da pagare 800,00 €, totale della fattura 3000,00 €",
        ),
        (
            "nl",
            "- f-1, termijn 2/3, vervaldatum 15-03-2028, bedrag € 1.000,00, openstaand bedrag € 800,00, factuurbedrag € 3.000,00",
        ),
        (
            "pl",
            "- f-1, rata 2/3, termin płatności 15.03.2028, kwota 1000,00 €, pozostaje do zapłaty 800,00 €, kwota faktury 3000,00 €",
        ),
        (
            "pt",
            "- f-1, prestação 2/3, vencimento 15/03/2028, montante 1000,00 €, por pagar 800,00 €, total da fatura 3000,00 €",
        ),
    ] {
        let (text, page) = about_a_part(language, &ready[language]);
        assert_eq!(text.matches("2/3").count(), 1, "{text}");
        assert!(text.contains(row), "{row} in {text}");
        // In the table, and beside the number on top.
        assert_eq!(page.matches("2/3").count(), 2, "{page}");
    }
    // A text that does not place the table has it after the greeting; one that lists the parts by itself has it nowhere else.
    let (text, _) = about_a_part("fr", &json!({"subject": "Relance", "body": "Bonjour,\n\nmerci."}));
    let at = |part: &str| text.find(part).unwrap_or_else(|| panic!("{part} in {text}"));
    assert!(at("bonjour,") < at("- f-1, versement 2/3") && at("2/3") < at("merci."), "{text}");
    let own = "{% for part in parts %}{{ part.rank }} : {{ part.left }} de {{ part.amount }}{% endfor %}";
    let (text, _) = about_a_part("fr", &json!({"subject": "Relance", "body": own}));
    assert!(text.contains("2/3 : 800,00 € de 1 000,00 €") && !text.contains("versement"), "{text}");
}

/// A short message and a task have no table: a few words say which part they are about.
#[test]
fn a_short_message_and_a_task_about_an_instalment_say_which_one() {
    let steps = json!([step("s", "+3 days").does([action("sms", "sms"), action("call", "task").with("task", "call")])]);
    let written = |body: &str| {
        let mut settings = relance_tests::reminders(&steps);
        settings["texts"]["t"]["fr"]["body"] = json!(body);
        let mut account = in_parts("fr");
        account["phone"] = json!("+33 6 12 34 56 78");
        let request = json!({"context": relance_tests::context("2028-03-18", &settings), "so_far": {"customer_messages": 0},
            "accounts": [account]});
        let page = ask("reminders", "run", &request).unwrap();
        let bodies = actions(&page).into_iter().map(|action| &action["body"]);
        let find = |kind: &str, member: &str| {
            let text =
                bodies.clone().find_map(|body| body[kind][member].as_str()).unwrap_or_else(|| panic!("{page:#}"));
            text.replace(['\u{a0}', '\u{202f}'], " ")
        };
        (find("sms", "text"), find("task", "note"))
    };
    let (short, note) = written("{{ document.left }} restent dus.");
    assert_eq!(short, "800,00 € restent dus. F-1, versement 2/3, échéance 15/03/2028");
    assert_eq!(note, "800,00 € restent dus.\n\nF-1, versement 2/3, échéance 15/03/2028");
    // A text that says it itself says it once.
    let (short, _) = written("{% for part in parts %}{{ part.rank }}{% endfor %}");
    assert_eq!(short, "2/3");
}

/// A customer whose language the text lacks gets the company's, and somebody is told so, once for each text and language.
#[test]
fn a_text_that_a_customers_language_lacks_is_told() {
    let ladder = relance_tests::ladder("due", &["+3 days"]);
    let mut settings = relance_tests::reminders(&ladder);
    settings["texts"] = json!({"t": {"fr": {"subject": "{{ document.number }}", "body": "{{ document.number }}"}}});
    let of = |language: &str| customer("A1").speaking(language).has([invoice("F-1"), invoice("F-2")]);
    let findings = |function: &str, language: &str| {
        let context = relance_tests::context("2028-02-18", &settings);
        let mut request = json!({"context": context, "accounts": [of(language)]});
        if function == "run" {
            request["so_far"] = json!({"customer_messages": 0});
        }
        let answer = ask("reminders", function, &request).unwrap();
        let accounts = if function == "run" { &answer["accounts"] } else { &answer };
        accounts[0]["findings"].clone()
    };
    for function in ["decide", "run"] {
        assert_eq!(findings(function, "fr"), json!([]), "{function}");
        let found = findings(function, "de");
        let [one] = found.as_array().unwrap().as_slice() else { panic!("{function}: {found:#}") };
        assert_eq!((&one["code"], &one["severity"]), (&json!("language-missing"), &json!("warning")));
        let said = format!("{} {}", one["message"], one["hint"]);
        assert!(["`t`", "`de`", "`fr`"].iter().all(|name| said.contains(name)), "{one:#}");
        assert_eq!(one["path"], "texts.t");
    }
}

#[test]
fn an_english_reminder_reads_as_an_english_reader_writes() {
    let email = email("2028-03-06", &owing("en-GB"));
    assert_eq!(
        (&email["language"], &email["subject"]),
        (&json!("en"), &json!("Invoice F-2028-0042: a friendly reminder"))
    );
    let text = email["text"].as_str().unwrap();
    assert!(text.contains("of 31\u{a0}January 2028, due on 1\u{a0}March 2028"), "{text}");
    assert!(text.contains("€1,250.00 is outstanding"), "{text}");
}

#[test]
fn a_reader_of_another_language_gets_the_companys() {
    assert_eq!(email("2028-03-06", &owing("de"))["language"], "fr");
}

#[test]
fn a_quote_before_its_end() {
    let quote = quote("DE-7")
        .known_as("D1")
        .issued("2028-02-01")
        .sent("2028-02-01")
        .valid_until("2028-03-01")
        .of("4800.00")
        .with("links", json!([{"kind": "sign", "url": "https://sign.example/7"}]));
    // Two days before 1 March 2028 is Monday 28 February (a leap year).
    let email = email("2028-02-28", &customer("A1").has([quote]));
    assert_eq!(email["subject"], "Devis DE-7\u{a0}: fin de validité proche");
    let text = email["text"].as_str().unwrap();
    assert!(
        text.contains("d’un montant de 4\u{202f}800,00\u{a0}€ TTC, est valable jusqu’au 1er\u{a0}mars 2028 inclus"),
        "{text}"
    );
    assert!(text.contains("https://sign.example/7"), "{text}");
    assert!(text.starts_with("Bonjour,\n"), "no contact, no name: {text}");
}

#[test]
fn names_never_become_markup_headers_or_templates() {
    let evil = "<b>Durand & Fils</b>\r\nBcc: all@example.com {{ 7*7 }} {% for %} \u{202e}evil";
    let mut account = owing("en");
    account["contacts"][0]["last_name"] = json!(evil);
    account["documents"][0]["number"] = json!(evil);
    let email = email("2028-03-06", &account);
    let (subject, html, text) =
        (email["subject"].as_str().unwrap(), email["html"].as_str().unwrap(), email["text"].as_str().unwrap());
    assert!(!subject.contains(['\r', '\n']), "{subject}");
    assert!(!email["to"][0]["name"].as_str().unwrap().contains(['\r', '\n']));
    assert!(html.contains("&lt;b&gt;Durand &amp; Fils&lt;/b&gt;") && !html.contains("<b>Durand"), "{html}");
    assert!(!html.contains('\u{202e}'));
    assert!(text.contains("{{ 7*7 }}"), "data are not templates: {text}");
}

#[test]
fn nothing_leaves_from_an_address_that_cannot_send() {
    for address in ["", "compta", "compta@atelier.example\nBcc: x@y.example"] {
        let outcome = written("2028-03-06", &owing("fr"), &json!({"email": address}));
        assert_eq!(outcome["code"], "sender-unusable", "{address}");
    }
}

#[test]
fn a_very_long_name_is_cut() {
    let mut account = owing("en");
    account["contacts"][0]["last_name"] = json!("x".repeat(5_000));
    let name = email("2028-03-06", &account)["to"][0]["name"].as_str().unwrap().to_owned();
    assert_eq!(name.chars().count(), "Claire ".len() + 200);
}

#[test]
fn a_value_that_is_missing_stops_that_message_only() {
    let mut settings = shipped();
    settings["texts"]["invoice-friendly"]["fr"]["body"] = json!("{{ account.vat_number }}");
    let mut good = owing("fr");
    good["id"] = json!("A2");
    good["vat_number"] = json!("FR123");
    good["documents"][0]["id"] = json!("D2");
    let request = json!({
        "context": relance_tests::context("2028-03-06", &settings), "so_far": {"customer_messages": 0},
        "accounts": [owing("fr"), good],
    });
    let page = ask("reminders", "run", &request).unwrap();
    let codes = |at: usize| -> Vec<_> {
        list(&page["accounts"][at]["findings"]).iter().filter_map(|finding| finding["code"].as_str()).collect()
    };
    assert_eq!((codes(0), codes(1)), (vec!["value-missing"], Vec::new()));
    let of_documents: Vec<_> =
        actions(&page).iter().map(|action| action["wanted"]["coverage"][0]["document"].as_str().unwrap()).collect();
    assert_eq!(of_documents, ["D2"]);
    assert_eq!(page["accounts"][0]["entries"], json!([]), "nothing of it is recorded");
}
