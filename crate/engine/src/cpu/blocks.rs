//! Quantised matrices on the CPU: whole numbers times whole numbers, in blocks of 32 with a scale on either side.
//!
//! Activations are rounded to 8 bits a block at a time, as llama.cpp does it. Weights of 4 bits are widened to 8 when they are loaded:
//! one kernel, the same numbers. Eight rows lie interleaved in pairs, `[r0k0 r0k1 r1k0 r1k1 …]`, so that one multiply-and-add of pairs
//! (`i32x4.dot_i16x8_s`) gives four rows a term each and nothing is ever summed across lanes.

use candle_core::{Device, Tensor};

use crate::error::Result;
use crate::host::{BLOCK, Blocks};

/// Rows that lie interleaved.
const ROWS: usize = 8;

/// Pairs in a block.
const PAIRS: usize = BLOCK / 2;

/// A block of each of [`ROWS`] rows.
type Tile = [[i8; 2 * ROWS]; PAIRS];

/// A matrix as the kernel reads it.
pub(crate) struct Packed {
    /// `(out, in)`
    shape: [usize; 2],
    /// `(out / ROWS, in / BLOCK)`, rows padded with zeros.
    tiles: Vec<Tile>,
    /// The scales of each tile's rows.
    scales: Vec<[f32; ROWS]>,
}

/// One token's activations: pairs of 16-bit numbers, the first in the low half, and a scale for each block.
struct Rounded {
    pairs: Vec<[i32; PAIRS]>,
    scales: Vec<f32>,
}

impl Packed {
    /// These matrices' rows, one below the other.
    pub fn new(parts: &[Blocks]) -> Self {
        let rows = parts.iter().map(|part| part.shape[0]).sum::<usize>();
        let width = parts.first().map_or(0, |part| part.shape[1]);
        let blocks = width / BLOCK;
        let count = rows.div_ceil(ROWS) * blocks;
        let (mut tiles, mut scales) = (vec![[[0; 2 * ROWS]; PAIRS]; count], vec![[0.0; ROWS]; count]);
        for (index, (scale, numbers)) in parts.iter().flat_map(Blocks::iter).enumerate() {
            let (row, block) = (index / blocks, index % blocks);
            let (at, lane) = (row / ROWS * blocks + block, row % ROWS);
            let (Some(tile), Some(of)) = (tiles.get_mut(at), scales.get_mut(at)) else { continue };
            of.iter_mut().skip(lane).take(1).for_each(|to| *to = scale.to_f32());
            for (to, pair) in tile.iter_mut().zip(numbers.chunks_exact(2)) {
                to.iter_mut().skip(2 * lane).zip(pair).for_each(|(to, &number)| *to = number);
            }
        }
        Self { shape: [rows, width], tiles, scales }
    }

    fn blocks(&self) -> usize {
        self.shape[1] / BLOCK
    }

    /// `x Wᵀ`: `(t, in)` to `(t, out)`.
    pub fn times(&self, x: &Tensor) -> Result<Tensor> {
        let (t, width) = x.dims2()?;
        let values = x.flatten_all()?.to_vec1::<f32>()?;
        let tokens: Vec<Rounded> = values.chunks_exact(width).map(Rounded::new).collect();
        let rows = self.shape[0];
        let mut y = vec![0.0; t * rows];
        let of_rows = self.tiles.chunks_exact(self.blocks()).zip(self.scales.chunks_exact(self.blocks()));
        // Tiles outside, tokens inside: weights are read once, however many tokens there are.
        for (index, (tiles, scales)) in of_rows.enumerate() {
            for (token, out) in tokens.iter().zip(y.chunks_exact_mut(rows)) {
                let sums = dot(tiles, scales, token);
                out.iter_mut().skip(index * ROWS).zip(sums).for_each(|(to, sum)| *to = sum);
            }
        }
        Ok(Tensor::from_vec(y, (t, rows), &Device::Cpu)?)
    }

