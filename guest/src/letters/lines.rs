//! Lines of a paragraph: where they break, and how wide their spaces are.
//!
//! Breaks are those of Unicode (UAX 14), but never inside a number such as `F-2027-12`; words are hyphenated where a line would be left
//! too loose.

use crate::language::Locale;
use std::rc::Rc;

use super::fonts::{Fonts, Glyph, Word};
use crate::wording::Span;

/// A stretch of a line in one weight.
#[derive(Clone, Debug, Default)]
pub struct Run {
    /// Bold or not.
    pub bold: bool,
    /// What a reader copies.
    pub text: String,
    /// With the spaces as wide as the line needs them, in parts of the font size.
    pub glyphs: Vec<Glyph>,
}

/// A line: its runs one after the other.
#[derive(Clone, Debug, Default)]
pub struct Line {
    /// From left to right.
    pub runs: Vec<Run>,
    /// In points.
    pub width: f32,
}

/// How a paragraph is set.
#[derive(Clone, Copy, Debug)]
pub struct Setting<'a> {
    /// The width of its column, in points.
    pub width: f32,
    /// Of the letters, in points.
    pub size: f32,
    /// Whether lines are as wide as the column.
    pub justified: bool,
    /// Primary language tag.
    pub language: &'a str,
}

/// What stands between two places where a line may break.
struct Chunk {
    pieces: Vec<(bool, Rc<Word>)>,
    /// In points.
    width: f32,
    /// A space follows.
    spaced: bool,
    /// After it the line ends whatever is left.
    ends: bool,
}

/// A space that grows beyond this part of the font size leaves its line ragged.
const LOOSE: f32 = 0.55;
/// A line that would be left emptier than this part of its width is worth a hyphen.
const WORTH_A_HYPHEN: f32 = 0.10;

/// Breaks a paragraph into lines.
#[must_use]
pub fn lines(fonts: &Fonts, spans: &[Span], setting: Setting<'_>) -> Vec<Line> {
    let mut chunks: Vec<Chunk> = chunks(fonts, spans, setting.size);
    let space = fonts.word(" ", false).width * setting.size;
    chunks.reverse();
    let mut lines = Vec::new();
    let mut open: Vec<Chunk> = Vec::new();
    let mut used = 0.0_f32;
    while let Some(chunk) = chunks.pop() {
        let gap = if open.last().is_some_and(|last| last.spaced) { space } else { 0.0 };
        if used + gap + chunk.width <= setting.width + 0.01 {
            used += gap + chunk.width;
            let ends = chunk.ends;
            open.push(chunk);
            if ends {
                lines.push(set(fonts, core::mem::take(&mut open), setting, space, true));
                used = 0.0;
            }
            continue;
        }
        let room = setting.width - used - gap;
        let split = if open.is_empty() {
            Some(cut(fonts, &chunk, setting))
        } else if setting.justified && room > setting.width * WORTH_A_HYPHEN {
            hyphenated(fonts, &chunk, room, setting)
        } else {
            None
        };
        match split {
            Some((first, rest)) => {
                open.push(first);
                chunks.push(rest);
            }
            None => chunks.push(chunk),
        }
        lines.push(set(fonts, core::mem::take(&mut open), setting, space, false));
        used = 0.0;
    }
    lines
}

fn chunks(fonts: &Fonts, spans: &[Span], size: f32) -> Vec<Chunk> {
    let whole: String = spans.iter().map(|span| span.text.as_str()).collect();
    let mut chunks = Vec::new();
    let mut from_of_paragraph = 0;
    for line in whole.split('\n') {
        let mut from = 0;
        let ends: Vec<usize> = unicode_linebreak::linebreaks(line).map(|(at, _)| at).collect();
        for end in ends {
            let piece = line.get(from..end).unwrap_or_default();
            // A number keeps its hyphens.
            let next_is_part = piece.ends_with('-') && piece.contains(|c: char| c.is_ascii_digit() || c.is_uppercase());
            if next_is_part && end < line.len() {
                continue;
            }
            let core = piece.trim_end_matches(' ');
            let start = from_of_paragraph + from;
            let pieces: Vec<_> = styled(spans, start, start + core.len())
                .into_iter()
                .map(|(bold, text)| (bold, fonts.word(text, bold)))
                .collect();
            let width = pieces.iter().map(|(_, word)| word.width * size).sum();
            chunks.push(Chunk { pieces, width, spaced: core.len() < piece.len(), ends: end == line.len() });
            from = end;
        }
        if line.is_empty() {
            chunks.push(Chunk { pieces: Vec::new(), width: 0.0, spaced: false, ends: true });
        }
        from_of_paragraph += line.len() + 1;
    }
    chunks
}

