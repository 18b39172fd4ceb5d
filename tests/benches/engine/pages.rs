//! The same made-up pages for every host: accounts of 5 invoices, each with the contract's 25 members, 3 steps of history,
//! and as many facts of the tenant's own as are asked for.

use serde_json::{Value, json};

use relance_tests::{customer, entry, invoice};

/// How much is done with a page.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Work {
    /// Reminders are switched off: everything is read, nothing is decided.
    Border,
    /// Three steps left, the fourth is not due yet.
    Decided,
    /// The fourth is due: an e-mail for every invoice.
    Rendered,
    /// As decided, under a scenario that uses every rule at once: holidays, segments, conditions on history and events, thresholds, a
    /// promise, a block that has ended, part payments, a credit without a name, limitation, grouping, limits, severe steps.
    EveryRule,
}

/// One call's worth.
pub struct Page {
    /// What holds for the call.
    pub context: Value,
    /// 200 accounts.
    pub accounts: Vec<Value>,
}

const DOCUMENTS_PER_ACCOUNT: usize = 5;
const DOCUMENTS_PER_PAGE: usize = 1_000;

/// So many documents with so many facts each, page by page.
pub fn pages(work: Work, documents: usize, facts: usize) -> impl Iterator<Item = Page> {
    (0..documents.div_ceil(DOCUMENTS_PER_PAGE)).map(move |page| Page {
        context: context(work),
        accounts: (0..DOCUMENTS_PER_PAGE / DOCUMENTS_PER_ACCOUNT)
            .map(|at| page * DOCUMENTS_PER_PAGE / DOCUMENTS_PER_ACCOUNT + at)
            .map(|at| match work {
                Work::EveryRule => with_everything(one_account(facts, at), at),
                Work::Border | Work::Decided | Work::Rendered => one_account(facts, at),
            })
            .collect(),
    })
}

fn context(work: Work) -> Value {
    let step = |at: &str| {
        json!({"id": at, "at": at, "from": "due",
            "actions": [{"id": "mail", "kind": "email", "text": "late"}]})
    };
    let steps: Vec<_> = ["+3 days", "+10 days", "+20 days", "+30 days", "+45 days"].map(step).to_vec();
    let body = "Dear {{ contact.name or account.name }},\n\nour invoice {{ document.number }} of {{ document.issued }} \
                was due on {{ document.due }}. {{ document.left }} of {{ document.total }} is still open, \
                {{ document.days_late }} days late.\n\n{% if link.pay %}You can pay it here: {{ link.pay }}{% else %}Please \
                pay it to our account {{ company.iban or \"as printed on it\" }}.{% endif %}\n\nKind regards";
    let settings = json!({
        "version": 1,
        "mode": if work == Work::Border { "off" } else { "live" },
        "invoices": {"mode": "live", "scope": "all", "active_since": "2000-01-01", "default_scenario": "s"},
        "facts": {"f0": "text", "f1": "text", "f2": "text", "f3": "text", "f4": "text"},
        "scenarios": [{"id": "s", "kind": "invoice", "shift": "next-working-day", "steps": steps}],
        "texts": {"late": {"en": {"subject": "Invoice {{ document.number }} is late", "body": body}}},
    });
    // Due on 31 January: the fourth step is planned for Thursday 2 March 2028.
    let today = if work == Work::Rendered { "2028-03-02" } else { "2028-02-29" };
    if work == Work::EveryRule {
        return relance_tests::context(today, &every_rule(settings));
    }
    relance_tests::context(today, &settings)
}

