// A scripted server of the fediverse: strict where the software it stands for
// is strict (federation.md §10). As it is here it does what Mastodon does;
// tests/interop/peers/ says what others do differently. It serves its actors,
// signs what it sends and keeps all it received, with what it answered and why.
import { generateKeyPairSync } from 'node:crypto';
import { createServer } from 'node:http';
import * as cavage from './cavage.mjs';
import { freePort, until } from './essaim.mjs';
import { AJ, AS2, LDP, Public, exchange } from './http.mjs';
import * as rfc9421 from './message_signatures.mjs';
import { multikeyOf } from './multikey.mjs';

export const { Refusal } = cavage;
const pem = (key) => key.export({ type: key.type === 'public' ? 'spki' : 'pkcs8', format: 'pem' });
export const rsaKey = () => generateKeyPairSync('rsa', { modulusLength: 2048 });
const shared = { rsa: rsaKey(), ed25519: generateKeyPairSync('ed25519') };  // making keys is slow
const refuseUnless = (holds, why, status = 401) => { if (!holds) throw new Refusal(status, why); };
export { refuseUnless };

export class Peer {
  software = 'mastodon';
  rules = {
    schemes: ['cavage', 'rfc9421'], algorithms: ['rsa-sha256', 'hs2019'], cover: ['(request-target)', 'host', 'date'],
    past: 12 * 3600, future: 3600, mostBytes: 1 << 20, types: [AJ, LDP], otherType: 415, signedFetch: true,
  };
  algorithm = 'rsa-sha256';
  signs = ['(request-target)', 'host', 'date', 'digest', 'content-type'];

  static async start({ port, names = ['marie'], ...more } = {}) {
    const peer = Object.assign(new this(), more);
    Object.assign(peer, { port: port ?? await freePort(), names, keys: { ...shared }, seen: [], activities: [], documents: new Map(), known: new Map(), count: 0 });
    peer.server = createServer((incoming, outgoing) => peer.#serve(incoming, outgoing));
    await new Promise((done) => peer.server.listen(peer.port, '127.0.0.1', done));
    return peer;
  }
  stop() { this.server.closeAllConnections(); this.server.close(); }

  get address() { return `127.0.0.1:${this.port}`; }
  get url() { return `http://${this.address}`; }
  get id() { return this.idOf(this.names[0]); }
  idOf(name) { return `${this.url}/users/${name}`; }
  handle(name = this.names[0]) { return `@${name}@${this.address}`; }
  keyId(name = this.names[0]) { return `${this.idOf(name)}#main-key`; }
  publicKey(name) { return { id: this.keyId(name), owner: this.idOf(name), publicKeyPem: pem(this.keys.rsa.publicKey) }; }
  actorDocument(name) {
    const id = this.idOf(name);
    return {
      '@context': [AS2, 'https://w3id.org/security/v1', 'https://w3id.org/security/multikey/v1'], id, type: 'Person', preferredUsername: name, name,
      inbox: `${id}/inbox`, outbox: `${id}/outbox`, followers: `${id}/followers`, following: `${id}/following`, url: `${this.url}/@${name}`,
      endpoints: { sharedInbox: `${this.url}/inbox` }, publicKey: this.publicKey(name),
      assertionMethod: [{ id: `${id}#ed25519-key`, type: 'Multikey', controller: id, publicKeyMultibase: multikeyOf(this.keys.ed25519.publicKey) }],
    };
  }

  // What came in, and what came of it.
  of(type) { return this.activities.filter((one) => one.type === type); }
  posts(status) { return this.seen.filter((one) => one.method === 'POST' && (status === undefined || one.status === status)); }
  fetches(path) { return this.seen.filter((one) => one.method === 'GET' && one.target.split('?')[0] === path); }
  get refusals() { return this.seen.filter((one) => one.status >= 400).map((one) => `${one.method} ${one.target}: ${one.status} ${one.why}`); }
  received(type, much = 1) {
    return until(`${type} at ${this.software} (refused: ${this.refusals.join('; ')})`, () => this.of(type).length >= much && this.of(type).at(-1));
  }

  // A test may put its own answer before the usual one; null: silence.
  answer = () => undefined;

  async #serve(incoming, outgoing) {
    const chunks = [];
    for await (const chunk of incoming) chunks.push(chunk);
    const request = { method: incoming.method, target: incoming.url, url: this.url + incoming.url, headers: incoming.headers, body: Buffer.concat(chunks), at: performance.now() };
    this.seen.push(request);
    let response;
    try {
      response = this.answer(request);
      if (response === null) return;
      response ??= request.method === 'POST' ? await this.inbox(request) : await this.page(request);
    } catch (error) {
      response = { status: error.status ?? 500, body: request.why = error.status ? error.message : error.stack };
    }
    request.status = response.status;
    const body = typeof response.body === 'string' ? response.body : response.body === undefined ? '' : JSON.stringify(response.body);
    outgoing.writeHead(response.status, { ...(body ? { 'content-type': response.type ?? AJ } : {}), ...response.headers });
    outgoing.end(body);
  }

