//! `import`.

use std::path::PathBuf;

use clap::Args;
use relance_contract::Day;

use super::day;

/// Take in documents.
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  relance import invoices.csv --guess > mapping.toml\n  \
                        relance import invoices.csv --mapping mapping.toml --dry-run\n  \
                        relance import invoices.csv --mapping mapping.toml\n  \
                        relance import open-items.csv --mapping mapping.toml --missing closed\n  \
                        relance import accounts.json")]
pub struct Import {
    /// The CSV or JSON file.
    pub file: PathBuf,
    /// How the columns of a CSV file read: a TOML file.
    #[arg(long, value_name = "FILE")]
    pub mapping: Option<PathBuf>,
    /// Print the mapping this CSV file seems to need, and import nothing.
    #[arg(long, conflicts_with_all = ["mapping", "skip_bad", "missing", "json", "dry_run"])]
    pub guess: bool,
    /// Say what was understood, and import nothing.
    #[arg(long)]
    pub dry_run: bool,
    /// What day it is; today when left out.
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = day)]
    pub date: Option<Day>,
    /// The last day whose payments this file knows; that day when left out. `unknown`: it knows none.
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = bank_date)]
    pub bank_date: Option<BankDate>,
    /// Import the good rows, and write the bad ones to this new file.
    #[arg(long, value_name = "FILE")]
    pub skip_bad: Option<PathBuf>,
    /// What becomes of open documents of the store that the file could have named and does not: `closed` where it lists open items only, `keep`
    /// where it lists some of them.
    #[arg(long, value_name = "keep|closed", value_parser = missing)]
    pub missing: Option<Missing>,
    /// Answer in JSON.
    #[arg(long)]
    pub json: bool,
}

/// Until when bank movements are recorded.
#[derive(Clone, Copy, Debug)]
pub enum BankDate {
    /// Until that day.
    Until(Day),
    /// Nobody knows.
    Unknown,
}

/// What it means that a file does not name an open document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Missing {
    /// Nothing: the file does not list everything.
    Keep,
    /// It is paid, or otherwise over: the file lists all that is open.
    Closed,
}

fn missing(text: &str) -> Result<Missing, String> {
    match text {
        "keep" => Ok(Missing::Keep),
        "closed" => Ok(Missing::Closed),
        _ => Err("write `keep` or `closed` / écrivez `keep` ou `closed`".to_owned()),
    }
}

fn bank_date(text: &str) -> Result<BankDate, String> {
    if text == "unknown" { Ok(BankDate::Unknown) } else { day(text).map(BankDate::Until) }
}
