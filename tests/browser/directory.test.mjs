// What people do with the directory, in a real browser (design/ux.md §5, journeys
// 11 to 16): filter, walk by keyboard, look from map to list, be taken over by the
// association itself, confirm, give figures. With axe, at three widths, light and dark.
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { after, before, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { Essaim, freePort, until } from '../interop/lib/essaim.mjs';
import { Person } from '../interop/lib/person.mjs';
import { start_demo } from './demo.mjs';
import { check_everywhere, faults_of, start_browser, visitor, weight_of } from './look.mjs';
import { sign_in, welcome } from './people.mjs';

let demo, browser, hosts, noisette;
before(async () => {
  demo = await start_demo();
  [noisette] = demo.nodes;
  hosts = demo.nodes.map((node) => new URL(node.url).host);
  browser = await start_browser();
}, { timeout: 90000 });
after(async () => {
  await browser?.close();
  assert.equal(await demo?.stop(), 0, demo?.said());
}, { timeout: 30000 });

const names_of = (page) => page.locator('.fiche h3').allInnerTexts();
const cards_of = (page, selector) => page.locator(selector).evaluateAll((all) => all.map((one) => one.dataset.card).sort());

test('journey 11: a filter chosen without JavaScript is one for list, map and files, and stands in the address', { timeout: 120000 }, async () => {
  const someone = await visitor(browser, hosts, { javaScriptEnabled: false });
  const { page } = someone;
  await page.goto(`${noisette.url}/reseau/annuaire`);
  assert.match(await page.locator('.lead').innerText(), /172 initiatives/);
  await page.getByLabel('Nature').selectOption({ label: 'monnaie locale' });
  await page.getByLabel('Département').selectOption('64');
  await page.getByRole('button', { name: 'Filtrer' }).click();
  await page.waitForURL(/departement=64/);
  const { searchParams } = new URL(page.url());
  assert.deepEqual([searchParams.get('nature'), searchParams.get('departement')], ['localCurrency', '64']);
  const rows = await cards_of(page, '.fiche');
  assert.equal(rows.length, 2);
  assert.deepEqual(await cards_of(page, '.dots .d'), rows);
  const names = await names_of(page);
  const file = await page.getByRole('link', { name: 'CSV', exact: true }).getAttribute('href');
  const address = page.url();
  await someone.leave();

  const other = await visitor(browser, hosts);
  await other.page.goto(address);
  const csv = await other.page.evaluate(async (url) => (await fetch(url)).text(), file);
  const listed = csv.trim().split('\r\n').slice(1).map((line) => /^"[^"]*","((?:[^"]|"")*)"/.exec(line)[1]);
  assert.deepEqual(listed.sort(), names.sort());
  await check_everywhere(other.page, 'directory, filtered');
  await other.page.goto(`${noisette.url}/reseau/annuaire/eusko`);
  await check_everywhere(other.page, 'a card');
  await other.page.setViewportSize({ width: 320, height: 900 });
  for (const path of ['/reseau/annuaire?vue=tableau&departement=64', '/reseau/annuaire?vue=chronologie&departement=64', '/reseau/annuaire?vue=livret&departement=64',
    '/reseau/annuaire?autour=Atlantis', '/reseau/annuaire/reutiliser', '/integrer/annuaire?departement=64']) {
    assert.equal((await other.page.goto(noisette.url + path)).status(), 200, path);
    assert.deepEqual(await faults_of(other.page), [], path);
  }
  await other.leave();
});

test('journey 12: by keyboard alone every card is reached, and the map keeps no focus', { timeout: 60000 }, async () => {
  const someone = await visitor(browser, hosts);
  const { page } = someone;
  await page.goto(`${noisette.url}/reseau/annuaire`);
  const here = () => page.evaluate(() => {
    const one = document.activeElement;
    return { in_map: Boolean(one.closest('svg')), text: one.textContent.trim(), id: one.id, card: one.closest('.fiche')?.dataset.card };
  });
  const reached = new Set();
  let skipped = false;
  for (let step = 0; step < 150; ++step) {
    await page.keyboard.press('Tab');
    const focus = await here();
    assert.equal(focus.in_map, false, JSON.stringify(focus));
    if (focus.text === 'Passer la carte') {
      await page.keyboard.press('Enter');
      skipped = (await here()).id === 'liste';
    }
    if (focus.card) reached.add(focus.card);
    else if (reached.size) break;  // behind the last card
  }
  assert.ok(skipped, 'the link over the map leads to the list');
  assert.deepEqual([...reached].sort(), await cards_of(page, '.fiche'));
  await someone.leave();
});

test('journey 13: a dot that is clicked gives its card the focus, and both light up', { timeout: 60000 }, async () => {
  const someone = await visitor(browser, hosts, { reducedMotion: 'reduce' });
  const { page } = someone;
  await page.goto(`${noisette.url}/reseau/annuaire`);
  const dot = page.locator('.dots .d.node').first();
  const card = await dot.getAttribute('data-card');
  await dot.click();
  assert.equal(await page.evaluate(() => document.activeElement.closest('.fiche')?.dataset.card), card);
  assert.match(await dot.getAttribute('class'), /\bhot\b/);
  assert.match(await page.locator(`#f${card}`).getAttribute('class'), /\bhot\b/);
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/reseau\/annuaire\/[a-z-]+$/);
  await someone.leave();
});

test('journey 14: a card that others wrote becomes the association’s own, once it speaks', { timeout: 120000 }, async () => {
  const nodes = [];
  const someone = await visitor(browser, hosts);
  try {
    const [here, there] = [await freePort(), await freePort()];
    const start = async (name, port, peer) => { const node = await Essaim.start({ name, port, peers: [`127.0.0.1:${peer}`] }); nodes.push(node); return node; };
    const theirs = await start('lucioles', there, here);
    const ours = await start('noisette', here, there);
    hosts.push(new URL(ours.url).host, new URL(theirs.url).host);
    await ours.run('follow', 'add', `@lucioles@127.0.0.1:${theirs.port}`);
    await ours.follows(theirs.actor);
    const writer = await Person.arrive(ours);
    await writer.submit(await writer.page('/gestion/annuaire/ajouter'), '/gestion/annuaire/ajouter', {
      name: 'Les Lucioles', kind: 'localCurrency', 'place-country': 'FR', 'place-town': 'Privas', launchedOn: '2009', website: theirs.url, source: 'une rencontre [2016]' });
    const { page } = someone;
    await page.goto(`${ours.url}/reseau/annuaire?q=lucioles`);
    assert.deepEqual(await names_of(page), ['Les Lucioles']);
    assert.doesNotMatch(await page.locator('.fiche .fresh').innerText(), /elle-même/);

    await welcome(page, (await theirs.run('user', 'invite', '--role', 'manager')).link);
    await page.goto(`${theirs.url}/gestion/annuaire/fiche`);
    await check_everywhere(page, 'own card, form');
    await page.locator('#name').fill('Les Lucioles');
    await page.locator('#place-town').fill('Aubenas');
    await page.locator('#launchedOn').fill('2011-09');
    await page.getByRole('button', { name: 'Enregistrer et envoyer' }).click();
    await page.waitForURL(/\/gestion\/annuaire$/);
    await check_everywhere(page, 'desk of the directory');

    await writer.submit(await writer.page('/gestion/annuaire'), '/gestion/annuaire', { quoi: 'relire' });
    const end = Date.now() + 20000;
    let told = '';
    do {
      await page.goto(`${ours.url}/reseau/annuaire?q=lucioles`);
      told = await page.locator('.fiche .fresh').first().innerText();
    } while (!/elle-même/.test(told) && Date.now() < end);
    assert.match(told, /Dit par elle-même/);
    assert.deepEqual(await names_of(page), ['Les Lucioles']);  // one, not two
    await page.getByRole('link', { name: 'Les Lucioles' }).click();
    const said = await page.locator('main').innerText();
    assert.match(said, /Aubenas/);
    assert.match(said, /septembre 2011/);
    assert.match(await page.locator('.voices').innerText(), /une rencontre \[2016\]/);
    assert.match(await page.locator('.otherwise').allInnerTexts().then((all) => all.join('\n')), /Privas/);
    await check_everywhere(page, 'a card, taken over');
  } finally {
    await someone.leave();
    for (const node of nodes) await node.stop();
  }
});

test('journey 14, of a node that is not at its site: the site’s own link to the node makes it speak for it, there and next door', { timeout: 120000 }, async () => {
  let front = '<p>Les Lucioles</p>';
  const site = createServer((request, answer) => answer.writeHead(200, { 'content-type': 'text/html' }).end(front));
  await new Promise((done) => site.listen(0, '127.0.0.1', done));
  const address = `127.0.0.1:${site.address().port}`;
  const nodes = [];
  const someone = await visitor(browser, hosts);
  try {
    const [here, there] = [await freePort(), await freePort()];
    for (const [name, port, peer] of [['lucioles', there, here], ['noisette', here, there]])
      nodes.push(await Essaim.start({ name, port, peers: [`127.0.0.1:${peer}`, address] }));
    const [theirs, ours] = nodes;
    hosts.push(new URL(ours.url).host, new URL(theirs.url).host);
    const { page } = someone;
    await welcome(page, (await theirs.run('user', 'invite', '--role', 'manager')).link);
    await page.goto(`${theirs.url}/gestion/annuaire/fiche`);
    await page.locator('#name').fill('Les Lucioles');
    await page.locator('#website').fill(`http://${address}/`);
    await page.getByRole('button', { name: 'Enregistrer et envoyer' }).click();
    await page.waitForURL(/\/gestion\/annuaire$/);
    await until('the site to be read', async () => {
      await page.goto(`${theirs.url}/gestion/annuaire/fiche`);
      return /le lien n’y était pas/.test(await page.locator('#site').innerText());
    });
    await check_everywhere(page, 'own card, the site names nobody');
    front = `<p>Les Lucioles</p>${await page.locator('#site code').innerText()}`;
    await page.getByRole('button', { name: 'Lire la page maintenant' }).click();
    await page.getByText('Le nœud lit la page d’accueil de votre site.').waitFor();
    await until('the link to be seen', async () => {
      await page.goto(`${theirs.url}/gestion/annuaire/fiche`);
      return /ce nœud est le vôtre/.test(await page.locator('#site').innerText());
    });
    await check_everywhere(page, 'own card, the site names the node');

    const writer = await Person.arrive(ours);
    await writer.submit(await writer.page('/gestion/annuaire/ajouter'), '/gestion/annuaire/ajouter', {
      name: 'Lucioles', kind: 'localCurrency', 'place-country': 'FR', website: `http://${address}`, source: 'une rencontre [2016]' });
    await ours.run('follow', 'add', `@lucioles@127.0.0.1:${theirs.port}`);
    await ours.follows(theirs.actor);
    await writer.submit(await writer.page('/gestion/annuaire'), '/gestion/annuaire', { quoi: 'relire' });
    await until('the card to be its own', async () => {
      await page.goto(`${ours.url}/reseau/annuaire?q=lucioles`);
      return /elle-même/.test(await page.locator('.fiche .fresh').first().innerText());
    });
    assert.deepEqual(await names_of(page), ['Les Lucioles']);  // one, not two
    await page.getByRole('link', { name: 'Les Lucioles' }).click();
    assert.match(await page.locator('.voices').innerText(), /une rencontre \[2016\]/);
  } finally {
    await someone.leave();
    for (const node of nodes) await node.stop();
    site.closeAllConnections();
    site.close();
  }
});

test('journey 15: “Rien n’a changé” dates the card of today, in one press, without JavaScript, and by the link of a reminder', { timeout: 90000 }, async () => {
  const ada = await visitor(browser, hosts, { javaScriptEnabled: false, viewport: { width: 320, height: 800 } });
  const { page } = ada;
  await welcome(page, noisette.link);
  await page.goto(`${noisette.url}/gestion/annuaire`);
  await page.getByRole('button', { name: 'Rien n’a changé' }).click();
  await page.waitForURL(/\/gestion\/annuaire$/);
  assert.match(await page.locator('main').innerText(), /Dite pour la dernière fois à l’instant/);
  await page.goto(`${noisette.url}/reseau/annuaire/la-noisette`);
  assert.match(await page.locator('.cardhead .fresh').innerText(), /à jour à l’instant/);

  await page.goto(`${noisette.url}/gestion/annuaire`);
  await page.getByRole('button', { name: 'Un lien pour le dire' }).click();
  const link = await page.locator('.handle code').innerText();
  await ada.leave();
  // A year later, the reminder is opened by somebody who has no account.
  const keeper = await visitor(browser, hosts);
  await keeper.page.goto(link);
  await keeper.page.getByText('Est-ce toujours vrai').waitFor();
  await check_everywhere(keeper.page, 'the link of the reminder');
  await keeper.page.getByRole('button', { name: 'Rien n’a changé' }).click();
  await keeper.page.getByRole('status').waitFor();
  await check_everywhere(keeper.page, 'the link of the reminder, pressed');
  assert.equal(await keeper.page.getByRole('link', { name: 'Gestion' }).count(), 0);  // nobody signed in by it
  assert.equal((await keeper.page.goto(`${link}x`)).status(), 404);
  await keeper.leave();
});

for (const javaScriptEnabled of [true, false]) {
  test(`journey 16: five figures with date and source change the totals here and at a neighbour’s, ${javaScriptEnabled ? 'with' : 'without'} JavaScript`, { timeout: 120000 }, async () => {
    const ada = await visitor(browser, hosts, { javaScriptEnabled });
    const { page } = ada;
    await sign_in(page, noisette.url, '/gestion/annuaire/chiffres');
    const check = (name) => (javaScriptEnabled ? check_everywhere(page, name) : undefined);
    await check('figures, form');

    // Years for which the demo has no figures, each time another.
    const [year, many] = javaScriptEnabled ? [2020, 1] : [2021, 2];
    const given = { circulatingUnits: 18400 * many, activeProfessionals: 94 * many, individualMembers: 310 * many, exchangePoints: 6 * many, reserveEuros: 19000 * many };
    const question = `date=${year}-12-31&mois=12&nature=monnaies`;
    const total_of = async (from, node, variable) => {
      await from.goto(`${node.url}/reseau/chiffres?chiffre=${variable}&${question}`);
      return (await from.locator('#total').innerText()).replaceAll(/[^\S\n]/g, ' ');
    };
    const counted_in = (text) => Number(/: ([\d ]+)/.exec(text.split('\n')[0])?.[1].replaceAll(' ', '') ?? 0);
    const answered_in = (text) => Number(/(\d+) monnaies? sur/.exec(text)?.[1] ?? -1);
    const reader = await visitor(browser, hosts, { javaScriptEnabled });
    const before = new Map();
    for (const node of demo.nodes.slice(0, 2))
      for (const variable of Object.keys(given)) before.set(node.url + variable, await total_of(reader.page, node, variable));

    await page.getByLabel('À la date du').fill(`${year}-12-31`);
    await page.locator('#source').fill(`rapport d’activité [${year + 1}]`);
    for (const [name, value] of Object.entries(given)) await page.locator(`#${name}`).fill(String(value));
    await page.getByRole('button', { name: 'Enregistrer et envoyer' }).click();
    await page.waitForURL(/\/gestion\/annuaire\/chiffres$/);
    await page.getByRole('status').waitFor();
    const kept = async () => (await page.locator('.rows b').allInnerTexts()).map((text) => Number(/: ([\d\s]+)/.exec(text)[1].replaceAll(/\s/g, '')));
    for (const value of Object.values(given)) assert.ok((await kept()).includes(value), String(value));
    await check('figures, given');

    for (const node of demo.nodes.slice(0, 2)) {
      for (const [variable, value] of Object.entries(given)) {
        const was = before.get(node.url + variable);
        let told = '';
        for (const end = Date.now() + 15000; Date.now() < end; await new Promise((done) => setTimeout(done, 200))) {
          told = await total_of(reader.page, node, variable);
          if (answered_in(told) > answered_in(was)) break;
        }
        assert.equal(counted_in(told), counted_in(was) + value, `${node.url} ${variable}: ${was} → ${told}`);
        assert.equal(answered_in(told), answered_in(was) + 1, told);
      }
      assert.match(await reader.page.locator('main').innerText(), new RegExp(`rapport d’activité \\[${year + 1}\\]`));
    }
    if (javaScriptEnabled) {
      await check_everywhere(reader.page, 'figures of the network');
      await reader.page.goto(`${noisette.url}/reseau/annuaire/la-noisette`);
      await check_everywhere(reader.page, 'a card with figures');
    }
    await reader.leave();

    // Ten times as much as the time before is asked about, and kept only if it is meant.
    await page.getByLabel('À la date du').fill(`${year}-12-30`);
    await page.locator('#individualMembers').fill(String(3100 * many));
    await page.getByRole('button', { name: 'Enregistrer et envoyer' }).click();
    const asked = page.getByRole('alert').filter({ hasText: 'Dix fois plus' });
    await asked.waitFor();
    assert.match(await asked.innerText(), /contre/);
    assert.equal(await page.locator('#individualMembers').inputValue(), String(3100 * many));
    await check('figures, a leap');
    assert.ok(!(await kept()).includes(3100 * many));
    await page.getByLabel('C’est bien cela').check();
    await page.getByRole('button', { name: 'Enregistrer et envoyer' }).click();
    await page.getByRole('status').waitFor();
    assert.ok((await kept()).includes(3100 * many));
    await ada.leave();
  });
}

test('the pages of the directory are light', { timeout: 60000 }, async () => {
  const someone = await visitor(browser, hosts);
  await sign_in(someone.page, noisette.url, '/gestion/annuaire');
  for (const path of ['/gestion/annuaire', '/gestion/annuaire/fiche', '/gestion/annuaire/chiffres', '/gestion/annuaire/importer', '/gestion/annuaire/ajouter', '/reseau/chiffres',
    '/reseau/annuaire', '/reseau/annuaire?vue=tableau&departement=64', '/reseau/annuaire/eusko', '/reseau/annuaire/reutiliser']) {
    await someone.page.goto(noisette.url + path);
    const { html, css, modules } = await weight_of(someone.page);
    assert.ok(html <= 30 * 1024, `${path}: ${html} bytes of HTML`);
    assert.ok(css <= 8 * 1024, `${path}: ${css} bytes of CSS`);
    for (const [name, bytes] of Object.entries(modules)) assert.ok(bytes < 3 * 1024, `${name}: ${bytes} bytes`);
  }
  // A frame may load nothing by script, so its own bytes are counted.
  const frame = await (await someone.page.goto(`${noisette.url}/integrer/annuaire`)).body();
  assert.ok(gzipSync(frame).length <= 30 * 1024, `${frame.length} bytes of a frame`);
  await someone.leave();
});
