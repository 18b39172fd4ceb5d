//! What a wholesaler's exports are like: open items only, codes for kinds, signs for currencies, words for what is going on.

use std::fs;

use relance::import::{Imported, Mapping, Summary, guess, read_csv};
use relance_guest::contract::types::{DocumentKind, HoldKind};
use relance_tests::{Ended, Office, customer, invoice, ladder, quote, reminders};
use serde_json::{Value, json};

const HEADER: &str = "Client;E-mail;N° facture;Date;Échéance;Montant TTC";
/// Due on 15 February 2028: their reminder leaves three days later.
const ROWS: [&str; 3] = [
    "Durand;d@x.example;F-1;15/01/2028;15/02/2028;10,00",
    "Martin;m@x.example;F-2;15/01/2028;15/02/2028;20,00",
    "Petit;p@x.example;F-3;15/01/2028;15/02/2028;30,00",
];

/// A store without documents; invoices are reminded three days after their due date.
fn office(mode: &str) -> Office {
    let mut settings = reminders(ladder("due", &["+3 days"]));
    settings["mode"] = json!(mode);
    Office::without_customers(&settings)
}

fn import(office: &Office, rows: &[&str], more: &[&str]) -> Ended {
    office.put("i.csv", [&[HEADER], rows].concat().join("\n") + "\n");
    office.put("M.toml", guess(&[&[HEADER], &ROWS[..]].concat().join("\n")).mapping);
    let (file, mapping) = (office.name("i.csv"), office.name("M.toml"));
    office.relance(&[&["import", &file, "--mapping", &mapping, "--date", "2028-12-31"], more].concat())
}

fn run(office: &Office) -> Ended {
    office.run("2028-02-18")
}

#[test]
fn an_open_document_that_an_export_does_not_name_is_said_and_still_reminded() {
    let office = office("live");
    assert!(!import(&office, &ROWS, &[]).said.contains("look: "), "nothing is missing");
    let Ended { code, said, .. } = import(&office, &ROWS[..1], &[]);
    assert_eq!(code, 0, "{said}");
    assert!(said.contains("look: 2 open documents of the store are not in this file (F-2, F-3)"), "{said}");
    assert!(said.contains("still reminded") && said.contains("--missing closed"), "{said}");
    let Ended { said, .. } = import(&office, &ROWS[..1], &["--missing", "keep"]);
    assert!(!said.contains("look: "), "{said}");
    assert_eq!(run(&office).code, 0);
    assert_eq!(office.mails(), 3, "one each");
}

#[test]
fn where_a_file_lists_open_items_only_what_it_does_not_name_is_closed() {
    let office = office("live");
    import(&office, &ROWS, &[]);
    let Ended { said, .. } = import(&office, &ROWS[..1], &["--missing", "closed", "--dry-run"]);
    assert!(said.contains("2 open documents are not in this file and are closed: F-2, F-3."), "{said}");
    let Ended { said, .. } = import(&office, &ROWS, &["--missing", "keep"]);
    assert!(said.contains("0 changed, 3 as they were"), "a dry run wrote nothing: {said}");
    let Ended { code, said, .. } = import(&office, &ROWS[..1], &["--missing", "closed"]);
    assert_eq!(code, 0, "{said}");
    assert!(said.contains("2 open documents are not in this file and are closed: F-2, F-3."), "{said}");
    let Ended { said, .. } = import(&office, &ROWS[..1], &["--missing", "closed"]);
    assert!(!said.contains("closed:"), "once: {said}");
    assert_eq!(run(&office).code, 0);
    assert_eq!(office.mails(), 1, "F-1 alone");
    let Ended { said, .. } = office.relance(&["status", "--code", "settled"]);
    assert!(said.contains("F-2") && said.contains("F-3"), "{said}");
    // It comes again: a new life.
    assert!(import(&office, &ROWS[..2], &["--missing", "closed"]).said.contains("1 changed"));
    assert_eq!(run(&office).code, 0);
    assert_eq!(office.mails(), 2, "F-2, too");
}

