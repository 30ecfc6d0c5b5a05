#include "node/features.h"

#include "node/admin/feature.h"
#include "node/directory/feature.h"
#include "node/documents/feature.h"
#include "node/home/feature.h"
#include "node/imports/feature.h"
#include "node/letters/feature.h"
#include "node/me/feature.h"
#include "node/news/feature.h"

namespace essaim {

void add_features(Services& services, Plug& plug, net::HttpClient& http) {
    news::add_news(services, plug);
    directory::add_directory(services, plug, http);
    documents::add_documents(services, plug);
    imports::add_imports(services, plug, http);  // after those that keep what it brings
    letters::add_letters(services, plug);
    me::add_me(services, plug);
    admin::add_admin(services, plug);
    home::add_home(services, plug);  // last: its pages show what the others plugged in
}

}  // namespace essaim
