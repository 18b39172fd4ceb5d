//! Where a command reads and writes, and what a terminal adds to it: colours, a width to keep to, progress. A reader that
//! goes away (`| head`) is no error; an answer that cannot be written is one.

use std::{
    borrow::Cow,
    hash::{BuildHasher, Hasher, RandomState},
    io::{self, IsTerminal, Read, Write},
    time::Duration,
};

use anstyle::{AnsiColor, Reset, Style};
use comfy_table::{ContentArrangement, Table, presets};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use serde::Serialize;

use crate::{
    error::{Error, Result},
    text::{Language, Words},
    words,
};

/// What is known of where the answer goes.
#[derive(Clone, Copy, Debug)]
pub struct Terminal {
    /// Columns a table may take.
    pub width: u16,
    /// Whether colours are wanted.
    pub colours: bool,
    /// Whether the answer itself is seen, not kept in a file or read by a program.
    pub seen: bool,
    /// Whether somebody watches: progress is shown.
    pub watched: bool,
    /// The reader's language unless `--lang` says another.
    pub language: Language,
}

impl Terminal {
    /// Nobody watches: a file, a pipe, a test.
    pub const NONE: Self =
        Self { width: 110, colours: false, seen: false, watched: false, language: Language::English };

    /// The terminal this process runs in: colours only when there is one and `NO_COLOR` is not set, the language of the
    /// locale.
    #[must_use]
    pub fn of_process() -> Self {
        let set = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
        let width = terminal_size::terminal_size().map_or(Self::NONE.width, |(width, _)| width.0);
        let locale = ["LC_ALL", "LC_MESSAGES", "LANG"].into_iter().find_map(set).unwrap_or_default();
        Self {
            width: set("COLUMNS").and_then(|columns| columns.parse().ok()).unwrap_or(width).clamp(40, 160),
            colours: io::stdout().is_terminal()
                && set("NO_COLOR").is_none()
                && set("TERM").is_none_or(|term| term != "dumb"),
            seen: io::stdout().is_terminal(),
            watched: io::stderr().is_terminal(),
            language: Language::of_locale(&locale),
        }
    }
}

/// Where a command's input comes from, and its answers and problems go.
///
/// Everything passes through [`Screen::clean`] on its way out: names, files and the module may hold characters that a terminal obeys.
pub(super) struct Screen<'a> {
    /// Stands before the colours that this program asks for. Drawn anew at each start, so that no data can ask for any.
    mark: char,
    pub(super) input: &'a mut dyn Read,
    out: &'a mut dyn Write,
    err: &'a mut dyn Write,
    pub(super) terminal: Terminal,
    /// The first thing that kept some of the answer from being written.
    lost: Option<io::Error>,
}

/// After the mark: no colour any more.
const PLAIN: char = '.';

/// Whether a terminal obeys this character instead of showing it: control characters, and those that turn or break lines.
fn steers(c: char) -> bool {
    (c.is_control() && !matches!(c, '\n' | '\t'))
        || matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// A name may have lines of its own: what follows the first is moved in, so that no line of it passes for one of ours.
pub(super) fn further_lines_in(text: &str) -> String {
    let mut lines = text.split('\n');
    let first = lines.next().unwrap_or_default().to_owned();
    lines.fold(first, |said, line| {
        let margin = if line.is_empty() || line.starts_with(' ') { "" } else { "  " };
        said + "\n" + margin + line
    })
}

/// The beginning of what nobody would read to its end in a table.
fn cut(cell: &str) -> Cow<'_, str> {
    const LONGEST: usize = 500;
    match cell.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", cell.get(..end).unwrap_or_default()).into(),
        None => cell.into(),
    }
}

/// How a piece of text stands out.
#[derive(Clone, Copy)]
pub(super) enum Tone {
    Heading,
    Good,
    Careful,
    Bad,
    Quiet,
}

impl Tone {
    const ALL: [(char, Self); 5] =
        [('h', Self::Heading), ('g', Self::Good), ('c', Self::Careful), ('b', Self::Bad), ('q', Self::Quiet)];

    fn of(letter: char) -> Option<Self> {
        Self::ALL.into_iter().find(|(known, _)| *known == letter).map(|(_, tone)| tone)
    }

    const fn letter(self) -> char {
        match self {
            Self::Heading => 'h',
            Self::Good => 'g',
            Self::Careful => 'c',
            Self::Bad => 'b',
            Self::Quiet => 'q',
        }
    }

    const fn style(self) -> Style {
        match self {
            Self::Heading => Style::new().bold(),
            Self::Good => AnsiColor::Green.on_default(),
            Self::Careful => AnsiColor::Yellow.on_default(),
            Self::Bad => AnsiColor::Red.on_default().bold(),
            Self::Quiet => Style::new().dimmed(),
        }
    }
}

impl<'a> Screen<'a> {
    pub(super) fn new(
        input: &'a mut dyn Read,
        out: &'a mut dyn Write,
        err: &'a mut dyn Write,
        terminal: Terminal,
    ) -> Self {
        let drawn = RandomState::new().build_hasher().finish() % 0xfffd;
        // A plane of characters that mean nothing to anybody.
        let mark = u32::try_from(drawn).ok().and_then(|drawn| char::from_u32(0xf_0000 + drawn)).unwrap_or('\u{f0000}');
        Self { mark, input, out, err, terminal, lost: None }
    }
}

