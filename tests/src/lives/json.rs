//! The one place that knows how the contract writes what the model holds in structs, and reads a history back.

use chrono::NaiveDate;
use serde_json::{Map, Value, json};

use crate::model::{
    street_of,
    world::{
        Account, Action, Anchor, CatchUp, Condition, Contact, Day, Document, DocumentKind, Entry, Establishment,
        Grouping, Hold, HoldKind, Holidays, Kind, KindRules, Mailbox, Mode, PaymentState, Scenario, Settings, Shift,
        State, Step,
    },
};

const STATES: [(State, &str); 12] = [
    (State::Sent, "sent"),
    (State::Pending, "pending"),
    (State::Ambiguous, "ambiguous"),
    (State::Skipped, "skipped"),
    (State::PassedOver, "passed-over"),
    (State::Dropped, "dropped"),
    (State::Expired, "expired"),
    (State::Jumped, "jumped"),
    (State::InsertedLater, "inserted-later"),
    (State::Failed, "failed"),
    (State::Cancelled, "cancelled"),
    (State::Bounced, "bounced"),
];

/// The contract's word for a state.
pub fn state_word(state: State) -> &'static str {
    STATES.iter().find(|(known, _)| *known == state).map(|(_, word)| *word).unwrap_or_default()
}

/// The day in a member, if there is one.
pub fn day(value: &Value) -> Option<Day> {
    NaiveDate::parse_from_str(value.as_str()?, "%Y-%m-%d").ok()
}

fn mode(mode: Mode) -> &'static str {
    match mode {
        Mode::Off => "off",
        Mode::NotifyOnly => "notify-only",
        Mode::Live => "live",
    }
}

fn condition(condition: &Condition) -> String {
    match condition {
        Condition::LeftAbove(amount) => format!("left > {}.{:02}", amount / 100, amount % 100),
        Condition::DaysLateAbove(days) => format!("days_late > {days}"),
        Condition::TurnoverAbove(amount) => format!("turnover > {}.{:02}", amount / 100, amount % 100),
        Condition::SegmentIs(segment) => format!("segment is defined and segment == \"{segment}\""),
        Condition::Happened(kind) => format!("happened(\"{kind}\")"),
        Condition::NotHappened(kind) => format!("not happened(\"{kind}\")"),
    }
}

/// An object without the members that are null: an optional member is left out.
fn present(value: Value) -> Value {
    match value {
        Value::Object(members) => {
            Value::Object(members.into_iter().filter(|(_, value)| !value.is_null()).collect::<Map<_, _>>())
        }
        other => other,
    }
}

fn kind_rules(rules: &KindRules) -> Value {
    let grouping = match rules.grouping {
        Grouping::Document => "document",
        Grouping::AccountAndStep => "account-and-step",
        Grouping::Account => "account",
    };
    json!({"mode": mode(rules.mode), "scope": if rules.all { "all" } else { "selected" }, "active_since": rules.active_since,
        "default_scenario": rules.default_scenario, "grouping": grouping, "account_gap": rules.account_gap,
        "first_send_required": rules.first_send_required, "any_establishment": rules.any_establishment})
}

fn action(action: &Action) -> Value {
    let kind = match action.kind {
        Kind::Email => "email",
        Kind::Letter => "letter",
        Kind::Registered => "registered-letter",
        Kind::Sms => "sms",
        Kind::Whatsapp => "whatsapp",
        Kind::Task => "task",
        Kind::Notification => "notification",
        Kind::BlockOrders => "block-orders",
    };
    let mut value = json!({"id": action.id, "kind": kind, "text": "t"});
    if action.optional {
        value["optional"] = json!(true);
    }
    if action.letter_instead {
        value["fallback"] = json!("letter");
    }
    if action.attach_required {
        value["attach"] = json!("required");
    }
    if action.kind == Kind::Notification {
        value["role"] = json!("finance");
        value["channel"] = json!("mail");
    }
    value
}

fn step(step: &Step) -> Value {
    let from = match &step.from {
        Anchor::Issued => "issued".to_owned(),
        Anchor::FirstSent => "first-sent".to_owned(),
        Anchor::Due => "due".to_owned(),
        Anchor::ValidUntil => "valid-until".to_owned(),
        Anchor::EndOfMonthOfIssued => "end-of-month:issued".to_owned(),
        Anchor::EndOfMonthOfDue => "end-of-month:due".to_owned(),
        Anchor::EndOfMonthOfValidUntil => "end-of-month:valid-until".to_owned(),
        Anchor::PreviousReminder => "previous-reminder".to_owned(),
        Anchor::Event(kind) => format!("event:{kind}"),
    };
    let unit = if step.working_days { "working days" } else { "days" };
    let mut value = present(json!({"id": step.id, "at": format!("{:+} {unit}", step.offset), "from": from,
        "when": step.when.as_ref().map(condition), "needs_fresh_bank": step.needs_fresh_bank, "announces": step.announces,
        "deadline": step.deadline, "minimum_percent": step.minimum_percent,
        "minimum": step.minimum.map(|least| json!({"EUR": format!("{}.{:02}", least / 100, least % 100)}))}));
    if step.retired {
        value["retired"] = json!(true);
        return value;
    }
    if step.severe {
        value["severe"] = json!(true);
    }
    value["actions"] = step.actions.iter().map(action).collect();
    value
}

