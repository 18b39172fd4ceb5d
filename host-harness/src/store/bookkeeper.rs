//! What a new state of a document means. That is the module's to say; a store asks before it keeps anything of a document.

use std::fmt;

use relance_contract::{
    records::{
        bookkeeping::{Act, KeptDocument, Money, TakenDocument, ToldDocument, Trace},
        types::Document,
    },
    request,
};

use crate::{
    error::{Error, Kind, Result},
    module::{Budget, Module},
    words,
};

/// What a new state of a document means: `bookkeeping` of the contract.
pub trait Bookkeeper: fmt::Debug {
    /// What to keep of documents that an ERP tells, in their order.
    ///
    /// # Errors
    /// [`Kind::Input`](crate::error::Kind::Input) when they are refused, [`Kind::Module`](crate::error::Kind::Module) when the module fails.
    fn keep(&self, documents: &[ToldDocument]) -> Result<Vec<TakenDocument>>;

    /// A document after what a person or the customer did by that day.
    ///
    /// # Errors
    /// As [`Bookkeeper::keep`].
    fn note(&self, kept: &KeptDocument, act: &Act, today: &str) -> Result<Document>;

    /// A document in the life that follows a trace of it.
    ///
    /// # Errors
    /// As [`Bookkeeper::keep`].
    fn after(&self, document: Document, trace: Trace) -> Result<Document> {
        let told = ToldDocument { kept: None, document, listed: Vec::new(), trace: Some(trace) };
        let taken = self.keep(std::slice::from_ref(&told))?;
        Ok(taken.into_iter().next().map_or(told.document, |taken| taken.document))
    }
}

impl Bookkeeper for Module {
    fn keep(&self, documents: &[ToldDocument]) -> Result<Vec<TakenDocument>> {
        let mut taken = Vec::with_capacity(documents.len());
        for some in documents.chunks(DOCUMENTS_PER_CALL) {
            taken.extend(keep(self, some)?);
        }
        Ok(taken)
    }

    fn note(&self, kept: &KeptDocument, act: &Act, today: &str) -> Result<Document> {
        let noted = self.call(&request::Note::of(kept, act, today), Budget::documents(1 + payments(&kept.money)))?;
        if noted.id == kept.document.id { Ok(noted) } else { Err(another_answered()) }
    }
}

/// An account may have any number of documents; one request may not.
const DOCUMENTS_PER_CALL: usize = 500;

/// In halves where they are too large for one request.
fn keep(module: &Module, documents: &[ToldDocument]) -> Result<Vec<TakenDocument>> {
    let of_each = documents
        .iter()
        .map(|told| 1 + told.listed.len() + told.kept.iter().map(|kept| payments(&kept.money)).sum::<usize>());
    let answer = match module.call(&request::Keep::of(documents), Budget::documents(of_each.sum())) {
        Err(error) if error.is_too_large() && documents.len() > 1 => {
            let (first, second) = documents.split_at(documents.len() / 2);
            return Ok([keep(module, first)?, keep(module, second)?].concat());
        }
        answer => answer?,
    };
    let is_of = |(taken, told): (&TakenDocument, &ToldDocument)| taken.document.id == told.document.id;
    if answer.len() == documents.len() && answer.iter().zip(documents).all(is_of) {
        return Ok(answer);
    }
    Err(another_answered())
}

fn another_answered() -> Error {
    Error::new(
        Kind::Module,
        words!(
            "the module answered of other documents than it was asked",
            "le module a répondu pour d'autres pièces que celles demandées"
        ),
    )
}

fn payments(money: &Money) -> usize {
    money.listed.len() + money.recorded.len() + money.confirmed.len()
}
