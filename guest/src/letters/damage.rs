//! What makes the libraries that read and copy a PDF fail: they take for granted what a damaged file does not keep. Looked for before they
//! do, so that one file never ends the printing of all.

use std::collections::BTreeSet;

use flate2::{Decompress, FlushDecompress, Status};
use hayro_syntax::{
    Filter, Pdf,
    object::{
        Dict, MaybeRef, ObjRef, Object, Stream,
        dict::keys::{CONTENTS, FILTER, GROUP},
    },
    page::Resources,
    reader::{Reader, ReaderExt},
};

/// Arrays and dictionaries within each other. Invoices have some ten; each level costs the reader some of its stack.
const DEEPEST: usize = 100;

/// Bytes that all lists of objects, or all that pages draw, unpack to: thousands of pages of text.
const UNPACKED: usize = 64 * 1024 * 1024;

/// Looks at the bytes before anything else does: the reader's stack must bear how deep objects lie within each other, and its memory what
/// they are unpacked to.
///
/// # Errors
/// What is wrong, for a person.
pub fn before_reading(content: &[u8]) -> Result<(), String> {
    bearable(content)?;
    let mut budget = UNPACKED;
    for at in positions(content, b"/ObjStm") {
        let rest = content.get(at..).unwrap_or_default();
        let Some(start) = positions(rest, b"stream").next() else { continue };
        let data = rest.get(start + b"stream".len()..).unwrap_or_default();
        let packed = data.strip_prefix(b"\r\n").or_else(|| data.strip_prefix(b"\n")).unwrap_or(data);
        let mut objects = Vec::new();
        unpack(packed, &mut budget, |piece| objects.extend_from_slice(piece))?;
        bearable(&objects)?;
    }
    Ok(())
}

/// Looks at every object that a copy of the pages would take along.
///
/// # Errors
/// What is wrong, for a person.
pub fn before_copying(pdf: &Pdf) -> Result<(), String> {
    let mut walk = Walk::default();
    let mut budget = UNPACKED;
    for page in pdf.pages().iter() {
        let own = page.raw().get_raw::<Object<'_>>(GROUP);
        if !(own.is_none_or(|group| walk.value(&group, 0)) && walk.resources(page.resources())) {
            return Err(DAMAGED.to_owned());
        }
        for content in walk.contents(page.raw()).ok_or(DAMAGED)? {
            drawn(&content, &mut budget)?;
        }
    }
    while let Some(next) = walk.open.pop() {
        if walk.seen.insert((next.obj_number, next.gen_number))
            && let Some(object) = pdf.xref().get::<Object<'_>>(next.into())
            && !walk.object(&object)
        {
            return Err(DAMAGED.to_owned());
        }
    }
    Ok(())
}

const DAMAGED: &str = "is damaged: some of its objects cannot be read";

/// What a page draws can be read to its end: the rest of a damaged page would be printed over a customer's invoice.
fn drawn(content: &Stream<'_>, budget: &mut usize) -> Result<(), String> {
    let damaged = || "is damaged: what a page shows cannot be read".to_owned();
    match content.filters().as_slice() {
        // Packed by a filter nobody knows, or whose name was lost: it would be drawn as it is.
        [] if content.dict().contains_key(FILTER) || content.raw_data().starts_with(b"x") => Err(damaged()),
        [Filter::FlateDecode] => {
            let whole = unpack(&content.raw_data(), budget, |_| {})?;
            if whole { Ok(()) } else { Err(damaged()) }
        }
        _ => content.decoded().map(|_| ()).map_err(|_| damaged()),
    }
}

#[derive(Default)]
struct Walk {
    seen: BTreeSet<(i32, i32)>,
    open: Vec<ObjRef>,
}

