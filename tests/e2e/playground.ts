import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { crc32, deflateRawSync, inflateRawSync } from 'node:zlib';
import { test as base, expect, type Locator, type Page } from '@playwright/test';

const ROOT = join(import.meta.dirname, '../..');

/** The bundled model by name and content, as links name it. */
function bundled(): { id: string; sha256: string } {
  const manifest = JSON.parse(readFileSync(join(ROOT, 'models/manifest.json'), 'utf8'));
  const { id, sha256 } = manifest.models.find((model: { id: string }) => model.id === manifest.default);
  return { id, sha256 };
}

/** An experiment of one run: what is not said is as in the plain one about six swaps. */
export function plain(spec: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    version: 1,
    model: bundled(),
    task: { kind: 'cups', seed: 5, swaps: 6 },
    order: 'decision_first',
    ...spec,
  };
}

/** The first version's permalink of an experiment. */
export function linkTo(spec: Record<string, unknown> = {}): string {
  return `#v1.${deflateRawSync(JSON.stringify(plain(spec))).toString('base64url')}`;
}

/** The permalink of a JSON text of the second version. */
export function packed(json: string): string {
  const check = Buffer.alloc(4);
  check.writeUInt32BE(crc32(json));
  return `#v2.${Buffer.concat([check, deflateRawSync(json)]).toString('base64url')}`;
}

/** The permalink of a contrast: what is not said is as in the plain one, beside which there is no second run. */
export function contrastLink(contrast: Record<string, unknown> = {}): string {
  return packed(JSON.stringify({ version: 2, first: plain(), differs: { kind: 'nothing' }, ...contrast }));
}

/**
 * Two runs of nonsense, sampled at a temperature far too high: they find no end, so that there is time for something to happen while
 * they are written. Everything else is written in less time than a frame or two.
 */
export const LONG = contrastLink({
  first: plain({ sampling: { kind: 'sample', temperature: 10, top_k: null, top_p: null, seed: 2 } }),
  differs: { kind: 'note', says: 'yes' },
});