/// An export that went wrong must not say that today's bank movements are known: nobody would be held for old bank data.
#[test]
fn an_export_without_a_row_that_can_be_read_is_none() {
    let office = office("live");
    let nothing = json!({"accounts": []});
    office.put("a.json", nothing.to_string());
    let left = office.name("left.csv");
    let broken = ROWS[0].replace("10,00", "dix");
    office.relance(&["bank", "2028-02-01", "--date", "2028-02-01"]);
    let json = office.import();
    // Customers without their documents are none either: their invoices would be forgotten.
    let bare = json!({"accounts": [customer("Durand").has(json!([]))]});
    office.put("b.json", bare.to_string());
    let bare = office.relance(&["import", &office.name("b.json"), "--date", "2028-12-31"]);
    for Ended { code, said, .. } in
        [import(&office, &[], &["--missing", "closed"]), import(&office, &[], &["--dry-run"]), json, bare]
    {
        assert!(code == 3 && said.contains("the file has no document; nothing was imported"), "{code} {said}");
        assert!(said.contains("`relance bank DAY`"), "{said}");
    }
    let Ended { code, said, .. } = import(&office, &[&broken], &["--skip-bad", &left]);
    assert!(code == 3 && said.contains("the only row cannot be read; nothing was imported"), "{code} {said}");
    assert!(said.contains("value `dix`") && !office.at("left.csv").exists(), "{said}");
    assert!(office.relance(&["bank"]).said.contains("until 1 February 2028"), "the bank date has not moved");
}

/// "Its customer is blocked until a file names that document readably or closes it, or until `block --account … --lift`": the row may have said that it
/// is paid, or that a credit note lowers another one.
#[test]
fn the_customer_of_a_row_that_cannot_be_read_is_left_alone() {
    let why = |office: &Office| office.relance(&["explain", "F-1", "--date", "2028-02-18"]).well();
    for (at, bad) in [
        (0, ROWS[0].replace("10,00", "dix")),
        (1, ROWS[1].replace("Martin;m@", "Durand;d@").replace("F-2", "A-2").replace("20,00", "vingt")),
    ] {
        let office = office("live");
        import(&office, &ROWS, &[]);
        assert!(!why(&office).contains("(blocked)"), "{}", why(&office));
        let mut rows = ROWS.map(str::to_owned);
        rows[at].clone_from(&bad);
        let rows: Vec<_> = rows.iter().map(String::as_str).collect();
        let left = office.name("left.csv");
        let Ended { code, said, .. } = import(&office, &rows, &["--missing", "keep", "--skip-bad", &left]);
        assert_eq!(code, 6, "{said}");
        assert!(why(&office).contains("(blocked)") && why(&office).contains("could not be read"), "{}", why(&office));
        // Another file says nothing of it.
        import(&office, &ROWS[2..], &["--missing", "keep"]);
        assert!(why(&office).contains("(blocked)"), "{}", why(&office));
        if at == 0 {
            import(&office, &ROWS[..1], &["--missing", "keep"]);
        } else {
            office.relance(&["block", "--account", "Durand", "--lift"]).well();
        }
        assert!(!why(&office).contains("(blocked)"), "{}", why(&office));
    }
}

