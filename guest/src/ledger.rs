//! What is left of each invoice and instalment once payments, deposits and credit notes are counted (F19), and on which day each of them came.
//!
//! Computed once for an account, since unallocated money lowers the oldest due first, over all its documents. Never two currencies added: each
//! currency of the account is counted on its own, and a credit lowers no document of another one.

use std::collections::BTreeMap;

use crate::domain::{Account, Currency, Day, Document, Kind, Money, Overflow, Payment, PaymentState, Problem, Status};

/// What is left of one invoice or instalment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Balance {
    /// What the customer still owes; never negative.
    pub left: i64,
    /// How much of it credits that still had something to give, and unallocated money, took away.
    pub credited: i64,
    /// Money on its way that touches it: recorded, not matured.
    pub pending: Option<(Money, Day)>,
    /// What lowered it on a day that is known: a payment on its own, a credit on that of its issue.
    pub paid: Vec<(Day, i64)>,
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
    /// How much of what was lowered by the host's word has no day yet.
    undated: i64,
    credited: i64,
    /// How much of `left` unallocated money on its way would cover.
    awaited: i64,
    pending: Option<(Money, Day)>,
    paid: Vec<(Day, i64)>,
}

impl Open<'_> {
    /// Lowers what is left by `rest`, as far as it goes.
    fn lower(&mut self, day: Option<Day>, rest: &mut i64) -> i64 {
        let taken = self.left.min(*rest).max(0);
        self.left -= taken;
        *rest -= taken;
        match day {
            Some(day) if taken > 0 => self.paid.push((day, taken)),
            _ => self.undated = self.undated.saturating_add(taken),
        }
        taken
    }

    /// Says on which day some of what the host counted came.
    fn date(&mut self, day: Day, rest: &mut i64) {
        let taken = self.undated.min(*rest).max(0);
        self.undated -= taken;
        *rest -= taken;
        if taken > 0 {
            self.paid.push((day, taken));
        }
    }
}

/// Money to be put to what is owed. Without a day it counts as if it always had been there.
struct Coin {
    day: Option<Day>,
    minor: i64,
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
        let mut pool = BTreeMap::<Currency, Vec<Coin>>::new();
        for document in account.documents.iter().filter(|document| is_claim(document)) {
            let (parts, over) = open_parts(&named, document, today).map_err(|Overflow| overflow(document))?;
            open.extend(parts);
            pool.entry(document.currency).or_default().extend(over);
        }
        open.sort_by(|a, b| (a.order, a.key).cmp(&(b.order, b.key)));
        let by_id: BTreeMap<_, _> = account.documents.iter().map(|document| (document.id.as_str(), document)).collect();
        let to_any = |credit: &&Document| is_credit(credit) && is_for_any(account, &by_id, credit);
        for credit in account.documents.iter().filter(to_any) {
            let coin = Coin { day: Some(credit.issued), minor: still_to_give(credit) };
            pool.entry(credit.currency).or_default().push(coin);
        }
        let mut on_its_way = Vec::new();
        for payment in account.payments.iter().filter(|payment| is_money_for_any(&by_id, payment)) {
            match effective_state(payment.state, payment.day, today) {
                PaymentState::Settled => {
                    let coin = Coin { day: Some(payment.day), minor: payment.amount.minor };
                    pool.entry(payment.amount.currency).or_default().push(coin);
                }
                PaymentState::Pending => on_its_way.push(payment),
                PaymentState::Rejected => {}
            }
        }
        let account_overflow = |Overflow| Problem { field: "account".into(), what: TOO_LARGE.into() };
        let surplus = spread(&mut open, pool).map_err(account_overflow)?;
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
            add(&mut owed, part.currency, part.left).map_err(account_overflow)?;
        }
        let balances = open.into_iter().map(|part| {
            let Open { key, left, credited, pending, paid, .. } = part;
            (key, Balance { left, credited, pending, paid })
        });
        let dated = account.payments.iter().filter(|payment| payment.state == PaymentState::Settled);
        let matures_on = dated.map(|payment| payment.day).filter(|day| *day > today).min();
        Ok(Self { balances: balances.collect(), surplus, owed, matures_on })
    }

    /// The balance of an invoice, or of one of its instalments.
    #[must_use]
    pub fn balance<'s>(&'s self, document: &'s str, instalment: Option<&'s str>) -> Option<&'s Balance> {
        self.balances.get(&(document, instalment))
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
    document.kind == Kind::Invoice && document.status == Status::Validated
}

/// A credit note or deposit that counts.
fn is_credit(document: &Document) -> bool {
    matches!(document.kind, Kind::CreditNote | Kind::Deposit)
        && matches!(document.status, Status::Validated | Status::Settled)
}