/// The same ladder with everything a scenario can ask for.
fn every_rule(mut settings: Value) -> Value {
    settings["segments"] = json!({"large": "total > 100 and not happened('litigation')"});
    settings["calendar"] =
        json!({"holidays": ["fr-alsace-moselle"], "closed": ["2028-08-01/2028-08-20", "2028-12-24/2028-12-31"]});
    settings["invoices"]["grouping"] = json!("account");
    settings["limits"] = json!({"customer_messages_per_day": 1_000, "customer_messages_per_account_per_day": 2});
    settings["law"] = json!({"profile": "b2b-fr"});
    settings["guards"] = json!({"broken_promise": "one-further"});
    let scenario = &mut settings["scenarios"][0];
    scenario["when"] = json!("in_segment('large') and (turnover is not defined or turnover > 0)");
    scenario["minimum"] = json!({"EUR": "15.00", "CHF": "20.00"});
    scenario["minimum_percent"] = json!(5);
    scenario["repeat_last"] = json!({"every": 30, "at_most": 3});
    for step in scenario["steps"].as_array_mut().into_iter().flatten() {
        step["when"] = json!("reminders < 9 and not happened('opened') and account_left > 10 and days_late > 0");
    }
    scenario["steps"][4]["severe"] = json!(true);
    scenario["steps"][4]["deadline"] = json!(8);
    scenario["steps"][4]["actions"] = json!([
        {"id": "letter", "kind": "registered-letter", "text": "late"}, {"id": "copy", "kind": "email", "text": "late", "optional": true},
        {"id": "block", "kind": "block-orders"}, {"id": "finance", "kind": "notification", "role": "finance", "text": "late"}]);
    settings["facts"]["turnover"] = json!("amount");
    settings
}

/// What keeps back, what was paid, what happened: for the work that uses every rule.
fn with_everything(mut account: Value, at: usize) -> Value {
    account["facts"] = json!([{"name": "turnover", "value": {"amount": {"minor": 9_000_000, "currency": "EUR"}}}]);
    account["closed"] = json!([{"first": "2028-07-01", "last": "2028-07-15"}]);
    account["events"] = json!([{"kind": "opened", "day": "2027-12-01"}, {"kind": "clicked", "day": "2028-02-10"}]);
    account["payments"] = json!([
        {"id": "p", "document": format!("D{at}-0"), "amount": {"minor": 50_000, "currency": "EUR"}, "day": "2028-02-10", "state": "settled"},
        {"id": "q", "amount": {"minor": 10_000, "currency": "EUR"}, "day": "2028-02-11", "state": "settled"}]);
    account["holds"] = json!([
        {"id": "1", "document": format!("D{at}-1"), "kind": {"block": {"reason": "r", "last_day": "2028-02-20"}}},
        {"id": "2", "document": format!("D{at}-2"), "kind": {"promise": {"amount": {"minor": 1_000, "currency": "EUR"}, "promised_for": "2028-02-14", "made_on": "2028-02-01"}}}]);
    account
}

fn one_account(facts: usize, at: usize) -> Value {
    let id = |document: usize| format!("D{at}-{document}");
    let fields =
        (0..facts).map(|field| json!({"name": format!("f{field}"), "value": {"text": format!("value {field}")}}));
    let fields: Value = fields.collect();
    let documents = (0..DOCUMENTS_PER_ACCOUNT).map(|one| {
        invoice(&format!("F-{at}-{one}"))
            .known_as(&id(one))
            .issued("2028-01-01")
            .sent("2028-01-01")
            .due("2028-01-31")
            .with("facts", &fields)
    });
    let history = (0..DOCUMENTS_PER_ACCOUNT).flat_map(|one| {
        [("2028-02-03", "+3 days"), ("2028-02-10", "+10 days"), ("2028-02-21", "+20 days")]
            .map(|(day, step)| entry(day, step).about(&id(one)))
    });
    customer(&format!("A{at}"))
        .named(&format!("Customer {at}"))
        .speaking("en")
        .with(
            "mailbox",
            json!({"address": format!("a{at}@example.com"), "bounced": false, "opted_out": false, "opted_in": false}),
        )
        .has(documents.collect::<Value>())
        .history(history.collect::<Value>())
        .into()
}
