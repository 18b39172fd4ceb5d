//! [`Imports`](crate::store::Imports) in the tables of this store.

use std::collections::BTreeMap;

use relance_contract::records::{
    bookkeeping::{KeptDocument, TakenDocument, ToldDocument, Trace},
    types::{Account, Document, Payment},
};
use rusqlite::{Connection, OptionalExtension, params};

use super::{
    Sqlite,
    accounts::closed,
    books::Books,
    confirmed::{Unproved, prove},
    kept::{Row, Word, confirm, forget},
    life,
    missing::close,
    moved::{Leaving, Moves, history_follows, on_their_way},
    unread,
};
use crate::{
    error::{Kind, Result},
    store::{Arrivals, Bookkeeper, Export, Imports, Known, Missing, Named, Taken, Unreadable, json::to_json},
};

impl Imports for Sqlite {
    fn import(&mut self, tenant: &str, accounts: &[Known], books: &dyn Bookkeeper) -> Result<Taken> {
        self.take_in(tenant, Export { accounts: &accounts, closed: &[], unread: &[], today: "", books })
    }

    fn take_in(&mut self, tenant: &str, export: Export<'_>) -> Result<Taken> {
        let mut transaction = self.db.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
        let mut taken = Taken::default();
        let mut moves = Moves::default();
        let ledgers = Books::where_needed(&transaction, tenant, export.accounts)?;
        let mut unproved = Vec::new();
        unread::lift(&transaction, tenant, &export)?;
        export.accounts.each(&mut |known| {
            let savepoint = transaction.savepoint()?;
            match import_account(&savepoint, tenant, &known, (export.accounts, export.books)) {
                Ok(came) => {
                    savepoint.commit()?;
                    unproved.extend(came.unproved);
                    taken.new += came.new;
                    taken.changed += came.changed;
                    moves.extend(came.moved);
                }
                // Dropping the savepoint takes back what this account had so far.
                Err(error) if error.is_unreadable() || error.is_constraint() || error.kind() == Kind::Input => {
                    taken.unreadable.push(Unreadable { account: known.account.id.clone(), problem: error.words() });
                }
                Err(error) => return Err(error),
            }
            Ok(())
        })?;
        taken.unreadable.extend(close(&transaction, tenant, export.closed, (export.today, export.books))?);
        let bank_date: Option<String> = transaction
            .query_row("SELECT bank_date FROM tenant WHERE id = ?1", [tenant], |row| row.get(0))
            .optional()?;
        let days = (bank_date.as_deref().unwrap_or_default(), export.today);
        // After all of it: a credit note that was used is gone from one place and lowers an invoice in another.
        for (account, before) in ledgers {
            let (came_in, given) = before.give_way(&transaction, tenant, &account)?;
            let (of_it, others) = unproved.into_iter().partition(|money| money.account == account);
            unproved = others;
            prove(&transaction, tenant, &account, (&of_it, came_in, given), days)?;
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

/// What became of the documents of an account.
#[derive(Default)]
struct Came {
    new: usize,
    changed: usize,
    moved: Moves,
    unproved: Vec<Unproved>,
}

fn import_account(
    transaction: &Connection,
    tenant: &str,
    known: &Known,
    (arrivals, books): (&dyn Arrivals, &dyn Bookkeeper),
) -> Result<Came> {
    let account = &known.account;
    let bare = Account {
        revision: String::new(),
        documents: Vec::new(),
        payments: Vec::new(),
        history: Vec::new(),
        ..account.clone()
    };
    transaction
        .prepare_cached(
            "INSERT INTO account (tenant, id, data) VALUES (?1, ?2, ?3)
             ON CONFLICT (tenant, id) DO UPDATE SET data = excluded.data, revision = revision + 1, wake = ''",
        )?
        .execute((tenant, &account.id, to_json(&bare)?))?;
    let mut came = Came::default();
    let (mut told, mut places) = (Vec::new(), Vec::new());
    for (document, from) in account.documents.iter().zip(&known.documents_from) {
        let of_document = |payment: &&Payment| payment.document.as_ref() == Some(&document.id);
        let listed: Vec<_> = account.payments.iter().filter(of_document).cloned().collect();
        let place = Place::find(transaction, tenant, (account, document), &mut came.moved)?;
        forget(transaction, tenant, &account.id, (&document.id, Word::Listed))?;
        if !place.says_the_same(document, &listed, from) {
            told.push(ToldDocument { kept: place.kept, document: document.clone(), listed, trace: place.trace });
            places.push((place.was_here, from));
        }
    }
    for ((told, taken), (was_here, from)) in told.iter().zip(books.keep(&told)?).zip(places) {
        match &told.kept {
            None => came.new += 1,
            Some(kept) if was_here && kept.document == taken.document => {}
            Some(_) => came.changed += 1,
        }
        put(transaction, tenant, (&account.id, from), (told, &taken))?;
        came.unproved.extend(taken.arrivals.into_iter().map(|arrival| Unproved {
            account: account.id.clone(),
            document: told.document.id.clone(),
            arrival,
        }));
    }
    for document in &account.documents {
        transaction
            .prepare_cached("UPDATE document SET whole = ?3 WHERE tenant = ?1 AND id = ?2 AND whole <> ?3")?
            .execute((tenant, &document.id, known.complete))?;
    }
    if known.complete {
        let on_their_way = on_their_way(transaction, tenant, account, arrivals)?;
        forget_the_rest(transaction, tenant, account, &on_their_way)?;
    }
    for (payment, from) in account.payments.iter().zip(&known.payments_from) {
        import_payment(transaction, tenant, &account.id, payment, from)?;
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

/// Where a document was, before an account came with it.
struct Place {
    kept: Option<KeptDocument>,
    /// Whether it was in this account.
    was_here: bool,
    /// The day from which it was known.
    known_from: String,
    trace: Option<Trace>,
}

impl Place {
    /// Finds it; what was recorded of it is with the account from now on.
    fn find(
        transaction: &Connection,
        tenant: &str,
        (account, document): (&Account, &Document),
        moves: &mut Moves,
    ) -> Result<Self> {
        let remembered = life::taken(transaction, tenant, &document.id)?;
        let trace = remembered.as_ref().map(|known| known.life.trace());
        let Some(mut row) = Row::find(transaction, tenant, &document.id)? else {
            if remembered.is_some() {
                // What a journal knows of it was recorded for the account it was in then.
                history_follows(transaction, tenant, &document.id, &account.id)?;
            }
            let trace = match trace {
                None => lived_elsewhere(transaction, tenant, &account.id, &document.id)?.map(Trace::Elsewhere),
                journal => journal,
            };
            return Ok(Self { kept: None, was_here: false, known_from: String::new(), trace });
        };
        let was_here = row.account == account.id;
        if !was_here {
            let (from, cycle, remembered) = (row.account.as_str(), row.document.cycle, remembered.as_ref());
            moves.follow(transaction, tenant, &Leaving { from, to: &account.id, document, cycle, remembered })?;
            row.account.clone_from(&account.id);
        }
        let known_from = std::mem::take(&mut row.known_from);
        Ok(Self { kept: Some(row.kept(transaction, tenant)?), was_here, known_from, trace })
    }

    /// Whether nothing is news: not even the module could say anything else of it.
    fn says_the_same(&self, document: &Document, listed: &[Payment], from: &str) -> bool {
        let by_id = |payments: &[Payment]| {
            payments.iter().map(|payment| (payment.id.clone(), payment.clone())).collect::<BTreeMap<_, _>>()
        };
        let same =
            |kept: &KeptDocument| kept.told.as_ref() == Some(document) && by_id(&kept.money.listed) == by_id(listed);
        self.was_here && self.trace.is_none() && self.known_from == from && self.kept.as_ref().is_some_and(same)
    }
}

/// Keeps what the module said of a document.
fn put(
    transaction: &Connection,
    tenant: &str,
    (account, from): (&str, &str),
    (told, taken): (&ToldDocument, &TakenDocument),
) -> Result<()> {
    let document = &taken.document;
    if !taken.recorded_counts {
        forget(transaction, tenant, account, (&document.id, Word::Recorded))?;
    }
    confirm(transaction, tenant, account, (&document.id, &taken.confirmed))?;
    transaction
        .prepare_cached(
            "INSERT INTO document (tenant, id, account, number, known_from, data, imported)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
             ON CONFLICT (tenant, id) DO UPDATE SET account = excluded.account, number = excluded.number,
                 known_from = excluded.known_from, data = excluded.data, imported = excluded.imported",
        )?
        .execute(params![
            tenant,
            document.id,
            account,
            document.number,
            from,
            to_json(document)?,
            to_json(&told.document)?
        ])?;
    Ok(())
}

/// What a complete account no longer has, but for documents that other accounts of the file take over (`on_their_way`). Of payments that people
/// recorded those stay that the ERP said nothing new of, or has in its figures, and those of no document: they give way to its books.
fn forget_the_rest(transaction: &Connection, tenant: &str, account: &Account, on_their_way: &[String]) -> Result<()> {
    let here = account.documents.iter().map(|document| document.id.as_str());
    let documents = to_json(&here.chain(on_their_way.iter().map(String::as_str)).collect::<Vec<_>>())?;
    transaction
        .prepare_cached(
            "INSERT OR IGNORE INTO closed_document
             SELECT tenant, account, id FROM document INDEXED BY document_of_account
             WHERE tenant = ?1 AND account = ?2 AND id NOT IN (SELECT value FROM json_each(?3))",
        )?
        .execute((tenant, &account.id, &documents))?;
    // Named indexes: left to itself the planner walks everything the tenant has.
    for (table, column) in [("document", "id"), ("decision", "document")] {
        let query = format!(
            "DELETE FROM {table} INDEXED BY {table}_of_account
             WHERE tenant = ?1 AND account = ?2 AND {column} NOT IN (SELECT value FROM json_each(?3))"
        );
        transaction.prepare_cached(&query)?.execute((tenant, &account.id, &documents))?;
    }
    transaction
        .prepare_cached(
            "DELETE FROM payment WHERE tenant = ?1 AND account = ?2
                 AND coalesce(data ->> '$.document', '') NOT IN (SELECT value FROM json_each(?4))
                 AND NOT (said > 0 AND (data ->> '$.document' IS NULL OR data ->> '$.document' IN (SELECT value FROM json_each(?3))))",
        )?
        .execute((tenant, &account.id, &documents, to_json(&on_their_way)?))?;
    Ok(())
}

/// The last cycle of a document in which something was done for another account.
fn lived_elsewhere(transaction: &Connection, tenant: &str, account: &str, document: &str) -> Result<Option<u32>> {
    let mut statement = transaction
        .prepare_cached("SELECT max(cycle) FROM entry WHERE tenant = ?1 AND document = ?2 AND account <> ?3")?;
    Ok(statement.query_row((tenant, document, account), |row| row.get(0))?)
}

fn import_payment(transaction: &Connection, tenant: &str, account: &str, payment: &Payment, from: &str) -> Result<()> {
    transaction
        .prepare_cached(
            "INSERT INTO payment (tenant, account, id, known_from, data) VALUES (?1, ?2, ?3, ?4, ?5)
             ON CONFLICT (tenant, account, id) DO UPDATE SET known_from = excluded.known_from, data = excluded.data",
        )?
        .execute((tenant, account, &payment.id, from, to_json(payment)?))?;
    Ok(())
}
