//! What the ERP of Menuiserie du Lac knows on the morning of 1 July 2027.

use relance_contract::records::types::{
    Account, Amount, Block, Company, Contact, Document, DocumentKind, Establishment, Fact, FactValue, Hold, HoldKind,
    Instalment, Link, Mailbox, Payment, PaymentState, Person, PostalAddress,
};
use serde_json::{Value, json};

/// Who sends.
pub(super) fn company() -> Company {
    Company {
        name: "Menuiserie du Lac".to_owned(),
        language: "fr".to_owned(),
        email: "compta@menuiserie-du-lac.example".to_owned(),
        phone: Some("04 50 00 00 00".to_owned()),
        website: Some("https://menuiserie-du-lac.example".to_owned()),
        address: Some(postal("14 quai des Brumes", "74000", "Annecy")),
        legal_mentions: Some("SARL au capital de 20 000 € · RCS Annecy 000 000 000".to_owned()),
        iban: Some("FR76 3000 6000 0112 3456 7890 189".to_owned()),
        bic: Some("AGRIFRPP".to_owned()),
        colour: Some("#1f6f5c".to_owned()),
    }
}

/// The shipped texts of `settings.example` with a plan for quotes, a ladder for invoices, and another one for key accounts.
pub(super) fn settings(example: &str) -> String {
    let mut settings: Value = serde_json::from_str(example).unwrap_or_default();
    let scenarios: Value = serde_json::from_str(include_str!("scenarios.json")).unwrap_or_default();
    let call = |subject: &str, body: &str| json!({"subject": subject, "body": body});
    if let Some(texts) = settings.get_mut("texts").and_then(Value::as_object_mut) {
        texts.insert(
            "call".to_owned(),
            json!({
                "fr": call(
                    "Appeler {{ account.name }} au sujet de {{ document.number }}",
                    "Il reste {{ document.left }} depuis le {{ document.due }} ({{ document.days_late }} jours).",
                ),
                "en": call(
                    "Call {{ account.name }} about {{ document.number }}",
                    "{{ document.left }} is open since {{ document.due }} ({{ document.days_late }} days).",
                ),
            }),
        );
    }
    if let (Some(settings), Some(ours)) = (settings.as_object_mut(), scenarios.as_object()) {
        settings.extend(ours.clone());
    }
    format!("{settings:#}\n")
}

fn account(id: &str, name: &str, documents: Vec<Document>) -> Account {
    let host: String = name.to_lowercase().chars().filter(char::is_ascii_alphanumeric).collect();
    Account {
        id: id.to_owned(),
        revision: String::new(),
        name: name.to_owned(),
        alias: None,
        language: Some("fr".to_owned()),
        country: Some("FR".to_owned()),
        vat_number: None,
        profile: None,
        automatic: None,
        quote_scenario: None,
        invoice_scenario: None,
        mailbox: Some(mailbox(&format!("compta@{host}.example"))),
        phone: None,
        address: Some(postal(&format!("{} rue du Lac", documents.len() + name.len()), "74000", "Annecy")),
        establishments: Vec::new(),
        contacts: Vec::new(),
        salesperson: Some(Person {
            id: "jc".to_owned(),
            name: "Julien Caron".to_owned(),
            email: Some("julien@menuiserie-du-lac.example".to_owned()),
            phone: Some("04 50 00 00 01".to_owned()),
        }),
        closed: Vec::new(),
        facts: Vec::new(),
        holds: Vec::new(),
        payments: Vec::new(),
        events: Vec::new(),
        documents,
        history: Vec::new(),
        closed_documents: None,
    }
}

fn english(account: Account) -> Account {
    Account { language: Some("en".to_owned()), country: Some("GB".to_owned()), ..account }
}

fn postal(street: &str, postcode: &str, city: &str) -> PostalAddress {
    PostalAddress {
        lines: vec![street.to_owned()],
        postcode: postcode.to_owned(),
        city: city.to_owned(),
        country: "FR".to_owned(),
    }
}

fn mailbox(address: &str) -> Mailbox {
    Mailbox { address: address.to_owned(), bounced: false, opted_out: false, opted_in: false }
}

