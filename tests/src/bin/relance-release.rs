//! Writes the release into a new folder: `RELANCE_COMPONENT=shipped cargo run --bin relance-release -- FOLDER`.

use std::{path::Path, process::ExitCode};

#[expect(clippy::print_stderr, reason = "a tool for a terminal")]
fn main() -> ExitCode {
    let Some(folder) = std::env::args_os().nth(1) else {
        eprintln!("usage: relance-release FOLDER, a new one");
        return ExitCode::from(2);
    };
    match relance_tests::release::write(Path::new(&folder), relance::module::EMBEDDED) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {}: {error}", folder.display());
            ExitCode::FAILURE
        }
    }
}
