//! What leaves: tenants apart, a store that is older than what left, files that others may not read, names and headers that a module
//! writes, and files that are none.

use std::{fs, os::unix::fs::PermissionsExt, path::PathBuf};

use relance::{
    cli::Terminal,
    delivery::{Files, deliver, recover, tenant_folder},
    enclosures::Enclosures,
    reading,
    sort::Sort,
    sqlite,
    store::Wanting,
};
use relance_guest::contract::types::Attachment;
use relance_tests::{Ended, Office, execute, invoice};
use serde_json::{Value, json};

#[test]
fn tenants_have_folders_of_their_own_and_print_their_own_letters() {
    let office = Office::new();
    office.add_second();
    let out = office.name("out");
    for tenant in ["main", "two"] {
        office.done(&["--tenant", tenant, "run", "--date", "2028-02-18", "--out", &out]);
    }
    let of_two = tenant_folder(&office.at("out"), "two");
    assert_eq!((office.files("out/mail/new").len(), office.files("out/letters").len()), (1, 1));
    assert_eq!(fs::read_dir(of_two.join("letters")).unwrap().count(), 1);
    // A letter of the first tenant that lies in the second one's folder is not printed under another head.
    let stray = office.files("out/letters").remove(0);
    fs::copy(&stray, of_two.join("letters").join(stray.file_name().unwrap())).unwrap();
    let letters = ["--tenant", "two", "letters", "--in", &out, "--date", "2028-02-18", "--json"];
    let Ended { code, said, .. } = office.relance(&letters);
    assert_eq!(code, 6, "{said}");
    let report: Value = serde_json::from_str(&said).unwrap();
    assert_eq!(report["letters"].as_array().unwrap().len(), 1);
    assert!(report["left"][0].as_str().unwrap().contains("a letter of tenant `main`, not of `two`"), "{report}");
    assert_eq!(office.files("out/letters").len(), 1, "the first tenant's letter still waits");
}

#[test]
fn no_two_tenants_share_a_folder_whatever_they_are_called() {
    let long = "x".repeat(300);
    let names =
        ["main", "two", "Two", "TWO", "t wo", "t%20wo", "..", ".", "/", "", "%", "a/../b", "tenants", &long, "émile"];
    let mut folders: Vec<_> = names.iter().map(|name| tenant_folder(&PathBuf::from("out"), name)).collect();
    for folder in folders.iter().skip(1) {
        let inside = folder.strip_prefix("out/tenants").unwrap();
        assert_eq!(inside.components().count(), 1, "{}", folder.display());
        let name = inside.to_str().unwrap();
        assert!(name.len() < 120 && name.is_ascii() && !name.contains("..") && name == name.to_lowercase(), "{name}");
    }
    folders.sort();
    folders.dedup();
    assert_eq!(folders.len(), names.len());
    let other = tenant_folder(&PathBuf::from("out"), &format!("{long}y"));
    assert!(!folders.contains(&other));
}

#[test]
fn a_store_put_back_from_a_copy_sends_nothing_again() {
    let office = Office::new();
    office.copy_store();
    assert_eq!(office.run("2028-02-18").code, 0);
    let sent = office.files("out/mail/new");
    assert_eq!(sent.len(), 1);
    // A mail program has taken the mail, and the store is put back.
    fs::remove_file(&sent[0]).unwrap();
    office.put_copy_back();
    let Ended { code, said, .. } = office.run("2028-02-18");
    assert_eq!(code, 4, "{said}");
    assert!(said.contains("older than what left: 2 messages") && said.contains("relance outbox adopt"), "{said}");
    let Ended { code, said, .. } = office.doctor("2028-02-18");
    assert!(code != 0 && said.contains("older than what left"), "{said}");
    let adopted = office.adopt().well();
    assert!(adopted.contains("2 messages that left are in the store's history"), "{adopted}");
    assert_eq!(office.run("2028-02-18").code, 0);
    assert_eq!(office.files("out/mail/new").len(), 0, "not again");
    assert_eq!(office.files("out/letters").len(), 1, "nor the letter");
    // The next step leaves on its day, ten days after the 15th.
    assert_eq!(office.run("2028-02-25").code, 0);
    assert_eq!(office.files("out/mail/new").len(), 1);
    let again = office.adopt().well();
    assert!(again.contains("knows everything that left"), "{again}");
}

