//! Where something stands in the settings' text: its path, and the line and column of that path.

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

impl From<&serde_path_to_error::Path> for Path {
    fn from(path: &serde_path_to_error::Path) -> Self {
        use serde_path_to_error::Segment as From;
        Self(
            path.iter()
                .filter_map(|segment| match segment {
                    From::Map { key } => Some(Segment::Key(key.clone())),
                    From::Seq { index } => Some(Segment::Index(*index)),
                    From::Enum { .. } | From::Unknown => None,
                })
                .collect(),
        )
    }
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
                    self.space();
                    let start = self.at;
                    self.string()?;
                    let key: String = serde_json::from_slice(self.bytes.get(start..self.at)?).ok()?;
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
}
