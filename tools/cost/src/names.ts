import type { DesignName } from "./monthly-cost.ts";
import type { MonthlyCost } from "./pricing.ts";

/** Designs in words, in the order in which they are shown. */
export const DESIGNS: Readonly<Record<DesignName, string>> = {
  relay: "a relay each",
  fleet128: "a fleet, 128 MB",
  fleet256: "a fleet, 256 MB",
  staggered: "two staggered functions each",
  fargate: "Fargate tasks",
};

/** The parts of a bill in words, its total last. */
export const PARTS: Readonly<Record<keyof MonthlyCost, string>> = {
  compute: "compute",
  requests: "requests",
  transitions: "state transitions",
  leaseWrites: "writes of leases and indexes",
  leaseReads: "reads of them",
  ledger: "the ledger",
  metrics: "metrics",
  alarms: "alarms",
  logs: "logs",
  total: "in all",
};

/** An amount with its cents. */
export function dollars(amount: number): string {
  return amount.toLocaleString("en-US", { minimumFractionDigits: 2, maximumFractionDigits: 2 });
}
