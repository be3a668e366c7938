//! Fetching bytes with progress and an abort.

use gloo::net::http::Request;
use js_sys::{Array, Reflect, Uint8Array};
use sha2::{Digest, Sha256};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortSignal, Blob, ReadableStreamDefaultReader};

use crate::protocol::{Problem, What};

/// The bytes at `url`, at most `cap` of them.
pub async fn bytes(url: &str, cap: usize, signal: &AbortSignal) -> Result<Vec<u8>, Problem> {
    let mut bytes = Vec::new();
    chunks(url, cap, signal, |chunk| bytes.extend(chunk.to_vec())).await?;
    Ok(bytes)
}

/// The file at `url`, at most `cap` bytes, left in the browser's keeping, and its SHA-256 in hexadecimal. `progress` is told
/// how many bytes have come after each chunk.
pub async fn file(
    url: &str,
    cap: usize,
    signal: &AbortSignal,
    mut progress: impl FnMut(usize),
) -> Result<(Blob, String), Problem> {
    let (parts, mut hash, mut loaded) = (Array::new(), Sha256::new(), 0);
    chunks(url, cap, signal, |chunk| {
        hash.update(chunk.to_vec());
        loaded += chunk.length() as usize;
        parts.push(chunk);
        progress(loaded);
    })
    .await?;
    let unable = |_| Problem::new(What::Model, "This browser can't hold a file.");
    let blob = Blob::new_with_u8_array_sequence(&parts).map_err(unable)?;
    let hash = hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
    Ok((blob, hash))
}

/// Takes what comes from `url`, chunk by chunk, at most `cap` bytes in all.
async fn chunks(
    url: &str,
    cap: usize,
    signal: &AbortSignal,
    mut take: impl FnMut(&Uint8Array),
) -> Result<(), Problem> {
    let name = url.rsplit('/').next().unwrap_or(url);
    let fail = |reason: String| {
        let aborted = signal.aborted();
        let what = if aborted { What::Cancelled } else { What::Model };
        let sentence = if aborted {
            "Loading was cancelled.".to_owned()
        } else {
            format!("{name} did not load: {reason}.")
        };
        Problem::new(what, sentence)
    };
    let response = Request::get(url).abort_signal(Some(signal)).send().await;
    let response = response.map_err(|_| fail("the server did not answer".into()))?;
    if !response.ok() {
        return Err(fail(format!("the server answered {} {}", response.status(), response.status_text())));
    }
    let stream = response.body().ok_or_else(|| fail("the answer was empty".into()))?;
    let reader: ReadableStreamDefaultReader = stream.get_reader().unchecked_into();
    let mut total = 0;
    loop {
        let broke = |_| fail("the connection broke".into());
        let chunk = JsFuture::from(reader.read()).await.map_err(broke)?;
        let part = |name: &str| Reflect::get(&chunk, &JsValue::from_str(name)).map_err(broke);
        if part("done")?.is_truthy() {
            return Ok(());
        }
        let part: Uint8Array = part("value")?.unchecked_into();
        total += part.length() as usize;
        if total > cap {
            return Err(fail(format!("expected at most {cap} bytes, and more came")));
        }
        take(&part);
    }
}
