//! Files that the user names: written new and for their owner alone, never in the place of another.

use std::fs;

use relance_tests::{Ended, Office};
use serde_json::json;

/// The second row cannot be read.
const CSV: &str = "Client,N,Date,Due,Amount\nA,F-1,2028-01-15,2028-02-15,10.00\nB,F-2,2028-01-15,2028-02-15,ten\n";

const MAPPING: &str = "[account]\nid = \"{Client}\"\n[document]\nkind = \"invoice\"\nnumber = \"{N}\"\ncurrency = \"EUR\"\n\
                       total = \"{Amount}\"\nissued = \"{Date}\"\ndue = \"{Due}\"\n";

/// A store by the settings that are shipped, and files to be named.
fn desk() -> Office {
    let desk = Office::empty();
    desk.put("i.csv", CSV);
    desk.put("M.toml", MAPPING);
    desk.put("S.json", relance_guest::wire::example());
    assert_eq!(desk.relance(&["init", "--settings", &desk.name("S.json")]).code, 0);
    desk
}

fn import(desk: &Office, left_out: &str) -> Ended {
    let [csv, mapping, left_out] = ["i.csv", "M.toml", left_out].map(|name| desk.name(name));
    desk.relance(&["import", &csv, "--mapping", &mapping, "--skip-bad", &left_out])
}

#[cfg(unix)]
fn rights(desk: &Office, name: &str) -> u32 {
    use std::os::unix::fs::PermissionsExt;
    fs::metadata(desk.at(name)).unwrap().permissions().mode() & 0o777
}

#[test]
fn the_rows_left_out_take_no_other_files_place() {
    let desk = desk();
    desk.put("notes.txt", "mine");
    for name in ["notes.txt", "t.db", "M.toml", "S.json"] {
        let before = fs::read(desk.at(name)).unwrap();
        let Ended { code, said, .. } = import(&desk, name);
        assert_eq!(code, 1, "{name}: {said}");
        let expected = format!("{name}: something else has this name; it was not touched\nhint: move it elsewhere");
        assert!(said.contains(&expected), "{said}");
        assert!(fs::read(desk.at(name)).unwrap() == before, "{name}");
    }
    assert!(desk.relance(&["explain", "F-1"]).said.contains("there is no document"), "nothing was imported");
    assert_eq!(import(&desk, "left.csv").code, 6);
    // The same rows every night are no reason to stop; others are, until somebody has dealt with the first ones.
    assert_eq!(import(&desk, "left.csv").code, 6);
    desk.put("i.csv", CSV.replace("ten", "eleven"));
    assert_eq!(import(&desk, "left.csv").code, 1);
    assert!(fs::read_to_string(desk.at("left.csv")).unwrap().contains(",ten\n"));
    #[cfg(unix)]
    assert_eq!(rights(&desk, "left.csv"), 0o600, "it has names and debts");
}

#[test]
fn a_preview_takes_no_other_files_place() {
    let desk = desk();
    let show = |out: &str| {
        let [settings, out] = ["S.json", out].map(|name| desk.name(name));
        desk.relance(&["template", "preview", &settings, "invoice-friendly", "--date", "2028-03-01", "--out", &out])
    };
    let settings = fs::read(desk.at("S.json")).unwrap();
    let Ended { code, said, .. } = show("S.json");
    assert!(code == 1 && said.contains("S.json: something else has this name; it was not touched"), "{said}");
    assert!(fs::read(desk.at("S.json")).unwrap() == settings);
    assert_eq!(show("mail.html").code, 0);
    #[cfg(unix)]
    assert_eq!(rights(&desk, "mail.html"), 0o600);
}

#[cfg(unix)]
#[test]
fn settings_that_get_a_scenario_keep_their_place_and_their_rights() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let desk = desk();
    fs::set_permissions(desk.at("S.json"), fs::Permissions::from_mode(0o640)).unwrap();
    symlink(desk.at("S.json"), desk.at("link.json")).unwrap();
    let Ended { code, said, .. } =
        desk.relance(&["scenario", "add", "invoices-0-30-60", "--to", &desk.name("link.json")]);
    assert_eq!(code, 0, "{said}");
    assert!(fs::read_to_string(desk.at("S.json")).unwrap().contains("invoices-0-30-60"));
    assert!(fs::symlink_metadata(desk.at("link.json")).unwrap().is_symlink());
    assert_eq!(rights(&desk, "S.json"), 0o640);
}

#[test]
fn a_demo_never_takes_the_place_of_somebodys_store() {
    let desk = desk();
    let folder = desk.path().to_string_lossy().into_owned();
    desk.put("accounts.json", json!({"accounts": []}).to_string());
    let Ended { code, said, .. } = desk.relance(&["demo", "--days", "1", "--out", &folder]);
    assert!(code == 1 && said.contains("is not empty, and no demo made it; nothing was touched"), "{said}");
    assert!(desk.at("accounts.json").is_file());
    assert_eq!(desk.relance(&["status"]).code, 0);
    // A demo's own folder is used again.
    let own = desk.name("demo");
    for _ in 0..2 {
        assert_eq!(desk.relance(&["demo", "--days", "1", "--out", &own]).code, 0);
    }
}
