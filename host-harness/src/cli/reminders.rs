//! `run`, `simulate`, `explain`, `history`.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

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
    arguments::{Arguments, Explain, History, Run, Simulate},
    clock, company, happenings, modules, outbox,
    screen::{Screen, Tone},
    texts,
};
use crate::{
    delivery::{Delivered, Files, deliver, tenant_folder},
    error::{Error, Kind, Result},
    job::{Job, Report},
    module::Budget,
    printing::{self, Unprinted},
    settings::{Mode, Settings},
    simulation::{Plan, simulate as simulate_plan},
    sort::{self, Sort},
    store::{HistoryFilter, Message, OutboxState, PageSize, Store, Tenant, Wanting},
    text::{self, Language, Words, agreed, counted},
    words,
};

fn page(accounts: u16) -> PageSize {
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

pub(super) fn run(arguments: &Arguments, command: &Run, screen: &mut Screen<'_>) -> Result<End> {
    let mut store = arguments.store()?;
    let tenant = store.tenant(&arguments.tenant)?.read_by(screen.language());
    company::require_real_when_live(&tenant)?;
    let module = modules::open(arguments, screen)?;
    let today = day(command.date);
    let files =
        Files::in_folder(&command.out, &*store, &tenant.id)?.enclosing(texts::enclosures(command.files.as_ref()));
    files.make_folder()?;
    let _at_work = outbox::begin(&mut *store, &tenant.id, &files, screen)?;
    let since = store.since_now(&today, module.digest())?;
    clock::require_near(&*store, arguments, (command.date, &today), &command.out)?;
    // Others may have changed it while this one waited for them.
    let tenant = store.tenant(&arguments.tenant)?.read_by(screen.language());
    company::require_real_when_live(&tenant)?;
    let letters = Unprinted {
        folder: &tenant_folder(&command.out, &tenant.id).join("letters"),
        tenant: &tenant.id,
        today: &today,
        decided_with: &tenant.decided_with(module.digest())?,
        journal: &files.journal(),
    };
    let bar = screen.progress(&words!("accounts looked at", "comptes examinés"), 0);
    let mut job = Job { store: &mut *store, module: &module, tenant: &tenant, today: &today, page: page(command.page) };
    // Those whose file somebody has taken are told with all that may or may not have left.
    printing::undo_cut_off(job.store, &letters)?;
    let retired = job.retire()?;
    let unprinted: BTreeSet<_> =
        job.store.unprinted_letters(&tenant.id)?.into_iter().map(|letter| letter.account).collect();
    let mut acting = job.acting(&unprinted.into_iter().collect::<Vec<_>>())?;
    let elsewhere = printing::in_another_folder(job.store, &letters, &acting)?.into_iter();
    let told = |letter: Message| (letter.account.clone(), printing::said_of_another_folder(&letter));
    let left_alone: BTreeMap<_, _> = elsewhere.map(told).collect();
    acting.retain(|account| !left_alone.contains_key(account));
    let taken_back = printing::take_back_before_more(job.store, &letters, &acting)?;
    let report = job.run_watched(retired, &left_alone, &mut |report| bar.set_message(report.accounts.to_string()));
    bar.finish_and_clear();
    // Whatever stopped the job: what it had put away before leaves.
    let mut delivered = deliver(&mut *store, &tenant.id, &files, Some(&since))?;
    store.still_there()?;
    let mut report = report?;
    store.set_last_run(&tenant.id, &today)?;
    let ahead = store.ahead_of(&tenant.id, &today)?;
    let (by_hand, again): (Vec<_>, Vec<_>) = taken_back.into_iter().partition(|letter| letter.by_hand);
    report.not_printed = again.len();
    report.not_sent_by_hand.extend(by_hand.iter().map(|letter| letter.message.label()));
    report.not_sent_by_hand.append(&mut delivered.not_sent_by_hand);
    let uncertain = store.messages(&tenant.id, Wanting::Uncertain)?;
    let failed_today = outbox::failed_on(&*store, &tenant.id, &today)?;
    let failed = !report.failed_accounts.is_empty()
        || !report.findings.is_empty()
        || !uncertain.is_empty()
        || !report.not_sent_by_hand.is_empty()
        || failed_today > 0
        || !delivered.failed.is_empty()
        || !delivered.waiting.is_empty();
    if command.json {
        screen.json(&json!({"report": report, "delivered": delivered, "uncertain": uncertain}));
    } else {
        show_run(&tenant_folder(&command.out, &tenant.id), &report, &delivered, screen);
        show_held_for_bank_data(store.held_for_bank_data(&tenant.id)?, screen);
        if let Some((told, hint)) = happenings::bank_to_come(tenant.bank_date.as_deref(), &today) {
            screen.note(Words::around(|reader| {
                let (told, hint) = (told.say(reader), hint.say(reader));
                words!("look: {told}; {hint}.", "à voir : {told} ; {hint}.")
            }));
        }
        if let Some(ahead) = &ahead {
            let (told, hint) = clock::ahead(ahead, &today);
            screen.note(Words::around(|reader| {
                let (told, hint) = (told.say(reader), hint.say(reader));
                words!("look: {told}; {hint}.", "à voir : {told} ; {hint}.")
            }));
        }
        outbox::show_failed(failed_today, &today, screen);
        outbox::show_uncertain(&*store, &tenant.id, screen)?;
        if mode_of(&tenant) == Mode::Off {
            screen.note(words!(
                "Reminders are switched off: set `mode` to `notify-only` or `live` in the settings.",
                "Les relances sont désactivées : mettez `mode` à `notify-only` ou `live` dans les réglages."
            ));
        }
    }
    report.require_finished()?;
    Ok(if failed { End::SomeFailed } else { End::Done })
}

pub(super) fn show_run(out: &Path, report: &Report, delivered: &Delivered, screen: &mut Screen<'_>) {
    let day = &report.day;
    let accounts =
        counted(report.accounts, ["account looked at", "accounts looked at"], ["compte examiné", "comptes examinés"]);
    let decided =
        counted(report.decided, ["document decided", "documents decided"], ["pièce décidée", "pièces décidées"]);
    screen.line(Words::around(|reader| {
        let [accounts, decided] = [&accounts, &decided].map(|part| part.say(reader));
        words!("{day}: {accounts}, {decided}.", "{day} : {accounts}, {decided}.")
    }));
    show_delivered(delivered, screen);
    let limited = &report.limited;
    for (text, count) in &report.texts {
        screen.line(words!("  {count:>6} × {text}", "  {count:>6} × {text}"));
    }
    let count = report.not_printed;
    if count > 0 {
        screen.line(agreed(
            count,
            words!(
                "  {count} letter that nobody had printed was decided again.",
                "  {count} lettre que personne n'avait imprimée a été redécidée."
            ),
            words!(
                "  {count} letters that nobody had printed were decided again.",
                "  {count} lettres que personne n'avait imprimées ont été redécidées."
            ),
        ));
    }
    if *limited > 0 {
        screen.line(agreed(
            *limited,
            words!(
                "  {limited} waits for tomorrow: the limit of the day is reached.",
                "  {limited} attend demain : le nombre de messages du jour est atteint."
            ),
            words!(
                "  {limited} wait for tomorrow: the limit of the day is reached.",
                "  {limited} attendent demain : le nombre de messages du jour est atteint."
            ),
        ));
    }
    if delivered.anything() {
        let out = out.display();
        screen.line(words!(
            "  They are in {out}; any mail client opens its Maildir.",
            "  Ils sont dans {out} ; tout logiciel de courrier ouvre ce Maildir."
        ));
    }
    for finding in report.findings.iter().chain(&report.remarks) {
        screen.note(text::finding(finding));
    }
    for failed in &report.failed_accounts {
        let (account, problem) = (&failed.account, &failed.problem);
        screen.note(Words::around(|reader| {
            words!("account {account}: {}", "compte {account} : {}", problem.say(reader))
        }));
    }
    outbox::show_not_sent_by_hand(&report.not_sent_by_hand, screen);
    outbox::show_problems(delivered, out, screen);
}

/// Old bank data hold everything without a word otherwise.
fn show_held_for_bank_data(held: usize, screen: &mut Screen<'_>) {
    if held == 0 {
        return;
    }
    screen.line(agreed(
        held,
        words!(
            "  {held} document is held: nobody said what came in at the bank lately. Import again, or `relance bank DAY` says until when \
             movements are known.",
            "  {held} pièce est retenue : on ne sait pas ce qui est arrivé en banque dernièrement. Importez de nouveau, ou `relance bank JOUR` dit \
             jusqu'à quand les mouvements sont connus."
        ),
        words!(
            "  {held} documents are held: nobody said what came in at the bank lately. Import again, or `relance bank DAY` says until when \
             movements are known.",
            "  {held} pièces sont retenues : on ne sait pas ce qui est arrivé en banque dernièrement. Importez de nouveau, ou `relance bank JOUR` \
             dit jusqu'à quand les mouvements sont connus."
        ),
    ));
}

/// How much left, by kind.
fn show_delivered(delivered: &Delivered, screen: &mut Screen<'_>) {
    let Delivered { left, rehearsed, .. } = delivered;
    match left.told(|_| true) {
        Some(told) if left.of(Sort::Measure) > 0 => screen.line(Words::around(|reader| {
            let told = told.say(reader);
            words!(
                "  Left: {told} (orders blocked, accounts suspended, handed over).",
                "  Partis : {told} (commandes bloquées, comptes suspendus, contentieux)."
            )
        })),
        Some(told) => screen.line(Words::around(|reader| {
            let told = told.say(reader);
            words!("  Left: {told}.", "  Partis : {told}.")
        })),
        None => screen.line(words!("  Nothing left.", "  Rien n'est parti.")),
    }
    if *rehearsed > 0 {
        screen.line(agreed(
            *rehearsed,
            words!("  {rehearsed} was shown to the team only.", "  {rehearsed} a été montré à l'équipe seulement."),
            words!("  {rehearsed} were shown to the team only.", "  {rehearsed} ont été montrés à l'équipe seulement."),
        ));
    }
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
