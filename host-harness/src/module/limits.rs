//! Everything the module may use, each number with its unit, the threat it stops, and why it is that large. Set before
//! anything of the module runs.

use relance_contract::records::types::Account;
use wasmtime::{StoreLimits, StoreLimitsBuilder};

/// The limits of one call.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Bytes of linear memory. Stops a module that eats the machine. The largest account allowed, 12 MB of JSON, is decided
    /// within it.
    pub memory_bytes: usize,
    /// Elements of all tables. Stops growth beside the memory; the module has some hundred functions in its table.
    pub table_elements: usize,
    /// Core instances. A component of Rust has one or two.
    pub instances: usize,
    /// Instructions for the call itself: settings are read every time. Checking 700 kB of them with all their texts took
    /// 220 million.
    pub fuel_base: u64,
    /// Instructions for each document on top: deciding one took 130,000, its JSON included, writing a mail 570,000.
    pub fuel_per_document: u64,
    /// Instructions for each further record of an account on top: an entry of its history, a payment, an event. Reading and deciding with an
    /// entry more took 28,000 in a module built without optimisation; writing does it again.
    pub fuel_per_record: u64,
    /// Instructions for each letter on top: laying one out and writing it twice, in its own file and in the print file, took 250 million.
    pub fuel_per_letter: u64,
    /// Ticks of [`Limits::TICK`] until the call is stopped whatever it does: the seat belt behind the fuel.
    pub epoch_ticks: u64,
    /// Bytes the answer may make the host allocate. Stops a list whose elements alias one buffer.
    pub answer_bytes: usize,
    /// Bytes of the module's file. Stops compiling something absurd.
    pub file_bytes: u64,
}

impl Limits {
    /// How often the epoch advances.
    pub const TICK: std::time::Duration = std::time::Duration::from_millis(100);

    /// Stack of the module, in bytes: fixed with the engine. It is taken from the calling thread, so it must stay well
    /// below the 2 MiB that Rust gives a thread: a module that recurses for ever must trap, not end the process.
    pub const STACK_BYTES: usize = 1024 * 1024;

    pub(super) fn guard(&self) -> Guard {
        let limits = StoreLimitsBuilder::new()
            .memory_size(self.memory_bytes)
            .table_elements(self.table_elements)
            .instances(self.instances)
            .memories(self.instances)
            .tables(self.instances)
            .build();
        Guard(limits)
    }

    pub(super) fn fuel(&self, budget: Budget) -> u64 {
        self.fuel_base
            .saturating_add(self.fuel_per_document.saturating_mul(budget.documents))
            .saturating_add(self.fuel_per_record.saturating_mul(budget.records))
            .saturating_add(self.fuel_per_letter.saturating_mul(budget.letters))
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            memory_bytes: 512 * 1024 * 1024,
            table_elements: 10_000,
            instances: 8,
            fuel_base: 2_000_000_000,
            fuel_per_document: 5_000_000,
            fuel_per_record: 200_000,
            fuel_per_letter: 1_000_000_000,
            epoch_ticks: 600,
            answer_bytes: 128 * 1024 * 1024,
            file_bytes: 32 * 1024 * 1024,
        }
    }
}

/// How much work a call brings.
#[derive(Clone, Copy, Debug, Default)]
pub struct Budget {
    /// Documents in the request; each instalment is decided like one.
    pub documents: u64,
    /// Whatever else it has of accounts: history, payments, events, holds, people.
    pub records: u64,
    /// Letters to print.
    pub letters: u64,
}

impl Budget {
    /// A call about no document.
    pub const NONE: Self = Self { documents: 0, records: 0, letters: 0 };

    /// A call about so many documents.
    #[must_use]
    pub fn documents(count: usize) -> Self {
        Self { documents: number(count), ..Self::NONE }
    }

    /// A call that prints so many letters.
    #[must_use]
    pub fn letters(count: usize) -> Self {
        Self { letters: number(count), ..Self::NONE }
    }

    /// A call about these accounts.
    pub fn of<'a>(accounts: impl IntoIterator<Item = &'a Account>) -> Self {
        let mut budget = Self::NONE;
        for account in accounts {
            let parts: usize = account.documents.iter().map(|document| 1 + document.instalments.len()).sum();
            let people = account.establishments.len() + account.contacts.len();
            let said = account.holds.len() + account.payments.len() + account.events.len();
            budget.documents = budget.documents.saturating_add(number(parts));
            budget.records = budget.records.saturating_add(number(account.history.len() + people + said));
        }
        budget
    }

    /// So many times as much.
    #[must_use]
    pub fn times(self, count: u32) -> Self {
        let times = |one: u64| one.saturating_mul(u64::from(count));
        Self { documents: times(self.documents), records: times(self.records), letters: times(self.letters) }
    }
}

fn number(count: usize) -> u64 {
    u64::try_from(count).unwrap_or(u64::MAX)
}

/// What a store of the module carries: its memory limits, and nothing else.
pub struct Guard(StoreLimits);

impl Guard {
    pub(super) fn memory(&mut self) -> &mut StoreLimits {
        &mut self.0
    }
}
