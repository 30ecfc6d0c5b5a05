// federation.md §3: what is more than a text. A server built with Fedify quotes
// our post by consent (case 50, FEP-044f), asks a question that we answer (case
// 69) and invites to a meeting (case 68).
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { Accept, Article, Create, Delete, Document, Event, Image, Note, Place, Question, QuoteAuthorization, QuoteRequest, Collection, PUBLIC_COLLECTION } from '@fedify/vocab';
import { Essaim, until } from './lib/essaim.mjs';
import { FedifyPeer } from './lib/fedify_peer.mjs';
import { getJson } from './lib/http.mjs';
import { expand } from './lib/known_contexts.mjs';
import { Person } from './lib/person.mjs';
import { png } from './lib/png.mjs';

let peer, node, target, camille;
const of = (type) => peer.received.filter((one) => one.type === type);
const say = (object) => peer.say(target, new Create({ id: new URL(`${object.id.href}#create`), actor: peer.actor, to: PUBLIC_COLLECTION, object }));

before(async () => {
  peer = await FedifyPeer.start();
  node = await Essaim.start({ peers: [peer.address] });
  ({ target } = await peer.follow(node.actor));
  await until('the Accept', () => peer.count('Accept') === 1);
  await node.run('follow', 'add', `@marie@${peer.address}`);
  await node.follows(peer.actor.href);
  camille = await Person.arrive(node);
});
after(async () => { peer.stop(); await node.stop(); });

describe('case 50: a quote by consent', () => {
  let post, quoting, authorization;
  const ask = (name) => peer.say(target, new QuoteRequest({ id: new URL(`${peer.url}/requests/${name}`), actor: peer.actor, object: new URL(post.id), instrument: quoting, to: target.id }));

  test('our post says that whoever asks may quote it', async () => {
    post = await node.run('post', 'new', '--title', 'Le marché', '--text', 'Douze étals.');
    await until('the Create', () => peer.count('Create') === 1);
    const held = await peer.lookup(post.id);
    assert.deepEqual(held.interactionPolicy.canQuote.automaticApprovals.map(String), [PUBLIC_COLLECTION.href]);
  });
  test('a QuoteRequest of Fedify is accepted with an authorization that Fedify fetches and reads', async () => {
    quoting = peer.note('quoting', '<p>À lire</p>', { quote: new URL(post.id), quoteUrl: new URL(post.id) });
    await ask('1');
    await until('the Accept', () => peer.count('Accept') === 2);
    const { activity } = of('Accept').at(-1);
    assert.equal(activity.objectId.href, `${peer.url}/requests/1`);
    authorization = activity.resultId.href;
    assert.ok(authorization.startsWith(`${post.id}/quote_authorizations/`));
    const read = await peer.lookup(authorization);
    assert.ok(read instanceof QuoteAuthorization);
    assert.deepEqual([read.attributionId.href, read.interactingObjectId.href, read.interactionTargetId.href], [node.actor, quoting.id.href, post.id]);
    await assert.doesNotReject(expand((await getJson(authorization)).json()));
  });
  test('the same request again gets the same authorization', async () => {
    await ask('2');
    await until('the Accept', () => peer.count('Accept') === 3);
    assert.equal(of('Accept').at(-1).activity.resultId.href, authorization);
  });
  test('a manager takes the consent back: 404, and a Delete that Fedify verifies', async () => {
    const path = new URL(post.url).pathname;
    const page = await camille.page(path);
    assert.match(page, /Cité 1 fois/);
    assert.ok(page.includes(quoting.id.href));
    assert.equal((await camille.submit(page, '/citations/retirer', {})).status, 303);
    await until('the Delete', () => of('Delete').some((one) => one.objectId === authorization));
    assert.equal((await getJson(authorization)).status, 404);
    assert.doesNotMatch(await camille.page(path), /Cité/);
    await ask('3');
    await until('the Reject', () => peer.count('Reject') === 1);
  });
});

