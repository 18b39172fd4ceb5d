//! `status`: where every document stands, as the last run decided it, and where something changed since.

use relance_contract::{
    records::types::{Decision, Next},
    request,
};
use serde::Serialize;
use serde_json::json;

use super::{
    End,
    arguments::{Arguments, Status},
    letters, modules, outbox,
    screen::Screen,
};
use crate::{
    error::{Error, Kind, Result},
    module::{Budget, Module},
    store::{Fate, OVER, Standing, Standings, Unreadable, Wanting},
    text::{Language, Words, agreed, date},
    words,
};

pub(super) fn is_over(standing: &Standing) -> bool {
    OVER.contains(&standing.decision.code.as_str())
}

/// Documents without a decision that are named unless all are asked for.
const NAMED: usize = 10;

/// Documents that came since the last run, or before the first one.
fn not_decided_yet(numbers: &[String], named: usize) -> Words {
    let (count, more) = (numbers.len(), if numbers.len() > named { ", …" } else { "" });
    let numbers = numbers.iter().take(named).map(String::as_str).collect::<Vec<_>>().join(", ");
    agreed(
        count,
        words!(
            "{count} document was not decided yet: {numbers}; the next `relance run` decides it, `relance explain {numbers}` says what holds now.",
            "{count} pièce n'a pas encore été décidée : {numbers} ; le prochain `relance run` la décide, `relance explain {numbers}` dit ce qui vaut maintenant."
        ),
        words!(
            "{count} documents were not decided yet: {numbers}{more}; the next `relance run` decides them, `relance explain NUMBER` says what holds now.",
            "{count} pièces n'ont pas encore été décidées : {numbers}{more} ; le prochain `relance run` les décide, `relance explain NUMÉRO` dit ce qui vaut maintenant."
        ),
    )
}

/// Whether a decision still holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
enum Age {
    /// Nothing changed since.
    Present,
    /// Its account's data, what was said of it, or the settings changed since; the next run decides anew.
    BeforeAChange,
}

#[derive(Serialize)]
struct Shown {
    #[serde(flatten)]
    standing: Standing,
    age: Age,
    #[serde(skip)]
    fate: Option<Fate>,
}

