//! A folder with a store in it, and `relance` run on it in this process, as somebody at a keyboard runs it.

use std::{
    ffi::OsString,
    fs,
    io::{self, Read},
    path::{Path, PathBuf},
};

use relance::cli::Terminal;
use rusqlite::Connection;
use serde::Serialize;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::{company, customer, invoice, ladder, reminders};

/// A folder that is removed at the end. In it: the store `t.db`, the settings `S.json`, the company `c.json`, the ERP's export `a.json`, and
/// what left below `out`.
pub struct Office {
    folder: TempDir,
}

/// How a command ended.
#[derive(Debug)]
pub struct Ended {
    /// Its exit code.
    pub code: u8,
    /// What it answered.
    pub out: String,
    /// What it said beside its answer.
    pub err: String,
    /// Both, the answer first.
    pub said: String,
}

impl Ended {
    /// The answer of a command that was asked for JSON.
    ///
    /// # Panics
    /// When it is none.
    #[must_use]
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("{error}: {}", self.said))
    }

    /// All it said, once it has ended well.
    ///
    /// # Panics
    /// When it has not.
    pub fn well(self) -> String {
        assert_eq!(self.code, 0, "{}", self.said);
        self.said
    }
}

/// Runs a command line, without the program's name.
///
/// # Panics
/// When it answers something that is no text.
pub fn execute(words: impl IntoIterator<Item = OsString>, input: &mut dyn Read, terminal: Terminal) -> Ended {
    let words = std::iter::once("relance".into()).chain(words);
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let code = relance::cli::execute(words, input, &mut out, &mut err, terminal);
    let [out, err] = [out, err].map(|bytes| String::from_utf8(bytes).unwrap());
    let said = format!("{out}{err}");
    Ended { code, out, err, said }
}

impl Office {
    /// One customer, `mail`, who is written a mail and one, `letter`, who is written a letter: each has one invoice, `F-mail` and `F-letter`,
    /// due on Tuesday 15 February 2028, with reminders three and ten days later.
    ///
    /// # Panics
    /// As [`Office::done`].
    #[must_use]
    #[expect(clippy::new_without_default, reason = "it is made on the disk")]
    pub fn new() -> Self {
        let mut steps = ladder("due", &["+3 days", "+10 days"]);
        steps[0]["actions"][0]["fallback"] = json!("letter");
        steps[1]["actions"][0]["fallback"] = json!("letter");
        let one =
            |id: &str| customer(id).named(&format!("Customer {id}")).addressed().has([invoice(&format!("F-{id}"))]);
        Self::with(&reminders(steps), &[one("mail"), one("letter").without_mail()])
    }

    /// These customers, by these settings.
    ///
    /// # Panics
    /// As [`Office::done`].
    #[must_use]
    pub fn with<A: Serialize>(settings: &Value, accounts: &[A]) -> Self {
        let office = Self::without_customers(settings);
        office.keep(accounts);
        office.import().well();
        office
    }

    /// A store that has no customers yet.
    ///
    /// # Panics
    /// As [`Office::done`].
    #[must_use]
    pub fn without_customers(settings: &Value) -> Self {
        let office = Self::empty();
        office.put("S.json", settings.to_string());
        office.put("c.json", company().to_string());
        office.init("t.db").well();
        office
    }

    /// A folder in which there is nothing yet, not even a store.
    ///
    /// # Panics
    /// When it cannot be made.
    #[must_use]
    pub fn empty() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    /// Makes a store of this name for the settings and the company in the folder.
    pub fn init(&self, db: &str) -> Ended {
        self.relance_on(db, &["init", "--settings", &self.name("S.json"), "--company", &self.name("c.json")])
    }

    /// The ERP's export has these customers from now on.
    ///
    /// # Panics
    /// When it cannot be written.
    pub fn keep<A: Serialize>(&self, accounts: &[A]) {
        self.put("a.json", json!({ "accounts": accounts }).to_string());
    }

    /// Takes the ERP's export in on the last day of 2028: bank movements are known for all the year.
    pub fn import(&self) -> Ended {
        self.relance(&["import", &self.name("a.json"), "--date", "2028-12-31"])
    }

    /// The folder.
    #[must_use]
    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    /// A file of the folder.
    #[must_use]
    pub fn at(&self, name: &str) -> PathBuf {
        self.path().join(name)
    }

    /// A file of the folder, to be said to a command.
    #[must_use]
    pub fn name(&self, name: &str) -> String {
        self.at(name).to_string_lossy().into_owned()
    }

    /// Writes a file of the folder.
    ///
    /// # Panics
    /// When it cannot be written.
    pub fn put(&self, name: &str, content: impl AsRef<[u8]>) {
        fs::write(self.at(name), content).unwrap();
    }

    /// Changes JSON in a file of the folder.
    ///
    /// # Panics
    /// When there is none.
    pub fn change(&self, name: &str, change: impl FnOnce(&mut Value)) {
        let mut value = serde_json::from_slice(&fs::read(self.at(name)).unwrap()).unwrap();
        change(&mut value);
        self.put(name, value.to_string());
    }

