//! The worker: one loop that owns the model and the run, and takes requests one by one.
//!
//! While tokens are being written it looks into its inbox between them: what only looks is answered at once, what
//! would change the text stops the writing first. Only `cancel` doesn't queue, since the load it ends is what the
//! loop is waiting for.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::rc::Rc;
use std::time::Duration;

use foregone_engine::{Course, Model, Pace, Rows};
use foregone_lab::compare::{Comparison, Counterpart};
use foregone_lab::link;
use foregone_lab::recording::Recording;
use foregone_lab::run::{Run, Step};
use foregone_lab::spec::Spec;
use futures_channel::mpsc::{UnboundedReceiver, unbounded};
use gloo::events::EventListener;
use gloo::timers::future::sleep;
use js_sys::Date;
use serde::Serialize;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::spawn_local;
use web_sys::{AbortController, DedicatedWorkerGlobalScope, MessageEvent, Performance};

use crate::bundle;
use crate::protocol::{
    Backend, Capture, ModelInfo, PerToken, Problem, Request, Response, Source, ToPage, ToWorker, What, Why,
};

/// How long the worker may write tokens without taking messages, in milliseconds.
const SLICE: f64 = 12.0;

type Abort = Rc<RefCell<Option<AbortController>>>;

struct Worker {
    inbox: UnboundedReceiver<ToWorker>,
    /// Requests taken out of the inbox while tokens were being written, that must wait until that is over.
    waiting: VecDeque<ToWorker>,
    abort: Abort,
    model: Option<(Model, ModelInfo)>,
    run: Option<Run>,
    /// What came with the run, where a link brought a recording.
    claim: Option<Claim>,
}

/// A link that says what its author saw.
struct Claim {
    /// Its hash part: it stays that of the experiment until the visitor changes something.
    hash: String,
    /// Whether its author had these very weights.
    same_model: bool,
}

/// Listens for requests and says that it does.
pub fn start() {
    let (outbox, inbox) = unbounded();
    let abort = Abort::default();
    let cancel = abort.clone();
    let listener = EventListener::new(&scope(), "message", move |event| {
        let data = event.unchecked_ref::<MessageEvent>().data();
        match serde_wasm_bindgen::from_value::<ToWorker>(data) {
            Ok(ToWorker { request: Request::Cancel, .. }) => {
                if let Some(controller) = cancel.borrow().as_ref() {
                    controller.abort();
                }
            }
            // The receiver lives as long as the worker does.
            Ok(message) => drop(outbox.unbounded_send(message)),
            Err(error) => {
                let sentence = format!("The page asked for something the engine does not know: {error}.");
                post(0, Problem { what: What::Run, sentence }.into());
            }
        }
    });
    // As long as the worker lives.
    listener.forget();
    let worker = Worker { inbox, waiting: VecDeque::new(), abort, model: None, run: None, claim: None };
    spawn_local(worker.serve());
    post(0, Response::Ready);
}

/// Posts an answer to the page.
pub fn post(id: u32, response: Response) {
    let message = ToPage { id, response }.serialize(&serde_wasm_bindgen::Serializer::json_compatible());
    let posted = message.map_err(JsValue::from).and_then(|message| scope().post_message(&message));
    if let Err(error) = posted {
        web_sys::console::error_2(&"an answer could not be posted".into(), &error);
    }
}

fn scope() -> DedicatedWorkerGlobalScope {
    js_sys::global().unchecked_into()
}

impl Worker {
    async fn serve(mut self) {
        loop {
            let next = match self.waiting.pop_front() {
                Some(message) => Ok(message),
                None => self.inbox.recv().await,
            };
            // The sending end is held by a listener that is never removed.
            let Ok(ToWorker { id, request }) = next else { return };
            let answer = match request {
                Request::Load { base, model, backend } => {
                    self.load(id, &base, model.as_deref(), backend).await
                }
                Request::Open { source } => self.open(source).await,
                Request::Advance { count } => self.advance(id, count).await,
                Request::Force { at, with } => match self.run() {
                    Ok(run) => run.force(at, &with).await.map_err(Problem::from).and_then(|token| {
                        let (spec, hash) = (run.spec().clone(), link::encode(run.spec())?);
                        Ok(Response::Forced { spec, hash, token })
                    }),
                    Err(problem) => Err(problem),
                },
                Request::Look { .. } | Request::Matrix { .. } => self.view(&request).await,
                Request::Compare { with } => self.compare(with).await,
                Request::Time { tokens, decode, attention } => self.time(tokens, decode, attention).await,
                Request::Trace { tokens } => self.trace(&tokens).await,
                // Neither has anything to end when it gets here.
                Request::Stop | Request::Cancel => continue,
                Request::Crash => crash(),
            };
            post(id, answer.unwrap_or_else(Response::from));
        }
    }

