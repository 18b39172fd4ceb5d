//! [`Imports`](crate::store::Imports) in the tables of this store.

use std::collections::{BTreeMap, BTreeSet};

use relance_contract::records::{
    bookkeeping::{ArrivalDays, FormerLife, FormerPlace, KeptAccount, ToldAccount, Unnamed},
    types::{Account, Document, Payment},
};
use rusqlite::{Connection, OptionalExtension};

use super::{
    Sqlite,
    accounts::{closed, touch},
    kept::{From, Kept, bare, told},
    life::{self, owner},
    moved::{Leaving, Moves, history_follows, on_their_way},
    unread,
};
use crate::{
    error::{Kind, Result},
    store::{Bookkeeper, Export, Imports, Known, Missing, Named, Taken, Unreadable, json::to_json, life::Remembered},
};

impl Imports for Sqlite {
    fn import(&mut self, tenant: &str, accounts: &[Known], books: &dyn Bookkeeper) -> Result<Taken> {
        self.take_in(tenant, Export { accounts: &accounts, closed: &[], unread: &[], today: "", books })
    }

    fn take_in(&mut self, tenant: &str, export: Export<'_>) -> Result<Taken> {
        let mut transaction = self.db.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
        let bank_date: Option<String> = transaction
            .query_row("SELECT bank_date FROM tenant WHERE id = ?1", [tenant], |row| row.get(0))
            .optional()?;
        let some = |day: &str| Some(day.to_owned()).filter(|day| !day.is_empty());
        let days = ArrivalDays { bank_date: bank_date.as_deref().and_then(some), today: some(export.today) };
        let mut over = BTreeMap::<_, BTreeSet<_>>::new();
        for Missing { account, document, .. } in export.closed {
            over.entry(account.as_str()).or_default().insert(document.as_str());
        }
        let mut taken = Taken::default();
        let mut moves = Moves::default();
        unread::lift(&transaction, tenant, &export)?;
        export.accounts.each(&mut |known| {
            let over = over.remove(known.account.id.as_str()).unwrap_or_default();
            let savepoint = transaction.savepoint()?;
            let taking = Taking { transaction: &savepoint, tenant, days: &days, export: &export };
            match taking.account(&known, &over) {
                Ok(came) => {
                    savepoint.commit()?;
                    taken.new += came.new;
                    taken.changed += came.changed;
                    moves.extend(came.moved);
                }
                // Dropping the savepoint takes back what this account had so far.
                Err(error) => taken.unreadable.push(left_out(&known.account.id, error)?),
            }
            Ok(())
        })?;
        for (account, over) in over {
            let savepoint = transaction.savepoint()?;
            let taking = Taking { transaction: &savepoint, tenant, days: &days, export: &export };
            match taking.close(account, &over) {
                Ok(()) => savepoint.commit()?,
                Err(error) => taken.unreadable.push(left_out(account, error)?),
            }
        }
        taken.moved = moves.settle(&transaction, tenant, (export.today, export.books))?;
        unread::hold(&transaction, tenant, export.unread)?;
        transaction.commit()?;
        Ok(taken)
    }

    fn missing(&self, tenant: &str, named: &Named) -> Result<Vec<Missing>> {
        self.not_in(tenant, named)
    }

    fn unlisted(&self, tenant: &str, named: &Named) -> Result<Vec<Missing>> {
        self.not_listed(tenant, named)
    }
}

/// An account that stays as it was, and why: the others go on.
fn left_out(account: &str, error: crate::error::Error) -> Result<Unreadable> {
    if error.is_unreadable() || error.is_constraint() || error.is_too_large() || error.kind() == Kind::Input {
        return Ok(Unreadable { account: account.to_owned(), problem: error.words() });
    }
    Err(error)
}

/// What became of the documents of an account.
#[derive(Default)]
struct Came {
    new: usize,
    changed: usize,
    moved: Moves,
}

/// An export while its accounts are taken in.
struct Taking<'a> {
    transaction: &'a Connection,
    tenant: &'a str,
    days: &'a ArrivalDays,
    export: &'a Export<'a>,
}

