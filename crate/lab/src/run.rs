//! A run: a spec's experiment in progress, a token at a time.

mod look;

use foregone_engine::{
    Attention, BackendKind, Candidate, Capture, Distribution, Knockout, Model, Outlook, Rows, Session,
};
use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};
use crate::link;
use crate::prompt::{self, Scene};
use crate::span::Span;
use crate::spec::{Forced, Intervention, Place, Spec};
use crate::trace::{Alternative, Token};
use crate::verdict::Verdict;

pub use look::{Look, Row};

/// How many alternatives each token keeps.
const ALTERNATIVES: usize = 10;

/// How many attention weights are kept: 64 MiB of them. Where a text would have more, rows are computed again when looked at.
const MOST_KEPT: usize = 1 << 24;

/// An experiment in progress.
pub struct Run {
    model: Model,
    spec: Spec,
    scene: Scene,
    session: Session,
    /// Prompt and output.
    tokens: Vec<Token>,
    prompt: usize,
    /// The rows that are kept: one block for the prompt, then one for each token, as long as they are few enough.
    attention: Vec<Attention>,
    most_kept: usize,
    /// What the model expects after the last token.
    next: Next,
}

/// What the model expects next: as much of it as the next step needs.
enum Next {
    /// Logits of the whole vocabulary.
    All(Vec<f32>),
    /// The likeliest tokens.
    Likeliest(Outlook),
}

/// What a step did.
#[derive(Clone, Debug, PartialEq)]
pub enum Step {
    /// It added this token.
    Token(Token),
    /// It added nothing: the text is at its end.
    Ended,
    /// It added nothing: there is no room for more.
    Full,
}

/// A token to force.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
pub enum Force {
    /// By id.
    Id(u32),
    /// By its letters.
    Text(String),
}

impl Run {
    /// Feeds the prompt.
    ///
    /// # Errors
    /// Whatever is wrong with the spec, or a word or forced token that the model lacks.
    pub async fn start(model: Model, spec: Spec) -> Result<Self> {
        Self::start_keeping(MOST_KEPT, model, spec).await
    }

    /// The same, with at most so many attention weights kept.
    ///
    /// # Errors
    /// Those of [`Run::start`].
    pub async fn start_keeping(most_kept: usize, model: Model, spec: Spec) -> Result<Self> {
        spec.check()?;
        for forced in &spec.forced {
            token_id(&model, forced)?;
        }
        let scene = Scene::new(&spec.task);
        let labelled = prompt::tokens(&spec, &scene, model.tokenizer())?;
        let token = |(position, (id, text, span))| Token {
            position,
            id,
            text,
            span,
            forced: false,
            logprob: None,
            entropy: None,
            top: Vec::new(),
        };
        let tokens: Vec<Token> = labelled.into_iter().enumerate().map(token).collect();
        let ids: Vec<u32> = tokens.iter().map(|token| token.id).collect();
        let session = model.session()?;
        let prompt = tokens.len();
        let mut run = Self {
            model,
            spec,
            scene,
            session,
            tokens,
            prompt,
            attention: Vec::new(),
            most_kept,
            next: Next::All(Vec::new()),
        };
        run.feed(&ids).await?;
        Ok(run)
    }

    /// Adds one token: the forced one where there is one, else the model's choice.
    ///
    /// # Errors
    /// The engine's. The run stays as it was.
    pub async fn step(&mut self) -> Result<Step> {
        if self.ended() {
            return Ok(Step::Ended);
        }
        if self.full() {
            return Ok(Step::Full);
        }
        let at = self.tokens.len() - self.prompt;
        let own = self.choose()?;
        let id = match self.spec.forced.iter().find(|forced| forced.at == at) {
            Some(forced) => token_id(&self.model, forced)?,
            None => own,
        };
        // What the model would have written by itself is not put in its mouth.
        let token = self.describe(id, id != own);
        self.tokens.push(token.clone());
        match self.feed(&[id]).await {
            Ok(()) => Ok(Step::Token(token)),
            Err(error) => {
                self.tokens.pop();
                Err(error)
            }
        }
    }

