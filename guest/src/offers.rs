//! Limited offers: their end, who may be made one, and the countdown (F45, F61).
//!
//! A discount makes a reminder prospecting: nobody who opted out gets it, a consumer only after agreeing (CPCE L34-5). The message then
//! leaves without the offer. An offer ends with the quote, and no repetition renews it.

use crate::{
    domain::{Day, days_between, plus_days},
    rules::{self, AddressedAction, Case, Destination, Part},
    settings::{Offer, Percent},
    verdict::Act,
};

/// An offer as a message speaks of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Terms {
    /// The discount.
    pub discount: Percent,
    /// The last day it holds.
    pub last_day: Day,
    /// Days from the day of the message to that day.
    pub days_left: i64,
}

/// The offer a message may speak of: its own, else one that an earlier step made and that still holds.
#[must_use]
pub fn terms(case: &Case<'_>, act: &Act<'_>, addressed: &AddressedAction<'_>) -> Option<Terms> {
    let Part::Message(message, destination) = &addressed.part else { return None };
    if !may_be_offered(case, destination) {
        return None;
    }
    let own = message.offer.filter(|_| act.scheduled.repetition == 0);
    let own = own.map(|offer| (offer, case.context.today));
    own.or_else(|| earlier(case, act)).and_then(|(offer, made_on)| still_holds(case, offer, made_on))
}

/// An offer made on that day, as long as it holds.
pub(crate) fn still_holds(case: &Case<'_>, offer: Offer, made_on: Day) -> Option<Terms> {
    let today = case.context.today;
    let end = plus_days(made_on, i64::from(offer.days));
    let last_day = case.document.valid_until.map_or(end, |valid_until| valid_until.min(end));
    (today <= last_day).then(|| Terms { discount: offer.discount, last_day, days_left: days_between(today, last_day) })
}

fn earlier(case: &Case<'_>, act: &Act<'_>) -> Option<(Offer, Day)> {
    let past = case.past(act.run);
    let made = act.scenario.steps.iter().filter(|step| step.id != act.scheduled.step.id).filter_map(|step| {
        let offer = step.actions.iter().find_map(|action| action.message()?.offer)?;
        Some((offer, past.day_left(act.scenario, step, 0)?))
    });
    made.max_by_key(|(_, day)| *day)
}

/// Whether an offer may be made this way: letters always, e-mails and short messages to businesses unless they opted out, to consumers
/// only once they agreed.
pub(crate) fn may_be_offered(case: &Case<'_>, destination: &Destination<'_>) -> bool {
    let consumer = rules::is_consumer(case);
    let allowed = |opted_out: bool, opted_in: bool| !opted_out && (!consumer || opted_in);
    match destination {
        Destination::Mail(mail) => mail.to.iter().all(|(_, mailbox)| allowed(mailbox.opted_out, mailbox.opted_in)),
        Destination::Phone(phone) => match phone.contact.and_then(|contact| contact.mailbox.as_ref()) {
            Some(mailbox) => allowed(mailbox.opted_out, mailbox.opted_in),
            None => !consumer,
        },
        Destination::Post(_) => true,
    }
}
