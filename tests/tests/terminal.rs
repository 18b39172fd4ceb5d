//! Names, files and the module may hold characters that a terminal obeys: none of them reaches it, in any command.

use relance::cli::Terminal;
use relance_tests::{Ended, Office, company, customer, invoice, ladder, settings};
use serde_json::{Value, json};

/// Clears the screen, sets a title, another colour, a C1 control, and turns the direction of writing.
const EVIL: &str = "A\u{1b}[2J\u{1b}]0;t\u{7}\u{1b}[31m\u{9b}1mB\u{202e}C\u{2066}\r";

fn relance(office: &Office, words: &[&str], terminal: Terminal) -> Ended {
    office.relance_at(terminal, &mut std::io::empty(), "t.db", words)
}

fn steers(c: char) -> bool {
    (c.is_control() && c != '\n' && c != '\t')
        || ('\u{202a}'..='\u{202e}').contains(&c)
        || ('\u{2066}'..='\u{2069}').contains(&c)
}

/// Every name and text that people or programs give is hostile.
fn office() -> Office {
    let mut settings = settings("invoice", &json!({"steps": ladder("due", &["+3 days", "+7 days"]), "name": EVIL}));
    settings["texts"]["t"]["en"]["subject"] = json!(format!("{EVIL} {{{{ document.number }}}}"));
    let documents = json!([
        invoice(&format!("F-1{EVIL}")).known_as("D1"),
        invoice("F-2").known_as(&format!("D2{EVIL}")).with("currency", EVIL),
    ]);
    let office = Office::empty();
    office.put("S.json", settings.to_string());
    office.put("c.json", company().to_string());
    assert_eq!(office.init("t.db").err, "");
    office.keep(&[
        customer("A1").named(EVIL).speaking("en").has(&documents),
        customer(EVIL).named("B").has([invoice("F-3")]),
    ]);
    office.import();
    office.put("f.csv", format!("Client;Numéro;Date;Montant;{EVIL}\n{EVIL};F-9;2028-01-15;{EVIL};x\n"));
    office.put("M.toml", "delimiter = \";\"\n[account]\nid = \"{Client}\"\n[document]\nkind = \"invoice\"\nnumber = \"{Numéro}\"\ncurrency = \"EUR\"\ntotal = \"{Montant}\"\nissued = \"{Date}\"\n");
    office.put("t.txt", format!("[Référence du devis] __NIMP__ {EVIL}"));
    office
}

/// Without what this program itself asks for: its own few colours.
fn without_colours(text: &str) -> String {
    ["\u{1b}[1m\u{1b}[31m", "\u{1b}[1m", "\u{1b}[2m", "\u{1b}[32m", "\u{1b}[33m", "\u{1b}[0m"]
        .iter()
        .fold(text.to_owned(), |text, own| text.replace(own, ""))
}

