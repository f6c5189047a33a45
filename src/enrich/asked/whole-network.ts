// Writes an address as the network of that address alone, in the form of CIDR.

/** Such as `192.0.2.1/32`. */
export function wholeNetwork(address: string): string {
  return `${address}/${address.includes(':') ? 128 : 32}`;
}
