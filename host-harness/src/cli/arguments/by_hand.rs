//! What a person says or does: holds, promises, payments, events, reminders by hand, and what is to come.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use relance_contract::Day;

use super::{day, something};

/// Switch reminders off for a document or an account.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  relance block F-2027-0042 --reason \"delivery incomplete\" --until 2027-03-31\n  \
                        relance block --account C042 --reason \"managing director on it\"\n  relance block F-2027-0042 --lift"
)]
pub struct Block {
    /// The document's number or identifier.
    #[arg(required_unless_present = "account")]
    pub number: Option<String>,
    /// The whole account instead.
    #[arg(long, value_name = "ID", conflicts_with = "number")]
    pub account: Option<String>,
    /// Why; shown wherever somebody asks.
    #[arg(long, value_name = "TEXT", required_unless_present = "lift", value_parser = something)]
    pub reason: Option<String>,
    /// The last day; without it the block stays until it is lifted.
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = day)]
    pub until: Option<Day>,
    /// What day it is; today without it.
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = day)]
    pub date: Option<Day>,
    /// Take the block back.
    #[arg(long, conflicts_with_all = ["reason", "until"])]
    pub lift: bool,
}

/// Record a promise to pay.
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  relance promise F-2027-0042 --for 2027-03-15\n  \
                        relance promise F-2027-0042 --for 2027-03-15 --amount 500.00 --made 2027-03-02\n  \
                        relance promise F-2027-0042 --lift")]
pub struct Promise {
    /// The invoice's number or identifier.
    pub number: String,
    /// The day promised.
    #[arg(long = "for", value_name = "YYYY-MM-DD", value_parser = day, required_unless_present = "lift")]
    pub promised_for: Option<Day>,
    /// How much, in the invoice's currency; everything that is left without it.
    #[arg(long, value_name = "AMOUNT")]
    pub amount: Option<String>,
    /// The day it was made; today without it. Payments since then count for it.
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = day)]
    pub made: Option<Day>,
    /// Take the promise back.
    #[arg(long, conflicts_with_all = ["promised_for", "amount", "made"])]
    pub lift: bool,
}

/// Record a payment.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  relance pay F-2027-0042 --amount 500.00\n  relance pay F-2027-0042 --amount 1250 --date 2027-03-15 --pending\n  \
                        relance pay --account C042 --amount 300.00 --currency EUR"
)]
pub struct Pay {
    /// The invoice it names.
    #[arg(required_unless_present = "account")]
    pub number: Option<String>,
    /// The account, for a payment that names no invoice: it lowers the oldest due first.
    #[arg(long, value_name = "ID", conflicts_with = "number")]
    pub account: Option<String>,
    /// How much, in the invoice's currency.
    #[arg(long, value_name = "AMOUNT")]
    pub amount: String,
    /// Its currency; without it the invoice's, or the one in which the account owes.
    #[arg(long, value_name = "CODE")]
    pub currency: Option<String>,
    /// The day it was in the bank, or with --pending will be; today without it.
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = day)]
    pub date: Option<Day>,
    /// Recorded but not matured: a cheque in hand, a direct debit under way.
    #[arg(long)]
    pub pending: bool,
    /// It came back: the payment of the same day and amount counts for nothing.
    #[arg(long, conflicts_with = "pending")]
    pub rejected: bool,
    /// One more of the same day and amount, beside the one that is recorded.
    #[arg(long, conflicts_with = "rejected")]
    pub again: bool,
}

/// Record what happened to a document.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  relance event F-2027-0042 reply\n  relance event F-2027-0042 reply-done\n  relance event F-2027-0042 bounced\n  \
                        relance event F-2027-0042 bounced --address claire@durand.example\n  relance event D-2027-0007 signed\n  relance event F-2027-0042 opened --date 2027-03-02\n  relance event P-17 demonstration\n\n\
                        Kinds: reply, reply-done · dispute, dispute-over · bounced · opted-out, opted-in, address-works · insolvency, \
                        over-indebtedness, handed-over, factored, limitation-passed, and each with -over · signed, refused, invoiced, \
                        settled, cancelled, reopened · converted, lost (a prospect) · any other name is an event that steps and conditions can use: opened, clicked…"
)]
pub struct Event {
    /// The document's number or identifier.
    pub number: String,
    /// What happened.
    pub kind: String,
    /// Which address, where a message went to several, or the customer has several; with `bounced`, `opted-out`, `opted-in`, `address-works`.
    #[arg(long, value_name = "ADDRESS", value_parser = something)]
    pub address: Option<String>,
    /// The day; today without it.
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = day)]
    pub date: Option<Day>,
}

