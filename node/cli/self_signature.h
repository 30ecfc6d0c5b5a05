// For `essaim doctor`: the node signs a request to itself as it signs a
// delivery, so that the doctor can send it through the public address.
#pragma once

#include "node/cli/identity_commands.h"

namespace essaim::cli {

// "doctor.sign", with the body of a POST to /inbox: {"headers": [[name, value] …]}.
Commands doctor_commands();

}  // namespace essaim::cli
