//! What a host keeps of an account, from one state to the next. These functions see records as they came, since what is wrong in a document holds
//! it and does not keep it from being stored.

mod books;
mod document;
mod done;
mod figures;
mod life;
mod money;
mod noted;
mod promised;
mod said;

use std::collections::{BTreeMap, BTreeSet};

use relance_contract::json::invalid_request;

use super::records::{
    bookkeeping::{ArrivalDays, FormerLife, KeptAccount, TakenAccount, ToldAccount, Unnamed},
    types::{Account, Document, DocumentKind, Failure, Payment, PaymentState, Word},
};
use crate::{domain::parse_day, sort};
use books::Books;
use document::Told;
use figures::Credits;
use money::Money;

pub use done::count;
pub use noted::note;

/// What to keep of an account that the ERP tells.
///
/// # Errors
/// `invalid-request`: a day is none, it is another account than the one kept, or a document has had more lives than can be counted.
pub fn take(account: ToldAccount, days: &ArrivalDays) -> Result<TakenAccount, Failure> {
    for (path, day) in [("days.bank_date", &days.bank_date), ("days.today", &days.today)] {
        if day.as_ref().is_some_and(|day| parse_day(day).is_none()) {
            return Err(invalid_request(path, "is no possible date"));
        }
    }
    let ToldAccount { kept, told, unnamed, others, former } = account;
    let kept = kept.unwrap_or_else(|| KeptAccount {
        account: Account { revision: String::new(), ..nothing_of(&told) },
        told: nothing_of(&told),
    });
    is_one_account(&kept, &told.id)?;
    let others = sort::set(others.iter().map(String::as_str));
    let mut taking = Taking::of(&kept, &told);
    let mut credits = taking.credits(unnamed, &others);
    let former = sort::map(former.iter().map(|life| (life.document.as_str(), life)));
    for document in &told.documents {
        taking.tell(document, former.get(document.id.as_str()).copied(), (&mut credits, days.today.as_deref()))?;
    }
    for document in &kept.account.documents {
        let unnamed = if others.contains(document.id.as_str()) { Unnamed::Stays } else { unnamed };
        taking.leave(document, unnamed);
    }
    let mut taken = taking.finish((unnamed, &others), days);
    raise(&kept, &mut taken.kept);
    Ok(taken)
}

/// The revision of the account goes up by one where anything of it is otherwise. What is no number is before 1.
fn raise(before: &KeptAccount, after: &mut KeptAccount) {
    after.account.revision.clone_from(&before.account.revision);
    if after.account != before.account {
        let number = before.account.revision.parse::<u64>().unwrap_or_default();
        after.account.revision = number.wrapping_add(1).to_string();
    }
}

fn is_one_account(kept: &KeptAccount, id: &str) -> Result<(), Failure> {
    match [&kept.account.id, &kept.told.id].into_iter().find(|kept| *kept != id) {
        None => Ok(()),
        Some(other) => {
            let problem = format!("is of account `{}`, not of `{}`", shown(other), shown(id));
            Err(invalid_request("kept", &problem))
        }
    }
}

fn shown(id: &str) -> String {
    id.chars().take(60).collect()
}

/// An account with nothing in it yet.
fn nothing_of(account: &Account) -> Account {
    Account {
        id: account.id.clone(),
        holds: Vec::new(),
        events: Vec::new(),
        documents: Vec::new(),
        payments: Vec::new(),
        history: Vec::new(),
        closed_documents: None,
        ..account.clone()
    }
}

/// An account while what the ERP tells is taken in.
struct Taking<'a> {
    before: &'a KeptAccount,
    now: &'a Account,
    /// What was kept of each document: as it is handed over, and as the ERP told it last.
    kept: BTreeMap<&'a str, (&'a Document, Option<&'a Document>)>,
    /// The documents that the ERP tells now.
    told: BTreeSet<&'a str>,
    /// What people recorded and what is in the figures, by document.
    money: BTreeMap<Option<&'a str>, Money>,
    /// What the ERP listed before, and what it lists now.
    listed: [BTreeMap<Option<&'a str>, Vec<&'a Payment>>; 2],
    /// Payments that the ERP lists otherwise than before: it has answered what people recorded of the same identifier.
    answered: BTreeSet<&'a str>,
    /// What is kept from now on.
    after: KeptAccount,
    closed: BTreeSet<String>,
    /// What is in the figures, by document.
    in_figure: BTreeMap<&'a str, Vec<Payment>>,
    arrivals: Vec<figures::Arrival<'a>>,
    new: Vec<String>,
    changed: Vec<String>,
}

