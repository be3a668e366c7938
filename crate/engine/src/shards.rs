//! The safetensors files of a checkpoint: every name, shape, format and value checked, and a tensor read when it is asked for.

use candle_core::{DType, Device, Tensor};
use safetensors::Dtype;
use safetensors::tensor::Metadata;

use crate::error::{Error, Result};
use crate::host::Host;
use crate::source::Source;

/// The most bytes that a header may have: thousands of tensors fit.
const MAX_HEADER: u64 = 16 << 20;

/// One file: what its header says, and where its bytes are.
struct Shard {
    source: Box<dyn Source>,
    metadata: Metadata,
    /// Where the tensors' bytes begin.
    data: u64,
}

/// The files that a checkpoint's tensors are in.
pub(crate) struct Shards(Vec<Shard>);

impl Shards {
    /// Reads the files' headers.
    pub async fn open(files: impl Iterator<Item = (String, Box<dyn Source>)>) -> Result<Self> {
        let mut shards = Vec::new();
        for (name, source) in files {
            shards.push(Shard::open(&name, source).await?);
        }
        Ok(Self(shards))
    }

    /// A tensor, checked.
    pub async fn read(&self, name: &str, expected: &[usize]) -> Result<Host> {
        let found = self.0.iter().find_map(|shard| Some((shard, shard.metadata.info(name)?)));
        let missing = || Error::MissingTensor { name: name.to_owned(), expected: expected.to_vec() };
        let (shard, info) = found.ok_or_else(missing)?;
        if info.shape != expected {
            let (name, expected, got) = (name.to_owned(), expected.to_vec(), info.shape.clone());
            return Err(Error::Shape { name, expected, got });
        }
        let dtype = match info.dtype {
            Dtype::F32 => DType::F32,
            Dtype::F16 => DType::F16,
            Dtype::BF16 => DType::BF16,
            other => return Err(Error::Dtype { name: name.to_owned(), got: format!("{other:?}") }),
        };
        let (start, end) = info.data_offsets;
        let bytes = shard.source.read(shard.data + start as u64..shard.data + end as u64).await?;
        Host::plain(name, Tensor::from_raw_buffer(&bytes, dtype, expected, &Device::Cpu)?)
    }
}

impl Shard {
    async fn open(name: &str, source: Box<dyn Source>) -> Result<Self> {
        let refuse = |reason: String| Error::Safetensors { file: name.to_owned(), reason };
        let size = source.size();
        if size < 8 {
            return Err(refuse(format!("expected at least 8 bytes, got {size}")));
        }
        let length = source.read(0..8).await?;
        let length = length.try_into().map_or(u64::MAX, u64::from_le_bytes);
        if length > MAX_HEADER {
            let most = MAX_HEADER >> 20;
            return Err(refuse(format!("its header claims more than the {most} MiB that a header may have")));
        }
        let data = 8 + length;
        if data > size {
            return Err(refuse(format!("its header claims to be larger than the file ({size} bytes)")));
        }
        let header = source.read(8..data).await?;
        let metadata: Metadata = serde_json::from_slice(&header)
            .map_err(|error| refuse(format!("its header is not the JSON expected of it: {error}")))?;
        // Where the tensors lie the library checks with the header; how long the file is it can't.
        let tensors = metadata.data_len() as u64;
        if data + tensors != size {
            return Err(refuse(format!("its tensors need more, or fewer, bytes than its {size}")));
        }
        Ok(Self { source, metadata, data })
    }
}
