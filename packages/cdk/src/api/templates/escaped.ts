/**
 * A reference as the content of a JSON string. `escapeJavaScript` also escapes apostrophes, which JSON forbids
 * (https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-mapping-template-reference.html).
 */
export function escaped(reference: string): string {
  return String.raw`$util.escapeJavaScript(${reference}).replaceAll("\\'", "'")`;
}