#[test]
fn what_left_about_a_document_that_is_paid_since_holds_nothing_else() {
    let office = Office::new();
    office.copy_store();
    // After the copy was made one more invoice comes, is reminded, and is paid.
    let mut accounts: Value = serde_json::from_str(&fs::read_to_string(office.at("a.json")).unwrap()).unwrap();
    let new = invoice("F-NEW");
    accounts["accounts"][0]["documents"].as_array_mut().unwrap().push(new.into());
    fs::write(office.at("b.json"), accounts.to_string()).unwrap();
    office.done(&["import", &office.name("b.json"), "--date", "2028-12-31"]);
    assert_eq!(office.run("2028-02-18").code, 0);
    office.put_copy_back();
    office.import().well();
    office.adopt().well();
    let before = office.files("out/mail/new").len();
    let Ended { code, said, .. } = office.run("2028-02-25");
    assert_eq!(code, 0, "{said}");
    assert_eq!(office.files("out/mail/new").len(), before + 1, "the second step of the invoice that is still open");
}

/// What `doctor` says to type is typed, and the next run goes on.
#[test]
fn of_a_spoilt_journal_doctor_says_what_to_type() {
    let office = Office::new();
    assert_eq!(office.run("2028-02-18").code, 0);
    let journal = office.at("out/journal.jsonl");
    let text = fs::read_to_string(&journal).unwrap();
    fs::write(&journal, text.replace("\"number\":2", "\"number\":two")).unwrap();
    assert_eq!(office.run("2028-02-25").code, 1);
    let Ended { code, said, .. } = office.relance(&["doctor", "--date", "2028-02-18", "--out", &office.name("out")]);
    assert!(code != 0 && said.contains("cannot be read"), "{said}");
    let typed = said.split('`').find(|typed| typed.starts_with("mv ")).unwrap_or_else(|| panic!("{said}"));
    let words: Vec<_> = typed.split(' ').collect();
    fs::rename(words[1], words[2]).unwrap();
    assert_eq!(office.run("2028-02-25").code, 0);
    assert_eq!(office.files("out/mail/new").len(), 2, "the next step, and the first one not again");
}

#[cfg(unix)]
#[test]
fn a_journal_that_is_no_file_is_refused_and_nobody_waits_for_it() {
    let office = Office::new();
    fs::create_dir_all(office.at("out")).unwrap();
    let made = std::process::Command::new("mkfifo").arg(office.at("out/journal.jsonl")).status().unwrap();
    assert!(made.success());
    let Ended { code, said, .. } = office.run("2028-02-18");
    assert!(code != 0 && said.contains("is not a regular file"), "{code} {said}");
}

#[cfg(unix)]
#[test]
fn a_pipe_in_place_of_a_folder_is_named_and_nobody_waits_for_it() {
    for (below, code) in
        [("out", 1), ("out/mail", 6), ("out/mail/tmp", 6), ("out/mail/new", 6), ("out/mail/cur", 6), ("out/letters", 6)]
    {
        let (tell, told) = std::sync::mpsc::channel();
        std::thread::spawn(move || {
            let office = Office::new();
            fs::create_dir_all(office.at(below).parent().unwrap()).unwrap();
            assert!(std::process::Command::new("mkfifo").arg(office.at(below)).status().unwrap().success());
            let said = office.run("2028-02-18");
            let others = office.files("out/mail/new").len() + office.files("out/letters").len();
            tell.send((office.name(below), said, others)).unwrap();
        });
        let patience = std::time::Duration::from_mins(1);
        let (place, Ended { code: done, said, .. }, others) =
            told.recv_timeout(patience).unwrap_or_else(|_| panic!("{below}: it waits"));
        assert_eq!((done, others), (code, usize::from(code == 6)), "{below}: {said}");
        assert!(said.contains(&format!("{place}: something else has this name")), "{below}: {said}");
    }
}

#[test]
fn another_store_is_told_that_the_folder_is_not_its_own() {
    let office = Office::new();
    assert_eq!(office.run("2028-02-18").code, 0);
    office.lose_store();
    office.init("t.db").well();
    office.import().well();
    let Ended { code, said, .. } = office.run("2028-02-18");
    assert!(code == 4 && said.contains("was written from another store"), "{code} {said}");
    office.adopt().well();
    assert_eq!(office.run("2028-02-18").code, 0);
    assert_eq!(office.files("out/mail/new").len(), 1, "not again");
}