fn scenario(scenario: &Scenario) -> Value {
    let shift = match scenario.shift {
        Shift::None => "none",
        Shift::Next => "next-working-day",
        Shift::Previous => "previous-working-day",
        Shift::Drop => "drop",
    };
    let catch_up = match scenario.catch_up {
        CatchUp::Next => json!("next"),
        CatchUp::Latest => json!("latest"),
        CatchUp::Expire(days) => json!({"expire": days}),
    };
    present(json!({"id": scenario.id, "kind": if scenario.for_quotes { "quote" } else { "invoice" },
        "mode": scenario.mode.map(mode), "when": scenario.when.as_ref().map(condition), "shift": shift, "catch_up": catch_up,
        "order": if scenario.by_date { "by-date" } else { "as-listed" }, "min_gap": scenario.min_gap,
        "repeat_last": scenario.repeat_last.map(|(every, most)| json!({"every": every, "at_most": most})),
        "minimum": scenario.minimum.map(|least| json!({"EUR": format!("{}.{:02}", least / 100, least % 100)})),
        "minimum_percent": scenario.minimum_percent, "steps": scenario.steps.iter().map(step).collect::<Vec<_>>()}))
}

/// The settings as people write them.
pub fn settings(settings: &Settings) -> Value {
    let week = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
    let working: Vec<_> =
        week.iter().zip(settings.working_week).filter(|(_, works)| *works).map(|(day, _)| *day).collect();
    let closed: Vec<_> = settings.closed.iter().map(|(first, last)| format!("{first}/{last}")).collect();
    let holidays: &[&str] = match settings.holidays {
        Holidays::None => &[],
        Holidays::France => &["fr"],
        Holidays::AlsaceMoselle => &["fr-alsace-moselle"],
    };
    let text = json!({"subject": "{{ document.number }}", "body": "{{ document.number }}"});
    json!({"version": 1, "mode": mode(settings.mode), "facts": {"segment": "text", "turnover": "amount"},
        "calendar": {"working_week": working, "closed": closed, "holidays": holidays},
        "quotes": kind_rules(&settings.quotes), "invoices": kind_rules(&settings.invoices),
        "guards": {"max_bank_age": settings.max_bank_age, "promise_grace": settings.promise_grace,
            "broken_promise": if settings.one_further { "one-further" } else { "next" }, "reply_pause": settings.reply_pause,
            "unanswered_reply": if settings.reply_resumes { "resume" } else { "hold" }, "payment_sent_wait": settings.payment_sent_wait,
            "pending_payment_wait": settings.pending_payment_wait},
        "credits": {"unallocated": if settings.ignores_credits { "ignore" } else { "lower-invoices" }},
        "limits": present(json!({"customer_messages_per_day": settings.tenant_limit,
            "customer_messages_per_account_per_day": settings.per_account_limit})),
        "scenarios": settings.scenarios.iter().map(scenario).collect::<Vec<_>>(),
        "texts": {"t": {"en": text, "fr": text}}})
}

fn mailbox(mailbox: &Mailbox) -> Value {
    json!({"address": mailbox.address, "bounced": mailbox.bounced, "opted_out": mailbox.opted_out, "opted_in": false})
}

fn contact(contact: &Contact) -> Value {
    present(
        json!({"id": contact.id, "roles": contact.roles, "mailbox": contact.mailbox.as_ref().map(mailbox), "phone": contact.phone,
            "agreed": contact.agreed.then_some(["whatsapp"]), "language": contact.language}),
    )
}

fn postal(id: &str) -> Value {
    json!({"lines": [street_of(id)], "postcode": "74000", "city": "Annecy", "country": "FR"})
}

fn establishment(one: &Establishment) -> Value {
    present(json!({"id": one.id, "name": one.id, "is_default": one.is_default,
        "recipients": one.recipients.iter().map(contact).collect::<Vec<_>>(), "address": one.has_address.then(|| postal(&one.id))}))
}

fn hold(hold: &Hold) -> Value {
    let kind = match &hold.kind {
        HoldKind::Block(last) => json!({"block": present(json!({"reason": "r", "last_day": last}))}),
        HoldKind::Dispute => json!("dispute"),
        HoldKind::Promise { amount, promised_for, made_on } => {
            let amount = amount.as_ref().map(|(minor, currency)| json!({"minor": minor, "currency": currency}));
            json!({"promise": present(json!({"amount": amount, "promised_for": promised_for, "made_on": made_on}))})
        }
        HoldKind::Reply(day) => json!({"reply": day}),
        HoldKind::Insolvency => json!({"insolvency": null}),
        HoldKind::OverIndebtedness => json!("over-indebtedness"),
        HoldKind::HandedOver => json!("handed-over"),
        HoldKind::Factored => json!("factored"),
        HoldKind::LimitationPassed => json!("limitation-passed"),
        HoldKind::Other => json!({"other": "waits"}),
    };
    present(json!({"id": hold.id, "document": hold.document, "kind": kind}))
}

