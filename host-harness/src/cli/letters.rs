//! `letters`: takes back what is not right any more, decides it again, and prints what waits.

use serde::Serialize;
use serde_json::{Value, json};

use super::{
    End,
    arguments::{Arguments, Letters},
    clock, company, modules, outbox,
    reminders::day,
    run::show_run,
    screen::Screen,
    texts,
};
use crate::{
    delivery::{Delivered, Files, deliver, tenant_folder},
    error::Result,
    job::{self, Job},
    module::Module,
    printing::{self, Print},
    store::{Message, PageSize, Since, Store, Tenant},
    text::{self, Words, agreed, date},
    words,
};

/// What is answered in JSON.
#[derive(Serialize)]
struct Answer<'a> {
    #[serde(flatten)]
    printed: &'a printing::Report,
    /// What was decided again, as `run` tells it.
    #[serde(skip_serializing_if = "Option::is_none")]
    again: Option<Value>,
}

pub(super) fn letters(arguments: &Arguments, command: &Letters, screen: &mut Screen<'_>) -> Result<End> {
    let mut store = arguments.store()?;
    let tenant = store.tenant(&arguments.tenant)?.read_by(screen.language());
    let module = modules::open(arguments, screen)?;
    let today = day(command.date);
    let enclosures = texts::enclosures(command.files.as_ref());
    let files = Files::in_folder(&command.from, &*store, &tenant.id)?.enclosing(enclosures.clone());
    let _at_work = outbox::begin(&mut *store, &tenant.id, &files, screen)?;
    let since = store.since_now(&today, module.digest())?;
    clock::require_near(&*store, arguments, (command.date, &today), &command.from)?;
    // Others may have changed it while this one waited for them.
    let tenant = store.tenant(&arguments.tenant)?.read_by(screen.language());
    let from = tenant_folder(&command.from, &tenant.id);
    let out = command.out.clone().unwrap_or_else(|| from.join("print"));
    let page = PageSize::default();
    let held = Job { store: &mut *store, module: &module, tenant: &tenant, today: &today, page }.held_letters()?;
    let job = Print {
        letters: &from.join("letters"),
        out: &out,
        logo: command.logo.as_deref(),
        signature: command.signature.as_deref(),
        enclosures: &enclosures,
        context: tenant.context(&today),
        decided_with: &tenant.decided_with(module.digest())?,
        journal: files.journal(),
        held: &held,
    };
    let mut report = printing::Report::default();
    let again = Again { module: &module, tenant: &tenant, today: &today, files: &files, since: &since };
    let mut decided = None;
    if let Err(error) = look_and_print(&mut *store, &job, &again, (&mut report, &mut decided)) {
        // What was done before is told all the same.
        if let Some((report, delivered)) = &decided {
            show_run(&command.from, report, delivered, screen);
        }
        show_left(&report, screen);
        if let Some(printed) = printed_to(&report) {
            screen.note(printed);
        }
        return Err(error);
    }
    if command.json {
        let again = decided.map(|(report, delivered)| json!({"report": report, "delivered": delivered}));
        screen.json(&Answer { printed: &report, again });
    } else {
        if let Some((report, delivered)) = &decided {
            show_run(&command.from, report, delivered, screen);
        }
        let language = screen.language();
        let rows = report.letters.iter().map(|letter| {
            let page = letter.batch_page.map(|page| page.to_string()).unwrap_or_default();
            let batch = letter.batch.as_ref().and_then(|file| file.file_name());
            let batch = batch.map_or_else(
                || words!("(registered)", "(recommandée)").say(language).to_owned(),
                |name| name.to_string_lossy().into_owned(),
            );
            vec![letter.name.clone(), letter.pages.to_string(), batch, page, letter.file.display().to_string()]
        });
        let rows: Vec<_> = rows.collect();
        if rows.is_empty() {
            let from = command.from.display();
            screen.line(words!("No letter waits in {from}.", "Aucune lettre n'attend dans {from}."));
        } else {
            let titles = [
                words!("to", "destinataire"),
                words!("pages", "pages"),
                words!("print file", "fichier d'impression"),
                words!("from page", "dès la page"),
                words!("own file", "son fichier"),
            ];
            screen.table(&titles, rows);
            if let Some(printed) = printed_to(&report) {
                screen.line(printed);
            }
        }
        for finding in &report.findings {
            screen.note(text::finding(finding));
        }
        show_left(&report, screen);
    }
    Ok(if report.left.is_empty() && report.not_moved.is_empty() { End::Done } else { End::SomeFailed })
}

