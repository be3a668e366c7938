//! What both kernels for WebAssembly's 128-bit instructions end with: whole numbers scaled and added.

use core::arch::wasm32::{
    f32x4_add, f32x4_convert_i32x4, f32x4_extract_lane, f32x4_mul, f32x4_splat, v128, v128_load,
};

use super::ROWS;

/// A sum for each of [`ROWS`] rows.
pub(super) struct Sums([v128; 2]);

impl Default for Sums {
    fn default() -> Self {
        Self([f32x4_splat(0.0); 2])
    }
}

impl Sums {
    /// Adds a block's whole numbers, scaled.
    #[inline(always)]
    pub fn add(&mut self, terms: [v128; 2], of_rows: &[f32; ROWS], of_token: f32) {
        let of_token = f32x4_splat(of_token);
        for ((half, sum), term) in self.0.iter_mut().enumerate().zip(terms) {
            let scale = f32x4_mul(four(of_rows, half == 1), of_token);
            *sum = f32x4_add(*sum, f32x4_mul(f32x4_convert_i32x4(term), scale));
        }
    }

    /// The sums, row by row.
    pub fn numbers(self) -> [f32; ROWS] {
        let [low, high] = self.0;
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
}

#[expect(
    unsafe_code,
    reason = "the instruction takes a pointer; there are four numbers behind it either way"
)]
#[inline(always)]
fn four(numbers: &[f32; ROWS], back: bool) -> v128 {
    unsafe { v128_load(numbers.as_ptr().add(usize::from(back) * 4).cast()) }
}
