//! [`Imports`](crate::store::Imports) in the tables of this store.

use relance_contract::records::types::{Account, Document, Payment, PaymentState};
use rusqlite::{Connection, OptionalExtension, params};

use super::{
    Sqlite,
    accounts::closed,
    books::Books,
    confirmed::{Told, Unproved, confirm, prove},
    life,
    missing::close,
    moved::{Leaving, Moves, history_follows, on_their_way},
    said::first_sent_here,
};
use crate::{
    error::{Error, Kind, Result},
    store::{
        Arrivals, Export, Imports, Known, Missing, Named, Taken, Unreadable,
        json::{from_json, to_json},
        life::{Remembered, is_later},
    },
    words,
};

impl Imports for Sqlite {
    fn import(&mut self, tenant: &str, accounts: &[Known]) -> Result<Taken> {
        self.take_in(tenant, Export { accounts: &accounts, closed: &[], today: "" })
    }

    fn take_in(&mut self, tenant: &str, export: Export<'_>) -> Result<Taken> {
        let mut transaction = self.db.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
        let mut taken = Taken::default();
        let mut moves = Moves::default();
        let books = Books::where_needed(&transaction, tenant, export.accounts)?;
        let mut unproved = Vec::new();
        export.accounts.each(&mut |known| {
            let savepoint = transaction.savepoint()?;
            match import_account(&savepoint, tenant, &known, export.accounts) {
                Ok((new, changed, moved, came)) => {
                    savepoint.commit()?;
                    unproved.extend(came);
                    taken.new += new;
                    taken.changed += changed;
                    moves.extend(moved);
                }
                // Dropping the savepoint takes back what this account had so far.
                Err(error) if error.is_unreadable() || error.is_constraint() => {
                    taken.unreadable.push(Unreadable { account: known.account.id.clone(), problem: error.words() });
                }
                Err(error) => return Err(error),
            }
            Ok(())
        })?;
        close(&transaction, tenant, export.closed)?;
        let bank_date: Option<String> = transaction
            .query_row("SELECT bank_date FROM tenant WHERE id = ?1", [tenant], |row| row.get(0))
            .optional()?;
        let days = (bank_date.as_deref().unwrap_or_default(), export.today);
        // After all of it: a credit note that was used is gone from one place and lowers an invoice in another.
        for (account, before) in books {
            let (came_in, given) = before.give_way(&transaction, tenant, &account)?;
            let (of_it, others) = unproved.into_iter().partition(|money| money.account == account);
            unproved = others;
            prove(&transaction, tenant, &account, (&of_it, came_in, given), days)?;
        }
        taken.moved = moves.settle(&transaction, tenant, export.today)?;
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

fn import_account(
    transaction: &Connection,
    tenant: &str,
    known: &Known,
    arrivals: &dyn Arrivals,
) -> Result<(usize, usize, Moves, Vec<Unproved>)> {
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
    let (mut new, mut changed, mut unproved) = (0, 0, Vec::new());
    let mut moves = Moves::default();
    for (document, from) in account.documents.iter().zip(&known.documents_from) {
        let former = former(transaction, tenant, &document.id)?;
        let remembered = life::taken(transaction, tenant, &document.id)?;
        if let Some(former) = former.as_ref().filter(|former| former.account != account.id) {
            let left = former.account.as_str();
            let cycle = from_json::<Document>(&former.data)?.cycle;
            let remembered = remembered.as_ref();
            let leaving = Leaving { from: left, to: &account.id, document, cycle, remembered };
            moves.follow(transaction, tenant, &leaving)?;
        }
        if former.is_none() && remembered.is_some() {
            // What a journal knows of it was recorded for the account it was in then.
            history_follows(transaction, tenant, &document.id, &account.id)?;
        }
        let of_document = |payment: &&Payment| payment.document.as_ref() == Some(&document.id);
        let now: Vec<_> = account.payments.iter().filter(of_document).cloned().collect();
        let before = imported_payments(transaction, tenant, &account.id, &document.id)?;
        let money = if paid(&before) >= document.total && paid(&now) < document.total {
            MoneyNews::Reopened
        } else if before.len() == now.len() && now.iter().all(|payment| before.contains(payment)) {
            MoneyNews::None
        } else {
            MoneyNews::Some
        };
        let (change, news) =
            import_document(transaction, tenant, &account.id, (document, former.as_ref(), remembered), (from, money))?;
        transaction
            .prepare_cached("UPDATE document SET whole = ?3 WHERE tenant = ?1 AND id = ?2 AND whole <> ?3")?
            .execute((tenant, &document.id, known.complete))?;
        match change {
            Change::New => new += 1,
            Change::Changed => changed += 1,
            Change::None => {}
        }
        // What people recorded as paid stays as long as the ERP says the same of its money.
        let stays = news == News::None
            || (money == MoneyNews::None && former.as_ref().is_some_and(|former| former.same_money(document)));
        let told =
            former.as_ref().map(|former| from_json::<Document>(former.imported.as_ref().unwrap_or(&former.data)));
        let told = told.transpose()?;
        let told = Told { before: told.as_ref(), now: document, listed: !now.is_empty(), stays };
        unproved.extend(confirm(transaction, tenant, &account.id, &told)?);
        transaction
            .prepare_cached(
                "DELETE FROM payment WHERE tenant = ?1 AND account = ?2 AND data ->> '$.document' = ?3 AND said <= ?4",
            )?
            .execute((tenant, &account.id, &document.id, !stays))?;
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
    Ok((new, changed, moves, unproved))
}

/// What an import says of the payments of a document.
#[derive(Clone, Copy, PartialEq, Eq)]
enum MoneyNews {
    /// The same as the last time.
    None,
    /// Something else.
    Some,
    /// Paid in full, and no longer so: a rejected debit, a bounced cheque.
    Reopened,
}

/// What these payments brought in.
fn paid(payments: &[Payment]) -> i64 {
    let settled = payments.iter().filter(|payment| payment.state == PaymentState::Settled);
    settled.fold(0, |sum, payment| sum.saturating_add(payment.amount.minor))
}

/// The payments of a document that the ERP knows.
fn imported_payments(transaction: &Connection, tenant: &str, account: &str, document: &str) -> Result<Vec<Payment>> {
    let mut statement = transaction.prepare_cached(
        "SELECT data FROM payment WHERE tenant = ?1 AND account = ?2 AND data ->> '$.document' = ?3 AND said = 0",
    )?;
    let rows = statement.query_map((tenant, account, document), |row| row.get::<_, String>(0))?;
    rows.map(|data| from_json(&data?)).collect()
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

/// What became of a document.
enum Change {
    New,
    Changed,
    None,
}

/// Whether the ERP says something else of a document than the last time. While it does not, what people said since stays.
#[derive(Clone, Copy, PartialEq, Eq)]
enum News {
    None,
    Some,
}

/// A document as the store has it.
struct Former {
    account: String,
    data: String,
    imported: Option<String>,
    known_from: String,
}

impl Former {
    /// Whether the ERP says the same of a document's money as the last time, whatever else it corrected: a due date, a number.
    fn same_money(&self, document: &Document) -> bool {
        let money = |document: &Document| {
            let parts =
                document.instalments.iter().map(|part| (part.id.clone(), part.amount, part.left)).collect::<Vec<_>>();
            (document.kind, document.status.clone(), document.currency.clone(), document.total, document.left, parts)
        };
        let before = self.imported.as_deref().and_then(|imported| from_json::<Document>(imported).ok());
        before.is_some_and(|before| money(&before) == money(document))
    }
}

fn former(transaction: &Connection, tenant: &str, document: &str) -> Result<Option<Former>> {
    let found = transaction
        .prepare_cached("SELECT account, data, imported, known_from FROM document WHERE tenant = ?1 AND id = ?2")?
        .query_row((tenant, document), |row| {
            Ok(Former { account: row.get(0)?, data: row.get(1)?, imported: row.get(2)?, known_from: row.get(3)? })
        })
        .optional()?;
    Ok(found)
}

fn import_document(
    transaction: &Connection,
    tenant: &str,
    account: &str,
    (document, former, remembered): (&Document, Option<&Former>, Option<Remembered>),
    (from, money): (&str, MoneyNews),
) -> Result<(Change, News)> {
    let imported = to_json(document)?;
    let mut document = document.clone();
    let (mut change, mut news) = (Change::New, News::Some);
    match (former, &remembered) {
        (None, Some(known)) => document.cycle = document.cycle.max(known.life.cycle_of(&document)),
        // It was another customer's: what was done then is of a former life.
        (None, None) => {
            let before = lived_elsewhere(transaction, tenant, account, &document.id)?;
            document.cycle = document.cycle.max(if before > 0 { before.saturating_add(1) } else { 0 });
        }
        (Some(_), _) => {}
    }
    if let Some(Former { account: former_account, data, imported: said, known_from }) = former {
        let same_account = former_account == account;
        if said.as_ref() == Some(&imported) && money == MoneyNews::None && known_from == from {
            news = News::None;
            if same_account {
                return Ok((Change::None, news));
            }
        }
        let former: Document = from_json(data)?;
        // A life ends by the ERP's own word: what people said in between is not undone by one that does not know it.
        let by_erp = match said {
            Some(said) => Document { cycle: former.cycle, ..from_json(said)? },
            None => former.clone(),
        };
        document.cycle = document.cycle.max(match remembered.filter(|known| known.life.cycle >= former.cycle) {
            // What left later than the store knows is the newer word: it was open then.
            Some(known) => known.life.cycle_of(&document),
            None => next_cycle(&by_erp, &document, money == MoneyNews::Reopened)?,
        });
        if news == News::None {
            document.status.clone_from(&former.status);
        }
        if document.first_sent.is_none() {
            document.first_sent = first_sent_here(transaction, tenant, &document.id, document.cycle)?;
        }
        if former == document && same_account && said.is_some() && known_from == from {
            transaction
                .prepare_cached("UPDATE document SET imported = ?3 WHERE tenant = ?1 AND id = ?2")?
                .execute((tenant, &document.id, &imported))?;
            return Ok((Change::None, news));
        }
        change = if same_account && former == document { Change::None } else { Change::Changed };
    } else if document.first_sent.is_none() {
        document.first_sent = first_sent_here(transaction, tenant, &document.id, document.cycle)?;
    }
    transaction
        .prepare_cached(
            "INSERT INTO document (tenant, id, account, number, known_from, data, imported)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
             ON CONFLICT (tenant, id) DO UPDATE SET account = excluded.account, number = excluded.number,
                 known_from = excluded.known_from, data = excluded.data, imported = excluded.imported",
        )?
        .execute(params![tenant, document.id, account, document.number, from, to_json(&document)?, imported])?;
    Ok((change, news))
}

/// The last cycle of a document of which something was done for another account; 0 none.
fn lived_elsewhere(transaction: &Connection, tenant: &str, account: &str, document: &str) -> Result<u32> {
    let mut statement = transaction.prepare_cached(
        "SELECT coalesce(max(cycle), 0) FROM entry WHERE tenant = ?1 AND document = ?2 AND account <> ?3",
    )?;
    Ok(statement.query_row((tenant, document, account), |row| row.get(0))?)
}

/// A document begins a new life when its due date moves later, it reopens, or a quote is extended. One that goes to another account: see
/// [`Moves::settle`].
fn next_cycle(former: &Document, document: &Document, reopened: bool) -> Result<u32> {
    let closed = |status: &str| matches!(status, "settled" | "cancelled" | "abandoned" | "refused");
    let again = is_later(former.due.as_ref(), document.due.as_ref())
        || is_later(former.valid_until.as_ref(), document.valid_until.as_ref())
        || reopened
        || (closed(&former.status) && !closed(&document.status));
    former.cycle.checked_add(u32::from(again)).ok_or_else(|| {
        Error::new(
            Kind::Input,
            words!("document {} has had too many lives", "la pièce {} a eu trop de vies", document.id),
        )
    })
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