/// What accounts are decided again with.
struct Again<'a> {
    module: &'a Module,
    tenant: &'a Tenant,
    today: &'a str,
    files: &'a Files,
    since: &'a Since,
}

/// Takes back what is not right any more, decides it again, and prints what waits. What changed meanwhile is decided again, too, and printed the next
/// time. `report` and `decided` have what was done, also where it stops; `decided` has nothing where nothing was decided again.
fn look_and_print(
    store: &mut dyn Store,
    job: &Print<'_>,
    again: &Again<'_>,
    (report, decided): (&mut printing::Report, &mut Option<(job::Report, Delivered)>),
) -> Result<()> {
    let accounts = printing::take_back(store, job, report)?;
    *decided = decide_again(store, again, &accounts)?;
    let accounts = printing::print(store, again.module, job, report)?;
    let more = decide_again(store, again, &accounts)?;
    match (decided.as_mut(), more) {
        (Some((report, delivered)), Some(more)) => {
            report.append(more.0);
            delivered.append(more.1);
        }
        (None, more) => *decided = more,
        (Some(_), None) => {}
    }
    Ok(())
}

/// What was taken back is decided again at once, as a run of the day would, and what comes of it leaves.
fn decide_again(
    store: &mut dyn Store,
    Again { module, tenant, today, files, since }: &Again<'_>,
    accounts: &[String],
) -> Result<Option<(job::Report, Delivered)>> {
    if accounts.is_empty() {
        return Ok(None);
    }
    company::require_real_when_live(tenant)?;
    let mut run = Job { store, module, tenant, today, page: PageSize::default() };
    let retired = run.retire()?;
    let report = run.again(retired, accounts);
    // Whatever stopped it: what it had put away before leaves.
    let mut delivered = deliver(run.store, &run.tenant.id, *files, Some(*since))?;
    run.store.still_there()?;
    let mut report = report?;
    report.not_sent_by_hand.append(&mut delivered.not_sent_by_hand);
    Ok(Some((report, delivered)))
}

/// How many letters were printed, and where; nothing where none was. All letters of one call are of one job.
fn printed_to(report: &printing::Report) -> Option<Words> {
    let (count, folder) = (report.letters.len(), report.letters.first()?.folder.display());
    Some(agreed(
        count,
        words!("{count} letter is printed to {folder}.", "{count} lettre est imprimée dans {folder}."),
        words!("{count} letters are printed to {folder}.", "{count} lettres sont imprimées dans {folder}."),
    ))
}

/// Which letters were not printed, and which files of printed ones could not be moved, and why.
fn show_left(report: &printing::Report, screen: &mut Screen<'_>) {
    for left in &report.left {
        screen.note(Words::around(|reader| {
            let left = left.say(reader);
            words!("not printed: {left}", "non imprimée : {left}")
        }));
    }
    for not_moved in &report.not_moved {
        screen.note(not_moved.clone());
    }
}

/// How many letters wait to be printed, and since when.
pub(super) fn unprinted(letters: &[Message]) -> Option<Words> {
    let (count, since) = (letters.len(), date(&letters.iter().map(|letter| &letter.day).min()?.clone()));
    Some(Words::around(|reader| {
        let since = since.say(reader);
        agreed(
            count,
            words!(
                "{count} letter waits to be printed since {since}: `relance letters` prints it.",
                "{count} lettre attend d'être imprimée depuis le {since} : `relance letters` l'imprime."
            ),
            words!(
                "{count} letters wait to be printed, the oldest since {since}: `relance letters` prints them.",
                "{count} lettres attendent d'être imprimées, la plus ancienne depuis le {since} : `relance letters` les imprime."
            ),
        )
    }))
}
