//! The same made-up pages for every host: accounts of 5 invoices, each with the contract's 25 members, 3 steps of history,
//! and as many facts of the tenant's own as are asked for.

use serde_json::{Value, json};

use relance_tests::{account, document, entry};

/// How much is done with a page.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Work {
    /// Reminders are switched off: everything is read, nothing is decided.
    Border,
    /// Three steps left, the fourth is not due yet.
    Decided,
    /// The fourth is due: an e-mail for every invoice.
    Rendered,
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
            .map(|at| one_account(facts, page * DOCUMENTS_PER_PAGE / DOCUMENTS_PER_ACCOUNT + at))
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
    relance_tests::context(today, &settings)
}

fn one_account(facts: usize, at: usize) -> Value {
    let id = |document: usize| format!("D{at}-{document}");
    let fields =
        (0..facts).map(|field| json!({"name": format!("f{field}"), "value": {"text": format!("value {field}")}}));
    let fields: Value = fields.collect();
    let documents = (0..DOCUMENTS_PER_ACCOUNT).map(|one| {
        document(&json!({
            "id": id(one), "number": format!("F-{at}-{one}"), "issued": "2028-01-01", "first_sent": "2028-01-01",
            "due": "2028-01-31", "facts": fields,
        }))
    });
    let history = (0..DOCUMENTS_PER_ACCOUNT).flat_map(|one| {
        let coverage =
            move |step| json!({"document": id(one), "scenario": "s", "cycle": 1, "step": step, "repetition": 0});
        [("2028-02-03", "+3 days"), ("2028-02-10", "+10 days"), ("2028-02-21", "+20 days")]
            .map(|(day, step)| entry(day, step, &json!({"coverage": coverage(step)})))
    });
    account(&json!({
        "id": format!("A{at}"), "name": format!("Customer {at}"), "language": "en",
        "mailbox": {"address": format!("a{at}@example.com"), "bounced": false, "opted_out": false, "opted_in": false},
        "documents": documents.collect::<Value>(), "history": history.collect::<Value>(),
    }))
}
