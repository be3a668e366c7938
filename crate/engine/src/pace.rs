//! How fast a model decodes, with its attention read back and without.

use crate::attention::Rows;
use crate::error::Result;
use crate::model::Model;
use crate::sampling::Sampling;
use crate::session::Capture;

/// What to time.
#[derive(Clone, Copy, Debug)]
pub struct Course {
    /// How many tokens are there before the first one timed.
    pub context: usize,
    /// How many tokens to decode each time.
    pub tokens: usize,
    /// How many times, each way in turn.
    pub rounds: usize,
}

/// Tokens a second, a value for each round.
#[derive(Clone, Debug, Default)]
pub struct Pace {
    /// With logits only.
    pub off: Vec<f64>,
    /// With every attention row read back too.
    pub on: Vec<f64>,
}

impl Pace {
    /// Times greedy decoding with capture off and on, in turn, after one untimed round. `now` is a clock in seconds.
    ///
    /// # Errors
    /// The engine's, when the course is longer than the model has positions.
    pub async fn measure(model: &Model, course: Course, now: impl Fn() -> f64) -> Result<Self> {
        decode(model, course, Rows::All, &now).await?;
        let mut pace = Self::default();
        for _ in 0..course.rounds {
            pace.off.push(decode(model, course, Rows::None, &now).await?);
            pace.on.push(decode(model, course, Rows::All, &now).await?);
        }
        Ok(pace)
    }
}

/// Tokens a second over one course.
async fn decode(model: &Model, course: Course, attention: Rows, now: &impl Fn() -> f64) -> Result<f64> {
    let capture = Capture { logits: Rows::Last, attention };
    let vocab = model.config().vocab as u32;
    let context: Vec<u32> = (0..course.context.max(1) as u32).map(|at| at % vocab).collect();
    let mut session = model.session()?;
    let mut output = session.extend(&context, capture).await?;
    let began = now();
    for _ in 0..course.tokens {
        let next = Sampling::Greedy.choose(output.last_logits(), session.tokens().len())?;
        output = session.extend(&[next], capture).await?;
    }
    Ok(course.tokens as f64 / (now() - began))
}
