//! Links of version 1 as contrasts. They hold one run: it is the first, unless its answer is forced; then it is the second, beside the
//! model's own.

use foregone_engine::Model;

use super::{Contrast, Difference};
use crate::error::Result;
use crate::prompt::Scene;
use crate::recording::Recording;
use crate::run::{Run, Step};
use crate::span::Span;
use crate::spec::{Forced, Spec};
use crate::verdict;

impl Contrast {
    /// The contrast of a version 1 spec. Where it forces words and has no recording to tell which of them is the answer, it is run up to
    /// the last of them.
    ///
    /// # Errors
    /// Those of [`Run::start`] and [`Run::step`].
    pub async fn of_spec(model: &Model, spec: Spec) -> Result<Self> {
        let Some(last) = spec.forced.iter().max_by_key(|forced| forced.at).cloned() else {
            return Ok(Self::alone(spec));
        };
        let is_answer = match spec.recording.as_ref().and_then(|recording| recorded(recording, last.at)) {
            Some((span, text)) => span == Span::Decision && is_choice(&spec, text),
            None => forces_the_answer(model, &spec, last.at).await?,
        };
        Ok(if is_answer { Self::made_to_answer(spec, last) } else { Self::alone(spec) })
    }

    /// The model's own run, and beside it the one whose answer is `answer`.
    fn made_to_answer(mut spec: Spec, answer: Forced) -> Self {
        let recording = spec.recording.take();
        spec.forced.retain(|forced| forced.at != answer.at);
        Self {
            differs: Difference::Answer,
            words: vec![answer],
            recordings: [None, recording],
            ..Self::alone(spec)
        }
    }
}

/// The label and the text of the recording's token at a position of the output, where both are told.
fn recorded(recording: &Recording, at: usize) -> Option<(Span, &str)> {
    let mut left = at;
    let part = recording.parts.iter().find(|part| {
        let found = left < part.count;
        left = left.saturating_sub(part.count);
        found
    });
    Some((part?.span, recording.texts.get(at)?))
}

fn is_choice(spec: &Spec, text: &str) -> bool {
    Scene::new(&spec.task).choices.iter().any(|choice| choice.eq_ignore_ascii_case(text.trim()))
}

async fn forces_the_answer(model: &Model, spec: &Spec, at: usize) -> Result<bool> {
    let mut run = Run::start(model.clone(), Spec { recording: None, ..spec.clone() }).await?;
    while run.output().len() <= at {
        let Step::Token(_) = run.step().await? else { return Ok(false) };
    }
    let decided = verdict::decided(run.output(), &run.scene().choices);
    Ok(decided.is_some_and(|token| token.position == run.prompt().len() + at))
}