    async fn load(
        &mut self,
        id: u32,
        base: &str,
        model: Option<&str>,
        wish: Option<Backend>,
    ) -> Result<Response, Problem> {
        let unable =
            |_| Problem { what: What::Model, sentence: "This browser can't cancel a download.".into() };
        let controller = AbortController::new().map_err(unable)?;
        let signal = controller.signal();
        *self.abort.borrow_mut() = Some(controller);
        let progress = |loaded, total| post(id, Response::Progress { loaded, total });
        let loaded = bundle::load(base, model, wish, &signal, progress).await;
        *self.abort.borrow_mut() = None;
        let (model, info, engine) = loaded?;
        self.run = None;
        self.model = Some((model, info.clone()));
        Ok(Response::Loaded { model: info, engine })
    }

    async fn open(&mut self, source: Source) -> Result<Response, Problem> {
        let (mut spec, link) = match source {
            Source::Hash(hash) => {
                let spec =
                    link::decode(&hash).map_err(|error| Problem { what: What::Link, ..error.into() })?;
                (spec, Some(hash))
            }
            Source::Spec(spec) => (*spec, None),
        };
        let (model, info) = self.model()?;
        if spec.model.id != info.id {
            let (theirs, ours) = (&spec.model.id, &info.id);
            let sentence = format!("This experiment is about the model “{theirs}”; this page has “{ours}”.");
            return Err(Problem { what: What::Link, sentence });
        }
        let same = spec.model.sha256 == info.sha256;
        let notice = "This link was made with another version of the model, so its tokens may differ.";
        // The link as it came: written anew it might be too long for its recording, and it says whose weights wrote that.
        let claimed = match link.filter(|_| spec.recording.is_some()) {
            Some(link) => Some(link),
            None if spec.recording.is_some() => Some(link::encode(&spec)?),
            None => None,
        };
        spec.model.sha256.clone_from(&info.sha256);
        let run = Run::start(model.clone(), spec).await?;
        let own = || link::encode(run.spec());
        let response = Response::Opened {
            spec: run.spec().clone(),
            hash: claimed.clone().map_or_else(own, Ok)?,
            prompt: run.prompt().to_vec(),
            scene: run.scene().clone(),
            notice: (!same).then(|| notice.to_owned()),
        };
        self.run = Some(run);
        self.claim = claimed.map(|hash| Claim { hash, same_model: same });
        Ok(response)
    }

    async fn advance(&mut self, id: u32, count: Option<u32>) -> Result<Response, Problem> {
        let mut left = count.unwrap_or(u32::MAX);
        let mut slice = Date::now();
        let why = loop {
            if left == 0 {
                break Why::Stepped;
            }
            match self.run()?.step().await? {
                Step::Token(token) => post(id, Response::Token { token }),
                Step::Ended => break Why::Ended,
                Step::Full => break Why::Full,
            }
            left -= 1;
            breathe(&mut slice).await;
            if self.interrupted().await {
                break Why::Stopped;
            }
        };
        self.rested(why)
    }

    fn rested(&self, why: Why) -> Result<Response, Problem> {
        let over = matches!(why, Why::Ended | Why::Full);
        let run = self.run.as_ref().ok_or_else(nothing_open)?;
        // Forcing a token ends what was claimed.
        let claim = run.spec().recording.as_ref().zip(self.claim.as_ref());
        let hash = match claim {
            Some((_, claim)) => claim.hash.clone(),
            None => {
                let recording = over.then(|| Recording::of(run));
                link::encode(&Spec { recording, ..run.spec().clone() })?
            }
        };
        let claim = claim.filter(|_| over);
        let reproduction = claim.map(|(recording, claim)| recording.reproduced(run, claim.same_model));
        Ok(Response::Rested { why, verdict: run.verdict(), hash, reproduction })
    }

    /// Holds the current experiment, at its end, against its counterpart. The run on the page stays where it is.
    async fn compare(&mut self, with: Counterpart) -> Result<Response, Problem> {
        let run = self.run()?;
        let (spec, over) = (run.spec().clone(), run.over());
        let own = if over { None } else { Some(self.finished(spec).await?) };
        let counterpart = with.spec(own.as_ref().unwrap_or(self.run()?))?;
        let right = self.finished(counterpart).await?;
        let left = own.as_ref().unwrap_or(self.run()?);
        let comparison = Box::new(Comparison::of(with, left, &right).await?);
        Ok(Response::Compared { comparison })
    }

