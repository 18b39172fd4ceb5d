//! The demo's story and its ending, worked out by hand from the rules before it was ever run.
//!
//! The calendar of those two months: Thursday 1 July 2027 is the first day, Wednesday 14 July is closed, the company is
//! closed from Monday 2 to Friday 20 August, the last day is Sunday 29 August. Invoices are reminded 3, 10 and 30 days
//! after the due day with a call at 20, all on the next working day; the gap between two steps stays as planned when one
//! was late (at least half of it in calendar days when both moved to the same day), and a task is the only step on its day.

use std::collections::BTreeMap;

use relance::cli::Terminal;
use relance_tests::{Ended, execute};
use serde_json::Value;

/// Document, what left (month-day and step), its last decision, and when it is looked at again.
#[rustfmt::skip]
const EXPECTED: &[(&str, &str, &str, &str)] = &[
    // Due Fri 25 June: three days late already on the first day. The call waits for 18 July, a Sunday.
    ("F-2027-101", "07-01 friendly, 07-08 second, 07-19 call, 07-29 firm", "finished", "-"),
    // Due Fri 2 July: the thirtieth day is 1 August, moved to the end of the closure.
    ("F-2027-102", "07-05 friendly, 07-12 second, 07-22 call, 08-23 firm", "finished", "-"),
    // Due Thu 15 July: call and last letter both end up on 23 August; one step a day.
    ("F-2027-103", "07-19 friendly, 07-26 second, 08-23 call, 08-24 firm", "finished", "-"),
    // Due Fri 30 July: both moved to 23 August, half of the seven days stay between them, then half of ten: 1 September.
    ("F-2027-104", "08-23 friendly, 08-27 second", "waiting", "2027-09-01"),
    ("F-2027-105", "08-23 friendly", "waiting", "2027-08-30"),
    // Paid on 21 July.
    ("F-2027-106", "07-12 friendly, 07-19 second", "settled", "-"),
    // Due Wed 18 August: +3 is a Saturday, +10 Saturday 28.
    ("F-2027-107", "08-23 friendly", "waiting", "2027-08-30"),
    // Sent Wed 30 June, valid until Fri 30 July.
    ("D-2027-201", "07-07 after-a-week, 07-28 before-expiry", "validity-ended", "-"),
    // Due Mon 5 July: +20 is Sunday 25, +30 is in the closure.
    ("F-2027-108", "07-08 friendly, 07-15 second, 07-26 call, 08-23 firm", "finished", "-"),
    // The francs were paid on 20 July.
    ("F-2027-109", "07-09 friendly, 07-16 second", "settled", "-"),
    // Nobody to write to: asked once, on the day the first step was due.
    ("F-2027-110", "07-15 @no-address", "no-address", "-"),
    ("F-2027-111", "07-19 friendly, 07-26 second", "settled", "-"),
    ("F-2027-112", "07-19 friendly", "settled", "-"),
    ("F-2027-113", "07-12 friendly, 07-19 second", "settled", "-"),
    ("F-2027-114", "", "covered-by-credit", "-"),
    ("A-2027-301", "", "not-reminded", "-"),
    // Due Thu 1 July: +3 is a Sunday, +10 too, +20 Wednesday 21, +30 Saturday 31 and then the closure.
    ("F-2027-115", "07-05 friendly, 07-12 second, 07-21 call, 08-23 firm", "finished", "-"),
    ("A-2027-302", "", "not-reminded", "-"),
    // Reopened on 15 July, nine days after its due day; seven days as planned; then ten, which is 1 August: the closure.
    // The last letter keeps its distance of 38 planned days after 22 July: Sunday 29 August, so Monday.
    ("F-2027-116", "07-15 friendly, 07-22 second, 08-23 call", "waiting", "2027-08-30"),
    // Reminded once, then the due day moved to 27 August: it begins again.
    ("F-2027-117", "07-05 friendly", "waiting", "2027-08-30"),
    ("F-2027-118", "", "created-before", "-"),
    ("F-2027-119", "", "switched-off-on-document", "-"),
    ("F-2027-120", "", "switched-off-on-account", "-"),
    // It arrived on 20 July; never on the day of the first send. The call, planned 23 August, stays 32 days after 28 July.
    ("F-2027-121", "07-21 friendly, 07-28 second", "waiting", "2027-08-30"),
    // Blocked until 21 July included. The last letter: 35 planned days after 29 July.
    ("F-2027-122", "07-22 friendly, 07-29 second, 08-23 call", "waiting", "2027-09-02"),
    ("F-2027-123", "07-01 friendly", "disputed", "-"),
    ("F-2027-124", "07-02 friendly", "settled", "-"),
    ("F-2027-125", "07-16 friendly", "settled", "-"),
    ("F-2027-126", "", "draft", "-"),
    ("D-2027-202", "07-09 after-a-week", "signed", "-"),
    // Two days before Thu 5 August lies in the closure: the last open day before, Fri 30 July.
    ("D-2027-203", "07-13 after-a-week, 07-30 before-expiry", "validity-ended", "-"),
    ("D-2027-204", "", "waiting", "2027-08-31"),
    ("D-2027-205", "07-15 after-a-week", "refused", "-"),
    ("D-2027-206", "", "in-signature", "-"),
    ("D-2027-207", "", "draft", "-"),
    ("D-2027-208", "07-20 after-a-week, 07-22 before-expiry", "validity-ended", "-"),
    ("D-2027-209", "07-08 after-a-week", "invoiced", "-"),
    // Key accounts: five days after Wed 7 July is Monday 12, fifteen is Thursday 22.
    ("F-2027-127", "07-12 call, 07-22 friendly", "settled", "-"),
    ("F-2027-128", "08-24 call", "waiting", "2027-09-03"),
    ("F-2027-129/1", "07-08 friendly", "settled", "-"),
    ("F-2027-129/2", "08-23 friendly, 08-27 second", "waiting", "2027-09-01"),
    ("F-2027-129/3", "", "waiting", "2027-09-08"),
    // On the day the proceedings are known, one task: to declare the claim.
    ("F-2027-130", "07-05 friendly, 07-12 @insolvency", "insolvency", "-"),
    ("F-2027-131", "", "settled", "-"),
    ("F-2027-132", "", "settled", "-"),
    // Its address was wrong from 6 to 16 July; the second reminder leaves when there is a new one, the rest keeps its gaps.
    ("F-2027-133", "07-05 friendly, 07-12 @no-address, 07-16 second, 07-26 call, 08-27 firm", "finished", "-"),
    ("F-2027-134", "07-22 friendly, 07-29 second, 08-23 call", "settled", "-"),
    ("F-2027-135", "", "cancelled", "-"),
    ("F-2027-136", "", "e-invoice-held", "-"),
];

