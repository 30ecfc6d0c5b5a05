// The four ways to look at the same cards: map and list, table, chronology,
// booklet. Each is the body of one page.
#pragma once

#include <cstdint>
#include <vector>

#include "node/directory/card.h"
#include "node/directory/filter.h"
#include "node/directory/outline.h"
#include "node/feature.h"

namespace essaim::storage {
class Connection;
}

namespace essaim::directory {

inline constexpr std::size_t kPerPage = 24;
inline constexpr std::size_t kPerTable = 500;

web::SafeHtml map_and_list(Services& services, storage::Connection& connection,
                           web::Language language, const std::vector<Outline>& cards,
                           const federation::Sight& sight, const Filter& filter,
                           std::int64_t page_number);
web::SafeHtml table_view(Services& services, storage::Connection& connection,
                         web::Language language, const std::vector<Outline>& cards,
                         const federation::Sight& sight, const Filter& filter,
                         std::int64_t page_number);
web::SafeHtml chronology_view(Services& services, web::Language language,
                              const std::vector<Card>& cards);
web::SafeHtml booklet_view(Services& services, web::Language language,
                           const std::vector<Card>& cards);

}  // namespace essaim::directory
