//! The worker: one loop that owns the model and the stage with its runs, and takes requests one by one.
//!
//! While tokens are being written it looks into its inbox between them: what only looks is answered at once, what
//! would change the text stops the writing first. Only `cancel` doesn't queue, since the load it ends is what the
//! loop is waiting for.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::rc::Rc;
use std::time::Duration;

use foregone_engine::{Course, Model, Pace, Rows};
use foregone_lab::compare::Comparison;
use foregone_lab::contrast::{Stage, Wish, Written};
use foregone_lab::cut::{CutChoice, Cutting};
use foregone_lab::link::{self, Link};
use foregone_lab::outcome::Outcome;
use foregone_lab::run::{Force, Run, Step};
use foregone_lab::task::Puzzle;
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
    Backend, Capture, End, ModelInfo, Opening, PerToken, Problem, Request, Response, Source, ToPage,
    ToWorker, What, Why,
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
    stage: Option<Stage>,
    /// What came with the contrast, where a link brought recordings.
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
                post(0, Problem::new(What::Run, sentence).into());
            }
        }
    });
    // As long as the worker lives.
    listener.forget();
    let worker = Worker { inbox, waiting: VecDeque::new(), abort, model: None, stage: None, claim: None };
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
                Request::Differ { wish } => self.differ(id, &wish).await,
                Request::Advance { counts } => self.advance(id, counts).await,
                Request::Force { run, at, with } => self.force(run, at, &with).await,
                Request::Look { .. } | Request::Matrix { .. } => self.view(&request).await,
                Request::Cut { choice } => self.cut(id, choice).await,
                Request::Check { puzzle } => Ok(check(&puzzle)),
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
        let unable = |_| Problem::new(What::Model, "This browser can't cancel a download.");
        let controller = AbortController::new().map_err(unable)?;
        let signal = controller.signal();
        *self.abort.borrow_mut() = Some(controller);
        let progress = |loaded, total| post(id, Response::Progress { loaded, total });
        let loaded = bundle::load(base, model, wish, &signal, progress).await;
        *self.abort.borrow_mut() = None;
        let (model, info, engine) = loaded?;
        self.stage = None;
        self.model = Some((model, info.clone()));
        Ok(Response::Loaded { model: info, engine })
    }

    async fn open(&mut self, source: Source) -> Result<Response, Problem> {
        let (link, hash) = match source {
            Source::Hash(hash) => {
                let link =
                    link::decode(&hash).map_err(|error| Problem { what: What::Link, ..error.into() })?;
                (link, Some(hash))
            }
            Source::Contrast(contrast) => (Link::V2(contrast), None),
        };
        let (model, info) = self.model()?;
        let (theirs, ours) = (&link.model().id, &info.id);
        if theirs != ours {
            let sentence = format!("This experiment is about the model “{theirs}”; this page has “{ours}”.");
            return Err(Problem::new(What::Link, sentence));
        }
        let same_model = link.model().sha256 == info.sha256;
        let notice = "This link was made with another version of the model, so its tokens may differ.";
        let is_current = matches!(link, Link::V2(_));
        let mut contrast = link.contrast(model).await?;
        // The link as it came: written anew it might be too long for its recordings, and it says whose weights wrote those.
        let claim = if contrast.recordings.iter().all(Option::is_none) {
            None
        } else {
            let hash = hash.filter(|_| is_current).map_or_else(|| link::encode(&contrast), Ok)?;
            Some(Claim { hash, same_model })
        };
        contrast.first.model.sha256.clone_from(&info.sha256);
        let stage = Stage::open(model.clone(), contrast).await?;
        self.stage = Some(stage);
        self.claim = claim;
        self.opened((!same_model).then(|| notice.to_owned()))
    }

    /// The stage as it stands.
    fn opened(&self, notice: Option<String>) -> Result<Response, Problem> {
        let stage = self.stage.as_ref().ok_or_else(nothing_open)?;
        let opening = |(index, run): (usize, &Run)| {
            Ok(Opening {
                spec: run.spec().clone(),
                scene: run.scene().clone(),
                conditions: stage.conditions(index)?,
                prompt: run.prompt().to_vec(),
                output: run.output().to_vec(),
            })
        };
        let runs: Result<Vec<Opening>, Problem> = stage.runs().iter().enumerate().map(opening).collect();
        Ok(Response::Opened {
            contrast: Box::new(stage.contrast().clone()),
            hash: self.hash(stage)?,
            runs: runs?,
            dropped: stage.dropped().clone(),
            notice,
        })
    }

    fn hash(&self, stage: &Stage) -> Result<String, Problem> {
        match &self.claim {
            Some(claim) => Ok(claim.hash.clone()),
            None => Ok(link::encode(&stage.recorded())?),
        }
    }

    async fn differ(&mut self, id: u32, wish: &Wish) -> Result<Response, Problem> {
        if wish.takes_the_first() && self.write(id, &mut [u32::MAX, 0]).await? == Why::Stopped {
            let sentence = "The second run was given up.".to_owned();
            return Err(Problem::new(What::Cancelled, sentence));
        }
        self.stage()?.differ(wish).await?;
        self.claim = None;
        self.opened(None)
    }

    async fn force(&mut self, run: usize, at: usize, with: &Force) -> Result<Response, Problem> {
        self.stage()?.force(run, at, with).await?;
        self.claim = None;
        self.opened(None)
    }

    async fn advance(&mut self, id: u32, counts: Option<Vec<u32>>) -> Result<Response, Problem> {
        let mut left = counts.unwrap_or_else(|| vec![u32::MAX; 2]);
        let why = self.write(id, &mut left).await?;
        self.rested(why).await
    }

    /// Writes at most so many tokens of each run, one of each in turn.
    async fn write(&mut self, id: u32, left: &mut [u32]) -> Result<Why, Problem> {
        let mut slice = Date::now();
        loop {
            let mut wrote = false;
            for (run, left) in left.iter_mut().enumerate().filter(|(_, left)| **left > 0) {
                let stage = self.stage()?;
                if run >= stage.runs().len() {
                    continue;
                }
                let Step::Token(token) = stage.step(run).await? else { continue };
                post(id, Response::Token(Written { run, token }));
                *left -= 1;
                wrote = true;
                breathe(&mut slice).await;
            }
            if self.stage()?.over() {
                return Ok(Why::Ended);
            }
            if !wrote {
                return Ok(Why::Stepped);
            }
            if self.interrupted().await {
                return Ok(Why::Stopped);
            }
        }
    }

    async fn rested(&self, why: Why) -> Result<Response, Problem> {
        let stage = self.stage.as_ref().ok_or_else(nothing_open)?;
        let same_model = self.claim.as_ref().is_none_or(|claim| claim.same_model);
        let end = |(index, run): (usize, &Run)| {
            Ok(End {
                over: run.over(),
                conditions: stage.conditions(index)?,
                verdict: run.verdict(),
                outcome: Outcome::of(run.spec(), run.scene(), run.output()),
                reproduction: stage.reproduction(index, same_model),
            })
        };
        let ends: Result<Vec<End>, Problem> = stage.runs().iter().enumerate().map(end).collect();
        let comparison = match stage.runs() {
            [first, second] if stage.over() => {
                Some(Box::new(Comparison::of(&stage.contrast().differs, first, second).await?))
            }
            _ => None,
        };
        Ok(Response::Rested { why, ends: ends?, comparison, hash: self.hash(stage)? })
    }

    /// Measures the cut of the first run, a small step at a time.
    async fn cut(&mut self, id: u32, choice: CutChoice) -> Result<Response, Problem> {
        let spec = self.stage()?.run(0)?.spec().clone();
        let (model, _) = self.model()?;
        let mut cutting = Cutting::new(model.clone(), spec, choice)?;
        let mut slice = Date::now();
        loop {
            if let Some(report) = cutting.step().await? {
                return Ok(Response::Cut { report: Box::new(report) });
            }
            if breathe(&mut slice).await {
                let (done, total) = cutting.progress();
                post(id, Response::Measuring { done, total });
            }
            if self.interrupted().await {
                let sentence = "The measurement was stopped.".to_owned();
                return Err(Problem::new(What::Cancelled, sentence));
            }
        }
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
        let stage = self.stage()?;
        match *request {
            Request::Look { run, at, row, layer, head } => {
                Ok(Response::attention(at, stage.run(run)?.look(at, row, layer, head).await?))
            }
            Request::Matrix { run, layer, head } => {
                let run = stage.run(run)?;
                let weights = run.matrix(layer, head).await?.as_slice().into();
                Ok(Response::Matrix { size: run.prompt().len() + run.output().len(), weights })
            }
            _ => Err(Problem::new(What::Run, "This is not something to look at.")),
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
        let missing = || Problem::new(What::Model, "No model is loaded yet.");
        self.model.as_ref().ok_or_else(missing)
    }

    fn stage(&mut self) -> Result<&mut Stage, Problem> {
        self.stage.as_mut().ok_or_else(nothing_open)
    }
}

fn nothing_open() -> Problem {
    Problem::new(What::Run, "No experiment is open yet.")
}

/// Lets messages come in, where the last time was long ago. Tells whether it was.
async fn breathe(slice: &mut f64) -> bool {
    let due = Date::now() - *slice > SLICE;
    if due {
        sleep(Duration::ZERO).await;
        *slice = Date::now();
    }
    due
}

fn check(puzzle: &Puzzle) -> Response {
    Response::Checked { wrong: puzzle.check().err().map(|flaw| flaw.sentence()) }
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