#[test]
fn a_file_says_nothing_of_kinds_it_does_not_have_nor_of_rows_that_cannot_be_read() {
    let office = office("live");
    let quote = quote("D-1").due("2028-02-15");
    let accounts = json!({"accounts": [customer("Other").has([quote])]});
    office.put("a.json", accounts.to_string());
    assert_eq!(office.import().code, 0);
    import(&office, &ROWS, &[]);
    // F-2's amount is broken: it is in the file all the same.
    let broken = ROWS[1].replace("20,00", "vingt");
    let left = office.name("left.csv");
    let Ended { code, said, .. } = import(&office, &[ROWS[0], &broken], &["--missing", "closed", "--skip-bad", &left]);
    assert_eq!(code, 6, "{said}");
    assert!(said.contains("1 open document is not in this file and is closed: F-3."), "{said}");
    assert!(said.contains("row 3") && said.contains("value `vingt`"), "each bad row is told: {said}");
    // A row without its last cells may be anybody's: neither closed nor reminded on a guess.
    let left = office.name("left2.csv");
    let Ended { code, said, .. } =
        import(&office, &[ROWS[0], "Durand;d@x.example;F-2"], &["--missing", "closed", "--skip-bad", &left]);
    assert!(code == 3 && said.contains("row 3 does not tell which document it has"), "{said}");
    assert!(said.contains("hint: mend that row, or import with --missing keep") && !office.at("left2.csv").exists());
    // An export with nothing in it has no kind.
    assert!(!import(&office, &[], &["--missing", "closed"]).said.contains("closed:"));
}

/// Invoices, credit notes and deposits are listed together: on the day the last invoice was paid the file has a credit note alone, and a credit
/// note that is used up is not in it any more. Quotes stay, and that is said.
#[test]
fn a_file_that_has_an_invoice_or_a_credit_note_lists_all_of_both() {
    let office = office("live");
    let of = |id: &str, kind: &str, status: &str| invoice(id).known_as(id).status(status).with("kind", kind);
    let import = |name: &str, documents: Value| {
        let accounts = json!({"accounts": [customer(name).has(&documents)]});
        office.put("a.json", accounts.to_string());
        office.relance(&["import", &office.name("a.json"), "--date", "2028-12-31", "--missing", "closed"]).said
    };
    let all = json!([
        of("F-1", "invoice", "validated"),
        of("D-1", "quote", "open"),
        of("A-1", "credit-note", "validated"),
        of("P-1", "deposit", "settled")
    ]);
    import("Durand", all);
    let said = import("Martin", json!([of("A-2", "credit-note", "validated")]));
    assert!(said.contains("3 open documents are not in this file and are closed: A-1, F-1, P-1."), "{said}");
    assert!(said.contains("look: 1 open document of a kind that this file does not list stays open (D-1)"), "{said}");
    let said = import("Petit", json!([of("F-3", "invoice", "validated")]));
    assert!(said.contains("1 open document is not in this file and is closed: A-2."), "{said}");
    // The other way round: a file of quotes.
    let said = import("Blanc", json!([of("D-2", "quote", "open")]));
    assert!(said.contains("closed: D-1.") && said.contains("stays open (F-3)"), "{said}");
}

/// The line of the guide, for a crontab: it runs after an import with bad rows, and not after one that failed.
#[cfg(unix)]
#[test]
fn the_line_for_cron_runs_on_a_day_with_a_bad_row_and_not_without_an_import() {
    let guide = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/guide-administrateur.md");
    let guide = fs::read_to_string(guide).unwrap();
    let line = guide.split("```cron\n").nth(1).unwrap().lines().next().unwrap();
    let command = line.split_once("cd /srv/relance && ").unwrap().1.replace("\\%", "%");
    for (code, runs) in [(0, true), (6, true), (1, false), (3, false), (4, false)] {
        let script = format!("relance() {{ if [ \"$1\" = run ]; then echo runs; else return {code}; fi; }}\n{command}");
        let out = std::process::Command::new("sh").args(["-c", &script]).output().unwrap().stdout;
        assert_eq!(out == b"runs\n", runs, "{code}");
    }
}

fn read(csv: &str) -> (Imported, String, String) {
    let found = guess(csv);
    assert!(found.complete, "{:?}", found.doubts);
    let doubts = found.doubts.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n");
    (read_csv(csv, &Mapping::parse(&found.mapping).unwrap()).unwrap(), found.mapping, doubts)
}

