//! Weights as the shaders read them: rows padded with zeros to whole vec4, in the format they are stored in where there is one.

use std::sync::OnceLock;

use candle_core::{DType, Tensor};
use half::f16;

use super::memory::Buffer;
use super::pipelines::padded;
use crate::error::Result;

/// How the numbers of a matrix are stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Format {
    F32,
    F16,
}

impl Format {
    /// The format for matrices that come as this type: as it is where a shader reads it, wider otherwise.
    pub fn of(dtype: DType) -> Self {
        if dtype == DType::F16 { Self::F16 } else { Self::F32 }
    }

    /// The shader's function that reads four weights.
    pub fn shader(self) -> &'static str {
        match self {
            Self::F32 => include_str!("weights_f32.wgsl"),
            Self::F16 => include_str!("weights_f16.wgsl"),
        }
    }

    /// Bytes of a tensor as it is packed.
    pub fn bytes(self, tensor: &Tensor) -> usize {
        let (length, width) = row(tensor);
        let number = match self {
            Self::F32 => 4,
            Self::F16 => 2,
        };
        tensor.elem_count() / length * width * number
    }

    /// A tensor's rows, padded; a vector as it is.
    pub fn pack(self, tensor: &Tensor) -> Result<Vec<u8>> {
        let flat = tensor.flatten_all()?;
        Ok(match self {
            Self::F32 => pack(&flat.to_dtype(DType::F32)?.to_vec1::<f32>()?, row(tensor), f32::to_le_bytes),
            Self::F16 => pack(&flat.to_vec1::<f16>()?, row(tensor), f16::to_le_bytes),
        })
    }
}

/// Numbers in a tensor's row, and in the same row as it is packed.
fn row(tensor: &Tensor) -> (usize, usize) {
    let length = tensor.dims().last().copied().unwrap_or(1).max(1);
    (length, if tensor.rank() == 2 { padded(length) } else { length })
}

fn pack<T: Copy, const N: usize>(
    numbers: &[T],
    (length, width): (usize, usize),
    bytes: fn(T) -> [u8; N],
) -> Vec<u8> {
    let mut packed = Vec::with_capacity(numbers.len() / length * width * N);
    for row in numbers.chunks(length) {
        packed.extend(row.iter().copied().flat_map(bytes));
        packed.resize(packed.len() + (width - length) * N, 0);
    }
    packed
}

/// A matrix, or a vector as its only row, in the GPU's memory.
pub(crate) struct Matrix {
    pub buffer: Buffer,
    pub format: Format,
    /// The bind groups of its uses, made at the first.
    pub as_linear: OnceLock<wgpu::BindGroup>,
    pub as_table: OnceLock<wgpu::BindGroup>,
}
