// Every limit on hostile or broken input in one place, each with the reason for its value.

const MiB = 1024 * 1024;
const GiB = 1024 * MiB;

export const LIMITS = {
  /** One CSV record or JSON row. The longest real rows are some 100 kB; this bounds the reader's memory. */
  recordBytes: 64 * MiB,
  /** Line breaks inside one cell. Banners hold a few dozen; an unclosed quote holds the rest of the file. */
  cellLineBreaks: 1_000,
  /** Columns of one report. The widest published type has 92. */
  columns: 2_000,
  /** Objects within objects of a JSON row. Rows are flat; a few types nest one level. */
  jsonDepth: 64,
  /** A cell of tags. Real ones hold a few dozen bytes; a longer text stays text. */
  tagBytes: 16 * 1024,
  /** Raw text kept of a quarantined row; the whole row stays in the archive. */
  quarantineRawBytes: 16 * 1024,
  /** Quarantined rows stored per report; beyond it they are only counted (the archive has them all). */
  quarantineRows: 100_000,

  /** Members of one archive. A national day has about 170 reports; a folder export of a year 62,000. */
  archiveMembers: 100_000,
  /** Archives inside archives: mail exports hold zip in tar; deeper nesting has no legitimate use. */
  archiveDepth: 3,
  /** Uncompressed bytes of one archive, all members and nested archives together. */
  archiveBytes: 64 * GiB,
  /** Uncompressed : compressed. Real reports reach 40:1 in zip and 120:1 in 7z; a bomb starts at 1,000:1. */
  archiveRatio: 400,
  /** The ratio is ignored below this output, because a small file of equal rows can have any ratio. */
  archiveRatioFloorBytes: 16 * MiB,
  /** Base time for one archive, including processing its members; a day's archive takes some seconds. */
  archiveSeconds: 120,
  /** Additional time for each packed MiB: 7z at 120:1 unpacks in 6 seconds, and reports of 40 MiB load in 3. */
  archiveSecondsPerMib: 10,
  /** 7z and rar are unpacked in memory by the WASM reader, so the packed file has to fit there. */
  memoryArchiveBytes: 512 * MiB,
  /** Characters kept of the name of a file or member. File systems stop at 255 bytes. */
  nameBytes: 255,
  /** How long to wait for a named pipe; a program that is started to fill the pipe opens it at once. */
  pipeOpenMs: 10_000,
  /** Folders below a folder given to ingest. */
  folderDepth: 32,

  /** Rows of one page of a query: the maximum of the Reports API. More rows need a cursor or an export. */
  queryRows: 10_000,
  /** How far pages may be numbered (page x rows of a page): the engine sorts all rows before a page. */
  queryOffset: 1_000_000,
  /** Values of one query. A constituent has some hundred networks; each value is a comparison for every row. */
  queryValues: 1_000,
  /** Alternatives of one query. */
  queryAlternatives: 100,
  /** Files of one export, each of which needs a query. A country has some thousand autonomous systems. */
  exportFiles: 10_000,
  /**
   * Files of one export in STIX, one for each bundle. A million rows with certificates are some 11,300 bundles, and a year of
   * a country's reports is some 60,000; the names of so many files take 30 MB of memory until all files are complete.
   */
  exportBundles: 200_000,
  /** Rows of statistics: a year of days for some hundred values. */
  statsRows: 100_000,

  /** Scopes whose reports are remembered, some 100 kB each for a year. A country has some hundred constituents. */
  scopesRemembered: 1_000,

  /** Days that retention may be set to: a century is longer than any policy, and still a date before today. */
  retentionDays: 36_500,

  /** Time to connect to an HTTP server, TLS included, and for a proxy to pass a connection on. */
  httpConnectMs: 15_000,
  /** Redirects of one request; servers that move a file need one or two. */
  httpRedirects: 5,
  /** Characters of a server's message that an error repeats. */
  httpWords: 200,
  /** Characters of a server's error answer that are shown to a person who asked it by hand: more than any sentence. */
  httpAnswerShown: 4_096,
  /** Tries of one request, the first one included. */
  httpAttempts: 4,
  /** Tries of a request that times out, because each try takes the full time again. */
  httpTimeoutAttempts: 2,
  /** Pause before the second try; it doubles with each further one. */
  httpBackoffMs: 2_000,
  /** The longest pause between tries, even if the server asks for a longer pause. */
  httpBackoffMaxMs: 120_000,

  /** Listings of one answer: the publisher gives up to 1,000 (wiki, "API: Reports Query"). */
  apiListings: 1_000,
  /** Days of one range of listings; each day is one call. The oldest reports are some 15 years old. */
  apiDays: 6_000,
  /** An answer of the Reports API is held in memory; the largest are queries of 10,000 events. */
  apiAnswerBytes: 256 * MiB,
  /** One downloaded report. The largest national ones have some gigabytes. */
  downloadBytes: 32 * GiB,
  /** Pause between two parts of a download. Downloads as a whole may take as long as they need. */
  downloadIdleMs: 60_000,

  /** Body of a request to the HTTP server. No route of health and metrics takes one. */
  requestBytes: 64 * 1024,
  /** Body of a call of the Reports API: a query of some thousand networks. */
  callBytes: 256 * 1024,
  /** Downloads of one address each second from the Reports API that Sundial serves: small reports one after another take longer. */
  servedDownloadsPerSecond: 100,
  /** Downloads of one address at once: several constituents may share a proxy. Each holds a part of a report in memory. */
  servedDownloadsAtOnce: 16,
  /** The longest that a request to the Reports API waits until its client may ask again: clients give up after 45 s and more. */
  servedWaitMs: 2_000,
  /** Calls of one address without a valid signature that are answered in a row: a wrong key in a client that asks for each of some types, or in several clients behind one address. */
  failedCallsInARow: 30,
  /** Further such calls each second. Until then, all calls of the address are refused before their bodies are read: a key of 32 bytes cannot be guessed, so this only keeps a flood cheap. */
  failedCallsPerSecond: 1,
  /** Text of one answer of /v1/events, which is made in memory so that a client never gets a part of it. */
  changesBytes: 8 * MiB,
  /** Time after which an answer of /v1/events ends, with what it has: well below the time of a request. */
  changesMs: 10_000,
  /** Objects and lists within each other in a call of the Reports API. The deepest known query has three levels. */
  callDepth: 16,
  /** Connections to the HTTP server at once: one or two monitors, and people with a browser. */
  connections: 256,
  /** Connections reserved for this machine: a health check, a proxy in front, an operator. */
  connectionsForLoopback: 16,

  /** The header of a message or part: mailing lists and filters add some 20 kB. */
  mailHeaderBytes: 1 * MiB,
  /** Leaves and multiparts of one message; a digest of a month has some hundred. */
  mailParts: 10_000,
  /** Multiparts within multiparts: gateways wrap a handful. Each line that may end a part is compared with all of them. */
  mailMultiparts: 100,
  /** Messages within messages: a forwarded digest of forwarded messages has four levels. */
  mailDepth: 8,
  /** Text of one part that is searched for links. The publisher's parts have some kilobytes. */
  mailTextBytes: 4 * MiB,
  /** Characters of a subject or address that are kept. */
  mailHeaderText: 500,
  /** Links of one message; a digest of a day has about 170. */
  mailLinks: 1_000,
  /** One message as sent. Mail servers stop at 25 to 150 MB. */
  mailBytes: 1 * GiB,
  /** An answer of a mailbox over HTTP: a message grows by a third in base64, and `mailBytes` should apply first. */
  mailAnswerBytes: 2 * GiB,
  /** How long to wait for an answer of a mail server, or for its next part. */
  mailIdleMs: 60_000,
  /** How long a person has to grant permission in a browser; Microsoft's codes are valid for as long. */
  mailAuthorizeMs: 15 * 60_000,
  /** Files that a process has to be allowed to open: the engine alone has 100 open when it starts, and a load needs more. */
  openFiles: 128,
  /**
   * The address space that a process has to be allowed: with less, the engine or a reading thread ends the process
   * without words, or hangs (seen at 2 and 3 million KiB; a load of 60,000 rows passes with 4 million KiB).
   */
  addressSpaceBytes: 4 * GiB,
  /** How long `sundial doctor` waits for a source or the mail server: three tries of an unreachable server and their pauses fit into this. */
  sourceCheckMs: 20_000,

  /** Days of a whitelist entry; longer ones are forever. The engine's times end in 2106. */
  whitelistDays: 10_000,
  /** An inventory, from a file or over the network: a million devices as JSON. It is held in memory. */
  inventoryBytes: 256 * MiB,
  /** Networks and names of one inventory. The largest organisations have some hundred thousand. */
  inventoryRows: 2_000_000,
  /** Leases of one import, whose text is held in memory. Larger providers import every hour. */
  leaseRows: 2_000_000,
  /** A file of constituents: 20,000 with a thousand networks each. It is held in memory. */
  constituentBytes: 256 * MiB,
  /** Constituents of one file. A national CSIRT has some hundred, a registry some thousand. */
  constituents: 20_000,
  /** Networks, domains, ASNs and countries of one constituent, which every query of its scope binds. The largest providers have some thousand. */
  constituentHoldings: 20_000,
  /** A table of an enricher, unpacked: the largest prefix-to-AS tables and delegated statistics have 100 MiB. */
  enrichmentBytes: 2 * GiB,
  /** A list of known exploited vulnerabilities: CISA's has 1.5 MB. It is held in memory. */
  kevBytes: 64 * MiB,
  /** CVE ids of one list: there are 320,000 in 2026, and 40,000 more each year. */
  enrichmentCves: 2_000_000,
  /** Networks of one enricher's table: twice those of the whole routing table, and more than all delegations. */
  enrichmentNetworks: 5_000_000,
  /** Addresses at hand for one renewal: a national day has some hundred thousand. */
  enrichmentAsked: 1_000_000,
  /** Characters of one line of such a table: lines of the known formats have some hundred. */
  enrichmentLine: 64 * 1024,
  /** Characters of one enriched text. Names of organisations have some dozen; they come from strangers. */
  enrichedCharacters: 300,
  /** The share of a published table's lines that may be unreadable: RouteViews has single odd origins, such as AS0. */
  enrichmentFaults: 0.01,
  /** The share of the earlier table's networks that a new one needs: from day to day, tables change by a few percent. */
  enrichmentShrink: 0.5,
  /** Total seconds that the server of a table may take. */
  enrichmentSeconds: 900,
  /** Total seconds that an inventory's server or command may take. */
  inventorySeconds: 120,
  /** The start of what a failed command complains about, for its error: a few lines. */
  commandComplaintBytes: 2_000,

  /** Tries of sending one digest, the first one included. */
  smtpAttempts: 3,
  /** Pause before the second try; it doubles with each further one. Greylisting wants some minutes. */
  smtpBackoffMs: 60_000,
  /** Time to connect to a mail server that digests are sent through, and for each of its answers. */
  smtpIdleMs: 30_000,
  /** Characters of a mail server's error message that are shown. */
  smtpWords: 300,
  /** CSV attached to a digest. Mail servers take 10 to 25 MB, and an attachment grows by a third in base64. */
  digestAttachmentBytes: 5 * MiB,
  /** Entries of each part of a digest that are read for CSV and JSON, which contain all entries. */
  digestRows: 100_000,

  /**
   * Text of one batch of an output, all fields together; a single larger event is a batch of its own. A batch exists
   * several times on its way: in the engine's result, as text, and in the form of its target.
   */
  outputBatchBytes: 4 * MiB,
  /** Files of one report type and date; each has a name in memory and a line in the manifest. A country has some thousand autonomous systems. */
  outputFiles: 10_000,
  /** Text of events that is held in memory while they are divided into files; more goes to the disk. */
  outputDivisionBytes: 16 * MiB,
  /** Text of one row group of Parquet, all columns together; a reader needs as much memory. */
  parquetGroupBytes: 8 * MiB,
  /** Events of one row group of Parquet, because empty cells take memory too. */
  parquetGroupRows: 20_000,
  /** Messages that a target may refuse before its output stops: more are a mistake in its settings, not in the messages. */
  outputLetters: 10_000,
  /** Text kept of a refused message; a larger one is read from the store again. */
  outputLetterBytes: 256 * 1024,
  /** Bytes of the comment of an object in MISP, whose column has 65,535; cut cells get an ellipsis. */
  mispCommentBytes: 60_000,
  /** Objects of one request to MISP, which saves some hundred attributes a second. */
  mispRequestRows: 500,
  /** Bytes of one request to MISP: half of what PHP takes by default (post_max_size). */
  mispRequestBytes: 4 * MiB,
  /** An answer of MISP: an event with 20,000 objects, some kilobytes each. */
  mispAnswerBytes: 256 * MiB,
  /** Rows of an event that is sent to MISP, which answers with whole events to be compared. */
  mispPushedRows: 20_000,
  /** Pause after the first failure of an output; it doubles with each further one. */
  outputBackoffMs: 1_000,
  /** The longest pause of a failing output, and the pause if a person has to act. */
  outputBackoffMaxMs: 300_000,
  /** The longest pause that a target may ask for; with a longer one a mistake of the target would look like a halt. */
  outputAskedPauseMaxMs: 3_600_000,

  /** Bytes of a text in an indexed column of PostgreSQL: its B-tree entries end at 2,704 bytes, with their overhead. */
  postgresIndexedBytes: 2_600,
  /** Time of one call of a PostgreSQL server: a batch, or the counts of one type and date. */
  postgresSeconds: 300,
  /** Bytes of a message to a broker: what RabbitMQ 4 accepts unless it is told otherwise. */
  brokerMessageBytes: 16 * MiB,
  /** Seconds for one call of a broker: a connection and a batch. */
  brokerSeconds: 30,
  /** Bytes of a batch to Kafka: brokers accept 1,048,588 unless they are told otherwise, with the overhead of records. */
  kafkaBatchBytes: 1_000_000,
  /** Messages to an MQTT broker that wait for its answers together, if it names no smaller number itself. */
  mqttInFlight: 100,
  /** One document of MongoDB, which refuses larger ones. */
  mongodbDocumentBytes: 16 * MiB,
  /** Time of one call of a MongoDB server: a batch, or all counts. */
  mongodbSeconds: 300,
  /** Time to find and reach a MongoDB server; elections of a replica set take some 10 seconds. */
  mongodbConnectMs: 20_000,
  /** An answer of Elasticsearch to a batch in which every document is refused with a reason; such reasons may quote values. */
  elasticsearchAnswerBytes: 32 * MiB,
  /** Answers of OpenCTI: the works of a connector are the longest list. */
  openctiAnswerBytes: 4 * MiB,
  /** The status of a TAXII envelope names each object that failed with a reason. */
  taxiiAnswerBytes: 16 * MiB,
  /** Splunk's collector answers with a code, and with the numbers of requests that are indexed. */
  splunkAnswerBytes: MiB,
  /** A receiver of webhooks has nothing to say; its answer is read for the reason of a failure. */
  webhookAnswerBytes: MiB,

  /**
   * Characters of a row that the field raw of IntelMQ repeats. Rows of reports have a few thousand; a cell may have 64 MiB,
   * which would travel three times.
   */
  intelmqRawCharacters: MiB,
  /** Seconds for a batch to IntelMQ, whose collector puts each event into its queue before it reads the next one. */
  intelmqSeconds: 60,
  /** A file with the publisher's map for a record format. The one for IntelMQ has 708 kB. */
  recordMapBytes: 16 * MiB,

  /** Signs of life of a connector of OpenCTI: those of the reference client, after which the platform calls it inactive. */
  openctiPingMs: 40_000,
  /** Pauses while the queue of the connector is full: the reference client looks every 30 seconds. */
  openctiQueuePauseMs: 10_000,
  openctiQueuePauseMaxMs: 120_000,
  /** A queue that stays full for longer fails the report, so that people see it. */
  openctiQueueWaitMs: 3_600_000,
  /** Errors that one report shows on the platform; the rest are counted. */
  openctiShownErrors: 100,
  /** Pauses between questions for the state of objects that a TAXII server processes, and the longest wait. */
  taxiiPollMs: 1_000,
  taxiiPollMaxMs: 15_000,
  taxiiWaitMs: 600_000,

  /** A downloaded or local reports.json. The published one is 184 kB. */
  catalogueBytes: 16 * MiB,
} as const;
