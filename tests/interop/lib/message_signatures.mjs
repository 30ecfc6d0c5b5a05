// RFC 9421 for scripted peers: one label, the components the fediverse uses,
// RSA (rsa-v1_5-sha256) and Ed25519. Written apart from the node's own.
import { createHash, sign as signBytes, verify as verifyBytes } from 'node:crypto';
import { Refusal } from './cavage.mjs';

export const contentDigestOf = (body) => `sha-256=:${createHash('sha256').update(body).digest('base64')}:`;

const component = ({ method, url, headers }, name) => {
  const { pathname, search, host } = new URL(url);
  switch (name) {
    case '@method': return method;
    case '@target-uri': return url;
    case '@authority': return host;
    case '@path': return pathname;
    case '@query': return search || '?';
    default:
      if (headers[name] === undefined) throw new Refusal(401, `${name} is signed and absent`);
      return headers[name];
  }
};

const base = (request, names, parameters) =>
  [...names.map((name) => `"${name}": ${component(request, name)}`), `"@signature-params": ${parameters}`].join('\n');

export function sign(request, { keyId, privateKey, names, algorithm = 'rsa-v1_5-sha256', created = Math.floor(Date.now() / 1000), label = 'sig1' }) {
  const parameters = `(${names.map((name) => `"${name}"`).join(' ')});created=${created};keyid="${keyId}";alg="${algorithm}"`;
  const bytes = signBytes(algorithm === 'ed25519' ? null : 'sha256', Buffer.from(base(request, names, parameters)), privateKey);
  return { ...request.headers, 'signature-input': `${label}=${parameters}`, signature: `${label}=:${bytes.toString('base64')}:` };
}

export function parse(headers) {
  const input = /^([a-z][a-z0-9_-]*)=(\(((?:"[^"]+"(?: |(?=\))))*)\)((?:;[a-z]+=(?:"[^"]*"|[0-9]+))*))$/.exec(headers['signature-input'] ?? '');
  if (!input) throw new Refusal(401, `Signature-Input: ${headers['signature-input']}`);
  const bytes = new RegExp(`^${input[1]}=:([A-Za-z0-9+/=]+):$`).exec(headers.signature ?? '');
  if (!bytes) throw new Refusal(401, `Signature: ${headers.signature}`);
  const given = Object.fromEntries([...input[4].matchAll(/;([a-z]+)=(?:"([^"]*)"|([0-9]+))/g)].map((one) => [one[1], one[2] ?? one[3]]));
  return { ...given, names: [...input[3].matchAll(/"([^"]+)"/g)].map((one) => one[1]), parameters: input[2], signature: bytes[1] };
}

export function fits(request, given, publicKeyPem) {
  return verifyBytes(given.alg === 'ed25519' ? null : 'sha256', Buffer.from(base(request, given.names, given.parameters)), publicKeyPem,
    Buffer.from(given.signature, 'base64'));
}
