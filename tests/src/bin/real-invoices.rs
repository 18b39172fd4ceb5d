//! The check on many invoices: nine ladders over 790 days, through the command line.
//!
//! `cargo run -p relance-tests --bin real-invoices` takes a made-up sample. With a file it takes that one: the public sample of 2,466 real invoices
//! ("Accounts Receivable", published by IBM for Watson Analytics), which is not a part of the project. What must be sent was worked out from the rules
//! by another program (`real-invoices/expected.py`).

#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    clippy::indexing_slicing,
    reason = "a program that tells what it checks; JSON is indexed by names it knows"
)]

use std::{
    collections::BTreeSet,
    path::Path,
    process::ExitCode,
    sync::atomic::{AtomicUsize, Ordering},
};

use relance_guest::domain::{format_iso, parse_day, plus_days};
use serde_json::{Value, json};

const FROM: &str = "2012-01-01";
const TO: &str = "2014-02-28";
const OUTAGE: &str = "2013-03-22/2013-04-02";

/// A ladder, what else the settings say, and how it is run.
struct Ladder {
    name: &'static str,
    offsets: [&'static str; 3],
    settings: fn(&mut Value),
    mapping: &'static str,
    run: &'static [&'static str],
    /// Whether every way of running it is tried; the others only what is their own.
    thorough: bool,
}

const LATE: [&str; 3] = ["+3 days", "+7 days", "+15 days"];

const PLAIN: Ladder =
    Ladder { name: "3, 7, 15 days late", offsets: LATE, settings: |_| {}, mapping: "", run: &[], thorough: true };

fn on_working_days(settings: &mut Value) {
    settings["scenarios"][0]["shift"] = json!("next-working-day");
}

const LADDERS: [Ladder; 9] = [
    PLAIN,
    Ladder {
        name: "on the due day, 30 and 60 days late",
        offsets: ["0", "+30 days", "+60 days"],
        thorough: false,
        ..PLAIN
    },
    Ladder {
        name: "before and after the due day",
        offsets: ["-3 days", "+3 days", "+10 days"],
        settings: |settings| settings["scenarios"][0]["steps"][0]["announces"] = json!(false),
        thorough: false,
        ..PLAIN
    },
    Ladder { name: "on working days", settings: on_working_days, thorough: false, ..PLAIN },
    Ladder {
        name: "with an outage",
        settings: |settings| settings["scenarios"][0]["catch_up"] = json!("next"),
        run: &["--outage", OUTAGE],
        ..PLAIN
    },
    Ladder {
        name: "with French public holidays",
        settings: |settings| {
            on_working_days(settings);
            settings["calendar"] = json!({"holidays": ["fr"]});
        },
        thorough: false,
        ..PLAIN
    },
    Ladder {
        name: "closed from 1 to 25 August",
        settings: |settings| {
            on_working_days(settings);
            settings["calendar"] = json!({"closed": ["2012-08-01/2012-08-25", "2013-08-01/2013-08-25"]});
        },
        thorough: false,
        ..PLAIN
    },
    Ladder {
        name: "grouped per account",
        settings: |settings| {
            on_working_days(settings);
            settings["invoices"]["grouping"] = json!("account");
        },
        ..PLAIN
    },
    Ladder { name: "disputes held", mapping: "disputed = \"{Disputed}\"\n", thorough: false, ..PLAIN },
];

fn main() -> ExitCode {
    match check(std::env::args().nth(1)) {
        Ok(checked) => {
            println!("real invoices: {checked} checks passed");
            ExitCode::SUCCESS
        }
        Err(problem) => {
            eprintln!("real invoices: {problem}");
            ExitCode::FAILURE
        }
    }
}

fn relance(db: &Path, arguments: &[&str]) -> Result<String, String> {
    let mut all = vec!["relance".into(), "--db".into(), db.into()];
    all.extend(arguments.iter().map(Into::into));
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let code = relance::cli::execute(all, &mut std::io::empty(), &mut out, &mut err, relance::cli::Terminal::NONE);
    if code == 0 {
        return String::from_utf8(out).map_err(|error| error.to_string());
    }
    Err(format!("{arguments:?} ended with {code}: {}", String::from_utf8_lossy(&err)))
}

fn parse(text: &str) -> Result<Value, String> {
    serde_json::from_str(text).map_err(|error| error.to_string())
}

fn expect<T: PartialEq + std::fmt::Debug>(what: &str, found: &T, expected: &T) -> Result<(), String> {
    if found == expected { Ok(()) } else { Err(format!("{what}: {found:?} instead of {expected:?}")) }
}

