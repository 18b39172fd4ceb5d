//! Case folders: a few readable files that say what an ERP knows, by which settings, on which days, and what must happen.
//! `tests/cases/README.md` walks through one.
//!
//! - `case.json`: `title`, the features it `shows`, the `days` (first, last), and what may be added: `down` (stretches without a run),
//!   `bank_date` (left out: fresh every day), `plan`, `changes` (by day: `set`, `add`, `remove` by JSON pointer into an account of `erp.json`),
//!   `settings_changes`, `manual` (reminders by hand, by day), `library` (ready scenarios taken over), `outcomes` (what became of an action,
//!   known from that day on: `document`, `step`, `action`, `state`).
//! - `erp.json`: the accounts; what does not matter is filled in (see `customers`).
//! - `settings.json`: the settings; live, for every document, and a text `t` are filled in.
//! - `expected.txt`: one line for each thing that happens, in order: `DAY DOCUMENTS STEPS KINDS` for what leaves, `DAY DOCUMENT STEP STATE
//!   REASON` for a step left out. `? DAY DOCUMENT CODE NEXT` asks for a decision, `~ DAY DOCUMENT ACTION WORDS` for words of what was written,
//!   `! SEVERITY CODE PATH` for a finding about the settings.

use std::{collections::BTreeMap, fs, path::Path};

use relance_guest::domain::{format_iso, parse_day, plus_days};
use serde_json::{Value, json};

use crate::{actions, ask, company, customer, invoice, leaves, marks, recorded};

/// A case folder, read.
pub struct Case {
    /// The folder's name.
    pub name: String,
    /// The features it shows.
    pub shows: Vec<String>,
    case: Value,
    accounts: Vec<Value>,
    /// The settings, filled in.
    pub settings: Value,
    expected: String,
}

/// What happened in a case.
#[derive(Debug, Default)]
pub struct Lived {
    /// One line for each thing, as in `expected.txt`.
    pub lines: Vec<String>,
    /// Decisions by day and document: code, and what comes next.
    pub decisions: BTreeMap<(String, String), String>,
    /// What was written, by day, document and action.
    pub written: Vec<(String, String, String, String)>,
    /// The accounts at the end.
    pub accounts: Vec<Value>,
}

