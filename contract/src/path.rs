//! Where something stands in a JSON text: from a path to its line and column, and from where reading stopped to the path.

use std::fmt;

/// A path into a JSON document.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Path(Vec<Segment>);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Segment {
    Key(String),
    Index(usize),
}

impl Path {
    /// The path of a member.
    #[must_use]
    pub fn key(&self, key: &str) -> Self {
        self.with(Segment::Key(key.to_owned()))
    }

    /// The path of an element, from 0.
    #[must_use]
    pub fn index(&self, index: usize) -> Self {
        self.with(Segment::Index(index))
    }

    fn with(&self, segment: Segment) -> Self {
        let mut path = self.clone();
        path.0.push(segment);
        path
    }

    /// The path of what reading `json` stopped at, `line` and `column` being those of serde_json: so much has been read. A member is
    /// meant from its name on, an object or array also when its end was the last thing read.
    #[must_use]
    pub fn of_position(json: &str, line: usize, column: usize) -> Self {
        let before: usize = json.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
        let end = json.len().min(before + column);
        let mut scanner = Scanner { bytes: json.as_bytes().get(..end).unwrap_or_default(), at: 0 };
        // For each object and array that is open, the member or element it has come to.
        let mut open: Vec<Option<Segment>> = Vec::new();
        while let Some(byte) = scanner.peek() {
            match (byte, open.last_mut()) {
                (b'"', last) => {
                    let Some(text) = scanner.key() else { break };
                    if let Some(member @ None) = last {
                        *member = Some(Segment::Key(text));
                    }
                    continue;
                }
                (b'{', _) => open.push(None),
                (b'[', _) => open.push(Some(Segment::Index(0))),
                (b'}' | b']', _) => _ = open.pop(),
                (b',', Some(Some(Segment::Index(index)))) => *index += 1,
                (b',', Some(member)) => *member = None,
                _ => {}
            }
            scanner.at += 1;
        }
        Self(open.into_iter().flatten().collect())
    }

    /// Line and column, from 1, of what stands at this path in `json`, or of the innermost part of it that is there.
    #[must_use]
    pub fn locate(&self, json: &str) -> Option<(u32, u32)> {
        let mut scanner = Scanner { bytes: json.as_bytes(), at: 0 };
        scanner.space();
        let mut found = scanner.at;
        for segment in &self.0 {
            if scanner.enter(segment).is_none() {
                break;
            }
            found = scanner.at;
        }
        line_and_column(json, found)
    }
}

/// The path of the element of a list that has this identifier: `payments["P-1"]`.
#[must_use]
pub fn element(list: &str, id: &str) -> String {
    format!("{list}[{}]", serde_json::Value::from(id))
}

impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, segment) in self.0.iter().enumerate() {
            match segment {
                Segment::Index(index) => write!(f, "[{index}]")?,
                Segment::Key(key) if at == 0 => f.write_str(key)?,
                Segment::Key(key) => write!(f, ".{key}")?,
            }
        }
        Ok(())
    }
}

fn line_and_column(json: &str, at: usize) -> Option<(u32, u32)> {
    let before = json.get(..at)?;
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
    Some((u32::try_from(line).ok()?, u32::try_from(column).ok()?))
}

/// Walks over text that has already been read as JSON. Stops quietly where it does not understand.
struct Scanner<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl Scanner<'_> {
    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn space(&mut self) {
        while self.peek().is_some_and(|byte| byte.is_ascii_whitespace()) {
            self.at += 1;
        }
    }

    fn take(&mut self, byte: u8) -> Option<()> {
        self.space();
        (self.peek()? == byte).then(|| self.at += 1)
    }

    /// Moves from the start of an object or array to the start of one of its values.
    fn enter(&mut self, segment: &Segment) -> Option<()> {
        match segment {
            Segment::Key(wanted) => {
                self.take(b'{')?;
                loop {
                    let key = self.key()?;
                    self.take(b':')?;
                    self.space();
                    if key == *wanted {
                        return Some(());
                    }
                    self.value()?;
                    self.take(b',')?;
                }
            }
            Segment::Index(wanted) => {
                self.take(b'[')?;
                for _ in 0..*wanted {
                    self.value()?;
                    self.take(b',')?;
                }
                self.space();
                Some(())
            }
        }
    }

    fn key(&mut self) -> Option<String> {
        self.space();
        let start = self.at;
        self.string()?;
        serde_json::from_slice(self.bytes.get(start..self.at)?).ok()
    }

    fn string(&mut self) -> Option<()> {
        self.take(b'"')?;
        loop {
            match self.peek()? {
                b'"' => {
                    self.at += 1;
                    return Some(());
                }
                b'\\' => self.at += 2,
                _ => self.at += 1,
            }
        }
    }

    /// Passes over one value, brackets counted.
    fn value(&mut self) -> Option<()> {
        self.space();
        let mut depth = 0_usize;
        loop {
            match self.peek()? {
                b'"' => self.string()?,
                b'{' | b'[' => {
                    depth += 1;
                    self.at += 1;
                }
                b'}' | b']' if depth > 0 => {
                    depth -= 1;
                    self.at += 1;
                }
                b',' | b'}' | b']' if depth == 0 => return Some(()),
                _ => self.at += 1,
            }
            if depth == 0 && matches!(self.peek(), Some(b',' | b'}' | b']') | None) {
                return Some(());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_line_and_column() {
        let json = "{\n  \"a\": [1, {\"x\": \"}\\\"]\"}, 3],\n  \"é\": {\"b\": true}\n}";
        let root = Path::default();
        assert_eq!(root.key("a").index(1).key("x").locate(json), Some((2, 18)));
        assert_eq!(root.key("a").index(2).locate(json), Some((2, 27)));
        assert_eq!(root.key("é").key("b").locate(json), Some((3, 14)));
        assert_eq!(root.key("é").key("gone").locate(json), Some((3, 8)));
        assert_eq!(root.key("a").index(1).key("x").to_string(), "a[1].x");
    }

    #[test]
    fn finds_the_path_of_what_was_read_last() {
        let json = "{\n  \"a\": [1, {\"x\": \"}\\\"]\"}, [], 3],\n  \"é\": {\"b\": true, \"c\"}}";
        let path = |read: &str| {
            let (before, _) = json.split_once(read).unwrap();
            let read = format!("{before}{read}");
            let line = read.matches('\n').count() + 1;
            Path::of_position(json, line, read.rsplit('\n').next().unwrap().len()).to_string()
        };
        let expected = [
            ("{", ""),
            ("\"a\"", "a"),
            ("[", "a[0]"),
            ("1", "a[0]"),
            ("1,", "a[1]"),
            ("\"x\":", "a[1].x"),
            ("]\"", "a[1].x"),
            ("]\"}", "a[1]"),
            ("[]", "a[2]"),
            ("[], 3]", "a"),
            ("\"é\": {", "é"),
            ("true", "é.b"),
            ("true,", "é"),
            ("\"c\"", "é.c"),
            ("\"c\"}", "é"),
            ("\"c\"}}", ""),
        ];
        for (read, wanted) in expected {
            assert_eq!(path(read), wanted, "{read}");
        }
        assert_eq!(Path::of_position("\"a", 1, 2), Path::default());
        assert_eq!(Path::of_position("", 7, 7), Path::default());
    }
}
