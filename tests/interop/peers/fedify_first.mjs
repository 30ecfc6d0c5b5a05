// What Fedify does with a host it does not know: RFC 9421 first, cavage when
// that is refused. Here it takes no cavage itself, so that others must learn.
import { Peer } from '../lib/peer.mjs';

export class FedifyFirst extends Peer {
  software = 'fedify';
  rules = { ...this.rules, schemes: ['rfc9421'], past: 3600, signedFetch: false };

  async post(url, activity, options = {}) {
    if (options.sign) return super.post(url, activity, options);
    const answer = await super.post(url, activity, { ...options, sign: (request) => this.signMessage(request) });
    return answer.status < 400 ? answer : super.post(url, activity, options);
  }
}
