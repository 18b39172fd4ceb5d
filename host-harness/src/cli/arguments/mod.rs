//! What can be typed. Each command shows examples; `french` has the same help in French.

mod by_hand;
mod company;
mod import;
mod outbox;
mod texts;

pub use company::{CompanyCommand, CompanySet};
pub use import::{BankDate, Import, Missing};
pub use outbox::{Adopt, OutboxCommand, Settle};
pub use texts::{Letters, Preview, TemplateCommand};

pub use by_hand::{Bank, Block, Event, Pay, Promise, Remind, ScenarioCommand, Upcoming};

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};
use clap_complete::Shell;
use relance_contract::{Day, MAX_YEAR, MIN_YEAR, parse_day};

use crate::{error, sqlite, store::Store, text::Language};

/// Tries the Relance module out: plays the ERP around it.
#[derive(Debug, Parser)]
#[command(
    name = "relance",
    version,
    max_term_width = 110,
    subcommand_required = true,
    arg_required_else_help = true,
    after_help = "Examples:\n  \
                  relance demo\n  \
                  relance init\n  \
                  relance company set --name NAME --email ADDRESS\n  \
                  relance import invoices.csv --guess > mapping.toml\n  \
                  relance import invoices.csv --mapping mapping.toml\n  \
                  relance simulate --from 2027-01-01 --to 2027-03-31 --live\n  \
                  relance run\n  \
                  relance status\n  \
                  relance explain F-2027-0042\n\n\
                  Exit codes: 0 done · 1 a file or this machine · 2 the command line · 3 what was given (settings, import, \
                  request) · 4 the store · 5 the module · 6 done, but some rows, accounts or messages failed"
)]
pub struct Arguments {
    /// The store: one file.
    #[arg(long, global = true, default_value = "relance.db", value_name = "FILE")]
    pub db: PathBuf,

    /// Which tenant of the store.
    #[arg(long, global = true, default_value = "main", value_name = "ID", value_parser = something)]
    pub tenant: String,

    /// Another module than the built-in one.
    #[arg(long, global = true, value_name = "FILE")]
    pub module: Option<PathBuf>,

    /// The language of the answers; that of the locale when left out.
    #[arg(long, global = true, value_name = "LANGUAGE")]
    pub lang: Option<Language>,

    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

impl Arguments {
    /// The store that is named; a file is one of SQLite.
    ///
    /// # Errors
    /// [`crate::error::Kind::Store`]: there is none, or it cannot be used.
    pub(super) fn store(&self) -> error::Result<Box<dyn Store>> {
        sqlite::open(&self.db)
    }
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// See a small company's quotes and invoices being reminded for two months.
    Demo(Demo),
    /// Make a new store, or add a tenant to one that is there (--tenant).
    Init(Init),
    /// Who signs letters and mails: look, or change.
    #[command(subcommand)]
    Company(CompanyCommand),
    /// Take in documents: a CSV file with its mapping, or JSON as the contract has it.
    Import(Import),
    /// The daily job: decide, write, and put the messages into a folder.
    Run(Run),
    /// Many days on a copy of the store; nothing leaves and nothing is kept.
    Simulate(Simulate),
    /// Where every document stands: what waits, what is held, why, and until when.
    Status(Status),
    /// Why one document is or is not reminded, rule by rule.
    Explain(Explain),
    /// What was done.
    History(History),
    /// Remind of documents by hand: what speaks against it is shown first.
    Remind(Remind),
    /// What will leave in the coming days if nothing new happens.
    Upcoming(Upcoming),
    /// Switch reminders off for a document or an account, with a reason and a last day.
    Block(Block),
    /// Record that a customer promised to pay.
    Promise(Promise),
    /// Record a payment.
    Pay(Pay),
    /// Record what happened: a reply, a bounce, a dispute, a signature, an opened mail…
    Event(Event),
    /// Say until when bank movements are recorded.
    Bank(Bank),
    /// Print the letters that wait: one print file with all of them, and one file for each.
    Letters(Letters),
    /// Messages that wait, failed, or may or may not have left: list, settle, take over.
    #[command(subcommand)]
    Outbox(OutboxCommand),
    /// Texts: check, try, convert.
    #[command(subcommand)]
    Template(TemplateCommand),
    /// Ready scenarios: list, show, copy into settings.
    #[command(subcommand)]
    Scenario(ScenarioCommand),
    /// Look at store, module, settings and data, and say what to mend.
    Doctor(Doctor),
    /// Look at settings, or change those of a store.
    #[command(subcommand)]
    Settings(SettingsCommand),
    /// Call a function of the module: JSON from standard input, JSON to standard output.
    Call(Call),
    /// What the module is: contract, exports, size.
    Module(Show),
    /// Hold a component against the recorded behaviour of the contract.
    Conform(Conform),
    /// Print what a shell needs to complete commands with the tab key.
    #[command(
        after_help = "Examples:\n  relance completions bash > ~/.local/share/bash-completion/completions/relance"
    )]
    Completions {
        /// The shell.
        shell: Shell,
    },
}

