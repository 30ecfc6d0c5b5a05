// federation.md §11: a server built with Fedify as the other side, with both
// signature schemes, in both directions.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { Essaim, until } from './lib/essaim.mjs';
import { Article, FedifyPeer, Hashtag, Mention, Note, sent } from './lib/fedify_peer.mjs';
import { TlsFront } from './lib/tls_front.mjs';

const isMessageSignature = ({ headers }) => headers['signature-input'] !== undefined;
const isCavage = ({ headers }) => /^keyId="[^"]+",algorithm="rsa-sha256",headers="[^"]+",signature="[^"]+"$/.test(headers.signature);

for (const firstKnock of ['draft-cavage-http-signatures-12', 'rfc9421']) {
  describe(`case 17: a Fedify server that signs by ${firstKnock}`, () => {
    let peer, node, target, follow;
    before(async () => {
      peer = await FedifyPeer.start({ firstKnock });
      node = await Essaim.start({ peers: [peer.address] });
    });
    after(async () => { peer.stop(); await node.stop(); });

    test('finds the association and follows it; the Accept comes back signed', async () => {
      ({ target, follow } = await peer.follow(node.actor));
      assert.equal(target.preferredUsername, 'noisette');
      await until('the Accept', () => peer.count('Accept') === 1);
      assert.deepEqual(await node.followers(), [peer.actor.href]);
    });

    test('gets a new post, its edit and its deletion', async () => {
      const post = await node.run('post', 'new', '--title', 'Le marché', '--text', 'Douze **étals**.');
      await until('the Create', () => peer.count('Create') === 1);
      const created = peer.received.find((one) => one.type === 'Create');
      assert.ok(created.object instanceof Article);
      assert.equal(String(created.object.name), 'Le marché');
      assert.match(String(created.object.content), /<strong>étals<\/strong>/);
      await node.run('post', 'edit', post.id, '--title', 'Le grand marché', '--text', 'Treize étals.');
      await until('the Update', () => peer.count('Update') === 1);
      assert.equal(String(peer.received.find((one) => one.type === 'Update').object.name), 'Le grand marché');
      await node.run('post', 'delete', post.id);
      await until('the Delete', () => peer.count('Delete') === 1);
      const gone = await fetch(post.id, { headers: { accept: 'application/activity+json' } });
      assert.equal(gone.status, 410);
      assert.equal((await gone.json()).type, 'Tombstone');
    });

    test('is followed by the node; its post, edit and deletion show on the node’s page', async () => {
      await node.run('follow', 'add', `@marie@${peer.address}`);
      await node.follows(peer.actor.href);
      await peer.post(target, 'one', '<p>Bonjour de <b>Marie</b></p>');
      await node.shows('Bonjour de');
      await peer.edit(target, 'one', '<p>Bonsoir de Marie</p>');
      await node.shows('Bonsoir de Marie');
      await peer.remove(target, 'one');
      await until('the post to go', async () => !(await node.network()).includes('Bonsoir de Marie'));
    });

    test('unfollows, and is no follower any more', async () => {
      await peer.unfollow(target, follow);
      await until('the follower to go', async () => (await node.followers()).length === 0);
    });

    test('verified cavage in every request of ours, and refused none', () => {
      assert.ok(peer.requests.length >= 5);
      for (const request of peer.requests) {
        assert.ok(isCavage(request) && !isMessageSignature(request), JSON.stringify(request));
        assert.equal(request.status, 202, JSON.stringify(request));
      }
    });

    test('had its first knock taken every time', () => {
      const ours = sent.filter((request) => request.url.startsWith(node.url));
      assert.ok(ours.length >= 5);
      for (const request of ours) {
        assert.equal(isMessageSignature(request), firstKnock === 'rfc9421', JSON.stringify(request));
        assert.equal(request.status, 202);
      }
    });
  });
}

