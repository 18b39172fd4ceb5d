//! What the tenant's limit of the day keeps back: nothing of it is recorded, it is told, and it leaves later as if it had never waited.

use relance::{
    job::Report,
    store::{HistoryFilter, Store, Tenant},
};
use relance_tests::{
    Customer, action,
    books::{self, MODULE, TENANT, code},
    customer, invoice, ladder, settings,
};
use serde_json::{Value, json};

fn store(settings: &Value, accounts: &[Customer]) -> (tempfile::TempDir, Box<dyn Store>) {
    let folder = tempfile::tempdir().unwrap();
    let store = books::store(folder.path(), settings, "2999-12-31", accounts);
    (folder, store)
}

fn run(store: &mut dyn Store, today: &str) -> Report {
    books::run(store, &MODULE, today)
}

/// What a run found: code, account, document, sentence.
fn named(report: &Report) -> Vec<(&str, Option<&str>, Option<&str>, &str)> {
    let findings = report.findings.iter();
    findings
        .map(|one| (one.code.as_str(), one.account.as_deref(), one.document.as_deref(), one.message.as_str()))
        .collect()
}

/// Day, document, step and state of everything recorded, marks too.
fn recorded(store: &dyn Store) -> Vec<String> {
    let lines = store.history(TENANT, &HistoryFilter { marks: true, ..HistoryFilter::default() }).unwrap();
    let line = |line: &relance::store::HistoryLine| {
        let state = serde_json::to_value(line.entry.state).unwrap();
        format!("{} {} {} {}", line.day, line.number, line.entry.coverage.step, state.as_str().unwrap())
    };
    lines.iter().map(line).collect()
}

fn owing(id: &str) -> Customer {
    customer(&format!("of {id}")).has([invoice(id).known_as(id)])
}

#[test]
fn steps_that_would_be_left_out_are_left_out_on_the_day_the_message_leaves() {
    // Both due on Tuesday 15 February 2028. After an outage +3 and +7 are due; `latest` sends +7 and jumps +3. One message a day.
    let scenario = json!({"steps": ladder("due", &["+3 days", "+7 days", "+30 days"]), "catch_up": "latest"});
    let mut settings = settings("invoice", &scenario);
    settings["limits"] = json!({"customer_messages_per_day": 1});
    let (_folder, mut store) = store(&settings, &[owing("A"), owing("B")]);
    let first = run(&mut *store, "2028-02-23");
    assert_eq!((first.actions, first.limited), (1, 1));
    let (left, kept) = if code(&*store, "A") == "limit-reached" { ("B", "A") } else { ("A", "B") };
    assert_eq!(
        recorded(&*store),
        [format!("2028-02-23 {left} +3 days jumped"), format!("2028-02-23 {left} +7 days sent")],
        "nothing of {kept}, which was kept back"
    );
    assert_eq!((code(&*store, kept), code(&*store, left)), ("limit-reached".to_owned(), "remind".to_owned()));
    assert_eq!(run(&mut *store, "2028-02-23").accounts, 0);

    assert_eq!(run(&mut *store, "2028-02-24").actions, 1);
    assert_eq!(
        recorded(&*store)[2..],
        [format!("2028-02-24 {kept} +3 days jumped"), format!("2028-02-24 {kept} +7 days sent")]
    );
}

#[test]
fn a_document_that_wants_nothing_today_is_recorded_beside_one_that_is_kept_back() {
    // Of one account: F-1 is reminded on Friday 18 February; the small one passes over that step, since it is small.
    let mut scenario = json!({"steps": ladder("due", &["+3 days", "+30 days"])});
    scenario["steps"][0]["when"] = json!("left > 1000.00");
    let mut settings = settings("invoice", &scenario);
    settings["limits"] = json!({"customer_messages_per_day": 0});
    let documents = json!([invoice("F-1"), invoice("small").of("500.00")]);
    let (_folder, mut store) = store(&settings, &[customer("A1").has(&documents)]);
    let report = run(&mut *store, "2028-02-18");
    assert_eq!((report.actions, report.limited), (0, 1));
    assert_eq!(recorded(&*store), ["2028-02-18 small +3 days passed-over"]);
    assert_eq!((code(&*store, "F-1"), code(&*store, "small")), ("limit-reached".to_owned(), "waiting".to_owned()));
}

