//! English.

use hypher::Lang;

use super::{Pack, Plural, Words};

mod findings;
mod sentences;

#[rustfmt::skip]
pub(super) static PACK: Pack = Pack {
    name: "English",
    format: &relance_contract::ENGLISH,
    colon: ": ",
    letter_day: "{day}",
    spacing: &[],
    plural: Plural::OneOther,
    hyphens: Lang::English,
    harsh: &["formal notice", "final notice", "last reminder", "legal action", "court", "litigation", "bailiff"],
    texts: include_str!("texts.json"),
    sentences: sentences::ALL,
    findings: findings::ALL,
    words: Words {
        quote: ("Quote", "Quotes"),
        invoice: ("Invoice", "Invoices"),
        left: "Amount due",
        total: "Total",
        due: "Due date",
        valid_until: "Valid until",
        issued: "Date",
        order: "Your order",
        linked: ["Order", "Contract", "Delivery note", "Credit note"],
        sum: "Total",
        others: "Your other open documents today",
        parts: "Instalments this is about",
        part: "Instalment",
        invoice_total: "Invoice total",
        principal: "Principal",
        interest: "Late interest",
        indemnity: "Fixed compensation for recovery costs",
        union: "EU",
        claimed: "Total due",
        statement: "Statement of late interest",
        formula: "Interest = base × yearly rate × number of days / 365, rounded to the cent.",
        segment: ["From", "To (included)", "Base", "Rate", "Days"],
        transfer: "Payment by bank transfer",
        beneficiary: "Beneficiary",
        amount: "Amount",
        reference: "Reference to quote",
        scan: "Scan with your banking app",
        buttons: ["Pay online", "Sign the quote", "Accept the quote", "View the document", "Book an appointment"],
        opt_out: "To receive no more offers from us, reply \"STOP\" to this message.",
        subject: "Re: ",
        enclosed: "Enclosed: ",
        registered: "Registered letter with proof of receipt",
        page: "Page {page} / {pages}",
        settings_refused: "the settings are refused; nothing was decided",
    },
};
