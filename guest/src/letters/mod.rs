//! Printed letters (F35, F36): from the blocks of a finished letter to PDF, one file for each and one for all.
//!
//! `fonts` shapes words, `lines` breaks paragraphs, `flow` fills pages, `frame` puts letterhead, address and foot around the text, `draw`
//! writes the PDF with its tags, `sources` reads the ERP's own files. Same input, same bytes.

#![expect(clippy::float_arithmetic, reason = "paper is measured in points and parts of them; money and days are not")]

mod draw;
mod flow;
mod fonts;
mod frame;
mod lines;
mod sheet;
mod sources;

use krilla::{
    Document, SerializeSettings,
    configure::{Archival, Configuration, ConfigurationBuilder, PdfVersion},
    embed::{AssociationKind, EmbeddedFile, MimeType},
    error::KrillaError,
    image::Image,
    metadata::{DateTime, Metadata},
    page::PageSettings,
    tagging::{TagGroup, TagTree},
};

use chrono::Datelike;

use crate::{
    domain::{Company, Day, PostalAddress},
    settings::{LetterSettings, PrintOrder},
    wording::{self, Block, Reader},
};
use draw::Look;
use flow::Flow;
use fonts::Fonts;
use frame::Head;
use sheet::{HEIGHT, Sheets, WIDTH};
use sources::Source;

/// Letters in one job: what fits in memory and in a minute. More are printed in several jobs.
pub const LETTERS: usize = 1_000;

/// A finished letter, to be printed.
#[derive(Clone, Debug)]
pub struct Letter {
    /// The host's own name for it.
    pub key: String,
    /// Whom it is for, line by line.
    pub name: String,
    /// Where it goes.
    pub address: PostalAddress,
    /// Primary language tag.
    pub language: String,
    /// The day it is written.
    pub day: Day,
    /// One line.
    pub subject: String,
    /// The text.
    pub body: Vec<Block>,
    /// With proof of receipt.
    pub registered: bool,
    /// The names of what is enclosed.
    pub enclosed: Vec<String>,
    /// The ERP's own files: what the host calls each, its name, its bytes.
    pub sources: Vec<(String, String, Vec<u8>)>,
}

/// What to print, and how.
#[derive(Clone, Debug)]
pub struct Job<'a> {
    /// The sender.
    pub company: &'a Company,
    /// How.
    pub settings: LetterSettings,
    /// PNG or JPEG.
    pub logo: Option<Vec<u8>>,
    /// PNG or JPEG.
    pub signature: Option<Vec<u8>>,
    /// At most [`LETTERS`].
    pub letters: Vec<Letter>,
    /// One print file with all of them.
    pub batch: bool,
    /// One file for each.
    pub single: bool,
}

/// Where a letter is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Placed {
    /// As the host named it.
    pub key: String,
    /// Its own pages and those behind it.
    pub pages: usize,
    /// The first of its pages in the print file, from 1.
    pub batch_page: Option<usize>,
    /// Its own file.
    pub pdf: Option<Vec<u8>>,
    /// What was printed behind it or attached to it.
    pub enclosed: Vec<String>,
}

/// What could not be printed as wished.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remark {
    /// A code of the contract's table `finding`.
    pub code: &'static str,
    /// Which letter; empty for the whole job.
    pub key: String,
    /// What.
    pub message: String,
}

/// What was printed.
#[derive(Clone, Debug, Default)]
pub struct Printed {
    /// The print file.
    pub batch: Option<Vec<u8>>,
    /// In its order.
    pub letters: Vec<Placed>,
    /// What could not be printed as wished.
    pub remarks: Vec<Remark>,
}

/// A letter laid out.
struct Ready {
    letter: Letter,
    sheets: Sheets,
    sources: Vec<(String, String, Vec<u8>, Source)>,
}

impl Ready {
    fn pages(&self) -> usize {
        self.sheets.pages.len() + self.sources.iter().map(|(.., source)| source.pages).sum::<usize>()
    }
}

