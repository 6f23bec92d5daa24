/** Values in a new kc-eb.yaml that only the user can know. They pass the schema, and warnings name them. */
export const placeholderHost = 'database.example.com';
export const placeholderHostname = 'keycloak.example.com';

export function placeholderArn(region: string, name: string): string {
  return `arn:aws:secretsmanager:${region}:000000000000:secret:keycloak/${name}-XXXXXX`;
}

/** By its last part: Secrets Manager's own suffix never is this one. */
export function isPlaceholderArn(arn: string): boolean {
  return arn.endsWith('-XXXXXX');
}
