//! Quantised matrices on the CPU: whole numbers times whole numbers, in blocks of 32 with a scale on either side.
//!
//! Activations are rounded to 8 bits a block at a time, as llama.cpp does it. Weights of 4 bits are widened to 8 when they are loaded:
//! one kernel, the same numbers. Eight rows lie interleaved, so that an instruction gives four rows a term each and nothing is ever
//! summed across lanes. How they interleave is a [`Layout`], one for each set of instructions; whichever it is, the whole numbers are
//! the same and so is the order in which scaled ones are added: results are equal to the last bit.

#[cfg(any(test, feature = "relaxed-simd"))]
mod fours;
#[cfg(any(test, not(feature = "relaxed-simd")))]
mod pairs;
#[cfg(target_feature = "simd128")]
mod simd;

use candle_core::{Device, Tensor};

use crate::error::Result;
use crate::host::{BLOCK, Blocks};

/// Rows that lie interleaved.
const ROWS: usize = 8;

/// The layout that this build's instructions read fastest.
#[cfg(not(feature = "relaxed-simd"))]
pub(crate) use pairs::Pairs as Chosen;

#[cfg(feature = "relaxed-simd")]
pub(crate) use fours::Fours as Chosen;

/// How the numbers of [`ROWS`] rows, and those of a token, lie in memory, and how they are multiplied.
pub(crate) trait Layout {
    /// A block of each of [`ROWS`] rows; zeros by default.
    type Tile: Clone + Default;
    /// A block of a token's numbers.
    type Block;

    /// Puts a row's block in its lane.
    fn put(tile: &mut Self::Tile, lane: usize, numbers: &[i8; BLOCK]);

    /// The block that was put there.
    fn get(tile: &Self::Tile, lane: usize) -> [i8; BLOCK];

    /// Lays a token's block out.
    fn lay(numbers: [i8; BLOCK]) -> Self::Block;

    /// One token's products with [`ROWS`] rows: for each row `Σ over blocks of (Σ weight × number) × (scale × scale)`, in that order.
    fn dot(tiles: &[Self::Tile], scales: &[[f32; ROWS]], token: &Rounded<Self>) -> [f32; ROWS];
}

/// A matrix as the kernel reads it.
pub(crate) struct Packed<L: Layout = Chosen> {
    /// `(out, in)`
    shape: [usize; 2],
    /// `(out / ROWS, in / BLOCK)`, rows padded with zeros.
    tiles: Vec<L::Tile>,
    /// The scales of each tile's rows.
    scales: Vec<[f32; ROWS]>,
}

/// One token's activations: whole numbers, a scale for each block.
pub(crate) struct Rounded<L: Layout + ?Sized> {
    blocks: Vec<L::Block>,
    scales: Vec<f32>,
}

impl<L: Layout> Packed<L> {
    /// These matrices' rows, one below the other.
    pub fn new(parts: &[Blocks]) -> Self {
        let rows = parts.iter().map(|part| part.shape[0]).sum::<usize>();
        let width = parts.first().map_or(0, |part| part.shape[1]);
        let blocks = width / BLOCK;
        let count = rows.div_ceil(ROWS) * blocks;
        let (mut tiles, mut scales) = (vec![L::Tile::default(); count], vec![[0.0; ROWS]; count]);
        for (index, (scale, numbers)) in parts.iter().flat_map(Blocks::iter).enumerate() {
            let (row, block) = (index / blocks, index % blocks);
            let (at, lane) = (row / ROWS * blocks + block, row % ROWS);
            let (Some(tile), Some(of)) = (tiles.get_mut(at), scales.get_mut(at)) else { continue };
            of.iter_mut().skip(lane).take(1).for_each(|to| *to = scale.to_f32());
            L::put(tile, lane, &numbers);
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
        let tokens: Vec<Rounded<L>> = values.chunks_exact(width).map(Rounded::new).collect();
        let rows = self.shape[0];
        let mut y = vec![0.0; t * rows];
        let of_rows = self.tiles.chunks_exact(self.blocks()).zip(self.scales.chunks_exact(self.blocks()));
        // Tiles outside, tokens inside: weights are read once, however many tokens there are.
        for (index, (tiles, scales)) in of_rows.enumerate() {
            for (token, out) in tokens.iter().zip(y.chunks_exact_mut(rows)) {
                let sums = L::dot(tiles, scales, token);
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
                    rows.extend(L::get(tile, lane).map(|number| f32::from(number) * scale));
                }
            }
        }
        Ok(Tensor::from_vec(rows, (ids.len(), width), &Device::Cpu)?)
    }
}

