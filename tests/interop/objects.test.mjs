// federation.md §10, what we publish, as the strict read it: case 11 and cases
// 43 to 47, with all that one node emits in its life.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { Essaim } from './lib/essaim.mjs';
import { AJ, AS2, Public, getJson } from './lib/http.mjs';
import { expand } from './lib/known_contexts.mjs';
import { Peer } from './lib/peer.mjs';
import { Lemmy } from './peers/lemmy.mjs';
import { Misskey } from './peers/misskey.mjs';

let node, mastodon, lemmy, misskey, all, followers;
before(async () => {
  all = [mastodon, lemmy, misskey] = await Promise.all([Peer, Lemmy, Misskey].map((one) => one.start()));
  node = await Essaim.start({ peers: all.map((peer) => peer.address) });
  followers = `${node.actor}/followers`;
  for (const peer of all) { await peer.follow(node); await peer.received('Accept'); }
});
after(async () => { for (const peer of all) peer.stop(); await node.stop(); });

const publish = async (...words) => {
  const created = mastodon.of('Create').length;
  const post = await node.run('post', 'new', ...words);
  return { post, create: await mastodon.received('Create', created + 1) };
};

describe('case 43: an article', () => {
  const summary = 'Un résumé. '.repeat(45);  // 495 letters
  test('with the longest title and summary that we let people write', async () => {
    const title = 'Un titre de cent cinquante signes '.repeat(5).slice(0, 150);
    const { post, create } = await publish('--title', title, '--summary', summary, '--text', 'Douze **étals**.');
    const { object } = create;
    assert.equal(object.type, 'Article');
    assert.equal(object.name, title.trim());
    assert.ok([...object.summary].length <= 500, `${[...object.summary].length} letters`);
    assert.equal(typeof object.url, 'string');
    assert.equal(typeof object.attributedTo, 'string');
    assert.deepEqual([create.to, create.cc], [[Public], [followers]]);
    assert.deepEqual([object.to, object.cc], [create.to, create.cc]);
    assert.equal((await getJson(post.id)).json().content, object.content);
    for (const peer of all) assert.equal((await peer.received('Create')).object.id, post.id, peer.software);
  });
  test('whose summary is made from a long text, is cut', async () => {
    const { create } = await publish('--title', 'Long', '--text', 'Une phrase de plus. '.repeat(100));
    assert.ok([...create.object.summary].length <= 500);
  });
});

describe('case 43: one or many', () => {
  test('to, cc, tag and attachment are arrays in everything that we sent', () => {
    for (const activity of mastodon.activities) {
      for (const one of [activity, activity.object].filter((each) => each && typeof each === 'object')) {
        for (const name of ['to', 'cc', 'tag', 'attachment']) assert.ok(!(name in one) || Array.isArray(one[name]), `${one.type}.${name}`);
      }
    }
    for (const { object } of mastodon.of('Create')) {
      for (const name of ['name', 'summary', 'content']) assert.deepEqual(object[`${name}Map`], { fr: object[name] });
    }
  });
});

describe('case 44: a note', () => {
  test('the short form of an article carries no summary, which others would fold it under', async () => {
    const { preview } = mastodon.of('Create')[0].object;
    assert.equal(preview.type, 'Note');
    assert.equal('summary' in preview, false);
    assert.ok(preview.content.length > 0);
  });
});

describe('case 46: a text that makes a body of more than 64 KB', () => {
  const words = (bytes) => 'Bonjour à toutes et à tous, voici un mot. '.repeat(bytes / 44);
  for (const [bytes, what, check] of [
    [30_000, 'leaves out the copies of its text', (object) => assert.ok(object.content.length > 20_000)],
    [80_000, 'is named by its address, where all of it stands', (object) => assert.equal(typeof object, 'string')],
  ]) {
    test(`of ${bytes} bytes ${what}`, async () => {
      const before = misskey.refusals.length;
      const { post, create } = await publish('--title', `Texte de ${bytes} octets`, '--text', words(bytes));
      check(create.object);
      assert.equal(create.object.id ?? create.object, post.id);
      await misskey.received('Create', mastodon.of('Create').length);
      assert.deepEqual(misskey.refusals.slice(before), []);
      for (const { body } of mastodon.posts()) assert.ok(body.length <= 65_536, `${body.length} bytes`);
      const whole = (await getJson(post.id)).json();
      assert.ok(whole.content.length >= bytes * 0.9);
      assert.equal(whole.source.mediaType, 'text/markdown');
    });
  }
});