/// What a credit gives to the document it names, used up or not: all of it. A deposit that was not paid gives what the host says.
fn given_by_name(credit: &Document) -> i64 {
    let unpaid_deposit = credit.kind == Kind::Deposit && credit.status != Status::Settled;
    if unpaid_deposit { said_left(credit).unwrap_or(0) } else { credit.total.max(still_to_give(credit)) }
}

/// What a credit still has to give: a credit note while it is open (a settled one is used up), a deposit once it was paid.
fn still_to_give(credit: &Document) -> i64 {
    let open = matches!(
        (credit.kind, &credit.status),
        (Kind::CreditNote, Status::Validated) | (Kind::Deposit, Status::Settled)
    );
    said_left(credit).unwrap_or(if open { credit.total } else { 0 }).max(0)
}

/// What the host says is left of a credit. Its sign is not looked at, as that of its total: many systems write both with a minus.
fn said_left(credit: &Document) -> Option<i64> {
    credit.left.map(i64::saturating_abs)
}

/// Whether what a credit has to give is for the whole account: it names no invoice, or one that is not open. One that was settled, or is listed as
/// closed, used up what it was given unless the host says what is left of the credit.
fn is_for_any(account: &Account, by_id: &BTreeMap<&str, &Document>, credit: &Document) -> bool {
    let Some(id) = &credit.applies_to else { return true };
    match by_id.get(id.as_str()) {
        Some(named) if named.status == Status::Settled => credit.left.is_some(),
        Some(named) => !is_claim(named),
        None => credit.left.is_some() && account.closed_documents.as_ref().is_some_and(|closed| closed.contains(id)),
    }
}

/// Whether a payment is for the whole account: it names nothing, or an invoice that is neither open nor paid.
fn is_money_for_any(by_id: &BTreeMap<&str, &Document>, payment: &Payment) -> bool {
    let Some(id) = &payment.document else { return true };
    let named = by_id.get(id.as_str()).filter(|named| named.kind == Kind::Invoice && named.status != Status::Settled);
    named.is_some_and(|named| !is_claim(named))
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
fn open_parts<'a>(
    named: &Named<'a>,
    document: &'a Document,
    today: Day,
) -> Result<(Vec<Open<'a>>, Vec<Coin>), Overflow> {
    let named_credits = named.credits.get(document.id.as_str()).map_or(&[][..], Vec::as_slice);
    let credits = named_credits.iter().filter(|credit| credit.currency == document.currency);
    let payments = named.payments.get(document.id.as_str()).map_or(&[][..], Vec::as_slice);
    let mut paid = Paid::of(payments, today);
    // The parts whose own `left` the host gave, and the others.
    let (mut said, mut others) = (Vec::new(), Vec::new());
    for (part, left) in whole_parts(document) {
        match left {
            Some(left) => said.push((part, left)),
            None => others.push(part),
        }
    }
    let in_order = |a: &Open<'_>, b: &Open<'_>| (a.order, a.key).cmp(&(b.order, b.key));
    others.sort_by(in_order);
    let by_parts = !said.is_empty();
    let mut over = Vec::new();
    let mut said_left = 0_i64;
    let mut parts = Vec::new();
    for (mut part, left) in said {
        said_left = said_left.checked_add(left).ok_or(Overflow)?;
        over.push(Coin { day: None, minor: left.checked_neg().ok_or(Overflow)?.max(0) });
        let mut lowered = part.left.checked_sub(left.max(0)).ok_or(Overflow)?;
        part.lower(None, &mut lowered);
        part.left = left.max(0);
        parts.push(part);
    }
    let by_host = document.left.map(|left| left.checked_sub(said_left).ok_or(Overflow)).transpose()?;
    if let Some(left) = by_host {
        let owed = others.iter().try_fold(0_i64, |sum, part| sum.checked_add(part.left)).ok_or(Overflow)?;
        let mut lowered = owed.checked_sub(left).ok_or(Overflow)?;
        for part in &mut others {
            part.lower(None, &mut lowered);
        }
        over.push(Coin { day: None, minor: if by_parts { 0 } else { lowered.max(0) } });
    } else {
        for part in &mut others {
            for coin in paid.settled.remove(&part.key.1).into_iter().flatten() {
                let mut rest = coin.minor;
                part.lower(coin.day, &mut rest);
                over.push(Coin { minor: rest, ..coin });
            }
        }
        let mut to_any: Vec<Coin> = paid.settled.remove(&None).into_iter().flatten().collect();
        let by_credits = |credit: &&Document| if by_parts { still_to_give(credit) } else { given_by_name(credit) };
        let used = credits.clone().map(|credit| {
            // What a credit gave before is no credit in hand: it counts like a payment.
            let minor = by_credits(credit).saturating_sub(still_to_give(credit)).max(0);
            Coin { day: Some(credit.issued), minor }
        });
        to_any.extend(used);
        to_any.sort_by_key(|coin| coin.day);
        for coin in to_any {
            let mut rest = coin.minor;
            for part in &mut others {
                part.lower(coin.day, &mut rest);
            }
            over.push(Coin { minor: rest, ..coin });
        }
    }
    parts.extend(others);
    parts.sort_by(in_order);
    for credit in credits {
        let mut rest = still_to_give(credit);
        for part in &mut parts {
            let taken = part.lower(Some(credit.issued), &mut rest);
            part.credited = part.credited.checked_add(taken).ok_or(Overflow)?;
        }
        over.push(Coin { day: Some(credit.issued), minor: rest });
    }
    // What the host counted came on the days of the payments that it hands over.
    for (instalment, coins) in paid.settled {
        for mut coin in coins {
            for part in parts.iter_mut().filter(|part| instalment.is_none() || part.key.1 == instalment) {
                coin.day.into_iter().for_each(|day| part.date(day, &mut coin.minor));
            }
        }
    }
    for part in &mut parts {
        part.pending = pending_for(&paid.pending, part.key.1);
    }
    Ok((parts, over))
}

