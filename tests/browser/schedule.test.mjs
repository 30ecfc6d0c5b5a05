// Journey 6 of design/ux.md §5, on a demo whose clock runs sixty times faster:
// what waits for its hour is nowhere before it, and everywhere once after it.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { start_demo } from './demo.mjs';
import { check_everywhere, start_browser, visitor } from './look.mjs';
import { welcome } from './people.mjs';

const speed = 60;
let demo, browser, hosts, noisette, genet, began;
before(async () => {
  began = Date.now();
  demo = await start_demo(undefined, '--speed', String(speed));
  [noisette, genet] = demo.nodes;
  hosts = demo.nodes.map((node) => new URL(node.url).host);
  browser = await start_browser();
}, { timeout: 90000 });
after(async () => {
  await browser?.close();
  assert.equal(await demo?.stop(), 0, demo?.said());
}, { timeout: 30000 });

// What the clocks of the demo show, as the form wants it: "2026-11-25", "14:02".
function paris_in(minutes) {
  const instant = new Date(began + (Date.now() - began) * speed + minutes * 60000);
  const text = instant.toLocaleString('sv-SE', { timeZone: 'Europe/Paris', dateStyle: 'short', timeStyle: 'short' });
  return text.split(' ');
}

test('journey 6: a text set for later is invisible before its hour and appears once everywhere after it', { timeout: 180000 }, async () => {
  const ada = await visitor(browser, hosts);
  const { page } = ada;
  await welcome(page, noisette.link);

  const title = 'La foire ouvre ses portes';
  await page.goto(`${noisette.url}/ecrire`);
  await page.getByLabel('Titre').fill(title);
  await page.getByLabel('Texte', { exact: true }).fill('À l’heure dite.');
  await page.getByText('Publier plus tard…').click();
  await page.getByLabel('Jour').fill('2020-01-01');
  await page.getByLabel('Heure de Paris').fill('10:00');
  await page.getByRole('button', { name: 'Publier à cette heure' }).click();
  await page.getByRole('alert').waitFor();
  await check_everywhere(page, 'schedule, refused');
  const [day, hour] = paris_in(40);
  await page.getByLabel('Jour').fill(day);
  await page.getByLabel('Heure de Paris').fill(hour);
  await page.getByRole('button', { name: 'Publier à cette heure' }).click();
  await page.getByText('le texte paraîtra à cette heure').waitFor();
  const address = page.url();
  await page.getByText(/Il paraîtra le/).waitFor();

  const someone = await visitor(browser, hosts);
  const count = async (path) => {
    await someone.page.goto(path);
    return someone.page.locator('main').getByRole('link', { name: title, exact: true }).count();
  };
  const lists = [`${noisette.url}/actualites`, `${genet.url}/reseau`];
  assert.equal((await someone.page.goto(address)).status(), 404);
  for (const list of lists) assert.equal(await count(list), 0, list);

  const end = Date.now() + 70000;
  while (await count(lists[0]) === 0) {
    assert.ok(Date.now() < end, 'the hour passed and nothing appeared');
    await new Promise((done) => setTimeout(done, 250));
  }
  while (await count(lists[1]) === 0) {
    assert.ok(Date.now() < end, 'it did not arrive next door');
    await new Promise((done) => setTimeout(done, 250));
  }
  for (const list of lists) assert.equal(await count(list), 1, list);
  assert.equal((await someone.page.goto(address)).status(), 200);
  await page.goto(`${noisette.url}/gestion/journal`);
  assert.match(await page.locator('.acted').innerText(), new RegExp(`Ada\\s+a écrit ${title}`));
  await someone.leave();
  await ada.leave();
});
