//! The command line as a process of its own, for tests that cut it off.

use std::process::ExitCode;

use relance::cli::{Terminal, execute, outlive_full_files};

fn main() -> ExitCode {
    outlive_full_files();
    let (mut input, mut out, mut err) = (std::io::stdin(), std::io::stdout(), std::io::stderr());
    ExitCode::from(execute(std::env::args_os(), &mut input, &mut out, &mut err, Terminal::NONE))
}
