//! Pipes, devices, folders and endless files in place of a file: refused in a sentence, and nothing waits.

#![cfg(unix)]

use std::path::Path;

use relance::cli::Terminal;

fn relance(folder: &Path, arguments: &[&str], input: &mut dyn std::io::Read) -> (u8, String) {
    // What makes a store makes another one.
    let db = if arguments.contains(&"--company") || arguments.contains(&"--settings") { "other.db" } else { "t.db" };
    let mut all = vec!["relance".into(), "--db".into(), folder.join(db).into_os_string()];
    all.extend(arguments.iter().map(Into::into));
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let code = relance::cli::execute(all, input, &mut out, &mut err, Terminal::NONE);
    (code, String::from_utf8([out, err].concat()).unwrap())
}

#[test]
fn no_command_waits_for_a_pipe_or_reads_a_device() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name).to_string_lossy().into_owned();
    assert_eq!(relance(folder.path(), &["init"], &mut std::io::empty()).0, 0);
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
            let (code, said) = relance(folder.path(), &arguments, &mut std::io::empty());
            assert_eq!(code, 3, "{arguments:?}: {said}");
            assert!(said.contains("is not a regular file"), "{arguments:?}: {said}");
        }
        assert!(!Path::new(&at("other.db")).exists());
    }
}

#[test]
fn a_file_larger_than_is_read_is_refused_unread() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name).to_string_lossy().into_owned();
    assert_eq!(relance(folder.path(), &["init"], &mut std::io::empty()).0, 0);
    // Holes: it takes no room on the disk.
    let large = std::fs::File::create(at("large.json")).unwrap();
    large.set_len(3 << 30).unwrap();
    for arguments in [
        vec!["import", &at("large.json")],
        vec!["--module", &at("large.json"), "module"],
        vec!["company", "set", &at("large.json")],
    ] {
        let (code, said) = relance(folder.path(), &arguments, &mut std::io::empty());
        assert!(code == 3 && said.contains("has 3221225472 bytes; at most"), "{arguments:?}: {code} {said}");
    }
}

#[test]
fn an_endless_request_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let mut endless = std::io::repeat(b' ');
    let (code, said) = relance(folder.path(), &["call", "about.describe"], &mut endless);
    assert!(code == 3 && said.contains("the request has more than"), "{said}");
}
