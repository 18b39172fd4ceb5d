//! What is left of each invoice and instalment once payments, deposits and credit notes are counted (F19).
//!
//! Computed once for an account, since unallocated money lowers the oldest due first, over all its documents. Never two
//! currencies added: each currency of the account is counted on its own.

use std::collections::BTreeMap;

use crate::domain::{Account, Currency, Day, Document, Kind, Money, Overflow, Payment, PaymentState, Problem};

/// What is left of one invoice or instalment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Balance {
    /// What the customer still owes; never negative.
    pub left: i64,
    /// How much of it unallocated money took away.
    pub credited: i64,
    /// Money on its way that touches it: recorded, not matured.
    pub pending: Option<(Money, Day)>,
}

/// The balances of one account.
#[derive(Debug, Default)]
pub struct Ledger<'a> {
    balances: BTreeMap<(&'a str, Option<&'a str>), Balance>,
    /// Unallocated money that is more than everything owed, by currency.
    surplus: BTreeMap<Currency, i64>,
    /// What is left of all invoices together, by currency.
    owed: BTreeMap<Currency, i64>,
    /// The next day on which money that is dated in the future is there.
    matures_on: Option<Day>,
}

/// An invoice or instalment while it is being counted.
struct Open<'a> {
    key: (&'a str, Option<&'a str>),
    currency: Currency,
    /// Oldest due first; guarantees kept back, and what has no due day, last.
    order: (bool, bool, Option<Day>),
    left: i64,
    credited: i64,
    /// How much of `left` unallocated money on its way would cover.
    awaited: i64,
    pending: Option<(Money, Day)>,
}

/// What names a document: the payments and credits of an account, sorted out once.
#[derive(Default)]
struct Named<'a> {
    payments: BTreeMap<&'a str, Vec<&'a Payment>>,
    credits: BTreeMap<&'a str, Vec<&'a Document>>,
}

impl<'a> Named<'a> {
    fn of(account: &'a Account) -> Self {
        let mut named = Self::default();
        for payment in &account.payments {
            if let Some(document) = &payment.document {
                named.payments.entry(document).or_default().push(payment);
            }
        }
        for credit in account.documents.iter().filter(|document| is_credit(document)) {
            if let Some(document) = &credit.applies_to {
                named.credits.entry(document).or_default().push(credit);
            }
        }
        named
    }
}

impl<'a> Ledger<'a> {
    /// Counts what is left in an account on `today`.
    ///
    /// # Errors
    /// Amounts that do not fit or whose currencies contradict each other: the whole account is held.
    pub fn of(account: &'a Account, today: Day) -> Result<Self, Problem> {
        let named = Named::of(account);
        let mut open = Vec::new();
        let mut pool = BTreeMap::<Currency, i64>::new();
        for document in account.documents.iter().filter(|document| is_claim(document)) {
            let (parts, overpaid) = open_parts(&named, document, today).map_err(|Overflow| overflow(document))?;
            open.extend(parts);
            add(&mut pool, document.currency, overpaid).map_err(|Overflow| overflow(document))?;
        }
        open.sort_by(|a, b| (a.order, a.key).cmp(&(b.order, b.key)));
        for credit in account.documents.iter().filter(|document| is_credit(document) && document.applies_to.is_none()) {
            add(&mut pool, credit.currency, given_to_any(credit)).map_err(|Overflow| overflow(credit))?;
        }
        let mut on_its_way = Vec::new();
        for payment in account.payments.iter().filter(|payment| payment.document.is_none()) {
            match effective_state(payment.state, payment.day, today) {
                PaymentState::Settled => add(&mut pool, payment.amount.currency, payment.amount.minor)
                    .map_err(|Overflow| Problem { field: format!("payment {}", payment.id), what: TOO_LARGE.into() })?,
                PaymentState::Pending => on_its_way.push(payment),
                PaymentState::Rejected => {}
            }
        }
        let surplus = spread(&mut open, pool);
        for payment in on_its_way {
            let mut rest = payment.amount.minor;
            let same = |part: &&mut Open<'_>| part.currency == payment.amount.currency && part.awaited < part.left;
            for part in open.iter_mut().filter(same) {
                if rest <= 0 {
                    break;
                }
                let taken = rest.min(part.left - part.awaited);
                part.awaited += taken;
                rest -= taken;
                part.pending.get_or_insert((payment.amount, payment.day));
            }
        }
        let mut owed = BTreeMap::<Currency, i64>::new();
        for part in &open {
            let what = || Problem { field: "account".into(), what: TOO_LARGE.into() };
            add(&mut owed, part.currency, part.left).map_err(|Overflow| what())?;
        }
        let balances = open
            .into_iter()
            .map(|part| (part.key, Balance { left: part.left, credited: part.credited, pending: part.pending }));
        let dated = account.payments.iter().filter(|payment| payment.state == PaymentState::Settled);
        let matures_on = dated.map(|payment| payment.day).filter(|day| *day > today).min();
        Ok(Self { balances: balances.collect(), surplus, owed, matures_on })
    }

