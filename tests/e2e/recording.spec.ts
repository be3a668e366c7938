import { deflateRawSync } from 'node:zlib';
import {
  CHAPTERS,
  contrastIn,
  contrastLink,
  expect,
  linkTo,
  opposite,
  Playground,
  packed,
  plain,
  specIn,
  test,
} from './playground.js';

const OPENING = CHAPTERS[0]?.hash ?? '';

/** A link of a stranger's: the opening, changed, so that it is none of the page's own. */
function strange(change: (contrast: ReturnType<typeof contrastIn>) => void = () => {}): string {
  const contrast = contrastIn(OPENING);
  contrast.first.max_tokens = 200;
  change(contrast);
  return packed(JSON.stringify(contrast));
}

function recorded(names: string[]): string[] {
  return names.filter(name => name.endsWith(', recorded'));
}

const texts = async ({ first, second }: Playground) => [await first.names(), await second.names()];

test('the first contrast is there before the model is, and is then run', async ({ playground }) => {
  const { page, first } = playground;
  let release = () => {};
  const held = new Promise<void>(resolve => {
    release = resolve;
  });
  await page.route('**/model.safetensors', async route => {
    await held;
    await route.continue();
  });
  await page.goto('./');
  await expect(first.output.getByRole('listitem')).not.toHaveCount(0);
  const shown = await texts(playground);
  expect(shown.map(recorded)).toEqual(shown);
  expect(await first.given()).toContain('does this picture show anything funny?');
  await expect(playground.result).toHaveText(CHAPTERS[0]?.point ?? '');
  release();
  await playground.finished();
  expect((await texts(playground)).map(names => names.map(name => `${name}, recorded`))).toEqual(shown);
  // It is the page's own, and nobody's claim.
  await expect(playground.recording).toBeEmpty();
});

test('what is recorded can be watched before the model is there', async ({ playground }) => {
  await playground.page.route('**/model.safetensors', () => new Promise(() => {}));
  await playground.page.goto('./');
  for (const count of [1, 2]) {
    await playground.button('Watch it write').click();
    for (const { output } of [playground.first, playground.second])
      await expect(output.getByRole('listitem')).toHaveCount(count);
  }
});

test('the order and the difference may be chosen before the model is there', async ({ playground }) => {
  const { page, first, second } = playground;
  let release = () => {};
  const held = new Promise<void>(resolve => {
    release = resolve;
  });
  await page.route('**/model.safetensors', async route => {
    await held;
    await route.continue();
  });
  await page.goto('./');
  await expect(playground.loading).toBeVisible();
  await playground.radio('Reasons first').check();
  await playground.difference('Note').check();
  release();
  await expect(second.region).toHaveAccessibleName(/^Second run: with the note/);
  await playground.finished();
  await expect(playground.radio('Reasons first')).toBeChecked();
  await expect(playground.difference('Note')).toBeChecked();
  expect((await first.names())[0]).toBe('reasons');
  expect(await second.given()).toContain(`the answer is ${opposite(await first.answer())}.`);
});

test('a link shows what its author saw without the engine', async ({ playground }) => {
  await playground.page.route('**/*.wasm', () => new Promise(() => {}));
  await playground.page.goto(`./${strange()}`);
  await expect(playground.recording).toContainText('have not been checked here');
  const [first = [], second = []] = await texts(playground);
  expect(first.slice(0, 4)).toEqual(['answer, recorded', ':, recorded', 'yes, recorded', '., recorded']);
  expect(second.slice(0, 4)).toEqual([
    'answer, recorded',
    ':, recorded',
    'no, forced, recorded',
    '., recorded',
  ]);
  for (const names of [first, second]) expect(recorded(names)).toEqual(names);
  await expect(playground.second.region).toContainText('Forced: “no”');
  await expect(playground.button('Run it here')).toBeDisabled();
  await playground.first.token(0).click();
  await expect(playground.notice).toContainText('Run it here first');
});

test('one press runs it and says that it was reproduced', async ({ playground }) => {
  await playground.page.goto(`./${strange()}`);
  await expect(playground.button('Run it here')).toBeEnabled();
  // Nothing runs by itself, and nothing is said of what nobody here has seen.
  await expect(playground.result).toBeEmpty();
  const claimed = await texts(playground);
  expect(claimed.map(recorded)).toEqual(claimed);
  await playground.button('Run it here').click();
  await playground.finished();
  await expect(playground.recording).toHaveText('Reproduced here, token for token.');
  expect((await texts(playground)).map(names => names.map(name => `${name}, recorded`))).toEqual(claimed);
  await expect(playground.button('Run it here')).toBeHidden();
});

test('what a link of version 1 has recorded is shown, and run at a press', async ({ playground }) => {
  const { first, words, recordings } = contrastIn(OPENING);
  await playground.page.goto(
    `./${linkTo({ ...first, max_tokens: 200, forced: words, recording: recordings[1] })}`,
  );
  await expect(playground.recording).toContainText('have not been checked here');
  // Its answer was forced: it stands as the second run, beside the model's own, which nobody has recorded.
  const claimed = await playground.second.names();
  expect(recorded(claimed)).toEqual(claimed);
  expect(claimed[2]).toBe('no, forced, recorded');
  await expect(playground.first.output.getByRole('listitem')).toHaveCount(0);
  await playground.button('Run it here').click();
  await playground.finished();
  await expect(playground.recording).toHaveText('Reproduced here, token for token.');
  expect(await playground.first.answer()).toBe('yes');
  expect(await playground.second.answer()).toBe('no');
});

