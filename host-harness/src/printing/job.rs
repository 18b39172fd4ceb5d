//! One printing job: its letters in print files and files of their own, written, brought to the disk, marked as printed, moved aside.

use std::{
    collections::BTreeMap,
    ops::ControlFlow,
    path::{Path, PathBuf},
};

use base64::{Engine, prelude::BASE64_STANDARD as BASE64};
use relance_contract::{TextJob, TextLetter, TextPrinted, TextSource, element, request};

use super::{
    Print, Printed, Report, files,
    manifest::manifest,
    waiting::{Post, Waiting},
};
use crate::{
    bisect,
    durable::Batch,
    enclosures::Enclosed,
    error::{Error, Kind, Result},
    module::{Budget, Module},
    store::{PrintFile, PrintJob, Store},
    words,
};

/// Letters in one call of the module: together they stay within its memory.
const PART: usize = 100;

/// Bytes of what is enclosed in one call, unless one letter alone has more: it comes back twice, in the print file and in the letter's own.
const PART_BYTES: usize = 24 * 1024 * 1024;

/// How much one call has so far.
#[derive(Default)]
struct Load {
    letters: usize,
    bytes: usize,
}

impl Load {
    /// Whether it takes one more letter that encloses so many bytes. One alone is always taken.
    const fn has_room_for(&self, bytes: usize) -> bool {
        self.letters == 0 || (self.letters < PART && self.bytes.saturating_add(bytes) <= PART_BYTES)
    }

    const fn add(&mut self, bytes: usize) {
        self.letters += 1;
        self.bytes = self.bytes.saturating_add(bytes);
    }
}

/// A letter with what goes behind it.
struct Ready {
    one: Waiting,
    enclosed: Vec<Enclosed>,
}

pub(super) struct Job<'a> {
    pub(super) module: &'a Module,
    pub(super) print: &'a Print<'a>,
    pub(super) job: &'a PrintJob,
    /// Logo and signature, in base64.
    pub(super) pictures: &'a [Option<String>; 2],
    /// The store, in the names of files that are not finished.
    pub(super) owner: &'a str,
}

/// What a job has so far: its files are written and have no names yet.
struct Output {
    files: Batch,
    written: Vec<PrintFile>,
    parts: usize,
    /// The letters' own files and their numbers in the outbox.
    printed: Vec<(PathBuf, i64)>,
    report: Report,
}

impl Output {
    fn add(&mut self, path: &Path, content: &[u8]) -> Result<()> {
        self.files.add(path, content)?;
        self.written.push(PrintFile { path: path.to_owned(), sha256: files::sha256(content) });
        Ok(())
    }
}

