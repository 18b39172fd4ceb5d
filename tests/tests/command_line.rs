//! The command line as somebody at a keyboard, or a script, meets it.

use relance::cli::Terminal;
use relance_tests::Office;
use serde_json::{Value, json};

const CSV: &str = "Client,Numéro,Date,Échéance,Montant,Réglée le\n\
    Durand & Fils,F-1,15/01/2028,15/02/2028,\"1 250,00\",\n\
    Martin,F-2,20/01/2028,20/02/2028,\"99,90\",25/02/2028\n";

const MAPPING: &str = r#"
dates = "%d/%m/%Y"
decimal-point = ","
[account]
id = "{Client}"
language = "fr"
email = "compta@client.example"
[document]
kind = "invoice"
number = "{Numéro}"
currency = "EUR"
total = "{Montant}"
issued = "{Date}"
first-sent = "{Date}"
due = "{Échéance}"
settled-on = "{Réglée le}"
"#;

/// A folder with settings (shipped ones, live since 2028), a CSV file and its mapping.
fn prepared() -> Office {
    let office = Office::empty();
    let mut settings: Value = serde_json::from_str(&relance_guest::wire::example()).unwrap();
    settings["mode"] = json!("live");
    settings["invoices"]["active_since"] = json!("2028-01-01");
    office.put("S.json", settings.to_string());
    office.put("c.json", relance_tests::company().to_string());
    office.put("i.csv", CSV);
    office.put("M.toml", MAPPING);
    office
}

fn ready() -> Office {
    let office = prepared();
    let at = |name: &str| office.name(name);
    assert_eq!(office.relance(&["init", "--settings", &at("S.json"), "--company", &at("c.json")]).code, 0);
    let imported =
        office.relance(&["import", &at("i.csv"), "--mapping", &at("M.toml"), "--date", "2028-12-31", "--json"]);
    assert_eq!((imported.code, imported.json()["new"].clone()), (0, json!(2)), "{}", imported.err);
    office
}

