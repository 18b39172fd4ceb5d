//! The ERP's own PDF files: read once, printed behind their letter or attached to it. One that cannot be read harms its own letter only.

use std::sync::Arc;

use krilla::pdf::{Pdf, PdfDocument};

use super::damage;

/// Bytes of one file: a scanned contract. Larger ones are left out.
pub const BYTES: usize = 20 * 1024 * 1024;

/// Pages of one file. More would be a catalogue, by mistake.
pub const PAGES: usize = 200;

/// A file that can be printed.
#[derive(Clone, Debug)]
pub struct Source {
    /// For the document it goes into.
    pub pdf: PdfDocument,
    /// How many pages.
    pub pages: usize,
    /// It says that it is newer than PDF 1.7.
    pub newer: bool,
}

/// Reads a file.
///
/// # Errors
/// Why it cannot be printed, for a person.
pub fn read(content: &[u8]) -> Result<Source, String> {
    if content.len() > BYTES {
        return Err(format!("has {} bytes; at most {BYTES} are printed", content.len()));
    }
    if !content.starts_with(b"%PDF-") {
        return Err("is no PDF".to_owned());
    }
    damage::before_reading(content)?;
    let pdf = Pdf::new(content.to_vec()).map_err(|_| "cannot be read: it is encrypted or broken".to_owned())?;
    let pages = pdf.pages().len();
    if pages == 0 || pages > PAGES {
        return Err(format!("has {pages} pages; 1 to {PAGES} are printed"));
    }
    damage::before_copying(&pdf)?;
    let newer = format!("{:?}", pdf.version()) == "Pdf20";
    Ok(Source { pdf: PdfDocument::new(Arc::new(pdf)), pages, newer })
}
