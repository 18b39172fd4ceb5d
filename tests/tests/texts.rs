//! Texts: what they may say, what they become in a mail, what is doubtful about them, and older ones converted (F48 to F55).

use relance_tests::{action, ask, company, customer, invoice, step};
use serde_json::{Value, json};

fn settings(body: &str) -> Value {
    json!({"version": 1, "texts": {"t": {"fr": {"subject": "Facture {{ document.number }}", "body": body}}}})
}

fn preview(settings: &Value, sample: &Value) -> Result<Value, Value> {
    let context = json!({"contract": "0.2", "tenant": "t", "today": "2028-03-01", "settings": settings.to_string(), "company": sender(), "bank_date": null});
    let mut all = json!({"text": "t", "language": "fr", "channel": "email", "kind": "invoice", "documents": 1});
    for (name, value) in sample.as_object().unwrap() {
        all[name] = value.clone();
    }
    ask("templates", "preview", &json!({"context": context, "sample": all}))
}

fn sender() -> Value {
    let mut company = company();
    company["iban"] = json!("FR7630006000011234567890189");
    company["legal_mentions"] = json!("SARL · RCS Lyon 303 265 045");
    company
}

fn email(body: &str, sample: &Value) -> Value {
    preview(&settings(body), sample).unwrap()["body"]["email"].take()
}

fn html(email: &Value) -> &str {
    email["html"].as_str().unwrap()
}

#[test]
fn markup_of_the_author_becomes_a_page_and_plain_text() {
    let email = email(
        "Bonjour,\n\nmerci de **payer** :\n- une fois\n- deux fois\n\n{{ button.pay }}\n\nL'équipe\n{{ company.name }}",
        &json!({}),
    );
    let page = html(&email);
    for part in [
        "<strong>payer</strong>",
        "<li style",
        "une fois</li>",
        "href=\"https://example.com/pay/1\"",
        "Payer en ligne</a>",
        "L&#39;équipe<br>",
    ] {
        assert!(page.contains(part), "{part} in {page}");
    }
    let text = email["text"].as_str().unwrap();
    assert!(
        text.contains(
            "merci de payer\u{a0}:\n\n- une fois\n- deux fois\n\nPayer en ligne\u{a0}: https://example.com/pay/1"
        ),
        "{text}"
    );
    // How to pay is there although the text does not place it; the sender stands at the foot.
    assert!(
        text.contains("IBAN\u{a0}: FR76 3000 6000 0112 3456 7890 189")
            && text.ends_with("SARL · RCS Lyon 303 265 045\n"),
        "{text}"
    );
    assert!(page.contains("<img src=\"cid:payment\"") && email["pictures"][0]["id"] == "payment");
    let headers: Vec<_> = email["headers"].as_array().unwrap().iter().map(|header| header["name"].clone()).collect();
    assert_eq!(headers, ["Auto-Submitted", "X-Auto-Response-Suppress"]);
}

#[test]
fn data_never_become_markup() {
    for name in [
        "<b>Durand & Fils</b>",
        "**Durand**",
        "- Durand",
        "{{ 7*7 }}",
        "{% for x in y %}",
        "\u{202e}dnaruD",
        "D\u{f0000}urand",
    ] {
        let account = customer("A1").named(name).has([invoice(name).known_as("D1")]);
        let email =
            email("{{ account.name }} et {{ document.number }}\n\n{{ block.documents }}", &json!({"account": account}));
        let page = html(&email);
        assert!(
            !page.contains("<b>Durand") && !page.contains("<strong>Durand") && !page.contains("<li"),
            "{name}: {page}"
        );
        assert!(!page.contains('\u{202e}') && !page.contains('\u{f0000}'), "{name}: {page}");
        // What is seen is the name itself.
        let text = email["text"].as_str().unwrap();
        let seen = name.replace('\u{f0000}', "").replace(" %", "\u{a0}%");
        assert!(text.contains(&format!("{seen} et {seen}")), "{name}: {text}");
    }
    let long = "x".repeat(300);
    let account = customer("A1").named(&long).has([invoice("F-1")]);
    assert!(html(&email("{{ account.name }}", &json!({"account": account}))).contains(&"x".repeat(200)));
}

#[test]
fn several_documents_are_listed_after_the_greeting() {
    let email = email("Bonjour,\n\nmerci.\n\nL'équipe", &json!({"documents": 3}));
    let text = email["text"].as_str().unwrap();
    let at = |part: &str| text.find(part).unwrap_or_else(|| panic!("{part} in {text}"));
    assert!(at("Bonjour,") < at("- F-2028-0001") && at("- F-2028-0003") < at("merci."), "{text}");
    // 1,215.50 + 1,231.00 + 1,246.50
    assert!(text.contains("Total 3\u{202f}693,00\u{a0}€"), "{text}");
    assert!(!html(&email).contains("example.com/pay"), "a link pays one document");
}

