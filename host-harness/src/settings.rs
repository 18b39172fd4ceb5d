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

/// Somebody on the tenant's side.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// The account's salesperson, else `team.sales`.
    Sales,
    /// The finance head.
    Finance,
    /// The director.
    Director,
}

impl Role {
    /// Its name in the settings.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Sales => "sales",
            Self::Finance => "finance",
            Self::Director => "director",
        }
    }

    /// Whom an action of a step asks or tells something: the salesperson, unless it says who.
    fn asked_by(action: &Value) -> Option<Self> {
        let member = match action.get("kind").and_then(Value::as_str)? {
            "task" => "assignee",
            "notification" => "role",
            _ => return None,
        };
        Some(match action.get(member).and_then(Value::as_str) {
            Some("finance") => Self::Finance,
            Some("director") => Self::Director,
            _ => Self::Sales,
        })
    }
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
        let texts = self.steps().flat_map(|step| list(step, "actions")).flat_map(|action| list(action, "texts"));
        texts.filter_map(|text| text.as_str().map(str::to_owned)).collect()
    }

    /// What the settings say of the law.
    #[must_use]
    pub fn law(&self) -> Value {
        self.0.get("law").cloned().unwrap_or_else(|| json!({}))
    }

    /// The profile of accounts that have none.
    #[must_use]
    pub fn profile(&self) -> Option<&str> {
        self.0.pointer("/law/profile").and_then(Value::as_str)
    }

    /// Whether a step claims interest.
    #[must_use]
    pub fn claims_interest(&self) -> bool {
        self.steps().flat_map(|step| list(step, "claims")).any(|claim| claim == "interest")
    }

    /// The roles that steps ask or tell something, and that nobody has.
    #[must_use]
    pub fn roles_without_anybody(&self) -> Vec<Role> {
        let asked = self.steps().flat_map(|step| list(step, "actions")).filter_map(Role::asked_by);
        let nobody = |role: &Role| self.0.pointer(&format!("/team/{}", role.name())).is_none_or(Value::is_null);
        asked.filter(nobody).collect::<BTreeSet<_>>().into_iter().collect()
    }

    /// Whether prospects are told this text.
    #[must_use]
    pub fn tells_prospects(&self, text: &str) -> bool {
        let of_leads = self.scenarios().filter(|scenario| scenario.get("kind").is_some_and(|kind| kind == "lead"));
        let actions = of_leads.flat_map(|scenario| list(scenario, "steps")).flat_map(|step| list(step, "actions"));
        let mut named = actions.flat_map(|action| list(action, "texts").chain(action.get("text")));
        named.any(|name| name == text)
    }

    /// The names of the texts.
    #[must_use]
    pub fn texts(&self) -> BTreeSet<String> {
        let texts = self.0.get("texts").and_then(Value::as_object);
        texts.into_iter().flat_map(|texts| texts.keys().cloned()).collect()
    }

    /// The languages of the texts.
    #[must_use]
    pub fn languages(&self) -> BTreeSet<String> {
        let texts = self.0.get("texts").and_then(Value::as_object).into_iter().flat_map(|texts| texts.values());
        texts.filter_map(Value::as_object).flat_map(|text| text.keys().cloned()).collect()
    }

    fn steps(&self) -> impl Iterator<Item = &Value> {
        self.scenarios().flat_map(|scenario| list(scenario, "steps"))
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
