//! The calls whose answers are kept for ever: every function, every reason and every mark, and what is refused.

use std::collections::BTreeSet;

use relance_contract::RecordedCall;
use serde_json::{Value, json};

use crate::{
    Customer,
    case::list,
    context, customer, entry, invoice, ladder, lead,
    lives::{Count, live},
    marks, settings,
};

/// Among so many lives every rule is reached.
const LIVES: u64 = 400;

/// The call, with the module's answer of today.
///
/// # Panics
/// Never: a failure is an answer.
#[must_use]
pub fn answered(function: &str, request: &str) -> RecordedCall {
    let answer = relance_guest::wire::call(function, request);
    let accepted = answer.is_ok();
    let answer = answer.unwrap_or_else(|failure| failure);
    RecordedCall { function: function.to_owned(), request: request.to_owned(), accepted, answer }
}

/// The codes and the marks of an answer of `reminders.run`, and what speaks against a reminder by hand in one of `reminders.compose`.
#[must_use]
pub fn words(answer: &Value) -> BTreeSet<String> {
    let some = |value: &Value| value.as_array().cloned().unwrap_or_default();
    let answers = some(&answer["accounts"]);
    let codes = answers.iter().flat_map(|answer| some(&answer["decisions"])).map(|decision| decision["code"].clone());
    let marks = answers.iter().flat_map(|answer| some(&marks(answer))).map(|mark| mark["reason"].clone());
    let composed = some(&answer["documents"]);
    let objections =
        composed.iter().flat_map(|one| some(&one["objections"])).map(|objection| objection["code"].clone());
    codes.chain(marks).chain(objections).filter_map(|word| word.as_str().map(str::to_owned)).collect()
}

/// What lives do not draw: prospects, and an invoice for which there is no scenario.
fn of_leads() -> Vec<(&'static str, String)> {
    let run = |settings: &Value, account: &Customer| {
        let context = context("2028-02-18", settings);
        let request = json!({"context": context, "so_far": {"customer_messages": 0}, "accounts": [account]});
        ("reminders.run", request.to_string())
    };
    let leads = settings("lead", &json!({"steps": ladder("issued", &["+3 days"])}));
    let business = || customer("A1").with("profile", "b2b-fr");
    let objects = json!({"address": "a@b.example", "bounced": false, "opted_out": true, "opted_in": false});
    let mut without = settings("invoice", &json!({"steps": ladder("due", &["+3 days"])}));
    without["invoices"]["default_scenario"] = Value::Null;
    vec![
        run(&leads, &business().has([lead("P-1"), lead("P-2").known_as("D2").status("converted")])),
        run(&leads, &business().has([lead("P-3").status("lost")])),
        run(&leads, &business().with("mailbox", objects).has([lead("P-4")])),
        run(&leads, &customer("A1").with("profile", "consumer-fr").has([lead("P-5")])),
        run(&without, &customer("A1").has([invoice("F-1")])),
    ]
}

/// Reminders by hand of what is not due, was told today or the day before, and of a prospect.
fn by_hand() -> Value {
    let settings = settings("invoice", &json!({"steps": ladder("due", &["+3 days", "+10 days"]), "min_gap": 5}));
    let told = |day: &str, id: &str| entry(day, "+3 days").about(id);
    let documents = [
        invoice("F-1").due("2028-03-15"),
        invoice("F-2").known_as("D2"),
        invoice("F-3").known_as("D3"),
        lead("P-1").known_as("D4"),
    ];
    let history = [told("2028-02-18", "D2"), told("2028-02-17", "D3")];
    let reminders = ["D1", "D2", "D3", "D4"].map(|id| json!({"document": id}));
    let manual = json!({"reminders": reminders, "together": false, "advance": false, "note": ""});
    let account = customer("A1").has(documents).history(&history);
    json!({"context": context("2028-02-18", &settings), "accounts": [account], "manual": manual})
}

