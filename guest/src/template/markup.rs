//! The light markup of texts: paragraphs with an empty line between them, `**bold**`, lists of lines that begin with `- `, and blocks
//! that a text places by a name (`{{ block.documents }}`, `{{ button.pay }}`).
//!
//! Markup is what the text's author wrote. A value that is filled in never becomes markup: [`shielded`] puts a stand-in for each of its
//! characters that could.

/// A stretch of text; a line break in it is one on paper.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Span {
    /// The text.
    pub text: String,
    /// Said louder.
    pub bold: bool,
}

/// A part of a text as it was written, with the blocks it places still to be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// Lines that belong together.
    Paragraph(Vec<Span>),
    /// One entry for each line.
    Bullets(Vec<Vec<Span>>),
    /// A block placed here.
    Place(Place),
}

/// A block that a text can place: its name as a text writes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// `block.documents`.
    Documents,
    /// `block.others`.
    Others,
    /// `block.parts`.
    Parts,
    /// `block.amounts`.
    Amounts,
    /// `block.interest`.
    Interest,
    /// `block.payment`.
    Payment,
    /// `button.pay`.
    Pay,
    /// `button.sign`.
    Sign,
    /// `button.accept`.
    Accept,
    /// `button.view`.
    View,
    /// `button.appointment`.
    Appointment,
}

impl Place {
    /// All of them, with the record and the member a text writes.
    pub const ALL: [(Self, &'static str, &'static str); 11] = [
        (Self::Documents, "block", "documents"),
        (Self::Others, "block", "others"),
        (Self::Parts, "block", "parts"),
        (Self::Amounts, "block", "amounts"),
        (Self::Interest, "block", "interest"),
        (Self::Payment, "block", "payment"),
        (Self::Pay, "button", "pay"),
        (Self::Sign, "button", "sign"),
        (Self::Accept, "button", "accept"),
        (Self::View, "button", "view"),
        (Self::Appointment, "button", "appointment"),
    ];

    /// The block of a name.
    #[must_use]
    pub fn named(record: &str, member: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|(_, known, name)| *known == record && *name == member).map(|(place, ..)| place)
    }

    /// The character that stands for it between filling in and reading: of a private plane, so that no text has it.
    #[must_use]
    pub fn mark(self) -> char {
        let at = Self::ALL.iter().position(|(place, ..)| *place == self).unwrap_or_default();
        u32::try_from(at).ok().and_then(|at| char::from_u32(FIRST_MARK + at)).unwrap_or('\u{f0000}')
    }

    fn of_mark(mark: char) -> Option<Self> {
        let at = u32::from(mark).checked_sub(FIRST_MARK)?;
        Self::ALL.get(usize::try_from(at).ok()?).map(|(place, ..)| *place)
    }
}

const FIRST_MARK: u32 = 0xf_0000;

/// What could be markup in a value, and what stands for it until the markup was read: of the same private plane.
const SHIELDS: [(char, char); 2] = [('*', '\u{f0100}'), ('-', '\u{f0101}')];

fn is_private(c: char) -> bool {
    ('\u{f0000}'..='\u{f0101}').contains(&c)
}

/// A value as it goes into a text: never markup, never a new line, never a mark.
#[must_use]
pub fn shielded(value: &str) -> String {
    let shield = |c: char| match SHIELDS.iter().find(|(markup, _)| *markup == c) {
        Some((_, shield)) => *shield,
        None if c.is_control() => ' ',
        None => c,
    };
    value.chars().filter(|c| !is_private(*c)).map(shield).collect()
}

/// A text that is not read for markup, as people see it: subjects, short messages.
#[must_use]
pub fn literal(text: &str) -> String {
    let seen = |c: char| SHIELDS.iter().find(|(_, shield)| *shield == c).map_or(c, |(markup, _)| *markup);
    text.chars().map(seen).filter(|c| !is_private(*c)).collect()
}

/// Reads a text that was filled in.
#[must_use]
pub fn parse(text: &str) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut open = Open::default();
    for line in text.lines() {
        let mut rest = line;
        while let Some((before, place, after)) = first_mark(rest) {
            open.line(before, &mut parts);
            open.close(&mut parts);
            parts.push(Part::Place(place));
            rest = after;
        }
        if rest.trim().is_empty() {
            // After a block the line is over; an empty line ends a paragraph.
            open.close(&mut parts);
        } else {
            open.line(rest, &mut parts);
        }
    }
    open.close(&mut parts);
    parts
}

