// `essaim demo` for the tests: three nodes on free ports, stopped by stop().
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const program = process.env.ESSAIM ?? resolve(import.meta.dirname, '../../build/dev/essaim');
const pause = (ms) => new Promise((done) => setTimeout(done, ms));

const is_free = (port) => new Promise((done) => {
  const server = createServer();
  server.once('error', () => done(false));
  server.listen(port, '127.0.0.1', () => server.close(() => done(true)));
});

async function free_triple() {
  for (let attempt = 0; attempt < 50; ++attempt) {
    const first = 20000 + Math.floor(Math.random() * 12000);
    const free = await Promise.all([0, 1, 2].map((step) => is_free(first + step)));
    if (free.every(Boolean)) return first;
  }
  throw new Error('no three free ports in a row');
}

// `wanted` is a port to begin at, if it is free; `more`: options of the command.
export async function start_demo(wanted, ...more) {
  const directory = mkdtempSync(join(tmpdir(), 'essaim-browser-'));
  const ready = join(directory, 'ready.json');
  const port = wanted && await is_free(wanted) ? wanted : await free_triple();
  const child = spawn(program, ['demo', '--headless', '--ready-file', ready, '--seed', '1', '--port', String(port), ...more],
    { stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  let ended = false;
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (bytes) => { said += bytes; });
  const exit = new Promise((done) => {
    child.once('error', (fault) => { said += fault; ended = true; done(-1); });
    child.once('exit', (code) => { ended = true; done(code); });
  });
  for (let turn = 0; turn < 600 && !existsSync(ready) && !ended; ++turn) await pause(100);
  if (!existsSync(ready)) {
    child.kill('SIGKILL');
    rmSync(directory, { recursive: true, force: true });
    throw new Error(`essaim demo did not get ready: ${said}`);
  }
  return {
    nodes: JSON.parse(readFileSync(ready, 'utf8')),
    said: () => said,
    async stop() {
      if (!ended) child.kill('SIGTERM');
      const late = setTimeout(() => child.kill('SIGKILL'), 15000);
      const code = await exit;
      clearTimeout(late);
      rmSync(directory, { recursive: true, force: true });
      return code;
    },
  };
}
