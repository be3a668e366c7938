import * as tables from 'virtual:tables';
import { describe, expect, it } from 'vitest';
import { fromEngine } from '../../build/tables.js';
import { article, DOINGS } from './words.js';

describe('the tables of the engine', () => {
  it('are all there, under the names that the page imports', async () => {
    expect({ ...tables }).toEqual(await fromEngine());
  });

  it('hold the words of scenes in their fixed order', () => {
    expect(tables.COLOURS.slice(0, 3)).toEqual(['red', 'blue', 'green']);
    expect(tables.WHO).toHaveLength(12);
    expect(tables.ZONES).toEqual(['live', 'stage', 'test', 'demo', 'lab', 'field']);
    expect(tables.RULES).toEqual(['all', 'none', 'scratch', 'archive']);
    expect(tables.NUMBERS).toEqual([1, 2, 3, 4, 5, 6]);
    expect(tables.DOING.bed).toBe('sleeping in a bed');
    expect(DOINGS.slice(0, 2)).toEqual(['newspaper', 'bicycle']);
  });

  it('hold the limits of scenes and links', () => {
    expect(tables.SIZES).toEqual({
      cups: { fewest: 1, most: 8 },
      picture: { fewest: 3, most: 6 },
      access: { fewest: 3, most: 4 },
    });
    expect([tables.MOST_CUPS, tables.MOST_FACTS, tables.MOST_TOKENS]).toEqual([6, 20, 4096]);
    expect([tables.MOST_ENCODED, tables.MOST_INFLATED]).toEqual([8192, 65_536]);
  });

  it('name every part that a token can belong to', () => {
    expect(tables.SPANS).toHaveLength(8);
    expect(Object.keys(tables.SPAN_WORDS)).toEqual(tables.SPANS);
    expect(tables.SPAN_WORDS.decision).toBe('its answer');
  });
});

describe('article', () => {
  it('goes by the first letter', () => {
    expect(tables.WHO.filter(who => article(who) === 'an')).toEqual(['owl']);
  });
});
