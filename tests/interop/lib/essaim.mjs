// Starts a real essaim in a temporary directory and talks to it through its
// command line. Both programs are on loopback; the addresses are allowed one by one.
import { spawn } from 'node:child_process';
import { appendFileSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export const program = process.env.ESSAIM ?? join(import.meta.dirname, '../../../build/dev/essaim');

export const freePort = () => new Promise((resolve) => {
  const server = createServer();
  server.listen(0, '127.0.0.1', () => { const { port } = server.address(); server.close(() => resolve(port)); });
});

export const until = async (what, check, seconds = 20) => {
  const end = Date.now() + seconds * 1000;
  let last;
  while (Date.now() < end) {
    last = await check();
    if (last) return last;
    await new Promise((done) => setTimeout(done, 50));
  }
  throw new Error(`waited ${seconds} s in vain for: ${what}`);
};

export class Essaim {
  // `config`: more of its file. `front`: makes what stands before the node, given its port, and says its address.
  static async start({ name = 'noisette', peers = [], front, config = '', port } = {}) {
    const node = new Essaim();
    node.port = port ?? await freePort();
    node.front = await front?.(node.port);
    node.url = node.front?.url ?? `http://127.0.0.1:${node.port}`;
    node.name = name;
    node.directory = mkdtempSync(join(tmpdir(), 'essaim-interop-'));
    const allow = [`127.0.0.1:${node.port}`, ...peers].flatMap((peer) => ['--allow-address', peer]);
    await node.run('init', '--url', node.url, '--port', String(node.port), '--name', name, '--title', 'La Noisette', ...allow, '--yes');
    if (config) appendFileSync(join(node.directory, 'essaim.toml'), config);
    await node.serve();
    return node;
  }

  async serve() {
    const ready = join(this.directory, 'ready');
    rmSync(ready, { force: true });
    this.process = spawn(program, ['--dir', this.directory, 'serve', '--ready-file', ready], { stdio: ['ignore', 'ignore', 'pipe'] });
    this.log = '';
    this.process.stderr.on('data', (bytes) => { this.log += bytes; });
    await until('the node to be ready', () => existsSync(ready) && readFileSync(ready, 'utf8').length > 0);
  }

  // Not waiting synchronously: the other server of the test lives in this process.
  async run(...words) {
    const command = spawn(program, ['--dir', this.directory, '--json', ...words], { stdio: ['ignore', 'pipe', 'pipe'] });
    let said = '', complaint = '';
    command.stdout.on('data', (bytes) => { said += bytes; });
    command.stderr.on('data', (bytes) => { complaint += bytes; });
    const status = await new Promise((done) => command.once('close', done));
    if (status !== 0) throw new Error(`essaim ${words.join(' ')}: ${status} ${said} ${complaint}`);
    const line = said.trim().split('\n').pop();
    try { return JSON.parse(line); } catch { return line; }
  }

  get actor() { return `${this.url}/@${this.name}`; }
  get inbox() { return `${this.actor}/inbox`; }

  // What the node shows of those it follows.
  async network() { return (await fetch(`${this.url}/reseau`)).text(); }
  async shows(text) { return until(`“${text}” on the page`, async () => (await this.network()).includes(text)); }
  async follows(actor, state = 'accepted') {
    return until(`${actor} to be ${state}`, async () => (await this.run('follow', 'list')).following.find((one) => one.actor === actor)?.state === state);
  }
  async followers() { return (await this.run('follow', 'list')).followers.map((one) => one.actor); }

  async end(signal = 'SIGTERM') {
    const ended = new Promise((done) => this.process.once('exit', done));
    this.process.kill(signal);
    await ended;
  }
  async restart(signal) { await this.end(signal); await this.serve(); }
  async stop() {
    await this.end();
    this.front?.stop();
    rmSync(this.directory, { recursive: true, force: true });
  }
}
