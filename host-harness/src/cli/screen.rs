//! Where a command reads and writes, and what a terminal adds to it: colours, a width to keep to, progress. A reader that
//! goes away (`| head`) is no error.

use std::{
    io::{IsTerminal, Read, Write},
    time::Duration,
};

use anstyle::{AnsiColor, Style};
use comfy_table::{ContentArrangement, Table, presets};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use serde::Serialize;

use crate::{
    error::Error,
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
    /// Whether somebody watches: progress is shown.
    pub watched: bool,
    /// The reader's language unless `--lang` says another.
    pub language: Language,
}

impl Terminal {
    /// Nobody watches: a file, a pipe, a test.
    pub const NONE: Self = Self { width: 110, colours: false, watched: false, language: Language::English };

    /// The terminal this process runs in: colours only when there is one and `NO_COLOR` is not set, the language of the
    /// locale.
    #[must_use]
    pub fn of_process() -> Self {
        let set = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
        let width = terminal_size::terminal_size().map_or(Self::NONE.width, |(width, _)| width.0);
        let locale = ["LC_ALL", "LC_MESSAGES", "LANG"].into_iter().find_map(set).unwrap_or_default();
        Self {
            width: set("COLUMNS").and_then(|columns| columns.parse().ok()).unwrap_or(width).clamp(40, 160),
            colours: std::io::stdout().is_terminal()
                && set("NO_COLOR").is_none()
                && set("TERM").is_none_or(|term| term != "dumb"),
            watched: std::io::stderr().is_terminal(),
            language: Language::of_locale(&locale),
        }
    }
}

/// Where a command's input comes from, and its answers and problems go.
pub(super) struct Screen<'a> {
    pub(super) input: &'a mut dyn Read,
    pub(super) out: &'a mut dyn Write,
    pub(super) err: &'a mut dyn Write,
    pub(super) terminal: Terminal,
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

impl Screen<'_> {
    pub(super) fn language(&self) -> Language {
        self.terminal.language
    }

    /// One line of the answer.
    pub(super) fn line(&mut self, text: impl Into<Words>) {
        let text = text.into();
        let _ = writeln!(self.out, "{}", text.say(self.terminal.language));
    }

    /// The whole answer, for a program.
    pub(super) fn json<T: Serialize>(&mut self, value: &T) {
        let text = serde_json::to_string_pretty(value).unwrap_or_default();
        self.line(text);
    }

    /// Text as it is.
    pub(super) fn text(&mut self, text: &str) {
        let _ = self.out.write_all(text.as_bytes());
        if !text.ends_with('\n') {
            let _ = writeln!(self.out);
        }
    }

    /// Rows under a heading, wrapped so that they fit the width.
    pub(super) fn table(&mut self, heading: &[Words], rows: Vec<Vec<String>>) {
        let mut table = Table::new();
        table.load_style(presets::NOTHING).set_content_arrangement(ContentArrangement::Dynamic);
        table.set_width(self.terminal.width);
        table.set_header(heading.iter().map(|cell| cell.say(self.terminal.language)));
        table.add_rows(rows);
        let text: Vec<_> = table.lines().map(|line| line.trim_end().to_owned()).collect();
        self.text(&text.join("\n"));
    }

    /// The text with its colour, where colours are wanted.
    pub(super) fn toned(&self, tone: Tone, text: &str) -> String {
        if !self.terminal.colours {
            return text.to_owned();
        }
        let style = match tone {
            Tone::Heading => Style::new().bold(),
            Tone::Good => AnsiColor::Green.on_default(),
            Tone::Careful => AnsiColor::Yellow.on_default(),
            Tone::Bad => AnsiColor::Red.on_default().bold(),
            Tone::Quiet => Style::new().dimmed(),
        };
        format!("{style}{text}{style:#}")
    }

    /// One line that begins a part of the answer.
    pub(super) fn heading(&mut self, text: &Words) {
        let text = self.toned(Tone::Heading, text.say(self.terminal.language));
        self.text(&text);
    }

    /// Something that is said beside the answer.
    pub(super) fn note(&mut self, text: impl Into<Words>) {
        let text = text.into();
        let _ = writeln!(self.err, "{}", text.say(self.terminal.language));
    }

    /// Why the command failed.
    pub(super) fn problem(&mut self, error: &Error) {
        let word = self.toned(Tone::Bad, words!("error:", "erreur :").say(self.language()));
        let said = error.say(self.language());
        self.note(format!("{word} {said}"));
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
        bar.set_message(what.say(self.terminal.language).to_owned());
        bar.enable_steady_tick(Duration::from_millis(100));
        bar
    }
}
