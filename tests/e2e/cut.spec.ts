import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  contrastLink,
  expect,
  linkTo,
  opposite,
  Playground,
  percentage,
  plain,
  type Run,
  test,
} from './playground.js';

/** Cutting a connection: a second run without it, and what it does, measured. */

const ROOT = join(import.meta.dirname, '../..');

interface Scene {
  task: 'cups' | 'picture' | 'access';
  seed: number;
  note: string | null;
  own: string;
}

/** What must come of a scene that answers first. */
interface OfReasons extends Scene {
  case: 'no_difference' | 'own_anyway' | 'opposite_anyway' | 'neither';
  own_ids: number[];
  opposite_ids: number[];
  blind_ids: number[];
  whole: [number, number];
  cut: [number, number];
  gaps_random: number[];
  share: number | null;
}

type Part = 'reasons' | 'steps' | 'conclusion';

/** What must come of a scene that gives its reasons first. */
interface OfAnswer extends Scene {
  whole: number;
  parts: Record<Part, { answer: string; log_odds: number; random: number[]; shows: string }>;
}

/** What Python made of 40 scenes, from masked traces. */
const GOLDEN: {
  part: { layers: unknown; heads: unknown };
  draws: Record<'decision_first' | 'reasoning_first', number>;
  seed: number;
  answer_to_reasons: OfReasons[];
  reasons_to_answer: OfAnswer[];
} = JSON.parse(readFileSync(join(ROOT, 'tests/golden/cut.json'), 'utf8'));

const VOCABULARY: Record<string, number> = JSON.parse(
  readFileSync(join(ROOT, 'models/foregone-1/tokenizer.json'), 'utf8'),
).model.vocab;
const WORDS = new Map(Object.entries(VOCABULARY).map(([word, id]) => [id, word]));

/** What the sentence of each case says. */
const SAYS: Record<OfReasons['case'], RegExp> = {
  no_difference:
    /^After its own “\w+” and after the forced “\w+” it gives the same reasons: the answer made no difference/,
  own_anyway:
    /gives the same reasons as after its own “\w+”: these are the reasons it gives anyway\. The forced “\w+” /,
  opposite_anyway: /gives the same reasons as after the forced “\w+”: its own answer, “\w+”, /,
  neither: /three different texts: which of the two answers bends the reasons, this can't say\.$/,
};

/** The link to a scene, as the golden file means it. */
function linkOf({ task, seed, note }: Scene, order: 'decision_first' | 'reasoning_first'): string {
  return contrastLink({ first: plain({ task: { kind: task, seed }, order, ...(note && { note }) }) });
}

/** “−3.12” as a number. */
const number = (text = '') => Number(text.trim().replace('−', '-').replace('+', ''));

const letters = (text: string) => text.replaceAll(/\s/g, '');

const panel = ({ page }: Playground) => page.getByRole('region', { name: 'The cut, measured' });
const shows = ({ page }: Playground) => page.getByRole('status', { name: 'What the cut shows' });
const progress = ({ page }: Playground) => page.getByRole('progressbar', { name: 'Measuring the cut' });

async function openPanel(playground: Playground): Promise<void> {
  await playground.page.getByRole('tab', { name: 'The cut' }).click();
  await expect(playground.button('Measure the cut')).toBeEnabled();
}

async function measure(playground: Playground): Promise<string> {
  await openPanel(playground);
  await playground.button('Measure the cut').click();
  await expect(shows(playground)).not.toBeEmpty();
  await expect(playground.button('Measure the cut')).toBeEnabled();
  return (await shows(playground).innerText()).trim();
}

/** The cells of the report's rows, by the words before them. */
async function cells(playground: Playground): Promise<Map<string, string[]>> {
  const rows = await panel(playground)
    .locator('tbody tr, tfoot tr')
    .evaluateAll(all => all.map(row => [...row.children].map(cell => cell.textContent?.trim() ?? '')));
  return new Map(rows.map(([name = '', ...rest]) => [name, rest]));
}

