import { deflateRawSync } from 'node:zlib';
import { expect, linkTo, Playground, PRESETS, specIn, test } from './playground.js';

const OPPOSITE = PRESETS.find(({ id }) => id === 'opposite')?.hash ?? '';

/** A link of a stranger's: a preset's experiment, changed, so that it is none of the page's own. */
function strange(change: (spec: ReturnType<typeof specIn>) => void = () => {}): string {
  const spec = specIn(OPPOSITE);
  spec.max_tokens = 200;
  change(spec);
  return linkTo(spec);
}

function recorded(names: string[]): string[] {
  return names.filter(name => name.endsWith(', recorded'));
}

test('the first experiment is there before the model is, and is then run', async ({ playground }) => {
  const { page } = playground;
  let release = () => {};
  const held = new Promise<void>(resolve => {
    release = resolve;
  });
  await page.route('**/model.safetensors', async route => {
    await held;
    await route.continue();
  });
  await page.goto('./');
  await expect(playground.output.getByRole('listitem')).not.toHaveCount(0);
  const shown = await playground.names(playground.output);
  expect(recorded(shown)).toEqual(shown);
  expect((await playground.given()).replaceAll(', recorded', '')).toContain(
    'does this picture show anything funny?',
  );
  await expect(playground.result).toBeEmpty();
  release();
  await playground.finished();
  expect((await playground.names(playground.output)).map(name => `${name}, recorded`)).toEqual(shown);
  // It is the page's own, and nobody's claim.
  await expect(playground.recording).toBeEmpty();
});

test('the order may be chosen before the model is there', async ({ playground }) => {
  await playground.page.goto('./', { waitUntil: 'commit' });
  await playground.radio('Reasoning first').check();
  await expect(playground.output.getByRole('button').first()).toHaveText('reasons');
  await playground.finished();
  await expect(playground.radio('Reasoning first')).toBeChecked();
  expect((await playground.names(playground.output))[0]).toBe('reasons');
});

test('a link shows what its author saw without the engine', async ({ playground }) => {
  await playground.page.route('**/*.wasm', () => new Promise(() => {}));
  await playground.page.goto(`./${strange()}`);
  await expect(playground.recording).toContainText('have not been checked here');
  const names = await playground.names(playground.output);
  expect(names.slice(0, 4)).toEqual([
    'answer, recorded',
    ':, recorded',
    'yes, forced, recorded',
    '., recorded',
  ]);
  expect(recorded(names)).toEqual(names);
  await expect(playground.button('Run it here')).toBeDisabled();
  await playground.token(0).click();
  await expect(playground.page.getByRole('status', { name: 'Notice' })).toContainText('Run it here first');
});

test('one press runs it and says that it was reproduced', async ({ playground }) => {
  await playground.page.goto(`./${strange()}`);
  await expect(playground.button('Run it here')).toBeEnabled();
  // Nothing runs by itself.
  await expect(playground.result).toBeEmpty();
  expect(recorded(await playground.names(playground.output))).not.toHaveLength(0);
  await playground.button('Run it here').click();
  await playground.finished();
  await expect(playground.recording).toHaveText('Reproduced here, token for token.');
  expect(recorded(await playground.names(playground.output))).toEqual([]);
  await expect(playground.button('Run it here')).toBeHidden();
});

test('a forged recording is found out, and is never more than text', async ({ playground }) => {
  const evil = ' <img src=x onerror="globalThis.struck = true">';
  const link = strange(spec => {
    spec.recording.texts[7] = evil;
  });
  await playground.page.goto(`./${link}`);
  await expect(playground.token(7)).toHaveText(evil.trim());
  await playground.button('Run it here').click();
  await playground.finished();
  await expect(playground.recording).toContainText('from token 8 on');
  await expect(playground.page.getByRole('region', { name: 'The link’s author saw' })).toContainText(
    'onerror',
  );
  await expect(playground.page.getByRole('region', { name: 'Here it wrote' })).toContainText('penguin looks');
  expect(await playground.page.evaluate(() => 'struck' in globalThis)).toBe(false);
});

test('a stranger’s own words are shown and wait for a press', async ({ playground }) => {
  const task = {
    kind: 'text',
    scene: 'a penguin is chasing a ball.',
    question: 'does this picture show anything funny?',
    choices: ['yes', 'no'],
  };
  await playground.page.goto(`./${linkTo({ task })}`);
  await expect(playground.button('Run')).toBeEnabled();
  expect(await playground.given()).toContain('a penguin is chasing a ball.');
  await expect(playground.output.getByRole('listitem')).toHaveCount(0);
  await playground.button('Run').click();
  await playground.finished();
});

