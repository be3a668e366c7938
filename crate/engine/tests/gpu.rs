//! The GPU backend against the CPU one: models of odd shapes, random texts, cuts, forks and detours.
//!
//! Runs on whatever Vulkan or Metal offers; `cargo xtask test` chooses a software driver. No GPU at all fails.

// Clippy takes the helpers of an integration test for product code.
#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic, clippy::unwrap_used)]

mod common;

use common::{Files, distance};
use foregone_engine::{
    Attention, BackendKind, Capture, Error, Gpu, Intervention, Knockout, Model, Outlook, Output, Pick, Rows,
    Session,
};
use half::{bf16, f16};
use pollster::block_on;
use proptest::prelude::*;
use safetensors::tensor::{Dtype, TensorView};
use serde_json::json;

const LOGITS: f32 = 1e-3;
const ATTENTION: f32 = 1e-4;

#[derive(Clone, Debug)]
struct Shape {
    hidden: usize,
    inner: usize,
    kv_heads: usize,
    group: usize,
    half: usize,
    biases: (bool, bool),
    tied: bool,
    dtype: usize,
    /// Whether the kernels are laid out for hardware.
    hardware: bool,
    seed: u32,
}

prop_compose! {
    fn shape()(
        hidden in 3_usize..45, inner in 3_usize..50, kv_heads in 1_usize..4, group in 1_usize..4,
        half in 1_usize..12, biases: (bool, bool), tied: bool, dtype in 0_usize..3, hardware: bool, seed: u32,
    ) -> Shape {
        Shape { hidden, inner, kv_heads, group, half, biases, tied, dtype, hardware, seed }
    }
}

impl Shape {
    fn files(&self) -> Files {
        self.files_with(17)
    }

    /// With a vocabulary of this size, whose second half says what the first says: all logits come twice.
    fn files_with(&self, vocab: usize) -> Files {
        let (hidden, inner, d) = (self.hidden, self.inner, self.half * 2);
        let (heads, kv) = (self.kv_heads * self.group, self.kv_heads * d);
        let config = json!({
            "architectures": ["LlamaForCausalLM"], "model_type": "llama", "hidden_act": "silu",
            "vocab_size": vocab, "hidden_size": hidden, "intermediate_size": inner, "num_hidden_layers": 2,
            "num_attention_heads": heads, "num_key_value_heads": self.kv_heads, "head_dim": d,
            "rms_norm_eps": 1e-5, "rope_theta": 100.0, "max_position_embeddings": 700,
            "tie_word_embeddings": self.tied, "attention_bias": self.biases.0, "mlp_bias": self.biases.1
        });
        let mut shapes = vec![
            ("model.embed_tokens.weight".to_owned(), vec![vocab, hidden]),
            ("model.norm.weight".to_owned(), vec![hidden]),
            ("lm_head.weight".to_owned(), vec![vocab, hidden]),
        ];
        for layer in 0..2 {
            let q = heads * d;
            let parts: [(&str, Vec<usize>); 16] = [
                ("input_layernorm.weight", vec![hidden]),
                ("self_attn.q_proj.weight", vec![q, hidden]),
                ("self_attn.k_proj.weight", vec![kv, hidden]),
                ("self_attn.v_proj.weight", vec![kv, hidden]),
                ("self_attn.o_proj.weight", vec![hidden, q]),
                ("self_attn.q_proj.bias", vec![q]),
                ("self_attn.k_proj.bias", vec![kv]),
                ("self_attn.v_proj.bias", vec![kv]),
                ("self_attn.o_proj.bias", vec![hidden]),
                ("post_attention_layernorm.weight", vec![hidden]),
                ("mlp.gate_proj.weight", vec![inner, hidden]),
                ("mlp.up_proj.weight", vec![inner, hidden]),
                ("mlp.down_proj.weight", vec![hidden, inner]),
                ("mlp.gate_proj.bias", vec![inner]),
                ("mlp.up_proj.bias", vec![inner]),
                ("mlp.down_proj.bias", vec![hidden]),
            ];
            shapes.extend(parts.map(|(part, shape)| (format!("model.layers.{layer}.{part}"), shape)));
        }
        let mut state = self.seed;
        let mut next = move || {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (state >> 8) as f32 / (1 << 24) as f32 - 0.5
        };
        let (dtype, encode): (Dtype, fn(f32) -> Vec<u8>) = match self.dtype {
            0 => (Dtype::F32, |value| value.to_le_bytes().to_vec()),
            1 => (Dtype::F16, |value| f16::from_f32(value).to_le_bytes().to_vec()),
            _ => (Dtype::BF16, |value| bf16::from_f32(value).to_le_bytes().to_vec()),
        };
        let tensors: Vec<(String, Vec<usize>, Vec<u8>)> = shapes
            .into_iter()
            .map(|(name, shape)| {
                let mut bytes: Vec<u8> = (0..shape.iter().product()).flat_map(|_| encode(next())).collect();
                if vocab > 17 && shape[0] == vocab {
                    let half = bytes.len() / vocab * vocab.div_ceil(2);
                    let rest = bytes.len() - half;
                    bytes.copy_within(..rest, half);
                }
                (name, shape, bytes)
            })
            .collect();
        let views = tensors
            .iter()
            .map(|(name, shape, bytes)| (name, TensorView::new(dtype, shape.clone(), bytes).unwrap()));
        let mut files = common::files();
        files.insert("config.json".into(), config.to_string().into_bytes());
        files.insert("model.safetensors".into(), safetensors::serialize(views, None).unwrap());
        files
    }
}

