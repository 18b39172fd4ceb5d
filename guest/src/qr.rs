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
        let side = (self.size + 2 * QUIET) * SCALE;
        let bytes_per_line = side.div_ceil(8);
        let mut pixels = vec![0xff_u8; bytes_per_line * side];
        for (y, line) in pixels.chunks_exact_mut(bytes_per_line).enumerate() {
            for x in 0..side {
                let module = |point: usize| (point / SCALE).checked_sub(QUIET);
                let dark = module(y).zip(module(x)).is_some_and(|(row, column)| self.is_dark(row, column));
                if let (true, Some(byte)) = (dark, line.get_mut(x / 8)) {
                    *byte &= !(0x80 >> (x % 8));
                }
            }
        }
        let side = u32::try_from(side).ok()?;
        let mut file = Vec::new();
        let mut encoder = png::Encoder::new(&mut file, side, side);
        encoder.set_color(png::ColorType::Grayscale);
        encoder.set_depth(png::BitDepth::One);
        encoder.set_compression(png::Compression::Fast);
        encoder.write_header().ok()?.write_image_data(&pixels).ok()?;
        Some(file)
    }
}
