#include "node/cli/demo_documents.h"

#include <vector>

#include "node/documents/library.h"
#include "node/feature/imported.h"

namespace essaim::cli {

namespace {

using documents::DocumentDraft;

struct DemoDocument {
    const char* owner;
    DocumentDraft draft;
    std::vector<std::string> pages = {};  // lines of a PDF of one page; none: draft.source
};

// The smallest PDF (ISO 32000-1 §7.5) with one page of lines in WinAnsi letters.
std::string one_page(const std::vector<std::string>& lines) {
    std::string text = "BT /F1 13 Tf 56 780 Td 20 TL";
    for (const auto& line : lines) text += " (" + line + ") Tj T*";
    text += " ET";
    const std::vector<std::string> objects = {
        "<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
        "/Resources << /Font << /F1 5 0 R >> >> >>",
        "<< /Length " + std::to_string(text.size()) + " >>\nstream\n" + text + "\nendstream",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"};
    std::string pdf = "%PDF-1.4\n";
    std::string table;
    for (std::size_t i = 0; i < objects.size(); ++i) {
        auto place = std::to_string(pdf.size());
        table += std::string(10 - place.size(), '0') + place + " 00000 n \n";
        pdf += std::to_string(i + 1) + " 0 obj\n" + objects[i] + "\nendobj\n";
    }
    const auto count = std::to_string(objects.size() + 1);
    const auto start = std::to_string(pdf.size());
    return pdf + "xref\n0 " + count + "\n0000000000 65535 f \n" + table + "trailer\n<< /Size " +
           count + " /Root 1 0 R >>\nstartxref\n" + start + "\n%%EOF\n";
}

const std::vector<DemoDocument>& all() {
    static const std::vector<DemoDocument> documents = {
        {"noisette",
         {.title = "Statuts et règlement intérieur",
          .abstract = "Les statuts votés en assemblée générale et les règles de tous les jours.",
          .kind = "other",
          .groups = "collégiale",
          .dated = "03/2016",
          .licence = "CC0-1.0",
          .status = "valid",
          .territory = "pays de Vière",
          .source = "## Article 1 – Nom\n\nLes amis de la Noisette, association de la loi de "
                    "1901.\n\n## Article 2 – Objet\n\nÉmettre et faire vivre une monnaie locale "
                    "complémentaire, la noisette : son seul objet.\n\n## Article 3 – Collégiale\n\n"
                    "Neuf personnes au plus, élues pour deux ans, décident ensemble."}},
        {"noisette",
         {.title = "Guide du prestataire, édition 2026",
          .abstract = "Accepter les coupons, tenir la caisse, reconvertir : une page à garder près "
                      "du comptoir.",
          .kind = "guide",
          .groups = "groupe prestataires",
          .dated = "2026",
          .licence = "CC-BY-SA-4.0",
          .status = "valid",
          .review_on = "2027-06-01"},
         {"Guide du prestataire, \\351dition 2026", "",
          "1. Un coupon vaut le nombre d'euros qui y est \\351crit.",
          "2. On rend la monnaie en coupons, jamais en euros.",
          "3. Les coupons se d\\351pensent chez les 94 autres prestataires.",
          "4. On reconvertit au local, le premier mardi du mois, avec 2 % de frais.",
          "5. Un doute sur un coupon : la loupe du comptoir, puis le 06 du groupe."}},
        {"noisette",
         {.title = "Convention commune et monnaie locale",
          .abstract = "Le modèle signé avec trois communes, avec la clause sur la régie.",
          .kind = "template",
          .groups = "groupe collectivités",
          .dated = "12/03/2026",
          .licence = "CC-BY-SA-4.0",
          .status = "reviewed",
          .territory = "Saint-Aubin, Lys et Brèves",
          .source = "Entre la commune et l’association, il est convenu :\n\n1. La commune accepte "
                    "les coupons pour la cantine et la piscine.\n2. Sa régie les dépense chez les "
                    "prestataires, ou les reconvertit sans frais.\n3. Chacune désigne une personne "
                    "qui répond dans la semaine."}},
        {"noisette",
         {.title = "Compte rendu de la collégiale du 4 novembre",
          .abstract = "Trois décisions : le stand de Noël, la réserve, le nouveau local.",
          .kind = "minutes",
          .groups = "collégiale",
          .dated = "04/11/2026",
          .licence = "CC-BY-4.0",
          .status = "draft",
          .source = "Présentes et présents : sept.\n\n## Décisions\n\n- Un stand à Corvol le "
                    "12 décembre.\n- La réserve reste à la Nef.\n- Le local de la halle est loué "
                    "pour un an."}},
        {"genet",
         {.title = "Cahier des charges d’un coupon difficile à copier",
          .abstract = "Papier, numéros, encres : ce que nous demandons à l’imprimeur, et pourquoi.",
          .kind = "template",
          .groups = "groupe billets",
          .dated = "09/2025",
          .licence = "CC-BY-SA-4.0",
          .status = "valid",
          .source =
              "## Papier\n\nÀ grain, 120 g, avec fibres visibles.\n\n## Numéros\n\nLisibles à "
              "l’œil nu, avec une clé de contrôle.\n\n## Encres\n\nUne qui change à la "
              "lumière, une qui ne se photocopie pas."}},
        {"genet",
         {.title = "La carte des prestataires, comment la refaire chaque trimestre",
          .abstract = "Une feuille A3 pliée en huit : le modèle, et la marche à suivre.",
          .kind = "guide",
          .groups = "groupe communication",
          .dated = "2026",
          .licence = "CC0-1.0",
          .status = "valid",
          .source = "1. Exporter la liste du tableur.\n2. Vérifier les horaires par téléphone.\n"
                    "3. Mettre en page, plier, distribuer au marché."}},
        {"genet",
         {.title = "Enquête auprès des professionnels, 2019",
          .abstract = "Cent dix réponses sur ce que la monnaie change pour eux.",
          .kind = "study",
          .groups = "Le Genêt, université",
          .dated = "2019",
          .licence = "CC-BY-4.0",
          .status = "outdated",
          .source = "Cent dix professionnels ont répondu. Deux sur trois ont trouvé un nouveau "
                    "fournisseur à moins de trente kilomètres."}},
        {"passerelle",
         {.title = "Accueillir une nouvelle personne dans une banque de temps",
          .abstract = "La première heure : ce que l’on dit, ce que l’on demande, ce que l’on note.",
          .kind = "guide",
          .groups = "équipe d’accueil",
          .dated = "02/2026",
          .licence = "CC-BY-SA-4.0",
          .status = "valid",
          .source = "- Offrir un thé.\n- Demander trois choses que la personne aime faire.\n"
                    "- Trouver un premier échange dans la semaine."}},
        {"passerelle",
         {.title = "Affiche « une heure vaut une heure »",
          .abstract = "Le texte de l’affiche, à mettre à vos couleurs.",
          .kind = "poster",
          .groups = "La Passerelle",
          .dated = "2024",
          .licence = "CC0-1.0",
          .status = "valid",
          .source = "**Une heure donnée vaut une heure reçue.** Jardin, comptes, couture : venez "
                    "avec ce que vous savez."}},
    };
    return documents;
}

// As the form does it, without a form to come back to.
Result<std::string> upload(Services& services, const std::string& bytes) {
    const auto kept = TRY(when_read(
        [&] { return services.media.take_document(bytes, "guide-du-prestataire.pdf", "demo"); }));
    return kept.id;
}

}  // namespace

Result<void> give_documents(Services& services, const std::string& name) {
    documents::Library library(services);
    for (const auto& document : all()) {
        if (document.owner != name) continue;
        auto draft = document.draft;
        if (!document.pages.empty()) draft.media = TRY(upload(services, one_page(document.pages)));
        TRY(library.add(draft, "demo"));
    }
    return {};
}

}  // namespace essaim::cli
