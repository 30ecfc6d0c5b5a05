// One HTTP request as it is given: no redirect followed, no header added but
// Content-Length, which fetch() would not allow for Host and Date.
import { Agent, request as send } from 'node:http';

const agent = new Agent({ keepAlive: true, maxSockets: 4 });

export const exchange = ({ method = 'GET', url, headers = {}, body }) => new Promise((resolve, reject) => {
  const { hostname, port, pathname, search } = new URL(url);
  const outgoing = send({ agent, method, hostname, port, path: pathname + search, headers: { host: new URL(url).host, ...headers }, timeout: 20_000 }, (incoming) => {
    const chunks = [];
    incoming.on('data', (chunk) => chunks.push(chunk));
    incoming.on('error', reject);
    incoming.on('end', () => {
      const text = Buffer.concat(chunks).toString();
      resolve({ status: incoming.statusCode, headers: incoming.headers, text, at: performance.now(), json: () => JSON.parse(text) });
    });
  });
  outgoing.on('timeout', () => outgoing.destroy(new Error(`no answer from ${url}`)));
  outgoing.on('error', reject);
  outgoing.end(body);
});

export const AS2 = 'https://www.w3.org/ns/activitystreams';
export const Public = `${AS2}#Public`;
export const AJ = 'application/activity+json';
export const LDP = `application/ld+json; profile="${AS2}"`;
export const getJson = async (url, accept = AJ) => exchange({ url, headers: { accept } });
