// The pictures of the README, from `essaim demo --headless --seed 1`:
// shots.sh runs it and writes docs/img/*.png.
// pngquant (Debian) makes them small; without it they are left as they are.
import { spawnSync } from 'node:child_process';
import { mkdirSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { start_demo } from './demo.mjs';
import { start_browser } from './look.mjs';

const folder = resolve(import.meta.dirname, '../../docs/img');
const pictures = [
  { file: 'home.png', width: 1280, height: 900, locale: 'en-GB' },
  { file: 'home.fr.png', width: 1280, height: 900, locale: 'fr-FR' },
  { file: 'home-phone.png', width: 390, height: 844, locale: 'fr-FR', colorScheme: 'dark' },
];

mkdirSync(folder, { recursive: true });
const demo = await start_demo(8471);
const browser = await start_browser();
try {
  for (const { file, width, height, ...options } of pictures) {
    const context = await browser.newContext({ viewport: { width, height }, ...options });
    const page = await context.newPage();
    await page.goto(demo.nodes[0].url);
    await page.evaluate(() => document.fonts.ready);
    await page.screenshot({ path: join(folder, file) });
    await context.close();
  }
} finally {
  await browser.close();
  await demo.stop();
}
const quantised = spawnSync('pngquant', ['--force', '--ext', '.png', '--strip', '--speed', '1', '224',
  ...pictures.map(({ file }) => join(folder, file))], { stdio: 'inherit' });
if (quantised.error) console.log('pngquant is not installed: the pictures stay large (apt-get install pngquant)');
for (const { file } of pictures) console.log(file, statSync(join(folder, file)).size);
