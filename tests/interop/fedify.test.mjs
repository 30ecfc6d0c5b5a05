// federation.md §11: a server built with Fedify as the other side, with both
// signature schemes, in both directions.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { Essaim, until } from './lib/essaim.mjs';
import { Article, FedifyPeer } from './lib/fedify_peer.mjs';

for (const firstKnock of ['draft-cavage-http-signatures-12', 'rfc9421']) {
  describe(`a Fedify server that signs by ${firstKnock}`, () => {
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
      assert.deepEqual((await node.run('follow', 'list')).followers.map((one) => one.actor), [peer.actor.href]);
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
      await until('the Accept to arrive', async () => (await node.run('follow', 'list')).following[0]?.state === 'accepted');
      await peer.post(target, 'one', '<p>Bonjour de <b>Marie</b></p>');
      const page = async () => (await fetch(`${node.url}/reseau`)).text();
      await until('the post on the page', async () => (await page()).includes('Bonjour de'));
      await peer.edit(target, 'one', '<p>Bonsoir de Marie</p>');
      await until('the edit on the page', async () => (await page()).includes('Bonsoir de Marie'));
      await peer.remove(target, 'one');
      await until('the post to go', async () => !(await page()).includes('Bonsoir de Marie'));
    });

    test('unfollows, and is no follower any more', async () => {
      await peer.unfollow(target, follow);
      await until('the follower to go', async () => (await node.run('follow', 'list')).followers.length === 0);
    });

    test('had every one of its requests answered 202, and refused none of ours', () => {
      assert.ok(peer.requests.length >= 5);
      for (const request of peer.requests) assert.equal(request.status, 202, JSON.stringify(request));
    });
  });
}
