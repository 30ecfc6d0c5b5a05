// federation.md §10, what comes into the inbox and what comes of it: cases 27
// to 40, 42 and 68. A marker sent afterwards tells that the node has read so far.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { Essaim, until } from './lib/essaim.mjs';
import { AS2, Public } from './lib/http.mjs';
import { Peer } from './lib/peer.mjs';
import { Mobilizon } from './peers/mobilizon.mjs';

let node, peer, other, ghost, hidden, mobilizon, count = 0;
before(async () => {
  [peer, other, ghost, hidden, mobilizon] = await Promise.all([Peer.start({ names: ['marie', 'paul', 'lea'] }), Peer.start(), Peer.start(), Peer.start(), Mobilizon.start()]);
  node = await Essaim.start({ peers: [peer, other, ghost, mobilizon].map((one) => one.address) });  // not the hidden one
  await node.run('follow', 'add', peer.handle());
  await node.follows(peer.id);
});
after(async () => { for (const one of [peer, other, ghost, hidden, mobilizon]) one.stop(); await node.stop(); });

const tell = async (activity, { status = 202, by = peer, ...how } = {}) => {
  const answer = await by.post(node.inbox, activity, how);
  assert.equal(answer.status, status, answer.text);
};
const stateOf = async (actor) => (await node.run('follow', 'list')).following.find((one) => one.actor === actor)?.state;
const create = (note, more = {}) => peer.activity('Create', note, more);
const marker = async () => {
  const text = `marque ${++count}.`;
  await tell(create(peer.note(`marker-${count}`, text)));
  await node.shows(text);
};
const isShown = async (text) => (await node.network()).includes(text);
const isNeverShown = async (text) => { await marker(); assert.equal(await isShown(text), false, `${text} is shown`); };

describe('cases 27 to 35: what an activity may do', () => {
  test('case 27: the same id a second time has no effect', async () => {
    const note = peer.note('twice', 'la première fois');
    const activity = create(note);
    await tell(activity);
    await node.shows('la première fois');
    await tell({ ...activity, object: { ...note, id: `${peer.url}/notes/twice-2`, content: 'la seconde fois' } });
    await isNeverShown('la seconde fois');
  });

  test('case 28: the deletion of an unknown actor is 202 and costs no request', async () => {
    await tell(ghost.activity('Delete', ghost.id), { by: ghost });
    await marker();
    assert.deepEqual(ghost.seen, []);
  });

  test('case 29: the deletion of a known actor counts when its address says 410, not when it says 404', async () => {
    for (const name of ['paul', 'lea']) {
      await peer.follow(node, name);
      await until('the follower', async () => (await node.followers()).includes(peer.idOf(name)));
    }
    peer.documents.set('/users/paul', { status: 410 });
    peer.documents.set('/users/lea', { status: 404 });
    const leave = (name, status) => tell(peer.activity('Delete', peer.idOf(name), { as: name }),
      { status, sign: (request) => peer.sign(request, { keyId: `${peer.idOf(name)}#new-key` }) });
    await leave('lea', 401);
    await leave('paul', 202);
    await until('paul to go', async () => !(await node.followers()).includes(peer.idOf('paul')));
    assert.ok((await node.followers()).includes(peer.idOf('lea')));
  });

  for (const [what, change] of [
    ['is another', (note) => ({ ...note, attributedTo: peer.idOf('lea') })],
    ['is an array', (note) => ({ ...note, attributedTo: [peer.id] })],
    ['is missing', ({ attributedTo, ...note }) => note],
  ]) {
    test(`case 31: attributedTo ${what}: dropped, with a line in the log`, async () => {
      const lines = node.log.length;
      await tell(create(change(peer.note('stolen', 'texte volé'))));
      await isNeverShown('texte volé');
      assert.match(node.log.slice(lines), /"event":"activity refused"/);
    });
  }

  test('case 32: an object of another server is not believed', async () => {
    const note = other.note('theirs', 'vrai texte');
    await tell(create({ ...note, attributedTo: peer.id, content: 'faux texte' }));
    await isNeverShown('faux texte');
    assert.equal(await isShown('vrai texte'), false);
  });

  test('case 33: a Create that comes after its Delete is not stored', async () => {
    const note = peer.note('late', 'trop tard');
    await tell(peer.activity('Delete', { id: note.id, type: 'Tombstone' }));
    await tell(create(note));
    await isNeverShown('trop tard');
  });

  test('case 34: an edit counts only when it is newer', async () => {
    const at = (seconds) => new Date(Date.now() + seconds * 1000).toISOString();
    const note = { ...peer.note('edited', 'premier état'), published: at(-60) };
    await tell(create(note));
    await node.shows('premier état');
    const edit = (text, updated) => tell(peer.activity('Update', { ...note, content: text, updated }));
    const then = at(-30).replace(/\.\d+Z/, '.000Z');
    await edit('deuxième état', then);
    await node.shows('deuxième état');
    await edit('état trop ancien', at(-45));
    await edit('état du même instant', then);
    await isNeverShown('état trop ancien');
    assert.ok(await isShown('deuxième état'));
  });

  test('case 35: an unknown type is 202 and does nothing', async () => {
    await tell(peer.activity('Danse', `${node.url}/o/1`));
    await tell({ ...peer.activity('Danse', { type: 'Valse', content: 'un, deux, trois' }) });
    await isNeverShown('un, deux, trois');
  });
});

