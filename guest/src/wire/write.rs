//! From the domain to the contract's records.

use super::records::types as wire;
use crate::{
    charges::{Charges, Line, Remark},
    decide::Decision,
    domain::{
        Audience, Coverage, Day, Entry, FactValue, File, Found, Money, Next, Origin, Person, PhoneChannel, PostChannel,
        Severity, State, format_iso,
    },
    language::Locale,
    offers::Terms,
    settings::Finding,
    wanted::{Wanted, Work},
    wording::{self, Addressee, Block, Body, Email, Enclosed, Letter, Picture, Short, Span},
};

pub(super) fn amount(money: Money) -> wire::Amount {
    wire::Amount { minor: money.minor, currency: money.currency.code().to_owned() }
}

pub(super) fn details(details: Vec<(&'static str, FactValue)>) -> Vec<wire::Fact> {
    details.into_iter().map(|(name, value)| wire::Fact { name: name.to_owned(), value: fact_value(value) }).collect()
}

fn fact_value(value: FactValue) -> wire::FactValue {
    match value {
        FactValue::Text(text) => wire::FactValue::Text(text),
        FactValue::Integer(number) => wire::FactValue::Integer(number),
        FactValue::Amount(money) => wire::FactValue::Amount(amount(money)),
        FactValue::Flag(flag) => wire::FactValue::Flag(flag),
        FactValue::Day(day) => wire::FactValue::Day(format_iso(day)),
    }
}

pub(super) fn next(next: Next) -> wire::Next {
    match next {
        Next::On(day) => wire::Next::On(format_iso(day)),
        Next::WhenChanged => wire::Next::WhenChanged,
        Next::Never => wire::Next::Never,
    }
}

pub(super) fn decision(decision: Decision) -> wire::Decision {
    wire::Decision {
        code: decision.reason.code().to_owned(),
        details: details(decision.reason.details()),
        document: decision.document,
        instalment: decision.instalment,
        next: next(decision.next),
        scenario: decision.scenario,
        step: decision.step,
        actions: decision.actions,
    }
}

fn coverage(coverage: &Coverage) -> wire::Coverage {
    wire::Coverage {
        document: coverage.document.clone(),
        instalment: coverage.instalment.clone(),
        scenario: coverage.scenario.clone(),
        cycle: coverage.cycle,
        step: coverage.step.clone(),
        repetition: coverage.repetition,
    }
}

const fn audience(audience: Audience) -> wire::Audience {
    match audience {
        Audience::Customer => wire::Audience::Customer,
        Audience::Internal => wire::Audience::Internal,
    }
}

pub(super) fn wanted(wanted: &Wanted<'_>) -> wire::Wanted {
    wire::Wanted {
        key: wanted.key.clone(),
        account: wanted.case.account.id.clone(),
        bundle: wanted.bundle.clone(),
        action: wanted.action().to_owned(),
        attempt: wanted.attempt,
        kind: wanted.kind().to_owned(),
        text: match &wanted.work {
            Work::Step(work) => work.text.map(str::to_owned),
            Work::Alert { .. } => None,
        },
        coverage: wanted.coverage.iter().map(coverage).collect(),
        audience: audience(wanted.audience),
        severe: wanted.severe,
        simulated: wanted.run.is_rehearsal(),
        days: wanted
            .days
            .iter()
            .map(|(due, planned)| wire::StepDays { due: format_iso(*due), planned: format_iso(*planned) })
            .collect(),
        effective: format_iso(wanted.effective),
        deadline: wanted.deadline.map(format_iso),
    }
}

pub(super) fn entry(entry: &Entry) -> wire::HistoryEntry {
    let day = |day: Option<Day>| day.map(format_iso);
    wire::HistoryEntry {
        coverage: coverage(&entry.coverage),
        action: entry.action.clone(),
        attempt: entry.attempt,
        state: state(entry.state),
        origin: match entry.origin {
            Origin::Engine => wire::Origin::Engine,
            Origin::Person => wire::Origin::Person,
        },
        audience: audience(entry.audience),
        severe: entry.severe,
        simulated: entry.run.is_rehearsal(),
        day: format_iso(entry.day),
        due: day(entry.due),
        planned: day(entry.planned),
        deadline: day(entry.deadline),
        reason: entry.reason.clone(),
        key: entry.key.clone(),
    }
}

const fn state(state: State) -> wire::EntryState {
    match state {
        State::Sent => wire::EntryState::Sent,
        State::Pending => wire::EntryState::Pending,
        State::Ambiguous => wire::EntryState::Ambiguous,
        State::Skipped => wire::EntryState::Skipped,
        State::PassedOver => wire::EntryState::PassedOver,
        State::Dropped => wire::EntryState::Dropped,
        State::Expired => wire::EntryState::Expired,
        State::Jumped => wire::EntryState::Jumped,
        State::InsertedLater => wire::EntryState::InsertedLater,
        State::Failed => wire::EntryState::Failed,
        State::Cancelled => wire::EntryState::Cancelled,
        State::Bounced => wire::EntryState::Bounced,
    }
}

/// The contract's own word for a state.
pub(super) const fn state_name(state: State) -> &'static str {
    match state {
        State::Sent => "sent",
        State::Pending => "pending",
        State::Ambiguous => "ambiguous",
        State::Skipped => "skipped",
        State::PassedOver => "passed-over",
        State::Dropped => "dropped",
        State::Expired => "expired",
        State::Jumped => "jumped",
        State::InsertedLater => "inserted-later",
        State::Failed => "failed",
        State::Cancelled => "cancelled",
        State::Bounced => "bounced",
    }
}

