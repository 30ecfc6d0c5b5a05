// Mail as people meet it: a real server of mail on this machine takes what the
// node sends, and a parser of other authors reads it.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { Essaim, until } from './lib/essaim.mjs';
import { linkIn, MailServer } from './lib/mail_server.mjs';
import { Person } from './lib/person.mjs';

let mail, node, camille;
before(async () => {
  mail = await MailServer.start();
  node = await Essaim.start({ config: mail.config });
  camille = await Person.arrive(node);
});
after(async () => { mail.stop(); await node.stop(); });

// Each from an address of its own, as the proxy says: ten forms in a quarter of an hour are one person's.
let visitors = 0;
const post = (path, fields, headers = { origin: node.url }) => fetch(node.url + path, { method: 'POST', redirect: 'manual', headers: { 'x-forwarded-for': `192.0.2.${++visitors}`, ...headers }, body: new URLSearchParams(fields) });
const path_of = (url) => new URL(url).pathname;
const subscribe = async (address) => {
  const before = mail.taken.length;
  assert.equal((await post('/lettre', { adresse: address })).status, 303);
  await until('the link', () => mail.taken.length > before);
  return mail.taken.at(-1);
};

describe('a stranger', () => {
  let confirm, stop;
  test('asks for the weekly letter and gets one link, correctly built, and nothing else', async () => {
    const sent = await subscribe('Lucie@Exemple.org');
    assert.deepEqual(sent.to, ['lucie@exemple.org']);
    assert.equal(sent.from, 'nouvelles@noisette.example');
    assert.equal(sent.mail.from.value[0].name, 'La Noisette');
    assert.match(sent.mail.messageId, /^<[0-9A-Z]{26}@127\.0\.0\.1>$/);
    assert.equal(sent.mail.headers.get('auto-submitted'), 'auto-generated');
    assert.match(sent.raw, /^MIME-Version: 1\.0\r$/im);
    assert.match(sent.raw, /Content-Transfer-Encoding: quoted-printable/);
    assert.match(sent.raw, /Content-Type: multipart\/alternative/);
    assert.deepEqual(sent.raw.split('\r\n').filter((line) => line.length > 90 || !/^[\x20-\x7e\t]*$/.test(line)), []);
    assert.match(sent.mail.text, /^Confirmez\s: la lettre de La Noisette/);
    assert.match(sent.mail.html, /<h1>Confirmez\s: la lettre de La Noisette<\/h1>/);
    confirm = linkIn(sent, '/lettre/confirmer/');
  });
  test('is not subscribed by a program that looks at the link, but by the button', async () => {
    assert.match(await (await fetch(confirm)).text(), /<button class="btn">Oui, je veux la recevoir/);
    await node.run('post', 'new', '--title', 'Le marché', '--text', 'Douze étals.\n\n* du miel\n* du [pain](/actualites)');
    await node.run('letter', 'send');
    assert.equal((await post(path_of(confirm), {})).status, 200);
    assert.equal((await fetch(confirm)).status, 410);
  });
  test('gets the week whole, with what RFC 8058 asks for', async () => {
    await node.run('letter', 'send');
    const sent = await mail.letter('lucie@exemple.org', 2);
    assert.match(sent.mail.subject, /^La Noisette\s: Le marché$/);
    assert.match(sent.mail.text, /Douze étals\.\n\n\* du miel/);
    assert.match(sent.mail.html, new RegExp(`<li>du <a href="${node.url}/actualites"`));
    assert.equal(sent.mail.headers.get('list').unsubscribe.url, linkIn(sent, '/lettre/arreter/'));
    assert.match(sent.raw, /^List-Unsubscribe-Post: List-Unsubscribe=One-Click\r$/m);
    stop = linkIn(sent, '/lettre/arreter/');
  });
  test('gets none while nothing is new', async () => {
    await node.run('letter', 'send');
    await until('the job', async () => (await node.run('letter', 'send')).planned);
    assert.equal(mail.taken.filter((one) => one.to.includes('lucie@exemple.org')).length, 2);
  });
  test('asks again: the answer is the same page, and the letter says that nothing changes', async () => {
    const sent = await subscribe('lucie@exemple.org');
    assert.match(sent.mail.subject, /Vous recevez déjà/);
  });
  test('stops by one click of the mail program: no cookie, no form', async () => {
    const form = new FormData();
    form.set('List-Unsubscribe', 'One-Click');
    assert.equal((await fetch(stop, { method: 'POST', body: form })).status, 200);
    assert.equal((await post(path_of(stop), { 'List-Unsubscribe': 'One-Click' }, {})).status, 200);
    assert.equal((await fetch(`${stop}x`, { method: 'POST' })).status, 404);
    await node.run('post', 'new', '--title', 'Autre chose', '--text', 'Encore.');
    await node.run('letter', 'send');
    const sent = await subscribe('lucie@exemple.org');  // as if for the first time
    assert.match(sent.mail.subject, /Confirmez/);
    assert.equal(mail.taken.filter((one) => one.mail.subject.includes('Autre chose')).length, 0);
  });
  test('is written to three times a day at most, whoever asks', async () => {
    const before = mail.taken.length;
    for (let i = 0; i < 3; ++i) assert.equal((await post('/lettre', { adresse: 'lucie@exemple.org' })).status, 303);
    await subscribe('paul@exemple.org');
    assert.equal(mail.taken.length, before + 1);
  });
  for (const [what, fields, headers, status] of [
    ['an address with a line end', { adresse: 'a@b.example\r\nBcc: c@d.example' }, undefined, 422],
    ['no address', { adresse: 'lucie' }, undefined, 422],
    ['a form of another site', { adresse: 'a@b.example' }, { origin: 'https://evil.example' }, 403],
  ]) {
    test(`is refused with a sentence: ${what}`, async () => {
      const answer = await post('/lettre', fields, headers);
      assert.equal(answer.status, status);
      assert.match(await answer.text(), /class="error"/);
    });
  }
});

