//! What a postal service needs besides the pages of a registered letter.

use std::path::Path;

use relance_contract::records::types::PostalAddress;
use serde::Serialize;

use super::{Print, files::sha256, waiting::Waiting};

#[derive(Serialize)]
struct Manifest<'a> {
    key: &'a str,
    service: &'static str,
    sender: &'a str,
    sender_address: &'a Option<PostalAddress>,
    recipient: &'a str,
    address: &'a PostalAddress,
    language: &'a str,
    day: &'a str,
    subject: &'a str,
    file: &'a str,
    pages: u32,
    sha256: String,
}

/// For this letter, whose own file has these bytes.
pub(super) fn manifest(print: &Print<'_>, one: &Waiting, file: &Path, pdf: &[u8], pages: u32) -> String {
    let name = file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let manifest = Manifest {
        key: &one.key,
        service: "registered-with-proof-of-receipt",
        sender: &print.context.company.name,
        sender_address: &print.context.company.address,
        recipient: &one.letter.name,
        address: &one.letter.address,
        language: &one.letter.language,
        day: &one.letter.day,
        subject: &one.letter.subject,
        file: &name,
        pages,
        sha256: sha256(pdf),
    };
    serde_json::to_string_pretty(&manifest).unwrap_or_default()
}
