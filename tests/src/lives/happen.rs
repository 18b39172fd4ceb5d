//! What befalls a company in the morning of a day. The host keeps to the contract: a later due day, a quote issued again or a settled invoice
//! that reopens raises the cycle.

use serde_json::{Value, json};

use super::{
    generate::{Company, document},
    random::Random,
};
use crate::model::{
    calendar::plus,
    world::{Day, DocumentKind, Event, Hold, HoldKind, Mode, Payment, PaymentState},
};

/// Something happens, or nothing; whether anything changed.
pub fn morning(random: &mut Random, company: &mut Company, history: &mut Vec<Value>, today: Day) -> bool {
    let mut changed = false;
    while random.percent(company.lively) {
        one(random, company, history, today);
        changed = true;
    }
    for document in &mut company.account.documents {
        // A document that was not sent yet is sent by hand one day.
        if document.first_sent.is_none()
            && matches!(document.kind, DocumentKind::Invoice | DocumentKind::Quote)
            && document.issued <= today
            && random.percent(4)
        {
            document.first_sent = Some(today);
            changed = true;
        }
    }
    changed
}

fn one(random: &mut Random, company: &mut Company, history: &mut Vec<Value>, today: Day) {
    let account = &mut company.account;
    let at = random.between(0, account.documents.len() as i64 - 1).unsigned_abs() as usize;
    let named = account.documents[at].id.clone();
    let kind = account.documents[at].kind;
    // "Z" is closed where the host has a list; "Y" is nowhere.
    let named = if company.dangling && random.percent(15) { (*random.pick(&["Y", "Z"])).to_owned() } else { named };
    let number = format!("n{}", random.between(0, i64::MAX - 1));
    match random.between(1, 100) {
        1..=20 if kind == DocumentKind::Invoice => {
            let about = &account.documents[at];
            let instalment = if about.instalments.is_empty() {
                None
            } else {
                random.maybe(50, |random| random.pick(&about.instalments).id.clone())
            };
            let most = about.total / 1_000;
            let amount = if random.percent(40) { about.total } else { random.between(1, most) * 1_000 };
            let amount = if instalment.is_some() { amount.min(about.total / 2) } else { amount };
            let state = *random.pick(&[
                PaymentState::Settled,
                PaymentState::Settled,
                PaymentState::Settled,
                PaymentState::Pending,
                PaymentState::Rejected,
            ]);
            let named_is_there = account.documents.iter().any(|one| one.id == named);
            let payment = Payment {
                id: number,
                document: if random.percent(75) { Some(named) } else { None },
                instalment: instalment.filter(|_| named_is_there),
                amount,
                currency: about.currency.clone(),
                day: plus(today, *random.pick(&[0, 0, 0, -1, -2, 3])),
                state,
            };
            let payment =
                Payment { instalment: payment.instalment.clone().filter(|_| payment.document.is_some()), ..payment };
            // Money of another currency that names a document is a mistake of the data; that names none counts for nothing.
            let currency =
                if payment.document.is_none() && random.percent(20) { "USD".into() } else { payment.currency };
            account.payments.push(Payment { currency, ..payment });
        }
        21..=35 if !account.holds.is_empty() => {
            let gone = random.between(0, account.holds.len() as i64 - 1).unsigned_abs() as usize;
            account.holds.remove(gone);
        }
        21..=52 => {
            let kind = match random.between(1, 20) {
                1..=5 => HoldKind::Block(random.maybe(80, |random| plus(today, random.between(-1, 12)))),
                6..=10 => HoldKind::Promise {
                    amount: random.maybe(60, |random| (random.between(1, 40) * 1_000, "EUR".into())),
                    promised_for: plus(today, random.between(0, 6)),
                    made_on: today,
                },
                11..=14 => HoldKind::Reply(plus(today, -random.between(0, 1))),
                15 | 16 => HoldKind::Dispute,
                17 => HoldKind::Insolvency,
                18 => HoldKind::HandedOver,
                19 => {
                    random.pick(&[HoldKind::OverIndebtedness, HoldKind::Factored, HoldKind::LimitationPassed]).clone()
                }
                _ => HoldKind::Other,
            };
            account.holds.push(Hold {
                id: number,
                document: if random.percent(70) { Some(named) } else { None },
                kind,
            });
        }
        53..=60 => account.events.push(Event {
            kind: "opened".into(),
            // Told late now and then, of a day before the document was there.
            day: plus(today, -if random.percent(15) { random.between(3, 60) } else { random.between(0, 2) }),
            document: if random.percent(70) { Some(named) } else { None },
        }),
        61..=64 => {
            let new = document(random, today, &number, account);
            account.documents.push(new);
        }
        65..=68 => {
            // The due day moves later, or a quote is extended: a new cycle.
            let later = random.between(1, 20);
            let about = &mut account.documents[at];
            about.due = about.due.map(|due| plus(due, later));
            about.valid_until = about.valid_until.map(|day| plus(day, later));
            for part in &mut about.instalments {
                part.due = plus(part.due, later);
            }
            if about.due.is_some() || about.valid_until.is_some() {
                about.cycle += 1;
            }
        }
        69..=71 if kind == DocumentKind::Quote => {
            account.documents[at].status = (*random.pick(&["signed", "refused", "invoiced", "open"])).into()
        }
        72..=74 => account.documents[at].automatic = Some(random.percent(50)),
        75..=77 => skip(random, company, history, today),
        78..=80 => {
            let scenarios = company.settings.scenarios.iter().filter(|one| !one.for_quotes);
            let ids: Vec<_> = scenarios.map(|one| one.id.clone()).collect();
            if kind == DocumentKind::Invoice {
                account.documents[at].scenario = Some(random.pick(&ids).clone());
            }
        }
        81..=84 => {
            let which = random.between(0, company.settings.scenarios.len() as i64 - 1).unsigned_abs() as usize;
            let repeats = company.settings.scenarios[which].repeat_last.is_some();
            let steps = &mut company.settings.scenarios[which].steps;
            let at = random.between(0, steps.len() as i64 - 1).unsigned_abs() as usize;
            if random.percent(50) && !repeats {
                steps[at].retired = true;
            } else {
                let mut new = steps[at].clone();
                new.id = format!("i{number}");
                new.retired = false;
                steps.insert(at, new);
            }
        }
        85 | 86 => company.settings.mode = *random.pick(&[Mode::Live, Mode::Live, Mode::NotifyOnly]),
        87..=90 => {
            if let Some(mailbox) = &mut account.mailbox {
                mailbox.bounced = !mailbox.bounced;
            }
        }
        91..=95 => by_hand(random, company, history, today),
        _ => {}
    }
}

