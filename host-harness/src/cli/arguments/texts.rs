//! Printing letters, and looking at texts.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use relance_contract::Day;

use super::day;

/// Print the letters that wait.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  relance letters\n  relance letters --logo logo.png --signature signature.png --files documents\n  \
                        relance letters --in outgoing --out to-print --json"
)]
pub struct Letters {
    /// The folder that `run` or `remind` wrote to.
    #[arg(long = "in", default_value = "outgoing", value_name = "FOLDER")]
    pub from: PathBuf,
    /// Where the PDF files go; left out, `print` in that folder.
    #[arg(long, value_name = "FOLDER")]
    pub out: Option<PathBuf>,
    /// The company's logo: PNG or JPEG.
    #[arg(long, value_name = "FILE")]
    pub logo: Option<PathBuf>,
    /// A signature under the text: PNG or JPEG.
    #[arg(long, value_name = "FILE")]
    pub signature: Option<PathBuf>,
    /// The folder with your documents' own PDF files, printed behind their letter.
    #[arg(long, value_name = "FOLDER")]
    pub files: Option<PathBuf>,
    /// The day in the print file's name; today when left out.
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = day)]
    pub date: Option<Day>,
    /// Answer in JSON.
    #[arg(long)]
    pub json: bool,
}

/// Texts of messages.
#[derive(Debug, Subcommand)]
pub enum TemplateCommand {
    /// Say all that is wrong or doubtful about the texts of a file of settings.
    #[command(
        after_help = "Examples:\n  relance template check S.json\n  relance template check S.json --company company.json"
    )]
    Check {
        /// The file of settings.
        file: PathBuf,
        /// Who signs: their legal mentions are looked at too.
        #[arg(long, value_name = "FILE")]
        company: Option<PathBuf>,
        /// Answer in JSON.
        #[arg(long)]
        json: bool,
    },
    /// Show a text as it would leave, on a made-up document.
    #[command(after_help = "Examples:\n  relance template preview S.json invoice-friendly\n  \
                            relance template preview S.json invoice-friendly --language fr --documents 3 --out mail.html\n  \
                            relance template preview S.json invoice-notice --channel letter --out letter.pdf")]
    Preview(Preview),
    /// Turn older placeholders into this module's: `[Référence du devis]`, `__REF_PROPAL__`, `{facture.numero}`.
    #[command(
        after_help = "Examples:\n  relance template convert old.txt > new.txt\n  relance template convert - --json < old.txt"
    )]
    Convert {
        /// A text file; `-` reads standard input.
        file: PathBuf,
        /// Answer in JSON.
        #[arg(long)]
        json: bool,
    },
    /// List everything a text can print.
    #[command(after_help = "Examples:\n  relance template variables")]
    Variables {
        /// Answer in JSON.
        #[arg(long)]
        json: bool,
    },
}

/// Show a text as it would leave.
#[derive(Debug, Args)]
pub struct Preview {
    /// The file of settings.
    pub file: PathBuf,
    /// Which text.
    pub text: String,
    /// In which language; left out, the company's.
    #[arg(long, value_name = "LANGUAGE")]
    pub language: Option<String>,
    /// `email`, `letter`, `registered-letter`, `sms` or `whatsapp`.
    #[arg(long, default_value = "email", value_name = "CHANNEL")]
    pub channel: String,
    /// What it is tried on; left out, what the text is used for.
    #[arg(long, value_name = "KIND", value_parser = ["quote", "invoice", "lead"])]
    pub kind: Option<String>,
    /// How many documents.
    #[arg(long, default_value_t = 1, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=100))]
    pub documents: u32,
    /// Who signs: a JSON file with the contract's `company`; left out, the store's.
    #[arg(long, value_name = "FILE")]
    pub company: Option<PathBuf>,
    /// The day; today when left out.
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = day)]
    pub date: Option<Day>,
    /// Write it to a file: `.html` or `.txt` for a mail, `.pdf` for a letter.
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
    /// Answer in JSON.
    #[arg(long)]
    pub json: bool,
}