impl<L: Layout> Rounded<L> {
    fn new(values: &[f32]) -> Self {
        let blocks = values.len() / BLOCK;
        let mut rounded = Self { blocks: Vec::with_capacity(blocks), scales: Vec::with_capacity(blocks) };
        for block in values.chunks_exact(BLOCK) {
            let most = block.iter().fold(0.0_f32, |most, value| most.max(value.abs()));
            let scale = most / 127.0;
            let inverse = if scale > 0.0 { 1.0 / scale } else { 0.0 };
            let mut numbers = [0; BLOCK];
            for (to, value) in numbers.iter_mut().zip(block) {
                // Never beyond ±127, but where the scale is too small to have an inverse.
                *to = (value * inverse).round_ties_even() as i8;
            }
            rounded.blocks.push(L::lay(numbers));
            rounded.scales.push(scale);
        }
        rounded
    }
}

#[cfg(test)]
mod tests {
    use candle_core::quantized::{GgmlDType, QMatMul, QTensor};
    use candle_core::{DType, Module};
    use proptest::prelude::*;

    use super::fours::Fours;
    use super::pairs::Pairs;
    use super::*;
    use crate::host::Kind;

    fn numbers(rows: usize, width: usize, step: usize) -> Tensor {
        let values = (0..rows * width).map(|at| ((at * step % 197) as f32 - 98.0) / 61.0);
        Tensor::from_iter(values, &Device::Cpu).unwrap().reshape((rows, width)).unwrap()
    }

    fn it_multiplies_as_candle_does<L: Layout>() {
        let x = numbers(3, 96, 31);
        for (dtype, kind) in [(GgmlDType::Q8_0, Kind::Q8), (GgmlDType::Q4_0, Kind::Q4)] {
            let quantised = |tensor: &Tensor| QTensor::quantize(tensor, dtype).unwrap();
            let (top, bottom) = (quantised(&numbers(5, 96, 37)), quantised(&numbers(6, 96, 41)));
            let ours = |tensor: &QTensor| {
                Blocks::new("it", kind, [tensor.shape().dims()[0], 96], tensor.data().unwrap().to_vec())
                    .unwrap()
            };
            let packed = Packed::<L>::new(&[ours(&top), ours(&bottom)]);
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

    #[test]
    fn pairs_multiply_as_candle_does() {
        it_multiplies_as_candle_does::<Pairs>();
    }

    #[test]
    fn fours_multiply_as_candle_does() {
        it_multiplies_as_candle_does::<Fours>();
    }

    /// Activations of all sizes, and those that rounding has no number for.
    fn activation() -> impl Strategy<Value = f32> {
        let extreme = [0.0, -0.0, 1e-44, 1.4e-43, -1.4e-43, 3e38, -3e38, f32::INFINITY, f32::NAN];
        prop_oneof![20 => -3.0_f32..3.0, 1 => prop::sample::select(extreme.to_vec())]
    }

    /// The bits of the products with a matrix of `rows` rows in Q8_0.
    fn bits<L: Layout>(rows: usize, bytes: &[u8], x: &Tensor) -> Vec<u32> {
        let width = x.dims()[1];
        let packed = Packed::<L>::new(&[Blocks::new("it", Kind::Q8, [rows, width], bytes.to_vec()).unwrap()]);
        let products = packed.times(x).unwrap().flatten_all().unwrap().to_vec1::<f32>().unwrap();
        products
            .into_iter()
            .map(|product| if product.is_nan() { u32::MAX } else { product.to_bits() })
            .collect()
    }

    proptest! {
        #[test]
        fn layouts_give_the_same_to_the_last_bit(
            rows in 1_usize..20, blocks in 1_usize..4,
            weights in prop::collection::vec(prop_oneof![8 => any::<u8>(), 1 => Just(128), 1 => Just(127)], 20 * 3 * 32),
            scales in prop::collection::vec(-2.0_f32..2.0, 20 * 3),
            values in prop::collection::vec(activation(), 2 * 3 * 32),
        ) {
            let bytes: Vec<u8> = weights.chunks_exact(BLOCK).zip(&scales).take(rows * blocks)
                .flat_map(|(numbers, &scale)| [&half::f16::from_f32(scale).to_le_bytes()[..], numbers].concat())
                .collect();
            let width = blocks * BLOCK;
            let x = Tensor::from_slice(&values[..2 * width], (2, width), &Device::Cpu).unwrap();
            prop_assert_eq!(bits::<Pairs>(rows, &bytes, &x), bits::<Fours>(rows, &bytes, &x));
        }
    }
}