fn person(id: &str, civility: &str, first_name: &str, last_name: &str, address: &str) -> Contact {
    Contact {
        id: id.to_owned(),
        roles: vec!["billing".to_owned(), "quote-follow-up".to_owned()],
        civility: Some(civility.to_owned()),
        first_name: Some(first_name.to_owned()),
        last_name: Some(last_name.to_owned()),
        mailbox: Some(mailbox(address)),
        phone: None,
        agreed: None,
        language: None,
    }
}

/// A document sent on the day it was issued. The total in cents.
fn document(kind: DocumentKind, number: &str, total: i64, issued: &str) -> Document {
    Document {
        id: number.to_owned(),
        kind,
        number: number.to_owned(),
        status: if kind == DocumentKind::Quote { "open" } else { "validated" }.to_owned(),
        currency: "EUR".to_owned(),
        total,
        total_excluding_tax: None,
        left: None,
        issued: issued.to_owned(),
        opened: None,
        first_sent: Some(issued.to_owned()),
        due: None,
        valid_until: None,
        automatic: None,
        scenario: None,
        cycle: 1,
        language: None,
        establishment: None,
        contacts: Vec::new(),
        applies_to: None,
        instalments: Vec::new(),
        e_invoice_status: None,
        e_invoice_since: None,
        delivered: None,
        limitation_from: None,
        charged: None,
        bank_account: None,
        means_of_payment: None,
        customer_order: None,
        salesperson: None,
        abandoned_because: None,
        linked: None,
        facts: Vec::new(),
        links: Vec::new(),
        files: Vec::new(),
    }
}

fn invoice(number: &str, total: i64, issued: &str, due: &str) -> Document {
    let link = Link { kind: "pay".to_owned(), url: format!("https://pay.menuiserie-du-lac.example/{number}") };
    Document { due: Some(due.to_owned()), links: vec![link], ..document(DocumentKind::Invoice, number, total, issued) }
}

fn quote(number: &str, total: i64, issued: &str, valid_until: &str) -> Document {
    let link = Link { kind: "sign".to_owned(), url: format!("https://sign.menuiserie-du-lac.example/{number}") };
    Document {
        valid_until: Some(valid_until.to_owned()),
        links: vec![link],
        ..document(DocumentKind::Quote, number, total, issued)
    }
}

fn credit_note(number: &str, total: i64, issued: &str) -> Document {
    document(DocumentKind::CreditNote, number, total, issued)
}

fn in_currency(currency: &str, document: Document) -> Document {
    Document { currency: currency.to_owned(), ..document }
}

fn with_status(status: &str, document: Document) -> Document {
    Document { status: status.to_owned(), ..document }
}

/// Money for a document.
pub(super) fn payment(id: &str, document: &str, minor: i64, currency: &str, day: &str, state: PaymentState) -> Payment {
    Payment {
        id: id.to_owned(),
        document: Some(document.to_owned()),
        instalment: None,
        amount: Amount { minor, currency: currency.to_owned() },
        day: day.to_owned(),
        state,
        known_by: None,
    }
}

fn key_account(account: Account) -> Account {
    let segment = Fact { name: "segment".to_owned(), value: FactValue::Text("key".to_owned()) };
    Account { facts: vec![segment], ..account }
}

