//! Tenants: who sends, and by which settings.

use relance_contract::records::types::{Company, Context};
use rusqlite::{Connection, OptionalExtension};
use sha2::{Digest, Sha256};

use super::{Store, from_json, to_json};
use crate::{
    error::{Error, Kind, Result},
    text::Language,
    words,
};

/// One tenant.
#[derive(Clone, Debug)]
pub struct Tenant {
    /// Its identifier.
    pub id: String,
    /// Who signs.
    pub company: Company,
    /// The settings, as people edit them.
    pub settings: String,
    /// The last day whose bank movements are recorded.
    pub bank_date: Option<String>,
    /// Who reads what the module finds: whoever works here now, and nothing the store keeps. `None`: it is said in the company's language.
    pub reader: Option<Language>,
}

/// All that decisions of a day depend on besides the accounts.
#[derive(Clone, Debug)]
pub struct DecidedWith {
    /// Of company, settings and module, [`Tenant::digest`].
    pub digest: String,
    /// The last day whose bank movements are recorded; '' nobody said.
    pub(super) bank_date: String,
}

impl Tenant {
    /// The same, for somebody who reads that language.
    #[must_use]
    pub fn read_by(self, reader: Language) -> Self {
        Self { reader: Some(reader), ..self }
    }

    /// What every call of one day is given.
    #[must_use]
    pub fn context(&self, today: &str) -> Context {
        Context {
            tenant: self.id.clone(),
            today: today.to_owned(),
            settings: self.settings.clone(),
            company: self.company.clone(),
            plan: None,
            bank_date: self.bank_date.clone(),
            language: self.reader.map(|reader| reader.code().to_owned()),
        }
    }

    /// What is decided with, with the module of this digest.
    ///
    /// # Errors
    /// As [`Tenant::digest`].
    pub fn decided_with(&self, module: &str) -> Result<DecidedWith> {
        Ok(DecidedWith { digest: self.digest(module)?, bank_date: self.bank_date.clone().unwrap_or_default() })
    }

    /// A digest of all that decisions depend on besides the accounts; `module` is that of the module. The bank date is not part of it: it
    /// moves every day, and only what waits for it need be looked at again ([`Store::set_bank_date`]).
    ///
    /// # Errors
    /// None in practice: a company always has a JSON form.
    pub fn digest(&self, module: &str) -> Result<String> {
        let mut digest = Sha256::new();
        for part in [self.settings.as_str(), &to_json(&self.company)?, module] {
            digest.update(u64::try_from(part.len()).unwrap_or(u64::MAX).to_le_bytes());
            digest.update(part);
        }
        Ok(digest.finalize().iter().take(16).map(|byte| format!("{byte:02x}")).collect())
    }
}

impl Store {
    /// Adds a tenant. `false`: there is one of that name, and it stays as it is.
    ///
    /// # Errors
    /// [`Kind::Store`].
    pub fn add_tenant(&self, tenant: &Tenant) -> Result<bool> {
        let added = self.db.execute(
            "INSERT INTO tenant (id, company, settings, bank_date) VALUES (?1, ?2, ?3, ?4) ON CONFLICT (id) DO NOTHING",
            (&tenant.id, to_json(&tenant.company)?, &tenant.settings, tenant.bank_date.as_deref().unwrap_or_default()),
        )?;
        Ok(added > 0)
    }

    /// Adds a tenant, or replaces its company and settings.
    ///
    /// # Errors
    /// [`Kind::Store`].
    pub fn put_tenant(&self, tenant: &Tenant) -> Result<()> {
        self.db.execute(
            "INSERT INTO tenant (id, company, settings, bank_date) VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT (id) DO UPDATE
             SET company = excluded.company, settings = excluded.settings, bank_date = excluded.bank_date",
            (&tenant.id, to_json(&tenant.company)?, &tenant.settings, tenant.bank_date.as_deref().unwrap_or_default()),
        )?;
        Ok(())
    }

    /// Changes who signs, and nothing else; answers who signs now. What somebody else changes at the same moment stays.
    ///
    /// # Errors
    /// [`Kind::Store`], or why it is not changed.
    pub fn change_company(&mut self, tenant: &str, change: impl FnOnce(Company) -> Result<Company>) -> Result<Company> {
        let transaction = self.db.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
        let known: String =
            transaction.query_row("SELECT company FROM tenant WHERE id = ?1", [tenant], |row| row.get(0))?;
        let company = change(from_json(&known)?)?;
        transaction.execute("UPDATE tenant SET company = ?2 WHERE id = ?1", (tenant, to_json(&company)?))?;
        transaction.commit()?;
        Ok(company)
    }

    /// Changes the settings, and nothing else.
    ///
    /// # Errors
    /// [`Kind::Store`].
    pub fn set_settings(&self, tenant: &str, settings: &str) -> Result<()> {
        self.db.execute("UPDATE tenant SET settings = ?2 WHERE id = ?1", (tenant, settings))?;
        Ok(())
    }

    /// Says until which day bank movements are recorded. What was held because nobody knew is looked at again, on the same day.
    ///
    /// # Errors
    /// [`Kind::Store`].
    pub fn set_bank_date(&mut self, tenant: &str, day: &str) -> Result<()> {
        let transaction = self.db.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
        let changed =
            transaction.execute("UPDATE tenant SET bank_date = ?2 WHERE id = ?1 AND bank_date <> ?2", (tenant, day))?;
        if changed > 0 {
            look_again(&transaction, tenant)?;
        }
        transaction.commit()?;
        Ok(())
    }

    /// Looks again at what waits for bank data, if others came since `decided_with` was read.
    ///
    /// # Errors
    /// [`Kind::Store`].
    pub fn notice_bank_date(&mut self, decided_with: &Tenant) -> Result<()> {
        if self.tenant(&decided_with.id)?.bank_date != decided_with.bank_date {
            look_again(&self.db, &decided_with.id)?;
        }
        Ok(())
    }

    /// A tenant.
    ///
    /// # Errors
    /// [`Kind::Input`] when there is none of that name.
    pub fn tenant(&self, id: &str) -> Result<Tenant> {
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
