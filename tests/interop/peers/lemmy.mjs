// Lemmy: compares Content-Type literally, parses into fixed types, pings
// NodeInfo; knows cavage only.
import { exchange } from '../lib/http.mjs';
import { Peer, refuseUnless } from '../lib/peer.mjs';

const isUrl = (value) => typeof value === 'string' && URL.canParse(value);
const need = (holds, why) => refuseUnless(holds, `does not parse: ${why}`, 400);

export class Lemmy extends Peer {
  software = 'lemmy';
  rules = { ...this.rules, schemes: ['cavage'], past: 3600, otherType: 400 };
  algorithm = 'hs2019';
  signs = ['(request-target)', 'content-type', 'date', 'digest', 'host'];

  async readActor(url) {
    const answer = await this.get(url);
    const type = answer.headers['content-type'];
    need(type === 'application/activity+json' || type === 'application/activity+json; charset=utf-8', `Content-Type ${type}`);
    const actor = answer.json();
    need(actor.id === url, `${url} is ${actor.id}`);
    need(['Person', 'Service', 'Organization', 'Application', 'Group'].includes(actor.type), `type ${actor.type}`);
    const { publicKey, endpoints, icon, image } = actor;
    need(publicKey && !Array.isArray(publicKey) && isUrl(publicKey.id) && publicKey.owner === url && publicKey.publicKeyPem, 'publicKey');
    need(isUrl(actor.inbox) && isUrl(actor.outbox) && typeof actor.preferredUsername === 'string', 'inbox, outbox, preferredUsername');
    need(endpoints === undefined || isUrl(endpoints.sharedInbox), 'endpoints without sharedInbox');
    for (const picture of [icon, image]) need(picture === undefined || isUrl(picture?.url), 'icon or image');
    return actor;
  }
  async read(activity) {
    need(isUrl(activity.id) && isUrl(activity.actor), 'id or actor');
    if (activity.type === 'Delete') return need(isUrl(activity.object) || isUrl(activity.object?.id), 'object of Delete');
    if (!['Create', 'Update'].includes(activity.type) || activity.object.inbox) return;
    const { object } = activity;
    for (const list of [activity.to, activity.cc, object.to, object.cc]) need(Array.isArray(list) && list.every(isUrl), 'to or cc');
    need(isUrl(object.id) && isUrl(object.attributedTo), 'id or attributedTo');
    need(typeof object.name === 'string' && object.name.length > 0 && [...object.name].length <= 200, 'name');
    need(typeof object.content === 'string' && isUrl(object.url), 'content or url');
    for (const one of object.attachment ?? []) {
      need((one.type === 'Link' && isUrl(one.href)) || (['Image', 'Document'].includes(one.type) && isUrl(one.url)), `attachment ${JSON.stringify(one)}`);
    }
    for (const date of [object.published, ...(object.updated ? [object.updated] : [])]) need(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/.test(date), `date ${date}`);
  }
  // Once a day; after three days without an answer Lemmy delivers no more.
  async ping(url) {
    const found = await exchange({ url: `${url}/.well-known/nodeinfo` });
    need(found.status === 200, `nodeinfo ${found.status}`);
    const { href } = found.json().links.find((link) => /\/ns\/schema\/2\.[01]$/.test(link.rel));
    const info = await exchange({ url: href });
    need(info.status === 200, `nodeinfo ${info.status}`);
    return info.json();
  }
}
