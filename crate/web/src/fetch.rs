//! Fetching bytes with progress and an abort.

use gloo::net::http::Request;
use js_sys::{Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortSignal, ReadableStreamDefaultReader};

use crate::protocol::{Problem, What};

/// The bytes at `url`, at most `cap` of them. `progress` is told how many have come after each chunk.
pub async fn bytes(
    url: &str,
    cap: usize,
    signal: &AbortSignal,
    mut progress: impl FnMut(usize),
) -> Result<Vec<u8>, Problem> {
    let name = url.rsplit('/').next().unwrap_or(url);
    let fail = |reason: String| {
        let aborted = signal.aborted();
        let what = if aborted { What::Cancelled } else { What::Model };
        let sentence = if aborted {
            "Loading was cancelled.".to_owned()
        } else {
            format!("{name} did not load: {reason}.")
        };
        Problem { what, sentence }
    };
    let response = Request::get(url).abort_signal(Some(signal)).send().await;
    let response = response.map_err(|_| fail("the server did not answer".into()))?;
    if !response.ok() {
        return Err(fail(format!("the server answered {} {}", response.status(), response.status_text())));
    }
    let stream = response.body().ok_or_else(|| fail("the answer was empty".into()))?;
    let reader: ReadableStreamDefaultReader = stream.get_reader().unchecked_into();
    let mut bytes = Vec::new();
    loop {
        let broke = |_| fail("the connection broke".into());
        let chunk = JsFuture::from(reader.read()).await.map_err(broke)?;
        let part = |name: &str| Reflect::get(&chunk, &JsValue::from_str(name)).map_err(broke);
        if part("done")?.is_truthy() {
            return Ok(bytes);
        }
        let part: Uint8Array = part("value")?.unchecked_into();
        let (start, end) = (bytes.len(), bytes.len() + part.length() as usize);
        if end > cap {
            return Err(fail(format!("expected at most {cap} bytes, and more came")));
        }
        bytes.resize(end, 0);
        if let Some(to) = bytes.get_mut(start..) {
            part.copy_to(to);
        }
        progress(end);
    }
}
