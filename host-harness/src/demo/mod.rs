//! A small company that lives two months before your eyes: the real store, the real module, the real outbox. Only the
//! customers are made up.
//!
//! `company` is what its ERP knows on the first morning, `story` what happens to it day by day.

mod company;
mod story;

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use relance_contract::{
    Day, format_iso, parse_day, plus_days,
    records::types::{Account, Audience, EntryState},
    request,
};
use serde_json::json;

use crate::{
    delivery::{Delivered, Files, Journal, deliver},
    enclosures::Enclosures,
    error::{Error, Kind, Result},
    job::Job,
    module::{Budget, Module},
    printing::{self, Print},
    sort::Sort,
    sqlite,
    store::{HistoryFilter, Known, PageSize, Standing, Store, Tenant},
    text::Words,
    words,
};

/// The first day: always the same, so that the demo tells the same story every year.
pub const FIRST_DAY: &str = "2027-07-01";

/// The one tenant of its store.
const TENANT: &str = "main";

/// What was made in the folder.
#[derive(Debug)]
pub struct Places {
    /// The store.
    pub db: PathBuf,
    /// The settings, to be changed and tried again.
    pub settings: PathBuf,
    /// What the ERP knows on the first morning, as the contract has it.
    pub accounts: PathBuf,
    /// The mails, a Maildir.
    pub mail: PathBuf,
    /// The tasks for the team.
    pub tasks: PathBuf,
    /// The letters, before and after they are printed.
    pub letters: PathBuf,
    /// The letters as PDF.
    pub print: PathBuf,
}

impl Places {
    /// In this folder.
    #[must_use]
    pub fn of(folder: &Path) -> Self {
        let at = |name: &str| folder.join(name);
        Self {
            db: at("relance.db"),
            settings: at("settings.json"),
            accounts: at("accounts.json"),
            mail: at("mail"),
            tasks: at("tasks"),
            letters: at("letters"),
            print: at("print"),
        }
    }

    /// Whether the store is that of the demo's company: another one is somebody's own.
    fn is_of_a_demo(&self) -> bool {
        let signs = sqlite::open(&self.db).and_then(|store| store.tenant(TENANT)).map(|tenant| tenant.company);
        signs.is_ok_and(|company| company.email == company::company().email)
    }

    /// Makes the folder ready. What an earlier demo left is replaced; nothing else is ever touched.
    fn prepare(&self, folder: &Path) -> Result<()> {
        let used = folder.read_dir().is_ok_and(|mut files| files.next().is_some());
        if used && !self.is_of_a_demo() {
            let folder = folder.display();
            return Err(Error::new(
                Kind::System,
                words!(
                    "{folder} is not empty, and no demo made it; nothing was touched",
                    "{folder} n'est pas vide et ne vient pas d'une démo ; rien n'a été touché"
                ),
            )
            .hint(words!("name another folder with --out", "nommez un autre dossier avec --out")));
        }
        let wal = |suffix: &str| PathBuf::from(format!("{}{suffix}", self.db.display()));
        for file in [&self.db, &wal("-wal"), &wal("-shm"), &self.settings, &self.accounts] {
            gone(fs::remove_file(file), file)?;
        }
        for below in Files::folders(folder).iter().chain([&self.print]) {
            gone(fs::remove_dir_all(below), below)?;
        }
        // What its journal says of an earlier life counts no more.
        Journal::remove(folder)?;
        fs::create_dir_all(folder).map_err(|error| Error::file(folder, &error))
    }
}

fn gone(removed: std::io::Result<()>, path: &Path) -> Result<()> {
    match removed {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(Error::file(path, &error)),
        _ => Ok(()),
    }
}

/// One day of the story.
#[derive(Debug)]
pub struct Told {
    /// The day.
    pub day: Day,
    /// What the ERP learnt in the morning.
    pub news: Vec<Words>,
    /// What left, by step: `(document, customer)`.
    pub left: BTreeMap<String, Vec<(String, String)>>,
    /// Tasks for the team, in the same way.
    pub tasks: BTreeMap<String, Vec<(String, String)>>,
}

/// How it ended.
#[derive(Debug)]
pub struct Ending {
    /// What left in all.
    pub delivered: Delivered,
    /// The letters, printed on the day they left.
    pub printed: printing::Report,
    /// Messages and tasks by step, as `scenario/step`; the engine's own tasks as `@reason`.
    pub by_step: BTreeMap<String, usize>,
    /// Where every document stands.
    pub standings: Vec<Standing>,
    /// The last day.
    pub last_day: Day,
}