/** Where “answer” stands before the colon and the answer, after the reasons. */
async function answerWord(run: Run): Promise<number> {
  const words = await run.words();
  const start = words.findIndex((word, index) => word === 'answer' && words[index - 1] === '.');
  expect(start).toBeGreaterThan(0);
  return start;
}

test('an answer cut off from the reasons looks at none of them; what is before it stays, and its place is kept', async ({
  playground,
}) => {
  await playground.open();
  await playground.change(() => playground.radio('Reasons first').check());
  const [words, hash] = [await playground.first.words(), playground.hash()];
  await expect(playground.difference('Cut')).toHaveAccessibleDescription(
    'In the second run the answer can’t look at the reasons.',
  );
  await playground.differ('Cut');
  const { first, second } = playground;
  await expect(second.region).toHaveAccessibleName('Second run: connection cut');
  await expect(second.region).toContainText(
    "Cut: its answer can't look at its reasons, in all layers and heads",
  );
  expect(await first.words()).toEqual(words);
  // “answer” and “:” are kept, whatever it would have written there: what is cut is what the answer is chosen by.
  const start = await answerWord(first);
  const now = await second.words();
  expect(now.slice(0, start + 2)).toEqual(words.slice(0, start + 2));
  expect(['yes', 'no']).toContain(now[start + 2]);
  // Neither its row nor those before it see the reasons; the row of the first run's answer does.
  const share = async (run: Run, index: number) => {
    await run.token(index).click();
    await playground.page.keyboard.press('Escape');
    await expect(playground.attention).toHaveAccessibleDescription(
      `of “${(await run.words())[index]}” · ${await run.name()}`,
    );
    const reasons = playground.attention.getByRole('listitem').filter({ hasText: /^\s*reasons/ });
    return percentage(((await reasons.textContent()) ?? '').replace('reasons', ''));
  };
  expect(await share(second, start + 2)).toBe(0);
  expect(await share(second, start + 1)).toBe(0);
  expect(await share(first, start + 2)).toBeGreaterThan(5);

  await playground.differ('Nothing');
  expect(playground.hash()).toBe(hash);
  expect(await first.words()).toEqual(words);
});

test('what is forced stays forced under a cut, and in the other order the other way is cut', async ({
  playground,
}) => {
  await playground.open(contrastLink({ first: plain({ forced: [{ at: 2, token: 'no' }] }) }));
  const { first, second } = playground;
  const own = await first.answer();
  expect(own).toBe('no');
  await playground.differ('Cut');
  const place = await first.answerIndex();
  expect((await second.names())[place]).toBe((await first.names())[place]);
  await expect(second.region).toContainText("Cut: its reasons can't look at its answer");
  await playground.change(() => playground.radio('Reasons first').check());
  await expect(playground.difference('Cut')).toBeChecked();
  await expect(second.region).toContainText("Cut: its answer can't look at its reasons");
  await playground.change(() => playground.page.goBack());
  await expect(second.region).toContainText("Cut: its reasons can't look at its answer");
  expect((await second.names())[place]).toBe((await first.names())[place]);
  // Reset keeps what differs.
  await playground.button('Reset').click();
  await expect(first.token(0)).toBeHidden();
  await expect(playground.difference('Cut')).toBeChecked();
  await playground.button('Run').click();
  await playground.finished();
  await expect(second.region).toContainText("Cut: its reasons can't look at its answer");
});

test('a link brings the cut with it, and says where it cuts', async ({ playground, browser }) => {
  await playground.open(
    contrastLink({ differs: { kind: 'cut', layers: { only: [0, 2] }, heads: { only: [1] } } }),
  );
  const label = "Cut: its reasons can't look at its answer, in layers 1 and 3, head 2";
  await expect(playground.second.region).toContainText(label);
  const context = await browser.newContext({ reducedMotion: 'reduce' });
  const other = new Playground(await context.newPage());
  await other.page.goto(playground.page.url());
  await expect(other.second.region).toContainText(label);
  await other.check(playground.page.url());
  await expect(other.difference('Cut')).toBeChecked();
  await expect(other.second.region).toContainText(label);
  expect(await other.second.words()).toEqual(await playground.second.words());
  await context.close();
});

