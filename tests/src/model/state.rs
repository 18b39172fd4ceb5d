//! Paragraphs 1 to 3: switched on, automatic, state. Each answers the code that holds the part back, if one does.

use super::{
    calendar::plus_working,
    ledger::Ledger,
    world::{Account, Document, DocumentKind, Mode, Part, Scenario, Today},
};

/// "The strictest wins."
#[must_use]
pub fn mode(today: &Today, part: &Part, scenario: Option<&Scenario>) -> Mode {
    let rules = today.settings.rules(part.is_quote());
    let own = scenario.and_then(|scenario| scenario.mode).unwrap_or(Mode::Live);
    today.settings.mode.min(rules.mode).min(own)
}

/// "The document's switch beats the account's beats the scope."
#[must_use]
pub fn scope(today: &Today, account: &Account, document: &Document) -> Option<&'static str> {
    let rules = today.settings.rules(document.kind == DocumentKind::Quote);
    match document.automatic {
        Some(false) => return Some("switched-off-on-document"),
        // "A document created before is reminded only if it was switched on itself."
        Some(true) => return None,
        None => {}
    }
    match account.automatic {
        Some(false) => return Some("switched-off-on-account"),
        Some(true) => {}
        None if !rules.all => return Some("not-selected"),
        None => {}
    }
    let created = document.opened.unwrap_or(document.issued);
    (created < rules.active_since).then_some("created-before")
}

fn status(part: &Part) -> Option<&'static str> {
    match (part.document.kind, part.document.status.as_str()) {
        (DocumentKind::CreditNote | DocumentKind::Deposit, _) => Some("not-reminded"),
        (DocumentKind::Quote, "open") | (DocumentKind::Invoice, "validated") => None,
        (_, "draft") => Some("draft"),
        (_, "cancelled") | (DocumentKind::Invoice, "abandoned") => Some("cancelled"),
        (DocumentKind::Invoice, "settled") => Some("settled"),
        (DocumentKind::Quote, "signed") => Some("signed"),
        (DocumentKind::Quote, "refused") => Some("refused"),
        (DocumentKind::Quote, "invoiced") => Some("invoiced"),
        (DocumentKind::Quote, "in-signature") => Some("in-signature"),
        _ => Some("unknown-status"),
    }
}

/// What the state of the part says; the validity of a quote is looked at where its steps are known.
#[must_use]
pub fn state(today: &Today, ledger: &Ledger, part: &Part) -> Option<&'static str> {
    if let Some(code) = status(part) {
        return Some(code);
    }
    if part.is_quote() {
        return None;
    }
    let left = ledger.left.get(&part.id()).copied().unwrap_or_default();
    if left.by_name == 0 {
        return Some("settled");
    }
    if left.net == 0 {
        let in_credit = ledger.in_credit.contains_key(&part.document.currency);
        return Some(if in_credit { "account-in-credit" } else { "covered-by-credit" });
    }
    if part.instalment.is_some_and(|one| one.retention) {
        return Some("retention");
    }
    let is_believed = |day, wait| today.day <= plus_working(today.settings, day, wait);
    if let Some(day) = ledger.pending.get(&part.id()) {
        return Some(if is_believed(*day, today.settings.pending_payment_wait) {
            "payment-pending"
        } else {
            "payment-unconfirmed"
        });
    }
    let (status, since) = part.document.e_invoice.as_ref()?;
    match status.as_str() {
        "refused" | "disputed" | "suspended" | "rejected" => Some("e-invoice-held"),
        "payment-sent" if is_believed(*since, today.settings.payment_sent_wait) => Some("payment-pending"),
        _ => None,
    }
}