/// Until when bank movements are recorded.
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  relance bank\n  relance bank 2027-03-15")]
pub struct Bank {
    /// The last day whose movements are recorded; without it the day known so far is shown.
    #[arg(value_name = "YYYY-MM-DD", value_parser = day)]
    pub until: Option<Day>,
    /// What day it is; today when left out. Movements of a later day cannot be known.
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = day)]
    pub date: Option<Day>,
}

/// Remind by hand.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  relance remind F-2027-0042\n  relance remind F-2027-0042 F-2027-0043 --together --send\n  \
                        relance remind F-2027-0042 --channel letter --text firm --advance --note \"called twice\" --send\n  \
                        relance remind F-2027-0042 --override \"the customer asked for it\" --send\n  relance remind --late --send"
)]
pub struct Remind {
    /// The documents, by number or identifier.
    #[arg(required_unless_present_any = ["late", "account"])]
    pub numbers: Vec<String>,
    /// Every open document of this account.
    #[arg(long, value_name = "ID", conflicts_with = "numbers")]
    pub account: Option<String>,
    /// Every invoice that is late.
    #[arg(long, conflicts_with_all = ["numbers", "account"])]
    pub late: bool,
    /// `email`, `letter`, `registered-letter`, `sms`, `whatsapp`; without it an e-mail where there is an address, else a letter.
    #[arg(long, value_name = "CHANNEL")]
    pub channel: Option<String>,
    /// A text of the settings; without it one is proposed for each document.
    #[arg(long, value_name = "NAME")]
    pub text: Option<String>,
    /// One message for all documents of an account.
    #[arg(long)]
    pub together: bool,
    /// It counts as the next step of the scenario.
    #[arg(long)]
    pub advance: bool,
    /// Why what speaks against it is put aside.
    #[arg(long = "override", value_name = "REASON")]
    pub override_reason: Option<String>,
    /// Send once more what was sent by hand today already.
    #[arg(long)]
    pub again: bool,
    /// For the file, never sent.
    #[arg(long, value_name = "TEXT")]
    pub note: Option<String>,
    /// When to look again, for information; in 15 days without it.
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = day)]
    pub next: Option<Day>,
    /// The day; today when left out.
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = day)]
    pub date: Option<Day>,
    /// Send it; without this it is only shown.
    #[arg(long)]
    pub send: bool,
    /// Where the messages go: Maildir folders and files.
    #[arg(long, default_value = "outgoing", value_name = "FOLDER")]
    pub out: PathBuf,
    /// The folder with your documents' own files, to be attached.
    #[arg(long, value_name = "FOLDER")]
    pub files: Option<PathBuf>,
    /// Answer in JSON.
    #[arg(long)]
    pub json: bool,
}

impl Remind {
    /// Whether the person says why what speaks against it is put aside.
    pub fn gives_a_reason(&self) -> bool {
        self.override_reason.as_deref().is_some_and(|reason| !reason.trim().is_empty())
    }
}

/// What will leave if nothing new happens.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  relance upcoming\n  relance upcoming --days 90 --document F-2027-0042\n  relance upcoming --account C042 --marks --json"
)]
pub struct Upcoming {
    /// How many days ahead.
    #[arg(long, default_value_t = 30, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=1100))]
    pub days: u32,
    /// Only this document, by number or identifier.
    #[arg(long, value_name = "NUMBER")]
    pub document: Option<String>,
    /// Only this account.
    #[arg(long, value_name = "ID")]
    pub account: Option<String>,
    /// Steps that will be left out, too.
    #[arg(long)]
    pub marks: bool,
    /// From this day; today when left out.
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = day)]
    pub date: Option<Day>,
    /// Answer in JSON.
    #[arg(long)]
    pub json: bool,
}

/// Ready scenarios.
#[derive(Debug, Subcommand)]
pub enum ScenarioCommand {
    /// List the ready scenarios.
    #[command(after_help = "Examples:\n  relance scenario list")]
    List {
        /// Answer in JSON.
        #[arg(long)]
        json: bool,
    },
    /// Print one as a fragment of settings.
    #[command(name = "show", after_help = "Examples:\n  relance scenario show invoices-3-7-15-20")]
    Print {
        /// Which one.
        id: String,
    },
    /// Copy one into settings, where it can be edited.
    #[command(after_help = "Examples:\n  relance scenario add invoices-3-7-15-20 --to S.json\n  \
                            relance scenario add quotes-7-before-2 --as my-quotes --default --to S.json")]
    Add {
        /// Which one.
        id: String,
        /// The file of settings; it is replaced by the same with the scenario and its texts.
        #[arg(long, value_name = "FILE")]
        to: PathBuf,
        /// Under another identifier.
        #[arg(long = "as", value_name = "ID")]
        name: Option<String>,
        /// Make it the default of its kind.
        #[arg(long)]
        default: bool,
    },
}
