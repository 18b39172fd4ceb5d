//! Who signs letters and mails.

use std::path::PathBuf;

use clap::{Args, Subcommand};

/// Look at the company, or change it.
#[derive(Debug, Subcommand)]
pub enum CompanyCommand {
    /// Print who signs, as letters and mails carry it.
    #[command(after_help = "Examples:\n  relance company show\n  relance company show --json > company.json")]
    Show {
        /// Answer in JSON: the file that `company set FILE` reads.
        #[arg(long)]
        json: bool,
    },
    /// Change who signs: by a file, or one member at a time.
    Set(Box<CompanySet>),
}

/// Change who signs.
#[derive(Debug, Args)]
#[command(
    arg_required_else_help = true,
    after_help = "Examples:\n  relance company set company.json\n  \
                  relance company set --name \"Menuiserie du Lac\" --email compta@menuiserie-du-lac.example --language fr\n  \
                  relance company set --street \"14 quai des Brumes\" --postcode 74000 --city Annecy --country FR\n  \
                  relance company set --iban \"FR76 3000 6000 0112 3456 7890 189\""
)]
pub struct CompanySet {
    /// A JSON file with the contract's `company`: everything is replaced.
    #[arg(conflicts_with_all = ["name", "email", "language", "phone", "website", "street", "postcode", "city", "country", "iban", "bic",
                                "legal_mentions", "colour"])]
    pub file: Option<PathBuf>,
    /// Its name.
    #[arg(long, value_name = "NAME")]
    pub name: Option<String>,
    /// The address messages come from.
    #[arg(long, value_name = "ADDRESS")]
    pub email: Option<String>,
    /// The language used when neither contact nor account has one: `fr`, `en`.
    #[arg(long, value_name = "LANGUAGE")]
    pub language: Option<String>,
    /// Its telephone.
    #[arg(long, value_name = "NUMBER")]
    pub phone: Option<String>,
    /// Its website.
    #[arg(long, value_name = "URL")]
    pub website: Option<String>,
    /// Street and what completes it, one line each time.
    #[arg(long, value_name = "LINE")]
    pub street: Vec<String>,
    /// Postcode.
    #[arg(long, value_name = "CODE")]
    pub postcode: Option<String>,
    /// City.
    #[arg(long, value_name = "CITY")]
    pub city: Option<String>,
    /// Country, two capitals.
    #[arg(long, value_name = "XX")]
    pub country: Option<String>,
    /// Where customers pay.
    #[arg(long, value_name = "IBAN")]
    pub iban: Option<String>,
    /// The bank's BIC.
    #[arg(long, value_name = "BIC")]
    pub bic: Option<String>,
    /// The mentions required by law, as one line.
    #[arg(long, value_name = "TEXT")]
    pub legal_mentions: Option<String>,
    /// The colour of buttons and letterhead: `#1a5276`.
    #[arg(long, value_name = "#RRGGBB")]
    pub colour: Option<String>,
}
