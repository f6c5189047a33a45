// Limits on what a report becomes in STIX, each with the reason for its value.

export const STIX_LIMITS = {
  /** Objects of one bundle: platforms process a bundle as a whole, and large ones make them unresponsive. */
  bundleObjects: 500,
  /** Bytes of one bundle, as JSON. Brokers refuse messages above 16 MiB, and a broker's message holds the bundle as base64. */
  bundleBytes: 4_000_000,
  /**
   * Rows that one report object covers; further rows belong to further report objects. A platform loads all references
   * of a report at once. The references of so many rows fit into one bundle even if each row has `rowVulnerabilities`.
   */
  partRows: 1_000,
  /** Rows of one note, each with a table of its own. */
  noteRows: 200,
  /** Bytes of a row's table in a note, as JSON and without padding: `noteRows` of them fit into one bundle. */
  noteRowBytes: 16_000,
  /** Characters of a cell in a note. Banners are longer at times; the original report has all of them. */
  noteCellCharacters: 1_000,
  /** Bytes of the original in one artifact: four thirds as many in base64 have to fit into one bundle. */
  artifactBytes: 2_500_000,
  /** Labels of one object. Rows have a few tags; a label is an object of its own on a platform. */
  labels: 100,
  /** Characters of a label, as platforms show it in one line. */
  labelCharacters: 250,
  /** Vulnerabilities of one row. Real rows name up to a dozen. */
  rowVulnerabilities: 20,
  /** Characters of a URL; longer ones exceed what servers and browsers accept. */
  urlCharacters: 8_000,
} as const;
