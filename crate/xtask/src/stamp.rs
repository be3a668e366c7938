//! A stamp beside something made says what it was made from, so that it is made again only when
//! that changes. It lies inside the thing's own folder: deleting the folder forgets the stamp too.

use std::fs;
use std::hash::{DefaultHasher, Hasher};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

/// One stamp file.
pub struct Stamp(PathBuf);

impl Stamp {
    /// The stamp of what is made in `folder`.
    pub fn in_folder(folder: &Path) -> Self {
        Self(folder.join(".foregone-stamp"))
    }

    /// Whether the thing was made, completely, from `source`.
    pub fn says(&self, source: &str) -> bool {
        fs::read_to_string(&self.0).is_ok_and(|found| found == source)
    }

    /// Says that the thing is now made from `source`; to be called last.
    pub fn write(&self, source: &str) -> Result<()> {
        fs::write(&self.0, source).with_context(|| format!("cannot write {}", self.0.display()))
    }
}

/// A short fingerprint of some bytes, for stamps only: it may differ from one Rust to the next.
pub fn fingerprint(bytes: &[u8]) -> String {
    let mut hasher = DefaultHasher::new();
    hasher.write(bytes);
    format!("{:016x}", hasher.finish())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stamp_holds_for_its_own_source_only() {
        let folder = std::env::temp_dir().join(format!("foregone-stamp-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        let stamp = Stamp::in_folder(&folder);
        assert!(!stamp.says("one"));
        stamp.write("one").unwrap();
        assert!(stamp.says("one"));
        assert!(!stamp.says("two"));
        fs::remove_dir_all(&folder).unwrap();
        assert!(!stamp.says("one"));
    }

    #[test]
    fn fingerprints_tell_contents_apart() {
        assert_eq!(fingerprint(b"lock"), fingerprint(b"lock"));
        assert_ne!(fingerprint(b"lock"), fingerprint(b"lock "));
    }
}
