//! One question, asked in three ways that must give the same answer.

use std::{collections::BTreeMap, sync::LazyLock};

use jsonschema::Validator;
use serde_json::{Value, json};

use crate::{Component, case::list, context, schema::part};

static COMPONENT: LazyLock<Component> = LazyLock::new(Component::load);

/// The parts of the contract's schema: what each function takes, what it answers, and `failure`.
static PARTS: LazyLock<BTreeMap<String, Validator>> = LazyLock::new(|| {
    let functions = relance_contract::functions::FUNCTIONS.iter();
    let parts = functions.flat_map(|function| ["request", "answer"].map(|part| format!("{}.{part}", function.name)));
    parts.chain(["failure".to_owned()]).map(|name| (name.clone(), part(&name))).collect()
});

/// The answer for one account.
#[derive(Debug)]
pub struct Answers(pub Value);

impl Answers {
    /// The first decision.
    #[must_use]
    pub fn decision(&self) -> &Value {
        &self.0["decisions"][0]
    }

    /// The code of the first decision.
    #[must_use]
    pub fn code(&self) -> &str {
        self.decision()["code"].as_str().unwrap_or_default()
    }

    /// The kinds of what is wanted, sorted.
    #[must_use]
    pub fn kinds(&self) -> Vec<&str> {
        let mut kinds: Vec<_> = list(&self.0["wanted"]).iter().filter_map(|wanted| wanted["kind"].as_str()).collect();
        kinds.sort_unstable();
        kinds
    }

    /// The code of the decision of one document.
    #[must_use]
    pub fn code_of(&self, document: &str) -> &str {
        let found = list(&self.0["decisions"]).iter().find(|decision| decision["document"] == document);
        found.and_then(|decision| decision["code"].as_str()).unwrap_or_default()
    }
}

/// Asks natively, through the component with text, and through the component with records: the first two must give the
/// same bytes, the third the same values, and it fits the schema of the contract if the request does.
///
/// # Panics
/// When they do not, or the component traps.
///
/// # Errors
/// The failure, when all three fail alike.
pub fn ask(interface: &str, function: &str, request: &Value) -> Result<Value, Value> {
    let (name, text) = (format!("{interface}.{function}"), request.to_string());
    let native = relance_guest::wire::call(&name, &text);
    assert_eq!(native, COMPONENT.json(&name, &text), "natively and through the component, {name} of {text}");
    let read = |text: String| serde_json::from_str::<Value>(&text).unwrap();
    let native = native.map(read).map_err(read);
    assert_eq!(native, COMPONENT.typed(interface, function, request), "as text and as records, {name} of {text}");
    let (answer, form) = match &native {
        Ok(answer) => (answer, format!("{name}.answer")),
        Err(failure) => (failure, "failure".to_owned()),
    };
    // What is handed back as it came is no better than the request.
    if PARTS[&format!("{name}.request")].is_valid(request)
        && let Err(error) = PARTS[&form].validate(answer)
    {
        panic!("{form} has another schema at {}: {error}", error.instance_path());
    }
    native
}

/// The entries of an answer that are marks.
#[must_use]
pub fn marks(answer: &Value) -> Value {
    list(&answer["entries"]).iter().filter(|entry| entry["key"] == "").cloned().collect()
}

/// What leaves by an answer.
pub fn leaves(answer: &Value) -> impl Iterator<Item = &Value> {
    list(&answer["actions"]).iter().map(|action| &action["wanted"])
}

/// The finished actions of a page, by key.
#[must_use]
pub fn actions(page: &Value) -> Vec<&Value> {
    let mut actions: Vec<_> = list(&page["accounts"]).iter().flat_map(|answer| list(&answer["actions"])).collect();
    actions.sort_by_key(|action| action["wanted"]["key"].as_str());
    actions
}

impl Answers {
    /// Decides one account on one day, in all three ways; `marks` are those of the page.
    ///
    /// # Panics
    /// When the call fails, or the three ways disagree.
    #[must_use]
    pub fn of(today: &str, settings: &Value, account: &Value) -> Self {
        let mut request = json!({"context": context(today, settings), "accounts": [account]});
        let mut answers = ask("reminders", "decide", &request).unwrap();
        request["so_far"] = json!({"customer_messages": 0});
        let page = ask("reminders", "run", &request).unwrap();
        answers[0]["marks"] = marks(&page["accounts"][0]);
        Self(answers[0].take())
    }
}
