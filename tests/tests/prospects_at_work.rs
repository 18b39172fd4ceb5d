//! Prospects in a store: files of them as people's programs write them, what people record, the daily run.

use relance::import::{Mapping, guess, read_csv};
use relance_guest::contract::types::{Account, DocumentKind};
use relance_tests::{Office, ask, customer, invoice, list, text};
use serde_json::{Value, json};

fn guessed(csv: &str) -> Vec<Account> {
    let guess = guess(csv);
    assert!(guess.complete, "{:?}\n{}", guess.doubts, guess.mapping);
    let imported = read_csv(csv, &Mapping::parse(&guess.mapping).unwrap()).unwrap();
    assert!(imported.bad.is_empty(), "{:?}\n{}", imported.bad, guess.mapping);
    imported.accounts.all().unwrap().into_iter().map(|known| known.account).collect()
}

const FRENCH: &str = "Code prospect;Prospect;E-mail;Créé le;Statut;Livre blanc;Dernier contact;Consentement;Opposition\n\
    P-1;Durand & Fils;anne@durand.example;05/05/2026;Nouveau;04/05/2026;;Oui;\n\
    P-2;Martin;bob@martin.example;01/02/2026;Perdu;;31/01/2026;;\n\
    P-3;Petit;c@petit.example;;Nouveau;;31/01/2026;;12/03/2026\n";

