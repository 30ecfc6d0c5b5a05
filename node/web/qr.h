// A QR code as an inline SVG, for a link on paper or on another screen: dark on
// light whatever the page's colours, with the quiet zone of ISO/IEC 18004. By
// libqrencode. Empty when the text does not fit. Pure; any thread.
#pragma once

#include <string>
#include <string_view>

#include "node/web/html_text.h"

namespace essaim::web {

// `label` is what is read aloud.
SafeHtml qr_code(const std::string& text, std::string_view label);

}  // namespace essaim::web