fn relance(arguments: &[&str]) -> Ended {
    execute(arguments.iter().map(Into::into), &mut std::io::empty(), Terminal::NONE)
}

fn json(arguments: &[&str]) -> Vec<Value> {
    let Ended { code, out, err, .. } = relance(arguments);
    assert_eq!(code, 0, "{err}");
    match serde_json::from_str(&out).unwrap() {
        Value::Array(lines) => lines,
        mut object => object["documents"].take().as_array().unwrap().clone(),
    }
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

fn part(number: &Value, instalment: &Value) -> String {
    format!("{}{}", text(number), instalment.as_str().map(|part| format!("/{part}")).unwrap_or_default())
}

#[test]
fn the_demo_ends_as_the_rules_say() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("demo");
    let Ended { code, out: story, err, .. } = relance(&["demo", "--out", out.to_str().unwrap()]);
    assert_eq!((code, err.as_str()), (0, ""));
    let db = out.join("relance.db");
    let db = db.to_str().unwrap();

    let mut left = BTreeMap::<String, Vec<String>>::new();
    for line in json(&["--db", db, "history", "--json"]) {
        assert_eq!(line["entry"]["state"], "sent");
        let coverage = &line["entry"]["coverage"];
        let day = text(&line["day"]).strip_prefix("2027-").unwrap();
        left.entry(part(&line["number"], &coverage["instalment"]))
            .or_default()
            .push(format!("{day} {}", text(&coverage["step"])));
    }
    let standings: BTreeMap<_, _> = json(&["--db", db, "status", "--all", "--json"])
        .into_iter()
        .map(|standing| {
            let decision = &standing["decision"];
            let next = decision["next"]["on"].as_str().unwrap_or("-").to_owned();
            (part(&standing["number"], &decision["instalment"]), (text(&decision["code"]).to_owned(), next))
        })
        .collect();
    for (document, steps, code, next) in EXPECTED {
        let left = left.remove(*document).unwrap_or_default().join(", ");
        assert_eq!(left, *steps, "what left for {document}");
        assert_eq!(standings[*document], ((*code).to_owned(), (*next).to_owned()), "{document}");
    }
    assert_eq!(left, BTreeMap::new(), "nothing else left");
    assert_eq!(standings.len(), EXPECTED.len(), "every document is in the table");

    let steps = || EXPECTED.iter().flat_map(|(_, steps, ..)| steps.split(", ")).filter(|step| !step.is_empty());
    let internal = steps().filter(|step| step.ends_with("call") || step.contains('@')).count();
    let files = |below: &str| std::fs::read_dir(out.join(below)).unwrap().count();
    let letters = steps().filter(|step| step.ends_with("firm")).count();
    assert_eq!(files("mail/new"), steps().count() - internal - letters);
    assert_eq!((files("print/single"), files("letters/printed")), (letters, letters), "printed once and moved aside");
    assert_eq!(files("tasks"), internal);
    // The first of the three commands it ends with.
    let why = relance(&["--db", db, "explain", "F-2027-110", "--date", "2027-07-15"]).out;
    assert!(why.contains("HELD  recipient   No usable address was found for it (email)."), "{why}");
    for said in [
        "Mon 23 August 2027",
        "Restaurant Le Cèdre promises",
        "51 e-mails, 6 printed letters and 14 tasks in all",
        "explain F-2027-110 --date 2027-07-15",
    ] {
        assert!(story.contains(said), "{said} in {story}");
    }
}