#[test]
fn from_a_csv_file_to_a_mail_that_another_library_reads() {
    let office = ready();
    let out = office.name("out");
    // Due on Tuesday 15 February 2028: three days later is Friday 18.
    let ran = office.relance(&["run", "--date", "2028-02-18", "--out", &out]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(ran.out.contains("  Left: 1 e-mail.\n"), "{}", ran.out);
    let files: Vec<_> =
        std::fs::read_dir(office.path().join("out/mail/new")).unwrap().map(|file| file.unwrap().path()).collect();
    assert_eq!(files.len(), 1);
    let bytes = std::fs::read(&files[0]).unwrap();
    let mail = mailparse::parse_mail(&bytes).unwrap();
    let header = |name: &str| {
        mail.headers.iter().find(|header| header.get_key().eq_ignore_ascii_case(name)).map(|header| header.get_value())
    };
    assert_eq!(header("Subject").as_deref(), Some("Facture F-1\u{a0}: petit rappel"));
    assert_eq!(header("To").as_deref(), Some("<compta@client.example>"));
    assert_eq!(header("Auto-Submitted").as_deref(), Some("auto-generated"));
    assert_eq!(mail.subparts.len(), 2);
    let text = mail.subparts[0].get_body().unwrap();
    assert!(text.contains("Il reste 1\u{202f}250,00\u{a0}€ à payer"), "{text}");
    assert_eq!(mail.subparts[1].ctype.mimetype, "text/html");

    let again = office.relance(&["run", "--date", "2028-02-18", "--out", &out, "--json"]);
    assert_eq!(again.json()["report"]["actions"], 0);
    let history = office.relance(&["history", "--document", "F-1", "--json"]);
    assert_eq!(
        (history.json()[0]["day"].clone(), history.json()[0]["entry"]["state"].clone()),
        (json!("2028-02-18"), json!("sent"))
    );
}

#[test]
fn why_in_both_languages() {
    let office = ready();
    let told = office.relance(&["explain", "F-2", "--date", "2028-02-23", "--lang", "fr"]);
    assert_eq!(told.code, 0);
    for expected in
        ["ok    état", "Il reste 99,90\u{a0}€ à payer.", "=> La relance", "(remind)", "réexaminée le 2028-02-24"]
    {
        assert!(told.out.contains(expected), "{expected} in {}", told.out);
    }
    // Paid on the 25th; before that day the payment is unknown.
    assert!(office.relance(&["explain", "F-2", "--date", "2028-02-25"]).out.contains("=> It is settled."));
    let unknown = office.relance(&["explain", "F-9"]);
    assert_eq!((unknown.code, unknown.err.contains("there is no document `F-9`")), (3, true));
}

#[test]
fn a_simulation_counts_by_step() {
    let office = ready();
    let ended = office.relance(&["simulate", "--from", "2028-01-01", "--to", "2028-04-30", "--json"]);
    // F-1: Friday 18 and Tuesday 22 February, Wednesday 1 March. F-2: Wednesday 23 February, paid on the 25th.
    assert_eq!(
        ended.json()["reminders_by_step"],
        json!({"invoices-standard/firm": 1, "invoices-standard/friendly": 2, "invoices-standard/second": 1})
    );
}

#[test]
fn bad_rows_are_told_and_nothing_is_imported() {
    let office = prepared();
    let at = |name: &str| office.name(name);
    office.relance(&["init", "--settings", &at("S.json")]);
    let bad = format!(
        "{CSV},F-3,01/01/2028,31/02/2028,abc,\nDupont,F-4,01/01/2028,15/02/2028,12.5,\nDupont,F-1,01/01/2028,15/02/2028,5,\n"
    );
    office.put("bad.csv", bad);
    let ended = office.relance(&["import", &at("bad.csv"), "--mapping", &at("M.toml")]);
    assert_eq!(ended.code, 3);
    for expected in [
        "3 of 5 rows cannot be read; nothing was imported",
        "row 4, column Montant, value `abc`: not an amount written with `,` before the cents",
        "row 5, column Montant, value `12.5`",
        "row 6, column document.id, value `F-1`: the document stands in row 2 already",
        "hint: mend them, or import the others with --skip-bad FILE",
    ] {
        assert!(ended.err.contains(expected), "{expected} in {}", ended.err);
    }
    assert!(office.relance(&["explain", "F-1"]).err.contains("there is no document"));
    let ended = office.relance(&["import", &at("bad.csv"), "--mapping", &at("M.toml"), "--skip-bad", &at("left.csv")]);
    assert_eq!((ended.code, ended.out.contains("2 documents of 2 accounts")), (6, true), "{}", ended.out);
    let left = std::fs::read_to_string(office.path().join("left.csv")).unwrap();
    assert_eq!(left.lines().count(), 4, "the header and the bad rows: {left}");
}

#[test]
fn a_row_without_account_or_in_two_currencies_is_the_importers_error() {
    let office = prepared();
    let at = |name: &str| office.name(name);
    office.relance(&["init", "--settings", &at("S.json")]);
    let mapping = MAPPING.replace("currency = \"EUR\"", "currency = \"{Devise}\"");
    office.put("M2.toml", mapping);
    let csv = "Client,Numéro,Date,Échéance,Montant,Réglée le,Devise\n,F-1,15/01/2028,15/02/2028,5,,EUR\nA,F-2,15/01/2028,15/02/2028,5,,EUR\nA,F-2,15/01/2028,15/02/2028,5,,USD\n";
    office.put("two.csv", csv);
    let ended = office.relance(&["import", &at("two.csv"), "--mapping", &at("M2.toml")]);
    assert!(ended.err.contains("row 2, column Client, value ``: empty; account.id is needed"), "{}", ended.err);
    assert!(ended.err.contains("row 4, column document.id, value `F-2`: the document stands in row 3 already, in EUR: one document, one currency"), "{}", ended.err);
}

#[test]
fn the_contracts_own_json_is_imported() {
    let office = prepared();
    let at = |name: &str| office.name(name);
    office.relance(&["init", "--settings", &at("S.json")]);
    let account = relance_tests::customer("A1").has([relance_tests::invoice("F-1")]);
    office.put("a.json", json!({"accounts": [account]}).to_string());
    assert_eq!(office.relance(&["import", &at("a.json"), "--date", "2028-12-31"]).code, 0);
    assert_eq!(
        office.relance(&["explain", "F-1", "--date", "2028-02-18", "--json"]).json()[0]["explanation"]["decision"]["code"],
        "remind"
    );
    let mut twice = account.clone();
    twice["id"] = json!("other");
    office.put("b.json", json!({"accounts": [account, twice]}).to_string());
    assert!(office.relance(&["import", &at("b.json")]).err.contains("document `D1` stands twice"));
    office.put("c.json", "{\"accounts\": [{\"id\": 1}]}");
    assert!(
        office
            .relance(&["import", &at("c.json")])
            .err
            .contains("accounts[0].id: invalid type: integer `1`, expected a string at line 1")
    );
}

#[test]
fn wrong_ways_are_answered_by_a_sentence_that_helps() {
    let office = ready();
    let at = |name: &str| office.name(name);
    office.put("W.json", "{\"version\": 1, \"scenarioz\": []}");
    office.put("W.toml", "[account]\nid = \"{Client\"\n");
    let columns = MAPPING.replace("{Client}", "{Kunde}");
    office.put("K.toml", columns);
    let cases: &[(&[&str], u8, &str)] = &[
        (&["init", "--settings", &at("S.json")], 4, "exists already; it was not touched"),
        (&["settings", "set", &at("W.json")], 3, "`scenarioz` is not known here, expected one of"),
        (&["settings", "set", &at("W.json")], 3, "did you mean `scenarios`?"),
        (&["settings", "set", &at("gone.json")], 1, "gone.json: no such file"),
        (&["import", &at("i.csv")], 3, "a CSV file needs --mapping FILE"),
        (&["import", &at("i.csv"), "--mapping", &at("W.toml")], 3, "a `{` without its `}`"),
        (
            &["import", &at("i.csv"), "--mapping", &at("K.toml")],
            3,
            "the file has no column Kunde\nhint: it has Client, Numéro",
        ),
        (&["run", "--date", "2028-02-30"], 2, "write a possible day as YYYY-MM-DD"),
        (&["run", "--page", "0"], 2, "invalid value '0' for '--page <N>'"),
        (&["simulate", "--from", "2028-02-01", "--to", "2028-01-01"], 3, "--to is before --from"),
        (
            &["simulate", "--from", "2028-02-01", "--to", "2028-02-02", "--outage", "2028-02-01"],
            2,
            "YYYY-MM-DD/YYYY-MM-DD",
        ),
        (&["--tenant", "other", "run"], 3, "the store has no tenant `other`\nhint: it has: main"),
        (&["--module", &at("i.csv"), "module"], 5, "not a WebAssembly component"),
        (&["--module", &at("gone.wasm"), "module"], 1, "gone.wasm: no such file"),
        (&["reminde"], 2, "unrecognized subcommand 'reminde'"),
        (&["remind"], 2, "required arguments were not provided"),
        (&["block", "F-1"], 2, "--reason <TEXT>"),
        (&["block", "F-1", "--lift"], 3, "there is nothing of the kind to take back"),
        (&["promise", "F-1", "--for", "2028-02-30"], 2, "write a possible day"),
        (&["promise", "F-1", "--for", "2028-02-20", "--made", "2028-02-21"], 3, "is before the day it was made"),
        (&["pay", "F-1", "--amount", "12.345"], 3, "`12.345` is not an amount of EUR\nhint: write 1250 or 1250.50"),
        (&["pay", "F-9", "--amount", "12"], 3, "there is no document `F-9`"),
        (&["event", "F-1", "Reply!"], 3, "`Reply!` is not a kind of event"),
        (&["event", "F-1", "reponse"], 3, "nothing was recorded\nhint: did you mean `reply`?"),
        (&["event", "F-1", "disputed"], 3, "did you mean `dispute`?"),
        // A word that only a text of the settings has is no event that they ask for.
        (&["event", "F-1", "paid"], 3, "did you mean `settled`?"),
        (&["event", "F-1", "answer"], 3, "did you mean `reply`?"),
        (&["event", "F-1", "payment"], 3, "nothing was recorded\nhint: did you mean `settled`?"),
        (&["event", "F-1", "signed"], 3, "`signed` happens to quotes, and F-1 is none"),
        (
            &["pay", "F-1", "--amount", "1250.01"],
            3,
            "€1,250.01 is more than the whole of F-1, €1,250.00: nothing was recorded",
        ),
        (&["history", "--document", "ZZZ"], 3, "there is no document `ZZZ`"),
        (&["history", "--account", "ZZZ"], 3, "there is no account `ZZZ`"),
        (&["status", "--code", "no-adress"], 3, "`no-adress` is not a reason\nhint: did you mean `no-address`?"),
        (&["event", "F-1", "bounced"], 3, "no e-mail about F-1 was sent from here"),
        (&["bank", "yesterday"], 2, "write a possible day"),
        (&["upcoming", "--days", "5000"], 2, "5000 is not in 1..=1100"),
        (&["scenario", "show", "nothing"], 3, "there is no ready scenario `nothing`"),
    ];
    for (arguments, code, expected) in cases {
        let ended = office.relance(arguments);
        assert_eq!(ended.code, *code, "{arguments:?}: {}", ended.err);
        assert!(ended.err.contains(expected), "{arguments:?}: {}", ended.err);
    }
    assert_eq!(
        office.relance(&["settings", "show"]).out.trim(),
        std::fs::read_to_string(office.path().join("S.json")).unwrap().trim(),
        "refused settings change nothing"
    );
}

/// Every command with what it needs besides options, and whether it opens the store and the module.
const COMMANDS: &[(&[&str], bool, bool)] = &[
    (&["demo", "--days", "1", "--out", "OUT"], false, true),
    (&["init"], false, true),
    (&["company", "show"], true, false),
    (&["company", "set", "--name", "Atelier", "--email", "a@atelier.example"], true, false),
    (&["import", "CSV", "--mapping", "MAPPING"], true, false),
    (&["run", "--out", "OUT"], true, true),
    (&["simulate", "--from", "2028-02-01", "--to", "2028-02-02"], true, true),
    (&["status"], true, false),
    (&["explain", "F-1"], true, true),
    (&["history"], true, false),
    (&["remind", "--late"], true, true),
    (&["upcoming"], true, true),
    (&["block", "--account", "Durand & Fils", "--reason", "r"], true, false),
    (&["promise", "F-1", "--for", "2030-01-01"], true, false),
    (&["pay", "--account", "Durand & Fils", "--amount", "1"], true, false),
    (&["event", "F-1", "opened"], true, false),
    (&["bank", "2025-01-01"], true, false),
    (&["scenario", "list"], false, true),
    (&["scenario", "show", "invoices-0-30-60"], false, true),
    (&["scenario", "add", "invoices-0-30-60", "--to", "SETTINGS"], false, true),
    (&["letters", "--in", "OUT"], true, true),
    (&["template", "check", "SETTINGS"], false, true),
    (&["template", "preview", "SETTINGS", "invoice-friendly"], false, true),
    (&["template", "convert", "SETTINGS"], false, true),
    (&["template", "variables"], false, true),
    (&["doctor"], true, true),
    (&["settings", "check", "SETTINGS"], false, true),
    (&["settings", "schema"], false, true),
    (&["settings", "example"], false, true),
    (&["settings", "set", "SETTINGS"], true, true),
    (&["settings", "show"], true, false),
    (&["call", "about.describe"], false, true),
    (&["module"], false, true),
    (&["conform", "SETTINGS"], false, false),
    (&["completions", "bash"], false, false),
];

#[test]
fn ten_wrong_ways_of_using_each_command() {
    let office = ready();
    let at = |name: &str| office.name(name);
    let files = [("OUT", at("out")), ("CSV", at("i.csv")), ("MAPPING", at("M.toml")), ("SETTINGS", at("S.json"))];
    let named =
        |word: &&str| files.iter().find(|(name, _)| name == word).map_or((*word).to_owned(), |(_, file)| file.clone());
    for (command, store, module) in COMMANDS {
        let words: Vec<_> = command.iter().map(named).collect();
        let mut wrong: Vec<(Vec<String>, Vec<&str>, u8, &str)> = vec![
            (vec![], vec!["--wat"], 2, "unexpected argument '--wat' found"),
            (
                vec![],
                vec!["one", "too", "many"],
                2,
                if command[0] == "remind" { "cannot be used with" } else { "unexpected argument" },
            ),
            (vec![], vec!["--lang", "klingon"], 2, "[possible values: en, fr]"),
            (vec![], vec!["--tenant"], 2, "a value is required for '--tenant <ID>'"),
            (vec![], vec!["--module"], 2, "a value is required for '--module <FILE>'"),
            (vec![], vec!["--langg", "fr"], 2, "a similar argument exists: '--lang'"),
            (vec![], vec!["--tenant", "a", "--tenant", "b"], 2, "cannot be used multiple times"),
            (vec![], vec!["--module=x", "--module=y"], 2, "cannot be used multiple times"),
            (vec![], vec!["-x"], 2, "unexpected argument '-x' found"),
            (vec![], vec!["--lang", ""], 2, "a value is required for '--lang <LANGUAGE>'"),
        ];
        if *module {
            wrong.push((vec![], vec!["--module", "CSV"], 5, "not a WebAssembly component"));
            wrong.push((vec!["--module".to_owned(), at("gone.wasm")], vec![], 1, "no such file or folder"));
        }
        if *store {
            wrong.push((vec![], vec!["--tenant", "other"], 3, "the store has no tenant `other`\nhint: it has: main"));
        }
        for (before, after, code, said) in wrong {
            let mut arguments: Vec<String> = before;
            arguments.extend(words.iter().cloned());
            arguments.extend(after.iter().map(named));
            let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
            let ended = office.relance(&arguments);
            assert_eq!(ended.code, code, "{arguments:?}: {}", ended.err);
            assert!(ended.err.contains(said), "{arguments:?}: {}", ended.err);
            assert_eq!(ended.out, "", "{arguments:?}");
        }
        if *store {
            let elsewhere = Office::empty();
            let words: Vec<&str> = words.iter().map(String::as_str).collect();
            let ended = elsewhere.relance(&words);
            assert_eq!(ended.code, 4, "{words:?}: {}", ended.err);
            assert!(ended.err.contains("there is no store") && ended.err.contains("hint: make one"), "{}", ended.err);
            elsewhere.put("t.db", CSV);
            let ended = elsewhere.relance(&words);
            assert!(ended.err.contains("is not a store of Relance; it was not touched"), "{words:?}: {}", ended.err);
        }
    }
}

#[test]
fn a_mistake_is_told_in_the_readers_language() {
    let office = ready();
    let told = |arguments: &[&str]| office.relance(&[arguments, &["--lang", "fr"]].concat());
    assert!(told(&["explain", "F-9"]).err.starts_with("erreur : il n'y a pas de pièce `F-9`\nconseil : son numéro"));
    assert!(told(&["settings", "set", "/gone.json"]).err.contains("/gone.json : fichier ou dossier introuvable"));
    assert!(told(&["import", &office.name("i.csv")]).err.contains("un fichier CSV demande --mapping FICHIER"));
    let help = told(&["--help"]).out;
    for said in ["Usage : relance", "Commandes :", "Le passage quotidien", "Exemples :", "Codes de sortie : 0 fait"] {
        assert!(help.contains(said), "{said} in {help}");
    }
    assert!(help.contains("Afficher cette aide.") && help.contains("Afficher la version."), "{help}");
    assert!(told(&["import", "--help"]).out.contains("Dire ce qui a été compris, sans rien importer."));
}

#[test]
fn shells_complete_every_command() {
    let office = Office::empty();
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let script = office.relance(&["completions", shell]);
        assert!(script.code == 0 && script.out.contains("simulate") && script.out.contains("skip-bad"), "{shell}");
    }
}