    /// Puts a token at a position of the output and forgets what came after it. Later forced tokens go too: they
    /// were chosen for another text.
    ///
    /// # Errors
    /// [`Error::Position`], [`Error::ManyTokens`], a word that the model lacks, a spec that no link can hold, or the
    /// engine's. The run stays as it was.
    pub async fn force(&mut self, position: usize, with: &Force) -> Result<Token> {
        let at = self.place(position)?;
        let token = self.entry(with)?;
        let mut spec = self.spec.clone();
        spec.forced.retain(|forced| forced.at < at);
        spec.forced.push(Forced { at, token });
        // What the author saw was another text.
        spec.recording = None;
        spec.check()?;
        link::fits(&spec)?;
        let token = self.replace_from(position, spec).await?;
        if !token.forced {
            self.spec.forced.retain(|forced| forced.at != at);
        }
        Ok(token)
    }

    /// Where in the output a position is that a token may be forced at: on one that is there, or right behind the last.
    ///
    /// # Errors
    /// [`Error::Position`].
    pub(crate) fn place(&self, position: usize) -> Result<usize> {
        let room = (self.prompt + self.spec.max_tokens).min(self.model.config().max_positions);
        let last = (self.tokens.len() - usize::from(self.ended())).min(room.saturating_sub(1));
        let at = position.checked_sub(self.prompt).filter(|_| position <= last);
        at.ok_or(Error::Position { operation: "force", from: self.prompt, to: last, got: position })
    }

    /// Forgets the tokens from `position` on and adds the one that `spec` forces there; all or nothing.
    async fn replace_from(&mut self, position: usize, spec: Spec) -> Result<Token> {
        // The logits behind a token are not kept (a large vocabulary's would fill the memory): it is fed once more.
        let fed_again = position.saturating_sub(1);
        let kept = self.attention.iter().take_while(|rows| rows.queries().end <= position).count();
        let fork = self.session.fork(fed_again)?;
        let session = std::mem::replace(&mut self.session, fork);
        let spec = std::mem::replace(&mut self.spec, spec);
        let next = std::mem::replace(&mut self.next, Next::All(Vec::new()));
        let tokens = self.tokens.split_off(position);
        let attention = self.attention.split_off(kept);
        match self.step_again().await {
            Ok(token) => Ok(token),
            Err(error) => {
                (self.session, self.spec, self.next) = (session, spec, next);
                self.tokens.truncate(position);
                self.tokens.extend(tokens);
                self.attention.truncate(kept);
                self.attention.extend(attention);
                Err(error)
            }
        }
    }

    /// Feeds the last token once more, whose row is there already, and adds the next one.
    async fn step_again(&mut self) -> Result<Token> {
        let rows = self.attention.len();
        if let Some(id) = self.tokens.last().map(|token| token.id) {
            self.feed(&[id]).await?;
            self.attention.truncate(rows);
        }
        match self.step().await? {
            Step::Token(token) => Ok(token),
            Step::Ended | Step::Full => {
                let at = self.tokens.len();
                Err(Error::Position {
                    operation: "force",
                    from: self.prompt,
                    to: at.saturating_sub(1),
                    got: at,
                })
            }
        }
    }

    /// The vocabulary entry of the token to force.
    pub(crate) fn entry(&self, with: &Force) -> Result<String> {
        let tokenizer = self.model.tokenizer();
        let vocab = self.model.config().vocab;
        let id = match with {
            Force::Id(id) => *id,
            Force::Text(text) => match tokenizer.encode(text, false)?.as_slice() {
                [id] => *id,
                ids => return Err(Error::ManyTokens { text: text.trim().to_owned(), count: ids.len() }),
            },
        };
        Ok(tokenizer.entry(id).ok_or(foregone_engine::Error::TokenId { id, vocab })?)
    }

    /// The model's choice of the next token.
    fn choose(&self) -> Result<u32> {
        let (sampling, position) = (self.spec.sampling, self.tokens.len());
        Ok(match &self.next {
            Next::All(logits) => sampling.choose(logits, position)?,
            Next::Likeliest(outlook) => sampling.choose_from(outlook, position)?,
        })
    }

