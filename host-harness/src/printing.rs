//! Prints the letters that wait: print files with all of them, one file for each, and for a registered letter what a postal service needs
//! besides.
//!
//! A letter waits when the store says that it left and its file is still in the folder of letters. What is printed is what the store has;
//! the file is its sign, and taking it away takes the letter out. Letters are claimed for a job in the store, its files are written and
//! brought to the disk, the job is marked as printed, and the letters are moved aside. Cut off before the mark, the same job is printed again
//! under the same names; cut off after it, the letters are only moved aside.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use base64::{Engine, prelude::BASE64_STANDARD as BASE64};
use relance_contract::{
    TextJob, TextLetter, TextPrinted, TextSource,
    records::types::{ActionBody, Context, Finding, Letter, PostalAddress},
    request,
};
use serde::Serialize;
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::{
    durable::{self, Batch},
    enclosures::{Enclosed, Enclosures},
    error::{Error, Kind, Result},
    module::{Budget, Module},
    reading,
    store::{LetterState, PrintJob, Store},
    text::Words,
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
    pub left: Vec<Words>,
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

/// A letter that waits.
struct Waiting {
    file: PathBuf,
    id: i64,
    key: String,
    letter: Letter,
    registered: bool,
}

impl Waiting {
    /// What is said of a letter that is not printed.
    fn left(&self, why: &dyn Fn(crate::text::Language) -> String) -> Words {
        let name = self.letter.name.lines().next().unwrap_or_default();
        Words::around(|reader| {
            let why = why(reader);
            words!("{name}: {why}", "{name} : {why}")
        })
    }
}

/// Letters that wait.
#[derive(Default)]
struct Found {
    /// By the job that was begun with them.
    begun: BTreeMap<i64, Vec<Waiting>>,
    /// In no job yet.
    fresh: Vec<Waiting>,
}

/// A letter with what goes behind it.
struct Ready {
    one: Waiting,
    enclosed: Vec<Enclosed>,
}

/// Prints every letter that waits, and first what an earlier call began and did not finish. Only for who is alone with the store.
///
/// # Errors
/// Files that cannot be read or written, and the module's refusal. A letter that cannot be printed is in the report.
pub fn print(store: &mut Store, module: &Module, print: &Print<'_>) -> Result<Report> {
    let mut report = Report::default();
    let picture = |path: Option<&Path>| path.map(|path| reading::file(path, reading::PICTURE)).transpose();
    let (logo, signature) = (picture(print.logo)?, picture(print.signature)?);
    let pictures = [logo, signature].map(|bytes| bytes.map(|bytes| BASE64.encode(bytes)));
    let Found { mut begun, fresh } = waiting(store, print, &mut report)?;
    for job in store.open_print_jobs(&print.context.tenant)? {
        let letters = begun.remove(&job.id).unwrap_or_default();
        // What the earlier call may have shown already is written again under the same names.
        remove_files(&job, &letters)?;
        let letters = with_enclosures(print, letters, &mut report);
        Job { module, print, job: &job, pictures: &pictures }.run(store, &letters, &mut report)?;
    }
    let fresh = with_enclosures(print, fresh, &mut report);
    if !fresh.is_empty() {
        durable::folder(print.out)?;
        let out = print.out.canonicalize().map_err(|error| Error::file(print.out, &error))?;
        let (tenant, day) = (&print.context.tenant, &print.context.today);
        let is_free = |number: &i64| !out.join(format!("{}.pdf", stem(day, *number))).exists();
        let first = (1..).find(is_free).unwrap_or(1);
        let letters: Vec<_> = fresh.iter().map(|ready| ready.one.id).collect();
        let job = store.claim_letters(tenant, (&out, day, first), &letters)?;
        Job { module, print, job: &job, pictures: &pictures }.run(store, &fresh, &mut report)?;
    }
    Ok(report)
}

/// How the names of a job's files begin.
fn stem(day: &str, number: i64) -> String {
    if number == 1 { format!("print-{day}") } else { format!("print-{day}-{number}") }
}

/// Letters with what goes behind them. Those that must enclose what is not there are named and left.
fn with_enclosures(print: &Print<'_>, letters: Vec<Waiting>, report: &mut Report) -> Vec<Ready> {
    let mut ready = Vec::new();
    for one in letters {
        match print.enclosures.of(&one.letter.attachments) {
            Ok(enclosed) => ready.push(Ready { one, enclosed }),
            Err(error) => report.left.push(one.left(&|reader| error.say(reader))),
        }
    }
    ready
}

/// Removes what a job that was not finished may have written.
fn remove_files(job: &PrintJob, letters: &[Waiting]) -> Result<()> {
    let stem = stem(&job.day, job.number);
    let parts = (2..).map(|part| job.folder.join(format!("{stem}-part-{part}.pdf"))).take_while(|file| file.exists());
    let letter = |one: &Waiting| {
        let folder = folder_of(&job.folder, one);
        [folder.join(format!("{}.pdf", one.key)), folder.join(format!("{}.json", one.key))]
    };
    let own = [job.folder.join(format!("{stem}.pdf")), map_of(job)];
    for file in own.into_iter().chain(parts.collect::<Vec<_>>()).chain(letters.iter().flat_map(letter)) {
        match fs::remove_file(&file) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(Error::file(&file, &error)),
            Ok(()) | Err(_) => {}
        }
    }
    Ok(())
}

