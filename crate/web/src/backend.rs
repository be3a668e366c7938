//! Which backend runs a model, and why: a sentence for the visitor.

use foregone_engine::{BackendKind, Checkpoint, Error, Gpu, Model};
use js_sys::{Function, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{WorkerGlobalScope, WorkerNavigator};

use crate::protocol::{Backend, EngineInfo};

/// Loads a model where the visitor wants it. Without a wish a real GPU is taken, and the processor where there is none; the
/// processor also takes over where a GPU can't do what was wished for.
pub async fn load(checkpoint: &Checkpoint, wish: Option<Backend>) -> Result<(Model, EngineInfo), Error> {
    if wish == Some(Backend::Cpu) {
        return on_cpu(checkpoint, "as you chose", Some(Backend::Gpu)).await;
    }
    if let Some(why) = hindrance().await {
        return on_cpu(checkpoint, why, None).await;
    }
    let Ok(gpu) = Gpu::open().await else {
        return on_cpu(checkpoint, "because this browser's GPU can't be used", None).await;
    };
    if gpu.is_software() && wish.is_none() {
        let why = "because only a software GPU is available, which is slower";
        return on_cpu(checkpoint, why, Some(Backend::Gpu)).await;
    }
    let name = match (gpu.is_software(), gpu.name()) {
        (true, _) => "a software GPU".to_owned(),
        (false, "") => "your GPU".to_owned(),
        (false, name) => format!("your GPU ({name})"),
    };
    match Model::load_on(checkpoint, gpu).await {
        Ok(model) => {
            let reason = format!("Runs on {name}, through WebGPU.");
            Ok((model, EngineInfo { backend: Backend::Gpu, reason, other: Some(Backend::Cpu) }))
        }
        Err(Error::GpuMemory { .. }) => {
            on_cpu(checkpoint, "because a part of the model is larger than this GPU’s limits allow", None)
                .await
        }
        // What is wrong with the model itself the processor finds too, and says.
        Err(_) => on_cpu(checkpoint, "because this GPU can't run the model", None).await,
    }
}

async fn on_cpu(
    checkpoint: &Checkpoint,
    why: &str,
    other: Option<Backend>,
) -> Result<(Model, EngineInfo), Error> {
    let model = Model::load(checkpoint, BackendKind::Cpu).await?;
    let reason = format!("Runs on your processor, in WebAssembly, {why}.");
    Ok((model, EngineInfo { backend: Backend::Cpu, reason, other }))
}

/// Why no GPU can even be asked for.
async fn hindrance() -> Option<&'static str> {
    let scope: WorkerGlobalScope = js_sys::global().unchecked_into();
    if !scope.is_secure_context() {
        return Some("because browsers give the GPU only to pages that came over a secure connection");
    }
    match adapter(&scope.navigator()).await {
        Ok(adapter) if adapter.is_undefined() => Some("because this browser has no WebGPU"),
        // wgpu 30 takes the null that stands for none for an adapter.
        Ok(adapter) if !adapter.is_null() => None,
        _ => Some("because this browser offers no GPU"),
    }
}

/// What `navigator.gpu.requestAdapter()` gives; undefined where there is no such thing.
async fn adapter(navigator: &WorkerNavigator) -> Result<JsValue, JsValue> {
    let gpu = Reflect::get(navigator, &"gpu".into())?;
    if gpu.is_undefined() {
        return Ok(gpu);
    }
    let request: Function = Reflect::get(&gpu, &"requestAdapter".into())?.dyn_into()?;
    JsFuture::from(request.call0(&gpu)?.dyn_into::<Promise>()?).await
}
