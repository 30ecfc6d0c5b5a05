// federation.md §10, signatures that come in: what each scheme may look like,
// and what is refused, with the status that lets the sender do right.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { Essaim, freePort } from './lib/essaim.mjs';
import { AJ, LDP, getJson } from './lib/http.mjs';
import { withProof } from './lib/multikey.mjs';
import { Peer, rsaKey } from './lib/peer.mjs';

const stranger = rsaKey();
let node, peer, other, closed;
before(async () => {
  closed = await freePort();
  [peer, other] = await Promise.all([Peer.start(), Peer.start({ names: ['paul'] })]);
  node = await Essaim.start({ peers: [peer.address, other.address, `127.0.0.1:${closed}`] });
});
after(async () => { peer.stop(); other.stop(); await node.stop(); });

const like = (more = {}) => ({ ...peer.activity('Like', `${node.url}/o/1`), ...more });
const tell = (options, { activity = like(), to = node.inbox } = {}) => peer.post(to, activity, options);
const minutes = (much) => new Date(Date.now() + much * 60_000).toUTCString();
const names = (list) => ({ sign: (request) => peer.sign(request, { names: list.split(' ') }) });

const table = (title, rows) => describe(title, () => {
  for (const [what, status, options, more] of rows) {
    test(`${what}: ${status}`, async () => {
      const answer = await tell(typeof options === 'function' ? options() : options, more?.());
      assert.equal(answer.status, status, answer.text);
      if (status === 401) assert.ok(answer.text.length < 200, 'a short text');
    });
  }
});

table('case 12: cavage', [
  ['rsa-sha256 over (request-target) host date digest', 202, names('(request-target) host date digest')],
  ['in another order, with content-type', 202, names('content-type digest date host (request-target)')],
  ['without an algorithm', 202, { sign: (request) => peer.sign(request, { algorithm: '' }) }],
  ['hs2019', 202, { sign: (request) => peer.sign(request, { algorithm: 'hs2019' }) }],
  ['with a space after each comma', 202, { sign: (request) => peer.sign(request, { separator: ', ' }) }],
  ['by the key of another', 401, { sign: (request) => peer.sign(request, { privateKey: stranger.privateKey }) }],
  ['rsa-sha1', 401, { sign: (request) => peer.sign(request, { algorithm: 'rsa-sha1' }) }],
  ['without the target', 401, names('host date digest')],
  ['without the host', 401, names('(request-target) date digest')],
  ['without the date', 401, names('(request-target) host digest')],
  ['no signature at all', 401, { after: (request) => { delete request.headers.signature; } }],
]);

const withQuery = () => ({ to: `${node.inbox}?from=pleroma` });
table('case 14: an inbox with a query', [
  ['the path alone and content-length signed', 202, { sign: (request) => peer.sign({ ...request, target: new URL(node.inbox).pathname },
    { names: ['(request-target)', 'host', 'date', 'digest', 'content-length'] }) }, withQuery],
  ['the whole target signed', 202, {}, withQuery],
  ['another query signed', 401, { sign: (request) => peer.sign({ ...request, target: `${new URL(node.inbox).pathname}?from=evil` }) }, withQuery],
  ['another content-length signed', 401, { sign: (request) => peer.sign({ ...request, headers: { ...request.headers, 'content-length': '7' } },
    { names: ['(request-target)', 'host', 'date', 'digest', 'content-length'] }), after: (request) => { delete request.headers['content-length']; } }],
]);

table('case 15: the digest', [
  ['of another body', 401, { before: (request) => { request.headers.digest = `SHA-256=${Buffer.alloc(32).toString('base64')}`; } }],
  ['not signed', 401, names('(request-target) host date')],
  ['absent', 401, { before: (request) => { delete request.headers.digest; }, ...names('(request-target) host date') }],
  ['the body changed on its way', 401, { after: (request) => { request.body = Buffer.concat([request.body, Buffer.from(' ')]); } }],
]);

table('case 16: the date', [
  ['two hours old', 401, { before: (request) => { request.headers.date = minutes(-120); } }],
  ['half an hour old', 202, { before: (request) => { request.headers.date = minutes(-30); } }],
  ['now', 202, {}],
  ['four minutes ahead', 202, { before: (request) => { request.headers.date = minutes(4); } }],
  ['ten minutes ahead', 401, { before: (request) => { request.headers.date = minutes(10); } }],
  ['no date', 401, { before: (request) => { request.headers.date = 'hier'; } }],
]);

const message = (options = {}) => ({ sign: (request) => peer.signMessage(request, options) });
const seconds = (much) => Math.floor(Date.now() / 1000) + much;
table('case 17: RFC 9421 with rsa-v1_5-sha256', [
  ['the six components of Fedify', 202, message()],
  ['@path, @query and @authority instead of the address', 202, message({ names: ['@method', '@path', '@query', '@authority', 'content-digest'] })],
  ['a label of its own', 202, message({ label: 'ghost' })],
  ['content-digest not signed', 401, message({ names: ['@method', '@target-uri', 'date'] })],
  ['content-digest absent', 401, { ...message({ names: ['@method', '@target-uri'] }), after: (request) => { delete request.headers['content-digest']; } }],
  ['the body changed on its way', 401, { ...message(), after: (request) => { request.body = Buffer.concat([request.body, Buffer.from(' ')]); } }],
  ['the method not signed', 401, message({ names: ['@target-uri', 'content-digest'] })],
  ['two hours old', 401, () => message({ created: seconds(-7200) })],
  ['ten minutes ahead', 401, () => message({ created: seconds(600) })],
  ['by the key of another', 401, message({ privateKey: stranger.privateKey })],
]);

