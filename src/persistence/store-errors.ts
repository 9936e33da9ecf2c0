/** Where a store is, as host:port, without user, password or name. */
export function placeOf(url: string, defaultPort: number): string {
  if (!URL.canParse(url)) return 'an address that cannot be read';
  const { hostname, port } = new URL(url);
  return `${hostname || 'localhost'}:${port || String(defaultPort)}`;
}

/** A system or SQLSTATE code such as ECONNREFUSED or 28P01; drivers put addresses and names in messages. */
export function reasonOf(error: unknown): string {
  const code = codeOf(error);
  if (code !== undefined) return code;
  if (error instanceof AggregateError) return reasonOf(error.errors[0]);
  return error instanceof Error && /time(d )?out/i.test(error.message) ? 'timed out' : 'refused';
}

/** The `code` that Node, pg and ioredis put on their errors. */
export function codeOf(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}
