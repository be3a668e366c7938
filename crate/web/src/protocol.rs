//! The messages between page and worker. TypeScript declarations are generated from these types.

use foregone_lab::compare::Comparison;
use foregone_lab::contrast::{Contrast, Dropped, Wish, Written};
use foregone_lab::cut::{CutChoice, CutReport};
use foregone_lab::outcome::Outcome;
use foregone_lab::prompt::Scene;
use foregone_lab::recording::Reproduction;
use foregone_lab::run::{Force, Look, Row};
use foregone_lab::spec::Spec;
use foregone_lab::task::Puzzle;
use foregone_lab::trace::Token;
use foregone_lab::verdict::Verdict;
use foregone_lab::view::{HeadSummary, Over, SpanWeight};
use js_sys::Float32Array;
use serde::{Deserialize, Serialize};
use tsify::Tsify;

/// A request with the number by which its answers are known. Numbers start at 1.
#[derive(Deserialize, Tsify)]
pub struct ToWorker {
    /// The page's number for this request.
    pub id: u32,
    /// What is asked.
    pub request: Request,
}

/// An answer with the number of the request that caused it; 0 where none did.
#[derive(Serialize, Tsify)]
pub struct ToPage {
    /// The request's number.
    pub id: u32,
    /// The answer.
    pub response: Response,
}

/// What the page can ask for.
#[derive(Deserialize, Tsify)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub enum Request {
    /// Load a model: `progress`* then `loaded`, or `failed`.
    Load {
        /// Absolute URL of the folder that holds manifest.json.
        base: String,
        /// Which model; the manifest's default where null.
        model: Option<String>,
        /// What it is to run on; what is best here where null.
        backend: Option<Backend>,
    },
    /// Give up the load in flight, which then answers `failed`.
    Cancel,
    /// Make a contrast the current one, with nothing written yet: `opened`, or `failed` and the one before stays.
    Open {
        /// Where it comes from.
        source: Source,
    },
    /// Let the second run differ in another way. The first is written to its end where that takes it: `token`* then `opened`, or `failed`
    /// and what was there stays.
    Differ {
        /// In what.
        wish: Wish,
    },
    /// Write tokens, one of each run in turn: `token`* then `rested`.
    Advance {
        /// How many of each run; all to their ends where null.
        counts: Option<Vec<u32>>,
    },
    /// Stop the `advance` or `differ` in flight: the first then answers `rested`; the others, and a `cut`, `failed`.
    Stop,
    /// Put a token at a position of a run's output: `opened` with what is left of the second run, or `failed`.
    Force {
        /// Which run: 0 or 1.
        run: usize,
        /// Its position, prompt and output counted together; the one after the last token will do.
        at: usize,
        /// The token.
        with: Force,
    },
    /// The attention that belongs to a token: `attention`, or `failed`.
    Look {
        /// Which run: 0 or 1.
        run: usize,
        /// Its position, prompt and output counted together.
        at: usize,
        /// Which of its two rows.
        row: Row,
        /// Which layer, or how layers are drawn together.
        layer: Over,
        /// Which head, or how heads are drawn together.
        head: Over,
    },
    /// All attention of a run so far: `matrix`.
    Matrix {
        /// Which run: 0 or 1.
        run: usize,
        /// Which layer, or how layers are drawn together.
        layer: Over,
        /// Which head, or how heads are drawn together.
        head: Over,
    },
    /// Measure what the connection between answer and reasons does in the first run: `measuring`* then `cut`, or `failed`. Whatever ends
    /// an `advance` ends this too, as `cancelled`.
    Cut {
        /// Which edges, and how many random draws beside them.
        choice: CutChoice,
    },
    /// Whether a puzzle can be asked: `checked`.
    Check {
        /// The puzzle.
        puzzle: Puzzle,
    },
    /// Time the reading of a prompt and greedy decoding after it, in a text of its own: `timed`.
    Time {
        /// The prompt.
        tokens: Vec<u32>,
        /// How many tokens to decode after it.
        decode: usize,
        /// Which rows of attention to read back.
        attention: Capture,
    },
    /// Feed these tokens at once, in a text of their own, and show all that comes of it: `traced`.
    Trace {
        /// The text.
        tokens: Vec<u32>,
    },
    /// Panic, so that a test can see what the page makes of it.
    Crash,
}

/// Which rows of attention are read back.
#[derive(Clone, Copy, Deserialize, Tsify)]
#[serde(rename_all = "lowercase")]
pub enum Capture {
    /// None.
    None,
    /// The last token's.
    Last,
    /// Every token's.
    All,
}