/// Prints a job.
///
/// # Errors
/// Why nothing could be printed at all: a fault of this module, never of a letter.
pub fn print(mut job: Job<'_>) -> Result<Printed, String> {
    let mut remarks = Vec::new();
    let mut picture = |bytes: Option<Vec<u8>>, what: &str| {
        let image = bytes.map(image);
        if image == Some(None) {
            let message = format!("the {what} is no PNG or JPEG that can be read, and left out");
            remarks.push(Remark { code: "picture-unreadable", key: String::new(), message });
        }
        image.flatten()
    };
    let (logo, signature) = (picture(job.logo.take(), "logo"), picture(job.signature.take(), "signature"));
    if job.settings.order == PrintOrder::Postcode {
        let place =
            |letter: &Letter| (letter.address.country.clone(), letter.address.postcode.clone(), letter.key.clone());
        job.letters.sort_by_key(place);
    }
    let fonts = Fonts::new().ok_or("the module's own fonts cannot be read")?;
    let letters = core::mem::take(&mut job.letters);
    let mut ready: Vec<Ready> = letters
        .into_iter()
        .map(|letter| lay_out(&fonts, &job, letter, (logo.is_some(), signature.is_some()), &mut remarks))
        .collect();
    let look = Look { fonts: &fonts, colour: colour(job.company), logo: logo.as_ref(), signature: signature.as_ref() };
    let mut singles = Vec::new();
    for one in &mut ready {
        singles.push(if job.single { Some(single(&job, &look, one, &mut remarks)?) } else { None });
    }
    let batch = if job.batch { Some(batch(&job, &look, &mut ready, &mut remarks)?) } else { None };
    let mut page = 1;
    let mut placed = Vec::new();
    for (one, pdf) in ready.into_iter().zip(singles) {
        let pages = one.pages();
        let enclosed = one.sources.into_iter().map(|(file, ..)| file).collect();
        placed.push(Placed { key: one.letter.key, pages, batch_page: job.batch.then_some(page), pdf, enclosed });
        page += pages + padding(&job, pages);
    }
    Ok(Printed { batch, letters: placed, remarks })
}

/// Blank pages so that the next letter begins on a front page.
fn padding(job: &Job<'_>, pages: usize) -> usize {
    if job.settings.duplex { pages % 2 } else { 0 }
}

fn image(bytes: Vec<u8>) -> Option<Image> {
    const MOST: u32 = 4_000;
    let image = if bytes.starts_with(b"\x89PNG") {
        Image::from_png(bytes.into(), true)
    } else {
        Image::from_jpeg(bytes.into(), true)
    };
    image.ok().filter(|image| image.size().0 <= MOST && image.size().1 <= MOST)
}

fn colour(company: &Company) -> [u8; 3] {
    let text = wording::colour(company.colour.as_deref());
    let part = |at: usize| text.get(at..at + 2).and_then(|hex| u8::from_str_radix(hex, 16).ok()).unwrap_or_default();
    [part(1), part(3), part(5)]
}

fn lay_out(
    fonts: &Fonts,
    job: &Job<'_>,
    mut letter: Letter,
    (logo, signature): (bool, bool),
    remarks: &mut Vec<Remark>,
) -> Ready {
    let reader = Reader::of(&letter.language);
    let words = reader.words();
    let mut sources = Vec::new();
    for (file, name, content) in core::mem::take(&mut letter.sources) {
        match sources::read(&content) {
            Ok(source) => sources.push((file, name, content, source)),
            Err(why) => remarks.push(left_out(&letter.key, &name, &why)),
        }
    }
    let mut flow = Flow::new(fonts, reader, &letter.language, frame::TEXT);
    let day = wording::format_date(letter.day, reader);
    let day = if reader == Reader::French { format!("Le {day}") } else { day };
    let head = Head {
        company: job.company,
        logo,
        window: job.settings.window,
        name: &letter.name,
        address: &letter.address,
        day: &day,
        remark: letter.registered.then_some(words.registered),
    };
    let top = flow.letter;
    frame::head(&mut flow.sheets, fonts, top, &head);
    flow.subject(&format!("{}{}", words.subject, letter.subject));
    flow.blocks(&letter.body, signature);
    if !letter.enclosed.is_empty() {
        flow.note(&format!("{}{}", words.enclosed, letter.enclosed.join(", ")));
    }
    let mut sheets = flow.sheets;
    frame::feet(&mut sheets, fonts, job.company, reader);
    let missing = fonts.take_missing();
    if !missing.is_empty() {
        let shown: Vec<String> = missing.iter().map(|c| format!("{c} (U+{:04X})", u32::from(*c))).collect();
        let message = format!("the font lacks {}; a question mark is printed instead", shown.join(", "));
        remarks.push(Remark { code: "character-missing", key: letter.key.clone(), message });
    }
    Ready { letter, sheets, sources }
}

fn left_out(key: &str, name: &str, why: &str) -> Remark {
    let message = format!("`{name}` {why}; the letter is printed without it");
    Remark { code: "source-unreadable", key: key.to_owned(), message }
}

fn document(configuration: Configuration) -> Document {
    Document::new_with(SerializeSettings { configuration, ..SerializeSettings::default() })
}

fn configuration(newer: bool, archive: bool) -> Configuration {
    let builder = ConfigurationBuilder::new();
    let builder = if archive {
        builder.with_archival_validator(Archival::A3_B)
    } else {
        builder.with_version(if newer { PdfVersion::Pdf20 } else { PdfVersion::Pdf17 })
    };
    builder.finish().unwrap_or_default()
}

