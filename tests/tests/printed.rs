//! Helpers of the tests of printed letters: what is printed, and how other people's programs see it. qpdf (faults), poppler (fonts, text, structure,
//! pictures) and zbar (the code to pay by) are installed by `.ci/run`; without one of them these tests fail and say so.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
    sync::LazyLock,
};

use base64::{Engine, prelude::BASE64_STANDARD as BASE64};
use relance_tests::{Component, ask};
use serde_json::{Value, json};

static COMPONENT: LazyLock<Component> = LazyLock::new(Component::load);

fn company() -> Value {
    json!({"name": "Menuiserie du Lac", "language": "fr", "email": "compta@menuiserie.example", "phone": "+33 4 50 00 00 00",
        "address": {"lines": ["14 quai des Brumes"], "postcode": "74000", "city": "Annecy", "country": "FR"},
        "legal_mentions": "SARL au capital de 20 000 € · RCS Annecy 303 265 045",
        "iban": "FR76 3000 6000 0112 3456 7890 189", "bic": "AGRIFRPP"})
}

/// The formal notice of the ready scenario, with late charges.
fn settings(letters: &Value) -> String {
    let library = ask("settings", "library", &json!({})).unwrap();
    let ready = library.as_array().unwrap().iter().find(|ready| ready["id"] == "invoices-3-7-15-20").unwrap();
    let mut settings: Value = serde_json::from_str(ready["settings"].as_str().unwrap()).unwrap();
    settings["letters"] = letters.clone();
    settings.to_string()
}

pub fn context(letters: &Value) -> Value {
    json!({"contract": "0.2", "tenant": "t", "today": "2025-09-20", "settings": settings(letters), "company": company(), "bank_date": "2025-09-20"})
}

/// A finished formal notice about so many invoices.
pub fn letter(documents: u32) -> Value {
    let sample = json!({"text": "invoice-notice", "language": "fr", "channel": "registered-letter", "kind": "invoice", "documents": documents});
    let request = json!({"context": context(&json!({})), "sample": sample});
    ask("templates", "preview", &request).unwrap()["body"]["registered-letter"].take()
}

/// Natively and through the component: the same bytes.
pub fn print(letters: &Value, job: &Value) -> Value {
    let request = json!({"context": context(letters), "job": job}).to_string();
    let native = relance_guest::wire::call("letters.print", &request);
    assert!(native == COMPONENT.json("letters.print", &request), "natively and through the component");
    serde_json::from_str(&native.unwrap()).unwrap()
}

pub fn item(key: &str, letter: &Value, sources: &[Value]) -> Value {
    json!({"key": key, "letter": letter, "registered": false, "sources": sources})
}

pub struct Pdf {
    pub folder: tempfile::TempDir,
}

impl Pdf {
    pub fn of(base64: &Value) -> Self {
        let pdf = Self { folder: tempfile::tempdir().unwrap() };
        fs::write(pdf.file(), BASE64.decode(base64.as_str().unwrap()).unwrap()).unwrap();
        pdf.tool("qpdf", &["--check", &pdf.path()]);
        pdf
    }

    /// The one letter of this job.
    pub fn single(letter: &Value, sources: &[Value]) -> (Self, Value) {
        let job = json!({"letters": [item("k", letter, sources)], "batch": false, "single": true});
        let printed = print(&json!({}), &job);
        (Self::of(&printed["letters"][0]["pdf"]), printed)
    }

    pub fn file(&self) -> PathBuf {
        self.folder.path().join("a.pdf")
    }

    pub fn path(&self) -> String {
        self.file().to_string_lossy().into_owned()
    }

    pub fn tool(&self, name: &str, arguments: &[&str]) -> String {
        tool(self.folder.path(), name, arguments)
    }

    pub fn text(&self) -> String {
        self.tool("pdftotext", &["-layout", &self.path(), "-"])
    }

    pub fn pages(&self) -> usize {
        self.tool("qpdf", &["--show-npages", &self.path()]).trim().parse().unwrap()
    }
}

/// What another program says; it must be there, and content.
pub fn tool(folder: &Path, name: &str, arguments: &[&str]) -> String {
    let done = Command::new(name).args(arguments).current_dir(folder).output();
    let done = done.unwrap_or_else(|error| panic!("{name}: {error}; install qpdf, poppler-utils and zbar-tools"));
    let said = String::from_utf8_lossy(&done.stdout).into_owned();
    assert!(done.status.success(), "{name} {arguments:?}: {said}{}", String::from_utf8_lossy(&done.stderr));
    said
}

/// Text without the spaces a line needed.
pub fn words(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

pub fn source(file: &str, content: &[u8]) -> Value {
    json!({"document": "F-2025-0001", "file": file, "content": BASE64.encode(content)})
}
