//! Files as people's programs write them: guessed, looked at, imported, imported again.

use relance::import::{Encoding, Mapping, decode, guess, read_csv};
use relance_guest::contract::types::{Document, DocumentKind};
use relance_tests::{Ended, Office};
use serde_json::{Value, json};

/// What a guess alone makes of a file.
fn guessed(csv: &str) -> Vec<(String, Document)> {
    let guess = guess(csv);
    assert!(guess.complete, "{:?}", guess.doubts);
    let imported = read_csv(csv, &Mapping::parse(&guess.mapping).unwrap()).unwrap();
    assert!(imported.bad.is_empty(), "{:?}\n{}", imported.bad, guess.mapping);
    let documents = imported.accounts.all().unwrap().into_iter().flat_map(|known| {
        let account = known.account.id.clone();
        known.account.documents.into_iter().map(move |document| (account.clone(), document))
    });
    documents.collect()
}

const FRENCH: &str = "Code client;Client;E-mail;N° facture;Type;Date;Échéance;Montant TTC;Reste à payer;Statut;Commentaire\n\
    C1;Durand & Fils;compta@durand.example;F-1;Facture;31/12/2026;30/01/2027;1 234,56;1 000,00;Impayée;\n\
    C1;Durand & Fils;compta@durand.example;A-1;Avoir;05/01/2027;05/01/2027;-50,00;50,00;Validée;geste\n\
    C2;\"Martin; père\";;F-2;Facture;13/01/2027;12/02/2027;99,90;0,00;Payée;\n";

#[test]
fn a_french_export_is_understood() {
    let documents = guessed(FRENCH);
    let [(account, first), (_, credit), (_, paid)] = documents.as_slice() else { panic!("{documents:?}") };
    assert_eq!((account.as_str(), first.number.as_str(), first.kind), ("C1", "F-1", DocumentKind::Invoice));
    assert_eq!((first.total, first.left, first.currency.as_str()), (123_456, Some(100_000), "EUR"));
    assert_eq!((first.issued.as_str(), first.due.as_deref()), ("2026-12-31", Some("2027-01-30")));
    assert_eq!((first.status.as_str(), paid.status.as_str()), ("validated", "settled"));
    assert_eq!((credit.kind, credit.total), (DocumentKind::CreditNote, 5_000), "what it gives, not what it takes");
}

/// A column named "adresse" may hold either kind of address: what stands in it decides.
#[test]
fn postal_addresses_and_telephones_are_found() {
    let address = |street: &str| {
        let csv = format!(
            "Client;Courriel;Adresse;CP;Ville;Téléphone;N° facture;Date;Échéance;Montant TTC\n\
             Durand;compta@durand.example;{street};69002;Lyon;+33 4 00 00 00 00;F-1;31/12/2026;30/01/2027;10,00\n"
        );
        let imported = read_csv(&csv, &Mapping::parse(&guess(&csv).mapping).unwrap()).unwrap();
        let account = imported.accounts.all().unwrap().into_iter().next().unwrap().account;
        (account.phone, account.address.map(|address| (address.lines, address.postcode, address.city)))
    };
    let lyon = (vec!["12 rue A".to_owned()], "69002".to_owned(), "Lyon".to_owned());
    assert_eq!(address("12 rue A"), (Some("+33 4 00 00 00 00".to_owned()), Some(lyon)));
    assert_eq!(address("autre@durand.example").1, None);
}

#[test]
fn an_english_export_is_understood() {
    let documents = guessed(
        "Customer ID,Customer Name,Email,Invoice Number,Invoice Date,Due Date,Currency,Amount,Paid on\n\
         7,Harris Ltd,a@harris.example,INV-1,2027-01-05,2027-02-04,GBP,\"2,400.00\",\n\
         7,Harris Ltd,a@harris.example,INV-2,2027-01-15,2027-02-14,GBP,10.5,2027-02-01\n",
    );
    let (account, first) = &documents[0];
    assert_eq!((account.as_str(), first.total, first.currency.as_str()), ("7", 240_000, "GBP"));
    assert_eq!(documents[1].1.total, 1_050);
    assert_eq!(first.first_sent.as_deref(), Some("2027-01-05"), "assumed, and said");
}

