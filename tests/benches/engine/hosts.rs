//! The ways of calling the engine that are measured, each ready made before the clock runs.

use relance_guest::{
    contract::{reminders::DaySoFar, types as native},
    wire,
};
use serde_json::{Value, json};
use wasmtime::{
    Config, Engine, Store,
    component::{Component, Linker},
};

use super::pages::{Page, Work};

wasmtime::component::bindgen!({ path: "../wit", world: "module", additional_derives: [Clone, serde::Deserialize] });

use exports::relance::reminders::{reminders as host, types as records};

/// A way of calling the engine.
pub trait Host {
    /// A page as this host hands it over.
    type Page: Clone;

    /// Makes the pages ready.
    fn prepare(&self, work: Work, pages: impl Iterator<Item = Page>) -> Vec<Self::Page>;

    /// Calls the engine for one page.
    fn run(&self, work: Work, page: Self::Page);
}

/// Enough for any page; counting is what costs.
const FUEL: u64 = 1_000_000_000_000;

const SO_FAR: DaySoFar = DaySoFar { customer_messages: 0 };

/// The native library with records.
pub struct Native;

impl Host for Native {
    type Page = (native::Context, Vec<native::Account>);

    fn prepare(&self, _: Work, pages: impl Iterator<Item = Page>) -> Vec<Self::Page> {
        let read = |page: Page| {
            let accounts = page.accounts.into_iter().map(|account| serde_json::from_value(account).unwrap());
            (serde_json::from_value(page.context).unwrap(), accounts.collect())
        };
        pages.map(read).collect()
    }

    fn run(&self, work: Work, (context, accounts): Self::Page) {
        if work == Work::Rendered {
            divan::black_box(wire::run(context, SO_FAR, accounts, None).unwrap());
        } else {
            divan::black_box(wire::decide(context, accounts).unwrap());
        }
    }
}

/// The native library with text.
pub struct NativeJson;

fn function(work: Work) -> &'static str {
    if work == Work::Rendered { "reminders.run" } else { "reminders.decide" }
}

/// The request of a page, the members that `run` alone takes included where they must be.
fn request(work: Work, page: Page) -> String {
    let mut request = json!({"context": page.context, "accounts": page.accounts});
    if let (Work::Rendered, Some(members)) = (work, request.as_object_mut()) {
        members.insert("so_far".to_owned(), json!({"customer_messages": 0}));
    }
    request.to_string()
}

impl Host for NativeJson {
    type Page = String;

    fn prepare(&self, work: Work, pages: impl Iterator<Item = Page>) -> Vec<String> {
        pages.map(|page| request(work, page)).collect()
    }

    fn run(&self, work: Work, page: String) {
        divan::black_box(wire::call(function(work), &page).unwrap());
    }
}

/// The component, a fresh instance for every page as in the harness.
struct Guest {
    engine: Engine,
    module: ModulePre<()>,
    limited: bool,
}

impl Guest {
    fn new(limited: bool) -> Self {
        let mut config = Config::new();
        config.wasm_component_model(true).consume_fuel(limited).epoch_interruption(limited);
        let engine = Engine::new(&config).unwrap();
        let component = Component::new(&engine, relance::module::EMBEDDED).unwrap();
        let module = ModulePre::new(Linker::new(&engine).instantiate_pre(&component).unwrap()).unwrap();
        Self { engine, module, limited }
    }

    fn start(&self) -> (Store<()>, Module) {
        let mut store = Store::new(&self.engine, ());
        if self.limited {
            store.set_fuel(FUEL).unwrap();
            store.set_epoch_deadline(1);
        }
        let module = self.module.instantiate(&mut store).unwrap();
        (store, module)
    }
}

/// The component called with records.
pub struct Records(Guest);

impl Records {
    pub fn new(limited: bool) -> Self {
        Self(Guest::new(limited))
    }
}

/// Records of the host's own types from the contract's JSON: their cases are written in another way.
fn record<T: serde::de::DeserializeOwned>(value: &Value) -> T {
    let cases = [("invoice", "Invoice"), ("sent", "Sent"), ("engine", "Engine"), ("customer", "Customer")];
    let text = cases.iter().fold(value.to_string(), |text, (contract, host)| {
        text.replace(&format!(":\"{contract}\""), &format!(":\"{host}\""))
    });
    serde_json::from_str(&text.replace("{\"text\":\"value", "{\"Text\":\"value")).unwrap()
}

impl Host for Records {
    type Page = (records::Context, Vec<records::Account>);

    fn prepare(&self, _: Work, pages: impl Iterator<Item = Page>) -> Vec<Self::Page> {
        pages.map(|page| (record(&page.context), page.accounts.iter().map(record).collect())).collect()
    }

    fn run(&self, work: Work, (context, accounts): Self::Page) {
        let (mut store, module) = self.0.start();
        let reminders = module.relance_reminders_reminders();
        if work == Work::Rendered {
            let so_far = host::DaySoFar { customer_messages: 0 };
            divan::black_box(reminders.call_run(&mut store, &context, so_far, &accounts, None).unwrap().unwrap());
        } else {
            divan::black_box(reminders.call_decide(&mut store, &context, &accounts).unwrap().unwrap());
        }
    }
}

/// The component called with text.
pub struct Json(Guest);

impl Json {
    pub fn new(limited: bool) -> Self {
        Self(Guest::new(limited))
    }
}

impl Host for Json {
    type Page = String;

    fn prepare(&self, work: Work, pages: impl Iterator<Item = Page>) -> Vec<String> {
        NativeJson.prepare(work, pages)
    }

    fn run(&self, work: Work, page: String) {
        let (mut store, module) = self.0.start();
        let json = module.relance_reminders_json();
        divan::black_box(json.call_call(&mut store, function(work), &page).unwrap().unwrap());
    }
}