/// What a GPU was made to do for a token, on average.
#[derive(Serialize, Tsify)]
pub struct PerToken {
    /// Shaders started.
    pub dispatches: f64,
    /// Command buffers handed over.
    pub submits: f64,
    /// Buffers and bind groups made.
    pub made: f64,
    /// Bytes read back.
    pub read: f64,
}

/// Where a contrast comes from.
#[derive(Deserialize, Tsify)]
#[serde(rename_all = "lowercase")]
pub enum Source {
    /// A link, or its hash part.
    Hash(String),
    /// The page's own.
    Contrast(Box<Contrast>),
}

/// A run that has been opened.
#[derive(Serialize, Tsify)]
pub struct Opening {
    /// Its experiment.
    pub spec: Spec,
    /// The question in words.
    pub scene: Scene,
    /// What was done to it, a short label each.
    pub conditions: Vec<String>,
    /// The prompt's tokens.
    pub prompt: Vec<Token>,
    /// The tokens written so far.
    pub output: Vec<Token>,
}

/// What a run comes to, as far as it is written.
#[derive(Serialize, Tsify)]
pub struct End {
    /// Whether it is over.
    pub over: bool,
    /// What was done to it, as far as its words tell: a forced word that it would have written anyway is none of it.
    pub conditions: Vec<String>,
    /// What it says.
    pub verdict: Verdict,
    /// The same in sentences.
    pub outcome: Outcome,
    /// What it makes of the author's recording; null while it isn't over, and where there is none.
    pub reproduction: Option<Reproduction>,
}

/// What the worker answers.
#[derive(Serialize, Tsify)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub enum Response {
    /// The worker takes requests.
    Ready,
    /// How far a load is, in bytes.
    Progress {
        /// Bytes so far.
        loaded: usize,
        /// Bytes in all.
        total: usize,
    },
    /// A model is there.
    Loaded {
        /// Which.
        model: ModelInfo,
        /// What it runs on.
        engine: EngineInfo,
    },
    /// A contrast is the current one; the prompts of its runs have been read.
    Opened {
        /// The contrast.
        contrast: Box<Contrast>,
        /// Its link's hash part.
        hash: String,
        /// Its runs, one or two.
        runs: Vec<Opening>,
        /// What of the first run the second leaves out.
        dropped: Dropped,
        /// What the visitor should know of a link: that it was made with another version of the model, say.
        notice: Option<String>,
    },
    /// A token was written.
    Token(Written),
    /// No more tokens come by themselves.
    Rested {
        /// Why.
        why: Why,
        /// Of each run what it comes to, as far as it is written.
        ends: Vec<End>,
        /// What the two come to side by side, where there are two and both are over.
        comparison: Option<Box<Comparison>>,
        /// The contrast's link: with a recording of the runs that are over, or with its author's where it came with one.
        hash: String,
    },
    /// The attention that belongs to a token.
    Attention {
        /// The token's position.
        at: usize,
        /// The position whose row it is.
        query: usize,
        /// A weight for each position `0..=query`.
        #[serde(with = "serde_wasm_bindgen::preserve")]
        #[tsify(type = "Float32Array")]
        weights: Float32Array,
        /// The weight on the first token.
        sink: f32,
        /// The mean of the weights on all the others, by which they are measured; 0 where there are none.
        mean: f32,
        /// The positions with the most weight, without the first token, the strongest first.
        strongest: Vec<usize>,
        /// The weight on each span: sums, or the largest where maxima are drawn.
        spans: Vec<SpanWeight>,
        /// Every head, in short.
        heads: Vec<HeadSummary>,
    },
    /// All attention so far.
    Matrix {
        /// How many tokens, `T`.
        size: usize,
        /// `(T, T)`, a row for each query.
        #[serde(with = "serde_wasm_bindgen::preserve")]
        #[tsify(type = "Float32Array")]
        weights: Float32Array,
    },
    /// How far a cut is.
    Measuring {
        /// Steps so far.
        done: usize,
        /// Steps in all, as far as that is known.
        total: usize,
    },
    /// What the connection does.
    Cut {
        /// All that was measured.
        report: Box<CutReport>,
    },
    /// What is wrong with a puzzle, in a sentence; null where nothing is.
    Checked {
        /// The sentence.
        wrong: Option<String>,
    },
    /// What it took, in milliseconds.
    Timed {
        /// Until the prompt was read and the first token chosen.
        prefill: f64,
        /// For each token after the first.
        decode: Vec<f64>,
        /// The tokens chosen.
        written: Vec<u32>,
        /// What a GPU was made to do for a token, on average.
        gpu: Option<PerToken>,
    },
    /// What came of some tokens, as `foregone trace` writes it.
    Traced {
        /// `(T, vocab)`: what follows each token.
        #[serde(with = "serde_wasm_bindgen::preserve")]
        #[tsify(type = "Float32Array")]
        logits: Float32Array,
        /// `(layers, heads, T, T)`; 0 above the diagonal.
        #[serde(with = "serde_wasm_bindgen::preserve")]
        #[tsify(type = "Float32Array")]
        attention: Float32Array,
    },
    /// The request can't be met; what was there is as it was.
    Failed {
        /// Why.
        problem: Problem,
    },
}

