//! A tensor on the host, as its file stores it: plain numbers, or blocks of small whole numbers with a scale each.

use candle_core::{DType, Device, Tensor};
use half::f16;

use crate::error::{Error, Result};

/// A tensor as it is stored.
#[derive(Clone, Debug)]
pub(crate) enum Host {
    /// F32, F16 or BF16.
    Plain(Tensor),
    /// A quantised matrix.
    Blocks(Blocks),
}

/// How a block's numbers are stored (`ggml-common.h` of llama.cpp): a scale in f16, then 32 whole numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Kind {
    /// −128 … 127, a byte each.
    Q8,
    /// −8 … 7, half a byte each: the first 16 in the low halves, the others in the high ones.
    Q4,
}

/// Numbers in a block.
pub(crate) const BLOCK: usize = 32;

/// Large tensors are converted this many numbers at a time, so that no second copy of one is made.
pub(crate) const PIECE: usize = 1 << 18;

impl Kind {
    /// Bytes of a block.
    pub fn bytes(self) -> usize {
        match self {
            Self::Q8 => 2 + BLOCK,
            Self::Q4 => 2 + BLOCK / 2,
        }
    }

    fn unpack(self, block: &[u8]) -> (f16, [i8; BLOCK]) {
        let (scale, packed) = block.split_at(2);
        let mut numbers = [0; BLOCK];
        match self {
            Self::Q8 => numbers.iter_mut().zip(packed).for_each(|(to, &byte)| *to = byte as i8),
            Self::Q4 => {
                let halves = packed.iter().map(|byte| byte & 15).chain(packed.iter().map(|byte| byte >> 4));
                numbers.iter_mut().zip(halves).for_each(|(to, half)| *to = half as i8 - 8);
            }
        }
        (f16::from_le_bytes(scale.try_into().unwrap_or_default()), numbers)
    }
}

/// A matrix in blocks along its rows.
#[derive(Clone, Debug)]
pub(crate) struct Blocks {
    pub kind: Kind,
    /// `(out, in)`; `in` is a multiple of [`BLOCK`].
    pub shape: [usize; 2],
    /// As in the file, row after row.
    bytes: Vec<u8>,
}

impl Blocks {
    /// Checks that these bytes are such a matrix, with finite scales.
    pub fn new(name: &str, kind: Kind, shape: [usize; 2], bytes: Vec<u8>) -> Result<Self> {
        let [rows, width] = shape;
        if width % BLOCK != 0 || bytes.len() != rows * (width / BLOCK) * kind.bytes() {
            let expected = format!("whole blocks of {BLOCK}");
            return Err(Error::Blocks { name: name.to_owned(), expected, got: shape.to_vec() });
        }
        let blocks = Self { kind, shape, bytes };
        let bad =
            blocks.iter().map(|(scale, _)| scale.to_f32()).enumerate().find(|(_, scale)| !scale.is_finite());
        match bad {
            Some((index, got)) => Err(Error::NotFinite { name: name.to_owned(), index: index * BLOCK, got }),
            None => Ok(blocks),
        }
    }

    /// Each block's scale and numbers.
    pub fn iter(&self) -> impl Iterator<Item = (f16, [i8; BLOCK])> {
        self.bytes.chunks_exact(self.kind.bytes()).map(|block| self.kind.unpack(block))
    }

    /// The same with the rows in another order: row `i` is what row `from(i)` was.
    pub fn reordered(self, from: impl Fn(usize) -> usize) -> Self {
        let [rows, width] = self.shape;
        let row = width / BLOCK * self.kind.bytes();
        let bytes = (0..rows)
            .filter_map(|to| self.bytes.get(from(to) * row..(from(to) + 1) * row))
            .flatten()
            .copied()
            .collect();
        Self { bytes, ..self }
    }

    /// The numbers that the blocks stand for.
    fn plain(&self) -> Result<Tensor> {
        let numbers = self.iter().flat_map(|(scale, numbers)| {
            let scale = scale.to_f32();
            numbers.into_iter().map(move |number| f32::from(number) * scale)
        });
        Ok(Tensor::from_iter(numbers, &Device::Cpu)?.reshape(&self.shape[..])?)
    }
}

