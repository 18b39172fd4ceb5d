//! The schema of the contract's JSON form. A test makes it from `wit/` and packs it: unpacked it would be four times as large in the component.

use flate2::{Decompress, FlushDecompress};

const PACKED: &[u8] = include_bytes!("schema.json.z");

/// Room for twice what it has: without any, unpacking stops.
const ROOM: usize = 256 * 1024;

/// The JSON Schema of every request and every answer.
pub(super) fn schema() -> String {
    let mut text = Vec::with_capacity(ROOM);
    // A test unpacks it too: nothing can be wrong with it.
    let _whole = Decompress::new(true).decompress_vec(PACKED, &mut text, FlushDecompress::Finish);
    String::from_utf8(text).unwrap_or_default()
}
