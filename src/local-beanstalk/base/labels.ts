/** Labels by which everything of a project is found again among the engine's objects. */
export function projectLabel(project: string): string {
  return `kc-eb.project=${project}`;
}

/** What a container is for: "instance" or "database". */
export const roleLabel = 'kc-eb.role';
export const instanceLabels = {
  id: 'kc-eb.instance',
  environmentName: 'kc-eb.environment',
  environmentId: 'kc-eb.environment-id',
} as const;
