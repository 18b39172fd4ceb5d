//! The store and the job on it: what a run puts away, what it refuses, what skipping and repeating change (nothing).

use std::path::Path;

use relance::{
    delivery::{Nowhere, deliver},
    error::Kind,
    job::{Job, Report},
    module::Module,
    simulation::{Plan, simulate},
    sort::Sort,
    store::{Going, HistoryFilter, Known, Lease, PageSize, Settled, Store, Tenant, Wanting},
};
use relance_guest::{contract::types::Account, domain::parse_day};
use relance_tests::{Customer, company, customer, entry, invoice, ladder, reminders, settings};
use serde_json::{Value, json};

use std::sync::LazyLock;

static MODULE: LazyLock<Module> = LazyLock::new(|| Module::embedded(None).unwrap());

fn three() -> Value {
    reminders(ladder("due", &["+3 days", "+7 days", "+15 days"]))
}

fn tenant(settings: &Value) -> Tenant {
    Tenant {
        id: "t".to_owned(),
        company: serde_json::from_value(company()).unwrap(),
        settings: settings.to_string(),
        bank_date: Some("2999-12-31".to_owned()),
        reader: None,
    }
}

fn known(account: Customer) -> Known {
    Known::already(serde_json::from_value::<Account>(account.into()).unwrap())
}

fn store(folder: &Path, settings: &Value, accounts: &[Known]) -> (Store, Tenant) {
    let mut store = Store::create(&folder.join("t.db")).unwrap();
    let tenant = tenant(settings);
    store.put_tenant(&tenant).unwrap();
    store.import("t", accounts).unwrap();
    (store, tenant)
}

fn run(store: &mut Store, tenant: &Tenant, today: &str) -> Report {
    Job { store, module: &MODULE, tenant, today, page: PageSize::default() }.run().unwrap()
}

fn owing(id: &str, due: &str) -> Customer {
    customer(&format!("of {id}")).has([invoice(id).known_as(id).due(due)])
}

fn history(store: &Store) -> Vec<String> {
    let lines = store.history("t", &HistoryFilter { marks: true, ..HistoryFilter::default() }).unwrap();
    lines.iter().map(|line| format!("{} {} {} {}", line.day, line.number, line.entry.coverage.step, line.key)).collect()
}

#[test]
fn a_run_puts_everything_away_and_a_second_one_has_nothing_to_do() {
    let folder = tempfile::tempdir().unwrap();
    let (mut store, tenant) =
        store(folder.path(), &three(), &[known(owing("a", "2028-02-15")), known(owing("b", "2028-02-20"))]);
    let first = run(&mut store, &tenant, "2028-02-18");
    assert_eq!((first.accounts, first.decided, first.actions), (2, 2, 1));
    let second = run(&mut store, &tenant, "2028-02-18");
    assert_eq!((second.accounts, second.actions), (0, 0), "nothing can happen before tomorrow");
    let delivered = deliver(&mut store, "t", &Nowhere, None).unwrap();
    assert_eq!(delivered.left.of(Sort::Email), 1);
    assert_eq!(run(&mut store, &tenant, "2028-02-18").actions, 0);
    // b waits until the 23rd; a is looked at again on the 19th.
    assert_eq!(run(&mut store, &tenant, "2028-02-19").accounts, 1);
    assert_eq!(history(&store).len(), 1);
}

