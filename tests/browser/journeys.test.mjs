// What people do with three nodes of `essaim demo`, in a real browser (design/ux.md
// §5, journeys 1 to 5 and 7 to 10): enter, write, correct, delete, answer, leave; with
// axe. Journey 6 is in schedule.test.mjs; every page by itself in everyone.test.mjs.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { png } from '../interop/lib/png.mjs';
import { start_demo } from './demo.mjs';
import { check_everywhere, faults_of, overflow_of, start_browser, visitor, weight_of } from './look.mjs';
import { passphrase, sign_in as enter, welcome } from './people.mjs';

let demo, browser, hosts, noisette, genet;
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
  await enter(page, noisette.url, target);
  kept = await page.context().cookies();
}

// The browser asks, not Node.js, whose resolver may not know *.localhost.
const status_of = async (page, link) => (await page.goto(link)).status();

const json_of = (page, address) => page.evaluate(async (url) => (await fetch(url, { headers: { accept: 'application/activity+json' } })).json(), address);

const shows = async (page, address, title) => {
  await page.goto(address);
  return await page.getByRole('link', { name: title, exact: true }).count() > 0;
};

test('journey 1: three nodes answer, and each names the two others as followed', { timeout: 60000 }, async () => {
  const someone = await visitor(browser, hosts);
  for (const node of demo.nodes) {
    const answer = await someone.page.goto(`${node.url}/`);
    assert.equal(answer.status(), 200);
    assert.match(await someone.page.title(), new RegExp(node.name));
    const said = await someone.page.locator('main').innerText();
    for (const other of demo.nodes) if (other !== node) assert.ok(said.includes(other.name), `${node.name} names ${other.name}`);
  }
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

test('journeys 8 and 9: a reader answers from a server of their own, without JavaScript', { timeout: 60000 }, async () => {
  const someone = await visitor(browser, hosts, { javaScriptEnabled: false });
  const { page } = someone;
  await page.goto(`${noisette.url}/actualites/trois-communes-rejoignent-le-cercle`);
  await page.getByLabel('Votre adresse ou votre serveur').fill('@marie@mastodon.example');
  await page.getByRole('button', { name: 'Répondre depuis chez moi' }).click();
  assert.deepEqual(await overflow_of(page), []);
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

test('journey 2: a welcome link opens an account once, after a refusal that keeps what was typed', { timeout: 120000 }, async () => {
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
  assert.equal(await status_of(late.page, `${noisette.url}/sante`), 200);
  await late.leave();
});

test('what is left to do can wait a week', { timeout: 60000 }, async () => {
  const ada = await visitor(browser, hosts);
  const { page } = ada;
  await sign_in(page);
  const open = await page.getByRole('button', { name: /^Plus tard/ }).count();
  await page.getByRole('button', { name: /^Plus tard/ }).first().click();
  await page.getByText('cette étape revient dans une semaine').waitFor();
  assert.equal(await page.getByRole('button', { name: /^Plus tard/ }).count(), open - 1);
  await check_everywhere(page, 'gestion, put off');
  await page.getByRole('button', { name: /^Remettre dans la liste/ }).click();
  await eventually('the step is back', async () => await page.getByRole('button', { name: /^Plus tard/ }).count() === open);
  await ada.leave();
});

test('journey 3: the sheet and the colour show what they will look like, are refused at the field, and are what visitors and servers see', { timeout: 120000 }, async () => {
  const ada = await visitor(browser, hosts);
  const { page } = ada;
  await sign_in(page, '/gestion/fiche');
  await page.getByLabel('La phrase en grand').fill('Une monnaie d’ici');
  await page.getByLabel('Les mots à mettre en couleur').fill('d’ici');
  await page.getByLabel('Nom de l’unité').fill('noix');
  assert.equal(await page.locator('[data-pitch] em').innerText(), 'd’ici');
  assert.match(await page.locator('.billet .par').innerText(), /noix/);
  await check_everywhere(page, 'sheet, being filled in');
  await page.getByLabel('Les mots à mettre en couleur').fill('à la mer');
  await page.getByRole('button', { name: 'Enregistrer' }).click();
  await page.getByRole('alert').waitFor();
  assert.equal(await page.getByLabel('La phrase en grand').inputValue(), 'Une monnaie d’ici');
  await check_everywhere(page, 'sheet, refused');
  await page.getByLabel('La phrase en grand').fill('Une monnaie qui reste au pays');
  await page.getByLabel('Les mots à mettre en couleur').fill('au pays');
  await page.getByLabel('Nom de l’unité').fill('noisette');
  await page.getByRole('button', { name: 'Enregistrer' }).click();
  await page.getByText('La fiche est enregistrée.').waitFor();
  await page.goto(`${noisette.url}/gestion/apparence`);
  await page.getByRole('radio', { name: 'sapin' }).check();
  assert.match(await page.locator('.billet').getAttribute('class'), /h9/);
  await check_everywhere(page, 'appearance, being chosen');
  await page.getByRole('radio', { name: 'canard' }).check();
  await page.getByLabel('Choisir un logo').setInputFiles({ name: 'logo.png', mimeType: 'image/png', buffer: png(400, 400) });
  await page.getByLabel('Une phrase à vous').fill('Permanence le jeudi');
  await page.getByLabel('Qui publie, qui héberge').fill('## Qui publie\n\nLa Noisette, association loi 1901');
  await page.getByLabel('Du côté du réseau').uncheck();
  await page.getByRole('button', { name: 'Enregistrer' }).click();
  await page.getByText('L’apparence est enregistrée.').waitFor();

  await page.goto(noisette.url);
  assert.equal(await page.locator('h1 em').innerText(), 'au pays');
  assert.match(await page.locator('body').getAttribute('class'), /h1\b/);
  assert.match(await page.locator('footer').innerText(), /Permanence le jeudi/);
  assert.equal(await page.getByRole('heading', { name: 'Du côté du réseau' }).count(), 0);
  const shown = await page.locator('header .brand img').getAttribute('src');
  const actor = await json_of(page, await page.locator('link[type="application/activity+json"]').getAttribute('href'));
  assert.equal(actor.name, 'La Noisette');
  assert.equal(new URL(actor.icon.url).pathname, shown);
  await page.getByRole('link', { name: 'Mentions légales' }).click();
  await page.getByText('La Noisette, association loi 1901').waitFor();
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

test('journeys 4 and 7: a text is previewed, published, read next door, corrected and deleted everywhere', { timeout: 180000 }, async () => {
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
  const activity = await page.locator('link[type="application/activity+json"]').getAttribute('href');
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
  ada.forgive('410 (Gone)');
  assert.equal((await json_of(page, activity)).type, 'Tombstone');
  await neighbour.leave();
  await ada.leave();
});

for (const javaScriptEnabled of [true, false]) {
  test(`journeys 4 and 5: a picture is chosen, refused without words, described and shown, ${javaScriptEnabled ? 'with' : 'without'} JavaScript`, { timeout: 120000 }, async () => {
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
      const feed = await page.evaluate(async () => (await fetch('/actualites.atom')).text());
      assert.match(feed, /La halle en images true[\s\S]*Douze étals sous la halle/);
      const neighbour = await visitor(browser, hosts);
      await eventually('the picture next door', () => shows(neighbour.page, `${genet.url}/reseau`, 'La halle en images true'), 5);
      assert.match(await neighbour.page.locator('article', { hasText: 'La halle en images true' }).innerText(), /La Noisette/);
      await neighbour.leave();
    }
    await page.getByRole('link', { name: 'Modifier' }).click();
    await page.getByLabel('Choisir une image').setInputFiles({ name: 'dessin.svg', mimeType: 'image/svg+xml', buffer: Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>') });
    await page.getByRole('button', { name: 'Ajouter cette image' }).click();
    await page.getByText('Les dessins SVG peuvent contenir des programmes').first().waitFor();
    await ada.leave();
  });
}

// The signed Follow and its Accept: tests/interop/fedify.test.mjs.
test('journey 9: the page to follow gives the handle and a link to one’s own server, without JavaScript', { timeout: 60000 }, async () => {
  const someone = await visitor(browser, hosts, { javaScriptEnabled: false });
  const { page } = someone;
  await page.goto(`${noisette.url}/suivre?depuis=@marie@mastodon.example`);
  assert.match(await page.locator('main').innerText(), new RegExp(`@noisette@${hosts[0]}`));
  assert.match(await page.getByRole('link', { name: /mastodon\.example/ }).first().getAttribute('href'), /^https:\/\/mastodon\.example\/authorize_interaction\?uri=/);
  await someone.leave();
});

// A member of the second node, who enters there once.
async function bea_enters() {
  const bea = await visitor(browser, hosts);
  await welcome(bea.page, genet.link, { name: 'Béa', email: 'bea@genet.example' });
  return bea;
}
let bea;

test('journey 8: a member of the second node answers a text of the first, which shows it and tells its author', { timeout: 120000 }, async () => {
  const title = 'Trois communes rejoignent le cercle';
  bea = await bea_enters();
  const { page } = bea;
  await page.goto(`${genet.url}/reseau`);
  await page.locator('article', { hasText: title }).getByRole('link', { name: /Répondre/ }).click();
  await check_everywhere(page, 'answer');
  await page.getByLabel('Votre réponse').fill('Bravo de la part du **Genêt** !');
  await page.getByRole('button', { name: 'Répondre', exact: true }).click();
  await page.getByText('La réponse est publiée').waitFor();

  const ada = await visitor(browser, hosts);
  await sign_in(ada.page);
  const address = `${noisette.url}/actualites/trois-communes-rejoignent-le-cercle`;
  await eventually('the answer under the text', async () => {
    await ada.page.goto(address);
    return await ada.page.locator('.replies').getByText('Bravo de la part du').count() > 0;
  });
  assert.match(await ada.page.locator('.replies').innerText(), /Le Genêt/);
  await check_everywhere(ada.page, 'a text with an answer of elsewhere');
  await ada.page.goto(`${noisette.url}/moi/notifications`);
  assert.match(await ada.page.locator('main').innerText(), /Le Genêt/);
  await ada.leave();
});

test('journey 10: an address and a handle that the node never heard of open on the first try', { timeout: 120000 }, async () => {
  const { page } = bea;
  await page.goto(`${genet.url}/moi`);
  await page.getByLabel('Avoir ma propre adresse').check();
  await page.getByLabel('Nom court').fill('bea');
  await page.getByRole('button', { name: 'Voir mon adresse' }).click();
  await page.getByRole('button', { name: 'Créer cette adresse' }).click();
  await page.waitForURL(`${genet.url}/membres/bea`);

  const ada = await visitor(browser, hosts);
  await sign_in(ada.page, '/gestion/reseau');
  const look_for = async (question) => {
    await ada.page.goto(`${noisette.url}/recherche`);
    await ada.page.locator('main').getByRole('searchbox').fill(question);
    await ada.page.locator('main').getByRole('searchbox').press('Enter');
    await ada.page.waitForURL(/recherche\?q=/);
  };
  await look_for(`@bea@${hosts[1]}`);
  await ada.page.locator('main').getByRole('link', { name: 'Béa', exact: true }).click();
  await ada.page.waitForURL(`${genet.url}/membres/bea`);

  // What is published once nobody follows any more, nobody was told.
  await ada.page.goto(`${noisette.url}/gestion/reseau`);
  await ada.page.locator('section[aria-labelledby=suivis] li', { hasText: 'Le Genêt' }).getByRole('button', { name: /Ne plus suivre/ }).click();
  await ada.page.getByText('vous ne suivez plus').waitFor();
  await eventually('the Undo next door', async () => {
    await page.goto(`${genet.url}/gestion/reseau`);
    return await page.locator('section[aria-labelledby=abonnes] li', { hasText: 'La Noisette' }).count() === 0;
  });
  await page.goto(`${genet.url}/ecrire`);
  await page.getByLabel('Titre').fill('Ce que personne ne sait encore');
  await page.getByLabel('Texte', { exact: true }).fill('Une surprise.');
  await page.getByRole('button', { name: 'Publier' }).first().click();
  await page.waitForURL(/\/actualites\/ce-que-personne/);
  await look_for(page.url());
  await check_everywhere(ada.page, 'search of an address');
  await ada.page.locator('main').getByRole('link', { name: 'Ce que personne ne sait encore' }).first().click();
  await ada.page.waitForURL(page.url());
  await ada.leave();
  await bea.leave();
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
