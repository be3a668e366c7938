//! What the author of a link saw, and whether a run comes to the same.
//!
//! A recording lets a page draw an experiment before it has a model. It comes from whoever made the link: it is a claim until a run
//! has reproduced it.

use foregone_engine::BackendKind;
use serde::{Deserialize, Serialize};

use crate::error::Result;
use crate::run::Run;
use crate::span::Span;
use crate::spec::{MAX_TOKENS, refuse, within};
use crate::trace::Token;

/// Two tokens whose log-probabilities are closer than this may change places with the order in which numbers are summed.
const NEAR: f32 = 0.05;

/// The output that the author of a link saw.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
pub struct Recording {
    /// Token ids.
    pub ids: Vec<u32>,
    /// Their texts, with the space before them where there is one.
    pub texts: Vec<String>,
    /// The probabilities that the model gave them, rounded to three digits.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub chances: Vec<f32>,
    /// Their labels.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parts: Vec<Part>,
    /// The prompt.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub given: Option<Given>,
    /// What computed it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "typescript", tsify(type = "\"cpu\" | \"gpu\""))]
    pub backend: Option<BackendKind>,
}

/// So many tokens of one label.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
pub struct Part {
    /// The label.
    pub span: Span,
    /// How many tokens, one after another.
    pub count: usize,
}

/// The prompt that the author of a link saw.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
pub struct Given {
    /// The tokens' texts.
    pub texts: Vec<String>,
    /// Their labels.
    pub parts: Vec<Part>,
}

/// What a run makes of a recording.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
pub enum Reproduction {
    /// The same tokens.
    Same,
    /// Other tokens.
    Differs {
        /// The first token of the output that differs, from 0; none where the prompt does.
        at: Option<usize>,
        /// Why, as far as that is known, in a sentence.
        why: Option<String>,
    },
}

impl Recording {
    /// What a run has written.
    pub fn of(run: &Run) -> Self {
        let (prompt, output) = (run.prompt(), run.output());
        Self {
            ids: output.iter().map(|token| token.id).collect(),
            texts: texts(output),
            chances: output.iter().map(|token| rounded(token.logprob.unwrap_or_default().exp())).collect(),
            parts: parts(output),
            given: Some(Given { texts: texts(prompt), parts: parts(prompt) }),
            backend: Some(run.backend()),
        }
    }

    /// Refuses lists that don't belong together.
    pub(crate) fn check(&self) -> Result<()> {
        let count = self.ids.len() as u64;
        within("recording's length", count, 0, MAX_TOKENS as u64)?;
        within("recording's number of texts", self.texts.len() as u64, count, count)?;
        if !self.chances.is_empty() {
            within("recording's number of probabilities", self.chances.len() as u64, count, count)?;
            if let Some(chance) = self.chances.iter().find(|chance| !(0.0..=1.0).contains(*chance)) {
                return Err(refuse("recording's probabilities", "0 to 1", chance.to_string()));
            }
        }
        if !self.parts.is_empty() {
            within("recording's number of labels", counted(&self.parts), count, count)?;
        }
        if let Some(Given { texts, parts }) = &self.given {
            let count = texts.len() as u64;
            within("recording's prompt, in tokens,", count, 0, MAX_TOKENS as u64)?;
            within("recording's number of labels in the prompt", counted(parts), count, count)?;
        }
        Ok(())
    }

    /// Whether a run came to the same tokens. `same_model` tells whether the author's weights were this run's.
    pub fn reproduced(&self, run: &Run, same_model: bool) -> Reproduction {
        let why = |tie| self.why(run.backend(), same_model, tie);
        if self.given.as_ref().is_some_and(|given| given.texts != texts(run.prompt())) {
            return Reproduction::Differs { at: None, why: why(false) };
        }
        let (claimed, own) = (self.ids.iter().zip(&self.texts), run.output());
        let agrees =
            |((id, text), token): &((&u32, &String), &Token)| **id == token.id && **text == token.text;
        let at = claimed.clone().zip(own).take_while(agrees).count();
        if at == self.ids.len() && at == own.len() {
            return Reproduction::Same;
        }
        let there = self.ids.get(at).zip(self.texts.get(at)).zip(own.get(at));
        let why = match there {
            Some(((id, text), token)) if same_model && *id != token.id && *text == token.text => {
                Some("The words there are the same, but the link names another token.".into())
            }
            _ => why(there.is_some_and(|((id, _), token)| is_near(*id, token))),
        };
        Reproduction::Differs { at: Some(at), why }
    }

    fn why(&self, backend: BackendKind, same_model: bool, tie: bool) -> Option<String> {
        if !same_model {
            return Some("The link was made with another version of the model.".into());
        }
        let other = self.backend.is_some_and(|theirs| theirs != backend);
        match (tie, other) {
            (true, true) => Some(
                "The two words were almost equally likely here, and the link was made on another kind of processor, which rounds otherwise.".into(),
            ),
            (true, false) => Some("The two words were almost equally likely here.".into()),
            (false, true) => Some("The link was made on another kind of processor, which rounds otherwise.".into()),
            (false, false) => None,
        }
    }
}

/// Whether another token was about as likely as the one that was written.
fn is_near(id: u32, token: &Token) -> bool {
    let other = token.top.iter().find(|other| other.id == id);
    id != token.id && other.zip(token.logprob).is_some_and(|(other, own)| (other.logprob - own).abs() < NEAR)
}

fn texts(tokens: &[Token]) -> Vec<String> {
    tokens.iter().map(|token| token.text.clone()).collect()
}

fn parts(tokens: &[Token]) -> Vec<Part> {
    let runs = tokens.chunk_by(|one, next| one.span == next.span);
    runs.filter_map(|run| Some(Part { span: run.first()?.span, count: run.len() })).collect()
}

fn counted(parts: &[Part]) -> u64 {
    parts.iter().fold(0_u64, |sum, part| sum.saturating_add(part.count as u64))
}

fn rounded(chance: f32) -> f32 {
    (chance * 1000.0).round() / 1000.0
}