impl Walk {
    /// The streams that draw a page, if all of them are there.
    fn contents<'a>(&mut self, page: &Dict<'a>) -> Option<Vec<Stream<'a>>> {
        match page.get::<Object<'_>>(CONTENTS) {
            None => page.get_raw::<Object<'_>>(CONTENTS).is_none().then(Vec::new),
            Some(Object::Null(_)) => Some(Vec::new()),
            Some(Object::Stream(one)) => Some(vec![one]),
            Some(Object::Array(parts)) => {
                let sound = self.items(parts.data(), 0);
                let streams: Vec<_> = parts.iter::<Stream<'_>>().collect();
                (sound && streams.len() == parts.raw_iter().count()).then_some(streams)
            }
            Some(_) => None,
        }
    }

    fn resources(&mut self, resources: &Resources<'_>) -> bool {
        let kinds = [
            &resources.ext_g_states,
            &resources.fonts,
            &resources.properties,
            &resources.color_spaces,
            &resources.x_objects,
            &resources.patterns,
            &resources.shadings,
        ];
        kinds.into_iter().all(|kind| self.dict(kind, 0))
            && resources.parent().is_none_or(|parent| self.resources(parent))
    }

    /// An object with a number of its own: the only kind that may be a stream.
    fn object(&mut self, object: &Object<'_>) -> bool {
        if let Object::Stream(stream) = object { self.dict(stream.dict(), 0) } else { self.part(object, 0) }
    }

    fn value(&mut self, value: &MaybeRef<Object<'_>>, depth: usize) -> bool {
        match value {
            MaybeRef::Ref(other) => {
                self.open.push(*other);
                true
            }
            MaybeRef::NotRef(object) => self.part(object, depth),
        }
    }

    fn part(&mut self, object: &Object<'_>, depth: usize) -> bool {
        match object {
            _ if depth > DEEPEST => false,
            Object::Dict(dict) => self.dict(dict, depth),
            Object::Array(array) => self.items(array.data(), depth),
            Object::Stream(_) => false,
            _ => true,
        }
    }

    fn dict(&mut self, dict: &Dict<'_>, depth: usize) -> bool {
        dict.keys().all(|key| dict.get_raw::<Object<'_>>(&*key).is_some_and(|value| self.value(&value, depth + 1)))
    }

    fn items(&mut self, data: &[u8], depth: usize) -> bool {
        let mut reader = Reader::new(data);
        loop {
            reader.skip_white_spaces_and_comments();
            if reader.at_end() {
                return true;
            }
            let item = reader.read_without_context::<MaybeRef<Object<'_>>>();
            if !item.is_some_and(|item| self.value(&item, depth + 1)) {
                return false;
            }
        }
    }
}

/// Refuses what lies too deep within each other. What a stream holds is not looked at: a picture has brackets by chance.
fn bearable(content: &[u8]) -> Result<(), String> {
    let (mut depth, mut at, mut ends) = (0_usize, 0, true);
    while let Some(rest) = content.get(at..)
        && let Some(byte) = rest.first()
    {
        let doubled = rest.get(1) == Some(byte);
        match byte {
            b'[' => depth += 1,
            b']' => depth = depth.saturating_sub(1),
            b'<' if doubled => (depth, at) = (depth + 1, at + 1),
            b'>' if doubled => (depth, at) = (depth.saturating_sub(1), at + 1),
            b's' if ends && (rest.starts_with(b"stream\r") || rest.starts_with(b"stream\n")) => {
                match positions(rest, b"endstream").next() {
                    Some(end) => at += end,
                    None => ends = false,
                }
            }
            _ => {}
        }
        if depth > DEEPEST {
            return Err("is damaged: its objects lie too deep within each other".to_owned());
        }
        at += 1;
    }
    Ok(())
}

/// Hands over what is unpacked, piece by piece, as far as it can be unpacked; answers whether that is all of it. `budget` is what the file
/// may still unpack to.
fn unpack(packed: &[u8], budget: &mut usize, mut piece: impl FnMut(&[u8])) -> Result<bool, String> {
    let mut inflater = Decompress::new(true);
    let mut buffer = vec![0; 64 * 1024];
    let mut rest = packed;
    loop {
        let (read, written) = (inflater.total_in(), inflater.total_out());
        let status = inflater.decompress(rest, &mut buffer, FlushDecompress::None);
        let new = |after: u64, before: u64| usize::try_from(after - before).unwrap_or_default();
        let (read, written) = (new(inflater.total_in(), read), new(inflater.total_out(), written));
        rest = rest.get(read..).unwrap_or_default();
        piece(buffer.get(..written).unwrap_or_default());
        *budget = budget.checked_sub(written).ok_or_else(|| format!("unpacks to more than {UNPACKED} bytes"))?;
        match status {
            Ok(Status::StreamEnd) => return Ok(true),
            Ok(_) if read > 0 || written > 0 => {}
            _ => return Ok(false),
        }
    }
}

fn positions<'a>(content: &'a [u8], what: &'a [u8]) -> impl Iterator<Item = usize> + 'a {
    content.windows(what.len()).enumerate().filter(move |(_, window)| *window == what).map(|(at, _)| at)
}
