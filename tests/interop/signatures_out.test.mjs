// federation.md §10, signatures that go out: cases 24 and 22, judged by
// libraries of other people (§11), each of which also has to refuse a change.
import assert from 'node:assert/strict';
import { createHash, createPublicKey, verify } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { DataIntegrityProof } from '@digitalbazaar/data-integrity';
import { createVerifyCryptosuite } from '@digitalbazaar/eddsa-jcs-2022-cryptosuite';
import { getDocumentLoader, verifyObject, verifyRequest } from '@fedify/fedify';
import { Create } from '@fedify/vocab';
import { decodeMultibase } from '@fedify/vocab-runtime';
import * as misskey from '@misskey-dev/node-http-message-signatures';
import { Parser } from 'activitypub-http-signatures';
import canonicalize from 'canonicalize';
import { cavage, createVerifier, httpbis } from 'http-message-signatures';
import { Essaim } from './lib/essaim.mjs';
import { getJson } from './lib/http.mjs';
import { documentLoader as contextLoader } from './lib/known_contexts.mjs';
import { Peer } from './lib/peer.mjs';
import { FedifyFirst } from './peers/fedify_first.mjs';
import { GoToSocial } from './peers/gotosocial.mjs';

let node, mastodon, gotosocial, fedify, actor, pems;
const loader = getDocumentLoader({ allowPrivateAddress: true });

before(async () => {
  [mastodon, gotosocial, fedify] = await Promise.all([Peer, GoToSocial, FedifyFirst].map((one) => one.start()));
  node = await Essaim.start({ peers: [mastodon.address, gotosocial.address, fedify.address] });
  for (const peer of [mastodon, gotosocial, fedify]) {
    await peer.follow(node);
    await peer.received('Accept');
  }
  // Letters that are escaped, composed, outside the BMP or line ends in JavaScript.
  await node.run('post', 'new', '--title', 'Le « marché » \u{1F33B} e\u0301\u2028\\"', '--text', 'Douze <étals> & *plus* \u{1D4AF}\u00a0!');
  await Promise.all([mastodon, gotosocial, fedify].map((peer) => peer.received('Create')));
  actor = (await getJson(node.actor)).json();
  const instance = (await getJson(`${node.url}/actor`)).json();
  pems = Object.fromEntries([actor, instance].map(({ publicKey }) => [publicKey.id, publicKey.publicKeyPem]));
});
after(async () => { for (const peer of [mastodon, gotosocial, fedify]) peer.stop(); await node.stop(); });

// The requests of each kind that the node has sent.
const sent = {
  'a POST by cavage': () => mastodon.posts(202).at(-1),
  'a GET by cavage': () => gotosocial.fetches('/users/marie').at(-1),
  'a POST by RFC 9421': () => fedify.posts(202).at(-1),
};
const isCavage = (what) => what.endsWith('cavage');

const keyLookup = (algorithm) => async ({ keyid }) => ({ id: keyid, algs: [algorithm], verify: createVerifier(pems[keyid], 'rsa-v1_5-sha256') });
const verifiers = {
  'activitypub-http-signatures': { takes: isCavage, verify: (request) => {
    const signature = new Parser().parse({ ...request, url: request.target });
    return signature.verify(pems[signature.keyId]);
  } },
  '@misskey-dev/node-http-message-signatures': { takes: isCavage, verify: async (request) => {
    const like = { ...request, url: request.target };
    const { value } = misskey.parseRequestSignature(like, { requiredComponents: { draft: ['(request-target)', 'host', 'date', ...(request.method === 'POST' ? ['digest'] : [])] } });
    return await misskey.verifyDraftSignature(value, pems[value.keyId]) &&
      (request.method === 'GET' || await misskey.verifyDigestHeader(like, request.body, true));
  } },
  'http-message-signatures': { takes: () => true, verify: (request) => (request.headers['signature-input']
    ? httpbis.verifyMessage({ keyLookup: keyLookup('rsa-v1_5-sha256'), requiredFields: ['@method', '@target-uri', 'content-digest'], requiredParams: ['created', 'keyid', 'alg'] }, request)
    : cavage.verifyMessage({ keyLookup: keyLookup('rsa-sha256') }, request)) },
  '@fedify/fedify': { takes: () => true, verify: async ({ method, url, headers, body }) => {
    const request = new Request(url, { method, headers, body: method === 'POST' ? body : undefined });
    return await verifyRequest(request, { documentLoader: loader, contextLoader }) !== null;
  } },
};

