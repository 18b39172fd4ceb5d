//! What is released: the module in the forms that hosts run, its interface, its schemas, and what every form must answer.

use std::{fs, path::Path};

use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

/// The core module inside a component, as it stands there: its only section of that kind.
#[must_use]
pub fn core_module(component: &[u8]) -> Option<&[u8]> {
    const CORE_MODULE: u8 = 1;
    let mut rest = component.strip_prefix(b"\0asm\x0d\0\x01\0")?;
    let mut found = None;
    while let Some((kind, after)) = rest.split_first() {
        let (size, after) = unsigned(after)?;
        let (content, after) = after.split_at_checked(size)?;
        if *kind == CORE_MODULE && found.replace(content).is_some() {
            return None;
        }
        rest = after;
    }
    found
}

/// A number as WebAssembly writes it (LEB128), and what follows.
fn unsigned(bytes: &[u8]) -> Option<(usize, &[u8])> {
    let mut value = 0_usize;
    for (at, byte) in bytes.iter().enumerate().take(5) {
        value |= usize::from(byte & 0x7f) << (7 * at);
        if byte & 0x80 == 0 {
            return Some((value, bytes.get(at + 1..)?));
        }
    }
    None
}

/// Calls with their answers, natively: what each form must answer, byte for byte. One JSON object a line.
#[must_use]
pub fn answers() -> String {
    let request: Value = serde_json::from_str(include_str!("../../docs/contract/request.json")).unwrap();
    let mut unknown = request.clone();
    unknown["accounts"][0]["documents"][0]["embargo"] = json!(true);
    let sample = json!({"text": "friendly", "language": "fr", "channel": "letter", "kind": "invoice", "documents": 30});
    let preview = json!({"context": request["context"], "sample": sample});
    let written = relance_guest::wire::call("templates.preview", &preview.to_string()).unwrap();
    let written: Value = serde_json::from_str(&written).unwrap();
    let letter = json!({"key": "1", "letter": written["body"]["letter"], "registered": false, "sources": []});
    let job = json!({"letters": [letter], "batch": true, "single": false});
    let calls = [
        ("about.describe", json!({})),
        ("about.schema", json!({})),
        ("settings.library", json!({})),
        ("reminders.run", request.clone()),
        ("reminders.run", unknown),
        ("reminders.remind", json!({})),
        ("templates.preview", preview),
        ("letters.print", json!({"context": request["context"], "job": job})),
    ];
    let line = |(function, request): (&str, Value)| {
        let request = request.to_string();
        let answer = relance_guest::wire::call(function, &request);
        let accepted = answer.is_ok();
        let answer = answer.unwrap_or_else(|failure| failure);
        json!({"function": function, "request": request, "accepted": accepted, "answer": answer}).to_string() + "\n"
    };
    calls.map(line).concat()
}

/// Writes all of it into a new folder.
///
/// # Errors
/// What cannot be written.
///
/// # Panics
/// When the component has not exactly one core module, or the shim for Extism is none.
pub fn write(folder: &Path, component: &[u8]) -> std::io::Result<()> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    fs::create_dir(folder)?;
    fs::create_dir(folder.join("wit"))?;
    let mut files = vec![
        ("relance.wasm".to_owned(), component.to_vec()),
        ("relance-core.wasm".to_owned(), core_module(component).unwrap().to_vec()),
        ("relance-extism.wasm".to_owned(), wat::parse_file(root.join("tests/hosts/extism.wat")).unwrap()),
        ("contract.schema.json".to_owned(), format!("{:#}\n", crate::schema::schema()).into_bytes()),
        ("settings.schema.json".to_owned(), relance_guest::wire::schema().into_bytes()),
        ("answers.jsonl".to_owned(), answers().into_bytes()),
    ];
    for file in fs::read_dir(root.join("wit"))? {
        let file = file?;
        files.push((format!("wit/{}", file.file_name().to_string_lossy()), fs::read(file.path())?));
    }
    files.sort();
    let mut digests = String::new();
    for (name, content) in files {
        let digest: String = Sha256::digest(&content).iter().map(|byte| format!("{byte:02x}")).collect();
        digests += &format!("{digest}  {name}\n");
        fs::write(folder.join(name), content)?;
    }
    fs::write(folder.join("SHA256SUMS"), digests)
}