/// What is asked, by function and request. What describes the module (`about`, and the schema of the settings) is left out: it changes with every
/// word that is new.
///
/// # Panics
/// When the page that explains the contract is no request, or an answer that another call needs is refused.
#[must_use]
pub fn calls() -> Vec<(&'static str, String)> {
    let request: Value = serde_json::from_str(include_str!("../../docs/contract/request.json")).unwrap();
    let (context, accounts) = (&request["context"], &request["accounts"]);
    let settings = &context["settings"];
    let ask = |function: &'static str, request: &Value| -> Value {
        serde_json::from_str(&answered(function, &request.to_string()).answer).unwrap()
    };
    let mut calls = of_lives();
    calls.extend(of_leads());
    calls.push(("reminders.compose", by_hand().to_string()));
    let mut call = |function: &'static str, request: Value| calls.push((function, request.to_string()));
    let page = json!({"context": context, "accounts": accounts});
    let decided = ask("reminders.decide", &page);
    let wanted: Vec<_> = list(&decided).iter().flat_map(|answer| list(&answer["wanted"])).collect();
    let admit = json!({"context": context, "so_far": {"customer_messages": 0}, "wanted": wanted});
    let tickets = ask("reminders.admit", &admit);
    let decisions: Vec<_> = list(&decided).iter().flat_map(|answer| list(&answer["decisions"])).collect();
    let document = &accounts[0]["documents"][0];
    let reminder = json!({"document": document["id"], "override_reason": "asked for by telephone"});
    let manual = json!({"reminders": [reminder], "together": false, "advance": true, "note": "for the file"});
    call("reminders.decide", page.clone());
    call("reminders.admit", admit);
    call("reminders.render", json!({"context": context, "accounts": accounts, "tickets": tickets, "max_bytes": 1}));
    call("reminders.check", json!({"context": context, "accounts": accounts, "keys": [wanted[0]["key"], "nobody's"]}));
    call("reminders.run", request.clone());
    let (account, id) = (&accounts[0], &document["id"]);
    call("reminders.explain", json!({"context": context, "account": account, "document": id, "language": "de"}));
    call("reminders.compose", json!({"context": context, "accounts": accounts, "manual": manual}));
    call("reminders.forecast", json!({"context": context, "accounts": accounts, "days": 60}));
    call("reminders.phrase", json!({"language": "fr", "decisions": decisions}));
    call("settings.check", json!({"settings": settings, "language": "en"}));
    call("settings.check", json!({"settings": "{\"version\": 1, \"mode\": \"sometimes\"}", "language": "fr"}));
    call("settings.describe", json!({"settings": settings, "language": "fr"}));
    call("settings.example", json!({}));
    call("settings.library", json!({}));
    call("templates.check", json!({"settings": settings, "company": context["company"], "language": "fr"}));
    call("templates.convert", json!({"text": "Devis [Référence du devis], __REF_PROPAL__, {facture.numero}"}));
    call("templates.variables", json!({}));
    let sample = json!({"text": "friendly", "language": "fr", "channel": "letter", "kind": "invoice", "documents": 3});
    let preview = json!({"context": context, "sample": sample});
    let letter = ask("templates.preview", &preview);
    call("templates.preview", preview);
    let letter = json!({"key": "1", "letter": letter["body"]["letter"], "registered": false, "sources": []});
    let job = json!({"letters": [letter], "batch": true, "single": false});
    call("letters.print", json!({"context": context, "job": job}));
    let days = json!({"bank_date": "2028-02-17", "today": "2028-02-18"});
    let take = json!({"account": {"told": account, "unnamed": "stays", "others": [], "former": []}, "days": days});
    let kept = ask("bookkeeping.take", &take)["kept"].take();
    call("bookkeeping.take", take);
    let amount = json!({"minor": 5_000, "currency": document["currency"]});
    let payment = json!({"id": "by hand", "document": id, "day": "2028-02-18", "amount": amount, "state": "settled"});
    let pays = json!({"pays": {"payment": payment, "today": "2028-02-18"}});
    let paid = ask("bookkeeping.note", &json!({"kept": kept, "act": pays}));
    call("bookkeeping.note", json!({"kept": kept, "act": pays}));
    let mut told = account.clone();
    told["documents"][0]["left"] = json!(document["total"].as_i64().unwrap() - 2_000);
    let again = json!({"kept": paid, "told": told, "unnamed": "is-over", "others": [], "former": []});
    call("bookkeeping.take", json!({"account": again, "days": days}));
    let late = json!({"records": {"revision": "0", "entries": []}});
    call("bookkeeping.note", json!({"kept": kept, "act": late}));
    call("bookkeeping.count", json!({"entries": account["history"], "today": "2028-02-18"}));
    // What is refused, each with its sentence.
    let spoilt = |change: &dyn Fn(&mut Value)| {
        let mut spoilt = request.clone();
        change(&mut spoilt);
        spoilt
    };
    call("reminders.remind", json!({}));
    call("reminders.run", spoilt(&|request| drop(request["context"].as_object_mut().unwrap().remove("contract"))));
    call("reminders.run", spoilt(&|request| request["context"]["contract"] = json!("0.1")));
    call("reminders.run", spoilt(&|request| request["context"]["today"] = json!("2028-02-30")));
    call("reminders.run", spoilt(&|request| request["accounts"][0]["documents"][0]["embargo"] = json!(true)));
    call("reminders.run", spoilt(&|request| request["accounts"][0]["documents"][0]["total"] = json!(12.5)));
    calls.push(("reminders.run", "{\"context\": ".to_owned()));
    calls
}

/// The first call in which each reason and each mark is given.
fn of_lives() -> Vec<(&'static str, String)> {
    let mut count = Count::default();
    for seed in 0..LIVES {
        drop(live(seed, &mut count));
    }
    let requests: BTreeSet<_> = count.first.values().map(Value::to_string).collect();
    requests.into_iter().map(|request| ("reminders.run", request)).collect()
}
