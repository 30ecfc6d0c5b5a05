// What a reader's refusal means to a person, and what helps.
#include <map>
#include <string_view>

#include "node/media/media.h"
#include "node/web/translations.h"

namespace essaim::media {

std::string sentence_of(const std::string& refusal) {
    static const std::map<std::string, std::string_view, std::less<>> sentences = {
        {"unknown",
         web::tr_later(
             "Ce fichier n’est pas une image que nous savons lire : JPEG, PNG, WebP ou GIF.")},
        {"svg",
         web::tr_later("Les dessins SVG peuvent contenir des programmes : envoyez plutôt un PNG.")},
        {"broken", web::tr_later("Cette image est abîmée ou incomplète : elle ne s’ouvre pas.")},
        {"pixels",
         web::tr_later(
             "Cette image a trop de points : réduisez-la à 50 millions au plus, par exemple "
             "8 000 sur 6 000.")},
        {"big", web::tr_later("Cette image est trop lourde.")},
        {"animation",
         web::tr_later("Les images animées ne sont pas prises : envoyez une image fixe.")},
        {"time", web::tr_later("Lire cette image demande trop de temps : envoyez-la plus petite.")},
        {"busy",
         web::tr_later("Plusieurs images arrivent en ce moment. Réessayez dans un instant.")},
        {"quota",
         web::tr_later("La place prévue pour les images est pleine. Retirez-en d’anciennes, ou "
                       "augmentez-la dans la configuration.")},
        {"missing",
         web::tr_later("Le programme qui lit les images manque sur ce nœud : l’image n’a pas été "
                       "prise.")},
    };
    const auto found = sentences.find(refusal);
    return std::string(found != sentences.end() ? found->second : sentences.at("broken"));
}

std::string sentence_of_document(const std::string& refusal) {
    static const std::map<std::string, std::string_view, std::less<>> sentences = {
        {"unknown",
         web::tr_later("Ce fichier n’est pas d’une sorte que nous prenons : PDF, ODT, ODS, ODP, "
                       "DOCX, texte (Markdown compris), JPEG, PNG, WebP ou GIF.")},
        {"broken", web::tr_later("Ce fichier est abîmé ou incomplet : il ne s’ouvre pas.")},
        {"encrypted",
         web::tr_later("Ce fichier demande un mot de passe : enregistrez-le sans, puis "
                       "envoyez-le de nouveau.")},
        {"bomb", web::tr_later("Ce fichier se déplie sans fin : il n’est pas pris.")},
        {"big", web::tr_later("Ce fichier est trop lourd : 64 Mo au plus.")},
        {"time", web::tr_later("Lire ce fichier demande trop de temps : il n’est pas pris.")},
        {"missing",
         web::tr_later("Le programme qui lit les fichiers manque sur ce nœud : le vôtre n’a pas "
                       "été pris.")},
    };
    const auto found = sentences.find(refusal);
    if (found != sentences.end()) return std::string(found->second);
    return sentence_of(refusal);
}

}  // namespace essaim::media
