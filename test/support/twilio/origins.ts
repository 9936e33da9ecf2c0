/** The origin that the world knows and signs, and where it is really served. */
export interface Origins {
  readonly publicBaseUrl: string;
  readonly target: string;
}

/** Where to connect for a public `url`; a URL on another host than ours is left as it is. */
export function connectionUrl(url: URL, { publicBaseUrl, target }: Origins): URL {
  if (url.host !== new URL(publicBaseUrl).host) return url;
  const { protocol, host } = new URL(target);
  const isSocket = url.protocol === 'ws:' || url.protocol === 'wss:';
  const scheme = isSocket ? protocol.replace('http', 'ws') : protocol;
  return new URL(`${scheme}//${host}${url.pathname}${url.search}`);
}
