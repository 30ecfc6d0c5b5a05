#include "node/directory/crawl.h"

#include <deque>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "activitypub/iri.h"
#include "activitypub/json_access.h"
#include "activitypub/json_guard.h"
#include "node/base/log.h"
#include "node/directory/card_store.h"
#include "node/directory/observation_inbox.h"
#include "node/directory/observation_store.h"
#include "node/directory/peer_store.h"
#include "node/directory/receiving.h"
#include "node/storage/connection.h"

namespace essaim::directory {

namespace {

using namespace std::chrono_literals;
using nlohmann::json;

constexpr auto kBetween = 6h;
constexpr auto kAfterStart = 2min;
constexpr auto kWholeEvery = 7 * 24h;  // all of a peer's cards, though only some are new

// One round over the network: who is still to be asked, and what it has cost.
class Crawler {
  public:
    explicit Crawler(Services& services) : services_(services) {}

    Round run() {
        {
            auto reader = services_.database.read();
            for (auto& actor : PeerStore(*reader).actors(kMostPeers)) add(std::move(actor));
        }
        while (!waiting_.empty() && !services_.jobs.stopping()) {
            const auto actor = std::move(waiting_.front());
            waiting_.pop_front();
            ask(actor);
        }
        return round_;
    }

  private:
    void add(std::string actor) {
        const auto host = activitypub::host_of(actor);
        if (host.empty() || services_.federation.actors().owns(actor)) return;
        if (hosts_.size() >= kMostPeers || !hosts_.insert(host).second) return;
        waiting_.push_back(std::move(actor));
    }

    void ask(const std::string& actor) {
        DirectoryPeer peer;
        peer.host = activitypub::host_of(actor);
        {
            auto reader = services_.database.read();
            if (auto known = PeerStore(*reader).find(peer.host)) peer = std::move(*known);
        }
        peer.actor = actor;
        peer.asked = services_.clock.now();
        if (auto read = this->read(peer); read) {
            ++round_.peers;
            peer.answered = peer.asked;
            peer.problem.clear();
        } else {
            peer.problem = read.error().detail.substr(0, 300);
        }
        std::ignore =
            services_.database.write([&](storage::Connection& connection) -> Result<void> {
                PeerStore(connection).save(peer);
                return {};
            });
    }

    Result<void> read(DirectoryPeer& peer) {
        const auto about = json::parse(TRY(services_.federation.meet(peer.actor)), nullptr, false);
        peer.address = activitypub::text(about, "directory");
        if (peer.address.empty()) return refuse(Fault::NotFound, "no directory there");
        told_.clear();
        whole_ = is_whole_due(peer);
        if (whole_) ++wholes_;
        const auto cards = TRY(walk(peer, peer.address, peer.tag, kMostPages, Kind::Card));
        bool figures = false;
        if (const auto address = activitypub::text(about, "figures"); !address.empty())
            figures = TRY(walk(peer, address, peer.figures_tag, kMostFigurePages, Kind::Figure));
        if (!cards && !figures) ++round_.unchanged;
        round_.taken += peer.taken;
        round_.refused += peer.refused;
        if (peer.refused > kMostTold)
            base::log::info("cards refused",
                            {{"from", peer.host}, {"number", std::to_string(peer.refused)}});
        return {};
    }

    enum class Kind { Card, Figure };

