// Declares the used parts of libmime, which lacks types.
declare module 'libmime' {
  interface StructuredHeader {
    readonly value: string;
    readonly params: Readonly<Record<string, string | undefined>>;
  }
  const libmime: {
    /** Decodes the encoded words of RFC 2047. */
    decodeWords(text: string): string;
    /** Splits a value with parameters, including those of RFC 2231. */
    parseHeaderValue(text: string): StructuredHeader;
  };
  export default libmime;
}
