//! A document as this store keeps it: what is handed over, what the ERP told last, and its payments by whose word they are known.

use relance_contract::records::{
    bookkeeping::{KeptDocument, Money},
    types::{Document, Payment},
};
use rusqlite::{Connection, OptionalExtension, params};

use crate::{
    error::Result,
    store::json::{from_json, to_json},
};

/// Whose word a payment is: column `said` of `payment`.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Word {
    /// The ERP lists it.
    Listed = 0,
    /// A person recorded it.
    Recorded = 1,
    /// The ERP's figure has it, without a line of its own.
    Confirmed = 2,
}

/// A row of `document`.
pub(super) struct Row {
    pub(super) account: String,
    /// The day from which the document is known.
    pub(super) known_from: String,
    /// As it is handed over.
    pub(super) document: Document,
    /// As the ERP told it last.
    pub(super) told: Option<Document>,
}

impl Row {
    pub(super) fn find(transaction: &Connection, tenant: &str, id: &str) -> Result<Option<Self>> {
        let found = transaction
            .prepare_cached("SELECT account, known_from, data, imported FROM document WHERE tenant = ?1 AND id = ?2")?
            .query_row((tenant, id), |row| {
                Ok((row.get(0)?, row.get(1)?, row.get::<_, String>(2)?, row.get::<_, Option<String>>(3)?))
            })
            .optional()?;
        let Some((account, known_from, data, imported)) = found else { return Ok(None) };
        let told = imported.map(|imported| from_json(&imported)).transpose()?;
        Ok(Some(Self { account, known_from, document: from_json(&data)?, told }))
    }

    /// With its payments, and the day of a first send from here in this life.
    pub(super) fn kept(mut self, transaction: &Connection, tenant: &str) -> Result<KeptDocument> {
        if self.document.first_sent.is_none() {
            self.document.first_sent = first_sent_here(transaction, tenant, &self.document)?;
        }
        let of = |word| payments(transaction, tenant, &self.account, (&self.document.id, word));
        let money = Money { listed: of(Word::Listed)?, recorded: of(Word::Recorded)?, confirmed: of(Word::Confirmed)? };
        Ok(KeptDocument { document: self.document, told: self.told, money })
    }
}

/// The day on which a document was first sent from here in the life it is in.
fn first_sent_here(transaction: &Connection, tenant: &str, document: &Document) -> Result<Option<String>> {
    let day = transaction
        .prepare_cached(
            "SELECT day FROM entry WHERE tenant = ?1 AND document = ?2 AND cycle = ?3 AND step = ?4 AND state = 'sent'
             ORDER BY day LIMIT 1",
        )?
        .query_row(params![tenant, document.id, document.cycle, relance_contract::FIRST_SEND], |row| row.get(0))
        .optional()?;
    Ok(day)
}

/// Changes what is handed over of a document that is there.
pub(super) fn alter(transaction: &Connection, tenant: &str, document: &Document) -> Result<()> {
    transaction.prepare_cached("UPDATE document SET data = ?3 WHERE tenant = ?1 AND id = ?2")?.execute((
        tenant,
        &document.id,
        to_json(document)?,
    ))?;
    Ok(())
}

/// The payments of a document, the oldest first.
pub(super) fn payments(
    transaction: &Connection,
    tenant: &str,
    account: &str,
    (document, word): (&str, Word),
) -> Result<Vec<Payment>> {
    let mut statement = transaction.prepare_cached(
        "SELECT data FROM payment WHERE tenant = ?1 AND account = ?2 AND data ->> '$.document' = ?3 AND said = ?4
         ORDER BY data ->> '$.day', id",
    )?;
    let rows = statement.query_map((tenant, account, document, word as u8), |row| row.get::<_, String>(0))?;
    rows.map(|data| from_json(&data?)).collect()
}

/// Keeps just these in the ERP's figures of a document. Before its day none is known: the engine would take it for money on its way, which the
/// figure has already.
pub(super) fn confirm(
    transaction: &Connection,
    tenant: &str,
    account: &str,
    (document, confirmed): (&str, &[Payment]),
) -> Result<()> {
    forget(transaction, tenant, account, (document, Word::Confirmed))?;
    for payment in confirmed {
        transaction
            .prepare_cached(
                "INSERT INTO payment (tenant, account, id, known_from, data, said) VALUES (?1, ?2, ?3, ?6, ?4, ?5)",
            )?
            .execute(params![tenant, account, payment.id, to_json(payment)?, Word::Confirmed as u8, payment.day])?;
    }
    Ok(())
}

/// Forgets the payments of a document that are known by that word.
pub(super) fn forget(
    transaction: &Connection,
    tenant: &str,
    account: &str,
    (document, word): (&str, Word),
) -> Result<()> {
    transaction
        .prepare_cached(
            "DELETE FROM payment WHERE tenant = ?1 AND account = ?2 AND data ->> '$.document' = ?3 AND said = ?4",
        )?
        .execute((tenant, account, document, word as u8))?;
    Ok(())
}
