//! Compares the engine's answer for an account with the model's: codes and steps, messages, internal actions, marks both ways.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::json::{day, state_word};
use crate::model::{
    Answer, Mark, Message,
    world::{Day, PartId},
};
use crate::{actions, leaves};

pub fn list(value: &Value) -> &[Value] {
    value.as_array().map(Vec::as_slice).unwrap_or_default()
}

pub fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

fn part(value: &Value) -> PartId {
    (text(&value["document"]).to_owned(), value["instalment"].as_str().map(str::to_owned))
}

/// Part, step, repetition, state and reason.
pub type MarkTold = (PartId, String, u32, String, String);

/// What the engine answers, in the model's words.
pub struct Engine {
    pub decisions: BTreeMap<PartId, (String, Option<String>)>,
    pub messages: BTreeSet<Comparable>,
    pub internal: BTreeSet<(PartId, String, u32, String, u32)>,
    pub marks: BTreeSet<MarkTold>,
}

impl Engine {
    pub fn is_silent(&self) -> bool {
        self.messages.is_empty() && self.internal.is_empty() && self.marks.is_empty()
    }
}

/// A message to a customer, as both sides tell it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Comparable {
    pub covers: Vec<(PartId, String, u32)>,
    kind: String,
    attempt: u32,
    to: Vec<String>,
    severe: bool,
    simulated: bool,
    deadline: Option<Day>,
    effective: Option<Day>,
}

/// The engine's answer for one account of a page.
pub fn read(page: &Value, answer: &Value) -> Engine {
    let number = |value: &Value| u32::try_from(value.as_u64().unwrap_or_default()).unwrap_or_default();
    let decisions = list(&answer["decisions"])
        .iter()
        .map(|one| (part(one), (text(&one["code"]).to_owned(), one["step"].as_str().map(str::to_owned))));
    let mut engine = Engine {
        decisions: decisions.collect(),
        messages: BTreeSet::new(),
        internal: BTreeSet::new(),
        marks: BTreeSet::new(),
    };
    // After `run` what leaves; after `decide`, which writes nothing, what is wanted.
    let is_page = !page.is_null();
    let wanted = list(&answer["wanted"]).iter().filter(|_| !is_page);
    for wanted in leaves(answer).chain(wanted) {
        let steps = list(&wanted["coverage"])
            .iter()
            .map(|one| (part(one), text(&one["step"]).to_owned(), number(&one["repetition"])));
        let mut covers: Vec<_> = steps.filter(|(_, step, _)| !step.starts_with('@')).collect();
        covers.sort();
        if covers.is_empty() {
            continue;
        }
        let kind = text(&wanted["kind"]).to_owned();
        let attempt = number(&wanted["attempt"]);
        if wanted["audience"] == "customer" {
            let to = places(page, text(&wanted["key"]));
            engine.messages.insert(Comparable {
                covers,
                kind,
                attempt,
                to,
                severe: wanted["severe"] == true,
                simulated: wanted["simulated"] == true,
                deadline: day(&wanted["deadline"]),
                effective: day(&wanted["effective"]),
            });
        } else {
            engine.internal.extend(
                covers.into_iter().map(|(part, step, repetition)| (part, step, repetition, kind.clone(), attempt)),
            );
        }
    }
    for mark in list(&crate::marks(answer)) {
        let coverage = &mark["coverage"];
        engine.marks.insert((
            part(coverage),
            text(&coverage["step"]).to_owned(),
            number(&coverage["repetition"]),
            text(&mark["state"]).to_owned(),
            text(&mark["reason"]).to_owned(),
        ));
    }
    engine
}

/// To whom a message goes.
pub fn addresses(page: &Value, key: &str) -> Vec<String> {
    let to = body(page, key).map(|body| list(&body["email"]["to"])).unwrap_or_default();
    to.iter().map(|one| text(&one["address"]).to_owned()).collect()
}

/// To whom an e-mail goes, where a letter goes, or the number of another message.
fn places(page: &Value, key: &str) -> Vec<String> {
    let letter = ["letter", "registered-letter"]
        .into_iter()
        .find_map(|kind| Some(body(page, key)?[kind]["address"]["lines"].as_array()?.clone()));
    let number = || {
        ["sms", "whatsapp"]
            .into_iter()
            .find_map(|kind| body(page, key)?[kind]["to"].as_str().map(|to| vec![to.to_owned()]))
    };
    match letter {
        Some(lines) => lines.iter().map(|line| text(line).to_owned()).collect(),
        None => number().unwrap_or_else(|| addresses(page, key)),
    }
}

fn body<'p>(page: &'p Value, key: &str) -> Option<&'p Value> {
    let action = actions(page).into_iter().find(|action| action["wanted"]["key"] == key)?;
    Some(&action["body"])
}

