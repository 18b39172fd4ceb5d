//! Prints the letters that the daily job left: one print file with all of them, one file for each, and for a registered letter what a postal
//! service needs besides.
//!
//! A letter that was printed is moved aside, so that printing twice never posts it twice.

use std::{
    fs,
    path::{Path, PathBuf},
};

use base64::{Engine, prelude::BASE64_STANDARD as BASE64};
use relance_guest::contract::types::{ActionBody, Context, Finding, Letter, PostalAddress};
use serde::{Deserialize, Serialize};
use serde_json::json;
use sha2::{Digest, Sha256};

use crate::{
    enclosures::{Enclosed, Enclosures},
    error::{Error, Kind, Result},
    module::{Budget, Module},
    words,
};

/// Letters in one call of the module: together they stay within its memory.
const PART: usize = 100;

/// What is printed, and where it goes.
pub struct Print<'a> {
    /// The folder with the letters, one JSON file each.
    pub letters: &'a Path,
    /// Where the PDF files go.
    pub out: &'a Path,
    /// PNG or JPEG.
    pub logo: Option<&'a Path>,
    /// PNG or JPEG.
    pub signature: Option<&'a Path>,
    /// The ERP's own files.
    pub enclosures: &'a Enclosures,
    /// The day, settings and sender.
    pub context: Context,
}

/// A letter that was printed.
#[derive(Clone, Debug, Serialize)]
pub struct Printed {
    /// The key of its action.
    pub key: String,
    /// To whom.
    pub name: String,
    /// Its own file.
    pub file: PathBuf,
    /// Its pages, those behind it included.
    pub pages: u32,
    /// The print file it stands in.
    pub batch: PathBuf,
    /// Its first page there, from 1.
    pub batch_page: Option<u32>,
    /// The page the next one begins on would be this plus its pages, but for blank ones.
    pub registered: bool,
    /// What went with it.
    pub enclosed: Vec<String>,
}

/// What became of all letters.
#[derive(Debug, Default, Serialize)]
pub struct Report {
    /// In the order of the print files.
    pub letters: Vec<Printed>,
    /// What could not be printed as wished.
    pub findings: Vec<Finding>,
    /// Letters that were not printed, and why.
    pub left: Vec<String>,
}

#[derive(Deserialize)]
struct Answer {
    batch: Option<String>,
    letters: Vec<Placed>,
    findings: Vec<Finding>,
}

#[derive(Deserialize)]
struct Placed {
    key: String,
    pages: u32,
    batch_page: Option<u32>,
    pdf: Option<String>,
    enclosed: Vec<String>,
}

/// What a postal service needs besides the pages.
#[derive(Serialize)]
struct Manifest<'a> {
    key: &'a str,
    service: &'static str,
    sender: &'a str,
    sender_address: &'a Option<PostalAddress>,
    recipient: &'a str,
    address: &'a PostalAddress,
    language: &'a str,
    day: &'a str,
    subject: &'a str,
    file: &'a str,
    pages: u32,
    sha256: String,
}

/// A letter found in the folder.
struct Waiting {
    file: PathBuf,
    key: String,
    letter: Letter,
    registered: bool,
}

impl Waiting {
    /// What is said of a letter that is not printed.
    fn left(&self, why: &dyn std::fmt::Display) -> String {
        format!("{}: {why}", self.letter.name.lines().next().unwrap_or_default())
    }
}

/// A letter with what goes behind it.
struct Ready {
    one: Waiting,
    enclosed: Vec<Enclosed>,
}

