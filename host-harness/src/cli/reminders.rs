//! `run`, `simulate`, `explain`, `history`.

use relance_guest::{
    contract::{
        reminders::{Explanation, Verdict},
        types::{Account, Context},
    },
    domain::{Day, format_iso},
};
use serde::Serialize;
use serde_json::json;

use super::{
    End,
    arguments::{Arguments, Explain, History, Run, Simulate},
    modules,
    screen::Screen,
};
use crate::{
    delivery::{Files, deliver},
    error::{Error, Kind, Result},
    job::Job,
    module::Budget,
    simulation::{Plan, simulate as simulate_plan},
    store::{HistoryFilter, PageSize, Store},
    text,
};

fn page(accounts: u16) -> PageSize {
    PageSize { accounts: usize::from(accounts), ..PageSize::default() }
}

/// The day asked for, or what day it is here.
fn day(asked: Option<Day>) -> String {
    asked.map_or_else(|| jiff::Zoned::now().date().to_string(), format_iso)
}

pub(super) fn run(arguments: &Arguments, command: &Run, screen: &mut Screen<'_>) -> Result<End> {
    let mut store = Store::open(&arguments.db)?;
    let tenant = store.tenant(&arguments.tenant)?;
    let module = modules::open(arguments)?;
    let today = day(command.date);
    let report =
        Job { store: &mut store, module: &module, tenant: &tenant, today: &today, page: page(command.page) }.run()?;
    let delivered = deliver(&mut store, &tenant.id, &Files::in_folder(command.out.clone()))?;
    let failed = !report.failed_accounts.is_empty()
        || !report.findings.is_empty()
        || !report.ambiguous.is_empty()
        || !delivered.failed.is_empty();
    if command.json {
        screen.json(&json!({"report": report, "delivered": delivered}));
    } else {
        screen.line(format!("{today}: {} accounts looked at, {} documents decided.", report.accounts, report.decided));
        screen.line(format!(
            "  {} e-mails and {} tasks left, {} were shown to the team only.",
            delivered.emails, delivered.tasks, delivered.rehearsed
        ));
        if report.limited > 0 {
            screen.line(format!("  {} wait for tomorrow: the limit of the day is reached.", report.limited));
        }
        if report.actions > 0 {
            screen.line(format!("  They are in {}; any mail client opens its Maildir.", command.out.display()));
        }
        for finding in &report.findings {
            screen.note(text::finding(finding));
        }
        for account in &report.failed_accounts {
            screen.note(format!("account {}: {}", account.account, account.problem));
        }
        for key in &report.ambiguous {
            screen.note(format!(
                "{key}: an earlier run was cut off while it left; look whether it did, it is not sent again"
            ));
        }
        for problem in &delivered.failed {
            screen.note(problem);
        }
    }
    Ok(if failed { End::SomeFailed } else { End::Done })
}

pub(super) fn simulate(arguments: &Arguments, command: &Simulate, screen: &mut Screen<'_>) -> Result<End> {
    if command.to < command.from {
        return Err(Error::new(Kind::Input, "--to is before --from").hint("the first day comes first"));
    }
    let store = Store::open(&arguments.db)?;
    let tenant = store.tenant(&arguments.tenant)?;
    let module = modules::open(arguments)?;
    let plan = Plan {
        from: command.from,
        to: command.to,
        runs_per_day: command.runs_per_day,
        outages: command.outage.clone(),
        page: page(command.page),
    };
    let simulated = simulate_plan(&store, &module, &tenant, &plan)?;
    if command.json {
        screen.json(&simulated);
    } else {
        screen.line(format!("{} to {}, {} days with a run:", simulated.from, simulated.to, simulated.days));
        screen.line(format!("  {} reminders, {} tasks", simulated.reminders, simulated.tasks));
        for (step, count) in &simulated.reminders_by_step {
            screen.line(format!("  {count:>8}  {step}"));
        }
        for problem in &simulated.problems {
            screen.note(problem);
        }
    }
    Ok(if simulated.problems.is_empty() { End::Done } else { End::SomeFailed })
}

#[derive(Serialize)]
struct ExplainRequest<'a> {
    context: Context,
    account: &'a Account,
    document: &'a str,
    language: &'a str,
}

pub(super) fn explain(arguments: &Arguments, command: &Explain, screen: &mut Screen<'_>) -> Result<End> {
    let store = Store::open(&arguments.db)?;
    let tenant = store.tenant(&arguments.tenant)?;
    let module = modules::open(arguments)?;
    let today = day(command.date);
    let found = store.find_document(&tenant.id, &command.number)?;
    if found.is_empty() {
        return Err(Error::new(Kind::Input, format!("there is no document `{}`", command.number))
            .hint("its number stands as it was imported, leading zeros included"));
    }
    let mut explanations = Vec::new();
    for (account, document) in &found {
        let Some(loaded) = store.account(&tenant.id, account, &today)? else { continue };
        if !loaded.account.documents.iter().any(|known| known.id == *document) {
            screen.note(format!("On {today} the document {document} of account {account} is not known yet."));
        }
        let request = ExplainRequest {
            context: tenant.context(&today),
            account: &loaded.account,
            document,
            language: &command.lang,
        };
        let budget = Budget::documents(loaded.account.documents.len());
        let explained: Vec<Explanation> = module.call("reminders.explain", &request, budget)?;
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
            show_explanation(screen, &command.number, account, (&today, &command.lang), explanation);
        }
    }
    Ok(End::Done)
}

fn show_explanation(
    screen: &mut Screen<'_>,
    number: &str,
    account: &str,
    (today, language): (&str, &str),
    explanation: &Explanation,
) {
    let part = explanation.instalment.as_ref().map(|part| format!(", instalment {part}")).unwrap_or_default();
    screen.line(format!("{number}{part} of account {account} on {today}"));
    for line in &explanation.lines {
        let sign = match line.verdict {
            Verdict::Passed => "ok  ",
            Verdict::Held => "HELD",
        };
        screen.line(format!("  {sign}  {:<10}  {}", line.rule, line.sentence));
    }
    screen.line(format!("  => {} ({})", explanation.sentence, explanation.decision.code));
    screen.line(format!("     {}", text::next(&explanation.decision.next, language)));
}

pub(super) fn history(arguments: &Arguments, command: &History, screen: &mut Screen<'_>) -> Result<End> {
    let store = Store::open(&arguments.db)?;
    store.tenant(&arguments.tenant)?;
    let filter = HistoryFilter {
        document: command.document.clone(),
        account: command.account.clone(),
        from: command.from.map(format_iso),
        marks: command.marks,
    };
    let lines = store.history(&arguments.tenant, &filter)?;
    if command.json {
        screen.json(&lines);
        return Ok(End::Done);
    }
    for line in &lines {
        let entry = &line.entry;
        let state = serde_json::to_value(entry.state)
            .ok()
            .and_then(|state| state.as_str().map(str::to_owned))
            .unwrap_or_default();
        let rehearsal = if entry.simulated { " (rehearsal)" } else { "" };
        let why = if entry.reason.is_empty() { String::new() } else { format!(" ({})", entry.reason) };
        let step = &entry.coverage.step;
        screen.line(format!(
            "{}  {:<16} {:<16} {step:<20} {:<8} {state}{rehearsal}{why}",
            line.day, line.account, line.number, entry.action
        ));
    }
    if lines.is_empty() {
        screen.line("Nothing was done yet.");
    }
    Ok(End::Done)
}
