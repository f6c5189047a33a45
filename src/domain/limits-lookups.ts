// Limits on asking servers of other organisations about addresses, and on what they answer, each with the reason for its
// value.

const KiB = 1024;
const MiB = 1024 * KiB;

export const LOOKUP_LIMITS = {
  /** Addresses of one WHOIS connection. Team Cymru answers 10,000 in less than a minute; it asks for one connection at a time. */
  whoisAddresses: 10_000,
  /** Time without a byte from a WHOIS server. It begins to answer while it still receives addresses. */
  whoisIdleMs: 30_000,
  /** Time of one WHOIS connection with all of its answers, so that a server that drips does not hold an update for ever. */
  whoisTotalMs: 300_000,
  /** Bytes of a line of a WHOIS answer. Real ones have some 150. */
  whoisLineBytes: 4 * KiB,
  /** Bytes of a WHOIS answer for each address: an address of a network with several origins gets some lines of 150 bytes. */
  whoisBytesPerAddress: 4 * KiB,
  /** Lines of a WHOIS answer that make no sense before the connection is given up. */
  whoisStrayLines: 100,

  /** An answer of RDAP. Those of RIPE NCC with all contacts have some 30 kB. */
  rdapAnswerBytes: 1 * MiB,
  /** Time for the start of an answer of RDAP and for each further part. */
  rdapIdleMs: 15_000,
  /** Time of one request by RDAP with its redirects. */
  rdapTotalMs: 45_000,
  /** Entities within entities of an answer of RDAP. Real ones nest two levels. */
  rdapDepth: 5,
  /** Entities of one answer that are looked at. Real ones have some ten. */
  rdapEntities: 200,
  /** Useless answers of one registry before it is left alone until the next update. */
  rdapFailures: 5,
  /** A bootstrap file of RDAP; the published ones have some 5 kB. */
  rdapBootstrapBytes: 4 * MiB,
  /** The largest networks, in bits, for which one answer of RDAP stands. Larger ones are allocations that hold networks of others. */
  rdapNetworkBits: { ipv4: 16, ipv6: 32 },
  /** The network around an address for which an answer about a larger one stands. */
  rdapPartBits: { ipv4: 24, ipv6: 48 },

  /** Times that a question of reverse DNS is sent; c-ares doubles the time for its answer with each. */
  dnsTries: 2,
  /** Questions in a row without an answer before the resolver counts as silent. */
  dnsFailuresInARow: 64,

  /** An MMDB file, which is read into memory. The largest of the known ones have some 700 MB. */
  mmdbBytes: 1024 * MiB,
  /** Networks of one MMDB file. The largest known ones have some 10 million; a tree of a few kB can describe 2^64. */
  mmdbNetworks: 50_000_000,
  /** Decoded records of an MMDB file that are kept, because neighbouring networks share records. */
  mmdbRecords: 20_000,
} as const;