describe('cases 36 and 37: what is fetched', () => {
  test('case 36: nothing is asked of an address of this machine that is not allowed', async () => {
    await assert.rejects(node.run('follow', 'add', hidden.handle()));
    await assert.rejects(node.run('follow', 'add', hidden.id));
    const answer = await peer.post(node.inbox, hidden.activity('Like', `${node.url}/o/1`), { sign: (request) => hidden.sign(request) });
    assert.ok(answer.status >= 400, answer.status);
    assert.deepEqual(hidden.seen, []);
  });

  // Only named, so the node asks for it; what it gets is no ActivityPub document.
  for (const [what, response] of [
    ['text/html', { type: 'text/html' }],
    ['application/json, as an upload would be', { type: 'application/json' }],
    ['a document with another id', { id: 'elsewhere' }],
  ]) {
    test(`case 37: ${what} is never taken for an object`, async () => {
      const note = { ...peer.note('upload', 'un fichier déposé'), ...(response.id ? { id: `${peer.url}/notes/${response.id}` } : {}) };
      peer.documents.set('/notes/upload', { status: 200, body: note, type: response.type });
      const [lines, fetched] = [node.log.length, peer.fetches('/notes/upload').length];
      await tell(create(`${peer.url}/notes/upload`));
      await until('the refusal', () => node.log.slice(lines).includes('"event":"activity refused"'));
      assert.ok(peer.fetches('/notes/upload').length > fetched);
      await isNeverShown('un fichier déposé');
    });
  }

  test('the same by its proper type is taken', async () => {
    await tell(create(peer.note('named', 'un texte nommé').id));
    await node.shows('un texte nommé');
  });
});

describe('cases 42 and 68: a Mobilizon server', () => {
  test('case 42: a Follow of a person is refused, one of a group accepted', async () => {
    await node.run('follow', 'add', mobilizon.id);
    await node.run('follow', 'add', mobilizon.group);
    await node.follows(mobilizon.group);
    await until('the refusal', async () => !['asked', 'accepted'].includes(await stateOf(mobilizon.id)));
  });
  test('case 68: an article by a person for a group of the same server is shown, for one of another is not', async () => {
    await tell(mobilizon.activity('Create', mobilizon.article('commun')), { by: mobilizon });
    await node.shows('titre commun');
    await tell(mobilizon.activity('Create', mobilizon.article('étranger', other.id)), { by: mobilizon });
    await tell(mobilizon.activity('Create', mobilizon.article('dernier')), { by: mobilizon });
    await node.shows('titre dernier');
    assert.equal(await isShown('titre étranger'), false);
  });
});

describe('cases 38 and 39: Follow and Undo', () => {
  const follow = (id) => ({ '@context': AS2, id: `${other.url}/follows/${id}`, type: 'Follow', actor: other.id, object: node.actor });

  test('case 38: each Follow is answered by an Accept that embeds it, never before its 202', async () => {
    for (let turn = 1; turn <= 10; ++turn) {
      const answer = await other.post(node.inbox, follow(turn));
      assert.equal(answer.status, 202);
      const accept = await other.received('Accept', turn);
      assert.deepEqual(accept.object, { id: follow(turn).id, type: 'Follow', actor: other.id, object: node.actor });
      assert.ok(other.posts().at(-1).at > answer.at, 'the Accept came before the 202');
    }
    assert.deepEqual((await node.followers()).filter((id) => id === other.id), [other.id]);
  });

  for (const [what, object] of [['the id', ({ id }) => id], ['the whole Follow', (whole) => whole], ['a Follow with a new id', (whole) => ({ ...whole, id: `${whole.id}-new` })]]) {
    test(`case 39: Undo of ${what}`, async () => {
      const asked = follow(`undo-${++count}`);
      await tell(asked, { by: other });
      await until('the follower', async () => (await node.followers()).includes(other.id));
      await tell({ '@context': AS2, id: `${other.url}/undos/${count}`, type: 'Undo', actor: other.id, object: object(asked) }, { by: other });
      await until('the follower to go', async () => !(await node.followers()).includes(other.id));
    });
  }
});

describe('case 40: we follow', () => {
  test('a locked actor: pending until it accepts', async () => {
    other.locked = true;
    await node.run('follow', 'add', other.handle());
    const asked = await other.received('Follow');
    await node.follows(other.id, 'asked');
    await other.accept(asked);
    await node.follows(other.id, 'accepted');
    await tell(other.activity('Create', other.note('friend', 'entre amis')), { by: other });
    await node.shows('entre amis');
  });
  test('a Reject after the Accept ends it, and what comes then is not shown', async () => {
    await tell(other.activity('Reject', other.of('Follow')[0], { to: [node.actor], cc: [] }), { by: other });
    await until('the end', async () => await stateOf(other.id) !== 'accepted');
    await tell(other.activity('Create', { ...other.note('foe', 'plus entre amis'), to: [Public] }), { by: other });
    await isNeverShown('plus entre amis');
  });
});
