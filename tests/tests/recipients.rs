//! Who shares a message, who is never written to, and in which language (docs/domain.md, "Recipients").

use relance_tests::{Answers, Customer, ask, context, customer, invoice, ladder, list, reminders, text};
use serde_json::{Value, json};

const DAY: &str = "2028-02-18";

/// One step three days after the due day, sent by that kind of message, grouped so.
fn rules(kind: &str, grouping: &str) -> Value {
    let mut steps = ladder("due", &["+3 days"]);
    steps[0]["actions"][0]["kind"] = json!(kind);
    let mut settings = reminders(&steps);
    settings["invoices"]["grouping"] = json!(grouping);
    settings
}

fn mailbox(address: &str, bounced: bool) -> Value {
    json!({"address": address, "bounced": bounced, "opted_out": false, "opted_in": false})
}

fn postal(country: &str) -> Value {
    json!({"lines": ["1 rue du Lac"], "postcode": "1000", "city": "Neuville", "country": country})
}

fn run(settings: &Value, account: &Value) -> Value {
    let request = json!({"context": context(DAY, settings), "so_far": {"customer_messages": 0}, "accounts": [account]});
    ask("reminders", "run", &request).unwrap()
}

/// How many messages there are for two documents that differ in that, by the daily job and by hand.
fn messages(kind: &str, account: &Value) -> [usize; 3] {
    let by_job = |grouping| {
        let answers = Answers::of(DAY, &rules(kind, grouping), account);
        list(&answers.0["wanted"]).iter().filter(|wanted| wanted["audience"] == "customer").count()
    };
    let reminders = json!([{"document": "D1", "channel": kind}, {"document": "D2", "channel": kind}]);
    let manual = json!({"reminders": reminders, "together": true, "advance": false, "note": ""});
    let context = context(DAY, &rules(kind, "document"));
    let made =
        ask("reminders", "compose", &json!({"context": context, "accounts": [account], "manual": manual})).unwrap();
    [by_job("account-and-step"), by_job("account"), list(&made["actions"]).len()]
}

fn two_documents(first: &Value, second: &Value, account_has: &Value) -> Customer {
    let with = |id: &str, number: &str, given: &Value| {
        let mut one = invoice(number).known_as(id);
        one.as_object_mut().unwrap().extend(given.as_object().unwrap().clone());
        one
    };
    let mut account = customer("A1").with_all(account_has);
    account["documents"] = json!([with("D1", "F-1", first), with("D2", "F-2", second)]);
    account
}

#[test]
fn two_people_of_one_name_have_a_letter_each() {
    let person = |id: &str| json!({"id": id, "roles": [], "first_name": "Jean", "last_name": "Martin"});
    let has = json!({"address": postal("FR"), "contacts": [person("c1"), person("c2")]});
    let of = |id: &str| json!({"contacts": [{"contact": id, "role": "billing"}]});
    assert_eq!(messages("letter", &two_documents(&of("c1"), &of("c2"), &has)), [2, 2, 2]);
    assert_eq!(messages("letter", &two_documents(&of("c1"), &of("c1"), &has)), [1, 1, 1]);
}

#[test]
fn one_street_in_two_countries_is_two_addresses() {
    let place = |id: &str, country: &str| json!({"id": id, "name": id, "is_default": false, "recipients": [], "address": postal(country)});
    let has = json!({"establishments": [place("fr", "FR"), place("be", "BE"), place("too", "FR")]});
    let of = |id: &str| json!({"establishment": id});
    assert_eq!(messages("letter", &two_documents(&of("fr"), &of("be"), &has)), [2, 2, 2]);
    assert_eq!(messages("letter", &two_documents(&of("fr"), &of("too"), &has)), [1, 1, 1], "the same to the letter");
}

#[test]
fn an_address_written_in_capitals_is_the_same_address() {
    let contact = json!({"id": "c1", "roles": ["billing"], "mailbox": mailbox("Compta@X.example", false)});
    let has = json!({"contacts": [contact], "mailbox": mailbox("compta@x.example", true)});
    let account = two_documents(&json!({}), &json!({}), &has);
    // It bounced for the account: nobody writes there in the name of a contact.
    let answers = Answers::of(DAY, &rules("email", "document"), &account);
    assert_eq!(answers.code_of("D1"), "no-address");
    let other = json!({"id": "c2", "roles": ["billing"], "mailbox": mailbox("direction@x.example", false)});
    let mut reached = account;
    reached["contacts"].as_array_mut().unwrap().push(other);
    let page = run(&rules("email", "document"), &reached);
    let to = &page["accounts"][0]["actions"][0]["body"]["email"]["to"];
    let to: Vec<_> = list(to).iter().map(|one| text(&one["address"])).collect();
    assert_eq!(to, ["direction@x.example"]);
}

#[test]
fn the_reader_s_language_comes_before_the_document_s_the_account_s_and_the_company_s() {
    let mut rules = rules("email", "document");
    let in_words = |word: &str| json!({"subject": word, "body": "{{ document.number }}"});
    rules["texts"]["t"] =
        json!({"fr": in_words("fr"), "en": in_words("en"), "de": in_words("de"), "it": in_words("it")});
    let languages: [[Option<&str>; 3]; 4] = [
        [Some("it"), Some("de"), Some("en")],
        [None, Some("de"), Some("en")],
        [None, None, Some("en")],
        [None, None, None],
    ];
    for ([contact, of_document, of_account], expected) in languages.into_iter().zip(["it", "de", "en", "fr"]) {
        let contact =
            json!({"id": "c1", "roles": ["billing"], "mailbox": mailbox("c@x.example", false), "language": contact});
        let documents = json!([invoice("F-1").with("language", of_document)]);
        let account = customer("A1").with("contacts", [contact]).with("language", of_account).has(&documents);
        let page = run(&rules, &account);
        let email = &page["accounts"][0]["actions"][0]["body"]["email"];
        assert_eq!(email["subject"], expected, "{email:#}");
    }
}

#[test]
fn of_several_readers_the_first_says_the_language_and_two_languages_are_two_messages() {
    let contact = |id: &str, language: Option<&str>| json!({"id": id, "roles": ["billing"], "mailbox": mailbox(&format!("{id}@x.example"), false), "language": language});
    let two = |first, second| {
        let has = json!({"contacts": [contact("c1", first), contact("c2", second)]});
        two_documents(&json!({"language": "fr"}), &json!({"language": "en"}), &has)
    };
    // The first reader's language, whatever the documents say.
    assert_eq!(messages("email", &two(Some("en"), Some("fr"))), [1, 1, 1]);
    // He has none: the documents say it, and are in two.
    assert_eq!(messages("email", &two(None, Some("fr"))), [2, 2, 2]);
}
