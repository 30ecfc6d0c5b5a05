// federation.md §10: one server of each kind, each as strict as the software it
// stands for, lives with one node: finds it, follows it, reads what it
// publishes, is followed and read by it.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { Essaim, until } from './lib/essaim.mjs';
import { Peer } from './lib/peer.mjs';
import { FedifyFirst } from './peers/fedify_first.mjs';
import { Friendica } from './peers/friendica.mjs';
import { GoToSocial } from './peers/gotosocial.mjs';
import { Lemmy } from './peers/lemmy.mjs';
import { Misskey } from './peers/misskey.mjs';
import { NodeBB } from './peers/nodebb.mjs';

const cases = {
  mastodon: 'case 12: rsa-sha256 over (request-target) host date digest content-type',
  gotosocial: 'case 13: hs2019, its key in a document of its own, nothing unsigned',
  lemmy: 'case 5: reads only the literal Content-Type and fixed types',
  misskey: 'case 7: one key, digest and host signed, authors as strings',
  friendica: 'cases 11 and 14: compacts with known contexts, signs the path alone and content-length',
  nodebb: 'case 4: no redirect, and WebFinger leads back',
  fedify: 'cases 17 and 24: RFC 9421 first, and nothing else taken',
};
let node, peers, post;

before(async () => {
  peers = await Promise.all([Peer, GoToSocial, Lemmy, Misskey, Friendica, NodeBB, FedifyFirst].map((one) => one.start()));
  node = await Essaim.start({ peers: peers.map((peer) => peer.address) });
});
after(async () => { for (const peer of peers) peer.stop(); await node.stop(); });

const forEach = (what, check) => describe(what, () => {
  for (const [software, name] of Object.entries(cases)) test(`${software} (${name})`, () => check(peers.find((peer) => peer.software === software)));
});

forEach('finds the association, follows it and takes its Accept', async (peer) => {
  const { follow, answer } = await peer.follow(node);
  assert.equal(answer.status, 202, answer.text);
  const accept = await peer.received('Accept');
  assert.equal(accept.object.id, follow.id);
});

describe('what the node publishes is taken by all of them', () => {
  test('a post, its edit and its deletion', async () => {
    assert.equal((await node.followers()).length, peers.length);
    post = await node.run('post', 'new', '--title', 'Le marché', '--summary', 'Douze étals samedi', '--text', 'Douze **étals**.');
    await Promise.all(peers.map((peer) => peer.received('Create')));
    await node.run('post', 'edit', post.id, '--title', 'Le grand marché', '--text', 'Treize étals.');
    await Promise.all(peers.map((peer) => peer.received('Update')));
    await node.run('post', 'delete', post.id);
    await Promise.all(peers.map((peer) => peer.received('Delete')));
  });
  for (const type of ['Create', 'Update', 'Delete']) {
    test(`the ${type} came once to each, about the same object`, () => {
      for (const peer of peers) assert.deepEqual(peer.of(type).map((one) => one.object.id ?? one.object), [post.id], peer.software);
    });
  }
});

forEach('is followed by the node, which shows its post', async (peer) => {
  assert.equal((await node.run('follow', 'add', peer.handle())).actor, peer.id);
  await node.follows(peer.id);
  const note = peer.note('1', `<p>Bonjour de ${peer.software}</p>`);
  assert.equal((await peer.post(node.inbox, peer.activity('Create', note))).status, 202);
  await node.shows(`Bonjour de ${peer.software}`);
});

forEach('undoes its Follow', async (peer) => {
  const [accept] = peer.of('Accept');
  assert.equal((await peer.post(node.inbox, peer.activity('Undo', accept.object))).status, 202);
  await until('the follower to go', async () => !(await node.followers()).includes(peer.id));
});

forEach('had nothing to refuse but cavage where only RFC 9421 is taken', (peer) => {
  const others = peer.refusals.filter((one) => peer.software !== 'fedify' || !one.endsWith('cavage is not known here'));
  assert.deepEqual(others, []);
  assert.ok(peer.activities.length >= 5);
});
