//! What works in the settings and is probably not meant (F77): each with its place and a hint. Nothing here is an error.

mod law;
mod texts;

use std::collections::BTreeSet;

use relance_contract::Path;

use crate::{
    language::Reader,
    settings::{
        Action, Anchor, DateOf, Finding, Mode, Order, Scenario, ScenarioKind, Scope, Settings, Severity, Step, Unit,
    },
    wording,
};

/// One doubt: its code, where, what, and what to do.
struct Doubt {
    pub code: &'static str,
    pub path: Path,
    pub message: String,
    pub hint: &'static str,
}

impl Doubt {
    /// As it is said: with its place in the text of the settings.
    fn found(self, json: &str) -> Finding {
        Finding {
            severity: Severity::Warning,
            code: self.code,
            at: self.path.locate(json),
            path: self.path.to_string(),
            message: self.message,
            hint: self.hint.to_owned(),
        }
    }
}

/// What is doubtful about texts that work (F54): for whoever edits them.
#[must_use]
pub fn text_doubts(settings: &Settings, json: &str) -> Vec<Finding> {
    texts::doubts(settings).into_iter().map(|doubt| doubt.found(json)).collect()
}

/// Compiles and tries every text: what would fail on the day it leaves is an error now; a text used in one language only, and what is
/// probably not meant, is a warning.
#[must_use]
pub fn doubts(settings: &Settings, json: &str) -> Vec<Finding> {
    let doubts = scenarios(settings).into_iter().map(|doubt| doubt.found(json));
    let mut findings: Vec<_> = doubts.collect();
    let root = Path::default().key("texts");
    let languages: BTreeSet<_> = settings.texts.values().flat_map(|text| text.keys()).collect();
    for (name, by_language) in &settings.texts {
        let path = root.key(name);
        for (language, text) in by_language {
            let path = path.key(language);
            for (part, source) in [("subject", &text.subject), ("body", &text.body)] {
                if let Err(message) = wording::check_template(settings, source) {
                    let path = path.key(part);
                    let at = path.locate(json);
                    let (severity, code) = (Severity::Error, "text-broken");
                    findings.push(Finding { severity, code, path: path.to_string(), at, message, hint: String::new() });
                }
            }
        }
        for missing in languages.iter().filter(|language| !by_language.contains_key(**language)) {
            findings.push(Finding {
                severity: Severity::Warning,
                code: "language-missing",
                path: path.to_string(),
                at: path.locate(json),
                message: format!("the text `{name}` is not written in `{missing}`, others are"),
                hint: "customers who read it get the company's language".to_owned(),
            });
        }
    }
    findings
}

/// Everything doubtful about the scenarios.
fn scenarios(settings: &Settings) -> Vec<Doubt> {
    let law = law::doubts(settings).into_iter();
    let mut doubts: Vec<_> = law.map(|(code, path, message, hint)| Doubt { code, path, message, hint }).collect();
    for (name, section) in [("quotes", &settings.quotes), ("invoices", &settings.invoices)] {
        if section.scope == Scope::Selected && section.active_since.is_none() && section.mode != Mode::Off {
            let message = "an account that is switched on has all its documents reminded, however old".to_owned();
            let hint = "write `active_since`: the day on which you switch reminders on";
            doubts.push(Doubt { code: "selected-without-day", path: Path::default().key(name), message, hint });
        }
    }
    for (name, condition) in &settings.segments {
        never_true(condition, &Path::default().key("segments").key(name), &mut doubts);
    }
    for (at, scenario) in settings.scenarios.iter().enumerate() {
        let path = Path::default().key("scenarios").index(at);
        if let Some(condition) = &scenario.when {
            never_true(condition, &path.key("when"), &mut doubts);
        }
        repeats(scenario, &path, &mut doubts);
        let steps: Vec<_> = scenario.steps.iter().enumerate().filter(|(_, step)| !step.retired).collect();
        for (at, step) in &steps {
            let path = path.key("steps").index(*at);
            if let Some(condition) = &step.when {
                never_true(condition, &path.key("when"), &mut doubts);
            }
            let before: Vec<_> = steps.iter().filter(|(other, _)| other < at).map(|(_, step)| *step).collect();
            let after = steps.iter().find(|(other, next)| other > at && !next.is_internal()).map(|(_, step)| *step);
            one_step(settings, scenario, step, (&before, after), &path, &mut doubts);
        }
    }
    doubts
}