/// What a program leaves that ends between `leaving` and `settle`: the file is seen, is not seen yet, or was taken away.
#[test]
fn what_was_leaving_is_found_taken_up_again_or_named() {
    let office = Office::new();
    let at_departure = |move_file: &dyn Fn(&PathBuf), state: &str, mails: usize| {
        let folder = tempfile::tempdir().unwrap();
        let db = folder.path().join("t.db");
        fs::copy(office.at("t.db"), &db).unwrap();
        let out = folder.path().join("out");
        let run = |day: &str| {
            let arguments = ["--db", db.to_str().unwrap(), "run", "--date", day, "--out", out.to_str().unwrap()];
            execute(arguments.map(Into::into), &mut std::io::empty(), Terminal::NONE)
        };
        assert_eq!(run("2028-02-18").code, 0);
        // Back to the moment before `settle`.
        let connection = rusqlite::Connection::open(&db).unwrap();
        connection.execute("UPDATE outbox SET state = 'leaving' WHERE kind = 'email'", []).unwrap();
        connection
            .execute("UPDATE entry SET state = 'pending', data = json_set(data, '$.state', 'pending') WHERE account = 'mail'", [])
            .unwrap();
        drop(connection);
        let file = fs::read_dir(out.join("mail/new")).unwrap().next().unwrap().unwrap().path();
        move_file(&file);
        let Ended { code, err: said, .. } = run("2028-02-18");
        let store = sqlite::open(&db).unwrap();
        let messages = store.messages("main", Wanting::All).unwrap();
        let mail = messages.iter().find(|message| message.kind == "email");
        assert_eq!(mail.map_or("sent", |message| message.state.name()), state);
        if state == "ambiguous" {
            assert_eq!(code, 6);
            assert!(said.contains("Customer mail, F-mail (email of 2028-02-18): may or may not have left"), "{said}");
        } else {
            assert_eq!(code, 0, "{said}");
        }
        let count = |name: &str| fs::read_dir(out.join(name)).unwrap().count();
        assert_eq!(count("mail/new") + count("mail/cur"), mails);
        assert_eq!(count("mail/tmp"), 0);
    };
    let to = |file: &PathBuf, part: &str, ending: &str| {
        let name = format!("{}{ending}", file.file_name().unwrap().to_str().unwrap());
        fs::rename(file, file.parent().unwrap().parent().unwrap().join(part).join(name)).unwrap();
    };
    at_departure(&|_| {}, "sent", 1);
    at_departure(&|file| to(file, "cur", ":2,RS"), "sent", 1);
    // Not seen yet: known not to have left, and sent now.
    at_departure(&|file| to(file, "tmp", ""), "sent", 1);
    at_departure(&|file| fs::remove_file(file).unwrap(), "ambiguous", 0);
}

#[test]
fn uncertain_messages_are_settled_by_hand() {
    let office = Office::new();
    assert_eq!(office.run("2028-02-18").code, 0);
    let db = office.db();
    db.execute_batch(
        "UPDATE outbox SET state = 'ambiguous';
         UPDATE entry SET state = 'ambiguous', data = json_set(data, '$.state', 'ambiguous');",
    )
    .unwrap();
    drop(db);
    let said = office.relance(&["status"]).said;
    assert!(said.contains("Customer mail, F-mail (email of 2028-02-18): may or may not have left"), "{said}");
    let Ended { code, said, .. } = office.relance(&["outbox", "settle", "F-nothing", "--sent"]);
    assert!(code == 3 && said.contains("no uncertain message is about `F-nothing`"), "{code} {said}");
    office.done(&["outbox", "settle", "F-mail", "--not-sent"]);
    office.done(&["outbox", "settle", "--all", "--sent"]);
    assert_eq!(office.done(&["outbox", "list"]).trim(), "Every message has left.");
    for file in office.files("out/mail/new") {
        fs::remove_file(file).unwrap();
    }
    assert_eq!(office.run("2028-02-19").code, 0);
    assert_eq!(office.files("out/mail/new").len(), 1, "what did not leave is decided again");
    assert_eq!(office.files("out/letters").len(), 1, "what left is not");
}

#[test]
fn personal_files_are_for_their_owner_alone() {
    let office = Office::new();
    assert_eq!(office.run("2028-02-18").code, 0);
    office.done(&["letters", "--in", &office.name("out"), "--date", "2028-02-18"]);
    let mut seen = 0;
    let mut look = vec![office.at("out"), office.at("t.db"), office.at("t.db-lock")];
    while let Some(path) = look.pop() {
        let about = fs::metadata(&path).unwrap();
        let wished = if about.is_dir() { 0o700 } else { 0o600 };
        assert_eq!(about.permissions().mode() & 0o777, wished, "{}", path.display());
        seen += 1;
        if about.is_dir() {
            look.extend(fs::read_dir(&path).unwrap().map(|entry| entry.unwrap().path()));
        }
    }
    assert!(seen > 15, "mail, letter, print file, its map, journal: {seen}");
    let doctor = |office: &Office| office.doctor("2028-02-18").said;
    assert!(!doctor(&office).contains("may read"));
    fs::set_permissions(office.at("t.db"), fs::Permissions::from_mode(0o644)).unwrap();
    let said = doctor(&office);
    assert!(said.contains("may read") && said.contains(&office.name("t.db")), "{said}");
}

