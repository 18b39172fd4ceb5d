//! Pages of a letter before they are drawn: what stands where, and what part of the text it is.
//!
//! Points from the top left corner of an A4 page.

use super::lines::Line;
use crate::qr::Code;

/// Points in a millimetre.
pub const MM: f32 = 72.0 / 25.4;
/// The width of A4.
pub const WIDTH: f32 = 210.0 * MM;
/// The height of A4.
pub const HEIGHT: f32 = 297.0 * MM;

/// What a part of the text is, for readers that do not see it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The letter.
    Letter,
    /// Its subject.
    Heading,
    /// A paragraph, or lines such as an address.
    Paragraph,
    /// A list.
    List,
    /// A line of a list.
    Item,
    /// A table.
    Table,
    /// A row of it.
    Row,
    /// The title of a column.
    Title,
    /// A cell.
    Cell,
    /// A picture, with what it shows.
    Figure(String),
}

/// A part of the text: what it is, and the part it belongs to.
#[derive(Clone, Debug)]
pub struct Node {
    /// What it is.
    pub kind: Kind,
    /// The part it belongs to; `None` for the letter.
    pub parent: Option<usize>,
}

/// Something drawn.
#[derive(Clone, Debug)]
pub struct Item {
    /// Its part of the text; `None`: decoration, skipped by readers that do not see it.
    pub node: Option<usize>,
    /// What.
    pub shape: Shape,
}

/// What is drawn.
#[derive(Clone, Debug)]
pub enum Shape {
    /// A line of text; `y` is its base line.
    Text {
        /// Left.
        x: f32,
        /// Base line.
        y: f32,
        /// Of the letters.
        size: f32,
        /// How it looks.
        ink: Ink,
        /// The text.
        line: Line,
    },
    /// A filled rectangle.
    Box {
        /// Left, top, width, height.
        place: [f32; 4],
        /// Its colour.
        ink: Ink,
    },
    /// The logo or the signature, in this place at most.
    Picture {
        /// Which.
        picture: Picture,
        /// Left, top, greatest width, greatest height.
        place: [f32; 4],
    },
    /// A code to pay by.
    Code {
        /// Left, top, side.
        place: [f32; 3],
        /// Its modules.
        code: Code,
    },
}

/// A picture of the sender's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Picture {
    /// At the head.
    Logo,
    /// Under the text.
    Signature,
}

/// A colour by what it is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ink {
    /// Text.
    Black,
    /// What matters less.
    Grey,
    /// A ground for what stands on it.
    Pale,
    /// Lines.
    Rule,
    /// The company's own.
    Company,
}

/// A letter ready to be drawn.
#[derive(Clone, Debug, Default)]
pub struct Sheets {
    /// Page by page.
    pub pages: Vec<Vec<Item>>,
    /// The parts of the text, each after the one it belongs to.
    pub nodes: Vec<Node>,
}

impl Sheets {
    /// Adds a part.
    pub fn node(&mut self, kind: Kind, parent: Option<usize>) -> usize {
        self.nodes.push(Node { kind, parent });
        self.nodes.len() - 1
    }

    /// Puts something on the last page.
    pub fn put(&mut self, node: Option<usize>, shape: Shape) {
        if self.pages.is_empty() {
            self.pages.push(Vec::new());
        }
        if let Some(page) = self.pages.last_mut() {
            page.push(Item { node, shape });
        }
    }
}