fn read(folder: &Path, name: &str) -> Value {
    let file = folder.join(name);
    let text = fs::read_to_string(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", file.display()))
}

impl Case {
    /// Reads a folder.
    ///
    /// # Panics
    /// When a file is missing or cannot be read.
    #[must_use]
    pub fn read(folder: &Path) -> Self {
        let case = read(folder, "case.json");
        let strings = |value: &Value| -> Vec<String> {
            value.as_array().into_iter().flatten().map(|item| item.as_str().unwrap().to_owned()).collect()
        };
        let accounts = read(folder, "erp.json").as_array().unwrap().iter().map(filled_in).collect();
        let settings = settings(read(folder, "settings.json"), &strings(&case["library"]));
        Self {
            name: folder.file_name().unwrap().to_string_lossy().into_owned(),
            shows: strings(&case["shows"]),
            settings,
            accounts,
            expected: fs::read_to_string(folder.join("expected.txt")).unwrap(),
            case,
        }
    }

    fn days(&self) -> Vec<String> {
        let day = |at: usize| parse_day(self.case["days"][at].as_str().unwrap()).unwrap();
        let (mut days, mut today) = (Vec::new(), day(0));
        while today <= day(1) {
            days.push(format_iso(today));
            today = plus_days(today, 1);
        }
        days
    }

    fn is_down(&self, today: &str) -> bool {
        let stretches = self.case["down"].as_array().into_iter().flatten();
        stretches.map(|one| (one[0].as_str().unwrap(), one[1].as_str().unwrap())).any(|(a, b)| a <= today && today <= b)
    }

    /// What holds for a call on that day.
    #[must_use]
    pub fn context(&self, today: &str) -> Value {
        let mut settings = self.settings.clone();
        let changes = self.case["settings_changes"].as_array().into_iter().flatten();
        for change in changes.filter(|change| text(&change["day"]) <= today) {
            for (pointer, value) in change["set"].as_object().unwrap() {
                let (parent, member) = pointer.rsplit_once('/').unwrap();
                settings.pointer_mut(parent).unwrap()[member] = value.clone();
            }
        }
        let mut context = json!({"contract": "0.2", "tenant": "t", "today": today, "settings": settings.to_string(), "company": company(),
            "bank_date": self.case.get("bank_date").cloned().unwrap_or_else(|| json!(today))});
        for member in ["plan", "company"] {
            if let Some(value) = self.case.get(member) {
                context[member] = value.clone();
            }
        }
        context
    }

    /// Whether the same can be expected of a forecast and of the harness: nothing new happens in between.
    #[must_use]
    pub fn is_quiet(&self) -> bool {
        ["changes", "settings_changes", "manual", "down", "bank_date", "plan", "company", "outcomes"]
            .iter()
            .all(|member| self.case.get(*member).is_none())
    }

    /// Lives through the days, each asked natively, as text and as records.
    ///
    /// # Panics
    /// When the three ways disagree, or something cannot be written.
    #[must_use]
    pub fn live(&self) -> Lived {
        let mut lived = Lived { accounts: self.accounts.clone(), ..Lived::default() };
        for today in self.days() {
            self.change(&today, &mut lived.accounts);
            self.settle(&today, &mut lived.accounts);
            self.by_hand(&today, &mut lived);
            if !self.is_down(&today) {
                self.run(&today, &mut lived);
            }
        }
        lived
    }

    fn change(&self, today: &str, accounts: &mut [Value]) {
        let changes = self.case["changes"].as_array().into_iter().flatten();
        for change in changes.filter(|change| change["day"] == today) {
            let account = change["account"].as_str();
            let found = accounts.iter_mut().find(|known| account.is_none_or(|id| known["id"] == id));
            let known = found.unwrap_or_else(|| panic!("{}: no account {account:?}", self.name));
            for (pointer, value) in change["set"].as_object().into_iter().flatten() {
                let (parent, member) = pointer.rsplit_once('/').unwrap();
                known.pointer_mut(parent).unwrap_or_else(|| panic!("{}: {pointer}", self.name))[member] = value.clone();
            }
            for (pointer, value) in change["add"].as_object().into_iter().flatten() {
                let list = known.pointer_mut(pointer).and_then(Value::as_array_mut);
                list.unwrap_or_else(|| panic!("{}: {pointer}", self.name)).push(value.clone());
            }
            for pointer in change["remove"].as_array().into_iter().flatten() {
                let (parent, at) = pointer.as_str().unwrap().rsplit_once('/').unwrap();
                known.pointer_mut(parent).unwrap().as_array_mut().unwrap().remove(at.parse().unwrap());
            }
        }
    }

    /// What is known from today on of what became of actions: each changes the newest entry of its action.
    fn settle(&self, today: &str, accounts: &mut [Value]) {
        let outcomes = self.case["outcomes"].as_array().into_iter().flatten();
        for outcome in outcomes.filter(|outcome| outcome["day"] == today) {
            let of = |entry: &&mut Value| {
                entry["coverage"]["document"] == outcome["document"]
                    && entry["coverage"]["step"] == outcome["step"]
                    && entry["action"] == outcome["action"]
            };
            let entries = accounts.iter_mut().flat_map(|account| account["history"].as_array_mut().unwrap());
            let newest = entries.filter(of).last().unwrap_or_else(|| panic!("{}: nothing for {outcome}", self.name));
            newest["state"] = outcome["state"].clone();
        }
    }

    fn run(&self, today: &str, lived: &mut Lived) {
        let request =
            json!({"context": self.context(today), "so_far": {"customer_messages": 0}, "accounts": lived.accounts});
        let page = ask("reminders", "run", &request).unwrap_or_else(|failure| panic!("{}: {failure:#}", self.name));
        for (account, answer) in lived.accounts.iter_mut().zip(list(&page["accounts"])) {
            lived.lines.extend(lines(today, answer));
            for decision in list(&answer["decisions"]) {
                lived.decisions.insert(
                    (today.to_owned(), part(decision)),
                    format!("{} {}", text(&decision["code"]), next(&decision["next"])),
                );
            }
            let history = account["history"].as_array_mut().unwrap();
            history.extend(list(&marks(answer)).iter().cloned());
            history.extend(leaves(answer).flat_map(|wanted| recorded(today, wanted, "engine")));
            let is_unwritten =
                |finding: &&Value| finding["path"].as_str().is_some_and(|path| path.contains(".actions"));
            let unwritten = list(&answer["findings"]).iter().find(is_unwritten);
            assert!(unwritten.is_none(), "{}, {today}: {unwritten:#?}", self.name);
        }
        for action in actions(&page) {
            remember(today, action, lived);
        }
    }

    fn by_hand(&self, today: &str, lived: &mut Lived) {
        let manuals = self.case["manual"].as_array().into_iter().flatten();
        for manual in manuals.filter(|manual| manual["day"] == today) {
            let given = |name: &str, default: Value| manual.get(name).cloned().unwrap_or(default);
            let wish = json!({"reminders": manual["reminders"], "together": given("together", json!(false)),
                "advance": given("advance", json!(false)), "note": given("note", json!("")),
                "next_reminder": given("next_reminder", Value::Null)});
            let request = json!({"context": self.context(today), "accounts": lived.accounts, "manual": wish});
            let made = ask("reminders", "compose", &request).unwrap();
            for one in list(&made["documents"]) {
                for objection in list(&one["objections"]) {
                    let verb = if objection["overridden"] == true { "overrode" } else { "refused" };
                    let may = if objection["can_be_overridden"] == true { "" } else { " for good" };
                    lived.lines.push(format!("{today} {} by hand {verb} {}{may}", part(one), text(&objection["code"])));
                }
            }
            for finding in list(&made["findings"]) {
                lived.lines.push(format!("{today} by hand {}", text(&finding["code"])));
            }
            for action in list(&made["actions"]) {
                let wanted = &action["wanted"];
                let first = list(&wanted["coverage"]).iter().any(|coverage| coverage["step"] == "@first-send");
                let kind = if first { "first send" } else { "reminder" };
                lived.lines.push(format!("{today} {} by hand {kind} {}", covered(wanted), text(&wanted["kind"])));
                remember(today, action, lived);
                let account = lived.accounts.iter_mut().find(|known| known["id"] == wanted["account"]).unwrap();
                account["history"].as_array_mut().unwrap().extend(recorded(today, wanted, "person"));
            }
            lived.lines.push(format!("{today} by hand next {}", text(&made["next_reminder"])));
        }
    }

    /// What a forecast from the first day says, as the lines of `expected.txt`.
    ///
    /// # Panics
    /// When the call fails.
    #[must_use]
    pub fn forecast(&self) -> Vec<String> {
        let days = self.days();
        let request = json!({"context": self.context(&days[0]), "accounts": self.accounts, "days": days.len()});
        let lines = ask("reminders", "forecast", &request).unwrap();
        list(&lines)
            .iter()
            .map(|line| {
                let kinds = list(&line["actions"]).iter().map(text).collect::<Vec<_>>().join("+");
                let what = if kinds.is_empty() { text(&line["state"]).to_owned() } else { kinds };
                let step = repeated(text(&line["step"]), &line["repetition"]);
                format!("{} {} {step} {what}{}", text(&line["day"]), part(line), rehearsal(line))
            })
            .collect()
    }

    /// The lines that happen, of `expected.txt`.
    #[must_use]
    pub fn expected_lines(&self) -> Vec<String> {
        self.of_kind(None)
    }

    fn of_kind(&self, kind: Option<char>) -> Vec<String> {
        let lines = self.expected.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
        let squeezed = |line: &str| line.split_whitespace().collect::<Vec<_>>().join(" ");
        lines
            .filter(|line| match kind {
                Some(kind) => line.starts_with(kind),
                None => !line.starts_with(['?', '~', '!']),
            })
            .map(|line| squeezed(line.strip_prefix(['?', '~', '!']).unwrap_or(line)))
            .collect()
    }

    /// Compares what happened with all that is expected.
    ///
    /// # Panics
    /// When something differs, with both sides.
    pub fn check(&self, lived: &Lived) {
        let (mut expected, mut happened) = (self.expected_lines(), lived.lines.clone());
        // Each line begins with its day; within a day there is no order to keep.
        expected.sort();
        happened.sort();
        let (name, e, h) = (&self.name, expected.join("\n  "), happened.join("\n  "));
        assert!(expected == happened, "{name}\nexpected:\n  {e}\nhappened:\n  {h}");
        for line in self.of_kind(Some('?')) {
            let mut words = line.splitn(3, ' ');
            let (day, document, told) = (words.next().unwrap(), words.next().unwrap(), words.next().unwrap());
            let happened = lived.decisions.get(&(day.to_owned(), document.to_owned()));
            assert_eq!(happened.map(String::as_str), Some(told), "{}: {document} on {day}", self.name);
        }
        for line in self.of_kind(Some('~')) {
            let words: Vec<_> = line.splitn(4, ' ').collect();
            let mut found = lived.written.iter().filter(|(day, documents, action, _)| {
                (day.as_str(), documents.as_str(), action.as_str()) == (words[0], words[1], words[2])
            });
            let text = found.next().map(|(.., text)| text.as_str()).unwrap_or_default();
            let (negated, wished) = words[3].strip_prefix("without ").map_or((false, words[3]), |rest| (true, rest));
            assert!(!text.is_empty() && text.contains(wished) != negated, "{}: {line}\nin {text}", self.name);
        }
        let findings =
            ask("settings", "check", &json!({"settings": self.settings.to_string(), "language": "en"})).unwrap();
        let found = list(&findings).iter().map(|finding| {
            format!("{} {} {}", text(&finding["severity"]), text(&finding["code"]), text(&finding["path"]))
        });
        assert_eq!(found.collect::<Vec<_>>(), self.of_kind(Some('!')), "{}: findings {findings:#}", self.name);
    }

    /// The accounts on the first day.
    #[must_use]
    pub fn accounts(&self) -> &[Value] {
        &self.accounts
    }

    /// The days, first to last.
    #[must_use]
    pub fn all_days(&self) -> Vec<String> {
        self.days()
    }
}

fn filled_in(given: &Value) -> Value {
    let mut account = customer("A1").with_all(given);
    let documents = account["documents"].as_array().unwrap().iter().map(|one| {
        let mut filled = invoice("F-1").with_all(one);
        if one.get("number").is_none() {
            filled["number"] = filled["id"].clone();
        }
        // A quote has no due day, an invoice that says so has none either.
        if one["kind"] == "quote" {
            filled["due"] = Value::Null;
            if one.get("status").is_none() {
                filled["status"] = json!("open");
            }
        }
        Value::from(filled)
    });
    account["documents"] = documents.collect();
    account.into()
}

fn settings(given: Value, library: &[String]) -> Value {
    let mut settings = json!({"version": 1, "mode": "live", "scenarios": [], "texts": {}, "facts": {}, "segments": {},
        "quotes": {"mode": "live", "scope": "all", "active_since": "2000-01-01"},
        "invoices": {"mode": "live", "scope": "all", "active_since": "2000-01-01"},
        "leads": {"mode": "live", "scope": "all", "active_since": "2000-01-01"}});
    let ready = ask("settings", "library", &json!({})).unwrap();
    let taken = library.iter().map(|id| {
        let found = list(&ready).iter().find(|one| one["id"] == id.as_str()).unwrap_or_else(|| panic!("no {id}"));
        serde_json::from_str(text(&found["settings"])).unwrap()
    });
    for part in taken.chain([given]).collect::<Vec<Value>>() {
        for (name, value) in part.as_object().unwrap() {
            match (name.as_str(), value) {
                ("scenarios", Value::Array(more)) => settings["scenarios"].as_array_mut().unwrap().extend(more.clone()),
                ("texts" | "facts" | "segments" | "quotes" | "invoices" | "leads", Value::Object(more)) => {
                    settings[name].as_object_mut().unwrap().extend(more.clone());
                }
                _ => settings[name] = value.clone(),
            }
        }
    }
    for (section, kind) in [("quotes", "quote"), ("invoices", "invoice")] {
        let first = list(&settings["scenarios"])
            .iter()
            .find(|scenario| scenario["kind"] == kind && scenario.get("when").is_none());
        if let (Some(first), None) = (first.cloned(), settings[section].get("default_scenario")) {
            settings[section]["default_scenario"] = first["id"].clone();
        }
    }
    if settings["texts"].as_object().is_none_or(serde_json::Map::is_empty) {
        let text = json!({"subject": "{{ document.number }}", "body": "{{ document.number }}"});
        settings["texts"] = json!({"t": {"fr": text, "en": text}});
    }
    for empty in ["facts", "segments"] {
        if settings[empty].as_object().is_some_and(serde_json::Map::is_empty) {
            settings.as_object_mut().unwrap().remove(empty);
        }
    }
    settings
}

/// The text of a value; empty where it is none.
#[must_use]
pub fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

/// The members of a list; none where it is no list.
#[must_use]
pub fn list(value: &Value) -> &[Value] {
    value.as_array().map(Vec::as_slice).unwrap_or_default()
}

/// A document, or one of its instalments.
fn part(value: &Value) -> String {
    let instalment = value["instalment"].as_str().map(|part| format!("/{part}")).unwrap_or_default();
    format!("{}{instalment}", text(&value["document"]))
}

fn repeated(step: &str, repetition: &Value) -> String {
    match repetition.as_u64() {
        Some(0) | None => step.to_owned(),
        Some(number) => format!("{step}#{number}"),
    }
}

fn next(next: &Value) -> String {
    next["on"].as_str().map_or_else(|| text(next).to_owned(), str::to_owned)
}

fn rehearsal(value: &Value) -> &'static str {
    if value["simulated"] == true { " rehearsal" } else { "" }
}

