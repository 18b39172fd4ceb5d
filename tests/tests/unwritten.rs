//! What this machine cannot write: a full disk, a folder that cannot be made, a file that is to be enclosed and is not there. That is no attempt:
//! it waits, is said, leaves with the next run, and keeps nothing else back.

use std::{fs, thread};

use relance::{
    delivery::{Carrier, Files, recover},
    sqlite,
    store::{Trace, Wanting},
};
use relance_tests::{Customer, Ended, Office, action, customer, invoice, ladder, reminders};
use serde_json::{Value, json};

/// These accounts; every invoice is reminded three and ten days after its due date, by a mail.
fn reminding(accounts: &[Customer]) -> Office {
    reminding_by(&ladder("due", &["+3 days", "+10 days"]), accounts)
}

fn reminding_by(steps: &Value, accounts: &[Customer]) -> Office {
    Office::with(&reminders(steps), accounts)
}

/// Day, number, step, attempt and state of what was done.
fn history(office: &Office) -> Vec<String> {
    let lines = office.relance(&["history", "--json"]).json();
    let line = |line: &Value| {
        let entry = &line["entry"];
        let [step, state] = [&entry["coverage"]["step"], &entry["state"]].map(|part| part.as_str().unwrap());
        let [day, number] = ["day", "number"].map(|part| line[part].as_str().unwrap());
        format!("{day} {number} {step} {} {state}", entry["attempt"])
    };
    lines.as_array().unwrap().iter().map(line).collect()
}

/// Due on 15 February 2028: reminded on the 18th and the 25th.
fn one_invoice() -> Vec<Customer> {
    vec![customer("A").named("Customer").has([invoice("F-1")])]
}

/// One invoice that somebody must look at (a task of the engine's own), and one that is reminded on the 18th.
fn with_a_task() -> Vec<Customer> {
    let documents = [invoice("F-1").with("e_invoice_status", "not-made-available"), invoice("F-2")];
    vec![customer("A").named("Customer").has(&documents)]
}

#[test]
fn a_task_that_could_not_be_written_leaves_later_and_keeps_nothing_back() {
    let office = reminding(&with_a_task());
    office.block("out/tasks");
    let Ended { code, said, .. } = office.run("2028-02-16");
    assert!(code == 6 && said.contains("out/tasks"), "{code} {said}");
    assert!(said.contains("1 message could not be put into"), "{said}");
    // Still there the next day: said again.
    assert_eq!(office.run("2028-02-17").code, 6);
    office.unblock("out/tasks");
    let Ended { code, said, .. } = office.run("2028-02-18");
    assert_eq!(code, 0, "{said}");
    assert_eq!((office.count("out/tasks"), office.mails()), (1, 1), "the task, and the reminder of F-2");
    assert_eq!(office.run("2028-02-19").code, 0);
    assert_eq!((office.count("out/tasks"), office.mails()), (1, 1), "nothing twice");
}

#[test]
fn an_account_that_a_former_version_locked_is_free_again() {
    let office = reminding(&with_a_task());
    office.block("out/tasks");
    assert_eq!(office.run("2028-02-16").code, 6);
    office.unblock("out/tasks");
    // As the former version left a task that it could not write.
    office
        .db()
        .execute_batch(
            "UPDATE outbox SET state = 'failed', problem = 'no room';
             UPDATE entry SET state = 'failed', data = json_set(data, '$.state', 'failed');",
        )
        .unwrap();
    let Ended { code, said, .. } = office.run("2028-02-18");
    assert_eq!(code, 0, "{said}");
    assert_eq!((office.count("out/tasks"), office.mails()), (1, 1));
    let of_the_task = |line: &&String| line.contains("@e-invoice");
    assert_eq!(
        history(&office).iter().filter(of_the_task).collect::<Vec<_>>(),
        ["2028-02-16 F-1 @e-invoice 1 failed", "2028-02-18 F-1 @e-invoice 2 sent"],
        "the engine's own tasks count their attempts like all others"
    );
    let Ended { said, .. } = office.relance(&["outbox", "list"]);
    assert_eq!(said.trim(), "Every message has left.");
}