fn one_step(
    settings: &Settings,
    scenario: &Scenario,
    step: &Step,
    (before, after): (&[&Step], Option<&Step>),
    path: &Path,
    doubts: &mut Vec<Doubt>,
) {
    let mut doubt = |code, path: Path, message: String, hint| doubts.push(Doubt { code, path, message, hint });
    if step.needs_fresh_bank == Some(true) && scenario.kind == ScenarioKind::Quote {
        let message = "bank data say nothing of quotes: the step does not wait for them".to_owned();
        doubt("fresh-bank-of-quote", path.key("needs_fresh_bank"), message, "leave it out");
    }
    let messages = step.actions.iter().filter(|action| action.kind.speaks_to_customer()).count();
    let limits = [settings.limits.customer_messages_per_day, settings.limits.customer_messages_per_account_per_day];
    if let Some(limit) =
        limits.into_iter().flatten().min().filter(|limit| usize::try_from(*limit).is_ok_and(|limit| limit < messages))
    {
        let message = format!("`{}` has {messages} messages, and a day allows {limit}: it never leaves", step.id);
        doubt("larger-than-limit", path.key("actions"), message, "raise the limit, or have fewer messages in the step");
    }
    let listed = scenario.order() == Order::AsListed;
    let late_before = before.iter().any(|other| other.from == step.from && other.at.days >= 0);
    let speaks_of_lateness = step.from == Anchor::On(DateOf::Due) && late_text(settings, step);
    if step.at.days < 0
        && scenario.kind == ScenarioKind::Invoice
        && (late_before || step.at.days <= -30 || speaks_of_lateness)
    {
        let message = format!("{} days before the due day, in a scenario for what is late", -step.at.days);
        doubt("offset-sign", path.key("at"), message, "write `+` for days after the due day");
    }
    if let Some(other) = before.iter().find(|other| other.from == step.from && other.at == step.at) {
        let message = format!("`{}` is planned for the same day as `{}`", step.id, other.id);
        doubt("two-steps-one-day", path.key("at"), message, "one step a day leaves: the other waits or is dropped");
    }
    let speaks_of_its_end = step.at.days >= 0 && step.announces() && step.from.date().is_some();
    let after_the_end = listed
        && scenario.kind == ScenarioKind::Quote
        && step.from != Anchor::On(DateOf::ValidUntil)
        && before.iter().any(|other| other.from == Anchor::On(DateOf::ValidUntil) && other.at.days >= 0);
    if speaks_of_its_end {
        let message =
            "its text speaks of a day to come, and it leaves on that day or after it: it always expires".to_owned();
        doubt("offset-after-expiry", path.key("at"), message, "write a `-`, or `\"announces\": false`");
    } else if after_the_end {
        let message = "it comes after a step that leaves once the quote has ended, and is dropped".to_owned();
        doubt("offset-after-expiry", path.key("from"), message, "count it from `valid-until` too, or list it first");
    }
    let expires_behind = listed && step.announces() && step.at.days < 0 && late_before;
    let nothing_milder = step.is_severe() && !before.iter().any(|other| !other.is_internal() && !other.is_severe());
    if nothing_milder || expires_behind {
        let why = if nothing_milder {
            "no milder message comes before it, and a severe step never leaves out of the blue"
        } else {
            "it announces a day that has come when its turn is"
        };
        doubt(
            "step-never-reached",
            path.clone(),
            format!("`{}` never leaves: {why}", step.id),
            "put it in another place",
        );
    }
    if let (Some(deadline), Some(next)) = (step.deadline, after)
        && listed
        && next.from == step.from
        && next.at.unit == Unit::Calendar
        && step.at.unit == Unit::Calendar
        && i64::from(deadline) >= next.at.days - step.at.days
    {
        let gap = next.at.days - step.at.days;
        let message = format!("its text gives {deadline} days, and `{}` is planned {gap} days later", next.id);
        doubt(
            "deadline-longer-than-gap",
            path.key("deadline"),
            message,
            "the next step waits for the day after the deadline",
        );
    }
    let first = !step.is_internal() && before.iter().all(|other| other.is_internal());
    if first && let Some(word) = harsh_word(settings, step) {
        let message = format!("the first message says \"{word}\"");
        doubt(
            "harsh-first-step",
            path.clone(),
            message,
            "begin with a friendly one: most late payments are oversights",
        );
    }
}

/// Whether a text of the step is one of the ready ones for what is late, or says how many days late it is.
fn late_text(settings: &Settings, step: &Step) -> bool {
    const LATE: [&str; 9] = [
        "invoice-friendly",
        "invoice-second",
        "invoice-firm",
        "invoice-notice",
        "invoice-letter",
        "invoice-late",
        "invoice-call",
        "invoice-meeting",
        "invoice-finance",
    ];
    let says = |name: &String| {
        let mut texts = settings.texts.get(name).into_iter().flatten();
        texts.any(|(_, text)| text.subject.contains("document.days_late") || text.body.contains("document.days_late"))
    };
    step.actions.iter().flat_map(Action::text_names).any(|name| LATE.contains(&name.as_str()) || says(name))
}

/// A word of the first message that belongs to the end of a ladder, in the language it is written in.
fn harsh_word(settings: &Settings, step: &Step) -> Option<&'static str> {
    let names = step.actions.iter().filter(|action| action.kind.speaks_to_customer()).flat_map(Action::text_names);
    let mut texts = names.filter_map(|name| settings.texts.get(name)).flatten();
    texts.find_map(|(language, text)| {
        let said = format!(" {} {} ", text.subject, text.body).to_lowercase();
        Reader::known(language)?.pack().harsh.iter().copied().find(|word| stands_alone(&said, word))
    })
}

/// Whether a word is there, and not as a part of another.
fn stands_alone(said: &str, word: &str) -> bool {
    said.match_indices(word).any(|(at, found)| {
        let edge = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric());
        let (before, rest) = said.split_at_checked(at).unwrap_or_default();
        edge(before.chars().next_back()) && edge(rest.chars().nth(found.chars().count()))
    })
}

/// More than two years of repetitions are a mistake of somebody who wants no end.
fn repeats(scenario: &Scenario, path: &Path, doubts: &mut Vec<Doubt>) {
    const DAYS: u64 = 730;
    let Some(repeat) = scenario.repeat_last else { return };
    let days = u64::from(repeat.every).saturating_mul(u64::from(repeat.at_most));
    if days > DAYS {
        let message = format!("the last step repeats {} times, over {days} days", repeat.at_most);
        let hint = "end it after some months: somebody who has not answered by then needs another step";
        doubts.push(Doubt { code: "repeat-endless", path: path.key("repeat_last"), message, hint });
    }
}

fn never_true(condition: &crate::condition::Condition, path: &Path, doubts: &mut Vec<Doubt>) {
    if condition.is_never_true() {
        let message = "the condition is never true".to_owned();
        let hint = "look at its comparisons: two of them exclude each other";
        doubts.push(Doubt { code: "condition-always-false", path: path.clone(), message, hint });
    }
}