    /// An experiment's run of its own, at its end.
    async fn finished(&mut self, spec: Spec) -> Result<Run, Problem> {
        let (model, _) = self.model()?;
        let mut run = Run::start(model.clone(), spec).await?;
        let mut slice = Date::now();
        while let Step::Token(_) = run.step().await? {
            breathe(&mut slice).await;
            if self.interrupted().await {
                let sentence = "The comparison was stopped.".to_owned();
                return Err(Problem { what: What::Cancelled, sentence });
            }
        }
        Ok(run)
    }

    /// Answers what only looks. Tells whether there is something that ends the writing of tokens.
    async fn interrupted(&mut self) -> bool {
        while let Ok(message) = self.inbox.try_recv() {
            match message.request {
                Request::Look { .. } | Request::Matrix { .. } => {
                    post(message.id, self.view(&message.request).await.unwrap_or_else(Response::from));
                }
                Request::Stop => return true,
                // A panic strikes in the middle of the writing, not after it.
                Request::Crash => crash(),
                _ => {
                    self.waiting.push_back(message);
                    return true;
                }
            }
        }
        false
    }

    async fn view(&mut self, request: &Request) -> Result<Response, Problem> {
        let run = self.run()?;
        match *request {
            Request::Look { at, row, layer, head } => {
                Ok(Response::attention(at, run.look(at, row, layer, head).await?))
            }
            Request::Matrix { layer, head } => {
                let weights = run.matrix(layer, head).await?.as_slice().into();
                Ok(Response::Matrix { size: run.prompt().len() + run.output().len(), weights })
            }
            _ => Err(Problem { what: What::Run, sentence: "This is not something to look at.".into() }),
        }
    }

    async fn time(&self, tokens: Vec<u32>, decode: usize, attention: Capture) -> Result<Response, Problem> {
        let (model, _) = self.model()?;
        let attention = match attention {
            Capture::None => Rows::None,
            Capture::Last => Rows::Last,
            Capture::All => Rows::All,
        };
        let course = Course { tokens, decode, attention };
        let Pace { prefill, decode, written, gpu } =
            Pace::measure(model, &course, now).await.map_err(foregone_lab::Error::from)?;
        let per_token = |count: u64| count as f64 / decode.len().max(1) as f64;
        let gpu = gpu.map(|counts| PerToken {
            dispatches: per_token(counts.dispatches),
            submits: per_token(counts.submits),
            made: per_token(counts.made),
            read: per_token(counts.read),
        });
        let decode = decode.into_iter().map(|seconds| seconds * 1000.0).collect();
        Ok(Response::Timed { prefill: prefill * 1000.0, decode, written, gpu })
    }

    async fn trace(&self, tokens: &[u32]) -> Result<Response, Problem> {
        let (model, _) = self.model()?;
        let output = async { model.session()?.extend(tokens, foregone_engine::Capture::ALL).await };
        let output = output.await.map_err(foregone_lab::Error::from)?;
        let logits: Vec<f32> = output.logits().flatten().copied().collect();
        let (seen, t) = (&output.attention, tokens.len());
        let mut attention = Vec::with_capacity(seen.layers() * seen.heads() * t * t);
        for (layer, head) in
            (0..seen.layers()).flat_map(|layer| (0..seen.heads()).map(move |head| (layer, head)))
        {
            for query in seen.queries() {
                attention.extend(seen.row(layer, head, query).unwrap_or_default());
                attention.resize(attention.len() + t - 1 - query, 0.0);
            }
        }
        Ok(Response::Traced { logits: logits.as_slice().into(), attention: attention.as_slice().into() })
    }

    fn model(&self) -> Result<&(Model, ModelInfo), Problem> {
        let missing = || Problem { what: What::Model, sentence: "No model is loaded yet.".into() };
        self.model.as_ref().ok_or_else(missing)
    }

    fn run(&mut self) -> Result<&mut Run, Problem> {
        self.run.as_mut().ok_or_else(nothing_open)
    }
}

fn nothing_open() -> Problem {
    Problem { what: What::Run, sentence: "No experiment is open yet.".into() }
}

/// Lets messages come in, where the last time was long ago.
async fn breathe(slice: &mut f64) {
    if Date::now() - *slice > SLICE {
        sleep(Duration::ZERO).await;
        *slice = Date::now();
    }
}

/// Seconds, in fractions of milliseconds where the browser tells them.
fn now() -> f64 {
    let clock = js_sys::Reflect::get(&js_sys::global(), &"performance".into());
    clock.map_or(0.0, |clock| clock.unchecked_into::<Performance>().now() / 1000.0)
}

#[expect(clippy::panic, reason = "asked for by the test that shows how the page recovers")]
fn crash() -> ! {
    panic!("a panic on request")
}
