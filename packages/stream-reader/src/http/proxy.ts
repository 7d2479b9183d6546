import { StreamOptionError } from "../errors.ts";

/** Proxies by protocol, and the hosts that are reached without one. */
export interface ProxySettings {
  readonly httpProxy: string;
  readonly httpsProxy: string;
  readonly noProxy: string;
}

/** Variables of an environment, such as `process.env`. */
type Environment = Readonly<Record<string, string | undefined>>;

/** Always reached directly: a proxy's loopback is another machine. */
const LOOPBACK = "localhost,127.0.0.1,[::1]";

/** The proxies that an environment names: lower-case variables win over upper-case ones; undefined for none. */
function proxiesOf(environment: Environment): ProxySettings | undefined {
  const named = (name: string) => environment[name] || environment[name.toUpperCase()] || "";
  const httpProxy = named("http_proxy");
  const httpsProxy = named("https_proxy");
  if (httpProxy === "" && httpsProxy === "") return undefined;
  return { httpProxy, httpsProxy, noProxy: [LOOPBACK, named("no_proxy")].join(",") };
}

/**
 * The proxies that the option `proxy` means; undefined for none.
 *
 * @throws StreamOptionError
 */
export function proxySettings(
  proxy: "environment" | string | URL | false,
  environment: Environment,
): ProxySettings | undefined {
  if (proxy === false) return undefined;
  const settings =
    proxy === "environment"
      ? proxiesOf(environment)
      : { httpProxy: String(proxy), httpsProxy: String(proxy), noProxy: "" };
  for (const url of [settings?.httpProxy, settings?.httpsProxy]) assertProxy(url);
  return settings;
}

function assertProxy(url: string | undefined): void {
  if (url === undefined || url === "") return;
  if (URL.canParse(url) && ["http:", "https:"].includes(new URL(url).protocol)) return;
  throw new StreamOptionError(
    "the proxy is not an http: or https: URL, such as http://proxy.example:3128: check the option proxy, HTTP_PROXY and HTTPS_PROXY",
  );
}
