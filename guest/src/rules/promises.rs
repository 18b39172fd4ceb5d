//! Which promises of an amount were kept (docs/domain.md, 4; F17). Money counts once, over all promises of an account: what names a document for
//! the promises about it, then what is left of everything for all of them in order of their day.

use std::collections::{BTreeMap, BTreeSet};

use super::CallContext;
use crate::{
    domain::{Account, Day, Hold, HoldKind, Money, PaymentState, plus_days},
    sort,
};

/// The promises of an account that were kept, by the holds they stand in.
#[derive(Debug, Default)]
pub struct Promises<'a> {
    kept: BTreeSet<&'a str>,
}

/// One promise while money is put to it.
struct Promise<'a> {
    hold: &'a str,
    document: Option<&'a str>,
    /// In order of the promised day, then of the document; one about the whole account comes last of its day.
    order: (Day, bool, Option<&'a str>, Day, &'a str),
    /// The first day of money that may keep it.
    from: Day,
    /// The last day of its grace.
    last: Day,
    missing: Money,
}

impl Promise<'_> {
    /// Takes what it still lacks, as far as the money is of its days and its currency.
    fn take(&mut self, coin: &mut Coin<'_>) {
        if coin.rest.currency != self.missing.currency || !(self.from..=self.last).contains(&coin.day) {
            return;
        }
        let taken = self.missing.minor.min(coin.rest.minor).max(0);
        self.missing.minor -= taken;
        coin.rest.minor -= taken;
    }
}

/// Money that came, as far as no promise has taken it.
struct Coin<'a> {
    document: Option<&'a str>,
    day: Day,
    rest: Money,
}

impl<'a> Promises<'a> {
    /// Puts the money that has come to the promises of an account.
    #[must_use]
    pub fn of(context: &CallContext, account: &'a Account) -> Self {
        let mut promises: Vec<_> = account.holds.iter().filter_map(|hold| promise(context, hold)).collect();
        if promises.is_empty() {
            return Self::default();
        }
        sort::by_key(&mut promises, |promise| promise.order);
        let mut coins = coins(account, context.today);
        let mut named = BTreeMap::<&str, Vec<usize>>::new();
        for (at, coin) in coins.iter().enumerate() {
            if let Some(document) = coin.document {
                named.entry(document).or_default().push(at);
            }
        }
        for promise in &mut promises {
            for at in promise.document.and_then(|document| named.get(document)).into_iter().flatten() {
                if let Some(coin) = coins.get_mut(*at) {
                    promise.take(coin);
                }
            }
        }
        for promise in &mut promises {
            let of_account = promise.document.is_none();
            for coin in coins.iter_mut().filter(|coin| of_account || coin.document.is_none()) {
                promise.take(coin);
            }
        }
        Self {
            kept: sort::set(promises.iter().filter(|promise| promise.missing.minor <= 0).map(|promise| promise.hold)),
        }
    }

    /// Whether the promise of this hold was kept. One about everything that is left is kept when nothing is, and then there is nothing to remind
    /// of: no.
    #[must_use]
    pub fn is_kept(&self, hold: &Hold) -> bool {
        self.kept.contains(hold.id.as_str())
    }
}

/// The promise of an amount that a hold is.
fn promise<'a>(context: &CallContext, hold: &'a Hold) -> Option<Promise<'a>> {
    let HoldKind::Promise { amount: Some(amount), promised_for, made_on } = hold.kind else { return None };
    let document = hold.document.as_deref();
    let last = grace_ends(context, promised_for);
    // Money of the day on which it was made may have been there before: it keeps no promise early, and breaks none.
    let from = if context.today <= last { plus_days(made_on, 1) } else { made_on };
    Some(Promise {
        hold: &hold.id,
        document,
        order: (promised_for, document.is_none(), document, made_on, &hold.id),
        from,
        last,
        missing: amount,
    })
}

/// What is in the bank, the oldest first.
fn coins(account: &Account, today: Day) -> Vec<Coin<'_>> {
    let there = |day: Day, state: PaymentState| state == PaymentState::Settled && day <= today;
    let payments = account.payments.iter().filter(|payment| there(payment.day, payment.state));
    let coins =
        payments.map(|payment| Coin { document: payment.document.as_deref(), day: payment.day, rest: payment.amount });
    let mut coins: Vec<_> = coins.collect();
    sort::by_key(&mut coins, |coin| coin.day);
    coins
}

/// The last day of a promise: its own, moved off closed days, and the working days a bank needs.
#[must_use]
pub fn grace_ends(context: &CallContext, promised_for: Day) -> Day {
    let calendar = &context.settings.calendar;
    calendar.plus_working_days(calendar.next_open(promised_for), i64::from(context.settings.guards.promise_grace))
}
