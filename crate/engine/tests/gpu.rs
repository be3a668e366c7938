//! The GPU backend against the CPU one: models of odd shapes, random texts, cuts, forks and detours.
//!
//! Runs on whatever Vulkan or Metal offers; `cargo xtask test` chooses a software driver. No GPU at all fails.

// Clippy takes the helpers of an integration test for product code.
#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic, clippy::unwrap_used)]

mod common;

use common::{Files, distance};
use foregone_engine::{
    BackendKind, Capture, Checkpoint, Error, GpuCounts, Intervention, Knockout, Model, Output, Pick, Rows,
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
    seed: u32,
}

prop_compose! {
    fn shape()(
        hidden in 3_usize..45, inner in 3_usize..50, kv_heads in 1_usize..4, group in 1_usize..4,
        half in 1_usize..12, biases: (bool, bool), tied: bool, dtype in 0_usize..3, seed: u32,
    ) -> Shape {
        Shape { hidden, inner, kv_heads, group, half, biases, tied, dtype, seed }
    }
}

impl Shape {
    fn files(&self) -> Files {
        let (hidden, inner, d) = (self.hidden, self.inner, self.half * 2);
        let (heads, kv) = (self.kv_heads * self.group, self.kv_heads * d);
        let config = json!({
            "architectures": ["LlamaForCausalLM"], "model_type": "llama", "hidden_act": "silu",
            "vocab_size": 17, "hidden_size": hidden, "intermediate_size": inner, "num_hidden_layers": 2,
            "num_attention_heads": heads, "num_key_value_heads": self.kv_heads, "head_dim": d,
            "rms_norm_eps": 1e-5, "rope_theta": 100.0, "max_position_embeddings": 700,
            "tie_word_embeddings": self.tied, "attention_bias": self.biases.0, "mlp_bias": self.biases.1
        });
        let mut shapes = vec![
            ("model.embed_tokens.weight".to_owned(), vec![17, hidden]),
            ("model.norm.weight".to_owned(), vec![hidden]),
            ("lm_head.weight".to_owned(), vec![17, hidden]),
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
                let bytes = (0..shape.iter().product()).flat_map(|_| encode(next())).collect();
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
    block_on(Model::load(&Checkpoint::from_files(files.clone()).unwrap(), backend)).unwrap()
}

/// The same model on the GPU and on the CPU.
fn twins(shape: &Shape) -> (Model, Model) {
    let files = shape.files();
    (load(&files, BackendKind::Gpu), load(&files, BackendKind::Cpu))
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
    assert_eq!(gpu.attention.queries(), cpu.attention.queries());
    for layer in 0..cpu.attention.layers() {
        for head in 0..cpu.attention.heads() {
            for query in cpu.attention.queries() {
                let row = |output: &Output| output.attention.row(layer, head, query).unwrap().to_vec();
                let gap = distance(&row(gpu), &row(cpu));
                assert!(gap <= ATTENTION, "layer {layer}, head {head}, row {query}: {gap:e}");
            }
        }
    }
}

fn both(sessions: &mut [Session; 2], tokens: &[u32], rows: Rows) {
    let capture = Capture { logits: rows, attention: rows };
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
    }
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

/// What changed between two counts, with the bytes that there are now.
fn since(before: GpuCounts, now: GpuCounts) -> GpuCounts {
    GpuCounts {
        bytes: now.bytes,
        made: now.made - before.made,
        dispatches: now.dispatches - before.dispatches,
        submits: now.submits - before.submits,
        read: now.read - before.read,
    }
}

#[test]
fn a_token_makes_no_objects_and_reads_back_what_is_asked_for() {
    let model = load(&middling().files(), BackendKind::Gpu);
    let mut session = model.session().unwrap();
    let last = |attention| Capture { logits: Rows::Last, attention };
    let mut step = |attention| {
        let before = model.gpu_counts().unwrap();
        block_on(session.extend(&[3], last(attention))).unwrap();
        (session.tokens().len() as u64, since(before, model.gpu_counts().unwrap()))
    };
    step(Rows::Last);
    let (_, plain) = step(Rows::None);
    assert_eq!((plain.made, plain.submits), (0, 1));
    assert_eq!(plain.dispatches, 2 * 6 + 2, "embedding, six a layer, head");
    assert_eq!(plain.read, 17 * 4);
    let (total, watched) = step(Rows::Last);
    assert_eq!((watched.made, watched.submits, watched.dispatches), (0, 1, 14));
    assert_eq!(watched.read, 17 * 4 + 2 * 4 * total * 4);
}

#[test]
fn sessions_and_models_give_their_memory_back() {
    let model = load(&middling().files(), BackendKind::Gpu);
    let run = |model: &Model, len: u32| {
        let mut session = model.session().unwrap();
        let tokens: Vec<u32> = (0..len).map(|at| at % 17).collect();
        block_on(session.extend(&tokens, Capture::ALL)).unwrap();
        let mut fork = session.fork(tokens.len() / 2).unwrap();
        block_on(fork.extend(&[1, 2], Capture { logits: Rows::Last, attention: Rows::Last })).unwrap();
    };
    run(&model, 600);
    let bytes = model.gpu_counts().unwrap().bytes;
    for round in 0..200 {
        run(&model, 1 + round * 31 % 150);
    }
    assert_eq!(model.gpu_counts().unwrap().bytes, bytes);
}
