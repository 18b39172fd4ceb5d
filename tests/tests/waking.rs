//! What is looked at again on the same day: accounts that wait for bank data when these come, everything when its context changes.

use relance::{
    job::{Job, Report},
    store::{HistoryFilter, PageSize, Store},
};
use relance_tests::{
    books::{self, MODULE, TENANT, code},
    customer, invoice, ladder, reminders,
};
use serde_json::{Value, json};

/// An invoice due on Tuesday 15 February 2028 and one due in a year, each of its own customer; bank data of 1 February.
fn store() -> (tempfile::TempDir, Box<dyn Store>) {
    let of = |id: &str, given: Value| {
        let mut all = json!({"id": id, "number": id});
        all.as_object_mut().unwrap().extend(given.as_object().unwrap().clone());
        customer(&format!("of {id}")).has([invoice("F-1").with_all(&all)])
    };
    let customers = [of("due", json!({})), of("later", json!({"due": "2029-02-15"}))];
    let folder = tempfile::tempdir().unwrap();
    let settings = reminders(ladder("due", &["+3 days", "+7 days"]));
    let store = books::store(folder.path(), &settings, "2028-02-01", &customers);
    (folder, store)
}

fn run(store: &mut dyn Store, today: &str) -> Report {
    books::run(store, &MODULE, today)
}

#[test]
fn bank_data_of_the_same_day_wake_what_waited_for_them_and_nothing_else() {
    let (_folder, mut store) = store();
    let morning = run(&mut *store, "2028-02-18");
    assert_eq!((morning.accounts, morning.actions), (2, 0));
    assert_eq!((code(&*store, "due"), code(&*store, "later")), ("bank-data-stale".to_owned(), "waiting".to_owned()));
    assert_eq!(run(&mut *store, "2028-02-18").accounts, 0);

    // The same day again says nothing new.
    store.set_bank_date(TENANT, "2028-02-01").unwrap();
    assert_eq!(run(&mut *store, "2028-02-18").accounts, 0);

    store.set_bank_date(TENANT, "2028-02-18").unwrap();
    let noon = run(&mut *store, "2028-02-18");
    assert_eq!((noon.accounts, noon.actions), (1, 1), "only the account that waited");
    for day in ["2028-02-18", "2028-02-18", "2028-02-19"] {
        store.set_bank_date(TENANT, day).unwrap();
        assert_eq!(run(&mut *store, day).actions, 0);
    }
    assert_eq!(store.history(TENANT, &HistoryFilter::default()).unwrap().len(), 1, "it left once");
}

#[test]
fn older_bank_data_wake_nobody_who_has_been_reminded() {
    let (_folder, mut store) = store();
    store.set_bank_date(TENANT, "2028-02-18").unwrap();
    assert_eq!(run(&mut *store, "2028-02-18").actions, 1);
    store.set_bank_date(TENANT, "2028-02-01").unwrap();
    assert_eq!(run(&mut *store, "2028-02-18").actions, 0);
    // On the day of the next step they are found to be old.
    run(&mut *store, "2028-02-22");
    assert_eq!(code(&*store, "due"), "bank-data-stale");
}

#[test]
fn bank_data_that_come_while_a_run_decides_are_not_missed() {
    let (_folder, mut store) = store();
    // What the run read when it began; meanwhile somebody said that the bank data are fresh.
    let tenant = store.tenant(TENANT).unwrap();
    store.set_bank_date(TENANT, "2028-02-18").unwrap();
    let report =
        Job { store: &mut *store, module: &MODULE, tenant: &tenant, today: "2028-02-18", page: PageSize::default() };
    let mut report = report;
    assert_eq!(report.run().unwrap().actions, 0);
    assert_eq!(run(&mut *store, "2028-02-18").actions, 1);
}

#[test]
fn a_changed_context_wakes_everybody_on_the_same_day() {
    let (_folder, mut store) = store();
    assert_eq!(run(&mut *store, "2028-02-18").accounts, 2);
    let tenant = store.tenant(TENANT).unwrap();
    let mut renamed = tenant.clone();
    renamed.company.name = "Atelier du Canal".to_owned();
    store.put_tenant(&renamed).unwrap();
    assert_eq!(run(&mut *store, "2028-02-18").accounts, 2, "another company");
    let mut changed = renamed.clone();
    let mut settings: Value = serde_json::from_str(&changed.settings).unwrap();
    settings["guards"] = json!({"max_bank_age": 30});
    changed.settings = settings.to_string();
    store.put_tenant(&changed).unwrap();
    let report = run(&mut *store, "2028-02-18");
    assert_eq!((report.accounts, report.actions), (2, 1), "other settings: the bank data are young enough now");
    assert_eq!(run(&mut *store, "2028-02-18").accounts, 0);
}
