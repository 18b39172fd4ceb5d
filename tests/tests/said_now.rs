//! What used to pass unsaid: words of the data that nobody knows, what a company lacks, roles that nobody has, rates that are not known, journals
//! that were lost, days that are still to come.

use std::fs;

use relance_tests::{Customer, Ended, Office, action, customer, invoice, ladder, reminders};
use serde_json::{Value, json};

/// An office whose ERP exports these customers; nothing is imported yet.
pub fn exporting(steps: &Value, accounts: &[Customer]) -> Office {
    let office = Office::without_customers(&reminders(steps));
    office.keep(accounts);
    office
}

fn doctor(office: &Office, language: &str) -> String {
    office.relance(&["--lang", language, "doctor", "--date", "2028-02-18", "--out", &office.name("out")]).said
}

fn one(given: Value) -> Vec<Customer> {
    let mut given = given;
    given["documents"] = json!([invoice("F-1")]);
    vec![customer("A1").with_all(&given)]
}

fn has(said: &str, wanted: &[&str]) {
    for wanted in wanted {
        assert!(said.contains(wanted), "`{wanted}` is not in {said}");
    }
}

#[test]
fn a_profile_and_a_language_that_nobody_knows_are_said() {
    let office = exporting(&ladder("due", &["+3 days"]), &one(json!({"profile": "b2b-mars", "language": "xx-YY"})));
    let Ended { code, said, .. } = office.import();
    assert_eq!(code, 0, "{said}");
    let profile = "1 account (A1) has the profile `b2b-mars`, which is none: nothing is claimed besides the debt";
    let language = "1 account (A1) has the language `xx-YY`, in which nothing is written: the company's is used";
    has(&said, &[&format!("look: {profile}"), &format!("look: {language}")]);
    has(&doctor(&office, "en"), &[profile, language]);
    has(&doctor(&office, "fr"), &["1 compte (A1) a le profil `b2b-mars`, qui n'existe pas"]);
    let known = exporting(&ladder("due", &["+3 days"]), &one(json!({"profile": "b2b-fr", "language": "fr_CA"})));
    let said = known.import().said + &doctor(&known, "en");
    assert!(!said.contains("which is none") && !said.contains("nothing is written"), "{said}");
}

#[test]
fn what_may_stand_once_is_refused_when_it_stands_twice() {
    let fact = |value: i64| json!({"name": "turnover", "value": {"integer": value}});
    let place = |id: &str| json!({"id": id, "name": id, "is_default": true, "recipients": []});
    let mut of_document = one(json!({}));
    of_document[0]["documents"][0]["facts"] = json!([fact(1), fact(2)]);
    for (accounts, wanted) in [
        (one(json!({"facts": [fact(1), fact(2)]})), "account `A1` has the fact `turnover` twice"),
        (one(json!({"establishments": [place("a"), place("b")]})), "account `A1` has several default establishments"),
        (of_document, "document `F-1` has the fact `turnover` twice"),
    ] {
        let Ended { code, said, .. } = exporting(&ladder("due", &["+3 days"]), &accounts).import();
        assert!(code == 3 && said.contains(wanted), "{code} {said}");
    }
}

#[test]
fn the_module_holds_what_stands_twice() {
    let fact = json!({"name": "turnover", "value": {"integer": 1}});
    let place = |id: &str| json!({"id": id, "name": id, "is_default": true, "recipients": []});
    let settings = reminders(ladder("due", &["+3 days"]));
    let mut of_document = one(json!({}));
    of_document[0]["documents"][0]["facts"] = json!([fact, fact]);
    for accounts in
        [one(json!({"facts": [fact, fact]})), one(json!({"establishments": [place("a"), place("b")]})), of_document]
    {
        let request = json!({"context": relance_tests::context("2028-02-18", &settings), "accounts": accounts});
        let answer = relance_tests::ask("reminders", "decide", &request).unwrap();
        assert_eq!(answer[0]["decisions"][0]["code"], "invalid-data", "{answer}");
    }
}

#[test]
fn rows_of_one_customer_that_say_otherwise_are_named() {
    let csv = "Client,Profil,CA,N,Date,Total\nD,b2b-fr,10,F-1,2028-01-15,1\nD,consumer-fr,20,F-2,2028-01-15,1\n";
    let mapping = "[account]\nid=\"{Client}\"\nprofile=\"{Profil}\"\nfacts.turnover={kind=\"integer\",value=\"{CA}\"}\n\
                   [document]\nkind=\"invoice\"\nnumber=\"{N}\"\ncurrency=\"EUR\"\ntotal=\"{Total}\"\nissued=\"{Date}\"\n";
    let imported = relance::import::read_csv(csv, &relance::import::Mapping::parse(mapping).unwrap()).unwrap();
    let said: Vec<_> = imported.doubts.iter().map(ToString::to_string).collect();
    assert_eq!(
        said,
        [
            "row 3: account D has another `profile`, consumer-fr; its first one, b2b-fr, is taken",
            "row 3: account D has another `facts.turnover`, 20; its first one, 10, is taken"
        ]
    );
}