#[test]
fn what_is_refused_keeps_nothing_else_of_its_account_back() {
    let office = reminding(&with_a_task());
    assert_eq!(office.run("2028-02-16").code, 0);
    assert_eq!(office.count("out/tasks"), 1);
    // The history of the task is lost: it is asked for again, and the outbox knows that it left.
    office.db().execute_batch("DELETE FROM entry; UPDATE account SET wake = ''").unwrap();
    let Ended { code, said, .. } = office.run("2028-02-18");
    assert!(code == 6 && said.contains("done already (F-1)"), "{code} {said}");
    assert_eq!((office.count("out/tasks"), office.mails()), (1, 1), "F-2 is reminded all the same");
}

#[test]
fn days_on_which_nothing_can_be_written_are_no_attempts() {
    let office = reminding(&one_invoice());
    office.block("out/mail");
    for day in ["2028-02-18", "2028-02-19", "2028-02-20", "2028-02-21", "2028-02-22"] {
        let Ended { code, said, .. } = office.run(day);
        assert!(code == 6 && said.contains("out/mail"), "{day}: {code} {said}");
        assert!(said.contains("F-1") && said.contains("wait"), "{day}: {said}");
    }
    let Ended { code, said, .. } = office.doctor("2028-02-22");
    assert!(code != 0 && said.contains("1 message could not be put where messages leave"), "{code} {said}");
    let Ended { said, .. } = office.relance(&["status"]);
    assert!(said.contains("waits in the outbox (") && said.contains("out/mail"), "{said}");
    office.unblock("out/mail");
    assert_eq!(office.run("2028-02-23").code, 0);
    assert_eq!(office.mails(), 1);
    assert_eq!(history(&office), ["2028-02-23 F-1 +3 days 1 sent"], "the first attempt");
    let Ended { code, said, .. } = office.doctor("2028-02-23");
    assert!(!said.contains("could not be put"), "{code} {said}");
}

#[test]
fn the_same_day_the_next_run_delivers_what_could_not_be_written() {
    let office = reminding(&one_invoice());
    office.block("out/mail");
    assert_eq!(office.run("2028-02-18").code, 6);
    let Ended { code, said, .. } = office.run("2028-02-18");
    assert!(code == 6 && said.contains("F-1"), "still not, and said: {code} {said}");
    office.unblock("out/mail");
    let Ended { code, said, .. } = office.run("2028-02-18");
    assert!(code == 0 && said.contains("  Left: 1 e-mail.\n"), "{code} {said}");
    assert_eq!(office.mails(), 1);
    assert_eq!(office.relance(&["outbox", "list"]).said.trim(), "Every message has left.");
    assert_eq!(office.run("2028-02-18").code, 0);
    assert_eq!(office.mails(), 1, "nothing twice");
}

#[test]
fn what_waits_is_decided_again_once_something_changed_for_its_account() {
    for (what, change) in [
        ("paid", &["pay", "F-1", "--amount", "2500.00", "--date", "2028-02-18"][..]),
        ("disputed", &["event", "F-1", "dispute", "--date", "2028-02-18"]),
        ("blocked", &["block", "F-1", "--reason", "asked"]),
    ] {
        let office = reminding(&one_invoice());
        office.block("out/mail");
        assert_eq!(office.run("2028-02-18").code, 6);
        let Ended { code, said, .. } = office.relance(change);
        assert_eq!(code, 0, "{what}: {said}");
        office.unblock("out/mail");
        let Ended { code, said, .. } = office.run("2028-02-18");
        assert!(code == 0 && said.contains("Nothing left."), "{what}: {code} {said}");
        assert_eq!(office.mails(), 0, "{what}");
        assert_eq!(office.relance(&["outbox", "list"]).said.trim(), "Every message has left.", "{what}");
    }
}

#[test]
fn a_journal_that_cannot_be_written_lets_nothing_go_and_nothing_is_lost() {
    let office = reminding(&one_invoice());
    fs::create_dir_all(office.at("out")).unwrap();
    // A journal that every write to fails.
    std::os::unix::fs::symlink("/dev/full", office.at("out/journal.jsonl")).unwrap();
    let Ended { code, .. } = office.run("2028-02-18");
    assert_ne!(code, 0);
    assert_eq!(office.mails(), 0);
    fs::remove_file(office.at("out/journal.jsonl")).unwrap();
    assert_eq!(office.run("2028-02-18").code, 0);
    assert_eq!((office.mails(), office.count("out/mail/tmp")), (1, 0));
}

