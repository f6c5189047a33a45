// Recognises addresses that may become links; other schemes may run code.

export function isWebAddress(text: string | null): text is string {
  return text !== null && /^https?:\/\/[^\s]+$/i.test(text);
}
