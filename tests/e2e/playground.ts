import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { test as base, expect, type Locator, type Page } from '@playwright/test';

const ROOT = join(import.meta.dirname, '../..');

/** The bundled model by name and content, as links name it. */
function bundled(): { id: string; sha256: string } {
  const manifest = JSON.parse(readFileSync(join(ROOT, 'models/manifest.json'), 'utf8'));
  const { id, sha256 } = manifest.models.find((model: { id: string }) => model.id === manifest.default);
  return { id, sha256 };
}

/** The permalink of an experiment: what is not said is as in the plain one about six swaps. */
export function linkTo(spec: Record<string, unknown> = {}): string {
  const plain = {
    version: 1,
    model: bundled(),
    task: { kind: 'cups', seed: 5, swaps: 6 },
    order: 'decision_first',
  };
  return `#v1.${deflateRawSync(JSON.stringify({ ...plain, ...spec })).toString('base64url')}`;
}

/** The experiment in a permalink. */
// biome-ignore lint/suspicious/noExplicitAny: tests look into it as they please.
export function specIn(link: string): any {
  return JSON.parse(inflateRawSync(Buffer.from(link.replace(/^.*#v1\./, ''), 'base64url')).toString());
}

/** The page's own experiments. */
export const PRESETS: { id: string; title: string; takeaway: string; hash: string }[] = JSON.parse(
  readFileSync(join(ROOT, 'www/src/presets/presets.json'), 'utf8'),
);

export type TaskName = 'Where is the ball?' | 'Is it funny?' | 'Is it allowed?';

/** The page as a visitor meets it: its parts by role and name, and what takes more than one press. */
export class Playground {
  readonly order: Locator;
  readonly task: Locator;
  readonly scene: Locator;
  /** The drawing of the scene, whose name tells all that it shows. */
  readonly drawing: Locator;
  readonly editor: Locator;
  readonly sceneProblem: Locator;
  readonly prompt: Locator;
  readonly output: Locator;
  readonly alternatives: Locator;
  readonly attention: Locator;
  readonly table: Locator;
  readonly engine: Locator;
  readonly loading: Locator;
  readonly result: Locator;
  readonly recording: Locator;
  readonly alert: Locator;

  constructor(readonly page: Page) {
    this.order = page.getByRole('radiogroup', { name: 'Order' });
    this.task = page.getByRole('radiogroup', { name: 'Task' });
    this.scene = page.getByRole('region', { name: 'Scene' });
    this.drawing = this.scene.getByRole('img');
    this.editor = this.scene.getByRole('group', { name: 'Scene editor' });
    this.sceneProblem = this.scene.getByRole('status', { name: 'Scene problem' });
    this.prompt = page.getByRole('list', { name: 'Prompt' });
    this.output = page.getByRole('list', { name: 'Output' });
    this.alternatives = page.getByRole('dialog', { name: 'Alternatives' });
    this.attention = page.getByRole('region', { name: 'Attention' });
    this.table = this.attention.getByRole('table', { name: 'Attention as a table' });
    this.engine = page.getByRole('status', { name: 'Engine' });
    this.loading = page.getByRole('progressbar', { name: 'Loading model' });
    this.result = page.getByRole('status', { name: 'Result' });
    this.recording = page.getByRole('status', { name: 'Recording' });
    this.alert = page.getByRole('alert');
  }

  button(name: string): Locator {
    return this.page.getByRole('button', { name, exact: true });
  }

  radio(name: 'Decision first' | 'Reasoning first'): Locator {
    return this.order.getByRole('radio', { name });
  }

  /** Switches to another task, and waits until its run is over. */
  async ask(name: TaskName): Promise<void> {
    await this.change(() => this.task.getByRole('radio', { name }).check());
  }

  /** What the drawing shows. A new scene is drawn a task later than its words. */
  async drawn(): Promise<string> {
    await this.page.evaluate(() => new Promise(later => setTimeout(later)));
    return (await this.drawing.getAttribute('aria-label')) ?? '';
  }

  /** The prompt as text. */
  async given(): Promise<string> {
    return (await this.names(this.prompt)).join(' ').replaceAll(/ (?=[.,?:])/g, '');
  }

  /** Opens a link that brings no recording, the plain one about six swaps if none is given, and waits until its run is over. */
  async open(hash = linkTo()): Promise<void> {
    await this.page.goto(`./${hash}`);
    await this.finished();
  }

  /** Opens a link as another visitor would: sees what its author saw, runs it, and waits until that is over. */
  async check(link: string): Promise<void> {
    await this.page.goto(link);
    await expect(this.recording).toContainText('not been checked here');
    await this.button('Run it here').click();
    await this.finished();
  }

  /** Waits until the run is over and has its verdict. */
  async finished(): Promise<void> {
    await expect(this.result).toContainText('answer', { timeout: 60_000 });
    await expect(this.button('Run')).toBeEnabled();
  }

  /** The experiment in the address. */
  hash(): string {
    return new URL(this.page.url()).hash;
  }

  /** Changes the experiment; waits until the address names the new one and its run is over. */
  async change(act: () => Promise<unknown>): Promise<void> {
    const before = this.hash();
    await act();
    await expect.poll(() => this.hash()).not.toBe(before);
    await this.finished();
  }

  /** The names of a list's buttons: the tokens, and `, forced` after those that are. */
  names(list: Locator): Promise<string[]> {
    const buttons = list.getByRole('listitem').getByRole('button');
    return buttons.evaluateAll(all => all.map(button => button.getAttribute('aria-label') ?? ''));
  }

  /** The output's tokens, without the mark of the forced ones. */
  async words(): Promise<string[]> {
    return (await this.names(this.output)).map(name => name.replace(/, forced$/, ''));
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

  /** Puts one of the model's alternatives where a token stands. */
  async force(index: number, word: string): Promise<void> {
    await this.token(index).click();
    await this.alternatives.getByRole('button', { name: new RegExp(`^${word} `) }).click();
    await expect(this.alternatives).toBeHidden();
  }

  /** Types a word where a token stands. */
  async type(index: number, word: string): Promise<void> {
    await this.token(index).click();
    await this.alternatives.getByRole('textbox', { name: 'Force another token' }).fill(word);
    await this.alternatives.getByRole('button', { name: 'Force', exact: true }).click();
  }
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
