// federation.md §10, what goes on between servers that know one another:
// followers compared (case 41), answers and reactions counted (cases 48, 59),
// people who move (case 67).
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { Essaim, until } from './lib/essaim.mjs';
import { AJ, exchange, getJson } from './lib/http.mjs';
import { expand } from './lib/known_contexts.mjs';
import { Peer, rsaKey } from './lib/peer.mjs';

let node, here, there, all;
before(async () => {
  all = [here, there] = await Promise.all([Peer.start({ names: ['marie', 'paul', 'lea'] }), Peer.start({ names: ['jean', 'zoe'] })]);
  node = await Essaim.start({ peers: all.map((peer) => peer.address) });
  for (const [peer, name] of [[here, 'marie'], [here, 'paul'], [there, 'jean']]) {
    await peer.follow(node, name);
    await until(`${name} to follow`, async () => (await node.followers()).includes(peer.idOf(name)));
  }
});
after(async () => { for (const peer of all) peer.stop(); await node.stop(); });

describe('case 41: followers_synchronization', () => {
  const address = () => `${node.actor}/followers_synchronization`;
  test('tells a server that signs about its own people, and about no others', async () => {
    for (const [peer, names] of [[here, ['marie', 'paul']], [there, ['jean']]]) {
      const answer = await peer.get(address());
      assert.equal(answer.status, 200, answer.text);
      assert.match(answer.headers['cache-control'], /private/);
      const { type, orderedItems } = answer.json();
      assert.equal(type, 'OrderedCollection');
      assert.deepEqual(orderedItems.toSorted(), names.map((name) => peer.idOf(name)).toSorted());
      await assert.doesNotReject(expand(answer.json()));
    }
  });
  test('is not for those who do not sign, or badly: 401', async () => {
    assert.equal((await getJson(address())).status, 401);
    assert.equal((await here.get(address(), { privateKey: rsaKey().privateKey })).status, 401);
  });
});

describe('cases 48 and 59: what hangs on a post', () => {
  let post;
  const get = async (url) => { const answer = await getJson(url); assert.equal(answer.status, 200, url); return answer.json(); };
  const objectIs = (check) => until('the numbers', async () => { const one = await get(post.id); return check(one) && one; });

  test('case 48: seven answers from elsewhere: five in the first page inside the post, the others behind it', async () => {
    post = await node.run('post', 'new', '--title', 'Le marché', '--text', 'Douze étals.');
    await here.received('Create');
    const ids = [];
    for (let turn = 1; turn <= 7; ++turn) {
      const [peer, as] = turn % 2 ? [here, 'marie'] : [there, 'jean'];
      const note = peer.note(`answer-${turn}`, `<p>Réponse ${turn}</p>`, { as, inReplyTo: post.id, published: new Date(Date.now() - 10_000 + turn * 1000).toISOString() });
      ids.push(note.id);
      assert.equal((await peer.post(node.inbox, peer.activity('Create', note, { as, to: note.to, cc: [node.actor] }))).status, 202);
    }
    const { replies } = await objectIs((one) => one.replies.totalItems === 7);
    assert.equal(new URL(replies.id).host, new URL(node.url).host);
    assert.ok(replies.first.items.length <= 5);
    const found = [...replies.first.items];
    for (let { next } = replies.first; next;) {
      const page = await get(next);
      await assert.doesNotReject(expand(page));
      found.push(...page.items);
      next = page.next;
    }
    assert.deepEqual(found.toSorted(), ids.toSorted());
  });

  test('a like and a boost are counted, and taken back', async () => {
    const like = here.activity('Like', post.id, { to: [node.actor], cc: [] });
    const boost = there.activity('Announce', post.id, { as: 'jean' });
    for (const [peer, activity] of [[here, like], [there, boost]]) assert.equal((await peer.post(node.inbox, activity)).status, 202);
    const count = (one, name) => one[name]?.totalItems;
    const counted = await objectIs((one) => count(one, 'likes') === 1 && count(one, 'shares') === 1);
    for (const name of ['likes', 'shares']) await assert.doesNotReject(expand(await get(counted[name].id)));
    assert.equal((await here.post(node.inbox, here.activity('Undo', like, { to: [node.actor], cc: [] }))).status, 202);
    await objectIs((one) => count(one, 'likes') === 0 && count(one, 'shares') === 1);
  });

  test('case 59: the thread lists its posts in order and answers 304 to who has it', async () => {
    const { context } = await get(post.id);
    const answer = await getJson(context);
    assert.equal(answer.status, 200);
    await assert.doesNotReject(expand(answer.json()));
    const { type, totalItems, attributedTo } = answer.json();
    assert.deepEqual([type, totalItems], ['OrderedCollection', 8]);
    assert.equal(attributedTo, node.actor);
    const again = await exchange({ url: context, headers: { accept: AJ, 'if-none-match': answer.headers.etag } });
    assert.equal(again.status, 304);
  });
});

describe('case 67: somebody moves', () => {
  const say = (peer, name, more) => peer.documents.set(`/users/${name}`, { status: 200, body: { ...peer.actorDocument(name), ...more } });
  const move = (name, target) => here.post(node.inbox, here.activity('Move', here.idOf(name), { as: name, target, to: [`${here.idOf(name)}/followers`], cc: [] }));

  test('to an address that does not name the old one: nothing changes', async () => {
    await node.run('follow', 'add', here.handle('lea'));
    await node.follows(here.idOf('lea'));
    say(here, 'lea', { movedTo: there.idOf('zoe') });
    const lines = node.log.length;
    assert.equal((await move('lea', there.idOf('zoe'))).status, 202);
    await until('the refusal', () => node.log.slice(lines).includes('"event":"activity refused"'));
    await node.follows(here.idOf('lea'));
    assert.equal(there.of('Follow').length, 0);
  });
  test('to one that does: it is followed, the old one is left', async () => {
    say(there, 'zoe', { alsoKnownAs: [here.idOf('lea')] });
    assert.equal((await move('lea', there.idOf('zoe'))).status, 202);
    assert.equal((await there.received('Follow')).object, there.idOf('zoe'));
    await node.follows(there.idOf('zoe'));
    assert.equal((await here.received('Undo')).object.object, here.idOf('lea'));
    assert.equal((await node.run('follow', 'list')).following.some(({ actor }) => actor === here.idOf('lea')), false);
  });
});