/// What was found in the settings, and where.
pub(super) fn finding(finding: &Finding, locale: Locale) -> wire::Finding {
    let (line, column) = finding.at.unzip();
    wire::Finding { line, column, ..found(&finding.found, finding.path.clone(), locale) }
}

/// What was found about an account, or one of its documents, and where.
pub(super) fn found_of(
    found: &Found,
    (account, document): (&str, Option<&str>),
    path: String,
    locale: Locale,
) -> wire::Finding {
    let (account, document) = (Some(account.to_owned()), document.map(str::to_owned));
    wire::Finding { account, document, ..self::found(found, path, locale) }
}

/// What was found, and where.
pub(super) fn found(found: &Found, path: String, locale: Locale) -> wire::Finding {
    let (message, hint) = wording::finding(found, locale);
    wire::Finding {
        severity: match found.severity() {
            Severity::Error => wire::Severity::Error,
            Severity::Warning => wire::Severity::Warning,
        },
        code: found.code().to_owned(),
        account: None,
        document: None,
        path,
        line: None,
        column: None,
        message,
        hint,
    }
}

/// The finished action, written out.
pub(super) fn action(wanted: &Wanted<'_>) -> Result<wire::Action, Found> {
    let written = wording::write(wanted)?;
    let documents = || {
        let mut documents: Vec<_> = wanted.coverage.iter().map(|coverage| coverage.document.clone()).collect();
        documents.dedup();
        documents
    };
    let today = wanted.case.context.today;
    let body = match written.body {
        Body::Email(email, enclosed) => wire::ActionBody::Email(self::email(email, enclosed)),
        Body::Letter(channel, letter, enclosed) => {
            let letter = self::letter(letter, enclosed, today);
            match channel {
                PostChannel::Letter => wire::ActionBody::Letter(letter),
                PostChannel::Registered => wire::ActionBody::RegisteredLetter(letter),
            }
        }
        Body::Short(channel, short) => {
            let short = self::short(short);
            match channel {
                PhoneChannel::Sms => wire::ActionBody::Sms(short),
                PhoneChannel::Whatsapp => wire::ActionBody::Whatsapp(short),
            }
        }
        Body::Task(task) => wire::ActionBody::Task(wire::Task {
            kind: task.kind.to_owned(),
            assignee: task.assignee.map(person),
            day: format_iso(task.day),
            title: task.title,
            note: task.note,
            draft: task.draft.map(|draft| email(draft, Enclosed::default())),
        }),
        Body::Notification { role, person, channel, title, text } => {
            wire::ActionBody::Notification(wire::Notification {
                role: role.name().to_owned(),
                person: person.map(self::person),
                channel: channel.to_owned(),
                title,
                text,
            })
        }
        Body::BlockOrders(reason) => {
            wire::ActionBody::BlockOrders(wire::AccountMeasure { documents: documents(), reason })
        }
        Body::Suspend(reason) => wire::ActionBody::Suspend(wire::AccountMeasure { documents: documents(), reason }),
        Body::HandOver { recipient, note } => {
            wire::ActionBody::HandOver(wire::HandOver { recipient: recipient.to_owned(), documents: documents(), note })
        }
        Body::Other { name, parameters } => wire::ActionBody::Other(wire::OtherAction {
            name: name.to_owned(),
            parameters: parameters
                .into_iter()
                .map(|(name, value)| wire::Fact {
                    name: name.to_owned(),
                    value: wire::FactValue::Text(value.to_owned()),
                })
                .collect(),
        }),
    };
    let charges = written.charges.map(|charges| self::charges(wanted, charges));
    Ok(wire::Action { wanted: self::wanted(wanted), claimed: written.claimed.map(amount), charges, body })
}