for (const [name, { takes, verify: check }] of Object.entries(verifiers)) {
  describe(`case 24: ${name} verifies`, () => {
    for (const what of Object.keys(sent).filter(takes)) {
      test(what, async () => {
        const request = sent[what]();
        assert.equal(await check(request), true);
        const elsewhere = { ...request, target: '/other', url: new URL('/other', request.url).href };
        assert.notEqual(await Promise.resolve(check(elsewhere)).catch(() => false), true, 'another target');
      });
    }
  });
}

describe('case 24: the first contact', () => {
  test('is cavage, keyId first, no space after a comma, over the fields that all peers want', () => {
    const first = mastodon.posts()[0].headers.signature;
    assert.match(first, /^keyId="[^", ]+#main-key",algorithm="rsa-sha256",headers="\(request-target\) host date digest content-type",signature="[A-Za-z0-9+/=]+"$/);
    assert.match(mastodon.posts()[0].headers.digest, /^SHA-256=/);
  });
  test('is repeated once by RFC 9421 after a 401, and the taste is remembered', () => {
    assert.deepEqual(fedify.posts().map((one) => [one.headers['signature-input'] !== undefined, one.status]), [[false, 401], [true, 202], [true, 202]]);
  });
  test('sends one date and a fresh one', () => {
    for (const { headers, at } of [...mastodon.posts(), ...fedify.posts()]) {
      const age = performance.timeOrigin + at - Date.parse(headers.date);
      assert.ok(age > -1000 && age < 5000, `${age} ms`);
    }
  });
});

describe('case 22: the proof of a public activity', () => {
  const created = () => structuredClone(mastodon.of('Create')[0]);
  const changed = () => { const one = created(); one.object.name += '.'; return one; };

  test('verifies by Fedify', async () => {
    const check = (document) => verifyObject(Create, document, { documentLoader: loader, contextLoader });
    assert.ok(await check(created()) instanceof Create);
    assert.equal(await check(changed()), null);
  });

  test('verifies by @digitalbazaar/data-integrity with eddsa-jcs-2022-cryptosuite', async () => {
    const documentLoader = async (url) => {
      const own = { [node.actor]: actor, [actor.assertionMethod[0].id]: { '@context': 'https://w3id.org/security/multikey/v1', ...actor.assertionMethod[0] } };
      return own[url] ? { contextUrl: null, documentUrl: url, document: own[url] } : contextLoader(url);
    };
    const suite = new DataIntegrityProof({ cryptosuite: createVerifyCryptosuite(), legacyContext: true });
    // It compares contexts by identity: the inline terms have to be one object in both.
    const check = ({ proof, ...document }) => suite.verifyProof({ proof, document: { ...document, '@context': proof['@context'] }, documentLoader });
    const result = await check(created());
    assert.equal(result.verified, true, result.error?.message);
    assert.equal((await check(changed())).verified, false);
  });

  test('is over the bytes that canonicalize (RFC 8785) makes', () => {
    const check = ({ proof, ...document }) => {
      const { proofValue, ...options } = proof;
      const hash = (value) => createHash('sha256').update(canonicalize(value)).digest();
      const raw = Buffer.from(decodeMultibase(actor.assertionMethod[0].publicKeyMultibase)).subarray(2);
      const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: raw.toString('base64url') }, format: 'jwk' });
      return verify(null, Buffer.concat([hash(options), hash(document)]), key, decodeMultibase(proofValue));
    };
    assert.equal(check(created()), true);
    assert.equal(check(changed()), false);
    assert.equal(created().proof.verificationMethod, actor.assertionMethod[0].id);
  });

  test('is not given to what goes to one server only', () => {
    assert.equal(mastodon.of('Accept')[0].proof, undefined);
  });
});