impl Taking<'_> {
    /// An account that comes. Of one that is not complete the documents `over` are over, since the export does not name them.
    fn account(&self, known: &Known, over: &BTreeSet<&str>) -> Result<Came> {
        let Self { transaction, tenant, .. } = *self;
        let before = told(transaction, tenant, &known.account.id)?.unwrap_or_else(|| {
            bare(&Account { holds: Vec::new(), events: Vec::new(), closed_documents: None, ..known.account.clone() })
        });
        let known = &Known { account: known.with_offers_of(&before), ..known.clone() };
        let account = &known.account;
        transaction
            .prepare_cached(
                "INSERT INTO account (tenant, id, data) VALUES (?1, ?2, ?3)
                 ON CONFLICT (tenant, id) DO UPDATE SET data = excluded.data, revision = revision + 1, wake = ''",
            )?
            .execute((tenant, &account.id, to_json(&bare(account))?))?;
        let (mut came, mut former, mut came_here) = (Came::default(), Vec::new(), BTreeSet::new());
        let mut remembered = BTreeMap::new();
        for document in &account.documents {
            let life = life::taken(transaction, tenant, &document.id)?;
            remembered.extend(life.map(|life| (document.id.as_str(), life)));
        }
        let cycles = self.told_where_they_were(account, &remembered)?;
        for document in &account.documents {
            let id = document.id.as_str();
            let before = (remembered.get(id), cycles.get(id).copied());
            let (life, moved) = self.came_from(account, (document, before), &mut came.moved)?;
            former.extend(life);
            if moved {
                came_here.insert(document.id.clone());
            }
        }
        let kept = Kept::of(transaction, tenant, before)?;
        let from = From {
            documents: pairs(account.documents.iter().map(|document| &document.id), &known.documents_from),
            payments: pairs(account.payments.iter().map(|payment| &payment.id), &known.payments_from),
        };
        let is_news = !former.is_empty()
            || !came_here.is_empty()
            || !over.is_empty()
            || !kept.is_known_from(&from)
            || !says_the_same(&kept.account, known);
        if is_news {
            let (unnamed, others) = if known.complete {
                (Unnamed::Leaves, on_their_way(transaction, tenant, account, self.export.accounts)?)
            } else {
                unnamed(&kept.account, over)
            };
            let told = Account { history: Vec::new(), ..account.clone() };
            let told = ToldAccount { kept: Some(kept.account.clone()), told, unnamed, others, former };
            let taken = self.export.books.take(&told, self.days)?;
            kept.replace_by(transaction, tenant, &taken.kept, &from)?;
            let told = bare(&taken.kept.told);
            if told != bare(account) {
                // What happened to documents that this file does not name.
                transaction.prepare_cached("UPDATE account SET data = ?3 WHERE tenant = ?1 AND id = ?2")?.execute((
                    tenant,
                    &account.id,
                    to_json(&told)?,
                ))?;
            }
            came.new = taken.new.len();
            came_here.extend(taken.changed);
            came.changed = came_here.len();
        }
        for document in &account.documents {
            transaction
                .prepare_cached("UPDATE document SET whole = ?3 WHERE tenant = ?1 AND id = ?2 AND whole <> ?3")?
                .execute((tenant, &document.id, known.complete))?;
        }
        for entry in &account.history {
            super::commit::take_over(transaction, tenant, &account.id, entry, None)?;
            // An ERP that does not list its closed documents has its history believed.
            if account.closed_documents.is_none() {
                closed(transaction, tenant, &account.id, &entry.coverage.document)?;
            }
        }
        Ok(came)
    }

    /// Documents of an account that does not come are over.
    fn close(&self, account: &str, over: &BTreeSet<&str>) -> Result<()> {
        let Some(kept) = Kept::find(self.transaction, self.tenant, account)? else { return Ok(()) };
        let (unnamed, others) = unnamed(&kept.account, over);
        let mut told = kept.account.told.clone();
        told.documents.retain(|document| !over.contains(document.id.as_str()));
        told.payments.retain(|payment| payment.document.as_ref().is_none_or(|id| !over.contains(id.as_str())));
        let told = ToldAccount { kept: Some(kept.account.clone()), told, unnamed, others, former: Vec::new() };
        let taken = self.export.books.take(&told, self.days)?;
        kept.replace_by(self.transaction, self.tenant, &taken.kept, &From::default())?;
        touch(self.transaction, self.tenant, account)
    }

    /// Documents that were in another account are told to that one first, so that what people recorded for it as a whole gives way to what came in for
    /// them. Answers their cycles before.
    fn told_where_they_were<'k>(
        &self,
        account: &'k Account,
        remembered: &BTreeMap<&str, Remembered>,
    ) -> Result<BTreeMap<&'k str, u32>> {
        let Self { transaction, tenant, .. } = *self;
        let mut by_owner = BTreeMap::<String, Vec<&Document>>::new();
        for document in &account.documents {
            if let Some(from) = owner(transaction, tenant, &document.id)?.filter(|from| *from != account.id) {
                by_owner.entry(from).or_default().push(document);
            }
        }
        let mut cycles = BTreeMap::new();
        for (from, documents) in by_owner {
            let Some(kept) = Kept::find(transaction, tenant, &from)? else { continue };
            let ids: BTreeSet<_> = documents.iter().map(|document| document.id.as_str()).collect();
            let is_theirs = |id: &str| ids.contains(id);
            for document in kept.account.account.documents.iter().filter(|document| is_theirs(&document.id)) {
                let id = ids.get(document.id.as_str());
                cycles.extend(id.map(|id| (*id, document.cycle)));
            }
            let mut told = kept.account.told.clone();
            told.documents.retain(|document| !is_theirs(&document.id));
            told.documents.extend(documents.into_iter().cloned());
            told.payments.retain(|payment| payment.document.as_deref().is_none_or(|id| !is_theirs(id)));
            let of_them = |payment: &&Payment| payment.document.as_deref().is_some_and(is_theirs);
            told.payments.extend(account.payments.iter().filter(of_them).cloned());
            let lives = ids.iter().filter_map(|id| remembered.get(id));
            let former = lives.map(|known| known.life.former()).collect();
            let kept_account = Some(kept.account.clone());
            let told = ToldAccount { kept: kept_account, told, unnamed: Unnamed::Stays, others: Vec::new(), former };
            let taken = self.export.books.take(&told, self.days)?;
            kept.replace_by(transaction, tenant, &taken.kept, &From::default())?;
        }
        Ok(cycles)
    }

    /// What is known of a former life of a document that comes, and whether it was in another account. What was recorded of it is with the account
    /// from now on.
    fn came_from(
        &self,
        account: &Account,
        (document, (remembered, cycle)): (&Document, (Option<&Remembered>, Option<u32>)),
        moves: &mut Moves,
    ) -> Result<(Option<FormerLife>, bool)> {
        let Self { transaction, tenant, .. } = *self;
        let former = remembered.map(|known| known.life.former());
        match owner(transaction, tenant, &document.id)? {
            None if remembered.is_some() => {
                // What a journal knows of it was recorded for the account it was in then.
                history_follows(transaction, tenant, &document.id, &account.id)?;
                Ok((former, false))
            }
            None => {
                let cycle = lived_elsewhere(transaction, tenant, &account.id, &document.id)?;
                let life = |cycle| FormerLife { document: document.id.clone(), cycle, place: FormerPlace::Elsewhere };
                Ok((cycle.map(life), false))
            }
            Some(from) if from != account.id => {
                let cycle = cycle.unwrap_or(document.cycle);
                let leaving = Leaving { from: &from, to: &account.id, document, cycle, remembered };
                moves.follow(transaction, tenant, &leaving)?;
                Ok((former, true))
            }
            Some(_) => Ok((former, false)),
        }
    }
}

