//! Messages that are not simply sent.

use std::path::PathBuf;

use clap::{Args, Subcommand};

/// The outbox.
#[derive(Debug, Subcommand)]
pub enum OutboxCommand {
    /// List messages that wait, failed, or may or may not have left.
    #[command(after_help = "Examples:\n  relance outbox list\n  relance outbox list --json")]
    List {
        /// Answer in JSON.
        #[arg(long)]
        json: bool,
    },
    /// Say of messages that may or may not have left whether they did.
    Settle(Settle),
    /// Take over what left from a folder and the store does not know, after it was put back from a copy.
    Adopt(Adopt),
}

/// Say whether messages left.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  relance outbox settle F-2027-0042 --sent\n  relance outbox settle F-2027-0042 F-2027-0043 --not-sent\n  \
                        relance outbox settle --all --sent"
)]
#[command(group = clap::ArgGroup::new("how").required(true).args(["sent", "not_sent"]))]
pub struct Settle {
    /// Documents by number, or keys of messages.
    #[arg(required_unless_present = "all", value_name = "DOCUMENT")]
    pub which: Vec<String>,
    /// All that are uncertain.
    #[arg(long, conflicts_with = "which")]
    pub all: bool,
    /// They left.
    #[arg(long)]
    pub sent: bool,
    /// They did not leave: they are decided again.
    #[arg(long)]
    pub not_sent: bool,
}

/// Take over what left.
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  relance outbox adopt\n  relance outbox adopt --out /srv/relance/outgoing")]
pub struct Adopt {
    /// The folder that `run` and `remind` wrote to.
    #[arg(long, default_value = "outgoing", value_name = "FOLDER")]
    pub out: PathBuf,
    /// Also where the journal lacks messages that left: what it has is taken over, what is missing may be sent a second time.
    #[arg(long)]
    pub without_missing: bool,
}
