// The only door to cpp-httplib: a request that the strict front has read and
// checked goes through httplib's parser and response writer, in memory. It
// never sees a socket (decision: stack.md §1.5). One bridge per worker; not
// for two threads at once.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "node/web/request.h"
#include "node/web/response.h"

namespace essaim::web {

class HttplibBridge {
  public:
    explicit HttplibBridge(std::function<Response(Request&)> handle);
    ~HttplibBridge();

    struct Answer {
        std::string bytes;                     // the whole response as it goes out
        std::shared_ptr<const FileBody> file;  // follows the bytes
        std::shared_ptr<Wait> wait;            // to be waited for before it does
        bool parked = false;                   // as Response::parked
        std::chrono::milliseconds patience{0};
    };
    // Never throws: whatever the handler throws becomes a 500 that tells nothing.
    Answer answer(Request& request, bool close);

  private:
    struct Server;
    std::unique_ptr<Server> server_;
};

// A small complete response that closes, for what never reaches a handler.
std::string plain_answer(int status, const std::string& sentence, bool without_body);

}  // namespace essaim::web
