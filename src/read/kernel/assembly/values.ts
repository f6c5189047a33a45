// Reads canonical cells, by the same rules as src/read/encode/values.ts; every other text is odd.

const ZERO: u32 = 0x30;

/** A canonical decimal from 1 to `max`; 0 for any other text. */
export function canonicalNumber(start: u32, end: u32, max: u32): u32 {
  if (end - start > 10 || load<u8>(start) === ZERO) return 0;
  let value: u64 = 0;
  for (let at = start; at < end; at++) {
    const digit = <u32>load<u8>(at) - ZERO;
    if (digit > 9) return 0;
    value = value * 10 + digit;
  }
  return value <= max ? <u32>value : 0;
}

/** Two digits as a number; at least 1,000 for any other text. */
function pair(at: u32): u32 {
  const tens = <u32>load<u8>(at) - ZERO;
  const ones = <u32>load<u8>(at, 1) - ZERO;
  return tens > 9 || ones > 9 ? 1_000 : tens * 10 + ones;
}

/** Seconds since 1970 of `YYYY-MM-DD HH:MM:SS`; 0 for any other text, and for times that the store cannot hold. */
export function canonicalTime(start: u32, end: u32): u32 {
  if (end - start !== 19 || load<u8>(start, 10) !== 0x20) return 0;
  if (load<u8>(start, 4) !== 0x2d || load<u8>(start, 7) !== 0x2d) return 0;
  if (load<u8>(start, 13) !== 0x3a || load<u8>(start, 16) !== 0x3a) return 0;
  const hour = pair(start + 11);
  const minute = pair(start + 14);
  const second = pair(start + 17);
  const century = pair(start);
  const yearOfCentury = pair(start + 2);
  const month = pair(start + 5);
  const day = pair(start + 8);
  if (hour > 23 || minute > 59 || second > 59 || century > 99 || yearOfCentury > 99) return 0;
  const days = dayNumber(century * 100 + yearOfCentury, month, day);
  if (days < 0) return 0;
  const seconds = ((<i64>days * 24 + hour) * 60 + minute) * 60 + second;
  return seconds <= 0xffff_ffff ? <u32>seconds : 0;
}

/** Days since 1970-01-01 of a civil date; -1 for an invalid date. */
function dayNumber(year: u32, month: u32, day: u32): i32 {
  if (year < 1970 || month < 1 || month > 12 || day < 1) return -1;
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  const monthDays: u32 =
    month === 2 ? (leap ? 29 : 28) : month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
  if (day > monthDays) return -1;
  // Howard Hinnant's days_from_civil: years start in March, so that the leap day is the last day.
  const y = month <= 2 ? year - 1 : year;
  const era = y / 400;
  const yearOfEra = y - era * 400;
  const dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
  return <i32>(era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear) - 719_468;
}

/** Thu (the first day of 1970) to Wed, and Jan to Dec: the three letters of each as one little-endian number. */
const WEEKDAYS = memory.data<u32>([0x756854, 0x697246, 0x746153, 0x6e7553, 0x6e6f4d, 0x657554, 0x646557]);
const MONTHS = memory.data<u32>([
  0x6e614a, 0x626546, 0x72614d, 0x727041, 0x79614d, 0x6e754a, 0x6c754a, 0x677541, 0x706553, 0x74634f,
  0x766f4e, 0x636544,
]);