#[test]
fn looking_at_everything_every_day_gives_the_same_as_skipping() {
    let folder = tempfile::tempdir().unwrap();
    let mut scenario =
        json!({"steps": ladder("due", &["-3 days", "+3 days", "+7 days", "+15 days"]), "shift": "next-working-day"});
    scenario["steps"][2]["when"] = json!("left > 100000");
    let accounts: Vec<_> = (10..28).map(|day| known(owing(&format!("i{day}"), &format!("2028-02-{day}")))).collect();
    let (mut skipping, tenant) = store(folder.path(), &settings("invoice", &scenario), &accounts);
    let mut looking = skipping.copy_in_memory().unwrap();
    for day in 1..=75 {
        let today =
            relance_guest::domain::format_iso(relance_guest::domain::plus_days(parse_day("2028-02-01").unwrap(), day));
        run(&mut skipping, &tenant, &today);
        deliver(&mut skipping, "t", &Nowhere, None).unwrap();
        // Importing the same again marks every account as changed.
        looking.import("t", &accounts).unwrap();
        run(&mut looking, &tenant, &today);
        deliver(&mut looking, "t", &Nowhere, None).unwrap();
    }
    assert!(history(&skipping).len() > 50);
    assert_eq!(history(&skipping), history(&looking));
}

#[test]
fn paging_and_repeating_change_nothing_and_a_simulation_keeps_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let accounts: Vec<_> = (10..20).map(|day| known(owing(&format!("i{day}"), &format!("2028-02-{day}")))).collect();
    let (store, tenant) = store(folder.path(), &three(), &accounts);
    let simulated = |accounts: usize, runs_per_day: u32| {
        let plan = Plan {
            from: parse_day("2028-02-01").unwrap(),
            to: parse_day("2028-03-31").unwrap(),
            runs_per_day,
            outages: Vec::new(),
            page: PageSize { accounts, ..PageSize::default() },
        };
        serde_json::to_value(simulate(&store, &MODULE, &tenant, &plan, &mut |_| {}).unwrap()).unwrap()
    };
    let once = simulated(200, 1);
    assert_eq!(once["reminders_by_step"], json!({"s/+15 days": 10, "s/+3 days": 10, "s/+7 days": 10}));
    assert_eq!(once, simulated(1, 1));
    assert_eq!(once, simulated(3, 3));
    assert_eq!(history(&store), Vec::<String>::new());
}

#[test]
fn the_limit_of_the_day_spreads_over_days_and_pages() {
    let folder = tempfile::tempdir().unwrap();
    let mut settings = three();
    settings["limits"] = json!({"customer_messages_per_day": 2});
    let accounts: Vec<_> = ["a", "b", "c", "d", "e"].iter().map(|id| known(owing(id, "2028-02-15"))).collect();
    let (mut store, tenant) = store(folder.path(), &settings, &accounts);
    let mut actions = Vec::new();
    for today in ["2028-02-18", "2028-02-18", "2028-02-19", "2028-02-20", "2028-02-21"] {
        let page = PageSize { accounts: 2, ..PageSize::default() };
        let report = Job { store: &mut store, module: &MODULE, tenant: &tenant, today, page }.run().unwrap();
        actions.push(report.actions);
        deliver(&mut store, "t", &Nowhere, None).unwrap();
    }
    assert_eq!(actions, [2, 0, 2, 1, 0]);
}

#[test]
fn a_document_begins_a_new_life_when_its_due_date_moves_later() {
    let folder = tempfile::tempdir().unwrap();
    let (mut store, tenant) = store(folder.path(), &three(), &[known(owing("a", "2028-02-15"))]);
    run(&mut store, &tenant, "2028-02-18");
    deliver(&mut store, "t", &Nowhere, None).unwrap();
    let cycle = |store: &Store| store.account("t", "of a", "2028-02-18").unwrap().unwrap().account.documents[0].cycle;
    store.import("t", &[known(owing("a", "2028-02-15"))]).unwrap();
    assert_eq!(cycle(&store), 1, "imported again unchanged");
    store.import("t", &[known(owing("a", "2028-02-10"))]).unwrap();
    assert_eq!(cycle(&store), 1, "moved earlier");
    store.import("t", &[known(owing("a", "2028-03-15"))]).unwrap();
    assert_eq!(cycle(&store), 2, "moved later");
    assert_eq!(run(&mut store, &tenant, "2028-03-18").actions, 1, "and is reminded again from the first step");
    assert!(history(&store)[1].contains("2028-03-18 a +3 days"));
}