    // The pages of one collection of theirs; false: nothing has changed since `tag`.
    Result<bool> walk(DirectoryPeer& peer, const std::string& address, std::string& tag,
                      std::size_t most, Kind kind) {
        if (!activitypub::same_origin(address, peer.actor))
            return refuse(Fault::Forbidden, "its directory is another's");
        const bool all = whole_ && (kind == Kind::Card || tag.empty());
        auto start = TRY(services_.federation.fetch_if_changed(address, all ? std::string() : tag));
        if (!start.changed) {
            if (kind == Kind::Card) peer.taken = peer.refused = 0;
            return false;
        }
        if (kind == Kind::Card) peer.taken = peer.refused = 0;
        faults_ = 0;
        unheard_ = held_of(peer.actor, kind);
        gone_.clear();
        bool whole = false;
        std::size_t quiet = 0;       // pages without news, in a row
        std::set<std::string> seen;  // a chain of pages may bite its tail
        auto next = activitypub::text(TRY(activitypub::parse_document(start.body)), "first");
        while (!next.empty() && seen.size() < most && seen.insert(next).second) {
            if (!activitypub::same_origin(next, address))
                return refuse(Fault::Forbidden, "a page of its directory is another's");
            const auto fetched = TRY(services_.federation.fetch_if_changed(next, ""));
            const auto document = TRY(activitypub::parse_document(fetched.body));
            ++round_.pages;
            const auto before = news_of(peer);
            const bool read_whole = take_page(peer, document, kind);
            if (faults_ >= kMostFaults) {
                log_refused(peer, Fault::TooLarge,
                            "too much of its own is refused, the rest is not read");
                break;
            }
            next = activitypub::text(document, "next");
            whole = read_whole && next.empty();
            quiet = news_of(peer) == before ? quiet + 1 : 0;
            if (!read_whole || (!all && quiet >= kMostQuiet)) break;
        }
        const bool sure = withdraw_gone(peer, kind, whole);
        tag = sure ? start.tag : std::string();
        if (kind == Kind::Card && (all || whole)) {
            peer.whole = sure ? peer.asked : base::Instant{};
            peer.whole_tag = tag;
        }
        return true;
    }

    // The newest changes come first: behind pages without any there are none. But all of a peer
    // is read at first, and from time to time, for what never came first; of some in each round,
    // for all hold much the same.
    bool is_whole_due(const DirectoryPeer& peer) const {
        return wholes_ < kMostWhole && peer.asked - peer.whole >= kWholeEvery &&
               (peer.tag.empty() || peer.tag != peer.whole_tag);
    }

    std::int64_t news_of(const DirectoryPeer& peer) const {
        return peer.taken + static_cast<std::int64_t>(gone_.size());
    }

    std::set<std::string> held_of(const std::string& author, Kind kind) {
        auto reader = services_.database.read();
        const auto held = kind == Kind::Card ? CardStore(*reader).iris_of(author)
                                             : ObservationStore(*reader).iris_of(author);
        return {held.begin(), held.end()};
    }

    // A Delete of theirs may have missed us: what this author's own collection, read to its
    // end, no longer has, or has a Tombstone of, is asked for by its name; where it is not
    // found there either, it is taken back here. False: some are still to be asked for.
    bool withdraw_gone(const DirectoryPeer& peer, Kind kind, bool whole) {
        const auto& missing = whole ? unheard_ : gone_;
        std::vector<std::string> doubtful(missing.begin(), missing.end());
        bool all = doubtful.size() <= kMostDoubtful;
        if (!all) doubtful.resize(kMostDoubtful);
        std::erase_if(doubtful, [&](const std::string& iri) {
            const auto still = services_.federation.fetch_if_changed(iri, "");
            if (still) return true;
            const auto fault = still.error().fault;
            const bool gone = fault == Fault::Gone || fault == Fault::NotFound;
            if (!gone) all = false;  // nobody knows: asked again in the next round
            return !gone;
        });
        if (doubtful.empty()) return all;
        base::log::info("taken back at its author's",
                        {{"from", peer.host}, {"number", std::to_string(doubtful.size())}});
        std::ignore =
            services_.database.write([&](storage::Connection& connection) -> Result<void> {
                for (const auto& iri : doubtful) {
                    if (kind == Kind::Card)
                        CardStore(connection).withdraw(iri);
                    else
                        ObservationStore(connection).withdraw(iri);
                }
                return {};
            });
        return all;
    }

    // Those whose key was not known are asked who they are, before the transaction.
    bool is_believed(const DirectoryPeer& peer, const json& card, bool& proven) {
        const auto author = activitypub::text_or_id(card, "attributedTo");
        proven = services_.federation.is_signed_by(card, author);
        if (!proven && card.contains("proof") && new_authors_ < kMostNewAuthors &&
            !activitypub::host_of(author).empty() && met_.insert(author).second) {
            ++new_authors_;
            std::ignore = services_.federation.meet(author);
            proven = services_.federation.is_signed_by(card, author);
        }
        return proven || activitypub::same_origin(author, peer.address);
    }

    // A hundred of each kind of reason are told, of the rest their number (read()).
    void log_refused(DirectoryPeer& peer, Fault fault, const std::string& why) {
        ++peer.refused;
        if (++told_[fault] <= kMostTold)
            base::log::info("card refused", {{"from", peer.host}, {"why", why}});
    }

