/** What was looked at, and whether it was as it must be. */
export interface Outcome {
  /** Without the scope. */
  readonly packageName: string;
  readonly check: string;
  readonly seconds: number;
  /** Undefined when all was well. */
  readonly problem?: string;
}

/** Makes a check: a failure becomes an outcome. */
export async function outcomeOf<T>(
  { packageName, check }: Pick<Outcome, "packageName" | "check">,
  action: () => Promise<T>,
): Promise<{ readonly outcome: Outcome; readonly value?: T }> {
  const from = performance.now();
  const seconds = () => (performance.now() - from) / 1_000;
  const short = packageName.replace(/^.*\//, "");
  try {
    const value = await action();
    return { outcome: { packageName: short, check, seconds: seconds() }, value };
  } catch (error) {
    const problem = (error as Error).message;
    return { outcome: { packageName: short, check, seconds: seconds(), problem } };
  }
}
