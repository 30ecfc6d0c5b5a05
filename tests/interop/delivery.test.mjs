// federation.md §10, cases 61 to 65: one delivery per host, nothing lost in a
// crash, and one peer that does not answer delays nobody else.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { Essaim, until } from './lib/essaim.mjs';
import { Peer } from './lib/peer.mjs';

const names = ['marie', 'paul', 'lea'];
let node, crowd, silent, failing, moved;
before(async () => {
  [crowd, silent, failing, moved] = await Promise.all([Peer.start({ names }), Peer.start(), Peer.start(), Peer.start()]);
  node = await Essaim.start({ peers: [crowd, silent, failing, moved].map((peer) => peer.address) });
  for (const name of names) { await crowd.follow(node, name); await crowd.received('Accept', names.indexOf(name) + 1); }
  for (const peer of [silent, failing, moved]) { await peer.follow(node); await peer.received('Accept'); }
});
after(async () => { for (const peer of [crowd, silent, failing, moved]) peer.stop(); await node.stop(); });

const publish = (title) => node.run('post', 'new', '--title', title, '--text', 'Douze étals.');
const inQueue = async (peer) => (await node.run('queue')).hosts.find(({ host }) => host === peer.address);

describe('case 65: a peer that takes the connection and never answers', () => {
  test('delays none of the others', async () => {
    silent.answer = ({ method }) => (method === 'POST' ? null : undefined);
    const from = performance.now();
    await publish('Le premier');
    await Promise.all([crowd, failing].map((peer) => peer.received('Create')));
    assert.ok(performance.now() - from < 5000);
    await until('the silent POST', () => silent.posts().some(({ status }) => status === undefined));
  });
});

describe('case 62: three followers on one server', () => {
  test('get one POST, to the shared inbox', () => {
    const posts = crowd.posts().filter(({ body }) => JSON.parse(body).type === 'Create');
    assert.deepEqual(posts.map(({ target }) => target), ['/inbox']);
  });
});

describe('case 61: a server in trouble', () => {
  const inTrouble = async (peer, status, headers) => {
    peer.answer = ({ method }) => (method === 'POST' ? { status, headers } : undefined);
    const before = peer.posts(status).length;
    await publish(`Le jour de ${status}`);
    await until(`a ${status}`, () => peer.posts(status).length > before);
    const row = await until('the row', async () => { const one = await inQueue(peer); return one?.error === `HTTP ${status}` && one; });
    assert.equal(peer.posts(status).length, before + 1, 'tried again at once');
    return row;
  };
  test('500: the delivery waits for its next turn', async () => {
    const { waiting, failed } = await inTrouble(failing, 500);
    assert.deepEqual([waiting, failed], [1, 0]);
  });
  test('429 with Retry-After: the whole server is left in peace, nothing is lost', async () => {
    const { waiting } = await inTrouble(failing, 429, { 'retry-after': '120' });
    const before = failing.posts().length;
    await publish('Le lendemain');
    await until('the row', async () => (await inQueue(failing)).waiting === waiting + 1);
    await crowd.received('Create', 4);
    assert.equal(failing.posts().length, before);
  });
  test('404: the delivery is given up, and the next post is sent all the same', async () => {
    const { waiting, failed } = await inTrouble(moved, 404);
    assert.deepEqual([waiting, failed], [0, 1]);
    moved.answer = () => undefined;
    const { id } = await publish('Le jour d’après');
    await until('the next one', () => moved.of('Create').find(({ object }) => object.id === id));
  });
});

describe('case 64: kill -9 while a delivery is under way', () => {
  test('loses nothing: it comes again, with the same id', async () => {
    crowd.answer = ({ method }) => (method === 'POST' ? null : undefined);
    const before = crowd.posts().length;
    const post = await publish('Le jour de la panne');
    await until('the POST without an answer', () => crowd.posts().length > before);
    await node.end('SIGKILL');
    crowd.answer = () => undefined;
    await node.serve();
    const create = await until('the delivery', () => crowd.of('Create').find(({ object }) => object.id === post.id));
    const bodies = crowd.posts().slice(before).map(({ body }) => JSON.parse(body));
    assert.ok(bodies.length >= 2);
    assert.deepEqual([...new Set(bodies.map(({ id }) => id))], [create.id]);
    assert.equal((await node.followers()).length, 6);
  });
});
