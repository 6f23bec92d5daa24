/** The trust policy of a role. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements.html */
import { z } from 'zod';

/** Stands for every principal. */
export const everyone = '*';

const oneOrMore = z.union([z.string().transform((one) => [one]), z.array(z.string())]);

const statement = z.object({
  Effect: z.string(),
  Action: oneOrMore.default([]),
  Principal: z.union([z.string(), z.object({ Service: oneOrMore.optional() })]).optional(),
});

const policy = z.object({ Statement: z.union([statement.transform((one) => [one]), z.array(statement)]) });

/** Returns the services that may assume the role; "*" for everyone. Conditions are not evaluated. */
export function trustedServices(document: string): string[] {
  const parsed = policy.safeParse(readJson(document));
  if (!parsed.success) return [];
  return parsed.data.Statement.flatMap(({ Effect, Action, Principal }) => {
    const assumes = Action.some((action) => holds(action, 'sts:AssumeRole'));
    if (Effect !== 'Allow' || !assumes || Principal === undefined) return [];
    return typeof Principal === 'string' ? [Principal] : (Principal.Service ?? []);
  });
}

/** Actions have no upper and lower case, and wildcards: "*" and "?". */
function holds(pattern: string, action: string): boolean {
  const source = pattern
    .replace(/[^\w*?]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`, 'i').test(action);
}

/** `service`: "ec2". Its domain depends on the partition: ec2.amazonaws.com, ec2.amazonaws.com.cn. */
export function isTrusted(trusted: readonly string[], service: string): boolean {
  return trusted.some((one) => one === everyone || one.startsWith(`${service}.amazonaws.`));
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
