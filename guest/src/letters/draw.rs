//! From pages to PDF: every glyph where it was put, every part of the text tagged as what it is.

use std::num::NonZeroU16;

use krilla::{
    Document,
    color::{luma, rgb},
    geom::{PathBuilder, Point, Rect, Size, Transform},
    image::Image,
    page::PageSettings,
    paint::{Fill, Paint, Stroke},
    surface::Surface,
    tagging::{
        Artifact, ArtifactType, ContentTag, Identifier, ListNumbering, Node as Branch, SpanTag, TableHeaderScope, Tag,
        TagGroup, TagKind,
    },
    text::{GlyphId, KrillaGlyph},
};

use super::{
    fonts::Fonts,
    lines::Line,
    sheet::{HEIGHT, Ink, Item, Kind, Picture, Shape, Sheets, WIDTH},
};
use crate::qr::{Code, QUIET};

/// What the drawing needs besides the pages.
pub struct Look<'a> {
    /// Both fonts.
    pub fonts: &'a Fonts,
    /// Of the company.
    pub colour: [u8; 3],
    /// At the head.
    pub logo: Option<&'a Image>,
    /// Under the text.
    pub signature: Option<&'a Image>,
}

/// Draws a letter on new pages of a document, and answers its parts as a tree of tags.
pub fn draw(document: &mut Document, sheets: &Sheets, look: &Look<'_>) -> Option<TagGroup> {
    let mut leaves: Vec<Vec<Identifier>> = vec![Vec::new(); sheets.nodes.len()];
    for page in &sheets.pages {
        let mut open = document.start_page_with(PageSettings::from_wh(WIDTH, HEIGHT)?);
        let mut surface = open.surface();
        for part in page.chunk_by(|one, next| one.node == next.node) {
            let id = surface.start_tagged(content(part));
            part.iter().for_each(|item| shape(&mut surface, &item.shape, look));
            surface.end_tagged();
            if let Some(leaves) = part.first().and_then(|item| leaves.get_mut(item.node?)) {
                leaves.push(id);
            }
        }
        surface.finish();
        open.finish();
    }
    Some(tree(sheets, leaves))
}

/// What is drawn without a break for one part of the text.
fn content(part: &[Item]) -> ContentTag<'static> {
    match part.first() {
        Some(Item { node: Some(_), shape: Shape::Text { .. } }) => ContentTag::Span(SpanTag::empty()),
        Some(Item { node: Some(_), .. }) => ContentTag::Other,
        _ => ContentTag::Artifact(Artifact::with_kind(ArtifactType::Other)),
    }
}

/// Each part under the one it belongs to: parts come after theirs, so the last is finished first.
fn tree(sheets: &Sheets, leaves: Vec<Vec<Identifier>>) -> TagGroup {
    let mut groups: Vec<TagGroup> = sheets
        .nodes
        .iter()
        .zip(leaves)
        .map(|(node, leaves)| TagGroup::with_children(tag(&node.kind), leaves.into_iter().map(Branch::Leaf).collect()))
        .collect();
    for node in sheets.nodes.iter().rev() {
        if let Some(parent) = node.parent
            && let Some(done) = groups.pop()
            && let Some(parent) = groups.get_mut(parent)
        {
            parent.children.insert(0, Branch::Group(done));
        }
    }
    groups.pop().unwrap_or_else(|| TagGroup::new(Tag::Section))
}

fn tag(kind: &Kind) -> TagKind {
    match kind {
        Kind::Letter => Tag::Section.into(),
        Kind::Heading => Tag::Hn(NonZeroU16::MIN, None).into(),
        Kind::Paragraph => Tag::P.into(),
        Kind::List => Tag::L(ListNumbering::Disc).into(),
        Kind::Item => Tag::LI.into(),
        Kind::Table => Tag::Table.into(),
        Kind::Row => Tag::TR.into(),
        Kind::Title => Tag::TH(TableHeaderScope::Column).into(),
        Kind::Cell => Tag::TD.into(),
        Kind::Figure(shows) => Tag::Figure(Some(shows.clone())).into(),
    }
}

