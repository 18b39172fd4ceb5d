//! What `cargo run` starts: sees that the toolchain can build the module, then has cargo build and run `relance`.
//!
//! The build script of `host-harness` looks as well, but cargo starts it only when minutes of libraries are built. This program has no
//! dependency: it is there after two seconds.

mod target;

use std::{
    env,
    io::Write,
    path::Path,
    process::{Command, ExitCode},
};

fn main() -> ExitCode {
    let say = |what: &str| {
        // A reader that went away is told nothing.
        let _ = writeln!(std::io::stderr(), "{what}");
    };
    if let Err(problem) = target::require(say) {
        say(&format!("error: {problem}"));
        return ExitCode::FAILURE;
    }
    match hand_over(&mut relance()) {
        Ok(code) => code,
        Err(error) => {
            say(&format!("error: cargo could not be started: {error}"));
            ExitCode::FAILURE
        }
    }
}

/// `cargo run` of the harness, in the profile this program was built in.
fn relance() -> Command {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).with_file_name("Cargo.toml");
    let mut cargo = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    // Not `--package`: the libraries are built once for `cargo run` and `cargo test --workspace`.
    cargo.args(["run", "--bin", "relance", "--manifest-path"]).arg(root);
    let built = env::current_exe()
        .is_ok_and(|own| own.with_file_name("relance").with_extension(env::consts::EXE_EXTENSION).is_file());
    if built {
        // What the outer cargo said is enough.
        cargo.arg("--quiet");
    }
    if !cfg!(debug_assertions) {
        cargo.arg("--release");
    }
    cargo.arg("--").args(env::args_os().skip(1));
    cargo
}

#[cfg(unix)]
fn hand_over(cargo: &mut Command) -> std::io::Result<ExitCode> {
    use std::os::unix::process::CommandExt;
    Err(cargo.exec())
}

#[cfg(not(unix))]
fn hand_over(cargo: &mut Command) -> std::io::Result<ExitCode> {
    let code = cargo.status()?.code().and_then(|code| u8::try_from(code).ok());
    Ok(code.map_or(ExitCode::FAILURE, ExitCode::from))
}