const byEd25519 = (more = {}) => ({ sign: (request) => peer.signMessage(request, { algorithm: 'ed25519', keyId: `${peer.id}#ed25519-key`,
  privateKey: peer.keys.ed25519.privateKey, ...more }) });
table('case 18: RFC 9421 with the Ed25519 key of assertionMethod', [
  ['verifies', 202, byEd25519()],
  ['said to be RSA', 401, byEd25519({ algorithm: 'rsa-v1_5-sha256', privateKey: stranger.privateKey })],
  ['a key that the actor does not list', 401, () => byEd25519({ keyId: `${peer.id}#other` })],
]);

describe('case 20: the server of the key is down', () => {
  test('503 and Retry-After, so that the sender comes again', async () => {
    const answer = await tell({ sign: (request) => peer.sign(request, { keyId: `http://127.0.0.1:${closed}/users/x#main-key` }) });
    assert.equal(answer.status, 503);
    assert.ok(Number(answer.headers['retry-after']) > 0);
  });
});

describe('case 21: signed by another than the actor', () => {
  const passedOn = (activity) => other.post(node.inbox, activity, { sign: (request) => other.sign(request) });
  const proven = (activity) => withProof(activity, `${peer.id}#ed25519-key`, peer.keys.ed25519.privateKey);

  test('without a proof: 401', async () => assert.equal((await passedOn(like())).status, 401));
  test('with a proof of the actor, made by @digitalbazaar/eddsa-jcs-2022-cryptosuite: 202', async () => {
    assert.equal((await passedOn(await proven(like()))).status, 202);
  });
  // Where implementations of JCS part ways: numbers, order by UTF-16, escapes (RFC 8785).
  test('with a proof over all that JCS finds hard: 202', async () => {
    const written = { '[1e+21,': '[1E21,', ',0,4.35,': ',-0.0,4.350,', ',9007199254740992,': ',9007199254740993,', ',100,1]': ',1E2,1.0]' };
    const hard = { numbers: [1e21, 1e-7, 0.1, -0, 4.35, 333333333.33333329, 5e-324, 1.7976931348623157e308, 9007199254740993, 100, 1.0],
      '\u{1F600}': 'surrogates', '\ufb33': 'before', '\u20ac': '\u2028\u007f\u0080', '\r': '"\\\b\f\n\r\t\u0001/', '': [null, true, {}, []], é: 'e\u0301' };
    let text = JSON.stringify(await proven(like(hard)));
    for (const [usual, odd] of Object.entries(written)) {
      assert.ok(text.includes(usual), usual);
      text = text.replace(usual, odd);
    }
    const answer = await other.post(node.inbox, text, { sign: (request) => other.sign(request) });
    assert.equal(answer.status, 202, answer.text);
  });
  test('one changed character: 401', async () => {
    const activity = await proven(like());
    assert.equal((await passedOn({ ...activity, object: `${node.url}/o/2` })).status, 401);
  });
  test('a proof of the one who passes it on: 401', async () => {
    const activity = await withProof(like(), `${other.idOf('paul')}#ed25519-key`, other.keys.ed25519.privateKey);
    assert.equal((await passedOn(activity)).status, 401);
  });
});

describe('case 23: a GET with a bad signature counts as unsigned', () => {
  const badly = (url) => peer.get(url, { privateKey: stranger.privateKey });
  test('a public object: 200', async () => {
    const { id } = await node.run('post', 'new', '--title', 'Le marché', '--text', 'Douze étals.');
    assert.equal((await badly(id)).status, 200);
    assert.equal((await badly(node.actor)).status, 200);
  });
  test('what went to one server only: 404, unsigned too', async () => {
    await node.run('follow', 'add', peer.handle());
    await node.run('follow', 'remove', peer.handle());
    const undo = await peer.received('Undo');
    assert.equal((await badly(undo.id)).status, 404);
    assert.equal((await getJson(undo.id)).status, 404);
  });
});

table('case 30: size and type', [
  ['a body over the limit', 413, {}, () => ({ activity: JSON.stringify(like({ content: 'x'.repeat(1 << 20) })) })],
  ['text/plain', 415, { before: (request) => { request.headers['content-type'] = 'text/plain'; } }],
  ['application/json', 415, { before: (request) => { request.headers['content-type'] = 'application/json'; } }],
  ['application/ld+json with the profile', 202, { before: (request) => { request.headers['content-type'] = LDP; } }],
  ['the same with charset', 202, { before: (request) => { request.headers['content-type'] = `${LDP}; charset=utf-8`; } }],
  ['application/activity+json with charset', 202, { before: (request) => { request.headers['content-type'] = `${AJ}; charset=utf-8`; } }],
]);