/** The experiment in a permalink of the first version. */
// biome-ignore lint/suspicious/noExplicitAny: tests look into it as they please.
export function specIn(link: string): any {
  return JSON.parse(inflateRawSync(Buffer.from(link.replace(/^.*#v1\./, ''), 'base64url')).toString());
}

/** The contrast in a permalink of the second version. */
// biome-ignore lint/suspicious/noExplicitAny: tests look into it as they please.
export function contrastIn(link: string): any {
  const bytes = Buffer.from(link.replace(/^.*#v2\./, ''), 'base64url');
  return JSON.parse(inflateRawSync(bytes.subarray(4)).toString());
}

/** The page's own contrasts, in their order. */
export const CHAPTERS: {
  id: string;
  title: string;
  point: string;
  next_hint: string;
  hash: string;
  scene: { text: string; question: string };
}[] = JSON.parse(readFileSync(join(ROOT, 'www/src/chapters/chapters.json'), 'utf8'));

/** What each run of a chapter writes, by its link. */
export function recordedWords(hash: string): string[][] {
  const recordings: { texts: string[] }[] = contrastIn(hash).recordings;
  return recordings.map(({ texts }) => texts.map(text => text.trim()));
}

export type TaskName = 'Where is the ball?' | 'Is it funny?' | 'Is it allowed?';
export type DifferenceName = 'Answer' | 'Order' | 'Cut' | 'Note' | 'Word' | 'Nothing';

/** One of the two runs. */
export class Run {
  readonly region: Locator;
  readonly prompt: Locator;
  readonly output: Locator;

  /** Where it stands: the page, or a frame. */
  constructor(place: Pick<Page, 'getByRole'>, which: 'First' | 'Second') {
    this.region = place.getByRole('region', { name: new RegExp(`^${which} run`) });
    this.prompt = this.region.getByRole('list', { name: 'Prompt' });
    this.output = this.region.getByRole('list', { name: 'Output' });
  }

  /** What it is, as its region is named. */
  async name(): Promise<string> {
    return (await this.region.getAttribute('aria-label')) ?? '';
  }

  /** What it is given, as text. */
  async given(): Promise<string> {
    const names = await this.promptNames();
    return names
      .map(bare)
      .join(' ')
      .replaceAll(/ (?=[.,?:])/g, '');
  }

  promptNames(): Promise<string[]> {
    return namesIn(this.prompt);
  }

  /** The names of its output's buttons: the tokens, and `, forced` and `, recorded` after those that are. */
  names(): Promise<string[]> {
    return namesIn(this.output);
  }

  /** The output's tokens, without such marks. */
  async words(): Promise<string[]> {
    return (await this.names()).map(bare);
  }

  token(index: number): Locator {
    return this.output.getByRole('listitem').nth(index).getByRole('button');
  }

  /** Where in the output the answer stands: after “answer:”. */
  async answerIndex(): Promise<number> {
    const words = await this.words();
    const start = words.findIndex((word, index) => word === 'answer' && words[index + 1] === ':');
    expect(start).toBeGreaterThanOrEqual(0);
    return start + 2;
  }

  async answer(): Promise<string> {
    return (await this.words())[await this.answerIndex()] ?? '';
  }
}

/** The page as a visitor meets it: its parts by role and name, and what takes more than one press. */
export class Playground {
  readonly first: Run;
  readonly second: Run;
  readonly differs: Locator;
  readonly order: Locator;
  readonly question: Locator;
  /** The drawing of the scene, whose name tells all that it shows. */
  readonly drawing: Locator;
  readonly task: Locator;
  readonly editor: Locator;
  readonly sceneProblem: Locator;
  readonly alternatives: Locator;
  readonly attention: Locator;
  readonly table: Locator;
  readonly engine: Locator;
  readonly loading: Locator;
  readonly result: Locator;
  readonly recording: Locator;
  readonly notice: Locator;
  readonly alert: Locator;
  /** The one thing to do next. */
  readonly next: Locator;
  readonly chapters: Locator;

  constructor(readonly page: Page) {
    this.first = new Run(page, 'First');
    this.second = new Run(page, 'Second');
    this.differs = page.getByRole('radiogroup', { name: 'What differs' });
    this.order = page.getByRole('radiogroup', { name: 'Order' });
    this.question = page.getByRole('region', { name: 'Question' });
    this.drawing = this.question.getByRole('img');
    this.task = this.question.getByRole('radiogroup', { name: 'Task' });
    this.editor = this.question.getByRole('group', { name: 'Scene editor' });
    this.sceneProblem = this.question.getByRole('status', { name: 'Scene problem' });
    this.alternatives = page.getByRole('dialog', { name: 'Alternatives' });
    this.attention = page.getByRole('region', { name: 'Attention' });
    this.table = this.attention.getByRole('table', { name: 'Attention as a table' });
    this.engine = page.getByRole('status', { name: 'Engine' });
    this.loading = page.getByRole('progressbar', { name: 'Loading model' });
    this.result = page.getByRole('status', { name: 'Result' });
    this.recording = page.getByRole('status', { name: 'Recording' });
    this.notice = page.getByRole('status', { name: 'Notice' });
    this.alert = page.getByRole('alert');
    this.next = page.getByRole('button', { name: /^Next/ });
    this.chapters = page.getByRole('navigation', { name: 'Chapters' });
  }

  button(name: string): Locator {
    return this.page.getByRole('button', { name, exact: true });
  }

  radio(name: 'Answer first' | 'Reasons first'): Locator {
    return this.order.getByRole('radio', { name });
  }

  difference(name: DifferenceName): Locator {
    return this.differs.getByRole('radio', { name, exact: true });
  }

  /** Lets the second run differ in something else, and waits until both are over. */
  async differ(name: Exclude<DifferenceName, 'Word'>): Promise<void> {
    await this.change(() => this.difference(name).check());
  }

  /** Brings the choice of another question on the page, if it isn't. */
  async openQuestions(): Promise<void> {
    const button = this.button('Another question');
    if ((await button.getAttribute('aria-expanded')) !== 'true') await button.click();
    await expect(this.task).toBeVisible();
  }

  /** Switches to another task, and waits until both runs are over. */
  async ask(name: TaskName): Promise<void> {
    await this.openQuestions();
    await this.change(() => this.task.getByRole('radio', { name }).check());
  }

  /** What the drawing shows. A new scene is drawn a task later than its words. */
  async drawn(): Promise<string> {
    await this.page.evaluate(() => new Promise(later => setTimeout(later)));
    return (await this.drawing.getAttribute('aria-label')) ?? '';
  }

  /** Opens a link that brings no recording, the plain one about six swaps if none is given, and waits until its runs are over. */
  async open(hash = linkTo()): Promise<void> {
    await this.page.goto(`./${hash}`);
    await this.finished();
  }

  /** Opens the page as it greets a visitor, or one of its chapters, and waits until the engine has written it. */
  async visit(path = './'): Promise<void> {
    await this.page.goto(path);
    await this.finished();
  }

  /** Goes to one of the page's own contrasts, by the list of them. */
  async openChapter(title: string): Promise<void> {
    await this.chapters.getByRole('button').click();
    await this.chapters.getByRole('listitem').getByRole('link', { name: title }).click();
  }

  /** Opens a link as another visitor would: sees what its author saw, runs it, and waits until that is over. */
  async check(link: string): Promise<void> {
    await this.page.goto(link);
    await expect(this.recording).toContainText('not been checked here');
    await this.button('Run it here').click();
    await this.finished();
  }

  /** Waits until the engine has written each run to its end, and what they show is said. */
  async finished(): Promise<void> {
    await expect(this.button('Run')).toBeEnabled({ timeout: 60_000 });
    await expect(this.result).not.toBeEmpty();
    await expect(this.page.getByRole('button', { name: /, recorded$/ })).toHaveCount(0);
  }

  /** The contrast in the address. */
  hash(): string {
    return new URL(this.page.url()).hash;
  }

  /** Changes the contrast; waits until the address names the new one and its runs are over. */
  async change(act: () => Promise<unknown>): Promise<void> {
    const before = this.hash();
    await act();
    await expect.poll(() => this.hash()).not.toBe(before);
    await this.finished();
  }

  /** Puts one of the model's alternatives where a token of a run stands. */
  async force(run: Run, index: number, word: string): Promise<void> {
    await run.token(index).click();
    await this.alternatives.getByRole('button', { name: new RegExp(`^${word} `) }).click();
    await expect(this.alternatives).toBeHidden();
  }

  /** Types a word where a token of a run stands. */
  async type(run: Run, index: number, word: string): Promise<void> {
    await run.token(index).click();
    await this.alternatives.getByRole('textbox', { name: 'Force another token' }).fill(word);
    await this.alternatives.getByRole('button', { name: 'Force', exact: true }).click();
  }
}

/** The names of a list's buttons. */
function namesIn(list: Locator): Promise<string[]> {
  const buttons = list.getByRole('listitem').getByRole('button');
  return buttons.evaluateAll(all => all.map(button => button.getAttribute('aria-label') ?? ''));
}

/** A token's name without what it says about the token. */
function bare(name: string): string {
  return name.replace(/(, (forced|recorded))+$/, '');
}

export function opposite(answer: string): string {
  return answer === 'yes' ? 'no' : 'yes';
}

/** “62.5 %” as 62.5, and “< 0.1 %” as half of that. */
export function percentage(text: string): number {
  const number = Number.parseFloat(text.replace(/[^\d.]/g, ''));
  return text.includes('<') ? number / 2 : number;
}

/** A test with the page; it fails on any error that the page lets through, unless `mayFail` says so. */
export const test = base.extend<{ playground: Playground; mayFail: boolean }>({
  mayFail: [false, { option: true }],
  playground: async ({ page, mayFail }, use) => {
    const errors: string[] = [];
    page.on('pageerror', error => errors.push(error.message));
    page.on('console', message => {
      if (message.type() === 'error') errors.push(message.text());
    });
    await use(new Playground(page));
    if (!mayFail) expect(errors).toEqual([]);
  },
});

export { expect };