describe('case 50: the association quotes a note of Fedify', () => {
  let note, request, stamp, ours;
  const held = async () => (await getJson(ours)).json();
  test('it asks for the consent; the note that Fedify reads names what it quotes', async () => {
    await peer.post(target, 'quoted', '<p>La foire aura lieu dimanche</p>');
    await node.shows('La foire aura lieu dimanche');
    note = peer.notes.get('quoted').id.href;
    const desk = await camille.page(`/ecrire?cite=${encodeURIComponent(note)}`);
    assert.equal((await camille.submit(desk, '/ecrire', { title: 'Allons-y', source: 'Tous à la foire.', language: 'fr', action: 'publish' })).status, 303);
    await until('the QuoteRequest', () => peer.count('QuoteRequest') === 1);
    [{ activity: request }] = of('QuoteRequest');
    assert.equal(request.objectId.href, note);
    const instrument = await request.getInstrument({ crossOrigin: 'trust' });
    assert.ok(instrument instanceof Note);
    ours = instrument.id.href;
    assert.equal(instrument.quoteId?.href ?? instrument.quoteUrl?.href, note);
    await assert.doesNotReject(expand(await held()));
    assert.match(await camille.page('/actualites/allons-y'), /Renvoie à.*est demandé/s);
  });
  test('with the consent it says its note anew, to Fedify too', async () => {
    stamp = `${peer.url}/stamps/1`;
    const updates = peer.count('Update');
    await peer.say(target, new Accept({ id: new URL(`${peer.url}/accepts/quote`), actor: peer.actor, object: request, result: new URL(stamp), to: target.id }));
    await until('the Update', () => peer.count('Update') > updates);
    assert.equal(of('Update').at(-1).objectId, ours);
    assert.equal((await held()).quoteAuthorization, stamp);
    assert.match(await camille.page('/actualites/allons-y'), /Cite\s*:/);
  });
  test('taken back, the note is said without it', async () => {
    const updates = peer.count('Update');
    await peer.say(target, new Delete({ id: new URL(`${peer.url}/deletes/stamp`), actor: peer.actor, object: new URL(stamp), to: PUBLIC_COLLECTION }));
    await until('the Update', () => peer.count('Update') > updates);
    assert.equal((await held()).quoteAuthorization, undefined);
    assert.match(await camille.page('/actualites/allons-y'), /Renvoie à.*a dit non/s);
  });
});

test('case 69: a question of Fedify shows with its numbers; our answer comes as a Note with its name', async () => {
  const option = (name, votes) => new Note({ name, replies: new Collection({ totalItems: votes }) });
  const id = new URL(`${peer.url}/questions/1`);
  await say(new Question({ id, attribution: peer.actor, content: '<p>Quel jour ?</p>', to: PUBLIC_COLLECTION, published: Temporal.Now.instant(),
    exclusiveOptions: [option('samedi', 3), option('dimanche', 1)], voters: 4, endTime: Temporal.Now.instant().add({ hours: 48 }) }));
  await node.shows('Quel jour ?');
  const page = await camille.page('/reseau');
  assert.match(page, /4 personnes ont répondu/);
  assert.match(page, /<meter min="0" max="100" value="75">/);
  assert.equal((await camille.submit(page, '/consultations/repondre', { choix: '1' })).status, 303);
  const vote = await until('the vote', () => of('Create').map((one) => one.activity).find((one) => one.toIds.some((to) => to.href === peer.actor.href)));
  const note = await vote.getObject({ crossOrigin: 'trust' });
  assert.ok(note instanceof Note);
  assert.deepEqual([String(note.name), note.replyTargetId.href, note.content, note.attributionId.href], ['dimanche', id.href, null, node.actor]);
  assert.deepEqual(vote.ccIds, []);
  assert.doesNotMatch(await camille.page('/reseau'), /consultations\/repondre/);
});

test('case 69: a vote about a post of ours is not shown as an answer', async () => {
  const post = await node.run('post', 'new', '--title', 'La foire', '--text', 'Dimanche.');
  await say(new Note({ id: new URL(`${peer.url}/votes/1`), attribution: peer.actor, name: 'Zibeline', replyTarget: new URL(post.id), to: PUBLIC_COLLECTION }));
  await say(peer.note('answer', '<p>Bien</p>', { replyTarget: new URL(post.id) }));
  await until('the answer', async () => (await getJson(post.id)).json().replies.totalItems === 1);
  assert.doesNotMatch(await camille.page(new URL(post.url).pathname), /Zibeline/);
});

