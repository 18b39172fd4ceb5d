//! What works in the settings and is probably not meant (F77): each with its place. A text that would fail on
//! the day it leaves is an error; nothing else here is.

mod law;
mod texts;

use relance_contract::Path;

use crate::{
    domain::Found,
    language::Locale,
    settings::{Anchor, DateOf, Finding, Mode, Order, Scenario, ScenarioKind, Scope, Settings, Step, Unit},
    sort, wording,
};

/// One doubt: what, and where.
struct Doubt {
    pub found: Found,
    pub path: Path,
}

impl Doubt {
    /// As it is said: with its place in the text of the settings.
    fn found(self, json: &str) -> Finding {
        Finding { found: self.found, at: self.path.locate(json), path: self.path.to_string() }
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
    let languages = sort::set(settings.texts.values().flat_map(|text| text.keys()));
    for (name, by_language) in &settings.texts {
        let path = root.key(name);
        for (language, text) in by_language {
            let path = path.key(language);
            for (part, source) in [("subject", &text.subject), ("body", &text.body)] {
                if let Err(problem) = wording::check_template(settings, source) {
                    let broken = Doubt { found: Found::TextBroken { problem }, path: path.key(part) };
                    findings.push(broken.found(json));
                }
            }
        }
        for missing in languages.iter().filter(|language| !by_language.contains_key(**language)) {
            let found = Found::LanguageMissing { text: name.clone(), language: (*missing).clone() };
            findings.push(Doubt { found, path: path.clone() }.found(json));
        }
    }
    findings
}

/// Everything doubtful about the scenarios.
fn scenarios(settings: &Settings) -> Vec<Doubt> {
    let mut doubts = law::doubts(settings);
    for (name, section) in ScenarioKind::ALL.map(|(name, kind)| (name, settings.of_kind(kind))) {
        if section.scope == Scope::Selected && section.active_since.is_none() && section.mode != Mode::Off {
            doubts.push(Doubt { found: Found::SelectedWithoutDay, path: Path::default().key(name) });
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
            let after: Vec<_> =
                steps.iter().filter(|(other, next)| other > at && next.is_felt()).map(|(_, step)| *step).collect();
            one_step(settings, scenario, step, (&before, &after), &path, &mut doubts);
        }
    }
    doubts
}

fn one_step(
    settings: &Settings,
    scenario: &Scenario,
    step: &Step,
    (before, after): (&[&Step], &[&Step]),
    path: &Path,
    doubts: &mut Vec<Doubt>,
) {
    let mut doubt = |path: Path, found| doubts.push(Doubt { found, path });
    if step.needs_fresh_bank == Some(true) && scenario.kind == ScenarioKind::Quote {
        doubt(path.key("needs_fresh_bank"), Found::FreshBankOfQuote);
    }
    let messages = step.actions.iter().filter(|action| action.speaks_to_customer()).count();
    let limits = [settings.limits.customer_messages_per_day, settings.limits.customer_messages_per_account_per_day];
    if let Some(limit) =
        limits.into_iter().flatten().min().filter(|limit| usize::try_from(*limit).is_ok_and(|limit| limit < messages))
    {
        doubt(path.key("actions"), Found::LargerThanLimit { step: step.id.clone(), messages, limit });
    }
    let listed = scenario.order() == Order::AsListed;
    let late_before = before.iter().any(|other| other.from == step.from && other.at.days >= 0);
    let speaks_of_lateness = step.from == Anchor::On(DateOf::Due) && late_text(settings, step);
    let expires_behind = listed && step.announces() && step.at.days < 0 && late_before;
    if step.at.days < 0
        && scenario.kind == ScenarioKind::Invoice
        && (late_before || step.at.days <= -30 || speaks_of_lateness)
    {
        doubt(path.key("at"), Found::OffsetSign { days: -step.at.days });
    } else if let Some(other) = planned_after(step, before).filter(|_| listed && !expires_behind) {
        doubt(path.key("at"), Found::StepBackwards { step: step.id.clone(), other: other.id.clone() });
    }
    if let Some(other) = before.iter().find(|other| other.from == step.from && other.at == step.at) {
        doubt(path.key("at"), Found::TwoStepsOneDay { step: step.id.clone(), other: other.id.clone() });
    }
    let speaks_of_its_end = step.at.days >= 0 && step.announces() && step.from.date().is_some();
    let after_the_end = listed
        && scenario.kind == ScenarioKind::Quote
        && step.from != Anchor::On(DateOf::ValidUntil)
        && before.iter().any(|other| other.from == Anchor::On(DateOf::ValidUntil) && other.at.days >= 0);
    if speaks_of_its_end {
        doubt(path.key("at"), Found::AnnouncedTooLate);
    } else if after_the_end {
        doubt(path.key("from"), Found::AfterTheEnd);
    }
    let nothing_milder = step.is_severe() && !before.iter().any(|other| !other.is_internal() && !other.is_severe());
    if nothing_milder {
        doubt(path.clone(), Found::NothingMilder { step: step.id.clone() });
    } else if expires_behind {
        doubt(path.clone(), Found::AnnouncesThePast { step: step.id.clone() });
    }
    if let Some(deadline) = step.deadline.filter(|_| listed)
        && let Some((next, gap)) = too_soon(step, deadline, after)
    {
        doubt(path.key("deadline"), Found::DeadlineLongerThanGap { deadline, next: next.id.clone(), gap });
    }
    let first = !step.is_internal() && before.iter().all(|other| other.is_internal());
    if first && let Some(word) = harsh_word(settings, step) {
        doubt(path.clone(), Found::HarshFirstStep { word });
    }
}

/// Of the steps listed before, the last that is planned after this one, as far as both count from one date in the same days.
fn planned_after<'a>(step: &Step, before: &[&'a Step]) -> Option<&'a Step> {
    // What counts from the previous reminder comes after it, whatever the other's days.
    let comparable = |other: &&&Step| {
        other.from == step.from && other.at.unit == step.at.unit && step.from != Anchor::PreviousReminder
    };
    let later = before.iter().filter(comparable).filter(|other| other.at.days > step.at.days);
    later.max_by_key(|other| other.at.days).copied()
}