    /// Feeds tokens that `self.tokens` holds already, under the spec's cuts.
    async fn feed(&mut self, ids: &[u32]) -> Result<()> {
        let cuts = self.spec.interventions.iter().map(|cut| knockout(cut, &self.tokens));
        self.session.intervene(cuts.collect());
        // A forced token may be any, however unlikely; what the model itself chooses is among the likeliest.
        let at = self.tokens.len() - self.prompt;
        let any = self.spec.sampling.needs_all() || self.spec.forced.iter().any(|forced| forced.at == at);
        let capture = if any { Capture::LOGITS } else { Capture::PLAIN };
        let (config, total) = (self.model.config(), self.session.tokens().len() + ids.len());
        let keep = config.layers * config.heads * total * total <= self.most_kept;
        let attention = if keep { Rows::All } else { Rows::None };
        let output = self.session.extend(ids, Capture { attention, ..capture }).await?;
        self.next = match output.outlook {
            Some(outlook) => Next::Likeliest(outlook),
            None => Next::All(output.last_logits().to_vec()),
        };
        if keep {
            self.attention.push(output.attention);
        }
        Ok(())
    }

    /// The token `id` as the next one.
    fn describe(&self, id: u32, forced: bool) -> Token {
        let (top, logprob, entropy) = match &self.next {
            Next::All(logits) => {
                let all = Distribution::new(logits);
                (all.top(ALTERNATIVES), all.logprob(id), all.entropy())
            }
            Next::Likeliest(outlook) => (outlook.top.clone(), outlook.logprob(id), outlook.entropy),
        };
        let before = self.tokens.last();
        let piece = |id| self.model.tokenizer().piece(before.map(|token| token.id), id);
        let text = piece(id);
        let output_before = before.filter(|token| token.position >= self.prompt);
        let context = output_before.map(|token| (token.span, token.text.as_str()));
        let alternative = |c: Candidate| Alternative { id: c.id, text: piece(c.id), logprob: c.logprob };
        Token {
            position: self.tokens.len(),
            id,
            span: Span::of_output(self.spec.order, context, &text),
            text,
            forced,
            logprob,
            entropy: Some(entropy),
            top: top.into_iter().take(ALTERNATIVES).map(alternative).collect(),
        }
    }

    /// Whether the text has come to its end.
    pub fn ended(&self) -> bool {
        self.output().last().is_some_and(|token| self.model.config().eos.contains(&token.id))
    }

    /// Whether there is no room for more.
    fn full(&self) -> bool {
        let written = self.tokens.len() - self.prompt;
        written >= self.spec.max_tokens || self.tokens.len() >= self.model.config().max_positions
    }

    /// Whether no step would add a token.
    pub fn over(&self) -> bool {
        self.ended() || self.full()
    }

    /// The experiment, with the tokens forced so far.
    pub fn spec(&self) -> &Spec {
        &self.spec
    }

    /// What it is computed on.
    pub fn backend(&self) -> BackendKind {
        self.model.backend()
    }

    /// The question in words.
    pub fn scene(&self) -> &Scene {
        &self.scene
    }

    /// The prompt's tokens.
    pub fn prompt(&self) -> &[Token] {
        self.tokens.get(..self.prompt).unwrap_or_default()
    }

    /// The output's tokens.
    pub fn output(&self) -> &[Token] {
        self.tokens.get(self.prompt..).unwrap_or_default()
    }

    /// The output as text.
    ///
    /// # Errors
    /// The tokenizer's.
    pub fn text(&self) -> Result<String> {
        let ids: Vec<u32> = self.output().iter().map(|token| token.id).collect();
        Ok(self.model.tokenizer().decode(&ids)?)
    }

    /// What the output says.
    pub fn verdict(&self) -> Verdict {
        Verdict::read(self.output(), &self.scene)
    }
}

/// The id of a forced token.
fn token_id(model: &Model, forced: &Forced) -> Result<u32> {
    let missing = |_| Error::NoToken { token: forced.token.clone(), at: forced.at };
    model.tokenizer().id(&forced.token).map_err(missing)
}

/// A cut by label as a cut by position, for the tokens that there are.
fn knockout(cut: &Intervention, tokens: &[Token]) -> foregone_engine::Intervention {
    let Intervention::Cut { from, to, layers, heads } = cut;
    let positions = |place: &Place| {
        foregone_engine::Pick::Only(match place {
            Place::Positions(some) => some.iter().copied().collect(),
            Place::Span(span) => {
                tokens.iter().filter(|token| token.span == *span).map(|token| token.position).collect()
            }
        })
    };
    foregone_engine::Intervention::Knockout(Knockout {
        layers: layers.clone(),
        heads: heads.clone(),
        queries: positions(from),
        keys: positions(to),
    })
}
