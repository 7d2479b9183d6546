import type { UnboundedStreamsProps } from "../props/unbounded-streams-props.ts";

/** What is wrong with the tables, one sentence each. */
export function tableProblems(props: UnboundedStreamsProps): string[] {
  return (["Events", "Streams"] as const)
    .filter((name) => props[`existing${name}Table`] && props[`${uncapitalized(name)}TableProps`])
    .map((name) => {
      const [existing, made] = [`existing${name}Table`, `${uncapitalized(name)}TableProps`];
      return `${existing} and ${made} are both given: a table that exists is taken as it is, so give one of them`;
    });
}

function uncapitalized<Name extends string>(name: Name): Uncapitalize<Name> {
  return (name.charAt(0).toLowerCase() + name.slice(1)) as Uncapitalize<Name>;
}
