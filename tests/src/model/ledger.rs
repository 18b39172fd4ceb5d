//! What is left to pay (paragraph 3): named money, credit notes and deposits, then what names nothing, to the oldest due.

use std::collections::BTreeMap;

use super::world::{Account, Day, Document, DocumentKind, Part, PartId, Payment, PaymentState};

/// What is left of one part, before and after credit that names nothing.
#[derive(Clone, Copy, Debug, Default)]
pub struct Left {
    /// By the host's word, or total less what names it.
    pub by_name: i64,
    /// After everything.
    pub net: i64,
}

/// What is left of every invoice part, and by how much the account is in credit, by currency.
#[derive(Debug, Default)]
pub struct Ledger {
    pub left: BTreeMap<PartId, Left>,
    pub in_credit: BTreeMap<String, i64>,
    /// What a payment that is recorded but not matured would lower, with its day; of several the last.
    pub pending: BTreeMap<PartId, Day>,
}

fn is_owed(document: &Document) -> bool {
    document.kind == DocumentKind::Invoice && document.status == "validated"
}

/// Money that is in the bank today.
fn has_arrived(payment: &Payment, today: Day) -> bool {
    payment.state == PaymentState::Settled && payment.day <= today
}

/// Money that is recorded, and not in the bank yet.
fn is_under_way(payment: &Payment, today: Day) -> bool {
    match payment.state {
        PaymentState::Pending => true,
        PaymentState::Settled => payment.day > today,
        PaymentState::Rejected => false,
    }
}

/// What a credit note or a paid deposit still has to give.
fn gives(document: &Document) -> i64 {
    let gives = match document.kind {
        DocumentKind::CreditNote => document.status == "validated",
        DocumentKind::Deposit => document.status == "settled",
        _ => false,
    };
    if gives { document.left.unwrap_or(document.total).max(0) } else { 0 }
}

/// What credits gave before to an invoice that they name: "of which the host says nothing, they lower it by all they gave and give".
fn gave_before(account: &Account, document: &Document) -> i64 {
    let counts = |credit: &&Document| {
        let status = credit.status.as_str();
        match credit.kind {
            DocumentKind::CreditNote => ["validated", "settled"].contains(&status),
            DocumentKind::Deposit => status == "settled",
            _ => false,
        }
    };
    let names =
        |credit: &&Document| credit.applies_to.as_ref() == Some(&document.id) && credit.currency == document.currency;
    let credits = account.documents.iter().filter(counts).filter(names);
    credits.map(|credit| (credit.total - gives(credit)).max(0)).sum()
}

/// What becomes of money that names a document.
enum Named {
    /// It lowers that one, in its own currency.
    Open,
    /// It counts for the whole account.
    ForAll,
    /// It was used, but for what it says is left of itself.
    Used,
}

/// "Open, it lowers that one; a draft or a cancelled one, it counts for the whole account; a settled or closed one, only what it says is left of
/// itself counts for the account."
fn named(account: &Account, id: &str) -> Named {
    let Some(document) = account.documents.iter().find(|document| document.id == id) else { return Named::Used };
    match (document.kind, document.status.as_str()) {
        (DocumentKind::Invoice, "validated") => Named::Open,
        // "One that names a settled invoice, a quote, a deposit or a credit note is theirs."
        (DocumentKind::Invoice, "settled") => Named::Used,
        // Open: an invoice whose status nobody knows; as a draft, to the customer's good.
        (DocumentKind::Invoice, _) => Named::ForAll,
        _ => Named::Used,
    }
}

/// What of a credit that names no open invoice counts for the account.
fn gives_to_all(account: &Account, credit: &Document) -> i64 {
    match credit.applies_to.as_ref().map(|id| named(account, id)) {
        None | Some(Named::ForAll) => gives(credit),
        Some(Named::Used) => gives(credit).min(credit.left.unwrap_or(0).max(0)),
        Some(Named::Open) => 0,
    }
}

/// Whether a payment counts for the account, since it names nothing, or nothing that can be paid yet.
fn is_for_all(account: &Account, payment: &Payment) -> bool {
    payment.document.as_ref().is_none_or(|id| matches!(named(account, id), Named::ForAll))
}

/// Lowers the oldest due first, and says what could not be used. What has no due day, and what is kept back as a guarantee and is not due
/// (`None`), comes last.
fn lower(parts: &mut [(Option<Day>, PartId, i64)], mut money: i64) -> i64 {
    parts.sort_by(|a, b| (a.0.is_none(), a.0, &a.1).cmp(&(b.0.is_none(), b.0, &b.1)));
    for (_, _, left) in parts {
        let used = money.min(*left).max(0);
        *left -= used;
        money -= used;
    }
    money
}

