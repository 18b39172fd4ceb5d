//! The words of the contract by table, with their meaning: what `about.codes` answers.

use super::records::about::CodeEntry;
use crate::{
    domain::{Channel, Found, MarkReason, Reason},
    language::Locale,
    sort,
};

/// Words that only the host says, or that only the component says outside decisions.
#[rustfmt::skip]
const OTHERS: &[(&str, &str, &str)] = &[
    ("abandoned-because", "bad-debt", "The customer cannot or will not pay."),
    ("abandoned-because", "bank-charges", "What is left are a bank's charges."),
    ("abandoned-because", "discount", "A discount was given for what is left."),
    ("abandoned-because", "other", "Anything else."),
    ("abandoned-because", "replaced", "Another document took its place."),
    ("abandoned-because", "small-balance", "Too little is left to ask for it."),
    ("e-invoice-status", "approved", "The buyer approved it: reminded."),
    ("e-invoice-status", "collected", "Said to be collected, for information: what is left decides."),
    ("e-invoice-status", "completed", "The buyer has all it asked for: reminded."),
    ("e-invoice-status", "disputed", "The buyer disputes it: held."),
    ("e-invoice-status", "issued", "It left the platform: reminded."),
    ("e-invoice-status", "made-available", "The buyer can read it: reminded."),
    ("e-invoice-status", "not-made-available", "Nobody received it yet: held."),
    ("e-invoice-status", "partly-approved", "The buyer approved a part: reminded."),
    ("e-invoice-status", "payment-sent", "The buyer says it has paid: held as a payment on its way, for some days where it is known since when."),
    ("e-invoice-status", "received", "The buyer's platform has it: reminded."),
    ("e-invoice-status", "refused", "The buyer refused it: held."),
    ("e-invoice-status", "rejected", "The platform rejected it: held."),
    ("e-invoice-status", "submitted", "Handed to the platform: reminded."),
    ("e-invoice-status", "suspended", "The buyer waits for something: held."),
    ("e-invoice-status", "taken-over", "The buyer is working on it: reminded."),
    ("failure", "invalid-request", "The request is not what the contract asks for."),
    ("failure", "invalid-settings", "The settings cannot be used; each finding says why."),
    ("failure", "not-printed", "No letter of the job could be printed."),
    ("failure", "too-large", "The request has too many bytes."),
    ("feature", "account-measures", "Blocking orders, suspending, handing over."),
    ("feature", "automatic-invoices", "Automatic reminders of invoices."),
    ("feature", "automatic-quotes", "Automatic reminders of quotes."),
    ("feature", "automatic-leads", "Automatic follow-up of prospects."),
    ("feature", "manual-reminders", "Reminders by hand."),
    ("feature", "offers", "Limited offers."),
    ("finding", "request-invalid", "The request is not what the contract asks for."),
    ("invoice-status", "abandoned", "Given up: never reminded."),
    ("invoice-status", "cancelled", "Never reminded."),
    ("invoice-status", "draft", "Never reminded."),
    ("invoice-status", "settled", "Never reminded."),
    ("invoice-status", "validated", "Reminded while something is left."),
    ("lead-status", "cancelled", "Never followed up."),
    ("lead-status", "converted", "Became a customer, or has a quote of their own now: never followed up."),
    ("lead-status", "draft", "Never followed up."),
    ("lead-status", "lost", "Will not become a customer: never followed up."),
    ("lead-status", "open", "Followed up."),
    ("link", "accept", "Where a quote can be accepted."),
    ("link", "appointment", "Where an appointment can be booked."),
    ("link", "pay", "Where an invoice can be paid."),
    ("link", "sign", "Where a quote can be signed."),
    ("link", "view", "Where the document can be read."),
    ("linked-kind", "contract", "A contract."),
    ("linked-kind", "credit-note", "A credit note."),
    ("linked-kind", "delivery", "A delivery note."),
    ("linked-kind", "invoice", "Another invoice."),
    ("linked-kind", "order", "An order."),
    ("linked-kind", "other", "Anything else: its number is told alone."),
    ("linked-kind", "quote", "A quote."),
    ("means-of-payment", "bill", "A bill of exchange, which the company's bank presents: no bank account is told."),
    ("means-of-payment", "card", "By card: no bank account is told."),
    ("means-of-payment", "cash", "In cash: no bank account is told."),
    ("means-of-payment", "cheque", "By cheque; how to pay by transfer is told."),
    ("means-of-payment", "direct-debit", "The company takes it from the customer's account: no bank account is told."),
    ("means-of-payment", "other", "Anything else; how to pay by transfer is told."),
    ("means-of-payment", "transfer", "By bank transfer; how is told."),
    ("profile", "b2b-eu", "A business in another country of the EU."),
    ("profile", "b2b-fr", "A business under French law."),
    ("profile", "consumer-fr", "A consumer in France."),
    ("profile", "public-fr", "A public buyer in France."),
    ("profile", "transport-fr", "A debt of transport under French law."),
    ("quote-status", "cancelled", "Never reminded."),
    ("quote-status", "draft", "Never reminded."),
    ("quote-status", "in-signature", "Never reminded while it is being signed."),
    ("quote-status", "invoiced", "Never reminded."),
    ("quote-status", "open", "Reminded while it is valid, or after by steps that say so; also while it waits to be signed."),
    ("quote-status", "refused", "Never reminded."),
    ("quote-status", "signed", "Never reminded."),
    ("role", "billing", "Who receives invoices and their reminders."),
    ("role", "finance-head", "The customer's head of finance, who may get copies."),
    ("role", "quote-follow-up", "Who receives quotes and their reminders, and what prospects are told."),
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
    let reasons =
        Reason::ALL.iter().map(|(code, _)| entry("reason", code, Locale::English.sentence(code).unwrap_or_default()));
    let mut all: Vec<_> = reasons.collect();
    all.extend(Found::CODES.iter().map(|(code, meaning)| entry("finding", code, meaning)));
    all.extend(MarkReason::ALL.iter().map(|(_, code, meaning)| entry("mark", code, meaning)));
    all.extend(Locale::ALL.iter().map(|(tag, locale)| entry("language", tag, &format!("{}.", locale.pack().name))));
    let features = Channel::ALL.iter().filter_map(|channel| channel.descriptor().feature);
    all.extend(features.map(|feature| entry("feature", feature.code, feature.meaning)));
    all.extend(OTHERS.iter().map(|(table, code, meaning)| entry(table, code, meaning)));
    sort::by(&mut all, |a, b| (&a.table, &a.code).cmp(&(&b.table, &b.code)));
    all
}