describe('case 47: edit and deletion', () => {
  let post, create;
  test('an edit is an Update of the same object, newer, with an id of its own', async () => {
    ({ post, create } = await publish('--title', 'Le marché', '--text', 'Douze étals.'));
    await node.run('post', 'edit', post.id, '--title', 'Le grand marché', '--text', 'Treize étals.');
    const first = await mastodon.received('Update');
    await node.run('post', 'edit', post.id, '--title', 'Le très grand marché', '--text', 'Quatorze étals.');
    const second = await mastodon.received('Update', 2);
    assert.equal(new Set([create.id, first.id, second.id]).size, 3);
    for (const update of [first, second]) {
      assert.equal(update.object.id, post.id);
      assert.equal(update.object.published, create.object.published);
    }
    assert.ok(Date.parse(first.object.updated) > Date.parse(create.object.published));
    assert.ok(Date.parse(second.object.updated) > Date.parse(first.object.updated));
    assert.equal((await getJson(first.id)).json().id, first.id, 'the Update can be fetched');
  });
  test('a Delete reaches who got the post, also who has left since; then 410 and a Tombstone', async () => {
    const { object: follow } = lemmy.of('Accept')[0];
    await lemmy.post(node.inbox, lemmy.activity('Undo', follow));
    while ((await node.followers()).includes(lemmy.id));
    await node.run('post', 'delete', post.id);
    for (const peer of all) assert.equal((await peer.received('Delete')).object.id, post.id, peer.software);
    const gone = await getJson(post.id);
    assert.equal(gone.status, 410);
    assert.equal(gone.headers['content-type'], AJ);
    const { id, type, formerType } = gone.json();
    assert.deepEqual({ id, type, formerType }, { id: post.id, type: 'Tombstone', formerType: 'Article' });
  });
});

describe('case 11: every document expands with well-known contexts alone, every term defined', () => {
  test('what stands at addresses: actors, collections, pages, objects, activities', async () => {
    const { post } = await publish('--title', 'Le marché', '--text', 'Douze étals.');
    const pages = ['outbox', 'outbox?page=1', 'followers', 'following'];  // pages of hidden lists: case 9
    const addresses = [node.actor, post.id, mastodon.of('Accept')[0].id, mastodon.of('Delete')[0].object.id, `${node.actor}/featured`,
      ...[node.actor, `${node.url}/actor`].flatMap((id) => [id, ...pages.map((page) => `${id}/${page}`)])];
    for (const address of addresses) {
      const answer = await getJson(address);
      assert.ok([200, 410].includes(answer.status), `${address}: ${answer.status}`);
      await assert.doesNotReject(expand(answer.json()), address);
    }
  });
  test('what is sent: each type of activity', async () => {
    await node.run('follow', 'add', mastodon.handle());
    await mastodon.received('Follow');
    await node.run('follow', 'remove', mastodon.handle());
    await mastodon.received('Undo');
    const types = new Set(mastodon.activities.map(({ type }) => type));
    for (const type of ['Accept', 'Create', 'Update', 'Delete', 'Follow', 'Undo']) assert.ok(types.has(type), type);
    for (const activity of mastodon.activities) await assert.doesNotReject(expand(activity), activity.type);
  });
  test('an Ed25519 key is seen by who reads JSON-LD', async () => {
    const [actor] = await expand((await getJson(node.actor)).json());
    const [key] = actor['https://w3id.org/security#assertionMethod'];
    assert.deepEqual(key['@type'], ['https://w3id.org/security#Multikey']);
  });
  test('and the check itself sees an undefined term and a foreign context', async () => {
    await assert.rejects(expand({ '@context': AS2, type: 'Note', unheardOf: 1 }), /no context defines Note\.unheardOf/);
    await assert.rejects(expand({ '@context': [AS2, 'https://other.example/ns'], type: 'Note' }));
  });
});
