//! The engine and the lab as a dedicated worker: it takes [`protocol::Request`] messages and answers each with
//! [`protocol::Response`] messages. The page holds no other handle on what runs here.
//!
//! It does no drawing and knows no page; `www/src/worker.ts` starts it.

mod backend;
mod blob;
mod bundle;
mod fetch;
pub mod protocol;
mod worker;

use foregone_lab::tables::Tables;
use serde::Serialize;
use wasm_bindgen::prelude::*;

/// Starts the worker: from now on it answers messages. Posts `ready` at once.
#[wasm_bindgen]
pub fn start() {
    std::panic::set_hook(Box::new(|info| {
        // The console gets the stack; the page gets a sentence, and starts another worker.
        console_error_panic_hook::hook(info);
        let sentence = "The engine stopped because of a mistake in its own code.".to_owned();
        worker::post(0, protocol::Problem::new(protocol::What::Panic, sentence).into());
    }));
    worker::start();
}

/// What the lab fixes and the page needs before there is a worker. A build of the page asks for it; it takes no worker.
///
/// # Errors
/// None: everything in it can be said in JavaScript.
#[wasm_bindgen(unchecked_return_type = "Tables")]
pub fn tables() -> Result<JsValue, serde_wasm_bindgen::Error> {
    Tables::new().serialize(&serde_wasm_bindgen::Serializer::json_compatible())
}