#[test]
fn american_dates_dollars_and_tabs_are_told_from_their_values() {
    let documents = guessed(
        "customerID\tinvoiceNumber\tInvoiceDate\tDueDate\tInvoiceAmount\n0379-NEVHP\t611365\t1/2/2013\t2/1/2013\t$55.94\n0379-NEVHP\t7900770\t1/26/2013\t2/25/2013\t$61.74\n",
    );
    assert_eq!(documents[0].1.issued, "2013-01-02", "the 26 of another row says where the month is");
    assert_eq!((documents[0].1.total, documents[0].1.currency.as_str()), (5_594, "USD"));
}

#[test]
fn who_must_be_left_alone_is_not_overlooked() {
    let csv = "Client;N° facture;Date;Échéance;Montant;Litige;Contentieux\nDurand;F-1;13/01/2027;12/02/2027;5,50;Oui;\nDurand;F-2;13/01/2027;12/02/2027;5,50;;oui\n";
    let guess = guess(csv);
    let imported = read_csv(csv, &Mapping::parse(&guess.mapping).unwrap()).unwrap();
    let accounts = imported.accounts.all().unwrap();
    let holds = &accounts[0].account.holds;
    assert_eq!((holds.len(), holds[0].document.as_deref()), (1, Some("F-1")));
    let doubts: Vec<_> = guess.doubts.iter().map(ToString::to_string).collect();
    assert!(
        doubts.iter().any(|doubt| doubt.starts_with("`Contentieux` may say who must not be reminded")),
        "{doubts:?}"
    );
    let unclear = csv.replace(";Oui;", ";peut-être;");
    let bad = read_csv(&unclear, &Mapping::parse(&guess.mapping).unwrap()).unwrap().bad;
    assert_eq!(bad[0].words().to_string(), "row 2, column Litige, value `peut-être`: neither yes nor no");
}

#[test]
fn quotes_are_told_by_their_validity() {
    let documents = guessed(
        "Client;N° devis;Date du devis;Fin de validité;Total TTC;Statut\nDurand;D-1;01/02/2027;01/03/2027;500 €;Accepté\n",
    );
    let (_, quote) = &documents[0];
    assert_eq!(
        (quote.kind, quote.status.as_str(), quote.valid_until.as_deref()),
        (DocumentKind::Quote, "signed", Some("2027-03-01"))
    );
}

#[test]
fn what_is_not_certain_is_said() {
    let doubts = |csv: &str| guess(csv).doubts.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n");
    let said =
        doubts("Client;N° facture;Date;Échéance;Montant;Statut\nDurand;F-1;01/02/2027;03/04/2027;1.250;Bizarre\n");
    for doubt in [
        "whether the day or the month comes first",
        "whether `.` or `,` stands before the cents",
        "the word `Bizarre` is not known: such documents are held",
        "no column has e-mail addresses",
        "every amount is taken to be in EUR",
        "customers are told apart by `Client`",
    ] {
        assert!(said.contains(doubt), "{doubt} in {said}");
    }
    let guess = guess("a;b\n1;2\n");
    assert!(!guess.complete);
    assert!(guess.mapping.contains("# total = \"{Amount}\"  # NOT FOUND: which column is it?"), "{}", guess.mapping);
}