fn load(files: &Files, backend: BackendKind) -> Model {
    common::load_on(files.clone(), backend).unwrap()
}

/// The same model on the GPU and on the CPU.
fn twins(shape: &Shape) -> (Model, Model) {
    let files = shape.files();
    let gpu = block_on(Gpu::open()).unwrap();
    let gpu = if shape.hardware { gpu.taken_for_hardware() } else { gpu };
    (common::load_with(files.clone(), gpu).unwrap(), load(&files, BackendKind::Cpu))
}

#[derive(Clone, Debug)]
enum Act {
    Extend(Vec<u32>, Rows),
    Truncate(usize),
    Fork(usize),
    Cut(usize, usize, Vec<usize>),
}

fn act() -> impl Strategy<Value = Act> {
    let text = |most| prop::collection::vec(0_u32..17, 1..most);
    let rows = prop_oneof![Just(Rows::None), Just(Rows::Last), Just(Rows::All)];
    prop_oneof![
        3 => (text(20), rows.clone()).prop_map(|(text, rows)| Act::Extend(text, rows)),
        2 => (text(2), rows).prop_map(|(text, rows)| Act::Extend(text, rows)),
        1 => (0_usize..60).prop_map(Act::Truncate),
        1 => (0_usize..60).prop_map(Act::Fork),
        1 => (0_usize..2, 0_usize..9, prop::collection::vec(1_usize..60, 0..8))
            .prop_map(|(layer, head, keys)| Act::Cut(layer, head, keys)),
    ]
}

fn same(gpu: &Output, cpu: &Output) {
    for (gpu, cpu) in gpu.logits().zip(cpu.logits()) {
        let gap = distance(gpu, cpu);
        assert!(gap <= LOGITS, "logits differ by {gap:e}");
    }
    assert_eq!(gpu.logits().count(), cpu.logits().count());
    let gap = apart(&gpu.attention, &cpu.attention);
    assert!(gap <= ATTENTION, "attention differs by {gap:e}");
}

fn both(sessions: &mut [Session; 2], tokens: &[u32], rows: Rows) {
    let capture = Capture { logits: rows, outlook: rows == Rows::Last, attention: rows };
    let [gpu, cpu] = sessions.each_mut().map(|session| block_on(session.extend(tokens, capture)).unwrap());
    same(&gpu, &cpu);
}

