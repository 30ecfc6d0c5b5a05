// Multikey (FEP-521a) from a key of node:crypto, and a proof of its owner
// (FEP-8b32) made by @digitalbazaar's implementation of eddsa-jcs-2022.
import { DataIntegrityProof } from '@digitalbazaar/data-integrity';
import { createSignCryptosuite } from '@digitalbazaar/eddsa-jcs-2022-cryptosuite';
import { encodeMultibase } from '@fedify/vocab-runtime';
import { sign } from 'node:crypto';

export const multikeyOf = (key) => {
  const raw = Buffer.from(key.export({ format: 'jwk' }).x, 'base64url');
  return new TextDecoder().decode(encodeMultibase('base58btc', Buffer.concat([Buffer.from([0xed, 0x01]), raw])));
};

export const withProof = async (document, verificationMethod, privateKey) => {
  const signer = { id: verificationMethod, algorithm: 'Ed25519', sign: async ({ data }) => new Uint8Array(sign(null, data, privateKey)) };
  const suite = new DataIntegrityProof({ signer, cryptosuite: createSignCryptosuite() });
  const purpose = { update: async (proof) => ({ ...proof, proofPurpose: 'assertionMethod' }) };
  return { ...document, proof: await suite.createProof({ document: structuredClone(document), purpose }) };
};
