// The scripted servers themselves: each takes what a good peer sends and
// refuses what the software it stands for refuses. No node is needed.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { getJson } from './lib/http.mjs';
import { Peer, rsaKey } from './lib/peer.mjs';
import { FedifyFirst } from './peers/fedify_first.mjs';
import { Friendica } from './peers/friendica.mjs';
import { GoToSocial } from './peers/gotosocial.mjs';
import { Lemmy } from './peers/lemmy.mjs';
import { Misskey } from './peers/misskey.mjs';
import { NodeBB } from './peers/nodebb.mjs';

const kinds = [Peer, GoToSocial, Lemmy, Misskey, Friendica, NodeBB, FedifyFirst];
const peers = {};
let sender, answers = {};
before(async () => {
  for (const peer of await Promise.all(kinds.map((kind) => kind.start()))) peers[peer.software] = peer;
  sender = await Peer.start();
  sender.answer = ({ target }) => answers[target.split('?')[0]];
});
after(() => { for (const peer of [...Object.values(peers), sender]) peer.stop(); });

const aged = (seconds) => (request) => { request.headers.date = new Date(Date.now() - seconds * 1000).toUTCString(); };
const article = (more = {}) => sender.note('1', '<p>x</p>', { type: 'Article', name: 'Titre', ...more });
const create = (object = article()) => sender.activity('Create', object, { to: object.to, cc: object.cc });
const send = (software, how = {}, activity = create()) => sender.post(`${peers[software].url}/inbox`, activity, how);
const cavage = (how) => ({ sign: (request) => sender.sign(request, how) });
const message = { sign: (request) => sender.signMessage(request) };
const names = (list) => cavage({ names: list.split(' ') });

describe('each takes what is right', () => {
  for (const software of ['mastodon', 'gotosocial', 'lemmy', 'misskey', 'friendica', 'nodebb']) {
    test(software, async () => assert.equal((await send(software)).status, 202, peers[software].refusals.at(-1)));
  }
  test('fedify', async () => assert.equal((await send('fedify', message)).status, 202, peers.fedify.refusals.at(-1)));
});

describe('each refuses what is wrong', () => {
  const wrong = [
    ['mastodon', 'another key', 401, () => cavage({ privateKey: rsaKey().privateKey })],
    ['mastodon', 'a changed body', 401, () => ({ after: (request) => { request.body = Buffer.from('{}'); } })],
    ['mastodon', 'no digest', 401, () => names('(request-target) host date')],
    ['mastodon', 'another type', 415, () => ({ before: (request) => { request.headers['content-type'] = 'application/json'; } })],
    ['gotosocial', 'RFC 9421', 401, () => message],
    ['gotosocial', 'another type', 406, () => ({ before: (request) => { request.headers['content-type'] = 'application/json'; } })],
    ['gotosocial', 'an Accept by id alone', 400, () => ({}), () => sender.activity('Accept', `${peers.gotosocial.url}/follows/1`)],
    ['lemmy', 'no title', 400, () => ({}), () => create(sender.note('2', 'x'))],
    ['lemmy', 'a title of 201 letters', 400, () => ({}), () => create(article({ name: 'x'.repeat(201) }))],
    ['lemmy', 'a recipient that is no list', 400, () => ({}), () => ({ ...create(), to: 'https://www.w3.org/ns/activitystreams#Public' })],
    ['lemmy', 'an attachment of an unknown type', 400, () => ({}), () => create(article({ attachment: [{ type: 'PropertyValue', name: 'x' }] }))],
    ['misskey', 'more than 64 KB', 413, () => ({}), () => create(article({ content: 'x'.repeat(66_000) }))],
    ['misskey', 'an author in an array', 400, () => ({}), () => create(article({ attributedTo: [sender.id] }))],
    ['friendica', 'a date of 90 s ago', 401, () => ({ before: aged(90) })],
    ['friendica', 'a date 400 s ahead', 401, () => ({ before: aged(-400) })],
    ['friendica', 'a context that it does not have', 400, () => ({}), () => ({ ...create(), '@context': 'https://other.example/ns' })],
    ['nodebb', 'keyId that is not first', 403, () => ({ after: (request) => { request.headers.signature = request.headers.signature.replace(/^(keyId="[^"]+"),(algorithm="[^"]+")/, '$2,$1'); } })],
    ['nodebb', 'a space after each comma', 403, () => cavage({ separator: ', ' })],
    ['nodebb', 'RFC 9421 alone', 403, () => message],
    ['fedify', 'cavage', 401, () => ({})],
  ];
  for (const [software, what, status, how, activity = create] of wrong) {
    test(`${software}: ${what}`, async () => {
      assert.equal((await send(software, how(), activity())).status, status, peers[software].refusals.at(-1));
    });
  }

  test('gotosocial: an unsigned GET, but for its key', async () => {
    assert.equal((await getJson(peers.gotosocial.id)).status, 401);
    assert.equal((await getJson(peers.gotosocial.keyId())).status, 200);
    assert.equal((await sender.get(peers.gotosocial.id)).status, 200);
  });

  const actors = [
    ['lemmy', 'a Content-Type with the profile', { type: 'application/ld+json; profile="https://www.w3.org/ns/activitystreams"' }],
    ['lemmy', 'two keys', { change: (actor) => ({ ...actor, publicKey: [actor.publicKey] }) }],
    ['lemmy', 'endpoints without sharedInbox', { change: (actor) => ({ ...actor, endpoints: {} }) }],
    ['misskey', 'two keys', { change: (actor) => ({ ...actor, publicKey: [actor.publicKey] }) }],
    ['mastodon', 'an id that is not the address', { change: (actor) => ({ ...actor, id: `${actor.id}/` }) }],
    ['friendica', 'a term instead of a key', { change: ({ publicKey, ...actor }) => ({ ...actor, publicKey: { owner: actor.id } }) }],
  ];
  for (const [software, what, { type, change = (actor) => actor }] of actors) {
    test(`${software}: an actor with ${what}`, async () => {
      answers = { '/users/marie': { status: 200, type, body: change(sender.actorDocument('marie')) } };
      await assert.rejects(peers[software].readActor(sender.id));
      answers = {};
    });
  }
  test('nodebb: a redirect of the actor, and WebFinger that leads elsewhere', async () => {
    answers = { '/users/marie': { status: 302, headers: { location: `${sender.url}/users/elsewhere` } } };
    await assert.rejects(peers.nodebb.readActor(sender.id), /302/);
    answers = { '/.well-known/webfinger': { status: 200, body: { links: [{ rel: 'self', type: 'application/activity+json', href: `${sender.url}/users/paul` }] } } };
    await assert.rejects(peers.nodebb.readActor(sender.id), /leads to/);
    answers = {};
  });
});
