#include "node/web/problem.h"

#include <string>

#include "node/web/translations.h"

namespace essaim::web {

namespace {

std::string_view english(int status) {
    switch (status) {
        case 400:
            return "Malformed request";
        case 401:
            return "Signature or sign-in missing or wrong";
        case 403:
            return "Forbidden";
        case 404:
            return "Not found";
        case 405:
            return "Method not allowed";
        case 409:
            return "Conflict";
        case 410:
            return "Gone";
        case 413:
            return "Too large";
        case 415:
            return "Unsupported media type";
        case 422:
            return "Not acceptable as it is";
        case 429:
            return "Too many requests";
        case 503:
            return "Unavailable, try again later";
        default:
            return "Internal error";
    }
}

}  // namespace

int status_of(Fault fault) {
    switch (fault) {
        case Fault::Malformed:
            return 400;
        case Fault::Unauthorized:
            return 401;
        case Fault::Forbidden:
            return 403;
        case Fault::NotFound:
            return 404;
        case Fault::Gone:
            return 410;
        case Fault::Conflict:
            return 409;
        case Fault::TooLarge:
            return 413;
        case Fault::UnsupportedMedia:
            return 415;
        case Fault::Unprocessable:
            return 422;
        case Fault::TooMany:
            return 429;
        case Fault::Unavailable:
            return 503;
        case Fault::Internal:
            break;
    }
    return 500;
}

std::string_view public_sentence(int status) {
    switch (status) {
        case 400:
            return tr_later("Cette demande est incomplète ou mal écrite");
        case 401:
            return tr_later("Il faut se connecter pour voir cette page");
        case 403:
            return tr_later("Cette page est réservée aux membres");
        case 404:
            return tr_later("Il n’y a rien à cette adresse");
        case 405:
            return tr_later("Cette adresse ne se lit pas de cette façon");
        case 409:
            return tr_later("Quelqu’un a changé cette page entre-temps");
        case 410:
            return tr_later("Cette page a été retirée par son auteur");
        case 413:
            return tr_later("Cet envoi est trop gros");
        case 415:
            return tr_later("Ce type de fichier n’est pas accepté");
        case 422:
            return tr_later("Cet envoi ne peut pas être accepté tel quel");
        case 429:
            return tr_later("Trop de demandes d’un coup");
        case 503:
            return tr_later("Le nœud est occupé, réessayez dans un instant");
        default:
            return tr_later("Une erreur est survenue de notre côté");
    }
}

Response plain_problem(int status) {
    auto response = Response::text(status, std::string(english(status)) + "\n");
    if (status == 503 || status == 429) response.with("Retry-After", "30");
    return response;
}

}  // namespace essaim::web
