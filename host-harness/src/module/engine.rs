//! The one place where an engine is made.

use std::{sync::Arc, thread};

use wasmtime::{Config, Engine, OperatorCost, OptLevel};

use super::limits::Limits;

/// An engine that meters fuel and can be interrupted, with nothing switched on that the module does not need.
pub(super) fn engine() -> wasmtime::Result<Engine> {
    let mut config = Config::new();
    config
        .wasm_component_model(true)
        .consume_fuel(true)
        .operator_cost(cost())
        .epoch_interruption(true)
        .max_wasm_stack(Limits::STACK_BYTES)
        .cranelift_opt_level(OptLevel::Speed);
    Engine::new(&config)
}

/// One unit of fuel for each instruction and each byte that one moves, as wasmtime counts; asking for room is a call of the host, which takes
/// as long as some 200 other instructions whether it is granted or not.
const fn cost() -> OperatorCost {
    let mut cost = OperatorCost::new();
    cost.MemoryGrow = u8::MAX;
    cost.TableGrow = u8::MAX;
    cost
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