    /// Some of the rows as plain numbers: `(ids, in)`.
    pub fn rows(&self, ids: &[u32]) -> Result<Tensor> {
        let (blocks, width) = (self.blocks(), self.shape[1]);
        let mut rows = Vec::with_capacity(ids.len() * width);
        for &id in ids {
            let (tile, lane) = (id as usize / ROWS, id as usize % ROWS);
            let of_row =
                |at: usize| (self.tiles.get(at), self.scales.get(at).and_then(|scales| scales.get(lane)));
            for at in tile * blocks..(tile + 1) * blocks {
                if let (Some(tile), Some(scale)) = of_row(at) {
                    let numbers = tile.iter().flat_map(|pairs| pairs.iter().skip(2 * lane).take(2));
                    rows.extend(numbers.map(|&number| f32::from(number) * scale));
                }
            }
        }
        Ok(Tensor::from_vec(rows, (ids.len(), width), &Device::Cpu)?)
    }
}

impl Rounded {
    fn new(values: &[f32]) -> Self {
        let blocks = values.len() / BLOCK;
        let mut rounded = Self { pairs: Vec::with_capacity(blocks), scales: Vec::with_capacity(blocks) };
        for block in values.chunks_exact(BLOCK) {
            let most = block.iter().fold(0.0_f32, |most, value| most.max(value.abs()));
            let scale = most / 127.0;
            let inverse = if scale > 0.0 { 1.0 / scale } else { 0.0 };
            let mut pairs = [0; PAIRS];
            for (to, [a, b]) in pairs.iter_mut().zip(block.as_chunks::<2>().0) {
                let [a, b] = [a, b].map(|value| (value * inverse).round_ties_even() as i16);
                *to = i32::from(a as u16) | i32::from(b) << 16;
            }
            rounded.pairs.push(pairs);
            rounded.scales.push(scale);
        }
        rounded
    }
}

/// One token's products with [`ROWS`] rows.
#[cfg(not(target_feature = "simd128"))]
fn dot(tiles: &[Tile], scales: &[[f32; ROWS]], token: &Rounded) -> [f32; ROWS] {
    let mut sums = [0.0; ROWS];
    for (((tile, of_rows), pairs), of_token) in tiles.iter().zip(scales).zip(&token.pairs).zip(&token.scales)
    {
        let mut terms = [0_i32; ROWS];
        for (weights, &both) in tile.iter().zip(pairs) {
            let (a, b) = (i32::from(both as i16), both >> 16);
            for (term, pair) in terms.iter_mut().zip(weights.as_chunks::<2>().0) {
                *term += i32::from(pair[0]) * a + i32::from(pair[1]) * b;
            }
        }
        for ((sum, term), of_row) in sums.iter_mut().zip(terms).zip(of_rows) {
            *sum += term as f32 * (of_row * of_token);
        }
    }
    sums
}

/// The same with the 128-bit instructions of WebAssembly.
#[cfg(target_feature = "simd128")]
fn dot(tiles: &[Tile], scales: &[[f32; ROWS]], token: &Rounded) -> [f32; ROWS] {
    use core::arch::wasm32::{
        f32x4_add, f32x4_convert_i32x4, f32x4_extract_lane, f32x4_mul, f32x4_splat, i16x8_load_extend_i8x8,
        i32x4_add, i32x4_dot_i16x8, i32x4_splat, v128, v128_load,
    };

    /// The eight numbers at the front or at the back of sixteen, widened.
    #[expect(
        unsafe_code,
        reason = "the instruction takes a pointer; there are eight bytes behind it either way"
    )]
    fn widened(bytes: &[i8; 2 * ROWS], back: bool) -> v128 {
        unsafe { i16x8_load_extend_i8x8(bytes.as_ptr().add(usize::from(back) * ROWS)) }
    }

    #[expect(
        unsafe_code,
        reason = "the instruction takes a pointer; there are four numbers behind it either way"
    )]
    fn four(numbers: &[f32; ROWS], back: bool) -> v128 {
        unsafe { v128_load(numbers.as_ptr().add(usize::from(back) * 4).cast()) }
    }

    let mut sums = [f32x4_splat(0.0); 2];
    for (((tile, of_rows), pairs), &of_token) in tiles.iter().zip(scales).zip(&token.pairs).zip(&token.scales)
    {
        let mut terms = [i32x4_splat(0); 2];
        // Written out: a loop costs as much as what is in it, since browsers look for interrupts at each turn.
        macro_rules! steps {
            ($($at:literal)*) => {$(
                let pair = i32x4_splat(pairs[$at]);
                terms[0] = i32x4_add(terms[0], i32x4_dot_i16x8(widened(&tile[$at], false), pair));
                terms[1] = i32x4_add(terms[1], i32x4_dot_i16x8(widened(&tile[$at], true), pair));
            )*};
        }
        steps!(0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15);
        let of_token = f32x4_splat(of_token);
        for (half, sum) in sums.iter_mut().enumerate() {
            let scale = f32x4_mul(four(of_rows, half == 1), of_token);
            *sum = f32x4_add(*sum, f32x4_mul(f32x4_convert_i32x4(terms[half]), scale));
        }
    }
    let [low, high] = sums;
    [
        f32x4_extract_lane::<0>(low),
        f32x4_extract_lane::<1>(low),
        f32x4_extract_lane::<2>(low),
        f32x4_extract_lane::<3>(low),
        f32x4_extract_lane::<0>(high),
        f32x4_extract_lane::<1>(high),
        f32x4_extract_lane::<2>(high),
        f32x4_extract_lane::<3>(high),
    ]
}

