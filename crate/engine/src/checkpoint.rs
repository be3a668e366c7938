//! A checkpoint in the Hugging Face layout: config.json, tokenizer.json, model.safetensors or shards with an index.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

use serde::Deserialize;

use crate::config::Config;
use crate::error::{Error, Result};
use crate::tokenizer::Tokenizer;
use crate::weights::Files;

const CONFIG: &str = "config.json";
const TOKENIZER: &str = "tokenizer.json";
const SINGLE: &str = "model.safetensors";
const INDEX: &str = "model.safetensors.index.json";

/// A checkpoint's parsed settings and tokenizer, and its weights as bytes.
pub struct Checkpoint {
    /// What config.json says.
    pub config: Config,
    /// What tokenizer.json says.
    pub tokenizer: Arc<Tokenizer>,
    weights: BTreeMap<String, Vec<u8>>,
}

#[derive(Deserialize)]
struct Index {
    weight_map: BTreeMap<String, String>,
}

impl Checkpoint {
    /// From files by name, wherever they came from.
    ///
    /// # Errors
    /// [`Error::MissingFile`] or whatever is wrong with the settings or the tokenizer.
    pub fn from_files(mut files: BTreeMap<String, Vec<u8>>) -> Result<Self> {
        let mut take = |name: &str| files.remove(name).ok_or_else(|| missing(name));
        let config = Config::parse(&take(CONFIG)?)?;
        let tokenizer = Tokenizer::parse(&take(TOKENIZER)?)?;
        if tokenizer.vocab() > config.vocab {
            return Err(Error::Config {
                field: "vocab_size",
                expected: format!("at least the tokenizer's {} tokens", tokenizer.vocab()),
                got: config.vocab.to_string(),
            });
        }
        let weights = match take(INDEX) {
            Ok(index) => {
                let names = shard_names(&index)?;
                names.into_iter().map(|name| Ok((name.clone(), take(&name)?))).collect::<Result<_>>()?
            }
            Err(_) => BTreeMap::from([(SINGLE.to_owned(), take(SINGLE)?)]),
        };
        Ok(Self { config, tokenizer: Arc::new(tokenizer), weights })
    }

    /// From a directory.
    ///
    /// # Errors
    /// [`Error::Read`] for a file that is there and can't be read; those of [`Checkpoint::from_files`].
    pub fn from_dir(dir: &Path) -> Result<Self> {
        let mut files = BTreeMap::new();
        for name in [CONFIG, TOKENIZER, INDEX] {
            files.extend(read(dir, name)?);
        }
        let weights = match files.get(INDEX) {
            Some(index) => shard_names(index)?,
            None => BTreeSet::from([SINGLE.to_owned()]),
        };
        for name in weights {
            files.extend(read(dir, &name)?);
        }
        Self::from_files(files)
    }

    pub(crate) fn files(&self) -> Result<Files<'_>> {
        Files::parse(self.weights.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())))
    }
}

/// A file of `dir` under its name; nothing where there is no such file.
fn read(dir: &Path, name: &str) -> Result<Option<(String, Vec<u8>)>> {
    let path = dir.join(name);
    match std::fs::read(&path) {
        Ok(bytes) => Ok(Some((name.to_owned(), bytes))),
        Err(source) if source.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(source) => Err(Error::Read { path: path.display().to_string(), source }),
    }
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

fn missing(name: &str) -> Error {
    Error::MissingFile { name: name.to_owned() }
}
