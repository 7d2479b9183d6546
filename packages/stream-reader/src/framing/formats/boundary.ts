/** The boundary that a `Content-Type` names, quoted or not (RFC 2046, 5.1.1); undefined when it names none. */
export function boundaryOf(contentType: string | undefined): string | undefined {
  const [, quoted, bare] =
    /;\s*boundary\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s;"]+))/i.exec(contentType ?? "") ?? [];
  return (quoted?.replaceAll(/\\(.)/g, "$1") ?? bare) || undefined;
}