#[test]
fn status_says_where_every_document_stands() {
    let office = ready();
    assert!(office.relance(&["status"]).out.contains("not decided yet"));
    let out = office.name("out");
    // F-2, due on 20 February, is paid on the 25th; F-1 was reminded on the 18th and the 22nd.
    for day in ["2028-02-18", "2028-02-22", "2028-02-25"] {
        assert_eq!(office.relance(&["run", "--date", day, "--out", &out]).code, 0);
    }
    let status = office.relance(&["status"]).out;
    assert!(status.contains("The next step, \"firm\", leaves on 1 March 2028.") && !status.contains("F-2"), "{status}");
    assert!(status.contains("1 more is over"), "{status}");
    let settled = office.relance(&["status", "--code", "settled", "--json"]).json();
    assert_eq!((settled["documents"][0]["number"].clone(), settled["over"].clone()), (json!("F-2"), json!(1)));
    let french = office.relance(&["status", "--all", "--lang", "fr"]).out;
    assert!(french.contains("Elle est réglée.") && french.contains("au changement"), "{french}");
}

#[test]
fn tables_keep_to_the_width_of_the_terminal() {
    let office = ready();
    assert_eq!(office.run("2028-02-18").code, 0);
    for width in [50, 80, 120] {
        let db = office.name("t.db");
        let words = ["relance", "--db", &db, "status", "--all"].map(Into::into);
        let (mut out, mut err) = (Vec::new(), Vec::new());
        let terminal = Terminal { width, ..Terminal::NONE };
        assert_eq!(relance::cli::execute(words, &mut std::io::empty(), &mut out, &mut err, terminal), 0);
        let out = String::from_utf8(out).unwrap();
        assert!(out.lines().all(|line| line.chars().count() <= usize::from(width)), "{width}: {out}");
        assert!(!out.contains('\u{1b}'), "no colours where none are wanted");
    }
}