#[test]
fn mails_ask_for_what_is_left_of_whom_it_concerns() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("demo");
    assert_eq!(relance(&["demo", "--days", "31", "--out", out.to_str().unwrap()]).code, 0);
    let mails: Vec<_> = std::fs::read_dir(out.join("mail/new"))
        .unwrap()
        .map(|file| {
            let bytes = std::fs::read(file.unwrap().path()).unwrap();
            let mail = mailparse::parse_mail(&bytes).unwrap();
            let header = |name: &str| {
                let found = mail.headers.iter().find(|header| header.get_key() == name);
                found.map(mailparse::MailHeader::get_value).unwrap_or_default()
            };
            (header("Subject"), header("To"), mail.subparts[0].get_body().unwrap())
        })
        .collect();
    let find = |number: &str, subject: &str| {
        let found = mails.iter().find(|(line, ..)| line.contains(number) && line.contains(subject));
        found.unwrap_or_else(|| panic!("no mail about {number}: {subject}"))
    };
    // 1,000 of 3,000 euros were paid before the second reminder.
    assert!(find("F-2027-113", "impayée").2.contains("2\u{202f}000,00\u{a0}€"));
    // The credit note of 200 euros that names no invoice lowers 1,200 to 1,000.
    assert!(find("F-2027-115", "impayée").2.contains("1\u{202f}000,00\u{a0}€"));
    // Pounds, in English, to the person.
    let (_, to, body) = find("F-2027-106", "still unpaid");
    assert!(to.contains("emma@harrisjoinery.example") && body.contains("£2,400.00"), "{to} {body}");
    // Each establishment gets its own.
    assert!(find("F-2027-111", "petit rappel").1.contains("compta@grenoble.verdier.example"));
    assert!(find("F-2027-112", "petit rappel").1.contains("compta@lyon.verdier.example"));
}

#[test]
fn the_demo_replaces_only_what_a_demo_left() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().to_str().unwrap();
    std::fs::write(folder.path().join("mine.txt"), "mine").unwrap();
    let Ended { code, err, .. } = relance(&["demo", "--days", "1", "--out", out]);
    assert_eq!(code, 1);
    assert!(err.contains("is not empty, and no demo made it; nothing was touched\nhint: name another folder"), "{err}");
    let again = folder.path().join("demo");
    let again = again.to_str().unwrap();
    // What an earlier one left of every sort, and its journal.
    for left in
        ["sms", "whatsapp", "measures", "rehearsal-sms", "rehearsal-whatsapp", "rehearsal-measures", "rehearsal"]
    {
        assert_eq!(relance(&["demo", "--days", "1", "--out", again]).code, 0);
        let left = folder.path().join("demo").join(left);
        std::fs::create_dir_all(&left).unwrap();
        std::fs::write(left.join("20270101.key.json"), "{}").unwrap();
        let journal = folder.path().join("demo/journal.jsonl");
        let stale = "of an earlier life";
        std::fs::write(&journal, stale).unwrap();
        assert_eq!(relance(&["demo", "--days", "9", "--out", again]).code, 0);
        assert!(!left.join("20270101.key.json").exists(), "{}", left.display());
        assert!(!std::fs::read_to_string(&journal).unwrap().contains(stale));
    }
    // By Friday 9 July: 2 + 1 + 5 + 1 + 4 + 2 messages.
    assert_eq!(std::fs::read_dir(folder.path().join("demo/mail/new")).unwrap().count(), 15);
    // With its own settings, switched off, nothing leaves.
    let settings = folder.path().join("demo/settings.json");
    let text = std::fs::read_to_string(&settings).unwrap();
    std::fs::write(&settings, text.replacen("\"mode\": \"live\"", "\"mode\": \"off\"", 9)).unwrap();
    assert_eq!(relance(&["demo", "--days", "9", "--out", again, "--settings", settings.to_str().unwrap()]).code, 0);
    assert!(!folder.path().join("demo/mail").exists());
}
