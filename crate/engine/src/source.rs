//! Where a model file's bytes come from: memory, a disk, a browser. They are read a part at a time, so that a model never has to
//! lie in memory as a whole.

use std::ops::Range;
use std::pin::Pin;

use crate::error::{Error, Result};

/// Bytes on their way.
pub type Reading<'a> = Pin<Box<dyn Future<Output = Result<Vec<u8>>> + 'a>>;

/// A file's bytes, wherever they are.
pub trait Source {
    /// How many there are.
    fn size(&self) -> u64;

    /// Those of `range`, which lies within them; an error when they can't be had.
    fn read(&self, range: Range<u64>) -> Reading<'_>;
}

impl Source for Vec<u8> {
    fn size(&self) -> u64 {
        self.len() as u64
    }

    fn read(&self, range: Range<u64>) -> Reading<'_> {
        let part = self.get(range.start as usize..range.end as usize).map(<[u8]>::to_vec);
        let missing = || Error::OutOfRange {
            operation: "read",
            expected: format!("at most {} bytes", self.len()),
            got: range.end as usize,
        };
        Box::pin(std::future::ready(part.ok_or_else(missing)))
    }
}

/// A file on disk, opened anew for each part: parts are few and large.
#[cfg(not(target_family = "wasm"))]
pub(crate) struct OnDisk {
    path: std::path::PathBuf,
    size: u64,
}

#[cfg(not(target_family = "wasm"))]
impl OnDisk {
    pub fn open(path: &std::path::Path) -> std::io::Result<Self> {
        Ok(Self { path: path.to_owned(), size: std::fs::metadata(path)?.len() })
    }

    fn part(&self, range: &Range<u64>) -> std::io::Result<Vec<u8>> {
        use std::io::{Read as _, Seek as _, SeekFrom};
        let mut file = std::fs::File::open(&self.path)?;
        file.seek(SeekFrom::Start(range.start))?;
        let mut bytes = vec![0; (range.end - range.start) as usize];
        file.read_exact(&mut bytes)?;
        Ok(bytes)
    }
}

#[cfg(not(target_family = "wasm"))]
impl Source for OnDisk {
    fn size(&self) -> u64 {
        self.size
    }

    fn read(&self, range: Range<u64>) -> Reading<'_> {
        let part = self.part(&range);
        let path = || self.path.display().to_string();
        Box::pin(std::future::ready(part.map_err(|source| Error::Read { path: path(), source })))
    }
}
