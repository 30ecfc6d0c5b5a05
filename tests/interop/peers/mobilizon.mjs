// Mobilizon: people cannot be followed, groups can; what a person writes for a
// group carries the person in `actor` and the group in `attributedTo`.
import { Peer } from '../lib/peer.mjs';

export class Mobilizon extends Peer {
  software = 'mobilizon';
  rules = { ...this.rules, schemes: ['cavage'] };
  signs = ['(request-target)', 'host', 'date', 'digest', 'content-length'];

  static start(options) { return super.start({ names: ['anna', 'atelier'], ...options }); }
  get group() { return this.idOf('atelier'); }
  actorDocument(name) { return { ...super.actorDocument(name), type: this.idOf(name) === this.group ? 'Group' : 'Person' }; }
  accept(follow) {
    if (follow.object === this.group) return super.accept(follow);
    return this.post(`${follow.actor}/inbox`, this.activity('Reject', follow, { to: [follow.actor], cc: [] }));
  }
  article(name, group = this.group) {
    return { ...this.note(name, `article ${name}`), type: 'Article', name: `titre ${name}`, actor: this.id, attributedTo: group };
  }
}
