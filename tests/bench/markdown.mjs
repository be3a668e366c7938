// Tables and numbers as Markdown.

/**
 * @param {string[]} head
 * @param {string[][]} rows
 */
export function table(head, rows) {
  const line = (/** @type {string[]} */ cells) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

/**
 * A median with its quartiles; alone where it is the only sample.
 * @param {import('./stats.mjs').Summary | null} found
 * @param {number} digits
 */
export function spread(found, digits) {
  if (!found) return '–';
  const { median, low, high, n } = found;
  const fixed = (/** @type {number} */ value) => value.toFixed(value >= 1000 ? 0 : digits);
  return n === 1 ? fixed(median) : `${fixed(median)} (${fixed(low)}–${fixed(high)})`;
}

/** @param {number | undefined} value */
export function plain(value) {
  if (value === undefined) return '–';
  return Number.isInteger(value) ? String(value) : value.toFixed(2);
}
