//! Answer first: what the answer does to the reasons.

use std::collections::VecDeque;

use foregone_engine::{Capture, Distribution, Intervention, Rows, Session};
use serde::Serialize;

use super::edges::Edges;
use super::sentence;
use super::text::{AT_ONCE, Writing, Written, plain, standing};
use super::{Band, CutChoice, CutSetting, Ground, Stretch};
use crate::compare::statement::{self, Told};
use crate::error::{Error, Result};
use crate::rng::Rng;
use crate::span::Span;
use crate::trace::Token;

/// In nats: where the two answers make the reasons differ by less in likelihood, no share of that is told. A share of it would be
/// made of rounding.
pub const LEAST_GAP: f64 = 0.05;

/// In nats: how far the likelihood of a text may differ by an answer that no row of it can look at.
const ROUNDING: f64 = 0.01;

/// What the answer does to the reasons.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
pub struct AnswerToReasons {
    /// What was measured on.
    pub setting: CutSetting,
    /// Where the answer's words stand, which are cut off: "answer: no."
    pub answer: Stretch,
    /// The rows that lose them, of its own text: from the word "reasons" to the last but one token.
    pub rows: Stretch,
    /// What is written in each condition.
    pub texts: Texts,
    /// How likely its own reasons are in each.
    pub likelihood: Likelihood,
    /// ΔL: by how many nats its own reasons are likelier after its own answer than after the opposite one.
    pub gap: f64,
    /// The same with the chosen edges cut.
    pub gap_cut: f64,
    /// The share of ΔL that goes with them; none where ΔL is below 0.05 nats.
    pub share: Option<f64>,
    /// ΔL under each random cut.
    pub gaps_random: Vec<f64>,
    /// The share that goes under random cuts; none where there is no share.
    pub control: Option<Band>,
    /// How many of the rows had too few other keys for a random cut of that size.
    pub short_rows: usize,
    /// What the three texts come to.
    pub case: CutCase,
    /// The same as a sentence or two.
    pub sentence: String,
    /// What ΔL and its share come to.
    pub share_sentence: String,
}

/// Reasons, as they were written: what follows the word "reasons", which is the same in all conditions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
pub struct Reasons {
    /// In words.
    pub text: String,
    /// The tokens, the mark of the text's end too.
    pub ids: Vec<u32>,
    /// Where they stand.
    pub place: Stretch,
    /// Whether they came to an end; otherwise to the longest length of the text.
    pub ended: bool,
    /// What they state, sentence by sentence.
    pub statements: Vec<String>,
}

/// What is written in each condition.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
pub struct Texts {
    /// After its own answer.
    pub own: Reasons,
    /// After the opposite one.
    pub opposite: Reasons,
    /// Without sight of the answer: one text for both.
    pub blind: Reasons,
    /// After its own answer with the chosen edges cut; with all of them, that is `blind`.
    pub own_cut: Reasons,
    /// After the opposite one with the chosen edges cut; with all of them, that is `blind`.
    pub opposite_cut: Reasons,
}

/// The log-probability of its own reasons in each condition, in nats, summed over their tokens.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
pub struct Likelihood {
    /// After its own answer.
    pub own: f64,
    /// After the opposite one.
    pub opposite: f64,
    /// After its own answer with the chosen edges cut.
    pub own_cut: f64,
    /// After the opposite one with the chosen edges cut.
    pub opposite_cut: f64,
}

/// What the three texts come to. Two say the same where all their statements are the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
pub enum CutCase {
    /// The same after both answers.
    NoDifference,
    /// Another after each; without sight of the answer, as after its own.
    OwnAnyway,
    /// Another after each; without sight of the answer, as after the opposite one.
    OppositeAnyway,
    /// Three different ones.
    Neither,
    /// The experiment itself keeps the reasons from looking at the answer.
    AlreadyCut,
}

/// The measurement in progress.
pub struct Work {
    setting: CutSetting,
    /// The text up to the word "reasons" with each answer: its own, the opposite one.
    heads: [Head; 2],
    prompt: usize,
    edges: Edges,
    own: Vec<Token>,
    ended: bool,
    jobs: VecDeque<Job>,
    texts: Vec<(Vec<Token>, bool)>,
    /// Of each mask, a pair for each of the heads.
    scores: Vec<f64>,
    /// No cut, the cut, and random ones.
    masks: Vec<Vec<Intervention>>,
    short_rows: usize,
    is_gone: bool,
}

/// A text up to the word "reasons", which is yet to be fed.
struct Head {
    session: Session,
    tokens: Vec<Token>,
}

enum Job {
    Write(Box<Writing>),
    Score(Score),
}

/// Its own reasons after a head, under a mask, as far as they were fed.
struct Score {
    head: usize,
    mask: usize,
    session: Option<Session>,
    sum: f64,
}

