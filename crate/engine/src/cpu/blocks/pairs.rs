//! Pairs of neighbours side by side: `[r0k0 r0k1 r1k0 r1k1 …]`, for instructions that multiply 16-bit numbers and add them in pairs.

use super::{Layout, ROWS, Rounded};
use crate::host::BLOCK;

/// Pairs in a block.
const PAIRS: usize = BLOCK / 2;

/// This layout.
pub(crate) struct Pairs;

impl Layout for Pairs {
    type Tile = [[i8; 2 * ROWS]; PAIRS];
    type Block = [[i16; 2]; PAIRS];

    fn put(tile: &mut Self::Tile, lane: usize, numbers: &[i8; BLOCK]) {
        for (to, pair) in tile.iter_mut().zip(numbers.as_chunks::<2>().0) {
            to.iter_mut().skip(2 * lane).zip(pair).for_each(|(to, &number)| *to = number);
        }
    }

    fn get(tile: &Self::Tile, lane: usize) -> [i8; BLOCK] {
        let mut numbers = [0; BLOCK];
        let found = tile.iter().flat_map(|pairs| pairs.iter().skip(2 * lane).take(2));
        numbers.iter_mut().zip(found).for_each(|(to, &number)| *to = number);
        numbers
    }

    fn lay(numbers: [i8; BLOCK]) -> Self::Block {
        let mut pairs = [[0; 2]; PAIRS];
        pairs.as_flattened_mut().iter_mut().zip(numbers).for_each(|(to, number)| *to = i16::from(number));
        pairs
    }

    #[cfg(not(target_feature = "simd128"))]
    fn dot(tiles: &[Self::Tile], scales: &[[f32; ROWS]], token: &Rounded<Self>) -> [f32; ROWS] {
        let mut sums = [0.0; ROWS];
        let of_token = token.blocks.iter().zip(&token.scales);
        for ((tile, of_rows), (pairs, of_token)) in tiles.iter().zip(scales).zip(of_token) {
            let mut terms = [0_i32; ROWS];
            for (weights, &[a, b]) in tile.iter().zip(pairs) {
                for (term, pair) in terms.iter_mut().zip(weights.as_chunks::<2>().0) {
                    *term += i32::from(pair[0]) * i32::from(a) + i32::from(pair[1]) * i32::from(b);
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
    fn dot(tiles: &[Self::Tile], scales: &[[f32; ROWS]], token: &Rounded<Self>) -> [f32; ROWS] {
        use core::arch::wasm32::{i32x4_add, i32x4_dot_i16x8, i32x4_splat};

        let mut sums = super::simd::Sums::default();
        let of_token = token.blocks.iter().zip(&token.scales);
        for ((tile, of_rows), (pairs, &of_token)) in tiles.iter().zip(scales).zip(of_token) {
            let mut terms = [i32x4_splat(0); 2];
            for (weights, &[a, b]) in tile.iter().zip(pairs) {
                let pair = i32x4_splat(i32::from(a as u16) | i32::from(b) << 16);
                terms[0] = i32x4_add(terms[0], i32x4_dot_i16x8(widened(weights, false), pair));
                terms[1] = i32x4_add(terms[1], i32x4_dot_i16x8(widened(weights, true), pair));
            }
            sums.add(terms, of_rows, of_token);
        }
        sums.numbers()
    }
}

/// The eight numbers at the front or at the back of sixteen, widened.
#[cfg(target_feature = "simd128")]
#[expect(unsafe_code, reason = "the instruction takes a pointer; there are eight bytes behind it either way")]
#[inline(always)]
fn widened(bytes: &[i8; 2 * ROWS], back: bool) -> core::arch::wasm32::v128 {
    unsafe { core::arch::wasm32::i16x8_load_extend_i8x8(bytes.as_ptr().add(usize::from(back) * ROWS)) }
}