/// The text between two places, cut where its weight changes.
fn styled(spans: &[Span], from: usize, to: usize) -> Vec<(bool, &str)> {
    let mut at = 0;
    let mut parts = Vec::new();
    for span in spans {
        let end = at + span.text.len();
        let (first, last) = (from.max(at), to.min(end));
        if first < last {
            parts.extend(span.text.get(first - at..last - at).map(|text| (span.bold, text)));
        }
        at = end;
    }
    parts
}

/// The beginning of a word that fits, with its hyphen, and the rest.
fn hyphenated(fonts: &Fonts, chunk: &Chunk, room: f32, setting: Setting<'_>) -> Option<(Chunk, Chunk)> {
    const LEAST: usize = 3;
    let [(bold, word)] = chunk.pieces.as_slice() else { return None };
    let letters: usize = word.text.chars().take_while(|c| c.is_alphabetic()).map(char::len_utf8).sum();
    let (core, tail) = word.text.split_at_checked(letters)?;
    if core.chars().count() < 2 * LEAST + 1 || tail.chars().count() > 2 || core.chars().skip(1).any(char::is_uppercase)
    {
        return None;
    }
    let mut at = 0;
    let mut best = None;
    for syllable in hypher::hyphenate(core, Locale::known(setting.language)?.pack().hyphens) {
        at += syllable.len();
        let (first, rest) = core.split_at_checked(at)?;
        if first.chars().count() < LEAST || rest.chars().count() < LEAST {
            continue;
        }
        let first = fonts.word(&format!("{first}-"), *bold);
        if first.width * setting.size > room {
            break;
        }
        best = Some((first, rest));
    }
    let (first, rest) = best?;
    // Whoever copies the text gets the word, not the hyphen.
    let mut first = Word::clone(&first);
    soften(&mut first);
    let rest = fonts.word(&format!("{rest}{tail}"), *bold);
    let chunk_of = |word: Rc<Word>, spaced, ends| Chunk {
        width: word.width * setting.size,
        pieces: vec![(*bold, word)],
        spaced,
        ends,
    };
    Some((chunk_of(Rc::new(first), false, false), chunk_of(rest, chunk.spaced, chunk.ends)))
}

/// The last character becomes a soft hyphen in the text, and stays a hyphen on paper.
fn soften(word: &mut Word) {
    word.text.pop();
    let start = word.text.len();
    word.text.push('\u{ad}');
    if let Some(last) = word.glyphs.last_mut() {
        last.range = start..word.text.len();
    }
}

/// A word longer than a line is cut where the line ends.
fn cut(fonts: &Fonts, chunk: &Chunk, setting: Setting<'_>) -> (Chunk, Chunk) {
    let mut width = 0.0;
    let mut first = Vec::new();
    let mut rest = Vec::new();
    for (bold, word) in &chunk.pieces {
        let mut at = 0;
        for glyph in &word.glyphs {
            let advance = glyph.advance * setting.size;
            let none_yet = first.is_empty() && at == 0;
            if !rest.is_empty() || (width + advance > setting.width && !none_yet) {
                break;
            }
            width += advance;
            at = glyph.range.end;
        }
        if let Some((before, after)) = word.text.split_at_checked(at) {
            if !before.is_empty() {
                first.push((*bold, fonts.word(before, *bold)));
            }
            if !after.is_empty() {
                rest.push((*bold, fonts.word(after, *bold)));
            }
        }
    }
    let of = |pieces: Vec<(bool, Rc<Word>)>, spaced, ends| Chunk {
        width: pieces.iter().map(|(_, word)| word.width * setting.size).sum(),
        pieces,
        spaced,
        ends,
    };
    (of(first, false, false), of(rest, chunk.spaced, chunk.ends))
}

