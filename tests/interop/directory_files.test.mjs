// What leaves the directory is read by the software it is for: spreadsheets and
// another node (CSV), GDAL (GeoJSON), a JSON-LD processor, Murmurations.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { after, before, describe, test } from 'node:test';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv from 'ajv/dist/2020.js';
import jsonld from 'jsonld';
import { Essaim } from './lib/essaim.mjs';
import { Person } from './lib/person.mjs';

const schema = 'http://schema.org/';
const mlc = 'https://essaim.example/ns#';
const here = import.meta.dirname;
const context = JSON.parse(readFileSync(join(here, '../../schemas/context.jsonld'), 'utf8'));
let node, manager;
const get = async (path, from = node) => { const answer = await fetch(from.url + path); assert.equal(answer.status, 200, path); return answer.text(); };
const json = async (path) => JSON.parse(await get(path));
const submit = async (person, path, fields, action = path) => {
  const answer = await person.submit(await person.page(path), action, fields);
  assert.ok(answer.status < 400, `${path}: ${answer.status} ${/role="alert"[^]*?<\/p>/.exec(answer.text)?.[0]}`);
  return answer.text;
};
const codes = (name, ...values) => Object.fromEntries(values.map((value) => [`${name}-${value}`, '1']));

before(async () => {
  node = await Essaim.start();
  manager = await Person.arrive(node);
  await submit(manager, '/gestion/annuaire', { quoi: 'livrees' });
  await submit(manager, '/gestion/annuaire/fiche', {
    name: 'La Noisette', kind: 'localCurrency', status: 'circulating', summary: 'Une monnaie ; « d’ici »', launchedOn: '2014-03', 'place-town': 'Foix', 'place-departmentCode': '09',
    'place-country': 'FR', 'geo-lat': '42.965', 'geo-lon': '1.607', 'territory-label': 'Ariège', legalEntityName: 'Les amis de la noisette', legalForm: 'asso1901', rnaId: 'W091000001',
    foundedOn: '2012', 'unitValue-amount': '1', 'unitValue-per': 'EUR', backing: 'fullReserve', website: node.url, 'contact-email': 'bonjour@noisette.example',
    feeds: `${node.url}/actualites.atom`, social: 'https://mastodon.example/@noisette', tags: 'noisette\nmontagne', networks: 'https://mlcc.example',
    ...codes('medium', 'notes', 'coins', 'app', 'ledger'), ...codes('software', 'cyclos', 'kohinos'), ...codes('costRecovery', 'cotisations', 'fraisReconversion', 'fraisTransaction', 'fonte', 'prestations') });
  await submit(manager, '/gestion/annuaire/ajouter', { name: '+Le "Troc"; d’à côté, SEL', kind: 'sel', 'place-country': 'FR', 'place-town': 'Pau', 'geo-lat': '-1.5', 'geo-lon': '2',
    summary: 'Une ligne ; puis « l’autre »', source: '=SUM(A1) [2026]' });
});
after(() => node.stop());

describe('CSV', () => {
  test('goes in again without a change, with commas and with semicolons', async () => {
    for (const path of ['/reseau/annuaire.csv', '/reseau/annuaire.csv?format=excel']) {
      const page = await submit(manager, '/gestion/annuaire/importer', { csv: await get(path) });
      const [preview] = /<p role="status">[^<]*/.exec(page);
      assert.match(preview, /0 fiche nouvelle, 0 fiche complétée, 171 sans changement, 0 ligne laissée/);
      assert.ok(!page.includes('value="importer"'));
    }
  });
  test('carries the facts to another node, whatever they are written with', async () => {
    const other = await Essaim.start({ name: 'genet' });
    try {
      const person = await Person.arrive(other);
      const facts = (text) => text.split('\r\n').slice(0, 2).map((line) => [...line.matchAll(/"((?:[^"]|"")*)"/g)].map(([, cell]) => cell).slice(1, -4));
      const sent = await get('/reseau/annuaire.csv?nature=sel&q=troc');
      await submit(person, '/gestion/annuaire/importer', { quoi: 'importer', csv: sent });
      assert.deepEqual(facts(await get('/reseau/annuaire.csv?nature=sel&q=troc', other)), facts(sent));
      assert.equal(facts(sent)[1][0], '\'+Le ""Troc""; d’à côté, SEL');
    } finally { await other.stop(); }
  });
});

test('GeoJSON: GDAL finds a layer of points with every card', async () => {
  const text = await get('/reseau/annuaire.geojson');
  const file = join(node.directory, 'annuaire.geojson');
  writeFileSync(file, text);
  const read = spawnSync('ogrinfo', ['-ro', '-al', '-so', file], { encoding: 'utf8' });
  assert.equal(read.status, 0, read.stderr);
  assert.equal(read.stderr, '');
  assert.match(read.stdout, /Geometry: Point/);
  assert.equal(Number(/Feature Count: (\d+)/.exec(read.stdout)[1]), JSON.parse(text).features.length);
  assert.match(read.stdout, /WGS 84/);
  for (const field of ['name: String', 'kind: String', 'launched: ', 'self_declared: Integer\\(Boolean\\)']) assert.match(read.stdout, new RegExp(field));
  const one = spawnSync('ogrinfo', ['-ro', '-al', '-where', "name = 'La Noisette'", file], { encoding: 'utf8' });
  assert.match(one.stdout, /POINT \(1\.607 42\.965\)/);
});

