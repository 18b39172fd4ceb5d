//! [`Tenants`](crate::store::Tenants) in the tables of this store.

use relance_contract::records::types::Company;
use rusqlite::{Connection, OptionalExtension};

use super::Sqlite;
use crate::{
    error::{Error, Kind, Result},
    store::{
        Tenant, Tenants,
        json::{from_json, to_json},
    },
    words,
};

impl Tenants for Sqlite {
    fn add_tenant(&self, tenant: &Tenant) -> Result<bool> {
        let added = self.db.execute(
            "INSERT INTO tenant (id, company, settings, bank_date) VALUES (?1, ?2, ?3, ?4) ON CONFLICT (id) DO NOTHING",
            (&tenant.id, to_json(&tenant.company)?, &tenant.settings, tenant.bank_date.as_deref().unwrap_or_default()),
        )?;
        Ok(added > 0)
    }

    fn put_tenant(&self, tenant: &Tenant) -> Result<()> {
        self.db.execute(
            "INSERT INTO tenant (id, company, settings, bank_date) VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT (id) DO UPDATE
             SET company = excluded.company, settings = excluded.settings, bank_date = excluded.bank_date",
            (&tenant.id, to_json(&tenant.company)?, &tenant.settings, tenant.bank_date.as_deref().unwrap_or_default()),
        )?;
        Ok(())
    }

    fn change_company(&mut self, tenant: &str, change: &mut dyn FnMut(Company) -> Result<Company>) -> Result<Company> {
        let transaction = self.db.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
        let known: String =
            transaction.query_row("SELECT company FROM tenant WHERE id = ?1", [tenant], |row| row.get(0))?;
        let company = change(from_json(&known)?)?;
        transaction.execute("UPDATE tenant SET company = ?2 WHERE id = ?1", (tenant, to_json(&company)?))?;
        transaction.commit()?;
        Ok(company)
    }

    fn set_settings(&self, tenant: &str, settings: &str) -> Result<()> {
        self.db.execute("UPDATE tenant SET settings = ?2 WHERE id = ?1", (tenant, settings))?;
        Ok(())
    }

    fn set_bank_date(&mut self, tenant: &str, day: &str) -> Result<()> {
        let transaction = self.db.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
        let changed =
            transaction.execute("UPDATE tenant SET bank_date = ?2 WHERE id = ?1 AND bank_date <> ?2", (tenant, day))?;
        if changed > 0 {
            look_again(&transaction, tenant)?;
        }
        transaction.commit()?;
        Ok(())
    }

    fn notice_bank_date(&mut self, decided_with: &Tenant) -> Result<()> {
        if self.tenant(&decided_with.id)?.bank_date != decided_with.bank_date {
            look_again(&self.db, &decided_with.id)?;
        }
        Ok(())
    }

    fn tenant(&self, id: &str) -> Result<Tenant> {
        let found = self
            .db
            .query_row("SELECT company, settings, bank_date FROM tenant WHERE id = ?1", [id], |row| {
                Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?, row.get::<_, String>(2)?))
            })
            .optional()?;
        let Some((company, settings, bank_date)) = found else {
            let known = self.tenants()?.join(", ");
            return Err(Error::new(
                Kind::Input,
                words!("the store has no tenant `{id}`", "la base n'a pas de société `{id}`"),
            )
            .hint(words!("it has: {known}", "elle a : {known}")));
        };
        Ok(Tenant {
            id: id.to_owned(),
            company: from_json(&company)?,
            settings,
            bank_date: Some(bank_date).filter(|day| !day.is_empty()),
            reader: None,
        })
    }
}

impl Sqlite {
    fn tenants(&self) -> Result<Vec<String>> {
        let mut statement = self.db.prepare_cached("SELECT id FROM tenant ORDER BY id")?;
        let ids = statement.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
        Ok(ids)
    }
}

/// Bank data say something new only about what waits for them: everything else stays as it was decided.
fn look_again(connection: &Connection, tenant: &str) -> Result<()> {
    connection
        .prepare_cached(
            "UPDATE account SET revision = revision + 1, wake = ''
             WHERE tenant = ?1 AND id IN (SELECT account FROM decision WHERE tenant = ?1 AND code = 'bank-data-stale')",
        )?
        .execute([tenant])?;
    Ok(())
}
