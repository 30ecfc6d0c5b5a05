#include "node/imports/old_files.h"

#include "node/web/translations.h"

namespace essaim::imports {

namespace {

using namespace std::chrono_literals;

Result<net::HttpAnswer> get(net::HttpClient& http, const std::string& url, std::size_t most) {
    return http.send({.url = url,
                      .headers = {{"Accept", "*/*"}},
                      .max_bytes = most,
                      .timeout = 20s,
                      .redirects = 3});
}

}  // namespace

Result<std::string> fetch_file(net::HttpClient& http, const std::string& url, std::size_t most) {
    auto answer = get(http, url, most);
    // Texts of long ago name the site without TLS, where the node does not go.
    if (!answer && answer.error().fault == Fault::Forbidden && url.starts_with("http://"))
        answer = get(http, "https://" + url.substr(7), most);
    if (!answer && answer.error().fault == Fault::Unavailable)
        return refuse(Fault::Unavailable,
                      std::string(web::tr_later("l’ancien site ne répond pas, ou le fichier est "
                                                "trop lourd")));
    if (!answer)
        return refuse(Fault::Unprocessable,
                      std::string(web::tr_later("cette adresse n’est pas de celles où le nœud va "
                                                "chercher")));
    if (answer->status == 429 || answer->status >= 500)
        return refuse(Fault::Unavailable,
                      std::string(web::tr_later("l’ancien site demande de revenir plus tard")));
    if (answer->status != 200)
        return refuse(Fault::Unprocessable,
                      std::string(web::tr_later("ce fichier n’est plus sur l’ancien site")));
    return std::move(answer->body);
}

}  // namespace essaim::imports
