//! How long a model takes: to read a prompt, and for each token after it.

use crate::attention::Rows;
use crate::error::{Error, Result};
use crate::gpu::GpuCounts;
use crate::model::Model;
use crate::sampling::Sampling;
use crate::session::Capture;

/// What to time.
#[derive(Clone, Debug)]
pub struct Course {
    /// The prompt, fed at once.
    pub tokens: Vec<u32>,
    /// How many tokens to write after it, greedily.
    pub decode: usize,
    /// Which rows of attention to read back, of the prompt and of each token.
    pub attention: Rows,
}

/// What it took.
#[derive(Clone, Debug, Default)]
pub struct Pace {
    /// Seconds until the prompt was read and the first token chosen.
    pub prefill: f64,
    /// Seconds for each token after the first: fed, and the next one chosen.
    pub decode: Vec<f64>,
    /// The tokens chosen.
    pub written: Vec<u32>,
    /// What a GPU was made to do for the tokens of `decode`, all together.
    pub gpu: Option<GpuCounts>,
}

impl Pace {
    /// Runs a course once, in a session of its own. `now` is a clock in seconds.
    ///
    /// # Errors
    /// The engine's, when the course is longer than the model has positions.
    pub async fn measure(model: &Model, course: &Course, now: impl Fn() -> f64) -> Result<Self> {
        let capture = Capture { attention: course.attention, ..Capture::PLAIN };
        let mut session = model.session()?;
        let mut pace = Self::default();
        let mut fed = course.tokens.clone();
        let mut before = None;
        for index in 0..=course.decode {
            let began = now();
            let output = session.extend(&fed, capture).await?;
            let outlook = output.outlook.ok_or(Error::OutOfRange {
                operation: "time",
                expected: "a prompt".into(),
                got: 0,
            })?;
            let next = Sampling::Greedy.choose_from(&outlook, session.tokens().len())?;
            let took = now() - began;
            if index == 0 {
                pace.prefill = took;
                before = model.gpu_counts();
            } else {
                pace.decode.push(took);
            }
            pace.written.push(next);
            fed = vec![next];
        }
        pace.gpu = model.gpu_counts().zip(before).map(|(after, before)| after.since(before));
        Ok(pace)
    }
}
