// NodeBB: reads the Signature header naively, follows no redirect, fetches keys
// unsigned, and looks its new acquaintances up by WebFinger.
import { exchange } from '../lib/http.mjs';
import { Peer, refuseUnless } from '../lib/peer.mjs';

export class NodeBB extends Peer {
  software = 'nodebb';
  rules = { ...this.rules, past: 3600, signedFetch: false };
  signs = ['(request-target)', 'host', 'date', 'digest'];

  // Split at every comma, names as they stand, keyId where it is expected.
  parameters(header) {
    refuseUnless(header.startsWith('keyId="'), 'keyId is not first', 403);
    const found = Object.fromEntries(header.split(',').map((part) => {
      const [name, ...value] = part.split('="');
      return [name, value.join('="').slice(0, -1)];
    }));
    for (const name of ['keyId', 'headers', 'signature']) refuseUnless(found[name], `${name} is not found`, 403);
    return found;
  }
  // It verifies RFC 9421, then looks for the keyId where only cavage has one.
  async checkMessageSignature(request) {
    await super.checkMessageSignature(request);
    this.parameters(request.headers.signature);
  }
  async readActor(url) {
    const actor = await super.readActor(url);  // which follows no redirect
    const { host } = new URL(url);
    const found = await exchange({ url: `http://${host}/.well-known/webfinger?resource=${encodeURIComponent(`acct:${actor.preferredUsername}@${host}`)}` });
    refuseUnless(found.status === 200, `WebFinger of ${actor.preferredUsername}: ${found.status}`, 403);
    const { href } = found.json().links.find((link) => link.rel === 'self' && link.type === 'application/activity+json');
    refuseUnless(href === url, `WebFinger leads to ${href}`, 403);
    return actor;
  }
  async read({ type, actor, object }) {
    if (['Create', 'Update'].includes(type) && object.content) refuseUnless(object.attributedTo === actor, 'attributedTo', 400);
  }
}