describe('cases 43, 44 and 47: a Fedify server and whole texts', () => {
  let peer, node, target, post;
  const tags = async (object) => { const all = []; for await (const tag of object.getTags()) all.push(tag); return all; };
  const last = (type) => peer.received.filter((one) => one.type === type).at(-1).object;
  before(async () => {
    peer = await FedifyPeer.start();
    node = await Essaim.start({ peers: [peer.address] });
    await node.run('texts', 'full');
    ({ target } = await peer.follow(node.actor));
    await until('the Accept', () => peer.count('Accept') === 1);
  });
  after(async () => { peer.stop(); await node.stop(); });

  test('reads a Note with its warning, whom it mentions and its hashtag', async () => {
    post = await node.run('post', 'new', '--title', 'Le marché', '--warning', 'Deuil',
      '--text', `Merci @marie@${peer.address}, au #Marché.`);
    await until('the Create', () => peer.count('Create') === 1);
    const note = last('Create');
    assert.ok(note instanceof Note);
    assert.equal(String(note.summary), 'Deuil');
    assert.equal(note.sensitive, true);
    assert.match(String(note.content), /^<p><strong>Le marché<\/strong><\/p>/);
    const [mention, hashtag] = await tags(note);
    assert.ok(mention instanceof Mention);
    assert.equal(mention.href.href, peer.actor.href);
    assert.ok(hashtag instanceof Hashtag);
    assert.equal(String(hashtag.name), '#Marché');
    assert.ok(note.ccIds.some((id) => id.href === peer.actor.href));
    assert.equal((await fetch(hashtag.href)).status, 200, 'the page of the word is there');
  });

  test('reads one without a warning as a Note without a summary, also after an edit', async () => {
    const plain = await node.run('post', 'new', '--title', 'Le pain', '--text', 'Douze étals.');
    await until('the Create', () => peer.count('Create') === 2);
    assert.equal(last('Create').summary, null);
    await node.run('texts', 'summary');
    await node.run('post', 'edit', plain.id, '--title', 'Le pain', '--text', 'Treize étals.');
    await until('the Update', () => peer.received.some((one) => one.type === 'Update' && one.objectId === plain.id));
    assert.ok(last('Update') instanceof Note);
    const document = await (await fetch(plain.id, { headers: { accept: 'application/activity+json' } })).json();
    for (const name of ['to', 'cc', 'tag', 'attachment']) assert.ok(Array.isArray(document[name]), name);
    assert.deepEqual(document.contentMap, { fr: document.content });
    await node.run('post', 'delete', plain.id);
    await until('the Delete', () => peer.count('Delete') === 1);
    const gone = await fetch(plain.id, { headers: { accept: 'application/activity+json' } });
    assert.equal((await gone.json()).formerType, 'Note');
  });

  test('sends one under a warning, which the node folds', async () => {
    await node.run('follow', 'add', `@marie@${peer.address}`);
    await node.follows(peer.actor.href);
    await peer.post(target, 'warned', '<p>Le récit de Marie</p>', { summary: 'Un deuil', sensitive: true });
    await node.shows('Avertissement : Un deuil');
    const page = await node.network();
    const text = page.indexOf('Le récit de Marie');
    assert.ok(text > 0);
    assert.ok(page.lastIndexOf('<details', text) > page.lastIndexOf('</details>', text), 'it is folded');
  });
});

describe('case 24: a Fedify server that refuses cavage', () => {
  let peer, node, target;
  before(async () => {
    peer = await FedifyPeer.start({ firstKnock: 'rfc9421', refuseCavage: true });
    node = await Essaim.start({ peers: [peer.address] });
  });
  after(async () => { peer.stop(); await node.stop(); });

  test('gets the Accept at the second knock, by RFC 9421, and verifies it', async () => {
    ({ target } = await peer.follow(node.actor));
    await until('the Accept', () => peer.count('Accept') === 1);
    const [first, second] = peer.requests;
    assert.ok(isCavage(first) && !isMessageSignature(first));
    assert.equal(first.status, 401);
    assert.ok(isMessageSignature(second));
    assert.equal(second.headers['signature-input'].match(/^sig1=\(([^)]*)\)/)[1], '"@method" "@target-uri" "content-digest"');
    assert.equal(second.status, 202);
    assert.equal(peer.requests.length, 2);
  });

  test('is asked by RFC 9421 at once from then on: post, edit, deletion, after a restart too', async () => {
    const post = await node.run('post', 'new', '--title', 'Le marché', '--text', 'Douze étals.');
    await until('the Create', () => peer.count('Create') === 1);
    await node.restart();
    await node.run('post', 'edit', post.id, '--title', 'Le grand marché', '--text', 'Treize étals.');
    await until('the Update', () => peer.count('Update') === 1);
    await node.run('post', 'delete', post.id);
    await until('the Delete', () => peer.count('Delete') === 1);
    const later = peer.requests.slice(2);
    assert.equal(later.length, 3);
    for (const request of later) assert.ok(isMessageSignature(request) && request.status === 202, JSON.stringify(request));
  });

  test('is followed by the node, and its post shows', async () => {
    await node.run('follow', 'add', `@marie@${peer.address}`);
    await node.follows(peer.actor.href);
    assert.ok(isMessageSignature(peer.requests.at(-1)));
    await peer.post(target, 'one', '<p>Bonjour de Marie</p>');
    await node.shows('Bonjour de Marie');
  });
});

// Fedify asks WebFinger by https only: the node stands behind a front with a certificate.
describe('cases 1 and 4: a Fedify server that is given a handle', () => {
  let peer, node;
  before(async () => {
    peer = await FedifyPeer.start();
    node = await Essaim.start({ peers: [peer.address], front: TlsFront.start });
  });
  after(async () => { peer.stop(); await node.stop(); });

  test('finds the association by WebFinger, follows it and gets its post', async () => {
    const { target } = await peer.follow(`@noisette@${new URL(node.url).host}`);
    assert.equal(target.id.href, node.actor);
    await until('the Accept', () => peer.count('Accept') === 1);
    await node.run('post', 'new', '--title', 'Le marché', '--text', 'Douze étals.');
    await until('the Create', () => peer.count('Create') === 1);
  });

  test('finds nobody where nobody is', async () => {
    assert.equal(await peer.lookup(`@personne@${new URL(node.url).host}`), null);
  });
});
