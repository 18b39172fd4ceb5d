//! The store in one file: former formats, what is no store, what somebody else changed or holds. What any store must do is in `any_store`.

use std::path::Path;

use relance::{
    delivery::{Nowhere, deliver},
    error::Kind,
    job::{Job, Report},
    module::Module,
    sort::Sort,
    sqlite,
    store::{Known, PageSize, Store, Tenant, Wanting},
};
use relance_guest::contract::types::Account;
use relance_tests::{Customer, company, customer, entry, invoice, ladder, reminders};
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

fn store(folder: &Path, settings: &Value, accounts: &[Known]) -> (Box<dyn Store>, Tenant) {
    let mut store = sqlite::create(&folder.join("t.db")).unwrap();
    let tenant = tenant(settings);
    store.put_tenant(&tenant).unwrap();
    store.import("t", accounts, &*MODULE).unwrap();
    (store, tenant)
}

fn run(store: &mut dyn Store, tenant: &Tenant, today: &str) -> Report {
    Job { store, module: &MODULE, tenant, today, page: PageSize::default() }.run().unwrap()
}

fn owing(id: &str, due: &str) -> Customer {
    customer(&format!("of {id}")).has([invoice(id).known_as(id).due(due)])
}

#[test]
fn what_was_done_already_is_refused_for_its_account_alone() {
    let folder = tempfile::tempdir().unwrap();
    let accounts = [known(owing("a", "2028-02-15")), known(owing("b", "2028-02-15"))];
    let (mut store, tenant) = store(folder.path(), &three(), &accounts);
    run(&mut *store, &tenant, "2028-02-18");
    deliver(&mut *store, "t", &Nowhere, None).unwrap();
    // Somebody loses the memory of one account: the engine would send again, the outbox does not let it.
    let db = rusqlite::Connection::open(folder.path().join("t.db")).unwrap();
    db.execute("DELETE FROM entry WHERE account = 'of a'", []).unwrap();
    db.execute("UPDATE account SET wake = ''", []).unwrap();
    drop(db);
    let report = run(&mut *store, &tenant, "2028-02-18");
    assert_eq!((report.actions, report.failed_accounts.len()), (0, 1));
    assert_eq!(report.failed_accounts[0].account, "of a");
    assert!(deliver(&mut *store, "t", &Nowhere, None).unwrap().left.of(Sort::Email) == 0);
}

#[test]
fn a_store_of_the_former_format_is_brought_up_to_date() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("old.db");
    let old = rusqlite::Connection::open(&path).unwrap();
    old.execute_batch(include_str!("../../host-harness/src/sqlite/schema-1.sql")).unwrap();
    old.execute_batch(include_str!("../../host-harness/src/sqlite/schema-2.sql")).unwrap();
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
    let store = sqlite::open(&path).unwrap();
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
        include_str!("../../host-harness/src/sqlite/schema-1.sql"),
        include_str!("../../host-harness/src/sqlite/schema-2.sql"),
        include_str!("../../host-harness/src/sqlite/schema-3.sql"),
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
    let store = sqlite::open(&path).unwrap();
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
        let error = sqlite::open(&path).map(|_| ()).unwrap_err();
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
    assert!(refused("t.db").contains("made by a newer Relance (format 99, this one reads 13)"));
    assert!(
        sqlite::create(&folder.path().join("t.db")).map(|_| ()).unwrap_err().to_string().contains("exists already")
    );
}

#[test]
fn a_store_that_is_locked_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let (mut store, tenant) = store(folder.path(), &three(), &[known(owing("a", "2028-02-15"))]);
    let other = rusqlite::Connection::open(folder.path().join("t.db")).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let job =
        Job { store: &mut *store, module: &MODULE, tenant: &tenant, today: "2028-02-18", page: PageSize::default() }
            .run();
    let error = job.map(|_| ()).unwrap_err();
    assert!(error.to_string().contains("the store is locked by another program"), "{error}");
    other.execute_batch("ROLLBACK").unwrap();
    assert_eq!(run(&mut *store, &tenant, "2028-02-18").actions, 1, "nothing was lost");
}

#[test]
fn what_a_killed_init_left_is_removed_by_the_next_one() {
    let folder = tempfile::tempdir().unwrap();
    let put = |name: &str| std::fs::write(folder.path().join(name), "").unwrap();
    // No system gives so high a number to a program.
    let gone = [".t.4194999.unfinished", ".t.4194999.unfinished-wal", ".t.4194999.unfinished-shm"];
    let stays = [".t.unfinished", ".u.4194999.unfinished", ".t.one.unfinished"];
    gone.into_iter().chain(stays).for_each(put);
    sqlite::create(&folder.path().join("t.db")).unwrap();
    let left = |name: &str| folder.path().join(name).exists();
    assert!(!gone.iter().any(|name| left(name)) && stays.iter().all(|name| left(name)));
}
