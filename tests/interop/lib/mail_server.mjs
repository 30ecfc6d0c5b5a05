// A server of mail (smtp-server) that keeps what it takes, read by a parser of
// other authors (mailparser). STARTTLS with a certificate made here, and sign-in.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { simpleParser } from 'mailparser';
import { SMTPServer } from 'smtp-server';
import { until } from './essaim.mjs';

export class MailServer {
  static async start({ port = 0, tls = false } = {}) {
    const mail = new MailServer();
    mail.taken = [];      // {raw, to, mail}
    mail.refuse = () => null;  // by address: an error with responseCode, or null
    mail.directory = mkdtempSync(join(tmpdir(), 'essaim-mail-'));
    const [key, cert] = ['key.pem', 'cert.pem'].map((name) => join(mail.directory, name));
    if (tls) {
      execFileSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2', '-keyout', key, '-out', cert,
        '-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1'], { stdio: 'ignore' });
    }
    mail.ca = cert;
    mail.server = new SMTPServer({
      ...(tls ? { key: readFileSync(key), cert: readFileSync(cert) } : { disabledCommands: ['STARTTLS', 'AUTH'] }),
      authOptional: !tls, allowInsecureAuth: false, logger: false,
      onAuth: ({ username, password }, _session, done) => {
        mail.auth = { username, password };
        done(password === 'sésame' ? null : Object.assign(new Error('wrong'), { responseCode: 535 }), { user: username });
      },
      onRcptTo: ({ address }, _session, done) => done(mail.refuse(address)),
      onData: async (stream, session, done) => {
        const chunks = [];
        for await (const chunk of stream) chunks.push(chunk);
        const raw = Buffer.concat(chunks).toString();
        mail.taken.push({ raw, to: session.envelope.rcptTo.map((one) => one.address), from: session.envelope.mailFrom.address, secure: session.secure, mail: await simpleParser(raw) });
        await mail.hold?.();
        done(null);
      },
    });
    mail.server.on('error', () => {});
    await new Promise((done) => mail.server.listen(port, '127.0.0.1', done));
    mail.port = mail.server.server.address().port;
    return mail;
  }
  get config() {
    return `\n[mail]\nserver = "127.0.0.1"\nport = ${this.port}\nsecurity = "none"\nfrom = "nouvelles@noisette.example"\n`;
  }
  // The nth letter to this address, once it is here.
  async letter(address, number = 1) {
    const of = () => this.taken.filter((one) => one.to.includes(address));
    await until(`letter ${number} to ${address}`, () => of().length >= number);
    return of()[number - 1];
  }
  stop() { this.server.close(); rmSync(this.directory, { recursive: true, force: true }); }
}

// The first link with that path in a letter.
export const linkIn = ({ mail }, path) => mail.text.match(new RegExp(`https?://\\S+${path}\\S*`))?.[0];
