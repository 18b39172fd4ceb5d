//! Being alone with a store: who carries messages out, prints letters or settles by hand holds a lock, which ends with its process. What looks
//! held at that moment was left behind by a program that ended, whatever the clock says.
//!
//! Correctness does not hang on it: leases and unique constraints hold without. It tells the living from the dead.

use std::any::Any;

/// The lock; given back when it is dropped.
#[derive(Debug)]
pub struct Alone {
    _held: Option<Box<dyn Any>>,
}

impl Alone {
    /// What is held as long as the lock.
    #[must_use]
    pub fn holding(held: impl Any) -> Self {
        Self { _held: Some(Box::new(held)) }
    }

    /// Nobody else can reach the store: it is in this process's memory.
    #[must_use]
    pub const fn unreachable() -> Self {
        Self { _held: None }
    }
}
