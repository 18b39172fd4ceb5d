//! Dutch.

use hypher::Lang;
use relance_contract::{Format, Place};

use super::{Pack, Plural, Words};

mod findings;
mod sentences;

#[rustfmt::skip]
pub(super) static PACK: Pack = Pack {
    name: "Dutch",
    format: &Format {
        group: '.',
        group_from: 4,
        point: ',',
        currency: Place::BeforeSpaced,
        signs: &[("EUR", "€"), ("GBP", "£")],
        months: [
            "januari",
            "februari",
            "maart",
            "april",
            "mei",
            "juni",
            "juli",
            "augustus",
            "september",
            "oktober",
            "november",
            "december",
        ],
        first: None,
        after_day: " ",
        after_month: " ",
        short: Some('-'),
        percent: "%",
    },
    colon: ": ",
    letter_day: "{day}",
    spacing: &[],
    plural: Plural::OneOther,
    hyphens: Lang::Dutch,
    harsh: &["ingebrekestelling", "laatste herinnering", "incasso", "deurwaarder", "rechtbank", "juridische stappen"],
    texts: include_str!("texts.json"),
    sentences: sentences::ALL,
    findings: findings::ALL,
    words: Words {
        quote: ("Offerte", "Offertes"),
        invoice: ("Factuur", "Facturen"),
        left: "Openstaand bedrag",
        total: "Totaalbedrag",
        due: "Vervaldatum",
        valid_until: "Geldig tot en met",
        issued: "Datum",
        order: "Uw bestelling",
        sum: "Totaal",
        others: "Uw andere openstaande documenten",
        parts: "Betreffende termijnen",
        part: "Termijn",
        invoice_total: "Factuurbedrag",
        principal: "Hoofdsom",
        interest: "Rente wegens te late betaling",
        indemnity: "Vaste vergoeding voor invorderingskosten",
        union: "EU",
        claimed: "Totaal verschuldigd",
        statement: "Berekening van de rente",
        formula: "Rente = bedrag × jaarrente × aantal dagen / 365, afgerond op de cent.",
        segment: ["Van", "Tot en met", "Bedrag", "Rente", "Dagen"],
        transfer: "Betaling per overschrijving",
        beneficiary: "Begunstigde",
        amount: "Bedrag",
        reference: "Vermeld",
        scan: "Scan met uw bankapp",
        buttons: ["Online betalen", "Offerte ondertekenen", "Offerte aanvaarden", "Document bekijken", "Afspraak maken"],
        opt_out: "Wilt u geen aanbiedingen meer ontvangen? Antwoord dan met \"STOP\".",
        subject: "Betreft: ",
        enclosed: "Bijlagen: ",
        registered: "Aangetekende brief met ontvangstbewijs",
        page: "Pagina {page} / {pages}",
        settings_refused: "de instellingen worden geweigerd; er is niets beslist",
    },
};
