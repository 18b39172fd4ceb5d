//! What is left of each invoice and instalment once payments, deposits and credit notes are counted (F19), and on which day each of them came.
//!
//! Computed once for an account, since unallocated money lowers the oldest due first, over all its documents. Never two currencies added: each
//! currency of the account is counted on its own, and a credit lowers no document of another one.

mod figures;
mod parts;

use std::collections::BTreeMap;

use relance_contract::element;

use crate::{
    domain::{Account, Currency, Day, Document, Kind, Money, Overflow, Payment, PaymentState, Problem, Status, by_id},
    settings::Unallocated,
    sort,
};

/// What is left of one invoice or instalment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Balance {
    /// What the customer still owes; never negative.
    pub left: i64,
    /// How much of it credits that still had something to give, and unallocated money, took away.
    pub credited: i64,
    /// Money on its way that touches it, recorded and not matured: of several the last.
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
    /// How much of `left` money on its way would cover.
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

    /// Money on its way would cover it, as far as it goes; whether it touches it.
    fn await_some(&mut self, rest: &mut i64) -> bool {
        let taken = self.left.saturating_sub(self.awaited).min(*rest).max(0);
        self.awaited = self.awaited.saturating_add(taken);
        *rest -= taken;
        taken > 0
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
    /// Counts what is left in an account on `today`; `unallocated` says whether credits that name no open invoice count.
    ///
    /// # Errors
    /// Amounts that do not fit or whose currencies contradict each other: the whole account is held.
    pub fn of(account: &'a Account, today: Day, unallocated: Unallocated) -> Result<Self, Problem> {
        let named = Named::of(account);
        let (mut open, mut on_its_way, mut named_on_its_way) = (Vec::new(), Vec::new(), Vec::new());
        let mut pool = BTreeMap::<Currency, Vec<Coin>>::new();
        for document in account.documents.iter().filter(|document| is_claim(document)) {
            let parts = parts::of(&named, document, today).map_err(|Overflow| overflow(document))?;
            open.extend(parts.open);
            let unused = parts.unused.into_iter().filter(|_| unallocated == Unallocated::LowerInvoices);
            pool.entry(document.currency).or_default().extend(parts.over.into_iter().chain(unused));
            named_on_its_way.extend(parts.on_its_way.into_iter().map(|pending| (document.id.as_str(), pending)));
        }
        sort::by(&mut open, |a, b| (a.order, a.key).cmp(&(b.order, b.key)));
        let to_any = |credit: &&Document| is_credit(credit) && is_for_any(account, credit);
        for credit in account.documents.iter().filter(to_any).filter(|_| unallocated == Unallocated::LowerInvoices) {
            let coin = Coin { day: Some(credit.issued), minor: still_to_give(credit) };
            pool.entry(credit.currency).or_default().push(coin);
        }
        for payment in account.payments.iter().filter(|payment| is_money_for_any(account, payment)) {
            match state_on(payment, today) {
                PaymentState::Settled => {
                    let coin = Coin { day: Some(payment.day), minor: payment.amount.minor };
                    pool.entry(payment.amount.currency).or_default().push(coin);
                }
                PaymentState::Pending => on_its_way.push((payment.amount, payment.day)),
                PaymentState::Rejected => {}
            }
        }
        let account_overflow = |Overflow| Problem { field: "account".into(), what: TOO_LARGE.into() };
        let surplus = spread(&mut open, pool).map_err(account_overflow)?;
        sort::by_key(&mut named_on_its_way, |(_, (_, _, day))| *day);
        for (document, (instalment, amount, day)) in named_on_its_way {
            let mut rest = amount.minor;
            let named =
                |part: &&mut Open<'_>| part.key.0 == document && (instalment.is_none() || part.key.1 == instalment);
            for part in open.iter_mut().filter(named) {
                part.await_some(&mut rest);
            }
            on_its_way.push((Money::new(rest, amount.currency), day));
        }
        sort::by_key(&mut on_its_way, |(_, day)| *day);
        for (amount, day) in on_its_way {
            let mut rest = amount.minor;
            for part in open.iter_mut().filter(|part| part.currency == amount.currency) {
                if part.await_some(&mut rest) && part.pending.is_none_or(|(_, before)| before < day) {
                    part.pending = Some((amount, day));
                }
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
        Ok(Self { balances: sort::map(balances), surplus, owed, matures_on })
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
    Problem { field: format!("account.{}.total", element("documents", &document.id)), what: TOO_LARGE.into() }
}

/// An invoice that is owed. Its status has the last word.
fn is_claim(document: &Document) -> bool {
    document.kind == Kind::Invoice && document.status == Status::Validated
}

/// A credit note or deposit that counts. A deposit that is not paid has nothing to give, whatever is said to be left of it.
fn is_credit(document: &Document) -> bool {
    matches!(
        (document.kind, &document.status),
        (Kind::CreditNote, Status::Validated | Status::Settled) | (Kind::Deposit, Status::Settled)
    )
}

/// What a credit gives to the document it names, used up or not: all of it.
fn given_by_name(credit: &Document) -> i64 {
    credit.total.max(still_to_give(credit))
}

/// What a credit still has to give: a credit note while it is open (a settled one is used up), a deposit once it was paid.
fn still_to_give(credit: &Document) -> i64 {
    let used_up = credit.kind == Kind::CreditNote && credit.status == Status::Settled;
    said_left(credit).unwrap_or(if used_up { 0 } else { credit.total }).max(0)
}

/// What the host says is left of a credit. Its sign is not looked at, as that of its total: many systems write both with a minus.
fn said_left(credit: &Document) -> Option<i64> {
    credit.left.map(i64::saturating_abs)
}

/// Whether what a credit has to give is for the whole account: it names no invoice, or one that is not open. One that was settled, or is listed as
/// closed, used up what it was given unless the host says what is left of the credit.
fn is_for_any(account: &Account, credit: &Document) -> bool {
    let Some(id) = &credit.applies_to else { return true };
    match by_id(&account.documents, id) {
        Some(named) if named.status == Status::Settled => credit.left.is_some(),
        Some(named) => !is_claim(named),
        None => credit.left.is_some() && account.closed_documents.as_ref().is_some_and(|closed| closed.contains(id)),
    }
}

/// Whether a payment is for the whole account: it names nothing, or an invoice that is neither open nor paid.
fn is_money_for_any(account: &Account, payment: &Payment) -> bool {
    let Some(id) = &payment.document else { return true };
    let named =
        by_id(&account.documents, id).filter(|named| named.kind == Kind::Invoice && named.status != Status::Settled);
    named.is_some_and(|named| !is_claim(named))
}

/// Money dated in the future has not matured.
fn state_on(payment: &Payment, today: Day) -> PaymentState {
    if payment.state == PaymentState::Settled && payment.day > today { PaymentState::Pending } else { payment.state }
}

fn add(pool: &mut BTreeMap<Currency, i64>, currency: Currency, minor: i64) -> Result<(), Overflow> {
    let sum = pool.entry(currency).or_default();
    *sum = sum.checked_add(minor).ok_or(Overflow)?;
    Ok(())
}

/// Unallocated money lowers the oldest due first, the oldest money first; answers what is left over.
fn spread(open: &mut [Open<'_>], pool: BTreeMap<Currency, Vec<Coin>>) -> Result<BTreeMap<Currency, i64>, Overflow> {
    let mut surplus = BTreeMap::new();
    for (currency, mut coins) in pool {
        sort::by_key(&mut coins, |coin| coin.day);
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
