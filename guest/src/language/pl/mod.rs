//! Polish.

use hypher::Lang;
use relance_contract::{Format, Place};

use super::{Pack, Plural, Words};

mod findings;
mod sentences;

#[rustfmt::skip]
pub(super) static PACK: Pack = Pack {
    name: "Polish",
    format: &Format {
        group: '\u{a0}',
        group_from: 5,
        point: ',',
        currency: Place::After,
        signs: &[("EUR", "€"), ("GBP", "£"), ("PLN", "zł")],
        months: ["stycznia", "lutego", "marca", "kwietnia", "maja", "czerwca", "lipca", "sierpnia", "września", "października", "listopada", "grudnia"],
        first: None,
        after_day: " ",
        after_month: " ",
        short: Some('.'),
        percent: "%",
    },
    colon: ": ",
    letter_day: "{day}",
    spacing: &[],
    plural: Plural::OneFewMany,
    hyphens: Lang::Polish,
    harsh: &["wezwanie do zapłaty", "ostatnie przypomnienie", "dochodzenie należności", "sąd", "komornik", "windykacja"],
    texts: include_str!("texts.json"),
    sentences: sentences::ALL,
    findings: findings::ALL,
    words: Words {
        quote: ("Oferta", "Oferty"),
        invoice: ("Faktura", "Faktury"),
        left: "Pozostaje do zapłaty",
        total: "Kwota brutto",
        due: "Termin płatności",
        valid_until: "Ważna do",
        issued: "Data",
        order: "Państwa zamówienie",
        linked: ["Zamówienie", "Umowa", "Dowód dostawy", "Faktura korygująca"],
        sum: "Razem",
        others: "Pozostałe otwarte dokumenty na dzień dzisiejszy",
        parts: "Raty, których to dotyczy",
        part: "Rata",
        invoice_total: "Kwota faktury",
        principal: "Należność główna",
        interest: "Odsetki za opóźnienie",
        indemnity: "Rekompensata za koszty odzyskiwania należności",
        union: "UE",
        claimed: "Razem do zapłaty",
        statement: "Wyliczenie odsetek za opóźnienie",
        formula: "Odsetki = podstawa × stopa roczna × liczba dni / 365, zaokrąglone do grosza lub centa.",
        segment: ["Od", "Do (włącznie)", "Podstawa", "Stopa", "Dni"],
        transfer: "Płatność przelewem",
        beneficiary: "Odbiorca",
        amount: "Kwota",
        reference: "Tytuł przelewu",
        scan: "Zeskanuj w aplikacji bankowej",
        buttons: ["Zapłać online", "Podpisz ofertę", "Przyjmij ofertę", "Zobacz dokument", "Umów spotkanie"],
        opt_out: "Aby nie otrzymywać więcej ofert, proszę odpowiedzieć „STOP” na tę wiadomość.",
        subject: "Dotyczy: ",
        enclosed: "Załączniki: ",
        registered: "List polecony za potwierdzeniem odbioru",
        page: "Strona {page} / {pages}",
        settings_refused: "ustawienia zostały odrzucone; nic nie rozstrzygnięto",
    },
};