/// What is left of each part of one invoice by what the host says or by what names it; and what money that named it could not be used.
fn by_name(account: &Account, document: &Document, today: Day) -> (Vec<(Option<Day>, PartId, i64)>, i64) {
    let named: Vec<_> = account
        .payments
        .iter()
        .filter(|payment| payment.document.as_ref() == Some(&document.id) && payment.currency == document.currency)
        .filter(|payment| has_arrived(payment, today))
        .collect();
    if document.instalments.is_empty() {
        let paid: i64 = named.iter().map(|payment| payment.amount).sum();
        let left = document.left.unwrap_or(document.total - paid - gave_before(account, document));
        return (vec![(document.due, (document.id.clone(), None), left.max(0))], (-left).max(0));
    }
    let mut parts = Vec::new();
    let mut open = Vec::new();
    // What names a part and is more than the part: like any overpayment it counts for the account.
    let mut too_much = 0;
    for one in &document.instalments {
        let id = (document.id.clone(), Some(one.id.clone()));
        let due = Some(one.due).filter(|_| !one.retention);
        let paid: i64 = named
            .iter()
            .filter(|payment| payment.instalment.as_ref() == Some(&one.id))
            .map(|payment| payment.amount)
            .sum();
        match one.left {
            // "An instalment's own `left` counts whether or not others have one."
            Some(left) => parts.push((due, id, left.max(0))),
            None => {
                open.push((due, id, (one.amount - paid).max(0)));
                too_much += (paid - one.amount).max(0);
            }
        }
    }
    let paid = match document.left {
        // What the document's own `left` says is paid besides, lowers the oldest due of the others.
        Some(left) => {
            let said: i64 = parts.iter().chain(&open).map(|(_, _, left)| left).sum();
            said - left
        }
        None => {
            let money = named.iter().filter(|payment| payment.instalment.is_none()).map(|payment| payment.amount);
            // Where the host says what is left of some parts, it counted what credits gave before.
            let before = if parts.is_empty() { gave_before(account, document) } else { 0 };
            money.sum::<i64>() + before
        }
    };
    let over = lower(&mut open, paid.max(0)) + if document.left.is_none() { too_much } else { 0 };
    parts.extend(open);
    (parts, over)
}

impl Ledger {
    /// Works everything out for that day.
    #[must_use]
    pub fn of(account: &Account, today: Day, ignores_credits: bool) -> Self {
        let mut ledger = Self::default();
        let mut currencies: Vec<_> = account.documents.iter().map(|document| document.currency.clone()).collect();
        currencies.sort();
        currencies.dedup();
        for currency in currencies {
            ledger.one_currency(account, today, &currency, ignores_credits);
        }
        ledger
    }

    fn one_currency(&mut self, account: &Account, today: Day, currency: &str, ignores_credits: bool) {
        let mut parts = Vec::new();
        let mut unnamed: i64 = account
            .payments
            .iter()
            .filter(|payment| payment.currency == currency && has_arrived(payment, today))
            .filter(|payment| is_for_all(account, payment))
            .map(|payment| payment.amount)
            .sum();
        let credits =
            || account.documents.iter().filter(|document| document.currency == currency && gives(document) > 0);
        // "Ignored, a credit note or deposit lowers the open invoice that it names, and nothing else."
        if !ignores_credits {
            unnamed += credits().map(|credit| gives_to_all(account, credit)).sum::<i64>();
        }
        for document in account.documents.iter().filter(|document| is_owed(document) && document.currency == currency) {
            let (mut mine, over) = by_name(account, document, today);
            for (_, id, left) in &mine {
                self.left.insert(id.clone(), Left { by_name: *left, net: *left });
            }
            // "One that names an invoice and still has something to give lowers that invoice, whatever the host's `left` says of it."
            let named: i64 =
                credits().filter(|credit| credit.applies_to.as_ref() == Some(&document.id)).map(gives).sum();
            // Open: what a named credit cannot use of its own invoice. To the customer's good it lowers the others.
            let unused = lower(&mut mine, named);
            unnamed += over + if ignores_credits { 0 } else { unused };
            parts.extend(mine);
        }
        let over = lower(&mut parts, unnamed);
        self.mark_pending(account, today, currency, &parts);
        for (_, id, left) in parts {
            if let Some(known) = self.left.get_mut(&id) {
                known.net = left;
            }
        }
        if over > 0 {
            self.in_credit.insert(currency.to_owned(), over);
        }
    }

    /// "Recorded but not matured: `payment-pending`". Open: which documents a payment concerns that names none, or no instalment; as if it were
    /// there, the oldest due first, and each that it reaches.
    fn mark_pending(&mut self, account: &Account, today: Day, currency: &str, parts: &[(Option<Day>, PartId, i64)]) {
        let under_way = |payment: &&Payment| payment.currency == currency && is_under_way(payment, today);
        let (unnamed, mut named): (Vec<&Payment>, Vec<_>) =
            account.payments.iter().filter(under_way).partition(|payment| is_for_all(account, payment));
        let mut unnamed: Vec<_> = unnamed.into_iter().map(|payment| (payment.day, payment.amount)).collect();
        named.sort_by_key(|payment| (payment.day, &payment.id));
        let mut after = parts.to_vec();
        lower(&mut after, 0);
        for payment in named {
            // Of a payment that names the document and no instalment nobody knows for which it is.
            let concerned = |id: &PartId| {
                payment.document.as_ref() == Some(&id.0)
                    && payment.instalment.as_ref().is_none_or(|named| Some(named) == id.1.as_ref())
            };
            let mut over = payment.amount;
            let mut is_owed = false;
            for (_, id, left) in after.iter_mut().filter(|(_, id, _)| concerned(id)) {
                is_owed = true;
                let used = over.min(*left).max(0);
                *left -= used;
                over -= used;
                if parts.iter().any(|(_, other, before)| other == id && *before > 0) {
                    self.wait_for(id, payment.day);
                }
            }
            if is_owed {
                unnamed.push((payment.day, over));
            }
        }
        unnamed.sort();
        for (day, amount) in unnamed {
            let before = after.clone();
            lower(&mut after, amount);
            for (_, id, left) in &after {
                if before.iter().any(|(_, other, was)| other == id && was != left) {
                    self.wait_for(id, day);
                }
            }
        }
    }

    /// Of several payments the last.
    fn wait_for(&mut self, id: &PartId, day: Day) {
        let known = self.pending.entry(id.clone()).or_insert(day);
        *known = day.max(*known);
    }

    /// What is left of this part; of a quote its total.
    #[must_use]
    pub fn left(&self, part: &Part) -> i64 {
        if part.is_quote() { part.document.total } else { self.left.get(&part.id()).map_or(0, |left| left.net) }
    }
}