/// Everybody, with everything that is open.
#[rustfmt::skip]
pub(super) fn accounts() -> Vec<Account> {
    let mut accounts = vec![
        // Nobody pays: the whole ladder, on time or not.
        account("C01", "Garage Moreau", vec![invoice("F-2027-101", 125_000, "2027-05-26", "2027-06-25")]),
        account("C02", "Boulangerie Petit", vec![invoice("F-2027-102", 48_050, "2027-06-02", "2027-07-02")]),
        account("C03", "Hôtel Bellevue", vec![invoice("F-2027-103", 712_000, "2027-06-15", "2027-07-15")]),
        account("C04", "Pharmacie Centrale", vec![invoice("F-2027-104", 90_000, "2027-06-30", "2027-07-30")]),
        account("C05", "Lycée Jules Ferry", vec![invoice("F-2027-105", 330_000, "2027-07-21", "2027-08-20")]),
        // English, and in pounds.
        english(account("C06", "Harris Joinery Ltd", vec![in_currency("GBP", invoice("F-2027-106", 240_000, "2027-06-09", "2027-07-09"))])),
        english(account("C07", "Blue Anchor Pub", vec![in_currency("GBP", invoice("F-2027-107", 86_000, "2027-07-19", "2027-08-18"))])),
        english(account("C08", "O'Neil Interiors", vec![quote("D-2027-201", 1_450_000, "2027-06-30", "2027-07-30")])),
        // Two currencies in one account.
        account("C09", "Alpes Export", vec![
            invoice("F-2027-108", 180_000, "2027-06-05", "2027-07-05"),
            in_currency("CHF", invoice("F-2027-109", 95_000, "2027-06-06", "2027-07-06")),
        ]),
        // No e-mail.
        Account { mailbox: None, ..account("C10", "Cordonnerie Blanc", vec![invoice("F-2027-110", 21_000, "2027-06-12", "2027-07-12")]) },
        two_establishments(),
        // Paid in part, then in full.
        account("C12", "Atelier Rouge", vec![invoice("F-2027-113", 300_000, "2027-06-08", "2027-07-08")]),
        // Credit notes that name no invoice.
        account("C13", "Imprimerie Soleil", vec![
            invoice("F-2027-114", 80_000, "2027-06-20", "2027-07-20"),
            credit_note("A-2027-301", 80_000, "2027-06-25"),
        ]),
        account("C14", "Café Voltaire", vec![
            invoice("F-2027-115", 120_000, "2027-06-01", "2027-07-01"),
            credit_note("A-2027-302", 20_000, "2027-07-07"),
        ]),
        // A direct debit that will come back.
        Account {
            payments: vec![payment("P-116", "F-2027-116", 260_000, "EUR", "2027-07-01", PaymentState::Settled)],
            ..account("C15", "Transports Roche", vec![invoice("F-2027-116", 260_000, "2027-06-06", "2027-07-06")])
        },
        account("C16", "Cabinet Lemoine", vec![invoice("F-2027-117", 154_000, "2027-05-31", "2027-06-30")]),
        account("C17", "Scierie Dumas", vec![invoice("F-2027-118", 67_000, "2027-04-12", "2027-05-12")]),
        // Switched off: one document, one account.
        account("C18", "Mairie de Talloires", vec![Document { automatic: Some(false), ..invoice("F-2027-119", 540_000, "2027-06-10", "2027-07-10") }]),
        Account { automatic: Some(false), ..account("C19", "Mme Lambert", vec![invoice("F-2027-120", 18_000, "2027-06-20", "2027-07-20")]) },
        // Its first send bounced: the customer never had it.
        account("C20", "Studio Pixel", vec![Document { first_sent: None, ..invoice("F-2027-121", 75_000, "2027-06-28", "2027-07-12") }]),
        // Held back by somebody.
        Account {
            holds: vec![hold("H-122", "F-2027-122", HoldKind::Block(Block { reason: "porte à reprendre".to_owned(), last_day: Some("2027-07-21".to_owned()) }))],
            ..account("C21", "Fromagerie Perrin", vec![invoice("F-2027-122", 145_000, "2027-06-07", "2027-07-07")])
        },
        account("C22", "Bâti Savoie", vec![invoice("F-2027-123", 990_000, "2027-05-29", "2027-06-28")]),
        account("C23", "Restaurant Le Cèdre", vec![invoice("F-2027-124", 240_000, "2027-05-30", "2027-06-29")]),
        account("C24", "Vélo Passion", vec![invoice("F-2027-125", 64_000, "2027-06-13", "2027-07-13")]),
        account("C25", "Clinique des Alpes", vec![
            with_status("draft", invoice("F-2027-126", 410_000, "2027-06-30", "2027-08-30")),
            quote("D-2027-202", 2_200_000, "2027-07-02", "2027-08-01"),
        ]),
        // Quotes in every state.
        account("C26", "Camping du Lac", vec![quote("D-2027-203", 880_000, "2027-07-06", "2027-08-05")]),
        account("C27", "École Montessori", vec![quote("D-2027-204", 312_000, "2027-08-24", "2027-09-23")]),
        account("C28", "SCI Horizon", vec![quote("D-2027-205", 1_940_000, "2027-07-08", "2027-08-07")]),
        account("C29", "Domaine Saint-Jean", vec![with_status("in-signature", quote("D-2027-206", 660_000, "2027-06-25", "2027-07-25"))]),
        account("C30", "Maison Colbert", vec![with_status("draft", quote("D-2027-207", 150_000, "2027-06-28", "2027-07-28"))]),
        account("C31", "Optique Lumière", vec![quote("D-2027-208", 275_000, "2027-07-13", "2027-07-24")]),
        account("C32", "Traiteur Gourmand", vec![quote("D-2027-209", 98_000, "2027-07-01", "2027-07-31")]),
        // Key accounts are called before they are written to.
        key_account(account("C33", "Grand Hôtel Impérial", vec![invoice("F-2027-127", 840_000, "2027-06-07", "2027-07-07")])),
        key_account(account("C34", "Centre Commercial Nord", vec![invoice("F-2027-128", 1_200_000, "2027-07-20", "2027-08-19")])),
        in_three_parts(),
        account("C36", "Meubles Varenne", vec![invoice("F-2027-130", 385_000, "2027-06-02", "2027-07-02")]),
        // They pay.
        account("C37", "Librairie Page", vec![invoice("F-2027-131", 36_000, "2027-06-22", "2027-07-22")]),
        account("C38", "Jardins d'Annecy", vec![invoice("F-2027-132", 57_500, "2027-06-26", "2027-07-26")]),
        account("C39", "Taxi Éclair", vec![invoice("F-2027-133", 29_000, "2027-06-01", "2027-07-01")]),
        account("C40", "Ferme des Aravis", vec![invoice("F-2027-134", 102_000, "2027-06-19", "2027-07-19")]),
        account("C41", "Nautic Plus", vec![with_status("abandoned", invoice("F-2027-135", 12_000, "2027-05-20", "2027-06-19"))]),
        account("C42", "Conseil départemental", vec![Document { e_invoice_status: Some("refused".to_owned()), ..invoice("F-2027-136", 470_000, "2027-06-05", "2027-07-05") }]),
    ];
    let people = [
        ("C01", person("p", "M.", "Luc", "Moreau", "luc@garagemoreau.example")),
        ("C06", person("p", "Mrs", "Emma", "Harris", "emma@harrisjoinery.example")),
        ("C12", person("p", "Mme", "Sophie", "Rouge", "sophie@atelierrouge.example")),
        ("C26", person("p", "M.", "Paul", "Rivière", "paul@campingdulac.example")),
    ];
    for (id, contact) in people {
        for account in accounts.iter_mut().filter(|account| account.id == id) {
            account.contacts.push(contact.clone());
        }
    }
    accounts
}

