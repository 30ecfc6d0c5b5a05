// Everything the association has here, as one zip of files that other software
// reads: Markdown, JSON-LD, CSV. Made by a job, kept a week (it holds addresses),
// replaced by the next one. No key, passphrase or session is in it.
#pragma once

#include <filesystem>
#include <optional>

#include "node/feature.h"

namespace essaim::admin {

using ArchiveParts = decltype(Plug::archive);

std::filesystem::path archive_path(Services& services);
// Now; waits for the disk.
Result<void> make_archive(Services& services, const ArchiveParts& parts);
// After a week.
void forget_archive(Services& services);

}  // namespace essaim::admin
