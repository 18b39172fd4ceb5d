//! Printing finished letters: the job from the contract's records, and what was printed back into them.

use relance_contract::{element, json::invalid_request};

use super::{
    read,
    records::{letters as contract, types as wire},
    service, write,
};
use crate::{
    letters::{self, Enclosure, Job, Letter},
    sort,
    wording::{Block, PaymentDetails, Span, Table},
};

/// Prints letters.
///
/// # Errors
/// Settings or request refused: an impossible day, too many letters, a key that stands twice.
pub fn print(context: wire::Context, job: contract::PrintJob) -> Result<contract::Printed, wire::Failure> {
    let context = service::call_context(context)?;
    let locale = context.locale;
    if job.letters.len() > letters::LETTERS {
        let problem = format!("has {} letters; at most {} are printed in one job", job.letters.len(), letters::LETTERS);
        return Err(invalid_request("job.letters", &problem));
    }
    let mut keys: Vec<&str> = job.letters.iter().map(|letter| letter.key.as_str()).collect();
    sort::ascending(&mut keys);
    if keys.windows(2).any(|two| two.first() == two.get(1)) {
        return Err(invalid_request("job.letters", "has two letters with one key"));
    }
    let letters = job.letters.into_iter().map(letter).collect::<Result<Vec<_>, _>>();
    let job = Job {
        company: &context.company,
        settings: context.settings.letters,
        logo: job.logo,
        signature: job.signature,
        letters: letters.map_err(|(path, problem)| invalid_request(&path, &problem))?,
        batch: job.batch,
        single: job.single,
    };
    let printed = letters::print(job).map_err(|message| wire::Failure {
        code: "not-printed".to_owned(),
        message,
        findings: Vec::new(),
    })?;
    let number = |value: usize| u32::try_from(value).unwrap_or(u32::MAX);
    let letters = printed.letters.into_iter().map(|placed| contract::PrintedLetter {
        key: placed.key,
        pages: number(placed.pages),
        batch_page: placed.batch_page.map(number),
        pdf: placed.pdf,
        enclosed: placed.enclosed,
    });
    let findings = printed.remarks.into_iter().map(|remark| {
        let path = if remark.key.is_empty() { "job".to_owned() } else { element("job.letters", &remark.key) };
        write::found(&remark.found, path, locale)
    });
    Ok(contract::Printed { batch: printed.batch, letters: letters.collect(), findings: findings.collect() })
}

type Wrong = (String, String);

fn letter(item: contract::LetterToPrint) -> Result<Letter, Wrong> {
    let contract::LetterToPrint { key, letter, registered, sources } = item;
    let path = |member: &str| format!("{}.letter.{member}", element("job.letters", &key));
    let day = read::day("day", &letter.day).map_err(|problem| (path("day"), problem.what))?;
    let body = letter.body.into_iter().map(block).collect::<Result<Vec<_>, _>>();
    let enclosure = |source: contract::Source| {
        let known = |known: &&wire::Attachment| known.file == source.file && known.document == source.document;
        let attachment = letter.attachments.iter().find(known);
        Enclosure {
            name: attachment.map_or_else(|| source.file.clone(), |known| known.name.clone()),
            required: attachment.is_some_and(|known| known.required),
            file: source.file,
            content: source.content,
        }
    };
    let sources = sources.into_iter().map(enclosure).collect();
    Ok(Letter {
        name: letter.name,
        address: read::address(letter.address),
        language: read::language(&letter.language),
        day,
        subject: letter.subject,
        body: body.map_err(|problem| (path("body"), problem))?,
        registered,
        enclosed: letter.attachments.iter().map(|attachment| attachment.name.clone()).collect(),
        sources,
        key,
    })
}

fn spans(spans: Vec<wire::Span>) -> Vec<Span> {
    spans.into_iter().map(|span| Span { text: span.text, bold: span.bold }).collect()
}

fn block(block: wire::TextBlock) -> Result<Block, String> {
    Ok(match block {
        wire::TextBlock::Paragraph(text) => Block::Paragraph(spans(text)),
        wire::TextBlock::Bullets(bullets) => Block::Bullets(bullets.into_iter().map(spans).collect()),
        wire::TextBlock::Table(table) => Block::Table(Table {
            caption: table.caption,
            columns: table.columns.into_iter().map(|column| (column.title, column.numeric)).collect(),
            rows: table.rows,
            total: table.total,
        }),
        wire::TextBlock::Button(button) => Block::Button { label: button.label, url: button.url },
        wire::TextBlock::Payment(payment) => Block::Payment(PaymentDetails {
            amount: read::money("payment.amount", &payment.amount).map_err(|problem| problem.what)?,
            beneficiary: payment.beneficiary,
            iban: payment.iban,
            bic: payment.bic,
            reference: payment.reference,
            epc: payment.epc,
        }),
    })
}