    // False: there is more on it than is read.
    bool take_page(DirectoryPeer& peer, const json& page, Kind kind) {
        struct Item {
            const json* card;
            bool proven;
        };
        std::vector<Item> items;
        std::size_t read = 0;
        bool whole = true;
        for (const auto* card : activitypub::values(page, "orderedItems")) {
            if (++read > kMostOfPage) {
                log_refused(peer, Fault::TooLarge,
                            "more than " + std::to_string(kMostOfPage) + " cards on a page");
                whole = false;
                break;
            }
            const auto iri = activitypub::text_or_id(*card);
            if (activitypub::text(*card, "type") == "Tombstone") {
                if (unheard_.contains(iri)) gone_.insert(iri);
                continue;
            }
            unheard_.erase(iri);
            if (!card->is_object()) {
                log_refused(peer, Fault::Malformed, "a card that is only named");
                continue;
            }
            bool proven = false;
            if (services_.federation.actors().owns(activitypub::text(*card, "id"))) continue;
            if (!is_believed(peer, *card, proven)) {
                log_refused(peer, Fault::Unauthorized,
                            "no signature of its author: " + activitypub::text(*card, "id"));
                continue;
            }
            items.push_back({card, proven});
            add(activitypub::text_or_id(*card, "attributedTo"));
        }
        std::ignore =
            services_.database.write([&](storage::Connection& connection) -> Result<void> {
                for (const auto& item : items) {
                    const auto fresh = take(connection, *item.card, peer.host, item.proven, kind);
                    if (!fresh) {
                        log_refused(peer, fresh.error().fault, fresh.error().detail);
                        if (activitypub::host_of(
                                activitypub::text_or_id(*item.card, "attributedTo")) == peer.host)
                            ++faults_;
                    } else if (*fresh) {
                        ++peer.taken;
                    }
                }
                return {};
            });
        return whole;
    }

    Result<bool> take(storage::Connection& connection, const json& item, const std::string& from,
                      bool proven, Kind kind) {
        if (kind == Kind::Figure)
            return take_observation(services_, connection, item, from, proven);
        const bool listed =
            activitypub::host_of(activitypub::text_or_id(item, "attributedTo")) == from;
        return TRY(take_claim(services_, connection, item, from, proven, listed)) != Filed::Same;
    }

    Services& services_;
    Round round_;
    std::deque<std::string> waiting_;
    std::set<std::string> hosts_;
    std::set<std::string> met_;
    std::size_t new_authors_ = 0;
    std::size_t wholes_ = 0;              // peers of whom all was to be read
    bool whole_ = false;                  // of the one that is read
    std::map<Fault, std::int64_t> told_;  // refusals of that one
    std::size_t faults_ = 0;              // of what the peer that is read says itself
    // Of what is held of the author whose collection is read: what it did not have until
    // now, and what it has a Tombstone of.
    std::set<std::string> unheard_;
    std::set<std::string> gone_;
};

}  // namespace

Round crawl(Services& services) { return Crawler(services).run(); }

void add_crawl_job(Services& services) {
    const auto plan = [&services](base::Instant when) {
        return services.database.write([&](storage::Connection& connection) -> Result<void> {
            storage::enqueue_unless_waiting(connection, kCrawlJob, when);
            return {};
        });
    };
    const auto go = [&services, plan](const std::string&) -> Result<void> {
        const auto round = crawl(services);
        base::log::info("directories read", {{"peers", std::to_string(round.peers)},
                                             {"unchanged", std::to_string(round.unchanged)},
                                             {"pages", std::to_string(round.pages)},
                                             {"taken", std::to_string(round.taken)},
                                             {"refused", std::to_string(round.refused)}});
        // A round that was broken off is begun anew soon after the next start.
        return plan(services.clock.now() + (services.jobs.stopping() ? kAfterStart : kBetween));
    };
    services.jobs.on(kCrawlJob, go, storage::Scheduler::Runs::Apart);
    if (auto planned = plan(services.clock.now() + kAfterStart); !planned)
        base::log::warning("no crawl is planned", {{"why", planned.error().detail}});
}

}  // namespace essaim::directory
