// The text that tells findings of one subject and type apart.

interface Distinguished {
  readonly port: number;
  readonly transport: string;
  readonly infection: string;
}

/** `443/tcp`; empty if neither distinguishes. */
export function portText({ port, transport }: Omit<Distinguished, 'infection'>): string {
  return [port > 0 ? String(port) : '', transport].filter(Boolean).join('/');
}

/** The infection, or the port. */
export function distinction(finding: Distinguished): string {
  return finding.infection || portText(finding);
}
