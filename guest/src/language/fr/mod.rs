//! French.

use hypher::Lang;

use super::{Pack, Plural, Words};

mod findings;
mod sentences;

#[rustfmt::skip]
pub(super) static PACK: Pack = Pack {
    name: "French",
    format: &relance_contract::FRENCH,
    colon: "\u{a0}: ",
    letter_day: "Le {day}",
    spacing: &[
        (" :", "\u{a0}:"),
        (" »", "\u{a0}»"),
        ("« ", "«\u{a0}"),
        (" ;", "\u{202f};"),
        (" !", "\u{202f}!"),
        (" ?", "\u{202f}?"),
        (" %", "\u{a0}%"),
        (" €", "\u{a0}€"),
        ("n° ", "n°\u{a0}"),
        ("M. ", "M.\u{a0}"),
        ("Mme ", "Mme\u{a0}"),
        ("L. ", "L.\u{a0}"),
    ],
    plural: Plural::NoneOneManyOther,
    hyphens: Lang::French,
    harsh: &["mise en demeure", "mettons en demeure", "met en demeure", "dernier rappel", "contentieux", "huissier", "commissaire de justice", "tribunal", "poursuites"],
    texts: include_str!("texts.json"),
    sentences: sentences::ALL,
    findings: findings::ALL,
    words: Words {
        quote: ("Devis", "Devis"),
        invoice: ("Facture", "Factures"),
        left: "Reste à payer",
        total: "Montant TTC",
        due: "Échéance",
        valid_until: "Valable jusqu’au",
        issued: "Date",
        order: "Votre commande",
        linked: ["Commande", "Contrat", "Bon de livraison", "Avoir"],
        sum: "Total",
        others: "Vos autres pièces ouvertes à ce jour",
        parts: "Versements concernés",
        part: "Versement",
        invoice_total: "Total de la facture",
        principal: "Principal",
        interest: "Intérêts de retard",
        indemnity: "Indemnité forfaitaire pour frais de recouvrement",
        union: "UE",
        claimed: "Total dû",
        statement: "Décompte des intérêts de retard",
        formula: "Intérêts = base × taux annuel × nombre de jours / 365, arrondis au centime.",
        segment: ["Du", "Au (inclus)", "Base TTC", "Taux", "Jours"],
        transfer: "Règlement par virement",
        beneficiary: "Bénéficiaire",
        amount: "Montant",
        reference: "Référence à rappeler",
        scan: "À scanner avec votre application bancaire",
        buttons: ["Payer en ligne", "Signer le devis", "Accepter le devis", "Consulter le document", "Prendre rendez-vous"],
        opt_out: "Pour ne plus recevoir d’offres de notre part, répondez «\u{a0}STOP\u{a0}» à ce message.",
        subject: "Objet : ",
        enclosed: "P.\u{a0}J.\u{a0}: ",
        registered: "Lettre recommandée avec accusé de réception",
        page: "Page {page} / {pages}",
        settings_refused: "les réglages sont refusés ; rien n'a été décidé",
    },
};
