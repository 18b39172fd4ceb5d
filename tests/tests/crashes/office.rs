//! A store with invoices that are all due on the same day, half of them reminded by mail, half by letter; and what was left of it after
//! something went wrong.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    io::Write,
    path::{Path, PathBuf},
    process::Child,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};

use relance_tests::{Customer, action, company, customer, invoice, reminders, step};
use serde_json::{Value, json};
use tempfile::TempDir;

use super::command;

/// Half of them by mail, half by letter.
pub const INVOICES: usize = 60;

fn owing(at: usize) -> Customer {
    let number = format!("F-{at:03}");
    let mut one = customer(&format!("A{at}"))
        .named(&format!("Customer {at}"))
        .addressed()
        .has([invoice(&number).known_as(&number)]);
    one["mailbox"]["address"] = json!(format!("customer-{at}@example.com"));
    if at % 2 == 1 { one.without_mail() } else { one }
}

pub struct Office {
    folder: PathBuf,
    _kept: Option<TempDir>,
}

/// What became of the invoices.
#[derive(Debug, Default)]
pub struct Reminded {
    pub once: usize,
    pub twice: usize,
    /// Not reminded, and nothing says so.
    pub none: usize,
    /// Not found, and named as one that may or may not have left.
    pub named: usize,
}

/// Over all moments.
#[derive(Debug, Default)]
pub struct Outcome {
    moments: usize,
    sum: Reminded,
}

impl Outcome {
    pub fn add(&mut self, reminded: &Reminded) {
        assert_eq!((reminded.twice, reminded.none), (0, 0), "moment {}: {reminded:?}", self.moments);
        self.moments += 1;
        self.sum.once += reminded.once;
        self.sum.named += reminded.named;
    }

    pub fn tell(&self, what: &str) {
        let (moments, once, named) = (self.moments, self.sum.once, self.sum.named);
        // Past the test's own captured output.
        let mut err = std::io::stderr();
        writeln!(err, "{what}: {moments} moments, {once} reminded once, {named} named").unwrap();
        assert!(self.sum.once > 0);
        // In question is only what a reader took in the moment of a crash.
        assert!(named * 20 <= once, "{named} of {once} in question");
    }
}

impl Office {
    /// Imported, and nothing has run.
    pub fn prepare() -> Self {
        let kept = tempfile::tempdir().unwrap();
        let office = Self { folder: kept.path().to_owned(), _kept: Some(kept) };
        let by_mail = action("mail", "email").with("fallback", "letter");
        let settings = reminders([step("+3 days", "+3 days").does([by_mail])]);
        let accounts: Vec<_> = (0..INVOICES).map(owing).collect();
        for (name, value) in [
            ("settings.json", &settings),
            ("company.json", &company()),
            ("accounts.json", &json!({"accounts": accounts})),
        ] {
            fs::write(office.at(name), value.to_string()).unwrap();
        }
        office.done(&["init", "--settings", "settings.json", "--company", "company.json"]);
        office.done(&["import", "accounts.json", "--date", "2028-12-31"]);
        office
    }

