//! A life: the host of the contract, day by day. What the engine wants is recorded, what it answers is compared with the model's answer on the
//! same history; the first difference ends the life.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::{
    generate::{Company, company},
    happen,
    json::{account, day, entry, settings, state_word},
    random::Random,
};
use crate::model::{
    Answer, Mark, Message,
    calendar::plus,
    decide,
    recipients::Way,
    world::{Account, Day, PartId, Today},
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

fn list(value: &Value) -> &[Value] {
    value.as_array().map(Vec::as_slice).unwrap_or_default()
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

fn part(value: &Value) -> PartId {
    (text(&value["document"]).to_owned(), value["instalment"].as_str().map(str::to_owned))
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
    let mut history = Vec::<Value>::new();
    let mut down_until = plus(company.first, -1);
    let mut bank = company.first;
    // Nothing will happen before this day unless the data change.
    let mut promised = None::<Day>;
    count.lives += 1;
    for number in 0..company.days {
        let today = plus(company.first, number);
        let settled = came_back(&mut random, &mut company, &mut history, today);
        let changed = happen::morning(&mut random, &mut company, &mut history, today) || settled;
        if company.outages && random.percent(3) {
            down_until = plus(today, random.between(0, 11));
        }
        let bank_before = bank;
        if !company.careless_bank || random.percent(30) {
            bank = today;
        }
        let appears = company.account.documents.iter().any(|one| one.issued == today || one.first_sent == Some(today));
        if changed || appears || (company.careless_bank && bank != bank_before) {
            promised = None;
        }
        if today <= down_until {
            continue;
        }
        count.days += 1;
        let runs = if random.percent(10) { 2 } else { 1 };
        for _ in 0..runs {
            let next = run(seed, &mut random, &mut company, &mut history, today, bank, promised, count)?;
            // A promise holds until its day, whatever a later answer says, unless something was recorded.
            let day = |promised: Option<Day>| promised.filter(|day| *day > today);
            promised = next.and_then(|next| Some(day(promised)?.max(next)).or(Some(next)));
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
fn known(company: &Company, history: &[Value], today: Day) -> Account {
    let mut known = company.account.clone();
    known.documents.retain(|document| document.issued <= today);
    for document in &mut known.documents {
        document.first_sent = document.first_sent.filter(|sent| *sent <= today);
    }
    let there: BTreeSet<_> = known.documents.iter().map(|document| document.id.clone()).collect();
    let issued_later = |id: &String| company.account.documents.iter().any(|one| one.id == *id) && !there.contains(id);
    let is_there = |id: &Option<String>| id.as_ref().is_none_or(|id| !issued_later(id));
    known.holds.retain(|hold| is_there(&hold.document));
    known.payments.retain(|payment| is_there(&payment.document));
    known.events.retain(|event| is_there(&event.document));
    for document in &mut known.documents {
        document.applies_to = document.applies_to.clone().filter(|id| !issued_later(id));
    }
    known.history = history.iter().map(entry).collect();
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

#[expect(clippy::too_many_arguments, reason = "one day of one life")]
fn run(
    seed: u64,
    random: &mut Random,
    company: &mut Company,
    history: &mut Vec<Value>,
    today: Day,
    bank: Day,
    promised: Option<Day>,
    count: &mut Count,
) -> Result<Option<Day>, Box<Disagreement>> {
    let known = known(company, history, today);
    let so_far: BTreeSet<_> = known
        .history
        .iter()
        .filter(|one| one.to_customer && !one.simulated && one.day == today)
        .map(|one| (one.key.clone(), one.action.clone(), one.attempt))
        .collect();
    let request = json!({
        "context": {"tenant": "t", "today": today, "settings": settings(&company.settings).to_string(), "bank_date": bank,
            "company": {"name": "C", "language": "en", "email": "c@x.example"}},
        "so_far": {"customer_messages": so_far.len()},
        "accounts": [account(&known, &told(history))],
    });
    let mut request = request;
    if let Some(plan) = &company.plan {
        request["context"]["plan"] = json!(plan);
    }
    let page = relance_guest::wire::call("reminders.run", &request.to_string())
        .unwrap_or_else(|failure| panic!("seed {seed}, {today}: {failure}\n{request}"));
    let page: Value = serde_json::from_str(&page).unwrap_or_else(|error| panic!("seed {seed}, {today}: {error}"));
    let engine = read(&page);
    let context = Today {
        day: today,
        settings: &company.settings,
        bank_date: Some(bank),
        company_language: "en",
        plan: company.plan.clone(),
    };
    let leaves = |message: &Message| engine.messages.iter().any(|one| one.covers == message.covers);
    let model = decide(&context, &known, &leaves);
    let answer = &page["accounts"][0];
    for decision in list(&answer["decisions"]) {
        *count.decisions.entry(text(&decision["code"]).to_owned()).or_default() += 1;
    }
    for mark in list(&answer["marks"]) {
        *count.marks.entry(text(&mark["reason"]).to_owned()).or_default() += 1;
    }
    count.messages += engine.messages.len() as u64;
    let found = compare(&engine, &model).or_else(|| {
        let early = promised.is_some_and(|next| today < next) && !engine.is_silent();
        early.then(|| {
            (
                "next was too late".to_owned(),
                format!("nothing before {promised:?}"),
                format!("{:?} {:?} {:?}", engine.messages, engine.internal, engine.marks),
            )
        })
    });
    if let Some((kind, engine, model)) = found {
        return Err(Box::new(Disagreement { seed, day: today, kind, engine, model, request }));
    }
    let next = if answer["next"] == "when-changed" || answer["next"] == "never" {
        Some(plus(today, 100_000))
    } else {
        day(&answer["next"]["on"])
    };
    let before = history.len();
    record(random, company, history, &page, today);
    Ok(if history.len() == before { next } else { None })
}

/// Part, step, repetition, state and reason.
type MarkTold = (PartId, String, u32, String, String);

/// What the engine answers, in the model's words.
struct Engine {
    decisions: BTreeMap<PartId, (String, Option<String>)>,
    messages: BTreeSet<Comparable>,
    internal: BTreeSet<(PartId, String, u32, String, u32)>,
    marks: BTreeSet<MarkTold>,
}

impl Engine {
    fn is_silent(&self) -> bool {
        self.messages.is_empty() && self.internal.is_empty() && self.marks.is_empty()
    }
}

/// A message to a customer, as both sides tell it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Comparable {
    covers: Vec<(PartId, String, u32)>,
    kind: String,
    attempt: u32,
    to: Vec<String>,
    severe: bool,
    simulated: bool,
    deadline: Option<Day>,
    effective: Option<Day>,
}

fn read(page: &Value) -> Engine {
    let answer = &page["accounts"][0];
    let number = |value: &Value| u32::try_from(value.as_u64().unwrap_or_default()).unwrap_or_default();
    let decisions = list(&answer["decisions"])
        .iter()
        .map(|one| (part(one), (text(&one["code"]).to_owned(), one["step"].as_str().map(str::to_owned))));
    let mut engine = Engine {
        decisions: decisions.collect(),
        messages: BTreeSet::new(),
        internal: BTreeSet::new(),
        marks: BTreeSet::new(),
    };
    for wanted in list(&answer["wanted"]) {
        let steps = list(&wanted["coverage"])
            .iter()
            .map(|one| (part(one), text(&one["step"]).to_owned(), number(&one["repetition"])));
        let mut covers: Vec<_> = steps.filter(|(_, step, _)| !step.starts_with('@')).collect();
        covers.sort();
        if covers.is_empty() {
            continue;
        }
        let kind = text(&wanted["kind"]).to_owned();
        let attempt = number(&wanted["attempt"]);
        if wanted["audience"] == "customer" {
            let to = addresses(page, text(&wanted["key"]));
            engine.messages.insert(Comparable {
                covers,
                kind,
                attempt,
                to,
                severe: wanted["severe"] == true,
                simulated: wanted["simulated"] == true,
                deadline: day(&wanted["deadline"]),
                effective: day(&wanted["effective"]),
            });
        } else {
            engine.internal.extend(
                covers.into_iter().map(|(part, step, repetition)| (part, step, repetition, kind.clone(), attempt)),
            );
        }
    }
    for mark in list(&answer["marks"]) {
        let coverage = &mark["coverage"];
        engine.marks.insert((
            part(coverage),
            text(&coverage["step"]).to_owned(),
            number(&coverage["repetition"]),
            text(&mark["state"]).to_owned(),
            text(&mark["reason"]).to_owned(),
        ));
    }
    engine
}

fn addresses(page: &Value, key: &str) -> Vec<String> {
    let rendered = list(&page["rendered"]).iter().find(|one| one["key"] == key);
    let to = rendered.map(|one| list(&one["outcome"]["action"]["body"]["email"]["to"])).unwrap_or_default();
    to.iter().map(|one| text(&one["address"]).to_owned()).collect()
}

type Difference = (String, String, String);

fn compare(engine: &Engine, model: &Answer) -> Option<Difference> {
    for decision in &model.decisions {
        let (code, step) = engine.decisions.get(&decision.part).cloned().unwrap_or_default();
        let same_step = ["finished", "waiting"].contains(&code.as_str())
            || step.is_none()
            || decision.step.is_none()
            || step == decision.step;
        if !decision.codes.contains(&code.as_str()) || !same_step {
            let kind = format!(
                "decision: engine {code}, model {}{}",
                decision.codes.join("|"),
                if same_step { "" } else { ", another step" }
            );
            return Some((kind, format!("{:?} {code} {step:?}", decision.part), format!("{decision:?}")));
        }
    }
    let messages: BTreeSet<_> = model
        .messages
        .iter()
        .filter(|one| !matches!(one.kind, "task" | "notification" | "block-orders"))
        .map(comparable)
        .collect();
    if messages != engine.messages {
        let kind = message_kind(&engine.messages, &messages);
        return Some((kind, format!("{:?}", engine.messages), format!("{messages:?}")));
    }
    let internal: BTreeSet<_> = model
        .messages
        .iter()
        .filter(|one| matches!(one.kind, "task" | "notification" | "block-orders"))
        .flat_map(|one| {
            one.covers.iter().map(|(part, step, repetition)| {
                (part.clone(), step.clone(), *repetition, one.kind.to_owned(), one.attempt)
            })
        })
        .collect();
    if internal != engine.internal {
        return Some(("internal actions".into(), format!("{:?}", engine.internal), format!("{internal:?}")));
    }
    marks(engine, model)
}

/// Every mark of the engine must be one that the model allows on that day, and each that the model demands must be there.
fn marks(engine: &Engine, model: &Answer) -> Option<Difference> {
    let told = |marks: &[Mark]| -> BTreeSet<_> {
        marks
            .iter()
            .map(|mark| {
                (
                    mark.part.clone(),
                    mark.out.step.clone(),
                    mark.out.repetition,
                    state_word(mark.out.state).to_owned(),
                    mark.out.reason.to_owned(),
                )
            })
            .collect()
    };
    let (possible, demanded) = (told(&model.possible), told(&model.marks));
    let wrong: Vec<_> = engine.marks.iter().filter(|mark| !possible.contains(*mark)).collect();
    // Of several reasons that are true any may be recorded, but one must be.
    let is_there =
        |mark: &&MarkTold| engine.marks.iter().any(|one| (&one.0, &one.1, one.2) == (&mark.0, &mark.1, mark.2));
    let missing: Vec<_> = demanded.iter().filter(|mark| !is_there(mark)).collect();
    let (side, found) = if wrong.is_empty() { ("model", missing) } else { ("engine", wrong) };
    if found.is_empty() {
        return None;
    }
    let reasons: BTreeSet<_> = found.iter().map(|mark| format!("{} {}", mark.3, mark.4)).collect();
    let kind = format!("marks: {side} only {}", reasons.into_iter().collect::<Vec<_>>().join(", "));
    let codes: Vec<_> = found.iter().map(|mark| engine.decisions.get(&mark.0)).collect();
    Some((kind, format!("{:?}, {codes:?}", engine.marks), format!("{found:?} of {demanded:?}, possible {possible:?}")))
}

fn comparable(message: &Message) -> Comparable {
    Comparable {
        covers: message.covers.clone(),
        kind: message.kind.to_owned(),
        attempt: message.attempt,
        to: if let Way::Email(to) = &message.way { to.clone() } else { vec![] },
        severe: message.severe,
        simulated: message.simulated,
        deadline: message.deadline,
        effective: Some(message.effective),
    }
}

fn message_kind(engine: &BTreeSet<Comparable>, model: &BTreeSet<Comparable>) -> String {
    let covers =
        |of: &BTreeSet<Comparable>| of.iter().map(|one| (one.covers.clone(), one.kind.clone())).collect::<Vec<_>>();
    if covers(engine) != covers(model) {
        return "messages: other ones, or other companions".into();
    }
    let differing: BTreeSet<_> = engine
        .iter()
        .zip(model)
        .flat_map(|(a, b)| {
            [
                ("attempt", a.attempt != b.attempt),
                ("to", a.to != b.to),
                ("severe", a.severe != b.severe),
                ("simulated", a.simulated != b.simulated),
                ("deadline", a.deadline != b.deadline),
                ("effective", a.effective != b.effective),
            ]
        })
        .filter(|(_, differs)| *differs)
        .map(|(name, _)| name)
        .collect();
    format!("messages: {}", differing.into_iter().collect::<Vec<_>>().join(", "))
}

/// What the host records: marks as they are, and one entry for each coverage of what leaves.
fn record(random: &mut Random, company: &Company, history: &mut Vec<Value>, page: &Value, today: Day) {
    let answer = &page["accounts"][0];
    history.extend(list(&answer["marks"]).iter().cloned());
    for wanted in list(&answer["wanted"]) {
        let customer = wanted["audience"] == "customer";
        let state = match random.between(1, 100) {
            1..=7 if company.failures && customer => "failed",
            8 | 9 if company.failures && customer => "cancelled",
            10 | 11 if company.failures && customer => "ambiguous",
            12..=15 if customer => "pending",
            _ => "sent",
        };
        let to = addresses(page, text(&wanted["key"]));
        for (coverage, days) in list(&wanted["coverage"]).iter().zip(list(&wanted["days"])) {
            let mut entry = json!({"coverage": coverage, "action": wanted["action"], "attempt": wanted["attempt"], "state": state,
                "origin": "engine", "audience": wanted["audience"], "severe": wanted["severe"], "simulated": wanted["simulated"],
                "day": today, "due": days["due"], "planned": days["planned"], "deadline": wanted["deadline"], "reason": "",
                "key": wanted["key"]});
            if !to.is_empty() {
                entry["to"] = json!(to);
            }
            history.push(entry);
        }
    }
}