pub(super) fn status(arguments: &Arguments, command: &Status, screen: &mut Screen<'_>) -> Result<End> {
    let store = arguments.store()?;
    let tenant = store.tenant(&arguments.tenant)?;
    let Standings { known: all, unreadable } = store.all_standings(&tenant.id)?;
    let module = modules::open(arguments, screen)?;
    let changed = store.changed_accounts(&tenant.id, &tenant.digest(module.digest())?)?;
    let age = |standing: &Standing| if changed.contains(&standing.account) { Age::BeforeAChange } else { Age::Present };
    let over = all.iter().filter(|standing| is_over(standing)).count();
    let wanted = |standing: &Standing| match &command.code {
        Some(code) => standing.decision.code == *code,
        None => command.all || !is_over(standing),
    };
    let fates = store.fates(&tenant.id)?;
    let (shown, hidden): (Vec<_>, Vec<_>) = all
        .into_iter()
        .map(|standing| Shown { age: age(&standing), fate: fates.of(&standing.decision), standing })
        .partition(|one| wanted(&one.standing));
    if let Some(code) = command.code.as_ref().filter(|_| shown.is_empty()) {
        require_code(&module, code)?;
    }
    let end = if unreadable.is_empty() { End::Done } else { End::SomeFailed };
    let unprinted = store.unprinted_letters(&tenant.id)?;
    if command.json {
        let (waiting, uncertain) =
            (store.messages(&tenant.id, Wanting::Open)?, store.messages(&tenant.id, Wanting::Uncertain)?);
        let taken_back = store.messages(&tenant.id, Wanting::TakenBack)?;
        screen.json(&json!({"documents": shown, "over": over, "waiting": waiting, "unprinted": unprinted, "uncertain": uncertain,
            "taken_back": taken_back, "unreadable": unreadable, "undecided": store.undecided(&tenant.id)?}));
        return Ok(end);
    }
    let undecided = store.undecided(&tenant.id)?;
    if !undecided.is_empty() {
        screen.line(not_decided_yet(&undecided, if command.all { usize::MAX } else { NAMED }));
    }
    if shown.is_empty() && undecided.is_empty() {
        screen.line(words!(
            "No document to show: nothing was imported or run yet, or nothing is open.",
            "Aucune pièce à montrer : rien d'importé ou de passé encore, ou rien d'ouvert."
        ));
    } else if !shown.is_empty() {
        rows(&module, &shown, screen)?;
    }
    let is_older = |one: &&Shown| one.age == Age::BeforeAChange;
    if command.code.is_none() && !command.all && over > 0 {
        screen.line(agreed(
            over,
            words!("{over} more is over (--all shows it).", "{over} autre est finie (--all la montre)."),
            words!("{over} more are over (--all shows them).", "{over} autres sont finies (--all les montre)."),
        ));
    }
    let older = shown.iter().chain(&hidden).filter(is_older).count();
    if older > 0 {
        screen.note(words!(
            "Of {} something changed since the decision on it (data, a hold, a payment, the settings), so what stands there is older: \
             `relance explain NUMBER` says what holds now, and the next run decides anew.",
            "De {}, quelque chose a changé depuis la décision (données, blocage, règlement, réglages) ; ce qui est écrit est donc plus ancien : \
             `relance explain NUMÉRO` dit ce qui vaut maintenant, et le prochain passage décidera de nouveau.",
            older
        ));
    }
    for Unreadable { account, problem } in &unreadable {
        screen.note(Words::around(|reader| {
            words!("account {account}: {}", "compte {account} : {}", problem.say(reader))
        }));
    }
    for message in store.messages(&tenant.id, Wanting::Open)? {
        screen.note(Words::around(|reader| {
            let label = message.label();
            let label = label.say(reader);
            let why = message.problem.say(reader);
            let why = if why.is_empty() { String::new() } else { format!(" ({why})") };
            words!("{label}: waits in the outbox{why}", "{label} : attend dans la boîte d'envoi{why}")
        }));
    }
    if let Some(waiting) = letters::unprinted(&unprinted) {
        screen.note(waiting);
    }
    if let Some(taken_back) = outbox::taken_back(&store.messages(&tenant.id, Wanting::TakenBack)?) {
        screen.note(taken_back);
        screen.note(outbox::ask_again());
    }
    outbox::show_uncertain(&*store, &tenant.id, screen)?;
    Ok(end)
}

/// No document has this reason: then it is at least one that there is.
fn require_code(module: &Module, code: &str) -> Result<()> {
    let entries = module.call(&request::Codes::of(), Budget::NONE)?;
    let codes: Vec<_> =
        entries.iter().filter(|entry| entry.table == "reason").map(|entry| entry.code.as_str()).collect();
    if codes.contains(&code) {
        return Ok(());
    }
    let like = |known: &&&str| strsim::jaro_winkler(code, known);
    let near = codes.iter().max_by(|a, b| like(a).total_cmp(&like(b))).copied().unwrap_or_default();
    Err(Error::new(Kind::Input, words!("`{code}` is not a reason", "`{code}` n'est pas un motif"))
        .hint(words!("did you mean `{near}`?", "vouliez-vous dire `{near}` ?")))
}

/// Number, customer, why, and until when, of decisions that were made just now.
pub(super) fn table(module: &Module, standings: &[Standing], screen: &mut Screen<'_>) -> Result<()> {
    let present = |standing: &Standing| Shown { standing: standing.clone(), age: Age::Present, fate: None };
    rows(module, &standings.iter().map(present).collect::<Vec<_>>(), screen)
}

