//! What a whole run costs with the store: time, and the most memory the process ever had. Every figure is of a process of
//! its own, since memory that was once had is never unlearnt. `docs/performance.md` says what is expected.
//!
//! Accounts of 5 invoices with three steps of history; due days spread over 60 days, so that about one invoice in twenty
//! is reminded on the day that is run.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a benchmark prints, and says by a panic what went wrong"
)]

use std::{path::Path, process::Command, time::Instant};

use relance::{
    delivery::{Files, Nowhere, deliver},
    job::Job,
    module::{Budget, Module},
    sort::Sort,
    sqlite,
    store::{Known, PageSize, Tenant},
};
use relance_guest::domain::{format_iso, parse_day, plus_days};
use relance_tests::{company, customer, entry, invoice};
use serde_json::{Value, json};

const DAY: &str = "2028-03-01";

fn main() {
    let arguments: Vec<_> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    let words: Vec<_> = arguments.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["fill", db, documents] => fill(Path::new(db), documents.parse().unwrap()),
        ["run", db, cache] => run(Path::new(db), Path::new(cache)),
        ["start", cache] => start(Path::new(cache)),
        ["leave", db, cache, out] => leave(Path::new(db), Path::new(cache), Path::new(out)),
        _ => compare(),
    }
}

fn compare() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| at(&folder, name);
    println!("start to first decision");
    for name in ["cold, the module is compiled", "warm", "warm", "warm"] {
        println!("  {name:<34} {}", child(&["start", &at("cache")]));
    }
    for documents in ["10000", "100000"] {
        let db = at(&format!("{documents}.db"));
        child(&["fill", &db, documents]);
        println!("{documents} documents in the store");
        // Alternately, each on its own copy: messages to nowhere, and to files that are on the disk.
        for (at, out) in [
            ("nowhere", ""),
            ("files", "out-1"),
            ("nowhere", ""),
            ("files", "out-2"),
            ("nowhere", ""),
            ("files", "out-3"),
        ] {
            let copy = at_copy(&folder, &db);
            let out = if out.is_empty() { String::new() } else { self::at(&folder, out) };
            println!("  messages leave to {at:<16} {}", child(&["leave", &copy, &self::at(&folder, "cache"), &out]));
        }
        for name in ["first run of the day", "second run of the day", "third run of the day"] {
            println!("  {name:<34} {}", child(&["run", &db, &at("cache")]));
        }
    }
}

fn at(folder: &tempfile::TempDir, name: &str) -> String {
    folder.path().join(name).to_str().unwrap().to_owned()
}

fn at_copy(folder: &tempfile::TempDir, db: &str) -> String {
    let copy = at(folder, "copy.db");
    for ending in ["", "-wal", "-shm"] {
        let _ = std::fs::remove_file(format!("{copy}{ending}"));
    }
    std::fs::copy(db, &copy).unwrap();
    copy
}

fn child(arguments: &[&str]) -> String {
    let output = Command::new(std::env::current_exe().unwrap()).args(arguments).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).trim().to_owned()
}

fn settings() -> Value {
    let step = |at: &str| json!({"id": at, "at": at, "from": "due", "actions": [{"id": "mail", "kind": "email", "text": "late"}]});
    let steps = ["+3 days", "+10 days", "+20 days", "+30 days", "+45 days"].map(step);
    let mut settings = relance_tests::settings("invoice", &json!({"steps": steps}));
    let body = "Dear {{ account.name }},\n\nour invoice {{ document.number }} was due on {{ document.due }}; {{ document.left }} \
                is still open, {{ document.days_late }} days late.\n\nKind regards";
    settings["texts"] = json!({"late": {"en": {"subject": "Invoice {{ document.number }}", "body": body}}});
    settings
}

