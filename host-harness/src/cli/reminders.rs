//! `simulate`, `explain`, `history`, and the day that commands are about.

use relance_contract::{
    Day, format_iso,
    records::{
        reminders::{Explanation, Verdict},
        types::EntryState,
    },
    request,
};
use serde_json::json;

use super::{
    End,
    arguments::{Arguments, Explain, History, Simulate},
    happenings, modules,
    screen::{Screen, Tone},
};
use crate::{
    error::{Error, Kind, Result},
    module::Budget,
    settings::{Mode, Settings},
    simulation::{Plan, simulate as simulate_plan},
    sort,
    store::{HistoryFilter, OutboxState, PageSize, Store, Tenant},
    text::{self, Language, Words, counted},
    words,
};

/// So many accounts go into one call of the module.
pub(super) fn page(accounts: u16) -> PageSize {
    PageSize { accounts: usize::from(accounts), ..PageSize::default() }
}

/// The day asked for, or what day it is here.
pub(super) fn day(asked: Option<Day>) -> String {
    asked.map_or_else(|| jiff::Zoned::now().date().to_string(), format_iso)
}

/// The last day that has come. A store may live on other days than this machine: then its bank data say which.
pub(super) fn last_day(bank_date: Option<&str>) -> String {
    let today = day(None);
    bank_date.map_or(today.clone(), |bank| today.max(bank.to_owned()))
}

/// Said wherever nothing can leave because of the tenant's mode.
pub(super) fn mode_of(tenant: &Tenant) -> Mode {
    Settings::of(&tenant.settings).mode()
}

pub(super) fn simulate(arguments: &Arguments, command: &Simulate, screen: &mut Screen<'_>) -> Result<End> {
    if command.to < command.from {
        return Err(Error::new(Kind::Input, words!("--to is before --from", "--to est avant --from"))
            .hint(words!("the first day comes first", "le premier jour d'abord")));
    }
    let store = arguments.store()?;
    let mut tenant = store.tenant(&arguments.tenant)?.read_by(screen.language());
    if command.live {
        tenant.settings = Settings::of(&tenant.settings).live();
    }
    let module = modules::open(arguments, screen)?;
    let plan = Plan {
        from: command.from,
        to: command.to,
        runs_per_day: command.runs_per_day,
        outages: command.outage.clone(),
        page: page(command.page),
    };
    let days = u64::try_from((command.to - command.from).num_days() + 1).unwrap_or_default();
    let bar = screen.progress(&words!("days", "jours"), days);
    let simulated = simulate_plan(&*store, &module, &tenant, &plan, &mut |_| bar.inc(1));
    bar.finish_and_clear();
    let simulated = simulated?;
    if command.json {
        screen.json(&simulated);
    } else {
        let (from, to) = (&simulated.from, &simulated.to);
        let days = counted(simulated.days, ["day", "days"], ["jour", "jours"]);
        screen.line(Words::around(|reader| {
            let days = days.say(reader);
            words!("{from} to {to}, {days} with a run:", "{from} au {to}, {days} avec un passage :")
        }));
        let reminders = counted(simulated.reminders, ["reminder", "reminders"], ["relance", "relances"]);
        let tasks = counted(simulated.tasks, ["task", "tasks"], ["tâche", "tâches"]);
        screen.line(Words::around(|reader| format!("  {}, {}", reminders.say(reader), tasks.say(reader)).into()));
        for (step, count) in &simulated.reminders_by_step {
            screen.line(format!("  {count:>8}  {step}"));
        }
        screen.line(words!("  on the last day, documents by reason:", "  le dernier jour, les pièces par motif :"));
        for (code, count) in &simulated.left_alone {
            screen.line(format!("  {count:>8}  {code}"));
        }
        for problem in &simulated.problems {
            screen.note(problem.clone());
        }
        if mode_of(&tenant) == Mode::Off {
            screen.note(words!(
                "Reminders are switched off in the settings; --live simulates as if they were on.",
                "Les relances sont désactivées dans les réglages ; --live simule comme si elles étaient activées."
            ));
        }
    }
    Ok(if simulated.problems.is_empty() { End::Done } else { End::SomeFailed })
}

pub(super) fn explain(arguments: &Arguments, command: &Explain, screen: &mut Screen<'_>) -> Result<End> {
    let store = arguments.store()?;
    let tenant = store.tenant(&arguments.tenant)?.read_by(screen.language());
    let module = modules::open(arguments, screen)?;
    let today = day(command.date);
    let found = store.find_document(&tenant.id, &command.number)?;
    if found.is_empty() {
        let number = &command.number;
        return Err(Error::new(
            Kind::Input,
            words!("there is no document `{number}`", "il n'y a pas de pièce `{number}`"),
        )
        .hint(words!(
            "its number stands as it was imported, leading zeros included; `relance status --all` lists them",
            "son numéro est tel qu'il a été importé, zéros compris ; `relance status --all` les liste"
        )));
    }
    let mut explanations = Vec::new();
    for (account, document) in &found {
        let Some(loaded) = store.account(&tenant.id, account, &today)? else { continue };
        if !loaded.account.documents.iter().any(|known| known.id == *document) {
            screen.note(words!(
                "On {today} the document {document} of account {account} is not known yet.",
                "Le {today}, la pièce {document} du compte {account} n'est pas encore connue."
            ));
        }
        let context = tenant.context(&today);
        let request = request::Explain::of(&context, &loaded.account, document, screen.language().code());
        let budget = Budget::of([&loaded.account]);
        let explained = module.call(&request, budget)?;
        explanations.extend(explained.into_iter().map(|explanation| (account.clone(), explanation)));
    }
    if command.json {
        screen.json(
            &explanations
                .iter()
                .map(|(account, explanation)| json!({"account": account, "explanation": explanation}))
                .collect::<Vec<_>>(),
        );
    } else {
        for (account, explanation) in &explanations {
            show_explanation(screen, &command.number, account, &today, explanation);
        }
    }
    Ok(End::Done)
}