proptest! {
    #![proptest_config(ProptestConfig { max_shrink_iters: 60, ..ProptestConfig::with_cases(24) })]

    #[test]
    fn the_gpu_does_as_the_cpu_does(shape in shape(), acts in prop::collection::vec(act(), 1..12)) {
        let (gpu, cpu) = twins(&shape);
        let mut sessions = [gpu.session().unwrap(), cpu.session().unwrap()];
        for act in acts {
            let there = sessions[0].tokens().len();
            match act {
                Act::Extend(text, rows) => both(&mut sessions, &text, rows),
                Act::Truncate(len) => sessions.each_mut().map(|one| one.truncate(len.min(there)).unwrap()).into_iter().collect(),
                Act::Fork(len) => sessions = sessions.each_ref().map(|one| one.fork(len.min(there)).unwrap()),
                // Never position 0: each row keeps something to look at.
                Act::Cut(layer, head, keys) => for session in &mut sessions {
                    session.intervene(vec![Intervention::Knockout(Knockout {
                        layers: Pick::only([layer]), heads: Pick::only([head, 0]), queries: Pick::All, keys: Pick::only(keys.clone()),
                    })]);
                },
            }
        }
        both(&mut sessions, &[1, 2, 3], Rows::All);
        recalled(&sessions);
    }
}

/// Asserts that both recall the same attention, for every token that is there.
fn recalled(sessions: &[Session; 2]) {
    let all = 0..sessions[0].tokens().len();
    let [gpu, cpu] = sessions.each_ref().map(|session| block_on(session.recall(all.clone())).unwrap());
    let gap = apart(&gpu, &cpu);
    assert!(gap <= ATTENTION, "recalled attention differs by {gap:e}");
}

/// How far two attentions of the same queries are apart.
fn apart(one: &Attention, other: &Attention) -> f32 {
    assert_eq!(one.queries(), other.queries());
    let mut worst = 0.0_f32;
    for layer in 0..one.layers() {
        for head in 0..one.heads() {
            for query in one.queries() {
                let row = |attention: &Attention| attention.row(layer, head, query).unwrap().to_vec();
                worst = worst.max(distance(&row(one), &row(other)));
            }
        }
    }
    worst
}

fn middling() -> Shape {
    Shape {
        hidden: 36,
        inner: 44,
        kv_heads: 2,
        group: 2,
        half: 8,
        biases: (false, false),
        tied: true,
        dtype: 1,
        hardware: true,
        seed: 5,
    }
}

#[test]
fn long_prompts_go_through_in_tiles_and_the_cache_grows() {
    let (gpu, cpu) = twins(&middling());
    let mut sessions = [gpu.session().unwrap(), cpu.session().unwrap()];
    let tokens: Vec<u32> = (0..600).map(|at| at * 7 % 17).collect();
    both(&mut sessions, &tokens[..300], Rows::All);
    for &token in &tokens[300..310] {
        both(&mut sessions, &[token], Rows::Last);
    }
    both(&mut sessions, &tokens[310..], Rows::Last);
    recalled(&sessions);
}

#[test]
fn a_cut_that_leaves_nothing_is_refused_and_the_session_stays() {
    let (gpu, cpu) = twins(&middling());
    let mut sessions = [gpu.session().unwrap(), cpu.session().unwrap()];
    both(&mut sessions, &[1, 2, 3], Rows::Last);
    let all = Knockout { layers: Pick::All, heads: Pick::All, queries: Pick::All, keys: Pick::All };
    for session in &mut sessions {
        session.intervene(vec![Intervention::Knockout(all.clone())]);
        let error = block_on(session.extend(&[4], Capture::ALL)).unwrap_err();
        assert!(matches!(error, Error::EmptyRow { layer: 0, head: 0, query: 3 }), "{error}");
        session.intervene(Vec::new());
    }
    both(&mut sessions, &[4], Rows::All);
}

