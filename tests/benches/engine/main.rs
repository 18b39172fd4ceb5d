//! What deciding and writing cost, natively and through the component side by side.
//!
//! Three amounts of work on the same pages: `border` (everything is read, nothing is decided: reminders are switched
//! off), `decided` (every document waits for its next step), `rendered` (every document is decided and its e-mail
//! written). Items are documents: 250 Kitem/s are 4 µs each. `docs/performance.md` says what is expected.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a benchmark says by a panic what went wrong")]

mod hosts;
mod pages;

use divan::{Bencher, counter::ItemsCount};
use hosts::{Host, Json, Native, NativeJson, Records};
use pages::{Work, pages};

/// A page of documents with the contract's own members, and one of documents with 20 facts besides.
const FACTS: [usize; 2] = [0, 20];

fn main() {
    divan::main();
}

fn measure<H: Host>(bencher: Bencher, host: &H, work: Work, documents: usize, facts: usize) {
    let ready = host.prepare(work, pages(work, documents, facts));
    bencher.counter(ItemsCount::new(documents)).with_inputs(|| ready.clone()).bench_local_values(|pages| {
        for page in pages {
            host.run(work, page);
        }
    });
}

/// One group of benchmarks a host: the same three amounts of work.
macro_rules! costs {
    ($name:ident, $type:ty, $host:expr) => {
        #[divan::bench_group(max_time = 2, sample_size = 1)]
        mod $name {
            use super::*;
            use std::sync::LazyLock;

            static HOST: LazyLock<$type> = LazyLock::new(|| $host);

            #[divan::bench(args = FACTS)]
            fn border(bencher: Bencher, facts: usize) {
                measure(bencher, &*HOST, Work::Border, 1_000, facts);
            }

            #[divan::bench(args = FACTS)]
            fn decided(bencher: Bencher, facts: usize) {
                measure(bencher, &*HOST, Work::Decided, 1_000, facts);
            }

            #[divan::bench(args = FACTS)]
            fn rendered(bencher: Bencher, facts: usize) {
                measure(bencher, &*HOST, Work::Rendered, 1_000, facts);
            }

            /// A hundred pages: nothing grows with their number.
            #[divan::bench]
            fn decided_100_000(bencher: Bencher) {
                measure(bencher, &*HOST, Work::Decided, 100_000, 0);
            }
        }
    };
}

costs!(native_records, Native, Native);
costs!(native_json, NativeJson, NativeJson);
costs!(component_records, Records, Records::new(false));
costs!(component_records_limited, Records, Records::new(true));
costs!(component_json, Json, Json::new(false));
costs!(component_json_limited, Json, Json::new(true));

/// 100,000 documents under a scenario that uses every rule at once, as text: holds and facts are cases, which only the text form names.
#[divan::bench_group(max_time = 2, sample_size = 1)]
mod every_rule_100_000 {
    use super::*;

    #[divan::bench]
    fn native_json(bencher: Bencher) {
        measure(bencher, &NativeJson, Work::EveryRule, 100_000, 0);
    }

    #[divan::bench]
    fn component_json_limited(bencher: Bencher) {
        measure(bencher, &Json::new(true), Work::EveryRule, 100_000, 0);
    }
}