#[test]
fn an_offer_can_be_refused() {
    let mut settings = settings("Remise de {{ offer.discount }}.");
    settings["scenarios"] = json!([{"id": "s", "kind": "quote", "steps": [step("a", "+2 days").from("first-sent").does([action("m", "email").with("offer", json!({"discount": "5 %", "days": 7}))])]}]);
    let email = preview(&settings, &json!({"kind": "quote"})).unwrap()["body"]["email"].take();
    assert!(html(&email).contains("répondez «\u{a0}STOP\u{a0}»"), "{}", html(&email));
    assert!(email["text"].as_str().unwrap().contains("répondez «\u{a0}STOP\u{a0}»"));
    assert_eq!(
        email["headers"][2],
        json!({"name": "List-Unsubscribe", "value": "<mailto:compta@atelier.example?subject=STOP>"})
    );
}

#[test]
fn every_ready_text_can_be_sent_in_every_language_by_every_channel_it_is_for() {
    let library = ask("settings", "library", &json!({})).unwrap();
    let example: Value = serde_json::from_str(&relance_guest::wire::example()).unwrap();
    let fragments = library
        .as_array()
        .unwrap()
        .iter()
        .map(|ready| serde_json::from_str(ready["settings"].as_str().unwrap()).unwrap());
    let mut tried = std::collections::BTreeSet::new();
    for settings in fragments.chain([example]) {
        let settings: Value = settings;
        for (name, by_language) in settings["texts"].as_object().unwrap() {
            let kind = if name.starts_with("quote") { "quote" } else { "invoice" };
            let sms = name.ends_with("-sms");
            let channels: &[&str] = if sms { &["sms"] } else { &["email", "letter"] };
            for (language, channel) in by_language
                .as_object()
                .unwrap()
                .keys()
                .flat_map(|language| channels.iter().map(move |channel| (language, *channel)))
            {
                if !tried.insert((name.clone(), language.clone(), channel)) {
                    continue;
                }
                for documents in [1, 3] {
                    let sample = json!({"text": name, "language": language, "channel": channel, "kind": kind, "documents": documents});
                    let action = preview(&settings, &sample).unwrap();
                    let body = &action["body"][channel];
                    assert_eq!(body["language"], *language, "{name} {language} {channel}");
                    let text = body["text"].as_str().unwrap();
                    assert!(
                        !text.contains("**") && !text.contains("{{") && !text.contains("  "),
                        "{name} {language} {channel}: {text}"
                    );
                    if sms {
                        assert!(body["parts"].as_u64().unwrap() <= 3, "{text}");
                    }
                }
            }
        }
    }
    let languages: std::collections::BTreeSet<_> = tried.iter().map(|(_, language, _)| language.as_str()).collect();
    assert_eq!(languages, ["de", "en", "es", "fr", "it", "nl", "pl", "pt"].into());
    assert!(tried.len() > 100, "{}", tried.len());
}

#[test]
fn what_is_doubtful_about_a_text_is_said_where_it_stands() {
    let long = "mot ".repeat(201);
    let wrong = json!({"version": 1,
        "scenarios": [{"id": "s", "kind": "invoice", "steps": [
            step("a", "+3 days").does([action("m", "email").saying("bare")]),
            step("b", "+6 days").does([action("m", "email").saying("long")]),
            step("c", "+9 days").claiming(["interest"]).does([action("x", "suspend").saying("long")])]}],
        "texts": {
            "bare": {"fr": {"subject": "Un deux trois quatre cinq six sept huit neuf", "body": "Payez, ou passez nous voir. {{ button.pay }} {{ button.appointment }}"}},
            "long": {"fr": {"subject": "{{ document.number }}", "body": format!("{{{{ document.left }}}} {long}")}},
            "broken": {"fr": {"subject": "x", "body": "{{ document.nmber }}"}}}});
    let company = json!({"name": "C", "language": "fr", "email": "c@c.example", "iban": "FR7630006000011234567890188"});
    let found =
        ask("templates", "check", &json!({"settings": wrong.to_string(), "company": company, "language": "en"}))
            .unwrap();
    let found: Vec<_> = found
        .as_array()
        .unwrap()
        .iter()
        .map(|one| format!("{} {}", one["code"].as_str().unwrap(), one["path"].as_str().unwrap()))
        .collect();
    let expected = [
        "amount-missing texts.bare.fr.body",
        "iban-invalid company.iban",
        "number-missing texts.bare.fr.body",
        "sender-address-missing company.address",
        "sender-mentions-missing company.legal_mentions",
        "several-things-asked texts.bare.fr.body",
        "subject-long texts.bare.fr.subject",
        "suspension-unannounced scenarios[0].steps[2]",
        "text-broken texts.broken.fr.body",
        "text-long texts.long.fr.body",
    ];
    let mut sorted = found.clone();
    sorted.sort();
    assert_eq!(sorted, expected);
    // And a good one has nothing against it.
    let good = relance_guest::wire::example();
    let mut company = sender();
    company["address"] = json!({"lines": ["1 rue A"], "postcode": "69001", "city": "Lyon", "country": "FR"});
    assert_eq!(
        ask("templates", "check", &json!({"settings": good, "company": company, "language": "en"})).unwrap(),
        json!([])
    );
}

