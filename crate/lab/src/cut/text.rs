//! A text being written, by itself or on from a place in another, under cuts.

use foregone_engine::{Candidate, Capture, Distribution, Intervention, Knockout, Outlook, Pick, Session};

use super::Ground;
use crate::error::{Error, Result};
use crate::prompt;
use crate::span::Span;
use crate::spec::{self, Place};
use crate::task::{Answer, Order};
use crate::trace::Token;

/// The most tokens that one step feeds.
pub const AT_ONCE: usize = 64;

/// A text that is not at its end.
pub struct Writing {
    session: Session,
    /// Prompt and output; those that the session lacks are yet to be fed.
    tokens: Vec<Token>,
    prompt: usize,
    /// Cuts beside the experiment's own, for rows from a position on.
    cuts: (usize, Vec<Intervention>),
    /// Whether it is the model's own text, of which the answer is looked for.
    own: bool,
    found: Option<Found>,
    /// The place in the output from which on nothing is forced.
    own_from: Option<usize>,
}

/// An answer's place.
#[derive(Clone, Copy)]
struct Found {
    at: usize,
    answer: Answer,
    /// The token of the opposite answer.
    other: u32,
}

/// The model's own text.
pub struct Written {
    pub session: Session,
    pub tokens: Vec<Token>,
    pub prompt: usize,
    /// Whether it came to its end; otherwise to its longest length.
    pub ended: bool,
    /// The answer's position.
    pub at: usize,
    pub answer: Answer,
    /// The token that says the opposite in its place.
    pub other: u32,
    /// The place in the output from which on nothing was forced.
    pub own_from: usize,
}

impl Writing {
    /// The model's own text, from the prompt on.
    pub fn own(ground: &Ground) -> Result<Self> {
        let labelled = prompt::tokens(&ground.spec, &ground.scene, ground.model.tokenizer())?;
        let token = |(position, (id, text, span))| plain(position, id, text, span);
        let tokens: Vec<Token> = labelled.into_iter().enumerate().map(token).collect();
        let prompt = tokens.len();
        let session = ground.model.session()?;
        let cuts = (0, Vec::new());
        Ok(Self { session, tokens, prompt, cuts, own: true, found: None, own_from: None })
    }

    /// A text that goes on from `tokens`, under `cuts` for rows from `from` on.
    pub fn on(
        session: Session,
        tokens: Vec<Token>,
        prompt: usize,
        from: usize,
        cuts: Vec<Intervention>,
    ) -> Self {
        Self { session, tokens, prompt, cuts: (from, cuts), own: false, found: None, own_from: Some(0) }
    }

    /// Feeds what is yet to be fed, or a part of it, and then adds a token. Gives the model's own text once nothing
    /// more of it is needed; other texts say by [`Writing::over`] when they are.
    pub async fn step(&mut self, ground: &Ground) -> Result<Option<Written>> {
        let fed = self.session.tokens().len();
        let mut to = self.tokens.len().min(fed + AT_ONCE);
        let (from, cuts) = &self.cuts;
        if fed < *from {
            to = to.min(*from);
        }
        let mut all = standing(ground, &self.tokens);
        if fed >= *from {
            all.extend_from_slice(cuts);
        }
        self.session.intervene(all);
        let ids: Vec<u32> =
            self.tokens.get(fed..to).unwrap_or_default().iter().map(|token| token.id).collect();
        let sampling = ground.spec.sampling;
        let capture = if sampling.needs_all() { Capture::LOGITS } else { Capture::PLAIN };
        let output = self.session.extend(&ids, capture).await?;
        if to < self.tokens.len() {
            return Ok(None);
        }
        let position = self.tokens.len();
        let (own, top) = match output.outlook {
            Some(outlook) => (sampling.choose_from(&outlook, position)?, outlook.top),
            None => {
                let logits = output.last_logits();
                (sampling.choose(logits, position)?, Distribution::new(logits).top(Outlook::TOP))
            }
        };
        self.add(ground, own, &top)?;
        if !self.own || !self.is_enough(ground) {
            return Ok(None);
        }
        self.finish(ground).map(Some)
    }

    /// Adds the token that is forced here, or else the model's choice.
    fn add(&mut self, ground: &Ground, own: u32, top: &[Candidate]) -> Result<()> {
        let at = self.tokens.len() - self.prompt;
        let mut token = self.describe(ground, own);
        if let Some(forced) =
            ground.spec.forced.iter().find(|forced| forced.at == at && self.own_from.is_none())
        {
            let missing = |_| Error::NoToken { token: forced.token.clone(), at };
            let other = self.describe(ground, ground.model.tokenizer().id(&forced.token).map_err(missing)?);
            if self.is_slot() || says(&other, &ground.scene.choices).is_some() {
                self.own_from = Some(at);
            } else {
                token = Token { forced: other.id != own, ..other };
            }
        }
        if let Some(answer) = says(&token, &ground.scene.choices).filter(|_| self.own && self.found.is_none())
        {
            self.own_from.get_or_insert(at);
            let other = self.opposite(ground, answer.other(), top)?;
            self.found = Some(Found { at: token.position, answer, other });
        }
        self.tokens.push(token);
        Ok(())
    }

