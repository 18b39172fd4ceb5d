//! What the words of a column mean: kinds of documents, statuses.

use std::collections::BTreeSet;

use super::{Writer, quoted};
use crate::{
    import::names::{KIND_LETTERS, KINDS, STATUSES, STATUSES_OF_LEADS, kind_of, meaning, squeeze},
    words,
};

/// What becomes of documents with a word that nobody explained: in the mapping, in English, in French.
pub(super) const HELD: [&str; 3] = ["documents are held", "documents are held", "pièces sont retenues"];
/// The same of documents with a means of payment that nobody explained.
pub(super) const OTHER_MEANS: [&str; 3] = [
    "documents are taken for `other`",
    "documents are taken for `other` until `[means-of-payment]` says it",
    "pièces valent `other` tant que `[means-of-payment]` ne le dit pas",
];
/// The same of rows with a kind that nobody explained.
pub(super) const REFUSED: [&str; 3] = [
    "rows are refused",
    "rows are refused until `[kinds]` says it",
    "lignes sont refusées tant que `[kinds]` ne le dit pas",
];

impl<'t> Writer<'t> {
    /// The column that says what each document is, where some of its words are understood. Another one of such a name is said.
    pub(super) fn kind(&mut self) -> Option<(usize, &'t str)> {
        let (column, header) = self.find("document.kind")?;
        let words = self.table.distinct(column);
        let letters = self.letters_are_kinds(column);
        if words.iter().any(|word| kind_of(word, letters).is_some()) {
            return Some((column, header));
        }
        self.used.remove(&column);
        if !words.is_empty() {
            let first = words.iter().take(4).copied().collect::<Vec<_>>().join(", ");
            self.doubts.push(words!(
                "`{header}` ({first}) is not understood, and every row is taken to be of one kind: if it tells credit notes from invoices, write \
                 `kind = \"{{{header}}}\"` and what each word means in `[kinds]`",
                "`{header}` ({first}) n'est pas compris, et chaque ligne est supposée du même type : si elle distingue avoirs et factures, écrivez \
                 `kind = \"{{{header}}}\"` et ce que veut dire chaque mot dans `[kinds]`"
            ));
        }
        None
    }

    /// Whether every word of a column of kinds is one of this kind: then its statuses are those of that kind.
    pub(super) fn all_are(&self, kind: &str, column: usize) -> bool {
        let letters = self.letters_are_kinds(column);
        let words = self.table.distinct(column);
        !words.is_empty() && words.iter().all(|word| kind_of(word, letters) == Some(kind))
    }

    /// Whether a word of a column of kinds is one of this kind.
    pub(super) fn some_are(&self, kind: &str, column: usize) -> bool {
        let letters = self.letters_are_kinds(column);
        self.table.distinct(column).iter().any(|word| kind_of(word, letters) == Some(kind))
    }

    /// Words of a column of statuses that rows of prospects have, where other rows are none.
    pub(super) fn statuses_of_leads(&mut self, status: usize, kind: usize) {
        let words = self.words_of(status, kind, |kind| kind == Some("lead"));
        let known = words.into_iter().filter_map(|word| {
            let means = meaning(STATUSES_OF_LEADS, word)?;
            Some(format!("{} = \"{means}\"", quoted(word)))
        });
        let lines: Vec<_> = known.collect();
        if !lines.is_empty() {
            let title = ["", "# What those words mean of a prospect.", "[lead-statuses]"];
            self.lines.extend(title.map(str::to_owned));
            self.lines.extend(lines);
        }
    }

    /// Whether the single letters of a column are kinds: all of them are known, and one is not `A`.
    pub(super) fn letters_are_kinds(&self, column: usize) -> bool {
        let words = self.table.distinct(column);
        let known = |word: &&str| meaning(KIND_LETTERS, word).or_else(|| meaning(KINDS, word));
        words.iter().all(|word| known(word).is_some()) && words.iter().any(|word| known(word) != Some("credit-note"))
    }

    /// Words of a column of statuses that rows of quotes have, where other rows are none: of a quote they mean something else.
    pub(super) fn statuses_of_quotes(&mut self, status: usize, kind: usize) {
        let words = self.words_of(status, kind, |kind| kind == Some("quote"));
        let known = words.into_iter().filter_map(|word| {
            let (_, other, quote) = STATUSES.iter().find(|(of, ..)| *of == squeeze(word))?;
            (other != quote).then(|| format!("{} = \"{quote}\"", quoted(word)))
        });
        let lines: Vec<_> = known.collect();
        if !lines.is_empty() {
            self.lines.extend([
                String::new(),
                "# What those words mean of a quote.".to_owned(),
                "[quote-statuses]".to_owned(),
            ]);
            self.lines.extend(lines);
        }
    }

    /// The words that a column has in rows of the wanted kinds.
    pub(super) fn words_of(
        &self,
        column: usize,
        kind: usize,
        wanted: impl Fn(Option<&str>) -> bool,
    ) -> BTreeSet<&'t str> {
        let letters = self.letters_are_kinds(kind);
        let cell = |row: &'t Vec<String>, column: usize| row.get(column).map_or("", String::as_str);
        let rows = self.table.rows.iter().filter(|row| wanted(kind_of(cell(row, kind), letters)));
        rows.map(|row| cell(row, column)).filter(|word| !word.is_empty()).collect()
    }

    /// The words of a column with what they mean in the contract.
    pub(super) fn words(
        &mut self,
        section: &str,
        words: BTreeSet<&'t str>,
        [comment, english, french]: [&str; 3],
        meaning: impl Fn(&str) -> Option<&'static str>,
    ) {
        self.lines.extend([String::new(), format!("[{section}]")]);
        for word in words {
            let key = quoted(word);
            match meaning(word) {
                Some(code) => self.lines.push(format!("{key} = \"{code}\"")),
                None => {
                    self.lines.push(format!("# {key} = \"…\"  # what does it mean? Left so, such {comment}"));
                    self.doubts.push(words!(
                        "the word `{word}` is not known: such {english}",
                        "le mot `{word}` est inconnu : ces {french}"
                    ));
                }
            }
        }
    }
}
