//! Lives on with new seeds and writes each disagreement between engine and model as a request that can be replayed.
//!
//! `cargo run -p relance-tests --bin lives -- --minutes 60 [--from SEED] [--lives N] [--seed SEED] [--out FOLDER]`

#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::panic,
    reason = "a tool of the tests says by a panic what went wrong"
)]

use std::{
    collections::BTreeMap,
    fs,
    path::PathBuf,
    time::{Duration, Instant},
};

use relance_tests::lives::{Count, live};

fn main() {
    let arguments: Vec<_> = std::env::args().skip(1).collect();
    let given = |name: &str| {
        let at = arguments.iter().position(|argument| argument == name)?;
        arguments.get(at + 1).cloned()
    };
    let number = |name: &str| {
        given(name).map(|text| text.parse::<u64>().unwrap_or_else(|_| panic!("{name}: a number, not {text}")))
    };
    let (first, last) = match number("--seed") {
        Some(seed) => (seed, seed + 1),
        None => {
            (number("--from").unwrap_or(0), number("--from").unwrap_or(0) + number("--lives").unwrap_or(u64::MAX / 2))
        }
    };
    let end = Instant::now() + Duration::from_secs(60 * number("--minutes").unwrap_or(60));
    let out = given("--out").map(PathBuf::from);
    let mut count = Count::default();
    let mut kinds = BTreeMap::<String, (u64, u64)>::new();
    for seed in first..last {
        if Instant::now() > end {
            break;
        }
        let Err(found) = live(seed, &mut count) else { continue };
        let known = kinds.entry(found.kind.clone()).or_insert((0, seed));
        known.0 += 1;
        if number("--seed").is_some() || known.0 == 1 {
            println!("seed {seed}, {}: {}\n  engine {}\n  model {}", found.day, found.kind, found.engine, found.model);
        }
        if let Some(out) = out.as_ref().filter(|_| known.0 <= 3) {
            fs::create_dir_all(out).unwrap();
            fs::write(out.join(format!("{seed}.json")), serde_json::to_string_pretty(&found.request).unwrap()).unwrap();
        }
    }
    println!("{} lives, {} days, {} messages", count.lives, count.days, count.messages);
    println!("decisions {:?}\nmarks {:?}", count.decisions, count.marks);
    let mut kinds: Vec<_> = kinds.into_iter().collect();
    kinds.sort_by_key(|(_, (times, _))| std::cmp::Reverse(*times));
    for (kind, (times, seed)) in kinds {
        println!("{times} times, first with seed {seed}: {kind}");
    }
}
