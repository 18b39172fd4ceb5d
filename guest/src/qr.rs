//! QR codes: which modules of a code are dark, and the same as a small picture for a mail.

use fast_qr::{ECL, QRBuilder, Version};

/// A square of dark and light modules, without its quiet zone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Code {
    /// Modules on a side.
    pub size: usize,
    dark: Vec<bool>,
}

/// Light modules around a code (ISO/IEC 18004).
pub const QUIET: usize = 4;

impl Code {
    /// The code of a SEPA payment: level M, version 13 at most. `None` for what does not fit.
    #[must_use]
    pub fn of(payload: &str) -> Option<Self> {
        let code = QRBuilder::new(payload).ecl(ECL::M).build().ok()?;
        if code.version.is_none_or(|version| version as usize > Version::V13 as usize) {
            return None;
        }
        let dark = (0..code.size).flat_map(|row| code[row].iter().map(|module| module.value()).collect::<Vec<_>>());
        Some(Self { size: code.size, dark: dark.collect() })
    }

    /// Whether a module is dark; outside the code none is.
    #[must_use]
    pub fn is_dark(&self, row: usize, column: usize) -> bool {
        column < self.size && self.dark.get(row * self.size + column).copied().unwrap_or_default()
    }

    /// A black and white PNG with its quiet zone, four points for a module.
    #[must_use]
    pub fn png(&self) -> Option<Vec<u8>> {
        const SCALE: usize = 4;
        let modules = self.size + 2 * QUIET;
        let side = modules * SCALE;
        let mut pixels = Vec::with_capacity(side.div_ceil(8) * side);
        for row in 0..modules {
            // A module is half a byte wide.
            let half = |column: usize| match (row.checked_sub(QUIET), column.checked_sub(QUIET)) {
                (Some(row), Some(column)) if self.is_dark(row, column) => 0x0,
                _ => 0xf,
            };
            let line: Vec<u8> = (0..modules).step_by(2).map(|column| half(column) << 4 | half(column + 1)).collect();
            (0..SCALE).for_each(|_| pixels.extend_from_slice(&line));
        }
        let side = u32::try_from(side).ok()?;
        let mut file = Vec::new();
        let mut encoder = png::Encoder::new(&mut file, side, side);
        encoder.set_color(png::ColorType::Grayscale);
        encoder.set_depth(png::BitDepth::One);
        encoder.set_compression(png::Compression::Fast);
        encoder.set_filter(png::Filter::NoFilter);
        encoder.write_header().ok()?.write_image_data(&pixels).ok()?;
        Some(file)
    }
}
