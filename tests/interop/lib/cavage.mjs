// draft-cavage-http-signatures-12 as peers do it, written apart from the
// node's own: what both agree on is the draft, not one author's mistake.
import { createHash, createSign, createVerify } from 'node:crypto';

export const digestOf = (body) => `SHA-256=${createHash('sha256').update(body).digest('base64')}`;

// What a peer refuses, with the status it would answer.
export class Refusal extends Error {
  constructor(status, why) { super(why); this.status = status; }
}

// One name="value" list; anything else is no signature.
export function parameters(header) {
  const found = {};
  let rest = header;
  while (rest) {
    const match = /^\s*([A-Za-z]+)=(?:"([^"\\]*)"|([0-9]+))\s*(?:,|$)/.exec(rest);
    if (!match || match[1] in found) throw new Refusal(401, `no list of parameters: ${rest}`);
    found[match[1]] = match[2] ?? match[3];
    rest = rest.slice(match[0].length);
  }
  if (!found.keyId || !found.signature || !found.headers) throw new Refusal(401, `keyId, headers or signature is missing: ${header}`);
  return found;
}

export function baseString({ method, target, headers, body }, names, given = {}) {
  return names.map((name) => {
    if (name === '(request-target)') return `${name}: ${method.toLowerCase()} ${target}`;
    if (name === '(created)' || name === '(expires)') return `${name}: ${given[name.slice(1, -1)]}`;
    if (name === 'content-length' && headers[name] === undefined) return `${name}: ${body.length}`;
    if (headers[name] === undefined) throw new Refusal(401, `${name} is signed and absent`);
    return `${name}: ${headers[name]}`;
  }).join('\n');
}

// Adds `signature` to the headers it is given, the names of which are lower case.
export function sign(request, { keyId, privateKey, names, algorithm = 'rsa-sha256', extra = {}, separator = ',' }) {
  const bytes = createSign('sha256').update(baseString(request, names, extra)).sign(privateKey, 'base64');
  const parts = [`keyId="${keyId}"`, ...(algorithm ? [`algorithm="${algorithm}"`] : []),
    ...Object.entries(extra).map(([name, value]) => `${name}=${value}`), `headers="${names.join(' ')}"`, `signature="${bytes}"`];
  return { ...request.headers, signature: parts.join(separator) };
}

// True, or false if the bytes do not fit; shape and cover are the caller's rules.
export function fits(request, given, publicKeyPem, target = request.target) {
  const base = baseString({ ...request, target }, given.headers.split(' '), given);
  return createVerify('sha256').update(base).verify(publicKeyPem, given.signature, 'base64');
}
