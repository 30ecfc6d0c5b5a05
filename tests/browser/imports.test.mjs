// Moving in (design/ux.md §5, journey 26): the export of a WordPress and the list of
// whom one followed in Mastodon, in a real browser, with axe, at three widths.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Essaim, freePort, until } from '../interop/lib/essaim.mjs';
import { start_old_site } from '../interop/lib/old_site.mjs';
import { check_everywhere, start_browser, visitor } from './look.mjs';
import { welcome } from './people.mjs';

let site, node, neighbour, browser, hosts;
before(async () => {
  site = await start_old_site();
  const [one, other] = [await freePort(), await freePort()];
  node = await Essaim.start({ port: one, peers: [site.host, `127.0.0.1:${other}`] });
  neighbour = await Essaim.start({ name: 'chataigne', port: other, peers: [`127.0.0.1:${one}`] });
  hosts = [`127.0.0.1:${one}`];
  browser = await start_browser();
}, { timeout: 240000 });
after(async () => {
  await browser?.close();
  await node?.stop();
  await neighbour?.stop();
  await site?.stop();
}, { timeout: 30000 });

async function enter(page, email) {
  const { link } = await node.run('user', 'invite', '--role', 'manager');
  await welcome(page, link, { email });
}

test('journey 26: an old site and its neighbours move in, and nobody hears of it', { timeout: 240000 }, async () => {
  await neighbour.run('follow', 'add', `@noisette@127.0.0.1:${node.port}`);
  await until('the neighbour to follow', async () => (await node.followers()).length === 1);
  const ada = await visitor(browser, hosts);
  const { page } = ada;
  await enter(page, 'ada@noisette.example');
  await page.goto(`${node.url}/gestion`);
  await page.getByRole('link', { name: 'Imports', exact: true }).first().click();
  await check_everywhere(page, 'imports');

  // A file that is none is refused at its field.
  await page.getByLabel('Fichier').setInputFiles({ name: 'photo.png', mimeType: 'image/png', buffer: Buffer.from([0x89, 0x50, 0x4e, 0x47]) });
  await page.getByRole('button', { name: 'Vérifier ce fichier' }).click();
  await page.locator('#fichier-erreur').waitFor();
  await check_everywhere(page, 'imports, refused');

  await page.getByLabel('Fichier').setInputFiles({ name: 'export.xml', mimeType: 'text/xml', buffer: Buffer.from(site.wxr(40, 2, 3)) });
  await page.getByRole('button', { name: 'Vérifier ce fichier' }).click();
  await page.getByRole('heading', { name: 'Ce que contient ce fichier' }).waitFor();
  for (const said of ['40 textes', '3 images que ces textes montrent', '8 commentaires, qui ne sont pas repris'])
    assert.equal(await page.getByText(said, { exact: true }).count(), 1, said);
  assert.equal(site.asked.length, 0);
  await check_everywhere(page, 'import, checked');
  await page.getByRole('button', { name: 'Importer' }).click();
  await page.getByRole('heading', { name: /Import en cours|C’est fini/ }).waitFor();
  await check_everywhere(page, 'import, under way');
  await until('the import to end', async () => {
    await page.reload();
    return await page.getByRole('heading', { name: 'C’est fini' }).count() === 1;
  }, 60);
  assert.equal(await page.getByText('40 textes et pages repris', { exact: true }).count(), 1);
  await check_everywhere(page, 'import, done');

  // An old address, its date, its picture, its category.
  const answer = await page.goto(`${node.url}/?p=2`);
  assert.equal(answer.status(), 200);
  assert.equal(page.url(), `${node.url}/actualites/nouvelle-numero-2`);
  assert.match(await page.locator('.kick').innerText(), /5\smars\s2014\s·\sPresse/i);
  const picture = page.getByRole('img', { name: 'Le marché, vue 2' });
  assert.ok(await picture.evaluate((image) => image.complete && image.naturalWidth > 0));
  await check_everywhere(page, 'a text that moved in');
  await page.getByRole('link', { name: 'Presse' }).click();
  await check_everywhere(page, 'a category');
  const old = await fetch(`${node.url}/wp-content/uploads/photo-2-300x200.png`, { redirect: 'manual' });
  assert.equal(old.status, 301);
  assert.match(old.headers.get('location'), /^\/fichiers\//);

  // Whom one followed: each line with its result.
  await page.goto(`${node.url}/gestion/imports`);
  await page.getByRole('link', { name: 'Suivre une liste' }).click();
  await page.locator('textarea#csv').fill(`Account address,Show boosts,Notify on new posts,Languages\nchataigne@127.0.0.1:${neighbour.port},true,false,\nnon lisible,true,false,\n`);
  await page.getByRole('button', { name: 'Voir ce qu’elle donnerait' }).click();
  await page.getByText(/sera suivi/).first().waitFor();
  await page.getByText(/pas une adresse lisible/).first().waitFor();
  await page.locator('button[name=action][value=apply]').click();
  await node.follows(neighbour.actor);
  await page.goto(`${node.url}/gestion/reseau`);
  await page.getByText(/A accepté le/).first().waitFor();

  // The neighbour follows, and heard of none of it.
  assert.ok(!(await neighbour.network()).includes('Nouvelle numéro'));
  await ada.leave();
});

test('the page of imports speaks English, and works without JavaScript', { timeout: 60000 }, async () => {
  const ada = await visitor(browser, hosts, { javaScriptEnabled: false });
  await enter(ada.page, 'alix@noisette.example');
  await ada.page.goto(`${node.url}/gestion/imports?langue=en`);
  await ada.page.getByRole('button', { name: 'Check this file' }).waitFor();
  await ada.leave();
});
