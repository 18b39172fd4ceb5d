//! What is released. `tests/hosts/run.sh` runs it in other hosts.

use std::fs;

use relance_tests::release;
use serde_json::Value;
use wasmtime::{Engine, Module};

#[test]
fn the_core_module_stands_alone_and_has_the_exports_that_the_page_names() {
    let core = release::core_module(relance::module::EMBEDDED).unwrap();
    let module = Module::new(&Engine::default(), core).unwrap();
    assert_eq!(module.imports().count(), 0);
    let page = include_str!("../../docs/embedding.md");
    let interface = format!("{}json@{}", "relance:reminders/", "0.2.0");
    for name in ["memory", "cabi_realloc", &format!("{interface}#call"), &format!("cabi_post_{interface}#call")] {
        assert!(module.exports().any(|export| export.name() == name), "{name} is no export");
        assert!(page.contains(name), "the page does not name {name}");
    }
    assert_eq!(release::core_module(core), None, "a core module is no component");
    assert_eq!(release::core_module(&relance::module::EMBEDDED[..1_000]), None, "half a component is none");
}

#[test]
fn a_release_is_whole_and_lists_what_it_has() {
    let home = tempfile::tempdir().unwrap();
    let folder = home.path().join("release");
    release::write(&folder, relance::module::EMBEDDED).unwrap();
    let digests = fs::read_to_string(folder.join("SHA256SUMS")).unwrap();
    let page = include_str!("../../docs/embedding.md");
    for line in digests.lines() {
        let (digest, name) = line.split_once("  ").unwrap();
        assert_eq!(digest.len(), 64);
        let listed = name.split('/').next().unwrap();
        assert!(folder.join(name).is_file() && page.contains(listed), "{name}");
    }
    let answers = fs::read_to_string(folder.join("answers.jsonl")).unwrap();
    let lines: Vec<Value> = answers.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let refused = lines.iter().filter(|line| line["accepted"] == false).count();
    assert_eq!((lines.len(), refused), (8, 2), "a request with an unknown member, and a function that is not there");
    assert!(release::write(&folder, relance::module::EMBEDDED).is_err(), "into a new folder only");
}
