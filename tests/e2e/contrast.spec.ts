import {
  contrastIn,
  contrastLink,
  type DifferenceName,
  expect,
  linkTo,
  opposite,
  Playground,
  plain,
  test,
} from './playground.js';

/** Reasons can't look at the answer, in one layer alone. */
const CUT = {
  kind: 'cut',
  from: { span: 'reasoning' },
  to: { span: 'decision' },
  layers: { only: [0] },
  heads: 'all',
};

/** All that stands there of both runs. */
async function both({ first, second }: Playground) {
  const isTwo = await second.region.isVisible();
  return {
    first: { name: await first.name(), given: await first.given(), written: await first.names() },
    second: isTwo
      ? { name: await second.name(), given: await second.given(), written: await second.names() }
      : null,
  };
}

test('each difference writes the second run anew and leaves the first; Back undoes each', async ({
  playground,
  browser,
  contextOptions,
}) => {
  await playground.open();
  const { first, second, page } = playground;
  const own = { given: await first.given(), written: await first.names() };
  const other = opposite(await first.answer());
  await expect(second.region).toBeHidden();
  const alone = await both(playground);
  const seen: { hash: string; both: Awaited<ReturnType<typeof both>> }[] = [];

  const differ = async (name: Exclude<DifferenceName, 'Word'>) => {
    await expect(playground.difference(name)).toHaveAccessibleDescription(/^(The|In the) second run .+\.$/);
    await playground.differ(name);
    await expect(playground.difference(name)).toBeChecked();
    expect(playground.hash()).toMatch(/^#v2\./);
    expect({ given: await first.given(), written: await first.names() }).toEqual(own);
    expect(seen.map(({ hash }) => hash)).not.toContain(playground.hash());
    seen.push({ hash: playground.hash(), both: await both(playground) });
  };

  await differ('Answer');
  await expect(second.region).toHaveAccessibleName(`Second run: made to answer “${other}”`);
  await expect(second.region).toContainText(`Forced: “${other}”`);
  expect((await second.names()).filter(name => name.endsWith(', forced'))).toEqual([`${other}, forced`]);
  expect(await second.answer()).toBe(other);
  expect(await second.given()).toBe(own.given);

  await differ('Order');
  await expect(first.region).toHaveAccessibleName('First run: answer first');
  await expect(second.region).toHaveAccessibleName('Second run: reasons first');
  expect((await second.words())[0]).toBe('reasons');
  expect(await second.given()).not.toBe(own.given);
  expect(await second.names()).not.toContain(`${other}, forced`);

  await differ('Cut');
  await expect(second.region).toHaveAccessibleName('Second run: connection cut');
  await expect(second.region).toContainText(
    /Cut: its reasons can.t look at its answer, in all layers and heads/,
  );
  expect(await second.answer()).toBe(await first.answer());

  await differ('Note');
  await expect(second.region).toHaveAccessibleName(`Second run: with the note “the answer is ${other}”`);
  await expect(second.region).toContainText(`Note: the answer is ${other}.`);
  expect(await second.given()).toContain(`the answer is ${other}.`);

  // Each link, in another browser.
  const context = await browser.newContext(contextOptions);
  const fresh = new Playground(await context.newPage());
  for (const { hash, both: written } of seen) {
    await fresh.check(`${new URL(hash, page.url())}`);
    await expect(fresh.recording).toHaveText('Reproduced here, token for token.');
    expect(await both(fresh)).toEqual(written);
    expect(fresh.hash()).toBe(hash);
  }
  await context.close();

  await playground.differ('Nothing');
  await expect(second.region).toBeHidden();
  expect(await both(playground)).toEqual(alone);

  for (const before of seen.toReversed()) {
    await playground.change(() => page.goBack());
    expect(playground.hash()).toBe(before.hash);
    expect(await both(playground)).toEqual(before.both);
  }
  await playground.change(() => page.goBack());
  expect(await both(playground)).toEqual(alone);
});

test('where the reasons come first, a cut is of the answer from its reasons, and every word before it stays', async ({
  playground,
}) => {
  await playground.open(linkTo({ order: 'reasoning_first' }));
  const { first, second } = playground;
  const own = await first.words();
  await playground.differ('Cut');
  await expect(second.region).toContainText(
    /Cut: its answer can.t look at its reasons, in all layers and heads/,
  );
  const at = await first.answerIndex();
  expect((await second.words()).slice(0, at)).toEqual(own.slice(0, at));
  expect(await first.names()).toEqual(own);
  // The words of the first run that it keeps are its own, and nothing that was done to it.
  expect((await second.names()).filter(name => name.endsWith(', forced'))).toEqual([]);
});

test('another word is pressed in either text; until then the second run stays', async ({ playground }) => {
  await playground.open();
  const { first, second } = playground;
  await playground.differ('Order');
  const before = await both(playground);
  await playground.difference('Word').check();
  await expect(playground.notice).toHaveText('Press a word in either text, then choose another.');
  expect(await both(playground)).toEqual(before);

  await playground.change(() => playground.type(first, 7, 'red'));
  await expect(playground.notice).toBeEmpty();
  await expect(playground.difference('Word')).toBeChecked();
  await expect(second.region).toHaveAccessibleName('Second run: with “red” forced');
  await expect(second.token(7)).toHaveAccessibleName('red, forced');
  expect(await first.names()).toEqual(before.first.written);

  const first7 = await first.words();
  await playground.change(() => playground.type(second, 7, 'blue'));
  await expect(second.region).toHaveAccessibleName('Second run: with “blue” forced');
  await expect(second.token(7)).toHaveAccessibleName('blue, forced');
  expect(await first.words()).toEqual(first7);
  expect(contrastIn(playground.hash())).toMatchObject({ differs: { kind: 'word' } });
});

test('another order, task or scene writes both anew with the same difference', async ({ playground }) => {
  await playground.open();
  const { first, second } = playground;
  await playground.differ('Answer');
  const isOpposed = async () => {
    await expect(playground.difference('Answer')).toBeChecked();
    const answer = await first.answer();
    expect(await first.names()).not.toContain(`${answer}, forced`);
    await expect(second.token(await second.answerIndex())).toHaveAccessibleName(
      `${opposite(answer)}, forced`,
    );
    expect(await second.given()).toBe(await first.given());
  };
  const texts = new Set([(await both(playground)).first.written.join(' ')]);
  await isOpposed();
  await playground.change(() => playground.radio('Reasons first').check());
  texts.add((await first.names()).join(' '));
  await isOpposed();
  await playground.ask('Is it funny?');
  texts.add((await first.names()).join(' '));
  await isOpposed();
  await playground.change(() => playground.button('Another scene').click());
  await isOpposed();
  await playground.differ('Note');
  await playground.ask('Is it allowed?');
  texts.add((await first.names()).join(' '));
  await expect(playground.difference('Note')).toBeChecked();
  expect(await second.given()).toContain(`the answer is ${opposite(await first.answer())}.`);
  expect(texts.size).toBe(4);
});

test('what a link has done to a run stays when a cut is chosen and left again', async ({ playground }) => {
  const first = plain({ interventions: [CUT], note: 'no' });
  await playground.open(contrastLink({ first }));
  const kept = () => contrastIn(playground.hash()).first;
  const given = await playground.first.given();
  expect(kept()).toMatchObject({ interventions: [CUT], note: 'no' });
  await expect(playground.first.region).toContainText(
    /Cut: its reasons can.t look at its answer, in layer 1, all heads/,
  );
  await playground.differ('Cut');
  expect(kept()).toMatchObject({ interventions: [CUT], note: 'no' });
  await playground.differ('Answer');
  await playground.differ('Nothing');
  expect(kept()).toMatchObject({ interventions: [CUT], note: 'no' });
  expect(await playground.first.given()).toBe(given);
  await playground.change(() => playground.radio('Reasons first').check());
  expect(kept()).toMatchObject({ interventions: [CUT], note: 'no' });
  await expect(playground.first.region).toContainText(
    /Cut: its reasons can.t look at its answer, in layer 1, all heads/,
  );
});

test('forced, sampled, cut and noted: a column says at all times what was done to its run', async ({
  playground,
}) => {
  const first = plain({
    sampling: { kind: 'sample', temperature: 0.8, top_k: null, top_p: 0.95, seed: 7 },
    forced: [{ at: 2, token: 'no' }],
    note: 'yes',
    interventions: [CUT],
  });
  await playground.page.goto(`./${contrastLink({ first, differs: { kind: 'order' } })}`);
  const told = [
    /Note: the answer is yes\./,
    /in layer 1, all heads/,
    /Sampled: temperature 0\.8, top-p 0\.95, seed 7/,
  ];
  const { region } = playground.first;
  for (const label of told) await expect(region).toContainText(label);
  await playground.finished();
  for (const label of [...told, /Forced: “no”/]) await expect(region).toContainText(label);
  await playground.button('Reset').click();
  for (const label of told) await expect(region).toContainText(label);
});

const V1: {
  name: string;
  spec: Record<string, unknown>;
  differs: DifferenceName;
  first: RegExp;
  second?: RegExp;
}[] = [
  { name: 'nothing done', spec: {}, differs: 'Nothing', first: /^First run: left to itself$/ },
  {
    name: 'a forced word',
    spec: { forced: [{ at: 7, token: 'red' }] },
    differs: 'Nothing',
    first: /^First run: with “red” forced$/,
  },
  {
    name: 'a cut',
    spec: { interventions: [CUT] },
    differs: 'Nothing',
    first: /^First run: with connections cut$/,
  },
  {
    name: 'a note',
    spec: { note: 'no' },
    differs: 'Nothing',
    first: /^First run: with the note “the answer is no”$/,
  },
  {
    name: 'a forced answer',
    spec: { forced: [{ at: 2, token: 'yes' }] },
    differs: 'Answer',
    first: /^First run: left to itself$/,
    second: /^Second run: made to answer “yes”$/,
  },
];

for (const { name, spec, differs, first, second } of V1) {
  test(`a link of version 1 with ${name} opens as it did`, async ({ playground }) => {
    await playground.open();
    const own = await playground.first.names();
    // The answer that can be forced on it is the one it doesn't give.
    expect(own[2]).toBe('no');
    await playground.page.evaluate(hash => {
      window.location.hash = hash;
    }, linkTo(spec));
    await expect(playground.first.region).toHaveAccessibleName(first);
    await playground.finished();
    await expect(playground.difference(differs)).toBeChecked();
    if (second) {
      await expect(playground.second.region).toHaveAccessibleName(second);
      expect(await playground.first.names()).toEqual(own);
      await expect(playground.second.token(2)).toHaveAccessibleName('yes, forced');
    } else await expect(playground.second.region).toBeHidden();
    expect(playground.hash()).toMatch(/^#v2\./);
  });
}
