//! Checking, trying and converting texts.

use relance_contract::json::invalid_request;
use serde_json::json;

use super::{
    read,
    records::{templates as contract, types as wire},
    service, write,
};
use crate::{
    decide::AccountDecider,
    domain::{Channel, Day, format_iso, plus_days},
    language::Locale,
    lint,
    manual::Messages,
    preview, settings, sort, wording,
};

/// The findings of `settings.check` that are about texts.
const ABOUT_TEXTS: &[&str] = &["harsh-first-step", "deadline-longer-than-gap", "suspension-unannounced"];

/// All that is wrong or doubtful about the texts and the sender.
#[must_use]
pub fn check(json: &str, company: wire::Company, language: &str) -> Vec<wire::Finding> {
    let locale = Locale::of(language);
    let about = |finding: &wire::Finding| {
        finding.path.starts_with("texts")
            || ABOUT_TEXTS.contains(&finding.code.as_str())
            || matches!(finding.severity, wire::Severity::Error)
    };
    let mut findings: Vec<_> = super::settings::check(json, language).into_iter().filter(about).collect();
    if let Ok(settings) = settings::load(json) {
        findings.extend(lint::text_doubts(&settings, json).iter().map(|finding| write::finding(finding, locale)));
    }
    let missing = wording::missing_of_sender(&read::company(company)).into_iter();
    findings.extend(missing.map(|(member, found)| write::found(&found, format!("company.{member}"), locale)));
    findings
}

/// A text as it would leave today.
///
/// # Errors
/// Settings or request refused, no such text or document, a text that cannot be filled in.
pub fn preview(context: wire::Context, sample: contract::Sample) -> Result<wire::Action, wire::Failure> {
    let context = service::call_context(context)?;
    let channel = Channel::named(&sample.channel)
        .ok_or_else(|| invalid_request("sample.channel", &format!("is {}", Channel::names())))?;
    if !context.settings.texts.contains_key(&sample.text) {
        let names: Vec<_> = context.settings.texts.keys().map(String::as_str).collect();
        let problem = format!("names no text of the settings; there is {}", names.join(", "));
        return Err(invalid_request("sample.text", &problem));
    }
    let item = match sample.account {
        Some(account) => account,
        None => made_up(context.today, &sample.kind, sample.documents)?,
    };
    let account = read::account(in_language(item, &sample.language), &context.settings);
    if let Some(problem) = &account.problem {
        return Err(invalid_request(&format!("sample.{}", problem.field), &problem.what));
    }
    let decider = AccountDecider::new(&context, &account);
    let messages = Messages::default();
    let tried = preview::Sample { text: &sample.text, channel, document: sample.document.as_deref() };
    let wanted = preview::wanted(&context, &account, &decider, &messages, tried)
        .map_err(|problem| invalid_request("sample", &problem))?;
    write::action(&wanted).map_err(|found| {
        let finding = write::found(&found, format!("texts.{}", sample.text), context.locale);
        wire::Failure { code: finding.code.clone(), message: finding.message.clone(), findings: vec![finding] }
    })
}

/// Everybody in it reads that language.
fn in_language(mut account: wire::Account, language: &str) -> wire::Account {
    let language = Some(language.to_owned());
    account.language.clone_from(&language);
    for document in &mut account.documents {
        document.language.clone_from(&language);
    }
    let recipients = account.establishments.iter_mut().flat_map(|place| &mut place.recipients);
    for contact in account.contacts.iter_mut().chain(recipients) {
        contact.language.clone_from(&language);
    }
    account
}

