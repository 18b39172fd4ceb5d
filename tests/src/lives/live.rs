//! A life: the host of the contract, day by day. What the engine wants is recorded, what it answers is compared with the model's answer on the
//! same history; the first difference ends the life.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::{
    compare::{Difference, Engine, addresses, compare, list, read, text},
    generate::{Company, company},
    happen,
    json::{account, day, entry, settings},
    random::Random,
};
use crate::{
    model::{
        Message,
        calendar::plus,
        decide,
        world::{Account, Day, Entry, Today},
    },
    recorded,
};

/// What was lived through.
#[derive(Debug, Default, Clone)]
pub struct Count {
    /// Lives lived.
    pub lives: u64,
    /// Days lived, over all lives.
    pub days: u64,
    /// Messages to customers.
    pub messages: u64,
    /// By code.
    pub decisions: BTreeMap<String, u64>,
    /// By reason.
    pub marks: BTreeMap<String, u64>,
    /// The first request of `reminders.run` in which each code and each reason was given.
    pub first: BTreeMap<String, Value>,
}

/// Where engine and model part.
#[derive(Debug)]
pub struct Disagreement {
    /// Of which life.
    pub seed: u64,
    /// On which day.
    pub day: Day,
    /// What is the same for disagreements of one sort.
    pub kind: String,
    /// What the engine says.
    pub engine: String,
    /// What the model says.
    pub model: String,
    /// A request of `reminders.decide` or `reminders.run`.
    pub request: Value,
}

/// One customer of the company, as it is on some day.
struct Customer {
    account: Account,
    history: Vec<Value>,
    /// Nothing will happen before this day unless the data change.
    promised: Option<Day>,
}

/// Lives a life.
///
/// # Errors
/// The first disagreement.
///
/// # Panics
/// When the engine refuses a request.
pub fn live(seed: u64, count: &mut Count) -> Result<(), Box<Disagreement>> {
    let mut random = Random::new(seed);
    let mut company = company(&mut random);
    let accounts = [company.account.clone()].into_iter().chain(company.neighbours.drain(..));
    let new = |account| Customer { account, history: Vec::new(), promised: None };
    let mut customers: Vec<_> = accounts.map(new).collect();
    let mut down_until = plus(company.first, -1);
    let mut bank = company.first;
    count.lives += 1;
    for number in 0..company.days {
        let today = plus(company.first, number);
        let mut changed = false;
        for customer in &mut customers {
            std::mem::swap(&mut company.account, &mut customer.account);
            changed |= came_back(&mut random, &mut company, &mut customer.history, today);
            changed |= happen::morning(&mut random, &mut company, &mut customer.history, today);
            let mut documents = company.account.documents.iter();
            changed |= documents.any(|one| one.issued == today || one.first_sent == Some(today));
            std::mem::swap(&mut company.account, &mut customer.account);
        }
        if company.outages && random.percent(3) {
            down_until = plus(today, random.between(0, 11));
        }
        let bank_before = bank;
        if !company.careless_bank || random.percent(30) {
            bank = today;
        }
        if changed || (company.careless_bank && bank != bank_before) {
            customers.iter_mut().for_each(|customer| customer.promised = None);
        }
        if today <= down_until {
            continue;
        }
        count.days += 1;
        let runs = if random.percent(10) { 2 } else { 1 };
        for _ in 0..runs {
            run(seed, &mut random, &company, &mut customers, today, bank, count)?;
        }
    }
    Ok(())
}

/// Messages come back some days later, and what waited in the outbox leaves.
fn came_back(random: &mut Random, company: &mut Company, history: &mut [Value], today: Day) -> bool {
    let mut changed = false;
    for one in history.iter_mut().filter(|one| one["audience"] == "customer" && one["attempt"] != 0) {
        if one["state"] == "pending" {
            one["state"] = json!("sent");
            changed = true;
        }
        let recent = day(&one["day"]).is_some_and(|left| left < today && plus(left, 3) >= today);
        if company.failures && recent && one["state"] == "sent" && one["to"].is_array() && random.percent(2) {
            one["state"] = json!("bounced");
            for address in list(&one["to"]) {
                bounce(&mut company.account, text(address));
            }
            changed = true;
        }
    }
    changed
}