const byCase = (name: OfReasons['case']) => GOLDEN.answer_to_reasons.find(scene => scene.case === name);

for (const name of ['no_difference', 'own_anyway', 'opposite_anyway', 'neither'] as const)
  test(`on the page, answer to reasons: ${name.replace('_', ' ')}`, async ({ playground }) => {
    const scene = byCase(name);
    if (!scene) throw new Error(`no scene comes to ${name}`);
    await playground.open(linkOf(scene, 'decision_first'));
    const said = await measure(playground);
    expect(said).toMatch(SAYS[name]);
    const { own } = scene;
    const other = opposite(own);
    expect(said).toContain(`“${own}”`);
    expect(said).toContain(`“${other}”`);
    // The logarithms of the table are those of Python's, to their two digits.
    const rows = await cells(playground);
    const close = (text: string | undefined, value: number) =>
      expect(Math.abs(number(text) - value), text).toBeLessThan(0.0061);
    close(rows.get(`after “${own}”, its own answer`)?.[0], scene.whole[0]);
    close(rows.get(`after “${other}”`)?.[0], scene.whole[1]);
    const gap = scene.whole[0] - scene.whole[1];
    close(rows.get('the answer’s part (ΔL)')?.[0], gap);
    // With all of the connection cut nothing of it is left: both answers are equally out of sight.
    expect(number(rows.get('the answer’s part (ΔL)')?.[1])).toBeCloseTo(0, 1);
    await expect(panel(playground)).toContainText(
      gap >= 0.05 ? 'With the whole connection cut all of that goes, by construction' : 'no share',
    );
    // The three texts are shown, the blind one once for both.
    const texts = [
      [`After “${own}”, its own answer`, scene.own_ids],
      [`After “${other}”`, scene.opposite_ids],
      ['Without sight of the answer', scene.blind_ids],
    ] as const;
    for (const [title, ids] of texts) {
      const text = panel(playground)
        .getByRole('heading', { name: title, exact: true })
        .locator('xpath=following-sibling::p[1]');
      // All but the colon that they begin with, and the sign of their end.
      const words = ids.map(id => WORDS.get(id) ?? '').filter(word => word !== '</s>');
      expect(words.shift()).toBe(':');
      expect(letters(await text.innerText()), title).toBe(letters(words.join('')));
    }
    // Twenty random cuts are told beside it.
    await expect(panel(playground).getByRole('img', { name: /^ΔL: / })).toBeVisible();
    await expect(panel(playground).locator('.band .draw')).toHaveCount(20);
  });

test('on the page, reasons to answer: the whole, the steps alone and the conclusion alone', async ({
  playground,
}) => {
  const scene = GOLDEN.reasons_to_answer.find(({ parts }) => parts.reasons.answer !== parts.steps.answer);
  if (!scene) throw new Error('no scene turns with its reasons cut and stays with its steps cut');
  await playground.open(linkOf(scene, 'reasoning_first'));
  const said = await measure(playground);
  expect(said).not.toBe('');
  const rows = await cells(playground);
  const names = { reasons: 'Cut: all reasons', steps: 'Cut: the steps', conclusion: 'Cut: the conclusion' };
  const [, , whole] = rows.get('Nothing cut') ?? [];
  expect(Math.abs(number(whole) - scene.whole)).toBeLessThan(0.0061);
  for (const [part, name] of Object.entries(names)) {
    const [answer, , odds, drawn] = rows.get(name) ?? [];
    const golden = scene.parts[part as Part];
    expect(answer, name).toBe(`“${golden.answer}”`);
    expect(Math.abs(number(odds) - golden.log_odds), name).toBeLessThan(0.0061);
    expect(drawn, name).toContain('20 random cuts of the same size');
  }
  await expect(panel(playground).getByRole('img')).toHaveCount(3);
});