fn kinds(column: &str, words: [&str; 2]) -> (Vec<DocumentKind>, String, usize) {
    let [first, second] = words;
    let csv = format!(
        "Client;{column};N° facture;Date;Montant TTC\nDurand;{first};P-1;13/01/2028;10,00\nDurand;{second};P-2;13/01/2028;5,00\n"
    );
    let (imported, _, doubts) = read(&csv);
    let accounts = imported.accounts.all().unwrap();
    let documents = accounts.iter().flat_map(|known| &known.account.documents);
    (documents.map(|document| document.kind).collect(), doubts, imported.bad.len())
}

#[test]
fn codes_of_kinds_are_understood() {
    for column in ["Type", "Type de pièce", "Nature"] {
        for words in [["FC", "AV"], ["F", "A"], ["FAC", "AVO"], ["FA", "AV"], ["Facture", "Avoir"]] {
            let (found, doubts, bad) = kinds(column, words);
            assert_eq!((found, bad), (vec![DocumentKind::Invoice, DocumentKind::CreditNote], 0), "{words:?}");
            assert!(!doubts.contains("understood"), "{doubts}");
        }
        assert_eq!(kinds(column, ["F", "D"]).0, [DocumentKind::Invoice, DocumentKind::Quote]);
        assert_eq!(kinds(column, ["DEV", "DE"]).0, [DocumentKind::Quote, DocumentKind::Quote]);
    }
}

#[test]
fn a_column_of_kinds_that_is_not_understood_is_named() {
    for words in [["VT", "RT"], ["A", "B"], ["A", "A"]] {
        let (found, doubts, _) = kinds("Type", words);
        assert_eq!(found, [DocumentKind::Invoice, DocumentKind::Invoice], "{words:?}");
        assert!(doubts.contains("`Type` (") && doubts.contains("is not understood"), "{words:?}: {doubts}");
    }
    // Where one word is understood, the other is asked for and its rows are refused.
    let (found, doubts, bad) = kinds("Type", ["FC", "RT"]);
    assert_eq!((found.len(), bad), (1, 1));
    assert!(doubts.contains("the word `RT` is not known: such rows are refused"), "{doubts}");
}

#[test]
fn names_for_what_is_left_and_for_totals_are_understood() {
    for left in [
        "Reste à régler",
        "Restant dû",
        "Restant à payer",
        "Montant restant",
        "Montant restant dû",
        "Net à payer",
        "Balance due",
        "Remaining",
        "Amount outstanding",
    ] {
        for total in ["Total incl. VAT", "Gross amount", "Invoice total", "Grand total"] {
            let csv = format!(
                "Client;N° facture;Date;Échéance;{total};{left}\nDurand;F-1;13/01/2028;13/02/2028;10,00;4,00\n"
            );
            let (imported, mapping, doubts) = read(&csv);
            let accounts = imported.accounts.all().unwrap();
            let document = &accounts[0].account.documents[0];
            assert_eq!((document.total, document.left), (1_000, Some(400)), "{mapping}");
            assert!(!doubts.contains("left to pay"), "{doubts}");
        }
    }
    let (_, _, doubts) =
        read("Client;N° facture;Date;Échéance;Montant TTC;Encore dû\nDurand;F-1;13/01/2028;13/02/2028;10,00;4,00\n");
    assert!(doubts.contains("no column says what is left to pay"), "{doubts}");
    assert!(doubts.contains("columns without a use: Encore dû"), "{doubts}");
}

#[test]
fn the_names_of_the_page_on_imports_are_understood() {
    let (imported, mapping, _) = read(
        "Client;N° facture;Date;Échéance;Montant TTC;Promis pour le;Promis le;Montant promis;Réponse du\n\
         Durand;F-1;13/01/2028;13/02/2028;10,00;20/02/2028;14/02/2028;4,00;15/02/2028\n",
    );
    assert_eq!(imported.accounts.all().unwrap()[0].account.holds.len(), 2, "a promise and a reply: {mapping}");
}

