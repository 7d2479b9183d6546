/** What each option of `readEvents` is called on the command line. */
export const FLAGS = {
  tableName: "--table",
  streamId: "--stream",
  since: "--since",
  until: "--until",
  follow: "--follow",
  shards: "--shards",
  "keys.partition": "--partition-key",
  "keys.sort": "--sort-key",
  partitionPrefix: "--partition-prefix",
} as const;

/** A complaint about options of the API, about the flags: it begins with one, and may name another. */
export function aboutFlags(issue: string): string {
  return issue.replaceAll(/keys\.\w+|^\w+/g, (option) => (isOption(option) ? FLAGS[option] : option));
}

function isOption(name: string): name is keyof typeof FLAGS {
  return Object.hasOwn(FLAGS, name);
}
