// federation.md §10, cases 1 to 10 as a stranger finds them, and what
// activitypub-testing says of the actor (§11).
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { Essaim } from './lib/essaim.mjs';
import { AJ, LDP, exchange, getJson } from './lib/http.mjs';
import { Peer } from './lib/peer.mjs';
import { Lemmy } from './peers/lemmy.mjs';
import { NodeBB } from './peers/nodebb.mjs';

let node, mastodon, lemmy, nodebb, post;
before(async () => {
  [mastodon, lemmy, nodebb] = await Promise.all([Peer, Lemmy, NodeBB].map((one) => one.start()));
  node = await Essaim.start({ peers: [mastodon.address, lemmy.address, nodebb.address] });
  post = await node.run('post', 'new', '--title', 'Le marché', '--text', 'Douze étals.');
});
after(async () => { for (const peer of [mastodon, lemmy, nodebb]) peer.stop(); await node.stop(); });

const host = () => new URL(node.url).host;
const webfinger = (resource) => exchange({ url: `${node.url}/.well-known/webfinger${resource === undefined ? '' : `?resource=${encodeURIComponent(resource)}`}` });
const html = (url) => exchange({ url, headers: { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' } });

describe('cases 1 to 4: WebFinger', () => {
  test('case 1: acct: leads to the actor, with the type Mastodon compares', async () => {
    const answer = await webfinger(`acct:noisette@${host()}`);
    assert.equal(answer.status, 200);
    assert.match(answer.headers['content-type'], /^application\/jrd\+json/);
    assert.equal(answer.headers['access-control-allow-origin'], '*');
    const { subject, aliases, links } = answer.json();
    assert.equal(subject, `acct:noisette@${host()}`);
    assert.ok(aliases.includes(node.actor));
    assert.deepEqual(links.find(({ rel, type }) => rel === 'self' && type === AJ).href, node.actor);
    assert.match(links.find(({ rel }) => rel === 'http://ostatus.org/schema/1.0/subscribe').template, /\{uri\}/);
  });
  test('case 2: without a resource 400, of a stranger or another host 404', async () => {
    assert.equal((await webfinger()).status, 400);
    assert.equal((await webfinger('acct:')).status, 400);
    assert.equal((await webfinger(`acct:personne@${host()}`)).status, 404);
    assert.equal((await webfinger('acct:noisette@other.example')).status, 404);
  });
  test('case 3: the address of the actor leads to it, that of the server to the node itself', async () => {
    const self = async (resource) => (await webfinger(resource)).json().links.find(({ rel, type }) => rel === 'self' && type === AJ).href;
    assert.equal(await self(node.actor), node.actor);
    assert.equal(await self(`${node.url}/`), `${node.url}/actor`);
    const { links } = (await webfinger(`${node.url}/`)).json();
    assert.ok(links.some(({ rel, href }) => rel === 'https://www.w3.org/ns/activitystreams#Service' && href === `${node.url}/actor`));
  });
  test('case 4: preferredUsername at the host of the id leads back to the id, without a redirect', async () => {
    assert.equal((await nodebb.readActor(node.actor)).id, node.actor);
    assert.equal((await nodebb.readActor(`${node.url}/actor`)).id, `${node.url}/actor`);
  });
});

describe('cases 5 to 8: the actor', () => {
  test('case 5: for every Accept of a machine, Content-Type literally, id as asked, HEAD the same', async () => {
    assert.equal((await lemmy.readActor(node.actor)).type, 'Organization');
    assert.equal((await lemmy.readActor(`${node.url}/actor`)).type, 'Application');
    for (const accept of [AJ, LDP, 'application/ld+json', `${LDP}, ${AJ};q=0.9`]) {
      const answer = await getJson(node.actor, accept);
      assert.equal(answer.headers['content-type'], AJ, accept);
      assert.equal(answer.json().id, node.actor);
      const head = await exchange({ method: 'HEAD', url: node.actor, headers: { accept } });
      assert.equal(head.status, 200);
      assert.equal(head.headers['content-length'], answer.headers['content-length']);
    }
  });
  test('case 6: a browser gets pages, each of which varies by Accept and names its document', async () => {
    for (const id of [node.actor, post.id]) assert.equal((await html(id)).headers.vary, 'Accept', id);
    const front = new URL((await html(node.actor)).headers.location ?? node.actor, node.url).href;
    for (const [url, document] of [[front, node.actor], [post.url, post.id]]) {
      const page = await html(url);
      assert.match(page.headers['content-type'], /^text\/html/);
      assert.match(page.headers.vary, /\bAccept\b/);
      assert.ok(page.text.includes(`<link rel="alternate" type="${AJ}" href="${document}"`), `${url} has no <link>`);
      assert.ok(page.headers.link?.includes(`<${document}>; rel="alternate"; type="${AJ}"`), `${url}: Link: ${page.headers.link}`);
    }
  });
  test('case 7: one key, unsigned and without a redirect, of the node itself too', async () => {
    for (const id of [node.actor, `${node.url}/actor`]) {
      const answer = await getJson(id);
      assert.equal(answer.status, 200);
      const { publicKey } = answer.json();
      assert.equal(typeof publicKey.publicKeyPem, 'string');
      assert.deepEqual([publicKey.id, publicKey.owner], [`${id}#main-key`, id]);
    }
  });
  test('case 8: one profile field is an array all the same, url is a string on the same host', async () => {
    const { attachment, url } = (await getJson(node.actor)).json();
    assert.ok(Array.isArray(attachment) && attachment.every(({ type }) => type === 'PropertyValue'));
    assert.equal(new URL(url).host, host());
  });
});

describe('case 9: who follows is not shown unless it is wanted', () => {
  test('the number is told, no first page is named, and its address answers 403', async () => {
    await mastodon.follow(node);
    await mastodon.received('Accept');
    const { type, totalItems, ...rest } = (await getJson(`${node.actor}/followers`)).json();
    assert.deepEqual({ type, totalItems }, { type: 'OrderedCollection', totalItems: 1 });
    for (const name of ['first', 'last', 'items', 'orderedItems']) assert.equal(name in rest, false, name);
    assert.equal((await getJson(`${node.actor}/followers?page=1`)).status, 403);
  });
});

describe('case 10: NodeInfo', () => {
  test('lists 2.0 and 2.1, both of which are complete; Lemmy’s ping finds us alive', async () => {
    const { links } = (await exchange({ url: `${node.url}/.well-known/nodeinfo` })).json();
    for (const version of ['2.0', '2.1']) {
      const { href } = links.find(({ rel }) => rel === `http://nodeinfo.diaspora.software/ns/schema/${version}`);
      const answer = await exchange({ url: href });
      assert.equal(answer.headers['content-type'], `application/json; profile="http://nodeinfo.diaspora.software/ns/schema/${version}#"`);
      const info = answer.json();
      assert.equal(info.version, version);
      assert.match(info.software.name, /^[a-z0-9-]+$/);
      assert.deepEqual(info.protocols, ['activitypub']);
      assert.deepEqual(info.services, { inbound: [], outbound: [] });
      assert.equal(typeof info.openRegistrations, 'boolean');
      for (const name of ['total', 'activeMonth', 'activeHalfyear']) assert.ok(Number.isInteger(info.usage.users[name]));
      assert.equal(info.usage.localPosts, 1);
      if (version === '2.0') assert.deepEqual(Object.keys(info.software).sort(), ['name', 'version']);
      assert.ok(typeof info.metadata === 'object');
    }
    assert.equal((await lemmy.ping(node.url)).software.name, 'essaim');
  });
});

describe('activitypub-testing', () => {
  for (const path of ['@noisette', 'actor']) {
    test(`finds no fault with /${path}`, async () => {
      const program = join(import.meta.dirname, 'node_modules/activitypub-testing/src/cli.js');
      const run = spawn(process.execPath, [program, 'test', 'actor', `${node.url}/${path}`], { stdio: ['ignore', 'pipe', 'ignore'] });
      let said = '';
      run.stdout.on('data', (bytes) => { said += bytes; });
      assert.equal(await new Promise((done) => run.once('close', done)), 0);
      const outcomes = said.trim().split('\n').map((line) => JSON.parse(line)).map(({ test: { slug }, result }) => [slug, result.outcome, result.info ?? '']);
      const of = (wanted) => outcomes.filter(([, outcome]) => outcome === wanted).map(([slug]) => slug).sort();
      // The others are about properties we do not have and about clients (C2S).
      assert.deepEqual(outcomes.filter(([, outcome]) => outcome !== 'passed' && outcome !== 'inapplicable'), []);
      assert.deepEqual(of('passed'), ['actor-must-serve-as2-object-to-get', 'actor-objects-must-have-inbox-outbox-properties',
        'followers-collection-must-be-a-collection', 'following-collection-must-be-a-collection', 'outbox-must-be-an-orderedcollection']);
    });
  }
});
