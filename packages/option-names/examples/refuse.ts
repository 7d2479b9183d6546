import { type OptionNames, unknownOptions } from "@unbounded-streams/option-names";

interface PoolOptions {
  host: string;
  maxSockets?: number;
  retry?: { maxAttempts?: number };
}

const POOL_OPTIONS: OptionNames<PoolOptions> = { host: true, maxSockets: true, retry: true };

const given = { host: "localhost", maxsocket: 8, colour: "red" };
for (const problem of unknownOptions(given, POOL_OPTIONS)) console.log(problem);

for (const problem of unknownOptions({ maxAttempt: 3 }, { maxAttempts: true }, "retry")) console.log(problem);
