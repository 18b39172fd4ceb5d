//! The case folders: lived natively, as text and as records; forecast; and through the harness with its store.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::PathBuf,
    sync::LazyLock,
};

use relance::{
    delivery::{Nowhere, deliver},
    job::Job,
    module::Module,
    sqlite,
    store::{HistoryFilter, Known, PageSize, Tenant},
};
use relance_tests::{Case, company};

static CASES: LazyLock<Vec<Case>> = LazyLock::new(|| {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("cases");
    let mut folders: Vec<_> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_dir()).collect();
    folders.sort();
    folders.iter().map(|folder| Case::read(folder)).collect()
});

#[test]
fn every_case_ends_as_its_folder_says() {
    let failed: Vec<_> = CASES
        .iter()
        .filter(|case| std::panic::catch_unwind(|| case.check(&case.live())).is_err())
        .map(|case| case.name.as_str())
        .collect();
    assert_eq!(failed, Vec::<&str>::new());
}

/// What stages 1 to 3 have to show.
fn to_be_shown() -> BTreeSet<String> {
    let ranges = [1..=33, 37..=48, 50..=50, 52..=52, 55..=55, 58..=66, 76..=77, 79..=86, 89..=90, 103..=103];
    ranges.into_iter().flatten().map(|number| format!("F{number}")).collect()
}

#[test]
fn every_feature_so_far_is_shown_by_a_case() {
    let shown: BTreeSet<_> = CASES.iter().flat_map(|case| case.shows.iter().cloned()).collect();
    let missing: Vec<_> = to_be_shown().difference(&shown).cloned().collect();
    assert_eq!(missing, Vec::<String>::new(), "no case shows them");
    let unknown: Vec<_> = shown.difference(&to_be_shown()).cloned().collect();
    assert_eq!(unknown, Vec::<String>::new(), "shown, but not asked for yet");
}

/// The lines of a group, one for each document, as a forecast tells them; what was left out by its state.
fn one_by_one(line: &str) -> Vec<String> {
    let words: Vec<_> = line.split(' ').collect();
    let (documents, steps) = (words[1].split(','), words[2].split(','));
    documents
        .zip(steps)
        .map(|(document, step)| {
            let what = if words.len() > 4 && words[4] != "rehearsal" { &words[3..4] } else { &words[3..] };
            let rehearsal =
                if words.last() == Some(&"rehearsal") && what.last() != Some(&"rehearsal") { " rehearsal" } else { "" };
            format!("{} {document} {step} {}{rehearsal}", words[0], what.join(" "))
        })
        .collect()
}

/// A document's lines of one day and step: a group's own internal actions stand beside its message.
fn merged(lines: impl Iterator<Item = String>) -> Vec<String> {
    let mut merged = BTreeMap::<String, Vec<String>>::new();
    for line in lines {
        let (head, what) = line.split_at(line.match_indices(' ').nth(2).unwrap().0);
        merged.entry(head.to_owned()).or_default().extend(what.trim().split('+').map(str::to_owned));
    }
    merged
        .into_iter()
        .map(|(head, mut what)| {
            what.sort();
            format!("{head} {}", what.join("+"))
        })
        .collect()
}

#[test]
fn a_forecast_says_what_then_happens() {
    let mut looked_at = 0;
    for case in CASES.iter().filter(|case| case.is_quiet()) {
        let lived = merged(case.expected_lines().iter().flat_map(|line| one_by_one(line)));
        let forecast = merged(case.forecast().into_iter());
        assert_eq!(forecast, lived, "{}", case.name);
        looked_at += 1;
    }
    assert!(looked_at >= 10, "{looked_at}");
}

#[test]
fn the_harness_does_the_same_with_its_store() {
    let module = Module::embedded(None).unwrap();
    for case in CASES.iter().filter(|case| case.is_quiet()) {
        let folder = tempfile::tempdir().unwrap();
        let store = sqlite::create(&folder.path().join("t.db")).unwrap();
        let mut store = store.copy_in_memory().unwrap();
        let mut tenant = Tenant {
            id: "t".to_owned(),
            company: serde_json::from_value(company()).unwrap(),
            settings: case.settings.to_string(),
            bank_date: None,
            reader: None,
        };
        store.put_tenant(&tenant).unwrap();
        let known =
            case.accounts().iter().map(|account| Known::already(serde_json::from_value(account.clone()).unwrap()));
        store.import("t", &known.collect::<Vec<_>>(), &module).unwrap();
        let days = case.all_days();
        for today in &days {
            tenant.bank_date = Some(today.clone());
            let report = Job { store: &mut *store, module: &module, tenant: &tenant, today, page: PageSize::default() }
                .run()
                .unwrap();
            assert!(report.failed_accounts.is_empty(), "{}: {report:?}", case.name);
            deliver(&mut *store, "t", &Nowhere, None).unwrap();
        }
        let filter = HistoryFilter { marks: true, ..HistoryFilter::default() };
        let earlier = |day: &String| day.as_str() < days[0].as_str();
        let lines = store.history("t", &filter).unwrap().into_iter().filter(|line| !earlier(&line.day));
        let done = lines.map(|line| {
            let coverage = line.entry.coverage;
            let part = coverage.instalment.map(|part| format!("/{part}")).unwrap_or_default();
            let step = if coverage.repetition > 0 {
                format!("{}#{}", coverage.step, coverage.repetition)
            } else {
                coverage.step
            };
            format!("{} {}{part} {step}", line.day, coverage.document)
        });
        let done: BTreeSet<_> = done.collect();
        let lived = case
            .expected_lines()
            .into_iter()
            .flat_map(|line| one_by_one(&line))
            .map(|line| line.split(' ').take(3).collect::<Vec<_>>().join(" "));
        assert_eq!(done, lived.collect(), "{}", case.name);
    }
}