impl Screen<'_> {
    pub(super) fn language(&self) -> Language {
        self.terminal.language
    }

    /// One line of the answer.
    pub(super) fn line(&mut self, text: impl Into<Words>) {
        let text = self.clean(&further_lines_in(text.into().say(self.terminal.language)));
        self.written(|out| writeln!(out, "{text}"));
    }

    /// The whole answer, for a program.
    pub(super) fn json<T: Serialize>(&mut self, value: &T) {
        let text = serde_json::to_string_pretty(value).unwrap_or_default();
        self.data(&text);
    }

    /// Text to be kept in a file or read by a program: exact, unless it is a terminal that gets it.
    pub(super) fn data(&mut self, text: &str) {
        let shown = if self.terminal.seen { self.clean(text) } else { text.to_owned() };
        self.put(&shown);
    }

    /// Text for a reader, as many lines as it has.
    pub(super) fn text(&mut self, text: &str) {
        let shown = self.clean(text);
        self.put(&shown);
    }

    /// This program's own words, with the colours they bring: its help.
    pub(super) fn own(&mut self, text: &str) {
        self.put(text);
    }

    fn put(&mut self, text: &str) {
        self.written(|out| {
            out.write_all(text.as_bytes())?;
            if text.ends_with('\n') { Ok(()) } else { writeln!(out) }
        });
    }

    /// Writes some of the answer, unless some of it is lost already: half an answer is none.
    fn written(&mut self, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) {
        if self.lost.is_none() {
            self.lost = write(self.out).err();
        }
    }

    /// Brings the answer to where it goes, and says what kept it from there. A reader who had enough went away by himself.
    pub(super) fn end(&mut self) -> Result<()> {
        self.written(|out| out.flush());
        match self.lost.take() {
            Some(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(Error::answer_lost(&error)),
            _ => Ok(()),
        }
    }

    /// What may reach a terminal: characters that steer it, or turn the direction of writing, are written out; of colours only those that
    /// [`Screen::toned`] marked.
    fn clean(&self, text: &str) -> String {
        let mut shown = String::with_capacity(text.len());
        let mut letters = text.chars();
        while let Some(c) = letters.next() {
            if c == self.mark && self.terminal.colours {
                match letters.next().and_then(Tone::of) {
                    Some(tone) => shown.push_str(&tone.style().render().to_string()),
                    None => shown.push_str(&Reset.render().to_string()),
                }
            } else if steers(c) {
                shown.extend(c.escape_unicode());
            } else {
                shown.push(c);
            }
        }
        shown
    }

    /// Rows under a heading, wrapped so that they fit the width. What is very long is cut: JSON answers have it whole.
    pub(super) fn table(&mut self, heading: &[Words], rows: Vec<Vec<String>>) {
        let mut table = Table::new();
        table.load_style(presets::NOTHING).set_content_arrangement(ContentArrangement::Dynamic);
        table.set_width(self.terminal.width);
        table.set_header(heading.iter().map(|cell| cell.say(self.terminal.language)));
        table.add_rows(
            rows.into_iter()
                .map(|row| row.iter().map(|cell| self.clean(&cut(cell).replace('\n', " "))).collect::<Vec<_>>()),
        );
        let text: Vec<_> = table.lines().map(|line| line.trim_end().to_owned()).collect();
        self.text(&text.join("\n"));
    }

    /// The text with its colour, where colours are wanted.
    pub(super) fn toned(&self, tone: Tone, text: &str) -> String {
        if !self.terminal.colours {
            return text.to_owned();
        }
        let mark = self.mark;
        format!("{mark}{}{}{mark}{PLAIN}", tone.letter(), text.replace(mark, " "))
    }

    /// One line that begins a part of the answer.
    pub(super) fn heading(&mut self, text: &Words) {
        let text = self.toned(Tone::Heading, &further_lines_in(text.say(self.terminal.language)));
        self.text(&text);
    }

    /// Something that is said beside the answer.
    pub(super) fn note(&mut self, text: impl Into<Words>) {
        let text = further_lines_in(text.into().say(self.terminal.language));
        self.complain(&text);
    }

    /// Why the command failed.
    pub(super) fn problem(&mut self, error: &Error) {
        let word = self.toned(Tone::Bad, words!("error:", "erreur :").say(self.language()));
        let said = error.say(self.language());
        self.complain(&format!("{word} {said}"));
    }

    /// Lines of this program's own making, beside the answer.
    pub(super) fn complain(&mut self, text: &str) {
        let text = self.clean(text);
        let _ = writeln!(self.err, "{text}");
    }

    /// Progress towards `steps` (0: nobody knows how many), shown only while somebody watches.
    pub(super) fn progress(&self, what: &Words, steps: u64) -> ProgressBar {
        if !self.terminal.watched {
            return ProgressBar::hidden();
        }
        let bar = if steps == 0 { ProgressBar::new_spinner() } else { ProgressBar::new(steps) };
        bar.set_draw_target(ProgressDrawTarget::stderr());
        let look = if steps == 0 { "{spinner} {msg}" } else { "{msg} [{bar:30}] {pos}/{len}" };
        bar.set_style(ProgressStyle::with_template(look).unwrap_or_else(|_| ProgressStyle::default_bar()));
        bar.set_message(self.clean(what.say(self.terminal.language)));
        bar.enable_steady_tick(Duration::from_millis(100));
        bar
    }
}