fn show_explanation(screen: &mut Screen<'_>, number: &str, account: &str, today: &str, explanation: &Explanation) {
    let part = explanation.instalment.as_ref().map(|part| format!(", {part}")).unwrap_or_default();
    screen.heading(&words!(
        "{number}{part} of account {account} on {today}",
        "{number}{part} du compte {account}, le {today}"
    ));
    for line in &explanation.lines {
        let sign = match line.verdict {
            Verdict::Passed => screen.toned(Tone::Good, "ok  "),
            Verdict::Held => screen.toned(Tone::Careful, words!("HELD", "NON ").say(screen.language())),
        };
        let rule = text::rule(&line.rule);
        screen.line(format!("  {sign}  {:<10}  {}", rule.say(screen.language()), line.sentence));
    }
    screen.line(format!("  => {} ({})", explanation.sentence, explanation.decision.code));
    let next = text::next(&explanation.decision.next);
    screen.line(Words::around(|reader| format!("     {}", next.say(reader)).into()));
}

pub(super) fn history(arguments: &Arguments, command: &History, screen: &mut Screen<'_>) -> Result<End> {
    let store = arguments.store()?;
    store.tenant(&arguments.tenant)?;
    let filter = HistoryFilter {
        document: command.document.clone(),
        account: command.account.clone(),
        from: command.from.map(format_iso),
        marks: command.marks,
    };
    let lines = store.history(&arguments.tenant, &filter)?;
    if lines.is_empty() {
        known(&*store, &arguments.tenant, command)?;
    }
    if command.json {
        screen.json(&lines);
        return Ok(End::Done);
    }
    if lines.is_empty() {
        screen.line(words!("Nothing was done yet.", "Rien n'a encore été fait."));
        return Ok(End::Done);
    }
    let language = screen.language();
    let rows = lines.into_iter().map(|line| {
        let entry = line.entry;
        let told = match line.message {
            Some(message @ OutboxState::Unprinted) => message.words(),
            _ => state(entry.state),
        };
        let mut state = told.say(language).to_owned();
        if entry.simulated {
            state.push_str(words!(" (rehearsal)", " (répétition)").say(language));
        }
        if !entry.reason.is_empty() {
            state = format!("{state} ({})", entry.reason);
        }
        if !line.note.is_empty() {
            state = format!("{state} — {}", line.note);
        }
        let kind = if language == Language::French { sort::in_french(&line.kind) } else { &line.kind };
        // A step that writes a mail writes a letter to who has no address.
        let is_other = matches!(line.kind.as_str(), "letter" | "registered-letter") && line.kind != entry.action;
        let action = if is_other { format!("{} ({kind})", entry.action) } else { entry.action };
        vec![line.day, line.account, line.number, entry.coverage.step, action, state]
    });
    let rows = rows.collect();
    screen.table(
        &[
            words!("day", "jour"),
            words!("account", "compte"),
            words!("document", "pièce"),
            words!("step", "étape"),
            words!("action", "action"),
            words!("state", "état"),
        ],
        rows,
    );
    Ok(End::Done)
}

/// Where nothing was done, there must at least be what was asked for: a mistyped number is told.
fn known(store: &dyn Store, tenant: &str, command: &History) -> Result<()> {
    if let Some(number) = &command.document
        && store.find_document(tenant, number)?.is_empty()
    {
        return Err(Error::new(
            Kind::Input,
            words!("there is no document `{number}`", "il n'y a pas de pièce `{number}`"),
        )
        .hint(words!("`relance status --all` lists them", "`relance status --all` les liste")));
    }
    if let Some(account) = &command.account {
        happenings::account_of(store, tenant, account, &day(None))?;
    }
    Ok(())
}

fn state(state: EntryState) -> Words {
    match state {
        EntryState::Sent => words!("sent", "partie"),
        EntryState::Pending => words!("pending", "en attente"),
        EntryState::Ambiguous => words!("ambiguous", "incertaine"),
        EntryState::Skipped => words!("skipped", "sautée"),
        EntryState::PassedOver => words!("passed over", "passée"),
        EntryState::Dropped => words!("dropped", "abandonnée"),
        EntryState::Expired => words!("expired", "expirée"),
        EntryState::Jumped => words!("jumped", "enjambée"),
        EntryState::InsertedLater => words!("inserted later", "ajoutée après coup"),
        EntryState::Failed => words!("failed", "échouée"),
        EntryState::Cancelled => words!("cancelled", "annulée"),
        EntryState::Bounced => words!("bounced", "revenue"),
    }
}