/// The first of the messages and measures (block, suspension, hand-over) listed after a step that is planned before the time which the step gives is
/// over, and how many days after the step it is planned. Where they do not count from one date in calendar days, nobody can say.
fn too_soon<'a>(step: &Step, deadline: u32, after: &[&'a Step]) -> Option<(&'a Step, i64)> {
    let calendar = |step: &Step| step.at.unit == Unit::Calendar;
    let first_message = after.iter().position(|next| !next.is_internal());
    let gap = |(place, next): (usize, &&'a Step)| {
        let days = match next.from {
            Anchor::PreviousReminder if first_message.is_none_or(|first| place <= first) && !step.is_internal() => {
                next.at.days
            }
            _ if next.from == step.from && calendar(step) => next.at.days - step.at.days,
            _ => return None,
        };
        calendar(next).then_some((*next, days))
    };
    after.iter().enumerate().filter_map(gap).find(|(_, gap)| i64::from(deadline) >= *gap)
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
    step.actions.iter().flat_map(|action| &action.texts).any(|name| LATE.contains(&name.as_str()) || says(name))
}

/// A word of the first message that belongs to the end of a ladder, in the language it is written in.
fn harsh_word(settings: &Settings, step: &Step) -> Option<&'static str> {
    let names = step.actions.iter().filter(|action| action.speaks_to_customer()).flat_map(|action| &action.texts);
    let mut texts = names.filter_map(|name| settings.texts.get(name)).flatten();
    texts.find_map(|(language, text)| {
        let said = format!(" {} {} ", text.subject, text.body).to_lowercase();
        Locale::known(language)?.pack().harsh.iter().copied().find(|word| stands_alone(&said, word))
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
        let found = Found::RepeatEndless { times: repeat.at_most, days: i64::try_from(days).unwrap_or(i64::MAX) };
        doubts.push(Doubt { found, path: path.key("repeat_last") });
    }
}

fn never_true(condition: &crate::condition::Condition, path: &Path, doubts: &mut Vec<Doubt>) {
    if condition.is_never_true() {
        doubts.push(Doubt { found: Found::ConditionAlwaysFalse, path: path.clone() });
    }
}