describe('Camille, who manages', () => {
  const form = async (page, action, fields = {}) => camille.submit(await camille.page(page), action, fields);
  test('tries the mail, and confirms her address by that letter', async () => {
    assert.match(await camille.page('/gestion/courriel'), /nouvelles@noisette\.example/);
    assert.equal((await form('/gestion/courriel', '/gestion/courriel/essai')).status, 303);
    const sent = await mail.letter('camille@noisette.example');
    assert.equal(sent.mail.subject, 'Courriel d’essai');
    assert.equal((await post(path_of(linkIn(sent, '/moi/courriel/confirmer/')), {})).status, 200);
    assert.match(await camille.page('/moi/courriel'), /confirmée/);
  });
  test('chooses the weekly letter for herself', async () => {
    assert.equal((await form('/moi/courriel', '/moi/courriel', { lettre: '1' })).status, 303);
    await node.run('post', 'new', '--title', 'Pour tous', '--text', 'Bonjour.');
    await node.run('letter', 'send');
    assert.match((await mail.letter('camille@noisette.example', 2)).mail.text, /Pour tous/);
  });
  test('follows a thread: a reply comes whole, and a link stops it', async () => {
    const post = await node.run('post', 'new', '--title', 'Le fil', '--text', 'Qui vient ?');
    const path = path_of(post.url);
    const thread = (await camille.page(path)).match(/name="fil" value="([^"]*)"/)[1];
    assert.equal((await camille.submit(await camille.page(path), '/moi/fils', { action: 'suivre' })).status, 303);
    assert.match(await camille.page(path), /Les réponses vous parviennent par courriel/);
    await node.run('post', 'reply', '--to', post.id, '--text', 'Moi, avec du **pain**.');
    await node.run('letter', 'send');  // the jobs look at once, rather than within a minute
    const of = () => mail.taken.filter((one) => one.mail.subject?.includes('Le fil') && one.mail.subject.startsWith('Réponse'));
    await until('the reply', () => of().length > 0);
    assert.match(of()[0].mail.html, /Moi, avec du <strong>pain<\/strong>/);
    assert.equal((await fetch(linkIn(of()[0], '/lettre/arreter/'), { method: 'POST' })).status, 200);
    assert.match(await camille.page(path), /Suivre par courriel/);
    assert.match(thread, /\/t\//);
  });
  test('invites somebody by mail, whose address needs no other proof', async () => {
    const answer = await form('/gestion/personnes', '/gestion/personnes', { role: 'writer', uses: '1', days: '7', label: '', email: 'noe@exemple.org' });
    assert.match(answer.text, /Le lien part vers noe@exemple\.org/);
    const link = linkIn(await mail.letter('noe@exemple.org'), '/bienvenue/');
    const noe = Object.assign(new Person(), { node, cookies: new Map() });
    assert.equal((await noe.submit(await noe.page(path_of(link)), path_of(link), { name: 'Noé', email: 'noe@exemple.org', passphrase: 'une phrase de passe longue' })).status, 303);
    assert.match(await noe.page('/moi/courriel'), /confirmée/);
  });
  test('reads in words what was refused for good', async () => {
    mail.refuse = (address) => (address === 'personne@exemple.org' ? Object.assign(new Error('no such mailbox'), { responseCode: 550 }) : null);
    assert.equal((await post('/lettre', { adresse: 'personne@exemple.org' })).status, 303);
    await until('the refusal', async () => /Cette adresse n’existe pas/.test(await camille.page('/gestion/courriel')));
    const page = await camille.page('/gestion/courriel');
    assert.match(page, /pe…@exemple\.org/);
    assert.doesNotMatch(page, /personne@exemple\.org/);
  });
  test('loses her passphrase: one link, an hour, once; every session ends', async () => {
    const stranger = Object.assign(new Person(), { node, cookies: new Map() });
    const ask = async (adresse) => stranger.submit(await stranger.page('/connexion/oubli'), '/connexion/oubli', { adresse });
    const [known, unknown] = [await ask('camille@noisette.example'), await ask('inconnue@exemple.org')];
    assert.deepEqual([known.status, known.text], [unknown.status, unknown.text]);
    const sent = () => mail.taken.find((one) => one.mail.subject === 'Une nouvelle phrase de passe');
    await until('the link', sent);
    assert.deepEqual(sent().to, ['camille@noisette.example']);
    const link = path_of(linkIn(sent(), '/connexion/oubli/'));
    const choose = async (passphrase) => stranger.submit(await stranger.page(link), link, { passphrase });
    assert.equal((await choose('court')).status, 422);
    assert.equal((await choose('une tout autre phrase')).status, 200);
    assert.doesNotMatch(await camille.page('/moi'), /Votre compte/);
    assert.match(await stranger.page(link), /Ce lien ne fonctionne plus/);
    assert.equal(mail.taken.filter((one) => one.to.includes('inconnue@exemple.org')).length, 0);
  });
});