    /// The balance of an invoice, or of one of its instalments.
    #[must_use]
    pub fn balance(&self, document: &str, instalment: Option<&str>) -> Option<Balance> {
        self.balances.get(&(document, instalment)).copied()
    }

    /// The next day on which balances change by themselves: money dated in the future is there then.
    #[must_use]
    pub const fn matures_on(&self) -> Option<Day> {
        self.matures_on
    }

    /// All that the account owes in that currency.
    #[must_use]
    pub fn owed(&self, currency: Currency) -> Money {
        Money::new(self.owed.get(&currency).copied().unwrap_or_default(), currency)
    }

    /// What the account has in hand beyond everything it owes in that currency.
    #[must_use]
    pub fn surplus(&self, currency: Currency) -> Option<Money> {
        let minor = *self.surplus.get(&currency)?;
        (minor > 0).then_some(Money::new(minor, currency))
    }
}

const TOO_LARGE: &str = "the amounts do not fit in 64 bits";

fn overflow(document: &Document) -> Problem {
    Problem { field: format!("document {}, total", document.id), what: TOO_LARGE.into() }
}

/// An invoice that is owed. Its status has the last word.
fn is_claim(document: &Document) -> bool {
    document.kind == Kind::Invoice && document.status == "validated"
}

/// A credit note or deposit that counts.
fn is_credit(document: &Document) -> bool {
    matches!(document.kind, Kind::CreditNote | Kind::Deposit)
        && matches!(document.status.as_str(), "validated" | "settled")
}

/// What a credit gives to the document it names, used up or not. A deposit that was not paid gives nothing.
fn given_by_name(credit: &Document) -> i64 {
    let unpaid_deposit = credit.kind == Kind::Deposit && credit.status != "settled";
    credit.left.unwrap_or(if unpaid_deposit { 0 } else { credit.total }).max(0)
}

/// What an unallocated credit still has to give: a credit note while it is open (a settled one is used up), a deposit once
/// it was paid.
fn given_to_any(credit: &Document) -> i64 {
    let open =
        matches!((credit.kind, credit.status.as_str()), (Kind::CreditNote, "validated") | (Kind::Deposit, "settled"));
    credit.left.unwrap_or(if open { credit.total } else { 0 }).max(0)
}

/// Money dated in the future has not matured.
fn effective_state(state: PaymentState, day: Day, today: Day) -> PaymentState {
    if state == PaymentState::Settled && day > today { PaymentState::Pending } else { state }
}

fn add(pool: &mut BTreeMap<Currency, i64>, currency: Currency, minor: i64) -> Result<(), Overflow> {
    let sum = pool.entry(currency).or_default();
    *sum = sum.checked_add(minor).ok_or(Overflow)?;
    Ok(())
}

