// Looking at a page the way the tests need: a browser context that remembers
// what went wrong (console, foreign hosts), axe, and the horizontal scroll.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { gzipSync } from 'node:zlib';
import { chromium } from 'playwright-core';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

export const start_browser = () => chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
    '--disable-background-networking', '--disable-component-update', '--disable-sync'],
});

// A visitor: one page in a context of its own. `hosts` are the nodes' own.
export async function visitor(browser, hosts, options = {}) {
  const context = await browser.newContext({
    locale: 'fr-FR', viewport: { width: 1280, height: 900 }, ...options });
  context.setDefaultTimeout(15000);
  const page = await context.newPage();
  const wrong = [];
  const forgiven = [];  // what a test asked for on purpose
  page.on('console', (message) => {
    // A page answered 4xx on purpose is told by Chromium as an error too.
    const expected = /the server responded with a status of (401|403|404|410|422)/.test(message.text()) &&
      message.location().url === page.url();
    // Beside a page without HTML (a feed) Chromium asks for an icon by itself.
    if (message.location().url.endsWith('/favicon.ico')) return;
    if (message.type() === 'error' && !expected) wrong.push(`console: ${message.text()} (${page.url()})`);
  });
  page.on('pageerror', (fault) => wrong.push(`script: ${fault.message} (${page.url()})`));
  page.on('request', (request) => {
    const url = new URL(request.url());
    if (/^https?:$/.test(url.protocol) && !hosts.includes(url.host)) wrong.push(`foreign request: ${url.href}`);
  });
  return {
    page,
    forgive(words) { forgiven.push(words); },
    async leave() {
      await context.close();
      assert.deepEqual(wrong.filter((one) => !forgiven.some((words) => one.includes(words))), []);
    },
  };
}

// What is wider than the window: [] when nothing is.
export const overflow_of = async (page) => {
  const wide = await page.evaluate(() => {
    const limit = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= limit) return [];
    return [...document.querySelectorAll('body *')]
      .filter((one) => one.getBoundingClientRect().right > limit + 1 && !one.closest('svg svg, .tablebox table'))
      .slice(0, 4).map((one) => `${one.tagName.toLowerCase()}.${one.getAttribute('class') ?? ''}`)
      .concat(`${document.documentElement.scrollWidth} > ${limit}`);
  });
  return wide.length ? [`horizontal scroll: ${wide.join(', ')}`] : [];
};

// What a page has wrong at this size and in these colours: [] when all is well.
export async function faults_of(page) {
  const faults = [];
  if (!await page.evaluate(() => typeof window.axe === 'object')) await page.evaluate(axe);  // past the policy of the page
  const report = await page.evaluate(() => window.axe.run(document, {
    resultTypes: ['violations'], rules: { 'target-size': { enabled: true } } }));
  for (const found of report.violations) {
    for (const node of found.nodes) faults.push(`${found.id}: ${node.target.join(' ')}: ${node.failureSummary.split('\n').slice(1).join(' ').trim()}`);
  }
  return faults.concat(await overflow_of(page));
}

// Bytes as a compressing proxy sends them: the page, its style sheet, its modules.
export async function weight_of(page) {
  const texts = await page.evaluate(async () => {
    const text = async (url) => (await fetch(url)).text();
    const sheets = [...document.querySelectorAll('link[rel=stylesheet]')].map((link) => link.href);
    const scripts = [...document.scripts].map((script) => script.src);
    return {
      html: await text(location.href),
      css: (await Promise.all(sheets.map(text))).join(''),
      modules: Object.fromEntries(await Promise.all(scripts.map(async (url) => [url, await text(url)]))),
    };
  });
  const size = (text) => gzipSync(text).length;
  return {
    html: size(texts.html),
    css: size(texts.css),
    modules: Object.fromEntries(Object.entries(texts.modules).map(([url, text]) => [url, Buffer.byteLength(text)])),
  };
}

const widths = [320, 390, 1280];

const judged = ['light 1280', 'light 320', 'dark 390'];  // by axe; the room at every width

// The page as it stands, at every width, light and dark.
export async function check_everywhere(page, name) {
  const before = page.viewportSize();
  const faults = [];
  for (const colorScheme of ['light', 'dark']) {
    for (const width of widths) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await page.setViewportSize({ width, height: 900 });
      const found = judged.includes(`${colorScheme} ${width}`) ? await faults_of(page) : await overflow_of(page);
      for (const fault of found) faults.push(`${name} ${width} ${colorScheme}: ${fault}`);
    }
  }
  await page.emulateMedia({ colorScheme: 'light' });
  await page.setViewportSize(before);
  assert.deepEqual(faults, []);
}