fn bounce(account: &mut Account, address: &str) {
    let recipients =
        account.establishments.iter_mut().flat_map(|one| one.recipients.iter_mut()).chain(account.contacts.iter_mut());
    let boxes = recipients.filter_map(|one| one.mailbox.as_mut()).chain(account.mailbox.as_mut());
    for mailbox in boxes.filter(|mailbox| mailbox.address == address) {
        mailbox.bounced = true;
    }
}

/// What the host knows on that day: documents that are issued, first sends that happened.
fn known(customer: &Customer, today: Day) -> Account {
    let mut known = customer.account.clone();
    known.documents.retain(|document| document.issued <= today);
    for document in &mut known.documents {
        document.first_sent = document.first_sent.filter(|sent| *sent <= today);
    }
    let there: BTreeSet<_> = known.documents.iter().map(|document| document.id.clone()).collect();
    let issued_later = |id: &String| customer.account.documents.iter().any(|one| one.id == *id) && !there.contains(id);
    let is_there = |id: &Option<String>| id.as_ref().is_none_or(|id| !issued_later(id));
    known.holds.retain(|hold| is_there(&hold.document));
    known.payments.retain(|payment| is_there(&payment.document));
    known.events.retain(|event| is_there(&event.document));
    for document in &mut known.documents {
        document.applies_to = document.applies_to.clone().filter(|id| !issued_later(id));
    }
    known.history = customer.history.iter().map(entry).collect();
    known
}

/// The history as the contract has it, without what this host keeps beside it.
fn told(history: &[Value]) -> Vec<Value> {
    let mut told = history.to_vec();
    for one in &mut told {
        if let Some(members) = one.as_object_mut() {
            members.remove("to");
        }
    }
    told
}

fn run(
    seed: u64,
    random: &mut Random,
    company: &Company,
    customers: &mut [Customer],
    today: Day,
    bank: Day,
    count: &mut Count,
) -> Result<(), Box<Disagreement>> {
    let known: Vec<_> = customers.iter().map(|customer| known(customer, today)).collect();
    let sent = |one: &&Entry| one.to_customer && !one.simulated && one.day == today;
    let so_far: BTreeSet<_> = known
        .iter()
        .flat_map(|account| {
            account.history.iter().filter(sent).map(|one| (&account.id, &one.key, &one.action, one.attempt))
        })
        .collect();
    let accounts: Vec<_> =
        known.iter().zip(&*customers).map(|(known, customer)| account(known, &told(&customer.history))).collect();
    let mut request = json!({
        "context": {"contract": "0.2", "tenant": "t", "today": today, "settings": settings(&company.settings).to_string(), "bank_date": bank,
            "company": {"name": "C", "language": "en", "email": "c@x.example"}},
        "so_far": {"customer_messages": so_far.len()},
        "accounts": accounts,
    });
    if let Some(plan) = &company.plan {
        request["context"]["plan"] = json!(plan);
    }
    let page = relance_guest::wire::call("reminders.run", &request.to_string())
        .unwrap_or_else(|failure| panic!("seed {seed}, {today}: {failure}\n{request}"));
    let page: Value = serde_json::from_str(&page).unwrap_or_else(|error| panic!("seed {seed}, {today}: {error}"));
    let answers: Vec<_> = known.iter().map(|account| answer_of(&page, &account.id)).collect();
    let engines: Vec<_> = answers.iter().map(|answer| read(&page, answer)).collect();
    let context = Today {
        day: today,
        settings: &company.settings,
        bank_date: Some(bank),
        company_language: "en",
        plan: company.plan.clone(),
    };
    let leaves =
        |message: &Message| engines.iter().flat_map(|engine| &engine.messages).any(|one| one.covers == message.covers);
    // What the limit of an account let through and that of the tenant did not is seen before the tenant's.
    let both_limits = company.settings.per_account_limit.is_some() && company.settings.tenant_limit.is_some();
    let admitted: Vec<_> = if both_limits { wanted_by_accounts(&request) } else { Vec::new() };
    let in_account = |message: &Message| match both_limits {
        true => admitted.iter().flat_map(|engine| &engine.messages).any(|one| one.covers == message.covers),
        false => leaves(message),
    };
    let models = decide(&context, &known, so_far.len() as i64, (&in_account, &leaves));
    for (at, customer) in customers.iter_mut().enumerate() {
        let (answer, engine) = (&answers[at], &engines[at]);
        for decision in list(&answer["decisions"]) {
            *count.decisions.entry(text(&decision["code"]).to_owned()).or_default() += 1;
            count.first.entry(text(&decision["code"]).to_owned()).or_insert_with(|| request.clone());
        }
        for mark in list(&crate::marks(answer)) {
            *count.marks.entry(text(&mark["reason"]).to_owned()).or_default() += 1;
            count.first.entry(text(&mark["reason"]).to_owned()).or_insert_with(|| request.clone());
        }
        count.messages += engine.messages.len() as u64;
        let found = compare(engine, &models[at]).or_else(|| too_late(customer.promised, today, engine));
        if let Some((kind, engine, model)) = found {
            return Err(Box::new(Disagreement { seed, day: today, kind, engine, model, request }));
        }
        let next = if answer["next"] == "when-changed" || answer["next"] == "never" {
            Some(plus(today, 100_000))
        } else {
            day(&answer["next"]["on"])
        };
        let before = customer.history.len();
        record(random, company, &mut customer.history, &page, answer, today);
        // A promise holds until its day, whatever a later answer says, unless something was recorded.
        let recorded = customer.history.len() != before;
        customer.promised = if recorded { None } else { customer.promised.filter(|day| *day > today).max(next) };
    }
    Ok(())
}

