//! How many moments, and which.

use std::time::Duration;

/// As many as somebody asks for, else these few.
pub fn times(variable: &str, few: usize) -> usize {
    std::env::var(variable).ok().map_or(few, |asked| asked.parse().unwrap())
}

/// Moments spread over a time, the same ones each time.
pub struct Moments(u64);

impl Moments {
    pub const fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// Some moment before the end of this time.
    pub fn within(&mut self, whole: Duration) -> Duration {
        // Knuth's linear congruential generator.
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let thousandths = u32::try_from((self.0 >> 33) % 1_000).unwrap();
        whole * thousandths / 1_000
    }
}