fn rows(module: &Module, shown: &[Shown], screen: &mut Screen<'_>) -> Result<()> {
    let language = screen.language();
    let decisions: Vec<_> = shown.iter().map(|one| &one.standing.decision).collect();
    let sentences = phrases(module, &decisions, language)?;
    let rows = shown.iter().zip(sentences).map(|(Shown { standing, age, fate }, sentence)| {
        let decision = &standing.decision;
        let part = decision.instalment.as_ref().map(|part| format!(" / {part}")).unwrap_or_default();
        let why = match fate {
            None => sentence.into(),
            Some(fate) if decision.code == "remind" => told(fate, decision),
            Some(fate) => asked(fate, &sentence),
        };
        let (why, next) = match age {
            Age::Present => (why, next(&decision.next)),
            Age::BeforeAChange => (
                Words::around(|reader| {
                    let why = why.say(reader);
                    words!("(before a change) {why}", "(avant un changement) {why}")
                }),
                words!("the next run", "au prochain passage"),
            ),
        };
        vec![
            format!("{}{part}", standing.number),
            standing.name.clone(),
            why.say(language).to_owned(),
            next.say(language).to_owned(),
        ]
    });
    let heading = [
        words!("document", "pièce"),
        words!("customer", "client"),
        words!("why", "pourquoi"),
        words!("next look", "réexamen"),
    ];
    screen.table(&heading, rows.collect());
    Ok(())
}

/// What the decision asked for is no longer to come.
fn told(fate: &Fate, decision: &Decision) -> Words {
    let step = decision.step.as_deref().unwrap_or_default();
    match fate {
        Fate::Left(day) => Words::around(|reader| {
            let day = date(day);
            let day = day.say(reader);
            words!("The reminder \"{step}\" left on {day}.", "La relance « {step} » est partie le {day}.")
        }),
        Fate::Asked(day) => Words::around(|reader| {
            let day = date(day);
            let day = day.say(reader);
            words!(
                "The step \"{step}\" asked the team on {day}; nothing went to the customer.",
                "L'étape « {step} » a été confiée à l'équipe le {day} ; rien n'est parti au client."
            )
        }),
        Fate::Rehearsed(day) => Words::around(|reader| {
            let day = date(day);
            let day = day.say(reader);
            words!(
                "The reminder \"{step}\" was shown to the team only, on {day} (rehearsal).",
                "La relance « {step} » a été montrée à l'équipe seulement, le {day} (répétition)."
            )
        }),
        Fate::Waits => {
            words!(
                "The reminder \"{step}\" waits in the outbox.",
                "La relance « {step} » attend dans la boîte d'envoi."
            )
        }
        Fate::Unprinted => words!(
            "The reminder \"{step}\" is a letter that waits to be printed.",
            "La relance « {step} » est une lettre qui attend d'être imprimée."
        ),
        Fate::Uncertain => words!(
            "The reminder \"{step}\" may or may not have left.",
            "La relance « {step} » est peut-être partie, peut-être pas."
        ),
        Fate::Failed => {
            words!("The reminder \"{step}\" could not leave.", "La relance « {step} » n'a pas pu partir.")
        }
    }
}

/// Why nothing leaves, and what became of the task that the engine asked for instead.
fn asked(fate: &Fate, sentence: &str) -> Words {
    Words::around(|reader| match fate {
        Fate::Left(day) | Fate::Asked(day) => {
            let day = date(day);
            let day = day.say(reader);
            words!("{sentence} A task was asked for on {day}.", "{sentence} Une tâche a été demandée le {day}.")
        }
        Fate::Rehearsed(day) => {
            let day = date(day);
            let day = day.say(reader);
            words!(
                "{sentence} A task was shown to the team only, on {day} (rehearsal).",
                "{sentence} Une tâche a été montrée à l'équipe seulement, le {day} (répétition)."
            )
        }
        // What is asked for instead of a reminder is no letter.
        Fate::Waits | Fate::Unprinted => {
            words!("{sentence} A task waits in the outbox.", "{sentence} Une tâche attend dans la boîte d'envoi.")
        }
        Fate::Uncertain => words!(
            "{sentence} A task may or may not have left.",
            "{sentence} Une tâche est peut-être partie, peut-être pas."
        ),
        Fate::Failed => {
            words!("{sentence} A task could not leave.", "{sentence} Une tâche n'a pas pu partir.")
        }
    })
}

/// The module's own sentences for these decisions.
pub(super) fn phrases(module: &Module, decisions: &[&Decision], language: Language) -> Result<Vec<String>> {
    module.call(&request::Phrase::of(language.code(), decisions), Budget::documents(decisions.len()))
}

fn next(next: &Next) -> Words {
    match next {
        Next::On(day) => date(day),
        Next::WhenChanged => words!("when it changes", "au changement"),
        Next::Never => words!("never", "jamais"),
    }
}