/// A hold on one document.
pub(super) fn hold(id: &str, document: &str, kind: HoldKind) -> Hold {
    Hold { id: id.to_owned(), document: Some(document.to_owned()), kind }
}

/// Each invoice goes to the people of its own place.
fn two_establishments() -> Account {
    let place = |id: &str, name: &str, is_default, address: &str| Establishment {
        id: id.to_owned(),
        name: name.to_owned(),
        is_default,
        recipients: vec![person(id, "Mme", "Service", "comptable", address)],
        address: None,
    };
    let at = |place: &str, document: Document| Document { establishment: Some(place.to_owned()), ..document };
    Account {
        mailbox: None,
        establishments: vec![
            place("lyon", "Lyon", true, "compta@lyon.verdier.example"),
            place("grenoble", "Grenoble", false, "compta@grenoble.verdier.example"),
        ],
        ..account(
            "C11",
            "Groupe Verdier",
            vec![
                at("grenoble", invoice("F-2027-111", 210_000, "2027-06-16", "2027-07-16")),
                at("lyon", invoice("F-2027-112", 165_000, "2027-06-16", "2027-07-16")),
            ],
        )
    }
}

/// Three parts, each with its own due day.
fn in_three_parts() -> Account {
    let part = |id: &str, due: &str| Instalment {
        id: id.to_owned(),
        due: due.to_owned(),
        amount: 300_000,
        left: None,
        retention: false,
    };
    let parts = vec![part("1", "2027-07-05"), part("2", "2027-08-05"), part("3", "2027-09-05")];
    let whole = invoice("F-2027-129", 900_000, "2027-06-05", "2027-09-05");
    account("C35", "Ébénisterie Faure", vec![Document { due: None, instalments: parts, ..whole }])
}
