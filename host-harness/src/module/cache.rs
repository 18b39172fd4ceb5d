//! The compiled form of a module, kept so that the next start takes milliseconds.

use std::{
    fs,
    hash::{Hash, Hasher},
    io::Write,
    path::{Path, PathBuf},
};

use wasmtime::{Engine, component::Component};

/// The compiled component, from `folder` if it is there, compiled and kept there otherwise.
pub(super) fn compiled(
    engine: &Engine,
    bytes: &[u8],
    digest: &str,
    folder: Option<&Path>,
) -> wasmtime::Result<Component> {
    let Some(folder) = folder else { return Component::new(engine, bytes) };
    let file = folder.join(file_name(engine, digest));
    if let Some(component) = read(engine, &file) {
        return Ok(component);
    }
    let component = Component::new(engine, bytes)?;
    // A cache that cannot be written is no cache; it costs the next start two seconds.
    if let Ok(serialized) = component.serialize() {
        let _ = write(folder, &file, &serialized);
    }
    Ok(component)
}

/// Named after the module's bytes and everything of the engine that the compiled form depends on.
fn file_name(engine: &Engine, digest: &str) -> PathBuf {
    let mut hasher = std::hash::DefaultHasher::new();
    engine.precompile_compatibility_hash().hash(&mut hasher);
    PathBuf::from(format!("{digest}-{:016x}.cwasm", hasher.finish()))
}

#[expect(
    unsafe_code,
    reason = "a compiled component is native code: it is read only from the folder that `write` made for its owner alone"
)]
fn read(engine: &Engine, file: &Path) -> Option<Component> {
    if !is_private(file) {
        return None;
    }
    // SAFETY: the file was written by `write` below in a folder and with rights that keep others out; wasmtime itself
    // checks that it is of this version and configuration.
    unsafe { Component::deserialize_file(engine, file) }.ok()
}

/// Whole or not at all: another process may read at the same time.
fn write(folder: &Path, file: &Path, bytes: &[u8]) -> std::io::Result<()> {
    private_folder(folder)?;
    let unfinished = file.with_extension(format!("{}.tmp", std::process::id()));
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(&unfinished)?.write_all(bytes)?;
    fs::rename(unfinished, file)
}

#[cfg(unix)]
fn private_folder(folder: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::DirBuilderExt;
    fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)
}

#[cfg(not(unix))]
fn private_folder(folder: &Path) -> std::io::Result<()> {
    fs::create_dir_all(folder)
}

/// Nobody else could have written it.
#[cfg(unix)]
fn is_private(file: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let private = |path: &Path| fs::metadata(path).is_ok_and(|found| found.mode() & 0o022 == 0);
    private(file) && file.parent().is_some_and(private)
}

#[cfg(not(unix))]
fn is_private(file: &Path) -> bool {
    file.is_file()
}
