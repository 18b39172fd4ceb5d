//! The two fonts of a letter, and the glyphs of a word. A word is shaped once for all letters of a job.

use std::{cell::RefCell, collections::BTreeMap, rc::Rc};

use harfrust::{FontRef, ShapeOptions, ShaperData, UnicodeBuffer};
use krilla::text::Font;

use crate::sort;

static REGULAR: &[u8] = include_bytes!("../../fonts/NotoSans-Regular.ttf");
static BOLD: &[u8] = include_bytes!("../../fonts/NotoSans-Bold.ttf");

/// Words kept: more than a thousand letters have, less than a megabyte.
const WORDS: usize = 20_000;

/// One glyph of a word. Lengths are in parts of the font size.
#[derive(Clone, Debug)]
pub struct Glyph {
    /// In its font.
    pub id: u32,
    /// To the next one.
    pub advance: f32,
    /// Off its place.
    pub offset: (f32, f32),
    /// The bytes of the word it stands for.
    pub range: core::ops::Range<usize>,
}

/// A word, shaped.
#[derive(Clone, Debug)]
pub struct Word {
    /// As printed.
    pub text: String,
    /// From left to right.
    pub glyphs: Vec<Glyph>,
    /// In parts of the font size.
    pub width: f32,
}

/// One font.
pub struct Face {
    /// For the PDF.
    pub font: Font,
    face: FontRef<'static>,
    data: ShaperData,
    words: RefCell<BTreeMap<String, Rc<Word>>>,
}

/// Both fonts, and the characters they lack.
pub struct Fonts {
    regular: Face,
    bold: Face,
    missing: RefCell<Vec<char>>,
}

impl Fonts {
    /// Reads both fonts. `None` never happens with the fonts that are shipped; a test holds that.
    #[must_use]
    pub fn new() -> Option<Self> {
        Some(Self { regular: Face::new(REGULAR)?, bold: Face::new(BOLD)?, missing: RefCell::default() })
    }

    /// The font of a weight.
    #[must_use]
    pub const fn face(&self, bold: bool) -> &Face {
        if bold { &self.bold } else { &self.regular }
    }

    /// The glyphs of a word; a character the font lacks is a question mark, and remembered.
    #[must_use]
    pub fn word(&self, text: &str, bold: bool) -> Rc<Word> {
        let face = self.face(bold);
        if let Some(known) = face.words.borrow().get(text) {
            return Rc::clone(known);
        }
        let mut word = face.shape(text);
        let lacking: Vec<char> = word
            .glyphs
            .iter()
            .filter(|glyph| glyph.id == 0)
            .filter_map(|glyph| text.get(glyph.range.clone())?.chars().next())
            .collect();
        if !lacking.is_empty() {
            let replaced: String = text.chars().map(|c| if lacking.contains(&c) { '?' } else { c }).collect();
            word = face.shape(&replaced);
            self.missing.borrow_mut().extend(lacking);
            // Not kept: the next letter with it must say so too.
            return Rc::new(word);
        }
        let word = Rc::new(word);
        let mut words = face.words.borrow_mut();
        if words.len() >= WORDS {
            words.clear();
        }
        words.insert(text.to_owned(), Rc::clone(&word));
        word
    }

    /// The characters that were lacking since this was last asked, each once.
    #[must_use]
    pub fn take_missing(&self) -> Vec<char> {
        let mut missing = core::mem::take(&mut *self.missing.borrow_mut());
        sort::ascending(&mut missing);
        missing.dedup();
        missing
    }

    /// How wide a text is at a size, in points.
    #[must_use]
    pub fn width(&self, text: &str, bold: bool, size: f32) -> f32 {
        self.word(text, bold).width * size
    }
}

impl Face {
    fn new(bytes: &'static [u8]) -> Option<Self> {
        let face = FontRef::new(bytes).ok()?;
        Some(Self { font: Font::new(bytes.into(), 0)?, data: ShaperData::new(&face), face, words: RefCell::default() })
    }

    fn shape(&self, text: &str) -> Word {
        let shaper = self.data.shaper(&self.face).build();
        #[expect(clippy::cast_precision_loss, reason = "a font has some thousand units")]
        let em = shaper.units_per_em() as f32;
        let mut buffer = UnicodeBuffer::new();
        buffer.push_str(text);
        buffer.set_direction(harfrust::Direction::LeftToRight);
        buffer.guess_segment_properties();
        let shaped = shaper.shape(buffer, ShapeOptions::new());
        let starts: Vec<usize> =
            shaped.glyph_infos().iter().map(|info| usize::try_from(info.cluster).unwrap_or_default()).collect();
        let mut glyphs = Vec::with_capacity(starts.len());
        for ((info, position), start) in shaped.glyph_infos().iter().zip(shaped.glyph_positions()).zip(&starts) {
            // A cluster ends where the next one begins.
            let end = starts.iter().copied().filter(|other| other > start).min().unwrap_or(text.len());
            #[expect(clippy::cast_precision_loss, reason = "a glyph has some thousand units")]
            let part = |units: i32| units as f32 / em;
            glyphs.push(Glyph {
                id: info.glyph_id,
                advance: part(position.x_advance),
                offset: (part(position.x_offset), part(position.y_offset)),
                range: *start..end,
            });
        }
        let width = glyphs.iter().map(|glyph| glyph.advance).sum();
        Word { text: text.to_owned(), glyphs, width }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_fonts_have_what_europe_writes() {
        let fonts = Fonts::new().unwrap();
        for text in ["Éléonore Œuvré, 1\u{202f}250,00\u{a0}€ « n° 12 »", "Größe Łódź Ñandú ÿ ș", "Αθήνα Київ", "–—…’“”"]
        {
            for bold in [false, true] {
                assert!(fonts.word(text, bold).glyphs.iter().all(|glyph| glyph.id != 0), "{text}");
            }
        }
        assert_eq!(fonts.take_missing(), []);
        assert_eq!(fonts.word("a🙂ب🙂", false).text, "a???");
        assert_eq!(fonts.take_missing(), ['ب', '🙂']);
        assert_eq!(fonts.word("a🙂ب🙂", false).text, "a???");
        assert_eq!(fonts.take_missing(), ['ب', '🙂'], "said for every letter");
    }
}
