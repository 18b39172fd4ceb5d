//! [`Pages`](crate::store::Pages) in the tables of this store.

use rusqlite::{
    ToSql, params,
    types::{ToSqlOutput, ValueRef},
};

use super::{Sqlite, bytes};
use crate::{
    error::Result,
    module::Budget,
    store::{Accounts, After, Page, PageSize, Pages, Since, Unreadable},
    text::Words,
    words,
};

impl Pages for Sqlite {
    fn page(&self, tenant: &str, today: &str, decided_with: &str, after: &After, size: PageSize) -> Result<Page> {
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

    fn since_now(&self, today: &str, module: &str) -> Result<Since> {
        Ok(Since { today: today.to_owned(), module: module.to_owned(), written: self.written_by_others()? })
    }
}

impl Sqlite {
    /// Whether another program has written anything since then.
    pub(super) fn is_otherwise(&self, since: &Since) -> Result<bool> {
        Ok(self.written_by_others()? != since.written)
    }

    /// Differs from one time to the next where another connection has changed the store in between.
    fn written_by_others(&self) -> Result<i64> {
        Ok(self.db.pragma_query_value(None, "data_version", |row| row.get(0))?)
    }
}

impl ToSql for After {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(ValueRef::Text(&self.0)))
    }
}

fn not_utf8() -> Words {
    words!(
        "its identifier is not UTF-8, so nothing of it can be decided; the store was changed by something else than Relance",
        "son identifiant n'est pas en UTF-8, donc rien n'en peut être décidé ; la base a été modifiée par autre chose que Relance"
    )
}