  async page({ target }) {
    const url = new URL(target, this.url);
    if (this.documents.has(url.pathname)) return this.documents.get(url.pathname);
    if (url.pathname === '/.well-known/webfinger') {
      const [, name] = /^acct:([^@]+)@/.exec(url.searchParams.get('resource')) ?? [];
      if (!this.names.includes(name)) throw new Refusal(404, 'nobody of that name');
      return { status: 200, type: 'application/jrd+json', body: { subject: `acct:${name}@${this.address}`, links: [{ rel: 'self', type: AJ, href: this.idOf(name) }] } };
    }
    const [, name, collection] = /^\/users\/([^/]+)(?:\/(outbox|followers|following))?$/.exec(url.pathname) ?? [];
    if (!this.names.includes(name)) throw new Refusal(404, 'no such page');
    if (collection) return { status: 200, body: { '@context': AS2, id: this.url + target, type: 'OrderedCollection', totalItems: 0, orderedItems: [] } };
    return { status: 200, body: this.actorDocument(name) };
  }

  async inbox(request) {
    refuseUnless(this.rules.types.includes(request.headers['content-type']), `type ${request.headers['content-type']}`, this.rules.otherType);
    refuseUnless(request.body.length <= this.rules.mostBytes, `${request.body.length} bytes`, 413);
    const key = await this.authenticate(request);
    const activity = JSON.parse(request.body);
    refuseUnless(activity.actor === key.owner, 'signed by another than the actor');
    await this.read(activity);
    if (this.activities.some((one) => one.id === activity.id)) return { status: 202 };
    this.activities.push(activity);
    if (activity.type === 'Follow' && !this.locked) setTimeout(() => this.accept(activity), 20);
    return { status: 202 };
  }

  // The profile's rules on what an activity must look like; refuses with 400.
  async read() {}

  async authenticate(request) {
    const scheme = request.headers['signature-input'] ? 'rfc9421' : 'cavage';
    refuseUnless(this.rules.schemes.includes(scheme), `${scheme} is not known here`);
    refuseUnless(request.headers.signature, 'no signature');
    return scheme === 'cavage' ? this.checkCavage(request) : this.checkMessageSignature(request);
  }
  parameters(header) { return cavage.parameters(header); }
  async checkCavage(request) {
    const given = this.parameters(request.headers.signature);
    const names = given.headers.split(' ');
    for (const name of [...this.rules.cover, ...(request.method === 'POST' ? ['digest'] : [])]) refuseUnless(names.includes(name), `${name} is not signed`);
    refuseUnless(this.rules.algorithms.includes(given.algorithm), `algorithm ${given.algorithm}`);
    refuseUnless(request.headers.host === this.address, `for ${request.headers.host}`);
    this.checkTime(Date.parse(request.headers.date));
    if (request.method === 'POST') refuseUnless(request.headers.digest === cavage.digestOf(request.body), 'another digest');
    return this.signedBy(given.keyId, (key) => cavage.fits(request, given, key.pem));
  }
  async checkMessageSignature(request) {
    const given = rfc9421.parse(request.headers);
    for (const name of ['@method', '@target-uri', ...(request.method === 'POST' ? ['content-digest'] : [])]) refuseUnless(given.names.includes(name), `${name} is not signed`);
    refuseUnless(given.alg === 'rsa-v1_5-sha256', `algorithm ${given.alg}`);
    this.checkTime(given.created * 1000);
    if (request.method === 'POST') refuseUnless(request.headers['content-digest'] === rfc9421.contentDigestOf(request.body), 'another content-digest');
    return this.signedBy(given.keyid, (key) => rfc9421.fits(request, given, key.pem));
  }
  checkTime(milliseconds) {
    const age = (Date.now() - milliseconds) / 1000;
    refuseUnless(age <= this.rules.past && age >= -this.rules.future - 1, `signed ${age} s ago`);
  }
  async signedBy(keyId, verifies) {
    const key = this.known.get(keyId) ?? await this.fetchKey(keyId);
    refuseUnless(verifies(key), 'the signature does not verify');
    this.known.set(keyId, key);
    return key;
  }
  async fetchKey(keyId) {
    const actor = await this.readActor(keyId.split('#')[0]);
    refuseUnless(actor.publicKey.id === keyId, `the key of ${actor.id} is another`);
    return { owner: actor.id, pem: actor.publicKey.publicKeyPem };
  }
  // The other's actor, as this software fetches and checks it.
  async readActor(url) {
    const answer = await this.get(url);
    refuseUnless(answer.status === 200, `${url}: ${answer.status}`);
    refuseUnless(/^application\/(activity|ld)\+json\b/.test(answer.headers['content-type']), `${url}: ${answer.headers['content-type']}`);
    const actor = answer.json();
    refuseUnless(actor.id === url, `${url} says that it is ${actor.id}`);
    refuseUnless(actor.publicKey?.owner === actor.id, `the owner of the key of ${url}`);
    return actor;
  }

