// Somebody of the association, who signs in by a welcome link and sends forms as
// a browser does: cookies kept, the token of the form that the page showed.
export class Person {
  static async arrive(node, role = 'manager') {
    const person = Object.assign(new Person(), { node, cookies: new Map() });
    const { link } = await node.run('user', 'invite', '--role', role);
    const page = await person.#ask(new URL(link).pathname);
    const answer = await person.submit(page, new URL(link).pathname, { name: 'Camille', email: 'camille@noisette.example', passphrase: 'une phrase de passe longue' });
    if (answer.status !== 303) throw new Error(`no welcome: ${answer.status} ${answer.text}`);
    return person;
  }
  async page(path) { return (await this.#ask(path)).text; }
  // The form of `page` with the given address.
  async submit(page, action, fields) {
    const form = (page.text ?? page).split('<form').find((one) => one.includes(`action="${action}"`));
    if (!form) throw new Error(`no form ${action} on the page`);
    const hidden = Object.fromEntries([...form.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)"/g)].map(([, name, value]) => [name, value.replaceAll('&amp;', '&')]));
    const all = Object.entries({ ...hidden, ...fields });
    const files = all.some(([, value]) => value instanceof Blob);
    const body = files ? new FormData() : new URLSearchParams();
    for (const [name, value] of all) body.append(name, value);
    return this.#ask(action, { method: 'POST', body });
  }
  async #ask(path, how = {}) {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const answer = await fetch(this.node.url + path, { redirect: 'manual', headers: { cookie, origin: this.node.url }, ...how });
    for (const line of answer.headers.getSetCookie()) {
      const [, name, value] = line.match(/^([^=]+)=([^;]*)/);
      this.cookies.set(name, value);
    }
    return { status: answer.status, text: await answer.text() };
  }
}