#[test]
fn statuses_in_a_file_of_quotes_are_those_of_quotes() {
    let (imported, ..) = read(
        "Client;Type;Numéro;Date;Échéance;Montant TTC;Statut\nDurand;Devis;D-1;13/01/2028;13/02/2028;10,00;Envoyé\n\
         Durand;Devis;D-2;13/01/2028;13/02/2028;10,00;Signé\n",
    );
    let accounts = imported.accounts.all().unwrap();
    let statuses = accounts[0].account.documents.iter().map(|document| document.status.as_str());
    assert_eq!(statuses.collect::<Vec<_>>(), ["open", "signed"]);
}

#[test]
fn signs_of_currencies_are_taken_where_they_mean_one() {
    let currency = |sign: &str| {
        let csv = format!("Client;N° facture;Date;Montant TTC;Devise\nDurand;F-1;13/01/2028;1 234,56;{sign}\n");
        read(&csv).0
    };
    for (sign, code) in [("€", "EUR"), ("£", "GBP"), ("CHF", "CHF")] {
        let imported = currency(sign);
        let accounts = imported.accounts.all().unwrap();
        let document = &accounts[0].account.documents[0];
        assert_eq!((document.currency.as_str(), document.total), (code, 123_456));
    }
    let bad = currency("$").bad;
    assert!(bad[0].words().to_string().contains("write the one it is in the mapping, `currency = \"USD\"`"), "{bad:?}");
}

#[test]
fn french_words_for_what_goes_on_are_understood() {
    let of = |status: &str, blocked: &str| {
        let csv = format!(
            "Client;N° facture;Date;Montant TTC;Statut;Relance bloquée\nDurand;F-1;13/01/2028;10,00;{status};{blocked}\n"
        );
        let (imported, _, doubts) = read(&csv);
        assert!(imported.bad.is_empty() && !doubts.contains("is not known"), "{status}: {doubts}");
        let account = imported.accounts.all().unwrap().remove(0).account;
        (account.documents[0].status.clone(), account.holds)
    };
    for open in ["Partiellement réglée", "Partiellement payée", "Échue", "Comptabilisée", "Impayée"] {
        assert_eq!(of(open, "Non"), ("validated".to_owned(), vec![]), "{open}");
    }
    let (status, holds) = of("En litige", "");
    assert_eq!(status, "validated");
    assert!(matches!(holds.as_slice(), [hold] if matches!(hold.kind, HoldKind::Dispute)), "{holds:?}");
    let (_, holds) = of("Échue", "Oui");
    let HoldKind::Block(block) = &holds[0].kind else { panic!("{holds:?}") };
    assert_eq!((block.reason.as_str(), block.last_day.as_ref()), ("Relance bloquée", None));
}

#[test]
fn a_document_of_which_less_is_left_has_a_payment() {
    let csv = "Client;N° facture;Date;Montant TTC;Reste à payer\nA;F-1;13/01/2028;10,00;4,00\nA;F-2;13/01/2028;10,00;10,00\nA;F-3;13/01/2028;10,00;0\n";
    assert_eq!(Summary::of(&read(csv).0).unwrap().with_payment, 2);
}

#[test]
fn a_credit_note_of_which_nothing_was_used_has_no_payment() {
    // With a minus, as most programs write it, and without.
    for (total, left, payments) in
        [("-10,00", "-10,00", 0), ("10,00", "10,00", 0), ("-10,00", "-4,00", 1), ("-10,00", "0", 1)]
    {
        let csv =
            format!("Client;Type;N° facture;Date;Montant TTC;Reste à payer\nA;Avoir;A-1;13/01/2028;{total};{left}\n");
        assert_eq!(Summary::of(&read(&csv).0).unwrap().with_payment, payments, "{total} {left}");
    }
}

/// What `status` says of the one invoice of an account, after the run of the day.
fn status(mode: &str, account_has: &Value) -> String {
    let office = office(mode);
    let mut one = customer("A").has([invoice("F-1").known_as("F-1")]);
    one.as_object_mut().unwrap().extend(account_has.as_object().unwrap().clone());
    office.keep(&[one]);
    assert_eq!(office.import().code, 0);
    assert_eq!(run(&office).code, 0);
    office.relance(&["status"]).said
}