impl Job<'_> {
    /// The whole job, from its letters to the mark in the store. Answers the letters' own files, to be moved aside.
    pub(super) fn run(
        &self,
        store: &mut dyn Store,
        letters: Vec<Waiting>,
        report: &mut Report,
    ) -> Result<Vec<PathBuf>> {
        let mut output = Output {
            files: Batch::of(self.owner),
            written: Vec::new(),
            parts: 0,
            printed: Vec::new(),
            report: Report::default(),
        };
        let (ordinary, registered): (Vec<_>, Vec<_>) =
            letters.into_iter().partition(|letter| letter.post == Post::Ordinary);
        for letters in [ordinary, registered] {
            self.in_parts(letters, &mut output)?;
        }
        if !output.printed.is_empty() {
            let map = serde_json::to_vec_pretty(&output.report).unwrap_or_default();
            output.add(&files::map(self.job), &map)?;
        }
        let Output { files, written, printed, report: mut told, .. } = output;
        files.sync()?;
        // From here on such files are known as this job's own.
        store.record_print_files(self.job, &written)?;
        files.finish()?;
        let (files, ids): (Vec<_>, Vec<_>) = printed.into_iter().unzip();
        store.finish_print_job(self.job, &ids)?;
        report.letters.append(&mut told.letters);
        report.findings.append(&mut told.findings);
        report.left.append(&mut told.left);
        Ok(files)
    }

    /// Prints letters, no more of them at once than one call can take. Those that cannot have their file, or must enclose what is not there,
    /// are named and left.
    fn in_parts(&self, letters: Vec<Waiting>, output: &mut Output) -> Result<()> {
        let (mut part, mut load) = (Vec::new(), Load::default());
        for one in letters {
            if let Some(path) = files::in_the_way(self.job, &one) {
                let path = path.display();
                let why = words!(
                    "{path} is there and was not written by this job; move it elsewhere, then print again",
                    "{path} est là et ne vient pas de cette impression ; déplacez-le, puis imprimez de nouveau"
                );
                output.report.left.push(one.left(&|reader| why.say(reader).to_owned()));
                continue;
            }
            let enclosed = match self.print.enclosures.of(&one.letter.attachments) {
                Ok(enclosed) => enclosed,
                Err(error) => {
                    output.report.left.push(one.left(&|reader| error.say(reader)));
                    continue;
                }
            };
            let more: usize = enclosed.iter().map(|file| file.content.len()).sum();
            if !load.has_room_for(more) {
                self.part(&part.iter().collect::<Vec<_>>(), output)?;
                part.clear();
                load = Load::default();
            }
            load.add(more);
            part.push(Ready { one, enclosed });
        }
        self.part(&part.iter().collect::<Vec<_>>(), output)
    }

    /// Prints some letters into one print file; into several, when together they are more than the module may use. Those that it fails on
    /// are left out and named, and the others are printed together.
    fn part(&self, letters: &[&Ready], output: &mut Output) -> Result<()> {
        if letters.is_empty() {
            return Ok(());
        }
        let mut culprits = BTreeMap::new();
        let call = |letters| Ok(vec![(letters, self.call(letters)?)]);
        let answers = bisect::each(letters, call, |ready, failed| {
            culprits.insert(ready.one.id, ready.one.left(&|reader| failed.say(reader)));
            ControlFlow::Continue(())
        })?;
        if culprits.is_empty() {
            return answers.into_iter().try_for_each(|(letters, answer)| self.keep(letters, answer, output));
        }
        let sound: Vec<_> = letters.iter().copied().filter(|ready| !culprits.contains_key(&ready.one.id)).collect();
        output.report.left.extend(culprits.into_values());
        self.part(&sound, output)
    }

    fn call(&self, letters: &[&Ready]) -> Result<TextPrinted> {
        let items = letters.iter().map(|Ready { one, enclosed }| {
            let source = |file: &Enclosed| TextSource {
                document: file.document.clone(),
                file: file.file.clone(),
                content: BASE64.encode(&file.content),
            };
            TextLetter {
                key: one.key.clone(),
                letter: one.letter.clone(),
                registered: one.post == Post::Registered,
                sources: enclosed.iter().map(source).collect(),
            }
        });
        let [logo, signature] = &self.pictures;
        // A registered letter goes to a postal service: in a print file it would be posted a second time.
        let batch = letters.iter().any(|ready| ready.one.post == Post::Ordinary);
        let job =
            TextJob { logo: logo.clone(), signature: signature.clone(), letters: items.collect(), batch, single: true };
        self.module.call(&request::Print::of(&self.print.context, &job), Budget::letters(letters.len()))
    }

    /// Writes what the module printed.
    fn keep(&self, letters: &[&Ready], answer: TextPrinted, output: &mut Output) -> Result<()> {
        let mut batch = None;
        if let Some(pdf) = answer.batch {
            output.parts += 1;
            let file = files::print_file(self.job, output.parts);
            output.add(&file, &decoded(&pdf)?)?;
            batch = Some(file);
        }
        let (refusals, findings): (Vec<_>, Vec<_>) =
            answer.findings.into_iter().partition(|finding| finding.code == "letter-not-printed");
        output.report.findings.extend(findings);
        let mut placed: BTreeMap<_, _> =
            answer.letters.into_iter().map(|placed| (placed.key.clone(), placed)).collect();
        // In the order in which they lie in the print file.
        let mut in_order: Vec<_> = letters.iter().map(|ready| (placed.remove(&ready.one.key), &ready.one)).collect();
        in_order.sort_by_key(|(placed, _)| placed.as_ref().and_then(|placed| placed.batch_page));
        for (placed, one) in in_order {
            let path = element("job.letters", &one.key);
            let refused: Vec<_> = refusals.iter().filter(|finding| finding.path == path).collect();
            let Some(placed) = placed else {
                let nothing = words!("the module gave no answer for it", "le module n'en a rien répondu");
                if refused.is_empty() {
                    output.report.left.push(one.left(&|reader| nothing.say(reader).to_owned()));
                }
                output.report.left.extend(refused.iter().map(|why| one.left(&|_| why.message.clone())));
                continue;
            };
            let pdf = decoded(placed.pdf.as_deref().unwrap_or_default())?;
            if !pdf.starts_with(b"%PDF-") || placed.pages == 0 {
                let why = words!("the module printed no page of it", "le module n'en a imprimé aucune page");
                output.report.left.push(one.left(&|reader| why.say(reader).to_owned()));
                continue;
            }
            let file = files::letter(self.job, one);
            output.add(&file, &pdf)?;
            if one.post == Post::Registered {
                let manifest = manifest(self.print, one, &file, &pdf, placed.pages);
                output.add(&files::manifest(self.job, one), manifest.as_bytes())?;
            }
            output.printed.push((one.file.clone(), one.id));
            output.report.letters.push(Printed {
                name: one.name().to_owned(),
                folder: self.job.folder.clone(),
                key: placed.key,
                file,
                pages: placed.pages,
                batch: batch.clone(),
                batch_page: placed.batch_page,
                registered: one.post == Post::Registered,
                enclosed: placed.enclosed,
            });
        }
        Ok(())
    }
}

fn decoded(base64: &str) -> Result<Vec<u8>> {
    BASE64.decode(base64).map_err(|error| {
        Error::new(
            Kind::Module,
            words!("the module answered no base64: {error}", "le module n'a pas répondu en base64 : {error}"),
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// How many letters go into each call, each of which encloses so many bytes.
    fn parts(enclosed: &[usize]) -> Vec<usize> {
        let (mut load, mut parts) = (Load::default(), Vec::new());
        for bytes in enclosed {
            if !load.has_room_for(*bytes) {
                parts.push(load.letters);
                load = Load::default();
            }
            load.add(*bytes);
        }
        parts.push(load.letters);
        parts
    }

    #[test]
    fn letters_are_cut_by_their_number_and_by_the_bytes_of_what_they_enclose() {
        const MB: usize = 1024 * 1024;
        assert_eq!(parts(&[0; 250]), [100, 100, 50]);
        assert_eq!(parts(&[10 * MB; 5]), [2, 2, 1], "24 MB a call");
        assert_eq!(parts(&[25 * MB, 1, 25 * MB]), [1, 1, 1], "one that is larger goes alone");
        assert_eq!(parts(&[12 * MB, 12 * MB, 1]), [2, 1], "24 MB fit exactly");
    }
}
