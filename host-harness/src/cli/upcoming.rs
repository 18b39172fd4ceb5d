//! `upcoming`: what the next days will bring.

use std::collections::{BTreeMap, BTreeSet};

use relance_contract::{
    records::{reminders::ForecastLine, types::Account},
    request,
};

use super::{
    End,
    arguments::{Arguments, Upcoming},
    by_hand::every_account,
    happenings::{account_of, find},
    modules,
    reminders::day,
    screen::Screen,
};
use crate::{
    error::{Error, Kind, Result},
    module::{Budget, Module},
    store::Tenant,
    text, words,
};

pub(super) fn upcoming(arguments: &Arguments, command: &Upcoming, screen: &mut Screen<'_>) -> Result<End> {
    let store = arguments.store()?;
    let tenant = store.tenant(&arguments.tenant)?.read_by(screen.language());
    let today = day(command.date);
    let (accounts, only) = match (&command.document, &command.account) {
        (Some(number), _) => {
            let found = find(&*store, &tenant.id, number, &today)?;
            (vec![found.account], Some(found.document.id))
        }
        (None, Some(id)) => (vec![account_of(&*store, &tenant.id, id, &today)?], None),
        (None, None) => (every_account(&*store, &tenant.id, &today, screen)?, None),
    };
    let module = modules::open(arguments, screen)?;
    let mut lines = forecast(&module, &tenant, accounts.clone(), &today, command.days, screen)?;
    lines.retain(|line| (command.marks || line.state == "sent") && only.as_ref().is_none_or(|id| *id == line.document));
    if command.json {
        screen.json(&lines);
        return Ok(End::Done);
    }
    let days = command.days;
    if lines.is_empty() {
        screen.line(text::agreed(
            usize::try_from(days).unwrap_or(usize::MAX),
            words!(
                "Nothing will leave in the next day unless something happens.",
                "Rien ne partira le prochain jour, sauf événement."
            ),
            words!(
                "Nothing will leave in the next {days} days unless something happens.",
                "Rien ne partira dans les {days} prochains jours, sauf événement."
            ),
        ));
        return Ok(End::Done);
    }
    let names: BTreeMap<_, _> = accounts.iter().map(|account| (account.id.as_str(), account.name.as_str())).collect();
    let numbers: BTreeMap<_, _> = accounts
        .iter()
        .flat_map(|account| &account.documents)
        .map(|document| (document.id.as_str(), document.number.as_str()))
        .collect();
    let rehearsed: BTreeSet<bool> = lines.iter().map(|line| line.simulated).collect();
    let rows = lines.iter().map(|line| {
        let number = numbers.get(line.document.as_str()).copied().unwrap_or(&line.document);
        let part = line.instalment.as_ref().map(|part| format!(" / {part}")).unwrap_or_default();
        let mut what = if line.actions.is_empty() { line.state.clone() } else { line.actions.join(" + ") };
        if line.simulated && rehearsed.len() > 1 {
            what.push_str(words!(" (rehearsal)", " (répétition)").say(screen.language()));
        }
        vec![
            line.day.clone(),
            format!("{number}{part}"),
            names.get(line.account.as_str()).copied().unwrap_or_default().to_owned(),
            line.step.clone(),
            what,
        ]
    });
    let rows = rows.collect();
    screen.table(
        &[
            words!("day", "jour"),
            words!("document", "pièce"),
            words!("customer", "client"),
            words!("step", "étape"),
            words!("what", "quoi"),
        ],
        rows,
    );
    if rehearsed.contains(&true) && rehearsed.len() == 1 {
        screen.line(words!(
            "All of it a rehearsal: shown to the team only.",
            "Tout cela en répétition : montré à l'équipe seulement."
        ));
    }
    Ok(End::Done)
}

fn forecast(
    module: &Module,
    tenant: &Tenant,
    accounts: Vec<Account>,
    today: &str,
    days: u32,
    screen: &Screen<'_>,
) -> Result<Vec<ForecastLine>> {
    const PAGE: usize = 50;
    let mut context = tenant.context(today);
    if context.bank_date.is_none() {
        // What is asked is what the settings do: bank data are taken as fresh.
        context.bank_date = Some(today.to_owned());
    }
    let bar = screen.progress(&words!("accounts", "comptes"), u64::try_from(accounts.len()).unwrap_or_default());
    let mut lines: Vec<ForecastLine> = Vec::new();
    let mut left = accounts;
    while !left.is_empty() {
        let rest = left.split_off(left.len().min(PAGE));
        let count = u64::try_from(left.len()).unwrap_or_default();
        let budget = Budget::of(&left).times(days);
        let request = request::Forecast::of(&context, left, days);
        lines.extend(module.call(&request, budget).map_err(said)?);
        bar.inc(count);
        left = rest;
    }
    bar.finish_and_clear();
    lines.sort_by(|a, b| {
        (&a.day, &a.account, &a.document, &a.instalment).cmp(&(&b.day, &b.account, &b.document, &b.instalment))
    });
    Ok(lines)
}

fn said(error: Error) -> Error {
    if error.kind() == Kind::Module {
        return error.hint(words!(
            "ask for fewer days, or for one account with --account",
            "demandez moins de jours, ou un seul compte avec --account"
        ));
    }
    error
}
