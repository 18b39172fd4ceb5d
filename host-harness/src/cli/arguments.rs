//! What can be typed.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};
use relance_guest::domain::{Day, parse_day};

/// Tries the Relance module out: plays the ERP around it.
#[derive(Debug, Parser)]
#[command(
    name = "relance",
    version,
    max_term_width = 110,
    after_help = "Exit codes: 0 done · 1 a file or this machine · 2 the command line · 3 what was given (settings, import, \
                  request) · 4 the store · 5 the module · 6 done, but some accounts or messages failed\n\n\
                  Examples:\n  \
                  relance settings example > S.json\n  \
                  relance --db ar.db init --settings S.json\n  \
                  relance --db ar.db import invoices.csv --mapping M.toml\n  \
                  relance --db ar.db simulate --from 2027-01-01 --to 2027-03-31\n  \
                  relance --db ar.db run --out outgoing\n  \
                  relance --db ar.db explain F-2027-0042"
)]
pub struct Arguments {
    /// The store: one file.
    #[arg(long, global = true, default_value = "relance.db", value_name = "FILE")]
    pub db: PathBuf,

    /// Which tenant of the store.
    #[arg(long, global = true, default_value = "main", value_name = "ID")]
    pub tenant: String,

    /// Another module than the built-in one.
    #[arg(long, global = true, value_name = "FILE")]
    pub module: Option<PathBuf>,

    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Make a new store with these settings.
    Init(Init),
    /// Take in documents: a CSV file with its mapping, or JSON as the contract has it.
    Import(Import),
    /// The daily job: decide, write, and put the messages into a folder.
    Run(Run),
    /// Many days on a copy of the store; nothing leaves and nothing is kept.
    Simulate(Simulate),
    /// Why one document is or is not reminded, rule by rule.
    Explain(Explain),
    /// What was done.
    History(History),
    /// Call a function of the module: JSON from standard input, JSON to standard output.
    Call(Call),
    /// What the module is: contract, exports, size.
    Module(Show),
    /// Look at settings, or change those of a store.
    #[command(subcommand)]
    Settings(SettingsCommand),
}

/// Make a new store.
#[derive(Debug, Args)]
pub struct Init {
    /// The settings (`relance settings example` prints some to start from).
    #[arg(long, value_name = "FILE")]
    pub settings: PathBuf,
    /// Who signs: a JSON file with the contract's `company`. Left out: a made-up company.
    #[arg(long, value_name = "FILE")]
    pub company: Option<PathBuf>,
}

/// Take in documents.
#[derive(Debug, Args)]
pub struct Import {
    /// The CSV or JSON file.
    pub file: PathBuf,
    /// How the columns of a CSV file read: a TOML file.
    #[arg(long, value_name = "FILE")]
    pub mapping: Option<PathBuf>,
    /// Import the good rows, and write the bad ones to this file.
    #[arg(long, value_name = "FILE")]
    pub skip_bad: Option<PathBuf>,
    /// Answer in JSON.
    #[arg(long)]
    pub json: bool,
}

/// The daily job.
#[derive(Debug, Args)]
pub struct Run {
    /// The day; today when left out.
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = day)]
    pub date: Option<Day>,
    /// Where the messages go: Maildir folders and files.
    #[arg(long, default_value = "outgoing", value_name = "FOLDER")]
    pub out: PathBuf,
    /// Accounts in one call of the module.
    #[arg(long, default_value_t = 200, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    pub page: u16,
    /// Answer in JSON.
    #[arg(long)]
    pub json: bool,
}

/// Many days on a copy of the store.
#[derive(Debug, Args)]
pub struct Simulate {
    /// The first day.
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = day)]
    pub from: Day,
    /// The last day.
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = day)]
    pub to: Day,
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

/// Why one document is or is not reminded.
#[derive(Debug, Args)]
pub struct Explain {
    /// Its number or identifier.
    pub number: String,
    /// The day; today when left out.
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = day)]
    pub date: Option<Day>,
    /// The language of the sentences: `en` or `fr`.
    #[arg(long, default_value = "en", value_name = "LANGUAGE")]
    pub lang: String,
    /// Answer in JSON.
    #[arg(long)]
    pub json: bool,
}

/// What was done.
#[derive(Debug, Args)]
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

/// Call a function of the module.
#[derive(Debug, Args)]
pub struct Call {
    /// `about.describe`, `settings.check`, `reminders.decide`…
    pub function: String,
}

/// What the module is.
#[derive(Debug, Args)]
pub struct Show {
    /// Answer in JSON.
    #[arg(long)]
    pub json: bool,
}

/// Look at settings.
#[derive(Debug, Subcommand)]
pub enum SettingsCommand {
    /// Say all that is wrong or doubtful in a file of settings.
    Check {
        /// The file.
        file: PathBuf,
        /// Answer in JSON.
        #[arg(long)]
        json: bool,
    },
    /// Print the JSON Schema of the settings.
    Schema,
    /// Print settings to start from.
    Example,
    /// Replace the settings of the store, after checking them.
    Set {
        /// The file.
        file: PathBuf,
    },
    /// Print the settings of the store.
    Show,
}

fn day(text: &str) -> Result<Day, String> {
    parse_day(text).ok_or_else(|| "write a possible day as YYYY-MM-DD".to_owned())
}

fn period(text: &str) -> Result<(Day, Day), String> {
    let days = text.split_once('/').and_then(|(first, last)| Some((parse_day(first)?, parse_day(last)?)));
    days.filter(|(first, last)| first <= last)
        .ok_or_else(|| "write two possible days as YYYY-MM-DD/YYYY-MM-DD, the first one first".to_owned())
}
