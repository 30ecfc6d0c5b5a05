// A site that somebody leaves: pictures and documents by their address, and the
// export of a WordPress that never was (tests/imports/make_wxr.py).
import { execFileSync } from 'node:child_process';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { png } from './png.mjs';

const generator = join(import.meta.dirname, '../../imports/make_wxr.py');

// The smallest PDF that has a page.
const pdf = (number) => Buffer.from(`%PDF-1.4
1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj
3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>endobj
% ${number}
trailer<</Root 1 0 R>>
%%EOF
`);

export async function start_old_site() {
  const asked = [];
  const server = createServer((request, answer) => {
    asked.push(request.url);
    const picture = /^\/wp-content\/uploads\/photo-(\d+)\.png$/.exec(request.url);
    const document = /^\/wp-content\/uploads\/compte-rendu-(\d+)\.pdf$/.exec(request.url);
    if (picture) answer.writeHead(200, { 'content-type': 'image/png' }).end(png(64 + Number(picture[1]) % 8, 48));
    else if (document) answer.writeHead(200, { 'content-type': 'application/pdf' }).end(pdf(document[1]));
    else answer.writeHead(404).end();
  });
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  const host = `127.0.0.1:${server.address().port}`;
  return {
    host, asked,
    url: `http://${host}`,
    wxr: (posts, documents = 0, pictures = 0) => execFileSync('python3',
      [generator, posts, documents, `http://${host}`, pictures].map(String), { encoding: 'utf8', maxBuffer: 1 << 27 }),
    stop: () => new Promise((done) => { server.closeAllConnections(); server.close(done); }),
  };
}
