#include "local/relation_files.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <fcntl.h>
#include <unistd.h>

#include <fmt/format.h>

#include "env/files.hpp"

namespace selfopt::local {
namespace {

// As PostgreSQL is built by everybody who packages it.
constexpr std::int64_t k_page = 8192;
constexpr std::int64_t k_segment_pages = 131072;

class File {
 public:
  File(std::string path, const env::SystemUser& owner)
      : m_path(std::move(path)), m_fd(open(m_path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600)) {
    if (m_fd < 0) throw env::file_error("open", m_path, errno);
    if (geteuid() == 0 && fchown(m_fd, owner.uid, owner.gid) != 0)
      throw env::file_error("give away", m_path, errno);
  }
  ~File() { close(m_fd); }
  File(const File&) = delete;
  File& operator=(const File&) = delete;

  void set_length(std::int64_t bytes) {
    if (ftruncate(m_fd, bytes) != 0) throw env::file_error("lengthen", m_path, errno);
  }
  template <typename Bytes>
  void write(const Bytes& bytes, std::int64_t at) {
    const auto size = static_cast<ssize_t>(bytes.size() * sizeof(bytes[0]));
    if (pwrite(m_fd, bytes.data(), static_cast<std::size_t>(size), at) != size)
      throw env::file_error("write", m_path, errno);
  }

 private:
  std::string m_path;
  int m_fd;
};

// The planner counts a comparison for each level, which the index's first page tells, and goes down
// to look up the largest and the smallest value. It finds an empty leaf there, and believes the
// statistics. Each level has one page, with one entry that leads to the next; the root is block 1.
// (bufpage.h, itemid.h, nbtree.h: BTMetaPageData, BTPageOpaqueData, pivot tuples)
void write_levels(File& file, int levels) {
  constexpr std::int64_t k_after_version = 24 + 8;
  const auto top = static_cast<std::uint32_t>(levels);
  const std::array<std::uint32_t, 4> meta{1, top, 1, top};  // root, its level, both once more
  file.write(meta, k_after_version);
  for (std::uint32_t block = 1; block <= top + 1; ++block) {
    std::array<std::uint32_t, k_page / 4> page{};
    const std::uint32_t level = top + 1 - block;
    constexpr std::uint16_t k_special = k_page - 16;
    constexpr std::uint16_t k_entry = k_special - 8;
    std::array<std::uint16_t, 4> header{24, k_special, k_special, k_page | 4};
    if (level > 0) {
      header[0] += 4;  // behind the item that points to the entry
      header[1] = k_entry;
      page[6] = k_entry | 1U << 15 | 8U << 17;       // its place, that it is in use, its length
      page[k_entry / 4] = (block + 1) << 16;         // a block number's upper half comes first
      page[k_entry / 4 + 1] = (8U | 0x2000U) << 16;  // its length, and that it has no keys
    }
    std::memcpy(page.data() + 3, header.data(), sizeof(header));  // lower, upper, special, size
    page[page.size() - 2] = level;
    page[page.size() - 1] = (level == 0 ? 1U : 0U) | (block == 1 ? 2U : 0U);  // leaf, root
    file.write(page, block * k_page);
  }
}

}  // namespace

int btree_levels(std::int64_t blocks, double key_width) {
  if (blocks <= 2) return 0;               // the first page, and a root that is a leaf
  constexpr double k_filled = 0.7 * 8152;  // inner pages are filled to 70 % (nbtree.h)
  const double entry = 4 + 8 * std::ceil((8 + std::max(key_width, 1.0)) / 8);
  const double fanout = std::max(2.0, std::floor(k_filled / entry));
  const double leaves = static_cast<double>(blocks - 1) * (1 - 1 / fanout);
  return std::max(1, static_cast<int>(std::ceil(std::log(leaves) / std::log(fanout) - 1e-9)));
}

void lengthen(const std::string& path, const pg::RelationSize& size, const env::SystemUser& owner) {
  for (std::int64_t segment = 0; segment * k_segment_pages < size.blocks; ++segment) {
    File file(segment == 0 ? path : fmt::format("{}.{}", path, segment), owner);
    file.set_length(std::min(size.blocks - segment * k_segment_pages, k_segment_pages) * k_page);
    if (segment > 0 || size.method != "btree") continue;
    if (const int levels = btree_levels(size.blocks, size.key_width); levels > 0)
      write_levels(file, levels);
  }
}

}  // namespace selfopt::local