fn first_mark(line: &str) -> Option<(&str, Place, &str)> {
    let (at, place) = line.char_indices().find_map(|(at, c)| Some((at, Place::of_mark(c)?)))?;
    let (before, after) = line.split_at_checked(at)?;
    let mut after = after.chars();
    after.next();
    Some((before, place, after.as_str()))
}

/// What is being gathered.
#[derive(Default)]
struct Open {
    lines: Vec<String>,
    bullets: Vec<Vec<Span>>,
}

impl Open {
    fn line(&mut self, line: &str, parts: &mut Vec<Part>) {
        let line = line.trim();
        if line.is_empty() {
            return;
        }
        if let Some(bullet) = line.strip_prefix("- ") {
            self.close_lines(parts);
            self.bullets.push(spans(bullet));
        } else {
            self.close_bullets(parts);
            self.lines.push(line.to_owned());
        }
    }

    fn close(&mut self, parts: &mut Vec<Part>) {
        self.close_lines(parts);
        self.close_bullets(parts);
    }

    fn close_lines(&mut self, parts: &mut Vec<Part>) {
        if !self.lines.is_empty() {
            parts.push(Part::Paragraph(spans(&core::mem::take(&mut self.lines).join("\n"))));
        }
    }

    fn close_bullets(&mut self, parts: &mut Vec<Part>) {
        if !self.bullets.is_empty() {
            parts.push(Part::Bullets(core::mem::take(&mut self.bullets)));
        }
    }
}

/// A `**` that is never closed is two asterisks.
fn spans(text: &str) -> Vec<Span> {
    let pieces: Vec<&str> = text.split("**").collect();
    let mut spans: Vec<Span> = Vec::new();
    for (at, piece) in pieces.iter().enumerate() {
        let unclosed = pieces.len().is_multiple_of(2) && at + 1 == pieces.len();
        let text = if unclosed { format!("**{piece}") } else { (*piece).to_owned() };
        let bold = at % 2 == 1 && !unclosed;
        let text = literal(&text);
        match spans.last_mut().filter(|last| last.bold == bold) {
            Some(last) => last.text.push_str(&text),
            None if text.is_empty() => {}
            None => spans.push(Span { text, bold }),
        }
    }
    spans
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(text: &str) -> Span {
        Span { text: text.to_owned(), bold: false }
    }

    fn bold(text: &str) -> Span {
        Span { text: text.to_owned(), bold: true }
    }

    #[test]
    fn reads_paragraphs_lists_and_bold() {
        let parts = parse("Hello,\n\nplease **pay\n5 €** now:\n- one\n- **two**\nend **\n");
        let expected = vec![
            Part::Paragraph(vec![plain("Hello,")]),
            Part::Paragraph(vec![plain("please "), bold("pay\n5 €"), plain(" now:")]),
            Part::Bullets(vec![vec![plain("one")], vec![bold("two")]]),
            Part::Paragraph(vec![plain("end **")]),
        ];
        assert_eq!(parts, expected);
    }

    #[test]
    fn a_block_stands_by_itself_wherever_it_is_written() {
        let mark = Place::Pay.mark();
        let parts = parse(&format!("Pay: {mark} thanks\n{mark}"));
        let expected = vec![
            Part::Paragraph(vec![plain("Pay:")]),
            Part::Place(Place::Pay),
            Part::Paragraph(vec![plain("thanks")]),
            Part::Place(Place::Pay),
        ];
        assert_eq!(parts, expected);
    }

    #[test]
    fn a_value_never_becomes_markup() {
        for value in ["**x**", "- x", "* - **", "a*", "\u{1b}**b**"] {
            let text = format!("{}**c**", shielded(value));
            let shown = value.replace('\u{1b}', " ");
            let expected = vec![Part::Paragraph(vec![plain(shown.trim_start()), bold("c")])];
            assert_eq!(parse(&text), expected, "{value}");
        }
        let mark = Place::Payment.mark();
        assert_eq!(shielded(&format!("a{mark}\n\nb")), "a  b");
        assert_eq!(literal(&shielded("F-1 **")), "F-1 **");
    }
}