fn charges(wanted: &Wanted<'_>, charges: Charges) -> wire::LateCharges {
    let currency = wanted.case.document.currency;
    let line = |line: Line| wire::InterestLine {
        document: line.document,
        instalment: line.instalment,
        first: format_iso(line.segment.from),
        last: format_iso(line.segment.to),
        base: amount(Money::new(line.segment.base, currency)),
        rate: line.segment.rate,
        days: u32::try_from(line.segment.days).unwrap_or(u32::MAX),
        interest: amount(Money::new(line.segment.amount, currency)),
    };
    let account = &wanted.case.account.id;
    let locale = wanted.case.context.locale;
    let remark =
        |remark: Remark| found_of(&remark.found, (account, Some(&remark.document)), "document".to_owned(), locale);
    wire::LateCharges {
        interest: charges.interest.map(amount),
        indemnity: charges.indemnity.map(amount),
        lines: charges.lines.into_iter().map(line).collect(),
        remarks: charges.remarks.into_iter().map(remark).collect(),
    }
}

fn addressee((name, address): Addressee) -> wire::Addressee {
    wire::Addressee { name, address }
}

fn email(email: Email<'_>, enclosed: Enclosed<'_>) -> wire::Email {
    wire::Email {
        sender: addressee(email.sender),
        reply_to: None,
        to: email.to.into_iter().map(addressee).collect(),
        cc: email.cc.into_iter().map(addressee).collect(),
        language: email.written.language.to_owned(),
        subject: email.written.subject,
        text: email.text,
        html: email.html,
        pictures: email.pictures.into_iter().map(picture).collect(),
        headers: email.headers.into_iter().map(|(name, value)| wire::Header { name: name.to_owned(), value }).collect(),
        payment_link: email.written.payment_link,
        offer: enclosed.offer.map(offer),
        attachments: attachments(enclosed),
    }
}

fn picture(picture: Picture) -> wire::Picture {
    wire::Picture { id: picture.id, media_type: "image/png".to_owned(), content: picture.content }
}

fn letter(letter: Letter<'_>, enclosed: Enclosed<'_>, today: Day) -> wire::Letter {
    wire::Letter {
        name: letter.name,
        day: format_iso(today),
        address: wire::PostalAddress {
            lines: letter.address.lines.clone(),
            postcode: letter.address.postcode.clone(),
            city: letter.address.city.clone(),
            country: letter.address.country.clone(),
        },
        text: letter.written.plain(),
        language: letter.written.language.to_owned(),
        subject: letter.written.subject,
        body: letter.written.body.into_iter().map(block).collect(),
        payment_link: letter.written.payment_link,
        offer: enclosed.offer.map(offer),
        attachments: attachments(enclosed),
    }
}

fn spans(spans: Vec<Span>) -> Vec<wire::Span> {
    spans.into_iter().map(|span| wire::Span { text: span.text, bold: span.bold }).collect()
}

fn block(block: Block) -> wire::TextBlock {
    match block {
        Block::Paragraph(text) => wire::TextBlock::Paragraph(spans(text)),
        Block::Bullets(bullets) => wire::TextBlock::Bullets(bullets.into_iter().map(spans).collect()),
        Block::Table(table) => wire::TextBlock::Table(wire::Table {
            caption: table.caption,
            columns: table.columns.into_iter().map(|(title, numeric)| wire::Column { title, numeric }).collect(),
            rows: table.rows,
            total: table.total,
        }),
        Block::Button { label, url } => wire::TextBlock::Button(wire::Button { label, url }),
        Block::Payment(payment) => wire::TextBlock::Payment(wire::PaymentDetails {
            beneficiary: payment.beneficiary,
            iban: payment.iban,
            bic: payment.bic,
            amount: amount(payment.amount),
            reference: payment.reference,
            epc: payment.epc,
        }),
    }
}

fn short(short: Short<'_>) -> wire::ShortMessage {
    wire::ShortMessage {
        to: short.to.to_owned(),
        text: short.text,
        language: short.written.language.to_owned(),
        parts: short.parts,
        payment_link: short.written.payment_link,
        offer: short.offer.map(offer),
    }
}

fn attachments(enclosed: Enclosed<'_>) -> Vec<wire::Attachment> {
    let attachment = |(document, file, required): (&str, &File, bool)| wire::Attachment {
        document: document.to_owned(),
        file: file.id.clone(),
        name: file.name.clone(),
        required,
    };
    enclosed.files.into_iter().map(attachment).collect()
}

fn offer(terms: Terms) -> wire::Offer {
    wire::Offer { discount: terms.discount.0, last_day: format_iso(terms.last_day) }
}

fn person(person: Person) -> wire::Person {
    wire::Person { id: person.id, name: person.name, email: person.email, phone: person.phone }
}
