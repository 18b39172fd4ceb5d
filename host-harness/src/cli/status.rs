//! `status`: where every document stands, as the last run decided it.

use relance_contract::{
    records::types::{Decision, Next},
    request,
};
use serde_json::json;

use super::{
    End,
    arguments::{Arguments, Status},
    modules, outbox,
    screen::Screen,
};
use crate::{
    error::{Error, Kind, Result},
    module::{Budget, Module},
    store::{Standing, Store, Wanting},
    text::{Language, Words, date},
    words,
};

/// Nothing is expected of these any more.
const OVER: &[&str] = &["settled", "signed", "refused", "invoiced", "cancelled", "not-reminded", "validity-ended"];

pub(super) fn is_over(standing: &Standing) -> bool {
    OVER.contains(&standing.decision.code.as_str())
}

pub(super) fn status(arguments: &Arguments, command: &Status, screen: &mut Screen<'_>) -> Result<End> {
    let store = Store::open(&arguments.db)?;
    store.tenant(&arguments.tenant)?;
    let all = store.standings(&arguments.tenant)?;
    let over = all.iter().filter(|standing| is_over(standing)).count();
    let wanted = |standing: &Standing| match &command.code {
        Some(code) => standing.decision.code == *code,
        None => command.all || !is_over(standing),
    };
    let shown: Vec<_> = all.into_iter().filter(wanted).collect();
    if let Some(code) = command.code.as_ref().filter(|_| shown.is_empty()) {
        require_code(&modules::open(arguments, screen)?, code)?;
    }
    if command.json {
        let (waiting, uncertain) =
            (store.messages(&arguments.tenant, Wanting::Open)?, store.messages(&arguments.tenant, Wanting::Uncertain)?);
        screen.json(&json!({"documents": shown, "over": over, "waiting": waiting, "uncertain": uncertain}));
        return Ok(End::Done);
    }
    if shown.is_empty() {
        screen.line(words!(
            "No document to show: nothing was imported or run yet, or nothing is open.",
            "Aucune pièce à montrer : rien d'importé ou de passé encore, ou rien d'ouvert."
        ));
    } else {
        let module = modules::open(arguments, screen)?;
        table(&module, &shown, screen)?;
    }
    if command.code.is_none() && !command.all && over > 0 {
        screen
            .line(words!("{over} more are over (--all shows them).", "{over} autres sont finies (--all les montre)."));
    }
    for message in store.messages(&arguments.tenant, Wanting::Open)? {
        let label = message.label();
        screen.note(Words::around(|reader| {
            let label = label.say(reader);
            words!("{label}: waits in the outbox", "{label} : attend dans la boîte d'envoi")
        }));
    }
    outbox::show_uncertain(&store, &arguments.tenant, screen)?;
    Ok(End::Done)
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
    Err(Error::new(Kind::Input, words!("`{code}` is no reason", "`{code}` n'est pas un motif"))
        .hint(words!("did you mean `{near}`?", "vouliez-vous dire `{near}` ?")))
}

/// Number, customer, why, and until when.
pub(super) fn table(module: &Module, standings: &[Standing], screen: &mut Screen<'_>) -> Result<()> {
    let language = screen.language();
    let decisions: Vec<_> = standings.iter().map(|standing| &standing.decision).collect();
    let sentences = phrases(module, &decisions, language)?;
    let rows = standings.iter().zip(sentences).map(|(standing, sentence)| {
        let decision = &standing.decision;
        let part = decision.instalment.as_ref().map(|part| format!(" / {part}")).unwrap_or_default();
        vec![
            format!("{}{part}", standing.number),
            standing.name.clone(),
            sentence,
            next(&decision.next).say(language).to_owned(),
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
