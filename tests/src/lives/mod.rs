//! Generated companies whose lives are lived day by day by the engine and by the model, and compared.
//!
//! `generate` draws a company, `happen` what befalls it in the morning of each day, `json` writes it as the contract wants it and reads the
//! history back, `live` plays the host, `compare` compares.

mod compare;
mod generate;
mod happen;
mod json;
mod live;
mod random;

pub use live::{Count, Disagreement, live};
pub use random::Random;
