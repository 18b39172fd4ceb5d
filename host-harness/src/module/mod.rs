//! The module: a component that is checked when it is loaded and called within limits.
//!
//! `engine` is the one place where a wasmtime engine is made, `load` checks and compiles, `limits` is every number.

mod cache;
mod engine;
mod limits;
mod load;

pub use limits::{Budget, Limits};
pub use load::Module;

use relance_contract::{Function, records::types::Failure};
use wasmtime::Store;

use crate::{
    error::{Cause, Error, Kind, Result},
    text::Words,
    words,
};
use limits::Guard;

/// The component this harness was built with.
pub const EMBEDDED: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/relance.wasm"));

impl Module {
    /// Calls a function of the contract by name, with and for text. A fresh instance each time: nothing stays behind.
    ///
    /// # Errors
    /// The module's own refusal as [`Refusal::Failure`]; anything else it did as [`Refusal::Broken`].
    pub fn call_text(&self, function: &str, request: &str, budget: Budget) -> std::result::Result<String, Refusal> {
        let mut store = self.store(budget).map_err(|error| self.broken(function, &error))?;
        let instance = self.instantiate(&mut store).map_err(|error| self.broken(function, &error))?;
        let call = instance
            .get_typed_func::<(&str, &str), (std::result::Result<String, String>,)>(&mut store, self.json_call())
            .map_err(|error| self.broken(function, &error))?;
        match call.call(&mut store, (function, request)) {
            Ok((Ok(answer),)) => Ok(answer),
            Ok((Err(failure),)) => Err(Refusal::Failure(failure)),
            Err(error) => Err(self.broken(function, &error)),
        }
    }

    /// Calls a function of the contract with records.
    ///
    /// # Errors
    /// [`Kind::Input`] when the module refuses the request or the settings, [`Kind::Module`] when it fails.
    pub fn call<F: Function>(&self, request: &F, budget: Budget) -> Result<F::Answer> {
        let function = F::NAME;
        let request = serde_json::to_string(request).map_err(|error| {
            Error::new(
                Kind::Input,
                words!(
                    "the request of {function} cannot be written: {error}",
                    "la requête de {function} ne peut être écrite : {error}"
                ),
            )
        })?;
        let answer = self.call_text(function, &request, budget).map_err(Error::from)?;
        serde_json::from_str(&answer).map_err(|error| {
            Error::new(
                Kind::Module,
                words!(
                    "{} answered {function} with something else: {error}",
                    "{} a répondu autre chose à {function} : {error}",
                    self.name()
                ),
            )
        })
    }

    fn store(&self, budget: Budget) -> wasmtime::Result<Store<Guard>> {
        let limits = self.limits();
        let mut store = Store::new(self.engine(), limits.guard());
        store.limiter(|guard| guard.memory());
        store.set_fuel(limits.fuel(budget))?;
        store.set_epoch_deadline(limits.epoch_ticks);
        store.set_hostcall_fuel(limits.answer_bytes);
        Ok(store)
    }

    fn broken(&self, function: &str, error: &wasmtime::Error) -> Refusal {
        let what = match error.downcast_ref::<wasmtime::Trap>() {
            Some(wasmtime::Trap::OutOfFuel) => words!("took too many instructions", "a pris trop d'instructions"),
            Some(wasmtime::Trap::Interrupt) => words!("took too long", "a pris trop de temps"),
            Some(wasmtime::Trap::StackOverflow) => words!("used too much stack", "a pris trop de pile"),
            Some(trap) => words!("stopped: {trap}", "s'est arrêté : {trap}"),
            None => error.root_cause().to_string().into(),
        };
        let name = self.name();
        Refusal::Broken(Words::around(|reader| {
            let what = what.say(reader);
            words!("{name} in {function}: {what}", "{name} dans {function} : {what}")
        }))
    }
}

/// The contract's code of a request with too many bytes.
const TOO_LARGE: &str = "too-large";

/// Why a call gave no answer.
#[derive(Debug)]
pub enum Refusal {
    /// The module refused the settings, the request, or its size: a `failure` of the contract, in JSON.
    Failure(String),
    /// The module broke a limit or itself. Its instance is gone; the next call is not touched.
    Broken(Words),
}

impl From<Refusal> for Error {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Broken(what) => Self::new(Kind::Module, what),
            Refusal::Failure(json) => match serde_json::from_str::<Failure>(&json) {
                Ok(failure) => {
                    // A request with one fault says it in its message already.
                    let further = failure.findings.iter().filter(|finding| finding.message != failure.message);
                    let details = further.map(crate::text::finding).collect();
                    let refused = Self::new(Kind::Input, failure.message).details(details);
                    if failure.code == TOO_LARGE {
                        refused.because(Cause::TooLarge).hint(words!(
                            "one account is one request, its history included; `relance call about.bounds` says how large it may be",
                            "un compte est une requête, historique compris ; `relance call about.bounds` dit sa taille maximale"
                        ))
                    } else {
                        refused
                    }
                }
                Err(_) => {
                    Self::new(Kind::Module, words!("the module refused with: {json}", "le module a refusé : {json}"))
                }
            },
        }
    }
}