    pub fn at(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// The same in a folder of its own.
    pub fn again(&self) -> Self {
        let kept = tempfile::tempdir().unwrap();
        let folder = kept.path().join("office");
        copy(&self.folder, &folder);
        Self { folder, _kept: Some(kept) }
    }

    pub fn again_in(&self, place: PathBuf) -> Self {
        let folder = place.join("office");
        copy(&self.folder, &folder);
        Self { folder, _kept: None }
    }

    pub fn remove(self) {
        fs::remove_dir_all(&self.folder).unwrap();
    }

    pub fn has_store(&self) -> bool {
        self.at("relance.db").exists()
    }

    pub fn remove_store(&self) {
        for name in ["relance.db", "relance.db-wal", "relance.db-shm", "relance.db-lock"] {
            let _ = fs::remove_file(self.at(name));
        }
    }

    /// The store of another one takes the place of this one's.
    pub fn put_back(&self, from: &Self) {
        self.remove_store();
        fs::copy(from.at("relance.db"), self.at("relance.db")).unwrap();
    }

    pub fn start(&self, arguments: &[&str]) -> Child {
        command(arguments).current_dir(&self.folder).spawn().unwrap()
    }

    pub fn relance(&self, arguments: &[&str]) -> (Option<i32>, String) {
        let output = self.start(arguments).wait_with_output().unwrap();
        let said = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
        (output.status.code(), said)
    }

    pub fn done(&self, arguments: &[&str]) {
        let (code, said) = self.relance(arguments);
        assert_eq!(code, Some(0), "{arguments:?}: {said}");
    }

    /// As cron does; 6 says that something is named.
    pub fn run(&self, day: &str) {
        let (code, said) = self.relance(&["run", "--date", day, "--out", "out"]);
        assert!(matches!(code, Some(0 | 6)), "{code:?}: {said}");
    }

    /// How long a command takes, tried on a copy.
    pub fn time(&self, arguments: &[&str]) -> Duration {
        let office = self.again();
        office.start(arguments).wait().unwrap();
        let office = self.again();
        let began = Instant::now();
        office.done(arguments);
        began.elapsed()
    }

    /// Starts a command and kills it after this time.
    pub fn kill(&self, arguments: &[&str], after: Duration) {
        let mut child = self.start(arguments);
        thread::sleep(after);
        child.kill().unwrap();
        child.wait().unwrap();
    }

    /// Somebody who takes each mail away as soon as it can be seen.
    pub fn reader(&self) -> Reader {
        let (new, taken) = (self.at("out/mail/new"), self.at("taken"));
        fs::create_dir_all(&taken).unwrap();
        let ended = Arc::new(AtomicBool::new(false));
        let end = Arc::clone(&ended);
        let thread = thread::spawn(move || {
            while !end.load(Ordering::Relaxed) {
                for entry in fs::read_dir(&new).into_iter().flatten().flatten() {
                    let mut number = 0;
                    // Twice the same name is two mails.
                    let place = loop {
                        let place = taken.join(format!("{number}-{}", entry.file_name().to_string_lossy()));
                        if !place.exists() {
                            break place;
                        }
                        number += 1;
                    };
                    fs::rename(entry.path(), place).unwrap();
                }
                thread::sleep(Duration::from_micros(200));
            }
        });
        Reader { ended, thread: Some(thread) }
    }

    /// How often each invoice was reminded, by all that anybody can see.
    pub fn reminded(&self) -> Reminded {
        let mut counts = BTreeMap::<String, usize>::new();
        for folder in ["taken", "out/mail/new", "out/mail/cur"] {
            for file in files(&self.at(folder)) {
                let content = fs::read(&file).unwrap();
                let mail = mailparse::parse_mail(&content).unwrap();
                let subject =
                    mail.headers.iter().find(|header| header.get_key() == "Subject").map(|one| one.get_value());
                let subject = subject.unwrap_or_else(|| panic!("{} is half a mail", file.display()));
                *counts.entry(subject).or_default() += 1;
            }
        }
        for folder in ["out/letters", "out/letters/printed"] {
            for file in files(&self.at(folder)) {
                let letter: Value = serde_json::from_slice(&fs::read(&file).unwrap()).unwrap();
                *counts.entry(letter["letter"]["subject"].as_str().unwrap().to_owned()).or_default() += 1;
            }
        }
        let (_, listed) = self.relance(&["outbox", "list", "--json"]);
        let listed: Value = serde_json::from_str(&listed).unwrap_or_else(|_| panic!("{listed}"));
        let uncertain: BTreeSet<_> = listed
            .as_array()
            .unwrap()
            .iter()
            .filter(|message| message["state"] == "ambiguous" || message["state"] == "leaving")
            .filter(|message| message["name"].as_str().is_some_and(|name| name.starts_with("Customer ")))
            .flat_map(|message| message["numbers"].as_array().unwrap().clone())
            .map(|number| number.as_str().unwrap().to_owned())
            .collect();
        let mut reminded = Reminded::default();
        for number in (0..INVOICES).map(|at| format!("F-{at:03}")) {
            match counts.get(&number) {
                Some(1) => reminded.once += 1,
                Some(_) => reminded.twice += 1,
                None if uncertain.contains(&number) => reminded.named += 1,
                None => reminded.none += 1,
            }
        }
        reminded
    }

    /// Every letter that left stands in one print file and in one page map, and nothing waits.
    pub fn printed_once(&self) {
        let letters = files(&self.at("out/letters/printed"));
        let keys: BTreeSet<_> = letters
            .iter()
            .map(|file| file.file_stem().unwrap().to_string_lossy().rsplit('.').next().unwrap().to_owned())
            .collect();
        assert_eq!(files(&self.at("out/letters")), Vec::<PathBuf>::new(), "nothing waits");
        let print = files(&self.at("out/print"));
        let (maps, prints): (Vec<_>, Vec<_>) =
            print.into_iter().partition(|file| file.extension().unwrap_or_default() == "json");
        let (mut placed, mut named) = (Vec::new(), BTreeMap::<String, u64>::new());
        for map in maps {
            let map: Value = serde_json::from_slice(&fs::read(map).unwrap()).unwrap();
            for letter in map["letters"].as_array().unwrap() {
                placed.push(letter["key"].as_str().unwrap().to_owned());
                let batch = Path::new(letter["batch"].as_str().unwrap()).file_name().unwrap().to_string_lossy();
                *named.entry(batch.into_owned()).or_default() += letter["pages"].as_u64().unwrap();
            }
        }
        placed.sort();
        assert_eq!(placed, keys.iter().cloned().collect::<Vec<_>>(), "each letter in one map");
        let mut found = BTreeMap::new();
        for file in prints {
            let pages = super::super::printed::tool(&self.folder, "qpdf", &["--show-npages", file.to_str().unwrap()]);
            found
                .insert(file.file_name().unwrap().to_string_lossy().into_owned(), pages.trim().parse::<u64>().unwrap());
        }
        assert_eq!(found, named, "the print files have the pages of their letters and no others");
        assert_eq!(files(&self.at("out/print/single")).len(), keys.len());
    }

    /// No file that anybody can see is empty or half.
    pub fn all_whole(&self) {
        for file in files(&self.at("out/letters")).iter().chain(&files(&self.at("out/tasks"))) {
            let content = fs::read(file).unwrap();
            assert!(serde_json::from_slice::<Value>(&content).is_ok(), "{} is half", file.display());
        }
        for file in files(&self.at("out/mail/new")) {
            let content = fs::read(&file).unwrap();
            let end = content.trim_ascii_end().ends_with(b"--");
            assert!(end, "{} is half", file.display());
        }
        for file in files(&self.at("out/print")).iter().chain(&files(&self.at("out/print/single"))) {
            let content = fs::read(file).unwrap();
            let whole =
                content.trim_ascii_end().ends_with(b"%%EOF") || serde_json::from_slice::<Value>(&content).is_ok();
            assert!(whole, "{} is half", file.display());
        }
    }
}

/// Ends when dropped.
pub struct Reader {
    ended: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Drop for Reader {
    fn drop(&mut self) {
        self.ended.store(true, Ordering::Relaxed);
        self.thread.take().unwrap().join().unwrap();
    }
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut files: Vec<_> = fs::read_dir(folder)
        .into_iter()
        .flatten()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.is_file() && !path.file_name().unwrap().to_string_lossy().starts_with('.'))
        .collect();
    files.sort();
    files
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let place = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &place);
        } else {
            fs::copy(entry.path(), place).unwrap();
        }
    }
}
