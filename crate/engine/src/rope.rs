//! Rotary position embedding: the angles by which queries and keys turn (Su et al. 2021, arXiv 2104.09864).

use std::f32::consts::PI;

use crate::config::{Config, RopeScaling};

/// Cosines and sines for `count` positions from `start`, each `(count, d / 2)` in row-major order.
///
/// Computed in f32 from f32 frequencies, as Transformers does, so that long positions round alike.
pub(crate) fn tables(config: &Config, start: usize, count: usize) -> (Vec<f32>, Vec<f32>) {
    let frequencies = frequencies(config);
    let angles =
        (start..start + count).flat_map(|position| frequencies.iter().map(move |f| position as f32 * f));
    angles.map(|angle| (angle.cos(), angle.sin())).unzip()
}

/// The `d / 2` rotary frequencies in radians a position (Transformers, `modeling_rope_utils.py`).
fn frequencies(config: &Config) -> Vec<f32> {
    let d = config.head_dim as f32;
    let plain = (0..config.head_dim / 2).map(|i| 1.0 / config.rope_theta.powf(2.0 * i as f32 / d));
    plain.enumerate().map(|(index, frequency)| scale(index, frequency, &config.rope_scaling)).collect()
}

fn scale(index: usize, frequency: f32, scaling: &RopeScaling) -> f32 {
    match *scaling {
        RopeScaling::None => frequency,
        RopeScaling::Linear { factor } => frequency / factor,
        RopeScaling::Factors(ref factors) => frequency / factors.get(index).copied().unwrap_or(1.0),
        RopeScaling::Llama3 { factor, low, high, original } => {
            let wavelength = 2.0 * PI / frequency;
            if wavelength < original / high {
                frequency
            } else if wavelength > original / low {
                frequency / factor
            } else {
                let smooth = (original / wavelength - low) / (high - low);
                (1.0 - smooth) * frequency / factor + smooth * frequency
            }
        }
    }
}
