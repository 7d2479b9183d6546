import { ASSUMPTIONS, FLEETS, TASK } from "../assumptions.ts";
import { price } from "../prices.ts";
import { type MonthlyCost, summed } from "../pricing.ts";

/** As many as a function of the fleet, by the CPU that each has. */
export const STREAMS_PER_TASK = Math.floor(
  (TASK.vcpu * FLEETS.fleet128.streamsPerFunction * ASSUMPTIONS.memoryMbOfVcpu) / FLEETS.fleet128.memoryMb,
);

/** As many tasks as the streams fill; each with a public IPv4 address, as without one it needs a NAT gateway, which costs more. */
export function fargateCost(streams: number): MonthlyCost {
  const perHour =
    TASK.vcpu * price("fargateArmVcpuHour") + TASK.gb * price("fargateArmGbHour") + price("publicIpv4Hour");
  const tasks = Math.ceil(streams / STREAMS_PER_TASK);
  return summed({ compute: tasks * perHour * ASSUMPTIONS.hoursPerMonth });
}

/** Dollars a month by which a NAT gateway costs more than an address, before what goes through it. */
export function natGatewayExtra(): number {
  return (price("natGatewayHour") - price("publicIpv4Hour")) * ASSUMPTIONS.hoursPerMonth;
}
