/** `keycloak.relativePath`: nginx compares it with the paths of requests, which it normalizes first. */
import { z } from 'zod';

/** First segments that lead to an address of kc-eb or of Keycloak's operators in place of Keycloak. */
const taken = ['health', 'kc-eb', 'metrics'];

export const relativePathSchema = z
  .string()
  .refine((path) => relativePathProblem(path) === undefined, {
    error: ({ input }) => relativePathProblem(String(input)) ?? '',
  })
  .default('/')
  .describe('Path of Keycloak below the host name');

/** undefined for "/", "/auth", "/auth/" and "/id/auth". */
export function relativePathProblem(path: string): string | undefined {
  const segments = path.slice(1).replace(/\/$/, '').split('/');
  const [first = ''] = segments;
  if (!/^\/[\w./~-]*$/.test(path)) return 'must be a path such as /auth, of letters, digits and . _ ~ -';
  if (path === '/') return undefined;
  if (segments.includes('')) return 'must not have an empty segment (//): browsers and nginx drop it';
  if (segments.some((segment) => /^\.+$/.test(segment))) {
    return 'must not have a segment of dots (/. or /..): browsers and nginx resolve it';
  }
  if (taken.includes(first)) return `must not begin with /${first}: nginx does not lead it to Keycloak`;
  return undefined;
}
