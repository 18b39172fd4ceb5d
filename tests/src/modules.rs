//! The modules of the engine and what each imports of the others, read from its sources: so that a circle is found, and the graph in the
//! documentation is the engine's own.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

/// Each module with those it imports.
pub type Imports = BTreeMap<String, BTreeSet<String>>;

/// What the engine's modules import of each other. Tests do not count.
#[must_use]
pub fn imports() -> Imports {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../guest/src");
    let mut files = Vec::new();
    sources(&root, &mut files);
    let module = |file: &Path| {
        let first = file.strip_prefix(&root).unwrap().iter().next().unwrap().to_str().unwrap();
        first.trim_end_matches(".rs").to_owned()
    };
    let mut imports = Imports::new();
    for file in files.iter().filter(|file| module(file) != "lib") {
        imports.entry(module(file)).or_default().extend(named(&fs::read_to_string(file).unwrap()));
    }
    let known: BTreeSet<_> = imports.keys().cloned().collect();
    for (own, named) in &mut imports {
        named.retain(|name| name != own && known.contains(name));
    }
    imports
}

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

/// The first segments of all paths that begin with `crate::`, in lists too.
fn named(source: &str) -> BTreeSet<String> {
    let code = source.split("#[cfg(test)]\nmod ").next().unwrap_or_default();
    let code: String = code.lines().filter(|line| !line.trim_start().starts_with("//")).collect();
    let word = |text: &str| text.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect::<String>();
    let mut found = BTreeSet::new();
    for after in code.split("crate::").skip(1) {
        let Some(list) = after.strip_prefix('{') else {
            found.insert(word(after));
            continue;
        };
        let (mut depth, mut item) = (0_usize, true);
        for (at, c) in list.char_indices() {
            match c {
                '{' => depth += 1,
                '}' if depth == 0 => break,
                '}' => depth -= 1,
                ',' if depth == 0 => item = true,
                _ if item && c.is_alphanumeric() => {
                    found.insert(word(list.get(at..).unwrap_or_default()));
                    item = false;
                }
                _ => {}
            }
        }
    }
    found
}

/// Modules by their height: those of a layer import from lower ones only. What is in a circle has no height and is left over.
#[must_use]
pub fn layers(imports: &Imports) -> (Vec<Vec<String>>, BTreeSet<String>) {
    let mut layers = Vec::<Vec<String>>::new();
    let mut placed = BTreeSet::new();
    loop {
        let ready = |(name, needs): &(&String, &BTreeSet<String>)| !placed.contains(*name) && needs.is_subset(&placed);
        let layer: Vec<_> = imports.iter().filter(ready).map(|(name, _)| name.clone()).collect();
        if layer.is_empty() {
            let left = imports.keys().filter(|name| !placed.contains(*name)).cloned().collect();
            return (layers, left);
        }
        placed.extend(layer.iter().cloned());
        layers.push(layer);
    }
}

/// The graph for the documentation. An arrow that follows from others is left out.
#[must_use]
pub fn graph(imports: &Imports) -> String {
    let reaches = |from: &str, to: &str| {
        let mut open = vec![from];
        let mut seen = BTreeSet::new();
        while let Some(next) = open.pop().and_then(|name| imports.get(name)) {
            for name in next {
                if name == to {
                    return true;
                }
                if seen.insert(name.as_str()) {
                    open.push(name);
                }
            }
        }
        false
    };
    let mut lines = vec!["```mermaid".to_owned(), "graph TD".to_owned()];
    for (name, needs) in imports {
        let direct = needs.iter().filter(|need| !needs.iter().any(|other| other != *need && reaches(other, need)));
        lines.extend(direct.map(|need| format!("    {name} --> {need}")));
    }
    lines.push("```".to_owned());
    lines.join("\n")
}
