#![no_main]
//! Reminders by hand on spoilt requests.

mod common;

use libfuzzer_sys::fuzz_target;
use serde_json::json;

fuzz_target!(|bytes: &[u8]| {
    if let Some(text) = bytes.strip_prefix(b"raw").and_then(|raw| std::str::from_utf8(raw).ok()) {
        let _ = relance_guest::wire::call("reminders.compose", text);
        return;
    }
    let mut request = common::request();
    let ids: Vec<_> = ["D1", "D2", "D3", "Q1", "C1", "gone"].iter().map(|id| {
        json!({"document": id, "channel": null, "text": null, "override_reason": "because"})
    }).collect();
    if let Some(members) = request.as_object_mut() {
        members.remove("so_far");
        members.insert("manual".to_owned(), json!({"reminders": ids, "together": true, "advance": true, "note": "", "next_reminder": null}));
    }
    common::spoil(&mut request, bytes);
    let _ = relance_guest::wire::call("reminders.compose", &request.to_string());
});