impl Work {
    pub async fn plan(ground: &Ground, setting: CutSetting, written: Written) -> Result<Self> {
        let Written { session, tokens, prompt, ended, at, other, .. } = written;
        let missing = Error::NoReasons { place: "after" };
        let later = |token: &&Token| token.position > at && token.span == Span::Reasoning;
        let start = tokens.iter().find(later).map(|token| token.position).ok_or(missing)?;
        if start + 1 >= tokens.len() {
            return Err(Error::NoReasons { place: "after" });
        }
        let keys = tokens.get(prompt..start).unwrap_or_default().iter();
        let keys = keys.filter(|token| token.span == Span::Decision).map(|token| token.position).collect();
        let edges = Edges::new(start..tokens.len() - 1, keys);

        let head: Vec<Token> = tokens.get(..=start).unwrap_or_default().to_vec();
        let mut opposite = head.clone();
        if let Some(token) = opposite.get_mut(at) {
            let before = at.checked_sub(1).and_then(|before| Some(tokens.get(before)?.id));
            let text = ground.model.tokenizer().piece(before, other);
            *token = plain(at, other, text, Span::Decision);
        }
        let mut second = session.fork(at)?;
        second.intervene(standing(ground, &opposite));
        let ids: Vec<u32> =
            opposite.get(at..start).unwrap_or_default().iter().map(|token| token.id).collect();
        second.extend(&ids, Capture::default()).await?;
        let heads = [
            Head { session: session.fork(start)?, tokens: head },
            Head { session: second, tokens: opposite },
        ];

        let cuts = standing(ground, &tokens);
        let config = ground.model.config();
        let mut rng = Rng::new("cut control", setting.choice.seed);
        let mut masks = vec![Vec::new(), vec![edges.cut(&setting.choice)]];
        let mut short_rows = 0;
        for _ in 0..setting.choice.draws {
            let (mask, short) = edges.draw(&setting.choice, &cuts, config, &mut rng);
            masks.push(mask);
            short_rows = short;
        }
        let mut work = Self {
            is_gone: edges.is_gone(&CutChoice::default(), &cuts, config),
            setting,
            heads,
            prompt,
            edges,
            own: tokens,
            ended,
            jobs: VecDeque::new(),
            texts: Vec::new(),
            scores: Vec::new(),
            masks,
            short_rows,
        };
        work.enqueue(ground)?;
        Ok(work)
    }

    /// Lists what is to be done: texts, then likelihoods.
    fn enqueue(&mut self, ground: &Ground) -> Result<()> {
        // A text may be longer than its own, so these rows go on to the last position.
        let rows = self.edges.rows.start..ground.model.config().max_positions;
        let edges = Edges::new(rows, self.edges.keys.clone());
        let blind = vec![edges.cut(&CutChoice::default())];
        let chosen = vec![edges.cut(&self.setting.choice)];
        let mut texts = vec![(1, Vec::new()), (0, blind.clone()), (1, blind)];
        if !self.setting.whole {
            texts.extend([(0, chosen.clone()), (1, chosen)]);
        }
        for (head, cuts) in texts {
            let Some(Head { session, tokens }) = self.heads.get(head) else { continue };
            let (session, from) = (session.fork(edges.rows.start)?, edges.rows.start);
            let writing = Writing::on(session, tokens.clone(), self.prompt, from, cuts);
            self.jobs.push_back(Job::Write(Box::new(writing)));
        }
        for mask in 0..self.masks.len() {
            for head in 0..self.heads.len() {
                self.jobs.push_back(Job::Score(Score { head, mask, session: None, sum: 0.0 }));
            }
        }
        Ok(())
    }

    pub async fn step(&mut self, ground: &Ground) -> Result<Option<AnswerToReasons>> {
        match self.jobs.pop_front() {
            Some(Job::Write(mut writing)) => {
                writing.step(ground).await?;
                if writing.over(ground) {
                    self.texts.push((writing.tokens().to_vec(), writing.ended(ground)));
                } else {
                    self.jobs.push_front(Job::Write(writing));
                }
                Ok(None)
            }
            Some(Job::Score(score)) => {
                self.score(ground, score).await?;
                Ok(None)
            }
            None => self.report(ground).map(Some),
        }
    }