fn document(one: &Document) -> Value {
    let kind = match one.kind {
        DocumentKind::Quote => "quote",
        DocumentKind::Invoice => "invoice",
        DocumentKind::CreditNote => "credit-note",
        DocumentKind::Deposit => "deposit",
    };
    let instalments: Vec<_> = one
        .instalments
        .iter()
        .map(|part| present(json!({"id": part.id, "due": part.due, "amount": part.amount, "left": part.left, "retention": part.retention})))
        .collect();
    let contacts: Vec<_> = one.contacts.iter().map(|(id, role)| json!({"contact": id, "role": role})).collect();
    let files = if one.has_file { json!([{"id": "f", "name": "f.pdf", "is_document": true}]) } else { json!([]) };
    present(
        json!({"id": one.id, "kind": kind, "number": one.id, "status": one.status, "currency": one.currency, "total": one.total,
        "left": one.left, "issued": one.issued, "opened": one.opened, "first_sent": one.first_sent, "due": one.due,
        "valid_until": one.valid_until, "automatic": one.automatic, "scenario": one.scenario, "cycle": one.cycle,
        "language": one.language, "establishment": one.establishment, "contacts": contacts, "applies_to": one.applies_to,
        "instalments": instalments, "e_invoice_status": one.e_invoice.as_ref().map(|(status, _)| status),
        "e_invoice_since": one.e_invoice.as_ref().map(|(_, since)| since), "facts": [], "links": [], "files": files}),
    )
}

/// An account, with its history as the host recorded it.
pub fn account(account: &Account, history: &[Value]) -> Value {
    let segment = account.segment.iter().map(|segment| json!({"name": "segment", "value": {"text": segment}}));
    let turnover = account
        .turnover
        .iter()
        .map(|amount| json!({"name": "turnover", "value": {"amount": {"minor": amount, "currency": "EUR"}}}));
    let facts: Vec<_> = segment.chain(turnover).collect();
    let closed: Vec<_> = account.closed.iter().map(|(first, last)| json!({"first": first, "last": last})).collect();
    let payments = account.payments.iter().map(|one| {
        let state = match one.state {
            PaymentState::Settled => "settled",
            PaymentState::Pending => "pending",
            PaymentState::Rejected => "rejected",
        };
        present(json!({"id": one.id, "document": one.document, "instalment": one.instalment,
            "amount": {"minor": one.amount, "currency": one.currency}, "day": one.day, "state": state}))
    });
    let events =
        account.events.iter().map(|one| present(json!({"kind": one.kind, "day": one.day, "document": one.document})));
    present(
        json!({"id": account.id, "revision": "1", "name": account.id, "language": account.language, "automatic": account.automatic,
        "quote_scenario": account.quote_scenario, "invoice_scenario": account.invoice_scenario,
        "mailbox": account.mailbox.as_ref().map(mailbox), "phone": account.phone,
        "closed_documents": account.closed_documents, "address": account.has_address.then(|| postal(&account.id)),
        "establishments": account.establishments.iter().map(establishment).collect::<Vec<_>>(),
        "contacts": account.contacts.iter().map(contact).collect::<Vec<_>>(), "closed": closed, "facts": facts,
        "holds": account.holds.iter().map(hold).collect::<Vec<_>>(), "payments": payments.collect::<Vec<_>>(),
        "events": events.collect::<Vec<_>>(), "documents": account.documents.iter().map(document).collect::<Vec<_>>(),
        "history": history}),
    )
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

/// One entry of the history, read back.
pub fn entry(value: &Value) -> Entry {
    let coverage = &value["coverage"];
    let number = |value: &Value| u32::try_from(value.as_u64().unwrap_or_default()).unwrap_or_default();
    let state = STATES.iter().find(|(_, word)| value["state"] == *word).map(|(state, _)| *state);
    Entry {
        document: text(&coverage["document"]),
        instalment: coverage["instalment"].as_str().map(str::to_owned),
        scenario: text(&coverage["scenario"]),
        cycle: number(&coverage["cycle"]),
        step: text(&coverage["step"]),
        repetition: number(&coverage["repetition"]),
        action: text(&value["action"]),
        attempt: number(&value["attempt"]),
        state: state.unwrap_or_else(|| panic!("a state of the contract: {value}")),
        by_person: value["origin"] == "person",
        to_customer: value["audience"] == "customer",
        severe: value["severe"] == true,
        simulated: value["simulated"] == true,
        day: day(&value["day"]).unwrap_or_else(|| panic!("a day: {value}")),
        due: day(&value["due"]),
        planned: day(&value["planned"]),
        deadline: day(&value["deadline"]),
        key: text(&value["key"]),
    }
}
