// Another server, built with Fedify: one person who can follow, be followed,
// post, edit and delete. Everything it receives has passed Fedify's own checks
// of signature and authority.
import { createServer } from 'node:http';
import { createFederation, generateCryptoKeyPair, MemoryKvStore } from '@fedify/fedify';
import { Accept, Announce, Article, Create, Delete, Endpoints, Flag, Follow, Hashtag, Like, Mention, Move, Note, Person, PUBLIC_COLLECTION, QuoteRequest, Reject, Tombstone, Undo, Update } from '@fedify/vocab';
import { Temporal } from '@js-temporal/polyfill';
import { freePort } from './essaim.mjs';

globalThis.Temporal ??= Temporal;

// What the Fedify of this process sent by POST: {url, headers, status}.
export const sent = [];
const send = globalThis.fetch;
globalThis.fetch = async (what, how) => {
  const response = await send(what, how);
  if (what.method === 'POST') sent.push({ url: what.url, headers: Object.fromEntries(what.headers), status: response.status });
  return response;
};

export class FedifyPeer {
  // `refuseCavage`: answers 401 to a POST without Signature-Input before Fedify
  // sees it, as software does that has given the draft up.
  static async start({ firstKnock = 'draft-cavage-http-signatures-12', refuseCavage = false } = {}) {
    const peer = new FedifyPeer();
    peer.port = await freePort();
    peer.url = `http://127.0.0.1:${peer.port}`;
    peer.received = [];   // {type, id, object}
    peer.people = new Map([['marie', {}]]);  // by identifier: what their document has besides
    peer.follows = 0;
    peer.requests = [];   // raw inbox requests: method, headers
    const keys = [await generateCryptoKeyPair('RSASSA-PKCS1-v1_5'), await generateCryptoKeyPair('Ed25519')];
    peer.followers = new Map();
    const federation = createFederation({ kv: new MemoryKvStore(), allowPrivateAddress: true, firstKnock });
    federation.setActorDispatcher('/users/{identifier}', async (ctx, identifier) => {
      if (!peer.people.has(identifier)) return null;
      const pairs = await ctx.getActorKeyPairs(identifier);
      return new Person({
        id: ctx.getActorUri(identifier), preferredUsername: identifier, name: 'Marie', url: new URL(`${peer.url}/${identifier}`),
        inbox: ctx.getInboxUri(identifier), endpoints: new Endpoints({ sharedInbox: ctx.getInboxUri() }),
        followers: ctx.getFollowersUri(identifier), publicKey: pairs[0].cryptographicKey, assertionMethods: pairs.map((pair) => pair.multikey),
        ...peer.people.get(identifier),
      });
    }).setKeyPairsDispatcher((_ctx, identifier) => (peer.people.has(identifier) ? keys : []));
    federation.setFollowersDispatcher('/users/{identifier}/followers', () => ({ items: [...peer.followers.values()] }));
    federation.setObjectDispatcher(Note, '/notes/{id}', (_ctx, { id }) => peer.notes.get(id) ?? null);
    peer.notes = new Map();
    const keep = (type) => async (_ctx, activity) => {
      const object = await activity.getObject({ crossOrigin: 'trust' }).catch(() => null);
      peer.received.push({ type, id: activity.id?.href, actor: activity.actorId?.href, object, objectId: activity.objectId?.href, activity });
    };
    federation.setInboxListeners('/users/{identifier}/inbox', '/inbox')
      .on(Follow, async (ctx, follow) => {
        const actor = await follow.getActor(ctx);
        peer.followers.set(actor.id.href, { id: actor.id, inboxId: actor.inboxId, endpoints: actor.endpoints });
        peer.received.push({ type: 'Follow', actor: actor.id.href });
        const { identifier } = ctx.parseUri(follow.objectId);
        await ctx.sendActivity({ identifier }, actor, new Accept({
          id: new URL(`${peer.url}/accepts/${peer.received.length}`), actor: follow.objectId, object: follow, to: actor.id }));
      })
      .on(Accept, keep('Accept')).on(Reject, keep('Reject')).on(Create, keep('Create')).on(Update, keep('Update')).on(Delete, keep('Delete')).on(Undo, keep('Undo'))
      .on(QuoteRequest, keep('QuoteRequest')).on(Like, keep('Like')).on(Announce, keep('Announce')).on(Flag, keep('Flag')).on(Move, keep('Move'));
    peer.server = createServer(async (incoming, outgoing) => {
      const chunks = [];
      for await (const chunk of incoming) chunks.push(chunk);
      if (incoming.method === 'POST') peer.requests.push({ url: incoming.url, headers: incoming.headers });
      if (incoming.method === 'POST' && refuseCavage && !incoming.headers['signature-input']) {
        peer.requests.at(-1).status = 401;
        return outgoing.writeHead(401).end();
      }
      const request = new Request(peer.url + incoming.url, {
        method: incoming.method, headers: incoming.headers, body: chunks.length ? Buffer.concat(chunks) : undefined });
      const response = await federation.fetch(request, { contextData: undefined });
      outgoing.writeHead(response.status, Object.fromEntries(response.headers));
      outgoing.end(Buffer.from(await response.arrayBuffer()));
      if (incoming.method === 'POST') peer.requests.at(-1).status = response.status;
    });
    await new Promise((done) => peer.server.listen(peer.port, '127.0.0.1', done));
    peer.federation = federation;
    return peer;
  }

