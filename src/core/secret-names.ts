/**
 * Variables and options whose values are passwords by their names. kc-eb takes secrets by ARN; who writes one into
 * kc-eb.yaml all the same must not find it in a terminal or a build's log.
 */
export function looksSecret(name: string): boolean {
  return /password|passwd|secret|token|credential|private.?key|api.?key/i.test(name);
}

export const redacted = '[redacted]';
