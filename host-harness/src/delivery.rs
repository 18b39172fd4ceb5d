//! Carries the outbox out and records what was done. E-mails become files of a Maildir that any mail client opens, tasks
//! become files beside it; nothing reaches the network.
//!
//! A file is named after its action's key, so carrying the same out twice leaves one file: here nothing is ever ambiguous.

use std::{
    fs,
    path::{Path, PathBuf},
    time::{SystemTime, UNIX_EPOCH},
};

use base64::{Engine, prelude::BASE64_STANDARD as BASE64};
use mail_builder::{
    MessageBuilder,
    headers::{address::Address, raw::Raw, text::Text},
    mime::MimePart,
};
use relance_guest::{
    contract::types::{Action, ActionBody, Addressee, Email},
    domain::parse_day,
};
use serde::Serialize;

use crate::{
    enclosures::{Enclosed, Enclosures},
    error::{Error, Result},
    store::{Leased, Settled, Store},
    words,
};

/// What was carried out.
#[derive(Debug, Default, Serialize)]
pub struct Delivered {
    /// E-mails written for customers.
    pub emails: usize,
    /// Letters, registered ones too.
    pub letters: usize,
    /// Short messages.
    pub sms: usize,
    /// Tasks and notifications for the team.
    pub tasks: usize,
    /// Orders blocked, accounts suspended, documents handed over, actions of the tenant's own.
    pub measures: usize,
    /// Shown to the team only (`notify-only`).
    pub rehearsed: usize,
    /// What could not leave, with the reason.
    pub failed: Vec<String>,
}

impl Delivered {
    const fn of(&mut self, body: &ActionBody) -> &mut usize {
        match body {
            ActionBody::Email(_) => &mut self.emails,
            ActionBody::Letter(_) | ActionBody::RegisteredLetter(_) => &mut self.letters,
            ActionBody::Sms(_) => &mut self.sms,
            ActionBody::Task(_) | ActionBody::Notification(_) => &mut self.tasks,
            ActionBody::BlockOrders(_) | ActionBody::Suspend(_) | ActionBody::HandOver(_) | ActionBody::Other(_) => {
                &mut self.measures
            }
        }
    }
}

/// How actions leave.
pub trait Carrier {
    /// Carries one action out. Work whose lease ran out on the same day is carried again under the same key: a carrier that
    /// cannot tell whether that key left already answers [`Settled::Ambiguous`].
    fn carry(&self, work: &Leased) -> Settled;
}

/// How many pieces of work are taken at once.
const BATCH: u32 = 100;

/// Carries out everything that is waiting.
///
/// # Errors
/// The store; what could not leave is in the answer.
pub fn deliver(store: &mut Store, tenant: &str, carrier: &dyn Carrier) -> Result<Delivered> {
    let mut delivered = Delivered::default();
    loop {
        let leased = store.lease(tenant, now(), BATCH)?;
        if leased.is_empty() {
            return Ok(delivered);
        }
        let settled: Vec<_> = leased.iter().map(|work| (work, carrier.carry(work))).collect();
        for (work, settled) in &settled {
            match settled {
                Settled::Sent if work.action.wanted.simulated => delivered.rehearsed += 1,
                Settled::Sent => *delivered.of(&work.action.body) += 1,
                Settled::Failed(problem) | Settled::Ambiguous(problem) => {
                    delivered.failed.push(format!("{}: {problem}", work.action.wanted.key));
                }
            }
        }
        store.settle(tenant, &settled)?;
    }
}

/// Seconds since 1970.
#[must_use]
pub fn now() -> i64 {
    let elapsed = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(elapsed.as_secs()).unwrap_or(i64::MAX)
}

/// Everything leaves at once and leaves no trace: for simulations.
pub struct Nowhere;

impl Carrier for Nowhere {
    fn carry(&self, _: &Leased) -> Settled {
        Settled::Sent
    }
}

/// Files in a folder: `mail/` is a Maildir; `letters/`, `sms/`, `tasks/` and `measures/` have one JSON file for each action, as the
/// contract has it. What is only rehearsed goes to `rehearsal/` and `rehearsal-letters/`…
pub struct Files {
    folder: PathBuf,
    enclosures: Enclosures,
}

impl Files {
    /// Files below this folder, which is made when it is needed; nothing can be enclosed.
    #[must_use]
    pub const fn in_folder(folder: PathBuf) -> Self {
        Self { folder, enclosures: Enclosures::none() }
    }

    /// The same, with the ERP's own files in a folder.
    #[must_use]
    pub fn enclosing(self, enclosures: Enclosures) -> Self {
        Self { enclosures, ..self }
    }

