// A person of a server built with Fedify and the association, from the first
// follow to the farewell: what each does is seen on the other side, and taken
// back where it can be.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { Announce, Article, Flag, Like, Move, Note, PUBLIC_COLLECTION, QuoteRequest, Undo } from '@fedify/vocab';
import { Essaim, until } from './lib/essaim.mjs';
import { FedifyPeer } from './lib/fedify_peer.mjs';
import { getJson } from './lib/http.mjs';
import { Person } from './lib/person.mjs';

let peer, node, target, camille, follow;
before(async () => {
  peer = await FedifyPeer.start();
  node = await Essaim.start({ peers: [peer.address] });
  camille = await Person.arrive(node);
});
after(async () => { peer.stop(); await node.stop(); });

const of = (type) => peer.received.filter((one) => one.type === type);
const received = async (type, number = 1) => { await until(`${number} ${type}`, () => peer.count(type) >= number); return of(type).at(-1); };
const page_of = async (url) => (await fetch(url)).text();
const shows = (url, what) => until(`${what} on ${url}`, async () => what.test(await page_of(url)));
const shows_no = (url, what) => until(`no ${what} on ${url}`, async () => !what.test(await page_of(url)));
let said = 0;
const gesture = (Kind, more) => new Kind({ id: new URL(`${peer.url}/gestures/${++said}`), actor: peer.actor, to: PUBLIC_COLLECTION, ...more });
const undo = (activity) => peer.say(target, gesture(Undo, { object: activity }));

describe('Marie, on a server built with Fedify', () => {
  let post, reply;
  test('follows the association, which sees her name', async () => {
    ({ target, follow } = await peer.follow(node.actor));
    await received('Accept');
    assert.deepEqual(await node.followers(), [peer.actor.href]);
    assert.match(await camille.page('/gestion/reseau'), /@marie@/);
  });
  test('reads what it publishes', async () => {
    post = await node.run('post', 'new', '--title', 'Le marché', '--text', 'Douze étals.');
    const { object } = await received('Create');
    assert.ok(object instanceof Article);
    assert.equal(object.id.href, post.id);
    assert.match((await peer.lookup(post.id)).content.toString(), /Douze étals/);
  });
  test('answers: it stands under the text', async () => {
    await peer.post(target, 'reply', '<p>Et le fromager ?</p>', { replyTarget: new URL(post.id) });
    await shows(post.url, /Et le fromager/);
    reply = peer.notes.get('reply').id.href;
    assert.equal((await (await getJson(post.id)).json()).replies.totalItems, 1);
  });
  for (const [Kind, one] of [[Like, /1 personne aime/], [Announce, /1 partage/]]) {
    test(`${Kind.name === 'Like' ? 'likes' : 'boosts'} it, and takes that back`, async () => {
      const activity = gesture(Kind, { object: new URL(post.id) });
      await peer.say(target, activity);
      await shows(post.url, one);
      await undo(activity);
      await shows_no(post.url, one);
    });
  }
  test('quotes it with consent, and deletes her quote', async () => {
    const quoting = peer.note('quoting', '<p>À lire</p>', { quote: new URL(post.id), quoteUrl: new URL(post.id) });
    await peer.say(target, gesture(QuoteRequest, { object: new URL(post.id), instrument: quoting, to: target.id }));
    await until('the consent', () => of('Accept').some(({ activity }) => activity.resultId?.href.startsWith(post.id)));
    await shows(post.url, /Cité 1 fois/);
    await peer.remove(target, 'quoting');
    await shows_no(post.url, /Cité/);
  });
  test('changes her answer, and deletes it', async () => {
    await peer.edit(target, 'reply', '<p>Et la fromagère ?</p>');
    await shows(post.url, /Et la fromagère/);
    assert.doesNotMatch(await page_of(post.url), /Et le fromager/);
    await peer.remove(target, 'reply');
    await shows_no(post.url, /fromag/);
    assert.equal((await (await getJson(post.id)).json()).replies.totalItems, 0);
  });
  test('reports a text: it is read, closed, and can be opened again', async () => {
    await peer.say(target, gesture(Flag, { object: new URL(post.id), content: 'La date est fausse', to: target.id }));
    const desk = '/gestion/moderation';
    await until('the report', async () => /La date est fausse/.test(await camille.page(desk)));
    const act = async (action) => assert.equal((await camille.submit(await camille.page(desk), desk, { about: post.id, action })).status, 303);
    await act('close');
    assert.doesNotMatch(await camille.page(desk), /La date est fausse/);
    await act('reopen');
    assert.match(await camille.page(desk), /La date est fausse/);
    await act('close');
  });
  test('moves away: the association follows her there', async () => {
    await node.run('follow', 'add', `@marie@${peer.address}`);
    await node.follows(peer.actor.href);
    const there = peer.context.getActorUri('marion');
    peer.people.set('marion', { aliases: [peer.actor] });
    peer.people.set('marie', { successor: there });
    await peer.say(target, gesture(Move, { object: peer.actor, target: there }));
    await node.follows(there.href);
    assert.equal((await node.run('follow', 'list')).following.some(({ actor }) => actor === peer.actor.href), false);
    peer.people.set('marie', {});
  });
  test('unfollows', async () => {
    await peer.unfollow(target, follow);
    await until('nobody to follow', async () => (await node.followers()).length === 0);
    await peer.follow(node.actor);
    await until('her to follow again', async () => (await node.followers()).length === 1);
  });
});

