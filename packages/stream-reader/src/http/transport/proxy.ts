import { StreamOptionError } from "../../errors/caller-errors.ts";
import { isExcluded } from "./no-proxy.ts";

/** Proxies by protocol, and the hosts that are reached without one. */
export interface ProxySettings {
  readonly httpProxy: string;
  readonly httpsProxy: string;
  readonly noProxy: string;
}

/** Variables of an environment, such as `process.env`. */
export type Environment = Readonly<Record<string, string | undefined>>;

const PROTOCOLS = ["http:", "https:", "socks5:"];

/** Always reached directly: a proxy's loopback is another machine. */
const LOOPBACK = "localhost,127.0.0.0/8,::1";

/**
 * The proxies that an environment names, as curl takes them: lower-case variables win over upper-case ones; `HTTP_PROXY` is not
 * read, since a CGI program has it from a request's header `Proxy`; `ALL_PROXY` stands for what is not named; one protocol's
 * proxy is never used for the other. Undefined for none.
 */
function proxiesOf(environment: Environment): ProxySettings | undefined {
  const named = (name: string) => environment[name] || environment[name.toUpperCase()] || "";
  const httpProxy = environment.http_proxy || named("all_proxy");
  const httpsProxy = named("https_proxy") || named("all_proxy");
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
  if (settings === undefined) return undefined;
  const { httpProxy, httpsProxy, noProxy } = settings;
  return { httpProxy: proxyUrl(httpProxy), httpsProxy: proxyUrl(httpsProxy), noProxy };
}

/** The proxy that leads to a URL; undefined when it is reached directly. */
export function proxyFor(url: URL, settings: ProxySettings | undefined): string | undefined {
  if (settings === undefined || isExcluded(url, settings.noProxy)) return undefined;
  return (url.protocol === "https:" ? settings.httpsProxy : settings.httpProxy) || undefined;
}

/** Its origin and credentials; `http:` goes without saying, as in curl. */
function proxyUrl(given: string): string {
  if (given === "") return "";
  const text = given.includes("://") ? given : `http://${given}`;
  if (!URL.canParse(text) || !PROTOCOLS.includes(new URL(text).protocol)) {
    throw new StreamOptionError(
      "the proxy is not an http:, https: or socks5: URL, such as http://proxy.example:3128: check the option proxy, http_proxy, HTTPS_PROXY and ALL_PROXY",
    );
  }
  const url = new URL(text);
  url.pathname = "";
  url.search = "";
  url.hash = "";
  return url.href;
}
