//! A good request, spoilt: the fuzzer's bytes say where and how. Raw bytes are tried too.

use serde_json::{Value, json};

/// Settings that use every rule, and an account with everything in it.
pub fn request() -> Value {
    let mut request: Value = serde_json::from_str(include_str!("../request.json")).unwrap_or(Value::Null);
    let settings: Value = serde_json::from_str(include_str!("../settings.json")).unwrap_or(Value::Null);
    request["context"]["settings"] = json!(settings.to_string());
    request
}

/// Every place of a value, by JSON pointer.
fn places(value: &Value, at: String, all: &mut Vec<String>) {
    match value {
        Value::Object(members) => members.iter().for_each(|(name, value)| places(value, format!("{at}/{name}"), all)),
        Value::Array(items) => items.iter().enumerate().for_each(|(index, value)| places(value, format!("{at}/{index}"), all)),
        _ => {}
    }
    all.push(at);
}

/// Spoils a few places: three bytes each say which one and what stands there now.
pub fn spoil(value: &mut Value, bytes: &[u8]) {
    for change in bytes.chunks(8).take(6) {
        let mut all = Vec::new();
        places(value, String::new(), &mut all);
        let number = |at: usize| usize::from(change.get(at).copied().unwrap_or_default());
        let place = &all[(number(0) * 256 + number(1)) % all.len()];
        let text = String::from_utf8_lossy(change.get(3..).unwrap_or_default()).into_owned();
        let day = format!("20{:02}-{:02}-{:02}", number(3) % 40, number(4) % 13, number(5) % 32);
        let new = match number(2) % 12 {
            0 => Value::Null,
            1 => json!(text),
            2 => json!(day),
            3 => json!(i64::MAX - i64::try_from(number(3)).unwrap_or_default()),
            4 => json!(i64::MIN),
            5 => json!(-1),
            6 => json!([]),
            7 => json!({}),
            8 => json!(number(3)),
            9 => json!(true),
            10 => json!({"on": day}),
            _ => {
                // Twice the same.
                if let Some(list) = value.pointer_mut(place).and_then(Value::as_array_mut)
                    && let Some(last) = list.last().cloned()
                {
                    list.push(last);
                }
                continue;
            }
        };
        if let Some(found) = value.pointer_mut(place) {
            *found = new;
        }
    }
}
