//! Documents: read one by one, so that one that cannot be trusted holds itself and no other.

use super::{
    Collector, Named, Problem, Read, clean, clean_option, currency, day, fact, facts_once, identifier, language_option,
    optional_day, person, problem, repeated, shown, unique, wire, within,
};
use crate::{
    domain::{
        BankAccount, Charged, Document, Doubt, EInvoiceStatus, File, Found, Instalment, Kind, Link, LinkedKind,
        MeansOfPayment, PaidOn, Rejected, Status,
    },
    sort,
};

/// The documents that could be read, and those that could not.
pub(super) fn documents(items: Vec<wire::Document>, collect: &mut Collector) -> (Vec<Document>, Vec<Rejected>) {
    let twice = repeated(items.iter().map(|item| item.id.as_str()));
    let (mut documents, mut rejected) = (Vec::new(), Vec::<Rejected>::new());
    for item in items {
        let (id, credit) =
            (item.id.clone(), matches!(item.kind, wire::DocumentKind::CreditNote | wire::DocumentKind::Deposit));
        let mut doubts = Vec::new();
        let read = if twice.binary_search(&id).is_ok() {
            Err(problem("id", "the identifier is used twice"))
        } else {
            document(item, &mut doubts)
        };
        let doubt = |(field, found)| Doubt { document: Some(id.clone()), field: format!("document.{field}"), found };
        collect.doubts.extend(doubts.into_iter().map(doubt));
        match read {
            Ok(document) => documents.push(document),
            Err(problem) => {
                // A credit that cannot be read could have lowered any invoice of the account.
                if credit {
                    let field = format!("{}.{}", Named("documents", &id), problem.field);
                    collect.problems.push(Problem { field, what: problem.what.clone() });
                }
                if rejected.iter().all(|other| other.id != id) {
                    rejected.push(Rejected { id, problem: within("document", problem) });
                }
            }
        }
    }
    sort::by(&mut documents, |a, b| a.id.cmp(&b.id));
    sort::by(&mut rejected, |a, b| a.id.cmp(&b.id));
    (documents, rejected)
}

/// Parts are parts: neither more than the whole, nor with more left, or less, than is said to be left of the whole.
fn parts_fit(total: i64, left: Option<i64>, parts: &[Instalment]) -> Read<()> {
    let sum = |amounts: &mut dyn Iterator<Item = i64>| amounts.fold(0_i64, i64::saturating_add);
    if sum(&mut parts.iter().map(|part| part.amount)) > total {
        return Err(problem("instalments", "more than the total"));
    }
    let of_parts = sum(&mut parts.iter().filter_map(|part| part.left).map(|left| left.max(0)));
    if left.is_some_and(|left| of_parts > left.max(0)) {
        return Err(problem("instalments", "more left of the parts than of the whole"));
    }
    let at_most = sum(&mut parts.iter().map(|part| part.left.unwrap_or(part.amount).max(0)));
    if !parts.is_empty() && left.is_some_and(|left| left > at_most) {
        return Err(problem("instalments", "more left of the whole than of the parts"));
    }
    Ok(())
}

