// The pictures of the README and of every page, from `essaim demo --headless
// --seed 1`: shots.sh runs it and writes docs/img/*.png and docs/img/pages/*.png.
// pngquant (Debian) makes them small; without it they are left as they are.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { start_demo } from './demo.mjs';
import { start_browser } from './look.mjs';
import { desk_pages, open_pages, own_pages, prepare } from './pages.mjs';

const folder = resolve(import.meta.dirname, '../../docs/img');
const pages_folder = join(folder, 'pages');
const pictures = [
  { file: 'home.png', width: 1280, height: 900, locale: 'en-GB' },
  { file: 'home.fr.png', width: 1280, height: 900, locale: 'fr-FR' },
  { file: 'home-phone.png', width: 390, height: 844, locale: 'fr-FR', colorScheme: 'dark' },
];
const sizes = [{ width: 390, height: 844 }, { width: 1280, height: 900 }];
const tallest = 1600;  // pixels of a page that are shown

const name_of = (path) => path.replace(/^\/$/, '/accueil').slice(1).replace(/[^a-z0-9]+/g, '-');

async function take(page, file) {
  await page.evaluate(() => document.fonts.ready);
  await page.screenshot({ path: file });
}

// The whole page, down to where it would be too tall.
async function take_tall(page, file, { width, height }) {
  await page.evaluate(() => document.fonts.ready);
  const all = await page.evaluate(() => document.documentElement.scrollHeight);
  await page.screenshot({ path: file, fullPage: true, clip: { x: 0, y: 0, width, height: Math.min(Math.max(all, height), tallest) } });
}

rmSync(pages_folder, { recursive: true, force: true });
mkdirSync(pages_folder, { recursive: true });
const demo = await start_demo(8471);
const browser = await start_browser();
const [noisette] = demo.nodes;
const files = [];
try {
  for (const { file, width, height, ...options } of pictures) {
    const context = await browser.newContext({ viewport: { width, height }, ...options });
    const page = await context.newPage();
    await page.goto(noisette.url);
    files.push(join(folder, file));
    await take(page, files.at(-1));
    await context.close();
  }
  const first = await browser.newContext({ locale: 'fr-FR' });
  const cookies = await prepare(await first.newPage(), noisette);
  await first.close();
  for (const paths of [open_pages, own_pages.filter((path) => !open_pages.includes(path)), desk_pages]) {
    for (const viewport of sizes) {
      const context = await browser.newContext({ viewport, locale: 'fr-FR', reducedMotion: 'reduce' });
      if (paths !== open_pages) await context.addCookies(cookies);
      const page = await context.newPage();
      for (const path of paths) {
        await page.goto(noisette.url + path);
        files.push(join(pages_folder, `${name_of(path)}-${viewport.width}.png`));
        await take_tall(page, files.at(-1), viewport);
      }
      await context.close();
    }
  }
} finally {
  await browser.close();
  await demo.stop();
}
const quantised = spawnSync('pngquant', ['--force', '--ext', '.png', '--strip', '--speed', '1', '64', ...files.filter((file) => file.startsWith(pages_folder))], { stdio: 'inherit' });
spawnSync('pngquant', ['--force', '--ext', '.png', '--strip', '--speed', '1', '224', ...files.filter((file) => !file.startsWith(pages_folder))], { stdio: 'inherit' });
if (quantised.error) console.log('pngquant is not installed: the pictures stay large (apt-get install pngquant)');
const bytes = files.reduce((sum, file) => sum + statSync(file).size, 0);
console.log(`${readdirSync(pages_folder).length} pages, ${Math.round(bytes / 1024)} KiB in all`);
