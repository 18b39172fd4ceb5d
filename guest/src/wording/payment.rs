//! How to pay by bank transfer, and the same as a SEPA QR code (F44; EPC069-12 v2.1).

use relance_contract::is_iban;

use super::variables::{self, Message};
use crate::{
    domain::{BankAccount, HoldKind, MeansOfPayment, Money, PaidOn},
    rules::Case,
};

/// How to pay what a message claims.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaymentDetails {
    /// The company, or who else the account belongs to.
    pub beneficiary: String,
    /// In groups of four.
    pub iban: String,
    /// The bank, where somebody says it.
    pub bic: Option<String>,
    /// What the message claims of the documents that are paid there.
    pub amount: Money,
    /// What the customer is to quote: the numbers of the documents.
    pub reference: String,
    /// The lines of a SEPA QR code; euros only, and only for an account number that can exist.
    pub epc: Option<String>,
}

/// Who is paid, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Payee<'a> {
    pub(super) name: &'a str,
    /// In groups of four.
    pub(super) iban: String,
    pub(super) bic: Option<&'a str>,
}

/// How to pay what is claimed, on each account that documents of the message are to be paid on, in the order of the documents. Nothing without a
/// bank account or a debt, for a debt that somebody else collects, and for a document that is not paid by transfer.
#[must_use]
pub(super) fn details(message: &Message<'_, '_>) -> Vec<PaymentDetails> {
    let mut documents = variables::documents(message.wanted);
    documents.retain(|case| {
        let means = case.document.means_of_payment.as_ref();
        !is_factored(case) && means.is_none_or(MeansOfPayment::may_be_transferred)
    });
    let accounts = accounts(&documents).into_iter();
    accounts.filter_map(|(payee, documents)| on_account(message, &payee, &documents)).collect()
}

fn is_factored(case: &Case<'_>) -> bool {
    let mut holds = case.account.holds.iter().filter(|hold| hold.kind == HoldKind::Factored);
    holds.any(|hold| hold.document.as_ref().is_none_or(|id| *id == case.document.id))
}

/// The accounts that these documents are to be paid on, each with its documents; one of which nobody knows the account is left out.
pub(super) fn accounts<'a>(documents: &[Case<'a>]) -> Vec<(Payee<'a>, Vec<Case<'a>>)> {
    let mut accounts: Vec<(Payee<'a>, Vec<Case<'a>>)> = Vec::new();
    for case in documents {
        let Some(payee) = payee(case) else { continue };
        match accounts.iter_mut().find(|(known, _)| *known == payee) {
            Some((_, paid)) => paid.push(*case),
            None => accounts.push((payee, vec![*case])),
        }
    }
    accounts
}

/// Who is paid for a document, and where: its own account, else the company's.
fn payee<'a>(case: &Case<'a>) -> Option<Payee<'a>> {
    let company = &case.context.company;
    match &case.document.paid_on {
        PaidOn::Unknown => None,
        PaidOn::Own(BankAccount { iban, bic, beneficiary }) => {
            let name = beneficiary.as_ref().unwrap_or(&company.name);
            Some(Payee { name, iban: grouped(iban), bic: bic.as_deref() })
        }
        PaidOn::Company => {
            let iban = grouped(company.iban.as_deref()?);
            (!iban.is_empty()).then(|| Payee { name: &company.name, iban, bic: company.bic.as_deref() })
        }
    }
}

/// How to pay what the message claims of the documents that are paid on one account.
fn on_account(message: &Message<'_, '_>, payee: &Payee<'_>, documents: &[Case<'_>]) -> Option<PaymentDetails> {
    let paid_here = |member: &&Case<'_>| documents.iter().any(|case| case.document.id == member.document.id);
    let members: Vec<_> = message.wanted.members.iter().filter(paid_here).copied().collect();
    let amount = message.claimed_for(&members).filter(|amount| amount.minor > 0)?;
    let numbers: Vec<_> = documents.iter().map(|case| case.document.number.as_str()).collect();
    let reference = shortened(&numbers, REFERENCE);
    Some(PaymentDetails {
        beneficiary: payee.name.to_owned(),
        epc: epc(payee, amount, &reference),
        iban: payee.iban.clone(),
        bic: payee.bic.map(str::to_owned),
        amount,
        reference,
    })
}

/// The most characters of a remittance text.
const REFERENCE: usize = 140;

/// As many as fit, whole.
fn shortened(numbers: &[&str], most: usize) -> String {
    let mut text = String::new();
    for number in numbers {
        let separator = if text.is_empty() { "" } else { " " };
        if text.chars().count() + separator.len() + number.chars().count() > most {
            break;
        }
        text.push_str(separator);
        text.push_str(number);
    }
    text
}

