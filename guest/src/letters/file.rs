//! From letters laid out to PDF files: one for each, one for all, as an archive where that is wished.

use chrono::Datelike;
use krilla::{
    Document, SerializeSettings,
    configure::{Archival, Configuration, ConfigurationBuilder, PdfVersion},
    embed::{AssociationKind, EmbeddedFile, MimeType},
    error::KrillaError,
    geom::Size,
    image::Image,
    metadata::{DateTime, Metadata},
    page::PageSettings,
    tagging::{TagGroup, TagTree},
};

use super::{
    Enclosure, Job, Ready, Remark,
    draw::{self, Look},
    padding,
    sheet::{HEIGHT, WIDTH},
    sources::Source,
};
use crate::domain::{Company, Day, Found};

/// `smooth`: between its points where it is shown larger, which an archive does not allow. A picture that only turns out to be broken
/// while it is written is found by writing it once.
pub(super) fn image(bytes: Vec<u8>, smooth: bool) -> Option<Image> {
    const MOST: u32 = 4_000;
    let image = if bytes.starts_with(b"\x89PNG") {
        Image::from_png(bytes.into(), smooth)
    } else {
        Image::from_jpeg(bytes.into(), smooth)
    };
    let image = image.ok().filter(|image| image.size().0 <= MOST && image.size().1 <= MOST)?;
    let mut trial = document(configuration(false, false));
    let mut page = trial.start_page_with(PageSettings::from_wh(WIDTH, HEIGHT)?);
    let mut surface = page.surface();
    surface.draw_image(image.clone(), Size::from_wh(WIDTH, HEIGHT)?);
    surface.finish();
    page.finish();
    trial.finish().is_ok().then_some(image)
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

/// The file of one letter. What cannot be an archive, because of a logo in printer's colours for example, is an ordinary file.
pub(super) fn single(
    job: &Job<'_>,
    look: &Look<'_>,
    ready: &Ready,
    remarks: &mut Vec<Remark>,
) -> Result<Vec<u8>, String> {
    if job.settings.archive {
        match single_as(job, look, ready, true) {
            Ok(pdf) => return Ok(pdf),
            Err(why) => {
                remarks.push(Remark { key: ready.letter.key.clone(), found: Found::NotArchived { why } });
            }
        }
    }
    single_as(job, look, ready, false)
}

fn single_as(job: &Job<'_>, look: &Look<'_>, ready: &Ready, archive: bool) -> Result<Vec<u8>, String> {
    let mut document = document(configuration(newer([ready]), archive));
    let letter = &ready.letter;
    describe(&mut document, job.company, &letter.subject, &letter.language, letter.day);
    let mut tags = TagTree::new().with_lang(Some(letter.language.clone()));
    tags.push(draw::draw(&mut document, &ready.sheets, look).ok_or(FAULT)?);
    for (enclosure, source) in &ready.sources {
        if archive {
            attach(&mut document, enclosure, letter.day);
        } else {
            behind(&mut document, source);
        }
    }
    document.set_tag_tree(tags);
    document.finish().map_err(|error| format!("the letter cannot be written: {}", why(&error)))
}

/// The print file. Its letters are tagged like single ones.
pub(super) fn batch(job: &Job<'_>, look: &Look<'_>, ready: &[Ready]) -> Result<Vec<u8>, String> {
    let mut document = document(configuration(newer(ready), false));
    let (language, day) = ready.first().map_or(("fr", Day::MIN), |one| (one.letter.language.as_str(), one.letter.day));
    describe(&mut document, job.company, &job.company.name, language, day);
    let mut tags = TagTree::new().with_lang(Some(language.to_owned()));
    for one in ready {
        let mut part: TagGroup = draw::draw(&mut document, &one.sheets, look).ok_or(FAULT)?;
        part.tag.set_lang(Some(one.letter.language.clone()));
        tags.push(part);
        for (_, source) in &one.sources {
            behind(&mut document, source);
        }
        for _ in 0..padding(job, one.pages()) {
            document.start_page_with(PageSettings::from_wh(WIDTH, HEIGHT).ok_or(FAULT)?).finish();
        }
    }
    document.set_tag_tree(tags);
    document.finish().map_err(|error| format!("the print file cannot be written: {}", why(&error)))
}

fn why(error: &KrillaError) -> String {
    if let KrillaError::Validation(faults) = error { format!("{faults:?}") } else { error.to_string() }
}

/// Whether a source says that it is newer than PDF 1.7: the file must then say so too.
fn newer<'a>(ready: impl IntoIterator<Item = &'a Ready>) -> bool {
    ready.into_iter().flat_map(|one| &one.sources).any(|(_, source)| source.newer)
}

const FAULT: &str = "a page of A4 has no size";

fn behind(document: &mut Document, source: &Source) {
    let pages: Vec<usize> = (0..source.pages).collect();
    document.embed_pdf_pages(&source.pdf, &pages);
}

fn attach(document: &mut Document, enclosure: &Enclosure, day: Day) {
    let number = |number: u32| u8::try_from(number).unwrap_or(1);
    let modified =
        DateTime::new(u16::try_from(day.year()).unwrap_or_default()).month(number(day.month())).day(number(day.day()));
    let attached = |path: String| EmbeddedFile {
        path,
        mime_type: MimeType::new("application/pdf"),
        description: Some(enclosure.name.clone()),
        association_kind: AssociationKind::Supplement,
        data: enclosure.content.clone().into(),
        modification_date: Some(modified),
        compress: None,
        location: None,
    };
    // Two files of one name: the second keeps its own by the host's name for it.
    if document.embed_file(attached(enclosure.name.clone())).is_none() {
        _ = document.embed_file(attached(format!("{} {}", enclosure.file, enclosure.name)));
    }
}
