//! What the harness itself reads in a tenant's settings. Everything else in them is the module's business; settings that it refuses are read
//! here as if they said nothing.

use std::collections::BTreeSet;

use serde_json::{Value, json};

/// Settings as people edit them, read once.
#[derive(Clone, Debug)]
pub struct Settings(Value);

/// Whether reminders leave.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// Nothing leaves.
    Off,
    /// Shown to the team only.
    NotifyOnly,
    /// Everything leaves.
    Live,
}

impl Settings {
    /// Reads them.
    #[must_use]
    pub fn of(text: &str) -> Self {
        Self(serde_json::from_str(text).unwrap_or_default())
    }

    /// The whole tenant's mode; what is no mode lets nothing leave.
    #[must_use]
    pub fn mode(&self) -> Mode {
        match self.0.get("mode").and_then(Value::as_str) {
            Some("live") => Mode::Live,
            Some("notify-only") => Mode::NotifyOnly,
            _ => Mode::Off,
        }
    }

    /// The same settings, with everything leaving.
    #[must_use]
    pub fn live(mut self) -> String {
        if let Some(members) = self.0.as_object_mut() {
            members.insert("mode".to_owned(), json!("live"));
        }
        self.0.to_string()
    }

    /// The limit of the day; none: everything leaves.
    #[must_use]
    pub fn customer_messages_per_day(&self) -> Option<u64> {
        self.0.pointer("/limits/customer_messages_per_day").and_then(Value::as_u64)
    }

    /// The texts that are compared with each other.
    #[must_use]
    pub fn compared_texts(&self) -> BTreeSet<String> {
        let steps = self.scenarios().flat_map(|scenario| list(scenario, "steps"));
        let texts = steps.flat_map(|step| list(step, "actions")).flat_map(|action| list(action, "texts"));
        texts.filter_map(|text| text.as_str().map(str::to_owned)).collect()
    }

    fn scenarios(&self) -> impl Iterator<Item = &Value> {
        list(&self.0, "scenarios")
    }
}

fn list<'a>(value: &'a Value, name: &str) -> impl Iterator<Item = &'a Value> + use<'a> {
    value.get(name).and_then(Value::as_array).into_iter().flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_read_lets_nothing_leave() {
        for text in ["", "{", "[]", "{}", r#"{"mode": "on"}"#, r#"{"mode": 1}"#] {
            assert_eq!(Settings::of(text).mode(), Mode::Off, "{text}");
        }
        assert_eq!(Settings::of(r#"{"mode": "notify-only"}"#).mode(), Mode::NotifyOnly);
        let live = Settings::of(r#"{"mode": "off", "version": 1}"#).live();
        assert_eq!(Settings::of(&live).mode(), Mode::Live);
        assert_eq!(serde_json::from_str::<Value>(&live).unwrap_or_default(), json!({"mode": "live", "version": 1}));
    }
}