describe('the node', () => {
  test('sends nothing twice when it is killed after the last byte, and says so', async () => {
    await subscribe('anne@exemple.org');
    const link = linkIn(await mail.letter('anne@exemple.org'), '/lettre/confirmer/');
    await post(path_of(link), {});
    await node.run('post', 'new', '--title', 'Au moment où', '--text', 'la machine s’arrête.');
    const held = new Promise((done) => { mail.hold = () => { done(); return new Promise(() => {}); }; });
    await node.run('letter', 'send');
    await held;
    mail.hold = undefined;
    await node.restart('SIGKILL');
    await node.run('post', 'new', '--title', 'Après', '--text', 'elle repart.');
    await node.run('letter', 'send');
    await until('the next letter', () => mail.taken.some((one) => one.mail.subject.includes('Après') && one.to.includes('anne@exemple.org')));
    const twice = mail.taken.filter((one) => one.mail.subject.includes('Au moment')).map((one) => one.to[0]);
    assert.equal(new Set(twice).size, twice.length);
  });
  test('waits for a server that is away, and sends when it is back', async () => {
    mail.server.close();
    assert.equal((await post('/lettre', { adresse: 'zoe@exemple.org' })).status, 303);
    await until('the trouble', () => /mail/.test(node.log) && /connect/i.test(node.log));
    const back = await MailServer.start({ port: mail.port });
    await camille.submit(await camille.page('/connexion'), '/connexion', { email: 'camille@noisette.example', passphrase: 'une tout autre phrase' });
    assert.match(await camille.page('/gestion'), /Aucun courriel ne part/);
    await camille.submit(await camille.page('/gestion/courriel'), '/gestion/courriel', { action: 'now' });
    await until('the letter', () => back.taken.length > 0);
    assert.deepEqual(back.taken[0].to, ['zoe@exemple.org']);
    back.stop();
  });
});

describe('a server with STARTTLS and sign-in', () => {
  for (const [what, password, good] of [['the right passphrase', 'sésame', true], ['a wrong one', 'faux', false]]) {
    test(`the doctor tells whether it takes ${what}; nothing secret crosses in the clear`, async () => {
      const safe = await MailServer.start({ tls: true });
      const other = await Essaim.start({ name: 'genet', config: `\n[mail]\nserver = "127.0.0.1"\nport = ${safe.port}\nca_file = "${safe.ca}"\nuser = "noisette"\npassword = "${password}"\nfrom = "a@noisette.example"\n` });
      const said = await other.run('doctor').then(JSON.stringify, (failure) => failure.message);
      assert.match(said, good ? /Le serveur de courriel 127\.0\.0\.1 accepte|mail server 127\.0\.0\.1 accepts/ : /n’accepte pas ce nœud|does not accept this node/);
      if (good) {
        await fetch(`${other.url}/lettre`, { method: 'POST', headers: { origin: other.url }, body: new URLSearchParams({ adresse: 'eva@exemple.org' }) });
        assert.equal((await safe.letter('eva@exemple.org')).secure, true);
      }
      await other.stop();
      safe.stop();
    });
  }
});
