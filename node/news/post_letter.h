// The week's news as the weekly letter tells them: whole texts of ours that
// anybody may read, and what there is to go to.
#pragma once

#include "node/feature.h"

namespace essaim::news {

LetterNews letter_news(Services& services, base::Instant from, base::Instant to,
                       web::Language language);

}  // namespace essaim::news
