#include "node/media_helper/sandbox.h"

#include <fcntl.h>
#include <sched.h>
#include <seccomp.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cerrno>
#include <initializer_list>
#include <memory>

#include "node/media_helper/landlock.h"

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define ESSAIM_SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define ESSAIM_SANITIZED 1
#endif
#endif

namespace essaim::media_helper {

namespace {

#ifdef ESSAIM_SANITIZED
constexpr bool kSanitized = true;  // shadow memory of terabytes, slow code
#else
constexpr bool kSanitized = false;
#endif

constexpr rlim_t kMemory = 1024UL << 20;
constexpr rlim_t kFiles = 64;
constexpr rlim_t kAnswer = 64UL << 20;  // where the answer goes into a file

bool limit(__rlimit_resource_t what, rlim_t soft, rlim_t hard) {
    const rlimit value{soft, hard};
    return ::setrlimit(what, &value) == 0;
}

// No RLIMIT_NPROC: it counts the threads of all processes of the user, so the
// node's own too. That no process is made is the filter's work.
bool set_limits(Bounds bounds) {
    return limit(RLIMIT_CPU, bounds.cpu_seconds, bounds.cpu_seconds + 2) &&
           limit(RLIMIT_FSIZE, kAnswer, kAnswer) && limit(RLIMIT_CORE, 0, 0) &&
           limit(RLIMIT_NOFILE, kFiles, kFiles) &&
           (kSanitized || limit(RLIMIT_AS, kMemory, kMemory));
}

// Harmless whatever their arguments: own memory, own threads, clocks, fds held.
constexpr const char* kAllowed[] = {"brk",
                                    "munmap",
                                    "mremap",
                                    "madvise",
                                    "futex",
                                    "rseq",
                                    "membarrier",
                                    "set_robust_list",
                                    "set_tid_address",
                                    "rt_sigaction",
                                    "rt_sigprocmask",
                                    "rt_sigreturn",
                                    "sigaltstack",
                                    "restart_syscall",
                                    "sched_yield",
                                    "sched_getaffinity",
                                    "getcpu",
                                    "clock_gettime",
                                    "clock_getres",
                                    "clock_nanosleep",
                                    "nanosleep",
                                    "gettimeofday",
                                    "time",
                                    "times",
                                    "getrusage",
                                    "getrandom",
                                    "getpid",
                                    "gettid",
                                    "getuid",
                                    "geteuid",
                                    "getgid",
                                    "getegid",
                                    "uname",
                                    "sysinfo",
                                    "read",
                                    "readv",
                                    "pread64",
                                    "lseek",
                                    "close",
                                    "fstat",
                                    "exit",
                                    "exit_group"};
// Looking at what is on the disk, for documents; landlock says where.
constexpr const char* kLooking[] = {
    "stat",     "lstat",      "newfstatat", "statx",   "access", "faccessat", "faccessat2",
    "readlink", "readlinkat", "getdents64", "fstatfs", "statfs", "getcwd"};
// AddressSanitizer and UBSan look whether memory can be read through a pipe.
constexpr const char* kSanitizers[] = {"pipe", "pipe2", "mprotect", "mmap", "write", "prctl"};

class Filter {
  public:
    // Refused calls give EPERM rather than death: libraries try things they can do
    // without (a cache, a priority), and a picture must not die of that. Who has
    // taken over the program gains nothing by an error number.
    Filter() : context_(seccomp_init(SCMP_ACT_ERRNO(EPERM)), seccomp_release) {}

    template <class... Conditions>
    void allow(const char* name, Conditions... conditions) {
        add(SCMP_ACT_ALLOW, name, conditions...);
    }
    template <class... Conditions>
    void add(std::uint32_t action, const char* name, Conditions... conditions) {
        const int number = seccomp_syscall_resolve_name(name);
        if (number < 0) return;  // this architecture does not have it
        good_ = good_ && context_ &&
                seccomp_rule_add(context_.get(), action, number, sizeof...(conditions),
                                 conditions...) == 0;
    }
    bool load() {
        return good_ && context_ &&
               seccomp_attr_set(context_.get(), SCMP_FLTATR_CTL_TSYNC, 1) == 0 &&
               seccomp_load(context_.get()) == 0;
    }

  private:
    std::unique_ptr<void, void (*)(scmp_filter_ctx)> context_;
    bool good_ = true;
};

constexpr scmp_arg_cmp bits(unsigned argument, scmp_datum_t mask, scmp_datum_t value) {
    return {argument, SCMP_CMP_MASKED_EQ, mask, value};
}

constexpr scmp_arg_cmp equal(unsigned argument, scmp_datum_t value) {
    return bits(argument, 0xffffffff, value);  // an int: the upper half means nothing
}

void allow_reading_files(Filter& filter) {
    constexpr scmp_datum_t kWriting = O_ACCMODE | O_CREAT | O_TRUNC | O_APPEND;
    filter.allow("openat", bits(2, kWriting, O_RDONLY));
    filter.allow("open", bits(1, kWriting, O_RDONLY));
    for (const auto* name : kLooking) filter.allow(name);
}

bool set_filter(Needs needs) {
    Filter filter;
    for (const auto* name : kAllowed) filter.allow(name);
    // Threads yes, processes no. The flags of clone3 lie in memory where no
    // filter sees them; without it the C library takes clone.
    constexpr scmp_datum_t kThread = CLONE_VM | CLONE_THREAD | CLONE_SIGHAND;
    filter.allow("clone", bits(0, kThread, kThread));
    filter.add(SCMP_ACT_ERRNO(ENOSYS), "clone3");
    filter.allow("tgkill", equal(0, static_cast<scmp_datum_t>(::getpid())));  // abort()
    // No memory is ever executable but the programs and libraries of the start.
    if (!kSanitized) {
        filter.allow("mmap", bits(2, PROT_EXEC, 0));
        filter.allow("mprotect", bits(2, PROT_EXEC, 0));
        for (const int out : {STDOUT_FILENO, STDERR_FILENO})
            filter.allow("write", equal(0, static_cast<scmp_datum_t>(out)));
        filter.allow("prctl", equal(0, PR_SET_NAME));
    } else {
        for (const auto* name : kSanitizers) filter.allow(name);
    }
    filter.allow("newfstatat", bits(3, AT_EMPTY_PATH, AT_EMPTY_PATH));  // fstat() of newer glibc
    filter.allow("statx", bits(2, AT_EMPTY_PATH, AT_EMPTY_PATH));
    const auto own = equal(0, 0);
    filter.allow("prlimit64", own, scmp_arg_cmp{2, SCMP_CMP_EQ, 0, 0});  // asking only
    filter.allow("getrlimit");
    filter.allow("fcntl", equal(1, F_GETFL));
    filter.allow("fcntl", equal(1, F_GETFD));
    filter.allow("fcntl", equal(1, F_SETFD));
    if (needs == Needs::Resources) allow_reading_files(filter);
    return filter.load();
}

}  // namespace

Bounds usual_bounds() { return {.cpu_seconds = kSanitized ? 60U : 20U}; }

bool enter_sandbox(Needs needs, Bounds bounds) {
    return ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 && ::prctl(PR_SET_DUMPABLE, 0) == 0 &&
           restrict_files(needs) != Landlock::Failed && set_limits(bounds) && set_filter(needs);
}

}  // namespace essaim::media_helper

#ifdef ESSAIM_SANITIZED
// Leaks are looked for by another process through ptrace, which the sandbox refuses.
extern "C" const char* __asan_default_options() { return "detect_leaks=0"; }
#endif