describe('the association', () => {
  let note, post, answer;
  const react = async (gesture) => assert.equal((await camille.submit(await camille.page('/reseau'), '/reagir', { geste: gesture, objet: note })).status, 303);
  test('follows Marie and reads her note', async () => {
    await node.run('follow', 'add', `@marie@${peer.address}`);
    await node.follows(peer.actor.href);
    await peer.post(target, 'foire', '<p>La foire aura lieu dimanche</p>');
    await node.shows('La foire aura lieu dimanche');
    note = peer.notes.get('foire').id.href;
  });
  test('likes and boosts it, and takes that back', async () => {
    await react('aimer');
    assert.equal((await received('Like')).objectId, note);
    await react('partager');
    assert.equal((await received('Announce')).objectId, note);
    assert.match(await camille.page('/reseau'), /Ne plus aimer.*Ne plus partager/s);
    const undone = peer.count('Undo');
    await react('ne-plus-aimer');
    await react('ne-plus-partager');
    await received('Undo', undone + 2);
    assert.doesNotMatch(await camille.page('/reseau'), /Ne plus/);
  });
  test('answers her, and deletes the answer', async () => {
    const address = '/ecrire/reponse';
    const desk = await camille.page(`${address}?a=${encodeURIComponent(note)}`);
    const creates = peer.count('Create');
    assert.equal((await camille.submit(desk, address, { texte: 'Nous y serons.', langue: 'fr' })).status, 303);
    const { object } = await received('Create', creates + 1);
    assert.ok(object instanceof Note);
    assert.equal(object.replyTargetId.href, note);
    answer = object.id.href;
    const removal = `/reponses/${answer.split('/').at(-1)}`;
    assert.equal((await camille.submit(await camille.page(removal), `${removal}/supprimer`, {})).status, 303);
    await until('the Delete', () => of('Delete').some((one) => (one.object?.id?.href ?? one.objectId) === answer));
    assert.equal((await getJson(answer)).status, 410);
  });
  test('quotes it, changes its text and deletes it', async () => {
    const desk = await camille.page(`/ecrire?cite=${encodeURIComponent(note)}`);
    assert.equal((await camille.submit(desk, '/ecrire', { title: 'Allons-y', source: 'Tous à la foire.', language: 'fr', action: 'publish' })).status, 303);
    const { activity } = await received('QuoteRequest');
    assert.equal(activity.objectId.href, note);
    post = (await activity.getInstrument({ crossOrigin: 'trust' })).id.href;
    const updates = peer.count('Update');
    await node.run('post', 'edit', post, '--title', 'Allons-y', '--text', 'Tous à la foire, dimanche.');
    const { object } = await received('Update', updates + 1);
    assert.match(object.content.toString(), /dimanche/);
    assert.equal((await (await getJson(post)).json()).quote, note);
    await node.run('post', 'delete', post);
    await until('the Delete', () => of('Delete').some((one) => (one.object?.id?.href ?? one.objectId) === post));
    assert.equal((await getJson(post)).status, 410);
  });
  test('reports her note to her server, in nobody’s name', async () => {
    const form = await camille.page(`/signaler?objet=${encodeURIComponent(note)}`);
    assert.equal((await camille.submit(form, '/signaler', { objet: note, reason: 'La date de la foire est fausse', faith: '1' })).status, 303);
    const desk = '/gestion/moderation';
    const number = (await camille.page(desk)).match(/name="number" value="(\d+)"/)[1];
    assert.equal((await camille.submit(await camille.page(desk), desk, { number, action: 'forward' })).status, 303);
    const { activity } = await received('Flag');
    assert.ok(activity.objectIds.some(({ href }) => href === note));
    assert.equal(activity.actorId.href, `${node.url}/actor`);
  });
  test('moves away: Marie’s server is told where to', async () => {
    const there = peer.context.getActorUri('marion');
    const desk = '/gestion/demenagement';
    const move = async (fields) => camille.submit(await camille.page(desk), desk, { target: there.href, ...fields });
    peer.people.set('marion', {});
    assert.match((await move({ action: 'verifier' })).text, /ne nomme pas encore/);
    peer.people.set('marion', { aliases: [new URL(node.actor)] });
    assert.match((await move({ action: 'verifier' })).text, /Déménager maintenant/);
    assert.equal((await move({ action: 'demenager', oui: '1' })).status, 303);
    const { activity } = await received('Move');
    assert.deepEqual([activity.objectId.href, activity.targetId.href], [node.actor, there.href]);
    assert.equal((await (await getJson(node.actor)).json()).movedTo, there.href);
    assert.match(await camille.page(desk), /a déménagé/);
  });
});