/// What is doubtful about fields of a document, and does not hold it.
type Doubts = Vec<(&'static str, Found)>;

fn document(item: wire::Document, doubts: &mut Doubts) -> Read<Document> {
    identifier("id", &item.id)?;
    let currency = currency("currency", &item.currency)?;
    // A credit counts by its amount, whatever its sign: many systems write both its total and what is left of it with a minus.
    let credit = matches!(item.kind, wire::DocumentKind::CreditNote | wire::DocumentKind::Deposit);
    let total = if credit { item.total.saturating_abs() } else { item.total };
    if total < 0 {
        return Err(problem("total", "negative; a credit note is one by its kind"));
    }
    // More left than was ever asked is another column, or another place of the decimal point. Below nothing is an overpayment.
    let owed = item.kind == wire::DocumentKind::Invoice;
    if owed && item.left.is_some_and(|left| left > total) {
        return Err(problem("left", "more than the total"));
    }
    if item.cycle == 0 {
        return Err(problem("cycle", "cycles count from 1"));
    }
    let issued = day("issued", &item.issued)?;
    unique("instalments", item.instalments.iter().map(|instalment| instalment.id.as_str()))?;
    let mut instalments = Vec::new();
    for part in item.instalments {
        if part.amount < 0 {
            return Err(problem("instalments", "a negative amount"));
        }
        if owed && part.left.is_some_and(|left| left > part.amount) {
            return Err(problem("instalments", "more left than its amount"));
        }
        instalments.push(Instalment {
            due: day("instalments", &part.due)?,
            id: part.id,
            amount: part.amount,
            left: part.left,
            retention: part.retention,
        });
    }
    sort::by(&mut instalments, |a, b| a.id.cmp(&b.id));
    parts_fit(total, item.left.filter(|_| owed), &instalments)?;
    facts_once(&item.facts)?;
    let facts = item.facts.into_iter().map(fact).collect::<Read<Vec<_>>>()?;
    let links = item.links.into_iter().filter_map(|one| link(one, doubts).transpose()).collect::<Read<Vec<_>>>()?;
    Ok(Document {
        kind: kind(item.kind),
        number: clean(item.number),
        status: Status::of(item.status),
        currency,
        total,
        total_excluding_tax: item.total_excluding_tax,
        left: item.left,
        issued,
        created: optional_day("opened", item.opened.as_deref())?.unwrap_or(issued),
        first_sent: optional_day("first_sent", item.first_sent.as_deref())?,
        due: optional_day("due", item.due.as_deref())?,
        valid_until: optional_day("valid_until", item.valid_until.as_deref())?,
        automatic: item.automatic,
        scenario: item.scenario,
        cycle: item.cycle,
        language: language_option(item.language),
        establishment: item.establishment,
        contacts: item.contacts.into_iter().map(|contact| (contact.contact, contact.role)).collect(),
        applies_to: item.applies_to,
        instalments,
        e_invoice_status: item.e_invoice_status.map(EInvoiceStatus::of),
        e_invoice_since: optional_day("e_invoice_since", item.e_invoice_since.as_deref())?,
        delivered: optional_day("delivered", item.delivered.as_deref())?,
        limitation_from: optional_day("limitation_from", item.limitation_from.as_deref())?,
        charged: item.charged.map(charged).transpose()?,
        paid_on: item.bank_account.map_or(PaidOn::Company, |account| paid_on(account, doubts)),
        means_of_payment: item.means_of_payment.map(|code| means_of_payment(code, doubts)),
        customer_order: clean_option(item.customer_order),
        salesperson: item.salesperson.map(person),
        abandoned_because: clean_option(item.abandoned_because),
        linked: item.linked.into_iter().flatten().map(linked).filter(|(_, number)| !number.is_empty()).collect(),
        facts,
        links,
        files: item.files.into_iter().map(file).collect(),
        problem: None,
        id: item.id,
    })
}

fn charged(charged: wire::Charged) -> Read<Charged> {
    let interest_to = optional_day("charged.interest_to", charged.interest_to.as_deref())?;
    Ok(Charged { indemnity: charged.indemnity, interest_to })
}

/// Its own account; a number that cannot exist is reported, and nothing is paid on it.
fn paid_on(account: wire::BankAccount, doubts: &mut Doubts) -> PaidOn {
    let iban: String = account.iban.chars().filter(|c| !c.is_whitespace()).collect();
    if !relance_contract::is_iban(&iban) {
        doubts.push(("bank_account.iban", Found::DocumentIbanInvalid));
        return PaidOn::Unknown;
    }
    PaidOn::Own(BankAccount { iban, bic: clean_option(account.bic), beneficiary: clean_option(account.beneficiary) })
}

/// How it is paid; a word that is not known is reported, and holds nothing.
fn means_of_payment(code: String, doubts: &mut Doubts) -> MeansOfPayment {
    let means = MeansOfPayment::of(clean(code));
    if let MeansOfPayment::Unknown(code) = &means {
        let found = Found::MeansUnknown { means: shown(code), known: MeansOfPayment::CODES.join(", ") };
        doubts.push(("means_of_payment", found));
    }
    means
}

fn linked(linked: wire::LinkedDocument) -> (LinkedKind, String) {
    (LinkedKind::of(linked.kind), clean(linked.number))
}

const fn kind(kind: wire::DocumentKind) -> Kind {
    match kind {
        wire::DocumentKind::Quote => Kind::Quote,
        wire::DocumentKind::Invoice => Kind::Invoice,
        wire::DocumentKind::CreditNote => Kind::CreditNote,
        wire::DocumentKind::Deposit => Kind::Deposit,
        wire::DocumentKind::Lead => Kind::Lead,
    }
}

/// A page the customer can open. One without encryption, as of an intranet, is reported and left out.
fn link(link: wire::Link, doubts: &mut Doubts) -> Read<Option<Link>> {
    let (in_clear, whole) =
        (link.url.starts_with("http://"), !link.url.contains(|c: char| c.is_control() || c.is_whitespace()));
    if !whole || !(in_clear || link.url.starts_with("https://")) {
        return Err(problem("links", "only `https` addresses without spaces are sent"));
    }
    if in_clear {
        doubts.push(("links", Found::LinkInsecure { link: shown(&link.kind) }));
        return Ok(None);
    }
    Ok(Some(Link { kind: link.kind, url: link.url }))
}

fn file(file: wire::File) -> File {
    File { id: file.id, name: clean(file.name), is_document: file.is_document }
}
