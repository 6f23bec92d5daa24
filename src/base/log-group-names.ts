/** Names of an environment's log groups and streams. */

/** With its last slash: "id" must not match the groups of "id-2". */
export function logGroupPrefix(environment: string): string {
  return `/aws/elasticbeanstalk/${environment}/`;
}

/**
 * "keycloak" and "nginx" for the containers' groups; for those that Beanstalk streams itself the file below
 * /var/log, e.g. "eb-engine.log" or "nginx/access.log".
 */
export function serviceOf(group: string, environment: string): string {
  return group.slice(logGroupPrefix(environment).length).replace(/^var\/log\//, '');
}

/** The instance id: containers write to `<instance id>/<private address>`, Beanstalk to `<instance id>`. */
export function instanceOf(stream: string): string {
  return stream.split('/')[0] ?? stream;
}

/** The private address of the instance, where the stream tells it. */
export function addressOf(stream: string): string | undefined {
  return stream.split('/')[1];
}
