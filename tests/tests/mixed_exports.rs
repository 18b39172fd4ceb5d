//! Exports beside each other: rows and whole accounts, invoices and quotes; and what is corrected without a word about money.

use relance::{
    import::{Mapping, guess, read_csv},
    text::Language,
};
use relance_contract::records::types::DocumentKind;
use relance_tests::{Office, customer, invoice, ladder, reminders};
use serde_json::json;

/// Reminders three days after the due date, no documents yet.
fn office() -> Office {
    Office::without_customers(&reminders(ladder("due", &["+3 days"])))
}

fn import_rows(office: &Office, csv: &str, more: &[&str]) -> String {
    office.put("i.csv", csv);
    office.put("M.toml", guess(csv).mapping);
    let (file, mapping) = (office.name("i.csv"), office.name("M.toml"));
    let import = ["import", &file, "--mapping", &mapping, "--date", "2028-02-17"];
    office.relance(&[&import, more].concat()).well()
}

const HEADER: &str = "Client;E-mail;N° facture;Date;Échéance;Montant TTC;Reste à payer";

/// "A document that came last in a JSON file, with its whole account, is not spoken of by a file of rows."
#[test]
fn a_csv_of_open_items_and_a_json_file_go_together_in_either_order() {
    for rows_first in [true, false] {
        let office = office();
        let rows = || {
            let csv = format!("{HEADER}\nDurand;d@x.example;F-1;15/01/2028;15/03/2028;10,00;10,00\n");
            import_rows(&office, &csv, &["--missing", "closed"])
        };
        let whole = || {
            office.keep(&[customer("B").has([invoice("F-9")])]);
            office.relance(&["import", &office.name("a.json"), "--date", "2028-02-17"]).well()
        };
        // F-9 is due on 15 February 2028: its one reminder leaves on the 18th.
        for day in ["2028-02-17", "2028-02-18", "2028-02-21", "2028-02-22"] {
            let said = if rows_first {
                let said = rows();
                whole();
                said
            } else {
                whole();
                rows()
            };
            assert!(!said.contains("closed: F-9"), "{said}");
            assert!(
                day == "2028-02-17" || said.contains("came in a JSON file and stays open (F-9)"),
                "rows first {rows_first}, {day}: {said}"
            );
            office.relance(&["run", "--date", day, "--out", &office.name("out")]).well();
        }
        let mails = std::fs::read_dir(office.at("out/mail/new")).unwrap().count();
        assert_eq!(mails, 1, "rows first: {rows_first}");
    }
}

/// "A payment recorded by hand [stays] until as much came in by what it says of that document's money, whatever else it corrects: it gives way to what
/// came in, up to its amount."
#[test]
fn a_corrected_due_date_is_no_news_of_a_payment_that_somebody_recorded() {
    for due in ["10/02/2028", "15/02/2028", "16/02/2028"] {
        let office = office();
        let row = |due: &str, left: &str| format!("{HEADER}\nDurand;d@x.example;F-1;15/01/2028;{due};500,00;{left}\n");
        import_rows(&office, &row("15/02/2028", "500,00"), &[]);
        office.relance(&["pay", "F-1", "--amount", "500", "--date", "2028-02-16"]).well();
        import_rows(&office, &row(due, "500,00"), &[]);
        let held = office.relance(&["explain", "F-1", "--date", "2028-02-25"]).well();
        assert!(held.contains("(settled)"), "{due}: {held}");
        // 100 came in: 400 of the 500 are not in the file yet.
        import_rows(&office, &row(due, "400,00"), &[]);
        let held = office.relance(&["explain", "F-1", "--date", "2028-02-25"]).well();
        assert!(held.contains("(settled)"), "{due}: {held}");
        // The file has all of it; 50 that go back are asked for again.
        import_rows(&office, &row(due, "0,00"), &[]);
        import_rows(&office, &row(due, "50,00"), &[]);
        let open = office.relance(&["explain", "F-1", "--date", "2028-02-25"]).well();
        assert!(open.contains("€50.00"), "{due}: {open}");
    }
}

/// `En cours` is open of a quote and validated of an invoice, in one file.
#[test]
fn words_of_statuses_mean_something_else_of_quotes() {
    let csv = "Type;Client;N° facture;Date;Montant TTC;Statut\n\
               Facture;Durand;F-1;13/01/2028;10,00;En cours\n\
               Devis;Durand;D-1;13/01/2028;10,00;En cours\n\
               Devis;Durand;D-2;13/01/2028;10,00;Signé\n\
               Devis;Durand;D-3;13/01/2028;10,00;Refusé\n\
               Facture;Durand;F-2;13/01/2028;10,00;Payée\n\
               Facture;Durand;F-3;13/01/2028;10,00;Refusé\n";
    let found = guess(csv);
    let imported = read_csv(csv, &Mapping::parse(&found.mapping).unwrap()).unwrap();
    let accounts = imported.accounts.all().unwrap();
    let documents = accounts.iter().flat_map(|known| &known.account.documents);
    let known: Vec<_> =
        documents.map(|document| (document.number.as_str(), document.kind, document.status.as_str())).collect();
    let expected = [
        ("F-1", DocumentKind::Invoice, "validated"),
        ("D-1", DocumentKind::Quote, "open"),
        ("D-2", DocumentKind::Quote, "signed"),
        ("D-3", DocumentKind::Quote, "refused"),
        ("F-2", DocumentKind::Invoice, "settled"),
        ("F-3", DocumentKind::Invoice, "validated"),
    ];
    assert_eq!(known, expected, "{}", found.mapping);
    // A word that only quotes have says nothing of an invoice.
    assert!(!found.mapping.contains("\"Signé\" = \"validated\""), "{}", found.mapping);
    let unknown = found.doubts.iter().any(|doubt| doubt.say(Language::English).contains("is not known"));
    assert!(!unknown, "{:?}", found.doubts);
    let signed = guess(
        &csv.replace("Facture;Durand;F-1;13/01/2028;10,00;En cours", "Facture;Durand;F-1;13/01/2028;10,00;Signé"),
    );
    assert!(signed.mapping.contains("# \"Signé\" = "), "{}", signed.mapping);
    // Who refuses an invoice disputes it.
    let held: Vec<_> =
        accounts.iter().flat_map(|known| &known.account.holds).map(|hold| hold.document.as_deref()).collect();
    assert_eq!(held, [Some("F-3")], "{}", found.mapping);
}

