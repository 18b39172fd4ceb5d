//! `relance`: tries the module out from the command line.

use std::process::ExitCode;

fn main() -> ExitCode {
    relance::cli::main()
}