  get(url, { signed = this.rules.signedFetch, accept = AJ, ...how } = {}) {
    const request = { method: 'GET', url, target: url.slice(new URL(url).origin.length), headers: { host: new URL(url).host, accept, date: new Date().toUTCString() } };
    const headers = signed ? this.sign(request, { names: this.signs.filter((name) => !/digest|content/.test(name)), ...how }) : request.headers;
    return exchange({ ...request, headers });
  }
  sign(request, { as = this.names[0], names = this.signs, keyId = this.keyId(as), privateKey = this.keys.rsa.privateKey, ...more } = {}) {
    return cavage.sign(request, { keyId, privateKey, names, algorithm: this.algorithm, ...more });
  }
  signMessage(request, { as = this.names[0], keyId = this.keyId(as), privateKey = this.keys.rsa.privateKey,
    names = ['@method', '@target-uri', '@authority', 'host', 'date', 'content-digest'], ...more } = {}) {
    return rfc9421.sign({ ...request, headers: { ...request.headers, 'content-digest': rfc9421.contentDigestOf(request.body) } }, { keyId, privateKey, names, ...more });
  }
  // `before` changes the request that is signed, `after` the signed one; `sign` replaces the usual signature.
  post(url, activity, { before = () => {}, after = () => {}, sign = (request) => this.sign(request, { as: this.names.find((name) => this.idOf(name) === activity.actor) }) } = {}) {
    const body = Buffer.from(typeof activity === 'string' ? activity : JSON.stringify(activity));
    const request = { method: 'POST', url, target: url.slice(new URL(url).origin.length), body,
      headers: { host: new URL(url).host, date: new Date().toUTCString(), digest: cavage.digestOf(body), 'content-type': AJ } };
    before(request);
    request.headers = sign(request);
    after(request);
    return exchange(request);
  }

  activity(type, object, { as = this.names[0], ...more } = {}) {
    return { '@context': AS2, id: `${this.url}/activities/${++this.count}`, type, actor: this.idOf(as), to: [Public], cc: [`${this.idOf(as)}/followers`], object, ...more };
  }
  // A note that stands at its own address.
  note(name, content, { as = this.names[0], ...more } = {}) {
    const body = { '@context': AS2, id: `${this.url}/notes/${name}`, type: 'Note', attributedTo: this.idOf(as), to: [Public], cc: [`${this.idOf(as)}/followers`],
      content, published: new Date().toISOString(), url: `${this.url}/notes/${name}`, ...more };
    this.documents.set(`/notes/${name}`, { status: 200, body });
    return body;
  }
  async follow(node, as = this.names[0]) {
    const target = await this.readActor(node.actor);
    const follow = this.activity('Follow', target.id, { as, to: [target.id], cc: [] });
    return { target, follow, answer: await this.post(target.inbox, follow) };
  }
  accept(follow) {
    const as = this.names.find((name) => this.idOf(name) === follow.object);
    return this.post(`${follow.actor}/inbox`, this.activity('Accept', follow, { as, to: [follow.actor], cc: [] }));
  }
}
