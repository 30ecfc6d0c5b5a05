#include "node/net/signing_pool.h"

#include <pthread.h>

#include <algorithm>
#include <utility>

namespace essaim::net {

SigningPool::SigningPool(unsigned threads) {
    for (unsigned i = 0; i < std::max(1U, threads); ++i) threads_.emplace_back([this] { run(); });
}

SigningPool::~SigningPool() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    changed_.notify_all();
    for (auto& thread : threads_) thread.join();
}

void SigningPool::post(std::function<void()> work) {
    {
        const std::lock_guard lock(mutex_);
        line_.push_back(std::move(work));
    }
    changed_.notify_one();
}

void SigningPool::run() {
    pthread_setname_np(pthread_self(), "signer");
    std::unique_lock lock(mutex_);
    while (true) {
        changed_.wait(lock, [this] { return stopping_ || !line_.empty(); });
        if (stopping_) return;
        auto work = std::move(line_.front());
        line_.pop_front();
        lock.unlock();
        work();
        work = nullptr;  // what it holds dies outside the lock
        lock.lock();
    }
}

}  // namespace essaim::net