/// Prints every letter of a folder.
///
/// # Errors
/// Files that cannot be read or written, and the module's refusal. A letter that cannot be printed is in the report.
pub fn print(module: &Module, print: &Print<'_>) -> Result<Report> {
    let mut report = Report::default();
    let waiting = waiting(print.letters, &mut report)?;
    let picture = |path: Option<&Path>| path.map(bytes).transpose();
    let (logo, signature) = (picture(print.logo)?, picture(print.signature)?);
    let mut ready = Vec::new();
    for one in waiting {
        match print.enclosures.of(&one.letter.attachments) {
            Ok(enclosed) => ready.push(Ready { one, enclosed }),
            Err(error) => report.left.push(one.left(&error)),
        }
    }
    let job = Job { module, print, pictures: [logo, signature].map(|bytes| bytes.map(|bytes| BASE64.encode(bytes))) };
    for letters in ready.iter().collect::<Vec<_>>().chunks(PART) {
        job.part(letters, &mut report)?;
    }
    let map = serde_json::to_string_pretty(&report).unwrap_or_default();
    if !report.letters.is_empty() {
        write(&print.out.join("pages.json"), map.as_bytes())?;
    }
    Ok(report)
}

struct Job<'a> {
    module: &'a Module,
    print: &'a Print<'a>,
    /// Logo and signature, in base64.
    pictures: [Option<String>; 2],
}

