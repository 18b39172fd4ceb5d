//! A table on the pages of a letter: columns as wide as what stands in them, rows that never break, titles again on each page.

use super::{
    flow::{BETWEEN, COLUMN, Flow, LEADING, LEFT, SIZE, SMALL, SMALL_LEADING, TOP},
    fonts::Fonts,
    lines::{Line, lines},
    sheet::{Ink, Kind, Shape},
};
use crate::wording::{Span, Table};

impl Flow<'_> {
    /// A table; `ending` is the height of what ends the letter after it, and stays with its last row.
    pub(super) fn table(&mut self, table: &Table, ending: f32) {
        let widths = widths(self.fonts, table);
        let titles: Vec<String> = table.columns.iter().map(|(title, _)| title.clone()).collect();
        let titled = titles.iter().any(|title| !title.is_empty());
        let head = titled.then(|| self.cells(table, &titles, &widths, true));
        let head_height = head.as_ref().map_or(0.0, |head| head.height);
        let caption = if table.caption.is_empty() { 0.0 } else { LEADING + BETWEEN };
        let rows: Vec<Cells> = table.rows.iter().map(|row| self.cells(table, row, &widths, false)).collect();
        let total = (!table.total.is_empty()).then(|| self.cells(table, &table.total, &widths, true));
        // With the total, and with what ends the letter.
        let total_height =
            total.as_ref().map_or(0.0, |total| total.height) + if ending > 0.0 { ending + BETWEEN + 3.0 } else { 0.0 };
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