#[test]
fn no_command_lets_them_through() {
    let seen = Terminal { seen: true, ..Terminal::NONE };
    let coloured = Terminal { seen: true, colours: true, ..Terminal::NONE };
    for terminal in [Terminal::NONE, seen, coloured] {
        let office = office();
        let at = |name: &str| office.name(name);
        let out = at(&format!("out{EVIL}"));
        let number = format!("F-1{EVIL}");
        let commands: Vec<Vec<&str>> = vec![
            vec!["import", "a.json", "--dry-run"],
            vec!["import", "f.csv", "--mapping", "M.toml"],
            vec!["run", "--date", "2028-02-18", "--out", &out],
            vec!["status", "--all"],
            vec!["explain", &number, "--date", "2028-02-18"],
            vec!["explain", "F-2", "--date", "2028-02-18"],
            vec!["history"],
            vec!["history", "--document", EVIL],
            vec!["remind", &number, "--date", "2028-02-19"],
            vec!["upcoming", "--date", "2028-02-19"],
            vec!["simulate", "--from", "2028-02-19", "--to", "2028-02-29"],
            vec!["block", &number, "--reason", EVIL],
            vec!["block", "--account", EVIL, "--reason", EVIL],
            vec!["promise", &number, "--for", "2099-01-01"],
            vec!["pay", &number, "--amount", "1"],
            vec!["pay", &number, "--amount", EVIL],
            vec!["event", &number, "reply"],
            vec!["event", &number, EVIL],
            vec!["doctor", "--date", "2028-02-18"],
            vec!["company", "show"],
            vec!["company", "set", "--name", EVIL],
            vec!["status", "--code", EVIL],
            vec!["letters", "--in", &out],
            vec!["template", "check", "S.json"],
            vec!["template", "preview", "S.json", "t"],
            vec!["settings", "check", "a.json"],
            vec!["settings", "set", "a.json"],
            vec!["call", EVIL],
            vec!["module", EVIL],
            vec![EVIL],
            vec!["--tenant", EVIL, "status"],
            vec!["scenario", "show", EVIL],
        ];
        for command in commands {
            let files = ["a.json", "f.csv", "M.toml", "S.json"].map(|name| (name, at(name)));
            let named = |word: &&str| {
                files.iter().find(|(name, _)| name == word).map_or((*word).to_owned(), |(_, path)| path.clone())
            };
            let command: Vec<_> = command.iter().map(named).collect();
            let Ended { out, err, .. } =
                relance(&office, &command.iter().map(String::as_str).collect::<Vec<_>>(), terminal);
            // What `call` answers is for a program: exact where no terminal shows it.
            let out = if command[0] == "call" && !terminal.seen { String::new() } else { out };
            for text in [out, err] {
                let text = if terminal.colours { without_colours(&text) } else { text };
                assert!(!text.contains(steers), "{command:?}: {}", text.escape_debug());
            }
        }
        // What is kept in a file is exact; on a terminal it is shown like everything else.
        for command in [
            vec!["template", "convert", "t.txt"],
            vec!["import", "f.csv", "--guess"],
            vec!["settings", "show"],
            vec!["status", "--all", "--json"],
        ] {
            let command: Vec<_> =
                command.iter().map(|word| if word.contains('.') { at(word) } else { (*word).to_owned() }).collect();
            let Ended { out, .. } = relance(&office, &command.iter().map(String::as_str).collect::<Vec<_>>(), terminal);
            if terminal.seen {
                let out = if terminal.colours { without_colours(&out) } else { out };
                assert!(!out.contains(steers), "{command:?}: {}", out.escape_debug());
            }
        }
    }
}

#[test]
fn an_answer_for_a_program_is_exact() {
    let office = office();
    let Ended { out, .. } = relance(&office, &["explain", "D3", "--json"], Terminal::NONE);
    let told: Value = serde_json::from_str(&out).unwrap();
    assert_eq!(told[0]["account"], json!(EVIL));
    let Ended { out, .. } = relance(&office, &["template", "convert", &office.name("t.txt")], Terminal::NONE);
    assert!(out.contains(EVIL), "{}", out.escape_debug());
    // Also where a terminal shows it: the same value, written out.
    let Ended { out, .. } = relance(&office, &["history", "--json"], Terminal { seen: true, ..Terminal::NONE });
    assert!(serde_json::from_str::<Value>(&out).is_ok());
}

#[test]
fn names_are_shown_with_what_is_wrong_in_them_and_bring_no_colours() {
    let office = office();
    let coloured = Terminal { seen: true, colours: true, ..Terminal::NONE };
    let Ended { err: said, .. } = relance(&office, &["explain", "F-1\u{1b}[32mgreen"], coloured);
    assert!(said.contains("`F-1\\u{1b}[32mgreen`"), "{}", said.escape_debug());
    assert!(said.contains("\u{1b}[1m\u{1b}[31merror:\u{1b}[0m"), "{}", said.escape_debug());
    // A mark that somebody guessed still opens nothing but one of five colours; a plain one is shown.
    let Ended { err: said, .. } = relance(&office, &["explain", "\u{f0000}b"], Terminal::NONE);
    assert!(said.contains("`\u{f0000}b`"));
}