fn shape(surface: &mut Surface<'_>, shape: &Shape, look: &Look<'_>) {
    match shape {
        Shape::Text { x, y, size, ink, line } => {
            fill(surface, *ink, look);
            text(surface, (*x, *y), *size, line, look.fonts);
        }
        Shape::Box { place: [x, y, width, height], ink } => {
            fill(surface, *ink, look);
            rectangles(surface, Rect::from_xywh(*x, *y, *width, *height).into_iter());
        }
        Shape::Picture { picture, place } => {
            let image = if *picture == Picture::Logo { look.logo } else { look.signature };
            if let Some(image) = image {
                self::image(surface, image, *place);
            }
        }
        Shape::Code { place, code } => self::code(surface, code, *place),
    }
}

fn fill(surface: &mut Surface<'_>, ink: Ink, look: &Look<'_>) {
    let grey = |lightness: u8| Paint::from(luma::Color::new(lightness));
    let paint = match ink {
        Ink::Black => grey(0x1a),
        Ink::Grey => grey(0x55),
        Ink::Pale => grey(0xf4),
        Ink::Rule => grey(0xc9),
        Ink::Company => {
            let [red, green, blue] = look.colour;
            rgb::Color::new(red, green, blue).into()
        }
    };
    surface.set_fill(Some(Fill { paint, ..Fill::default() }));
}

fn text(surface: &mut Surface<'_>, (mut x, y): (f32, f32), size: f32, line: &Line, fonts: &Fonts) {
    for run in &line.runs {
        let glyphs: Vec<KrillaGlyph> = run
            .glyphs
            .iter()
            .map(|glyph| KrillaGlyph {
                glyph_id: GlyphId::new(glyph.id),
                text_range: glyph.range.clone(),
                x_advance: glyph.advance,
                x_offset: glyph.offset.0,
                y_offset: glyph.offset.1,
                y_advance: 0.0,
                location: None,
            })
            .collect();
        let font = fonts.face(run.bold).font.clone();
        surface.draw_glyphs(Point::from_xy(x, y), &glyphs, font, &run.text, size, false);
        x += run.glyphs.iter().map(|glyph| glyph.advance * size).sum::<f32>();
    }
}

fn rectangles(surface: &mut Surface<'_>, rectangles: impl Iterator<Item = Rect>) {
    let mut path = PathBuilder::new();
    rectangles.for_each(|rectangle| path.push_rect(rectangle));
    if let Some(path) = path.finish() {
        surface.draw_path(&path);
    }
}

/// As large as its place allows, its sides in proportion.
fn image(surface: &mut Surface<'_>, image: &Image, [x, y, width, height]: [f32; 4]) {
    #[expect(clippy::cast_precision_loss, reason = "a picture has some thousand points")]
    let (wide, high) = (image.size().0 as f32, image.size().1 as f32);
    let scale = (width / wide.max(1.0)).min(height / high.max(1.0));
    if let Some(size) = Size::from_wh(wide * scale, high * scale) {
        surface.push_transform(&Transform::from_translate(x, y));
        surface.draw_image(image.clone(), size);
        surface.pop();
    }
}

/// Dark modules as lines one unit wide, a stretch of a row at a time: most of a page's bytes were here when they were rectangles.
fn code(surface: &mut Surface<'_>, code: &Code, [x, y, side]: [f32; 3]) {
    #[expect(clippy::cast_precision_loss, reason = "a code has at most 69 modules on a side")]
    let of = |modules: usize| modules as f32;
    let (modules, middle) = (of(code.size + 2 * QUIET), 0.5);
    let unit = side / modules;
    // Down by half a module, so that the middle of each row is a whole number.
    surface.push_transform(&Transform::from_row(unit, 0.0, 0.0, unit, x, y + unit * middle));
    surface.set_fill(Some(Fill { paint: luma::Color::white().into(), ..Fill::default() }));
    rectangles(surface, Rect::from_xywh(0.0, -middle, modules, modules).into_iter());
    let mut rows = PathBuilder::new();
    for row in 0..code.size {
        let mut column = 0;
        while column < code.size {
            let dark = (column..code.size).take_while(|at| code.is_dark(row, *at)).count();
            if dark > 0 {
                rows.move_to(of(column + QUIET), of(row + QUIET));
                rows.line_to(of(column + QUIET + dark), of(row + QUIET));
            }
            column += dark.max(1);
        }
    }
    if let Some(rows) = rows.finish() {
        surface.set_fill(None);
        surface.set_stroke(Some(Stroke { paint: luma::Color::black().into(), width: 1.0, ..Stroke::default() }));
        surface.draw_path(&rows);
        surface.set_stroke(None);
    }
    surface.pop();
}
