#include "node/cli/demo_story.h"

namespace essaim::cli {

const std::vector<DemoAssociation>& demo_associations() {
    static const std::vector<DemoAssociation> associations = {
        {"noisette",
         "noisette.localhost",
         {.title = "La Noisette",
          .tagline = "monnaie locale du pays de Vière",
          .sentence = "Une monnaie qui reste au pays",
          .hue = 0,
          .accent = "au pays",
          .about = "La Noisette circule entre 94 commerces, fermes et artisans du pays de Vière. "
                   "Un euro "
                   "changé ici est dépensé ici, puis encore ici.",
          .place = "Association loi 1901, siège à Corvol-sur-Vière.",
          .email = "bonjour@lanoisette.example",
          .unit = "noisette",
          .worth = "1 €"},
         {{.title = "Trois communes rejoignent le cercle",
           .summary =
               "Les cantines de Saint-Aubin, Lys et Brèves règlent leurs maraîchers en noisettes.",
           .source =
               "Depuis le 1er mars, les cantines de **Saint-Aubin**, **Lys** et **Brèves** règlent "
               "leurs maraîchers en noisettes.\n\n## Comment cela marche\n\nLa commune change des "
               "euros au comptoir de la trésorerie, paie le producteur en coupons, et le "
               "producteur "
               "les dépense chez ses voisins.\n\n- 3 communes\n- 7 maraîchers\n- 240 repas par "
               "jour"},
          {.title = "Assemblée générale : les comptes, simplement",
           .summary = "Vingt-deux pages résumées en une. Le fonds de garantie couvre chaque coupon "
                      "en circulation.",
           .source =
               "Vingt-deux pages de comptes tiennent en une. Le fonds de garantie couvre **chaque "
               "coupon en circulation**.\n\nMerci aux douze bénévoles qui ont compté et recompté."},
          {.title = "Le marché de Corvol passe à la noisette",
           .summary =
               "Douze étals sur dix-sept acceptent désormais nos coupons. Le comptoir de la halle "
               "ouvre chaque samedi de 9 h à 12 h.",
           .source = "Douze étals sur dix-sept acceptent désormais nos coupons.\n\nLe comptoir de "
                     "la halle "
                     "ouvre **chaque samedi de 9 h à 12 h**. On y change ses euros, on y prend le "
                     "plan du "
                     "marché, on y boit un café.\n\n> Je n’ai plus besoin d’expliquer : les gens "
                     "arrivent "
                     "avec leurs coupons.\n\nPour devenir prestataire, écrivez-nous."}},
         R"({"name":"La Noisette","sortName":"Noisette","kind":"localCurrency","status":"circulating","summary":"Une monnaie qui reste au pays : 94 commerces, fermes et artisans du pays de Vière.","launchedOn":"2016-05","place":{"town":"Corvol-sur-Vière","departmentCode":"58","country":"FR"},"geo":{"lat":47.32,"lon":3.42},"territory":{"label":"le pays de Vière","codes":["58"]},"legalEntityName":"Les amis de la Noisette","legalForm":"asso1901","medium":["notes"],"denominations":[1,2,5,10,20],"currencyName":"noisette, noisettes","unitValue":{"amount":1,"per":"EUR"},"backing":"fullReserve","reconversion":{"who":"professionals","feePercent":2},"contact":{"email":"bonjour@lanoisette.example","roleLabel":"l’accueil"},"languages":["fr"]})",
         {{"circulatingUnits", {12'300, 14'850, 16'900, 18'400}},
          {"activeProfessionals", {71, 78, 86, 94}},
          {"individualMembers", {240, 262, 281, 310}},
          {"exchangePoints", {5, 6, 7, 7}}}},
        {"genet",
         "genet.localhost",
         {.title = "Le Genêt",
          .tagline = "monnaie locale des monts d’Arbois",
          .sentence = "Ici, l’argent passe de main en main",
          .hue = 8,
          .accent = "de main en main",
          .about = "Depuis les marchés de l’Arbois jusqu’aux ateliers des hauts, le Genêt fait "
                   "durer les "
                   "échanges entre gens qui se connaissent.",
          .place = "Association loi 1901, siège à Landemer.",
          .email = "contact@legenet.example",
          .unit = "genêt",
          .worth = "1 €"},
         {{.title = "Comment nous avons réduit la fraude sur les coupons de 20",
           .summary = "Un papier à grain, un numéro lisible et une loupe au comptoir : le récit de "
                      "deux ans d’essais.",
           .source =
               "Deux ans d’essais en trois décisions : un **papier à grain**, un numéro lisible à "
               "l’œil nu, une loupe au comptoir.\n\nNous prêtons volontiers le cahier des "
               "charges."},
          {.title = "Nos prestataires en une carte à imprimer",
           .summary = "Une feuille A3 pliée en huit, refaite chaque trimestre par le groupe "
                      "communication.",
           .source =
               "Une feuille A3 pliée en huit, refaite chaque trimestre. Le modèle est libre : "
               "demandez-le."}},
         R"({"name":"Le Genêt","sortName":"Genêt","kind":"localCurrency","status":"circulating","summary":"Ici, l’argent passe de main en main, des marchés de l’Arbois aux ateliers des hauts.","launchedOn":"2018","place":{"town":"Landemer","departmentCode":"50","country":"FR"},"geo":{"lat":49.68,"lon":-1.75},"legalEntityName":"Le Genêt en main","legalForm":"asso1901","medium":["notes","app"],"currencyName":"genêt, genêts","unitValue":{"amount":1,"per":"EUR"},"backing":"fullReserve","contact":{"email":"contact@legenet.example"},"languages":["fr"]})",
         {{"circulatingUnits", {41'000, 38'600, 44'200, 52'750}},
          {"activeProfessionals", {118, 121, 140, 152}},
          {"individualMembers", {520, 505, 560, 611}}}},
        {"passerelle",
         "passerelle.localhost",
         {.title = "La Passerelle",
          .tagline = "banque de temps du val de Lys",
          .sentence = "Une heure donnée vaut une heure reçue",
          .hue = 1,
          .accent = "une heure reçue",
          .about = "Jardinage, comptabilité, couture, dépannage : chacun donne ce qu’il sait faire "
                   "et reçoit "
                   "ce qui lui manque.",
          .place = "Association loi 1901, siège à Vézins.",
          .email = "accueil@lapasserelle.example",
          .unit = "heure",
          .worth = "1 heure"},
         {{.title = "Réunion du groupe numérique : le compte rendu est en ligne",
           .summary = "Huit personnes, trois décisions, une date : le 16 mai.",
           .source =
               "Huit personnes étaient là. Trois décisions :\n\n1. chacun garde son nœud ;\n2. un "
               "guide commun, court ;\n3. on se retrouve le 16 mai."},
          {.title = "Mille heures échangées cette année",
           .summary = "Du jardinage à la comptabilité, le millième échange a réparé un vélo.",
           .source =
               "Le millième échange a réparé un **vélo**. Du jardinage à la comptabilité, merci à "
               "toutes et à tous."}},
         R"({"name":"La Passerelle","sortName":"Passerelle","kind":"timeBank","status":"circulating","summary":"Une heure donnée vaut une heure reçue, du jardinage à la comptabilité.","launchedOn":"2014-09","place":{"town":"Vézins","departmentCode":"12","country":"FR"},"geo":{"lat":44.28,"lon":2.97},"legalForm":"asso1901","medium":["ledger","web"],"unitValue":{"amount":1,"per":"hour"},"backing":"time","contact":{"email":"accueil@lapasserelle.example"},"languages":["fr","oc"]})",
         {{"hoursExchangedYear", {1'840, 2'100, 2'360, 2'412}},
          {"membersActive", {96, 104, 118, 121}}}},
    };
    return associations;
}

}  // namespace essaim::cli
