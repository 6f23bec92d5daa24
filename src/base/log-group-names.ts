/** Names of an environment's log groups and streams. */

/** The prefix ends with a slash: "id" must not match the groups of "id-2". */
export function logGroupPrefix(environment: string): string {
  return `/aws/elasticbeanstalk/${environment}/`;
}

/** The services whose containers write lines; `cluster` is the heartbeat. */
export const loggedServices = ['cluster', 'keycloak', 'nginx'] as const;

/** The group of a service's lines. */
export function logGroupOf(environment: string, service: (typeof loggedServices)[number]): string {
  return `${logGroupPrefix(environment)}${service}`;
}

/** The group of a file below /var/log, which Beanstalk streams. */
export function streamedGroupOf(environment: string, file: 'eb-hooks.log' | 'eb-engine.log'): string {
  return `${logGroupPrefix(environment)}var/log/${file}`;
}

/**
 * The service of a log group: "keycloak", "nginx" or "cluster" for containers. For groups that Beanstalk streams, the
 * file below /var/log, e.g. "eb-engine.log" or "nginx/access.log".
 */
export function serviceOf(group: string, environment: string): string {
  return group.slice(logGroupPrefix(environment).length).replace(/^var\/log\//, '');
}

/** The instance id: containers write to `<instance id>/<private address>`, Beanstalk to `<instance id>`. */
export function instanceOf(stream: string): string {
  const end = stream.indexOf('/');
  return end === -1 ? stream : stream.slice(0, end);
}

/** The private address of the instance, if the stream name has it. */
export function addressOf(stream: string): string | undefined {
  return stream.split('/')[1];
}
