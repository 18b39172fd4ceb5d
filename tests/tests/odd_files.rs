//! Pipes, devices, folders and endless files in place of a file: refused in a sentence, and nothing waits.

#![cfg(unix)]

use std::path::Path;

use relance_tests::{Ended, Office};

fn relance(office: &Office, words: &[&str]) -> Ended {
    // What makes a store makes another one.
    let makes = words.contains(&"--company") || words.contains(&"--settings");
    office.relance_on(if makes { "other.db" } else { "t.db" }, words)
}

#[test]
fn no_command_waits_for_a_pipe_or_reads_a_device() {
    let office = Office::empty();
    let at = |name: &str| office.name(name);
    assert_eq!(relance(&office, &["init"]).code, 0);
    std::fs::write(at("i.csv"), "A\n1\n").unwrap();
    std::fs::create_dir(at("folder.json")).unwrap();
    let made = std::process::Command::new("mkfifo").arg(at("pipe.json")).status().unwrap();
    assert!(made.success());
    std::os::unix::fs::symlink("/dev/zero", at("zero.json")).unwrap();
    for odd in ["pipe.json", "zero.json", "folder.json"] {
        let odd = at(odd);
        for arguments in [
            vec!["import", &odd],
            vec!["import", &odd, "--dry-run"],
            vec!["import", &at("i.csv"), "--mapping", &odd],
            vec!["--module", &odd, "module"],
            vec!["init", "--company", &odd],
            vec!["init", "--settings", &odd],
            vec!["company", "set", &odd],
            vec!["settings", "set", &odd],
            vec!["settings", "check", &odd],
            vec!["template", "check", &odd],
            vec!["template", "preview", &odd, "t"],
            vec!["template", "convert", &odd],
            vec!["demo", "--days", "1", "--out", &at("demo"), "--settings", &odd],
        ] {
            let Ended { code, said, .. } = relance(&office, &arguments);
            assert_eq!(code, 3, "{arguments:?}: {said}");
            assert!(said.contains("is not a regular file"), "{arguments:?}: {said}");
        }
        assert!(!Path::new(&at("other.db")).exists());
    }
}

#[test]
fn a_file_larger_than_is_read_is_refused_unread() {
    let office = Office::empty();
    let at = |name: &str| office.name(name);
    assert_eq!(relance(&office, &["init"]).code, 0);
    // Holes: it takes no room on the disk.
    let large = std::fs::File::create(at("large.json")).unwrap();
    large.set_len(3 << 30).unwrap();
    for arguments in [
        vec!["import", &at("large.json")],
        vec!["--module", &at("large.json"), "module"],
        vec!["company", "set", &at("large.json")],
    ] {
        let Ended { code, said, .. } = relance(&office, &arguments);
        assert!(code == 3 && said.contains("has 3221225472 bytes; at most"), "{arguments:?}: {code} {said}");
    }
}

#[test]
fn an_endless_request_is_refused() {
    let office = Office::empty();
    let mut endless = std::io::repeat(b' ');
    let Ended { code, said, .. } = office.relance_reading(&mut endless, "t.db", &["call", "about.describe"]);
    assert!(code == 3 && said.contains("the request has more than"), "{said}");
}
