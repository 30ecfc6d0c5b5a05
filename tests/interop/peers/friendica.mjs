// Friendica: a clock with little patience, compacts everything with the
// contexts it has, signs the path alone and the content-length.
import { Peer, refuseUnless } from '../lib/peer.mjs';
import { compact } from '../lib/known_contexts.mjs';

const canBeRead = (document) => compact(document).catch((error) => refuseUnless(false, `JSON-LD: ${error.message} ${error.details?.cause?.message ?? ''}`, 400));

export class Friendica extends Peer {
  software = 'friendica';
  rules = { ...this.rules, schemes: ['cavage'], past: 60, future: 300 };
  signs = ['(request-target)', 'date', 'digest', 'content-length', 'content-type', 'host'];

  sign(request, options) {
    const { pathname } = new URL(request.url);
    return super.sign({ ...request, target: pathname }, options);
  }
  async readActor(url) {
    const actor = await super.readActor(url);
    const read = await canBeRead(actor);
    refuseUnless(read['ldp:inbox'] || read.inbox, 'no inbox after compaction');
    refuseUnless(JSON.stringify(read).includes('BEGIN PUBLIC KEY'), 'no key after compaction');
    return actor;
  }
  async read(activity) {
    const read = await canBeRead(activity);
    refuseUnless(read.actor === activity.actor && read.type === activity.type, 'type or actor after compaction', 400);
    if (activity.object?.content) refuseUnless(read.object.content === activity.object.content, 'content after compaction', 400);
  }
}