/// A customer that does not exist, with what every text can ask for.
fn made_up(today: Day, kind: &str, documents: u32) -> Result<wire::Account, wire::Failure> {
    if !matches!(kind, "quote" | "invoice" | "lead") {
        return Err(invalid_request("sample.kind", "is `quote`, `invoice` or `lead`"));
    }
    if !(1..=100).contains(&documents) {
        return Err(invalid_request("sample.documents", "is 1 to 100"));
    }
    let quote = kind == "quote";
    let day = |days: i64| format_iso(plus_days(today, days));
    let documents = (1..=i64::from(documents)).map(|at| {
        let letter = match kind {
            "quote" => "D",
            "lead" => "P",
            _ => "F",
        };
        let number = format!("{letter}-{}-{at:04}", today.format("%Y"));
        let mut document = json!({
            "id": number, "kind": kind, "number": number, "currency": "EUR", "total": 120_000 + 1_550 * at,
            "total_excluding_tax": 100_000 + 1_292 * at, "issued": day(-50 - at), "first_sent": day(-50 - at), "cycle": 1,
            "contacts": [], "instalments": [], "facts": [],
            "links": [
                {"kind": "pay", "url": "https://example.com/pay/1"}, {"kind": "sign", "url": "https://example.com/sign/1"},
                {"kind": "view", "url": "https://example.com/view/1"}, {"kind": "accept", "url": "https://example.com/accept/1"},
                {"kind": "appointment", "url": "https://example.com/book"},
            ],
            "files": [{"id": format!("{number}.pdf"), "name": format!("{number}.pdf"), "is_document": true}],
        });
        let rest = if quote {
            json!({"status": "open", "valid_until": day(10)})
        } else if kind == "lead" {
            json!({"status": "open", "total": 0, "total_excluding_tax": 0, "first_sent": null, "files": []})
        } else {
            json!({"status": "validated", "due": day(-20 - at)})
        };
        if let (Some(document), Some(rest)) = (document.as_object_mut(), rest.as_object()) {
            document.extend(rest.clone());
        }
        document
    });
    let agreed: Vec<_> = Channel::ALL.iter().map(|channel| channel.name()).collect();
    let account = json!({
        "id": "C-1042", "revision": "1", "name": "Ateliers Durand & Fils", "alias": "Durand", "country": "FR",
        "vat_number": "FR40303265045", "profile": "b2b-fr",
        "mailbox": mailbox("compta@durand.example"), "phone": "+33612345678",
        "address": {"lines": ["12 rue de la République"], "postcode": "69002", "city": "Lyon", "country": "FR"},
        "establishments": [], "closed": [], "facts": [], "holds": [], "payments": [], "events": [], "history": [],
        "contacts": [{"id": "1", "roles": ["billing", "quote-follow-up"], "civility": "Mme", "first_name": "Claire",
            "last_name": "Durand", "mailbox": mailbox("claire.durand@durand.example"), "phone": "+33612345678", "agreed": agreed}],
        "salesperson": {"id": "7", "name": "Anne Martin", "email": "anne.martin@example.com", "phone": "+33 4 72 00 00 07"},
        "documents": documents.collect::<Vec<_>>(),
    });
    // Read as text, like all accounts: to read one from values is code of its own, 0.1 MB of it.
    serde_json::from_str(&account.to_string()).map_err(|error| invalid_request("sample", &error.to_string()))
}

fn mailbox(address: &str) -> serde_json::Value {
    json!({"address": address, "bounced": false, "opted_out": false, "opted_in": true})
}

/// Older placeholders in this module's form.
#[must_use]
pub fn convert(text: &str) -> contract::Converted {
    let converted = wording::convert(text);
    let told = |placeholder: wording::Placeholder| contract::Placeholder {
        placeholder: placeholder.placeholder,
        line: placeholder.line,
        nearest: placeholder.nearest.map(str::to_owned),
    };
    contract::Converted {
        text: converted.text,
        unknown: converted.unknown.into_iter().map(told).collect(),
        doubtful: converted.doubtful.into_iter().map(told).collect(),
    }
}

/// Everything a text can print.
#[must_use]
pub fn variables() -> Vec<contract::Variable> {
    let records = wording::VARIABLES.iter().flat_map(|(record, members)| {
        members.iter().map(move |(name, meaning)| (format!("{record}.{name}"), *meaning))
    });
    let others = [
        ("today", "The day of the message."),
        (
            "parts",
            "A list: the parts of invoices that the message is about, each with `rank` (`2/3`), `amount`, `due`, `left`.",
        ),
        (
            "documents",
            "A list: the documents the message covers, each with `number`, `customer_order`, `issued`, `due`, `days_late`, `left`, `total`.",
        ),
        ("others", "A list: the account's other open documents, with the same members."),
    ];
    let all = records.chain(others.map(|(name, meaning)| (name.to_owned(), meaning)));
    let mut all: Vec<_> = all.map(|(name, meaning)| contract::Variable { name, meaning: meaning.to_owned() }).collect();
    sort::by(&mut all, |a, b| a.name.cmp(&b.name));
    all
}

/// The languages the module's own words and ready texts are written in.
#[must_use]
pub(super) fn languages() -> Vec<String> {
    Locale::ALL.iter().map(|(tag, _)| (*tag).to_owned()).collect()
}