test('case 68: a meeting of Fedify says when and where; case 45: its attachment is a link', async () => {
  await say(new Event({ id: new URL(`${peer.url}/events/1`), attribution: peer.actor, name: 'Assemblée', content: '<p>Venez</p>', to: PUBLIC_COLLECTION,
    published: Temporal.Now.instant(), startTime: Temporal.Instant.from('2027-06-05T16:30:00Z'), location: new Place({ name: 'Salle des fêtes' }),
    attachments: [new Document({ url: new URL(`${peer.url}/affiche.pdf`), mediaType: 'application/pdf', name: 'Affiche' })] }));
  await node.shows('Assemblée');
  const page = (await node.network()).replaceAll('\u00a0', ' ').replaceAll('\u202f', ' ');
  assert.match(page, /Rencontre le samedi 5 juin 2027 à 18 h 30, lieu : Salle des fêtes/);
  assert.match(page, new RegExp(`<a href="${peer.url}/affiche.pdf"[^>]*>PDF : Affiche</a>`));
});

test('case 45: a picture of ours is an Image with its words, sizes and blurhash, which Fedify reads and fetches', async () => {
  const form = await camille.page('/ecrire');
  const image = new Blob([png(1000, 400)], { type: 'image/png' });
  const told = await camille.submit(form, '/ecrire', { title: 'La halle', source: 'Samedi.', language: 'fr', image, alt: 'Douze étals sous la halle', action: 'publish' });
  assert.equal(told.status, 303, told.text);
  const slug = (await camille.page('/actualites')).match(/\/actualites\/la-halle[^"]*/)[0];
  const page = await camille.page(slug);
  assert.match(page, /<img src="\/fichiers\/[^"]+" srcset="[^"]+ 640w[^"]*"[^>]*alt="Douze étals sous la halle"/);
  const [, id] = page.match(/<link rel="alternate" type="application\/activity\+json" href="([^"]+)"/);
  const article = await peer.lookup(id);
  const attachments = [];
  for await (const one of article.getAttachments()) attachments.push(one);
  assert.equal(attachments.length, 1);
  const [picture] = attachments;
  assert.ok(picture instanceof Image);
  assert.deepEqual([String(picture.name), picture.width, picture.height], ['Douze étals sous la halle', 1000, 400]);
  const sent = (await getJson(id)).json();
  assert.match(sent.attachment[0].blurhash, /^[0-9A-Za-z#$%*+,\-.:;=?@[\]^_{|}~]{6,}$/);
  assert.deepEqual(sent.image, sent.attachment[0]);
  await assert.doesNotReject(expand(sent));
  const file = await fetch(picture.url.href);
  assert.equal(file.headers.get('content-type'), sent.attachment[0].mediaType);
  assert.ok((await file.arrayBuffer()).byteLength > 1000);
});

test('case 45: a file of our library is told as an Article with a Document, which Fedify reads, fetches and expands', async () => {
  const before = peer.count('Create');
  const form = await camille.page('/documents/ajouter');
  const file = new File(['## Budget\n\nDix-huit mille noisettes.'], 'Budget 2027.md', { type: 'text/markdown' });
  const told = await camille.submit(form, '/documents/ajouter', { file, title: 'Budget 2027', abstract: 'Recettes et réserve.', kind: 'spreadsheet', licence: 'CC-BY-SA-4.0', status: 'valid', dated: '2027', language: 'fr' });
  assert.equal(told.status, 303, told.text);
  await until('the Create', () => peer.count('Create') > before);
  const { id } = (await (await fetch(`${node.url}/documents/budget-2027`, { headers: { accept: 'text/html' } })).text()).match(/href="(?<id>[^"]*\/o\/[^"]+)"/).groups;
  const held = await peer.lookup(id);
  assert.ok(held instanceof Article);
  assert.equal(held.name.toString(), 'Budget 2027');
  const [attached] = await Array.fromAsync(held.getAttachments());
  assert.ok(attached instanceof Document);
  assert.equal(attached.mediaType, 'text/markdown');
  const bytes = await fetch(attached.url.href);
  assert.match(bytes.headers.get('content-disposition'), /^attachment; filename="budget-2027\.md"/);
  assert.match(await bytes.text(), /Dix-huit mille noisettes/);
  const article = await (await getJson(id)).json();
  const [whole] = await expand(article);
  assert.equal(whole['https://essaim.example/ns#document'][0]['http://schema.org/license'][0]['@id'], 'https://creativecommons.org/licenses/by-sa/4.0/');
  const apart = await peer.lookup(article.document.id);
  assert.ok(apart instanceof Document);
  assert.equal(apart.url.href, attached.url.href);
});
