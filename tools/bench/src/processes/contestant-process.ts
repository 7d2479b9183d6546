import { mkdir, writeFile } from "node:fs/promises";
import { Session } from "node:inspector/promises";
import { dirname } from "node:path";
import { constants, PerformanceObserver, performance } from "node:perf_hooks";
import { setImmediate } from "node:timers/promises";
import type { Measurement, Outcome } from "../measurement.ts";
import type { Job } from "./run-contestant.ts";

/**
 * Runs one contestant once: a warm-up on the small task, a garbage collection, then the measured task. Only the module
 * of this contestant is loaded, so that none pays for another's dependencies.
 */
process.once("disconnect", () => process.exit());
process.once("message", (job: Job) => {
  run(job).then(
    (measurement) => process.send?.({ measurement }, () => process.exit()),
    (error: unknown) =>
      process.send?.({ failure: error instanceof Error ? `${error.stack}` : String(error) }, () =>
        process.exit(1),
      ),
  );
});

async function run({ file, run, warmUp, task, profile }: Job): Promise<Measurement> {
  const module = await import(`../contestants/${file}.js`);
  const contestant = module[run] as (task: unknown) => Promise<Outcome>;
  if (warmUp !== undefined) await contestant(warmUp);
  globalThis.gc?.();
  const profiler = profile === undefined ? undefined : await startProfiler(profile);
  const collector = watchCollector();
  const cpuBefore = process.cpuUsage();
  const startedAt = performance.now();
  const outcome = await contestant(task);
  const wallMs = performance.now() - startedAt;
  const { user, system } = process.cpuUsage(cpuBefore);
  const gcMs = await collector.totalMs();
  await profiler?.write();
  return { ...outcome, wallMs, cpuMs: (user + system) / 1000, gcMs };
}

async function startProfiler(file: string) {
  const session = new Session();
  session.connect();
  await session.post("Profiler.enable");
  await session.post("Profiler.start");
  return {
    async write() {
      const { profile } = await session.post("Profiler.stop");
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, JSON.stringify(profile));
    },
  };
}

function watchCollector() {
  let sumMs = 0;
  const add = (entries: readonly { duration: number; detail?: unknown }[]) => {
    for (const { duration, detail } of entries) if (!isForced(detail)) sumMs += duration;
  };
  const observer = new PerformanceObserver((list) => add(list.getEntries()));
  observer.observe({ entryTypes: ["gc"] });
  return {
    async totalMs() {
      await setImmediate();
      add(observer.takeRecords());
      observer.disconnect();
      return sumMs;
    },
  };
}

function isForced(detail: unknown): boolean {
  const flags = (detail as { flags?: number } | undefined)?.flags ?? 0;
  return (flags & constants.NODE_PERFORMANCE_GC_FLAGS_FORCED) !== 0;
}
