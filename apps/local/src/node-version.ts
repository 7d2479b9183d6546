/** The first major version of Node.js that has all that is used here. */
const LEAST_MAJOR = 24;

/** Why the command cannot run on this version of Node.js, and what to do; undefined when it can. */
export function nodeProblem(version: string): string | undefined {
  if (Number.parseInt(version, 10) >= LEAST_MAJOR) return undefined;
  return `This needs Node.js ${LEAST_MAJOR} or newer, not ${version}: run it by \`npx pnpm@12 start\`, which brings its own.`;
}
