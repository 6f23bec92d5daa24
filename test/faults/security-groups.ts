/**
 * The security groups of an environment. Beanstalk has no API for them: its events name them, and the bundle that the
 * instances run has their ingress.
 */
import { randomUUID } from 'node:crypto';
import { rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ElasticBeanstalk } from '@aws-sdk/client-elastic-beanstalk';
import { readBundle } from '../../src/local-beanstalk/instances/bundle.ts';
import { parseExtensions } from '../../src/local-beanstalk/instances/ebextensions.ts';

/** Names without the environment's id, which differs in each world. */
export async function readGroups(beanstalk: ElasticBeanstalk, environmentId: string): Promise<string[]> {
  const { Events = [] } = await beanstalk.describeEvents({ EnvironmentId: environmentId, MaxRecords: 1000 });
  const groups: string[] = [];
  for (const { Message = '' } of Events.toReversed()) {
    const { done, name = '' } =
      /^(?<done>Created|Deleted) security group named: (?<name>.+)$/.exec(Message)?.groups ?? {};
    if (done === 'Created') groups.push(name);
    if (done === 'Deleted') groups.splice(groups.indexOf(name), 1);
  }
  const id = environmentId.slice(2);
  return groups.map((name) => name.replaceAll(id, 'ID').replaceAll(id.toUpperCase(), 'ID'));
}

const known = new Map<string, Promise<string[]>>();

/** "tcp 7800-7800 from instances"; `digest`: of the bundle. */
export function readRules(bundle: Buffer, digest: string): Promise<string[]> {
  const rules = known.get(digest) ?? parseRules(bundle);
  known.set(digest, rules);
  return rules;
}

async function parseRules(bundle: Buffer): Promise<string[]> {
  const path = join(tmpdir(), `kc-eb-bundle-${randomUUID()}`);
  await writeFile(path, bundle);
  try {
    const { extensions } = await readBundle(path);
    return parseExtensions(extensions).ingress.map(
      ({ protocol, fromPort, toPort, source }) => `${protocol} ${fromPort}-${toPort} from ${source}`,
    );
  } finally {
    await rm(path, { force: true });
  }
}