#[test]
fn the_doctor_says_what_to_mend() {
    let office = ready();
    let well = office.relance(&["doctor", "--date", "2028-02-18"]);
    assert_eq!(well.code, 0, "{}", well.out);
    for said in ["imports nothing", "is sound", "Reminders are switched on (live).", "2 documents of 2 accounts"] {
        assert!(well.out.contains(said), "{said} in {}", well.out);
    }
    // The settings' closed days end in August 2027.
    assert!(well.out.contains("LOOK  No closed day lies ahead."), "{}", well.out);
    let early = office.relance(&["doctor", "--date", "2028-01-01"]).out;
    assert!(early.contains("LOOK  The data: no document is known on Sat 1 January 2028."), "{early}");
    let csv = CSV.to_owned() + "Blanc,F-3,01/01/2028,15/02/2028,5,\nRoux,F-4,01/01/2028,15/02/2028,5,\n";
    office.put("more.csv", csv);
    let mapping = MAPPING
        .replace("email = \"compta@client.example\"", "")
        .replace("[document]", "[document]\nstatus = \"payée\"");
    office.put("N.toml", mapping);
    let at = |name: &str| office.name(name);
    assert_eq!(
        office.relance(&["import", &at("more.csv"), "--mapping", &at("N.toml"), "--date", "2028-12-31"]).code,
        0
    );
    let ill = office.relance(&["doctor", "--date", "2028-02-18", "--json"]);
    assert_eq!(ill.code, 3);
    let found = ill.json();
    let found = found.as_array().unwrap().iter().find(|one| one["what"].as_str().unwrap().contains("unknown-status"));
    assert_eq!(found.unwrap()["what"], "4 documents: unknown-status (such as F-3)");
    assert_eq!(found.unwrap()["health"], "mend");
    assert_eq!(office.relance(&["history"]).out.trim(), "Nothing was done yet.", "looking writes nothing");
}

