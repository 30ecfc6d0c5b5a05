#include "node/web/qr.h"

#include <qrencode.h>

#include <memory>

namespace essaim::web {

namespace {
constexpr int kQuiet = 4;  // modules around
}

class QrDrawing {
  public:
    static SafeHtml draw(const QRcode& code, std::string_view label) {
        const auto side = std::to_string(code.width + 2 * kQuiet);
        std::string path;
        for (int row = 0; row < code.width; ++row) {
            for (int column = 0; column < code.width;) {
                int run = 0;
                while (column + run < code.width && dark(code, row, column + run)) ++run;
                if (run > 0) {
                    path += "M" + std::to_string(column + kQuiet) + " " +
                            std::to_string(row + kQuiet) + "h" + std::to_string(run) + "v1h-" +
                            std::to_string(run) + "z";
                }
                column += run > 0 ? run : 1;
            }
        }
        return SafeHtml("<svg class=\"qr\" width=\"220\" height=\"220\" viewBox=\"0 0 " + side +
                        " " + side + "\" role=\"img\" aria-label=\"" + escape_html(label) +
                        "\" shape-rendering=\"crispEdges\"><rect width=\"" + side + "\" height=\"" +
                        side + "\" fill=\"#fff\"/><path fill=\"#000\" d=\"" + path + "\"/></svg>");
    }

  private:
    static bool dark(const QRcode& code, int row, int column) {
        return (code.data[row * code.width + column] & 1U) != 0;
    }
};

SafeHtml qr_code(const std::string& text, std::string_view label) {
    const std::unique_ptr<QRcode, decltype(&QRcode_free)> code(
        QRcode_encodeString8bit(text.c_str(), 0, QR_ECLEVEL_M), &QRcode_free);
    if (code == nullptr) return {};
    return QrDrawing::draw(*code, label);
}

}  // namespace essaim::web
