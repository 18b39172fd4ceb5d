#![no_main]
//! Deciding, writing and looking ahead, on spoilt requests: whatever comes in, an answer or a failure comes out.

mod common;

use libfuzzer_sys::fuzz_target;
use serde_json::{Value, json};

fuzz_target!(|bytes: &[u8]| {
    if let Some(text) = bytes.strip_prefix(b"raw").and_then(|raw| std::str::from_utf8(raw).ok()) {
        let _ = relance_guest::wire::call("reminders.run", text);
        return;
    }
    let mut request = common::request();
    common::spoil(&mut request, bytes);
    let _ = relance_guest::wire::call("reminders.run", &request.to_string());
    let ahead = json!({"context": request["context"], "accounts": request["accounts"], "days": 40});
    let _ = relance_guest::wire::call("reminders.forecast", &ahead.to_string());
    if let Some(account) = request["accounts"].get(0) {
        let document = account["documents"].get(0).map_or(Value::Null, |document| document["id"].clone());
        let explain = json!({"context": request["context"], "account": account, "document": document, "language": "fr"});
        let _ = relance_guest::wire::call("reminders.explain", &explain.to_string());
    }
});
