//! Accounts handed out page by page: those whose day has come, that changed, or that were decided with something else.

use rusqlite::{
    ToSql, params,
    types::{ToSqlOutput, ValueRef},
};

use super::{Loaded, Store, Unreadable, bytes};
use crate::{error::Result, module::Budget, text::Words, words};

/// Accounts to look at together.
#[derive(Clone, Debug, Default)]
pub struct Page {
    /// Those that can be read.
    pub accounts: Vec<Loaded>,
    /// Those that cannot: nothing is decided on half of what is known.
    pub unreadable: Vec<Unreadable>,
    /// The last one of all, where the next page begins; none: there is no further page.
    pub last: Option<After>,
}

/// The account that a page begins after: by the bytes that the store has, so that an identifier which is not a text has its place, too.
#[derive(Clone, Debug, Default)]
pub struct After(Vec<u8>);

impl ToSql for After {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(ValueRef::Text(&self.0)))
    }
}

/// How much goes into one call of the module.
#[derive(Clone, Copy, Debug)]
pub struct PageSize {
    /// Accounts at most.
    pub accounts: usize,
    /// No further account is added once the page has so many documents and instalments.
    pub documents: usize,
    /// Nor once it has so many further records: history, payments, events, holds. Some 500 bytes of JSON each.
    pub records: usize,
}

impl Default for PageSize {
    fn default() -> Self {
        Self { accounts: 200, documents: 2_000, records: 20_000 }
    }
}

impl Store {
    /// The next page of accounts to look at on `today`: those whose day has come, whose data changed, or that were
    /// decided with something else than `decided_with`, or on a later day (a clock that was ahead). `after` is the last account of the page before; by default it is the first page.
    ///
    /// # Errors
    /// [`Kind::Store`](crate::error::Kind::Store).
    pub fn page(&self, tenant: &str, today: &str, decided_with: &str, after: &After, size: PageSize) -> Result<Page> {
        let mut statement = self.db.prepare_cached(
            "SELECT id FROM account
             WHERE tenant = ?1 AND id > ?2 AND (wake <= ?3 OR decided_with <> ?4 OR decided_on > ?3)
             ORDER BY id LIMIT ?5",
        )?;
        let limit = i64::try_from(size.accounts).unwrap_or(i64::MAX);
        let ids = statement.query_map(params![tenant, after, today, decided_with, limit], |row| bytes(row, 0))?;
        let (mut page, mut documents, mut records) = (Page::default(), 0, 0);
        for id in ids {
            let raw = id?;
            page.last = Some(After(raw.clone()));
            let Ok(id) = String::from_utf8(raw.clone()) else {
                let account = String::from_utf8_lossy(&raw).into_owned();
                page.unreadable.push(Unreadable { account, problem: not_utf8() });
                continue;
            };
            match self.account(tenant, &id, today) {
                Ok(Some(loaded)) => {
                    let work = Budget::of([&loaded.account]);
                    documents += work.documents;
                    records += work.records;
                    page.accounts.push(loaded);
                }
                Ok(None) => {}
                Err(error) if error.is_unreadable() => {
                    page.unreadable.push(Unreadable { account: id, problem: error.words() });
                }
                Err(error) => return Err(error),
            }
            let full = |count: u64, most: usize| usize::try_from(count).map_or(true, |count| count >= most);
            if full(documents, size.documents) || full(records, size.records) {
                break;
            }
        }
        Ok(page)
    }
}

fn not_utf8() -> Words {
    words!(
        "its identifier is not UTF-8, so nothing of it can be decided; the store was changed by something else than Relance",
        "son identifiant n'est pas en UTF-8, donc rien n'en peut être décidé ; la base a été modifiée par autre chose que Relance"
    )
}