fn one_account(at: i64) -> Value {
    let (mut documents, mut history) = (Vec::new(), Vec::new());
    for one in 0..5 {
        let id = format!("D{at}-{one}");
        // Between 5 January and 4 March.
        let due = plus_days(parse_day(DAY).unwrap(), -((at * 5 + one) % 60) + 4);
        let day = |after| format_iso(plus_days(due, after));
        documents.push(
            invoice(&format!("F{at}-{one}"))
                .known_as(&id)
                .issued("2027-12-01")
                .sent("2027-12-01")
                .due(&format_iso(due)),
        );
        for (after, step) in [(3, "+3 days"), (10, "+10 days"), (20, "+20 days"), (30, "+30 days"), (45, "+45 days")] {
            if day(after).as_str() < DAY {
                history.push(entry(&day(after), step).about(&id));
            }
        }
    }
    customer(&format!("A{at:07}"))
        .named(&format!("Customer {at}"))
        .speaking("en")
        .has(&documents)
        .history(&history)
        .into()
}

fn fill(db: &Path, documents: i64) {
    let mut store = sqlite::create(db).unwrap();
    let company = serde_json::from_value(company()).unwrap();
    store
        .put_tenant(&Tenant {
            id: "main".to_owned(),
            company,
            settings: settings().to_string(),
            bank_date: Some("2999-12-31".to_owned()),
            reader: None,
        })
        .unwrap();
    let module = Module::embedded(None).unwrap();
    for first in (0..documents / 5).step_by(1_000) {
        let accounts = (first..(first + 1_000).min(documents / 5)).map(one_account);
        let accounts: Vec<_> =
            accounts.map(|account| Known::already(serde_json::from_value(account).unwrap())).collect();
        store.import("main", &accounts, &module).unwrap();
    }
}

fn run(db: &Path, cache: &Path) {
    let module = Module::embedded(Some(cache)).unwrap();
    let began = Instant::now();
    let mut store = sqlite::open(db).unwrap();
    let tenant = store.tenant("main").unwrap();
    let mut job = Job { store: &mut *store, module: &module, tenant: &tenant, today: DAY, page: PageSize::default() };
    let report = job.run().unwrap();
    deliver(&mut *store, "main", &Nowhere, None).unwrap();
    let milliseconds = began.elapsed().as_millis();
    println!(
        "{milliseconds:>7} ms  {:>7} decided  {:>6} reminded  {} at most",
        report.decided,
        report.actions,
        peak_memory()
    );
}

/// Carries out what a run decided: to files, or to nowhere.
fn leave(db: &Path, cache: &Path, out: &Path) {
    let module = Module::embedded(Some(cache)).unwrap();
    let mut store = sqlite::open(db).unwrap();
    let tenant = store.tenant("main").unwrap();
    Job { store: &mut *store, module: &module, tenant: &tenant, today: DAY, page: PageSize::default() }.run().unwrap();
    let files = Files::in_folder(out, &*store, "main").unwrap();
    let began = Instant::now();
    let delivered = if out.as_os_str().is_empty() {
        deliver(&mut *store, "main", &Nowhere, None).unwrap()
    } else {
        deliver(&mut *store, "main", &files, None).unwrap()
    };
    let elapsed = began.elapsed();
    let each = elapsed.as_micros() / u128::try_from(delivered.left.of(Sort::Email)).unwrap();
    println!("{:>7} ms  {:>6} mails  {each} µs each", elapsed.as_millis(), delivered.left.of(Sort::Email));
}

fn start(cache: &Path) {
    let began = Instant::now();
    let module = Module::embedded(Some(cache)).unwrap();
    let request = json!({"context": relance_tests::context(DAY, &settings()), "accounts": [one_account(1)]});
    let answers = module.call_text("reminders.decide", &request.to_string(), Budget::documents(5)).unwrap();
    let answers: Value = serde_json::from_str(&answers).unwrap();
    assert_eq!(answers[0]["decisions"].as_array().unwrap().len(), 5);
    println!("{:>7} ms", began.elapsed().as_millis());
}

/// The most memory this process ever had, as Linux counts it.
fn peak_memory() -> String {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.map_or_else(|| "unknown".to_owned(), |line| line.trim().to_owned())
}