    fn write(&self, work: &Leased) -> Result<()> {
        let action = &work.action;
        let wanted = &action.wanted;
        match &action.body {
            ActionBody::Email(email) => {
                let folder = self.folder.join(if wanted.simulated { "rehearsal" } else { "mail" });
                let enclosed = self.enclosures.of(&email.attachments)?;
                let message = message(email, action, &work.day, enclosed)?;
                put_in_maildir(&folder, &format!("{}.{}.relance", work.day.replace('-', ""), wanted.key), &message)
            }
            body => {
                let name = match body {
                    ActionBody::Letter(_) | ActionBody::RegisteredLetter(_) => "letters",
                    ActionBody::Sms(_) => "sms",
                    ActionBody::Email(_) | ActionBody::Task(_) | ActionBody::Notification(_) => "tasks",
                    ActionBody::BlockOrders(_)
                    | ActionBody::Suspend(_)
                    | ActionBody::HandOver(_)
                    | ActionBody::Other(_) => "measures",
                };
                let folder =
                    self.folder.join(if wanted.simulated { format!("rehearsal-{name}") } else { name.to_owned() });
                fs::create_dir_all(&folder).map_err(|error| Error::file(&folder, &error))?;
                let file = folder.join(format!("{}.{}.json", work.day.replace('-', ""), wanted.key));
                let text = serde_json::to_string_pretty(body).unwrap_or_default();
                fs::write(&file, text).map_err(|error| Error::file(&file, &error))
            }
        }
    }
}

impl Carrier for Files {
    fn carry(&self, work: &Leased) -> Settled {
        match self.write(work) {
            Ok(()) => Settled::Sent,
            Err(error) => Settled::Failed(error.to_string()),
        }
    }
}

/// Written in `tmp`, then moved to `new`: a mail client never sees half a message.
fn put_in_maildir(folder: &Path, name: &str, message: &[u8]) -> Result<()> {
    for part in ["tmp", "new", "cur"] {
        let part = folder.join(part);
        fs::create_dir_all(&part).map_err(|error| Error::file(&part, &error))?;
    }
    let unfinished = folder.join("tmp").join(name);
    fs::write(&unfinished, message).map_err(|error| Error::file(&unfinished, &error))?;
    fs::rename(&unfinished, folder.join("new").join(name)).map_err(|error| Error::file(&unfinished, &error))
}

/// The message as it goes over the wire.
fn message(email: &Email, action: &Action, day: &str, enclosed: Vec<Enclosed>) -> Result<Vec<u8>> {
    let domain = email.sender.address.rsplit_once('@').map_or("localhost", |(_, domain)| domain);
    let mut message = MessageBuilder::new()
        .from(address(&email.sender))
        .to(Address::new_list(email.to.iter().map(address).collect()))
        .subject(email.subject.as_str())
        .message_id(format!("{}@{domain}", action.wanted.key))
        .date(seconds(day))
        .header("Content-Language", Text::new(email.language.as_str()))
        .body(body(email, enclosed));
    for header in &email.headers {
        message = message.header(header.name.clone(), Raw::new(header.value.clone()));
    }
    if !email.cc.is_empty() {
        message = message.cc(Address::new_list(email.cc.iter().map(address).collect()));
    }
    if let Some(reply_to) = &email.reply_to {
        message = message.reply_to(address(reply_to));
    }
    message.write_to_vec().map_err(|error| {
        Error::new(
            crate::error::Kind::System,
            words!("the message cannot be written: {error}", "le message ne peut être écrit : {error}"),
        )
    })
}

/// Plain text or the page with its pictures, and what is enclosed after both.
fn body(email: &Email, enclosed: Vec<Enclosed>) -> MimePart<'_> {
    let mut page = MimePart::new("text/html", email.html.as_str());
    if !email.pictures.is_empty() {
        let pictures = email.pictures.iter().map(|picture| {
            let content = BASE64.decode(&picture.content).unwrap_or_default();
            MimePart::new(picture.media_type.as_str(), content).inline().cid(picture.id.as_str())
        });
        page = MimePart::new("multipart/related", [page].into_iter().chain(pictures).collect::<Vec<_>>());
    }
    let text = MimePart::new("text/plain", email.text.as_str());
    let both = MimePart::new("multipart/alternative", vec![text, page]);
    if enclosed.is_empty() {
        return both;
    }
    let files = enclosed.into_iter().map(|file| {
        let kind = file.media_type();
        MimePart::new(kind, file.content).attachment(file.name)
    });
    MimePart::new("multipart/mixed", [both].into_iter().chain(files).collect::<Vec<_>>())
}

fn address(addressee: &Addressee) -> Address<'_> {
    Address::new_address(addressee.name.as_deref(), addressee.address.as_str())
}

/// Eight o'clock UTC on the day of the decision: a simulated day has no clock of its own.
fn seconds(day: &str) -> i64 {
    let epoch = parse_day("1970-01-01");
    let days = parse_day(day).zip(epoch).map_or(0, |(day, epoch)| relance_guest::domain::days_between(epoch, day));
    days * 86_400 + 8 * 3_600
}
