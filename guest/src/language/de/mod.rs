//! German.

use hypher::Lang;
use relance_contract::{Format, Place};

use super::{Pack, Plural, Words};

mod findings;
mod sentences;

#[rustfmt::skip]
pub(super) static PACK: Pack = Pack {
    name: "German",
    format: &Format {
        group: '.',
        group_from: 4,
        point: ',',
        currency: Place::After,
        signs: &[("EUR", "€"), ("GBP", "£")],
        months: [
            "Januar",
            "Februar",
            "März",
            "April",
            "Mai",
            "Juni",
            "Juli",
            "August",
            "September",
            "Oktober",
            "November",
            "Dezember",
        ],
        first: None,
        after_day: ". ",
        after_month: " ",
        short: Some('.'),
        percent: "\u{a0}%",
    },
    colon: ": ",
    letter_day: "{day}",
    spacing: &[],
    plural: Plural::OneOther,
    hyphens: Lang::German,
    harsh: &["mahnbescheid", "gerichtlich", "inkasso", "letzte mahnung", "letzte erinnerung", "rechtsanwalt"],
    texts: include_str!("texts.json"),
    sentences: sentences::ALL,
    findings: findings::ALL,
    words: Words {
        quote: ("Angebot", "Angebote"),
        invoice: ("Rechnung", "Rechnungen"),
        left: "Offener Betrag",
        total: "Gesamtbetrag",
        due: "Fällig am",
        valid_until: "Gültig bis",
        issued: "Datum",
        order: "Ihre Bestellung",
        sum: "Summe",
        others: "Ihre weiteren offenen Belege",
        parts: "Raten, um die es geht",
        part: "Rate",
        invoice_total: "Rechnungsbetrag",
        principal: "Hauptforderung",
        interest: "Verzugszinsen",
        indemnity: "Pauschale für Beitreibungskosten",
        union: "EU",
        claimed: "Gesamtforderung",
        statement: "Berechnung der Verzugszinsen",
        formula: "Zinsen = Betrag × Jahreszins × Tage / 365, auf den Cent gerundet.",
        segment: ["Von", "Bis (einschl.)", "Betrag", "Zinssatz", "Tage"],
        transfer: "Zahlung per Überweisung",
        beneficiary: "Empfänger",
        amount: "Betrag",
        reference: "Verwendungszweck",
        scan: "Mit Ihrer Banking-App scannen",
        buttons: ["Online bezahlen", "Angebot unterzeichnen", "Angebot annehmen", "Dokument ansehen", "Termin vereinbaren"],
        opt_out: "Wenn Sie keine Angebote mehr erhalten möchten, antworten Sie mit „STOPP“.",
        subject: "Betreff: ",
        enclosed: "Anlagen: ",
        registered: "Einschreiben mit Rückschein",
        page: "Seite {page} / {pages}",
        settings_refused: "die Einstellungen werden abgelehnt; es wurde nichts entschieden",
    },
};
