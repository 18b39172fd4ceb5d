//! Finished actions: what an ERP carries out without guessing (F34 to F45).

use super::{
    Locale,
    email::{self, Email},
    message::{self, Use, Written, full_name, one_line},
    phrases, short,
};
use crate::{
    charges::Charges,
    domain::{Day, File, Found, Money, Person, PhoneChannel, PostChannel, PostalAddress},
    offers::Terms,
    rules::{self, Destination, Part},
    settings::{self, Attach, Internal, Measure, Member, Message, Notification, Other, Sender, TeamRole, Unit},
    wanted::{Cause, StepWork, Wanted, Work},
};

/// A finished action.
#[derive(Clone, Debug)]
pub struct Action<'a> {
    /// What the customer is asked for in it.
    pub claimed: Option<Money>,
    /// Of that, what is not the debt itself.
    pub charges: Option<Charges>,
    /// What to do.
    pub body: Body<'a>,
}

/// What to do.
#[derive(Clone, Debug)]
pub enum Body<'a> {
    /// A message by e-mail.
    Email(Email<'a>, Enclosed<'a>),
    /// A message by post.
    Letter(PostChannel, Letter<'a>, Enclosed<'a>),
    /// A message for a telephone.
    Short(PhoneChannel, Short<'a>),
    /// Something for a person to do.
    Task(Task<'a>),
    /// Something a person is told.
    Notification {
        /// In which role.
        role: TeamRole,
        /// Who that is.
        person: Option<Person>,
        /// How.
        channel: &'static str,
        /// One line.
        title: String,
        /// The rest.
        text: String,
    },
    /// No new orders, for this reason.
    BlockOrders(String),
    /// Service suspended, for this reason.
    Suspend(String),
    /// To a lawyer or an agency.
    HandOver {
        /// To whom.
        recipient: &'a str,
        /// What they should know.
        note: String,
    },
    /// The tenant's own.
    Other {
        /// Its name.
        name: &'a str,
        /// What it needs to know.
        parameters: Vec<(&'a str, &'a str)>,
    },
}

/// What goes with a message.
#[derive(Clone, Debug, Default)]
pub struct Enclosed<'a> {
    /// Files, with their document; the message must not leave without those that are required.
    pub files: Vec<(&'a str, &'a File, bool)>,
    /// The offer it speaks of.
    pub offer: Option<Terms>,
}

/// A finished letter, before it is printed.
#[derive(Clone, Debug)]
pub struct Letter<'a> {
    /// Whose it is: the account, for the attention of somebody.
    pub name: String,
    /// Where it goes.
    pub address: &'a PostalAddress,
    /// The text.
    pub written: Written<'a>,
}

/// A finished message for a telephone.
#[derive(Clone, Debug)]
pub struct Short<'a> {
    /// As the host has it.
    pub to: &'a str,
    /// What it says.
    pub text: String,
    /// Its language, and where it can be paid.
    pub written: Written<'a>,
    /// How many messages the operator will bill.
    pub parts: u32,
    /// The offer it speaks of.
    pub offer: Option<Terms>,
}

/// A finished task.
#[derive(Clone, Debug)]
pub struct Task<'a> {
    /// `call`, `meeting`, `to-do`, or `check` for the engine's own.
    pub kind: &'static str,
    /// Whose it is.
    pub assignee: Option<Person>,
    /// The day it should be done.
    pub day: Day,
    /// One line.
    pub title: String,
    /// The rest.
    pub note: String,
    /// An e-mail ready to send.
    pub draft: Option<Email<'a>>,
}

/// Writes out a wanted action.
///
/// # Errors
/// A text that is missing, broken, or lacks a value; a company whose own address cannot send.
pub fn write<'a>(wanted: &Wanted<'a>) -> Result<Action<'a>, Found> {
    match &wanted.work {
        Work::Step(work) => of_step(wanted, work),
        Work::Alert { cause, assignee, day } => {
            Ok(Action { claimed: None, charges: None, body: Body::Task(alert(wanted, cause, *assignee, *day)) })
        }
    }
}

fn of_step<'a>(wanted: &Wanted<'a>, work: &StepWork<'a>) -> Result<Action<'a>, Found> {
    match &work.part {
        Part::Message(message, destination) => of_message(wanted, work, message, destination),
        Part::Internal(internal) => {
            let body = of_internal(wanted, work, internal)?;
            Ok(Action { claimed: None, charges: None, body })
        }
    }
}

fn of_message<'a>(
    wanted: &Wanted<'a>,
    work: &StepWork<'a>,
    message: &Message,
    destination: &Destination<'a>,
) -> Result<Action<'a>, Found> {
    let case = wanted.case;
    let text = work.text.ok_or(Found::ActionWithoutText)?;
    let purpose = if matches!(destination, Destination::Phone(_)) { Use::Note } else { Use::Page };
    let written = message::write(wanted, work, text, (destination.language(), destination.contact()), purpose)?;
    let (claimed, charges) = (written.claimed, written.charges.clone());
    let enclosed = || Enclosed { files: files(wanted, message.attach), offer: work.offer };
    let body = match destination {
        Destination::Mail(mail) => {
            let how = (message.sender, message.copies.as_slice());
            Body::Email(email::write(wanted, work, written, mail, how)?, enclosed())
        }
        Destination::Post(post) => {
            let attention = post.contact.and_then(full_name);
            let name =
                attention.map_or_else(|| case.account.name.clone(), |name| format!("{}\n{name}", case.account.name));
            Body::Letter(post.channel, Letter { name, address: post.address, written }, enclosed())
        }
        Destination::Phone(phone) => {
            let text = one_line(&written.plain());
            let parts = short::billed(phone.channel, &text)?;
            Body::Short(phone.channel, Short { to: phone.number, text, written, parts, offer: work.offer })
        }
    };
    Ok(Action { claimed, charges, body })
}

