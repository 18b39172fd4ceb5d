//! Money that a person recorded and that the ERP has not answered for long: it holds reminders back, or asks for less.

use relance_contract::{
    days_between, parse_day,
    records::types::{Account, PaymentState, Word},
};

use super::Report;
use crate::{text::agreed, words};

/// An ERP's books have what came in after so many days.
const DAYS: i64 = 30;

/// Payments of this kind: how many, and of what some are.
#[derive(Default)]
pub(super) struct Unanswered {
    count: usize,
    of: Vec<String>,
}

impl Unanswered {
    pub(super) fn add(&mut self, account: &Account, today: &str) {
        let is_old = |day: &str| {
            let days = parse_day(day).zip(parse_day(today));
            days.is_some_and(|(day, today)| days_between(day, today) > DAYS)
        };
        for payment in &account.payments {
            let waits = payment.known_by == Some(Word::Recorded) && payment.state == PaymentState::Settled;
            if !waits || !is_old(&payment.day) {
                continue;
            }
            self.count += 1;
            if self.of.len() < 5 {
                let document =
                    account.documents.iter().find(|document| Some(&document.id) == payment.document.as_ref());
                self.of.push(document.map_or(&account.id, |document| &document.number).clone());
            }
        }
    }

    pub(super) fn tell(&self, report: &mut Report) {
        if self.count == 0 {
            return;
        }
        let (count, of) = (self.count, self.of.join(", "));
        report.look(
            agreed(
                count,
                words!(
                    "{count} payment was recorded by hand more than {DAYS} days ago, and the ERP does not have it ({of}).",
                    "{count} règlement noté à la main il y a plus de {DAYS} jours est inconnu de l'ERP ({of})."
                ),
                words!(
                    "{count} payments were recorded by hand more than {DAYS} days ago, and the ERP does not have them ({of}).",
                    "{count} règlements notés à la main il y a plus de {DAYS} jours sont inconnus de l'ERP ({of})."
                ),
            ),
            words!(
                "book it in the ERP, or take it back: `relance pay DOCUMENT --amount … --date … --rejected`",
                "saisissez-le dans l'ERP, ou retirez-le : `relance pay PIÈCE --amount … --date … --rejected`"
            ),
        );
    }
}