#[test]
fn a_token_makes_no_objects_and_reads_back_what_is_asked_for() {
    let model = load(&middling().files(), BackendKind::Gpu);
    let mut session = model.session().unwrap();
    let mut step = |capture| {
        let before = model.gpu_counts().unwrap();
        block_on(session.extend(&[3], capture)).unwrap();
        (session.tokens().len() as u64, model.gpu_counts().unwrap().since(before))
    };
    step(Capture::ALL);
    let (_, plain) = step(Capture::PLAIN);
    assert_eq!((plain.made, plain.submits), (0, 1));
    assert_eq!(plain.dispatches, 2 * 6 + 4, "embedding, six a layer, head, two to pick the likeliest");
    assert_eq!(plain.read, (2 * 16 + 3) * 4);
    let (total, watched) = step(Capture { attention: Rows::Last, ..Capture::PLAIN });
    assert_eq!((watched.made, watched.submits, watched.dispatches), (0, 1, 16));
    assert_eq!(watched.read, (2 * 16 + 3) * 4 + 2 * 4 * total * 4);
    let (_, logits) = step(Capture::LOGITS);
    assert_eq!((logits.dispatches, logits.read), (2 * 6 + 2, 17 * 4));
}

#[test]
fn the_likeliest_are_picked_from_a_vocabulary_of_any_size() {
    for vocab in [17, 1024, 1025, 2600] {
        let files = Shape { dtype: 0, ..middling() }.files_with(vocab);
        for backend in [BackendKind::Gpu, BackendKind::Cpu] {
            let model = load(&files, backend);
            let mut session = model.session().unwrap();
            let output = block_on(session.extend(&[1, 5, 2], Capture::ALL)).unwrap();
            let (picked, whole) = (output.outlook.clone().unwrap(), Outlook::new(output.last_logits()));
            let ids = |outlook: &Outlook| outlook.top.iter().map(|one| one.id).collect::<Vec<_>>();
            assert_eq!(ids(&picked), ids(&whole), "{vocab} on {backend:?}");
            assert_eq!(picked.top.len(), 16);
            assert!(
                (picked.entropy - whole.entropy).abs() < 1e-4,
                "{} for {}",
                picked.entropy,
                whole.entropy
            );
            let logprobs = |outlook: &Outlook| outlook.top.iter().map(|one| one.logprob).collect::<Vec<_>>();
            assert!(distance(&logprobs(&picked), &logprobs(&whole)) < 1e-4);
        }
    }
}

#[test]
fn recalled_rows_are_those_that_were_captured() {
    for backend in [BackendKind::Gpu, BackendKind::Cpu] {
        let model = load(&middling().files(), backend);
        let mut session = model.session().unwrap();
        let mut captured = Vec::new();
        for (round, len) in [150, 1, 1, 40].into_iter().enumerate() {
            let keys = Pick::only((1..10 * round).collect::<Vec<_>>());
            let cut = Knockout { layers: Pick::only([1]), heads: Pick::All, queries: Pick::All, keys };
            session.intervene(if round == 2 { Vec::new() } else { vec![Intervention::Knockout(cut)] });
            captured.push(block_on(session.extend(&vec![5; len], Capture::ALL)).unwrap().attention);
        }
        session.intervene(Vec::new());
        for rows in &captured {
            let gap = apart(rows, &block_on(session.recall(rows.queries())).unwrap());
            assert!(gap < 1e-6, "{backend:?}, {:?}: {gap:e}", rows.queries());
        }
        session.truncate(151).unwrap();
        let again = block_on(session.fork(151).unwrap().recall(150..151)).unwrap();
        assert!(apart(&captured[1], &again) < 1e-6);
        assert!(block_on(session.recall(0..152)).is_err());
    }
}

#[test]
fn sessions_and_models_give_their_memory_back() {
    let model = load(&middling().files(), BackendKind::Gpu);
    let run = |model: &Model, len: u32| {
        let mut session = model.session().unwrap();
        let tokens: Vec<u32> = (0..len).map(|at| at % 17).collect();
        block_on(session.extend(&tokens, Capture::ALL)).unwrap();
        let mut fork = session.fork(tokens.len() / 2).unwrap();
        block_on(fork.extend(&[1, 2], Capture { attention: Rows::Last, ..Capture::LOGITS })).unwrap();
    };
    run(&model, 600);
    let bytes = model.gpu_counts().unwrap().bytes;
    for round in 0..200 {
        run(&model, 1 + round * 31 % 150);
    }
    assert_eq!(model.gpu_counts().unwrap().bytes, bytes);
}
