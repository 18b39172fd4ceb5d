//! The Rust target that the module is built for: there, or added with rustup, or said how to add. Also part of the build script of
//! `host-harness`.

use std::{env, path::Path, process::Command};

/// A component is linked from a core module of this target.
pub const TARGET: &str = "wasm32-unknown-unknown";

/// Sees that the toolchain in use has the target, and adds it otherwise; `say` is told before that.
///
/// # Errors
/// In one sentence, with what to type.
pub fn require(say: impl Fn(&str)) -> Result<(), String> {
    if is_there()? {
        return Ok(());
    }
    // rustup names the toolchain to whatever it starts; without it this is no toolchain of rustup's.
    let Some(toolchain) = env::var("RUSTUP_TOOLCHAIN").ok().filter(|name| !name.is_empty()) else {
        return Err(format!(
            "the toolchain has no target {TARGET}, which the module is built for, and it is none of rustup's: install the standard \
             library for that target as this toolchain was installed, or use https://rustup.rs"
        ));
    };
    let by_hand = format!("rustup target add {TARGET} --toolchain {toolchain}");
    say(&format!("the toolchain has no target {TARGET}, which the module is built for; adding it now: {by_hand}"));
    let added = Command::new("rustup").args(["target", "add", TARGET, "--toolchain", &toolchain]).output();
    let why = match added {
        Ok(output) if output.status.success() && is_there()? => return Ok(()),
        Ok(output) => String::from_utf8_lossy(&output.stderr).trim().to_owned(),
        Err(error) => format!("rustup could not be started: {error}"),
    };
    let why = why.lines().find_map(|line| line.strip_prefix("error: ")).or_else(|| why.lines().next());
    let why = why.unwrap_or("rustup did not say why");
    Err(format!(
        "the target {TARGET} could not be added ({why}); type `{by_hand}` where the network can be reached, then start again"
    ))
}

fn is_there() -> Result<bool, String> {
    let rustc = env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let output = Command::new(rustc).args(["--print", "target-libdir", "--target", TARGET]).output();
    let output = output.map_err(|error| format!("rustc could not be started: {error}"))?;
    let folder = String::from_utf8_lossy(&output.stdout).trim().to_owned();
    Ok(!folder.is_empty() && Path::new(&folder).is_dir())
}
