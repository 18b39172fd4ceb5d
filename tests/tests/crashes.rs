//! Commands that are cut off: killed at any moment, by a power cut, by a full disk. Afterwards every invoice was reminded once, and every letter
//! stands in one print file; or the message is named by customer and document as one that may or may not have left.
//!
//! Short here; by hand with `RELANCE_KILLS=300` and `RELANCE_POWER_CUTS=100`. Power cuts and full disks need root, since they mount file
//! systems; without, they say loudly that they were skipped.

mod disk;
mod office;
mod scene;

use std::{
    process::{Command, Stdio},
    thread,
    time::Duration,
};

use disk::{Image, skipped};
use office::{Office, Outcome};
use scene::{Moments, times};

#[test]
fn killed_at_any_moment_nothing_is_lost_and_nothing_leaves_twice() {
    let prepared = Office::prepare();
    let whole = prepared.time(&["run", "--date", "2028-02-18", "--out", "out"]);
    let mut moments = Moments::new(1);
    let mut outcome = Outcome::default();
    for at in 0..times("RELANCE_KILLS", 12) {
        let office = prepared.again();
        let reader = (at % 2 == 1).then(|| office.reader());
        office.kill(&["run", "--date", "2028-02-18", "--out", "out"], moments.within(whole));
        // At once, within the lease; or a day later.
        let day = if at % 4 < 2 { "2028-02-18" } else { "2028-02-19" };
        office.run(day);
        office.run(day);
        let is_read = reader.is_some();
        drop(reader);
        let reminded = office.reminded();
        assert!(is_read || reminded.named == 0, "nobody took anything: {reminded:?}");
        outcome.add(&reminded);
    }
    outcome.tell("run, killed");
}

#[test]
fn killed_twice_and_nobody_took_anything_nothing_is_uncertain() {
    let prepared = Office::prepare();
    let run = ["run", "--date", "2028-02-18", "--out", "out"];
    let whole = prepared.time(&run);
    let mut moments = Moments::new(6);
    let mut outcome = Outcome::default();
    for _ in 0..times("RELANCE_KILLS", 8) {
        let office = prepared.again();
        office.kill(&run, moments.within(whole));
        // The second one falls into the recovery from the first, or behind it.
        office.kill(&run, moments.within(whole));
        office.run("2028-02-18");
        let reminded = office.reminded();
        assert_eq!(reminded.named, 0, "{reminded:?}");
        outcome.add(&reminded);
    }
    outcome.tell("run, killed twice");
}

/// The store is as before the run, the folder as the run left it: what it had shown is taken over, what it had not is decided again.
#[test]
fn killed_and_put_back_from_a_copy_nothing_is_lost_and_nothing_leaves_twice() {
    let prepared = Office::prepare();
    let run = ["run", "--date", "2028-02-18", "--out", "out"];
    let whole = prepared.time(&run);
    let mut moments = Moments::new(7);
    let mut outcome = Outcome::default();
    for _ in 0..times("RELANCE_KILLS", 8) {
        let office = prepared.again();
        office.kill(&run, moments.within(whole));
        office.put_back(&prepared);
        // 3: it was killed before there was a folder.
        let (code, said) = office.relance(&["outbox", "adopt", "--out", "out"]);
        assert!(matches!(code, Some(0 | 3)), "{code:?}: {said}");
        office.run("2028-02-18");
        let reminded = office.reminded();
        assert_eq!(reminded.named, 0, "{reminded:?}");
        outcome.add(&reminded);
    }
    outcome.tell("run, killed, store put back");
}

#[test]
fn a_reminder_by_hand_that_is_killed_is_sent_once_or_named() {
    let prepared = Office::prepare();
    let remind = ["remind", "--late", "--date", "2028-02-18", "--out", "out", "--send"];
    let whole = prepared.time(&remind);
    let mut moments = Moments::new(2);
    let mut outcome = Outcome::default();
    for _ in 0..times("RELANCE_KILLS", 4) {
        let office = prepared.again();
        office.kill(&remind, moments.within(whole));
        office.run("2028-02-18");
        // What was put into the outbox leaves with the next run; what was not is reminded by it.
        outcome.add(&office.reminded());
    }
    outcome.tell("remind, killed");
}

#[test]
fn letters_that_are_killed_are_each_printed_in_one_file() {
    let prepared = Office::prepare();
    prepared.run("2028-02-18");
    let letters = ["letters", "--in", "out", "--date", "2028-02-18"];
    let whole = prepared.time(&letters);
    let mut moments = Moments::new(3);
    for at in 0..times("RELANCE_KILLS", 6) {
        let office = prepared.again();
        office.kill(&letters, moments.within(whole));
        if at % 2 == 0 {
            office.kill(&letters, moments.within(whole));
        }
        // The next day: what was begun keeps its name.
        office.done(&["letters", "--in", "out", "--date", "2028-02-19"]);
        office.printed_once();
    }
}

#[test]
fn an_import_or_a_new_store_that_is_killed_is_there_whole_or_not_at_all() {
    let prepared = Office::prepare();
    let import = ["import", "accounts.json", "--date", "2028-12-31"];
    let init = ["init", "--settings", "settings.json", "--company", "company.json"];
    let mut moments = Moments::new(4);
    for at in 0..times("RELANCE_KILLS", 6) {
        let office = prepared.again();
        if at % 2 == 0 {
            office.remove_store();
            office.kill(&init, moments.within(Duration::from_millis(150)));
            if !office.has_store() {
                office.done(&init);
            }
        } else {
            office.kill(&import, moments.within(Duration::from_millis(100)));
        }
        office.done(&import);
        office.run("2028-02-18");
        assert_eq!(office.reminded().once, office::INVOICES, "all are known and reminded");
    }
}

