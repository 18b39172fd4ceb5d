//! The text of a letter, block by block, from page to page: no line alone at a page's end or beginning, the head of a table on each of its
//! pages, what belongs together kept together.

use super::{
    fonts::Fonts,
    lines::{Line, Setting, lines},
    sheet::{HEIGHT, Ink, Kind, MM, Picture, Shape, Sheets, WIDTH},
};
use crate::{
    qr::Code,
    wording::{Block, PaymentDetails, Reader, Span, Table, rows_of_payment},
};

/// Left margin.
pub const LEFT: f32 = 25.0 * MM;
/// The width of the text.
pub const COLUMN: f32 = WIDTH - LEFT - 20.0 * MM;
/// Where the text of a further page begins.
const TOP: f32 = 22.0 * MM;
/// Where the text of a page ends.
const BOTTOM: f32 = HEIGHT - 27.0 * MM;
const SIZE: f32 = 10.0;
const LEADING: f32 = 14.0;
const BETWEEN: f32 = 7.0;
const SMALL: f32 = 8.5;
const SMALL_LEADING: f32 = 11.5;

/// A letter being set.
pub struct Flow<'f> {
    /// The pages.
    pub sheets: Sheets,
    /// The part everything belongs to.
    pub letter: usize,
    /// Where the next line goes.
    pub y: f32,
    fonts: &'f Fonts,
    reader: Reader,
    language: &'f str,
}

impl<'f> Flow<'f> {
    /// A letter whose text begins at `y` of its first page.
    #[must_use]
    pub fn new(fonts: &'f Fonts, reader: Reader, language: &'f str, y: f32) -> Self {
        let mut sheets = Sheets { pages: vec![Vec::new()], nodes: Vec::new() };
        let letter = sheets.node(Kind::Letter, None);
        Self { sheets, letter, y, fonts, reader, language }
    }

