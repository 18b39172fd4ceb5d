//! `run`: the job of a day, what it lets go, and what it says of both.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

use serde_json::json;

use super::{
    End, adopt,
    arguments::{Arguments, Run},
    clock, company, happenings, modules, outbox,
    reminders::{day, mode_of, page},
    screen::Screen,
    texts,
};
use crate::{
    delivery::{Delivered, Files, deliver, tenant_folder},
    error::Result,
    job::{Job, Report},
    printing::{self, Unprinted},
    settings::Mode,
    sort::Sort,
    store::{Message, Wanting},
    text::{self, Words, agreed, counted},
    words,
};

pub(super) fn run(arguments: &Arguments, command: &Run, screen: &mut Screen<'_>) -> Result<End> {
    let mut store = arguments.store()?;
    let tenant = store.tenant(&arguments.tenant)?.read_by(screen.language());
    company::require_real_when_live(&tenant)?;
    let module = modules::open(arguments, screen)?;
    let today = day(command.date);
    let files =
        Files::in_folder(&command.out, &*store, &tenant.id)?.enclosing(texts::enclosures(command.files.as_ref()));
    // A folder that nothing left to has no journal to lose.
    let folder = tenant_folder(&command.out, &tenant.id);
    let is_new = fs::read_dir(&folder).map_or(true, |mut entries| entries.next().is_none());
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
    // Before anything leaves: from here on the journal has the last message again.
    if let Some(gap) = adopt::gap(&files.journal(), &*store, &tenant.id)?.filter(|_| !is_new) {
        screen.note(Words::around(|reader| {
            let gap = gap.say(reader);
            words!("look: {gap}.", "à voir : {gap}.")
        }));
    }
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
        let ahead = ahead.map(|ahead| clock::ahead(&ahead, &today));
        let bank = happenings::bank_to_come(tenant.bank_date.as_deref(), &today);
        for (told, hint) in bank.into_iter().chain(ahead) {
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
