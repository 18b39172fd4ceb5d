#![no_main]
//! Settings, spoilt or raw: findings, never a fault; and what is accepted can be run.

mod common;

use libfuzzer_sys::fuzz_target;
use serde_json::{Value, json};

fuzz_target!(|bytes: &[u8]| {
    let settings = match bytes.strip_prefix(b"raw") {
        Some(raw) => String::from_utf8_lossy(raw).into_owned(),
        None => {
            let mut settings: Value = serde_json::from_str(include_str!("../settings.json")).unwrap_or(Value::Null);
            common::spoil(&mut settings, bytes);
            settings.to_string()
        }
    };
    let _ = relance_guest::wire::call("settings.check", &json!({"settings": settings, "language": "fr"}).to_string());
    let mut request = common::request();
    request["context"]["settings"] = json!(settings);
    let _ = relance_guest::wire::call("reminders.run", &request.to_string());
});
