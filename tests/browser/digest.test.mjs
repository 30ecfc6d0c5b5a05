// Journey 27 of design/ux.md §5: the weekly letter, to a member who signed in and
// to one who was only invited, through a real server of mail on this machine; and
// the pages that are there only where the node sends mail.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Essaim, until } from '../interop/lib/essaim.mjs';
import { linkIn, MailServer } from '../interop/lib/mail_server.mjs';
import { check_everywhere, start_browser, visitor } from './look.mjs';
import { welcome } from './people.mjs';

let mail, node, browser, hosts;
before(async () => {
  mail = await MailServer.start();
  node = await Essaim.start({ config: mail.config });
  hosts = [new URL(node.url).host];
  browser = await start_browser();
}, { timeout: 60000 });
after(async () => {
  await browser?.close();
  mail?.stop();
  await node?.stop();
}, { timeout: 30000 });

const letters_to = (address) => mail.taken.filter((one) => one.to.includes(address));
const camille = 'camille@noisette.example';
const noe = 'noe@exemple.org';

test('journey 27: who signed in and who was only invited get one letter with the texts whole, and one click stops it', { timeout: 180000 }, async () => {
  const person = await visitor(browser, hosts);
  const { page } = person;
  const { link } = await node.run('user', 'invite', '--role', 'manager');
  await welcome(page, link, { name: 'Camille', email: camille });

  // The first step: the mail works once the link of the test letter was opened.
  await page.goto(`${node.url}/gestion`);
  await page.locator('.steps li', { hasText: 'Régler le courriel' }).getByRole('link').click();
  await page.waitForURL(`${node.url}/gestion/courriel`);
  await check_everywhere(page, 'mail');
  await page.getByRole('button', { name: /essai/ }).click();
  await page.getByText('Le courriel d’essai part').waitFor();
  await page.goto(linkIn(await mail.letter(camille), '/moi/courriel/confirmer/'));
  await check_everywhere(page, 'confirm an address');
  await page.getByRole('button', { name: 'Confirmer mon adresse' }).click();
  await page.getByText('Votre adresse est confirmée').waitFor();
  await page.goto(`${node.url}/gestion`);
  assert.match(await page.locator('.steps li', { hasText: 'Régler le courriel' }).getAttribute('class'), /done/);

  await page.goto(`${node.url}/moi/courriel`);
  await page.getByLabel(/lettre/).check();
  await page.getByRole('button', { name: 'Enregistrer' }).click();
  await page.getByText('C’est enregistré.').waitFor();
  await check_everywhere(page, 'my mail');

  await page.goto(`${node.url}/gestion/personnes`);
  await page.getByLabel('Envoyer le lien à').fill(noe);
  assert.equal(await page.getByLabel('Lui envoyer aussi la lettre').isChecked(), true);
  await check_everywhere(page, 'invite by mail');
  await page.getByRole('button', { name: 'Créer un lien d’invitation' }).click();
  await page.getByText(`Le lien part vers ${noe}`).waitFor();
  assert.match((await mail.letter(noe)).mail.text, /la lettre de la semaine vous dira/);

  await node.run('post', 'new', '--title', 'Le marché', '--text', 'Douze étals.\n\n* du miel\n* du pain');
  await node.run('post', 'new', '--title', 'La fête', '--text', 'Un **bal** sous la halle.');
  await node.run('letter', 'send');
  for (const address of [camille, noe]) {
    const { mail: letter } = await mail.letter(address, 2);
    for (const part of ['Douze étals.', 'du miel', 'sous la halle']) {
      assert.ok(letter.text.includes(part), `${address}: ${part} as text`);
      assert.ok(letter.html.includes(part), `${address}: ${part} as HTML`);
    }
  }

  const stop = linkIn(letters_to(noe)[1], '/lettre/arreter/');
  assert.equal(letters_to(noe)[1].mail.headers.get('list').unsubscribe.url, stop);
  assert.equal((await fetch(stop, { method: 'POST', body: new URLSearchParams({ 'List-Unsubscribe': 'One-Click' }) })).status, 200);
  await page.goto(stop);
  await check_everywhere(page, 'stopped');
  await node.run('post', 'new', '--title', 'Plus tard', '--text', 'Encore.');
  await node.run('letter', 'send');
  await mail.letter(camille, 3);
  await until('the queue to be empty', async () => (await page.goto(`${node.url}/gestion/courriel`), /Rien n’attend/.test(await page.locator('main').innerText())));
  assert.deepEqual([letters_to(camille).length, letters_to(noe).length], [3, 2]);

  for (const path of ['/lettre', '/lettre/envoyee', '/connexion/oubli', '/connexion/oubli/envoye']) {
    const someone = await visitor(browser, hosts);
    assert.equal((await someone.page.goto(node.url + path)).status(), 200, path);
    await check_everywhere(someone.page, path);
    await someone.leave();
  }
  await person.leave();
});
