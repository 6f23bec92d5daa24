/** Checks of this machine and of the project, without calls of AWS. */
import { namesText } from '../base/few.ts';
import { projectTable } from '../project/checks.ts';
import { type Check, type DoctorFacts, type Finding, given } from './check.ts';

/** The SDK's warning is in @aws-sdk/core (emitWarningIfUnsupportedVersion); kc-eb silences it elsewhere. */
const oldestOfSdk = 22;

const machine: readonly Check[] = [
  {
    id: 'node',
    title: 'Node.js',
    look: ({ nodeVersion }) =>
      Number.parseInt(nodeVersion, 10) >= oldestOfSdk
        ? undefined
        : {
            level: 'note',
            what: `kc-eb runs on Node.js ${nodeVersion}.`,
            why: `The AWS SDK needs ${oldestOfSdk} from January 2027 on (https://a.co/c895JFp); this kc-eb keeps its SDK.`,
            remedy: `Install Node.js ${oldestOfSdk} or newer.`,
          },
  },
  {
    id: 'engine',
    title: 'Container engine',
    look: ({ engine }) =>
      'value' in engine
        ? undefined
        : {
            level: 'error',
            what: engine.unread,
            why: 'deploy builds the Keycloak image here, unless ECR already has it.',
            remedy: 'Install or start Docker, Podman or Finch; KC_EB_ENGINE names another program.',
          },
  },
];

const files: Check = {
  id: 'files',
  title: 'Project files',
  look: ({ files }) => {
    if ('value' in files) {
      const { warnings } = files.value;
      if (warnings.length === 0) return undefined;
      return {
        level: 'warning',
        what: namesText(warnings, '\n'),
        why: 'Keycloak, nginx or Beanstalk would ignore it, or publish more than intended.',
        remedy: 'Correct it, move it or delete it.',
      };
    }
    return {
      level: 'error',
      what: files.unread,
      why: 'deploy accepts regular, readable files that work on an instance and hold no private key.',
      remedy: 'Correct it, replace it with a copy, rename it or delete it.',
    };
  },
};

const driver = ofTable('driver', 'Database driver');

export const projectChecks: readonly Check[] = [
  ...machine,
  ofTable('placeholders', 'Values of kc-eb init'),
  ofTable('hostname', 'Public URL'),
  ofTable('release', 'Keycloak release'),
  ofTable('faults', 'Known cluster faults'),
  files,
  {
    ...driver,
    look: (facts) => given(facts.files, () => driver.look(facts)),
  },
  ofTable('options', 'Keycloak options'),
  ofTable('size', 'Environment properties'),
  ofTable('values', 'Values with $ and quotes'),
  ofTable('plain-secrets', 'Secrets in kc-eb.yaml'),
  ofTable('cluster', 'Clustering'),
  ofTable('endpoints', 'Private subnets'),
  ofTable('log-lines', 'Log lines for verify'),
  ofTable('shutdown', 'Shutdown'),
];

function ofTable(id: string, title: string): Check {
  return { id, title, look: (facts) => findInTable(id, facts) };
}

/** Returns the first finding of the table of projects under this id: it needs no answer of AWS. */
export function findInTable(
  id: string,
  { config, files }: Pick<DoctorFacts, 'config' | 'files'>,
): Finding | undefined {
  const userFiles = 'value' in files ? files.value.imageFiles : [];
  for (const row of projectTable) {
    if (!('id' in row) || row.id !== id) continue;
    const what = row.find(config, userFiles).join('\n');
    const { level, why, remedy } = row;
    if (what !== '')
      return { level, what, why, remedy: typeof remedy === 'string' ? remedy : remedy(config) };
  }
  return undefined;
}