    /// Feeds a part of its own reasons and adds up how likely each next token was.
    async fn score(&mut self, ground: &Ground, score: Score) -> Result<()> {
        let Score { head, mask, session, mut sum } = score;
        let mut session = match (session, self.heads.get(head)) {
            (Some(session), _) => session,
            (None, Some(head)) => {
                let mut session = head.session.fork(self.edges.rows.start)?;
                let mut cuts = standing(ground, &self.own);
                cuts.extend(self.masks.get(mask).into_iter().flatten().cloned());
                session.intervene(cuts);
                session
            }
            (None, None) => return Ok(()),
        };
        let at = session.tokens().len();
        let to = self.edges.rows.end.min(at + AT_ONCE);
        let ids = |from, to| self.own.get(from..to).unwrap_or_default().iter().map(|token| token.id);
        let fed: Vec<u32> = ids(at, to).collect();
        let output = session.extend(&fed, Capture { logits: Rows::All, ..Capture::default() }).await?;
        for (logits, next) in output.logits().zip(ids(at + 1, to + 1)) {
            sum += f64::from(Distribution::new(logits).logprob(next).unwrap_or(f32::NEG_INFINITY));
        }
        if to < self.edges.rows.end {
            self.jobs.push_front(Job::Score(Score { head, mask, session: Some(session), sum }));
        } else {
            self.scores.push(sum);
        }
        Ok(())
    }

    /// About how many steps are left.
    pub fn left(&self) -> usize {
        let length = self.edges.rows.len();
        let passes = length.div_ceil(AT_ONCE);
        let steps = |job: &Job| match job {
            Job::Write(writing) => (self.own.len()).saturating_sub(writing.tokens().len()).max(1),
            Job::Score(_) => passes,
        };
        self.jobs.iter().map(steps).sum::<usize>() + 1
    }

    fn report(&self, ground: &Ground) -> Result<AnswerToReasons> {
        let start = self.edges.rows.start;
        let choices = &ground.scene.choices;
        let read = |tokens: &[Token], ended: bool| -> Result<(Reasons, Vec<Told>)> {
            let reasons = tokens.get(start + 1..).unwrap_or_default();
            let ids: Vec<u32> = reasons.iter().map(|token| token.id).collect();
            // The heading is read too, as it tells where the first statement starts.
            let told = statement::split(tokens.get(start..).unwrap_or_default(), choices);
            let statements = told.iter().map(|one| one.text.clone()).collect();
            let text = ground.model.tokenizer().decode(&ids)?.trim().to_owned();
            let place = Stretch { from: start + 1, to: tokens.len() };
            Ok((Reasons { text, ids, place, ended, statements }, told))
        };
        let (own, own_told) = read(&self.own, self.ended)?;
        let mut texts = Vec::with_capacity(self.texts.len());
        for (tokens, ended) in &self.texts {
            texts.push(read(tokens, *ended)?);
        }
        let [(opposite, opposite_told), (blind, blind_told), (again, _), rest @ ..] = texts.as_slice() else {
            return Err(Error::Blind);
        };
        let (own_cut, opposite_cut) = match rest {
            [(one, _), (other, _)] => (one.clone(), other.clone()),
            _ => (blind.clone(), blind.clone()),
        };
        let score = |index: usize| self.scores.get(index).copied().unwrap_or(f64::NAN);
        let likelihood =
            Likelihood { own: score(0), opposite: score(1), own_cut: score(2), opposite_cut: score(3) };
        let gap = likelihood.own - likelihood.opposite;
        let gap_cut = likelihood.own_cut - likelihood.opposite_cut;
        if blind.ids != again.ids || (self.setting.whole && gap_cut.abs() > ROUNDING) {
            return Err(Error::Blind);
        }
        let share = |cut: f64| 1.0 - cut / gap;
        let pairs = self.scores.get(4..).unwrap_or_default().chunks_exact(2);
        let gaps_random: Vec<f64> = pairs.filter_map(|pair| Some(pair.first()? - pair.last()?)).collect();
        let is_told = gap >= LEAST_GAP;
        let control = is_told.then(|| Band::of(gaps_random.iter().copied().map(share).collect()));
        let told = [own_told.as_slice(), opposite_told, blind_told];
        let case = if self.is_gone { CutCase::AlreadyCut } else { sentence::case(told) };
        let is_cut_short = !(own.ended && opposite.ended && blind.ended);
        let keys = &self.edges.keys;
        let mut report = AnswerToReasons {
            answer: Stretch {
                from: keys.first().copied().unwrap_or(start),
                to: keys.last().map_or(start, |last| last + 1),
            },
            rows: Stretch { from: start, to: self.edges.rows.end },
            sentence: sentence::of_texts(case, told, &self.setting.words, is_cut_short),
            texts: Texts { own, opposite: opposite.clone(), blind: blind.clone(), own_cut, opposite_cut },
            likelihood,
            gap,
            gap_cut,
            share: is_told.then(|| share(gap_cut)),
            gaps_random,
            control,
            short_rows: self.short_rows,
            case,
            share_sentence: String::new(),
            setting: self.setting.clone(),
        };
        report.share_sentence = sentence::of_share(&report);
        Ok(report)
    }
}
