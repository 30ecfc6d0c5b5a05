// What people do with three nodes of `essaim demo`, in a real browser: enter,
// write, correct, delete, leave; with axe, at three widths, light and dark.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { start_demo } from './demo.mjs';
import { check_everywhere, faults_of, start_browser, visitor } from './look.mjs';

let demo, browser, hosts, noisette, genet;
const passphrase = 'quatre noix sous le vieux pont';
const email = 'ada@noisette.example';
const settled = (page) => page.waitForLoadState('load');

before(async () => {
  demo = await start_demo();
  [noisette, genet] = demo.nodes;
  hosts = demo.nodes.map((node) => new URL(node.url).host);
  browser = await start_browser();
}, { timeout: 90000 });

after(async () => {
  await browser?.close();
  assert.equal(await demo?.stop(), 0, demo?.said());
}, { timeout: 30000 });

async function eventually(what, check, seconds = 20) {
  const end = Date.now() + seconds * 1000;
  while (!await check()) {
    if (Date.now() > end) assert.fail(`waited ${seconds} s in vain: ${what}`);
    await new Promise((done) => setTimeout(done, 250));
  }
}

async function sign_in(page, target = '/gestion') {
  await page.goto(`${noisette.url}/connexion?vers=${encodeURIComponent(target)}`);
  await page.getByLabel('Courriel').fill(email);
  await page.getByLabel('Phrase de passe').fill(passphrase);
  await page.locator('main').getByRole('button', { name: 'Se connecter' }).click();
  await page.waitForURL(noisette.url + target);
}

// The browser asks, not Node.js, whose resolver may not know *.localhost.
const status_of = async (page, link) => (await page.goto(link)).status();

const shows = async (page, address, title) => {
  await page.goto(address);
  return await page.getByRole('link', { name: title, exact: true }).count() > 0;
};

test('three nodes answer and their pages read well at every width, light and dark', { timeout: 180000 }, async () => {
  const someone = await visitor(browser, hosts);
  for (const node of demo.nodes) {
    const answer = await someone.page.goto(`${node.url}/`);
    assert.equal(answer.status(), 200);
    assert.match(await someone.page.title(), new RegExp(node.name));
    await check_everywhere(someone.page, node.name);
  }
  for (const path of ['/actualites', '/reseau', '/suivre', '/connexion', '/actualites/trois-communes-rejoignent-le-cercle']) {
    const answer = await someone.page.goto(noisette.url + path);
    assert.equal(answer.status(), 200, path);
    await check_everywhere(someone.page, path);
  }
  await someone.page.goto(`${noisette.url}/rien-de-tel`);
  await check_everywhere(someone.page, 'a page that does not exist');
  await someone.leave();
});

test('every link of the site leads to a page', { timeout: 60000 }, async () => {
  const someone = await visitor(browser, hosts);
  const seen = new Set();
  for (const path of ['/', '/actualites', '/reseau', '/suivre']) {
    await someone.page.goto(noisette.url + path);
    const links = await someone.page.locator('a[href]').evaluateAll((all) => all.map((one) => one.href.split('#')[0]));
    for (const link of links) if (hosts.includes(new URL(link).host)) seen.add(link);
  }
  assert.ok(seen.size >= 10, [...seen].join(' '));
  for (const link of seen) {
    assert.equal(await status_of(someone.page, link), 200, link);
  }
  await someone.leave();
});

test('the site speaks English when asked', { timeout: 60000 }, async () => {
  const someone = await visitor(browser, hosts);
  for (const path of ['/', '/actualites', '/connexion']) {
    await someone.page.goto(`${noisette.url}${path}?langue=en`);
    assert.equal(await someone.page.locator('html').getAttribute('lang'), 'en', path);
    assert.equal(await someone.page.getByRole('link', { name: 'Skip to content' }).count() +
      await someone.page.getByRole('link', { name: 'Aller au contenu' }).count(), 1);
    assert.equal(await someone.page.getByRole('link', { name: 'Aller au contenu' }).count(), 0, path);
    assert.deepEqual(await faults_of(someone.page), []);
  }
  await someone.leave();
});

test('a welcome link opens an account once, after a refusal that keeps what was typed', { timeout: 120000 }, async () => {
  const ada = await visitor(browser, hosts);
  const { page } = ada;
  await page.goto(noisette.link);
  await check_everywhere(page, 'welcome');
  await page.locator('form.stack').evaluate((form) => { form.noValidate = true; });
  await page.getByLabel('Votre nom').fill('Ada');
  await page.getByLabel('Courriel').fill(email);
  await page.getByLabel('Phrase de passe').fill('court');
  await page.getByRole('button', { name: 'Entrer' }).click();
  await page.getByRole('alert').waitFor();
  assert.equal(await page.getByLabel('Votre nom').inputValue(), 'Ada');
  assert.equal(await page.getByLabel('Courriel').inputValue(), email);
  assert.equal(await page.getByLabel('Phrase de passe').inputValue(), '');
  await check_everywhere(page, 'welcome, refused');
  await page.getByLabel('Phrase de passe').fill(passphrase);
  await page.getByRole('button', { name: 'Entrer' }).click();
  await page.waitForURL(`${noisette.url}/gestion`);
  await check_everywhere(page, 'gestion');
  await ada.leave();

  const late = await visitor(browser, hosts);
  await late.page.goto(noisette.link);
  if (await late.page.getByLabel('Votre nom').count()) {
    await late.page.getByLabel('Votre nom').fill('Bob');
    await late.page.getByLabel('Courriel').fill('bob@noisette.example');
    await late.page.getByLabel('Phrase de passe').fill(passphrase);
    await late.page.getByRole('button', { name: 'Entrer' }).click();
    await settled(late.page);
  }
  assert.match(await late.page.getByRole('heading', { level: 1 }).innerText(), /déjà servi|utilisé/);
  await check_everywhere(late.page, 'welcome, used');
  await late.leave();
});