/// The parts of an invoice with what is left of each, and what was paid beyond its total.
fn open_parts<'a>(named: &Named<'a>, document: &'a Document, today: Day) -> Result<(Vec<Open<'a>>, i64), Overflow> {
    let credits = named.credits.get(document.id.as_str()).map_or(&[][..], Vec::as_slice);
    let mut named = paid_by_name(named.payments.get(document.id.as_str()).map_or(&[][..], Vec::as_slice), today)?;
    let part = |instalment, order, left, pending| Open {
        key: (document.id.as_str(), instalment),
        currency: document.currency,
        order,
        left,
        credited: 0,
        awaited: 0,
        pending,
    };
    let mut parts: Vec<Open<'a>> = if document.instalments.is_empty() {
        vec![part(None, (false, document.due.is_none(), document.due), document.total, None)]
    } else {
        let parts = document.instalments.iter().map(|instalment| {
            let order = (instalment.retention, false, Some(instalment.due));
            part(Some(instalment.id.as_str()), order, instalment.amount, None)
        });
        parts.collect()
    };
    parts.sort_by(|a, b| (a.order, a.key).cmp(&(b.order, b.key)));

    let each_left: Option<Vec<(Option<&str>, i64)>> = document
        .instalments
        .iter()
        .map(|instalment| instalment.left.map(|left| (Some(instalment.id.as_str()), left)))
        .collect();
    let mut paid = match (each_left, document.left) {
        (Some(lefts), _) if !lefts.is_empty() => {
            for part in &mut parts {
                part.left = lefts.iter().find(|(id, _)| *id == part.key.1).map_or(part.left, |(_, left)| *left);
            }
            0
        }
        (_, Some(left)) => {
            let owed = parts.iter().try_fold(0_i64, |sum, part| sum.checked_add(part.left)).ok_or(Overflow)?;
            owed.checked_sub(left).ok_or(Overflow)?
        }
        (_, None) => {
            for part in parts.iter_mut().filter(|part| part.key.1.is_some()) {
                let own = named.settled.remove(&part.key.1).unwrap_or_default();
                part.left = part.left.checked_sub(own).ok_or(Overflow)?;
            }
            let rest = named.settled.values().try_fold(0_i64, |sum, minor| sum.checked_add(*minor)).ok_or(Overflow)?;
            rest.checked_add(given(credits)?).ok_or(Overflow)?
        }
    };
    for part in &mut parts {
        let taken = paid.min(part.left).max(0);
        part.left = part.left.checked_sub(taken).ok_or(Overflow)?;
        paid = paid.checked_sub(taken).ok_or(Overflow)?;
        part.pending = named.pending_for(part.key.1);
    }
    let mut overpaid = paid.max(0);
    for part in &mut parts {
        overpaid = overpaid.checked_sub(part.left.min(0)).ok_or(Overflow)?;
        part.left = part.left.max(0);
    }
    Ok((parts, overpaid))
}

/// What the payments that name one document come to, by the instalment they name.
struct Paid<'a> {
    settled: BTreeMap<Option<&'a str>, i64>,
    pending: Vec<(Option<&'a str>, Money, Day)>,
}

impl Paid<'_> {
    fn pending_for(&self, instalment: Option<&str>) -> Option<(Money, Day)> {
        let touches = |named: Option<&str>| named.is_none() || named == instalment;
        self.pending.iter().find(|(named, ..)| touches(*named)).map(|(_, amount, day)| (*amount, *day))
    }
}

fn paid_by_name<'a>(payments: &[&'a Payment], today: Day) -> Result<Paid<'a>, Overflow> {
    let mut paid = Paid { settled: BTreeMap::new(), pending: Vec::new() };
    for payment in payments {
        let instalment = payment.instalment.as_deref();
        match effective_state(payment.state, payment.day, today) {
            PaymentState::Settled => {
                let sum = paid.settled.entry(instalment).or_default();
                *sum = sum.checked_add(payment.amount.minor).ok_or(Overflow)?;
            }
            PaymentState::Pending => paid.pending.push((instalment, payment.amount, payment.day)),
            PaymentState::Rejected => {}
        }
    }
    Ok(paid)
}

fn given(credits: &[&Document]) -> Result<i64, Overflow> {
    credits.iter().try_fold(0_i64, |sum, credit| sum.checked_add(given_by_name(credit))).ok_or(Overflow)
}

/// Unallocated money lowers the oldest due first; answers what is left over.
fn spread(open: &mut [Open<'_>], mut pool: BTreeMap<Currency, i64>) -> BTreeMap<Currency, i64> {
    for part in open {
        if let Some(money) = pool.get_mut(&part.currency) {
            let taken = part.left.min(*money).max(0);
            part.left -= taken;
            part.credited += taken;
            *money -= taken;
        }
    }
    pool
}
