//! Builds the component from `guest/` so that `cargo run` and `cargo test` need nothing else.
//!
//! A nested cargo with its own target folder and profile; whatever the outer cargo was told (flags, wrappers, profiles) is
//! kept away from it, so that the component's bytes depend on its sources, the profile and the toolchain only. A development build
//! takes the profile that is built fastest, a release build the shipped one. `RELANCE_COMPONENT` says otherwise: `shipped` for
//! the shipped one, `skip` to leave it out (editors), or a file that is already built.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::{Command, ExitCode},
};

#[path = "../start/src/target.rs"]
mod target;

use target::TARGET;

/// The profile of the component that is shipped.
const SHIPPED: &str = "component";

/// The profile that is built fastest.
const IN_DEVELOPMENT: &str = "component-in-development";

fn main() -> ExitCode {
    match build() {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            println!("cargo::error={problem}");
            ExitCode::FAILURE
        }
    }
}

fn build() -> Result<(), String> {
    println!("cargo::rerun-if-env-changed=RELANCE_COMPONENT");
    let out =
        PathBuf::from(env::var_os("OUT_DIR").ok_or("OUT_DIR is not set: run this with cargo")?).join("relance.wasm");
    match env::var("RELANCE_COMPONENT").ok().as_deref() {
        Some("skip") => fs::write(&out, []).map_err(|error| format!("{}: {error}", out.display())),
        Some("shipped") => copy(&compile(SHIPPED)?, &out),
        Some(file) => {
            println!("cargo::rerun-if-changed={file}");
            copy(Path::new(file), &out)
        }
        None => {
            let release = env::var("PROFILE").is_ok_and(|profile| profile == "release");
            copy(&compile(if release { SHIPPED } else { IN_DEVELOPMENT })?, &out)
        }
    }
}

fn copy(from: &Path, to: &Path) -> Result<(), String> {
    fs::copy(from, to).map(|_| ()).map_err(|error| format!("{}: {error}", from.display()))
}

fn compile(profile: &str) -> Result<PathBuf, String> {
    let manifest = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").ok_or("CARGO_MANIFEST_DIR is not set")?);
    let root = manifest.parent().ok_or("the workspace has no folder")?.to_path_buf();
    target::require(|what| println!("cargo::warning={what}"))?;
    let target_dir = root.join("target").join("component");
    let mut cargo = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo
        .current_dir(&root)
        .args(["rustc", "--locked", "--quiet", "--package", "relance-guest", "--lib", "--crate-type", "cdylib"])
        .args(["--profile", profile, "--target", TARGET, "--target-dir"])
        .arg(&target_dir);
    for (name, _) in env::vars_os() {
        let text = name.to_string_lossy();
        let outer =
            ["CARGO_TARGET_DIR", "RUSTFLAGS", "CARGO_ENCODED_RUSTFLAGS", "RUSTC_WRAPPER", "RUSTC_WORKSPACE_WRAPPER"];
        if outer.contains(&&*text)
            || text.starts_with("CARGO_BUILD_")
            || text.starts_with("CARGO_PROFILE_")
            || text.starts_with("CARGO_FEATURE_")
            || text.starts_with("CARGO_CFG_")
        {
            cargo.env_remove(&name);
        }
    }
    cargo.env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER", "wasm-component-ld");
    // The same bytes in whichever folder the project and the registry lie.
    let home =
        env::var("CARGO_HOME").or_else(|_| env::var("HOME").map(|home| format!("{home}/.cargo"))).unwrap_or_default();
    let remap =
        [format!("--remap-path-prefix={}=relance", root.display()), format!("--remap-path-prefix={home}=cargo")];
    cargo.env("CARGO_ENCODED_RUSTFLAGS", remap.join("\u{1f}"));
    let status = cargo.status().map_err(|error| format!("cargo could not be started: {error}"))?;
    if !status.success() {
        return Err(
            "the component could not be built; the errors stand above (RELANCE_COMPONENT=skip leaves it out)".into()
        );
    }
    let folder = target_dir.join(TARGET).join(profile);
    watch(&root, &folder.join("relance_guest.d"))?;
    Ok(folder.join("relance_guest.wasm"))
}

/// Everything the component was made from, by the dependency file that cargo wrote.
fn watch(root: &Path, dependencies: &Path) -> Result<(), String> {
    let text = fs::read_to_string(dependencies).map_err(|error| format!("{}: {error}", dependencies.display()))?;
    let (_, sources) = text.split_once(": ").unwrap_or_default();
    let own = [
        "Cargo.toml",
        "Cargo.lock",
        "contract/Cargo.toml",
        "contract/src",
        "guest/Cargo.toml",
        "guest/src",
        "wit",
        "rust-toolchain.toml",
    ];
    for file in own.map(|file| root.join(file)).into_iter().chain(sources.split_whitespace().map(PathBuf::from)) {
        println!("cargo::rerun-if-changed={}", file.display());
    }
    Ok(())
}