#[test]
fn what_is_larger_than_a_day_waits_and_is_named() {
    // A mail and its letter leave together or not at all: two messages, and one a day.
    let mut scenario = json!({"steps": ladder("due", &["+3 days"])});
    scenario["steps"][0]["actions"] = json!([action("mail", "email"), action("paper", "letter")]);
    let mut settings = settings("invoice", &scenario);
    settings["limits"] = json!({"customer_messages_per_day": 1});
    let both = customer("of A").addressed().has([invoice("A")]);
    let (_folder, mut store) = store(&settings, &[both]);
    let report = run(&mut *store, "2028-02-18");
    assert_eq!((report.actions, report.limited), (0, 2));
    let told = "`+3 days` a 2 messages, et un jour en permet 1\u{a0}: elle ne part jamais";
    assert_eq!(named(&report), [("larger-than-limit", Some("of A"), Some("A"), told)]);
    settings["limits"] = json!({"customer_messages_per_day": 2});
    store.put_tenant(&Tenant { settings: settings.to_string(), ..store.tenant(TENANT).unwrap() }).unwrap();
    let report = run(&mut *store, "2028-02-18");
    assert_eq!((report.actions, named(&report).len()), (2, 0));
}

#[test]
fn what_is_larger_than_a_day_of_its_account_is_named_by_every_run() {
    let mut scenario = json!({"steps": ladder("due", &["+3 days"])});
    scenario["steps"][0]["actions"] = json!([action("mail", "email"), action("paper", "letter")]);
    let mut settings = settings("invoice", &scenario);
    settings["limits"] = json!({"customer_messages_per_account_per_day": 1});
    // Of the other one nothing but the mail can leave, and it does.
    let customers = [customer("of A").addressed().has([invoice("A")]), customer("of B").has([invoice("B")])];
    let (_folder, mut store) = store(&settings, &customers);
    for day in ["2028-02-18", "2028-02-19"] {
        let report = run(&mut *store, day);
        let told = "`+3 days` a 2 messages, et un jour en permet 1\u{a0}: elle ne part jamais";
        assert_eq!(named(&report), [("larger-than-limit", Some("of A"), Some("A"), told)], "{day}");
        assert_eq!(code(&*store, "A"), "limit-reached");
    }
    // None at all is a decision of its own.
    settings["limits"] = json!({"customer_messages_per_account_per_day": 0});
    store.put_tenant(&Tenant { settings: settings.to_string(), ..store.tenant(TENANT).unwrap() }).unwrap();
    assert!(run(&mut *store, "2028-02-20").findings.is_empty());
}

#[test]
fn of_what_leaves_together_nothing_leaves_when_one_cannot_be_written() {
    // A mail, and a letter whose text needs a contact's name that there is not; beside them a customer who has one.
    let mut scenario = json!({"steps": ladder("due", &["+3 days"])});
    scenario["steps"][0]["actions"] = json!([action("mail", "email"), action("paper", "letter").saying("named")]);
    let mut settings = settings("invoice", &scenario);
    let text = json!({"subject": "{{ document.number }}", "body": "For {{ contact.name }}"});
    settings["texts"]["named"] = json!({"fr": text, "en": text});
    let one = |id: &str, contacts: Value| {
        let document = invoice(id).known_as(id);
        customer(&format!("of {id}")).addressed().with("contacts", &contacts).has([document])
    };
    let contact = json!([{"id": "c", "last_name": "Zoé", "roles": ["billing"],
        "mailbox": {"address": "zoe@example.com", "bounced": false, "opted_out": false, "opted_in": false}}]);
    let (_folder, mut store) = store(&settings, &[one("A", json!([])), one("B", contact)]);
    let report = run(&mut *store, "2028-02-18");
    assert_eq!(report.actions, 2, "both of B: {report:?}");
    assert_eq!(recorded(&*store), ["2028-02-18 B +3 days sent", "2028-02-18 B +3 days sent"], "nothing of A");
    let named = named(&report);
    let codes: Vec<_> = named.iter().map(|(code, account, document, _)| (*code, *account, *document)).collect();
    let of_a = |code| (code, Some("of A"), Some("A"));
    assert_eq!(codes, ["value-missing", "bundle-unwritten"].map(of_a));
    let said = "A\u{a0}: 1 action sur 2 qui partent ensemble n'a pu être rédigée\u{a0}: aucune ne part";
    assert_eq!(named[1].3, said);
    // The text is mended: both leave.
    settings["texts"]["named"]["fr"]["body"] = json!("For you");
    store.put_tenant(&Tenant { settings: settings.to_string(), ..store.tenant(TENANT).unwrap() }).unwrap();
    assert_eq!(run(&mut *store, "2028-02-19").actions, 2);
    assert_eq!(recorded(&*store)[2..], ["2028-02-19 A +3 days sent", "2028-02-19 A +3 days sent"]);
}
