//! Tenants: who sends, and by which settings.

use relance_contract::records::types::{Company, Context};
use sha2::{Digest, Sha256};

use super::json::to_json;
use crate::{error::Result, text::Language};

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
    pub bank_date: String,
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
            contract: relance_contract::CONTRACT.to_owned(),
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
    /// moves every day, and only what waits for it need be looked at again ([`Tenants::set_bank_date`]).
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

/// Tenants: who sends, and by which settings.
pub trait Tenants {
    /// Adds a tenant. `false`: there is one of that name, and it stays as it is.
    ///
    /// # Errors
    /// [`crate::error::Kind::Store`].
    fn add_tenant(&self, tenant: &Tenant) -> Result<bool>;

    /// Adds a tenant, or replaces its company and settings.
    ///
    /// # Errors
    /// [`crate::error::Kind::Store`].
    fn put_tenant(&self, tenant: &Tenant) -> Result<()>;

    /// Changes who signs, and nothing else; answers who signs now. What somebody else changes at the same moment stays.
    ///
    /// # Errors
    /// [`crate::error::Kind::Store`], or why it is not changed.
    fn change_company(&mut self, tenant: &str, change: &mut dyn FnMut(Company) -> Result<Company>) -> Result<Company>;

    /// Changes the settings, and nothing else.
    ///
    /// # Errors
    /// [`crate::error::Kind::Store`].
    fn set_settings(&self, tenant: &str, settings: &str) -> Result<()>;

    /// Says until which day bank movements are recorded. What was held because nobody knew is looked at again, on the same day.
    ///
    /// # Errors
    /// [`crate::error::Kind::Store`].
    fn set_bank_date(&mut self, tenant: &str, day: &str) -> Result<()>;

    /// Looks again at what waits for bank data, if others came since `decided_with` was read.
    ///
    /// # Errors
    /// [`crate::error::Kind::Store`].
    fn notice_bank_date(&mut self, decided_with: &Tenant) -> Result<()>;

    /// A tenant.
    ///
    /// # Errors
    /// [`crate::error::Kind::Input`] when there is none of that name.
    fn tenant(&self, id: &str) -> Result<Tenant>;
}