/// See a small company being reminded.
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  relance demo\n  relance demo --days 14 --lang fr\n  \
                        relance demo --settings relance-demo/settings.json")]
pub struct Demo {
    /// How many days to live through.
    #[arg(long, default_value_t = 60, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=366))]
    pub days: u16,
    /// Where store, settings and mails go; what a demo left there before is replaced.
    #[arg(long, default_value = "relance-demo", value_name = "FOLDER")]
    pub out: PathBuf,
    /// Other settings than the demo's own.
    #[arg(long, value_name = "FILE")]
    pub settings: Option<PathBuf>,
}

/// Make a new store.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  relance init\n  relance init --settings S.json --company company.json\n  relance --tenant second init"
)]
pub struct Init {
    /// The settings; left out, those of `relance settings example`, switched off.
    #[arg(long, value_name = "FILE")]
    pub settings: Option<PathBuf>,
    /// Who signs: a JSON file with the contract's `company`. Left out: an invented company, in whose name nothing leaves.
    #[arg(long, value_name = "FILE")]
    pub company: Option<PathBuf>,
}

/// The daily job.
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  relance run\n  relance --db shop.db run --date 2027-01-15 --out outgoing --json")]
pub struct Run {
    /// The day; today when left out.
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = day)]
    pub date: Option<Day>,
    /// Where the messages go: Maildir folders and files.
    #[arg(long, default_value = "outgoing", value_name = "FOLDER")]
    pub out: PathBuf,
    /// The folder with your documents' own files, to be attached.
    #[arg(long, value_name = "FOLDER")]
    pub files: Option<PathBuf>,
    /// Accounts in one call of the module.
    #[arg(long, default_value_t = 200, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    pub page: u16,
    /// Answer in JSON.
    #[arg(long)]
    pub json: bool,
}

/// Many days on a copy of the store.
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  relance simulate --from 2027-01-01 --to 2027-03-31\n  \
                        relance simulate --from 2027-01-01 --to 2027-03-31 --live --outage 2027-02-01/2027-02-05")]
pub struct Simulate {
    /// The first day.
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = day)]
    pub from: Day,
    /// The last day.
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = day)]
    pub to: Day,
    /// As if reminders were switched on for the tenant.
    #[arg(long)]
    pub live: bool,
    /// Runs a day: more than one must change nothing.
    #[arg(long, default_value_t = 1, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=100))]
    pub runs_per_day: u32,
    /// Days without any run, as FIRST/LAST; may be given several times.
    #[arg(long, value_name = "FIRST/LAST", value_parser = period)]
    pub outage: Vec<(Day, Day)>,
    /// Accounts in one call of the module.
    #[arg(long, default_value_t = 200, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    pub page: u16,
    /// Answer in JSON, with every message.
    #[arg(long)]
    pub json: bool,
}

/// Where every document stands.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  relance status\n  relance status --code no-address\n  relance status --all --json"
)]
pub struct Status {
    /// Only documents with this reason: `waiting`, `no-address`, `never-sent`…
    #[arg(long, value_name = "CODE")]
    pub code: Option<String>,
    /// Those that are over, too: settled, signed, cancelled.
    #[arg(long)]
    pub all: bool,
    /// Answer in JSON.
    #[arg(long)]
    pub json: bool,
}

