#pragma once

#include <mutex>
#include <shared_mutex>

namespace segue {

/// A shared mutex under which a writer waits only for the readers that are inside: glibc's std::shared_mutex
/// prefers readers, and under steady searching an append would wait for ever. Everybody passes the turnstile
/// first; a writer keeps it while the readers inside leave, and new readers queue behind it.
class FairSharedMutex {
 public:
  void lock() {
    std::lock_guard<std::mutex> turn(turnstile_);
    mutex_.lock();
  }
  void unlock() { mutex_.unlock(); }
  void lock_shared() {
    std::lock_guard<std::mutex> turn(turnstile_);
    mutex_.lock_shared();
  }
  void unlock_shared() { mutex_.unlock_shared(); }

 private:
  std::mutex turnstile_;
  std::shared_mutex mutex_;
};

}  // namespace segue
