//! Everything that can go wrong in the engine, each as one sentence that names what was expected and what came.

/// A result of the engine.
pub type Result<T> = std::result::Result<T, Error>;

/// Why a checkpoint, a token or a request was refused.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A checkpoint lacks one of its files.
    #[error("the checkpoint has no {name}")]
    MissingFile {
        /// The file's name inside the checkpoint.
        name: String,
    },
    /// A file could not be read from disk.
    #[error("cannot read {path}: {source}")]
    Read {
        /// The file's path.
        path: String,
        /// The system's reason.
        source: std::io::Error,
    },
    /// A file that was there can't be read any more.
    #[error("{name} can't be read any more")]
    Gone {
        /// The file's name.
        name: String,
    },
    /// A JSON file does not parse.
    #[error("{file} is not the JSON expected of it: {reason}")]
    Json {
        /// The file's name.
        file: String,
        /// Where and why it fails.
        reason: String,
    },
    /// A model of a family the engine does not run.
    #[error("expected a model of the Llama family (LlamaForCausalLM), got {got}")]
    Architecture {
        /// What config.json names.
        got: String,
    },
    /// A setting outside what the engine runs.
    #[error("config.json: expected {field} to be {expected}, got {got}")]
    Config {
        /// The setting's name.
        field: &'static str,
        /// What it may be.
        expected: String,
        /// What it is.
        got: String,
    },
    /// A weights file that cannot be what it says it is: truncated, or with an impossible header.
    #[error("{file} is not a whole safetensors file: {reason}")]
    Safetensors {
        /// The file's name.
        file: String,
        /// What is wrong with it.
        reason: String,
    },
    /// A GGUF file that cannot be what it says it is, or says what the engine does not run.
    #[error("{file} is not a GGUF file that can be used: {reason}")]
    Gguf {
        /// The file's name.
        file: String,
        /// What is wrong with it.
        reason: String,
    },
    /// A quantised tensor that its blocks do not fill.
    #[error("the tensor {name} has shape {got:?}, expected {expected}")]
    Blocks {
        /// The tensor's name.
        name: String,
        /// What its rows should be made of.
        expected: String,
        /// The shape in the file.
        got: Vec<usize>,
    },
    /// A tensor that the architecture needs is in none of the weights files.
    #[error("the checkpoint lacks the tensor {name}, expected with shape {expected:?}")]
    MissingTensor {
        /// The tensor's name.
        name: String,
        /// The shape it should have.
        expected: Vec<usize>,
    },
    /// A tensor of another shape than the configuration implies.
    #[error("the tensor {name} has shape {got:?}, expected {expected:?}")]
    Shape {
        /// The tensor's name.
        name: String,
        /// The shape the configuration implies.
        expected: Vec<usize>,
        /// The shape in the file.
        got: Vec<usize>,
    },
    /// A tensor stored in a number format the engine does not read.
    #[error("the tensor {name} is stored as {got}, expected F32, F16 or BF16")]
    Dtype {
        /// The tensor's name.
        name: String,
        /// The format in the file.
        got: String,
    },
    /// A weight that is not a finite number.
    #[error("the tensor {name} holds {got} at element {index}, expected finite numbers")]
    NotFinite {
        /// The tensor's name.
        name: String,
        /// The element's index in row-major order.
        index: usize,
        /// NaN or an infinity.
        got: f32,
    },
    /// tokenizer.json does not load.
    #[error("tokenizer.json does not load: {reason}")]
    Tokenizer {
        /// The tokenizer library's reason.
        reason: String,
    },
    /// A text with words that the vocabulary lacks.
    #[error("the model's vocabulary has no word for “{text}”")]
    UnknownWord {
        /// The words it lacks.
        text: String,
    },
    /// A token id beyond the vocabulary.
    #[error("token {id} does not exist: the vocabulary has {vocab} tokens")]
    TokenId {
        /// The id given.
        id: u32,
        /// How many there are.
        vocab: usize,
    },
    /// More tokens than the model has positions.
    #[error("{got} tokens do not fit: the model has {max} positions")]
    TooLong {
        /// How many there would be.
        got: usize,
        /// How many fit.
        max: usize,
    },
    /// More attention weights than are worth holding.
    #[error("the attention of {queries} tokens over {keys} would take {got} numbers; at most {max} are kept")]
    TooMuchAttention {
        /// How many rows for each layer and head.
        queries: usize,
        /// How many weights a row.
        keys: usize,
        /// How many weights in all.
        got: u128,
        /// How many fit.
        max: usize,
    },
    /// A length or an index outside the sequence.
    #[error("{operation}: expected {expected}, got {got}")]
    OutOfRange {
        /// What was asked for.
        operation: &'static str,
        /// What would have been right.
        expected: String,
        /// What came.
        got: usize,
    },
    /// A knockout that leaves a token nothing at all to attend to.
    #[error(
        "the cut leaves position {query} nothing to attend to in layer {layer}, head {head}; \
         expected at least one earlier token, or the token itself, to stay"
    )]
    EmptyRow {
        /// The layer, from 0.
        layer: usize,
        /// The head, from 0.
        head: usize,
        /// The query's position.
        query: usize,
    },
    /// Sampling settings that describe no distribution.
    #[error("sampling: expected {expected}, got {got}")]
    Sampling {
        /// What it may be.
        expected: &'static str,
        /// What it is.
        got: String,
    },
    /// There is no GPU to compute on.
    #[error("no GPU can be used here: {reason}")]
    NoGpu {
        /// The system's reason.
        reason: String,
    },
    /// The GPU has gone: its driver was reset, its memory ran out, or something took it away.
    #[error("the GPU was lost")]
    GpuLost,
    /// A buffer larger than the GPU can see at once.
    #[error("the {what} take {got} bytes; this GPU sees at most {max} at once")]
    GpuMemory {
        /// What the buffer would hold.
        what: String,
        /// Its bytes.
        got: u64,
        /// The GPU's limit.
        max: u64,
    },
    /// The backend failed: out of memory, most likely.
    #[error("the computation failed: {0}")]
    Backend(#[from] candle_core::Error),
}