test('while it measures, its progress is shown; it can be stopped, and what comes next gives it up', async ({
  playground,
}) => {
  // The longest text there is, so that there is time for a press.
  await playground.open(linkTo({ task: { kind: 'access', seed: 7, links: 4 } }));
  await openPanel(playground);
  await playground.button('Measure the cut').click();
  await expect(progress(playground)).toBeVisible();
  await playground.button('Stop measuring').click();
  await expect(playground.button('Measure the cut')).toBeEnabled();
  await expect(progress(playground)).toBeHidden();
  await expect(shows(playground)).toBeEmpty();
  await expect(panel(playground).getByRole('table')).toHaveCount(0);
  await expect(playground.alert).toHaveText('');

  await playground.button('Measure the cut').click();
  await expect(progress(playground)).toBeVisible();
  await playground.change(() => playground.radio('Reasons first').check());
  await expect(progress(playground)).toBeHidden();
  await expect(shows(playground)).toBeEmpty();

  // Measured to its end, it stays until the question is another.
  await measure(playground);
  await playground.differ('Answer');
  await expect(shows(playground)).not.toBeEmpty();
  await playground.change(() => playground.radio('Answer first').check());
  await expect(shows(playground)).toBeEmpty();
});

test('without an answer there is nothing to measure, and it says so', async ({ playground }) => {
  await playground.open(linkTo({ max_tokens: 2 }));
  await openPanel(playground);
  await playground.button('Measure the cut').click();
  await expect(shows(playground)).toContainText('no answer');
  await expect(panel(playground).getByRole('table')).toHaveCount(0);
});

interface Report {
  direction: string;
  sentence: string;
  case: string;
  setting: { words: [string, string] };
  texts: Record<'own' | 'opposite' | 'blind', { ids: number[]; ended: boolean }>;
  likelihood: Record<'own' | 'opposite' | 'own_cut' | 'opposite_cut', number>;
  gaps_random: number[];
  share: number | null;
  whole: { log_odds: number };
  cuts: {
    part: Part;
    shows: string;
    cut: { answer: string; log_odds: number };
    control: { values: number[] };
  }[];
}