fn of_internal<'a>(wanted: &Wanted<'a>, work: &StepWork<'a>, internal: &'a Internal) -> Result<Body<'a>, Found> {
    let company = &wanted.case.context.company.language;
    let text = || message::write(wanted, work, work.text.ok_or(Found::ActionWithoutText)?, (company, None), Use::Note);
    let reason = || -> Result<String, Found> {
        let reason = if work.text.is_some() { text()?.plain() } else { work.step.to_owned() };
        Ok(one_line(&reason))
    };
    Ok(match internal {
        Internal::Task(task) => Body::Task(self::task(wanted, work, task, text()?)?),
        Internal::Notification(Notification { role, by }) => {
            let written = text()?;
            Body::Notification {
                role: *role,
                person: person(wanted, *role),
                channel: by.name(),
                text: written.plain(),
                title: written.subject,
            }
        }
        Internal::Measure(Measure::BlockOrders) => Body::BlockOrders(reason()?),
        Internal::Measure(Measure::Suspend) => Body::Suspend(reason()?),
        Internal::Measure(Measure::HandOver { recipient }) => {
            Body::HandOver { recipient, note: if work.text.is_some() { text()?.plain() } else { String::new() } }
        }
        Internal::Other(Other { name, parameters }) => Body::Other {
            name,
            parameters: parameters.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect(),
        },
    })
}

fn files<'a>(wanted: &Wanted<'a>, attach: Attach) -> Vec<(&'a str, &'a File, bool)> {
    let mut files = Vec::new();
    let mut seen = Vec::new();
    for member in &wanted.members {
        let document = member.document;
        if seen.contains(&&document.id) {
            continue;
        }
        seen.push(&document.id);
        let wished = document.files.iter().filter(|file| match attach {
            Attach::All | Attach::Required => true,
            Attach::Document => file.is_document,
            Attach::Nothing => false,
        });
        files.extend(wished.map(|file| (document.id.as_str(), file, attach == Attach::Required && file.is_document)));
    }
    files
}

fn task<'a>(
    wanted: &Wanted<'a>,
    work: &StepWork<'a>,
    task: &settings::Task,
    written: Written<'a>,
) -> Result<Task<'a>, Found> {
    let case = wanted.case;
    let today = case.context.today;
    let day = task.after.map_or(today, |after| match after.unit {
        Unit::Calendar => crate::domain::plus_days(today, after.days),
        Unit::Working => case.calendar.plus_working_days(today, after.days),
    });
    // Without an address there is nothing to prepare; the task says what to do.
    let mail = task.draft.as_deref().and_then(|text| Some((text, rules::mail(&case, None)?)));
    let draft = mail.map(|(text, mail)| {
        let contact = mail.to.iter().find_map(|(contact, _)| *contact);
        message::write(wanted, work, text, (mail.language, contact), Use::Page)
            .and_then(|written| email::write(wanted, work, written, &mail, (Sender::Company, &[])))
    });
    Ok(Task {
        kind: task.kind.name(),
        assignee: person(wanted, task.assignee),
        day,
        note: written.plain(),
        title: written.subject,
        draft: draft.transpose()?,
    })
}

/// The task that a document asks for by itself.
fn alert<'a>(wanted: &Wanted<'a>, cause: &Cause, assignee: Option<TeamRole>, day: Day) -> Task<'a> {
    let case = wanted.case;
    let locale = Locale::of(&case.context.company.language);
    let details = cause.details();
    let sentence = phrases::phrase(cause.code(), details.iter().map(|(name, value)| (*name, value)), locale);
    let title = if cause.is_about_the_account() {
        case.account.name.clone()
    } else {
        format!("{} · {}", case.document.number, case.account.name)
    };
    Task {
        kind: "check",
        assignee: person(wanted, assignee.unwrap_or(TeamRole::Sales)),
        day,
        title: one_line(&title),
        note: sentence,
        draft: None,
    }
}

/// Who has a role on the tenant's side; for sales, the salesperson of the document first, or of the account where it is about the whole account.
fn person(wanted: &Wanted<'_>, role: TeamRole) -> Option<Person> {
    let team = &wanted.case.context.settings.team;
    match role {
        TeamRole::Sales => {
            let case = wanted.case;
            let of_account = matches!(&wanted.work, Work::Alert { cause, .. } if cause.is_about_the_account());
            let own = if of_account { case.account.salesperson.as_ref() } else { case.salesperson() };
            own.cloned().or_else(|| team.sales.as_ref().map(Person::from))
        }
        TeamRole::Finance => team.finance.as_ref().map(Person::from),
        TeamRole::Director => team.director.as_ref().map(Person::from),
    }
}

impl From<&Member> for Person {
    fn from(member: &Member) -> Self {
        Self {
            id: member.id.clone(),
            name: member.name.clone(),
            email: member.email.clone(),
            phone: member.phone.clone(),
        }
    }
}