    /// Whether the next token is the answer: the text stands at "answer:".
    fn is_slot(&self) -> bool {
        let [.., word, colon] = self.tokens.as_slice() else { return false };
        colon.span == Span::Decision && colon.text.trim() == ":" && word.text.trim() == "answer"
    }

    /// The token that says the opposite answer here: the likeliest that does, or else the word as it is.
    fn opposite(&self, ground: &Ground, answer: Answer, top: &[Candidate]) -> Result<u32> {
        let (tokenizer, word) = (ground.model.tokenizer(), ground.scene.word(answer));
        let before = self.tokens.last().map(|token| token.id);
        let says = |id| tokenizer.piece(before, id).trim().eq_ignore_ascii_case(word);
        if let Some(found) = top.iter().find(|candidate| says(candidate.id)) {
            return Ok(found.id);
        }
        match tokenizer.encode(word, false)?.as_slice() {
            [id] => Ok(*id),
            ids => Err(Error::ManyTokens { text: word.to_owned(), count: ids.len() }),
        }
    }

    /// The token `id` as the next one.
    fn describe(&self, ground: &Ground, id: u32) -> Token {
        let before = self.tokens.last();
        let text = ground.model.tokenizer().piece(before.map(|token| token.id), id);
        let output_before = before.filter(|token| token.position >= self.prompt);
        let context = output_before.map(|token| (token.span, token.text.as_str()));
        let span = Span::of_output(ground.spec.order, context, &text);
        plain(self.tokens.len(), id, text, span)
    }

    /// Whether the text came to its end by itself.
    pub fn ended(&self, ground: &Ground) -> bool {
        let last = self.tokens.last().filter(|token| token.position >= self.prompt);
        last.is_some_and(|token| ground.model.config().eos.contains(&token.id))
    }

    /// Whether no step would add a token.
    pub fn over(&self, ground: &Ground) -> bool {
        self.ended(ground) || self.tokens.len() >= room(ground, self.prompt)
    }

    /// Of reasons first, what follows the answer is of no interest.
    fn is_enough(&self, ground: &Ground) -> bool {
        let answered = ground.spec.order == Order::ReasoningFirst && self.found.is_some();
        answered || self.over(ground)
    }

    fn finish(&self, ground: &Ground) -> Result<Written> {
        let Found { at, answer, other } = self.found.ok_or(Error::NoAnswer)?;
        Ok(Written {
            session: self.session.fork(self.session.tokens().len())?,
            tokens: self.tokens.clone(),
            prompt: self.prompt,
            ended: self.ended(ground),
            at,
            answer,
            other,
            own_from: self.own_from.unwrap_or_default(),
        })
    }

    /// Prompt and output so far.
    pub fn tokens(&self) -> &[Token] {
        &self.tokens
    }

    /// About how many steps it takes yet, at most.
    pub fn left(&self, ground: &Ground) -> usize {
        room(ground, self.prompt).saturating_sub(self.tokens.len()).max(1)
    }
}

/// How many tokens a text may have, its prompt counted.
fn room(ground: &Ground, prompt: usize) -> usize {
    (prompt + ground.spec.max_tokens).min(ground.model.config().max_positions)
}

/// The answer that a token is, if it is one: "no" in "answer: no."
fn says(token: &Token, [yes, no]: &[String; 2]) -> Option<Answer> {
    match token.text.trim() {
        _ if token.span != Span::Decision => None,
        word if word.eq_ignore_ascii_case(yes) => Some(Answer::Yes),
        word if word.eq_ignore_ascii_case(no) => Some(Answer::No),
        _ => None,
    }
}

pub fn plain(position: usize, id: u32, text: String, span: Span) -> Token {
    Token { position, id, text, span, forced: false, logprob: None, entropy: None, top: Vec::new() }
}

/// The experiment's own cuts, by position, for the tokens that there are.
pub fn standing(ground: &Ground, tokens: &[Token]) -> Vec<Intervention> {
    let positions = |place: &Place| match place {
        Place::Positions(some) => Pick::only(some.iter().copied()),
        Place::Span(span) => {
            Pick::only(tokens.iter().filter(|token| token.span == *span).map(|token| token.position))
        }
    };
    let cut = |spec::Intervention::Cut { from, to, layers, heads }: &spec::Intervention| {
        Intervention::Knockout(Knockout {
            layers: layers.clone(),
            heads: heads.clone(),
            queries: positions(from),
            keys: positions(to),
        })
    };
    ground.spec.interventions.iter().map(cut).collect()
}