#[test]
fn a_french_list_of_prospects_is_understood() {
    let accounts = guessed(FRENCH);
    let [durand, martin, petit] = accounts.as_slice() else { panic!("{accounts:?}") };
    let lead = &durand.documents[0];
    assert_eq!((durand.id.as_str(), lead.number.as_str(), lead.kind), ("Durand & Fils", "P-1", DocumentKind::Lead));
    assert_eq!((lead.status.as_str(), lead.total, lead.first_sent.as_deref()), ("open", 0, None));
    // The download came before the ERP wrote them down.
    assert_eq!((lead.issued.as_str(), lead.opened.as_deref()), ("2026-05-04", Some("2026-05-05")));
    let happened = |account: &Account| -> Vec<_> {
        account.events.iter().map(|event| format!("{} {} {:?}", event.kind, event.day, event.document)).collect()
    };
    assert_eq!(happened(durand), [r#"download 2026-05-04 Some("P-1")"#]);
    assert_eq!(happened(martin), [r#"contact 2026-01-31 Some("P-2")"#]);
    let offers = |account: &Account| account.mailbox.as_ref().map(|mailbox| (mailbox.opted_in, mailbox.opted_out));
    assert_eq!((offers(durand), offers(martin)), (Some((true, false)), Some((false, false))));
    assert_eq!(offers(petit), Some((false, true)), "the day of an objection is one");
    assert_eq!((martin.documents[0].status.as_str(), petit.documents[0].issued.as_str()), ("lost", "2026-01-31"));
}

#[test]
fn an_english_list_of_prospects_is_understood() {
    let accounts = guessed(
        "Customer ID,Name,Email,Lead ID,Kind,Status,White paper download,Webinar,Quote requested,Opt-in,Opt-out\n\
         7,Harris Ltd,a@harris.example,L-1,Lead,New,2026-05-04,,,yes,no\n\
         7,Harris Ltd,a@harris.example,L-2,Lead,Won,,2026-05-20,2026-05-21,yes,yes\n",
    );
    let [harris] = accounts.as_slice() else { panic!("{accounts:?}") };
    let leads: Vec<_> = harris.documents.iter().map(|lead| (lead.number.as_str(), lead.status.as_str())).collect();
    assert_eq!(leads, [("L-1", "open"), ("L-2", "converted")]);
    assert_eq!(harris.documents[1].issued, "2026-05-20", "since the first thing that happened");
    assert_eq!(harris.events.len(), 3);
    // One objection is enough.
    assert_eq!(harris.mailbox.as_ref().map(|mailbox| (mailbox.opted_in, mailbox.opted_out)), Some((false, true)));
}

#[test]
fn invoices_are_read_as_before_whatever_happened_to_their_customers() {
    let accounts = guessed(
        "Client;N° facture;Date;Échéance;Montant TTC;Dernière commande\nDurand;F-1;31/12/2026;30/01/2027;10,00;31/12/2026\n",
    );
    assert_eq!((accounts[0].documents[0].kind, accounts[0].events.len()), (DocumentKind::Invoice, 0));
}

/// A ready scenario, live.
fn ready(id: &str) -> Value {
    let library = ask("settings", "library", &json!({})).unwrap();
    let found = list(&library).iter().find(|one| one["id"] == id).unwrap();
    let mut settings: Value = serde_json::from_str(text(&found["settings"])).unwrap();
    settings["mode"] = json!("live");
    settings["law"] = json!({"profile": "b2b-fr"});
    settings["leads"] = json!({"mode": "live", "scope": "all", "active_since": "2026-01-01"});
    settings
}

/// A store in which the French list was imported.
fn office() -> Office {
    let office = Office::without_customers(&ready("leads-download-1-3-5-7-14-30-90"));
    office.put("p.csv", FRENCH);
    office.put("m.toml", guess(FRENCH).mapping);
    let said = office.done(&import(&office, "p.csv", "2026-05-05"));
    assert!(said.contains("3 prospects"), "{said}");
    office
}

fn import<'a>(office: &'a Office, file: &str, day: &'a str) -> [&'a str; 6] {
    let [file, mapping] = [file, "m.toml"].map(|name| office.name(name).leak() as &str);
    ["import", file, "--mapping", mapping, "--date", day]
}

fn decided(office: &Office, number: &str, day: &str) -> String {
    office.done(&["explain", number, "--date", day, "--json"])
}

fn is_decided(office: &Office, number: &str, day: &str, code: &str) {
    let said = decided(office, number, day);
    assert!(said.contains(&format!("\"{code}\"")), "{code} is not in {said}");
}

#[test]
fn a_prospect_is_followed_up_until_they_answer_object_or_become_a_customer() {
    let office = office();
    // Day 1 after Monday 4 May; the others have no download, are lost, or objected.
    office.run("2026-05-05");
    assert_eq!(office.mails(), 1);
    office.done(&["event", "P-1", "opened", "--date", "2026-05-06"]);
    office.run("2026-05-07");
    assert_eq!(office.mails(), 2, "the example, since they opened the first");
    office.done(&["event", "P-1", "reply", "--date", "2026-05-08"]);
    is_decided(&office, "P-1", "2026-05-11", "replied");
    office.done(&["event", "P-1", "reply-done"]);
    // Whatever needs silence leaves no more.
    office.run("2026-05-11");
    office.run("2026-06-03");
    assert_eq!(office.mails(), 2);
    is_decided(&office, "P-2", "2026-05-05", "lost");
    is_decided(&office, "P-3", "2026-05-05", "objected");
    office.done(&["event", "P-1", "converted", "--date", "2026-06-03"]);
    is_decided(&office, "P-1", "2026-06-03", "converted");
    let wrong = office.relance(&["event", "P-1", "settled", "--date", "2026-06-03"]);
    assert_eq!(wrong.code, 3, "{}", wrong.said);
}

#[test]
fn who_objects_hears_no_more_whatever_file_comes_next() {
    let office = office();
    office.done(&["event", "P-1", "opted-out", "--date", "2026-05-05"]);
    office.run("2026-05-05");
    assert_eq!(office.mails(), 0);
    // The ERP still says that they agreed.
    office.done(&import(&office, "p.csv", "2026-05-06"));
    is_decided(&office, "P-1", "2026-05-06", "objected");
    // P-3 objected by the ERP's word: a file of invoices of the same customer says nothing of it, and that a message came back neither.
    office.put(
        "f.csv",
        "Client;E-mail;N° facture;Date;Échéance;Montant TTC\nPetit;c@petit.example;F-1;01/05/2026;31/05/2026;10,00\n",
    );
    office.put("f.toml", guess(&std::fs::read_to_string(office.at("f.csv")).unwrap()).mapping);
    let [file, mapping] = ["f.csv", "f.toml"].map(|name| office.name(name));
    office.done(&["import", &file, "--mapping", &mapping, "--date", "2026-05-06"]);
    is_decided(&office, "P-3", "2026-05-06", "objected");
    office.done(&["event", "P-3", "address-works", "--date", "2026-05-06"]);
    is_decided(&office, "P-3", "2026-05-06", "objected");
    // What happened to them is not forgotten either.
    office.done(&["event", "P-3", "opted-in", "--date", "2026-05-06"]);
    let settings = ready("leads-dormant-90");
    office.put("S.json", settings.to_string());
    office.done(&["settings", "set", &office.name("S.json")]);
    is_decided(&office, "P-3", "2026-05-06", "remind");
}

#[test]
fn a_prospect_that_opens_again_begins_anew() {
    let office = office();
    office.run("2026-05-05");
    office.done(&["event", "P-1", "lost", "--date", "2026-05-06"]);
    is_decided(&office, "P-1", "2026-05-06", "lost");
    office.done(&["event", "P-1", "reopened", "--date", "2026-05-07"]);
    office.run("2026-05-08");
    assert_eq!(office.mails(), 2, "the content once more");
}

#[test]
fn by_hand_no_prospect_is_reminded() {
    let office = office();
    let said = office.relance(&["remind", "P-1", "--text", "lead-content", "--date", "2026-05-05"]).said;
    assert!(said.contains("by its scenario only"), "{said}");
}

#[test]
fn the_texts_of_prospects_can_be_seen() {
    let office = office();
    let settings = office.name("S.json");
    let seen = office.done(&["template", "preview", &settings, "lead-content", "--language", "fr"]);
    assert!(seen.contains("Vous recevez ce message parce que vous avez téléchargé notre livre blanc."), "{seen}");
    assert!(!seen.contains('€'), "{seen}");
}

/// The ERP's objection stays where people said something else of the address.
#[test]
fn what_is_said_of_an_address_is_each_word_for_itself() {
    let one = |opted_out: bool, bounced: bool| {
        let mailbox =
            json!({"address": "a@example.com", "bounced": bounced, "opted_out": opted_out, "opted_in": false});
        let account = customer("A1").with("mailbox", mailbox).has([invoice("F-1")]);
        json!(account)
    };
    // A message came back, and then the ERP learns of an objection.
    let kept = json!({"account": one(false, true), "told": one(false, false)});
    let told = json!({"kept": kept, "told": one(true, false), "unnamed": "stays", "others": [], "former": []});
    let days = json!({"bank_date": null, "today": "2026-05-05"});
    let taken = ask("bookkeeping", "take", &json!({"account": told, "days": days})).unwrap();
    let mailbox = &taken["kept"]["account"]["mailbox"];
    assert_eq!((&mailbox["bounced"], &mailbox["opted_out"]), (&json!(true), &json!(true)), "{taken}");
}