#[test]
fn what_a_module_writes_into_names_and_headers_is_checked() {
    let office = Office::new();
    let hostile: [(&str, Value); 6] = [
        ("$.wanted.key", json!("../../../../tmp/x")),
        ("$.body.email.headers[0].value", json!("x\r\nBcc: spy@example.com")),
        ("$.body.email.headers[0].name", json!("Bcc: spy@example.com\r\nX")),
        ("$.body.email.subject", json!("x\r\nBcc: spy@example.com")),
        ("$.body.email.to[0].address", json!("a@example.com>\r\nBcc: <spy@example.com")),
        ("$.body.email.language", json!("fr\nBcc: spy@example.com")),
    ];
    let module = relance::module::Module::embedded(None).unwrap();
    for (path, value) in hostile {
        let folder = tempfile::tempdir().unwrap();
        let db = folder.path().join("t.db");
        fs::copy(office.at("t.db"), &db).unwrap();
        let mut store = sqlite::open(&db).unwrap();
        let tenant = store.tenant("main").unwrap();
        let page = relance::store::PageSize::default();
        relance::job::Job { store: &mut *store, module: &module, tenant: &tenant, today: "2028-02-18", page }
            .run()
            .unwrap();
        let connection = rusqlite::Connection::open(&db).unwrap();
        connection
            .execute(
                "UPDATE outbox SET action = json_set(action, ?1, json(?2)) WHERE kind = 'email'",
                (path, value.to_string()),
            )
            .unwrap();
        drop(connection);
        let files = Files::in_folder(&folder.path().join("out"), &*store, "main").unwrap();
        let delivered = deliver(&mut *store, "main", &files, None).unwrap();
        assert_eq!(
            (delivered.left.of(Sort::Email), delivered.left.of(Sort::Letter)),
            (0, 1),
            "{path}: the other one leaves"
        );
        assert!(delivered.failed[0].words().to_string().starts_with("Customer mail, F-mail"), "{:?}", delivered.failed);
        recover(&mut *store, "main", &files).unwrap();
        let mails = fs::read_dir(folder.path().join("out/mail/new")).into_iter().flatten().count();
        assert_eq!(mails, 0, "{path}");
    }
}

#[test]
fn only_regular_files_of_the_folder_are_enclosed_and_within_limits() {
    let folder = tempfile::tempdir().unwrap();
    let (home, outside) = (folder.path().join("files"), folder.path().join("secret.pdf"));
    fs::create_dir_all(home.join("D1")).unwrap();
    fs::write(&outside, "%PDF-").unwrap();
    fs::write(home.join("good.pdf"), "%PDF-").unwrap();
    assert!(std::process::Command::new("mkfifo").arg(home.join("pipe.pdf")).status().unwrap().success());
    std::os::unix::fs::symlink(&outside, home.join("out.pdf")).unwrap();
    std::os::unix::fs::symlink("../good.pdf", home.join("D1/in.pdf")).unwrap();
    std::os::unix::fs::symlink("/dev/zero", home.join("zero.pdf")).unwrap();
    fs::File::create(home.join("huge.pdf")).unwrap().set_len(reading::ENCLOSED + 1).unwrap();
    fs::create_dir(home.join("folder.pdf")).unwrap();
    let of = |names: &[&str]| {
        let attachment = |name: &&str| {
            let value = json!({"document": "D1", "file": "7", "name": name, "required": true});
            serde_json::from_value::<Attachment>(value).unwrap()
        };
        let attachments: Vec<_> = names.iter().map(attachment).collect();
        Enclosures::in_folder(home.clone())
            .of(&attachments)
            .map(|enclosed| enclosed.len())
            .map_err(|error| error.to_string())
    };
    assert_eq!(of(&["good.pdf", "in.pdf"]), Ok(2), "a link that stays inside is followed");
    for (name, why) in [
        ("pipe.pdf", "is not a regular file"),
        ("folder.pdf", "is not a regular file"),
        ("out.pdf", "leads out of"),
        ("zero.pdf", "leads out of"),
        ("huge.pdf", "bytes; at most"),
        ("missing.pdf", "must be enclosed and is not there"),
    ] {
        let said = of(&[name]).unwrap_err();
        assert!(said.contains(why), "{name}: {said}");
    }
    // Together they are more than one message may carry.
    fs::File::create(home.join("half.pdf")).unwrap().set_len(reading::ENCLOSED / 2 + 1).unwrap();
    fs::File::create(home.join("half2.pdf")).unwrap().set_len(reading::ENCLOSED / 2 + 1).unwrap();
    assert_eq!(of(&["half.pdf"]), Ok(1));
    assert!(of(&["half.pdf", "half2.pdf"]).unwrap_err().contains("at most"));
    assert!(
        reading::file(std::path::Path::new("/dev/zero"), 10).unwrap_err().to_string().contains("not a regular file")
    );
}

