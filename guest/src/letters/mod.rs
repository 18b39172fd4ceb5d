//! Printed letters (F35, F36): from the blocks of a finished letter to PDF, one file for each and one for all.
//!
//! `fonts` shapes words, `lines` breaks paragraphs, `flow` fills pages, `table` tables on them, `frame` puts letterhead, address and foot around the text, `draw`
//! draws them with their tags, `file` makes the PDF files, `sources` reads the ERP's own files after `damage` has looked at them. Same input, same bytes.

#![expect(clippy::float_arithmetic, reason = "paper is measured in points and parts of them; money and days are not")]

mod damage;
mod draw;
mod file;
mod flow;
mod fonts;
mod frame;
mod lines;
mod sheet;
mod sources;
mod table;

use crate::{
    domain::{Company, Day, Found, PostalAddress},
    settings::{LetterSettings, PrintOrder},
    sort,
    wording::{self, Block, Locale},
};
use draw::Look;
use flow::Flow;
use fonts::Fonts;
use frame::Head;
use sheet::Sheets;
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
    /// The ERP's own files.
    pub sources: Vec<Enclosure>,
}

/// A file of the ERP's that goes with a letter.
#[derive(Clone, Debug)]
pub struct Enclosure {
    /// What the host calls it.
    pub file: String,
    /// As the customer sees it.
    pub name: String,
    /// Without it the letter must not leave.
    pub required: bool,
    /// A PDF, if all is well.
    pub content: Vec<u8>,
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
    /// Which letter; empty for the whole job.
    pub key: String,
    /// What.
    pub found: Found,
}

/// What was printed.
#[derive(Clone, Debug, Default)]
pub struct Printed {
    /// The print file; absent where no letter was printed.
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
    sources: Vec<(Enclosure, Source)>,
}

impl Ready {
    fn pages(&self) -> usize {
        self.sheets.pages.len() + self.sources.iter().map(|(_, source)| source.pages).sum::<usize>()
    }
}

/// Prints a job.
///
/// # Errors
/// Why nothing could be printed at all: a fault of this module, never of a letter.
pub fn print(mut job: Job<'_>) -> Result<Printed, String> {
    let mut remarks = Vec::new();
    let smooth = !job.settings.archive;
    let mut picture = |bytes: Option<Vec<u8>>, unreadable: Found| {
        let image = bytes.map(|bytes| file::image(bytes, smooth));
        if image == Some(None) {
            remarks.push(Remark { key: String::new(), found: unreadable });
        }
        image.flatten()
    };
    let logo = picture(job.logo.take(), Found::LogoUnreadable);
    let signature = picture(job.signature.take(), Found::SignatureUnreadable);
    if job.settings.order == PrintOrder::Postcode {
        let place =
            |letter: &Letter| (letter.address.country.clone(), letter.address.postcode.clone(), letter.key.clone());
        sort::by_key(&mut job.letters, place);
    }
    let fonts = Fonts::new().ok_or("the module's own fonts cannot be read")?;
    let letters = core::mem::take(&mut job.letters);
    let ready: Vec<Ready> = letters
        .into_iter()
        .filter_map(|letter| lay_out(&fonts, &job, letter, (logo.is_some(), signature.is_some()), &mut remarks))
        .collect();
    let look = Look { fonts: &fonts, colour: colour(job.company), logo: logo.as_ref(), signature: signature.as_ref() };
    let mut singles = Vec::new();
    for one in &ready {
        singles.push(if job.single { Some(file::single(&job, &look, one, &mut remarks)?) } else { None });
    }
    let batch = if job.batch && !ready.is_empty() { Some(file::batch(&job, &look, &ready)?) } else { None };
    let mut page = 1;
    let mut placed = Vec::new();
    for (one, pdf) in ready.into_iter().zip(singles) {
        let pages = one.pages();
        let enclosed = one.sources.into_iter().map(|(enclosure, _)| enclosure.file).collect();
        placed.push(Placed { key: one.letter.key, pages, batch_page: job.batch.then_some(page), pdf, enclosed });
        page += pages + padding(&job, pages);
    }
    Ok(Printed { batch, letters: placed, remarks })
}

/// Blank pages so that the next letter begins on a front page.
fn padding(job: &Job<'_>, pages: usize) -> usize {
    if job.settings.duplex { pages % 2 } else { 0 }
}

fn colour(company: &Company) -> [u8; 3] {
    let text = wording::colour(company.colour.as_deref());
    let part = |at: usize| text.get(at..at + 2).and_then(|hex| u8::from_str_radix(hex, 16).ok()).unwrap_or_default();
    [part(1), part(3), part(5)]
}

/// The pages of a letter; nothing where it must not leave without what cannot be enclosed.
fn lay_out(
    fonts: &Fonts,
    job: &Job<'_>,
    mut letter: Letter,
    (logo, signature): (bool, bool),
    remarks: &mut Vec<Remark>,
) -> Option<Ready> {
    let locale = Locale::of(&letter.language);
    let words = locale.words();
    let mut sources = Vec::new();
    for enclosure in core::mem::take(&mut letter.sources) {
        let (key, file) = (letter.key.clone(), enclosure.name.clone());
        match sources::read(&enclosure.content) {
            Ok(source) => sources.push((enclosure, source)),
            Err(why) if enclosure.required => {
                remarks.push(Remark { key, found: Found::LetterNotPrinted { file, why } });
                return None;
            }
            Err(why) => {
                letter.enclosed.retain(|enclosed| *enclosed != file);
                remarks.push(Remark { key, found: Found::SourceUnreadable { file, why } });
            }
        }
    }
    let mut flow = Flow::new(fonts, locale, &letter.language, frame::TEXT);
    let day = wording::format_date(letter.day, locale);
    let day = locale.pack().letter_day.replace("{day}", &day);
    let head = Head {
        company: job.company,
        logo,
        window: job.settings.window,
        name: &letter.name,
        address: &letter.address,
        locale,
        day: &day,
        remark: letter.registered.then_some(words.registered),
    };
    let top = flow.letter;
    frame::head(&mut flow.sheets, fonts, top, &head);
    flow.subject(&format!("{}{}", words.subject, letter.subject));
    let enclosed = (!letter.enclosed.is_empty()).then(|| format!("{}{}", words.enclosed, letter.enclosed.join(", ")));
    flow.blocks(&letter.body, signature, enclosed.as_deref());
    let mut sheets = flow.sheets;
    frame::feet(&mut sheets, fonts, job.company, locale);
    let missing = fonts.take_missing();
    if !missing.is_empty() {
        let shown: Vec<String> = missing.iter().map(|c| format!("{c} (U+{:04X})", u32::from(*c))).collect();
        let found = Found::CharacterMissing { characters: shown.join(", ") };
        remarks.push(Remark { key: letter.key.clone(), found });
    }
    Some(Ready { letter, sheets, sources })
}
