// The contexts that software with copies of its own knows (Friendica,
// federation.md §2). Any other address ends in an error: nobody fetches one.
import { preloadedContexts } from '@fedify/vocab-runtime';
import jsonld from 'jsonld';

export const wellKnown = ['https://www.w3.org/ns/activitystreams', 'https://w3id.org/security/v1', 'https://w3id.org/security/multikey/v1',
  'https://w3id.org/security/data-integrity/v1'];

export const documentLoader = async (url) => {
  if (!wellKnown.includes(url)) throw new Error(`a remote context: ${url}`);
  return { contextUrl: null, documentUrl: url, document: preloadedContexts[url] };
};

// ActivityStreams has "@vocab": "_:", so a term that no context defines is no
// error to a JSON-LD processor: it becomes a name that nobody shares.
const check = (value, path) => {
  if (typeof value !== 'object' || value === null) return;
  for (const [name, inner] of Object.entries(value)) {
    if (name.startsWith('_:')) throw new Error(`no context defines ${path}.${name.slice(2)}`);
    check(inner, Array.isArray(value) ? path : `${path}.${name.replace(/^.*[/#]/, '')}`);
  }
};
export const expand = async (document) => {
  const expanded = await jsonld.expand(document, { documentLoader, safe: true });
  check(expanded, document.type);
  return expanded;
};
export const compact = (document, context = wellKnown) => jsonld.compact(document, context, { documentLoader });