    /// Other settings hold from now on.
    ///
    /// # Panics
    /// As [`Office::change`] and [`Office::done`].
    pub fn set(&self, change: impl FnOnce(&mut Value)) {
        self.change("S.json", change);
        self.done(&["settings", "set", &self.name("S.json")]);
    }

    /// Runs a command.
    pub fn relance(&self, words: &[&str]) -> Ended {
        self.relance_on("t.db", words)
    }

    /// The same on another store of the folder.
    pub fn relance_on(&self, db: &str, words: &[&str]) -> Ended {
        self.relance_reading(&mut io::empty(), db, words)
    }

    /// The same with something to read.
    pub fn relance_reading(&self, input: &mut dyn Read, db: &str, words: &[&str]) -> Ended {
        self.relance_at(Terminal::NONE, input, db, words)
    }

    /// The same at a terminal.
    pub fn relance_at(&self, terminal: Terminal, input: &mut dyn Read, db: &str, words: &[&str]) -> Ended {
        let db = self.name(db);
        let words = ["--db", &db].into_iter().chain(words.iter().copied()).map(OsString::from);
        execute(words, input, terminal)
    }

    /// What a command said that ends well.
    ///
    /// # Panics
    /// When it does not.
    pub fn done(&self, words: &[&str]) -> String {
        let Ended { code, said, .. } = self.relance(words);
        assert_eq!(code, 0, "{words:?}: {said}");
        said
    }

    /// The daily run; what leaves goes below `out`.
    pub fn run(&self, day: &str) -> Ended {
        self.relance(&["run", "--date", day, "--out", &self.name("out")])
    }

    /// Prints the letters that lie below `out`; the answer is JSON.
    pub fn letters(&self, day: &str) -> Ended {
        self.relance(&["letters", "--in", &self.name("out"), "--date", day, "--json"])
    }

    /// Takes over what left below `out`.
    pub fn adopt(&self) -> Ended {
        self.relance(&["outbox", "adopt", "--out", &self.name("out")])
    }

    /// What the doctor says.
    pub fn doctor(&self, day: &str) -> Ended {
        self.relance(&["doctor", "--date", day, "--out", &self.name("out")])
    }

    /// The files of a folder below, by name; none where there is no folder.
    ///
    /// # Panics
    /// When it cannot be read.
    #[must_use]
    pub fn files(&self, below: &str) -> Vec<PathBuf> {
        let entries = fs::read_dir(self.at(below)).into_iter().flatten();
        let mut files: Vec<_> = entries.map(|entry| entry.unwrap().path()).filter(|path| path.is_file()).collect();
        files.sort();
        files
    }

    /// How many things are in a folder below; none where there is no folder.
    #[must_use]
    pub fn count(&self, below: &str) -> usize {
        fs::read_dir(self.at(below)).map_or(0, Iterator::count)
    }

    /// How many mails nobody has taken yet.
    #[must_use]
    pub fn mails(&self) -> usize {
        self.count("out/mail/new")
    }

    /// A file stands where a folder must be: nothing can be put there.
    ///
    /// # Panics
    /// When a folder stands there already.
    pub fn block(&self, below: &str) {
        fs::create_dir_all(self.at(below).parent().unwrap()).unwrap();
        self.put(below, "");
    }

    /// The file is gone.
    ///
    /// # Panics
    /// When there was none.
    pub fn unblock(&self, below: &str) {
        fs::remove_file(self.at(below)).unwrap();
    }

    /// The store, past the program.
    ///
    /// # Panics
    /// When there is none.
    #[must_use]
    pub fn db(&self) -> Connection {
        Connection::open(self.at("t.db")).unwrap()
    }

    /// Keeps a copy of the store.
    ///
    /// # Panics
    /// When there is no store.
    pub fn copy_store(&self) {
        fs::copy(self.at("t.db"), self.at("copy.db")).unwrap();
    }

    /// The store is as it was when the copy was made.
    ///
    /// # Panics
    /// When there is no copy.
    pub fn put_copy_back(&self) {
        self.lose_store();
        fs::copy(self.at("copy.db"), self.at("t.db")).unwrap();
    }

    /// The store is gone.
    pub fn lose_store(&self) {
        for name in ["t.db", "t.db-wal", "t.db-shm"] {
            let _ = fs::remove_file(self.at(name));
        }
    }

    /// A second tenant, `two`, of the same company and settings, without customers.
    ///
    /// # Panics
    /// When there is one.
    pub fn add_tenant(&self) {
        let copy = "INSERT INTO tenant (id, company, settings, bank_date) SELECT 'two', company, settings, bank_date FROM tenant WHERE id = 'main'";
        self.db().execute(copy, []).unwrap();
    }

    /// A second tenant with the same customers.
    ///
    /// # Panics
    /// As [`Office::done`].
    pub fn add_second(&self) {
        self.add_tenant();
        self.done(&["--tenant", "two", "import", &self.name("a.json"), "--date", "2028-12-31"]);
    }
}
