// GoToSocial: signs hs2019, serves nothing to the unsigned but a stub with the
// key, whose id is an address of its own; knows cavage only.
import { Peer, refuseUnless } from '../lib/peer.mjs';

export class GoToSocial extends Peer {
  software = 'gotosocial';
  rules = { ...this.rules, schemes: ['cavage'], otherType: 406 };
  algorithm = 'hs2019';
  signs = ['(request-target)', 'host', 'date', 'digest'];

  keyId(name = this.names[0]) { return `${this.idOf(name)}/main-key`; }
  async page(request) {
    const [, name, key] = /^\/users\/([^/]+)(\/main-key)?$/.exec(request.target) ?? [];
    if (this.names.includes(name) && key) {
      const { '@context': context, id, type, preferredUsername, publicKey } = this.actorDocument(name);
      return { status: 200, body: { '@context': context, id, type, preferredUsername, publicKey } };
    }
    if (!request.target.startsWith('/.well-known/')) await this.authenticate(request);
    return super.page(request);
  }
  async read(activity) {
    if (activity.type !== 'Accept') return;
    const { id, type, actor, object } = activity.object;
    refuseUnless(id && type === 'Follow' && actor && object === activity.actor, 'an Accept that does not embed its Follow', 400);
  }
}
