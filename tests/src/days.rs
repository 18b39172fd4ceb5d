//! Many days of one account: what leaves is recorded, as a host would, and the next day is decided on it.

use relance_guest::domain::{format_iso, parse_day, plus_days};
use serde_json::Value;

use crate::{Answers, recorded};

/// One message that left, or one mark.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Left {
    /// The day.
    pub day: String,
    /// The document, with its instalment if it has one.
    pub document: String,
    /// The step.
    pub step: String,
    /// `sent`, or the state of the mark.
    pub state: String,
}

/// A stretch of days with a run on each, except during outages.
pub struct Days<'a> {
    /// The first day.
    pub from: &'a str,
    /// The last day.
    pub to: &'a str,
    /// Days without a run, both ends included.
    pub down: Option<(&'a str, &'a str)>,
}

impl Days<'_> {
    /// Lives through these days. `change` may alter the account in the morning of each day.
    ///
    /// # Panics
    /// When a call fails or a day is none.
    #[must_use]
    pub fn live(
        &self,
        settings: &Value,
        account: impl Into<Value>,
        mut change: impl FnMut(&str, &mut Value),
    ) -> Vec<Left> {
        let day = |text: &str| parse_day(text).unwrap();
        let down = self.down.map(|(first, last)| (day(first), day(last)));
        let (mut account, mut left) = (account.into(), Vec::new());
        let mut today = day(self.from);
        while today <= day(self.to) {
            let text = format_iso(today);
            change(&text, &mut account);
            if !down.is_some_and(|(first, last)| (first..=last).contains(&today)) {
                left.extend(run(&text, settings, &mut account));
            }
            today = plus_days(today, 1);
        }
        left
    }

    /// What left, as `day step`, marks not counted.
    ///
    /// # Panics
    /// As [`Days::live`].
    #[must_use]
    pub fn sent(&self, settings: &Value, account: impl Into<Value>) -> Vec<String> {
        let left = self.live(settings, account, |_, _| {});
        left.into_iter().filter(|left| left.state == "sent").map(|left| format!("{} {}", left.day, left.step)).collect()
    }
}

fn run(today: &str, settings: &Value, account: &mut Value) -> Vec<Left> {
    let answers = Answers::of(today, settings, account);
    let mut entries: Vec<Value> = answers.0["marks"].as_array().cloned().unwrap_or_default();
    for wanted in answers.0["wanted"].as_array().map(Vec::as_slice).unwrap_or_default() {
        entries.extend(recorded(today, wanted, "engine"));
    }
    let left = entries.iter().map(|entry| {
        let coverage = &entry["coverage"];
        let part = coverage["instalment"].as_str().map(|part| format!("/{part}")).unwrap_or_default();
        Left {
            day: today.to_owned(),
            document: format!("{}{part}", coverage["document"].as_str().unwrap_or_default()),
            step: coverage["step"].as_str().unwrap_or_default().to_owned(),
            state: entry["state"].as_str().unwrap_or_default().to_owned(),
        }
    });
    let left = left.collect();
    if let Some(history) = account["history"].as_array_mut() {
        history.extend(entries);
    }
    left
}