    const fn setting(&self, width: f32, size: f32, justified: bool) -> Setting<'f> {
        Setting { width, size, justified, language: self.language }
    }

    fn room(&self) -> f32 {
        BOTTOM - self.y
    }

    fn next_page(&mut self) {
        self.sheets.pages.push(Vec::new());
        self.y = TOP;
    }

    /// Moves on when less than this is left; a page that is still empty is as good as the next one.
    fn need(&mut self, height: f32) {
        if height > self.room() && self.y > TOP {
            self.next_page();
        }
    }

    fn text(&mut self, node: usize, (x, size, ink): (f32, f32, Ink), line: Line) {
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

    /// All blocks, with the signature after the last paragraph of the text.
    pub fn blocks(&mut self, blocks: &[Block], signature: bool) {
        let last_text = blocks.iter().rposition(|block| {
            // The formula under a statement of interest is no part of the text.
            matches!(block, Block::Paragraph(spans) if spans.iter().all(|span| span.text != self.reader.words().formula))
        });
        for (at, block) in blocks.iter().enumerate() {
            let next = blocks.get(at + 1);
            match block {
                Block::Paragraph(spans) => self.paragraph(spans, matches!(next, Some(Block::Paragraph(_)))),
                Block::Bullets(bullets) => self.bullets(bullets),
                Block::Table(table) => self.table(table),
                Block::Button { label, url } => {
                    let colon = if self.reader == Reader::French { "\u{a0}: " } else { ": " };
                    let text = |text: String, bold| Span { text, bold };
                    self.paragraph(&[text(format!("{label}{colon}"), false), text(url.clone(), true)], false);
                }
                Block::Payment(payment) => self.payment(payment),
            }
            if signature && Some(at) == last_text {
                self.signature();
            }
        }
    }

    fn paragraph(&mut self, spans: &[Span], followed: bool) {
        let node = self.sheets.node(Kind::Paragraph, Some(self.letter));
        let lines = lines(self.fonts, spans, self.setting(COLUMN, SIZE, true));
        // A short line such as a greeting or a closing stays with what follows.
        if lines.len() == 1 && followed {
            self.need(3.0 * LEADING + BETWEEN);
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

    fn line(&self, text: &str, bold: bool) -> Line {
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

    fn table(&mut self, table: &Table) {
        let widths = widths(self.fonts, table);
        let titles: Vec<String> = table.columns.iter().map(|(title, _)| title.clone()).collect();
        let titled = titles.iter().any(|title| !title.is_empty());
        let head = titled.then(|| self.cells(table, &titles, &widths, true));
        let head_height = head.as_ref().map_or(0.0, |head| head.height);
        let caption = if table.caption.is_empty() { 0.0 } else { LEADING + BETWEEN };
        let rows: Vec<Cells> = table.rows.iter().map(|row| self.cells(table, row, &widths, false)).collect();
        let total = (!table.total.is_empty()).then(|| self.cells(table, &table.total, &widths, true));
        let total_height = total.as_ref().map_or(0.0, |total| total.height);
        // The caption, the titles and two rows stand together; so do the last row and the total.
        let first: f32 = rows.iter().take(2).map(|row| row.height).sum();
        self.need(caption + head_height + first + if rows.len() <= 2 { total_height } else { 0.0 });
        if caption > 0.0 {
            self.y += if self.y > TOP { BETWEEN } else { 0.0 };
            let node = self.sheets.node(Kind::Paragraph, Some(self.letter));
            self.y += LEADING - 3.0;
            let line = self.line(&table.caption, true);
            self.text(node, (LEFT, SIZE, Ink::Black), line);
            self.y += 3.0;
        }
        let node = self.sheets.node(Kind::Table, Some(self.letter));
        if let Some(head) = &head {
            self.row(node, head, Kind::Title);
        }
        let count = rows.len();
        for (at, row) in rows.iter().enumerate() {
            let last = at + 1 == count;
            if row.height + if last { total_height } else { 0.0 } > self.room() && self.y > TOP {
                self.next_page();
                if let Some(head) = &head {
                    self.repeated(head);
                }
            }
            self.row(node, row, Kind::Cell);
        }
        if let Some(total) = &total {
            self.row(node, total, Kind::Cell);
        }
        self.y += BETWEEN + 3.0;
    }

    fn cells(&self, table: &Table, cells: &[String], widths: &Widths, bold: bool) -> Cells {
        let mut set = Cells { columns: Vec::new(), height: 0.0, size: widths.size };
        let mut x = LEFT;
        let last = table.columns.len().saturating_sub(1);
        for (at, ((cell, (_, numeric)), width)) in cells.iter().zip(&table.columns).zip(&widths.columns).enumerate() {
            let span = Span { text: cell.clone(), bold };
            let padding = if at == last { 0.0 } else { PADDING };
            let setting = self.setting((width - padding).max(1.0), widths.size, false);
            let lines = if cell.is_empty() { Vec::new() } else { lines(self.fonts, &[span], setting) };
            #[expect(clippy::cast_precision_loss, reason = "a cell has some lines")]
            let height = lines.len() as f32 * SMALL_LEADING + 5.0;
            set.height = set.height.max(height);
            set.columns.push(Column { x, width: width - padding, numeric: *numeric, lines });
            x += width;
        }
        set
    }

    fn row(&mut self, table: usize, cells: &Cells, kind: Kind) {
        let row = self.sheets.node(Kind::Row, Some(table));
        let ink = if kind == Kind::Title { Ink::Grey } else { Ink::Black };
        for column in &cells.columns {
            let node = self.sheets.node(kind.clone(), Some(row));
            self.column(Some(node), column, cells.size, ink);
        }
        self.under(cells);
    }

    /// The titles again, on a further page: decoration, since they were read already.
    fn repeated(&mut self, head: &Cells) {
        for column in &head.columns {
            self.column(None, column, head.size, Ink::Grey);
        }
        self.under(head);
    }

    fn column(&mut self, node: Option<usize>, column: &Column, size: f32, ink: Ink) {
        let mut y = self.y;
        for line in &column.lines {
            y += SMALL_LEADING;
            let x = if column.numeric { column.x + column.width - line.width } else { column.x };
            self.sheets.put(node, Shape::Text { x, y, size, ink, line: line.clone() });
        }
    }

    fn under(&mut self, cells: &Cells) {
        self.y += cells.height;
        self.sheets.put(None, Shape::Box { place: [LEFT, self.y, COLUMN, 0.5], ink: Ink::Rule });
    }

    /// How to pay, in a box of its own with the code beside it.
    fn payment(&mut self, payment: &PaymentDetails) {
        const CODE: f32 = 30.0 * MM;
        const INSET: f32 = 9.0;
        let words = self.reader.words();
        let rows = rows_of_payment(payment, self.reader);
        let code = payment.epc.as_deref().and_then(Code::of);
        let beside = if code.is_some() { CODE + 2.0 * INSET } else { 0.0 };
        let text_width = COLUMN - 2.0 * INSET - beside;
        let mut set = Vec::new();
        for (name, value) in &rows {
            let colon = if self.reader == Reader::French { "\u{a0}: " } else { ": " };
            let spans =
                [Span { text: format!("{name}{colon}"), bold: false }, Span { text: value.clone(), bold: true }];
            set.extend(lines(self.fonts, &spans, self.setting(text_width, SMALL + 0.5, false)));
        }
        #[expect(clippy::cast_precision_loss, reason = "some lines")]
        let text_height = (set.len() + 1) as f32 * (SMALL_LEADING + 1.5) + 2.0 * INSET;
        let height = text_height.max(if code.is_some() { CODE + SMALL_LEADING + 2.0 * INSET } else { 0.0 });
        self.need(height + BETWEEN);
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

    /// A line in small print under the text: what is enclosed.
    pub fn note(&mut self, text: &str) {
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

/// A row, its cells broken into lines.
struct Cells {
    columns: Vec<Column>,
    height: f32,
    size: f32,
}

struct Column {
    x: f32,
    width: f32,
    numeric: bool,
    lines: Vec<Line>,
}

const PADDING: f32 = 8.0;

/// How wide each column is, and how large its letters are.
struct Widths {
    columns: Vec<f32>,
    size: f32,
}

/// As wide as what stands in them where there is room, else narrower where text can be broken.
fn widths(fonts: &Fonts, table: &Table) -> Widths {
    let natural = |size: f32| -> Vec<f32> {
        let mut widths: Vec<f32> = vec![0.0; table.columns.len()];
        let titles: Vec<String> = table.columns.iter().map(|(title, _)| title.clone()).collect();
        let lines = [(&titles, true), (&table.total, true)].into_iter();
        for (cells, bold) in lines.chain(table.rows.iter().map(|row| (row, false))) {
            for (width, cell) in widths.iter_mut().zip(cells) {
                *width = width.max(fonts.width(cell, bold, size) + PADDING + 1.0);
            }
        }
        widths
    };
    let mut size = SMALL + 0.5;
    let mut columns = natural(size);
    if columns.iter().sum::<f32>() > COLUMN {
        size = SMALL - 1.0;
        columns = natural(size);
    }
    let all: f32 = columns.iter().sum();
    let last = columns.len().saturating_sub(1);
    if all <= COLUMN {
        // What is left over goes to the columns before the last, so that amounts stand at the right edge.
        #[expect(clippy::cast_precision_loss, reason = "a table has some columns")]
        let extra = (COLUMN - all) / last.max(1) as f32;
        for (at, width) in columns.iter_mut().enumerate() {
            *width += if at < last || last == 0 { extra } else { 0.0 };
        }
    } else {
        let share = COLUMN / all;
        let is_text: Vec<bool> = table.columns.iter().map(|(_, numeric)| !numeric).collect();
        let of = |text: bool| -> f32 {
            columns.iter().zip(&is_text).filter(|(_, is)| **is == text).map(|(width, _)| width).sum()
        };
        let (text, numbers) = (of(true), of(false));
        let shrunk = (COLUMN - numbers) / text.max(1.0);
        for (width, is_text) in columns.iter_mut().zip(&is_text) {
            // Numbers are broken only where nothing else is left to give.
            *width *= match (shrunk > 0.25, *is_text) {
                (true, true) => shrunk,
                (true, false) => 1.0,
                (false, _) => share,
            };
        }
    }
    Widths { columns, size }
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "some dozen lines, never negative")]
fn fitting(room: f32, leading: f32) -> usize {
    (room.max(0.0) / leading) as usize
}