/** Seconds since 1970 of `Thu, 15 Jan 2026 10:00:00 GMT`; 0 for any other text. */
export function canonicalHttpTime(start: u32, end: u32): u32 {
  if (end - start !== 29 || load<u32>(start, 25) !== 0x544d4720) return 0;
  const separators =
    load<u16>(start, 3) === 0x202c &&
    load<u8>(start, 7) === 0x20 &&
    load<u8>(start, 11) === 0x20 &&
    load<u8>(start, 16) === 0x20 &&
    load<u8>(start, 19) === 0x3a &&
    load<u8>(start, 22) === 0x3a;
  if (!separators) return 0;
  let month: u32 = 0;
  const monthName = load<u32>(start, 8) & 0xff_ffff;
  while (month < 12 && load<u32>(MONTHS + (month << 2)) !== monthName) month++;
  const century = pair(start + 12);
  const yearOfCentury = pair(start + 14);
  const hour = pair(start + 17);
  const minute = pair(start + 20);
  const second = pair(start + 23);
  if (hour > 23 || minute > 59 || second > 59 || century > 99 || yearOfCentury > 99) return 0;
  const days = dayNumber(century * 100 + yearOfCentury, month + 1, pair(start + 5));
  if (days < 0) return 0;
  if (load<u32>(WEEKDAYS + ((days % 7) << 2)) !== (load<u32>(start) & 0xff_ffff)) return 0;
  const seconds = ((<i64>days * 24 + hour) * 60 + minute) * 60 + second;
  return seconds <= 0xffff_ffff ? <u32>seconds : 0;
}

/**
 * Decodes a cell in hexadecimal, of at most `most` bytes, to `into`. Returns the number of bytes; 0 for any other text.
 *
 * @param stride characters from one byte to the next: 3 with colons between bytes, otherwise 2
 * @param letter the digit of the value 10, `a` or `A`
 */
export function readHex(start: u32, end: u32, into: usize, most: u32, stride: u32, letter: u32): u32 {
  const size = end - start + stride - 2;
  const length = size / stride;
  if (size % stride !== 0 || length > most) return 0;
  for (let number: u32 = 0, at = start; number < length; number++, at += stride) {
    const value = (digit(load<u8>(at), letter) << 4) | digit(load<u8>(at, 1), letter);
    if (value > 0xff || (stride === 3 && number > 0 && load<u8>(at - 1) !== 0x3a)) return 0;
    store<u8>(into + number, value);
  }
  return length;
}

/** The value of a hexadecimal digit; at least 256 for any other byte. */
function digit(byte: u32, letter: u32): u32 {
  if (byte - ZERO < 10) return byte - ZERO;
  return byte - letter < 6 ? byte - letter + 10 : 0x100;
}

/** Writes canonical dotted IPv4 as ::ffff:a.b.c.d to `into`; false for any other text. */
export function canonicalIpv4(start: u32, end: u32, into: usize): bool {
  if (end - start < 7 || end - start > 15) return false;
  let address: u32 = 0;
  let at = start;
  for (let part: u32 = 0; part < 4; part++) {
    let value: u32 = 0;
    const from = at;
    for (; at < end; at++) {
      const digit = <u32>load<u8>(at) - ZERO;
      if (digit > 9) break;
      value = value * 10 + digit;
    }
    const digits: u32 = value > 99 ? 3 : value > 9 ? 2 : 1;
    if (value > 255 || at - from !== digits) return false;
    address |= value << (part << 3);
    if (part < 3 && (at >= end || load<u8>(at++) !== 0x2e)) return false;
  }
  if (at !== end) return false;
  store<u64>(into, 0);
  store<u32>(into, 0xffff_0000, 8);
  store<u32>(into, address, 12);
  return true;
}

/** The number of one of the five severities; 0 for any other text. */
export function canonicalSeverity(start: u32, end: u32): u32 {
  const length = end - start;
  const first = load<u32>(start);
  if (length === 3) return (first & 0xff_ffff) === 0x776f6c ? 2 : 0; // low
  if (length === 4) return first === 0x6f666e69 ? 1 : first === 0x68676968 ? 4 : 0; // info, high
  if (length === 6) return first === 0x6964656d && load<u16>(start, 4) === 0x6d75 ? 3 : 0; // medium
  if (length === 8) return first === 0x74697263 && load<u32>(start, 4) === 0x6c616369 ? 5 : 0; // critical
  return 0;
}