/// Sort, what the engine says, what the model says.
pub type Difference = (String, String, String);

/// The first difference, if there is one.
pub fn compare(engine: &Engine, model: &Answer) -> Option<Difference> {
    for decision in &model.decisions {
        let (code, step) = engine.decisions.get(&decision.part).cloned().unwrap_or_default();
        let same_step = ["finished", "waiting"].contains(&code.as_str())
            || step.is_none()
            || decision.step.is_none()
            || step == decision.step;
        if !decision.codes.contains(&code.as_str()) || !same_step {
            let kind = format!(
                "decision: engine {code}, model {}{}",
                decision.codes.join("|"),
                if same_step { "" } else { ", another step" }
            );
            return Some((kind, format!("{:?} {code} {step:?}", decision.part), format!("{decision:?}")));
        }
    }
    let messages: BTreeSet<_> = model
        .messages
        .iter()
        .filter(|one| !matches!(one.kind, "task" | "notification" | "block-orders"))
        .map(comparable)
        .collect();
    if messages != engine.messages {
        let kind = message_kind(&engine.messages, &messages);
        return Some((kind, format!("{:?}", engine.messages), format!("{messages:?}")));
    }
    let internal: BTreeSet<_> = model
        .messages
        .iter()
        .filter(|one| matches!(one.kind, "task" | "notification" | "block-orders"))
        .flat_map(|one| {
            one.covers.iter().map(|(part, step, repetition)| {
                (part.clone(), step.clone(), *repetition, one.kind.to_owned(), one.attempt)
            })
        })
        .collect();
    if internal != engine.internal {
        return Some(("internal actions".into(), format!("{:?}", engine.internal), format!("{internal:?}")));
    }
    marks(engine, model)
}

/// Every mark of the engine must be one that the model allows on that day, and each that the model demands must be there.
fn marks(engine: &Engine, model: &Answer) -> Option<Difference> {
    let told = |marks: &[Mark]| -> BTreeSet<_> {
        marks
            .iter()
            .map(|mark| {
                (
                    mark.part.clone(),
                    mark.out.step.clone(),
                    mark.out.repetition,
                    state_word(mark.out.state).to_owned(),
                    mark.out.reason.to_owned(),
                )
            })
            .collect()
    };
    let (possible, demanded) = (told(&model.possible), told(&model.marks));
    let wrong: Vec<_> = engine.marks.iter().filter(|mark| !possible.contains(*mark)).collect();
    // Of several reasons that are true any may be recorded, but one must be.
    let is_there =
        |mark: &&MarkTold| engine.marks.iter().any(|one| (&one.0, &one.1, one.2) == (&mark.0, &mark.1, mark.2));
    let missing: Vec<_> = demanded.iter().filter(|mark| !is_there(mark)).collect();
    let (side, found) = if wrong.is_empty() { ("model", missing) } else { ("engine", wrong) };
    if found.is_empty() {
        return None;
    }
    let reasons: BTreeSet<_> = found.iter().map(|mark| format!("{} {}", mark.3, mark.4)).collect();
    let kind = format!("marks: {side} only {}", reasons.into_iter().collect::<Vec<_>>().join(", "));
    let codes: Vec<_> = found.iter().map(|mark| engine.decisions.get(&mark.0)).collect();
    Some((kind, format!("{:?}, {codes:?}", engine.marks), format!("{found:?} of {demanded:?}, possible {possible:?}")))
}

fn comparable(message: &Message) -> Comparable {
    Comparable {
        covers: message.covers.clone(),
        kind: message.kind.to_owned(),
        attempt: message.attempt,
        to: message.way.to(),
        severe: message.severe,
        simulated: message.simulated,
        deadline: message.deadline,
        effective: Some(message.effective),
    }
}

fn message_kind(engine: &BTreeSet<Comparable>, model: &BTreeSet<Comparable>) -> String {
    let covers =
        |of: &BTreeSet<Comparable>| of.iter().map(|one| (one.covers.clone(), one.kind.clone())).collect::<Vec<_>>();
    if covers(engine) != covers(model) {
        return "messages: other ones, or other companions".into();
    }
    let differing: BTreeSet<_> = engine
        .iter()
        .zip(model)
        .flat_map(|(a, b)| {
            [
                ("attempt", a.attempt != b.attempt),
                ("to", a.to != b.to),
                ("severe", a.severe != b.severe),
                ("simulated", a.simulated != b.simulated),
                ("deadline", a.deadline != b.deadline),
                ("effective", a.effective != b.effective),
            ]
        })
        .filter(|(_, differs)| *differs)
        .map(|(name, _)| name)
        .collect();
    format!("messages: {}", differing.into_iter().collect::<Vec<_>>().join(", "))
}
