// The note and the sentence of the front page, beside the forms that change
// them; fiche.js keeps them in step with what is typed.
#pragma once

#include "node/feature.h"
#include "node/federation/profile.h"

namespace essaim::admin {

web::SafeHtml sample_part(Services& services, const federation::Profile& profile,
                          web::Language language);

}  // namespace essaim::admin