test.describe('with a worker of the test’s own', () => {
  // The page's policy lets only its own code start one.
  test.use({ bypassCSP: true });

  /** What a worker of the page measures on each of these, and how often it said how far it was. */
  function measured(
    playground: Playground,
    scenes: { hash: string; choice: Record<string, unknown> }[],
  ): Promise<{ reports: Report[]; told: { done: number; total: number }[] }> {
    return playground.page.evaluate(async all => {
      const loaded = performance.getEntriesByType('resource').map(entry => entry.name);
      const script = loaded.find(name => /\/worker-[^/]*\.js$/.test(name));
      if (!script) throw new Error('the page loaded no worker');
      const worker = new Worker(script, { type: 'module' });
      const told: { done: number; total: number }[] = [];
      // biome-ignore lint/suspicious/noExplicitAny: what comes differs from kind to kind.
      const answer = (kind: string): Promise<any> =>
        new Promise((resolve, reject) => {
          worker.addEventListener('message', function hear({ data: { response } }) {
            if (response.kind === 'failed') reject(new Error(response.problem.sentence));
            if (response.kind === 'measuring') told.push({ done: response.done, total: response.total });
            if (response.kind !== kind) return;
            worker.removeEventListener('message', hear);
            resolve(response);
          });
        });
      const ask = (request: { kind: string; [setting: string]: unknown }, kind: string) => {
        worker.postMessage({ id: 1, request });
        return answer(kind);
      };
      await answer('ready');
      const base = new URL('models/', document.baseURI).href;
      await ask({ kind: 'load', base, model: undefined, backend: 'cpu' }, 'loaded');
      const reports: Report[] = [];
      for (const { hash, choice } of all) {
        await ask({ kind: 'open', source: { hash } }, 'opened');
        reports.push((await ask({ kind: 'cut', choice }, 'cut')).report);
      }
      worker.terminate();
      return { reports, told };
    }, scenes);
  }

  const near = (value: number | undefined, golden: number, what: string) =>
    expect(Math.abs((value ?? Number.NaN) - golden), what).toBeLessThan(1e-3);

  test('what the answer does to the reasons, on 24 scenes, is what Python finds in masked traces', async ({
    playground,
  }) => {
    await playground.open();
    const { part, draws, seed, answer_to_reasons: golden } = GOLDEN;
    const choice = { ...part, draws: draws.decision_first, seed };
    const scenes = golden.map(scene => ({ hash: linkOf(scene, 'decision_first'), choice }));
    const { reports, told } = await measured(playground, scenes);
    expect(golden).toHaveLength(24);
    for (const [index, scene] of golden.entries()) {
      const name = `${scene.task} ${scene.seed}, note ${scene.note}`;
      const report = reports[index];
      expect(report?.direction, name).toBe('answer_to_reasons');
      expect(report?.case, name).toBe(scene.case);
      expect(report?.sentence, name).toMatch(SAYS[scene.case]);
      expect(report?.setting.words[0], name).toBe(scene.own);
      expect(report?.texts.own.ids, name).toEqual(scene.own_ids);
      expect(report?.texts.opposite.ids, name).toEqual(scene.opposite_ids);
      expect(report?.texts.blind.ids, name).toEqual(scene.blind_ids);
      const { likelihood, gaps_random: random = [] } = report ?? {};
      near(likelihood?.own, scene.whole[0], name);
      near(likelihood?.opposite, scene.whole[1], name);
      near(likelihood?.own_cut, scene.cut[0], name);
      near(likelihood?.opposite_cut, scene.cut[1], name);
      expect(random, name).toHaveLength(scene.gaps_random.length);
      for (const [draw, gap] of scene.gaps_random.entries()) near(random[draw], gap, name);
      if (scene.share === null) expect(report?.share ?? null, name).toBeNull();
      else near(report?.share ?? undefined, scene.share, name);
    }
    expect(new Set(reports.map(report => report.case)).size).toBe(4);
    // On the way it says how far it is.
    expect(told.length).toBeGreaterThan(0);
    for (const { done, total } of told) expect(done).toBeLessThanOrEqual(total);
  });

  test('what the reasons do to the answer, on 16 scenes, is what Python finds in masked traces', async ({
    playground,
  }) => {
    await playground.open();
    const { draws, seed, reasons_to_answer: golden } = GOLDEN;
    const choice = { layers: 'all', heads: 'all', draws: draws.reasoning_first, seed };
    const scenes = golden.map(scene => ({ hash: linkOf(scene, 'reasoning_first'), choice }));
    const { reports } = await measured(playground, scenes);
    expect(golden).toHaveLength(16);
    for (const [index, scene] of golden.entries()) {
      const name = `${scene.task} ${scene.seed}, note ${scene.note}`;
      const report = reports[index];
      expect(report?.direction, name).toBe('reasons_to_answer');
      expect(report?.setting.words[0], name).toBe(scene.own);
      near(report?.whole.log_odds, scene.whole, name);
      expect(report?.cuts.map(({ part }) => part)).toEqual(['reasons', 'steps', 'conclusion']);
      for (const { part, shows, cut, control } of report?.cuts ?? []) {
        const expected = scene.parts[part];
        near(cut.log_odds, expected.log_odds, `${name}: ${part}`);
        expect(cut.answer, `${name}: ${part}`).toBe(expected.answer);
        expect(shows, `${name}: ${part}`).toBe(expected.shows);
        expect(control.values).toHaveLength(expected.random.length);
        for (const [draw, odds] of expected.random.entries())
          near(control.values[draw], odds, `${name}: ${part}`);
      }
    }
  });
});
