//! What was understood of a file, for a person to compare with what they know of it.

use std::collections::BTreeMap;

use relance_contract::{
    is_address,
    records::types::{Account, DocumentKind},
};
use serde::Serialize;

use super::Imported;
use crate::{
    error::Result,
    store::Arrivals,
    text::{Words, agreed, amount, counted, date},
    words,
};

/// The figures of an import.
#[derive(Debug, Default, Serialize)]
pub struct Summary {
    /// Accounts.
    pub accounts: usize,
    /// Those without an e-mail address.
    pub without_email: usize,
    /// Those whose e-mail address is none that can be written to, by identifier.
    pub unusable_email: Vec<String>,
    /// Documents.
    pub documents: usize,
    /// By kind.
    pub quotes: usize,
    /// By kind.
    pub invoices: usize,
    /// Prospects.
    pub leads: usize,
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
    /// Documents with a payment, or of which less is left than their total.
    pub with_payment: usize,
    /// Open documents whose cell for what is left is empty: their whole total is taken as left.
    pub without_left: usize,
    /// Rows that cannot be read.
    pub bad_rows: usize,
}

const fn gives(kind: DocumentKind) -> bool {
    matches!(kind, DocumentKind::CreditNote | DocumentKind::Deposit)
}

impl Summary {
    /// Counts.
    ///
    /// # Errors
    /// [`crate::error::Kind::Store`] when the accounts cannot be read again.
    pub fn of(imported: &Imported) -> Result<Self> {
        let mut summary = Self {
            accounts: imported.accounts.accounts(),
            bad_rows: imported.bad.len(),
            without_left: imported.without_left.len(),
            ..Self::default()
        };
        imported.accounts.each(&mut |known| {
            summary.add(&known.account);
            Ok(())
        })?;
        Ok(summary)
    }

    fn add(&mut self, account: &Account) {
        self.without_email += usize::from(account.mailbox.is_none() && account.contacts.is_empty());
        let mut mailboxes =
            account.contacts.iter().filter_map(|contact| contact.mailbox.as_ref()).chain(&account.mailbox);
        if mailboxes.clone().next().is_some() && !mailboxes.any(|mailbox| is_address(&mailbox.address)) {
            self.unusable_email.push(account.id.clone());
        }
        for document in &account.documents {
            self.documents += 1;
            match document.kind {
                DocumentKind::Quote => self.quotes += 1,
                DocumentKind::Lead => self.leads += 1,
                DocumentKind::Invoice => {
                    self.invoices += 1;
                    let sum = self.invoiced.entry(document.currency.clone()).or_default();
                    *sum = sum.saturating_add(document.total);
                    self.without_due += usize::from(document.due.is_none() && document.instalments.is_empty());
                }
                _ => self.others += 1,
            }
            self.never_sent += usize::from(document.first_sent.is_none() && document.kind != DocumentKind::Lead);
            let paid = account.payments.iter().any(|payment| payment.document.as_ref() == Some(&document.id));
            // A credit note gives its amount, whatever its sign.
            let size = |amount: i64| if gives(document.kind) { amount.saturating_abs() } else { amount };
            let lowered = document.left.is_some_and(|left| size(left) < size(document.total));
            self.with_payment += usize::from(paid || lowered);
            let issued = self.issued.get_or_insert_with(|| (document.issued.clone(), document.issued.clone()));
            if document.issued < issued.0 {
                issued.0.clone_from(&document.issued);
            }
            if document.issued > issued.1 {
                issued.1.clone_from(&document.issued);
            }
        }
    }

    /// One line for each thing to compare.
    #[must_use]
    pub fn lines(&self) -> Vec<Words> {
        let Self { with_payment, never_sent, .. } = self;
        let [documents, accounts, invoices, quotes, others] = [
            counted(self.documents, ["document", "documents"], ["pièce", "pièces"]),
            counted(self.accounts, ["account", "accounts"], ["compte", "comptes"]),
            counted(self.invoices, ["invoice", "invoices"], ["facture", "factures"]),
            counted(self.quotes, ["quote", "quotes"], ["devis", "devis"]),
            counted(self.others, ["other", "others"], ["autre", "autres"]),
        ];
        let mut lines = vec![Words::around(|reader| {
            let [documents, accounts, invoices, quotes, others] =
                [&documents, &accounts, &invoices, &quotes, &others].map(|part| part.say(reader));
            words!(
                "{documents} of {accounts}: {invoices}, {quotes}, {others}",
                "{documents} de {accounts} : {invoices}, {quotes}, {others}"
            )
        })];
        if self.leads > 0 {
            let leads = counted(self.leads, ["prospect", "prospects"], ["prospect", "prospects"]);
            lines.push(Words::around(|reader| words!("{} among them", "dont {}", leads.say(reader))));
        }
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
        let [unsent, without_due] = [
            agreed(
                *never_sent,
                words!("{never_sent} never sent", "{never_sent} jamais envoyée"),
                words!("{never_sent} never sent", "{never_sent} jamais envoyées"),
            ),
            counted(
                self.without_due,
                ["invoice without due date", "invoices without due date"],
                ["facture sans échéance", "factures sans échéance"],
            ),
        ];
        lines.push(Words::around(|reader| {
            let [unsent, without_due] = [&unsent, &without_due].map(|part| part.say(reader));
            words!(
                "{with_payment} with a payment, {unsent}, {without_due}",
                "{with_payment} avec un règlement, {unsent}, {without_due}"
            )
        }));
        let [without_email, bad] = [
            counted(
                self.without_email,
                ["account without an e-mail address", "accounts without an e-mail address"],
                ["compte sans adresse e-mail", "comptes sans adresse e-mail"],
            ),
            counted(
                self.bad_rows,
                ["row that cannot be read", "rows that cannot be read"],
                ["ligne illisible", "lignes illisibles"],
            ),
        ];
        lines.push(Words::around(|reader| format!("{}, {}", without_email.say(reader), bad.say(reader)).into()));
        lines.extend(self.unusable());
        lines
    }

    /// Accounts that look as if they could be written to, and cannot.
    fn unusable(&self) -> Option<Words> {
        const NAMED: usize = 5;
        let count = self.unusable_email.len();
        let more = if count > NAMED { ", …" } else { "" };
        let named = self.unusable_email.iter().take(NAMED).map(String::as_str).collect::<Vec<_>>().join(", ");
        let said = agreed(
            count,
            words!(
                "{count} account with an e-mail address that cannot be written to ({named})",
                "{count} compte dont l'adresse e-mail est inutilisable ({named})"
            ),
            words!(
                "{count} accounts with e-mail addresses that cannot be written to ({named}{more})",
                "{count} comptes dont l'adresse e-mail est inutilisable ({named}{more})"
            ),
        );
        (count > 0).then_some(said)
    }
}