/// A step with a mail and a task, three days after the due date.
fn mail_and_task() -> Office {
    let mut steps = ladder("due", &["+3 days", "+30 days"]);
    steps[0]["actions"] = json!([action("mail", "email"), action("call", "task")]);
    reminding_by(&steps, &one_invoice())
}

#[test]
fn of_what_leaves_together_nothing_leaves_while_a_part_of_it_cannot_be_written() {
    for blocked in ["out/tasks", "out/mail"] {
        let office = mail_and_task();
        office.block(blocked);
        for day in ["2028-02-18", "2028-02-19", "2028-02-20", "2028-02-21", "2028-02-22"] {
            let Ended { code, said, .. } = office.run(day);
            assert!(code == 6 && said.contains("2 messages could not be put into"), "{blocked} {day}: {code} {said}");
            assert_eq!((office.mails(), office.count("out/tasks")), (0, 0), "{blocked} {day}");
        }
        office.unblock(blocked);
        assert_eq!(office.run("2028-02-23").code, 0);
        assert_eq!((office.mails(), office.count("out/tasks")), (1, 1), "{blocked}: together");
        assert_eq!(office.count("out/mail/tmp"), 0, "nothing is left lying about");
        let attempts: Vec<_> = history(&office).iter().map(|line| line.contains(" 1 sent")).collect();
        assert_eq!(attempts, [true, true], "the first attempt of both");
    }
}

#[test]
fn a_name_that_somebody_has_taken_keeps_what_leaves_together_back_too() {
    let office = mail_and_task();
    assert_eq!(office.run("2028-02-18").code, 0);
    let name = fs::read_dir(office.at("out/tasks")).unwrap().next().unwrap().unwrap().file_name();
    let office = mail_and_task();
    fs::create_dir_all(office.at("out/tasks")).unwrap();
    fs::write(office.at("out/tasks").join(name), "somebody else's").unwrap();
    assert_eq!(office.run("2028-02-18").code, 6);
    assert_eq!((office.mails(), office.count("out/tasks")), (0, 1));
}

#[test]
fn a_large_batch_does_not_part_what_leaves_together() {
    let mut accounts = Vec::new();
    for at in 0..3 {
        let number = format!("F-{at}");
        let documents = [invoice(&number)];
        accounts.push(customer(&format!("A{at}")).named("Customer").has(&documents));
    }
    let mut steps = ladder("due", &["+3 days", "+30 days"]);
    steps[0]["actions"] = json!([action("mail", "email"), action("call", "task")]);
    let office = reminding_by(&steps, &accounts);
    office.block("out/tasks");
    assert_eq!(office.run("2028-02-18").code, 6);
    let mut store = sqlite::open(&office.at("t.db")).unwrap();
    store.take_back("main", &[]).unwrap();
    let mut batches = Vec::new();
    while let leased @ [_, ..] = store.lease("main", 1, 3).unwrap().as_slice() {
        batches.push(leased.len());
    }
    assert_eq!(batches, [4, 2], "the fourth leaves together with the third");
}

#[test]
fn actions_that_cannot_be_read_end_nothing_however_many_they_are() {
    let office = reminding(&one_invoice());
    office.block("out/mail");
    assert_eq!(office.run("2028-02-18").code, 6);
    office.unblock("out/mail");
    let db = office.db();
    for at in 1..=1_200 {
        db.execute(
            "INSERT INTO outbox (id, tenant, account, key, simulated, day, kind, action, basis)
             SELECT ?1, 'main', 'A', ?2, 0, '2028-02-18', 'email', '{', basis FROM outbox WHERE id > 0",
            (-at, format!("broken {at}")),
        )
        .unwrap();
    }
    drop(db);
    let Ended { code, said, .. } = office.run("2028-02-18");
    assert_eq!(office.mails(), 1, "the one that can be read leaves: {code} {said}");
    let failed = "SELECT count(*) FROM outbox WHERE state = 'failed'";
    assert_eq!(office.db().query_row(failed, [], |row| row.get(0)), Ok(1_200));
}

