//! Files that the user names: written new and for their owner alone, never in the place of another.

use std::{fs, path::PathBuf};

use relance::cli::Terminal;
use serde_json::json;

struct Desk {
    folder: tempfile::TempDir,
}

/// The second row cannot be read.
const CSV: &str = "Client,N,Date,Due,Amount\nA,F-1,2028-01-15,2028-02-15,10.00\nB,F-2,2028-01-15,2028-02-15,ten\n";

const MAPPING: &str = "[account]\nid = \"{Client}\"\n[document]\nkind = \"invoice\"\nnumber = \"{N}\"\ncurrency = \"EUR\"\n\
                       total = \"{Amount}\"\nissued = \"{Date}\"\ndue = \"{Due}\"\n";

impl Desk {
    fn new() -> Self {
        let desk = Self { folder: tempfile::tempdir().unwrap() };
        fs::write(desk.at("i.csv"), CSV).unwrap();
        fs::write(desk.at("M.toml"), MAPPING).unwrap();
        fs::write(desk.at("S.json"), relance_guest::wire::example()).unwrap();
        assert_eq!(desk.relance(&["init", "--settings", &desk.name("S.json")]).0, 0);
        desk
    }

    fn at(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn name(&self, name: &str) -> String {
        self.at(name).to_string_lossy().into_owned()
    }

    fn relance(&self, arguments: &[&str]) -> (u8, String) {
        let mut all = vec!["relance".into(), "--db".into(), self.at("relance.db").into_os_string()];
        all.extend(arguments.iter().map(Into::into));
        let (mut out, mut err) = (Vec::new(), Vec::new());
        let code = relance::cli::execute(all, &mut std::io::empty(), &mut out, &mut err, Terminal::NONE);
        (code, String::from_utf8([out, err].concat()).unwrap())
    }

    fn import(&self, left_out: &str) -> (u8, String) {
        let [csv, mapping, left_out] = ["i.csv", "M.toml", left_out].map(|name| self.name(name));
        self.relance(&["import", &csv, "--mapping", &mapping, "--skip-bad", &left_out])
    }

    #[cfg(unix)]
    fn rights(&self, name: &str) -> u32 {
        use std::os::unix::fs::PermissionsExt;
        fs::metadata(self.at(name)).unwrap().permissions().mode() & 0o777
    }
}

#[test]
fn the_rows_left_out_take_no_other_files_place() {
    let desk = Desk::new();
    fs::write(desk.at("notes.txt"), "mine").unwrap();
    for name in ["notes.txt", "relance.db", "M.toml", "S.json"] {
        let before = fs::read(desk.at(name)).unwrap();
        let (code, said) = desk.import(name);
        assert_eq!(code, 1, "{name}: {said}");
        let expected = format!("{name}: something else has this name; it was not touched\nhint: move it elsewhere");
        assert!(said.contains(&expected), "{said}");
        assert!(fs::read(desk.at(name)).unwrap() == before, "{name}");
    }
    assert!(desk.relance(&["explain", "F-1"]).1.contains("there is no document"), "nothing was imported");
    assert_eq!(desk.import("left.csv").0, 6);
    // The same rows every night are no reason to stop; others are, until somebody has dealt with the first ones.
    assert_eq!(desk.import("left.csv").0, 6);
    fs::write(desk.at("i.csv"), CSV.replace("ten", "eleven")).unwrap();
    assert_eq!(desk.import("left.csv").0, 1);
    assert!(fs::read_to_string(desk.at("left.csv")).unwrap().contains(",ten\n"));
    #[cfg(unix)]
    assert_eq!(desk.rights("left.csv"), 0o600, "it has names and debts");
}

#[test]
fn a_preview_takes_no_other_files_place() {
    let desk = Desk::new();
    let show = |out: &str| {
        let [settings, out] = ["S.json", out].map(|name| desk.name(name));
        desk.relance(&["template", "preview", &settings, "invoice-friendly", "--date", "2028-03-01", "--out", &out])
    };
    let settings = fs::read(desk.at("S.json")).unwrap();
    let (code, said) = show("S.json");
    assert!(code == 1 && said.contains("S.json: something else has this name; it was not touched"), "{said}");
    assert!(fs::read(desk.at("S.json")).unwrap() == settings);
    assert_eq!(show("mail.html").0, 0);
    #[cfg(unix)]
    assert_eq!(desk.rights("mail.html"), 0o600);
}

#[cfg(unix)]
#[test]
fn settings_that_get_a_scenario_keep_their_place_and_their_rights() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let desk = Desk::new();
    fs::set_permissions(desk.at("S.json"), fs::Permissions::from_mode(0o640)).unwrap();
    symlink(desk.at("S.json"), desk.at("link.json")).unwrap();
    let (code, said) = desk.relance(&["scenario", "add", "invoices-0-30-60", "--to", &desk.name("link.json")]);
    assert_eq!(code, 0, "{said}");
    assert!(fs::read_to_string(desk.at("S.json")).unwrap().contains("invoices-0-30-60"));
    assert!(fs::symlink_metadata(desk.at("link.json")).unwrap().is_symlink());
    assert_eq!(desk.rights("S.json"), 0o640);
}

#[test]
fn a_demo_never_takes_the_place_of_somebodys_store() {
    let desk = Desk::new();
    let folder = desk.folder.path().to_string_lossy().into_owned();
    fs::write(desk.at("accounts.json"), json!({"accounts": []}).to_string()).unwrap();
    let (code, said) = desk.relance(&["demo", "--days", "1", "--out", &folder]);
    assert!(code == 1 && said.contains("is not empty, and no demo made it; nothing was touched"), "{said}");
    assert!(desk.at("accounts.json").is_file());
    assert_eq!(desk.relance(&["status"]).0, 0);
    // A demo's own folder is used again.
    let own = desk.name("demo");
    for _ in 0..2 {
        assert_eq!(desk.relance(&["demo", "--days", "1", "--out", &own]).0, 0);
    }
}
