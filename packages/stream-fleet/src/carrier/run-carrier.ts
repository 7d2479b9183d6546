import type { CarrierReport, RunCarrierOptions } from "../types.ts";

export function runCarrier(options: RunCarrierOptions): Promise<CarrierReport> {
  return Promise.reject(new Error(`not there yet: ${options.fleet}`));
}