#[cfg(test)]
mod tests {
    use candle_core::quantized::{GgmlDType, QMatMul, QTensor};
    use candle_core::{DType, Module};

    use super::*;
    use crate::host::Kind;

    fn numbers(rows: usize, width: usize, step: usize) -> Tensor {
        let values = (0..rows * width).map(|at| ((at * step % 197) as f32 - 98.0) / 61.0);
        Tensor::from_iter(values, &Device::Cpu).unwrap().reshape((rows, width)).unwrap()
    }

    #[test]
    fn it_multiplies_as_candle_does() {
        let x = numbers(3, 96, 31);
        for (dtype, kind) in [(GgmlDType::Q8_0, Kind::Q8), (GgmlDType::Q4_0, Kind::Q4)] {
            let quantised = |tensor: &Tensor| QTensor::quantize(tensor, dtype).unwrap();
            let (top, bottom) = (quantised(&numbers(5, 96, 37)), quantised(&numbers(6, 96, 41)));
            let ours = |tensor: &QTensor| {
                Blocks::new("it", kind, [tensor.shape().dims()[0], 96], tensor.data().unwrap().to_vec())
                    .unwrap()
            };
            let packed = Packed::new(&[ours(&top), ours(&bottom)]);
            let plain = |tensor: &QTensor| tensor.dequantize(&Device::Cpu).unwrap();
            let both = Tensor::cat(&[plain(&top), plain(&bottom)], 0).unwrap();
            let gap = |one: &Tensor, other: &Tensor| {
                (one - other)
                    .unwrap()
                    .abs()
                    .unwrap()
                    .max_all()
                    .unwrap()
                    .to_dtype(DType::F32)
                    .unwrap()
                    .to_scalar::<f32>()
                    .unwrap()
            };
            assert_eq!(
                gap(
                    &packed.rows(&[10, 0, 4]).unwrap(),
                    &both.index_select(&Tensor::new(&[10_u32, 0, 4], &Device::Cpu).unwrap(), 0).unwrap()
                ),
                0.0
            );
            let theirs =
                [top, bottom].map(|tensor| QMatMul::from_qtensor(tensor).unwrap().forward(&x).unwrap());
            let theirs = Tensor::cat(&theirs, 1).unwrap();
            let made = packed.times(&x).unwrap();
            // candle rounds the activations' scales to f16; we don't.
            assert!(gap(&made, &theirs) < 0.06, "{}", gap(&made, &theirs));
            // Rounding to 8 bits costs this much against plain numbers, of products up to about 60.
            let exact = x.matmul(&both.t().unwrap()).unwrap();
            assert!(gap(&made, &exact) < 0.15, "{}", gap(&made, &exact));
        }
    }
}
