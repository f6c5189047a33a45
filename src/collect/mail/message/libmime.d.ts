// Declares what is used of libmime, which comes without types.
declare module 'libmime' {
  interface StructuredHeader {
    readonly value: string;
    readonly params: Readonly<Record<string, string | undefined>>;
  }
  const libmime: {
    /** Decodes the encoded words of RFC 2047. */
    decodeWords(text: string): string;
    /** Splits a value with parameters, also those of RFC 2231. */
    parseHeaderValue(text: string): StructuredHeader;
  };
  export default libmime;
}