fn describe(document: &mut Document, company: &Company, title: &str, language: &str, day: Day) {
    let number = |number: u32| u8::try_from(number).unwrap_or(1);
    let date = DateTime::new(u16::try_from(day.year()).unwrap_or_default())
        .month(number(day.month()))
        .day(number(day.day()))
        .hour(0)
        .minute(0)
        .second(0)
        .utc_offset_hour(0)
        .utc_offset_minute(0);
    let metadata = Metadata::new()
        .title(title.to_owned())
        .language(language.to_owned())
        .authors(vec![company.name.clone()])
        .creator("Relance".to_owned())
        .creation_date(date);
    document.set_metadata(metadata);
}

/// The file of one letter. A source that turns out to be broken only while it is copied is left out, and the letter printed again.
fn single(job: &Job<'_>, look: &Look<'_>, ready: &mut Ready, remarks: &mut Vec<Remark>) -> Result<Vec<u8>, String> {
    loop {
        let archive = job.settings.archive;
        let newer = ready.sources.iter().any(|(.., source)| source.newer);
        let mut document = document(configuration(newer, archive));
        let letter = &ready.letter;
        describe(&mut document, job.company, &letter.subject, &letter.language, letter.day);
        let mut tags = TagTree::new().with_lang(Some(letter.language.clone()));
        tags.push(draw::draw(&mut document, &ready.sheets, look).ok_or(FAULT)?);
        for (file, name, content, source) in &ready.sources {
            if archive {
                attach(&mut document, (file, name), content, letter.day);
            } else {
                behind(&mut document, source);
            }
        }
        document.set_tag_tree(tags);
        match document.finish() {
            Ok(pdf) => return Ok(pdf),
            Err(error) => without_the_broken(&mut [ready], &error, remarks)?,
        }
    }
}

/// The print file. Its letters are tagged like single ones.
fn batch(job: &Job<'_>, look: &Look<'_>, ready: &mut [Ready], remarks: &mut Vec<Remark>) -> Result<Vec<u8>, String> {
    loop {
        let newer = ready.iter().flat_map(|one| &one.sources).any(|(.., source)| source.newer);
        let mut document = document(configuration(newer, false));
        let (language, day) =
            ready.first().map_or(("fr", Day::MIN), |one| (one.letter.language.as_str(), one.letter.day));
        describe(&mut document, job.company, &job.company.name, language, day);
        let mut tags = TagTree::new().with_lang(Some(language.to_owned()));
        for one in ready.iter() {
            let mut part: TagGroup = draw::draw(&mut document, &one.sheets, look).ok_or(FAULT)?;
            part.tag.set_lang(Some(one.letter.language.clone()));
            tags.push(part);
            for (.., source) in &one.sources {
                behind(&mut document, source);
            }
            for _ in 0..padding(job, one.pages()) {
                document.start_page_with(PageSettings::from_wh(WIDTH, HEIGHT).ok_or(FAULT)?).finish();
            }
        }
        document.set_tag_tree(tags);
        match document.finish() {
            Ok(pdf) => return Ok(pdf),
            Err(error) => without_the_broken(&mut ready.iter_mut().collect::<Vec<_>>(), &error, remarks)?,
        }
    }
}

const FAULT: &str = "a page of A4 has no size";

fn behind(document: &mut Document, source: &Source) {
    let pages: Vec<usize> = (0..source.pages).collect();
    document.embed_pdf_pages(&source.pdf, &pages);
}

fn attach(document: &mut Document, (file, name): (&str, &str), content: &[u8], day: Day) {
    let number = |number: u32| u8::try_from(number).unwrap_or(1);
    let modified =
        DateTime::new(u16::try_from(day.year()).unwrap_or_default()).month(number(day.month())).day(number(day.day()));
    let attached = |path: String| EmbeddedFile {
        path,
        mime_type: MimeType::new("application/pdf"),
        description: Some(name.to_owned()),
        association_kind: AssociationKind::Supplement,
        data: content.to_vec().into(),
        modification_date: Some(modified),
        compress: None,
        location: None,
    };
    // Two files of one name: the second keeps its own by the host's name for it.
    if document.embed_file(attached(name.to_owned())).is_none() {
        _ = document.embed_file(attached(format!("{file} {name}")));
    }
}

/// Takes out the source that a document could not be finished with.
fn without_the_broken(ready: &mut [&mut Ready], error: &KrillaError, remarks: &mut Vec<Remark>) -> Result<(), String> {
    let KrillaError::Pdf(broken, why, _) = error else { return Err(format!("the letter cannot be written: {error}")) };
    let before: usize = ready.iter().map(|one| one.sources.len()).sum();
    for one in ready.iter_mut() {
        let key = one.letter.key.clone();
        one.sources.retain(|(_, name, _, source)| {
            let keep = source.pdf != *broken;
            if !keep {
                remarks.push(left_out(&key, name, &format!("cannot be printed: {why}")));
            }
            keep
        });
    }
    let after: usize = ready.iter().map(|one| one.sources.len()).sum();
    if after < before { Ok(()) } else { Err(format!("the letter cannot be written: {error}")) }
}