#[test]
fn a_rejected_payment_reopens_the_invoice_for_a_new_life() {
    let folder = tempfile::tempdir().unwrap();
    let (mut store, tenant) = store(folder.path(), &three(), &[known(owing("a", "2028-02-15"))]);
    assert_eq!(run(&mut store, &tenant, "2028-02-18").actions, 1);
    deliver(&mut store, "t", &Nowhere, None).unwrap();
    let mut paid = owing("a", "2028-02-15");
    let amount = json!({"minor": 250_000, "currency": "EUR"});
    paid["payments"] = json!([{"id": "P", "document": "a", "amount": amount, "day": "2028-02-20", "state": "settled"}]);
    store.import("t", &[known(paid.clone())]).unwrap();
    assert_eq!(run(&mut store, &tenant, "2028-02-22").actions, 0, "paid");
    paid["payments"][0]["state"] = json!("rejected");
    store.import("t", &[known(paid)]).unwrap();
    assert_eq!(run(&mut store, &tenant, "2028-02-25").actions, 1);
    assert!(history(&store)[1].starts_with("2028-02-25 a +3 days"), "from the first step again");
}

#[test]
fn what_a_complete_account_no_longer_has_is_forgotten() {
    let folder = tempfile::tempdir().unwrap();
    let mut two = owing("a", "2028-02-15");
    two["documents"].as_array_mut().unwrap().push(invoice("b").due("2028-02-15").into());
    let (mut store, tenant) = store(folder.path(), &three(), &[known(two)]);
    store.import("t", &[known(owing("a", "2028-02-15"))]).unwrap();
    assert_eq!(run(&mut store, &tenant, "2028-02-18").decided, 1);
    // A file of single documents adds to an account instead.
    let more = Known { complete: false, ..known(customer("of a").has([invoice("F-1").known_as("b")])) };
    store.import("t", &[more]).unwrap();
    assert_eq!(run(&mut store, &tenant, "2028-02-18").decided, 2);
}

#[test]
fn what_was_done_already_is_refused_for_its_account_alone() {
    let folder = tempfile::tempdir().unwrap();
    let accounts = [known(owing("a", "2028-02-15")), known(owing("b", "2028-02-15"))];
    let (mut store, tenant) = store(folder.path(), &three(), &accounts);
    run(&mut store, &tenant, "2028-02-18");
    deliver(&mut store, "t", &Nowhere, None).unwrap();
    // Somebody loses the memory of one account: the engine would send again, the outbox does not let it.
    let db = rusqlite::Connection::open(folder.path().join("t.db")).unwrap();
    db.execute("DELETE FROM entry WHERE account = 'of a'", []).unwrap();
    db.execute("UPDATE account SET wake = ''", []).unwrap();
    drop(db);
    let report = run(&mut store, &tenant, "2028-02-18");
    assert_eq!((report.actions, report.failed_accounts.len()), (0, 1));
    assert_eq!(report.failed_accounts[0].account, "of a");
    assert!(deliver(&mut store, "t", &Nowhere, None).unwrap().left.of(Sort::Email) == 0);
}

#[test]
fn settings_that_changed_are_applied_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let (mut store, _) = store(folder.path(), &three(), &[known(owing("a", "2028-02-15"))]);
    let later = reminders(ladder("due", &["+30 days"]));
    assert_eq!(run(&mut store, &tenant(&later), "2028-02-18").actions, 0);
    assert_eq!(run(&mut store, &tenant(&three()), "2028-02-18").actions, 1);
}

