import { expect, opposite, Playground, test } from './playground.js';

const START = 'Start from the default experiment';

test('a copied link shows the same tokens and the same forced marks in a fresh browser', async ({
  playground,
  browser,
  contextOptions,
}) => {
  await playground.page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await playground.open();
  await playground.force(await playground.answerIndex(), opposite(await playground.answer()));
  await playground.finished();
  const [prompt, output] = [
    await playground.names(playground.prompt),
    await playground.names(playground.output),
  ];
  expect(output.filter(name => name.endsWith(', forced'))).toHaveLength(1);
  await playground.button('Share').click();
  await playground.button('Copy the link').click();
  await expect(playground.page.getByRole('status', { name: 'Shared' })).toHaveText('The link is copied.');
  const link = await playground.page.evaluate(() => navigator.clipboard.readText());
  expect(link).toContain('#v1.');
  expect(link).toBe(playground.page.url());

  const context = await browser.newContext(contextOptions);
  const fresh = new Playground(await context.newPage());
  await fresh.check(link);
  expect(await fresh.names(fresh.prompt)).toEqual(prompt);
  expect(await fresh.names(fresh.output)).toEqual(output);
  expect(fresh.page.url()).toBe(link);
  await context.close();
});

test('where the link cannot be copied, it can be selected', async ({ playground }) => {
  await playground.page.addInitScript(() => {
    navigator.clipboard.writeText = () => Promise.reject(new Error('denied'));
  });
  await playground.open();
  await playground.button('Share').click();
  const field = playground.page.getByRole('textbox', { name: 'Link to this experiment' });
  await expect(field).toHaveValue(playground.page.url());
  await expect(field).toHaveAttribute('readonly');
});

const BAD: { name: string; hash: string; says: RegExp }[] = [
  { name: 'that is cut off', hash: '#v1.q1YqS8wpTVWyUnJKLEtV', says: /damaged/ },
  { name: 'that is no base64', hash: '#v1.%F0%9F%8E%B2', says: /damaged/ },
  { name: 'that holds something else', hash: '#v1.q1YqS8wpTVWyUnJKLEtVqgUA', says: /experiment/ },
  { name: 'of a future version', hash: '#v2.q1YqS8wpTVWyUnJKLEtVqgUA', says: /newer/ },
  { name: 'that is too long', hash: `#v1.${'A'.repeat(100_000)}`, says: /at most/ },
  { name: 'that is none', hash: '#about', says: /no Foregone link/ },
];

for (const { name, hash, says } of BAD) {
  test(`a link ${name} costs one sentence, with a way on`, async ({ playground }) => {
    await playground.page.goto(`./${hash}`);
    await expect(playground.alert.first().locator('p')).toHaveText(says, { timeout: 20_000 });
    await expect(playground.alert.first().locator('p')).toHaveText(/^[A-Z].{10,300}\.$/);
    await expect(playground.output.getByRole('listitem')).toHaveCount(0);
    await playground.button(START).click();
    await playground.finished();
    await expect(playground.button(START)).toBeHidden();
    expect(new URL(playground.page.url()).hash).toMatch(/^#v1\./);
  });
}

test('a broken link in an open page leaves the experiment as it was', async ({ playground }) => {
  await playground.open();
  const [hash, output] = [new URL(playground.page.url()).hash, await playground.names(playground.output)];
  await playground.page.evaluate(() => {
    window.location.hash = '#v1.broken';
  });
  await expect(playground.button(START)).toBeVisible();
  expect(await playground.names(playground.output)).toEqual(output);
  await expect.poll(() => new URL(playground.page.url()).hash).toBe(hash);
});

test('the address always holds the current experiment', async ({ playground }) => {
  await playground.open();
  const hashes = [playground.hash()];
  await playground.change(() => playground.radio('Reasoning first').check());
  hashes.push(playground.hash());
  await playground.change(() => playground.page.getByRole('combobox', { name: 'Swaps' }).selectOption('2'));
  hashes.push(playground.hash());
  expect(new Set(hashes).size).toBe(3);
  const output = await playground.names(playground.output);
  await playground.page.goBack();
  await playground.page.goBack();
  await expect(playground.radio('Decision first')).toBeChecked();
  await playground.page.goForward();
  await playground.page.goForward();
  await playground.finished();
  await expect(playground.radio('Reasoning first')).toBeChecked();
  await expect.poll(() => playground.names(playground.output)).toEqual(output);
});