#[test]
fn a_letter_that_is_not_as_it_was_written_is_named_and_waits() {
    let office = Office::new();
    assert_eq!(office.run("2028-02-18").code, 0);
    let file = office.files("out/letters").remove(0);
    let written = fs::read_to_string(&file).unwrap();
    fs::write(&file, written.replace("Lyon", "Paris")).unwrap();
    fs::write(office.at(&format!("out/letters/20280218.{}.json", "0".repeat(32))), &written).unwrap();
    let letters = ["letters", "--in", &office.name("out"), "--date", "2028-02-18"];
    let Ended { code, said, .. } = office.relance(&letters);
    assert_eq!(code, 6);
    assert!(
        said.contains("its file is not what `run` wrote") && said.contains("the store knows nothing of it"),
        "{said}"
    );
    assert_eq!(office.files("out/print").len(), 0);
    fs::write(&file, &written).unwrap();
    assert_eq!(office.relance(&letters).code, 6, "the unknown one is still named");
    assert_eq!(office.files("out/print").len(), 2, "print file and map");
}

#[test]
fn without_a_lock_nothing_leaves_and_it_is_said() {
    let office = Office::new();
    // A folder of the lock's name: there can be no lock.
    fs::create_dir(office.at("t.db-lock")).unwrap();
    let Ended { code, said, .. } = office.run("2028-02-18");
    assert_eq!(code, 1, "{said}");
    assert!(said.contains("t.db-lock") && said.contains("without this lock"), "{said}");
    assert!(!office.at("out/mail").exists());
    fs::remove_dir(office.at("t.db-lock")).unwrap();
    assert_eq!(office.run("2028-02-18").code, 0);
}

#[test]
fn a_lock_on_a_file_that_was_deleted_meanwhile_is_none() {
    let office = Office::new();
    let store = sqlite::open(&office.at("t.db")).unwrap();
    let path = office.at("t.db-lock");
    let former = fs::File::create(&path).unwrap();
    former.lock().unwrap();
    let mut former = Some(former);
    // While we wait for its holder, somebody clears the file away and another one is made.
    let _alone = store
        .alone(&mut || {
            fs::remove_file(&path).unwrap();
            fs::File::create(&path).unwrap();
            former.take();
        })
        .unwrap();
    let another = fs::File::open(&path).unwrap();
    assert!(another.try_lock().is_err(), "what everybody sees is locked");
}

#[test]
fn a_journal_that_was_shortened_past_the_store_is_not_taken_over_in_part() {
    let office = Office::new();
    office.copy_store();
    assert_eq!(office.run("2028-02-18").code, 0);
    office.put_copy_back();
    // Two messages left; of the journal only the second is still there.
    let path = office.at("out/journal.jsonl");
    let text = fs::read_to_string(&path).unwrap();
    let (first, second) = text.split_once('\n').unwrap();
    let first: Value = serde_json::from_str(first).unwrap();
    let reach = json!({"store": first["store"], "number": 1, "key": "", "account": "", "entries": [], "reach": "here"});
    fs::write(&path, format!("{reach}\n{second}")).unwrap();
    let Ended { code, said, .. } = office.adopt();
    assert!(code == 4 && said.contains("does not reach back far enough"), "{code} {said}");
    assert_eq!(office.run("2028-02-18").code, 4, "nor does anything leave");
    // A store that knows the first needs no more than the second.
    office.db().execute("INSERT OR REPLACE INTO departed (tenant, released) VALUES ('main', 1)", []).unwrap();
    let said = office.adopt().well();
    assert!(said.contains("1 message that left is in the store's history"), "{said}");
}

#[test]
fn the_tenants_of_a_key_are_found_without_walking_the_outbox() {
    let office = Office::new();
    let plan: String = office
        .db()
        .query_row("EXPLAIN QUERY PLAN SELECT DISTINCT tenant FROM outbox WHERE key = 'k'", [], |row| row.get(3))
        .unwrap();
    assert_eq!(plan, "SEARCH outbox USING INDEX outbox_by_key (key=?)");
}
