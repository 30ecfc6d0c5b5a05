// How people come in: by the link of their invitation the first time, by their
// passphrase afterwards. journeys.test.mjs (2 and 4) looks at those pages themselves.
export const passphrase = 'quatre noix sous le vieux pont';
const ada = 'ada@noisette.example';

export async function welcome(page, link, { name = 'Ada', email = ada } = {}) {
  await page.goto(link);
  await page.getByLabel('Votre nom').fill(name);
  await page.getByLabel('Courriel').fill(email);
  await page.getByLabel('Phrase de passe').fill(passphrase);
  await page.getByRole('button', { name: 'Entrer' }).click();
  await page.waitForURL(/feuille/);
}

export async function sign_in(page, node, target = '/gestion') {
  await page.goto(`${node}/connexion?vers=${encodeURIComponent(target)}`);
  await page.getByLabel('Courriel').fill(ada);
  await page.getByLabel('Phrase de passe').fill(passphrase);
  await page.locator('main').getByRole('button', { name: 'Se connecter' }).click();
  await page.waitForURL(node + target);
}
