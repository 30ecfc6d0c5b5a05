// https in front of a node, as its reverse proxy would be: the bytes are passed
// on as they are. The certificate is made here and trusted by this process.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer, getCACertificates, setDefaultCACertificates } from 'node:tls';

export class TlsFront {
  static async start(nodePort) {
    const front = new TlsFront();
    const directory = mkdtempSync(join(tmpdir(), 'essaim-tls-'));
    const [key, cert] = ['key.pem', 'cert.pem'].map((name) => join(directory, name));
    execFileSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2', '-keyout', key, '-out', cert,
      '-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1'], { stdio: 'ignore' });
    const options = { key: readFileSync(key), cert: readFileSync(cert) };
    rmSync(directory, { recursive: true });
    setDefaultCACertificates([...getCACertificates('default'), options.cert.toString()]);
    front.sockets = new Set();
    front.server = createServer(options, (outside) => {
      const inside = connect(nodePort, '127.0.0.1');
      for (const [socket, other] of [[outside, inside], [inside, outside]]) {
        front.sockets.add(socket);
        socket.on('error', () => other.destroy()).on('close', () => { front.sockets.delete(socket); other.destroy(); });
        socket.pipe(other);
      }
    });
    await new Promise((done) => front.server.listen(0, '127.0.0.1', done));
    front.port = front.server.address().port;
    return front;
  }
  get url() { return `https://127.0.0.1:${this.port}`; }
  stop() { this.server.close(); for (const socket of this.sockets) socket.destroy(); }
}