  get context() { return this.federation.createContext(new URL(this.url), undefined); }
  get address() { return `127.0.0.1:${this.port}`; }
  get actor() { return this.context.getActorUri('marie'); }
  count(type) { return this.received.filter((one) => one.type === type).length; }

  async lookup(url) { return this.context.lookupObject(url); }

  async follow(url) {
    const target = await this.lookup(url);
    const follow = new Follow({ id: new URL(`${this.url}/follows/${++this.follows}`), actor: this.actor, object: target.id, to: target.id });
    await this.context.sendActivity({ identifier: 'marie' }, target, follow);
    return { target, follow };
  }
  async unfollow(target, follow) {
    await this.context.sendActivity({ identifier: 'marie' }, target,
      new Undo({ id: new URL(`${this.url}/undos/1`), actor: this.actor, object: follow, to: target.id }));
  }
  note(id, content, more = {}) {
    const note = new Note({ id: this.context.getObjectUri(Note, { id }), attribution: this.actor, content, to: PUBLIC_COLLECTION,
      cc: this.context.getFollowersUri('marie'), published: Temporal.Now.instant(), ...more });
    this.notes.set(id, note);
    return note;
  }
  async say(recipient, activity) { await this.context.sendActivity({ identifier: 'marie' }, recipient, activity); }
  async post(recipient, id, content, more = {}) {
    await this.say(recipient, new Create({ id: new URL(`${this.url}/creates/${id}`), actor: this.actor, to: PUBLIC_COLLECTION,
      cc: this.context.getFollowersUri('marie'), object: this.note(id, content, more) }));
  }
  async edit(recipient, id, content) {
    const replyTarget = this.notes.get(id)?.replyTargetId;
    await this.say(recipient, new Update({ id: new URL(`${this.url}/updates/${id}`), actor: this.actor, to: PUBLIC_COLLECTION,
      object: this.note(id, content, { replyTarget, updated: Temporal.Now.instant().add({ seconds: 1 }) }) }));
  }
  async remove(recipient, id) {
    const noteId = this.context.getObjectUri(Note, { id });
    this.notes.delete(id);
    await this.say(recipient, new Delete({ id: new URL(`${this.url}/deletes/${id}`), actor: this.actor, to: PUBLIC_COLLECTION,
      object: new Tombstone({ id: noteId }) }));
  }
  stop() { this.server.closeAllConnections(); this.server.close(); }
}
export { Article, Hashtag, Mention, Note };