test('what is known of the reason is said', async ({ playground }) => {
  const otherModel = strange(spec => {
    spec.model.sha256 = '0'.repeat(64);
    spec.recording.ids[8] = 1;
  });
  await playground.page.goto(`./${otherModel}`);
  await playground.button('Run it here').click();
  await expect(playground.recording).toContainText('The link was made with another version of the model.');
  // Run again, it is still the same stranger's link.
  await playground.finished();
  await playground.button('Run').click();
  await playground.finished();
  await expect(playground.recording).toContainText('The link was made with another version of the model.');
  expect(specIn(playground.hash()).model.sha256).toBe('0'.repeat(64));
  const otherPrompt = strange(spec => {
    spec.recording.given.texts[3] = ' walrus';
  });
  await playground.page.goto(`./${otherPrompt}`);
  await playground.button('Run it here').click();
  await expect(playground.recording).toContainText('in its prompt');
});

test('what the visitor does ends the claim, and Back is no stranger’s link', async ({ playground }) => {
  await playground.check(`./${strange()}`);
  await playground.change(() => playground.radio('Reasoning first').check());
  await expect(playground.recording).toBeEmpty();
  const own = await playground.names(playground.output);
  await playground.change(() => playground.page.goBack());
  await expect(playground.radio('Decision first')).toBeChecked();
  await playground.change(() => playground.page.goForward());
  expect(await playground.names(playground.output)).toEqual(own);
  await expect(playground.recording).toBeEmpty();
  await playground.page.reload();
  await playground.finished();
  await expect(playground.recording).toBeEmpty();
  expect(await playground.names(playground.output)).toEqual(own);
});

test('the address holds the recording of a finished run', async ({ playground, browser, contextOptions }) => {
  await playground.open();
  await playground.force(await playground.answerIndex(), 'no');
  await playground.finished();
  const { recording } = specIn(playground.hash());
  expect(recording.texts.map((text: string) => text.trim())).toEqual(await playground.words());
  expect(recording.backend).toBe('cpu');
  const context = await browser.newContext(contextOptions);
  const fresh = new Playground(await context.newPage());
  await fresh.check(playground.page.url());
  await expect(fresh.recording).toHaveText('Reproduced here, token for token.');
  await context.close();
});

test('each of the page’s own experiments opens at one press and does what it did', async ({ playground }) => {
  await playground.page.goto('./');
  await playground.finished();
  const experiments = playground.page.getByRole('navigation', { name: 'Experiments' });
  for (const { title, takeaway, hash } of PRESETS.toReversed()) {
    const link = experiments.getByRole('link', { name: title });
    await expect(link).toContainText(takeaway);
    await playground.change(() => link.click());
    await expect(link).toHaveAttribute('aria-current', 'page');
    expect(playground.hash()).toBe(hash);
    const texts: string[] = specIn(hash).recording.texts;
    expect(await playground.words()).toEqual(texts.map(text => text.trim()));
    await expect(playground.recording).toBeEmpty();
  }
});

test('200 mutated links: no error, no script, always a usable page', async ({ playground }) => {
  await playground.open();
  const good = [strange(), linkTo(), OPPOSITE];
  let state = 11;
  const below = (most: number) => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    return Math.floor((state / 2 ** 31) * most);
  };
  const evil = ['<script>struck=1</script>', '"', '\u2028', '😀', '999999999999', '-1', '[]', 'null', '{}'];
  for (let round = 0; round < 200; round += 1) {
    const link = good[round % good.length] ?? '';
    let mutated: string;
    if (round % 2 === 0) {
      const letters = [...link];
      for (let times = 0; times <= below(3); times += 1)
        letters[below(letters.length)] = 'AZaz09-_.#%é'[below(12)] ?? '';
      mutated = letters.join('');
    } else {
      const json = JSON.stringify(specIn(link));
      const [at, length] = [below(json.length), below(12)];
      const changed = json.slice(0, at) + (evil[below(evil.length)] ?? '') + json.slice(at + length);
      mutated = `#v1.${deflateRawSync(changed).toString('base64url')}`;
    }
    await playground.page.evaluate(hash => {
      window.location.hash = hash;
    }, mutated);
    await expect(playground.button('Run')).toBeEnabled();
    if (round % 20 === 19) {
      // Whatever came, the page still does what it is for.
      await playground.page
        .getByRole('navigation', { name: 'Experiments' })
        .getByRole('link')
        .first()
        .click();
      await playground.finished();
    }
  }
  expect(await playground.page.evaluate(() => 'struck' in globalThis)).toBe(false);
});