#[test]
fn work_belongs_to_the_last_who_took_it() {
    let folder = tempfile::tempdir().unwrap();
    let (mut store, tenant) = store(folder.path(), &three(), &[known(owing("a", "2028-02-15"))]);
    run(&mut store, &tenant, "2028-02-18");
    let slow = store.lease("t", 1_000, 10).unwrap();
    assert_eq!(slow.len(), 1);
    assert_eq!(store.lease("t", 1_001, 10).unwrap().len(), 0, "it is taken");
    let quick = store.lease("t", 10_000, 10).unwrap();
    assert_eq!(quick.len(), 1, "the lease has ended");
    assert_eq!(store.settle("t", &[(&slow[0], Settled::Sent)]).unwrap(), [Lease::Lost]);
    assert_eq!(store.settle("t", &[(&quick[0], Settled::Failed("full".into()))]).unwrap(), [Lease::Ours]);
    assert_eq!(store.settle("t", &[(&quick[0], Settled::Sent)]).unwrap(), [Lease::Lost], "settled once");
    // Failed: tried again the next day, under the next attempt and another key.
    assert_eq!(run(&mut store, &tenant, "2028-02-18").actions, 0);
    assert_eq!(run(&mut store, &tenant, "2028-02-19").actions, 1);
    let keys: std::collections::BTreeSet<_> =
        store.history("t", &HistoryFilter::default()).unwrap().into_iter().map(|line| line.key).collect();
    assert_eq!(keys.len(), 2);
}

#[test]
fn what_a_cut_off_run_left_behind_never_leaves_unchecked() {
    let folder = tempfile::tempdir().unwrap();
    let accounts =
        [known(owing("paid", "2028-02-15")), known(owing("owed", "2028-02-15")), known(owing("taken", "2028-02-15"))];
    let (mut store, tenant) = store(folder.path(), &three(), &accounts);
    assert_eq!(run(&mut store, &tenant, "2028-02-18").actions, 3);
    // The run is cut off: one message was being let go, one was taken, one was not looked at.
    let taken = store.lease("t", 1_000, 3).unwrap();
    let leaving: Vec<_> = taken.iter().filter(|work| work.action.wanted.account == "of taken").collect();
    assert!(matches!(store.leaving("t", &leaving, "", None).unwrap()[0], Going::Now(_)));
    let db = rusqlite::Connection::open(folder.path().join("t.db")).unwrap();
    db.execute("UPDATE outbox SET lease = 0, leased_till = 0 WHERE account = 'of paid'", []).unwrap();
    drop((db, taken));
    let mut paid = owing("paid", "2028-02-15");
    let amount = json!({"minor": 250_000, "currency": "EUR"});
    paid["payments"] =
        json!([{"id": "P", "document": "paid", "amount": amount, "day": "2028-02-19", "state": "settled"}]);
    store.import("t", &[known(paid)]).unwrap();
    let report = run(&mut store, &tenant, "2028-02-20");
    assert_eq!((report.actions, report.ambiguous.len()), (1, 1));
    assert_eq!(deliver(&mut store, "t", &Nowhere, None).unwrap().left.of(Sort::Email), 1);
    let lines = store.history("t", &HistoryFilter::default()).unwrap();
    let told: Vec<_> = lines
        .iter()
        .map(|line| format!("{} {} {} {:?}", line.day, line.number, line.entry.attempt, line.entry.state))
        .collect();
    assert_eq!(
        told,
        ["2028-02-18 taken 1 EntryState::Ambiguous", "2028-02-20 owed 1 EntryState::Sent"],
        "what never left is no attempt"
    );
}

#[test]
fn a_rehearsal_reaches_nobody_and_going_live_starts_with_one_step() {
    let folder = tempfile::tempdir().unwrap();
    let mut rehearsal = three();
    rehearsal["mode"] = json!("notify-only");
    let (mut store, tenant_before) = store(folder.path(), &rehearsal, &[known(owing("a", "2028-02-15"))]);
    for today in ["2028-02-18", "2028-02-22", "2028-03-01"] {
        assert_eq!(run(&mut store, &tenant_before, today).actions, 1, "{today}");
        let delivered = deliver(&mut store, "t", &Nowhere, None).unwrap();
        assert_eq!((delivered.left.of(Sort::Email), delivered.rehearsed), (0, 1));
    }
    // Live from 2 March: the first step leaves, and only it; +7 keeps its four days.
    let live = tenant(&three());
    let days = ["2028-03-02", "2028-03-03", "2028-03-05", "2028-03-06"];
    let lived = days.map(|today| {
        let actions = run(&mut store, &live, today).actions;
        deliver(&mut store, "t", &Nowhere, None).unwrap();
        actions
    });
    assert_eq!(lived, [1, 0, 0, 1]);
}

