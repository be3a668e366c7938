//! An experiment as it is named on the command line, and the model that is to run it.

use std::io::ErrorKind;
use std::path::PathBuf;

use anyhow::{Context as _, Result};
use foregone_engine::Model;
use foregone_lab::contrast::{Contrast, Stage};
use foregone_lab::link::{self, Link};
use foregone_lab::spec::{ModelRef, Spec};

use crate::Backend;

/// An experiment, and what is to run it.
#[derive(clap::Args)]
pub struct Which {
    /// A spec file, or a permalink: its `#v1.…` or `#v2.…` part or the whole URL
    spec: String,
    /// A checkpoint in the Hugging Face layout; without it the bundled model that the spec names
    #[arg(long)]
    model: Option<PathBuf>,
    /// What to compute on
    #[arg(long, value_enum, default_value_t)]
    backend: Backend,
}

/// An experiment with its model.
pub struct Experiment {
    /// The model.
    pub model: Model,
    /// What was named.
    pub link: Link,
    /// SHA-256 of the weights; none where they come in shards.
    hash: Option<String>,
}

impl Experiment {
    /// Whether the weights are those that the experiment was written about. (Of shards none are named.)
    pub fn is_same_model(&self) -> bool {
        self.hash.as_ref().is_none_or(|hash| *hash == self.link.model().sha256)
    }

    /// The contrast, as one about these weights.
    pub async fn contrast(&self) -> Result<Contrast> {
        let mut contrast = self.link.clone().contrast(&self.model).await?;
        if let Some(hash) = &self.hash {
            contrast.first.model.sha256.clone_from(hash);
        }
        Ok(contrast)
    }

    /// The one run that version 1 holds; of a contrast, the first.
    pub fn into_first(self) -> (Model, Spec) {
        let spec = match self.link {
            Link::V1(spec) => *spec,
            Link::V2(contrast) => contrast.first,
        };
        (self.model, spec)
    }
}

impl Which {
    /// The experiment as it is written. Says so where it was written about other weights.
    pub async fn load(&self) -> Result<Experiment> {
        let link = read(&self.spec)?;
        let dir = self.folder(link.model());
        let model = crate::load(&dir, self.backend).await?;
        let experiment = Experiment { model, hash: crate::weights_hash(&dir)?, link };
        if !experiment.is_same_model() {
            eprintln!(
                "The experiment was written with another version of the model, so its tokens may differ."
            );
        }
        Ok(experiment)
    }

    /// The model, and the one run that is asked for: of a contrast, the first.
    pub async fn open(&self) -> Result<(Model, Spec)> {
        Ok(self.load().await?.into_first())
    }

    fn folder(&self, model: &ModelRef) -> PathBuf {
        self.model.clone().unwrap_or_else(|| crate::bundled(&model.id))
    }
}

/// Both runs of a stage at their ends.
pub async fn finished(mut stage: Stage) -> Result<Stage> {
    while !stage.over() {
        for run in 0..stage.runs().len() {
            stage.step(run).await?;
        }
    }
    Ok(stage)
}

/// From a file where there is one of that name, else from a link.
fn read(from: &str) -> Result<Link> {
    let is_link = from.contains('#') || from.starts_with("v1.") || from.starts_with("v2.");
    match std::fs::read(from) {
        Ok(json) => Ok(link::parse(&json)?),
        Err(error) if error.kind() == ErrorKind::NotFound && !is_link => {
            Err(error).with_context(|| format!("{from} is neither a spec file nor a link"))
        }
        Err(_) => Ok(link::decode(from)?),
    }
}