describe('JSON-LD', () => {
  const documentLoader = async (url) => {
    if (!url.endsWith('/schemas/context.jsonld')) throw new Error(`a remote context: ${url}`);
    return { contextUrl: null, documentUrl: url, document: context };
  };
  const expand = (document) => jsonld.expand(document, { documentLoader, safe: true });
  const value = (one, term) => one[term]?.[0]?.['@value'] ?? one[term]?.[0]?.['@id'];
  const own = async () => (await expand(await json('/reseau/annuaire/la-noisette.jsonld')))[0];

  test('a card expands to the terms of schema.org that schemas/README.md names', async () => {
    const one = await own();
    const address = one[`${schema}address`][0];
    assert.deepEqual(one['@type'], [`${mlc}Initiative`]);
    assert.equal(value(one, 'https://www.w3.org/ns/activitystreams#name'), 'La Noisette');
    for (const [term, expected] of [['legalName', 'Les amis de la noisette'], ['foundingDate', '2012'], ['identifier', 'W091000001'], ['url', node.url],
      ['sameAs', 'https://mastodon.example/@noisette'], ['memberOf', 'https://mlcc.example'], ['keywords', 'noisette'], ['license', 'https://creativecommons.org/publicdomain/zero/1.0/']]) {
      assert.equal(value(one, schema + term), expected, term);
    }
    assert.equal(value(address, `${schema}addressLocality`), 'Foix');
    assert.equal(value(address, `${schema}addressCountry`), 'FR');
    assert.equal(value(one[`${schema}geo`][0], `${schema}latitude`), 42.965);
    assert.equal(value(one[`${schema}areaServed`][0], `${schema}description`), 'Ariège');
    assert.equal(value(one[`${schema}contactPoint`][0], `${schema}email`), 'bonjour@noisette.example');
    assert.equal(value(one, `${mlc}kind`), `${mlc}localCurrency`);
    assert.deepEqual(one[`${mlc}medium`].map((each) => each['@id']).sort(), ['app', 'coins', 'ledger', 'notes'].map((code) => mlc + code));
  });
  test('as the address of the context, it says the same', async () => {
    const { '@context': given, ...document } = await json('/reseau/annuaire/la-noisette.jsonld');
    assert.deepEqual(given, (await json('/schemas/context.jsonld'))['@context']);
    assert.deepEqual(await expand({ ...document, '@context': `${node.url}/schemas/context.jsonld` }), [await own()]);
  });
  test('the whole directory is one graph, each card with its address', async () => {
    const document = await json('/reseau/annuaire.jsonld');
    const all = await expand(document);
    assert.equal(all.length, document['@graph'].length);
    assert.equal(new Set(all.map((one) => one['@id'])).size, all.length);
    assert.deepEqual(all.find((one) => one['@id'] === `${node.url}/fiches/association`), await own());
  });
});

describe('Murmurations', () => {
  const ajv = new Ajv({ allErrors: true });
  const valid = (name) => ajv.compile(JSON.parse(readFileSync(join(here, 'murmurations', `${name}.json`), 'utf8')));
  for (const [suffix, name] of [['organisation', 'organizations_schema-v1.0.0'], ['monnaie', 'complementary_currencies-v2.0.0']]) {
    test(`${name}: every card is a valid profile`, async () => {
      const check = valid(name);
      const { items } = await json('/api/v1/fiches?par_page=200');
      assert.ok(items.length >= 170);
      for (const { page } of items) {
        const profile = await json(`${new URL(page).pathname}.${suffix}.json`);
        assert.ok(check(profile), `${page}: ${ajv.errorsText(check.errors)} ${JSON.stringify(profile)}`);
      }
    });
  }
  test('what a card says is there in their words', async () => {
    const { unique_id: id, ...organisation } = await json('/reseau/annuaire/la-noisette.organisation.json');
    assert.equal(id, `${node.url}/fiches/association`);
    assert.deepEqual(organisation, { linked_schemas: ['organizations_schema-v1.0.0'], name: 'La Noisette', status: 'active', primary_url: node.url, description: 'Une monnaie ; « d’ici »',
      country_iso_3166: 'FR', full_address: 'Foix, Ariège', geolocation: { lat: 42.965, lon: 1.607 }, tags: ['noisette', 'montagne'], rss: `${node.url}/actualites.atom`,
      urls: [{ name: 'mastodon.example', url: 'https://mastodon.example/@noisette' }] });
    assert.deepEqual(await json('/reseau/annuaire/la-noisette.monnaie.json'), { linked_schemas: ['complementary_currencies-v2.0.0'], name: 'La Noisette', primary_url: node.url,
      movement: 'transition', description: 'Une monnaie ; « d’ici »', locality: 'Foix', country_iso_3166: 'FR', latitude: 42.965, longitude: 1.607, launch_year: 2014, area_served: 'Ariège',
      rss: `${node.url}/actualites.atom`, legal_form: 'association', accounting_tech: 'webService', convert_to_legal_money: 'fullReserve', payment_tech: ['physical', 'app', 'book'],
      cost_recovery: ['membershipFee', 'transactionFee', 'demurrage'], unit_of_account_type: 'redeemable' });
  });
});