impl Host {
    /// Checks that all numbers are finite.
    pub fn plain(name: &str, tensor: Tensor) -> Result<Self> {
        let flat = tensor.flatten_all()?;
        let count = flat.elem_count();
        for start in (0..count).step_by(PIECE) {
            let piece = flat.narrow(0, start, PIECE.min(count - start))?;
            let values = piece.to_dtype(DType::F32)?.to_vec1::<f32>()?;
            if let Some((index, &got)) = values.iter().enumerate().find(|(_, value)| !value.is_finite()) {
                return Err(Error::NotFinite { name: name.to_owned(), index: start + index, got });
            }
        }
        Ok(Self::Plain(tensor))
    }

    /// As f32.
    pub fn widened(&self) -> Result<Tensor> {
        match self {
            Self::Plain(tensor) => Ok(tensor.to_dtype(DType::F32)?),
            Self::Blocks(blocks) => blocks.plain(),
        }
    }

    /// Whether both are stored alike.
    fn is_like(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Plain(one), Self::Plain(other)) => one.dtype() == other.dtype(),
            (Self::Blocks(one), Self::Blocks(other)) => one.kind == other.kind,
            _ => false,
        }
    }

    /// Tensors that are to lie below one another, all stored alike: as they are where they are so already, as f32 otherwise.
    pub fn alike(parts: Vec<Self>) -> Result<Vec<Self>> {
        if parts.iter().zip(parts.iter().skip(1)).all(|(one, next)| one.is_like(next)) {
            return Ok(parts);
        }
        parts.iter().map(|part| part.widened().map(Self::Plain)).collect()
    }
}

#[cfg(test)]
mod tests {
    use candle_core::quantized::{GgmlDType, QTensor};

    use super::*;

    #[test]
    fn blocks_are_read_as_candle_reads_them() {
        let numbers: Vec<f32> = (0..4 * 96).map(|at| ((at * 37 % 101) as f32 - 50.0) / 23.0).collect();
        let tensor = Tensor::from_vec(numbers, (4, 96), &Device::Cpu).unwrap();
        for (dtype, kind) in [(GgmlDType::Q8_0, Kind::Q8), (GgmlDType::Q4_0, Kind::Q4)] {
            let theirs = QTensor::quantize(&tensor, dtype).unwrap();
            let ours = Blocks::new("it", kind, [4, 96], theirs.data().unwrap().to_vec()).unwrap();
            let all = |tensor: Tensor| tensor.flatten_all().unwrap().to_vec1::<f32>().unwrap();
            assert_eq!(all(ours.plain().unwrap()), all(theirs.dequantize(&Device::Cpu).unwrap()));
            let turned = ours.clone().reordered(|row| 3 - row).reordered(|row| 3 - row);
            assert_eq!(turned.bytes, ours.bytes);
        }
    }

    #[test]
    fn parts_stored_in_different_ways_are_widened() {
        let blocks = || Host::Blocks(Blocks::new("it", Kind::Q4, [1, 32], vec![0; 18]).unwrap());
        let plain = |dtype| Host::Plain(Tensor::zeros((1, 32), dtype, &Device::Cpu).unwrap());
        let is_plain = |parts| {
            Host::alike(parts)
                .unwrap()
                .iter()
                .all(|part| matches!(part, Host::Plain(t) if t.dtype() == DType::F32))
        };
        assert!(!is_plain(vec![blocks(), blocks()]));
        assert!(!is_plain(vec![plain(DType::F16), plain(DType::F16)]));
        assert!(is_plain(vec![blocks(), plain(DType::F16)]));
        assert!(is_plain(vec![plain(DType::BF16), plain(DType::F16)]));
    }

    #[test]
    fn scales_that_are_no_numbers_are_refused() {
        let mut bytes = vec![0; 2 * 34];
        bytes[34..36].copy_from_slice(&f16::INFINITY.to_le_bytes());
        let error = Blocks::new("it", Kind::Q8, [1, 64], bytes).unwrap_err();
        assert_eq!(error.to_string(), "the tensor it holds inf at element 32, expected finite numbers");
        assert!(Blocks::new("it", Kind::Q8, [1, 48], vec![0; 51]).is_err());
    }
}
