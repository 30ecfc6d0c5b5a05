// Every page of the site (design/ux.md §4.1) that a demo can show, and what somebody
// does first so that they are all there. everyone.test.mjs visits them, shots.mjs
// takes their pictures.
import { welcome } from './people.mjs';

const text = '/actualites/trois-communes-rejoignent-le-cercle';

export const open_pages = ['/', '/actualites', text, '/agenda', '/documents', '/mots/marche', '/actualites/le-marche-d-hiver', '/actualites/le-marche-d-hiver/versions', '/reseau', '/reseau/annuaire',
  '/reseau/annuaire?vue=tableau', '/reseau/annuaire?vue=chronologie', '/reseau/annuaire?vue=livret', '/reseau/annuaire/eusko', '/reseau/annuaire/reutiliser', '/reseau/chiffres', '/recherche',
  '/recherche?q=cantines', '/suivre', '/suivre?depuis=@marie@mastodon.example', '/suivre?depuis=marie',
  '/signaler', '/connexion', '/connexion/secours', '/demander', '/a-propos/serveurs',
  '/mentions-legales', '/membres/ada', '/integrer/annuaire', `/integrer${text}`, '/rien-de-tel'];
export const own_pages = ['/', text, '/moi', '/moi/notifications', '/moi/donnees', '/moi/courriel', '/moi/securite',
  '/moi/securite/phrase', '/moi/securite/code', '/moi/securite/feuille', '/ecrire', '/agenda/ecrire', '/documents/ajouter', '/reseau'];
export const desk_pages = ['/gestion', '/gestion/fiche', '/gestion/apparence', '/gestion/identite', '/gestion/demenagement',
  '/gestion/reseau', '/gestion/personnes', '/gestion/moderation', '/gestion/serveurs', '/gestion/envois',
  '/gestion/courriel', '/gestion/imports', '/gestion/archive', '/gestion/journal', '/gestion/annuaire', '/gestion/annuaire/fiche', '/gestion/annuaire/ajouter', '/gestion/annuaire/chiffres', '/gestion/annuaire/importer', '/gestion/reseau/liste'];

// Enters by the welcome link and fills what would be empty; the cookies of the session.
export async function prepare(page, noisette) {
  await welcome(page, noisette.link);
  // Pages that are there only once somebody made them.
  await page.goto(`${noisette.url}/moi`);
  await page.getByLabel('Avoir ma propre adresse').check();
  await page.getByLabel('Nom court').fill('ada');
  await page.getByRole('button', { name: 'Voir mon adresse' }).click();
  await page.getByRole('button', { name: 'Créer cette adresse' }).click();
  await page.waitForURL(/membres/);
  await page.goto(`${noisette.url}/gestion/apparence`);
  await page.getByLabel('Qui publie, qui héberge').fill('## Qui publie\n\nLa Noisette');
  await page.getByRole('button', { name: 'Enregistrer' }).click();
  await page.getByText('L’apparence est enregistrée.').waitFor();
  await page.goto(`${noisette.url}/ecrire`);
  await page.getByLabel('Titre').fill('Le marché d’hiver');
  await page.getByLabel('Texte', { exact: true }).fill('On y vend du **miel**. #marché\n\n> Une citation\n\n| quoi | combien |\n|---|---|\n| miel | 12 |');
  await page.getByRole('button', { name: 'Publier' }).first().click();
  await page.waitForURL(/le-marche-d-hiver/);
  await page.getByRole('link', { name: 'Modifier' }).click();
  await page.getByLabel('Texte', { exact: true }).fill('On y vend du **miel** et du pain. #marché');
  await page.getByRole('button', { name: 'Enregistrer les changements' }).click();
  await page.waitForURL(/actualites\/le-marche-d-hiver/);
  return page.context().cookies();
}
