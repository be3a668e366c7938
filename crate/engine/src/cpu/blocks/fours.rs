//! Fours of neighbours side by side: `[r0k0 r0k1 r0k2 r0k3 r1k0 …]`, for relaxed SIMD's product of bytes.
//!
//! `i32x4.relaxed_dot_i8x16_i7x16_add_s` multiplies sixteen bytes at once, twice as many as there is without it, and is the same on every
//! machine as long as its second operand stays within 0 … 127. A token's number x, −128 … 127, is put into two of these without loss:
//! `x + 128 = 2 hi + lo`, with hi in 0 … 127 and lo 0 or 1. So, for a row's weights w,
//!
//! `Σ w x = 2 (Σ w hi − 64 Σ w) + Σ w lo`,
//!
//! where `Σ w` is known when the weights are loaded. The pairs of products that the instruction adds in 16 bits fit:
//! `128 × 127 × 2 < 2¹⁵`.

use super::{Layout, ROWS, Rounded};
use crate::host::BLOCK;

/// Fours in a block.
const FOURS: usize = BLOCK / 4;

/// This layout.
pub(crate) struct Fours;

/// A block of each of [`ROWS`] rows.
#[derive(Clone, Default)]
pub(crate) struct Tile {
    numbers: [[[i8; 4]; ROWS]; FOURS],
    /// Of each row's numbers.
    sums: [i16; ROWS],
}

/// A block of a token's numbers: the upper seven bits of each shifted number, and the last; four of them in a word.
pub(crate) struct Block([[i32; 2]; FOURS]);

impl Layout for Fours {
    type Tile = Tile;
    type Block = Block;

    fn put(tile: &mut Tile, lane: usize, numbers: &[i8; BLOCK]) {
        let lanes = tile.numbers.iter_mut().filter_map(|rows| rows.get_mut(lane));
        lanes.zip(numbers.as_chunks::<4>().0).for_each(|(to, four)| *to = *four);
        let sum = numbers.iter().map(|&number| i16::from(number)).sum();
        tile.sums.iter_mut().skip(lane).take(1).for_each(|to| *to = sum);
    }

    fn get(tile: &Tile, lane: usize) -> [i8; BLOCK] {
        let mut numbers = [0; BLOCK];
        let found = tile.numbers.iter().filter_map(|rows| rows.get(lane)).flatten();
        numbers.iter_mut().zip(found).for_each(|(to, &number)| *to = number);
        numbers
    }

    fn lay(numbers: [i8; BLOCK]) -> Block {
        let mut words = [[0; 2]; FOURS];
        for (to, four) in words.iter_mut().zip(numbers.as_chunks::<4>().0) {
            // Adding 128 turns the top bit.
            let shifted = four.map(|number| number as u8 ^ 128);
            *to =
                [shifted.map(|number| number >> 1), shifted.map(|number| number & 1)].map(i32::from_le_bytes);
        }
        Block(words)
    }

    #[cfg(not(target_arch = "wasm32"))]
    fn dot(tiles: &[Tile], scales: &[[f32; ROWS]], token: &Rounded<Self>) -> [f32; ROWS] {
        let product = |[a, b, c, d]: [i8; 4], word: i32| {
            let numbers = word.to_le_bytes().map(i32::from);
            [a, b, c, d]
                .into_iter()
                .zip(numbers)
                .map(|(weight, number)| i32::from(weight) * number)
                .sum::<i32>()
        };
        let mut sums = [0.0; ROWS];
        let of_token = token.blocks.iter().zip(&token.scales);
        for ((tile, of_rows), (block, of_token)) in tiles.iter().zip(scales).zip(of_token) {
            let mut high = tile.sums.map(|sum| -64 * i32::from(sum));
            let mut low = [0; ROWS];
            for (weights, &[hi, lo]) in tile.numbers.iter().zip(&block.0) {
                for ((high, low), &four) in high.iter_mut().zip(&mut low).zip(weights) {
                    *high += product(four, hi);
                    *low += product(four, lo);
                }
            }
            for ((sum, (high, low)), of_row) in sums.iter_mut().zip(high.into_iter().zip(low)).zip(of_rows) {
                *sum += (2 * high + low) as f32 * (of_row * of_token);
            }
        }
        sums
    }

    #[cfg(target_arch = "wasm32")]
    fn dot(tiles: &[Tile], scales: &[[f32; ROWS]], token: &Rounded<Self>) -> [f32; ROWS] {
        relaxed::dot(tiles, scales, token)
    }
}

/// The same with the instruction.
#[cfg(target_arch = "wasm32")]
mod relaxed {
    use core::arch::wasm32::{
        i16x8_splat, i32x4_add, i32x4_extmul_high_i16x8, i32x4_extmul_low_i16x8,
        i32x4_relaxed_dot_i8x16_i7x16_add, i32x4_shl, i32x4_splat, v128, v128_load,
    };

    use super::super::simd::Sums;
    use super::{Fours, ROWS, Rounded, Tile};

    /// The feature is turned on here alone, so that dependencies are compiled once for both builds.
    #[target_feature(enable = "relaxed-simd")]
    pub fn dot(tiles: &[Tile], scales: &[[f32; ROWS]], token: &Rounded<Fours>) -> [f32; ROWS] {
        let mut sums = Sums::default();
        let of_token = token.blocks.iter().zip(&token.scales);
        for ((tile, of_rows), (block, &of_token)) in tiles.iter().zip(scales).zip(of_token) {
            let (of_weights, shift) = (eight(&tile.sums), i16x8_splat(-64));
            let mut high =
                [i32x4_extmul_low_i16x8(of_weights, shift), i32x4_extmul_high_i16x8(of_weights, shift)];
            let mut low = [i32x4_splat(0); 2];
            for (weights, &[hi, lo]) in tile.numbers.iter().zip(&block.0) {
                let (front, back) = (sixteen(weights, false), sixteen(weights, true));
                let (hi, lo) = (i32x4_splat(hi), i32x4_splat(lo));
                high[0] = i32x4_relaxed_dot_i8x16_i7x16_add(front, hi, high[0]);
                high[1] = i32x4_relaxed_dot_i8x16_i7x16_add(back, hi, high[1]);
                low[0] = i32x4_relaxed_dot_i8x16_i7x16_add(front, lo, low[0]);
                low[1] = i32x4_relaxed_dot_i8x16_i7x16_add(back, lo, low[1]);
            }
            let term = |half: usize| i32x4_add(i32x4_shl(high[half], 1), low[half]);
            sums.add([term(0), term(1)], of_rows, of_token);
        }
        sums.numbers()
    }

    #[expect(unsafe_code, reason = "the instruction takes a pointer; there are eight numbers behind it")]
    #[inline(always)]
    fn eight(sums: &[i16; ROWS]) -> v128 {
        unsafe { v128_load(sums.as_ptr().cast()) }
    }

    /// The fours of the first half of the rows, or of the other.
    #[expect(
        unsafe_code,
        reason = "the instruction takes a pointer; there are sixteen bytes behind it either way"
    )]
    #[inline(always)]
    fn sixteen(weights: &[[i8; 4]; ROWS], back: bool) -> v128 {
        unsafe { v128_load(weights.as_ptr().add(usize::from(back) * ROWS / 2).cast()) }
    }
}
