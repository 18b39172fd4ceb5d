//! A whole host in Rust: asks the module about one page of accounts, and prints every decision and every finished mail.
//!
//! It does not send: a real host puts what comes back into its outbox, sends it, and hands what it did in again as `history` with the next page.
//!
//! ```sh
//! relance module --out relance.wasm
//! cargo run -p relance-tests --example host -- relance.wasm docs/contract/request.json
//! ```

use std::{
    env,
    error::Error,
    fs,
    io::{self, Write as _},
};

use serde_json::Value;
use wasmtime::{
    Config, Engine, Store, StoreLimits, StoreLimitsBuilder,
    component::{Component, Linker},
};

/// Calls a function of the contract, with and for JSON. A fresh instance each time: the module keeps nothing between two calls.
///
/// # Errors
/// The file is no component of this contract; the module refused the request (the text of the error is a `failure` in JSON), or was stopped.
pub fn call(component: &[u8], function: &str, request: &str) -> Result<String, Box<dyn Error>> {
    let engine = Engine::new(Config::new().consume_fuel(true))?;
    // Compiling takes seconds: a real host keeps the engine and the component for all its calls.
    let component = Component::new(&engine, component)?;
    // The module imports nothing, so nothing is linked: it sees its request only.
    let linker = Linker::<StoreLimits>::new(&engine);
    // Whatever the module does, it stays within this memory and ends after so many instructions.
    let mut store = Store::new(&engine, StoreLimitsBuilder::new().memory_size(512 << 20).build());
    store.limiter(|limits| limits);
    store.set_fuel(20_000_000_000)?;
    let instance = linker.instantiate(&mut store, &component)?;
    let json = instance.get_export_index(&mut store, None, "relance:reminders/json@0.2.0").ok_or("another contract")?;
    let call = instance.get_export_index(&mut store, Some(&json), "call").ok_or("no function `call`")?;
    let call = instance.get_typed_func::<(&str, &str), (Result<String, String>,)>(&mut store, call)?;
    Ok(call.call(&mut store, (function, request))?.0?)
}

fn main() -> Result<(), Box<dyn Error>> {
    let files: Vec<_> = env::args().skip(1).collect();
    let [component, request] = files.as_slice() else { return Err("usage: host COMPONENT.wasm REQUEST.json".into()) };
    let answer = call(&fs::read(component)?, "reminders.run", &fs::read_to_string(request)?)?;
    let page: Value = serde_json::from_str(&answer)?;
    let mut out = io::stdout().lock();
    for decision in list(&page, "accounts").flat_map(|account| list(account, "decisions")) {
        let said =
            ["document", "code", "next"].map(|name| decision.get(name).map(Value::to_string).unwrap_or_default());
        writeln!(out, "{}", said.join("  "))?;
    }
    for mail in list(&page, "accounts")
        .flat_map(|account| list(account, "actions"))
        .filter_map(|action| action.pointer("/body/email"))
    {
        let text = |member: &str| mail.pointer(member).and_then(Value::as_str).unwrap_or_default().to_owned();
        writeln!(out, "\nto {}: {}\n\n{}", text("/to/0/address"), text("/subject"), text("/text"))?;
    }
    Ok(())
}

/// A list of an answer, by its name.
fn list<'a>(value: &'a Value, name: &str) -> impl Iterator<Item = &'a Value> {
    value.get(name).and_then(Value::as_array).into_iter().flatten()
}
