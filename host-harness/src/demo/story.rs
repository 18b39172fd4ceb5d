//! What happens to Menuiserie du Lac and its customers, day by day: what its ERP learns in the morning, before the run.

use relance_contract::records::types::{Account, Amount, Document, HoldKind, Payment, PaymentState, Promise};

use super::company::{hold, payment};
use crate::{text::Words, words};

/// One piece of news.
pub(super) struct Change {
    /// The day.
    pub(super) day: &'static str,
    /// The customer.
    pub(super) account: &'static str,
    /// What happened, for the reader.
    pub(super) news: Words,
    /// The same for the ERP.
    pub(super) happens: fn(&mut Account),
}

fn on(account: &mut Account, number: &str, change: impl FnOnce(&mut Document)) {
    if let Some(document) = account.documents.iter_mut().find(|document| document.number == number) {
        change(document);
    }
}

/// Paid: the money is there on that day.
fn pays(account: &mut Account, number: &str, minor: i64, day: &str) {
    let currency = account.documents.iter().find(|document| document.number == number).map(|one| one.currency.clone());
    let id = format!("P-{number}-{}", account.payments.len());
    account.payments.push(payment(&id, number, minor, &currency.unwrap_or_default(), day, PaymentState::Settled));
}

/// By day.
#[rustfmt::skip]
pub(super) fn changes() -> Vec<Change> {
    vec![
        Change { day: "2027-07-05", account: "C23", news: words!("Restaurant Le Cèdre promises to pay F-2027-124 on 16 July", "Restaurant Le Cèdre promet de régler F-2027-124 le 16 juillet"),
            happens: |account| account.holds.push(hold("H-124", "F-2027-124", HoldKind::Promise(Promise {
                amount: Some(Amount { minor: 240_000, currency: "EUR".to_owned() }), promised_for: "2027-07-16".to_owned(), made_on: "2027-07-05".to_owned() }))) },
        Change { day: "2027-07-06", account: "C22", news: words!("Bâti Savoie disputes F-2027-123", "Bâti Savoie conteste F-2027-123"),
            happens: |account| account.holds.push(hold("H-123", "F-2027-123", HoldKind::Dispute)) },
        Change { day: "2027-07-06", account: "C39", news: words!("the reminder to Taxi Éclair came back: its address is wrong", "la relance à Taxi Éclair est revenue : son adresse est fausse"),
            happens: |account| if let Some(mailbox) = &mut account.mailbox { mailbox.bounced = true } },
        Change { day: "2027-07-08", account: "C16", news: words!("F-2027-117 of Cabinet Lemoine gets a new due date, 27 August", "l'échéance de F-2027-117 (Cabinet Lemoine) est reportée au 27 août"),
            happens: |account| on(account, "F-2027-117", |invoice| invoice.due = Some("2027-08-27".to_owned())) },
        Change { day: "2027-07-12", account: "C25", news: words!("Clinique des Alpes signs D-2027-202", "Clinique des Alpes signe D-2027-202"),
            happens: |account| on(account, "D-2027-202", |quote| "signed".clone_into(&mut quote.status)) },
        Change { day: "2027-07-12", account: "C36", news: words!("Meubles Varenne is insolvent: the claim is to be declared", "Meubles Varenne est en procédure collective : créance à déclarer"),
            happens: |account| account.holds.push(hold("H-130", "F-2027-130", HoldKind::Insolvency(Some("2027-07-10".to_owned())))) },
        Change { day: "2027-07-13", account: "C35", news: words!("Ébénisterie Faure pays the first of three parts", "Ébénisterie Faure règle la première des trois échéances"),
            happens: |account| account.payments.push(Payment { instalment: Some("1".to_owned()), ..payment("P-129-1", "F-2027-129", 300_000, "EUR", "2027-07-13", PaymentState::Settled) }) },
        Change { day: "2027-07-14", account: "C12", news: words!("Atelier Rouge pays 1,000 of the 3,000 euros of F-2027-113", "Atelier Rouge règle 1 000 des 3 000 euros de F-2027-113"),
            happens: |account| pays(account, "F-2027-113", 100_000, "2027-07-14") },
        Change { day: "2027-07-15", account: "C15", news: words!("the direct debit of Transports Roche for F-2027-116 is rejected", "le prélèvement de Transports Roche pour F-2027-116 est rejeté"),
            happens: |account| for payment in &mut account.payments { payment.state = PaymentState::Rejected } },
        Change { day: "2027-07-16", account: "C23", news: words!("Restaurant Le Cèdre keeps its promise", "Restaurant Le Cèdre tient sa promesse"),
            happens: |account| pays(account, "F-2027-124", 240_000, "2027-07-16") },
        Change { day: "2027-07-16", account: "C39", news: words!("Taxi Éclair gives a new address", "Taxi Éclair donne une nouvelle adresse"),
            happens: |account| if let Some(mailbox) = &mut account.mailbox { mailbox.bounced = false; "bonjour@taxi-eclair.example".clone_into(&mut mailbox.address) } },
        Change { day: "2027-07-19", account: "C28", news: words!("SCI Horizon refuses D-2027-205", "SCI Horizon refuse D-2027-205"),
            happens: |account| on(account, "D-2027-205", |quote| "refused".clone_into(&mut quote.status)) },
        Change { day: "2027-07-20", account: "C09", news: words!("Alpes Export pays F-2027-109, in francs", "Alpes Export règle F-2027-109, en francs suisses"),
            happens: |account| pays(account, "F-2027-109", 95_000, "2027-07-20") },
        Change { day: "2027-07-20", account: "C20", news: words!("F-2027-121 is sent again to Studio Pixel: this time it arrives", "F-2027-121 est renvoyée à Studio Pixel : cette fois elle arrive"),
            happens: |account| on(account, "F-2027-121", |invoice| invoice.first_sent = Some("2027-07-20".to_owned())) },
        Change { day: "2027-07-20", account: "C24", news: words!("Vélo Passion hands in a cheque for 30 July", "Vélo Passion remet un chèque pour le 30 juillet"),
            happens: |account| account.payments.push(payment("P-125", "F-2027-125", 64_000, "EUR", "2027-07-30", PaymentState::Pending)) },
        Change { day: "2027-07-21", account: "C06", news: words!("Harris Joinery pays F-2027-106", "Harris Joinery règle F-2027-106"),
            happens: |account| pays(account, "F-2027-106", 240_000, "2027-07-21") },
        Change { day: "2027-07-21", account: "C37", news: words!("Librairie Page pays F-2027-131 a day early", "Librairie Page règle F-2027-131 un jour en avance"),
            happens: |account| pays(account, "F-2027-131", 36_000, "2027-07-21") },
        Change { day: "2027-07-22", account: "C11", news: words!("Groupe Verdier (Lyon) pays F-2027-112", "Groupe Verdier (Lyon) règle F-2027-112"),
            happens: |account| pays(account, "F-2027-112", 165_000, "2027-07-22") },
        Change { day: "2027-07-22", account: "C32", news: words!("D-2027-209 of Traiteur Gourmand is invoiced", "D-2027-209 de Traiteur Gourmand est facturé"),
            happens: |account| on(account, "D-2027-209", |quote| "invoiced".clone_into(&mut quote.status)) },
        Change { day: "2027-07-27", account: "C33", news: words!("Grand Hôtel Impérial pays F-2027-127", "Grand Hôtel Impérial règle F-2027-127"),
            happens: |account| pays(account, "F-2027-127", 840_000, "2027-07-27") },
        Change { day: "2027-07-28", account: "C12", news: words!("Atelier Rouge pays the rest", "Atelier Rouge règle le reste"),
            happens: |account| pays(account, "F-2027-113", 200_000, "2027-07-28") },
        Change { day: "2027-07-28", account: "C38", news: words!("Jardins d'Annecy pays F-2027-132 two days late", "Jardins d'Annecy règle F-2027-132 deux jours en retard"),
            happens: |account| pays(account, "F-2027-132", 57_500, "2027-07-28") },
        Change { day: "2027-07-29", account: "C11", news: words!("Groupe Verdier (Grenoble) pays F-2027-111", "Groupe Verdier (Grenoble) règle F-2027-111"),
            happens: |account| pays(account, "F-2027-111", 210_000, "2027-07-29") },
        Change { day: "2027-07-30", account: "C24", news: words!("the cheque of Vélo Passion is good", "le chèque de Vélo Passion est encaissé"),
            happens: |account| for payment in &mut account.payments { payment.state = PaymentState::Settled } },
        Change { day: "2027-08-24", account: "C40", news: words!("Ferme des Aravis pays F-2027-134", "Ferme des Aravis règle F-2027-134"),
            happens: |account| pays(account, "F-2027-134", 102_000, "2027-08-24") },
    ]
}
