//! A file that the browser holds, outside the engine's memory.

use foregone_engine::{Error, Reading, Source};
use js_sys::{ArrayBuffer, Uint8Array};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::Blob;

/// A file in the browser's keeping, read a part at a time.
pub struct Held {
    name: String,
    blob: Blob,
}

impl Held {
    /// The file `blob`; `name` is for what may be said about it.
    pub fn new(name: &str, blob: Blob) -> Self {
        Self { name: name.to_owned(), blob }
    }
}

impl Source for Held {
    fn size(&self) -> u64 {
        self.blob.size() as u64
    }

    fn read(&self, range: std::ops::Range<u64>) -> Reading<'_> {
        Box::pin(async move {
            let gone = |_| Error::Gone { name: self.name.clone() };
            let part =
                self.blob.slice_with_f64_and_f64(range.start as f64, range.end as f64).map_err(gone)?;
            let buffer = JsFuture::from(part.array_buffer()).await.map_err(gone)?;
            Ok(Uint8Array::new(buffer.unchecked_ref::<ArrayBuffer>()).to_vec())
        })
    }
}
