//! Weights as the shaders read them, in the format they are stored in where there is one: rows of plain numbers padded with zeros to
//! whole blocks; of quantised ones whole numbers and scales in two streams.

use std::sync::OnceLock;

use candle_core::{DType, Tensor, WithDType};
use half::f16;

use super::memory::Buffer;
use super::pipelines::padded;
use crate::error::Result;
use crate::host::{BLOCK, Blocks, Host, Kind, PIECE};

/// How the numbers of a matrix are stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Format {
    F32,
    F16,
    Quantised(Kind),
}

/// A part of a matrix as it is uploaded: numbers, and scales where there are any.
type Piece = [Vec<u8>; 2];

impl Format {
    /// The format for matrices stored like this: as they are where a shader reads it, wider otherwise.
    pub fn of(matrix: &Host) -> Self {
        match matrix {
            Host::Plain(tensor) if tensor.dtype() == DType::F16 => Self::F16,
            Host::Plain(_) => Self::F32,
            Host::Blocks(blocks) => Self::Quantised(blocks.kind),
        }
    }

    /// The shader's functions that read weights.
    pub fn shader(self) -> &'static str {
        match self {
            Self::F32 => include_str!("weights_f32.wgsl"),
            Self::F16 => include_str!("weights_f16.wgsl"),
            Self::Quantised(Kind::Q8) => include_str!("weights_q8.wgsl"),
            Self::Quantised(Kind::Q4) => include_str!("weights_q4.wgsl"),
        }
    }

    /// Bytes of a matrix's numbers, and of its scales.
    pub fn sizes(self, matrix: &Host) -> [usize; 2] {
        let [rows, width] = shape(matrix);
        match self {
            Self::F32 => [rows * padded(width) * 4, 0],
            Self::F16 => [rows * padded(width) * 2, 0],
            Self::Quantised(Kind::Q8) => [rows * width, rows * width / BLOCK * 2],
            Self::Quantised(Kind::Q4) => [rows * width / 2, rows * width / BLOCK * 2],
        }
    }

    /// Matrices' rows one below the other, in pieces of whole words.
    pub fn pack(self, parts: &[Host]) -> Box<dyn Iterator<Item = Result<Piece>> + '_> {
        match self {
            Self::F32 => Box::new(pack(parts, f32::to_le_bytes)),
            Self::F16 => Box::new(pack(parts, f16::to_le_bytes)),
            Self::Quantised(kind) => Box::new(pack_blocks(kind, parts).map(Ok)),
        }
    }
}

fn shape(matrix: &Host) -> [usize; 2] {
    match matrix {
        Host::Plain(tensor) => tensor.dims2().map_or([1, 1], |(rows, width)| [rows, width]),
        Host::Blocks(blocks) => blocks.shape,
    }
}

fn pack<T: WithDType, const N: usize>(
    parts: &[Host],
    bytes: fn(T) -> [u8; N],
) -> impl Iterator<Item = Result<Piece>> {
    let plain = parts.iter().filter_map(|part| match part {
        Host::Plain(tensor) => Some(tensor),
        Host::Blocks(_) => None,
    });
    plain.flat_map(move |tensor| {
        let [count, width] = tensor.dims2().map_or([0, 1], |(rows, width)| [rows, width]);
        let rows = (PIECE / width).max(1);
        (0..count).step_by(rows).map(move |start| {
            let piece = tensor.narrow(0, start, rows.min(count - start))?;
            let numbers = piece.to_dtype(T::DTYPE)?.flatten_all()?.to_vec1::<T>()?;
            let mut packed = Vec::with_capacity(rows * padded(width) * N);
            for row in numbers.chunks(width) {
                packed.extend(row.iter().copied().flat_map(bytes));
                packed.resize(packed.len() + (padded(width) - width) * N, 0);
            }
            Ok([packed, Vec::new()])
        })
    })
}

fn pack_blocks(kind: Kind, parts: &[Host]) -> impl Iterator<Item = Piece> {
    let blocks = parts.iter().filter_map(|part| match part {
        Host::Blocks(blocks) => Some(blocks),
        Host::Plain(_) => None,
    });
    let mut rest = blocks.flat_map(Blocks::iter).peekable();
    std::iter::from_fn(move || {
        rest.peek()?;
        let (mut packed, mut scales) = (Vec::new(), Vec::new());
        for (scale, numbers) in rest.by_ref().take(PIECE / BLOCK) {
            scales.extend(scale.to_le_bytes());
            let half = |number: &i8| (number + 8) as u8;
            match kind {
                // weights_q8.wgsl says why three of four are shifted.
                Kind::Q8 => packed.extend(
                    numbers
                        .as_chunks::<4>()
                        .0
                        .iter()
                        .flat_map(|&[a, b, c, d]| [a as u8 ^ 128, b as u8 ^ 128, c as u8 ^ 128, d as u8]),
                ),
                Kind::Q4 => {
                    packed.extend(numbers.as_chunks::<2>().0.iter().map(|[a, b]| half(a) | half(b) << 4))
                }
            }
        }
        // Two scales share a word.
        scales.resize(scales.len().next_multiple_of(4), 0);
        Some([packed, scales])
    })
}

/// A vector's numbers as f32.
pub(crate) fn bytes_of(vector: &Tensor) -> Result<Vec<u8>> {
    Ok(vector.to_vec1::<f32>()?.into_iter().flat_map(f32::to_le_bytes).collect())
}

/// A matrix in the GPU's memory.
pub(crate) struct Matrix {
    pub numbers: Buffer,
    pub scales: Option<Buffer>,
    pub format: Format,
    /// The bind groups of its uses, made at the first.
    pub as_linear: OnceLock<wgpu::BindGroup>,
    pub as_table: OnceLock<wgpu::BindGroup>,
}
