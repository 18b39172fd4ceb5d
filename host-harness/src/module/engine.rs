//! The one place where an engine is made.

use std::{sync::Arc, thread};

use wasmtime::{Config, Engine, OptLevel};

use super::limits::Limits;

/// An engine that meters fuel and can be interrupted, with nothing switched on that the module does not need.
pub(super) fn engine() -> wasmtime::Result<Engine> {
    let mut config = Config::new();
    config
        .wasm_component_model(true)
        .consume_fuel(true)
        .epoch_interruption(true)
        .max_wasm_stack(Limits::STACK_BYTES)
        .cranelift_opt_level(OptLevel::Speed);
    Engine::new(&config)
}

/// Advances the epoch as long as anybody holds the ticker.
pub(super) struct Ticker(#[expect(dead_code, reason = "held, never read: the thread ends with it")] Arc<()>);

pub(super) fn tick(engine: &Engine) -> Ticker {
    let alive = Arc::new(());
    let (watch, engine) = (Arc::downgrade(&alive), engine.weak());
    thread::spawn(move || {
        while watch.strong_count() > 0 {
            thread::sleep(Limits::TICK);
            if let Some(engine) = engine.upgrade() {
                engine.increment_epoch();
            }
        }
    });
    Ticker(alive)
}