#[test]
fn two_of_each_command_at_once_do_everything_once() {
    let prepared = Office::prepare();
    let run: &[&str] = &["run", "--date", "2028-02-18", "--out", "out"];
    let remind: &[&str] = &["remind", "--late", "--date", "2028-02-18", "--out", "out", "--send"];
    for (first, second) in [(run, run), (run, remind), (remind, run)] {
        let office = prepared.again();
        let mut children: Vec<_> = [first, second].iter().map(|command| office.start(command)).collect();
        for child in &mut children {
            let code = child.wait().unwrap().code();
            assert!(matches!(code, Some(0 | 6)), "{code:?}");
        }
        let reminded = office.reminded();
        // A person may remind of what was reminded: it is the run that must not.
        if first[0] == "run" && second[0] == "run" {
            assert_eq!((reminded.once, reminded.twice, reminded.none), (office::INVOICES, 0, 0));
        }
        assert_eq!((reminded.none, reminded.named), (0, 0), "{first:?} {second:?}");
        let letters: &[&str] = &["letters", "--in", "out", "--date", "2028-02-18"];
        let mut children: Vec<_> = [letters, letters].iter().map(|command| office.start(command)).collect();
        for child in &mut children {
            assert!(child.wait().unwrap().success());
        }
        office.printed_once();
    }
}

#[test]
fn a_clock_that_goes_back_holds_nothing_up() {
    let office = Office::prepare();
    office.done(&["run", "--date", "2028-02-17", "--out", "out"]);
    // As a program leaves it that was killed while the clock was a day ahead.
    office.kill(&["run", "--date", "2028-02-18", "--out", "out"], Duration::from_millis(60));
    let db = rusqlite::Connection::open(office.at("relance.db")).unwrap();
    db.execute("UPDATE outbox SET leased_till = leased_till + 86400 WHERE leased_till > 0", []).unwrap();
    drop(db);
    office.run("2028-02-18");
    let reminded = office.reminded();
    assert_eq!((reminded.once, reminded.twice, reminded.none), (office::INVOICES, 0, 0));
}

#[test]
fn a_power_cut_leaves_nothing_that_is_called_sent_and_is_not_whole() {
    let Some(image) = Image::mounted() else { return skipped("power cuts") };
    let prepared = Office::prepare();
    let whole = prepared.time(&["run", "--date", "2028-02-18", "--out", "out"]);
    let mut moments = Moments::new(5);
    let mut outcome = Outcome::default();
    let cuts = times("RELANCE_POWER_CUTS", 8);
    for at in 0..cuts {
        let office = prepared.again_in(image.folder());
        image.sync();
        let printing = at % 3 == 2;
        if printing {
            office.run("2028-02-18");
            image.sync();
        }
        let command: &[&str] = if printing {
            &["letters", "--in", "out", "--date", "2028-02-18"]
        } else {
            &["run", "--date", "2028-02-18", "--out", "out"]
        };
        let mut child = office.start(command);
        // Some moments lie after the end: what was called sent is on the disk then.
        thread::sleep(moments.within(whole * 2));
        image.cut(&mut child);
        office.run("2028-02-18");
        office.done(&["letters", "--in", "out", "--date", "2028-02-18"]);
        office.all_whole();
        office.printed_once();
        outcome.add(&office.reminded());
        office.remove();
    }
    outcome.tell("power cut");
}

#[test]
fn a_full_disk_harms_only_what_it_keeps_from_being_written() {
    let Some(small) = disk::Small::mounted() else { return skipped("a full disk") };
    let prepared = Office::prepare();
    for kilobytes in [8, 40, 80, 120, 160, 200, 240, 300, 360, 420] {
        let office = prepared.again_in(small.folder());
        small.leave(kilobytes);
        let _ = office.relance(&["run", "--date", "2028-02-18", "--out", "out"]);
        office.all_whole();
        small.free();
        // Once more on the same day is enough.
        office.run("2028-02-18");
        office.all_whole();
        let reminded = office.reminded();
        assert_eq!((reminded.twice, reminded.none, reminded.named), (0, 0, 0), "{kilobytes} kB: {reminded:?}");
        office.done(&["letters", "--in", "out", "--date", "2028-02-20"]);
        office.printed_once();
        office.remove();
    }
}

#[test]
fn letters_on_a_full_disk_are_printed_once_there_is_room() {
    let Some(small) = disk::Small::mounted() else { return skipped("letters on a full disk") };
    let prepared = Office::prepare();
    prepared.run("2028-02-18");
    let letters = ["letters", "--in", "out", "--date", "2028-02-18"];
    let mut refused = 0;
    for kilobytes in [0, 20, 60, 120, 200, 300, 400, 500, 600, 800, 1_000] {
        let office = prepared.again_in(small.folder());
        small.leave(kilobytes);
        let (code, said) = office.relance(&letters);
        if code != Some(0) {
            refused += 1;
            assert!(matches!(code, Some(1 | 4)), "{kilobytes} kB: {code:?} {said}");
            assert!(said.contains("run the same command again"), "{kilobytes} kB: {said}");
        }
        office.all_whole();
        small.free();
        office.done(&["letters", "--in", "out", "--date", "2028-02-19"]);
        office.all_whole();
        office.printed_once();
        office.remove();
    }
    assert!(refused > 2, "{refused} met a full disk");
}

/// The process under test.
fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_relance-under-test"));
    command.args(arguments).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}