/// An invoice, or each of its instalments, with nothing paid, and what the host says is left of that part.
fn whole_parts(document: &Document) -> Vec<(Open<'_>, Option<i64>)> {
    let part = |instalment, order, amount| Open {
        key: (document.id.as_str(), instalment),
        currency: document.currency,
        order,
        left: amount,
        undated: 0,
        credited: 0,
        awaited: 0,
        pending: None,
        paid: Vec::new(),
    };
    if document.instalments.is_empty() {
        return vec![(part(None, (false, document.due.is_none(), document.due), document.total), None)];
    }
    let parts = document.instalments.iter().map(|instalment| {
        let order = (instalment.retention, false, Some(instalment.due));
        (part(Some(instalment.id.as_str()), order, instalment.amount), instalment.left)
    });
    parts.collect()
}

/// Money on its way: the part it names, how much, on which day.
type Pending<'a> = (Option<&'a str>, Money, Day);

/// The payments that name one document, by the instalment they name.
struct Paid<'a> {
    settled: BTreeMap<Option<&'a str>, Vec<Coin>>,
    pending: Vec<Pending<'a>>,
}

impl<'a> Paid<'a> {
    fn of(payments: &[&'a Payment], today: Day) -> Self {
        let mut paid = Self { settled: BTreeMap::new(), pending: Vec::new() };
        for payment in payments {
            let instalment = payment.instalment.as_deref();
            match effective_state(payment.state, payment.day, today) {
                PaymentState::Settled => {
                    let coin = Coin { day: Some(payment.day), minor: payment.amount.minor };
                    paid.settled.entry(instalment).or_default().push(coin);
                }
                PaymentState::Pending => paid.pending.push((instalment, payment.amount, payment.day)),
                PaymentState::Rejected => {}
            }
        }
        for coins in paid.settled.values_mut() {
            coins.sort_by_key(|coin| coin.day);
        }
        paid
    }
}

fn pending_for(pending: &[Pending<'_>], instalment: Option<&str>) -> Option<(Money, Day)> {
    let touches = |named: Option<&str>| named.is_none() || named == instalment;
    pending.iter().find(|(named, ..)| touches(*named)).map(|(_, amount, day)| (*amount, *day))
}

/// Unallocated money lowers the oldest due first, the oldest money first; answers what is left over.
fn spread(open: &mut [Open<'_>], pool: BTreeMap<Currency, Vec<Coin>>) -> Result<BTreeMap<Currency, i64>, Overflow> {
    let mut surplus = BTreeMap::new();
    for (currency, mut coins) in pool {
        coins.sort_by_key(|coin| coin.day);
        let mut first = 0;
        for mut coin in coins {
            // What comes before `first` is paid in full.
            while coin.minor > 0 {
                let Some(part) = open.get_mut(first..).and_then(|rest| rest.first_mut()) else { break };
                if part.currency == currency {
                    let taken = part.lower(coin.day, &mut coin.minor);
                    part.credited = part.credited.checked_add(taken).ok_or(Overflow)?;
                }
                if part.left == 0 || part.currency != currency {
                    first += 1;
                }
            }
            add(&mut surplus, currency, coin.minor)?;
        }
    }
    Ok(surplus)
}
