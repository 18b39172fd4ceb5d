//! The bytes of a file as text: UTF-8, with or without a byte-order mark, or the Latin-1 of older programs.

/// How a file was written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Encoding {
    /// UTF-8, or UTF-16 with its byte-order mark.
    #[default]
    Unicode,
    /// Windows-1252, which has all of Latin-1: any bytes read as something, so a person should look at the accents.
    Latin1,
}

/// The text of a file, without its byte-order mark.
#[must_use]
pub fn decode(bytes: Vec<u8>) -> (String, Encoding) {
    if let Some((encoding, mark)) = encoding_rs::Encoding::for_bom(&bytes) {
        let text = encoding.decode_without_bom_handling(bytes.get(mark..).unwrap_or_default()).0;
        return (text.into_owned(), Encoding::Unicode);
    }
    match String::from_utf8(bytes) {
        Ok(text) => (text, Encoding::Unicode),
        Err(error) => (encoding_rs::WINDOWS_1252.decode(error.as_bytes()).0.into_owned(), Encoding::Latin1),
    }
}

/// The bytes of text that stood in a file of this encoding, so that the same mapping reads them again; of UTF-16 as UTF-8.
#[must_use]
pub fn encode(text: &str, encoding: Encoding) -> Vec<u8> {
    match encoding {
        Encoding::Unicode => text.as_bytes().to_vec(),
        Encoding::Latin1 => encoding_rs::WINDOWS_1252.encode(text).0.into_owned(),
    }
}
