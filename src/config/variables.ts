/** Environment variables in kc-eb.yaml: `${NAME}` in the values of named keys. */
import type { Problem } from './yaml-problems.ts';

/** Names and values, such as those of the process. */
export type Variables = Readonly<Record<string, string | undefined>>;

/** Keys whose values may hold variables; * is any key or item. */
export const keysWithVariables: readonly string[] = [
  ...['environment', 'application', 'region'],
  ...['keycloak.version', 'keycloak.image', 'keycloak.hostname', 'keycloak.secrets.*'],
  ...['database.host', 'database.name', 'database.username', 'database.password'],
  ...['admin.username', 'admin.password'],
  ...['instances.profile', 'instances.serviceRole', 'alarms.topic'],
  ...['network.vpc', 'network.subnets.*', 'network.securityGroups.*', 'network.loadBalancerSubnets.*'],
  ...['network.certificate', 'network.proxyImage'],
];

/** Keys whose `${…}` belongs to Keycloak or to Beanstalk. */
export const keysOfOthers: readonly string[] = [
  ...['keycloak.env', 'keycloak.buildOptions', 'database.properties', 'options'],
];

type Path = Problem['path'];

export function takesVariables(path: Path): boolean {
  return keysWithVariables.some((key) => {
    const steps = key.split('.');
    return steps.length === path.length && steps.every((step, at) => step === '*' || step === path[at]);
  });
}

function isOfOthers(path: Path): boolean {
  return keysOfOthers.some((key) => key.split('.').every((step, at) => step === path[at]));
}

/** Replaces the variables. A problem names the variable, never a value. */
export function withVariables(
  value: unknown,
  variables: Variables,
): { value: unknown; problems: readonly Problem[] } {
  const problems: Problem[] = [];
  const visit = (node: unknown, path: Path): unknown => {
    if (typeof node === 'string') return node.includes('${') ? replaced(node, path) : node;
    if (Array.isArray(node)) return node.map((item, at) => visit(item, [...path, at]));
    if (typeof node !== 'object' || node === null) return node;
    return Object.fromEntries(Object.entries(node).map(([key, item]) => [key, visit(item, [...path, key])]));
  };
  const replaced = (text: string, path: Path): string => {
    if (isOfOthers(path)) return text;
    if (!takesVariables(path)) {
      problems.push({
        path,
        message: 'must be the value: variables (${…}) work only in the keys that docs/configuration.md lists',
      });
      return text;
    }
    return text.replace(/\$\{([^}]*)(\}?)/g, (_, name: string, end: string) => {
      if (end === '' || !/^[A-Za-z_]\w*$/.test(name)) {
        problems.push({ path, message: 'must name a variable as ${NAME}: letters, digits and _' });
        return '';
      }
      const found = Object.hasOwn(variables, name) ? (variables[name] ?? '') : '';
      if (found === '') problems.push({ path, message: missing(name) });
      return found;
    });
  };
  return { value: visit(value, []), problems };
}

function missing(name: string): string {
  return `variable ${name} is not set or is empty; set it (export ${name}=…), or write the value in its place`;
}