#[test]
fn a_rate_below_its_floor_is_doubtful() {
    let codes = |law: Value| {
        let settings = json!({"version": 1, "law": law}).to_string();
        let found = ask("settings", "check", &json!({ "settings": settings, "language": "en" })).unwrap();
        found
            .as_array()
            .unwrap()
            .iter()
            .map(|one| format!("{} {}", one["code"].as_str().unwrap(), one["path"].as_str().unwrap()))
            .collect::<Vec<_>>()
    };
    assert_eq!(codes(json!({"contractual_rate": "12 %"})), ["rate-below-floor law.contractual_rate"]);
    assert_eq!(codes(json!({"contractual_rate": "15.21 %"})), [""; 0]);
    assert_eq!(
        codes(json!({"eu": {"points": "7 %", "indemnity": "30"}})),
        ["rate-below-floor law.eu.points", "rate-below-floor law.eu.indemnity"]
    );
    for (law, path) in [
        (json!({"profile": "martian"}), "law.profile"),
        (json!({"rates": {"ecb-main": {"2026-02-01": "2 %"}}}), "law.rates.ecb-main"),
        (json!({"eu": {"indemnity": "forty"}}), "law.eu.indemnity"),
    ] {
        let found = codes(law.clone());
        assert!(found.len() == 1 && found[0].ends_with(path), "{law}: {found:?}");
    }
}

#[test]
fn attacks_end_in_a_clear_error_and_harm_nobody_else() {
    let endless = "{% for d in documents %}".to_owned() + &"{{ d.number }}".repeat(400) + "{% endfor %}";
    let deep = "{% if today %}".repeat(300) + &"{% endif %}".repeat(300);
    let huge = "{{ today }}".repeat(490) + &"x".repeat(60_000);
    for attack in [
        "{% include \"t\" %}",
        "{% for a in range(100000000) %}x{% endfor %}",
        "{{ \"x\" * 100000000 }}",
        "{% macro a() %}{{ a() }}{% endmacro %}{{ a() }}",
        "{{ account.mailbox }}",
        "{{ self }}",
        "{{ document.__class__ }}",
        "{% set x = today %}",
        "{% extends 't' %}",
        &deep,
        &huge,
    ] {
        let failure = preview(&settings(attack), &json!({})).unwrap_err();
        assert_eq!(failure["code"], "text-broken", "{}: {failure}", &attack[..attack.len().min(40)]);
        assert!(failure["findings"][0]["path"] == "texts.t");
    }
    // Allowed, and bounded while it runs.
    let failure = preview(&settings(&endless), &json!({"documents": 100})).unwrap_err();
    assert_eq!(failure["code"], "text-failed", "{failure}");
}

#[test]
fn older_placeholders_are_converted_with_a_report() {
    let older = "Devis [Référence du devis] (__TOTAL_TTC__)\n{contact.prenom} {inconnu.champ}";
    let converted = ask("templates", "convert", &json!({ "text": older })).unwrap();
    assert_eq!(
        converted["text"],
        "Devis {{ document.number }} ({{ document.total }})\n{{ contact.first_name }} {inconnu.champ}"
    );
    assert_eq!(converted["unknown"], json!([{"placeholder": "{inconnu.champ}", "line": 2, "nearest": null}]));
}

#[test]
fn every_variable_of_the_list_can_be_printed() {
    let variables = ask("templates", "variables", &json!({})).unwrap();
    let names: Vec<_> =
        variables.as_array().unwrap().iter().map(|variable| variable["name"].as_str().unwrap().to_owned()).collect();
    assert!(names.len() > 55 && names.is_sorted());
    for name in names.iter().filter(|name| name.contains('.')) {
        let body = format!("{{% if {name} %}}{{{{ {name} }}}}{{% endif %}}");
        preview(&settings(&body), &json!({})).unwrap();
    }
}
