//! File systems to be cut off or to be full.
//!
//! A power cut: a file system lies in an image file and is mounted from there. The process is stopped, and the image copied while nobody
//! brings anything to the disk: what the copy has is what a disk would have when the power fails at that moment.

use std::{
    fs,
    io::Write,
    path::{Path, PathBuf},
    process::{Child, Command},
    thread,
    time::Duration,
};

use tempfile::TempDir;

/// Past the test's own captured output.
pub fn skipped(what: &str) {
    let mut err = std::io::stderr();
    writeln!(err, "\nSKIPPED: {what}: no file system can be mounted here (needs root, loop devices, mkfs.ext4)\n")
        .unwrap();
}

fn done(program: &str, arguments: &[&str]) -> bool {
    Command::new(program).args(arguments).output().is_ok_and(|output| output.status.success())
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

/// An image that is mounted; taken down when dropped.
pub struct Image {
    home: TempDir,
}

impl Image {
    pub fn mounted() -> Option<Self> {
        let image = Self { home: tempfile::tempdir().unwrap() };
        fs::create_dir(image.folder()).unwrap();
        fs::File::create(image.file()).unwrap().set_len(48 * 1024 * 1024).unwrap();
        let made = done("mkfs.ext4", &["-q", text(&image.file())]);
        (made && done("mount", &["-o", "loop", text(&image.file()), text(&image.folder())])).then_some(image)
    }

    fn file(&self) -> PathBuf {
        self.home.path().join("image")
    }

    pub fn folder(&self) -> PathBuf {
        self.home.path().join("mounted")
    }

    /// What was prepared is on the disk.
    pub fn sync(&self) {
        assert!(done("sync", &["-f", text(&self.folder())]));
    }

    /// The power fails now, and comes back: what was on the disk is mounted in the same place.
    pub fn cut(&self, child: &mut Child) {
        assert!(done("kill", &["-STOP", &child.id().to_string()]));
        // A call that is under way ends.
        thread::sleep(Duration::from_millis(20));
        let copy = self.home.path().join("copy");
        assert!(done("cp", &["--sparse=always", text(&self.file()), text(&copy)]));
        child.kill().unwrap();
        child.wait().unwrap();
        assert!(done("umount", &[text(&self.folder())]));
        fs::rename(copy, self.file()).unwrap();
        assert!(done("mount", &["-o", "loop", text(&self.file()), text(&self.folder())]), "the copy is a file system");
    }
}

impl Drop for Image {
    fn drop(&mut self) {
        done("umount", &[text(&self.folder())]);
    }
}

/// A small file system in memory.
pub struct Small {
    home: TempDir,
}

impl Small {
    pub fn mounted() -> Option<Self> {
        let small = Self { home: tempfile::tempdir().unwrap() };
        done("mount", &["-t", "tmpfs", "-o", "size=64m", "none", text(&small.folder())]).then_some(small)
    }

    pub fn folder(&self) -> PathBuf {
        self.home.path().to_owned()
    }

    /// Fills it up to so many kilobytes.
    pub fn leave(&self, kilobytes: u64) {
        let free = Command::new("df").args(["--output=avail", "-k", text(&self.folder())]).output().unwrap();
        let free = String::from_utf8(free.stdout).unwrap();
        let free: u64 = free.lines().nth(1).unwrap().trim().parse().unwrap();
        let filler = vec![1; usize::try_from((free - kilobytes) * 1_024).unwrap()];
        fs::write(self.folder().join("filler"), filler).unwrap();
    }

    pub fn free(&self) {
        fs::remove_file(self.folder().join("filler")).unwrap();
    }
}

impl Drop for Small {
    fn drop(&mut self) {
        done("umount", &[text(&self.folder())]);
    }
}