/// "Step ids are permanent": a step under a new name would be sent again.
#[test]
fn settings_that_lose_a_step_or_a_scenario_that_has_begun_are_told() {
    let office = office();
    office.keep(&[customer("A").has([invoice("F-1")])]);
    office.import().well();
    office.relance(&["run", "--date", "2028-02-18", "--out", &office.name("out")]).well();
    let told = |change: &dyn Fn(&mut serde_json::Value)| {
        office.change("S.json", change);
        office.relance(&["settings", "set", &office.name("S.json")]).well()
    };
    let settings: serde_json::Value = serde_json::from_slice(&std::fs::read(office.at("S.json")).unwrap()).unwrap();
    let (scenario, step) = (&settings["scenarios"][0]["id"], &settings["scenarios"][0]["steps"][0]["id"]);
    let (scenario, step) = (scenario.as_str().unwrap().to_owned(), step.as_str().unwrap().to_owned());
    let said = told(&|settings| settings["scenarios"][0]["steps"][0]["id"] = json!("renamed"));
    assert!(said.contains(&format!("the step `{step}` of `{scenario}` left for 1 open document")), "{said}");
    assert!(said.contains("it would be sent again"), "{said}");
    let explained = office.relance(&["explain", "F-1", "--date", "2028-02-19"]).well();
    assert!(explained.contains("(invalid-data)"), "and it is not: {explained}");
    let doctor = office.relance(&["doctor", "--date", "2028-02-18", "--out", &office.name("out")]).said;
    assert!(doctor.contains("it would be sent again"), "{doctor}");
    let said = told(&|settings| settings["scenarios"][0]["steps"][0]["id"] = json!(step));
    assert!(!said.contains("look: "), "{said}");
    let said = told(&|settings| {
        settings["scenarios"][0]["id"] = json!("other");
        settings["invoices"]["default_scenario"] = json!("other");
    });
    assert!(
        said.contains(&format!("1 open document has begun the scenario `{scenario}`, which the settings lack")),
        "{said}"
    );
}

#[test]
fn a_document_that_comes_back_with_another_customer_brings_no_reminder_along() {
    // The ERP moves D from A to B by way of a day on which nobody has it: B was never told of it.
    let office = office();
    let import = |customers: &[relance_tests::Customer], day: &str| {
        office.keep(customers);
        office.relance(&["import", &office.name("a.json"), "--date", day]).well();
        office.relance(&["run", "--date", day, "--out", &office.name("out")]).well();
    };
    let other = || invoice("F-0").due("2028-06-15");
    import(&[customer("A").has([invoice("F-1"), other()])], "2028-02-18");
    assert_eq!(office.mails(), 1);
    import(&[customer("A").has([other()])], "2028-02-21");
    import(&[customer("A").has([other()]), customer("B").has([invoice("F-1")])], "2028-02-22");
    let history = office.relance(&["history", "--account", "B", "--json"]).json();
    let of_a = history.as_array().unwrap().iter().filter(|line| line["day"] == "2028-02-18").count();
    assert_eq!(of_a, 0, "{history}");
}

/// "A settled invoice that reopens begins a new cycle, also one that a person recorded as paid": a cheque that came back, in an export of open items.
#[test]
fn what_people_settled_and_an_export_names_again_after_a_gap_is_open_again() {
    let open = |left: &str| format!("{HEADER}\nDurand;d@x.example;F-1;15/01/2028;15/02/2028;500,00;{left}\n");
    let other = format!("{HEADER}\nMartin;m@x.example;F-0;15/01/2028;15/06/2028;10,00;10,00\n");
    for settled in [&["pay", "F-1", "--amount", "500"][..], &["event", "F-1", "settled"]] {
        let office = office();
        import_rows(&office, &open("500,00"), &["--missing", "closed"]);
        office.relance(&[settled, &["--date", "2028-02-16"]].concat()).well();
        let said = import_rows(&office, &other, &["--missing", "closed"]);
        assert!(said.contains("F-1"), "its end is told: {said}");
        let again = open("500,00") + "Martin;m@x.example;F-0;15/01/2028;15/06/2028;10,00;10,00\n";
        import_rows(&office, &again, &["--missing", "closed"]);
        office.relance(&["run", "--date", "2028-02-18", "--out", &office.name("out")]).well();
        assert_eq!(office.mails(), 1, "{settled:?}");
    }
}
