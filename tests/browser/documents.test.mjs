// The library, in a real browser: a neighbour's documents are listed, a PDF goes up
// without JavaScript, is found by its words, read next door, replaced and deleted
// everywhere. With axe, at three widths, light and dark.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { start_demo } from './demo.mjs';
import { check_everywhere, faults_of, start_browser, visitor, weight_of } from './look.mjs';
import { sign_in, welcome } from './people.mjs';

let demo, browser, hosts, noisette, genet, link;
before(async () => {
  demo = await start_demo();
  [noisette, genet] = demo.nodes;
  link = noisette.link;
  hosts = demo.nodes.map((node) => new URL(node.url).host);
  browser = await start_browser();
}, { timeout: 90000 });
after(async () => {
  await browser?.close();
  assert.equal(await demo?.stop(), 0, demo?.said());
}, { timeout: 30000 });

const pause = (ms) => new Promise((done) => setTimeout(done, ms));
async function eventually(look, what) {
  for (let turn = 0; turn < 50; ++turn) {
    if (await look()) return;
    await pause(200);
  }
  assert.fail(what);
}

// A page of one line, with its table of places (ISO 32000-1 §7.5.4).
function pdf(line) {
  const text = `BT /F1 14 Tf 60 760 Td (${line}) Tj ET`;
  const objects = ['<< /Type /Catalog /Pages 2 0 R >>', '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>',
    `<< /Length ${text.length} >>\nstream\n${text}\nendstream`, '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>'];
  let out = '%PDF-1.4\n';
  let table = '';
  objects.forEach((object, at) => {
    table += `${String(out.length).padStart(10, '0')} 00000 n \n`;
    out += `${at + 1} 0 obj\n${object}\nendobj\n`;
  });
  return Buffer.from(`${out}xref\n0 6\n0000000000 65535 f \n${table}trailer\n<< /Size 6 /Root 1 0 R >>\nstartxref\n${out.length}\n%%EOF\n`, 'latin1');
}

async function signed_in(settings) {
  const someone = await visitor(browser, hosts, settings);
  const { page } = someone;
  if (link) await welcome(page, link);
  else await sign_in(page, noisette.url);
  link = '';
  return someone;
}

test('the library shows ours and the neighbours’, filtered without JavaScript, light and readable', { timeout: 120000 }, async () => {
  const someone = await visitor(browser, hosts, { javaScriptEnabled: false });
  const { page } = someone;
  await eventually(async () => {
    await page.goto(`${noisette.url}/documents`);
    return await page.locator('.library > li').count() === 9;
  }, 'nine documents are listed');
  await page.getByLabel('Sorte').selectOption({ label: 'guide' });
  await page.getByRole('button', { name: 'Chercher' }).last().click();
  await page.waitForURL(/sorte=guide/);
  assert.equal(await page.locator('.library > li').count(), 3);
  await page.goto(`${noisette.url}/documents?q=reconvertit`);
  // Words of the PDF, which stand on no page.
  assert.match(await page.locator('.library').innerText(), /Guide du prestataire/);
  await someone.leave();

  const other = await visitor(browser, hosts);
  for (const path of ['/documents', '/documents/convention-commune-et-monnaie-locale', '/documents/guide-du-prestataire-edition-2026']) {
    await other.page.goto(noisette.url + path);
    await check_everywhere(other.page, path);
  }
  await other.page.goto(`${noisette.url}/documents`);
  const weight = await weight_of(other.page);
  assert.ok(weight.html <= 30 * 1024, `${weight.html} bytes of HTML`);
  assert.ok(weight.css <= 8 * 1024, `${weight.css} bytes of CSS`);
  await other.leave();
});

for (const javaScriptEnabled of [true, false]) {
test(`a PDF goes up, is read next door, gets a new version, and is gone everywhere, ${javaScriptEnabled ? 'with' : 'without'} JavaScript`, { timeout: 180000 }, async () => {
  const name = `Budget ${javaScriptEnabled ? 2027 : 2028}`;
  const path = `/documents/${name.toLowerCase().replace(' ', '-')}`;
  const someone = await signed_in({ javaScriptEnabled });
  const { page } = someone;
  await page.goto(`${noisette.url}/documents/ajouter`);
  await page.getByLabel('Choisir un fichier').setInputFiles({ name: 'Budget (1).pdf', mimeType: 'application/pdf', buffer: pdf('La reserve est de 18400 noisettes') });
  await page.getByLabel('Titre').fill(name);
  await page.getByLabel('Ce que l’on y trouve').fill('Recettes, dépenses, réserve.');
  await page.getByLabel('Sorte').selectOption({ label: 'tableur' });
  // Nobody chose a licence: the browser is made to send it all the same.
  await page.locator('form.stack').evaluate((form) => { form.noValidate = true; });
  await page.getByRole('button', { name: 'Publier' }).click();
  await page.getByText('Choisissez une licence').first().waitFor();
  assert.match(await page.locator('form.stack').innerText(), /budget-1\.pdf/);
  assert.equal(await page.getByLabel('Titre').inputValue(), name);
  if (javaScriptEnabled) assert.deepEqual(await faults_of(page), []);
  await page.locator('#licence').selectOption('CC-BY-SA-4.0');
  await page.getByRole('button', { name: 'Publier' }).click();
  await page.waitForURL(`**${path}`);
  const [download] = await Promise.all([page.waitForEvent('download'), page.locator('.get a').click()]);
  assert.equal(download.suggestedFilename(), 'budget-1.pdf');
  assert.match(readFileSync(await download.path(), 'latin1'), /^%PDF-1\.4[^]*18400/);

  const next = await visitor(browser, hosts);
  await eventually(async () => {
    await next.page.goto(`${genet.url}/documents`);
    return (await next.page.locator('.library').innerText()).includes(name);
  }, 'the neighbour lists it');
  assert.match(await next.page.locator('.library li').first().innerText(), /La Noisette/);

  await page.getByRole('link', { name: 'Modifier, ou nouvelle version' }).click();
  await page.getByLabel('Nouveau fichier').setInputFiles({ name: 'budget.pdf', mimeType: 'application/pdf', buffer: pdf('La reserve est de 19000 noisettes') });
  await page.getByLabel('Ce qui change dans cette version').fill('La réserve.');
  await page.getByRole('button', { name: 'Enregistrer les changements' }).click();
  await page.waitForURL(`**${path}`);
  await page.getByRole('link', { name: 'Ce qui a changé' }).click();
  assert.match(await page.locator('del').innerText(), /18400/);
  assert.match(await page.locator('ins').innerText(), /19000/);
  if (javaScriptEnabled) await check_everywhere(page, 'a version');

  await page.goto(`${noisette.url}${path}/modifier`);
  if (javaScriptEnabled) await check_everywhere(page, 'the form of a document');
  await page.getByText('Supprimer ce document…').click();
  await page.getByRole('button', { name: 'Supprimer pour de bon' }).click();
  await page.waitForURL(/documents$/);
  assert.equal((await page.goto(noisette.url + path)).status(), 410);
  await eventually(async () => {
    await next.page.goto(`${genet.url}/documents`);
    return !(await next.page.locator('.library').innerText()).includes(name);
  }, 'the neighbour lists it no more');
  await next.leave();
  await someone.leave();
});
}
