//! Any text as a template: checked, tried on documents, converted. Never a panic, whatever it asks for.

#![no_main]

use libfuzzer_sys::fuzz_target;
use serde_json::{Value, json};

fuzz_target!(|text: &str| {
    let settings = json!({"version": 1, "texts": {"t": {"fr": {"subject": text, "body": text}}}}).to_string();
    let company = json!({"name": "C", "language": "fr", "email": "c@c.example", "iban": "FR7630006000011234567890189"});
    let context = json!({"contract": "0.2", "tenant": "t", "today": "2028-03-01", "settings": settings, "company": company, "bank_date": null});
    for (channel, kind) in [("email", "invoice"), ("letter", "quote"), ("sms", "invoice")] {
        let sample = json!({"text": "t", "language": "fr", "channel": channel, "kind": kind, "documents": 2});
        let request = json!({"context": context, "sample": sample}).to_string();
        let Ok(action) = relance_guest::wire::call("templates.preview", &request) else { continue };
        let action: Value = serde_json::from_str(&action).unwrap();
        if channel == "letter" {
            let item = json!({"key": "k", "letter": action["body"]["letter"], "registered": false, "sources": []});
            let job = json!({"letters": [item], "batch": false, "single": true});
            let request = json!({"context": context, "job": job}).to_string();
            relance_guest::wire::call("letters.print", &request).expect("a letter that was written can be printed");
        }
    }
    let _ = relance_guest::wire::call("templates.convert", &json!({"text": text}).to_string());
    let _ = relance_guest::wire::call("templates.check", &json!({"settings": settings, "company": company, "language": "fr"}).to_string());
});
