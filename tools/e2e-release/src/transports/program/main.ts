import { LIMITS } from "../limits.ts";
import { STAGE_VARIABLE, type Stage } from "../stage.ts";
import { GROUPS } from "./groups.ts";
import { TrialStage, type Trials } from "./trial.ts";

/** What takes longer hangs, on a busy machine, too. */
const LONGEST_TRIAL_MS = 60_000;
/** Nothing that takes so long to go away is a part of leaving. */
const LONGEST_EXIT_MS = 3_000;

const { bun, deno } = process.versions as Readonly<Record<string, string>>;
const limits = bun !== undefined ? LIMITS.Bun : deno !== undefined ? LIMITS.Deno : [];
const stage: Stage = JSON.parse(process.env[STAGE_VARIABLE] ?? "{}");

const failed: string[] = [];
for (const group of GROUPS) {
  await Promise.all(Object.entries(group).map(([name, trial]) => make(name, trial)));
}
// At the end, which is what is shown of a program that fails.
for (const line of failed) say(line);
if (failed.length > 0) process.exitCode = 1;
setTimeout(() => {
  say("failed: a clean end: something that is open keeps the process from ending");
  process.exit(1);
}, LONGEST_EXIT_MS).unref();

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

async function make(name: string, trial: Trials[string]): Promise<void> {
  const problem = await problemOf(name, trial);
  if (problem === undefined) say(`held: ${name}`);
  else failed.push(`failed: ${name}: ${problem}`);
}

/** What is not as it must be; undefined for nothing. */
async function problemOf(name: string, trial: Trials[string]): Promise<string | undefined> {
  const limit = limits.find(({ trials }) => trials.includes(name));
  try {
    await within(LONGEST_TRIAL_MS, trial(new TrialStage(stage, name)));
  } catch (error) {
    const { code = "an error without a code", message } = error as Error & { readonly code?: string };
    if (limit !== undefined && code === limit.code && message.includes(limit.message)) return undefined;
    return `${code}: ${message}`;
  }
  return limit === undefined ? undefined : "it holds here by now, so LIMITS should not have it";
}

async function within(ms: number, trial: Promise<void>): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`not done within ${ms} ms`)), ms);
  });
  try {
    await Promise.race([trial, late]);
  } finally {
    clearTimeout(timer);
  }
}
