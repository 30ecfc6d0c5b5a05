// An import is killed (SIGKILL) in its midst, again and again: it goes on where it
// was, nothing comes twice, nothing is delivered. POSTS, DOCUMENTS and KILLS say how
// much; POSTS=1000 DOCUMENTS=300 is what design/ux.md asks of one file.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { Essaim, until } from '../interop/lib/essaim.mjs';
import { start_old_site } from '../interop/lib/old_site.mjs';
import { Person } from '../interop/lib/person.mjs';

const posts = Number(process.env.POSTS ?? 80);
const documents = Number(process.env.DOCUMENTS ?? 5);
const kills = Number(process.env.KILLS ?? 2);
const pause = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));

let site, node, manager;
const number = (sql) => Number(execFileSync('sqlite3', ['-readonly', '-cmd', '.timeout 5000', join(node.directory, 'essaim.db'), sql], { encoding: 'utf8' }));
const texts = () => number('SELECT count(*) FROM post WHERE local = 1');

before(async () => {
  site = await start_old_site();
  node = await Essaim.start({ peers: [site.host], config: '\n' });
  manager = await Person.arrive(node);
}, { timeout: 60000 });
after(async () => { await node?.stop(); await site?.stop(); });

const send = async (file) => {
  const form = await manager.page('/gestion/imports');
  const answer = await manager.submit(form, '/gestion/imports', { fichier: new File([file], 'export.xml') });
  assert.equal(answer.status, 303, answer.text);
  return /href="(\/gestion\/imports\/\w+)"/.exec(await manager.page('/gestion/imports'))[1];
};
const start = async (run) => assert.equal((await manager.submit(await manager.page(run), run, { action: 'importer' })).status, 303);

test(`${posts} texts and ${documents} documents come once each, whatever kills the node meanwhile`, { timeout: 900000 }, async (context) => {
  const file = site.wxr(posts, documents, 5);
  const run = await send(file);
  const check = await manager.page(run);
  assert.match(check, new RegExp(`${posts.toLocaleString('fr-FR').replace(/\s/, '.')} textes`));
  const begun = Date.now();
  await start(run);
  let killed = 0;
  for (let kill = 1; kill <= kills; ++kill) {
    const goal = Math.floor(posts * kill / (kills + 1));
    await until(`${goal} texts`, () => texts() >= goal, 300);
    if (texts() < posts) ++killed;
    await node.end('SIGKILL');
    await node.serve();
    assert.match(await manager.page(run), /Import en cours|C’est fini/);
  }
  await until('the import to end', async () => (await manager.page(run)).includes('C’est fini'), 600);
  assert.ok(killed > 0, 'it was over before it was killed');
  context.diagnostic(`${Math.round((Date.now() - begun) / 1000)} s, killed ${killed} times in its midst, ${number("SELECT count(*) FROM import_item WHERE kind = 'document' AND state = 'done'")} documents`);
  assert.equal(texts(), posts);
  assert.equal(number('SELECT count(DISTINCT title) FROM post WHERE local = 1'), posts);
  assert.equal(number("SELECT count(*) FROM import_item WHERE state = 'new'"), 0);
  assert.equal(number('SELECT count(*) FROM delivery'), 0);
  assert.equal(number("SELECT count(*) FROM outbox o JOIN post p ON o.activity = p.id || '#create'"), number("SELECT count(*) FROM post WHERE local = 1 AND state = 'published'"));

  const old = await fetch(`${node.url}/?p=1`, { redirect: 'manual' });
  assert.equal(old.status, 301);
  assert.equal(old.headers.get('location'), '/actualites/nouvelle-numero-1');

  const again = await send(file);
  assert.match(await manager.page(again), /éléments déjà là/);
  await pause(100);
  assert.equal(texts(), posts);
});
