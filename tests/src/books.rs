//! A store without the command line: customers are put into it, and the daily job is run on it.

use std::{path::Path, sync::LazyLock};

use relance::{
    delivery::{Nowhere, deliver},
    job::{Job, Report},
    module::Module,
    sqlite,
    store::{Known, PageSize, Store, Tenant},
};
use serde::Serialize;
use serde_json::Value;

use crate::company;

/// The one tenant of the store.
pub const TENANT: &str = "main";

/// The module that is built in.
pub static MODULE: LazyLock<Module> = LazyLock::new(|| Module::embedded(None).unwrap());

/// A customer as the store takes it in.
///
/// # Panics
/// When it is no account of the contract.
#[must_use]
pub fn known(customer: &impl Serialize) -> Known {
    Known::already(serde_json::from_value(serde_json::to_value(customer).unwrap()).unwrap())
}

/// A new store in this folder, with bank data until that day.
///
/// # Panics
/// When it cannot be made.
#[must_use]
pub fn store(folder: &Path, settings: &Value, bank_date: &str, customers: &[impl Serialize]) -> Box<dyn Store> {
    let mut store = sqlite::create(&folder.join("t.db")).unwrap();
    store
        .put_tenant(&Tenant {
            id: TENANT.to_owned(),
            company: serde_json::from_value(company()).unwrap(),
            settings: settings.to_string(),
            bank_date: Some(bank_date.to_owned()),
            reader: None,
        })
        .unwrap();
    store.import(TENANT, &customers.iter().map(known).collect::<Vec<_>>(), &*MODULE).unwrap();
    store
}

/// The job of a day; all it wants is taken for sent.
///
/// # Panics
/// When the store or the module fails.
pub fn run(store: &mut dyn Store, module: &Module, today: &str) -> Report {
    let tenant = store.tenant(TENANT).unwrap();
    let report = Job { store, module, tenant: &tenant, today, page: PageSize::default() }.run().unwrap();
    deliver(store, TENANT, &Nowhere, None).unwrap();
    report
}

/// Why a document is or is not reminded, as the last run decided.
///
/// # Panics
/// When none has decided it.
#[must_use]
pub fn code(store: &dyn Store, number: &str) -> String {
    let standings = store.standings(TENANT).unwrap();
    standings.into_iter().find(|one| one.number == number).unwrap().decision.code
}
