//! Italian.

use hypher::Lang;
use relance_contract::{Format, Place};

use super::{Pack, Plural, Words};

mod findings;
mod sentences;

#[rustfmt::skip]
pub(super) static PACK: Pack = Pack {
    name: "Italian",
    format: &Format {
        group: '.',
        group_from: 5,
        point: ',',
        currency: Place::After,
        signs: &[("EUR", "€"), ("GBP", "£")],
        months: [
            "gennaio",
            "febbraio",
            "marzo",
            "aprile",
            "maggio",
            "giugno",
            "luglio",
            "agosto",
            "settembre",
            "ottobre",
            "novembre",
            "dicembre",
        ],
        first: Some("1º"),
        after_day: " ",
        after_month: " ",
        short: Some('/'),
        percent: "%",
    },
    colon: ": ",
    letter_day: "{day}",
    spacing: &[],
    plural: Plural::OneManyOther,
    hyphens: Lang::Italian,
    harsh: &["messa in mora", "costituzione in mora", "ultimo sollecito", "vie legali", "tribunale", "avvocato"],
    texts: include_str!("texts.json"),
    sentences: sentences::ALL,
    findings: findings::ALL,
    words: Words {
        quote: ("Preventivo", "Preventivi"),
        invoice: ("Fattura", "Fatture"),
        left: "Importo da pagare",
        total: "Totale",
        due: "Scadenza",
        valid_until: "Valido fino al",
        issued: "Data",
        order: "Il vostro ordine",
        sum: "Totale",
        others: "Gli altri Suoi documenti aperti",
        parts: "Rate interessate",
        part: "Rata",
        invoice_total: "Totale della fattura",
        principal: "Capitale",
        interest: "Interessi di mora",
        indemnity: "Importo forfettario per i costi di recupero",
        union: "UE",
        claimed: "Totale dovuto",
        statement: "Calcolo degli interessi di mora",
        formula: "Interessi = base × tasso annuo × numero di giorni / 365, arrotondati al centesimo.",
        segment: ["Dal", "Al (incluso)", "Base", "Tasso", "Giorni"],
        transfer: "Pagamento con bonifico",
        beneficiary: "Beneficiario",
        amount: "Importo",
        reference: "Causale",
        scan: "Scansioni con l’app della Sua banca",
        buttons: ["Paga online", "Firma il preventivo", "Accetta il preventivo", "Vedi il documento", "Fissa un appuntamento"],
        opt_out: "Per non ricevere più offerte, risponda «STOP» a questo messaggio.",
        subject: "Oggetto: ",
        enclosed: "Allegati: ",
        registered: "Raccomandata con ricevuta di ritorno",
        page: "Pagina {page} / {pages}",
        settings_refused: "le impostazioni sono rifiutate; nulla è stato deciso",
    },
};
