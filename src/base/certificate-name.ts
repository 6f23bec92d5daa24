/** Compares the name of a certificate with a host; "*.example.com" covers one label. */
export function covers(name: string, host: string): boolean {
  return name === host || (name.startsWith('*.') && host.slice(host.indexOf('.')) === name.slice(1));
}