fn grouped(iban: &str) -> String {
    let mut grouped = String::new();
    for (at, c) in iban.chars().filter(|c| !c.is_whitespace()).enumerate() {
        if at > 0 && at.is_multiple_of(4) {
            grouped.push(' ');
        }
        grouped.push(c);
    }
    grouped
}

/// The lines of the code: `BCD`, version 002, UTF-8, SEPA credit transfer; 331 bytes at most.
fn epc(payee: &Payee<'_>, amount: Money, reference: &str) -> Option<String> {
    const MOST: i64 = 99_999_999_999;
    let compact = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
    let iban = compact(&payee.iban);
    if amount.currency.code() != "EUR" || !(1..=MOST).contains(&amount.minor) || !is_iban(&iban) {
        return None;
    }
    let bic = compact(payee.bic.unwrap_or_default());
    let bic =
        if matches!(bic.len(), 8 | 11) && bic.chars().all(|c| c.is_ascii_alphanumeric()) { bic } else { String::new() };
    let name: String = ascii(payee.name).chars().take(70).collect();
    let euros = format!("EUR{}.{:02}", amount.minor / 100, amount.minor % 100);
    // Some banking apps guess the character set wrong: plain letters are read by all.
    let reference: String = ascii(reference).chars().take(REFERENCE).collect();
    if name.trim().is_empty() {
        return None;
    }
    let code = format!("BCD\n002\n1\nSCT\n{bic}\n{name}\n{iban}\n{euros}\n\n\n{reference}");
    (code.len() <= 331).then_some(code)
}

/// Plain letters for accented ones; whatever has none becomes a space.
fn ascii(text: &str) -> String {
    text.chars()
        .flat_map(|c| {
            let plain: &str = match c {
                'à' | 'á' | 'â' | 'ã' | 'å' => "a",
                'ä' => "ae",
                'À' | 'Á' | 'Â' | 'Ã' | 'Å' => "A",
                'Ä' => "Ae",
                'ç' => "c",
                'Ç' => "C",
                'é' | 'è' | 'ê' | 'ë' => "e",
                'É' | 'È' | 'Ê' | 'Ë' => "E",
                'í' | 'ì' | 'î' | 'ï' => "i",
                'Í' | 'Ì' | 'Î' | 'Ï' => "I",
                'ñ' => "n",
                'Ñ' => "N",
                'ó' | 'ò' | 'ô' | 'õ' | 'ø' => "o",
                'ö' => "oe",
                'Ó' | 'Ò' | 'Ô' | 'Õ' | 'Ø' => "O",
                'Ö' => "Oe",
                'ú' | 'ù' | 'û' => "u",
                'ü' => "ue",
                'Ú' | 'Ù' | 'Û' => "U",
                'Ü' => "Ue",
                'ý' | 'ÿ' => "y",
                'ß' => "ss",
                'œ' => "oe",
                'Œ' => "OE",
                'æ' => "ae",
                'Æ' => "AE",
                '\u{2010}'..='\u{2015}' => "-",
                '\u{2018}' | '\u{2019}' => "'",
                c if c.is_ascii_graphic() || c == ' ' => return Plain::One(c),
                _ => " ",
            };
            Plain::Some(plain.chars())
        })
        .collect()
}

/// One character, or what stands for it.
enum Plain {
    One(char),
    Some(core::str::Chars<'static>),
    Done,
}

impl Iterator for Plain {
    type Item = char;

    fn next(&mut self) -> Option<char> {
        match self {
            Self::One(c) => {
                let c = *c;
                *self = Self::Done;
                Some(c)
            }
            Self::Some(chars) => chars.next(),
            Self::Done => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Currency;

    #[test]
    fn the_code_is_what_the_standard_says() {
        let payee =
            |iban| Payee { name: "Société Générale d'Œuvres & Cie", iban: grouped(iban), bic: Some("AGRIFRPP") };
        let good = payee("FR7630006000011234567890189");
        let euros = |minor| Money::new(minor, Currency::from_code("EUR").unwrap());
        let code = epc(&good, euros(123_456), "F-2027/1 É").unwrap();
        let expected = "BCD\n002\n1\nSCT\nAGRIFRPP\nSociete Generale d'OEuvres & Cie\nFR7630006000011234567890189\nEUR1234.56\n\n\nF-2027/1 E";
        assert_eq!(code, expected);
        assert_eq!(epc(&payee("FR7630006000011234567890188"), euros(1), "F"), None);
        assert_eq!(epc(&good, euros(0), "F"), None);
        let francs = Money::new(100, Currency::from_code("CHF").unwrap());
        assert_eq!(epc(&good, francs, "F"), None);
        assert_eq!(grouped("FR7630006"), "FR76 3000 6");
        assert_eq!(shortened(&["F-1", "F-2", "F-3"], 7), "F-1 F-2");
    }
}