/// What each account wants to let leave, before the tenant's limit.
fn wanted_by_accounts(request: &Value) -> Vec<Engine> {
    let request = json!({"context": request["context"], "accounts": request["accounts"]});
    let answers = relance_guest::wire::call("reminders.decide", &request.to_string());
    let answers = answers.ok().and_then(|answers| serde_json::from_str::<Value>(&answers).ok()).unwrap_or_default();
    list(&answers).iter().map(|answer| read(&Value::Null, answer)).collect()
}

/// The answer for an account.
fn answer_of(page: &Value, id: &str) -> Value {
    list(&page["accounts"]).iter().find(|answer| answer["account"] == id).cloned().unwrap_or_default()
}

/// "Nothing will happen before this day unless the data change."
fn too_late(promised: Option<Day>, today: Day, engine: &Engine) -> Option<Difference> {
    let early = promised.is_some_and(|next| today < next) && !engine.is_silent();
    early.then(|| {
        (
            "next was too late".to_owned(),
            format!("nothing before {promised:?}"),
            format!("{:?} {:?} {:?}", engine.messages, engine.internal, engine.marks),
        )
    })
}

/// What the host records: marks as they are, and one entry for each coverage of what leaves.
fn record(random: &mut Random, company: &Company, history: &mut Vec<Value>, page: &Value, answer: &Value, today: Day) {
    history.extend(list(&crate::marks(answer)).iter().cloned());
    for wanted in crate::leaves(answer) {
        let customer = wanted["audience"] == "customer";
        // What came to nothing once comes to nothing again more often: else hardly any life tries in vain three times.
        let again = company.failures && customer && wanted["attempt"] != 1;
        let state = match random.between(1, 100) {
            20..=60 if again => "failed",
            1..=7 if company.failures && customer => "failed",
            8 | 9 if company.failures && customer => "cancelled",
            10 | 11 if company.failures && customer => "ambiguous",
            12..=15 if customer => "pending",
            _ => "sent",
        };
        let to = addresses(page, text(&wanted["key"]));
        for mut entry in recorded(&today.to_string(), wanted, "engine") {
            entry["state"] = json!(state);
            if !to.is_empty() {
                entry["to"] = json!(to);
            }
            history.push(entry);
        }
    }
}
