//! Builds the page: its bundled checkpoints into `www/public/models`, then all of it into `www/dist`.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use crate::npm;
use crate::project::Project;
use crate::sh;

/// What a visitor's browser loads of a checkpoint.
const LOADED_FILES: [&str; 3] = ["model.safetensors", "config.json", "tokenizer.json"];
/// Its card, shipped beside it.
const CARD: &str = "README.md";

/// Builds the page. The engine must be in `www/wasm` already.
pub fn build(project: &Project) -> Result<()> {
    bundle_models(&project.models(), &project.www().join("public/models"))?;
    sh::run(&mut npm::script(&project.www(), "build"))
}

/// Where the default checkpoint is kept.
pub fn default_model(models: &Path) -> Result<PathBuf> {
    Ok(models.join(Manifest::load(models)?.default))
}

/// Each bundled checkpoint's id, and the files that a visitor's browser loads for it.
pub fn model_files(models: &Path) -> Result<Vec<(String, Vec<PathBuf>)>> {
    let Manifest { ids, .. } = Manifest::load(models)?;
    let files = |id: &str| LOADED_FILES.iter().map(|file| models.join(id).join(file)).collect();
    Ok(ids.into_iter().map(|id| (id.clone(), files(&id))).collect())
}

/// The part of `models/manifest.json` that the build needs.
#[derive(Debug, PartialEq)]
struct Manifest {
    default: String,
    ids: Vec<String>,
}

impl Manifest {
    fn load(models: &Path) -> Result<Self> {
        let file = models.join("manifest.json");
        let text = fs::read_to_string(&file).with_context(|| format!("cannot read {}", file.display()))?;
        Self::read(&text).with_context(|| format!("{} is not a manifest", file.display()))
    }

    fn read(text: &str) -> Result<Self> {
        let manifest: Value = serde_json::from_str(text)?;
        let default = manifest.get("default").and_then(Value::as_str).context("it has no `default`")?;
        let models = manifest.get("models").and_then(Value::as_array).context("it has no list `models`")?;
        let ids = models.iter().map(|model| {
            let id = model.get("id").and_then(Value::as_str).context("a model has no `id`")?;
            // The id is also the name of its folder.
            let is_plain = id.chars().all(|c| c.is_ascii_alphanumeric() || "-_.".contains(c));
            ensure!(is_plain && !id.is_empty() && !id.starts_with('.'), "{id:?} cannot name a model");
            Ok(id.to_owned())
        });
        let ids = ids.collect::<Result<Vec<_>>>()?;
        ensure!(ids.iter().any(|id| id == default), "its default, {default:?}, is none of its models");
        Ok(Self { default: default.to_owned(), ids })
    }
}

fn bundle_models(models: &Path, public: &Path) -> Result<()> {
    let Manifest { ids, .. } = Manifest::load(models)?;
    // Made anew, so that a checkpoint no longer in the manifest is not shipped either.
    if public.exists() {
        fs::remove_dir_all(public).with_context(|| format!("cannot clear {}", public.display()))?;
    }
    copy("manifest.json".as_ref(), models, public)?;
    for id in ids {
        for file in LOADED_FILES.into_iter().chain([CARD]) {
            copy(&Path::new(&id).join(file), models, public)?;
        }
    }
    Ok(())
}

fn copy(file: &Path, from: &Path, to: &Path) -> Result<()> {
    let (from, to) = (from.join(file), to.join(file));
    let folder = to.parent().context("a file to copy has no folder")?;
    fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
    fs::copy(&from, &to).with_context(|| format!("cannot copy {} to {}", from.display(), to.display()))?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_manifest_names_its_models_and_the_default() {
        let manifest = Manifest::read(r#"{"default":"b","models":[{"id":"cups-1"},{"id":"b"}]}"#).unwrap();
        assert_eq!(manifest, Manifest { default: "b".into(), ids: vec!["cups-1".into(), "b".into()] });
    }

    #[test]
    fn a_manifest_that_cannot_be_followed_is_refused() {
        for bad in [
            "",
            r#"{"models":[{"id":"a"}]}"#,
            r#"{"default":"a","models":[]}"#,
            r#"{"default":"a","models":[{}]}"#,
            r#"{"default":"../x","models":[{"id":"../x"}]}"#,
        ] {
            assert!(Manifest::read(bad).is_err(), "{bad}");
        }
    }
}
