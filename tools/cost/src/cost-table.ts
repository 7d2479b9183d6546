import {
  ASSUMPTIONS,
  type DesignName,
  eventWriteCost,
  type MonthlyCost,
  monthlyCosts,
  natGatewayExtra,
  type StreamLoad,
} from "./monthly-cost.ts";
import { PRICES } from "./prices.ts";

const DESIGNS: Record<DesignName, string> = {
  relay: "this relay",
  staggered: "two staggered functions",
  fargate: "a Fargate task",
};

const PARTS: Record<keyof MonthlyCost, string> = {
  compute: "compute",
  requests: "requests",
  transitions: "state transitions",
  leaseWrites: "writes of the lease",
  monitoring: "metrics, alarms, logs",
  total: "**in all**",
};

const LOADS: readonly StreamLoad[] = [
  { eventsPerSecond: 1, itemBytes: 1_000 },
  { eventsPerSecond: 10, itemBytes: 1_000 },
  { eventsPerSecond: 100, itemBytes: 1_000 },
];

/** The costs as Markdown, as READMEs have them. */
export function costTable(loads: readonly StreamLoad[] = LOADS): string {
  const costs = monthlyCosts();
  const designs = Object.keys(DESIGNS) as DesignName[];
  const { memoryMb, lifetimeSeconds, fargateVcpu, fargateGb } = ASSUMPTIONS;
  return [
    row(["$ a month", ...designs.map((design) => DESIGNS[design])]),
    row(["---", ...designs.map(() => "---:")]),
    ...(Object.keys(PARTS) as (keyof MonthlyCost)[]).map((part) =>
      row([PARTS[part], ...designs.map((design) => dollars(costs[design][part]))]),
    ),
    "",
    `The events come on top, for each design alike: ${loads.map(eventsText).join(", ")}.`,
    `Functions of ${memoryMb} MB (arm64) that live ${lifetimeSeconds} s; a task of ${fargateVcpu} vCPU and ${fargateGb} GB (arm64) with a public address; behind a NAT gateway it is $${dollars(natGatewayExtra())} more.`,
    `Prices of ${PRICES.region}, taken on ${PRICES.takenOn}, no free tier; those not checked at the source: ${unverified().join(", ")}.`,
  ].join("\n");
}

function eventsText(load: StreamLoad): string {
  return `$${dollars(eventWriteCost(load))} for ${load.eventsPerSecond} a second of ${load.itemBytes} bytes`;
}

function unverified(): string[] {
  return Object.entries(PRICES.prices)
    .filter(([, { verified }]) => !verified)
    .map(([name]) => `\`${name}\``);
}

function row(cells: readonly string[]): string {
  return `| ${cells.join(" | ")} |`;
}

function dollars(amount: number): string {
  return amount.toFixed(2);
}
