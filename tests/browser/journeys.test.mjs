// What people do with three nodes of `essaim demo`, in a real browser: enter,
// write, correct, delete, leave; with axe, at three widths, light and dark.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { png } from '../interop/lib/png.mjs';
import { start_demo } from './demo.mjs';
import { check_everywhere, faults_of, start_browser, visitor, weight_of } from './look.mjs';

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

// Signs in the first time; afterwards the cookies of that time do, because a
// node lets one address try only so often.
let kept = [];
async function sign_in(page, target = '/gestion') {
  if (kept.length) {
    await page.context().addCookies(kept);
    await page.goto(noisette.url + target);
    if (page.url() === noisette.url + target) return;
  }
  await page.goto(`${noisette.url}/connexion?vers=${encodeURIComponent(target)}`);
  await page.getByLabel('Courriel').fill(email);
  await page.getByLabel('Phrase de passe').fill(passphrase);
  await page.locator('main').getByRole('button', { name: 'Se connecter' }).click();
  await page.waitForURL(noisette.url + target);
  kept = await page.context().cookies();
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
  for (const path of ['/actualites', '/reseau', '/suivre', '/suivre?depuis=@marie@mastodon.example', '/suivre?depuis=marie',
    '/connexion', '/connexion/secours', '/demander', '/signaler', '/a-propos/serveurs', '/actualites/trois-communes-rejoignent-le-cercle']) {
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

test('pages, style sheet and modules are light', { timeout: 60000 }, async () => {
  const someone = await visitor(browser, hosts);
  for (const path of ['/', '/actualites', '/reseau', '/suivre']) {
    await someone.page.goto(noisette.url + path);
    const { html, css, modules } = await weight_of(someone.page);
    assert.ok(html <= 30 * 1024, `${path}: ${html} bytes of HTML`);
    assert.ok(css <= 8 * 1024, `${path}: ${css} bytes of CSS`);
    for (const [name, bytes] of Object.entries(modules)) assert.ok(bytes < 3 * 1024, `${name}: ${bytes} bytes`);
  }
  await someone.leave();
});

test('a reader answers from a server of their own, without JavaScript', { timeout: 60000 }, async () => {
  const someone = await visitor(browser, hosts, { javaScriptEnabled: false });
  const { page } = someone;
  await page.goto(`${noisette.url}/actualites/trois-communes-rejoignent-le-cercle`);
  await page.getByLabel('Votre adresse ou votre serveur').fill('@marie@mastodon.example');
  await page.getByRole('button', { name: 'Répondre depuis chez moi' }).click();
  const link = page.getByRole('link', { name: 'continuer sur mastodon.example' });
  assert.match(await link.getAttribute('href'), /^https:\/\/mastodon\.example\/authorize_interaction\?uri=http/);
  await page.getByLabel('Votre adresse ou votre serveur').fill('marie');
  await page.getByRole('button', { name: 'Continuer chez moi' }).click();
  await page.getByRole('alert').waitFor();
  assert.equal(await page.getByLabel('Votre adresse ou votre serveur').inputValue(), 'marie');
  await someone.leave();
});

test('the site speaks English when asked, and goes on so', { timeout: 60000 }, async () => {
  const someone = await visitor(browser, hosts);
  await someone.page.goto(noisette.url);
  await someone.page.getByRole('link', { name: 'English' }).click();
  await someone.page.getByRole('link', { name: 'Follow us' }).click();
  assert.equal(await someone.page.locator('html').getAttribute('lang'), 'en');
  await someone.page.getByRole('link', { name: 'Français' }).click();
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
  await page.waitForURL(`${noisette.url}/moi/securite/feuille`);
  await check_everywhere(page, 'recovery sheet, offered');
  await page.getByRole('button', { name: 'Préparer la feuille' }).click();
  assert.equal(await page.locator('.codes li').count(), 4);
  await check_everywhere(page, 'recovery sheet');
  await page.getByRole('link', { name: 'C’est fait, continuer' }).click();
  await page.waitForURL(`${noisette.url}/gestion`);
  await page.getByRole('heading', { name: 'Premiers pas' }).waitFor();
  for (const path of ['/gestion', '/gestion/fiche', '/gestion/reseau', '/gestion/personnes', '/gestion/moderation',
    '/gestion/serveurs', '/gestion/envois', '/gestion/identite', '/gestion/demenagement', '/moi', '/moi/securite',
    '/moi/securite/phrase', '/moi/securite/code', '/moi/donnees', '/actualites', '/reseau']) {
    assert.equal(await status_of(page, noisette.url + path), 200, path);
    await check_everywhere(page, path);
  }
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

test('what is left to do can wait a week', { timeout: 60000 }, async () => {
  const ada = await visitor(browser, hosts);
  const { page } = ada;
  await sign_in(page);
  await page.getByRole('button', { name: /^Plus tard/ }).click();
  await page.getByText('cette étape revient dans une semaine').waitFor();
  assert.equal(await page.getByRole('button', { name: /^Plus tard/ }).count(), 0);
  await check_everywhere(page, 'gestion, put off');
  await page.getByRole('button', { name: /^Remettre dans la liste/ }).click();
  await page.getByRole('button', { name: /^Plus tard/ }).waitFor();
  await ada.leave();
});

test('the sheet shows what it will look like while it is filled in, and is refused at the field', { timeout: 120000 }, async () => {
  const ada = await visitor(browser, hosts);
  const { page } = ada;
  await sign_in(page, '/gestion/fiche');
  await page.getByLabel('La phrase en grand').fill('Une monnaie d’ici');
  await page.getByLabel('Les mots à mettre en couleur').fill('d’ici');
  await page.getByLabel('Nom de l’unité').fill('noix');
  await page.getByRole('radio', { name: 'sapin' }).check();
  assert.equal(await page.locator('[data-pitch] em').innerText(), 'd’ici');
  assert.match(await page.locator('.billet .par').innerText(), /noix/);
  assert.match(await page.locator('.billet').getAttribute('class'), /h9/);
  await check_everywhere(page, 'sheet, being filled in');
  await page.getByLabel('Les mots à mettre en couleur').fill('à la mer');
  await page.getByRole('button', { name: 'Enregistrer' }).click();
  await page.getByRole('alert').waitFor();
  assert.equal(await page.getByLabel('La phrase en grand').inputValue(), 'Une monnaie d’ici');
  await check_everywhere(page, 'sheet, refused');
  await page.getByLabel('La phrase en grand').fill('Une monnaie qui reste au pays');
  await page.getByLabel('Les mots à mettre en couleur').fill('au pays');
  await page.getByLabel('Nom de l’unité').fill('noisette');
  await page.getByRole('radio', { name: 'noisette' }).check();
  await page.getByRole('button', { name: 'Enregistrer' }).click();
  await page.getByText('La fiche est enregistrée.').waitFor();
  await page.goto(noisette.url);
  assert.equal(await page.locator('h1 em').innerText(), 'au pays');
  await ada.leave();
});

test('an address that leads nowhere is refused at the field, and an invitation shows its link', { timeout: 120000 }, async () => {
  const ada = await visitor(browser, hosts);
  const { page } = ada;
  await sign_in(page, '/gestion/reseau');
  await page.getByLabel('Son adresse').fill('personne');
  await page.getByRole('button', { name: 'Suivre', exact: true }).click();
  await page.getByRole('alert').waitFor();
  assert.equal(await page.getByLabel('Son adresse').inputValue(), 'personne');
  await check_everywhere(page, 'follow, refused');
  await page.goto(`${noisette.url}/gestion/personnes`);
  await page.getByRole('button', { name: 'Créer un lien d’invitation' }).click();
  await page.getByText(/\/bienvenue\//).waitFor();
  await check_everywhere(page, 'an invitation');
  await ada.leave();
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
  await page.getByRole('button', { name: 'Voir l’aperçu' }).click();
  await page.getByRole('heading', { name: 'Aperçu' }).waitFor();
  assert.equal(await page.locator('.previewbox strong').first().innerText(), 'dimanche');
  await page.getByRole('heading', { name: 'Dans Mastodon' }).waitFor();
  await check_everywhere(page, 'preview');

  await page.getByRole('button', { name: 'Publier' }).first().click();
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
  await page.getByText('Supprimer cette actualité').click();
  await check_everywhere(page, 'about to delete');
  await page.getByRole('button', { name: 'Supprimer pour de bon' }).click();
  await page.waitForURL(`${noisette.url}/actualites`);
  assert.equal(await page.getByRole('link', { name: corrected }).count(), 0);
  await eventually('the text gone next door', async () => !await shows(neighbour.page, fil, corrected));
  assert.equal(await status_of(page, address), 410);
  await check_everywhere(page, 'gone');
  await neighbour.leave();
  await ada.leave();
});

for (const javaScriptEnabled of [true, false]) {
  test(`a picture is chosen, described and shown, ${javaScriptEnabled ? 'with' : 'without'} JavaScript`, { timeout: 120000 }, async () => {
    const ada = await visitor(browser, hosts, { javaScriptEnabled });
    const { page } = ada;
    await sign_in(page, '/ecrire');
    await page.getByLabel('Titre').fill(`La halle en images ${javaScriptEnabled}`);
    await page.getByLabel('Texte', { exact: true }).fill('Samedi.');
    await page.getByLabel('Choisir une image').setInputFiles({ name: 'halle.png', mimeType: 'image/png', buffer: png(1600, 900) });
    await page.getByRole('button', { name: 'Ajouter cette image' }).click();
    await page.getByLabel('Retirer cette image').waitFor();
    assert.equal(await page.getByLabel('Texte', { exact: true }).inputValue(), 'Samedi.');
    await page.getByRole('button', { name: 'Publier' }).first().click();
    await page.getByRole('alert').waitFor();
    if (javaScriptEnabled) await check_everywhere(page, 'a picture without words');
    await page.getByLabel('Ce que montre cette image').first().fill('Douze étals sous la halle');
    await page.getByRole('button', { name: 'Publier' }).first().click();
    await page.waitForURL(/\/actualites\/la-halle-en-images/);
    const shown = page.getByAltText('Douze étals sous la halle');
    await shown.scrollIntoViewIfNeeded();
    if (javaScriptEnabled) {
      await eventually('the picture', () => shown.evaluate((one) => one.complete && one.naturalWidth > 0));
      await check_everywhere(page, 'a text with a picture');
    }
    await page.getByRole('link', { name: 'Modifier' }).click();
    await page.getByLabel('Choisir une image').setInputFiles({ name: 'dessin.svg', mimeType: 'image/svg+xml', buffer: Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>') });
    await page.getByRole('button', { name: 'Ajouter cette image' }).click();
    await page.getByText('Les dessins SVG peuvent contenir des programmes').first().waitFor();
    await ada.leave();
  });
}

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
  await sign_in(page, '/moi');
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
  await page.getByRole('button', { name: 'Voir l’aperçu' }).click();
  await page.getByRole('heading', { name: 'Aperçu' }).waitFor();
  await page.getByRole('button', { name: 'Publier' }).first().click();
  await page.waitForURL(/\/actualites\/ecrit-sans-script/);
  await ada.leave();
});

test('what was typed comes back after a lost session', { timeout: 60000 }, async () => {
  const ada = await visitor(browser, hosts);
  const { page } = ada;
  await sign_in(page, '/ecrire');
  await page.getByLabel('Texte', { exact: true }).fill('Une phrase que je ne veux pas perdre.');
  await page.getByText('Gardé dans ce navigateur.').waitFor();
  await page.context().clearCookies();
  await page.goto(`${noisette.url}/ecrire`);
  await page.waitForURL(/\/connexion/);
  await sign_in(page, '/ecrire');
  await page.getByText('Votre brouillon est revenu.').waitFor();
  assert.match(await page.getByLabel('Texte', { exact: true }).inputValue(), /ne veux pas perdre/);
  await ada.leave();
});