fn check(csv: Option<String>) -> Result<usize, String> {
    let folder = tempfile::tempdir().map_err(|error| error.to_string())?;
    let made_up = folder.path().join("made-up.csv");
    let expected = if csv.is_some() {
        include_str!("../../real-invoices/public.json")
    } else {
        write(&made_up, include_str!("../../real-invoices/made-up.csv"))?;
        include_str!("../../real-invoices/made-up.json")
    };
    let expected = parse(expected)?;
    let csv = csv.unwrap_or_else(|| made_up.to_string_lossy().into_owned());
    let next = AtomicUsize::new(0);
    let work = || -> Result<usize, String> {
        let mut checked = 0;
        while let at = next.fetch_add(1, Ordering::Relaxed)
            && let Some(ladder) = LADDERS.get(at)
        {
            checked += check_one(folder.path(), &csv, at, ladder, &expected[ladder.name])?;
        }
        Ok(checked)
    };
    let threads = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    std::thread::scope(|scope| {
        let workers: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        let ended = workers.into_iter().map(|worker| worker.join().map_err(|_| "a worker panicked".to_owned())?);
        ended.sum()
    })
}

fn check_one(folder: &Path, csv: &str, at: usize, ladder: &Ladder, expected: &Value) -> Result<usize, String> {
    let mut settings = parse(include_str!("../../real-invoices/settings.json"))?;
    let scenario = &mut settings["scenarios"][0];
    for (step, offset) in ladder.offsets.iter().enumerate() {
        scenario["steps"][step]["at"] = json!(offset);
    }
    (ladder.settings)(&mut settings);
    let mapping = folder.join(format!("mapping-{at}.toml"));
    write(&mapping, &format!("{}\n{}", include_str!("../../real-invoices/mapping.toml"), ladder.mapping))?;
    let file = folder.join(format!("settings-{at}.json"));
    write(&file, &settings.to_string())?;
    let db = folder.join(format!("ladder-{at}.db"));
    let company = folder.join(format!("company-{at}.json"));
    write(&company, &relance_tests::company().to_string())?;
    relance(&db, &["init", "--settings", &file.to_string_lossy(), "--company", &company.to_string_lossy()])?;
    relance(&db, &["import", csv, "--mapping", &mapping.to_string_lossy()])?;
    let checked = check_ladder(&db, &folder.join(format!("outgoing-{at}")), ladder, expected)?;
    println!("  {}: reminders by step, and messages: {expected}", ladder.name);
    Ok(checked)
}

fn write(file: &Path, text: &str) -> Result<(), String> {
    std::fs::write(file, text).map_err(|error| format!("{}: {error}", file.display()))
}

/// `expected`: the documents reminded by each step, and the messages.
fn check_ladder(db: &Path, out: &Path, ladder: &Ladder, expected: &Value) -> Result<usize, String> {
    let simulate = |more: &[&str]| {
        let mut arguments = vec!["simulate", "--from", FROM, "--to", TO, "--json"];
        arguments.extend(ladder.run);
        arguments.extend(more);
        relance(db, &arguments).and_then(|text| parse(&text))
    };
    let once = simulate(&[])?;
    let by_step = ["first", "second", "third"]
        .map(|step| once["covered_by_step"][format!("ladder/{step}")].as_u64().unwrap_or(0));
    expect("reminders by step, and messages", &json!([by_step, once["reminders"]]), expected)?;
    if !ladder.thorough {
        for other in [["--runs-per-day", "2"], ["--page", "7"]] {
            expect(&other.join(" "), &simulate(&other)?, &once)?;
        }
        return Ok(4);
    }
    for other in [["--runs-per-day", "3"], ["--page", "1"], ["--page", "7"], ["--page", "500"]] {
        expect(&other.join(" "), &simulate(&other)?, &once)?;
    }
    // The same days, one `run` after the other.
    let skipped = if ladder.run.is_empty() { None } else { OUTAGE.split_once('/') };
    let (mut day, last) = (parse_day(FROM).ok_or(FROM)?, parse_day(TO).ok_or(TO)?);
    while day <= last {
        let today = format_iso(day);
        if !skipped.is_some_and(|(first, last)| (first..=last).contains(&today.as_str())) {
            relance(db, &["run", "--date", &today, "--out", &out.to_string_lossy()])?;
        }
        day = plus_days(day, 1);
    }
    let keys = |list: &Value| -> BTreeSet<String> {
        let list = list.as_array().map(Vec::as_slice).unwrap_or_default();
        list.iter().filter_map(|line| line["key"].as_str().map(str::to_owned)).collect()
    };
    let history = parse(&relance(db, &["history", "--json"])?)?;
    expect("the keys of separate runs", &keys(&history), &keys(&once["messages"]))?;
    let mails = std::fs::read_dir(out.join("mail").join("new")).map_err(|error| error.to_string())?.count();
    expect("mails written", &mails, &keys(&history).len())?;
    Ok(8)
}