#[test]
fn an_action_that_a_crash_kept_from_leaving_beside_another_is_decided_again() {
    let office = mail_and_task();
    assert_eq!(office.run("2028-02-18").code, 0);
    // Killed between the two: the task was never seen.
    fs::remove_dir_all(office.at("out/tasks")).unwrap();
    office
        .db()
        .execute_batch(
            "UPDATE outbox SET state = 'pending', leased_till = 0 WHERE kind = 'task';
             UPDATE entry SET state = 'pending', data = json_set(data, '$.state', 'pending') WHERE action = 'call';",
        )
        .unwrap();
    assert_eq!(office.run("2028-02-19").code, 0);
    assert_eq!((office.mails(), office.count("out/tasks")), (1, 1), "the mail once, and its task");
}

#[test]
fn a_reminder_by_hand_that_could_not_be_written_leaves_the_same_day_or_is_named() {
    let office = reminding(&one_invoice());
    let remind = ["remind", "F-1", "--date", "2028-02-16", "--out", &office.name("out"), "--send"];
    office.block("out/mail");
    let Ended { code, said, .. } = office.relance(&remind);
    assert!(code == 6 && said.contains("wait"), "{code} {said}");
    office.unblock("out/mail");
    assert_eq!(office.run("2028-02-16").code, 0);
    assert_eq!(office.mails(), 1);
    fs::remove_dir_all(office.at("out/mail")).unwrap();
    let office = reminding(&one_invoice());
    let remind = ["remind", "F-1", "--date", "2028-02-16", "--out", &office.name("out"), "--send"];
    office.block("out/mail");
    assert_eq!(office.relance(&remind).code, 6);
    office.unblock("out/mail");
    let Ended { code, said, .. } = office.run("2028-02-17");
    assert!(code == 6 && said.contains("F-1") && said.contains("asked for by hand"), "{code} {said}");
    assert_eq!(office.run("2028-02-17").code, 0, "said once");
}

/// A run was killed while it let a mail go, and the recovery was killed before it had recorded what it found: twice, then once to the end.
#[test]
fn recovery_that_is_cut_off_finds_the_same_again() {
    for by_reader in [false, true] {
        let office = reminding(&one_invoice());
        assert_eq!(office.run("2028-02-18").code, 0);
        let name = fs::read_dir(office.at("out/mail/new")).unwrap().next().unwrap().unwrap().file_name();
        let (seen, unseen) = (office.at("out/mail/new").join(&name), office.at("out/mail/tmp").join(&name));
        if by_reader {
            fs::remove_file(&seen).unwrap()
        } else {
            fs::rename(&seen, &unseen).unwrap()
        }
        office
            .db()
            .execute_batch(
                "UPDATE outbox SET state = 'leaving';
                 UPDATE entry SET state = 'pending', data = json_set(data, '$.state', 'pending');",
            )
            .unwrap();
        let mut store = sqlite::open(&office.at("t.db")).unwrap();
        let files = Files::in_folder(&office.at("out"), &*store, "main").unwrap();
        let started = fs::read_to_string("/proc/sys/kernel/random/boot_id").unwrap().trim().to_owned();
        let expected = if by_reader { Trace::Unknown } else { Trace::NeverLeft };
        for _ in 0..2 {
            let left = store.left_leaving("main", &started).unwrap();
            assert_eq!(files.look(&left).first(), Some(&expected), "looked at, and nothing recorded");
        }
        recover(&mut *store, "main", &files).unwrap();
        let state = |wanting| store.messages("main", wanting).unwrap().len();
        assert_eq!((state(Wanting::Open), state(Wanting::Uncertain)), if by_reader { (0, 1) } else { (1, 0) });
        drop(store);
        assert_eq!(office.run("2028-02-18").code, if by_reader { 6 } else { 0 });
        assert_eq!(office.mails(), usize::from(!by_reader));
        assert_eq!(office.count("out/mail/tmp"), 0);
    }
}