impl<'a> Taking<'a> {
    fn of(before: &'a KeptAccount, now: &'a Account) -> Self {
        let by_erp = sort::map(before.told.documents.iter().map(|document| (document.id.as_str(), document)));
        let with_told = |document: &'a Document| {
            let id = document.id.as_str();
            (id, (document, by_erp.get(id).copied()))
        };
        let listed = sort::map(before.told.payments.iter().map(|payment| (payment.id.as_str(), payment)));
        let is_new = |payment: &&Payment| listed.get(payment.id.as_str()) != Some(payment);
        let answered = sort::set(now.payments.iter().filter(is_new).map(|payment| payment.id.as_str()));
        let told = Account { history: Vec::new(), documents: Vec::new(), payments: Vec::new(), ..now.clone() };
        Self {
            before,
            now,
            kept: sort::map(before.account.documents.iter().map(with_told)),
            told: sort::set(now.documents.iter().map(|document| document.id.as_str())),
            money: Money::by_document(&before.account.payments),
            listed: [money::by_document(&before.told.payments), money::by_document(&now.payments)],
            answered,
            after: KeptAccount { account: told.clone(), told },
            closed: sort::set(before.account.closed_documents.iter().chain(&now.closed_documents).flatten().cloned()),
            in_figure: BTreeMap::new(),
            arrivals: Vec::new(),
            new: Vec::new(),
            changed: Vec::new(),
        }
    }

    /// What credits gave since the ERP told them last.
    fn credits(&self, unnamed: Unnamed, others: &BTreeSet<&str>) -> Credits<'a> {
        let by_now = sort::map(self.now.documents.iter().map(|document| (document.id.as_str(), document)));
        let mut credits = Credits::default();
        let is_credit = |document: &Document| matches!(document.kind, DocumentKind::CreditNote | DocumentKind::Deposit);
        for (id, (kept, told)) in self.kept.iter().filter(|(_, (kept, _))| is_credit(kept)) {
            let before = told.unwrap_or(kept);
            let stays = unnamed == Unnamed::Stays || others.contains(id);
            match by_now.get(id) {
                Some(now) if document::is_withdrawn(now) => {}
                Some(now) => credits.gave(now, books::open(before, 0).saturating_sub(books::open(now, 0))),
                None if stays => {}
                None => credits.gave(before, books::open(before, 0)),
            }
        }
        // One that is used as soon as it is told.
        let is_new = |document: &&&Document| {
            document.kind == DocumentKind::CreditNote
                && !document::is_withdrawn(document)
                && !self.kept.contains_key(document.id.as_str())
        };
        for new in by_now.values().filter(is_new) {
            credits.gave(new, new.total.saturating_abs().saturating_sub(books::open(new, 0)));
        }
        credits
    }

    /// A document as the ERP tells it now.
    fn tell(
        &mut self,
        now: &'a Document,
        former: Option<&FormerLife>,
        (credits, today): (&mut Credits<'a>, Option<&str>),
    ) -> Result<(), Failure> {
        let id = now.id.as_str();
        let kept = self.kept.get(id).copied();
        let mut money = self.money.remove(&Some(id)).unwrap_or_default();
        let (answered, recorded) =
            money.recorded.into_iter().partition(|payment| self.answered.contains(payment.id.as_str()));
        money.recorded = recorded;
        let [listed, lists] = self.listed(id);
        let first_sent = kept.and_then(|(kept, _)| life::first_sent(kept, &self.before.account.history));
        let listed = (listed.as_slice(), lists.as_slice());
        let taken = Told { kept, first_sent, money, listed, now, former, answered, credits, today }.taken()?;
        match kept {
            None => self.new.push(now.id.clone()),
            Some((kept, _)) if *kept == taken.document => {}
            Some(_) => self.changed.push(now.id.clone()),
        }
        self.pay(&lists, taken.recorded);
        self.in_figure.insert(id, taken.in_figure);
        self.arrivals.extend(taken.arrivals);
        self.after.account.documents.push(taken.document);
        self.after.told.documents.push(now.clone());
        Ok(())
    }

    /// A document of before; one that the ERP does not tell is what `unnamed` says of it.
    fn leave(&mut self, kept: &'a Document, unnamed: Unnamed) {
        let id = kept.id.as_str();
        if self.told.contains(id) {
            return;
        }
        let mut document = kept.clone();
        let Money { mut recorded, mut in_figure } = self.money.remove(&Some(id)).unwrap_or_default();
        match unnamed {
            Unnamed::Leaves => {
                self.closed.insert(document.id);
                return;
            }
            Unnamed::IsOver => {
                document::is_over(&mut document);
                // What is settled answers what people recorded.
                recorded.retain(|payment| payment.state == PaymentState::Rejected);
                in_figure.clear();
                if document != *kept {
                    self.changed.push(document.id.clone());
                }
            }
            Unnamed::Stays => {
                let told = self.kept.get(id).and_then(|(_, told)| *told);
                self.after.told.documents.extend(told.cloned());
            }
        }
        // The ERP may tell payments of a document that it does not tell.
        let [mut listed, lists] = self.listed(id);
        let named = sort::set(lists.iter().map(|payment| payment.id.as_str()));
        listed.retain(|payment| !named.contains(payment.id.as_str()));
        listed.extend(&lists);
        self.pay(&listed, recorded);
        self.in_figure.insert(id, in_figure);
        self.after.account.documents.push(document);
    }

    /// What the ERP listed of a document before, and what it lists now.
    fn listed(&mut self, id: &'a str) -> [Vec<&'a Payment>; 2] {
        self.listed.each_mut().map(|listed| listed.remove(&Some(id)).unwrap_or_default())
    }

    /// Keeps what the ERP lists, and what people recorded besides.
    fn pay(&mut self, listed: &[&Payment], recorded: Vec<Payment>) {
        self.after.told.payments.extend(listed.iter().copied().cloned());
        self.after.account.payments.extend(listed.iter().copied().cloned());
        self.after.account.payments.extend(recorded);
    }

    /// Payments of no document, and of documents that are not there. Answers what people recorded for the account as a whole.
    fn pay_the_rest(&mut self, unnamed: Unnamed) -> Vec<Payment> {
        let there = sort::set(self.after.account.documents.iter().map(|document| document.id.clone()));
        let [before, now] = std::mem::take(&mut self.listed);
        let is_of_none = |document: &Option<&str>| document.is_none_or(|document| !there.contains(document));
        let of_none = |listed: BTreeMap<Option<&'a str>, Vec<&'a Payment>>| {
            listed.into_iter().filter(|(document, _)| is_of_none(document)).flat_map(|(_, payments)| payments)
        };
        let mut listed: Vec<_> = of_none(now).collect();
        // One that names a document by now is told there.
        let names = sort::set(self.now.payments.iter().map(|payment| payment.id.as_str()));
        let mut of_account = Vec::new();
        if unnamed != Unnamed::Leaves {
            listed.extend(of_none(before).filter(|payment| !names.contains(payment.id.as_str())));
        }
        let mut of_others = Vec::new();
        for (document, Money { mut recorded, in_figure }) in std::mem::take(&mut self.money) {
            if document.is_some() {
                recorded.retain(|payment| !self.answered.contains(payment.id.as_str()));
            }
            match document {
                None => of_account.extend(recorded),
                Some(_) if unnamed != Unnamed::Leaves => of_others.extend(recorded.into_iter().chain(in_figure)),
                Some(_) => {}
            }
        }
        self.pay(&listed, of_others);
        of_account
    }

    fn finish(mut self, (unnamed, others): (Unnamed, &BTreeSet<&str>), days: &ArrivalDays) -> TakenAccount {
        if unnamed == Unnamed::Stays {
            // What the ERP told of documents that it does not tell now.
            let is_untold = |id: &String| !self.told.contains(id.as_str());
            let events = self.before.told.events.iter().filter(|event| event.document.as_ref().is_some_and(is_untold));
            self.after.told.events.extend(events.clone().cloned());
            self.after.account.events.extend(events.cloned());
        }
        said::keep(self.before, &mut self.after.account);
        let recorded = self.pay_the_rest(unnamed);
        let holds = &self.after.account.holds;
        if !recorded.is_empty() || holds.iter().any(promised::is_of_a_part) {
            // What another account of the export has is counted there.
            let others = sort::set(others.difference(&self.told).copied());
            let before = Books::of(&self.before.account, &self.before.told.documents, &others);
            let came_in = before.came_in(&Books::of(&self.after.account, &self.after.told.documents, &others));
            // What the ERP lists under the same identifier is the first to be what came in.
            let (answered, recorded): (Vec<_>, Vec<_>) =
                recorded.into_iter().partition(|payment| self.answered.contains(payment.id.as_str()));
            let (_, rest, _) = books::give_way(&answered, &came_in);
            let (still, _, given) = books::give_way(&recorded, &rest);
            promised::prove(self.arrivals, holds, (came_in, given), days, &mut self.in_figure);
            self.after.account.payments.extend(still);
        }
        let in_figure = self.in_figure.into_values().flatten();
        self.after.account.payments.extend(in_figure);
        self.after.account.history = said::history(&self.before.account.history, &self.now.history);
        let Account { holds, events, history, documents, payments, .. } = &mut self.after.account;
        let recorded = payments.iter().filter(|payment| money::word(payment) == Word::Recorded);
        let recorded = sort::set(recorded.map(|payment| payment.id.clone()));
        payments.retain(|one| money::word(one) == Word::Recorded || !recorded.contains(&one.id));
        let is_listed = [&self.before.account, self.now].iter().any(|account| account.closed_documents.is_some());
        if !is_listed && !self.closed.is_empty() {
            // Now that there is a list, what people said and what was done names nothing that is not on it.
            let of_holds = holds.iter().filter_map(|hold| hold.document.clone());
            let of_events = events.iter().filter_map(|event| event.document.clone());
            let of_history = history.iter().map(|entry| entry.coverage.document.clone());
            self.closed.extend(of_holds.chain(of_events).chain(of_history).filter(|id| *id != self.now.id));
        }
        for document in documents {
            self.closed.remove(&document.id);
        }
        if is_listed || !self.closed.is_empty() {
            self.after.account.closed_documents = Some(self.closed.into_iter().collect());
        }
        TakenAccount { kept: self.after, new: self.new, changed: self.changed }
    }
}
