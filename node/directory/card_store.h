// The tables of cards and claims: SQL only. Borrows a connection; the caller
// commits. Whoever may see a claim is for the caller to ask (cards.h).
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "node/directory/card.h"
#include "node/directory/filter.h"
#include "node/directory/nearby.h"
#include "node/directory/outline.h"

namespace essaim::storage {
class Connection;
class Query;
}  // namespace essaim::storage

namespace essaim::directory {

// Where a claim goes that was not known before.
struct Filing {
    std::optional<std::int64_t> card = {};  // this card; else the one it must be, or a new one
    bool shown = false;                     // of a new card, and of an older one if true
    bool listed = false;  // by its author's own server, today: it stands though it was taken back
};
enum class Filed { New, Changed, Same };

class CardStore {
  public:
    explicit CardStore(storage::Connection& connection) : connection_(connection) {}

    // Puts a claim on its card and shows the one that counts most. An older one
    // than what is held is left; what is replaced stays as history. Sets claim.id
    // and claim.card.
    Filed file(Claim& claim, const Filing& filing);
    // Its author took it back: what it said is gone, its name stays, or it would come back by
    // another node.
    void withdraw(const std::string& iri);

    // Also by the slug of a card that it became one with: then its own is another.
    std::optional<Card> by_slug(const std::string& slug);
    std::optional<Card> by_id(std::int64_t id);
    std::optional<Card> by_claim(const std::string& iri);
    // What a list shows of each; fill_in() (cards.h) reads the rest of its document.
    // With a box: those within it alone.
    std::vector<Card> list(const Filter& filter, bool all, base::Instant now,
                           const std::optional<Box>& box = {});
    // Of those on public pages, in the order of the list. Who says each, and the IRI of its
    // claim, are for asking whether it may be seen.
    using ClaimIri = std::function<std::string()>;
    void each_outline(
        const Filter& filter, base::Instant now, const std::optional<Box>& box,
        const std::function<void(Outline&&, const std::string&, const ClaimIri&)>& take);
    std::vector<KnownTown> towns(bool all);  // of cards with coordinates, most cards first
    std::vector<std::string> countries();    // of the cards on public pages
    // Neither shown nor dismissed, said by others; nobody's stand before all of another's.
    std::vector<Card> pending(std::size_t limit);
    std::vector<Claim> claims(std::int64_t card);        // the one that counts most first
    std::optional<Claim> claim(const std::string& iri);  // that is not taken back
    // Of one author, from elsewhere, that are not taken back: their IRIs.
    std::vector<std::string> iris_of(const std::string& author);
    // Of everything held, the newest change first, before that turn; of what is taken back
    // those of `us` alone.
    std::vector<Claim> claims_before(std::int64_t turn, const std::string& us, std::size_t limit);
    std::int64_t count_claims(const std::string& origin = "");  // of those who speak from there
    std::int64_t count_told();   // with their author's signature: what the collection has
    std::int64_t most_claims();  // no fewer than there are, and known at once
    bool has_own_word(const std::string& author, const std::string& beside);  // under another IRI
    bool has_own_word_from(const std::string& origin, const std::string& beside);  // of anybody
    // What was done once already: which file was taken in, which columns are filled.
    bool is_remembered(const std::string& name, std::string_view value);
    void remember(const std::string& name, std::string_view value);

    // A claim that is filed counts as another's word now, or as its initiative's own.
    void change_method(Claim claim, Method method);
    void decide(std::int64_t card, bool shown);
    void show_files(bool shown);  // all that stand on a file alone
    void merge(std::int64_t from, std::int64_t into);
    void keep_apart(std::int64_t a, std::int64_t b, const std::string& who, base::Instant now);
    void project_all();  // after the table got new columns
    bool are_apart(std::int64_t a, std::int64_t b);

    struct Counts {
        std::int64_t shown = 0;
        std::int64_t self = 0;    // of those
        std::int64_t hidden = 0;  // neither shown nor dismissed
        std::int64_t files = 0;   // that stand on a file alone
    };
    Counts counts();
    std::int64_t changes();  // another number after anything of cards or claims has changed
    std::string state();     // tells whether the collection has changed
    std::string set_hash();  // of everything held, the same on every node that holds it

  private:
    std::optional<Claim> held(const std::string& iri);  // taken back or not
    std::string free_slug(const std::string& name, const std::string& iri);
    std::optional<std::int64_t> card_of_site(const Claim& claim, const Initiative& initiative);
    std::int64_t new_card(const Claim& claim, const Initiative& initiative);
    void move_home(Claim& claim);
    void leave_address(std::int64_t from, std::int64_t into);
    void show(std::int64_t card);
    void blank(std::int64_t card);
    void project(std::int64_t card);
    bool is_shown(std::int64_t card);
    storage::Connection& connection_;
};

}  // namespace essaim::directory