/// Why one document is or is not reminded.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  relance explain F-2027-0042\n  relance explain F-2027-0042 --date 2027-03-01 --lang fr"
)]
pub struct Explain {
    /// Its number or identifier.
    pub number: String,
    /// The day; today when left out.
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = day)]
    pub date: Option<Day>,
    /// Answer in JSON.
    #[arg(long)]
    pub json: bool,
}

/// What was done.
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  relance history\n  relance history --document F-2027-0042 --marks\n  \
                        relance history --account C042 --from 2027-01-01")]
pub struct History {
    /// Of one document, by number or identifier.
    #[arg(long, value_name = "NUMBER")]
    pub document: Option<String>,
    /// Of one account.
    #[arg(long, value_name = "ID")]
    pub account: Option<String>,
    /// From this day on.
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = day)]
    pub from: Option<Day>,
    /// Steps that were left out, too.
    #[arg(long)]
    pub marks: bool,
    /// Answer in JSON.
    #[arg(long)]
    pub json: bool,
}

/// Look at everything.
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  relance doctor\n  relance --db shop.db doctor --date 2027-01-15 --json")]
pub struct Doctor {
    /// The day to look at; today when left out.
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = day)]
    pub date: Option<Day>,
    /// The folder that `run` and `remind` write to.
    #[arg(long, default_value = "outgoing", value_name = "FOLDER")]
    pub out: PathBuf,
    /// Answer in JSON.
    #[arg(long)]
    pub json: bool,
}

/// Call a function of the module.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  relance call about.describe < /dev/null\n  relance call reminders.run < request.json > answer.json"
)]
pub struct Call {
    /// `about.describe`, `settings.check`, `reminders.decide`…
    pub function: String,
}

/// Hold a component against the recorded behaviour of the contract.
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  relance conform relance.wasm\n  relance conform --json mine.wasm")]
pub struct Conform {
    /// A component of the world `relance:reminders/module`.
    #[arg(value_name = "COMPONENT")]
    pub file: PathBuf,
    /// Answer in JSON.
    #[arg(long)]
    pub json: bool,
}

/// What the module is.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  relance module\n  relance module --out relance.wasm\n  relance --module relance.wasm module --json"
)]
pub struct Show {
    /// Answer in JSON.
    #[arg(long)]
    pub json: bool,
    /// Write the component into this file, for a host of one's own.
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
}

/// Look at settings.
#[derive(Debug, Subcommand)]
pub enum SettingsCommand {
    /// Say all that is wrong or doubtful in a file of settings.
    #[command(after_help = "Examples:\n  relance settings check S.json")]
    Check {
        /// The file.
        file: PathBuf,
        /// Answer in JSON.
        #[arg(long)]
        json: bool,
    },
    /// Print the JSON Schema of the settings.
    #[command(after_help = "Examples:\n  relance settings schema > settings.schema.json")]
    Schema,
    /// Print settings to start from.
    #[command(after_help = "Examples:\n  relance settings example > S.json")]
    Example,
    /// Replace the settings of the store, after checking them.
    #[command(after_help = "Examples:\n  relance settings set S.json")]
    Set {
        /// The file.
        file: PathBuf,
    },
    /// Print the settings of the store.
    #[command(after_help = "Examples:\n  relance settings show > S.json")]
    Show,
}

fn day(text: &str) -> Result<Day, String> {
    parse_day(text).ok_or_else(|| {
        format!(
            "write a possible day as YYYY-MM-DD, from {MIN_YEAR} to {MAX_YEAR} / écrivez un jour possible, AAAA-MM-JJ, de {MIN_YEAR} à {MAX_YEAR}"
        )
    })
}

fn something(text: &str) -> Result<String, String> {
    if text.trim().is_empty() {
        Err("write something / écrivez quelque chose".to_owned())
    } else {
        Ok(text.to_owned())
    }
}

fn period(text: &str) -> Result<(Day, Day), String> {
    let days = text.split_once('/').and_then(|(first, last)| Some((parse_day(first)?, parse_day(last)?)));
    days.filter(|(first, last)| first <= last).ok_or_else(|| {
        "write two possible days, the first one first: YYYY-MM-DD/YYYY-MM-DD / écrivez deux jours, le premier d'abord"
            .to_owned()
    })
}