#[test]
fn status_says_left_of_what_left_for_the_customer_only() {
    let said = status("live", &json!({}));
    assert!(said.contains("left on 18 February 2028"), "{said}");
    let said = status("live", &json!({"mailbox": null}));
    assert!(said.contains("No usable address was found") && said.contains("A task was asked for"), "{said}");
    assert!(!said.contains(" left on"), "{said}");
    // A narrow column: the day stands on the next line.
    let said = status("notify-only", &json!({}));
    assert!(said.contains("was shown to the team only"), "{said}");
    let said = status("notify-only", &json!({"mailbox": null}));
    assert!(said.contains("No usable address was found") && said.contains("A task was shown to"), "{said}");
}

/// "What a credit note lowers is no money": whichever of its forms an export gives it, 300 recorded for the account stay recorded.
#[test]
fn a_credit_note_that_was_used_is_no_money_however_the_export_tells_it() {
    const LISTED: &str = "Type;Client;E-mail;N° facture;Date;Échéance;Montant TTC;Reste à payer";
    let row = |kind: &str, number: &str, due: &str, total: &str, left: &str| {
        format!("{kind};Durand;d@x.example;{number};15/01/2028;{due};{total};{left}")
    };
    let invoice = |number: &str, due: &str, left: &str| row("Facture", number, due, "900,00", left);
    let credit = |left: &str| row("Avoir", "A-1", "", "-150,00", left);
    // What is owed of F-2 once the second export came. Before it: all its invoices, 150 of credit, and 300 recorded for the account.
    let owed = |before: &[String], after: &[String]| {
        let office = office("live");
        let import = |rows: &[String]| {
            let csv = [&[LISTED.to_owned()], rows].concat().join("\n") + "\n";
            office.put("i.csv", &csv);
            office.put("M.toml", guess(&csv).mapping);
            let (file, mapping) = (office.name("i.csv"), office.name("M.toml"));
            let import = ["import", &file, "--mapping", &mapping, "--date", "2028-02-16", "--missing", "closed"];
            let Ended { code, said, .. } = office.relance(&import);
            assert_eq!(code, 0, "{said}");
        };
        import(before);
        let Ended { code, said, .. } =
            office.relance(&["pay", "--account", "Durand", "--amount", "300", "--date", "2028-02-16"]);
        assert_eq!(code, 0, "{said}");
        import(after);
        let Ended { said, .. } = office.relance(&["explain", "F-2", "--date", "2028-02-18"]);
        let left = said.split(" is left to pay.").next().and_then(|before| before.split(' ').next_back());
        left.unwrap_or_else(|| panic!("{said}")).to_owned()
    };
    let (early, late) = ("01/02/2028", "15/02/2028");
    let one = [invoice("F-2", late, "700,00"), credit("-150,00")];
    // Used whole, and no longer listed: 700 less 150 less 300.
    assert_eq!(owed(&one, &[invoice("F-2", late, "550,00")]), "€250.00");
    assert_eq!(owed(&one, &[invoice("F-2", late, "550,00"), credit("0,00")]), "€250.00");
    // Used in part: 700 less 100; 50 are left of it.
    assert_eq!(owed(&one, &[invoice("F-2", late, "600,00"), credit("-50,00")]), "€250.00");
    // 150 of credit and 200 that came in, of the 300.
    assert_eq!(owed(&one, &[invoice("F-2", late, "350,00")]), "€250.00");
    // Another invoice was paid by 100 of it, and is no longer listed.
    let two = [invoice("F-1", early, "100,00"), invoice("F-2", late, "700,00"), credit("-150,00")];
    assert_eq!(owed(&two, &[invoice("F-2", late, "700,00"), credit("-50,00")]), "€350.00");
}
