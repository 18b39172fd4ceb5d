//! Money that came in by the ERP's figures, put to the promises of its account: it proves that a promise of a part was kept.

use std::collections::BTreeMap;

use relance_contract::{format_iso, parse_day, plus_days};

use super::{
    super::records::{
        bookkeeping::ArrivalDays,
        types::{Amount, Hold, HoldKind, Payment},
    },
    books::Given,
    figures::Arrival,
    money::give,
};

/// Whether a hold is a promise of an amount: one about everything that is left needs no proof.
pub(super) fn is_of_a_part(hold: &Hold) -> bool {
    matches!(&hold.kind, HoldKind::Promise(promise) if promise.amount.is_some())
}

/// Proves what came in to whoever promised some of it. The money that gave way to it has a day; of the rest it is known that the figures of
/// the last day in the bank did not have it (`bank_date`), and it is not later than today. Doubt is for the customer: it came on the first of these
/// days on which it can keep the last promise.
pub(super) fn prove<'a>(
    arrivals: Vec<Arrival<'a>>,
    holds: &[Hold],
    (mut came_in, mut given): (BTreeMap<String, i64>, Vec<Given>),
    days: &ArrivalDays,
    in_figure: &mut BTreeMap<&'a str, Vec<Payment>>,
) {
    let Some(today) = days.today.as_deref() else { return };
    for Arrival { at, amount } in arrivals {
        let promises = holds.iter().filter_map(|hold| match &hold.kind {
            HoldKind::Promise(promise) if promise.amount.is_some() => Some((hold, promise.made_on.as_str())),
            _ => None,
        });
        let about = promises.filter(|(hold, made_on)| {
            hold.document.as_ref().is_none_or(|about| about == at.document) && *made_on <= today
        });
        let Some(made_on) = about.map(|(_, made_on)| made_on).max() else { continue };
        let Some(money) = came_in.get_mut(&amount.currency) else { continue };
        let in_figure = in_figure.entry(at.document).or_default();
        // What a credit note gave is no money.
        let mut rest = amount.minor.min(*money);
        *money -= rest.max(0);
        for Given { amount: given, day } in given.iter_mut().filter(|given| given.amount.currency == amount.currency) {
            let minor = give(&mut given.minor, &mut rest);
            at.add(in_figure, day, Amount { minor, ..amount.clone() });
        }
        let after = |day: &str| parse_day(day).map_or_else(String::new, |day| format_iso(plus_days(day, 1)));
        let day = after(days.bank_date.as_deref().unwrap_or_default()).max(after(made_on)).min(today.to_owned());
        at.add(in_figure, &day, Amount { minor: rest, ..amount });
    }
}
