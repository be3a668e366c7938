//! A checkpoint: config.json and tokenizer.json with model.safetensors, or shards with an index, as Hugging Face lays it out; or a GGUF
//! file, which has its settings within, with tokenizer.json beside it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde::Deserialize;

use crate::config::Config;
use crate::error::{Error, Result};
use crate::gguf::Gguf;
use crate::shards::Shards;
use crate::source::Source;
use crate::tokenizer::Tokenizer;
use crate::weights::Tensors;

const CONFIG: &str = "config.json";
const TOKENIZER: &str = "tokenizer.json";
const SINGLE: &str = "model.safetensors";
const INDEX: &str = "model.safetensors.index.json";

/// The most bytes of a file that is read as a whole; the largest real tokenizer.json has a third of it.
const MAX_WHOLE: u64 = 64 << 20;

/// A checkpoint's files by name.
pub type Files = BTreeMap<String, Box<dyn Source>>;

/// A checkpoint's parsed settings and tokenizer, and its tensors, yet to be read.
pub struct Checkpoint {
    /// What config.json or the GGUF file says.
    pub config: Config,
    /// What tokenizer.json says.
    pub tokenizer: Arc<Tokenizer>,
    pub(crate) tensors: Tensors,
}

#[derive(Deserialize)]
struct Index {
    weight_map: BTreeMap<String, String>,
}

impl Checkpoint {
    /// From files, wherever they are. Reads all but the tensors.
    ///
    /// # Errors
    /// [`Error::MissingFile`] or whatever is wrong with the settings, the tokenizer or the headers of weights.
    pub async fn open(mut files: Files) -> Result<Self> {
        let gguf = files.keys().find(|name| name.ends_with(".gguf")).cloned();
        let (config, tensors) = match gguf {
            Some(name) => {
                let gguf = Gguf::open(&name, take(&mut files, &name)?).await?;
                (gguf.config().await?, Tensors::Gguf(gguf))
            }
            None => {
                let config = Config::parse(&whole(&mut files, CONFIG).await?)?;
                let names = if files.contains_key(INDEX) {
                    shard_names(&whole(&mut files, INDEX).await?)?
                } else {
                    BTreeSet::from([SINGLE.to_owned()])
                };
                let named = |name: String| Ok((name.clone(), take(&mut files, &name)?));
                let shards = names.into_iter().map(named).collect::<Result<Vec<_>>>()?;
                (config, Tensors::Safetensors(Shards::open(shards.into_iter()).await?))
            }
        };
        let tokenizer = Tokenizer::parse(&whole(&mut files, TOKENIZER).await?)?;
        if tokenizer.vocab() > config.vocab {
            return Err(Error::Config {
                field: "vocab_size",
                expected: format!("at least the tokenizer's {} tokens", tokenizer.vocab()),
                got: config.vocab.to_string(),
            });
        }
        Ok(Self { config, tokenizer: Arc::new(tokenizer), tensors })
    }

    /// From a folder, or from a GGUF file in one.
    ///
    /// # Errors
    /// [`Error::Read`] for a folder that can't be read; those of [`Checkpoint::open`].
    #[cfg(not(target_family = "wasm"))]
    pub async fn from_path(path: &std::path::Path) -> Result<Self> {
        use crate::source::OnDisk;

        let folder = if path.is_file() { path.parent().unwrap_or(path) } else { path };
        let unreadable = |source| Error::Read { path: folder.display().to_string(), source };
        let mut files = Files::new();
        for entry in std::fs::read_dir(folder).map_err(unreadable)? {
            let found = entry.map_err(unreadable)?.path();
            let Some(name) = found.file_name().and_then(|name| name.to_str()) else { continue };
            // Where a file is named, it is that one; a folder's GGUF files count only where it has nothing else.
            let wanted = match found.extension().and_then(|kind| kind.to_str()) {
                Some("json") => true,
                Some("safetensors") => path == folder,
                Some("gguf") => path == found || (path == folder && !path.join(CONFIG).exists()),
                _ => false,
            };
            if wanted && found.is_file() {
                files.insert(name.to_owned(), Box::new(OnDisk::open(&found).map_err(unreadable)?));
            }
        }
        Self::open(files).await
    }
}

fn take(files: &mut Files, name: &str) -> Result<Box<dyn Source>> {
    files.remove(name).ok_or_else(|| Error::MissingFile { name: name.to_owned() })
}

/// All bytes of a file that has to be parsed as a whole.
async fn whole(files: &mut Files, name: &str) -> Result<Vec<u8>> {
    let source = take(files, name)?;
    let size = source.size();
    if size > MAX_WHOLE {
        let reason = format!("it has {size} bytes, expected at most {MAX_WHOLE}");
        return Err(Error::Json { file: name.to_owned(), reason });
    }
    source.read(0..size).await
}

/// The shards that an index names. Only plain names: an index must not reach outside its checkpoint.
fn shard_names(index: &[u8]) -> Result<BTreeSet<String>> {
    let refuse = |reason: String| Error::Json { file: INDEX.to_owned(), reason };
    let index: Index = serde_json::from_slice(index).map_err(|error| refuse(error.to_string()))?;
    let names: BTreeSet<String> = index.weight_map.into_values().collect();
    let plain = |name: &&String| name.ends_with(".safetensors") && !name.contains(['/', '\\']);
    match names.iter().find(|name| !plain(name)) {
        Some(name) => Err(refuse(format!("expected plain names of .safetensors files, got “{name}”"))),
        None => Ok(names),
    }
}