#[test]
fn old_and_new_encodings_give_the_same() {
    let latin: Vec<u8> = FRENCH.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect();
    assert_eq!(decode(latin), (FRENCH.to_owned(), Encoding::Latin1));
    assert_eq!(decode(FRENCH.as_bytes().to_vec()), (FRENCH.to_owned(), Encoding::Unicode));
    assert_eq!(decode([b"\xef\xbb\xbf", FRENCH.as_bytes()].concat()), (FRENCH.to_owned(), Encoding::Unicode));
    let wide: Vec<u8> = std::iter::once(0xfeff).chain(FRENCH.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    assert_eq!(decode(wide), (FRENCH.to_owned(), Encoding::Unicode));
    // The euro sign of Windows-1252.
    assert_eq!(decode(b"500 \x80".to_vec()).0, "500 €");
}

#[test]
fn guess_look_import_and_import_again() {
    let office = Office::empty();
    let at = |name: &str| office.name(name);
    let latin: Vec<u8> = FRENCH.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect();
    office.put("f.csv", &latin);
    assert_eq!(office.relance(&["init"]).code, 0);
    let Ended { code, out: mapping, err: look, .. } = office.relance(&["import", &at("f.csv"), "--guess"]);
    assert_eq!(code, 0, "{look}");
    for said in [
        "read as Latin-1",
        "look: every amount is taken to be in EUR",
        "3 documents of 2 accounts: 2 invoices, 0 quotes, 1 other",
    ] {
        assert!(look.contains(said), "{said} in {look}");
    }
    assert!(mapping.contains("# Columns without a use: Commentaire"), "{mapping}");
    office.put("m.toml", &mapping);
    let import =
        |more: &[&str]| office.relance(&[&["import", &at("f.csv"), "--mapping", &at("m.toml")], more].concat());
    let Ended { code, out: dry, .. } = import(&["--dry-run"]);
    assert!(code == 0 && dry.contains("Nothing was written") && dry.contains("€1,334.46 of invoices"), "{dry}");
    assert!(office.relance(&["explain", "F-1"]).err.contains("there is no document"));
    assert!(import(&[]).out.contains("Imported: 3 new, 0 changed, 0 as they were."));
    assert!(import(&[]).out.contains("Imported: 0 new, 0 changed, 3 as they were."));
    office.put("f.csv", FRENCH.replace("1 000,00;Impayée", "0,00;Payée"));
    assert!(import(&[]).out.contains("Imported: 0 new, 1 changed, 2 as they were."));
    let status = office.relance(&["explain", "F-1", "--date", "2027-02-03", "--json"]).out;
    let status: Value = serde_json::from_str(&status).unwrap();
    assert_eq!(status[0]["explanation"]["decision"]["code"], json!("switched-off"), "as `init` leaves it");
}

#[test]
fn wrong_files_are_told_in_one_sentence() {
    let office = Office::empty();
    let at = |name: &str| office.name(name);
    assert_eq!(office.relance(&["init"]).code, 0);
    office.put("empty.csv", "");
    office.put("x.json", "{}");
    office.put("latin.json", b"{\"accounts\": [\xe9]}");
    office.put("f.csv", FRENCH);
    office.put("no.toml", "dates = 3");
    office.put("wide.toml", "delimiter = \"€\"\n[account]\nid=\"{Client}\"\n[document]\nkind=\"invoice\"\nnumber=\"{N° facture}\"\ncurrency=\"EUR\"\ntotal=\"{Montant TTC}\"\nissued=\"{Date}\"\n");
    for (arguments, code, said) in [
        (vec!["import", &at("gone.csv"), "--guess"], 1, "no such file or folder"),
        (vec!["import", &at("empty.csv"), "--guess"], 3, "is empty"),
        (vec!["import", &at("x.json"), "--guess"], 3, "a JSON file needs no mapping\nhint: leave --guess out"),
        (vec!["import", &at("x.json")], 3, "missing field `accounts`"),
        (vec!["import", &at("latin.json")], 3, "is not UTF-8 (byte 14)\nhint: save it as UTF-8"),
        (
            vec!["import", &at("f.csv")],
            3,
            "a CSV file needs --mapping FILE: which column is what\nhint: `relance import",
        ),
        (
            vec!["import", &at("f.csv"), "--mapping", &at("no.toml")],
            3,
            "the mapping cannot be read: TOML parse error at line 1",
        ),
        (vec!["import", &at("f.csv"), "--mapping", &at("wide.toml")], 3, "`delimiter` is one ASCII character"),
        (vec!["import", &at("f.csv"), "--guess", "--mapping", &at("no.toml")], 2, "cannot be used with"),
        (vec!["import"], 2, "required arguments were not provided"),
    ] {
        let ended = office.relance(&arguments);
        assert_eq!(ended.code, code, "{arguments:?}: {}", ended.err);
        assert!(ended.err.contains(said), "{arguments:?}: {}", ended.err);
    }
}

#[test]
fn a_mapping_says_who_must_be_left_alone_and_how_to_reach_whom() {
    let csv = "Client,Rue,CP,Ville,Tél,CA,N°,Date,Échéance,Total,Blocage,Jusque,Promis pour,Promis le,Réponse,Auto,Lien\n\
               C1,1 rue du Lac,74000,Annecy,04 50 00 00 00,\"120 000,50\",F-1,2027-01-05,2027-02-04,100,litige,2027-03-01,,,,oui,https://pay.example/1\n\
               C1,,,,,,F-2,2027-01-05,2027-02-04,100,,,2027-02-20,2027-02-10,2027-02-11,non,\n";
    let mapping = |promised_on: &str| {
        format!(
            "decimal-point = \",\"\n[account]\nid = \"{{Client}}\"\nstreet = \"{{Rue}}\"\npostcode = \"{{CP}}\"\ncity = \"{{Ville}}\"\nphone = \"{{Tél}}\"\n\
             profile = \"b2b-fr\"\nfacts.turnover = {{ kind = \"amount\", value = \"{{CA}}\" }}\n[document]\nkind = \"invoice\"\nnumber = \"{{N°}}\"\n\
             currency = \"EUR\"\ntotal = \"{{Total}}\"\nissued = \"{{Date}}\"\ndue = \"{{Échéance}}\"\nblocked = \"{{Blocage}}\"\nblocked-until = \"{{Jusque}}\"\n\
             promised-for = \"{{Promis pour}}\"\n{promised_on}replied-on = \"{{Réponse}}\"\nautomatic = \"{{Auto}}\"\npayment-link = \"{{Lien}}\"\n"
        )
    };
    let mapped = |text: &str| read_csv(csv, &Mapping::parse(text).unwrap()).unwrap();
    let imported = mapped(&mapping("promised-on = \"{Promis le}\"\n"));
    assert!(imported.bad.is_empty(), "{:?}", imported.bad);
    let account = serde_json::to_value(&imported.accounts.all().unwrap()[0].account).unwrap();
    assert_eq!((&account["address"]["city"], &account["phone"]), (&json!("Annecy"), &json!("04 50 00 00 00")));
    assert_eq!(
        account["facts"],
        json!([{"name": "turnover", "value": {"amount": {"minor": 12_000_050, "currency": "EUR"}}}])
    );
    let holds: Vec<_> = account["holds"]
        .as_array()
        .unwrap()
        .iter()
        .map(|hold| (hold["document"].clone(), hold["kind"].clone()))
        .collect();
    assert_eq!(
        holds,
        [
            (json!("F-1"), json!({"block": {"reason": "litige", "last_day": "2027-03-01"}})),
            (json!("F-2"), json!({"promise": {"amount": null, "promised_for": "2027-02-20", "made_on": "2027-02-10"}})),
            (json!("F-2"), json!({"reply": "2027-02-11"})),
        ]
    );
    let documents = &account["documents"];
    assert_eq!((&documents[0]["automatic"], &documents[1]["automatic"]), (&json!(true), &json!(false)));
    assert_eq!(documents[0]["links"], json!([{"kind": "pay", "url": "https://pay.example/1"}]));
    // A promise without the day it was made could count older payments for it: said, not guessed.
    let bad = mapped(&mapping("")).bad;
    assert_eq!(bad.len(), 1);
    assert!(bad[0].words().say(relance::text::Language::English).contains("a promise needs `promised-on`"));
}

/// A name of a column, and a word in it, may be anything a spreadsheet takes.
#[test]
fn a_guess_can_be_read_whatever_the_columns_are_called() {
    for odd in [
        "Montant \"TTC\"",
        "Montant\nTTC",
        "Montant 'TTC'",
        "\u{7}Montant TTC",
        "Montant \\ TTC",
        " Montant TTC ",
        "'''Montant\" TTC",
    ] {
        let cell = odd.replace('"', "\"\"");
        let csv = format!(
            "Client,N° facture,Date,\"{cell}\",Type,\"Autre \u{1}\n{cell}\"\nA,F-1,13/01/2027,5,Facture,\nB,F-2,13/01/2027,7,Facture,\"{cell}\"\n"
        );
        let found = guess(&csv);
        let mapping =
            Mapping::parse(&found.mapping).unwrap_or_else(|error| panic!("{odd:?}: {error}\n{}", found.mapping));
        let imported = read_csv(&csv, &mapping).unwrap();
        let accounts = imported.accounts.all().unwrap();
        let totals: Vec<_> = accounts.iter().map(|known| known.account.documents[0].total).collect();
        assert_eq!(totals, [500, 700], "{odd:?}\n{}", found.mapping);
        let statuses = format!("Client,N° facture,Date,Montant,Statut\nA,F-1,13/01/2027,5,\"{cell}\"\n");
        assert!(Mapping::parse(&guess(&statuses).mapping).is_ok(), "{odd:?}\n{}", guess(&statuses).mapping);
    }
    let braces = guess("Client,N° facture,Date,Montant {TTC}\nA,F-1,13/01/2027,5\n");
    assert!(!braces.complete && Mapping::parse(&braces.mapping).is_err(), "the total is to be filled in");
    let doubts: Vec<_> = braces.doubts.iter().map(ToString::to_string).collect();
    assert!(doubts.iter().any(|doubt| doubt.contains("rename it in the file, without braces")), "{doubts:?}");
}

#[test]
fn what_is_to_be_looked_at_stands_on_one_line() {
    let office = Office::empty();
    let file = office.path().join("f.csv").to_string_lossy().into_owned();
    let csv =
        "Client,N° facture,Date,Montant,Statut,\"Contentieux\n\"\nA,F-1,13/01/2027,5,\"odd\nlook: all is well\",\n";
    std::fs::write(&file, csv).unwrap();
    let Ended { err: said, .. } = office.relance(&["import", &file, "--guess"]);
    assert!(said.contains("look: the word `odd look: all is well` is not known"), "{said}");
    assert!(said.contains("look: `Contentieux` may say"), "{said}");
}

#[test]
fn an_empty_file_is_said_to_be_empty() {
    let office = Office::empty();
    let at = |name: &str| office.name(name);
    assert_eq!(office.relance(&["init"]).code, 0);
    office.put("e.csv", "");
    office.put("M.toml", guess(FRENCH).mapping);
    let Ended { code, err: said, .. } = office.relance(&["import", &at("e.csv"), "--mapping", &at("M.toml")]);
    assert_eq!(code, 3);
    assert!(said.contains("the file is empty: it has not even a header\nhint: export it again"), "{said}");
}

/// An empty cell is not the same as 0: it may be a customer who owes everything, or one who has paid.
#[test]
fn an_empty_cell_for_what_is_left_is_said_and_what_was_assumed() {
    let office = Office::empty();
    let csv = "Client;E-mail;N° facture;Date;Échéance;Montant TTC;Reste à payer;Statut\n\
        Durand;d@x.example;F-1;31/12/2026;30/01/2027;10,00;;Impayée\n\
        Durand;d@x.example;F-2;31/12/2026;30/01/2027;10,00;4,00;Impayée\n\
        Petit;p@x.example;F-3;31/12/2026;30/01/2027;10,00;0,00;Impayée\n\
        Petit;p@x.example;F-4;31/12/2026;30/01/2027;10,00;;Payée\n\
        Rouge;r@x.example;F-5;31/12/2026;30/01/2027;10,00;;Impayée\n";
    let at = |name: &str| office.name(name);
    office.put("f.csv", csv);
    let Ended { code, out: mapping, err: said, .. } = office.relance(&["import", &at("f.csv"), "--guess"]);
    let wanted = "look: 2 rows do not say what is left (document and row: F-1 (2), F-5 (6)): the whole total is taken as left to pay";
    assert!(code == 0 && said.contains(wanted), "where it is guessed: {said}");
    office.put("m.toml", mapping);
    office.relance(&["init"]);
    let Ended { code, err: said, .. } = office.relance(&["import", &at("f.csv"), "--mapping", &at("m.toml")]);
    assert!(code == 0 && said.contains(wanted), "and where it is imported: {said}");
    let Ended { err: said, .. } = office.relance(&["--lang", "fr", "import", &at("f.csv"), "--mapping", &at("m.toml")]);
    assert!(said.contains("à voir : 2 lignes ne disent pas ce qui reste dû"), "{said}");
}

/// One impossible date is one bad row: read by month first, the others would all be other days.
#[test]
fn one_impossible_date_does_not_change_how_the_others_are_read() {
    let header = "Client;N° facture;Date;Échéance;Montant\n";
    let csv = format!(
        "{header}A;F-1;31/02/2027;31/03/2027;5,00\nA;F-2;05/01/2027;04/02/2027;5,00\nA;F-3;13/01/2027;12/02/2027;5,00\n"
    );
    let found = guess(&csv);
    let imported = read_csv(&csv, &Mapping::parse(&found.mapping).unwrap()).unwrap();
    let accounts = imported.accounts.all().unwrap();
    let issued: Vec<_> = accounts[0].account.documents.iter().map(|one| one.issued.as_str()).collect();
    assert_eq!((issued, imported.bad.len()), (vec!["2027-01-05", "2027-01-13"], 1));
    let doubts: Vec<_> = found.doubts.iter().map(ToString::to_string).collect();
    let said = "1 date is not possible as the others are written (`31/02/2027`): its row is refused";
    assert!(doubts.iter().any(|doubt| doubt == said), "{doubts:?}");
}

#[test]
fn what_people_promised_and_the_scenario_are_found_in_a_french_export() {
    let csv = "Client;N° facture;Date;Échéance;Montant;Statut;Promis pour le;Promis le;Montant promis;Scénario;Réponse du\n\
               A;F-1;13/01/2027;12/02/2027;5,00;Non réglée;20/02/2027;10/02/2027;3,00;doux;11/02/2027\n";
    let found = guess(csv);
    assert!(!found.doubts.iter().any(|doubt| doubt.to_string().contains("is not known")), "{:?}", found.doubts);
    let imported = read_csv(csv, &Mapping::parse(&found.mapping).unwrap()).unwrap();
    let account = serde_json::to_value(&imported.accounts.all().unwrap()[0].account).unwrap();
    let document = &account["documents"][0];
    assert_eq!((&document["status"], &document["scenario"]), (&json!("validated"), &json!("doux")));
    let amount = json!({"minor": 300, "currency": "EUR"});
    assert_eq!(
        (&account["holds"][0]["kind"], &account["holds"][1]["kind"]),
        (
            &json!({"promise": {"amount": amount, "promised_for": "2027-02-20", "made_on": "2027-02-10"}}),
            &json!({"reply": "2027-02-11"})
        )
    );
    // Without the day it was made it is said, and every row is good.
    let without = csv.replace("Promis le", "Autre");
    let found = guess(&without);
    let said: Vec<_> = found.doubts.iter().map(ToString::to_string).collect();
    assert!(said.iter().any(|doubt| doubt.starts_with("`Promis pour le` has promises")), "{said:?}");
    assert!(read_csv(&without, &Mapping::parse(&found.mapping).unwrap()).unwrap().bad.is_empty());
}

#[test]
fn addresses_that_cannot_be_written_to_are_counted() {
    let csv = "Client;E-mail;N° facture;Date;Échéance;Montant\n\
               A;a@x.example;F-1;13/01/2027;12/02/2027;5,00\nB;b@;F-2;13/01/2027;12/02/2027;5,00\nC;;F-3;13/01/2027;12/02/2027;5,00\n";
    let imported = read_csv(csv, &Mapping::parse(&guess(csv).mapping).unwrap()).unwrap();
    let summary = relance::import::Summary::of(&imported).unwrap();
    let lines: Vec<_> = summary.lines().iter().map(ToString::to_string).collect();
    assert!(
        lines.iter().any(|line| line == "1 account with an e-mail address that cannot be written to (B)"),
        "{lines:?}"
    );
    assert_eq!(summary.without_email, 1, "C");
}