/// Why an `advance` is over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Tsify)]
#[serde(rename_all = "lowercase")]
pub enum Why {
    /// All texts are at their ends, or at the end of their room.
    Ended,
    /// The visitor stopped it, or asked for something that changes the text.
    Stopped,
    /// It wrote as many tokens as were asked for.
    Stepped,
}

/// A model, as the page speaks of it.
#[derive(Clone, Debug, Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub struct ModelInfo {
    /// Its id in the manifest.
    pub id: String,
    /// SHA-256 of its weights.
    pub sha256: String,
    /// Bytes of all its files.
    pub bytes: usize,
    /// How many layers.
    pub layers: usize,
    /// How many query heads a layer.
    pub heads: usize,
    /// How many tokens it knows.
    pub vocabulary: usize,
    /// The most tokens in a text.
    pub max_tokens: usize,
    /// How many numbers it has learned.
    pub parameters: u64,
    /// All the words it knows, where they are few enough to be shown.
    pub words: Vec<String>,
}

/// What a model runs on.
#[derive(Clone, Debug, Serialize, Tsify)]
pub struct EngineInfo {
    /// Which backend.
    pub backend: Backend,
    /// Why this one, in a sentence.
    pub reason: String,
    /// What the visitor can have instead.
    pub other: Option<Backend>,
}

/// The backends, by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Tsify)]
#[serde(rename_all = "lowercase")]
pub enum Backend {
    /// The processor.
    Cpu,
    /// A GPU, through WebGPU.
    Gpu,
}

/// Something that went wrong, in one sentence.
#[derive(Clone, Debug, Serialize, Tsify)]
pub struct Problem {
    /// What it is about; the page picks the action to offer by it.
    pub what: What,
    /// The sentence.
    pub sentence: String,
    /// What exactly is wrong, for those who want to know.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[tsify(optional)]
    pub detail: Option<String>,
}

impl Problem {
    /// A problem that one sentence says all of.
    pub fn new(what: What, sentence: impl Into<String>) -> Self {
        Self { what, sentence: sentence.into(), detail: None }
    }
}

/// What a problem is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Tsify)]
#[serde(rename_all = "lowercase")]
pub enum What {
    /// A link.
    Link,
    /// A model's files.
    Model,
    /// An experiment's settings.
    Spec,
    /// A token to force, or to look at.
    Token,
    /// The computation.
    Run,
    /// The visitor gave up a load or a measurement.
    Cancelled,
    /// The worker's own code.
    Panic,
    /// The GPU, which is gone, and the engine with it.
    Gpu,
}

impl From<Problem> for Response {
    fn from(problem: Problem) -> Self {
        Self::Failed { problem }
    }
}

impl From<foregone_lab::Error> for Problem {
    fn from(error: foregone_lab::Error) -> Self {
        use foregone_engine::Error as Engine;
        use foregone_lab::Error as Lab;
        let what = match &error {
            Lab::NoLink
            | Lab::FutureLink { .. }
            | Lab::LongLink { .. }
            | Lab::LargeLink { .. }
            | Lab::DamagedLink { .. }
            | Lab::Json { .. }
            | Lab::FutureSpec { .. } => What::Link,
            Lab::Spec { .. } | Lab::Puzzle(_) | Lab::NoToken { .. } => What::Spec,
            Lab::ManyTokens { .. } | Lab::Position { .. } | Lab::NoAnswer => What::Token,
            Lab::Engine(Engine::UnknownWord { .. } | Engine::TokenId { .. }) => What::Token,
            Lab::Engine(Engine::TooLong { .. } | Engine::EmptyRow { .. } | Engine::Sampling { .. }) => {
                What::Spec
            }
            Lab::Engine(Engine::GpuLost) => What::Gpu,
            Lab::NoReasons { .. } | Lab::Blind | Lab::Engine(_) => What::Run,
        };
        match &error {
            Lab::DamagedLink { .. } | Lab::Json { .. } => {
                Self { what, sentence: "This link is damaged.".to_owned(), detail: Some(error.to_string()) }
            }
            _ => Self::new(what, error.to_string()),
        }
    }
}

impl Response {
    /// A look at a token as a message.
    pub fn attention(at: usize, look: Look) -> Self {
        let Look { query, weights, sink, mean, strongest, spans, heads } = look;
        Self::Attention { at, query, weights: weights.as_slice().into(), sink, mean, strongest, spans, heads }
    }
}