/// Where each letter of a job stands in its print files.
fn map_of(job: &PrintJob) -> PathBuf {
    job.folder.join(format!("{}.json", stem(&job.day, job.number).replacen("print", "pages", 1)))
}

fn folder_of(out: &Path, one: &Waiting) -> PathBuf {
    out.join(if one.registered { "registered" } else { "single" })
}

struct Job<'a> {
    module: &'a Module,
    print: &'a Print<'a>,
    job: &'a PrintJob,
    /// Logo and signature, in base64.
    pictures: &'a [Option<String>; 2],
}

/// What a job has so far: its files are written and have no names yet.
#[derive(Default)]
struct Output {
    files: Batch,
    parts: usize,
    printed: Vec<i64>,
    report: Report,
}

impl Job<'_> {
    /// The whole job, from its letters to the mark in the store.
    fn run(&self, store: &mut Store, letters: &[Ready], report: &mut Report) -> Result<()> {
        let mut output = Output::default();
        for letters in letters.iter().collect::<Vec<_>>().chunks(PART) {
            self.part(letters, &mut output)?;
        }
        if !output.printed.is_empty() {
            let map = serde_json::to_vec_pretty(&output.report).unwrap_or_default();
            output.files.add(&map_of(self.job), &map)?;
        }
        output.files.finish()?;
        store.finish_print_job(self.job, &output.printed)?;
        let printed = letters.iter().filter(|ready| output.printed.contains(&ready.one.id));
        let files: Vec<_> = printed.map(|ready| ready.one.file.as_path()).collect();
        aside(self.print.letters, &files)?;
        report.letters.append(&mut output.report.letters);
        report.findings.append(&mut output.report.findings);
        report.left.append(&mut output.report.left);
        Ok(())
    }

    /// Prints some letters into one print file. Those that the module fails on are left out and named; the others are printed.
    fn part(&self, letters: &[&Ready], output: &mut Output) -> Result<()> {
        let failed = match self.call(letters) {
            Ok(answer) => return self.keep(letters, answer, output),
            Err(error) if error.kind() != Kind::Module && !error.is_too_large() => return Err(error),
            Err(error) => error,
        };
        let mut culprits = Vec::new();
        self.search(letters, failed, &mut culprits)?;
        if culprits.is_empty() {
            // Together they are more than it may use: in two print files.
            let (first, second) = letters.split_at(letters.len() / 2);
            self.part(first, output)?;
            return self.part(second, output);
        }
        let harmless = |ready: &&Ready| !culprits.iter().any(|(key, _)| *key == ready.one.key);
        let sound: Vec<&Ready> = letters.iter().copied().filter(harmless).collect();
        output.report.left.extend(culprits.into_iter().map(|(_, left)| left));
        if sound.is_empty() { Ok(()) } else { self.part(&sound, output) }
    }

    /// Halves letters that the module failed on together until each culprit is alone, and answers their keys with what is said of them.
    fn search(&self, letters: &[&Ready], failed: Error, culprits: &mut Vec<(String, Words)>) -> Result<()> {
        if let [ready] = letters {
            culprits.push((ready.one.key.clone(), ready.one.left(&|reader| failed.say(reader))));
            return Ok(());
        }
        let (first, second) = letters.split_at(letters.len() / 2);
        for half in [first, second] {
            match self.call(half) {
                Ok(_) => {}
                Err(error) if error.kind() == Kind::Module || error.is_too_large() => {
                    self.search(half, error, culprits)?;
                }
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    fn call(&self, letters: &[&Ready]) -> Result<TextPrinted> {
        let items = letters.iter().map(|Ready { one, enclosed }| {
            let source = |file: &Enclosed| TextSource {
                document: file.document.clone(),
                file: file.file.clone(),
                content: BASE64.encode(&file.content),
            };
            TextLetter {
                key: one.key.clone(),
                letter: one.letter.clone(),
                registered: one.registered,
                sources: enclosed.iter().map(source).collect(),
            }
        });
        let [logo, signature] = &self.pictures;
        let job = TextJob {
            logo: logo.clone(),
            signature: signature.clone(),
            letters: items.collect(),
            batch: true,
            single: true,
        };
        self.module.call(&request::Print::of(&self.print.context, &job), Budget::letters(letters.len()))
    }

    /// Writes what the module printed.
    fn keep(&self, letters: &[&Ready], answer: TextPrinted, output: &mut Output) -> Result<()> {
        let out = &self.job.folder;
        let stem = stem(&self.job.day, self.job.number);
        let mut batch = out.join(format!("{stem}.pdf"));
        if let Some(pdf) = answer.batch {
            output.parts += 1;
            if output.parts > 1 {
                batch = out.join(format!("{stem}-part-{}.pdf", output.parts));
            }
            output.files.add(&batch, &decoded(&pdf)?)?;
        }
        let (refusals, findings): (Vec<_>, Vec<_>) =
            answer.findings.into_iter().partition(|finding| finding.code == "letter-not-printed");
        for ready in letters {
            let path = format!("letter {}", ready.one.key);
            let own = refusals.iter().filter(|finding| finding.path == path);
            output.report.left.extend(own.map(|why| ready.one.left(&|_| why.message.clone())));
        }
        output.report.findings.extend(findings);
        for placed in answer.letters {
            let Some(Ready { one, .. }) = letters.iter().find(|ready| ready.one.key == placed.key) else { continue };
            let pdf = decoded(placed.pdf.as_deref().unwrap_or_default())?;
            if !pdf.starts_with(b"%PDF-") || placed.pages == 0 {
                let why = words!("the module printed no page of it", "le module n'en a imprimé aucune page");
                output.report.left.push(one.left(&|reader| why.say(reader).to_owned()));
                continue;
            }
            let folder = folder_of(out, one);
            let file = folder.join(format!("{}.pdf", one.key));
            output.files.add(&file, &pdf)?;
            if one.registered {
                let manifest = manifest(self.print, one, &file, &pdf, placed.pages);
                output.files.add(&folder.join(format!("{}.json", one.key)), manifest.as_bytes())?;
            }
            output.printed.push(one.id);
            output.report.letters.push(Printed {
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
}

/// Letters of the folder that the store knows as waiting: those of jobs that were begun, and the others. What is printed already is moved
/// aside; everything else in the folder is named and left.
fn waiting(store: &Store, print: &Print<'_>, report: &mut Report) -> Result<Found> {
    let folder = print.letters;
    let mut files: Vec<PathBuf> = match fs::read_dir(folder) {
        Ok(entries) => entries.filter_map(|entry| Some(entry.ok()?.path())).collect(),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Vec::new(),
        Err(error) => return Err(Error::file(folder, &error)),
    };
    let hidden = |file: &Path| file.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'));
    files.retain(|file| file.extension().is_some_and(|extension| extension == "json") && !hidden(file));
    files.sort();
    let (mut found, mut printed) = (Found::default(), Vec::new());
    for file in &files {
        let stem = file.file_stem().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let key = stem.rsplit('.').next().unwrap_or_default();
        let (job, id, body) = match store.letter(&print.context.tenant, key)? {
            LetterState::Waiting { id, body } => (None, id, body),
            LetterState::Claimed { job, id, body } => (Some(job), id, body),
            LetterState::Printed => {
                printed.push(file.as_path());
                continue;
            }
            LetterState::Otherwise(state) => {
                report.left.push(named(file, &words!("the store has it as {state}", "la base l'a comme {state}")));
                continue;
            }
            LetterState::Unknown => {
                report.left.push(named(file, &stranger(store, key, &print.context.tenant)?));
                continue;
            }
        };
        match taken(file, id, key, &body) {
            Ok(one) => job.map_or(&mut found.fresh, |job| found.begun.entry(job).or_default()).push(one),
            Err(why) => report.left.push(named(file, &why)),
        }
    }
    aside(folder, &printed)?;
    Ok(found)
}

/// A letter as the store has it, if its file still says the same.
fn taken(file: &Path, id: i64, key: &str, body: &str) -> std::result::Result<Waiting, Words> {
    let error = |error: Error| Words::around(|reader| error.say(reader).into());
    let text = reading::file(file, reading::RECORD).map_err(error)?;
    let unreadable = |error: serde_json::Error| words!("it cannot be read: {error}", "elle ne peut être lue : {error}");
    let known: Value = serde_json::from_str(body).map_err(unreadable)?;
    if serde_json::from_slice::<Value>(&text).ok().as_ref() != Some(&known) {
        return Err(words!(
            "its file is not what `run` wrote; delete the file if the letter is not to be printed, or put it back",
            "son fichier n'est pas ce que `run` a écrit ; supprimez-le si la lettre ne doit pas être imprimée, ou remettez-le"
        ));
    }
    let (letter, registered) = match serde_json::from_value(known).map_err(unreadable)? {
        ActionBody::Letter(letter) => (letter, false),
        ActionBody::RegisteredLetter(letter) => (letter, true),
        _ => return Err(words!("it is no letter", "ce n'est pas une lettre")),
    };
    Ok(Waiting { file: file.to_owned(), id, key: key.to_owned(), letter, registered })
}

fn named(file: &Path, why: &Words) -> Words {
    let file = file.display();
    Words::around(|reader| {
        let why = why.say(reader);
        words!("{file}: {why}", "{file} : {why}")
    })
}

/// Why a letter that is not this tenant's is not printed.
fn stranger(store: &Store, key: &str, tenant: &str) -> Result<Words> {
    Ok(match store.owners(key)?.first() {
        Some(owner) => words!(
            "it is a letter of tenant `{owner}`, not of `{tenant}`; it belongs into that tenant's folder",
            "c'est une lettre de la société `{owner}`, pas de `{tenant}` ; sa place est dans le dossier de cette société"
        ),
        None => words!(
            "the store knows nothing of it, so it may be printed already; look, and delete it",
            "la base n'en sait rien, elle est peut-être déjà imprimée ; vérifiez, et supprimez-la"
        ),
    })
}

/// Moves letters that are printed to a folder of their own.
fn aside(folder: &Path, files: &[&Path]) -> Result<()> {
    if files.is_empty() {
        return Ok(());
    }
    let printed = folder.join("printed");
    durable::folder(&printed)?;
    for file in files {
        let place = printed.join(file.file_name().unwrap_or_default());
        fs::rename(file, place).map_err(|error| Error::file(file, &error))?;
    }
    durable::sync_folder(&printed)?;
    durable::sync_folder(folder)
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

fn decoded(base64: &str) -> Result<Vec<u8>> {
    BASE64.decode(base64).map_err(|error| {
        Error::new(
            Kind::Module,
            words!("the module answered no base64: {error}", "le module n'a pas répondu en base64 : {error}"),
        )
    })
}