#[test]
fn settings_are_shown_and_checked() {
    let office = prepared();
    let example = office.relance(&["settings", "example"]);
    office.put("E.json", &example.out);
    let checked = office.relance(&["settings", "check", &office.name("E.json")]);
    assert_eq!((checked.code, checked.out.contains("nothing to say against")), (0, true));
    office.put("W.json", example.out.replace("\"+3 days\"", "\"3 weeks\""));
    let checked = office.relance(&["settings", "check", &office.name("W.json"), "--json"]);
    assert_eq!((checked.code, checked.json()[0]["path"].clone()), (3, json!("scenarios[1].steps[0].at")));
    let schema: Value = serde_json::from_str(&office.relance(&["settings", "schema"]).out).unwrap();
    assert!(schema["properties"]["scenarios"].is_object());
}

#[test]
fn the_module_by_hand() {
    let office = prepared();
    let shown = office.relance(&["module", "--json"]);
    assert_eq!(
        (shown.json()["shape"]["imports"].clone(), shown.json()["identity"]["name"].clone()),
        (json!([]), json!("relance"))
    );
    let called = office.relance_reading(&mut "{}".as_bytes(), "t.db", &["call", "about.describe"]);
    assert_eq!((called.code, called.json()["contract"].clone()), (0, json!("relance:reminders@0.2.0")));
    let refused = office.relance_reading(&mut "{\"accounts\": []}".as_bytes(), "t.db", &["call", "reminders.decide"]);
    assert_eq!((refused.code, refused.json()["code"].clone()), (3, json!("invalid-request")));
}

#[test]
fn help_teaches_by_examples() {
    let office = prepared();
    let help = office.relance(&["--help"]);
    assert_eq!(help.code, 0);
    assert!(help.out.contains("relance import invoices.csv --guess > mapping.toml") && help.out.contains("Exit codes"));
}