/// Lives `days` days in `folder` with `settings` (the demo's own when `None`), telling each day that has something to tell.
///
/// # Errors
/// The folder, the store, or settings the module refuses.
pub fn live(
    folder: &Path,
    module: &Module,
    settings: Option<String>,
    days: u16,
    tell: &mut dyn FnMut(&Told),
) -> Result<Ending> {
    let places = Places::of(folder);
    places.prepare(folder)?;
    let settings = match settings {
        Some(settings) => settings,
        None => company::settings(&module.call(&request::Example::of(), Budget::NONE)?),
    };
    let mut tenant =
        Tenant { id: TENANT.to_owned(), company: company::company(), settings, bank_date: None, reader: None };
    let mut accounts: BTreeMap<String, Account> =
        company::accounts().into_iter().map(|account| (account.id.clone(), account)).collect();
    let everything = json!({"accounts": accounts.values().collect::<Vec<_>>()});
    write(&places.accounts, &format!("{everything:#}\n"))?;
    write(&places.settings, &tenant.settings)?;
    let mut store = sqlite::create(&places.db)?;
    store.put_tenant(&tenant)?;
    store.import(&tenant.id, &accounts.values().cloned().map(known).collect::<Vec<_>>(), module)?;

    let changes = story::changes();
    let carrier = Files::in_folder(folder, &*store, &tenant.id)?;
    let (mut delivered, mut printed) = (Delivered::default(), printing::Report::default());
    let first = parse_day(FIRST_DAY).unwrap_or_default();
    let last_day = plus_days(first, i64::from(days) - 1);
    let mut day = first;
    while day <= last_day {
        let today = format_iso(day);
        let mut told = Told { day, news: Vec::new(), left: BTreeMap::new(), tasks: BTreeMap::new() };
        for change in changes.iter().filter(|change| change.day == today) {
            if let Some(account) = accounts.get_mut(change.account) {
                (change.happens)(account);
                store.import(&tenant.id, &[known(account.clone())], module)?;
                told.news.push(change.news.clone());
            }
        }
        // Its accountant looks at the bank every morning.
        store.set_bank_date(&tenant.id, &today)?;
        tenant.bank_date = Some(today.clone());
        Job { store: &mut *store, module, tenant: &tenant, today: &today, page: PageSize::default() }.run()?;
        let carried = deliver(&mut *store, &tenant.id, &carrier, None)?;
        delivered.left += carried.left;
        delivered.rehearsed += carried.rehearsed;
        delivered.failed.extend(carried.failed);
        // Its office prints and posts the letters of the day.
        if carried.left.of(Sort::Letter) > 0 {
            printing::print(
                &mut *store,
                module,
                &Print {
                    letters: &places.letters,
                    out: &places.print,
                    logo: None,
                    signature: None,
                    enclosures: &Enclosures::none(),
                    context: tenant.context(&today),
                    decided_with: &tenant.decided_with(module.digest())?,
                    journal: carrier.journal(),
                    // They are of today.
                    held: &BTreeMap::new(),
                },
                &mut printed,
            )?;
        }
        left_on(&*store, &tenant.id, &today, &accounts, &mut told)?;
        if !told.news.is_empty() || !told.left.is_empty() || !told.tasks.is_empty() {
            tell(&told);
        }
        day = plus_days(day, 1);
    }
    let mut by_step = BTreeMap::new();
    for line in store.history(&tenant.id, &HistoryFilter::default())? {
        if line.entry.state == EntryState::Sent {
            let coverage = line.entry.coverage;
            let scenario = if coverage.scenario.is_empty() { String::new() } else { format!("{}/", coverage.scenario) };
            *by_step.entry(format!("{scenario}{}", coverage.step)).or_default() += 1;
        }
    }
    Ok(Ending { delivered, printed, by_step, standings: store.standings(&tenant.id)?, last_day })
}

/// What left that day, from the history: the same that `relance history` shows.
fn left_on(
    store: &dyn Store,
    tenant: &str,
    today: &str,
    accounts: &BTreeMap<String, Account>,
    told: &mut Told,
) -> Result<()> {
    let filter = HistoryFilter { from: Some(today.to_owned()), ..HistoryFilter::default() };
    for line in store.history(tenant, &filter)? {
        let entry = line.entry;
        if entry.state != EntryState::Sent {
            continue;
        }
        let name = accounts.get(&line.account).map_or_else(|| line.account.clone(), |account| account.name.clone());
        let list = if entry.audience == Audience::Customer { &mut told.left } else { &mut told.tasks };
        list.entry(entry.coverage.step).or_default().push((line.number, name));
    }
    Ok(())
}

/// An account of which each document is known from the day it was issued.
fn known(account: Account) -> Known {
    let issued = account.documents.iter().map(|document| document.issued.clone()).collect();
    Known { documents_from: issued, ..Known::already(account) }
}

fn write(path: &Path, text: &str) -> Result<()> {
    fs::write(path, text).map_err(|error| Error::file(path, &error))
}
