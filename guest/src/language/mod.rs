//! The languages the module writes, one folder each: how amounts and days are written, the module's own words in a message, where words are parted,
//! which words are harsh (`mod.rs`), the sentences of decisions (`sentences.rs`) and of findings (`findings.rs`), and the ready texts (`texts.json`). A new one is its folder, its
//! line in `languages!`, and its hyphens in `Cargo.toml`; the tests of this module say what its folder lacks.

mod countries;
mod plural;
mod sentence;
#[cfg(test)]
mod tests;

pub use plural::{Plural, plural};
pub use sentence::{Said, sentence};

use hypher::Lang;
use relance_contract::Format;

/// Everything of one language.
pub struct Pack {
    /// Its name in English.
    pub name: &'static str,
    /// How amounts and days are written.
    pub format: &'static Format,
    /// Between a label and what it is of.
    pub colon: &'static str,
    /// The day on a letter: `{day}` stands for it.
    pub letter_day: &'static str,
    /// What must not break at the end of a line: as written, as bound.
    pub spacing: &'static [(&'static str, &'static str)],
    /// How words agree with numbers.
    pub plural: Plural,
    /// Where words are parted.
    pub hyphens: Lang,
    /// Words that belong to the end of a ladder, in lower case.
    pub harsh: &'static [&'static str],
    /// The ready texts by name, each with `subject` and `body`: JSON.
    pub texts: &'static str,
    /// The sentences of decisions and explanations, by code.
    pub sentences: &'static [(&'static str, &'static str)],
    /// The sentences of findings, by code: what is wrong, and what to do, where there is something to add.
    pub findings: &'static [(&'static str, &'static str, &'static str)],
    /// The module's own words.
    pub words: Words,
}

/// The words of one language.
pub struct Words {
    /// One quote, several.
    pub quote: (&'static str, &'static str),
    /// One invoice, several.
    pub invoice: (&'static str, &'static str),
    /// What is left to pay.
    pub left: &'static str,
    /// All taxes included.
    pub total: &'static str,
    /// The due day.
    pub due: &'static str,
    /// The last valid day.
    pub valid_until: &'static str,
    /// The day of issue.
    pub issued: &'static str,
    /// The number of the customer's order.
    pub order: &'static str,
    /// What a document belongs to: an order, a contract, a delivery note, a credit note.
    pub linked: [&'static str; 4],
    /// A sum at the end of a table.
    pub sum: &'static str,
    /// The account's other open documents.
    pub others: &'static str,
    /// The parts of an invoice that a message is about.
    pub parts: &'static str,
    /// One of them.
    pub part: &'static str,
    /// What the whole invoice is of.
    pub invoice_total: &'static str,
    /// What a message claims: the debt itself.
    pub principal: &'static str,
    /// Late interest.
    pub interest: &'static str,
    /// The fixed indemnity.
    pub indemnity: &'static str,
    /// The European Union in the number of its directives.
    pub union: &'static str,
    /// All that a message claims.
    pub claimed: &'static str,
    /// How interest comes about.
    pub statement: &'static str,
    /// The formula under it.
    pub formula: &'static str,
    /// First day, last day, base, rate, days.
    pub segment: [&'static str; 5],
    /// Paying by bank transfer.
    pub transfer: &'static str,
    /// To whom.
    pub beneficiary: &'static str,
    /// How much.
    pub amount: &'static str,
    /// What to quote.
    pub reference: &'static str,
    /// Beside a QR code.
    pub scan: &'static str,
    /// Buttons: pay, sign, accept, view, appointment.
    pub buttons: [&'static str; 5],
    /// Under an offer.
    pub opt_out: &'static str,
    /// Before the subject of a letter.
    pub subject: &'static str,
    /// Before the names of enclosed files.
    pub enclosed: &'static str,
    /// On a registered letter.
    pub registered: &'static str,
    /// `{page}` of `{pages}`.
    pub page: &'static str,
    /// Why a call with refused settings did nothing.
    pub settings_refused: &'static str,
}

/// The list of languages: for each its variant, and its file by its primary tag.
macro_rules! languages {
    ($($(#[doc = $what:literal])+ $locale:ident = $tag:ident,)*) => {
        $(mod $tag;)*

        /// Who reads: the language in which words, amounts and dates are written.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Locale {
            $($(#[doc = $what])+ $locale,)*
        }

        impl Locale {
            /// The languages, by their primary tags.
            pub const ALL: &[(&'static str, Self)] = &[$((stringify!($tag), Self::$locale)),*];

            /// Everything of the reader's language.
            #[must_use]
            pub fn pack(self) -> &'static Pack {
                match self {
                    $(Self::$locale => &$tag::PACK,)*
                }
            }
        }
    };
}

languages! {
    /// German.
    German = de,
    /// English; also whoever reads a language this module does not write.
    English = en,
    /// Spanish.
    Spanish = es,
    /// French.
    French = fr,
    /// Italian.
    Italian = it,
    /// Dutch.
    Dutch = nl,
    /// Polish.
    Polish = pl,
    /// Portuguese.
    Portuguese = pt,
}

impl Locale {
    /// The reader of a language tag; only what stands before the first hyphen counts.
    #[must_use]
    pub fn of(language: &str) -> Self {
        Self::known(language).unwrap_or(Self::English)
    }

    /// As [`Locale::of`]; `None` for a language that this module does not write.
    #[must_use]
    pub fn known(language: &str) -> Option<Self> {
        let primary = language.split('-').next();
        Self::ALL.iter().find(|(tag, _)| Some(*tag) == primary).map(|(_, locale)| *locale)
    }

    /// The module's own words in the reader's language.
    #[must_use]
    pub fn words(self) -> &'static Words {
        &self.pack().words
    }

    /// The sentence of a finding, and what to do, with `{detail}` places.
    #[must_use]
    pub fn finding(self, sentence: &str) -> Option<(&'static str, &'static str)> {
        self.pack().findings.iter().find(|(known, ..)| *known == sentence).map(|(_, message, hint)| (*message, *hint))
    }

    /// The sentence of a decision or an explanation, with `{detail}` places; `None` for a code that is not known.
    #[must_use]
    pub fn sentence(self, code: &str) -> Option<&'static str> {
        self.pack().sentences.iter().find(|(known, _)| *known == code).map(|(_, sentence)| *sentence)
    }
}