impl Job<'_> {
    /// Prints some letters into one print file. Those that the module fails on are left out and named; the others are printed.
    fn part(&self, letters: &[&Ready], report: &mut Report) -> Result<()> {
        let failed = match self.call(letters) {
            Ok(answer) => return keep(self.print, letters, answer, report),
            Err(error) if error.kind() != Kind::Module => return Err(error),
            Err(error) => error,
        };
        let mut culprits = Vec::new();
        self.search(letters, failed, &mut culprits)?;
        if culprits.is_empty() {
            // Together they are more than it may use: in two print files.
            let (first, second) = letters.split_at(letters.len() / 2);
            self.part(first, report)?;
            return self.part(second, report);
        }
        let harmless = |ready: &&Ready| !culprits.iter().any(|(key, _)| *key == ready.one.key);
        let sound: Vec<&Ready> = letters.iter().copied().filter(harmless).collect();
        report.left.extend(culprits.into_iter().map(|(_, left)| left));
        if sound.is_empty() { Ok(()) } else { self.part(&sound, report) }
    }

    /// Halves letters that the module failed on together until each culprit is alone, and answers their keys with what is said of them.
    fn search(&self, letters: &[&Ready], failed: Error, culprits: &mut Vec<(String, String)>) -> Result<()> {
        if let [ready] = letters {
            culprits.push((ready.one.key.clone(), ready.one.left(&failed)));
            return Ok(());
        }
        let (first, second) = letters.split_at(letters.len() / 2);
        for half in [first, second] {
            match self.call(half) {
                Ok(_) => {}
                Err(error) if error.kind() == Kind::Module => self.search(half, error, culprits)?,
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    fn call(&self, letters: &[&Ready]) -> Result<Answer> {
        let items = letters.iter().map(|Ready { one, enclosed }| {
            let source = |file: &Enclosed| {
                json!({"document": file.document, "file": file.file, "content": BASE64.encode(&file.content)})
            };
            let sources: Vec<_> = enclosed.iter().map(source).collect();
            json!({"key": one.key, "letter": one.letter, "registered": one.registered, "sources": sources})
        });
        let [logo, signature] = &self.pictures;
        let job = json!({
            "logo": logo, "signature": signature, "letters": items.collect::<Vec<_>>(), "batch": true, "single": true,
        });
        let request = json!({"context": self.print.context, "job": job});
        self.module.call("letters.print", &request, Budget::letters(letters.len()))
    }
}

fn waiting(folder: &Path, report: &mut Report) -> Result<Vec<Waiting>> {
    let mut files: Vec<PathBuf> = match fs::read_dir(folder) {
        Ok(entries) => entries.filter_map(|entry| Some(entry.ok()?.path())).collect(),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Vec::new(),
        Err(error) => return Err(Error::file(folder, &error)),
    };
    files.retain(|file| file.extension().is_some_and(|extension| extension == "json"));
    files.sort();
    let mut waiting = Vec::new();
    for file in files {
        let text = fs::read_to_string(&file).map_err(|error| Error::file(&file, &error))?;
        let key = file.file_stem().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        match serde_json::from_str::<ActionBody>(&text) {
            Ok(ActionBody::Letter(letter)) => waiting.push(Waiting { file, key, letter, registered: false }),
            Ok(ActionBody::RegisteredLetter(letter)) => waiting.push(Waiting { file, key, letter, registered: true }),
            Ok(_) => report.left.push(format!("{}: is no letter", file.display())),
            Err(error) => report.left.push(format!("{}: {error}", file.display())),
        }
    }
    Ok(waiting)
}

/// Writes what was printed, then moves the letters aside.
fn keep(print: &Print<'_>, letters: &[&Ready], answer: Answer, report: &mut Report) -> Result<()> {
    let batch = free(&print.out.join(format!("print-{}.pdf", print.context.today)));
    if let Some(pdf) = answer.batch {
        write(&batch, &decoded(&pdf)?)?;
    }
    let (refusals, findings): (Vec<_>, Vec<_>) =
        answer.findings.into_iter().partition(|finding| finding.code == "letter-not-printed");
    for ready in letters {
        let path = format!("letter {}", ready.one.key);
        report
            .left
            .extend(refusals.iter().filter(|finding| finding.path == path).map(|why| ready.one.left(&why.message)));
    }
    report.findings.extend(findings);
    for placed in answer.letters {
        let Some(Ready { one, .. }) = letters.iter().find(|ready| ready.one.key == placed.key) else { continue };
        let folder = print.out.join(if one.registered { "registered" } else { "single" });
        let file = folder.join(format!("{}.pdf", placed.key));
        let pdf = decoded(placed.pdf.as_deref().unwrap_or_default())?;
        write(&file, &pdf)?;
        if one.registered {
            let manifest = manifest(print, one, &file, &pdf, placed.pages);
            write(&folder.join(format!("{}.json", placed.key)), manifest.as_bytes())?;
        }
        let printed = print.letters.join("printed");
        fs::create_dir_all(&printed).map_err(|error| Error::file(&printed, &error))?;
        let aside = printed.join(one.file.file_name().unwrap_or_default());
        fs::rename(&one.file, &aside).map_err(|error| Error::file(&one.file, &error))?;
        report.letters.push(Printed {
            name: one.letter.name.lines().next().unwrap_or_default().to_owned(),
            key: placed.key,
            file,
            pages: placed.pages,
            batch: batch.clone(),
            batch_page: placed.batch_page,
            registered: one.registered,
            enclosed: placed.enclosed,
        });
    }
    Ok(())
}

/// A print file is never replaced: the next one of the day gets a number.
fn free(wished: &Path) -> PathBuf {
    let stem = wished.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    let mut file = wished.to_path_buf();
    let mut number = 2;
    while file.exists() {
        file = wished.with_file_name(format!("{stem}-{number}.pdf"));
        number += 1;
    }
    file
}

fn manifest(print: &Print<'_>, one: &Waiting, file: &Path, pdf: &[u8], pages: u32) -> String {
    let name = file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let sha256: String = Sha256::digest(pdf).iter().map(|byte| format!("{byte:02x}")).collect();
    let manifest = Manifest {
        key: &one.key,
        service: "registered-with-proof-of-receipt",
        sender: &print.context.company.name,
        sender_address: &print.context.company.address,
        recipient: &one.letter.name,
        address: &one.letter.address,
        language: &one.letter.language,
        day: &one.letter.day,
        subject: &one.letter.subject,
        file: &name,
        pages,
        sha256,
    };
    serde_json::to_string_pretty(&manifest).unwrap_or_default()
}

fn bytes(path: &Path) -> Result<Vec<u8>> {
    fs::read(path).map_err(|error| Error::file(path, &error))
}

fn decoded(base64: &str) -> Result<Vec<u8>> {
    BASE64.decode(base64).map_err(|error| {
        Error::new(
            Kind::Module,
            words!("the module answered no base64: {error}", "le module n'a pas répondu en base64 : {error}"),
        )
    })
}

fn write(file: &Path, content: &[u8]) -> Result<()> {
    if let Some(folder) = file.parent() {
        fs::create_dir_all(folder).map_err(|error| Error::file(folder, &error))?;
    }
    fs::write(file, content).map_err(|error| Error::file(file, &error))
}
