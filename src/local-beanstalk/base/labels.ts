/** The label of every Docker object of a project. */
export function projectLabel(project: string): string {
  return `kc-eb.project=${project}`;
}

/** The role of a container: "instance" or "database". */
export const roleLabel = 'kc-eb.role';
export const instanceLabels = {
  id: 'kc-eb.instance',
  environmentName: 'kc-eb.environment',
  environmentId: 'kc-eb.environment-id',
} as const;