#[test]
fn a_store_of_the_former_format_is_brought_up_to_date() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("old.db");
    let old = rusqlite::Connection::open(&path).unwrap();
    old.execute_batch(include_str!("../../host-harness/src/store/schema-1.sql")).unwrap();
    old.execute_batch(include_str!("../../host-harness/src/store/schema-2.sql")).unwrap();
    old.pragma_update(None, "application_id", 0x5245_4c41).unwrap();
    old.pragma_update(None, "user_version", 2).unwrap();
    // As stage 2 wrote them: no `closed`, no `opted_in`, no `key`.
    let mut account = customer("A1").named("a \"opted_out\":false} name").has(json!([]));
    account.as_object_mut().unwrap().remove("closed");
    account["mailbox"].as_object_mut().unwrap().remove("opted_in");
    let mut entry = entry("2028-02-18", "+3 days");
    entry.as_object_mut().unwrap().remove("key");
    let company = company().to_string();
    old.execute("INSERT INTO tenant VALUES ('t', ?1, '{}')", [&company]).unwrap();
    let written = account.to_string();
    old.execute("INSERT INTO account (tenant, id, data) VALUES ('t', 'A1', ?1)", [&written]).unwrap();
    old.execute(
        "INSERT INTO entry VALUES ('t', 'A1', 'D1', '', 's', 1, '+3 days', 0, 'mail', 1, 0, 'sent', '2028-02-18', 'customer', ?1, NULL)",
        [entry.to_string()],
    )
    .unwrap();
    drop(old);
    let store = Store::open(&path).unwrap();
    let loaded = store.account("t", "A1", "2028-02-18").unwrap().unwrap().account;
    assert_eq!(loaded.name, "a \"opted_out\":false} name");
    assert!(!loaded.mailbox.unwrap().opted_in && loaded.closed.is_empty() && loaded.history[0].key.is_empty());
    // Nobody said how old its bank data are: they are not taken for fresh.
    assert_eq!(store.tenant("t").unwrap().bank_date, None);
}

#[test]
fn what_a_former_version_had_taken_is_in_question_and_what_it_had_not_is_not() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("old.db");
    let old = rusqlite::Connection::open(&path).unwrap();
    for schema in [
        include_str!("../../host-harness/src/store/schema-1.sql"),
        include_str!("../../host-harness/src/store/schema-2.sql"),
        include_str!("../../host-harness/src/store/schema-3.sql"),
    ] {
        old.execute_batch(schema).unwrap();
    }
    old.pragma_update(None, "application_id", 0x5245_4c41).unwrap();
    old.pragma_update(None, "user_version", 3).unwrap();
    // Version 3 let the file of a message be seen while it was only taken.
    old.execute_batch(
        "INSERT INTO outbox (tenant, account, key, simulated, day, kind, action, state, lease) VALUES
         ('t', 'taken', '1', 0, '2028-02-18', 'email', '{}', 'pending', 1),
         ('t', 'waiting', '2', 0, '2028-02-18', 'email', '{}', 'pending', 0),
         ('t', 'sent', '3', 0, '2028-02-18', 'email', '{}', 'sent', 1);",
    )
    .unwrap();
    drop(old);
    let store = Store::open(&path).unwrap();
    let accounts =
        |wanting| store.messages("t", wanting).unwrap().into_iter().map(|message| message.account).collect::<Vec<_>>();
    assert_eq!(
        (accounts(Wanting::Uncertain), accounts(Wanting::Open)),
        (vec!["taken".to_owned()], vec!["waiting".to_owned()])
    );
    assert_eq!((store.name().unwrap().len(), store.released("main").unwrap()), (32, 0));
}

