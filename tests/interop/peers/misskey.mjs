// Misskey: a body of 64 KB at most, digest and host signed, one key, authors as
// strings; knows cavage only.
import { Peer, refuseUnless } from '../lib/peer.mjs';

export class Misskey extends Peer {
  software = 'misskey';
  rules = { ...this.rules, schemes: ['cavage'], cover: ['(request-target)', 'host', 'date', 'digest'], mostBytes: 65_536, past: 3600 };
  signs = ['(request-target)', 'date', 'host', 'digest'];

  async checkCavage(request) {
    refuseUnless(request.method === 'GET' || /^SHA-256=[A-Za-z0-9+/]+=*$/.test(request.headers.digest ?? ''), 'no Digest of SHA-256');
    return super.checkCavage(request);
  }
  async readActor(url) {
    const actor = await super.readActor(url);
    refuseUnless(!Array.isArray(actor.publicKey) && typeof actor.publicKey.id === 'string', 'several keys');
    refuseUnless(/^\w([\w.-]*\w)?$/.test(actor.preferredUsername) && actor.preferredUsername.length <= 128, 'preferredUsername');
    refuseUnless(new URL(actor.inbox).host === new URL(url).host, 'inbox elsewhere');
    return actor;
  }
  async read({ type, actor, object }) {
    if (type !== 'Create' || typeof object !== 'object') return;
    refuseUnless(object.attributedTo === actor, 'attributedTo', 400);
    refuseUnless(new URL(object.id).host === new URL(actor).host, 'object of another host', 400);
  }
}
