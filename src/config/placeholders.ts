/** Example values in a new kc-eb.yaml, which the user must replace. The schema accepts them; warnings name them. */
export const placeholderHost = 'database.example.com';
export const placeholderHostname = 'keycloak.example.com';

export function placeholderArn(region: string, name: string): string {
  return `arn:aws:secretsmanager:${region}:000000000000:secret:keycloak/${name}-XXXXXX`;
}

/** Checks the last part: Secrets Manager never generates this suffix. */
export function isPlaceholderArn(arn: string): boolean {
  return arn.endsWith('-XXXXXX');
}
