import type { SourceDefinition } from "@unbounded-streams/connection-manager/source-definition";

/** The definition with a port of the loopback interface in place of the host that it has. */
export function placedAt(definition: SourceDefinition, port: number): SourceDefinition {
  const { url, baseUrl } = definition;
  return {
    ...definition,
    ...(url !== undefined && { url: withHost(url, port) }),
    ...(baseUrl !== undefined && { baseUrl: withHost(baseUrl, port) }),
  };
}

function withHost(url: string, port: number): string {
  return url.replace(/^(\w+:\/\/)[^/?#]+/, `$1127.0.0.1:${port}`);
}
