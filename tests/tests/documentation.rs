//! What the documentation shows is what the module does.

use std::{collections::BTreeSet, fs, path::PathBuf};

use relance::cli::Terminal;
use relance_tests::{Office, ask, execute, modules};
use serde_json::{Value, json};

fn docs(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../docs").join(name)
}

fn read(name: &str) -> String {
    fs::read_to_string(docs(name)).unwrap()
}

/// Compares with what is written there; `UPDATE=1` writes it, to be read before it is committed.
fn held(name: &str, now: &str) {
    if std::env::var_os("UPDATE").is_some() {
        fs::write(docs(name), now).unwrap();
    }
    assert_eq!(read(name), now, "docs/{name} differs: look why, then UPDATE=1 cargo test");
}

#[test]
fn no_module_of_the_engine_imports_another_in_a_circle() {
    let imports = modules::imports();
    let (layers, circle) = modules::layers(&imports);
    assert_eq!(circle, BTreeSet::new(), "in a circle, or above one");
    assert_eq!(layers[0], ["domain", "qr", "sort"], "what everything stands on");
    assert_eq!(layers.last().unwrap().as_slice(), ["wire"], "the border is above everything");
    let page = read("design.md");
    let (before, rest) = page.split_once("```mermaid").unwrap();
    let (_, after) = rest.split_once("\n```").unwrap();
    held("design.md", &format!("{before}{}{after}", modules::graph(&imports)));
}

#[test]
fn the_page_of_the_contract_lists_every_function() {
    let row = |function: &relance_contract::Signature| {
        let takes = function.parameters.iter().map(|one| format!("`{}`", one.name)).collect::<Vec<_>>().join(", ");
        format!("| `{}` | {takes} | {} |\n", function.name, function.purpose)
    };
    let rows: String = relance_contract::functions::FUNCTIONS.iter().map(row).collect();
    let page = read("contract.md");
    let title = "| function | takes | for |\n|---|---|---|\n";
    let (before, rest) = page.split_once(title).unwrap();
    let (_, after) = rest.split_once("\n\n").unwrap();
    held("contract.md", &format!("{before}{title}{rows}\n{after}"));
}

#[test]
fn the_page_of_the_contract_is_what_the_module_answers() {
    let request: Value = serde_json::from_str(&read("contract/request.json")).unwrap();
    let answer = ask("reminders", "run", &request).unwrap();
    // By the rules: F-1 is three days late on Friday 18 February 2028, 2,000 of 2,500 euros are left; F-2 is blocked to the
    // end of the month; F-3 was reminded on the 14th, its second step is ten days after the 10th, a Sunday.
    let decisions = &answer["accounts"][0]["decisions"];
    let told = |at: usize| (decisions[at]["code"].clone(), decisions[at]["next"]["on"].clone());
    assert_eq!(told(0), (json!("remind"), json!("2028-02-19")));
    assert_eq!(told(1), (json!("blocked"), json!("2028-03-01")));
    assert_eq!(told(2), (json!("waiting"), json!("2028-02-21")));
    assert_eq!(answer["accounts"][0]["actions"][0]["claimed"], json!({"minor": 200_000, "currency": "EUR"}));
    held("contract/answer.json", &format!("{answer:#}\n"));
}

#[test]
fn the_settings_by_example_are_accepted() {
    let page = read("settings.md");
    let mut blocks = page.split("```json\n").skip(1).filter_map(|rest| rest.split_once("```")).map(|(block, _)| block);
    let mut count = 0;
    for block in blocks.by_ref() {
        let findings = ask("settings", "check", &json!({"settings": block, "language": "en"})).unwrap();
        assert_eq!(findings, json!([]), "{block}");
        count += 1;
    }
    assert!(count >= 4, "the page shows settings");
}

#[test]
fn every_member_of_the_settings_is_in_their_page() {
    let page = read("settings.md");
    let schema: Value = serde_json::from_str(&relance_guest::wire::schema()).unwrap();
    let mut missing = Vec::new();
    let mut look = |object: &Value| {
        for (name, _) in object["properties"].as_object().into_iter().flatten() {
            if !page.contains(&format!("`{name}`")) && !page.contains(&format!("\"{name}\"")) {
                missing.push(name.clone());
            }
        }
    };
    look(&schema);
    for definition in schema["$defs"].as_object().unwrap().values() {
        look(definition);
    }
    assert_eq!(missing, Vec::<String>::new(), "docs/settings.md does not speak of them");
}

#[test]
fn the_readme_shows_what_the_demo_says() {
    let office = Office::empty();
    let said =
        execute(["demo", "--out", &office.name("demo")].map(Into::into), &mut std::io::empty(), Terminal::NONE).well();
    let readme = fs::read_to_string(PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../README.md")).unwrap();
    let excerpt = readme.split("<!-- demo -->\n```\n").nth(1).and_then(|rest| rest.split_once("```")).unwrap().0;
    for part in excerpt.split("…\n") {
        assert!(said.contains(part), "not what the demo says:\n{part}\nin\n{said}");
    }
}
