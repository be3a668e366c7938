import { contrastLink, expect, linkTo, opposite, Playground, packed, test } from './playground.js';

const START = 'Start from the first chapter';

test('a copied link shows the same tokens and the same forced marks in a fresh browser', async ({
  playground,
  browser,
  contextOptions,
}) => {
  await playground.page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await playground.open();
  const { first, second } = playground;
  await playground.change(async () =>
    playground.force(first, await first.answerIndex(), opposite(await first.answer())),
  );
  const texts = [
    await first.promptNames(),
    await first.names(),
    await second.promptNames(),
    await second.names(),
  ];
  expect(texts.flat().filter(name => name.endsWith(', forced'))).toHaveLength(1);
  await playground.button('Share').click();
  await playground.button('Copy the link').click();
  await expect(playground.page.getByRole('status', { name: 'Shared' })).toHaveText('The link is copied.');
  const link = await playground.page.evaluate(() => navigator.clipboard.readText());
  expect(link).toContain('#v2.');
  expect(link).toBe(playground.page.url());

  const context = await browser.newContext(contextOptions);
  const fresh = new Playground(await context.newPage());
  await fresh.check(link);
  expect([
    await fresh.first.promptNames(),
    await fresh.first.names(),
    await fresh.second.promptNames(),
    await fresh.second.names(),
  ]).toEqual(texts);
  expect(fresh.page.url()).toBe(link);
  await context.close();
});

test('where the link cannot be copied, it can be selected', async ({ playground }) => {
  await playground.page.addInitScript(() => {
    navigator.clipboard.writeText = () => Promise.reject(new Error('denied'));
  });
  await playground.open();
  await playground.button('Share').click();
  const field = playground.page.getByRole('textbox', { name: /^Link to/ });
  await expect(field).toHaveValue(playground.page.url());
  await expect(field).toHaveAttribute('readonly');
});

/** A link whose bytes are those of another than its check value says. */
const swapped =
  contrastLink().slice(0, 10) + (contrastLink()[10] === 'A' ? 'B' : 'A') + contrastLink().slice(11);

const BAD: { name: string; hash: string; says: RegExp }[] = [
  { name: 'that is cut off', hash: '#v1.q1YqS8wpTVWyUnJKLEtV', says: /damaged/ },
  { name: 'that is no base64', hash: '#v1.%F0%9F%8E%B2', says: /damaged/ },
  { name: 'that holds something else', hash: '#v1.q1YqS8wpTVWyUnJKLEtVqgUA', says: /experiment|damaged/ },
  { name: 'of two runs that is cut off', hash: contrastLink().slice(0, 60), says: /damaged/ },
  { name: 'whose check value does not fit', hash: swapped, says: /damaged/ },
  { name: 'that holds no contrast', hash: packed('{"version":2,"runs":[]}'), says: /experiment|damaged/ },
  { name: 'of a future version', hash: '#v3.q1YqS8wpTVWyUnJKLEtVqgUA', says: /newer/ },
  { name: 'of a future contrast', hash: contrastLink({ version: 9 }), says: /newer|versions up to/ },
  { name: 'that is too long', hash: `#v1.${'A'.repeat(100_000)}`, says: /at most/ },
  { name: 'that is none', hash: '#about', says: /isn’t a Foregone link/ },
];

for (const { name, hash, says } of BAD) {
  test(`a link ${name} costs one sentence, with a way on`, async ({ playground }) => {
    await playground.page.goto(`./${hash}`);
    await expect(playground.alert.first().locator('p')).toHaveText(says);
    await expect(playground.alert.first().locator('p')).toHaveText(/^[A-Z].{10,300}\.$/);
    await expect(playground.first.region).toBeHidden();
    await playground.button(START).click();
    await playground.finished();
    await expect(playground.button(START)).toBeHidden();
    expect(playground.hash()).toMatch(/^#v2\./);
  });
}

test('a broken link in an open page leaves the contrast as it was', async ({ playground }) => {
  await playground.visit();
  const { first, second } = playground;
  const [hash, output] = [playground.hash(), [await first.names(), await second.names()]];
  for (const broken of ['#v1.broken', '#v2.broken']) {
    await playground.page.evaluate(link => {
      window.location.hash = link;
    }, broken);
    await expect(playground.button(START)).toBeVisible();
    expect([await first.names(), await second.names()]).toEqual(output);
    await expect.poll(() => playground.hash()).toBe(hash);
  }
});

test('the address always holds the current contrast', async ({ playground }) => {
  await playground.open(linkTo());
  const { first, second, page } = playground;
  await playground.openQuestions();
  const hashes = [playground.hash()];
  const changes = [
    () => playground.radio('Reasons first').check(),
    () => playground.difference('Note').check(),
    () => page.getByRole('combobox', { name: 'Swaps' }).selectOption('2'),
  ];
  for (const change of changes) {
    await playground.change(change);
    hashes.push(playground.hash());
  }
  expect(new Set(hashes).size).toBe(4);
  const output = [await first.names(), await second.names()];
  // Faster than what they bring can be written.
  for (const _ of changes) await page.goBack();
  await expect.poll(() => playground.hash()).toBe(hashes[0]);
  await expect(playground.radio('Answer first')).toBeChecked();
  await expect(second.region).toBeHidden();
  for (const _ of changes) await page.goForward();
  await expect.poll(() => playground.hash()).toBe(hashes.at(-1));
  await expect(second.region).toBeVisible();
  await playground.finished();
  await expect(playground.radio('Reasons first')).toBeChecked();
  await expect.poll(async () => [await first.names(), await second.names()]).toEqual(output);
});
