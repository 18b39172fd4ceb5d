//! `relance`: tries the module out from the command line.

use std::process::ExitCode;

use relance::cli::{Terminal, execute, outlive_full_files};

fn main() -> ExitCode {
    outlive_full_files();
    let (mut input, mut out, mut err) = (std::io::stdin(), std::io::stdout(), std::io::stderr());
    ExitCode::from(execute(std::env::args_os(), &mut input, &mut out, &mut err, Terminal::of_process()))
}