/// What was withdrawn once and left since says nothing of the next time it was cut off.
#[test]
fn what_was_withdrawn_once_may_have_left_the_next_time() {
    let office = reminding(&one_invoice());
    assert_eq!(office.run("2028-02-18").code, 0);
    let name = fs::read_dir(office.at("out/mail/new")).unwrap().next().unwrap().unwrap().file_name();
    let back = || {
        office
            .db()
            .execute_batch(
                "UPDATE outbox SET state = 'leaving';
                 UPDATE entry SET state = 'pending', data = json_set(data, '$.state', 'pending');",
            )
            .unwrap();
    };
    fs::rename(office.at("out/mail/new").join(&name), office.at("out/mail/tmp").join(&name)).unwrap();
    back();
    let mut store = sqlite::open(&office.at("t.db")).unwrap();
    let files = Files::in_folder(&office.at("out"), &*store, "main").unwrap();
    recover(&mut *store, "main", &files).unwrap();
    relance::delivery::deliver(&mut *store, "main", &files, None).unwrap();
    // A reader takes it, and the run is killed before it says that it left.
    fs::remove_file(office.at("out/mail/new").join(&name)).unwrap();
    back();
    recover(&mut *store, "main", &files).unwrap();
    assert_eq!(store.messages("main", Wanting::Uncertain).unwrap().len(), 1);
}

#[test]
fn two_stores_at_once_never_write_into_one_folder() {
    // The same customers, and as many as it takes that both are at work at the same time.
    let customers: Vec<_> = (0..40).map(|at| customer(&format!("A{at}")).has([invoice(&format!("F-{at}"))])).collect();
    let office = reminding(&customers);
    office.init("other.db").well();
    office.relance_on("other.db", &["import", &office.name("a.json"), "--date", "2028-12-31"]).well();
    let run = |db: &str| office.relance_on(db, &["run", "--date", "2028-02-18", "--out", &office.name("out")]);
    let (first, second) = thread::scope(|scope| {
        let first = scope.spawn(|| run("t.db"));
        let second = scope.spawn(|| run("other.db"));
        (first.join().unwrap(), second.join().unwrap())
    });
    let refused = if first.code == 0 { &second } else { &first };
    assert_eq!((first.code.min(second.code), refused.code), (0, 4), "{first:?} {second:?}");
    assert!(
        refused.said.contains("was written from another store") && refused.said.contains("--out"),
        "{}",
        refused.said
    );
    assert_eq!(office.mails(), 40);
}

#[test]
fn nothing_that_has_the_name_of_a_message_is_replaced() {
    let office = reminding(&one_invoice());
    office.copy_store();
    assert_eq!(office.run("2028-02-18").code, 0);
    let mail = fs::read_dir(office.at("out/mail/new")).unwrap().next().unwrap().unwrap().path();
    fs::write(&mail, "somebody else's").unwrap();
    // Another store with the same customer and the same key, in a folder whose journal was taken away.
    fs::remove_file(office.at("out/journal.jsonl")).unwrap();
    let Ended { code, said, .. } =
        office.relance_on("copy.db", &["run", "--date", "2028-02-18", "--out", &office.name("out")]);
    assert!(code == 6 && said.contains("something else has this name"), "{code} {said}");
    assert_eq!(fs::read_to_string(&mail).unwrap(), "somebody else's");
}

#[test]
fn a_failure_is_not_listed_once_its_message_has_left() {
    let office = reminding(&one_invoice());
    assert_eq!(office.run("2028-02-18").code, 0);
    office
        .db()
        .execute_batch(
            "UPDATE outbox SET state = 'failed', problem = 'refused';
             UPDATE entry SET state = 'failed', data = json_set(data, '$.state', 'failed');
             UPDATE account SET wake = '', revision = revision + 1",
        )
        .unwrap();
    assert!(office.relance(&["outbox", "list"]).said.contains("refused"));
    let Ended { code, said, .. } = office.run("2028-02-18");
    assert!(
        code == 6 && said.contains("1 message of 2028-02-18 has failed"),
        "said until it is tried again: {code} {said}"
    );
    assert!(office.doctor("2028-02-18").said.contains("1 message could not leave"));
    assert_eq!(office.run("2028-02-19").code, 0, "tried again the next day");
    assert_eq!(office.relance(&["outbox", "list"]).said.trim(), "Every message has left.");
    assert!(!office.doctor("2028-02-19").said.contains("could not leave"));
    assert_eq!(history(&office), ["2028-02-18 F-1 +3 days 1 failed", "2028-02-19 F-1 +3 days 2 sent"]);
}

