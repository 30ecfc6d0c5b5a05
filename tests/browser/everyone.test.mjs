// Journey 30 of design/ux.md §5: every page of the site by itself. Each is visited
// twice, so that every value of every dimension is seen for it: with JavaScript in
// French, by axe in light (wide) and dark (phone); and without JavaScript in English
// and dark. At 320, 390 and 1280 pixels nothing is wider than the window; nothing is
// said in the console (refusals of the content security policy among it), and no
// other host is asked.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { start_demo } from './demo.mjs';
import { faults_of, overflow_of, start_browser, visitor } from './look.mjs';
import { desk_pages, open_pages, own_pages, prepare } from './pages.mjs';

let demo, browser, hosts, noisette, cookies;
before(async () => {
  demo = await start_demo();
  [noisette] = demo.nodes;
  hosts = demo.nodes.map((node) => new URL(node.url).host);
  browser = await start_browser();
  const ada = await visitor(browser, hosts);
  cookies = await prepare(ada.page, noisette);
  await ada.leave();
}, { timeout: 120000 });
after(async () => {
  await browser?.close();
  assert.equal(await demo?.stop(), 0, demo?.said());
}, { timeout: 30000 });

const expected_status = (path) => (path === '/rien-de-tel' ? 404 : 200);

async function visit_all(paths, { signed_in, script }) {
  const someone = await visitor(browser, hosts, {
    javaScriptEnabled: script, locale: script ? 'fr-FR' : 'en-GB', colorScheme: script ? 'light' : 'dark', reducedMotion: 'reduce' });
  if (signed_in) await someone.page.context().addCookies(cookies);
  const { page } = someone;
  const faults = [];
  const add = (path, found) => faults.push(...found.map((fault) => `${path} (${script ? 'fr' : 'en, no script'}): ${fault}`));
  for (const path of paths) {
    await page.setViewportSize({ width: 1280, height: 900 });
    const answer = await page.goto(noisette.url + path);
    if (answer.status() !== expected_status(path)) add(path, [`status ${answer.status()}`]);
    const language = await page.locator('html').getAttribute('lang');
    if (language !== (script ? 'fr' : 'en')) add(path, [`in ${language}`]);
    add(path, script ? await faults_of(page) : await overflow_of(page));
    await page.setViewportSize({ width: 320, height: 800 });
    add(path, await overflow_of(page));
    await page.setViewportSize({ width: 390, height: 844 });
    if (script) {
      await page.emulateMedia({ colorScheme: 'dark' });
      add(path, await faults_of(page));
      await page.emulateMedia({ colorScheme: 'light' });
    } else {
      add(path, await overflow_of(page));
    }
  }
  assert.deepEqual(faults, []);
  await someone.leave();
}

for (const [what, paths, signed_in] of [
  ['every page for everybody', open_pages, false],
  ['every page of somebody who signed in', own_pages, true],
  ['every page of the management', desk_pages, true],
]) {
  for (const script of [true, false]) {
    test(`journey 30: ${what}, ${script ? 'in French, light and dark, with axe' : 'in English, dark, without JavaScript'}`,
      { timeout: 240000 }, () => visit_all(paths, { signed_in, script }));
  }
}
