//! What was understood of a file, for a person to compare with what they know of it.

use std::collections::BTreeMap;

use relance_contract::records::types::DocumentKind;
use serde::Serialize;

use super::Imported;
use crate::{
    text::{Words, amount, date},
    words,
};

/// The figures of an import.
#[derive(Debug, Default, Serialize)]
pub struct Summary {
    /// Accounts.
    pub accounts: usize,
    /// Those without an e-mail address.
    pub without_email: usize,
    /// Documents.
    pub documents: usize,
    /// By kind.
    pub quotes: usize,
    /// By kind.
    pub invoices: usize,
    /// Whatever else: credit notes, deposits.
    pub others: usize,
    /// The totals of invoices by currency, in minor units.
    pub invoiced: BTreeMap<String, i64>,
    /// The first and last day on which a document was issued.
    pub issued: Option<(String, String)>,
    /// Documents that were never sent to their customer.
    pub never_sent: usize,
    /// Invoices without a due day.
    pub without_due: usize,
    /// Documents with a payment.
    pub with_payment: usize,
    /// Rows that cannot be read.
    pub bad_rows: usize,
}

impl Summary {
    /// Counts.
    #[must_use]
    pub fn of(imported: &Imported) -> Self {
        let mut summary = Self { accounts: imported.accounts.len(), bad_rows: imported.bad.len(), ..Self::default() };
        for account in imported.accounts.iter().map(|known| &known.account) {
            summary.without_email += usize::from(account.mailbox.is_none() && account.contacts.is_empty());
            for document in &account.documents {
                summary.documents += 1;
                match document.kind {
                    DocumentKind::Quote => summary.quotes += 1,
                    DocumentKind::Invoice => {
                        summary.invoices += 1;
                        let sum = summary.invoiced.entry(document.currency.clone()).or_default();
                        *sum = sum.saturating_add(document.total);
                        summary.without_due += usize::from(document.due.is_none() && document.instalments.is_empty());
                    }
                    _ => summary.others += 1,
                }
                summary.never_sent += usize::from(document.first_sent.is_none());
                let paid = account.payments.iter().any(|payment| payment.document.as_ref() == Some(&document.id));
                summary.with_payment += usize::from(paid);
                let issued = summary.issued.get_or_insert_with(|| (document.issued.clone(), document.issued.clone()));
                if document.issued < issued.0 {
                    issued.0.clone_from(&document.issued);
                }
                if document.issued > issued.1 {
                    issued.1.clone_from(&document.issued);
                }
            }
        }
        summary
    }

    /// One line for each thing to compare.
    #[must_use]
    pub fn lines(&self) -> Vec<Words> {
        let Self { accounts, without_email, documents, quotes, invoices, others, never_sent, without_due, .. } = self;
        let Self { with_payment, bad_rows, .. } = self;
        let mut lines = vec![words!(
            "{documents} documents of {accounts} accounts: {invoices} invoices, {quotes} quotes, {others} others",
            "{documents} pièces de {accounts} comptes : {invoices} factures, {quotes} devis, {others} autres"
        )];
        for (currency, total) in &self.invoiced {
            let total = amount(*total, currency);
            lines.push(Words::around(|reader| words!("{} of invoices", "{} de factures", total.say(reader))));
        }
        if let Some((first, last)) = &self.issued {
            let (first, last) = (date(first), date(last));
            lines.push(Words::around(|reader| {
                words!("issued from {} to {}", "émises du {} au {}", first.say(reader), last.say(reader))
            }));
        }
        lines.push(words!(
            "{with_payment} with a payment, {never_sent} never sent, {without_due} invoices without due date",
            "{with_payment} avec un règlement, {never_sent} jamais envoyées, {without_due} factures sans échéance"
        ));
        lines.push(words!(
            "{without_email} accounts without an e-mail address, {bad_rows} rows that cannot be read",
            "{without_email} comptes sans adresse e-mail, {bad_rows} lignes illisibles"
        ));
        lines
    }
}
