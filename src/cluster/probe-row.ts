/** How a token is come by whose acceptance on every node is asked for, per release. */
export interface ProbeRow {
  /** First major version it holds for. */
  fromMajor: number;
  /**
   * `admin-cli`: its tokens are full ones up to 25. From 26 they are lightweight, and 26.6.2 and later refuse
   * those at userinfo (keycloak/keycloak#50119); so a client is made for the probe.
   */
  tokenFrom: 'admin-cli' | 'own-client';
}

const oldest: ProbeRow = { fromMajor: 0, tokenFrom: 'admin-cli' };
/** Newest first. */
const rows: readonly ProbeRow[] = [{ fromMajor: 26, tokenFrom: 'own-client' }, oldest];

/** `version`: a release such as "26.7.3". */
export function probeRow(version: string): ProbeRow {
  const major = Number.parseInt(version, 10);
  return rows.find(({ fromMajor }) => major >= fromMajor) ?? oldest;
}