test('a forged recording is found out, and is never more than text', async ({ playground }) => {
  const evil = ' <img src=x onerror="globalThis.struck = true">';
  const link = strange(({ recordings }) => {
    recordings[1].texts[7] = evil;
  });
  await playground.page.goto(`./${link}`);
  await expect(playground.second.token(7)).toHaveText(evil.trim());
  await playground.button('Run it here').click();
  await playground.finished();
  await expect(playground.recording).toContainText('from token 8 on');
  const region = (name: RegExp) => playground.page.getByRole('region', { name });
  await expect(region(/: the link’s author saw$/)).toContainText('onerror');
  const own = (await playground.second.words()).join(' ');
  expect(own).toContain('bear looks');
  await expect(region(/: here it wrote$/)).toContainText('bear looks');
  // The other run came out as recorded: there is nothing to hold side by side.
  await expect(region(/: here it wrote$/)).toHaveCount(1);
  expect(await playground.page.evaluate(() => 'struck' in globalThis)).toBe(false);
});

test('a stranger’s own words are shown and wait for a press', async ({ playground }) => {
  const task = {
    kind: 'text',
    scene: 'a penguin is chasing a ball.',
    question: 'does this picture show anything funny?',
    choices: ['yes', 'no'],
  };
  for (const link of [
    linkTo({ task }),
    contrastLink({ first: plain({ task }), differs: { kind: 'order' } }),
  ]) {
    await playground.page.goto('about:blank');
    await playground.page.goto(`./${link}`);
    await expect(playground.button('Run')).toBeEnabled();
    expect(await playground.first.given()).toContain('a penguin is chasing a ball.');
    await expect(playground.first.output.getByRole('listitem')).toHaveCount(0);
    await playground.button('Run').click();
    await playground.finished();
    await expect(playground.first.output.getByRole('listitem')).not.toHaveCount(0);
  }
});

test('what is known of the reason is said', async ({ playground }) => {
  const otherModel = strange(({ first, recordings }) => {
    first.model.sha256 = '0'.repeat(64);
    recordings[1].ids[8] = 1;
  });
  await playground.page.goto(`./${otherModel}`);
  await playground.button('Run it here').click();
  await expect(playground.recording).toContainText('The link was made with another version of the model.');
  // Run again, it is still the same stranger's link.
  await playground.finished();
  await playground.button('Run').click();
  await playground.finished();
  await expect(playground.recording).toContainText('The link was made with another version of the model.');
  expect(contrastIn(playground.hash()).first.model.sha256).toBe('0'.repeat(64));
  const otherPrompt = strange(({ recordings }) => {
    recordings[0].given.texts[3] = ' walrus';
  });
  await playground.page.goto(`./${otherPrompt}`);
  await playground.button('Run it here').click();
  await expect(playground.recording).toContainText('in its prompt');
});

test('what the visitor does ends the claim, and Back is no stranger’s link', async ({ playground }) => {
  const { page } = playground;
  await playground.check(`./${strange()}`);
  await playground.change(() => playground.radio('Reasons first').check());
  await expect(playground.recording).toBeEmpty();
  const own = await texts(playground);
  await playground.change(() => page.goBack());
  await expect(playground.radio('Answer first')).toBeChecked();
  await playground.change(() => page.goForward());
  expect(await texts(playground)).toEqual(own);
  await expect(playground.recording).toBeEmpty();
  await page.reload();
  await playground.finished();
  await expect(playground.recording).toBeEmpty();
  expect(await texts(playground)).toEqual(own);
});

test('the address holds the recordings of finished runs', async ({ playground, browser, contextOptions }) => {
  await playground.open();
  const { first, second } = playground;
  await playground.differ('Answer');
  const { recordings } = contrastIn(playground.hash());
  expect(recordings.map(({ texts }: { texts: string[] }) => texts.map(text => text.trim()))).toEqual([
    await first.words(),
    await second.words(),
  ]);
  for (const { backend } of recordings) expect(backend).toBe('cpu');
  const context = await browser.newContext(contextOptions);
  const fresh = new Playground(await context.newPage());
  await fresh.check(playground.page.url());
  await expect(fresh.recording).toHaveText('Reproduced here, token for token.');
  await context.close();
});

test('200 mutated links: no error, no script, always a usable page', async ({ playground }) => {
  await playground.open();
  const good = [strange(), contrastLink({ differs: { kind: 'order' } }), OPENING, linkTo({ note: 'no' })];
  let state = 11;
  const below = (most: number) => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    return Math.floor((state / 2 ** 31) * most);
  };
  const evil = ['<script>struck=1</script>', '"', '\u2028', '😀', '999999999999', '-1', '[]', 'null', '{}'];
  for (let round = 0; round < 200; round += 1) {
    // Each good link is mutated in both ways.
    const link = good[(round >> 1) % good.length] ?? '';
    let mutated: string;
    if (round % 2 === 0) {
      const letters = [...link];
      for (let times = 0; times <= below(3); times += 1)
        letters[below(letters.length)] = 'AZaz09-_.#%é'[below(12)] ?? '';
      mutated = letters.join('');
    } else {
      const isOld = link.startsWith('#v1.');
      const json = JSON.stringify(isOld ? specIn(link) : contrastIn(link));
      const [at, length] = [below(json.length), below(12)];
      const changed = json.slice(0, at) + (evil[below(evil.length)] ?? '') + json.slice(at + length);
      mutated = isOld ? `#v1.${deflateRawSync(changed).toString('base64url')}` : packed(changed);
    }
    await playground.page.evaluate(hash => {
      window.location.hash = hash;
    }, mutated);
    await expect(playground.button('Run')).toBeEnabled();
    if (round % 20 === 19) {
      // Whatever came, the page still does what it is for.
      await playground.openChapter(CHAPTERS[0]?.title ?? '');
      await playground.finished();
    }
  }
  expect(await playground.page.evaluate(() => 'struck' in globalThis)).toBe(false);
});
