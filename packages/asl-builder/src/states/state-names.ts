/** The first branch of a machine or the second; names in the first carry no number. */
export type BranchNumber = 1 | 2;

/** `connection-manager (45)`, `connection-manager 2 (45)`: who works, and how long at most. */
export function taskStateName(
  options: { readonly taskName: string; readonly lifetimeSeconds: number },
  branch: BranchNumber = 1,
): string {
  return `${numbered(options.taskName, branch)} (${options.lifetimeSeconds})`;
}

/** `Wait (35)`, `Wait 2 (35)`. */
export function waitStateName(options: { readonly waitSeconds: number }, branch: BranchNumber = 1): string {
  return `${numbered("Wait", branch)} (${options.waitSeconds})`;
}

/** `Interrupted`, `Interrupted 2`: a name that is free in each branch. */
export function numbered(name: string, branch: BranchNumber): string {
  return branch === 1 ? name : `${name} ${branch}`;
}