/// What becomes of the documents of an account that an export does not name: those of `over` are over, all others stay.
fn unnamed(kept: &KeptAccount, over: &BTreeSet<&str>) -> (Unnamed, Vec<String>) {
    if over.is_empty() {
        return (Unnamed::Stays, Vec::new());
    }
    let others = kept.account.documents.iter().map(|document| &document.id).filter(|id| !over.contains(id.as_str()));
    (Unnamed::IsOver, others.cloned().collect())
}

fn pairs<'a>(ids: impl Iterator<Item = &'a String>, from: &'a [String]) -> BTreeMap<&'a str, &'a str> {
    ids.map(String::as_str).zip(from.iter().map(String::as_str)).collect()
}

/// Whether nothing is news: not even the module could say anything else of it.
fn says_the_same(kept: &KeptAccount, known: &Known) -> bool {
    let Known { account, complete, .. } = known;
    let named: BTreeSet<_> = account.documents.iter().map(|document| Some(document.id.as_str())).collect();
    let is_told = |document: Option<&str>| *complete || named.contains(&document);
    let documents = |account: &Account| -> BTreeMap<_, _> {
        let told = account.documents.iter().filter(|document| is_told(Some(&document.id)));
        told.map(|document| (document.id.clone(), document.clone())).collect()
    };
    let payments = |payments: &[Payment]| -> BTreeMap<_, _> {
        let told = payments.iter().filter(|payment| payment.document.is_none() || is_told(payment.document.as_deref()));
        told.map(|payment| (payment.id.clone(), payment.clone())).collect()
    };
    let (before, now) = (payments(&kept.told.payments), payments(&account.payments));
    // Of an account that is not complete those of no document that do not come stay.
    let are_known = now.iter().all(|(id, payment)| before.get(id) == Some(payment));
    let are_all =
        before.values().all(|payment| now.contains_key(&payment.id) || !complete && payment.document.is_none());
    let is_whole = !complete || kept.account.documents.len() == account.documents.len();
    is_whole && bare(&kept.told) == bare(account) && documents(&kept.told) == documents(account) && are_known && are_all
}

/// The last cycle of a document in which something was done for another account.
fn lived_elsewhere(transaction: &Connection, tenant: &str, account: &str, document: &str) -> Result<Option<u32>> {
    let mut statement = transaction
        .prepare_cached("SELECT max(cycle) FROM entry WHERE tenant = ?1 AND document = ?2 AND account <> ?3")?;
    Ok(statement.query_row((tenant, document, account), |row| row.get(0))?)
}