fn covered(wanted: &Value) -> String {
    list(&wanted["coverage"]).iter().map(part).collect::<Vec<_>>().join(",")
}

/// What leaves and what is left out, a line for what covers the same in a bundle and for each mark, by document and step.
fn lines(today: &str, answer: &Value) -> Vec<String> {
    let mut bundles = BTreeMap::<(&str, String), (Vec<&str>, &'static str)>::new();
    for wanted in leaves(answer) {
        let steps = list(&wanted["coverage"]).iter().map(|one| repeated(text(&one["step"]), &one["repetition"]));
        let what = format!("{} {}", covered(wanted), steps.collect::<Vec<_>>().join(","));
        let bundle = bundles.entry((text(&wanted["bundle"]), what)).or_insert((Vec::new(), rehearsal(wanted)));
        bundle.0.push(text(&wanted["kind"]));
    }
    let left = bundles.into_iter().map(|((_, what), (mut kinds, rehearsal))| {
        kinds.sort_unstable();
        format!("{today} {what} {}{rehearsal}", kinds.join("+"))
    });
    let marks = marks(answer);
    let marks = list(&marks).iter().map(|mark| {
        let step = repeated(text(&mark["coverage"]["step"]), &mark["coverage"]["repetition"]);
        format!(
            "{today} {} {step} {} {}{}",
            part(&mark["coverage"]),
            text(&mark["state"]),
            text(&mark["reason"]),
            rehearsal(mark)
        )
    });
    let mut lines: Vec<_> = left.chain(marks).collect();
    lines.sort();
    lines
}

/// Keeps what was written, with ordinary spaces, to be searched.
fn remember(today: &str, action: &Value, lived: &mut Lived) {
    let plain = action["body"].to_string().replace(['\u{a0}', '\u{202f}'], " ").replace("\\n", " ");
    let wanted = &action["wanted"];
    lived.written.push((today.to_owned(), covered(wanted), text(&wanted["action"]).to_owned(), plain));
}
