//! Something for a person of the tenant to do: asked for by a step, or by the engine itself.

use super::{Failure, Reader, email, phrases, variables::Message};
use crate::{domain::Reason, group::Wanted};

/// A finished task.
#[derive(Clone, Debug)]
pub struct Task {
    /// `call`, `meeting`, `to-do`, or `check` for the engine's own.
    pub kind: String,
    /// One line.
    pub title: String,
    /// The rest.
    pub note: String,
}

/// Writes the task of a step, in the company's language.
///
/// # Errors
/// A text that is missing, broken, or lacks a value.
pub fn write(wanted: &Wanted<'_>, step: &str, text: &str, kind: Option<&str>) -> Result<Task, Failure> {
    let world = wanted.case.world;
    let (language, chosen) = email::choose(&world.settings, text, &world.company.language, &world.company.language)?;
    let variables = Message::of(wanted, step, None, Reader::of(language));
    let fill = |part: &str, source: &str| {
        world.texts.fill(&world.settings, &format!("{text}/{language}/{part}"), source, &variables)
    };
    Ok(Task {
        kind: kind.unwrap_or("to-do").to_owned(),
        title: email::one_line(&fill("subject", &chosen.subject)?),
        note: fill("body", &chosen.body)?.trim().to_owned(),
    })
}

/// The task that a held document asks for by itself.
#[must_use]
pub fn alert(wanted: &Wanted<'_>, reason: &Reason) -> Task {
    let case = wanted.case;
    let details = reason.details();
    let reader = Reader::of(&case.world.company.language);
    let sentence = phrases::phrase(reason.code(), details.iter().map(|(name, value)| (*name, value)), reader);
    let title = match reason {
        Reason::AccountInCredit { .. } => case.account.name.clone(),
        _ => format!("{} · {}", case.document.number, case.account.name),
    };
    Task { kind: "check".to_owned(), title: email::one_line(&title), note: sentence }
}
