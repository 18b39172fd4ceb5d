//! The words of the contract by table, with their meaning: what `about.codes` answers.

use super::bindings::exports::relance::reminders::about::CodeEntry;
use crate::{domain::MarkReason, wording::PHRASES};

/// Words that only the host says, or that only the component says outside decisions.
#[rustfmt::skip]
const OTHERS: &[(&str, &str, &str)] = &[
    ("e-invoice-status", "approved", "The buyer approved it: reminded."),
    ("e-invoice-status", "collected", "Said to be collected, for information: what is left decides."),
    ("e-invoice-status", "completed", "The buyer has all it asked for: reminded."),
    ("e-invoice-status", "disputed", "The buyer disputes it: held."),
    ("e-invoice-status", "issued", "It left the platform: reminded."),
    ("e-invoice-status", "made-available", "The buyer can read it: reminded."),
    ("e-invoice-status", "not-made-available", "Nobody received it yet: held."),
    ("e-invoice-status", "partly-approved", "The buyer approved a part: reminded."),
    ("e-invoice-status", "payment-sent", "The buyer says it has paid: held."),
    ("e-invoice-status", "received", "The buyer's platform has it: reminded."),
    ("e-invoice-status", "refused", "The buyer refused it: held."),
    ("e-invoice-status", "rejected", "The platform rejected it: held."),
    ("e-invoice-status", "submitted", "Handed to the platform: reminded."),
    ("e-invoice-status", "suspended", "The buyer waits for something: held."),
    ("e-invoice-status", "taken-over", "The buyer is working on it: reminded."),
    ("feature", "account-measures", "Blocking orders, suspending, handing over."),
    ("feature", "automatic-invoices", "Automatic reminders of invoices."),
    ("feature", "automatic-quotes", "Automatic reminders of quotes."),
    ("feature", "letters", "Letters."),
    ("feature", "manual-reminders", "Reminders by hand."),
    ("feature", "offers", "Limited offers."),
    ("feature", "registered-letters", "Registered letters."),
    ("feature", "sms", "Short messages."),
    ("finding", "condition-always-false", "A condition that no document can meet."),
    ("finding", "condition-failed", "A condition had no answer for a document, which is held."),
    ("finding", "deadline-longer-than-gap", "A text gives more days than the next step leaves."),
    ("finding", "document-unknown", "A document to be reminded by hand is in none of the accounts."),
    ("finding", "harsh-first-step", "The first message uses words of the last."),
    ("finding", "invalid-data", "A value could send wrongly; its document is held."),
    ("finding", "language-missing", "A text is not written in a language others are written in."),
    ("finding", "offset-after-expiry", "A step that leaves when what it speaks of is over."),
    ("finding", "offset-sign", "Days before the due day, where days after it seem to be meant."),
    ("finding", "repeat-endless", "A last step that repeats for years."),
    ("finding", "request-invalid", "The request is not what the contract asks for."),
    ("finding", "sender-unusable", "The company's own e-mail address cannot send."),
    ("finding", "settings-inconsistent", "Parts of the settings contradict each other."),
    ("finding", "settings-too-large", "The settings have too many bytes."),
    ("finding", "settings-unreadable", "The settings are not what the schema allows."),
    ("finding", "step-never-reached", "A step that can never leave."),
    ("finding", "text-broken", "A text uses a form or a name it may not use."),
    ("finding", "text-failed", "A text could not be written."),
    ("finding", "text-missing", "A text is not written in any language its reader could be given."),
    ("finding", "two-steps-one-day", "Two steps planned for one day."),
    ("finding", "value-missing", "A text prints a value this document does not have."),
    ("invoice-status", "abandoned", "Given up: never reminded."),
    ("invoice-status", "cancelled", "Never reminded."),
    ("invoice-status", "draft", "Never reminded."),
    ("invoice-status", "settled", "Never reminded."),
    ("invoice-status", "validated", "Reminded while something is left."),
    ("language", "en", "English."),
    ("language", "fr", "French."),
    ("link", "accept", "Where a quote can be accepted."),
    ("link", "appointment", "Where an appointment can be booked."),
    ("link", "pay", "Where an invoice can be paid."),
    ("link", "sign", "Where a quote can be signed."),
    ("link", "view", "Where the document can be read."),
    ("profile", "b2b-eu", "A business in another country of the EU."),
    ("profile", "b2b-fr", "A business under French law."),
    ("profile", "consumer-fr", "A consumer in France."),
    ("profile", "public-fr", "A public buyer in France."),
    ("profile", "transport-fr", "A debt of transport under French law."),
    ("quote-status", "cancelled", "Never reminded."),
    ("quote-status", "draft", "Never reminded."),
    ("quote-status", "in-signature", "Never reminded while it is being signed."),
    ("quote-status", "invoiced", "Never reminded."),
    ("quote-status", "open", "Reminded while it is valid, or after by steps that say so."),
    ("quote-status", "refused", "Never reminded."),
    ("quote-status", "signed", "Never reminded."),
    ("role", "finance-head", "The customer's head of finance, who may get copies."),
    ("role", "billing", "Who receives invoices and their reminders."),
    ("role", "quote-follow-up", "Who receives quotes and their reminders."),
    ("task", "call", "A telephone call."),
    ("task", "check", "Asked for by the module itself: something a person must look at."),
    ("task", "meeting", "A meeting."),
    ("task", "to-do", "Anything else."),
    ("team-role", "director", "The director."),
    ("team-role", "finance", "The finance head."),
    ("team-role", "sales", "The salesperson."),
];

/// Every word, by table, then code.
pub(super) fn entries() -> Vec<CodeEntry> {
    let entry = |table: &str, code: &str, meaning: &str| CodeEntry {
        table: table.to_owned(),
        code: code.to_owned(),
        meaning: meaning.to_owned(),
    };
    // The sentences of tasks and of rules passed come after the last reason.
    let reasons = PHRASES.iter().take_while(|phrase| phrase.code != "limitation-near");
    let mut all: Vec<_> = reasons.map(|phrase| entry("reason", phrase.code, phrase.english)).collect();
    all.extend(MarkReason::ALL.iter().map(|(_, code, meaning)| entry("mark", code, meaning)));
    all.extend(OTHERS.iter().map(|(table, code, meaning)| entry(table, code, meaning)));
    all.sort_by(|a, b| (&a.table, &a.code).cmp(&(&b.table, &b.code)));
    all
}
