// Puts bundles into the connector's queue by the API of the platform. A worker divides each into its objects.
import type { Platform } from './platform.js';
import type { Way } from './platform-target.js';

export class ApiWay implements Way {
  constructor(private readonly platform: Platform) {}

  async send(bundle: string, objects: number, workId: string, signal: AbortSignal): Promise<[]> {
    // The worker that divides a bundle says how many objects to expect; a single object is not divided.
    if (objects === 1) await this.platform.expect(workId, 1, signal);
    await this.platform.push(bundle, workId, signal);
    return [];
  }

  async close(): Promise<void> {}
}
