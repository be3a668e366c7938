//! Weights as the shaders read them: rows padded with zeros to whole vec4, in the format they are stored in where there is one.

use std::sync::OnceLock;

use candle_core::{DType, Tensor};
use half::f16;

use super::memory::Buffer;
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

    /// Bytes of a number.
    pub fn bytes(self) -> usize {
        match self {
            Self::F32 => 4,
            Self::F16 => 2,
        }
    }

    /// A tensor's rows, padded to `width` numbers.
    pub fn pack(self, tensor: &Tensor, width: usize) -> Result<Vec<u8>> {
        Ok(match self {
            Self::F32 => rows(
                &tensor.to_dtype(DType::F32)?.flatten_all()?.to_vec1::<f32>()?,
                tensor,
                width,
                f32::to_le_bytes,
            ),
            Self::F16 => rows(&tensor.flatten_all()?.to_vec1::<f16>()?, tensor, width, f16::to_le_bytes),
        })
    }
}

fn rows<T: Copy + Default, const N: usize>(
    numbers: &[T],
    tensor: &Tensor,
    width: usize,
    bytes: fn(T) -> [u8; N],
) -> Vec<u8> {
    let length = tensor.dims().last().copied().unwrap_or(1).max(1);
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