#[test]
fn the_doctor_says_what_the_company_lacks_and_whom_nobody_is() {
    let mut steps = ladder("due", &["+3 days"]);
    steps[0]["actions"] =
        json!([action("mail", "email"), action("call", "task").with("assignee", "director"), action("look", "task")]);
    let office = exporting(&steps, &one(json!({})));
    office.import();
    has(
        &doctor(&office, "en"),
        &[
            "The company: the sender's mentions are missing",
            "A scenario asks something of `director`, and nobody has that role",
            "1 account has no salesperson, and nobody is `team.sales`",
        ],
    );
    has(
        &doctor(&office, "fr"),
        &[
            "La société : les mentions de l'expéditeur manquent aux messages et aux lettres",
            "Un scénario demande quelque chose à `director`, et personne n'a ce rôle",
            "1 compte n'a pas de commercial",
        ],
    );
}

/// The module's rates end long before 2028.
#[test]
fn the_doctor_says_that_a_rate_is_missing_where_interest_is_claimed() {
    let mut steps = ladder("due", &["+3 days"]);
    let office = exporting(&steps, &one(json!({"profile": "b2b-fr"})));
    office.import();
    assert!(!doctor(&office, "en").contains("rate of this half-year"), "nobody claims interest");
    steps[0]["claims"] = json!(["interest"]);
    let office = exporting(&steps, &one(json!({"profile": "b2b-fr"})));
    office.import();
    has(&doctor(&office, "en"), &["the rate of this half-year for the profile `b2b-fr` is not known"]);
    has(&doctor(&office, "fr"), &["le taux de ce semestre pour le profil `b2b-fr` n'est pas connu"]);
    let known = office.relance(&["doctor", "--date", "2026-02-18"]).said;
    assert!(!known.contains("rate of this half-year"), "{known}");
}

#[test]
fn a_preview_is_signed_by_the_stores_company() {
    let office = exporting(&ladder("due", &["+3 days"]), &one(json!({})));
    let Ended { code, said, .. } = office.relance(&["template", "preview", &office.name("S.json"), "t", "--json"]);
    assert_eq!(code, 0, "{said}");
    let action: Value = serde_json::from_str(&said).unwrap();
    let html = action["body"]["email"]["html"].as_str().unwrap();
    assert!(html.contains("Atelier du Lac") && !html.contains("Example Company"), "{html}");
}

#[test]
fn a_journal_that_was_lost_or_cut_is_said_and_no_folder_is_no_answer() {
    let office = exporting(&ladder("due", &["+3 days"]), &one(json!({})));
    office.import();
    assert_eq!(office.run("2028-02-18").code, 0);
    assert!(!doctor(&office, "en").contains("does not have the last message"));
    let Ended { code, said, .. } = office.relance(&["outbox", "adopt", "--out", &office.name("nowhere")]);
    assert!(code == 3 && said.contains("there is no folder"), "{code} {said}");
    fs::write(office.at("out/journal.jsonl"), "").unwrap();
    let gap = "does not have the last message that left (Durand & Fils, F-1 (email of 2028-02-18))";
    has(&doctor(&office, "en"), &[gap]);
    has(&doctor(&office, "fr"), &["n'a pas le dernier message parti (Durand & Fils, F-1 (courriel du 2028-02-18))"]);
    let Ended { code, said, .. } = office.adopt();
    assert!(code == 6 && said.contains(gap), "{code} {said}");
}

#[test]
fn a_reminder_by_hand_on_a_day_before_the_last_one_is_refused() {
    let office = exporting(&ladder("due", &["+3 days"]), &one(json!({})));
    office.import();
    let out = office.name("out");
    assert_eq!(office.relance(&["run", "--date", "2028-02-18", "--out", &out]).code, 0);
    let Ended { code, said, .. } = office.relance(&["remind", "F-1", "--send", "--date", "2028-02-17", "--out", &out]);
    assert!(code == 3 && said.contains("something left on 2028-02-18 already"), "{code} {said}");
    assert_eq!(office.mails(), 1);
    let Ended { code, said, .. } = office.relance(&["remind", "F-1", "--text", "nope", "--date", "2028-02-19"]);
    assert!(code == 3 && said.contains("the settings have no text `nope`"), "{code} {said}");
}

#[test]
fn what_is_still_to_come_has_not_happened() {
    let office = exporting(&ladder("due", &["+3 days"]), &one(json!({})));
    office.import();
    let Ended { code, said, .. } = office.relance(&["event", "F-1", "reply", "--date", "2029-01-01"]);
    assert!(code == 3 && said.contains("2029-01-01 is still to come"), "{code} {said}");
    assert_eq!(
        office.relance(&["event", "F-1", "reply", "--date", "2028-02-18"]).code,
        0,
        "bank data are known until later"
    );
}

