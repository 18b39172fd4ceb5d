//! The text of a letter, block by block, from page to page: no line alone at a page's end or beginning, the head of a table on each of its
//! pages, what belongs together kept together.

use super::{
    fonts::Fonts,
    lines::{Line, Setting, lines},
    sheet::{HEIGHT, Ink, Kind, MM, Picture, Shape, Sheets, WIDTH},
};
use crate::{
    qr::Code,
    wording::{Block, Locale, PaymentDetails, Span, rows_of_payment},
};

/// Left margin.
pub const LEFT: f32 = 25.0 * MM;
/// The width of the text.
pub const COLUMN: f32 = WIDTH - LEFT - 20.0 * MM;
/// Where the text of a further page begins.
pub(super) const TOP: f32 = 22.0 * MM;
/// Where the text of a page ends.
const BOTTOM: f32 = HEIGHT - 27.0 * MM;
/// Of the letters.
pub(super) const SIZE: f32 = 10.0;
/// From line to line.
pub(super) const LEADING: f32 = 14.0;
/// Between paragraphs.
pub(super) const BETWEEN: f32 = 7.0;
/// Of the letters of tables and notes.
pub(super) const SMALL: f32 = 8.5;
/// From line to line there.
pub(super) const SMALL_LEADING: f32 = 11.5;

/// A letter being set.
pub struct Flow<'f> {
    /// The pages.
    pub sheets: Sheets,
    /// The part everything belongs to.
    pub letter: usize,
    /// Where the next line goes.
    pub y: f32,
    pub(super) fonts: &'f Fonts,
    locale: Locale,
    language: &'f str,
}

impl<'f> Flow<'f> {
    /// A letter whose text begins at `y` of its first page.
    #[must_use]
    pub fn new(fonts: &'f Fonts, locale: Locale, language: &'f str, y: f32) -> Self {
        let mut sheets = Sheets { pages: vec![Vec::new()], nodes: Vec::new() };
        let letter = sheets.node(Kind::Letter, None);
        Self { sheets, letter, y, fonts, locale, language }
    }

