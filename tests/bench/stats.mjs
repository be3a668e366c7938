// Medians and how they spread.

/**
 * @typedef {{ median: number, low: number, high: number, n: number }} Summary the quartiles, and of how many samples
 */

/**
 * The quartiles, interpolated between neighbours; null where there are no samples.
 * @param {number[]} samples
 * @returns {Summary | null}
 */
export function summary(samples) {
  if (samples.length === 0) return null;
  const sorted = samples.toSorted((a, b) => a - b);
  const at = (/** @type {number} */ share) => {
    const place = share * (sorted.length - 1);
    const [below = 0, above = 0] = [sorted[Math.floor(place)], sorted[Math.ceil(place)]];
    return below + (above - below) * (place - Math.floor(place));
  };
  return { median: at(0.5), low: at(0.25), high: at(0.75), n: samples.length };
}

/** @param {number[]} samples */
export function median(samples) {
  return summary(samples)?.median ?? null;
}