/// One line of these chunks.
fn set(fonts: &Fonts, chunks: Vec<Chunk>, setting: Setting<'_>, space: f32, last: bool) -> Line {
    let count = chunks.len();
    let gaps = chunks.iter().take(count.saturating_sub(1)).filter(|chunk| chunk.spaced).count();
    let words: f32 = chunks.iter().map(|chunk| chunk.width).sum();
    #[expect(clippy::cast_precision_loss, reason = "a line has some dozen words")]
    let gaps_f = gaps as f32;
    let natural = words + gaps_f * space;
    let mut wide = space;
    if setting.justified && !last && gaps > 0 {
        let grown = space + (setting.width - natural) / gaps_f;
        if grown <= setting.size * LOOSE + space {
            wide = grown;
        }
    }
    let mut line = Line { runs: Vec::new(), width: words + gaps_f * wide };
    let blank = fonts.word(" ", false);
    for (at, chunk) in chunks.into_iter().enumerate() {
        for (bold, word) in &chunk.pieces {
            add(&mut line.runs, *bold, word, None);
        }
        if chunk.spaced && at + 1 < count {
            let bold = line.runs.last().is_some_and(|run| run.bold);
            let glyph = if bold { fonts.word(" ", true) } else { Rc::clone(&blank) };
            add(&mut line.runs, bold, &glyph, Some(wide / setting.size));
        }
    }
    line
}

fn add(runs: &mut Vec<Run>, bold: bool, word: &Word, advance: Option<f32>) {
    if runs.last().is_none_or(|run| run.bold != bold) {
        runs.push(Run { bold, ..Run::default() });
    }
    let Some(run) = runs.last_mut() else { return };
    let offset = run.text.len();
    run.text.push_str(&word.text);
    run.glyphs.extend(word.glyphs.iter().map(|glyph| Glyph {
        range: glyph.range.start + offset..glyph.range.end + offset,
        advance: advance.unwrap_or(glyph.advance),
        ..glyph.clone()
    }));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn setting(width: f32) -> Setting<'static> {
        Setting { width, size: 10.0, justified: true, language: "fr" }
    }

    fn span(text: &str, bold: bool) -> Span {
        Span { text: text.to_owned(), bold }
    }

    fn texts(lines: &[Line]) -> Vec<String> {
        lines.iter().map(|line| line.runs.iter().map(|run| run.text.as_str()).collect()).collect()
    }

    #[test]
    fn nothing_is_lost_and_no_line_is_too_wide() {
        let fonts = Fonts::new().unwrap();
        let text = "Malgré nos relances précédentes, la facture F-2027-0012-AB demeure impayée ; l'indemnité forfaitaire \
                    pour frais de recouvrement s'élève à 40,00\u{a0}€. https://example.org/une/adresse/vraiment/tres/longue";
        let spans = [span(text, false), span(" et ceci en gras", true), span(".\nÀ la ligne", false)];
        for width in [40.0, 90.0, 180.0, 450.0] {
            let lines = lines(&fonts, &spans, setting(width));
            assert!(lines.iter().all(|line| line.width <= width + 0.02), "{width}");
            let whole: String = texts(&lines).concat().replace(['\u{ad}', ' '], "");
            let expected: String = spans.iter().map(|span| span.text.as_str()).collect();
            assert_eq!(whole, expected.replace([' ', '\n'], ""), "{width}");
        }
        let lines = lines(&fonts, &spans, setting(180.0));
        assert!(texts(&lines).iter().all(|line| !line.ends_with('-')), "a number keeps its hyphens");
    }

    #[test]
    fn lines_are_as_wide_as_their_column_but_for_the_last() {
        let fonts = Fonts::new().unwrap();
        let text = "Nous vous remercions de bien vouloir procéder au règlement de cette somme dans les meilleurs délais. \
                    Si votre paiement vient de partir, merci de ne pas tenir compte de cette lettre.";
        let lines = lines(&fonts, &[span(text, false)], setting(200.0));
        let (last, others) = lines.split_last().unwrap();
        assert!(others.len() >= 3);
        assert!(others.iter().all(|line| (line.width - 200.0).abs() < 0.02));
        assert!(last.width < 200.0);
    }

    #[test]
    fn a_word_is_hyphenated_as_its_language_does() {
        let fonts = Fonts::new().unwrap();
        let width = fonts.width("a recouvre-", false, 10.0) + 1.0;
        let lines = lines(&fonts, &[span("a recouvrement b", false)], setting(width));
        assert_eq!(texts(&lines), ["a recouvre\u{ad}", "ment b"]);
    }
}