#[test]
fn one_cause_is_said_once_with_a_count() {
    let accounts: Vec<_> = (1..=3)
        .map(|at| {
            let documents = [invoice(&format!("F-{at}"))];
            customer(&format!("A{at}")).has(&documents)
        })
        .collect();
    let office = exporting(&ladder("due", &["+3 days"]), &accounts);
    office.import();
    office.block("out/mail");
    let run = ["--lang", "fr", "run", "--date", "2028-02-18", "--out", &office.name("out")];
    let Ended { code, said, .. } = office.relance(&run);
    assert_eq!(code, 6);
    assert_eq!(said.matches("out/mail : ").count(), 1, "{said}");
    has(&said, &["3 messages (Durand & Fils, F-1 (courriel du 2028-02-18); ", "autre chose porte ce nom"]);
    let listed = office.relance(&["--lang", "fr", "outbox", "list"]).said.replace(char::is_whitespace, "");
    has(&listed, &["autrechoseportecenom"]);
}

#[test]
fn a_long_line_of_a_mapping_is_not_echoed_whole() {
    let office = exporting(&ladder("due", &["+3 days"]), &one(json!({})));
    fs::write(office.at("f.csv"), "a\n1\n").unwrap();
    fs::write(office.at("m.toml"), format!("[account]\nid = \"{}\n", "x".repeat(5_000))).unwrap();
    let Ended { code, said, .. } =
        office.relance(&["import", &office.name("f.csv"), "--mapping", &office.name("m.toml")]);
    assert!(code == 3 && said.contains("line 2") && said.len() < 1_000, "{} {said}", said.len());
}

#[test]
fn rules_are_named_in_the_readers_language_and_a_day_out_of_reach_says_the_years() {
    let office = exporting(&ladder("due", &["+3 days"]), &one(json!({})));
    office.import();
    let said = office.relance(&["--lang", "fr", "explain", "F-1", "--date", "2028-02-10"]).said;
    has(&said, &["données", "étape"]);
    let Ended { code, said, .. } = office.relance(&["explain", "F-1", "--date", "9999-12-31"]);
    assert!(code == 2 && said.contains("from 1900 to 2999"), "{said}");
}

#[test]
fn bank_data_of_a_day_to_come_are_said() {
    let office = exporting(&ladder("due", &["+3 days"]), &one(json!({})));
    office.import();
    let run = |day: &str| office.run(day).said;
    // The import was on the last day of the year.
    let wanted = "bank movements are known until 31 December 2028, a day to come";
    assert!(run("2028-02-18").contains(&format!("look: The store says that {wanted}")));
    has(&doctor(&office, "en"), &[wanted]);
    assert!(!run("2028-12-31").contains("a day to come"));
}

#[test]
fn what_old_bank_data_hold_is_said_by_run() {
    let office = exporting(&ladder("due", &["+3 days"]), &one(json!({})));
    office.relance(&["import", &office.name("a.json"), "--date", "2028-02-01"]);
    let Ended { said, .. } = office.run("2028-02-18");
    has(&said, &["1 document is held: nobody said what came in at the bank lately"]);
}

#[test]
fn a_block_is_recorded_on_the_day_that_is_said() {
    let office = exporting(&ladder("due", &["+3 days"]), &one(json!({})));
    office.import();
    let block =
        |day: &str| office.relance(&["block", "F-1", "--reason", "x", "--until", "2028-03-01", "--date", day]).code;
    assert_eq!((block("2028-03-02"), block("2028-02-20")), (3, 0));
}

#[test]
fn doctor_advises_nothing_that_fails_on_a_journal_that_cannot_be_read() {
    let office = exporting(&ladder("due", &["+3 days"]), &one(json!({})));
    office.import();
    assert_eq!(office.run("2028-02-18").code, 0);
    let journal = office.at("out/journal.jsonl");
    let text = fs::read_to_string(&journal).unwrap();
    fs::write(&journal, text + "garbage\n").unwrap();
    let said = doctor(&office, "en");
    has(&said, &["journal.jsonl cannot be read", "put it back from a copy"]);
    assert!(!said.contains("relance outbox adopt"), "{said}");
}

#[test]
fn a_very_long_name_does_not_fill_the_table() {
    let office = exporting(&ladder("due", &["+3 days"]), &one(json!({"name": "N".repeat(100_000)})));
    office.import();
    assert_eq!(office.run("2028-02-18").code, 0);
    let Ended { said, .. } = office.relance(&["status"]);
    assert!(said.len() < 5_000 && said.contains('…'), "{}", said.len());
}

#[test]
fn the_doctor_says_that_the_history_lacks_what_left() {
    let office = Office::new();
    office.run("2028-02-18").well();
    let said = "The history lacks 2 messages that left: their steps count as never done and may be sent a second time.";
    assert!(!office.doctor("2028-02-18").said.contains("The history lacks"));
    office.db().execute("DELETE FROM entry", []).unwrap();
    let doctor = office.doctor("2028-02-18");
    assert!(doctor.code == 3 && doctor.said.contains(said), "{}", doctor.said);
}
