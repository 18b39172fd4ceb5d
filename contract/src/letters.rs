//! The records with bytes as JSON has them, where bytes are base64: those of `letters.print`, and the picture of a mail.

use base64::{DecodeError, Engine, prelude::BASE64_STANDARD as BASE64};
use serde::{Deserialize, Serialize};

use crate::{
    json::invalid_request,
    records::{
        letters::{LetterToPrint, PrintJob, Printed, PrintedLetter, Source},
        types::{Failure, Finding, Letter, Picture},
    },
};

/// A picture inside a page: `picture` of the contract.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct TextPicture {
    id: String,
    media_type: String,
    content: String,
}

impl TryFrom<TextPicture> for Picture {
    type Error = DecodeError;

    fn try_from(TextPicture { id, media_type, content }: TextPicture) -> Result<Self, DecodeError> {
        Ok(Self { id, media_type, content: BASE64.decode(content)? })
    }
}

impl From<Picture> for TextPicture {
    fn from(Picture { id, media_type, content }: Picture) -> Self {
        Self { id, media_type, content: BASE64.encode(content) }
    }
}

/// What to print: `print-job` of the contract.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TextJob {
    /// PNG or JPEG.
    pub logo: Option<String>,
    /// PNG or JPEG.
    pub signature: Option<String>,
    /// At most 1,000.
    pub letters: Vec<TextLetter>,
    /// One print file with all of them.
    pub batch: bool,
    /// One file for each.
    pub single: bool,
}

/// One of its letters: `letter-to-print`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TextLetter {
    /// The host's own name for it.
    pub key: String,
    /// As `render` wrote it.
    pub letter: Letter,
    /// Whether it is a registered one.
    pub registered: bool,
    /// What goes behind it.
    pub sources: Vec<TextSource>,
}

/// A file of the ERP's own: `source`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TextSource {
    /// The document it belongs to.
    pub document: String,
    /// Its identifier.
    pub file: String,
    /// A PDF.
    pub content: String,
}

/// What was printed: `printed`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TextPrinted {
    /// The print file.
    pub batch: Option<String>,
    /// In the order of the print file.
    pub letters: Vec<TextPrintedLetter>,
    /// What could not be printed as wished.
    pub findings: Vec<Finding>,
}

/// Where a letter is: `printed-letter`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TextPrintedLetter {
    /// The host's own name for it.
    pub key: String,
    /// Its own pages and those behind it.
    pub pages: u32,
    /// The first of its pages in the print file, from 1.
    pub batch_page: Option<u32>,
    /// Its own file.
    pub pdf: Option<String>,
    /// The files printed behind it or attached to it.
    pub enclosed: Vec<String>,
}

impl TryFrom<TextJob> for PrintJob {
    type Error = Failure;

    /// The same with bytes; fails on what is not valid Base64.
    fn try_from(job: TextJob) -> Result<Self, Failure> {
        let bytes = |text: String, path: &str| {
            BASE64.decode(text).map_err(|error| invalid_request(path, &format!("is not valid Base64: {error}")))
        };
        let letters = job.letters.into_iter().map(|item| {
            let sources = item.sources.into_iter().map(|source| {
                Ok(Source {
                    content: bytes(source.content, "job.letters.sources.content")?,
                    document: source.document,
                    file: source.file,
                })
            });
            Ok(LetterToPrint {
                key: item.key,
                letter: item.letter,
                registered: item.registered,
                sources: sources.collect::<Result<_, Failure>>()?,
            })
        });
        Ok(Self {
            logo: job.logo.map(|text| bytes(text, "job.logo")).transpose()?,
            signature: job.signature.map(|text| bytes(text, "job.signature")).transpose()?,
            letters: letters.collect::<Result<_, Failure>>()?,
            batch: job.batch,
            single: job.single,
        })
    }
}

impl From<Printed> for TextPrinted {
    fn from(printed: Printed) -> Self {
        let text = |bytes: Vec<u8>| BASE64.encode(bytes);
        let letter = |PrintedLetter { key, pages, batch_page, pdf, enclosed }| TextPrintedLetter {
            key,
            pages,
            batch_page,
            pdf: pdf.map(text),
            enclosed,
        };
        Self {
            batch: printed.batch.map(text),
            letters: printed.letters.into_iter().map(letter).collect(),
            findings: printed.findings,
        }
    }
}
