//! The parts of one invoice: what the host says is left of them, what payments and credits that name it took away.

use std::collections::BTreeMap;

use super::{Coin, Named, Open, figures::Figures, given_by_name, state_on, still_to_give};
use crate::{
    domain::{Day, Document, Money, Overflow, Payment, PaymentState, Word},
    sort,
};

/// The parts of an invoice.
pub(super) struct Parts<'a> {
    /// With what is left of each.
    pub(super) open: Vec<Open<'a>>,
    /// What was paid beyond its total.
    pub(super) over: Vec<Coin>,
    /// What credits that name it have to give beyond it.
    pub(super) unused: Vec<Coin>,
    /// Money on its way that names it, or one of them.
    pub(super) on_its_way: Vec<Pending<'a>>,
}

/// Counts what is left of each part, by the host's word and by what names it.
pub(super) fn of<'a>(named: &Named<'a>, document: &'a Document, today: Day) -> Result<Parts<'a>, Overflow> {
    let named_credits = named.credits.get(document.id.as_str()).map_or(&[][..], Vec::as_slice);
    let credits = named_credits.iter().filter(|credit| credit.currency == document.currency);
    let payments = named.payments.get(document.id.as_str()).map_or(&[][..], Vec::as_slice);
    let figures = Figures::of(document, payments, today);
    let mut paid = Paid::of(payments, &figures, today);
    // The parts whose own `left` the host gave, and the others.
    let (mut said, mut others) = (Vec::new(), Vec::new());
    for (part, left) in whole_parts(document, &figures) {
        match left {
            Some(left) => said.push((part, left)),
            None => others.push(part),
        }
    }
    let in_order = |a: &Open<'_>, b: &Open<'_>| (a.order, a.key).cmp(&(b.order, b.key));
    sort::by(&mut others, in_order);
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
    let by_host = figures.whole.map(|left| left.checked_sub(said_left).ok_or(Overflow)).transpose()?;
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
        sort::by_key(&mut to_any, |coin| coin.day);
        for coin in to_any {
            let mut rest = coin.minor;
            for part in &mut others {
                part.lower(coin.day, &mut rest);
            }
            over.push(Coin { minor: rest, ..coin });
        }
    }
    parts.extend(others);
    sort::by(&mut parts, in_order);
    let mut unused = Vec::new();
    for credit in credits {
        let mut rest = still_to_give(credit);
        for part in &mut parts {
            let taken = part.lower(Some(credit.issued), &mut rest);
            part.credited = part.credited.checked_add(taken).ok_or(Overflow)?;
        }
        unused.push(Coin { day: Some(credit.issued), minor: rest });
    }
    // What the host counted came on the days of the payments that it hands over.
    for (instalment, coins) in paid.settled.into_iter().chain(paid.counted) {
        for mut coin in coins {
            for part in parts.iter_mut().filter(|part| instalment.is_none() || part.key.1 == instalment) {
                coin.day.into_iter().for_each(|day| part.date(day, &mut coin.minor));
            }
        }
    }
    for part in &mut parts {
        part.pending = pending_for(&paid.pending, part.key.1);
    }
    Ok(Parts { open: parts, over, unused, on_its_way: paid.pending })
}

/// An invoice, or each of its instalments, with nothing paid, and what the host says is left of that part.
fn whole_parts<'a>(document: &'a Document, figures: &Figures<'_>) -> Vec<(Open<'a>, Option<i64>)> {
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
    let parts = document.instalments.iter().zip(&figures.parts).map(|(instalment, left)| {
        let order = (instalment.retention, false, Some(instalment.due));
        (part(Some(instalment.id.as_str()), order, instalment.amount), *left)
    });
    parts.collect()
}

/// Money on its way: the part it names, how much, on which day.
pub(super) type Pending<'a> = (Option<&'a str>, Money, Day);

/// The payments that name one document, by the instalment they name.
struct Paid<'a> {
    settled: BTreeMap<Option<&'a str>, Vec<Coin>>,
    /// What the figures count besides what the ERP lists.
    counted: BTreeMap<Option<&'a str>, Vec<Coin>>,
    pending: Vec<Pending<'a>>,
}

impl<'a> Paid<'a> {
    fn of(payments: &[&'a Payment], figures: &Figures<'a>, today: Day) -> Self {
        let listed = payments.iter().filter(|payment| payment.known_by == Word::Listed);
        let listed = listed.filter(|payment| state_on(payment, today) == PaymentState::Settled);
        let listed = listed.map(|payment| (*payment, payment.amount.minor));
        // What is in a figure already is not on its way, whatever its day.
        let pending = payments.iter().filter(|payment| payment.known_by != Word::InFigure);
        let pending = pending.filter(|payment| state_on(payment, today) == PaymentState::Pending);
        Self {
            settled: by_instalment(listed.chain(figures.rest.iter().copied())),
            counted: by_instalment(figures.counted.iter().copied()),
            pending: pending.map(|one| (one.instalment.as_deref(), one.amount, one.day)).collect(),
        }
    }
}

/// Money by the instalment it names, the oldest first.
fn by_instalment<'a>(money: impl Iterator<Item = (&'a Payment, i64)>) -> BTreeMap<Option<&'a str>, Vec<Coin>> {
    let mut coins = BTreeMap::<_, Vec<_>>::new();
    for (payment, minor) in money {
        let coin = Coin { day: Some(payment.day), minor };
        coins.entry(payment.instalment.as_deref()).or_default().push(coin);
    }
    for coins in coins.values_mut() {
        sort::by_key(coins, |coin| coin.day);
    }
    coins
}

fn pending_for(pending: &[Pending<'_>], instalment: Option<&str>) -> Option<(Money, Day)> {
    let touches = |named: Option<&str>| named.is_none() || named == instalment;
    let mine = pending.iter().filter(|(named, ..)| touches(*named)).map(|(_, amount, day)| (*amount, *day));
    mine.max_by_key(|(_, day)| *day)
}