#[test]
fn a_file_that_is_no_store_is_said_and_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let refused = |name: &str| {
        let path = folder.path().join(name);
        let before = std::fs::read(&path).ok();
        let error = Store::open(&path).map(|_| ()).unwrap_err();
        assert_eq!(error.kind(), Kind::Store);
        assert_eq!(std::fs::read(&path).ok(), before, "untouched");
        error.to_string()
    };
    assert!(refused("missing.db").contains("there is no store"));
    std::fs::write(
        folder.path().join("notes.txt"),
        "some text that is long enough to be looked at as a header of a file",
    )
    .unwrap();
    assert!(refused("notes.txt").contains("is not a store of Relance"));
    let other = rusqlite::Connection::open(folder.path().join("other.db")).unwrap();
    other.execute_batch("CREATE TABLE t (x)").unwrap();
    drop(other);
    assert!(refused("other.db").contains("is not a store of Relance"));
    let (store, _) = store(folder.path(), &three(), &[]);
    drop(store);
    let newer = rusqlite::Connection::open(folder.path().join("t.db")).unwrap();
    newer.pragma_update(None, "user_version", 99).unwrap();
    newer.pragma_update(None, "journal_mode", "DELETE").unwrap();
    drop(newer);
    assert!(refused("t.db").contains("made by a newer Relance (format 99, this one reads 12)"));
    assert!(Store::create(&folder.path().join("t.db")).map(|_| ()).unwrap_err().to_string().contains("exists already"));
}

#[test]
fn a_store_that_is_locked_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let (mut store, tenant) = store(folder.path(), &three(), &[known(owing("a", "2028-02-15"))]);
    let other = rusqlite::Connection::open(folder.path().join("t.db")).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let job =
        Job { store: &mut store, module: &MODULE, tenant: &tenant, today: "2028-02-18", page: PageSize::default() }
            .run();
    let error = job.map(|_| ()).unwrap_err();
    assert!(error.to_string().contains("the store is locked by another program"), "{error}");
    other.execute_batch("ROLLBACK").unwrap();
    assert_eq!(run(&mut store, &tenant, "2028-02-18").actions, 1, "nothing was lost");
}

#[test]
fn a_module_that_fails_leaves_every_account_as_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let accounts: Vec<_> = ["a", "b", "c"].iter().map(|id| known(owing(id, "2028-02-15"))).collect();
    let (mut store, tenant) = store(folder.path(), &three(), &accounts);
    let trap = wat::parse_str(
        r#"(component
            (core module $m (memory (export "memory") 1)
                (func (export "realloc") (param i32 i32 i32 i32) (result i32) i32.const 0)
                (func (export "call") (param i32 i32 i32 i32) (result i32) unreachable))
            (core instance $i (instantiate $m))
            (func $call (param "function" string) (param "request" string) (result (result string (error string)))
                (canon lift (core func $i "call") (memory (core memory $i "memory")) (realloc (core func $i "realloc"))))
            (instance $json (export "call" (func $call)))
            (export "relance:reminders/json@0.1.0" (instance $json)))"#,
    )
    .unwrap();
    let module = Module::new("trap.wasm", &trap, None, relance::module::Limits::default()).unwrap();
    let report =
        Job { store: &mut store, module: &module, tenant: &tenant, today: "2028-02-18", page: PageSize::default() }
            .run()
            .unwrap();
    let failed: Vec<_> = report.failed_accounts.iter().map(|failed| failed.account.as_str()).collect();
    assert_eq!(failed, ["of a", "of b", "of c"], "the page was halved until each was alone");
    assert_eq!(run(&mut store, &tenant, "2028-02-18").actions, 3);
}