    pub(super) const fn setting(&self, width: f32, size: f32, justified: bool) -> Setting<'f> {
        Setting { width, size, justified, language: self.language }
    }

    pub(super) fn room(&self) -> f32 {
        BOTTOM - self.y
    }

    pub(super) fn next_page(&mut self) {
        self.sheets.pages.push(Vec::new());
        self.y = TOP;
    }

    /// Moves on when less than this is left; a page that is still empty is as good as the next one.
    pub(super) fn need(&mut self, height: f32) {
        if height > self.room() && self.y > TOP {
            self.next_page();
        }
    }

    pub(super) fn text(&mut self, node: usize, (x, size, ink): (f32, f32, Ink), line: Line) {
        self.sheets.put(Some(node), Shape::Text { x, y: self.y, size, ink, line });
    }

    /// The subject.
    pub fn subject(&mut self, text: &str) {
        let span = Span { text: text.to_owned(), bold: true };
        let node = self.sheets.node(Kind::Heading, Some(self.letter));
        for line in lines(self.fonts, &[span], self.setting(COLUMN, SIZE + 1.0, false)) {
            self.y += LEADING;
            self.text(node, (LEFT, SIZE + 1.0, Ink::Black), line);
        }
        self.y += BETWEEN;
    }

    /// All blocks, with the signature after the last paragraph of the text, and what is enclosed in small print under all.
    pub fn blocks(&mut self, blocks: &[Block], signature: bool, enclosed: Option<&str>) {
        let note = if enclosed.is_some() { SMALL_LEADING } else { 0.0 };
        let last_text = blocks.iter().rposition(|block| {
            // The formula under a statement of interest is no part of the text.
            matches!(block, Block::Paragraph(spans) if spans.iter().all(|span| span.text != self.locale.words().formula))
        });
        for (at, block) in blocks.iter().enumerate() {
            let next = blocks.get(at + 1);
            // What ends a letter never stands alone on a page: its last line and note stay with what is before them.
            let ending = match next {
                None => note,
                Some(Block::Paragraph(_)) if at + 2 == blocks.len() => LEADING + BETWEEN + note,
                Some(_) => 0.0,
            };
            match block {
                Block::Paragraph(spans) => self.paragraph(spans, matches!(next, Some(Block::Paragraph(_))), ending),
                Block::Bullets(bullets) => self.bullets(bullets),
                Block::Table(table) => self.table(table, ending),
                Block::Button { label, url } => {
                    let colon = self.locale.pack().colon;
                    let text = |text: String, bold| Span { text, bold };
                    self.paragraph(&[text(format!("{label}{colon}"), false), text(url.clone(), true)], false, ending);
                }
                Block::Payment(payment) => self.payment(payment, ending),
            }
            if signature && Some(at) == last_text {
                self.signature();
            }
        }
        if let Some(enclosed) = enclosed {
            self.note(enclosed);
        }
    }

    fn paragraph(&mut self, spans: &[Span], followed: bool, ending: f32) {
        let node = self.sheets.node(Kind::Paragraph, Some(self.letter));
        let lines = lines(self.fonts, spans, self.setting(COLUMN, SIZE, true));
        // A short line such as a greeting or a closing stays with what follows.
        if lines.len() == 1 && followed {
            self.need(3.0 * LEADING + BETWEEN);
        } else if lines.len() <= 3 {
            #[expect(clippy::cast_precision_loss, reason = "some lines")]
            self.need(lines.len() as f32 * LEADING + BETWEEN + ending);
        }
        self.spread(node, lines);
        self.y += BETWEEN;
    }

    /// Puts lines on this page and the next ones: at least two on each side of a page's end.
    fn spread(&mut self, node: usize, lines: Vec<Line>) {
        let mut left = lines.len();
        let mut lines = lines.into_iter();
        while left > 0 {
            let fits = fitting(self.room(), LEADING);
            let now = if fits >= left {
                left
            } else if left <= 3 || fits < 2 {
                0
            } else {
                fits.min(left - 2)
            };
            if now == 0 && self.y > TOP {
                self.next_page();
                continue;
            }
            for line in lines.by_ref().take(now.max(1)) {
                self.y += LEADING;
                self.text(node, (LEFT, SIZE, Ink::Black), line);
            }
            left = left.saturating_sub(now.max(1));
        }
    }

    fn bullets(&mut self, bullets: &[Vec<Span>]) {
        const INDENT: f32 = 14.0;
        let list = self.sheets.node(Kind::List, Some(self.letter));
        for spans in bullets {
            let node = self.sheets.node(Kind::Item, Some(list));
            let lines = lines(self.fonts, spans, self.setting(COLUMN - INDENT, SIZE, true));
            self.need(LEADING * 2.0);
            for (at, line) in lines.into_iter().enumerate() {
                self.need(LEADING);
                self.y += LEADING;
                if at == 0 {
                    let mark = self.line("–", false);
                    self.text(node, (LEFT + 2.0, SIZE, Ink::Black), mark);
                }
                self.text(node, (LEFT + INDENT, SIZE, Ink::Black), line);
            }
        }
        self.y += BETWEEN;
    }

    pub(super) fn line(&self, text: &str, bold: bool) -> Line {
        let span = Span { text: text.to_owned(), bold };
        lines(self.fonts, &[span], self.setting(f32::MAX, SIZE, false)).into_iter().next().unwrap_or_default()
    }

    /// The space for a signature, and its picture.
    fn signature(&mut self) {
        const WIDE: f32 = 55.0 * MM;
        const HIGH: f32 = 18.0 * MM;
        self.need(HIGH + BETWEEN);
        let node = self.sheets.node(Kind::Figure(String::from("Signature")), Some(self.letter));
        self.sheets.put(Some(node), Shape::Picture { picture: Picture::Signature, place: [LEFT, self.y, WIDE, HIGH] });
        self.y += HIGH + BETWEEN;
    }

    /// How to pay, in a box of its own with the code beside it.
    fn payment(&mut self, payment: &PaymentDetails, ending: f32) {
        const CODE: f32 = 30.0 * MM;
        const INSET: f32 = 9.0;
        let words = self.locale.words();
        let rows = rows_of_payment(payment, self.locale);
        let code = payment.epc.as_deref().and_then(Code::of);
        let beside = if code.is_some() { CODE + 2.0 * INSET } else { 0.0 };
        let text_width = COLUMN - 2.0 * INSET - beside;
        let mut set = Vec::new();
        for (name, value) in &rows {
            let colon = self.locale.pack().colon;
            let spans =
                [Span { text: format!("{name}{colon}"), bold: false }, Span { text: value.clone(), bold: true }];
            set.extend(lines(self.fonts, &spans, self.setting(text_width, SMALL + 0.5, false)));
        }
        #[expect(clippy::cast_precision_loss, reason = "some lines")]
        let text_height = (set.len() + 1) as f32 * (SMALL_LEADING + 1.5) + 2.0 * INSET;
        let height = text_height.max(if code.is_some() { CODE + SMALL_LEADING + 2.0 * INSET } else { 0.0 });
        self.need(height + BETWEEN + ending);
        let (top, node) = (self.y, self.sheets.node(Kind::Paragraph, Some(self.letter)));
        self.sheets.put(None, Shape::Box { place: [LEFT, top, COLUMN, height], ink: Ink::Pale });
        self.y = top + INSET + SMALL_LEADING - 2.0;
        let title = self.line(words.transfer, true);
        self.text(node, (LEFT + INSET, SIZE, Ink::Company), title);
        for line in set {
            self.y += SMALL_LEADING + 1.5;
            self.text(node, (LEFT + INSET, SMALL + 0.5, Ink::Black), line);
        }
        if let Some(code) = code {
            let x = LEFT + COLUMN - INSET - CODE;
            let figure = self.sheets.node(Kind::Figure(words.scan.to_owned()), Some(self.letter));
            self.sheets.put(None, Shape::Box { place: [x, top + INSET, CODE, CODE], ink: Ink::Pale });
            self.sheets.put(Some(figure), Shape::Code { place: [x, top + INSET, CODE], code });
            let size = SMALL - 2.0;
            let setting = Setting { width: CODE + 2.0 * INSET, size, justified: false, language: self.language };
            let span = Span { text: words.scan.to_owned(), bold: false };
            for (at, line) in lines(self.fonts, &[span], setting).into_iter().take(2).enumerate() {
                #[expect(clippy::cast_precision_loss, reason = "two lines")]
                let y = top + INSET + CODE + (at as f32 + 1.0) * (size + 0.5);
                let x = x + (CODE - line.width) / 2.0;
                self.sheets.put(Some(node), Shape::Text { x, y, size, ink: Ink::Grey, line });
            }
        }
        self.y = top + height + BETWEEN;
    }

    /// A line in small print under the text.
    fn note(&mut self, text: &str) {
        let node = self.sheets.node(Kind::Paragraph, Some(self.letter));
        let span = Span { text: text.to_owned(), bold: false };
        let lines = lines(self.fonts, &[span], self.setting(COLUMN, SMALL, false));
        #[expect(clippy::cast_precision_loss, reason = "some lines")]
        self.need(lines.len() as f32 * SMALL_LEADING);
        for line in lines {
            self.y += SMALL_LEADING;
            self.text(node, (LEFT, SMALL, Ink::Grey), line);
        }
    }
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "some dozen lines, never negative")]
fn fitting(room: f32, leading: f32) -> usize {
    (room.max(0.0) / leading) as usize
}