fn with_a_file() -> Vec<Customer> {
    vec![customer("A").named("Customer").has([invoice("F-1").with_file("F-1.pdf")])]
}

#[test]
fn a_message_that_leaves_without_the_documents_file_says_so() {
    let office = reminding(&with_a_file());
    let Ended { code, said, .. } = office.run("2028-02-18");
    assert_eq!(code, 0, "{said}");
    assert!(said.contains("1 message left without a file") && said.contains("F-1.pdf"), "{said}");
    let office = reminding(&with_a_file());
    fs::create_dir(office.at("files")).unwrap();
    fs::write(office.at("files/F-1.pdf"), "%PDF-").unwrap();
    let Ended { said, .. } = office.relance(&[
        "run",
        "--date",
        "2028-02-18",
        "--out",
        &office.name("out"),
        "--files",
        &office.name("files"),
    ]);
    assert!(!said.contains("without a file"), "{said}");
}

#[test]
fn what_must_be_enclosed_and_is_not_there_yet_waits() {
    let mut steps = ladder("due", &["+3 days"]);
    steps[0]["actions"][0]["attach"] = json!("required");
    let office = reminding_by(&steps, &with_a_file());
    fs::create_dir(office.at("files")).unwrap();
    let (out, files) = (office.name("out"), office.name("files"));
    let run = |day: &str| office.relance(&["run", "--date", day, "--out", &out, "--files", &files]);
    for day in ["2028-02-18", "2028-02-19", "2028-02-20", "2028-02-21"] {
        let Ended { code, said, .. } = run(day);
        assert!(code == 6 && said.contains("`F-1.pdf` must be enclosed"), "{day}: {code} {said}");
    }
    fs::write(office.at("files/F-1.pdf"), "%PDF-").unwrap();
    assert_eq!(run("2028-02-21").code, 0);
    assert_eq!(office.mails(), 1);
}

#[test]
fn status_does_not_say_that_something_leaves_which_has_left() {
    let office = reminding(&one_invoice());
    assert_eq!(office.run("2028-02-18").code, 0);
    let Ended { said, .. } = office.relance(&["status"]);
    assert!(said.contains("left on 18 February 2028") && !said.contains("leaves today"), "{said}");
    let Ended { said, .. } = office.relance(&["--lang", "fr", "status"]);
    assert!(said.contains("est partie le 18 février 2028"), "{said}");
}

#[test]
fn settling_by_hand_says_the_day_from_which_it_leaves() {
    let office = reminding(&one_invoice());
    assert_eq!(office.run("2028-02-18").code, 0);
    office
        .db()
        .execute_batch(
            "UPDATE outbox SET state = 'ambiguous';
             UPDATE entry SET state = 'ambiguous', data = json_set(data, '$.state', 'ambiguous');",
        )
        .unwrap();
    let Ended { code, said, .. } = office.relance(&["outbox", "settle", "F-1", "--not-sent"]);
    assert!(code == 0 && said.contains("the first run after 2028-02-18"), "{code} {said}");
    assert_eq!(office.run("2028-02-18").code, 0);
    assert_eq!(office.mails(), 1, "not on that day");
    assert_eq!(office.run("2028-02-19").code, 0);
    assert_eq!(office.mails(), 2);
}

#[test]
fn a_store_with_a_table_dropped_is_called_damaged() {
    for (table, day) in [("print_letter", "2028-02-18"), ("closed_document", "2028-02-18"), ("outbox", "2028-02-18")] {
        let office = reminding(&one_invoice());
        office.db().execute_batch(&format!("PRAGMA foreign_keys = off; DROP TABLE {table}")).unwrap();
        let Ended { code, said, .. } = office.doctor(day);
        assert!(code != 0 && said.contains("is damaged") && said.contains(table), "{table}: {code} {said}");
        assert!(!said.contains("is sound"), "{said}");
    }
    let office = reminding(&one_invoice());
    office.db().execute_batch("PRAGMA foreign_keys = off; DROP TABLE outbox").unwrap();
    let Ended { code, said, .. } = office.run("2028-02-18");
    assert!(code == 4 && said.contains("no such table") && said.contains("relance doctor"), "{code} {said}");
}