test('a text is previewed, published, read next door, corrected and deleted everywhere', { timeout: 180000 }, async () => {
  const ada = await visitor(browser, hosts);
  const { page } = ada;
  await sign_in(page, '/ecrire');
  await check_everywhere(page, 'write');

  await page.getByLabel('Titre').fill('   ');
  await page.getByLabel('Texte', { exact: true }).fill('Un **texte**.');
  await page.getByRole('button', { name: 'Publier' }).click();
  await page.getByRole('alert').waitFor();
  assert.match(await page.getByLabel('Texte', { exact: true }).inputValue(), /Un \*\*texte\*\*/);
  await check_everywhere(page, 'write, refused');

  const title = 'La fête des moissons aura lieu';
  await page.getByLabel('Titre').fill(title);
  await page.getByLabel('Texte', { exact: true }).fill('Rendez-vous **dimanche** sous la halle.\n\n## Le programme\n\n- un repas\n- un bal');
  await page.getByRole('button', { name: 'Aperçu' }).click();
  await page.getByRole('heading', { name: 'Aperçu' }).waitFor();
  assert.equal(await page.locator('.previewbox strong').first().innerText(), 'dimanche');
  await check_everywhere(page, 'preview');

  await page.getByRole('button', { name: 'Publier' }).click();
  await page.waitForURL(/\/actualites\/la-fete-des-moissons/);
  const address = page.url();
  await check_everywhere(page, 'a text of ours');

  const neighbour = await visitor(browser, hosts);
  const fil = `${genet.url}/reseau`;
  await eventually('the text next door', () => shows(neighbour.page, fil, title));

  await page.getByRole('link', { name: 'Modifier' }).click();
  await page.getByLabel('Titre').waitFor();
  await check_everywhere(page, 'correct');
  const corrected = 'La fête des moissons est reportée';
  await page.getByLabel('Titre').fill(corrected);
  await page.getByRole('button', { name: 'Enregistrer les changements' }).click();
  await page.waitForURL(address);
  assert.equal(await page.getByRole('heading', { level: 1 }).innerText(), corrected);
  await eventually('the correction next door', () => shows(neighbour.page, fil, corrected));

  await page.getByRole('link', { name: 'Modifier' }).click();
  await page.getByRole('button', { name: 'Supprimer' }).click();
  await page.waitForURL(`${noisette.url}/actualites`);
  assert.equal(await page.getByRole('link', { name: corrected }).count(), 0);
  await eventually('the text gone next door', async () => !await shows(neighbour.page, fil, corrected));
  assert.equal(await status_of(page, address), 410);
  await neighbour.leave();
  await ada.leave();
});

test('every link of the bar leads someone who signed in to a page', { timeout: 60000 }, async () => {
  const ada = await visitor(browser, hosts);
  await sign_in(ada.page);
  const links = await ada.page.locator('header a[href]').evaluateAll((all) => all.map((one) => one.href));
  for (const link of new Set(links)) assert.equal(await status_of(ada.page, link), 200, link);
  await ada.leave();
});

test('someone who leaves is a stranger again', { timeout: 60000 }, async () => {
  const ada = await visitor(browser, hosts);
  const { page } = ada;
  await sign_in(page);
  await page.getByRole('button', { name: 'Se déconnecter' }).click();
  await page.waitForURL(`${noisette.url}/`);
  await page.goto(`${noisette.url}/gestion`);
  assert.equal(await page.getByRole('heading', { name: 'Gestion' }).count(), 0);
  await ada.leave();
});

test('a wrong passphrase is refused and the right one enters', { timeout: 60000 }, async () => {
  const ada = await visitor(browser, hosts);
  const { page } = ada;
  await page.goto(`${noisette.url}/connexion`);
  await page.getByLabel('Courriel').fill(email);
  await page.getByLabel('Phrase de passe').fill('ce n’est pas celle-là');
  await page.locator('main').getByRole('button', { name: 'Se connecter' }).click();
  await page.getByRole('alert').waitFor();
  assert.equal(await page.getByLabel('Courriel').inputValue(), email);
  await check_everywhere(page, 'sign in, refused');
  await sign_in(page);
  await ada.leave();
});

test('reading and writing work without JavaScript', { timeout: 60000 }, async () => {
  const ada = await visitor(browser, hosts, { javaScriptEnabled: false, viewport: { width: 390, height: 800 } });
  const { page } = ada;
  await page.goto(`${noisette.url}/actualites`);
  await page.getByRole('link', { name: 'Trois communes rejoignent le cercle' }).click();
  await page.getByText('La commune change des euros').waitFor();
  await sign_in(page, '/ecrire');
  await page.getByLabel('Titre').fill('Écrit sans script');
  await page.getByLabel('Texte', { exact: true }).fill('Une ligne.');
  await page.getByRole('button', { name: 'Aperçu' }).click();
  await page.getByRole('heading', { name: 'Aperçu' }).waitFor();
  await page.getByRole('button', { name: 'Publier' }).click();
  await page.waitForURL(/\/actualites\/ecrit-sans-script/);
  await ada.leave();
});