/// A person sends a reminder by hand; it advances the ladder only if the person says so.
fn by_hand(random: &mut Random, company: &Company, history: &mut Vec<Value>, today: Day) {
    let about = random.pick(&company.account.documents);
    let quote = about.kind == DocumentKind::Quote;
    let is_open = ["open", "validated"].contains(&about.status.as_str()) && about.instalments.is_empty();
    let was_sent = about.first_sent.is_some_and(|sent| sent < today);
    if !is_open || !was_sent || !(quote || about.kind == DocumentKind::Invoice) {
        return;
    }
    let mine = |entry: &&Value| {
        entry["coverage"]["document"] == about.id.as_str() && entry["coverage"]["cycle"] == about.cycle
    };
    let done = |step: &str| history.iter().filter(mine).any(|entry| entry["coverage"]["step"] == step);
    let scenario = company.settings.scenarios.iter().find(|one| one.for_quotes == quote);
    let step = scenario.and_then(|one| one.steps.iter().find(|step| !step.retired && !done(&step.id)));
    // "No message uses up a task or a measure."
    let step = step.filter(|step| step.is_for_customer());
    let (scenario, step, severe) = match (scenario, step.filter(|_| random.percent(40))) {
        (Some(scenario), Some(step)) => (scenario.id.clone(), step.id.clone(), step.is_severe()),
        _ => (String::new(), String::new(), false),
    };
    let before = history.iter().filter(mine).filter(|entry| entry["coverage"]["step"] == step.as_str()).count();
    history.push(json!({"coverage": {"document": about.id, "scenario": scenario, "cycle": about.cycle, "step": step, "repetition": 0},
        "action": "manual", "attempt": before + 1, "state": "sent", "origin": "person", "audience": "customer", "severe": severe,
        "simulated": false, "day": today, "due": today, "planned": today, "reason": "",
        "key": format!("m{}", random.between(0, i64::MAX - 1))}));
}

/// A person skips a step that was not done yet.
fn skip(random: &mut Random, company: &Company, history: &mut Vec<Value>, today: Day) {
    let about = random.pick(&company.account.documents);
    let quote = about.kind == DocumentKind::Quote;
    let Some(scenario) = company.settings.scenarios.iter().find(|one| one.for_quotes == quote) else { return };
    let step = random.pick(&scenario.steps);
    if step.retired || !about.instalments.is_empty() || about.issued > today {
        return;
    }
    let done = history.iter().any(|entry| {
        entry["coverage"]["document"] == about.id.as_str() && entry["coverage"]["step"] == step.id.as_str()
    });
    if done {
        return;
    }
    history.push(json!({"coverage": {"document": about.id, "scenario": scenario.id, "cycle": about.cycle, "step": step.id, "repetition": 0},
        "action": "", "attempt": 1, "state": "skipped", "origin": "person", "audience": "internal", "severe": false, "simulated": false,
        "day": today, "reason": "", "key": ""}));
}
